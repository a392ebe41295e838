"""Which agreements a workbook depends on, and the digest of what each of them says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from pycog.conventions import available, state
from pycog.conventions.facts.schema import DESCRIPTION
from pycog.errors import PycogError
from pycog.journal.snapshots import State

#: Signs of a digest that are kept: enough to tell two versions apart.
_KEPT = 16


def agreements_of(workbook: State, meant: str | None) -> dict[str, str]:
    """Return the id of each agreement that a workbook names or means, with its digest.

    Args:
        workbook: Its cells.
        meant: The agreement of formulas that name none, ``None`` where none asked for it.
    """
    try:
        known = _known(state())
    except PycogError:
        return {}  # the refresh has told what is wrong with them
    found = {meant} if meant else set()
    for sheet in workbook.values():
        texts = (cell.value for cell in sheet.grid.cells.values() if isinstance(cell.value, str))
        found.update(text for text in texts if text in known)
        formulas = {one.text for one in sheet.grid.written.values()}
        found.update(name for name in known if any(f'"{name}"' in text for text in formulas))
    return {name: known[name] for name in sorted(found) if name in known}


def changed_agreements(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """Say in French which agreements are no longer the same.

    Args:
        before: Id → digest, of the earlier record.
        after: The same of the later one.
    """
    same = [name for name in after if name in before and before[name] != after[name]]
    found = [f"les données de {name} ne sont plus les mêmes" for name in same]
    gone, new = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    if gone and new:
        found.append(f"{', '.join(new)} au lieu de {', '.join(gone)}")
    elif new:
        found.append(f"{', '.join(new)}, qui n'était pas employée")
    return tuple(found)


@lru_cache(maxsize=4)
def _known(_state: object) -> dict[str, str]:
    return {one.id: _digest(one.folder, one.tables) for one in available()}


def _digest(place: Path, tables: Iterable[str]) -> str:
    """Return the digest of the files of an agreement: its tables, or its workbook."""
    total = hashlib.sha256()
    files = [place]
    if place.is_dir():
        files = [place / name for name in sorted({DESCRIPTION, *tables})]
    for file in files:
        total.update(file.name.encode() + b"\0")
        total.update(file.read_bytes() if file.is_file() else b"")
    return total.hexdigest()[:_KEPT]
