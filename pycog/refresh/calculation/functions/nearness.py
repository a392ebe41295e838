"""Numbers that noise alone tells apart, as Excel takes them.

``COUNTIF`` and its family compare 15 digits, as the signs of comparison do; ``MATCH``, ``VLOOKUP``,
``RANK`` and their like compare every bit. The engine does the reverse: exact criteria, and look-ups
within :data:`_TOLERANCE`. What is here finds the cells where that makes a difference.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pycog.lazy_patterns import regex
from pycog.refresh.calculation.functions.coercion import digits15

#: Numbers this near are equal to the engine's look-ups, with room to spare.
_TOLERANCE = 4e-12
_EQUALITY = regex(r"(?:=|<>)?(-?\d+(?:\.\d+)?)")
_ORDER = regex(r"(<=|>=|<|>)(-?\d+(?:\.\d+)?)")


@lru_cache(maxsize=4096)
def bounds(amount: float) -> tuple[float, float]:
    """Return the least and the greatest number that shows the same 15 digits."""
    shown = digits15(amount)
    if shown == 0 or not math.isfinite(shown):
        return shown, shown
    exact = Decimal(f"{shown:.15g}")
    half = Decimal(5).scaleb(exact.adjusted() - 15)
    # Towards zero from a power of ten, the last digit is worth ten times less.
    inner = half / 10 if exact.normalize().as_tuple().digits == (1,) else half
    steps = (-inner, half) if shown > 0 else (-half, inner)
    least, most = (float(exact + step) for step in steps)
    # The very middle shows as one of its two neighbours.
    if digits15(least) != shown:
        least = math.nextafter(least, shown)
    if digits15(most) != shown:
        most = math.nextafter(most, shown)
    return least, most


def ordered(criterion: str) -> str:
    """Return a criterion of order as the engine is to take it, to the last bit: ``>0.9``."""
    match = _ORDER.fullmatch(criterion)
    if match is None:
        return criterion
    least, most = bounds(float(match[2]))
    return match[1] + _written(least if match[1] in (">=", "<") else most)


def _written(amount: float) -> str:
    return format(Decimal(repr(amount)), "f")


def _amount(criterion: Any) -> float | None:
    if isinstance(criterion, float | int) and not isinstance(criterion, bool):
        return float(criterion)
    match = _EQUALITY.fullmatch(criterion) if isinstance(criterion, str) else None
    return float(match[1]) if match else None


def asks_equality(criterion: Any, with_whole: Any = True) -> bool:
    """Tell whether a criterion is equality with a number, whole ones included or not."""
    amount = _amount(criterion)
    return amount is not None and (bool(with_whole) or not amount.is_integer())


def _around(criterion: Any) -> tuple[float, float]:
    amount = _amount(criterion) or 0.0
    least, most = bounds(amount)
    return min(least, amount - _TOLERANCE), max(most, amount + _TOLERANCE)


def from_near(criterion: Any) -> str:
    """Return the criterion of the numbers that are not far below one."""
    return ">=" + _written(_around(criterion)[0])


def to_near(criterion: Any) -> str:
    """Return the criterion of the numbers that are not far above one."""
    return "<=" + _written(_around(criterion)[1])


def from_itself(criterion: Any) -> str:
    """Return the criterion of the numbers that are not below one."""
    return ">=" + _written(_amount(criterion) or 0.0)


def to_itself(criterion: Any) -> str:
    """Return the criterion of the numbers that are not above one."""
    return "<=" + _written(_amount(criterion) or 0.0)


def is_nearly(wanted: Any, found: Any) -> bool:
    """Tell whether what was found is not the number looked for, but one that noise tells apart."""
    return (
        type(wanted) is float
        and type(found) is float
        and found != wanted
        and abs(found - wanted) <= _TOLERANCE
    )


#: Questions and criteria by the name under which translated formulas call them.
CALLABLES: Mapping[str, Callable[..., Any]] = {
    "EQUALITY": asks_equality,
    "NEARFROM": from_near,
    "NEARTO": to_near,
    "FROM": from_itself,
    "TO": to_itself,
    "NEARLY": is_nearly,
}
