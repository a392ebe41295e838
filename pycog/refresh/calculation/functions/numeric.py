"""Functions of numbers: those the engine does not apply to ranges, or rounds elsewhere."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext
from typing import Any

from pycog.refresh.calculation.functions.coercion import UNSURE, Fault, digits15, number, truth


def _exact(value: float) -> Decimal:
    return Decimal(f"{value:.15g}")


_TURNS = {"ROUND": ROUND_HALF_UP, "ROUNDDOWN": ROUND_DOWN, "ROUNDUP": ROUND_UP}
#: What is added before the whole part is taken, by way of rounding.
_SHIFTS = {ROUND_HALF_UP: 0.5, ROUND_DOWN: 0.0, ROUND_UP: 1.0}
#: Powers of ten by which a double is divided with one rounding.
_POWERS = tuple(10.0**places for places in range(16))
#: Below this a number of units is known to a hundredth: 15 digits move it by less.
_SURE, _MARGIN = 1e12, 0.01


def _rounded(rounding: str) -> Callable[[Any, Any], float]:
    quick = [_to_places(rounding, digits) for digits in range(len(_POWERS))]

    def function(value: Any, places: Any = 0.0) -> float:
        amount, digits = number(value), int(number(places))
        if 0 <= digits < len(quick):
            return quick[digits](amount)
        return _by_decimals(amount, digits, rounding)

    return function


def rounded_to(name: str, places: float) -> Callable[[float], float] | None:
    """Return what rounds numbers as ROUND, ROUNDUP or ROUNDDOWN does, to known places.

    It gives what the function of that name gives, and needs half its time. ``None`` where these
    places are not for a quick way.
    """
    digits = int(places)
    return _to_places(_TURNS[name], digits) if 0 <= digits < len(_POWERS) else None


def _to_places(rounding: str, digits: int) -> Callable[[float], float]:
    power, shift, most = _POWERS[digits], _SHIFTS[rounding], 1.0 - _MARGIN

    def function(amount: float) -> float:
        units = abs(amount) * power + shift
        # Nowhere near the point where rounding turns: decimals would say the same.
        if units < _SURE and _MARGIN < (rest := units % 1.0) < most:
            return math.copysign((units - rest) / power, amount)
        return _by_decimals(amount, digits, rounding)

    return function


def _by_decimals(amount: float, digits: int, rounding: str) -> float:
    with localcontext() as context:
        context.prec = 400
        step = Decimal(1).scaleb(-max(-300, min(300, digits)))
        return float((_exact(amount) / step).quantize(Decimal(1), rounding) * step)


def whole(value: Any) -> float:
    """Round down, as INT; a number that shows as a whole one is one."""
    return float(math.floor(digits15(number(value))))


def power(value: Any, exponent: Any) -> float:
    """Raise to a power."""
    base, times = number(value), number(exponent)
    if (base == 0 and times == 0) or (base < 0 and not times.is_integer()):
        raise Fault("Num")
    if base == 0 and times < 0:
        raise Fault("Div")
    return float(base**times)


def modulo(value: Any, divisor: Any) -> float:
    """Return the rest of a division, with the sign of the divisor."""
    amount, by = number(value), number(divisor)
    if by == 0:
        raise Fault("Div")
    quotient = (_exact(amount) / _exact(by)).to_integral_value("ROUND_FLOOR")
    return float(_exact(amount) - quotient * _exact(by))


def quotient(value: Any, divisor: Any) -> float:
    """Return the whole part of a division."""
    amount, by = number(value), number(divisor)
    if by == 0:
        raise Fault("Div")
    return float(math.trunc(digits15(amount / by)))


def _stepped(rounding: str) -> Callable[[Any, Any], float]:
    """CEILING and FLOOR: to a multiple away from, or towards, minus infinity."""

    def function(value: Any, significance: Any = 1.0) -> float:
        amount, step = number(value), number(significance)
        if amount == 0:
            return 0.0
        if step == 0:
            if rounding == "ROUND_FLOOR":
                raise Fault("Div")
            return 0.0
        if amount > 0 > step:
            raise Fault("Num")
        steps = Decimal(f"{amount / step:.15g}").to_integral_value(
            # Where both are negative « up » is away from zero.
            rounding
        )
        return float(steps * _exact(step))

    return function


def _stepped_away(rounding: str, away: str) -> Callable[..., float]:
    """CEILING.MATH and FLOOR.MATH: the sign of the step is left out; a mode turns below zero."""

    def function(value: Any, significance: Any = 1.0, mode: Any = 0.0) -> float:
        amount, step, turned = number(value), abs(number(significance)), number(mode)
        if amount == 0 or step == 0:
            return 0.0
        steps = Decimal(f"{amount / step:.15g}")
        how = away if turned and amount < 0 else rounding
        return float(steps.to_integral_value(how) * _exact(step))

    return function


def _precise(rounding: str) -> Callable[..., float]:
    """CEILING.PRECISE and its like: always towards the same infinity."""
    stepped = _stepped_away(rounding, rounding)
    return lambda value, significance=1.0: stepped(value, significance)


def _parity(rest: int) -> Callable[[Any], bool]:
    return lambda value: math.trunc(digits15(number(value))) % 2 == rest


def sign(value: Any) -> float:
    """Return -1, 0 or 1."""
    amount = number(value)
    return float((amount > 0) - (amount < 0))


def _positive(function: Callable[[float], float], least: float) -> Callable[[Any], float]:
    def call(value: Any) -> float:
        amount = number(value)
        if amount < least or (least == 0 and function is not math.sqrt and amount == 0):
            raise Fault("Num")
        return function(amount)

    return call


def logarithm(value: Any, base: Any = 10.0) -> float:
    """Return a logarithm."""
    amount, root = number(value), number(base)
    if amount <= 0 or root <= 0:
        raise Fault("Num")
    if root == 1:
        raise Fault("Div")
    return math.log10(amount) if root == 10 else math.log(amount, root)


def factorial(value: Any) -> float:
    """Return a factorial."""
    amount = math.trunc(digits15(number(value)))
    if not 0 <= amount <= 170:
        raise Fault("Num")
    return float(math.factorial(amount))


def multiple(value: Any, step: Any) -> float:
    """Round to the nearest multiple, as MROUND."""
    amount, by = number(value), number(step)
    if by == 0 or amount == 0:
        return 0.0
    if amount * by < 0:
        raise Fault("Num")
    times = Decimal(f"{amount / by:.15g}").to_integral_value(ROUND_HALF_UP)
    if times != math.floor(amount / by + 0.5):
        raise Fault(UNSURE)  # in the middle Excel goes up or down, as its last bit says
    return float(times * _exact(by))


def _less(first: float, second: float) -> float:
    """Add, and take for zero what is left of numbers that cancel to the last digits."""
    result = first + second
    largest = max(abs(first), abs(second))
    return 0.0 if result and abs(result) < largest * 2.0**-49 else result


def ratio(value: Any, divisor: Any) -> float:
    """Divide."""
    amount, by = number(value), number(divisor)
    if by == 0:
        raise Fault("Div")
    return amount / by


def difference(value: Any, other: Any) -> float:
    """Subtract, as the last step of an Excel formula does."""
    return _less(number(value), -number(other))


def total(value: Any, other: Any) -> float:
    """Add, as the last step of an Excel formula does."""
    return _less(number(value), number(other))


#: Functions of single values by Excel name.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "ABS": lambda value: abs(number(value)),
    "CEILING": _stepped("ROUND_CEILING"),
    "CEILING.MATH": _stepped_away("ROUND_CEILING", "ROUND_FLOOR"),
    "CEILING.PRECISE": _precise("ROUND_CEILING"),
    "DELTA": lambda value, other=0.0: float(number(value) == number(other)),
    "EXP": lambda value: math.exp(number(value)),
    "FACT": factorial,
    "FLOOR": _stepped("ROUND_FLOOR"),
    "FLOOR.MATH": _stepped_away("ROUND_FLOOR", "ROUND_CEILING"),
    "FLOOR.PRECISE": _precise("ROUND_FLOOR"),
    "INT": whole,
    "ISEVEN": _parity(0),
    "ISODD": _parity(1),
    "ISO.CEILING": _precise("ROUND_CEILING"),
    "LN": _positive(math.log, 0),
    "LOG": logarithm,
    "LOG10": _positive(math.log10, 0),
    "MOD": modulo,
    "MROUND": multiple,
    "NOT": lambda value: not truth(value),
    "POWER": power,
    "QUOTIENT": quotient,
    **{name: _rounded(rounding) for name, rounding in _TURNS.items()},
    "SIGN": sign,
    "SQRT": _positive(math.sqrt, 0),
    "TRUNC": _rounded(ROUND_DOWN),
}
