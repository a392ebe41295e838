"""``COUNTIF``, ``SUMIF`` and their family, on the values and criteria the engine misreads."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from pycog.errors import ENGINE_ERRORS
from pycog.lazy_patterns import regex
from pycog.refresh.calculation.functions.coercion import (
    Fault,
    added,
    block,
    digits15,
    is_french,
    number,
    number_in,
)
from pycog.refresh.calculation.functions.comparing import order
from pycog.refresh.calculation.functions.nearness import ordered

Holds = Callable[[Any], bool]

_SIGNS = ("<=", ">=", "<>", "<", ">", "=")
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
#: Numbers further apart, relatively, do not show the same fifteen digits.
_NEAR = 1e-14
_KINDS = {shown: kind for kind, shown in ENGINE_ERRORS.items()}
_WORDS = {"TRUE": True, "VRAI": True, "FALSE": False, "FAUX": False}
_WILD = regex(r"~[*?~]|[*?]")
#: A criterion that the engine reads as Excel does: a sign and a plain number, or a text.
#: Excel reads fifteen digits of a longer number, and takes the others for zeros.
_EASY = regex(
    r"(?:<=|>=|<>|<|>|=)?-?(?!(?:\.?\d){16})\d+(?:\.\d+)?"
    r"|(?:=|<>)?(?:[^\W\d_][^?~]*)?|\*[^?~]*"
)
_ALIKE = regex(r"(?:=|<>)?-?\d+(?:\.\d+)?")
_DIGITS = regex(r"-?\d{1,15}")


def is_hard(*criteria: Any) -> bool:
    """Tell whether the engine may misread one of the criteria."""
    return any(
        isinstance(one, list | dict)
        or (isinstance(one, str) and (not _EASY.fullmatch(one) or _is_french_truth(one)))
        for one in criteria
    )


def plain(criterion: Any) -> Any:
    """Return a criterion as the engine is to take it: « 01 » is 1, « >0.9 » holds to the bit."""
    if isinstance(criterion, str):
        return float(criterion) if _DIGITS.fullmatch(criterion) else ordered(criterion)
    return 0.0 if criterion is None else criterion


def is_hard_among_texts(*criteria: Any) -> bool:
    """Tell the same where cells may hold numbers as French texts: « 1,0 » is 1."""
    return is_hard(*criteria) or any(
        isinstance(one, float | int) or (isinstance(one, str) and _ALIKE.fullmatch(one))
        for one in criteria
    )


def _is_french_truth(criterion: str) -> bool:
    return criterion.lstrip("<>=").upper() in ("VRAI", "FAUX")


def holds(criterion: Any) -> Holds:
    """Return the test that a criterion is.

    Raises:
        Fault: ``NImpl`` where its number depends on the language.
    """
    if isinstance(criterion, dict):
        kind = criterion.get("kind")
        return lambda value: isinstance(value, dict) and value.get("kind") == kind
    if criterion is None:
        return _equals(0.0)
    if isinstance(criterion, bool):
        return lambda value: value is criterion
    if isinstance(criterion, str):
        return _written(criterion, is_french())
    return _equals(float(criterion))


@lru_cache(maxsize=4096)
def _written(criterion: str, french: bool) -> Holds:
    # The language is read by what reads numbers; here it only keeps two readings apart.
    sign = next((one for one in _SIGNS if criterion.startswith(one)), "")
    rest = criterion[len(sign) :]
    if not rest:
        return _blank(sign)
    if sign in _ORDER:
        return _ordered(_ORDER[sign], rest)
    found = _same(rest)
    return (lambda value: not found(value)) if sign == "<>" else found


def _blank(sign: str) -> Holds:
    if sign == "<>":
        return lambda value: value is not None
    if sign == "=":
        return lambda value: value is None
    if sign:
        return lambda value: False
    return lambda value: value is None or value == ""


def _same(rest: str) -> Holds:
    if rest.upper() in _WORDS:
        wanted = _WORDS[rest.upper()]
        return lambda value: value is wanted
    if rest.upper() in _KINDS:
        kind = _KINDS[rest.upper()]
        return lambda value: isinstance(value, dict) and value.get("kind") == kind
    amount = number_in(rest)
    if amount is not None:
        return _equals(amount)
    if _WILD.search(rest):
        pattern = wildcard(rest)
        return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None
    lowered = rest.lower()
    return lambda value: isinstance(value, str) and value.lower() == lowered


def _equals(amount: float) -> Holds:
    wanted, near = digits15(amount), _NEAR * abs(amount)

    def test(value: Any) -> bool:
        if value.__class__ is not float:
            return value is not None and other(value)
        return value == amount or (-near <= value - amount <= near and digits15(value) == wanted)

    def other(value: Any) -> bool:
        if isinstance(value, str):
            try:
                found = number_in(value)
            except Fault:
                return False
            return found is not None and digits15(found) == wanted
        return _is_number(value) and digits15(value) == wanted

    return test


def _ordered(test: Callable[[Any, Any], bool], rest: str) -> Holds:
    amount = number_in(rest)
    if amount is not None:
        wanted = digits15(amount)
        return lambda value: _is_number(value) and test(digits15(value), wanted)
    key = order(rest)
    return lambda value: isinstance(value, str) and test(order(value), key)


def wildcard(text: str) -> re.Pattern[str]:
    """Return the pattern of a text with ``?``, ``*`` and ``~``."""
    pieces, end = [], 0
    for match in _WILD.finditer(text):
        pieces.append(re.escape(text[end : match.start()]))
        found = match[0]
        pieces.append({"*": ".*", "?": "."}.get(found) or re.escape(found[1:]))
        end = match.end()
    return re.compile("".join([*pieces, re.escape(text[end:])]), re.I | re.S)


def _is_number(value: Any) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool)


def countif(cells: Any, criterion: Any) -> float:
    """Count the cells that meet a criterion."""
    test = holds(criterion)
    return float(sum(test(value) for line in block(cells) for value in line))


def sumif(cells: Any, criterion: Any, summed: Any = None) -> float:
    """Add the cells beside those that meet a criterion."""
    return added(_chosen(summed if summed is not None else cells, [cells, criterion]))


def averageif(cells: Any, criterion: Any, summed: Any = None) -> float:
    """Average the cells beside those that meet a criterion."""
    return _mean(_chosen(summed if summed is not None else cells, [cells, criterion]))


def countifs(*pairs: Any) -> float:
    """Count the places that meet every criterion."""
    return float(sum(_met(list(pairs))))


def sumifs(summed: Any, *pairs: Any) -> float:
    """Add the cells that meet every criterion."""
    return added(_chosen(summed, list(pairs)))


def averageifs(summed: Any, *pairs: Any) -> float:
    """Average the cells that meet every criterion."""
    return _mean(_chosen(summed, list(pairs)))


def maxifs(summed: Any, *pairs: Any) -> float:
    """Return the largest of the cells that meet every criterion, 0 without any."""
    return max(_chosen(summed, list(pairs)), default=0.0)


def minifs(summed: Any, *pairs: Any) -> float:
    """Return the smallest of the cells that meet every criterion, 0 without any."""
    return min(_chosen(summed, list(pairs)), default=0.0)


def _mean(values: Iterator[float]) -> float:
    found = list(values)
    if not found:
        raise Fault("Div")
    return added(found) / len(found)


def _chosen(summed: Any, pairs: list[Any]) -> Iterator[float]:
    """Give the numbers at the places that meet every criterion; an error there is the result."""
    rows = block(summed)
    met = _met(pairs, (len(rows), len(rows[0])))
    cells = [value for line in rows for value in line]
    for value, wanted in zip(cells, met, strict=True):
        if not wanted:
            continue
        if isinstance(value, dict):
            number(value)
        if _is_number(value):
            yield float(value)


def _met(pairs: list[Any], wanted: tuple[int, int] | None = None) -> list[bool]:
    if not pairs or len(pairs) % 2:
        raise Fault("Value")
    met: list[bool] = []
    shape = wanted
    for cells, criterion in zip(pairs[::2], pairs[1::2], strict=True):
        rows = block(cells)
        size = (len(rows), len(rows[0]))
        if shape is not None and size != shape:
            raise Fault("Value")
        test = holds(criterion)
        here = [test(value) for line in rows for value in line]
        met = [a and b for a, b in zip(met, here, strict=True)] if met else here
        shape = size
    return met
