"""Writes the twin of an OpenDocument workbook: the same cells in Excel's form, in memory."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Final, NamedTuple

from pycog.errors import CellError
from pycog.ods.cell_values import value_of
from pycog.ods.content_scan import Content, OdsCell, OdsRow, OdsSheet, Unreadable
from pycog.ods.openformula import Translations, Untranslatable
from pycog.ods.twin_parts import TwinBook, TwinCell, TwinSheet
from pycog.office_addin import FILE_PREFIX
from pycog.xlsx.cells import address

#: Cells beyond which a file is refused: a small file can claim to repeat one cell for ever.
MOST_CELLS: Final = 4_000_000
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
#: What Excel allows of the name of a sheet; its readers here mind nothing.
LONGEST_NAME: Final = 31
FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
#: What stands for a formula that Excel cannot write: known by name to nobody, so left alone.
KEPT: Final = "_xlfn.LIBREOFFICE()"
_UNKNOWN: Final = CellError("#NAME?")
_NAME: Final = re.compile(r"[^\W\d][\w.]*")
_BASE_1900: Final = dt.date(1899, 12, 30)
_BASE_1904: Final = dt.date(1904, 1, 1)


class Origin(NamedTuple):
    """Where a cell of the twin comes from."""

    row: OdsRow
    cell: OdsCell


Place = tuple[int, int]
Origins = Mapping[str, Mapping[Place, Origin]]


def formula_names() -> dict[str, str]:
    """Return our formulas by each lower-case name that a file may have for them."""
    listed = (files("pycog.xlsx") / "data" / "formules.txt").read_text(encoding="ascii").split()
    return {key: name for name in listed for key in (name.lower(), name.lower().replace("_", ""))}


def null_day(content: Content) -> dt.date:
    """Return the day whose number is 0.

    Raises:
        Unreadable: It is none that Excel can count from.
    """
    day = dt.date.fromisoformat(content.null_date)
    if day not in (_BASE_1900, _BASE_1904):
        raise Unreadable(
            f"il compte les jours depuis le {day:%d/%m/%Y}, ce qu'Excel ne sait pas faire "
            "(Outils, Options, LibreOffice Calc, Calcul)"
        )
    return day


class TwinWriter:
    """Writes one twin.

    Attributes:
        origins: By sheet and place, where each formula cell and each cell that a matrix
            formula fills comes from.
    """

    def __init__(self, content: Content) -> None:
        self._content = content
        self._null = null_day(content)
        self._formulas = Translations(formula_names())
        self._count = 0
        self._complete = True
        self.origins: dict[str, dict[Place, Origin]] = {}

    def data(self, *, calculated: bool, notes: tuple[str, Sequence[str]] | None = None) -> bytes:
        """Return the twin.

        Args:
            calculated: Whether a program that calculates saved the workbook, so that its
                results stand unless what they read changes.
            notes: Name and lines of a further sheet.

        Raises:
            Unreadable: A cell's value is damaged, or there are too many cells.
        """
        if not self._content.sheets:
            raise Unreadable("il ne contient aucune feuille")
        book = TwinBook(self._null == _BASE_1904)
        for sheet in self._content.sheets:
            self.origins[sheet.name] = {}
            page = TwinSheet(sheet.name, hidden=sheet.hidden)
            self._write_sheet(sheet, page)
            book.sheets.append(page)
        if notes is not None:
            page = TwinSheet(notes[0], hidden=False)
            for row, line in enumerate(notes[1], 1):
                page.cells[row, 1] = TwinCell(line, "string", None, "")
            book.sheets.append(page)
        book.names = list(self._names())
        book.calculated = calculated and self._complete
        return book.data()

    def _write_sheet(self, sheet: OdsSheet, page: TwinSheet) -> None:
        filled: dict[Place, Origin] = {}
        for row in sheet.rows:
            for number in range(row.number, row.number + self._times(row)):
                if row.hidden:
                    page.hidden_rows.add(number)
                for cell in row.cells:
                    self._write_cells(page, number, Origin(row, cell), filled)
        self._origins_of_matrices(sheet.name, filled)

    def _times(self, row: OdsRow) -> int:
        times = row.times
        if row.number + times - 1 > _MOST_ROWS:
            # Hidden rows to the end of the sheet hold nothing that could be lost.
            times = max(0, _MOST_ROWS - row.number + 1)
        return times if row.cells else min(times, 4_096)

    def _write_cells(
        self, page: TwinSheet, number: int, origin: Origin, filled: dict[Place, Origin]
    ) -> None:
        cell = origin.cell
        self._count += cell.times
        if self._count > MOST_CELLS or cell.column + cell.times - 1 > _MOST_COLUMNS:
            raise Unreadable("il contient plus de cellules qu'une feuille d'Excel n'en a")
        value = value_of(cell, self._null)
        formula, area = self._formula(cell, number)
        if formula is not None and FILE_PREFIX in formula and value == _UNKNOWN:
            # A program without our formulas stored that it does not know them: no value.
            value = None
        elif formula is not None and not cell.kind:
            self._complete = False
        high, wide = cell.spanned()
        if high * wide > 1:
            page.merges.append(_area_text(number, cell.column, high, wide))
        for column in range(cell.column, cell.column + cell.times):
            filled[number, column] = origin
            page.cells[number, column] = TwinCell(value, cell.kind, formula, area)

    def _formula(self, cell: OdsCell, number: int) -> tuple[str | None, str]:
        """Return a formula and the area that it fills as an array, ``""`` if it is none."""
        if cell.formula is None:
            return None, ""
        try:
            formula = self._formulas.in_excel(cell.formula)
        except Untranslatable:
            formula = KEPT
        if not cell.attributes.keys() & _MATRIX:
            return formula, ""
        return formula, _area_text(number, cell.column, *_matrix(cell))

    def _origins_of_matrices(self, sheet: str, filled: Mapping[Place, Origin]) -> None:
        """Keep the cells that a formula gives its value: only they may be written."""
        for (row, column), origin in filled.items():
            if origin.cell.formula is None:
                continue
            self.origins[sheet][row, column] = origin
            if _MATRIX.isdisjoint(origin.cell.attributes):
                continue
            high, wide = _matrix(origin.cell)
            for place in _area(row, column, high, wide):
                if place in filled:
                    self.origins[sheet].setdefault(place, filled[place])

    def _names(self) -> Iterator[tuple[str, str, int | None]]:
        """Yield each name that Excel can have: its meaning, and the number of its sheet."""
        sheets = [sheet.name for sheet in self._content.sheets]
        for one in self._content.names:
            if not _NAME.fullmatch(one.name) or one.name.startswith("_xlnm"):
                continue
            try:
                meaning = self._formulas.in_excel(
                    f"of:={one.meaning.removeprefix('of:').lstrip('=')}"
                )
            except Untranslatable:
                continue
            yield one.name, meaning, None if one.sheet is None else sheets.index(one.sheet)


_MATRIX: Final = {
    f"urn:oasis:names:tc:opendocument:xmlns:table:1.0 number-matrix-{name}-spanned"
    for name in ("rows", "columns")
}


def _matrix(cell: OdsCell) -> tuple[int, int]:
    return cell.number("number-matrix-rows-spanned"), cell.number("number-matrix-columns-spanned")


def _area(row: int, column: int, high: int, wide: int) -> Iterator[Place]:
    for down in range(high):
        for right in range(wide):
            yield row + down, column + right


def _area_text(row: int, column: int, high: int, wide: int) -> str:
    first = address(row, column)
    return first if high == wide == 1 else f"{first}:{address(row + high - 1, column + wide - 1)}"
