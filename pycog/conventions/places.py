"""Finds the conventions of a list of places: folders of tables, and workbooks.

What the workbooks are called is kept in the user's cache by the digest of their bytes
(:mod:`pycog.conventions.summaries`), so that a start reads none of them twice.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeAlias

from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import Summary
from pycog.conventions.facts.schema import DESCRIPTION
from pycog.errors import InvalidConvention

#: What a workbook ends with.
SUFFIX: Final = ".xlsx"
#: What Excel calls the mark that it leaves beside an open workbook.
_LOCK: Final = "~$"
#: Seconds for which files that are not those of a convention may change unseen.
_PATIENCE: Final = 1.0
#: Names, times and sizes of the files that a convention may come from.
Stamp: TypeAlias = tuple[tuple[str, int, int], ...]


def is_workbook(path: Path) -> bool:
    """Tell whether a path is a workbook, whatever is in it."""
    return path.suffix.lower() == SUFFIX and path.is_file()


def found(places: tuple[Path, ...]) -> list[Path]:
    """Return the folders and the workbooks that hold a convention, in order, each once.

    A workbook that is no convention is passed over in a folder, where annexes may stand
    too; one that is named itself is taken as it is.

    Raises:
        InvalidConvention: ``dossier-illisible``.
    """
    paths: dict[Path, None] = {}
    for place in places:
        if is_workbook(place):
            paths[place] = None
            continue
        try:
            inside = [place] if (place / DESCRIPTION).is_file() else sorted(place.iterdir())
            paths.update(dict.fromkeys(path for path in inside if _is_convention(path)))
        except OSError as error:
            raise InvalidConvention(
                "dossier-illisible",
                f"Le dossier de conventions « {place} » ne peut pas être lu. Vérifiez qu'il existe "
                "encore et que vous y avez accès.",
                folder=place,
            ) from error
    return list(paths)


def _is_convention(path: Path) -> bool:
    if path.suffix.lower() == SUFFIX:
        if path.name.startswith(_LOCK) or not path.is_file():
            return False
        from pycog.conventions.summaries import looks_like_form

        return looks_like_form(path)
    return (path / DESCRIPTION).is_file()


def id_of(path: Path) -> str:
    """Return the id of a convention, that of the file where the workbook tells none."""
    return path.name if path.is_dir() else _workbook_summary(path).id


def read(path: Path) -> Convention:
    """Read a convention.

    Raises:
        InvalidConvention: ``convention-invalide``.
    """
    if path.is_dir():
        from pycog.conventions.loading.loader import load_folder

        return load_folder(path)
    from pycog.conventions.form.form_source import load_workbook

    return load_workbook(path)


def summary(path: Path) -> Summary:
    """Return what a convention is, or its problem."""
    return _folder_summary(path) if path.is_dir() else _workbook_summary(path)


def _workbook_summary(path: Path) -> Summary:
    from pycog.conventions.summaries import workbook_summary  # what reads workbooks loads slowly

    return workbook_summary(path)


def _folder_summary(folder: Path) -> Summary:
    from pycog.conventions.loading.description import read_description
    from pycog.conventions.loading.tables import FolderSource, known_files

    source = FolderSource(folder)
    faults = source.faults()
    about = read_description(source, faults)
    if about is None or faults.found:
        problem = "\n".join(str(fault) for fault in faults.found)
        return Summary(folder.name, "", "", "", "", (), folder, problem)
    return Summary(
        about.id,
        about.title,
        about.short_title,
        about.version,
        about.status,
        about.years,
        folder,
        tables=tuple(file for file in known_files() if (folder / file).is_file()),
    )


def stamp(places: tuple[Path, ...], still: Path) -> Stamp:
    """Return what changes when a convention of the user is added, removed or written anew.

    Args:
        places: Where conventions are looked for.
        still: The place that comes with pycog and does not change.
    """
    return tuple(mark for place in places if place != still for mark in _marks(place, None))


def stamp_of(convention_id: str, places: tuple[Path, ...], still: Path) -> Stamp:
    """Return the same for one convention, for callers who ask with every formula.

    Its own files, and what is added to the places or taken away, are looked at each time; the
    other files, of which one could take its id, once a second.
    """
    key = convention_id, places
    path = _read_from.get(key)
    if path is None:
        return _full(key, still)
    quick = tuple(_place_mark(place) for place in places if place != still)
    if path.parent != still:
        quick += tuple(_marks(path, ""))
    known = _seen.get(key)
    now = time.monotonic()
    if known is not None and known[1] == quick and now - known[0] < _PATIENCE:
        return known[2]
    found = _full(key, still)
    _seen[key] = now, quick, found
    return found


def _full(key: tuple[str, tuple[Path, ...]], still: Path) -> Stamp:
    convention_id, places = key
    return tuple(
        mark for place in places if place != still for mark in _marks(place, convention_id)
    )


def remember(convention_id: str, places: tuple[Path, ...], path: Path) -> None:
    """Remember where a convention was read from, so that its files are looked at first."""
    _read_from[convention_id, places] = path


#: (id, places) → where it was read from, and when and how its files were seen last.
_read_from: dict[tuple[str, tuple[Path, ...]], Path] = {}
_seen: dict[tuple[str, tuple[Path, ...]], tuple[float, Stamp, Stamp]] = {}


def _place_mark(place: Path) -> tuple[str, int, int]:
    try:
        return _mark(place.name, os.stat(place))
    except OSError:
        return place.name, -1, -1  # told by whoever reads it


def _marks(place: Path, convention_id: str | None) -> Iterator[tuple[str, int, int]]:
    try:
        if place.suffix.lower() == SUFFIX:
            yield _mark(place.name, place.stat())
            return
        with os.scandir(place) as entries:
            for entry in entries:
                if convention_id in (None, entry.name) and entry.is_dir():
                    yield from _marks(place / entry.name, "")
                elif entry.name.endswith((SUFFIX, ".csv", ".toml")):
                    yield _mark(entry.name, entry.stat())
                else:
                    yield entry.name, 0, 0
    except OSError:
        yield place.name, -1, -1  # told by whoever reads it


def _mark(name: str, state: os.stat_result) -> tuple[str, int, int]:
    return name, state.st_mtime_ns, state.st_size
