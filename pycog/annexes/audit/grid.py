"""Reads the stored values of a workbook, cell by cell, as an audit needs them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pycog.annexes.page import cell
from pycog.errors import InvalidInput, RefusedFile
from pycog.values import clean, parse_number

if TYPE_CHECKING:
    from pycog.refresh.package import Package

#: Row and column, zero-based.
Place = tuple[int, int]

_ROW_TAG: Final = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_ROW_NUMBER: Final = re.compile(rb"\br=[\"'](\d+)")
_HIDDEN: Final = re.compile(rb"\bhidden=[\"'](?:1|true)")


@dataclass(frozen=True, slots=True)
class Stored:
    """The stored value of a cell.

    Attributes:
        value: Number, text or boolean; dates as text.
        error: Whether the value is an Excel error.
        percent: Whether the cell shows a percentage.
    """

    value: float | int | str | bool
    error: bool = False
    percent: bool = False

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
        hidden: Rows that are hidden, by a filter or by hand.
    """

    name: str
    cells: dict[Place, Stored] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()

    def rows(self) -> list[int]:
        """Rows that hold something, in order."""
        return sorted({row for row, _ in self.cells})

    def row(self, row: int) -> dict[int, Stored]:
        """Cells of one row by column."""
        return self._by_row().get(row, {})

    def place(self, at: Place) -> str:
        """Return ``"feuille!B2"``."""
        return f"{self.name}!{cell(*at)}"

    def _by_row(self) -> dict[int, dict[int, Stored]]:
        if not self._rows:
            for (row, column), stored in sorted(self.cells.items()):
                self._rows.setdefault(row, {})[column] = stored
        return self._rows

    _rows: dict[int, dict[int, Stored]] = field(default_factory=dict, repr=False)


def normal(text: str) -> str:
    """Return ``text`` without accents, capitals, line breaks or repeated spaces."""
    plain = unicodedata.normalize("NFKD", clean(text.replace("\n", " ")).lower())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return plain.replace("\u2019", "'").rstrip(" :.*")


def read_grids(path: Path) -> list[Grid]:
    """Read the stored values of every sheet.

    Raises:
        RefusedFile: Not a workbook that can be read.
    """
    from pycog.refresh.package import Package
    from pycog.refresh.stored import stored_sheets

    package = Package.open(path)
    hidden = _hidden_rows(package)
    with stored_sheets(package) as sheets:
        grids = [_grid(sheet) for sheet in sheets]
    for grid in grids:
        grid.hidden = hidden.get(grid.name, frozenset())
    return grids


def formula_places(path: Path) -> dict[str, set[Place]]:
    """Return where the formulas stand, by sheet."""
    from pycog.refresh.package import Package
    from pycog.refresh.stored import stored_sheets

    places: dict[str, set[Place]] = {}
    with stored_sheets(Package.open(path), data_only=False) as sheets:
        for sheet in sheets:
            found = places.setdefault(sheet.title, set())
            for line in sheet.iter_rows():
                found.update(
                    (entry.row - 1, entry.column - 1) for entry in line if entry.data_type == "f"
                )
    return places


def _hidden_rows(package: Package) -> dict[str, frozenset[int]]:
    """Return the hidden rows of each sheet, which the reader of values does not tell."""
    from pycog.refresh.workbook import read_workbook

    try:
        sheets = read_workbook(package).sheets
    except RefusedFile:
        return {}  # a form that only the reader of values knows, as Strict Open XML
    found = {}
    for sheet in sheets:
        tags = (match[1] for match in _ROW_TAG.finditer(package.read(sheet.part)))
        rows = (_ROW_NUMBER.search(tag) for tag in tags if _HIDDEN.search(tag))
        found[sheet.name] = frozenset(int(row[1]) - 1 for row in rows if row)
    return found


def _grid(sheet: Any) -> Grid:
    grid = Grid(sheet.title)
    for line in sheet.iter_rows():
        for entry in line:
            value = entry.value
            if value is None and entry.data_type == "str":
                value = ""  # a formula that gives an empty text, unlike one never calculated
            if value is None:
                continue
            if isinstance(value, dt.date | dt.datetime | dt.time | dt.timedelta):
                value = str(value)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            grid.cells[entry.row - 1, entry.column - 1] = Stored(
                value if isinstance(value, int | float | bool) else str(value),
                error=entry.data_type == "e",
                percent=number and "%" in str(entry.number_format),
            )
    return grid
