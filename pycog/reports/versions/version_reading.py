"""Reads one version of an annex: its sheets, and what its cells are called."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pycog.audit.grid import Grid, Place, Stored
from pycog.audit.stored_grids import read_grids
from pycog.equip.model import Correspondence, Row, Table
from pycog.equip.recognition.recognise import recognise
from pycog.equip.survey import base_of
from pycog.values import fold

if TYPE_CHECKING:
    from pycog.conventions import Convention
    from pycog.xlsx.package import Package

#: Text cells at the left of a row that name it.
_MOST_LABELS: Final = 3
#: Rows at the top of a sheet among which a heading of a column is looked for.
_HEADING_ROWS: Final = 12


@dataclass(slots=True)
class VersionSheet:
    """A sheet of one version.

    Attributes:
        grid: Its cells.
        labels: Row → what names it, as shown; rows without a name are absent.
        headings: Column → what stands above its figures, as shown.
        called: Place → what the cell is in the words of the agreement, where that is certain.
    """

    grid: Grid
    labels: dict[int, str] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    called: dict[Place, str] = field(default_factory=dict)

    def name(self, at: Place) -> str:
        """Return what a cell is called: by the agreement, else by its row and its column."""
        if at in self.called:
            return self.called[at]
        row, heading = self.labels.get(at[0], ""), self.headings.get(at[1], "")
        parts = [f"« {text} »" for text in (row, heading) if text]
        return ", ".join(parts) or "cellule sans titre"

    def keys(self) -> list[tuple[int, str]]:
        """Return each filled row with what it is known by in another version."""
        return [(row, fold(self.labels.get(row, ""))) for row in self.grid.rows()]


def read_version(
    package: Package, convention: Convention, *, whole: bool = False
) -> Mapping[str, VersionSheet]:
    """Return the sheets of a version by name, in order.

    Args:
        package: The workbook.
        convention: The agreement that may name its cells.
        whole: Whether to read what was written into it when it was equipped, too.

    Raises:
        RefusedFile: It cannot be read.
    """
    grids = read_grids(base_of(package))
    shown = read_grids(package) if whole else grids
    names = frozenset(grid.name for grid in shown)
    sheets = {grid.name: _sheet(grid, names) for grid in shown}
    found: Correspondence = recognise(grids, convention)
    for table in found.tables:
        sheets[table.sheet].called |= dict(_called(table))
    return sheets


def _sheet(grid: Grid, names: Set[str]) -> VersionSheet:
    sheet = VersionSheet(grid)
    for row in grid.rows():
        cells = sorted(grid.row(row).items())
        texts = [cell.text for _, cell in cells if cell.text and not _is_figure(cell)]
        # A column that says which sheet a row is taken from names none of them.
        texts = [text for text in texts if text not in names] or texts
        if texts:
            sheet.labels[row] = " ".join(texts[0].split())
    for row in _heading_rows(grid):
        for column, cell in grid.row(row).items():
            title = " ".join((cell.shown or cell.text or _year(cell)).split())
            if title:
                above = sheet.headings.get(column, "")
                sheet.headings[column] = f"{above} {title}".strip()
    return sheet


def _heading_rows(grid: Grid) -> list[int]:
    """Return the rows that head the columns: the fullest of words, and what it lies under."""
    rows = [row for row in grid.rows()[:_HEADING_ROWS] if not _is_legend(grid, row)]
    words = {
        row: sum(bool(one.shown or one.text or _year(one)) for one in grid.row(row).values())
        for row in rows
    }
    best = max(rows, key=lambda row: words[row], default=None)
    if best is None or words[best] < 2:
        return []
    above = best - 1
    under = any(top <= above <= bottom and right > left for top, left, bottom, right in grid.merged)
    return [above, best] if under and words.get(above, 0) > 1 else [best]


def _is_legend(grid: Grid, row: int) -> bool:
    """Tell whether a row explains the colours of the sheet: it heads no column."""
    return any(fold(cell.text).rstrip(" :") == "legende" for cell in grid.row(row).values())


def _is_figure(cell: Stored) -> bool:
    return cell.error or cell.number is not None


def _year(cell: Stored) -> str:
    """Return a year as text, ``""`` for what is none."""
    value = cell.value
    whole = isinstance(value, float | int) and not isinstance(value, bool) and value % 1 == 0
    return str(int(value)) if whole and 1990 <= float(value) <= 2100 else ""


def _called(table: Table) -> list[tuple[Place, str]]:
    """Return the names of the cells of a table whose row and column are certain."""
    found = []
    for row, subject in table.accepted():
        title = _subject(row, subject.kind, subject.label)
        for column in table.columns:
            if column.accepted and column.role != "autre":
                year = "" if column.year is None else f" {column.year}"
                found.append(((row.index, column.index), f"{title}, {column.role}{year}"))
    return found


def _subject(row: Row, kind: str, label: str) -> str:
    if kind == "indicateur" and row.number:
        return f"indicateur {row.number}"
    return f"« {label or row.label} »"
