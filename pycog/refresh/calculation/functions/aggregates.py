"""``SUBTOTAL`` and ``AGGREGATE`` over the rows that are shown."""

from __future__ import annotations

import math
import operator
from collections import Counter
from collections.abc import Callable
from typing import Any

from pycog.refresh.calculation.functions.coercion import Fault, added, block, number

_Statistic = Callable[[list[float]], float]


def _mean(values: list[float]) -> float:
    if not values:
        raise Fault("Div")
    return added(values) / len(values)


def _spread(function: str, least: int) -> _Statistic:
    def call(values: list[float]) -> float:
        import statistics  # slow to load, and hardly ever asked for

        if len(values) < least:
            raise Fault("Div")
        return float(getattr(statistics, function)(values))

    return call


def _median(values: list[float]) -> float:
    import statistics

    if not values:
        raise Fault("Num")
    return statistics.median(values)


_STATISTICS: dict[int, _Statistic] = {
    1: _mean,
    4: lambda values: max(values, default=0.0),
    5: lambda values: min(values, default=0.0),
    6: lambda values: math.prod(values) if values else 0.0,
    7: _spread("stdev", 2),
    8: _spread("pstdev", 1),
    9: added,
    10: _spread("variance", 2),
    11: _spread("pvariance", 1),
    12: _median,
}


def _percentile(values: list[float], share: float) -> float:
    if not values or not 0 <= share <= 1:
        raise Fault("Num")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _ranked(values: list[float], rank: float, *, largest: bool) -> float:
    place = math.ceil(rank)
    if not 1 <= place <= len(values):
        raise Fault("Num")
    return sorted(values, reverse=largest)[place - 1]


_RANKED: dict[int, Callable[[list[float], float], float]] = {
    14: lambda values, k: _ranked(values, k, largest=True),
    15: lambda values, k: _ranked(values, k, largest=False),
    16: _percentile,
    17: lambda values, k: _percentile(values, int(k) / 4),
}


def subtotal(code: Any, *ranges: Any) -> float:
    """Return a subtotal of cells that were chosen beforehand."""
    return _result(int(number(code)) % 100, [v for one in ranges for v in _cells(one)])


def mode(*ranges: Any) -> float:
    """Return the number met most often, the first of those met as often."""
    return _modes(ranges)[0]


def modes(*ranges: Any) -> list[list[float]]:
    """Return the numbers met most often, in the order in which they are met."""
    return [[value] for value in _modes(ranges)]


def _modes(ranges: tuple[Any, ...]) -> list[float]:
    counted = Counter(_numbers([v for one in ranges for v in _cells(one)]))
    most = max(counted.values(), default=0)
    if most < 2:
        raise Fault("Na")
    return [value for value, times in counted.items() if times == most]


def aggregate(code: Any, option: Any, *ranges: Any) -> float:
    """Return an aggregate of cells that were chosen beforehand; the option leaves errors out."""
    kind, skips = int(number(code)), int(number(option)) in (2, 3, 6, 7)
    if kind in _RANKED:
        values = _cells(ranges[0])
        found = [v for v in values if not isinstance(v, dict)] if skips else values
        return _RANKED[kind](_numbers(found), number(ranges[1]))
    values = [v for one in ranges for v in _cells(one)]
    return _result(kind, [v for v in values if not isinstance(v, dict)] if skips else values)


def _result(kind: int, values: list[Any]) -> float:
    if kind == 2:
        return float(sum(map(_is_number, values)))
    if kind == 3:
        return float(sum(value is not None for value in values))
    if kind not in _STATISTICS:
        raise Fault("NImpl" if kind <= 19 else "Value")
    return float(_STATISTICS[kind](_numbers(values)))


def _cells(cells: Any) -> list[Any]:
    return [value for line in block(cells) for value in line]


def _is_number(value: Any) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool)


def _numbers(values: list[Any]) -> list[float]:
    for value in values:
        if isinstance(value, dict):
            number(value)
    return [float(value) for value in values if _is_number(value)]


def sumproduct(clipped: Any, *arrays: Any) -> float:
    """Add the products of arrays of one size; only numbers count.

    Args:
        clipped: Whether the last row stands for all the empty rows below.
        arrays: Ranges, arrays or single values.
    """
    rows = [block(array) for array in arrays]
    if len({(len(one), len(one[0])) for one in rows}) != 1:
        raise Fault("Value")
    products, *others = (
        [value if type(value) is float else _factor(value) for line in one for value in line]
        for one in rows
    )
    for factors in others:
        products = list(map(operator.mul, products, factors))
    if clipped and any(products[-len(rows[0][-1]) :]):
        raise Fault("NImpl")
    return added(products)


def _factor(value: Any) -> float:
    if isinstance(value, dict):
        number(value)
    return float(value) if _is_number(value) else 0.0


def _whole(*ranges: Any) -> list[int]:
    found = []
    for one in ranges:
        for value in _cells(one):
            amount = number(value)
            if amount < 0:
                raise Fault("Num")
            found.append(int(amount))
    return found


def matrix_product(one: Any, other: Any) -> list[list[float]]:
    """Multiply two matrices of numbers."""
    left, right = block(one), block(other)
    for value in (value for lines in (left, right) for line in lines for value in line):
        if isinstance(value, dict):
            number(value)
        if not _is_number(value):
            raise Fault("Value")
    if len(left[0]) != len(right):
        raise Fault("Value")
    columns = list(zip(*right, strict=True))
    return [
        [added(a * b for a, b in zip(line, column, strict=True)) for column in columns]
        for line in left
    ]


def kind(value: Any) -> float:
    """Return the number of a kind of value, as TYPE does."""
    if isinstance(value, list):
        return 64.0
    if isinstance(value, dict):
        return 16.0
    return 4.0 if isinstance(value, bool) else 2.0 if isinstance(value, str) else 1.0


def divisor(*ranges: Any) -> float:
    """Return the greatest common divisor."""
    return float(math.gcd(*_whole(*ranges)))


def multiple(*ranges: Any) -> float:
    """Return the least common multiple."""
    return float(math.lcm(*_whole(*ranges)))
