"""What the formulas of a column, written as Python, do with the values of cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from pycog.refresh.calculation.functions.coercion import UNSURE, Fault

#: Results of a function that are remembered.
_MOST_REMEMBERED = 4096


class LeftToEngine(Exception):
    """A value of which the engine has the last word."""


class NoValue(Exception):
    """A function gave an error."""


def number(value: Any) -> float:
    """Return an operand of arithmetic; a blank is zero.

    Raises:
        LeftToEngine: It is a text, a truth value or an error.
    """
    if type(value) is float:
        return value
    if value is None:
        return 0.0
    raise LeftToEngine


def only_number(value: Any) -> float:
    """Return a number.

    Raises:
        LeftToEngine: It is anything else.
    """
    if type(value) is float:
        return value
    raise LeftToEngine


def finite(value: float) -> float:
    """Return a number that Excel can hold.

    Raises:
        LeftToEngine: It is beyond.
    """
    if value - value == 0.0:
        return value
    raise LeftToEngine


def truth(value: Any) -> bool:
    """Return what a condition says.

    Raises:
        LeftToEngine: It is a text or an error.
    """
    kind = type(value)
    if kind is bool:
        return bool(value)
    if kind is float:
        return bool(value != 0.0)
    if value is None:
        return False
    raise LeftToEngine


def result(value: Any) -> Any:
    """Return what a function gave, as the engine keeps it.

    Raises:
        NoValue: It is an error.
        LeftToEngine: It is a block.
    """
    kind = type(value)
    if kind is float or kind is str or kind is bool:
        return value
    if kind is int:
        return float(value)
    if kind is dict and value.get("kind") != UNSURE:
        raise NoValue
    raise LeftToEngine


def same_text(one: Any, other: Any) -> bool:
    """Tell whether two values are the same text, one of them being one."""
    if type(one) is str and type(other) is str:
        return one == other or one.lower() == other.lower()
    if one is None or other is None:
        return bool((other if one is None else one) == "")
    if type(one) is dict or type(other) is dict:
        raise LeftToEngine
    return False


def attempt(first: Callable[[int], Any], second: Callable[[int], Any], row: int) -> Any:
    """Return a value, or another one where it is an error."""
    try:
        found = first(row)
    except (ZeroDivisionError, NoValue):
        return second(row)
    except Fault as fault:
        if fault.kind == UNSURE:
            raise LeftToEngine from fault
        return second(row)
    if type(found) is float:
        return finite(found)
    return found


def remembered(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that looks at the same values only once.

    It must depend on nothing else, as long as one workbook is calculated.
    """
    known = lru_cache(maxsize=_MOST_REMEMBERED, typed=True)(function)

    def call(*values: Any) -> Any:
        if 0.0 in values:
            return function(*values)  # which of the two zeros a key does not tell
        try:
            return known(*values)
        except TypeError:  # an error value, which is no key
            return function(*values)

    return call


def vlookup(table: list[list[Any]], column: int) -> Callable[[float], Any]:
    """Return an exact look-up of numbers in the first column of a table."""
    found: dict[float, Any] = {}
    for line in table:
        if type(line[0]) is float:
            found.setdefault(line[0], line[column - 1])
    return _getter(found)


def match(table: list[list[Any]], _: int) -> Callable[[float], Any]:
    """Return an exact look-up of the place of a number in a row or column."""
    if len(table) > 1 and len(table[0]) > 1:
        raise LeftToEngine
    found: dict[float, Any] = {}
    cells = [value for line in table for value in line]
    for place, value in enumerate(cells, start=1):
        if type(value) is float:
            found.setdefault(value, float(place))
    return _getter(found)


def _getter(found: Mapping[float, Any]) -> Callable[[float], Any]:
    def get(key: float) -> Any:
        value = found.get(key)
        if value is None or type(value) is dict:
            raise LeftToEngine  # not found, blank or an error
        return value

    return get


LOOK_UPS: Mapping[str, Callable[[list[list[Any]], int], Callable[[float], Any]]] = {
    "vlookup": vlookup,
    "match": match,
}
