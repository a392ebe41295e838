"""The cells of one version of a sheet, with what names its rows and columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field
from typing import Final

from pycog.arithmetic import amount_kind, is_stored_form
from pycog.audit.grid import Grid, Place, Stored
from pycog.values import display, fold, format_number

#: What an empty cell is called.
EMPTY: Final = "(vide)"
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


def labelled(grid: Grid, names: Set[str] = frozenset()) -> VersionSheet:
    """Name the rows and the columns of a sheet by what is written there.

    Args:
        grid: Its cells.
        names: The sheets of the workbook: a column that says which of them a row is taken from
            names none.
    """
    sheet = VersionSheet(grid)
    texts = {row: found for row in grid.rows() if (found := _texts(grid, row, names))}
    first = Counter(found[0][1] for found in texts.values())
    every = Counter(one for found in texts.values() for one in found)
    for row, found in texts.items():
        label = found[0][1]
        if first[label] > 1:  # the theme of many rows: the first text that is the row's alone
            label = next((text for column, text in found if every[column, text] == 1), label)
        sheet.labels[row] = label
    for row in _heading_rows(grid):
        for column, cell in grid.row(row).items():
            title = " ".join((cell.shown or cell.text or _year(cell)).split())
            if title:
                above = sheet.headings.get(column, "")
                sheet.headings[column] = f"{above} {title}".strip()
    return sheet


def _texts(grid: Grid, row: int, names: Set[str]) -> list[tuple[int, str]]:
    """Return the texts of a row that are no figures, with their columns, in order."""
    cells = sorted(grid.row(row).items())
    texts = [
        (column, " ".join(cell.text.split()))
        for column, cell in cells
        if cell.text and not _is_figure(cell)
    ]
    return [one for one in texts if one[1] not in names] or texts


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


def is_same(before: Stored | None, after: Stored | None) -> bool:
    """Tell whether two cells hold the same; a blank and an empty text do.

    Args:
        before: One cell, ``None`` for a blank.
        after: The other.
    """
    one, other = _value(before), _value(after)
    if isinstance(one, float) and isinstance(other, float):
        return is_stored_form(one, other)
    return type(one) is type(other) and one == other


def _value(cell: Stored | None) -> float | str | bool:
    if cell is None:
        return ""
    if isinstance(cell.value, bool | str):
        return cell.value
    return float(cell.value)


def shown_value(cell: Stored | None) -> str:
    """Return a value as the cell shows it, near enough for a reader.

    Args:
        cell: The cell, ``None`` for a blank.
    """
    if cell is None or cell.value == "":
        return EMPTY
    if cell.shown:
        return cell.shown
    if isinstance(cell.value, bool | str):
        return display(cell.value)
    number = float(cell.value)
    if cell.percent:
        return f"{format_number(number * 100, 2)} %"
    return display(number, amount_kind(cell.money)) if cell.money else format_number(number)
