"""Cells that show VRAI or FAUX: in Calc they are the numbers 1 and 0, and a format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from typing import Any, Final

from pycog.xlsx.cells import column_number
from udfs.hosts.calc import ERROR_KINDS, MARKED

_LOGICAL: Final = 1024  # com.sun.star.util.NumberFormat
_TRUTHS: Final = {float(one): mark for mark, one in MARKED.items() if isinstance(one, bool)}
_ERRORS: Final = {str(one): mark for mark, one in MARKED.items() if not isinstance(one, bool)}
_AREA: Final = re.compile(
    r"\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d+)(?::\$?(?P<last>[A-Z]{1,3})\$?(?P<bottom>\d+))?"
)
#: What the text of a formula begins with, an array formula's too.
_FORMULA: Final = ("=", "{")
#: Errors that Calc alone knows.
_OTHER: Final = "#VALUE!"


def truth_shown(document: Any) -> Callable[[Any], bool]:
    """Return what tells whether a cell shows VRAI or FAUX, which are numbers in Calc."""
    is_logical = logical_formats(document)

    def shows(cell: Any) -> bool:
        # The format first: hardly a cell has that one, and each question to Calc takes its time.
        if cell is None or not is_logical(cell.NumberFormat):
            return False
        return bool(cell.Type.value in {"VALUE", "FORMULA"} and not cell.getError())

    return shows


def cache_by_place(shows: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Return the same, for one look at a document: areas overlap, and a cell is asked once."""
    known: dict[tuple[int, int, int], bool] = {}

    def shown(cell: Any) -> bool:
        place = cell.CellAddress
        key = (place.Sheet, place.Row, place.Column)
        if key not in known:
            known[key] = shows(cell)
        return known[key]

    return shown


def logical_formats(document: Any) -> Callable[[int], bool]:
    """Return what tells whether a number format of a document is that of VRAI and FAUX."""
    formats = document.NumberFormats

    @cache
    def is_logical(key: int) -> bool:
        return bool(formats.getByKey(key).Type & _LOGICAL)

    return is_logical


def truths_in(cells: Any, shows: Callable[[Any], bool]) -> Iterator[tuple[int, int, float]]:
    """Yield the cells of a range that show VRAI or FAUX: row and column in it, and 1 or 0.

    Args:
        cells: A range of Calc.
        shows: See :func:`truth_shown`.
    """
    for row, line in enumerate(cells.getDataArray()):
        for column, value in enumerate(line):
            if value in _TRUTHS and shows(cells.getCellByPosition(column, row)):
                yield row, column, value


class SheetTruths:
    """The cells of a sheet that may show VRAI or FAUX, read at once and asked one by one."""

    def __init__(self, document: Any, sheet: Any) -> None:
        """Read a sheet of a document."""
        self._sheet = sheet
        self._shows = truth_shown(document)
        self._is_logical = logical_formats(document)
        #: Row and column → whether it does, ``None`` where Calc was not asked yet.
        self._known: dict[tuple[int, int], bool | None] = dict.fromkeys(self._candidates())

    def _candidates(self) -> Iterator[tuple[int, int]]:
        cursor = self._sheet.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        area = cursor.RangeAddress
        typed = [
            (one.StartRow, one.StartColumn, one.EndRow, one.EndColumn)
            for alike in cursor.getUniqueCellFormatRanges()
            if self._is_logical(alike.getByIndex(0).NumberFormat)
            for one in alike.RangeAddresses
        ]
        formulas = cursor.getFormulaArray()
        for line, values in enumerate(cursor.getDataArray()):
            for at, value in enumerate(values):
                if value not in _TRUTHS:
                    continue
                row, column = area.StartRow + line, area.StartColumn + at
                # Without a format of its own, only what a formula gives shows as VRAI or FAUX.
                if formulas[line][at][:1] in _FORMULA or any(
                    top <= row <= bottom and left <= column <= right
                    for top, left, bottom, right in typed
                ):
                    yield row, column

    def any_in(self, top: int, left: int, bottom: int, right: int) -> bool:
        """Tell whether a cell of an area shows VRAI or FAUX; rows and columns count from 0."""
        if (bottom - top + 1) * (right - left + 1) < len(self._known):
            places = product(range(top, bottom + 1), range(left, right + 1))
            inside = [place for place in places if place in self._known]
        else:
            inside = [
                place
                for place in self._known
                if top <= place[0] <= bottom and left <= place[1] <= right
            ]
        return any(map(self._shown, inside))

    def _shown(self, place: tuple[int, int]) -> bool:
        known = self._known[place]
        if known is None:
            cell = self._sheet.getCellByPosition(place[1], place[0])
            known = self._known[place] = self._shows(cell)
        return known


def area_of(text: str) -> tuple[int, int, int, int] | None:
    """Return the area of a reference in its sheet, ``None`` for anything else.

    >>> area_of("$B$2:C9")
    (1, 1, 8, 2)
    """
    found = _AREA.fullmatch(text)
    if found is None:
        return None
    top, left = int(found["row"]) - 1, column_number(found["column"]) - 1
    if found["last"] is None:
        return top, left, top, left
    return top, left, int(found["bottom"]) - 1, column_number(found["last"]) - 1


def cells_shown(document: Any, cells: Any) -> tuple[tuple[Any, ...], ...]:
    """Return the cells of a range as Calc gives them to a formula, VRAI and FAUX told apart.

    Args:
        document: The calling document.
        cells: A range of Calc, as it hands one to a function.
    """
    found = [list(line) for line in cells.getDataArray()]
    for row, line in enumerate(found):
        for column, value in enumerate(line):
            if value is None:  # an error, which would arrive as an empty cell
                code = cells.getCellByPosition(column, row).getError()
                line[column] = _ERRORS[ERROR_KINDS.get(code, _OTHER)]
    for row, column, value in truths_in(cells, truth_shown(document)):
        found[row][column] = _TRUTHS[value]
    return tuple(map(tuple, found))
