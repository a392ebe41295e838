"""Functions of money that the engine gets wrong."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from pycog.refresh.calculation.functions.coercion import Fault, number
from pycog.refresh.calculation.functions.numeric import FUNCTIONS as NUMERIC


def declining_balance(cost: Any, salvage: Any, life: Any, period: Any, month: Any = 12.0) -> float:
    """Return the depreciation of one period at a fixed rate, of three decimals.

    The first year has ``month`` months; what they leave falls into one period more.
    """
    price, rest, years = number(cost), number(salvage), number(life)
    turn, months = math.trunc(number(period)), math.trunc(number(month))
    last = years + (months < 12)
    if price < 0 or rest < 0 or years <= 0 or not 1 <= turn <= last or not 1 <= months <= 12:
        raise Fault("Num")
    if price == 0:
        return 0.0
    rate = NUMERIC["ROUND"](1 - (rest / price) ** (1 / years), 3.0)
    lost: float = price * rate * months / 12
    taken = lost
    for year in range(2, turn + 1):
        lost = (price - taken) * rate
        if year > years:
            lost *= (12 - months) / 12
        taken += lost
    return lost


def _dollars(*, decimal: bool) -> Callable[[Any, Any], float]:
    """DOLLARDE and DOLLARFR: between « 1.02 » for one and two sixteenths, and decimals."""

    def function(value: Any, parts: Any) -> float:
        amount, fraction = number(value), math.trunc(number(parts))
        if fraction < 0:
            raise Fault("Num")
        if fraction == 0:
            raise Fault("Div")
        scale = 10.0 ** math.ceil(math.log10(fraction))
        whole = math.trunc(amount)
        rest = amount - whole
        return whole + (rest * scale / fraction if decimal else rest * fraction / scale)

    return function


#: Functions of single values by Excel name.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "DB": declining_balance,
    "DOLLARDE": _dollars(decimal=True),
    "DOLLARFR": _dollars(decimal=False),
}
