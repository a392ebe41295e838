"""Tables of one row a year, as one table for each year: what is written of one holds for both.

In such a table the columns tell a role and the rows a year. Its targets may stand in other rows
than its results, or its budget in other rows than what was spent: :class:`Spots` finds them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pycog.equip.model import (
    FIGURES,
    CellReading,
    Column,
    Correspondence,
    Row,
    Subject,
    Table,
)
from pycog.equip.writing import cell_formulas as figures

#: Columns of a table of one row a year that are of the year of each row.
_YEARLY: Final = FIGURES | {"taux", "écart", "statut"}


def has_year_rows(table: Table) -> bool:
    """Tell whether the rows of a table tell its years."""
    return any(row.year is not None for row in table.rows)


def by_year(found: Correspondence) -> Correspondence:
    """Return a map whose tables of one row a year are one table for each year.

    Args:
        found: The map of a workbook.
    """
    return replace(found, tables=tuple(one for table in found.tables for one in years_of(table)))


def years_of(table: Table) -> Iterator[Table]:
    """Yield the table of each year of a table of one row a year; any other table itself."""
    if not has_year_rows(table):
        yield table
        return
    for year in sorted({row.year for row in table.rows if row.year is not None}):
        columns = tuple(
            replace(one, year=year) if one.year is None and one.role in _YEARLY else one
            for one in table.columns
        )
        rows = tuple(row for row in table.rows if row.year == year)
        yield replace(table, columns=columns, rows=rows)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a figure of a subject stands."""

    table: Table
    row: Row
    column: Column

    @property
    def reference(self) -> str:
        """Its cell, as a formula of another sheet writes it."""
        return figures.place(self.table.sheet, self.row.index, self.column.index)

    @property
    def reading(self) -> CellReading | None:
        """How it reads, ``None`` for a blank."""
        return figures.reading_at(self.table, self.row.index, self.column.index)

    @property
    def is_replaced(self) -> bool:
        """Whether the printed value serves instead."""
        return figures.is_replaced(self.reading)


class Spots:
    """Where the figures of a workbook stand: in the row of the result, or in another.

    Args:
        tables: The tables, those of one row a year as :func:`years_of` gives them.
    """

    def __init__(self, tables: Sequence[Table] = ()) -> None:
        self._found: dict[tuple[str, tuple[str, str, str], str, int], Spot | None] = {}
        for table in tables:
            if has_year_rows(table):
                self._take(table)

    def _take(self, table: Table) -> None:
        for row, subject in table.accepted():
            for column in table.columns:
                if column.accepted and column.role in FIGURES and column.year is not None:
                    key = table.sheet, subject.identity, column.role, column.year
                    # Two rows for one figure: neither is taken, since nothing tells which.
                    self._found[key] = None if key in self._found else Spot(table, row, column)

    def of(self, table: Table, row: Row, subject: Subject, role: str, year: int) -> Spot | None:
        """Return where a figure stands, ``None`` where the workbook has none or several.

        Args:
            table: The table of the result.
            row: Its row.
            subject: What it is about.
            role: Role of the figure.
            year: Its year.
        """
        column = table.years(role).get(year)
        if column is not None:
            return Spot(table, row, column)
        return self._found.get((table.sheet, subject.identity, role, year))
