"""Looks again and again at folders of workbooks, and tells which were saved and are free.

By looking, not by asking the system for news: network drives send none. A file counts by its
size and date only; the numbers that a network drive gives its files may change by themselves.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from pycog.refresh.report import FileReport
from pycog.xlsx.placing import is_workbook, lock_of

#: Size, and date of the last change.
Mark: TypeAlias = tuple[int, int]
#: Refusals that pass by themselves: the workbook is tried again.
PASSING: Final = frozenset(
    {
        "fichier-ouvert",
        "fichier-retenu",
        "modifie-entre-temps",
        "lecture-impossible",
        "journal-occupe",
        "journal-inaccessible",
        "processus-impossible",
    }
)


@dataclass(frozen=True, slots=True)
class Found:
    """What one look found.

    Attributes:
        ready: Workbooks to recalculate, each with what it was when it was looked at.
        held: Workbooks that are open elsewhere, and in which program; each told once.
        waiting: Whether others are still being written.
    """

    ready: dict[Path, Mark]
    held: dict[Path, str]
    waiting: bool


@dataclass
class FolderWatch:
    """What is known of the workbooks of some folders.

    Attributes:
        folders: The folders, looked through with their sub-folders.
        beside: A folder whose workbooks are left alone: where copies are written.
    """

    folders: Sequence[Path]
    beside: Path | None = None
    _seen: dict[Path, Mark] = field(default_factory=dict)
    _done: dict[Path, Mark] = field(default_factory=dict)
    #: Digest of what we wrote ourselves: a date that a server changes later is no news.
    _written: dict[Path, str] = field(default_factory=dict)
    _told: dict[Path, Mark] = field(default_factory=dict)
    _said: dict[Path, tuple[Mark, str]] = field(default_factory=dict)

    def look(self) -> Found:
        """Look once at every workbook.

        A workbook is ready when it is another than the one last recalculated, as it was at the
        last look, so that nobody is writing it, and not open in Excel or LibreOffice.

        Raises:
            OSError: A folder cannot be read.
        """
        marks = dict(self._marks())
        found = Found({}, {}, waiting=any(self._seen.get(p) != m for p, m in marks.items()))
        for path, mark in marks.items():
            if mark == self._done.get(path) or mark != self._seen.get(path):
                continue
            program = lock_of(path)
            if program is None and not self._is_ours(path, mark):
                found.ready[path] = mark
            elif program is not None and self._told.get(path) != mark:
                self._told[path] = mark
                found.held[path] = program[0]
        self._forget_gone(marks)
        self._seen = marks
        return found

    def is_news(self, path: Path, mark: Mark, report: FileReport) -> bool:
        """Take note of what was done with a workbook, and tell whether it is worth saying.

        Args:
            path: The workbook.
            mark: What it was when it was found ready.
            report: What the refresh did.
        """
        refused = report.refused
        if refused is not None and refused.code in PASSING:
            said = (mark, refused.code)
            is_new = self._said.get(path) != said
            self._said[path] = said
            return is_new
        self._done[path] = mark
        stamp = report.stamp
        if stamp is not None and report.output == report.path:
            self._done[path] = (stamp.size, stamp.modified)
            self._note_written(path)
        return True

    def _note_written(self, path: Path) -> None:
        self._written.pop(path, None)
        try:
            data = path.read_bytes()
            if _mark(path) == self._done[path]:  # nobody has saved it since
                self._written[path] = hashlib.sha256(data).hexdigest()
        except OSError:
            pass  # the next look tells

    def _is_ours(self, path: Path, mark: Mark) -> bool:
        """Tell whether a file of another date still holds what we wrote."""
        known = self._written.get(path)
        try:
            if known is None or hashlib.sha256(path.read_bytes()).hexdigest() != known:
                return False
        except OSError:
            return False
        self._done[path] = mark
        return True

    def _marks(self) -> Iterator[tuple[Path, Mark]]:
        beside = None if self.beside is None else self.beside.resolve()
        for folder in self.folders:
            with os.scandir(folder):
                pass  # where it cannot be read, the search below would find nothing and say so
            for path in sorted(folder.rglob("*")):
                if not is_workbook(path):
                    continue
                if beside is not None and beside in path.resolve().parents:
                    continue
                try:
                    yield path, _mark(path)
                except FileNotFoundError:
                    continue  # it was being replaced

    def _forget_gone(self, marks: dict[Path, Mark]) -> None:
        for known in (self._done, self._written, self._told, self._said):
            for path in known.keys() - marks.keys():
                # A program that saves takes a file away for a moment; what is done stays known
                # for as long as it comes back the same.
                if known is not self._done and known is not self._written:
                    known.pop(path)


def _mark(path: Path) -> Mark:
    found = os.stat(path)
    return found.st_size, found.st_mtime_ns
