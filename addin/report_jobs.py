"""What the server and the process that draws a report tell each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from addin.equip_wishes import Equipping
from addin.incidents import Incident
from pycog.errors import PycogError
from pycog.reports.making import Order, ReportFile


@dataclass(frozen=True, slots=True)
class Job:
    """One report to draw.

    Attributes:
        order: Which report, or how the first workbook is equipped; ``None`` where it is only
            recalculated.
        folder: Where its workbooks are, copies that may be changed.
        names: Their names, in the order in which they were sent.
        refresh: Whether to recalculate stale ones first.
        conventions: Folders with the organisation's own conventions.
        owner: Number of the process that waits for the report.
    """

    order: Order | Equipping | None
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


@dataclass(frozen=True, slots=True)
class EquippedCopy:
    """A copy of a workbook that was equipped.

    Attributes:
        content: Its bytes.
        changed: Whether they differ from those that were sent.
        sheets: Names of the sheets written.
        formulas: Formulas in them.
        notes: What was left out and why, in French.
        waiting: Doubts that still wait for an answer.
    """

    content: bytes
    changed: bool
    sheets: tuple[str, ...]
    formulas: int
    notes: tuple[str, ...]
    waiting: int


Answer: TypeAlias = ReportFile | Recalculated | EquippedCopy | Stale | PycogError | Incident
