"""Cells that show VRAI or FAUX: in Calc they are the numbers 1 and 0, and a format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

from udfs.hosts.calc import ERROR_KINDS, MARKED

_LOGICAL: Final = 1024  # com.sun.star.util.NumberFormat
_TRUTHS: Final = {float(one): mark for mark, one in MARKED.items() if isinstance(one, bool)}
_ERRORS: Final = {str(one): mark for mark, one in MARKED.items() if not isinstance(one, bool)}
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
