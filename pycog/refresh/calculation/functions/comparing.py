"""Compares values as Excel does: 15 digits, no case, accents after letters."""

from __future__ import annotations

import operator
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pycog.refresh.calculation.functions.coercion import check, digits15, text

#: Letters written as two.
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
#: Passed over unless the texts are otherwise alike.
_SILENT = "-'\u00ad\u2019"
#: Numbers further apart, relatively, cannot show the same 15 digits.
_NEAR = 2e-14


def compare(one: Any, other: Any) -> int:
    """Return -1, 0 or 1 as the first value comes before, with or after the second.

    Raises:
        Fault: One of them is an error.
    """
    if type(one) is float and type(other) is float:
        return _numbers(one, other)
    check(one), check(other)
    one, other = _blank_as(one, other), _blank_as(other, one)
    ranks = kind_of(one), kind_of(other)
    if ranks[0] != ranks[1]:
        return -1 if ranks[0] < ranks[1] else 1
    if isinstance(one, str):
        return _texts(one, other)
    return _numbers(float(one), float(other))


def _numbers(one: float, other: float) -> int:
    # Writing the digits takes time.
    if one == other or (
        abs(one - other) <= _NEAR * abs(one) and one and other and digits15(one) == digits15(other)
    ):
        return 0
    return -1 if one < other else 1


def _blank_as(value: Any, other: Any) -> Any:
    if value is not None:
        return value
    return "" if isinstance(other, str) else False if isinstance(other, bool) else 0.0


def kind_of(value: Any) -> int:
    """Return which kind a value is of: 0 for numbers, 1 for texts, 2 for truth values."""
    return 2 if isinstance(value, bool) else 1 if isinstance(value, str) else 0


def _texts(one: str, other: str) -> int:
    if one == other or one.lower() == other.lower():
        return 0
    return -1 if order(one) < order(other) else 1


@lru_cache(maxsize=65_536)
def order(value: str) -> tuple[Any, ...]:
    """Return a key that sorts text as Excel does: letters, then accents, then signs."""
    plain = value.lower().translate(_LIGATURES)
    spread = unicodedata.normalize("NFD", plain)
    base = [char for char in spread if not unicodedata.combining(char) and char not in _SILENT]
    letters = tuple((_class(char), char) for char in base)
    accents = tuple(char for char in spread if unicodedata.combining(char))
    return letters, accents, plain


def _class(char: str) -> int:
    return 3 if char.isalpha() else 2 if char.isdigit() else 1 if not char.isspace() else 0


def sort_key(value: Any) -> tuple[Any, ...]:
    """Return a key for values of any kind: numbers, text, truth values, errors, blanks."""
    if value is None:
        return (9,)
    if isinstance(value, dict):
        return (8,)
    return (kind_of(value), order(value) if isinstance(value, str) else float(value))


def _test(holds: Callable[[float, float], bool]) -> Callable[[Any, Any], bool]:
    def test(one: Any, other: Any) -> bool:
        if type(one) is float and type(other) is float and abs(one - other) > _NEAR * abs(one):
            return holds(one, other)
        return holds(compare(one, other), 0)

    return test


EQUAL = _test(operator.eq)
DIFFERENT = _test(operator.ne)
LESS = _test(operator.lt)
GREATER = _test(operator.gt)
AT_MOST = _test(operator.le)
AT_LEAST = _test(operator.ge)

#: Longest text of a cell.
LONGEST = 32_767


def join(*values: Any) -> Any:
    """Join values as ``&`` does; too long a text is an error."""
    joined = "".join(map(text, values))
    if len(joined) > LONGEST:
        return {"type": "Error", "kind": "Value"}
    return joined
