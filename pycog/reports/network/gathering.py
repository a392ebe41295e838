"""Reads hundreds of workbooks at a time, in processes of their own where that pays."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from pycog import conventions
from pycog.conventions import Convention
from pycog.default_convention import Default
from pycog.errors import NotAvailable, PycogError, RefusedFile
from pycog.ods import open_package
from pycog.refresh.running.workers import usable_cores
from pycog.reports.network.network_model import BLOCKING, Difference, Reading
from pycog.reports.network.network_reading import (
    NO_WORKBOOKS,
    READING,
    body_of,
    read_annex,
    readable,
)
from pycog.xlsx.convention_name import convention_of_files
from pycog.xlsx.placing import is_workbook

#: Below this the start of a process costs more than it saves.
_FEW: Final = 12
#: Workbooks handed to a process at a time: few, so that a bar moves.
_BATCH: Final = 4
#: Told that a workbook is finished.
Advance = Callable[[], None]


def find_annexes(folder: Path, leave_out: Sequence[Path] = ()) -> list[Path]:
    """Return the files of a folder and its sub-folders that may be annexes, by path.

    Files of other formats that bodies send for a workbook are among them: they are told.

    Args:
        folder: The folder of the network.
        leave_out: Files that are no annexes: what the consolidation itself writes.

    Raises:
        NotAvailable: ``chemin-absent``.
        RefusedFile: ``dossier-attendu``, ``dossier-sans-classeur``.
    """
    if not folder.exists():
        raise NotAvailable(
            "chemin-absent", f"{folder} : ce dossier n'existe pas. Vérifiez le chemin."
        )
    if not folder.is_dir():
        raise RefusedFile(
            "dossier-attendu",
            f"{folder} est un fichier. Indiquez le dossier qui contient les annexes des "
            "organismes, un sous-dossier ou un fichier par organisme.",
            path=str(folder),
        )
    own = {path.resolve() for path in leave_out}
    found = [path for path in sorted(folder.rglob("*")) if _is_read(path)]
    found = [path for path in found if path.resolve() not in own]
    if not found:
        raise RefusedFile(
            "dossier-sans-classeur",
            f"{folder} : ce dossier ne contient aucune annexe. Vérifiez le chemin.",
            path=str(folder),
        )
    return found


def convention_named(paths: Sequence[Path]) -> Default | None:
    """Return the convention of the first annex that names one; ``None`` where none does.

    What cannot be read is told later, with all that is wrong with it.
    """
    for path in paths:
        with suppress(PycogError, OSError):
            if is_workbook(path) and (found := convention_of_files([open_package(path, READING)])):
                return found
    return None


def _is_read(path: Path) -> bool:
    """Tell whether a file is read, or named as one that cannot be."""
    hidden = path.name.startswith((".", "~$"))
    return is_workbook(path) or (path.suffix.lower() in NO_WORKBOOKS and not hidden)


def read_all(
    folder: Path,
    paths: Sequence[Path],
    convention: Convention,
    workers: int | None = None,
    advance: Advance = lambda: None,
) -> list[Reading]:
    """Read workbooks, several at a time.

    Args:
        folder: The folder that is consolidated.
        paths: The workbooks.
        convention: The convention that they follow.
        workers: Processes to use, as many as cores by default.
        advance: Called for each workbook that is finished.

    Returns:
        One reading per workbook and annex, in the order of ``paths``.
    """
    count = min(workers or usable_cores(), len(paths))
    if count < 2 or (workers is None and len(paths) < _FEW):
        readings = []
        for path in paths:
            readings.append(read_annex(folder, path, convention))
            advance()
        return _by_annex(readings)
    done: dict[Path, Reading] = {}
    try:
        for reading, path in _in_processes(folder, paths, convention, count):
            done[path] = reading
            advance()
    except _NoProcess:
        for path in paths:
            done[path] = read_annex(folder, path, convention)
            advance()
    except BrokenProcessPool:
        # A workbook brought its process down: the rest is read one by one, each apart.
        for path in paths:
            if path not in done:
                done[path] = _alone(folder, path, convention)
                advance()
    return _by_annex(done[path] for path in paths)


def _by_annex(readings: Iterable[Reading]) -> list[Reading]:
    """Return readings with those of the other annexes that a workbook stands for."""
    return [one for reading in readings for one in (replace(reading, others=()), *reading.others)]


def _pool(count: int, convention: Convention) -> ProcessPoolExecutor:
    # A forked process would inherit locks of whatever threads run here.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        count, context, _prepare, (convention.id, tuple(conventions.folders()))
    )


def _in_processes(
    folder: Path, paths: Sequence[Path], convention: Convention, count: int
) -> Iterator[tuple[Reading, Path]]:
    batches = [paths[start : start + _BATCH] for start in range(0, len(paths), _BATCH)]
    with _pool(count, convention) as pool:
        _try_start(pool)
        running = {pool.submit(_read_batch, folder, batch): batch for batch in batches}
        try:
            for future in as_completed(running):
                yield from zip(future.result(), running[future], strict=True)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


class _NoProcess(Exception):
    """No process can be started here."""


def _try_start(pool: ProcessPoolExecutor) -> None:
    """Make sure that processes start, else every workbook would seem to bring one down.

    Raises:
        _NoProcess: They do not, as in a script that starts them while it is imported.
    """
    try:
        pool.submit(int).result()
    except (BrokenProcessPool, OSError, RuntimeError) as error:
        raise _NoProcess from error


def _alone(folder: Path, path: Path, convention: Convention) -> Reading:
    """Read one workbook in a process that may fall."""
    try:
        with _pool(1, convention) as pool:
            return pool.submit(_read_batch, folder, [path]).result()[0]
    except BrokenProcessPool:
        inside = readable(path.relative_to(folder))
        name, body = inside.as_posix(), body_of(inside, convention)
        message = (
            "le fichier a fait tomber sa lecture. Ouvrez-le dans Excel, enregistrez-le de nouveau "
            "et recommencez."
        )
        fallen = Difference(name, body, "processus-interrompu", "", message, BLOCKING)
        return Reading(name, body, "", differences=(fallen,))


#: The convention of a worker process, loaded once.
_loaded: list[Convention] = []


def _prepare(convention: str, folders: Sequence[Path]) -> None:
    # Ctrl-C is answered by the parent, which ends the processes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    for folder in folders:
        if folder not in conventions.folders():
            conventions.add_folder(folder)
    _loaded[:] = [conventions.load(convention)]


def _end_with_parent() -> None:
    """Leave when the parent was killed: nobody would end this process any more."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read_batch(folder: Path, paths: Sequence[Path]) -> list[Reading]:
    return [read_annex(folder, path, _loaded[0]) for path in paths]
