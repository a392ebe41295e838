"""Finds the tables of a sheet: headings with years, lines with labels, totals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from pycog.audit.grid import Grid, Stored, normal
from pycog.audit.headings import Heading, header_row, read_heading
from pycog.audit.words import is_scaled, role_of

_TOTAL: Final = re.compile(r"(sous[ -]?|s/)?(total|totaux)\b|s[/.]t\b")
_PART: Final = re.compile(r"[-–•*> ]*dont\b")
#: How many rows above the headings may tell the unit.
_ABOVE: Final = 4
#: Natures of figures that years do not add up, and that a total may leave out.
_SOFT: Final = frozenset({"taux", "part", "moyenne", "evolution", "cumul"})
#: Lines that are no amounts to add up.
_ASIDE: Final = re.compile(r"(solde|ecart|evolution|variation|taux|resultat|controle|recettes =)\b")


@dataclass(frozen=True)
class Row:
    """One line of a table.

    Attributes:
        row: Zero-based row.
        label: As printed.
        role: ``"titre"``, ``"ligne"``, ``"dont"``, ``"total"`` or ``"hors somme"``.
        figures: Column → figure of the year and total columns.
        soft: Whether the label tells a rate, a mean or a share: it may count or not.
        unknown: Year and total columns whose formula has no stored value.
    """

    row: int
    label: str
    role: str
    figures: dict[int, float]
    soft: bool = False
    unknown: frozenset[int] = frozenset()

    @cached_property
    def key(self) -> str:
        """The label as it is compared."""
        return normal(self.label)


@dataclass
class Table:
    """One table of a sheet.

    Attributes:
        grid: Its sheet.
        headings: Its columns.
        rows: Its lines, in order.
        scaled: Whether its figures are told in thousands, millions or rounded.
    """

    grid: Grid
    headings: list[Heading]
    rows: list[Row] = field(default_factory=list)
    scaled: bool = False

    def of_kind(self, kind: str) -> list[Heading]:
        """Return the columns of a kind."""
        return [heading for heading in self.headings if heading.kind == kind]

    @cached_property
    def amounts(self) -> list[Heading]:
        """Columns of years and totals."""
        return [heading for heading in self.headings if heading.kind in {"year", "total"}]

    @property
    def adds_up(self) -> bool:
        """Whether the table has totals at all."""
        return bool(self.of_kind("total")) or any(row.role == "total" for row in self.rows)

    def column_name(self, column: int) -> str:
        """Return the heading of a column as printed."""
        return next(" ".join(h.text.split()) for h in self.headings if h.column == column)


def find_tables(grid: Grid) -> list[Table]:
    """Return the tables of a sheet that have at least two columns of years."""
    headers = [(row, header_row(grid.row(row))) for row in grid.rows()]
    headers = [(row, headings) for row, headings in headers if headings]
    if not headers:
        return []
    ends = [row for row, _ in headers[1:]] + [max(grid.rows()) + 1]
    found = []
    for (row, headings), end in zip(headers, ends, strict=True):
        headings = _completed(grid, row, headings)
        for block in _side_by_side(headings):
            table = _table(grid, block, range(row + 1, end))
            if table is not None:
                found.append(table)
    return found


def _completed(grid: Grid, row: int, headings: list[Heading]) -> list[Heading]:
    """Add the headings that a merged cell holds one or two rows above the years."""
    taken = {heading.column for heading in headings}
    for above in (row - 1, row - 2):
        for column, stored in grid.row(above).items():
            if column in taken or not stored.text:
                continue
            heading = read_heading(column, stored)
            if heading.kind in {"total", "evolution"}:
                headings = [*headings, heading]
                taken.add(column)
    return sorted(headings, key=lambda heading: heading.column)


def _side_by_side(headings: list[Heading]) -> Iterator[list[Heading]]:
    """Split the headings where a column is repeated: another table begins there."""
    seen: set[tuple[str, tuple[int, ...]]] = set()
    block: list[Heading] = []
    for heading in headings:
        mark = (heading.prefix, heading.years)
        if heading.kind == "year" and mark in seen:
            yield block
            seen, block = set(), []
        if heading.kind == "year":
            seen.add(mark)
        block.append(heading)
    yield block


def _table(grid: Grid, headings: list[Heading], rows: range) -> Table | None:
    years = [heading.column for heading in headings if heading.kind == "year"]
    if len(years) < 2:
        return None
    label_column = _label_column(grid, min(years), rows)
    if label_column is None:
        return None
    above = range(max(0, rows.start - 1 - _ABOVE), rows.start)
    notes = [stored.text for row in above for stored in grid.row(row).values()]
    table = Table(grid, headings, scaled=any(map(is_scaled, notes)))
    for row in rows:
        cells = grid.row(row)
        label = cells[label_column].text if label_column in cells else ""
        if label:
            table.rows.append(_row(table, row, label, cells))
    return table


def _label_column(grid: Grid, first: int, rows: range) -> int | None:
    """Return the column left of the figures that holds the most words."""
    weight: dict[int, int] = {}
    for row in rows:
        for column, stored in grid.row(row).items():
            if column < first and stored.text and stored.number is None:
                weight[column] = weight.get(column, 0) + 1
    return max(weight, key=lambda column: (weight[column], column), default=None)


def _row(table: Table, row: int, label: str, cells: dict[int, Stored]) -> Row:
    stored = {
        heading.column: cells[heading.column]
        for heading in table.amounts
        if heading.column in cells
    }
    figures = {
        column: entry.number
        for column, entry in stored.items()
        if entry.number is not None and not entry.percent
    }
    calculated = table.grid.formulas or frozenset()
    unknown = frozenset(
        heading.column
        for heading in table.amounts
        if (row, heading.column) in calculated and heading.column not in stored
    )
    return Row(
        row,
        label,
        _role(normal(label), bool(figures or unknown)),
        figures,
        soft=role_of(label) in _SOFT,
        unknown=unknown,
    )


def _role(label: str, has_figures: bool) -> str:
    if not has_figures:
        return "titre"
    if _TOTAL.match(label):
        return "hors somme" if role_of(label) == "solde de totaux" else "total"
    if _PART.match(label):
        return "dont"
    return "hors somme" if _ASIDE.match(label) else "ligne"
