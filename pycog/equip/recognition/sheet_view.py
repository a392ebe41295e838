"""A sheet as its tables are looked for: texts as shown, merged cells, what is filled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from pycog.audit.grid import Grid, Place, Stored, is_year

#: Rows of one sheet that are looked at; what stands below is told, never taken for absent.
MOST_ROWS: Final = 5000
#: Columns that are looked at.
MOST_COLUMNS: Final = 400
#: The title of a sheet stands no lower.
_LAST_HEAD: Final = 3
#: More merged cells than these are not spread, as in a calendar drawn by merging.
_MOST_MERGED: Final = 20000


@dataclass
class View:
    """The cells of a sheet that tables are looked for in.

    Attributes:
        grid: The sheet.
        truncated: Whether rows or columns beyond the limits were left out.
    """

    grid: Grid
    truncated: bool = False
    _rows: dict[int, dict[int, Stored | None]] = field(default_factory=dict, repr=False)
    _anchors: dict[Place, Place] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.truncated = self.truncated or self.grid.cut
        for place in (*self.grid.cells, *(self.grid.formulas or ())):
            row, column = place
            if row >= MOST_ROWS or column >= MOST_COLUMNS:
                self.truncated = True
                continue
            self._rows.setdefault(row, {})[column] = self.grid.cells.get(place)
        self._rows = dict(sorted(self._rows.items()))
        for row, left, last, right in self.grid.merged:
            size = (last - row + 1) * (right - left + 1)
            if size + len(self._anchors) > _MOST_MERGED:
                continue
            for down in range(row, last + 1):
                for across in range(left, right + 1):
                    self._anchors[down, across] = (row, left)

    def rows(self) -> list[int]:
        """Rows that hold something, in order."""
        return list(self._rows)

    def row(self, row: int) -> dict[int, Stored | None]:
        """Cells of a row by column; ``None`` for a formula that has no stored value."""
        return self._rows.get(row, {})

    def stored(self, row: int, column: int) -> Stored | None:
        """Return what stands in a cell, or in the merged area that it belongs to."""
        found = self._rows.get(row, {}).get(column)
        if found is None and (anchor := self._anchors.get((row, column))):
            found = self._rows.get(anchor[0], {}).get(anchor[1])
        return found

    def head(self) -> str:
        """Return the title of the whole sheet: a text alone at its top, a blank row below it."""
        rows = self.rows()[:2]
        if not rows or rows[0] > _LAST_HEAD or (len(rows) > 1 and rows[1] == rows[0] + 1):
            return ""
        texts = [text for column in self.row(rows[0]) if (text := self.text(rows[0], column))]
        return texts[0] if len(texts) == 1 else ""

    def anchor(self, row: int, column: int) -> Place | None:
        """Return the first cell of the merged area of a cell, ``None`` outside of any."""
        return self._anchors.get((row, column))

    def is_formula(self, row: int, column: int) -> bool:
        """Tell whether a formula stands in a cell."""
        return (row, column) in (self.grid.formulas or ())

    def is_filled(self, row: int, column: int) -> bool:
        """Tell whether a cell holds a value, a formula without value, or a text."""
        cells = self._rows.get(row, {})
        if column not in cells:
            return False
        stored = cells[column]
        return stored is None or stored.value != "" or self.is_formula(row, column)

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell as a heading or a label shows it, numbers written out."""
        return shown_text(self.stored(row, column))


def shown_text(stored: Stored | None) -> str:
    """Return a stored value as a heading or a label shows it; ``""`` for none."""
    if stored is None or stored.error or isinstance(stored.value, bool):
        return ""
    if stored.shown or isinstance(stored.value, str):
        return " ".join((stored.shown or str(stored.value)).split())
    if stored.percent:
        return ""
    return f"{stored.value:.15g}"


def is_heading_year(stored: Stored) -> bool:
    """Tell whether a number is a year that heads a column."""
    return (
        isinstance(stored.value, int | float)
        and not isinstance(stored.value, bool)
        and not stored.percent
        and is_year(stored.value)
    )


def is_figure(stored: Stored | None) -> bool:
    """Tell whether a cell holds a figure, also one stored as text; years do not count."""
    if stored is None:
        return True  # a formula that was never calculated
    if isinstance(stored.value, str):
        return stored.value[:1] in _FIRST_SIGNS and stored.number is not None and not _named(stored)
    return stored.number is not None and not is_heading_year(stored)


def _named(stored: Stored) -> bool:
    """Tell whether a text is a bare year."""
    number = stored.number
    return number is not None and stored.text.isdigit() and is_year(number)


_FIRST_SIGNS: Final = frozenset("0123456789-+−(  \u00a0\u202f€")
