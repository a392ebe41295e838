"""Applies a function of single values to every cell of the ranges it is given."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any

from pycog.refresh.calculation.functions.coercion import Fault, error

#: More cells than any sheet needs in one array would only mean that memory runs out.
_MOST = 5_000_000


def lifted(function: Callable[..., Any], whole: Container[int] = ()) -> Callable[..., Any]:
    """Return an engine callback that calculates cell by cell.

    Args:
        function: Takes single values; raises :class:`Fault` for an error.
        whole: Places of the arguments that are handed over as they are, ranges too.
    """

    def one(arguments: tuple[Any, ...]) -> Any:
        try:
            return function(*arguments)
        except Fault as fault:
            return error(fault.kind)
        except (OverflowError, ZeroDivisionError):
            return error("Num")
        except (ValueError, TypeError, IndexError):
            return error("Value")

    def call(*arguments: Any) -> Any:
        for value in arguments:
            if type(value) is list:
                return spread(arguments)
        return one(arguments)

    def spread(arguments: tuple[Any, ...]) -> Any:
        sizes = [
            (len(value), len(value[0]))
            for place, value in enumerate(arguments)
            if isinstance(value, list) and value and place not in whole
        ]
        if not sizes:
            return one(arguments)
        rows, columns = max(size[0] for size in sizes), max(size[1] for size in sizes)
        if rows * columns > _MOST:
            return error("NImpl")
        if len(sizes) == 1:
            return _over_one(one, arguments, whole)
        return [
            [
                one(
                    tuple(
                        _at(value, row, column)
                        if isinstance(value, list) and place not in whole
                        else value
                        for place, value in enumerate(arguments)
                    )
                )
                for column in range(columns)
            ]
            for row in range(rows)
        ]

    return call


def _over_one(
    one: Callable[[tuple[Any, ...]], Any], arguments: tuple[Any, ...], whole: Container[int]
) -> list[list[Any]]:
    """Calculate for each cell of the only range; equal cells once."""
    place = next(
        place
        for place, value in enumerate(arguments)
        if isinstance(value, list) and value and place not in whole
    )
    cells = arguments[place]

    def result(value: Any) -> Any:
        return one((*arguments[:place], value, *arguments[place + 1 :]))

    known = _Known(result)
    try:
        return [[known[value.__class__, value] for value in line] for line in cells]
    except TypeError:  # errors among the cells, which are no keys
        return [[result(value) for value in line] for line in cells]


class _Known(dict[tuple[type, Any], Any]):
    """Results by kind and value: TRUE is not 1."""

    def __init__(self, result: Callable[[Any], Any]) -> None:
        super().__init__()
        self._result = result

    def __missing__(self, key: tuple[type, Any]) -> Any:
        self[key] = found = self._result(key[1])
        return found


def _at(value: list[list[Any]], row: int, column: int) -> Any:
    """Return a cell of a range; one row or column is repeated, beyond the end is #N/A."""
    line = value[0] if len(value) == 1 else value[row] if row < len(value) else None
    if line is None:
        return error("Na")
    if len(line) == 1:
        return line[0]
    return line[column] if column < len(line) else error("Na")
