"""The stored values of a sheet, cell by cell, as an audit needs them."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from pycog.errors import InvalidInput
from pycog.values import clean, parse_number
from pycog.xlsx.cells import address
from pycog.xlsx.relative_forms import Place, Written

FIRST_YEAR, LAST_YEAR = 1990, 2100
#: What stands for a figure that no Excel writes: its file was written by something else.
NO_NUMBER: Final = "#NUM!"


__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "NO_NUMBER",
    "Grid",
    "Place",
    "Stored",
    "holds_cases",
    "is_number",
    "is_year",
    "normal",
    "shown",
]
#: Headings of a sheet of validation cases, where errors stand on purpose.
_CASES: Final = frozenset({"formule", "attendu", "verdict"})


def shown(at: Place) -> str:
    """Return the address of a place: ``"B2"``."""
    return address(at[0] + 1, at[1] + 1)


def is_number(value: float) -> bool:
    """Tell whether a figure of a file is one that Excel can hold: neither infinite nor none."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False  # a whole number of hundreds of digits


def is_year(number: float) -> bool:
    """Tell whether a figure may be a year."""
    return FIRST_YEAR <= number <= LAST_YEAR and number % 1 == 0


@dataclass(frozen=True, slots=True)
class Stored:
    """The stored value of a cell.

    Attributes:
        value: Number, text or boolean; dates as text.
        error: Whether the value is an Excel error.
        percent: Whether the cell shows a percentage.
        shown: A year with the words that its number format adds (``"Budget 2012"``), else ``""``.
        money: Unit of amounts that its number format shows (``"€"``, ``"k€"``, ``"M€"``), else
            ``""``.
        bold: Whether the whole cell is in bold.
        places: Decimals that its number format shows, ``None`` where it does not say.
    """

    value: float | int | str | bool
    error: bool = False
    percent: bool = False
    shown: str = ""
    money: str = ""
    bold: bool = False
    places: int | None = field(default=None, compare=False)

    @property
    def number(self) -> float | None:
        """The figure of the cell, also when it is stored as text; ``None`` if it has none."""
        if self.error or isinstance(self.value, bool):
            return None
        if isinstance(self.value, str):
            try:
                return parse_number(self.value).value
            except InvalidInput:
                return None
        return float(self.value)

    @property
    def text(self) -> str:
        """The text of the cell, ``""`` when it holds something else."""
        return self.value.strip() if isinstance(self.value, str) and not self.error else ""


@dataclass
class Grid:
    """The filled cells of one sheet.

    Attributes:
        name: Name of the sheet.
        cells: Place → stored value; blank cells are absent, empty texts are not.
        hidden: Rows that are hidden, by a filter or by hand, zero-based.
        formulas: Where formulas stand; ``None`` where the reader of values does not tell.
        written: What these formulas are, as far as the reader tells.
        merged: Merged areas: first row, first column, last row, last column.
        cut: Whether rows below those that were asked for were left unread.
        concealed: Whether the sheet itself is hidden.
    """

    name: str
    cells: dict[Place, Stored] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    formulas: frozenset[Place] | None = None
    written: Mapping[Place, Written] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()
    cut: bool = False
    concealed: bool = False

    def rows(self) -> list[int]:
        """Rows that hold something, in order."""
        return sorted({row for row, _ in self.cells})

    def row(self, row: int) -> dict[int, Stored]:
        """Cells of one row by column."""
        return self._by_row().get(row, {})

    def place(self, at: Place) -> str:
        """Return ``"feuille!B2"``."""
        return f"{self.name}!{shown(at)}"

    def _by_row(self) -> dict[int, dict[int, Stored]]:
        if not self._rows:
            for (row, column), stored in sorted(self.cells.items()):
                self._rows.setdefault(row, {})[column] = stored
        return self._rows

    _rows: dict[int, dict[int, Stored]] = field(default_factory=dict, repr=False)


# Annexes of one form repeat their labels, sheet after sheet and file after file.
@lru_cache(maxsize=1 << 13)
def normal(text: str) -> str:
    """Return ``text`` without accents, capitals, line breaks or repeated spaces."""
    plain = unicodedata.normalize("NFKD", clean(text.replace("\n", " ")).lower())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return plain.replace("\u2019", "'").rstrip(" :.*")


def holds_cases(grid: Grid) -> bool:
    """Tell whether a sheet holds validation cases, where errors stand on purpose."""
    rows = ({normal(one.text) for one in grid.row(row).values()} for row in grid.rows())
    return any(words >= _CASES for words in rows)
