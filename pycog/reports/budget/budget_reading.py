"""Reads the registers of the workbook of annex 1 as they were typed, without recalculating."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pycog.annexes.annexe_1.budget_layout import (
    BOARD,
    CARRYOVER_TABLE,
    EXECUTED_TABLE,
    PROPERTY_HEADINGS,
    PROPERTY_TABLE,
    TRANSFER_TABLE,
    UPDATE_HEADINGS,
    UPDATE_TABLE,
    YEAR_COLUMN,
    YEAR_ROW,
)
from pycog.errors import RefusedFile
from pycog.ods import open_package
from pycog.values import Block, Scalar, fold, is_blank
from pycog.xlsx.stored import open_stored, stored_value

_TABLES: Final = (TRANSFER_TABLE, CARRYOVER_TABLE, EXECUTED_TABLE)
#: Registers that a workbook of an earlier version does not have → their headings.
_LATER: Final = {UPDATE_TABLE: UPDATE_HEADINGS, PROPERTY_TABLE: PROPERTY_HEADINGS}


@dataclass(frozen=True)
class Register:
    """One Excel table.

    Attributes:
        sheet: Name of its sheet.
        first_row: Number of its heading row on the sheet.
        first_column: Number of its first column, 1 for A.
        headings: Its headings as they stand.
        rows: Its rows below the headings, dates as serials.
    """

    sheet: str
    first_row: int
    first_column: int
    headings: tuple[str, ...]
    rows: Block

    def place(self, rank: int) -> int:
        """Return the row of the sheet of a rank in the range, the headings being 1."""
        return self.first_row + rank - 1

    def table(self, keep: Any = None) -> Block:
        """Return headings and rows; rows that ``keep`` refuses are left blank.

        Args:
            keep: Called with a row as a mapping by heading; all rows are kept without it.
        """
        blank: list[Scalar] = [None] * len(self.headings)
        kept = [row if keep is None or keep(self.named(row)) else blank for row in self.rows]
        return [list(self.headings), *kept]

    def named(self, row: list[Scalar]) -> Mapping[str, Scalar]:
        """Return a row by heading, accents and capitals left out."""
        return {fold(name): cell for name, cell in zip(self.headings, row, strict=True)}


@dataclass(frozen=True)
class Registers:
    """What a workbook of annex 1 holds for the budget report.

    Attributes:
        path: The workbook.
        year: Fiscal year chosen in it, ``None`` where none is.
        system: Its date system, ``"1900"`` or ``"1904"``.
        transfers: The register of transfers.
        carryovers: The register of carry-overs.
        executed: The table of executed amounts.
        updates: The register of updatings; without rows where the workbook has none.
        properties: That of property operations, likewise.
    """

    path: Path
    year: Scalar
    system: str
    transfers: Register
    carryovers: Register
    executed: Register
    updates: Register
    properties: Register


def read_registers(path: Path) -> Registers:
    """Read the registers of a workbook.

    Raises:
        RefusedFile: ``registre-absent``, or the file cannot be read.
    """
    book = open_stored(open_package(path), read_only=False)
    found = {
        name: (page, page.tables[name])
        for page in book.worksheets
        for name in page.tables
        if name in {*_TABLES, *_LATER}
    }
    missing = [name for name in _TABLES if name not in found]
    if missing:
        listed = ", ".join(f"« {name} »" for name in missing)
        raise RefusedFile(
            "registre-absent",
            f"{path} : le classeur n'a pas de tableau {listed}. Le tableau de bord se tire du "
            "classeur des règles budgétaires fait par « pycog build », qui n'existe que si la "
            "convention donne ses règles de budget.",
            path=str(path),
        )
    transfers, carryovers, executed = (_register(*found[name]) for name in _TABLES)
    updates, properties = (
        _register(*found[name]) if name in found else Register("", 1, 1, headings, [])
        for name, headings in _LATER.items()
    )
    system = "1904" if book.epoch.year == 1904 else "1900"
    year = _year(book)
    return Registers(path, year, system, transfers, carryovers, executed, updates, properties)


def _register(page: Any, table: Any) -> Register:
    rows = [[stored_value(cell) for cell in line] for line in page[table.ref]]
    if table.totalsRowCount:
        rows = rows[: -table.totalsRowCount]
    corner = page[table.ref][0][0]
    headings = tuple("" if is_blank(cell) else str(cell) for cell in rows[0])
    return Register(page.title, corner.row, corner.column, headings, rows[1:])


def _year(book: Any) -> Scalar:
    if BOARD not in book.sheetnames:
        return None
    return stored_value(book[BOARD].cell(YEAR_ROW + 1, YEAR_COLUMN + 1))
