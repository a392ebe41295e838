"""What the server and the process that draws a report tell each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from addin.incidents import Incident
from pycog.errors import PycogError
from pycog.reports.making import Order, ReportFile


@dataclass(frozen=True, slots=True)
class Job:
    """One report to draw.

    Attributes:
        order: Which report; ``None`` where the first workbook is only recalculated.
        folder: Where its workbooks are, copies that may be changed.
        names: Their names, in the order in which they were sent.
        refresh: Whether to recalculate stale ones first.
        conventions: Folders with the organisation's own conventions.
        owner: Number of the process that waits for the report.
    """

    order: Order | None
    folder: str
    names: tuple[str, ...]
    refresh: bool
    conventions: tuple[Path, ...]
    owner: int


@dataclass(frozen=True, slots=True)
class Stale:
    """The workbooks that have stale values, each with its number of such cells."""

    workbooks: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Recalculated:
    """A workbook that was recalculated.

    Attributes:
        content: Its bytes.
        formulas: Its formulas of ours.
        changed: Cells whose value changed.
        errors: Places of the cells in error, such as ``Feuil1!B2``.
        left: Places of the formulas left as Excel had calculated them.
    """

    content: bytes
    formulas: int
    changed: int
    errors: tuple[str, ...]
    left: tuple[str, ...]


Answer: TypeAlias = ReportFile | Recalculated | Stale | PycogError | Incident
