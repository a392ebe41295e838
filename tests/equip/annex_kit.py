"""How the annexes of the tests are written, and how their maps are told."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pycog import conventions
from pycog.audit.grid import Grid
from pycog.audit.stored_grids import read_grids
from pycog.equip.model import Correspondence
from pycog.equip.recognition.recognise import recognise
from pycog.xlsx.package import Package

CAMIEG = "camieg-2012-2015"
CAMPAIGN = "interessement-maladie-2021"
PERCENT, EUROS = "0.0%", '#,##0\\ "€"'


@dataclass(frozen=True)
class Shown:
    """A value with its number format."""

    value: Any
    code: str


@dataclass(frozen=True)
class Expected:
    """What a reader makes of one table.

    Attributes:
        sheet: Its sheet.
        kind: What it is.
        frame: Fund or scorecard.
        columns: Letter → role, year and unit, those that matter.
        rows: Row, as Excel counts → subject.
        asked: Rows that need the officer's word → subjects that may be meant.
        first: Its first row of headings.
        unsure: Letters of the columns that need the officer's word.
    """

    sheet: str
    kind: str
    frame: str
    columns: Mapping[str, str]
    rows: Mapping[int, str]
    asked: Mapping[int, Sequence[str]] = field(default_factory=dict)
    first: int = 0
    unsure: str = ""


@dataclass(frozen=True)
class Annex:
    """An annex with its map.

    Attributes:
        name: What is odd in it.
        build: Writes it.
        tables: What a reader finds in it.
        doubts: Code and cell of what is to be asked or told.
        tidy: Whether it is a tidy one.
        convention: Id of its agreement.
        ignored: Sheets without a table.
        totals: Letter of a column of totals → what it adds up, the letters of its parts, ``"?"``
            where the officer is asked.
    """

    name: str
    build: Callable[[Workbook], None]
    tables: Sequence[Expected]
    doubts: frozenset[tuple[str, str]] = frozenset()
    tidy: bool = True
    convention: str = CAMIEG
    ignored: Sequence[str] = ()
    totals: Mapping[str, str] = field(default_factory=dict)

    def data(self) -> bytes:
        """Return the workbook as a file."""
        book = Workbook()
        book.remove(book.active)
        self.build(book)
        return saved(book)

    def recognised(self) -> Correspondence:
        """Return what is made of the workbook."""
        return recognise(grids_of(self.data()), conventions.load(self.convention))


def saved(book: Workbook) -> bytes:
    """Return a workbook as a file."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def grids_of(data: bytes) -> list[Grid]:
    """Return the sheets of a file as they are read."""
    return read_grids(Package(Path("annexe.xlsx"), data))


def fill(sheet: Worksheet, at: str, rows: Sequence[Sequence[Any]]) -> None:
    """Write rows of values from a cell on; ``None`` leaves a cell blank."""
    start = sheet[at]
    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            if value is None:
                continue
            cell = sheet.cell(start.row + down, start.column + across)
            cell.value = value.value if isinstance(value, Shown) else value
            if isinstance(value, Shown):
                cell.number_format = value.code


def sheets(
    *made: tuple[str, str, str, Sequence[Sequence[Any]]],
) -> Callable[[Workbook], None]:
    """Return what writes sheets: each a name, the first cell, merged areas and rows of values."""

    def build(book: Workbook) -> None:
        for name, at, merged, rows in made:
            sheet = book.create_sheet(name)
            fill(sheet, at, rows)
            for area in merged.split():
                sheet.merge_cells(area)

    return build


def day(year: int, month: int, number: int) -> Shown:
    """Return a real date."""
    return Shown(dt.datetime(year, month, number), "dd/mm/yyyy")


def rate(value: float) -> Shown:
    """Return a ratio shown as a percentage."""
    return Shown(value, PERCENT)


def indicators(
    sheet: str,
    columns: Mapping[str, str],
    rows: Mapping[int, str],
    asked: Mapping[int, Sequence[str]] | None = None,
) -> Expected:
    """Return what a reader makes of a table of indicators."""
    return Expected(sheet, "indicateurs", "", columns, rows, asked or {})
