"""What a table of an open workbook is made of: its columns, its rows, its cells."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Final

from pycog.audit.grid import Grid, Stored
from pycog.equip.model import ENTRIES, Subject
from pycog.values import Scalar

_DAY: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: 00:00:00)?|(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
#: The frame of a table of the totals of all funds.
ALL_FUNDS: Final = "tous fonds"


@dataclass(frozen=True, slots=True)
class OpenColumn:
    """One column of a table.

    Attributes:
        index: Zero-based column of the sheet.
        title: Its heading as shown.
        role: One of :data:`pycog.equip.model.COLUMN_ROLES`, else ``"échéance"``, ``"fait le"``,
            ``"date"``, ``"origine"``, ``"destination"`` or ``"montant"``.
        year: Year that it holds, ``None`` where nothing tells one.
        unit: ``"€"``, ``"k€"``, ``"M€"``, ``"%"``, ``"points"`` or ``""``.
    """

    index: int
    title: str
    role: str = ""
    year: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One row of a table.

    Attributes:
        index: Zero-based row of the sheet.
        number: Its number, ``""`` where it has none.
        label: What it is about.
        role: One of :data:`pycog.equip.model.ROW_ROLES`.
        heading: The heading above it, its theme or its fund.
        subject: What it is of the agreement, where that is certain.
        year: Its year, in a table of one row a year.
        parts: Zero-based rows that its formulas add up.
        typed: What its number cell holds.
        is_rate: Whether its subject is measured in per cent.
    """

    index: int
    number: str
    label: str
    role: str = "ligne"
    heading: str = ""
    subject: Subject | None = None
    year: int | None = None
    parts: tuple[int, ...] = ()
    typed: Scalar = None
    is_rate: bool = False


@dataclass(frozen=True, slots=True)
class OpenTable:
    """One table of an open workbook.

    Attributes:
        sheet: Name of its sheet.
        title: Text above it.
        header: Zero-based last row of its headings.
        columns: Its columns besides the labels and the numbers.
        rows: Its rows, headings of parts left out.
        grid: The cells.
        frame: Fund or scorecard that it is about, :data:`ALL_FUNDS`, or ``""`` where nothing
            tells one.
        in_points: Cells of rates that the officer said to be typed in points (86 for 86 %).
    """

    sheet: str
    title: str
    header: int
    columns: tuple[OpenColumn, ...]
    rows: tuple[OpenRow, ...]
    grid: Grid = field(repr=False, compare=False)
    frame: str = ""
    in_points: frozenset[tuple[int, int]] = frozenset()

    def stored(self, row: OpenRow, column: OpenColumn) -> Stored | None:
        """Return what stands in a cell, ``None`` where it is blank."""
        found = self.grid.cells.get((row.index, column.index))
        return None if found is None or found.value == "" else found

    def is_formula(self, row: OpenRow, column: OpenColumn) -> bool:
        """Tell whether a formula stands in a cell."""
        return (row.index, column.index) in (self.grid.formulas or ())

    def of(self, *roles: str) -> list[OpenColumn]:
        """Return the columns of some roles, from left to right."""
        return [one for one in self.columns if one.role in roles]

    @property
    def entries(self) -> tuple[OpenRow, ...]:
        """Its rows without those that add up others: what a register lists."""
        return tuple(one for one in self.rows if one.role in ENTRIES)


def day_of(stored: Stored | Scalar) -> dt.date | None:
    """Return the day that a cell holds, ``None`` where it holds no date alone."""
    value = stored.value if isinstance(stored, Stored) else stored
    match = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    parts = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
    try:
        return dt.date(*map(int, parts))
    except ValueError:
        return None
