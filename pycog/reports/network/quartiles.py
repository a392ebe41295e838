"""Quartiles, ranks and quarters of the bodies of a network; a blank is nobody's zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: Quarters of the network, the best first.
QUARTERS: Final = ("Premier quart", "Deuxième quart", "Troisième quart", "Dernier quart")


@dataclass(frozen=True, slots=True)
class Quartiles:
    """How the values of a network spread.

    Attributes:
        minimum: The smallest value.
        first: First quartile.
        median: Second quartile.
        third: Third quartile.
        maximum: The largest value.
    """

    minimum: float
    first: float
    median: float
    third: float
    maximum: float

    @property
    def all(self) -> tuple[float, float, float, float, float]:
        """The five figures, the smallest first."""
        return self.minimum, self.first, self.median, self.third, self.maximum


def quartiles(values: Sequence[float]) -> Quartiles | None:
    """Return the quartiles of some values, ``None`` when there are none.

    The quartile of share ``p`` stands at rank ``1 + (n - 1) × p`` of the sorted values; between
    two ranks, on the straight line between their values. This is Excel's ``QUARTILE.INC``
    (QUARTILE.INCLURE) and numpy's method ``linear``.

    Args:
        values: In any order and any one unit, blanks left out.
    """
    if not values:
        return None
    ordered = sorted(values)
    return Quartiles(ordered[0], _at(ordered, 1), _at(ordered, 2), _at(ordered, 3), ordered[-1])


def _at(ordered: Sequence[float], quarter: int) -> float:
    """Return a quartile; the rank is kept in whole quarters, so that it is exact."""
    below, rest = divmod((len(ordered) - 1) * quarter, 4)
    low = ordered[below]
    if not rest:
        return low
    high = ordered[below + 1]
    # Equal neighbours give their value itself, not one that rounding moved.
    return low if low == high else low + (high - low) * (rest / 4)


def ranks(values: Sequence[float], *, higher_first: bool) -> list[int]:
    """Return the rank of each value, 1 for the first; equal values share the best rank.

    After two first ones comes the third, as in Excel's ``RANK.EQ`` (EQUATION.RANG).

    Args:
        values: Blanks left out.
        higher_first: Whether the largest value ranks first.
    """
    ordered = sorted(values, reverse=higher_first)
    first: dict[float, int] = {}
    for rank, value in enumerate(ordered, start=1):
        first.setdefault(value, rank)
    return [first[value] for value in values]


def quarter(value: float, spread: Quartiles, *, higher_first: bool) -> int:
    """Return the quarter of the network that a value falls in, 1 for the best.

    A value on a quartile belongs to the better of the two quarters, so that equal values
    are never parted.
    """
    bounds = (spread.third, spread.median, spread.first)
    if higher_first:
        return 1 + sum(value < bound for bound in bounds)
    return 1 + sum(value > bound for bound in reversed(bounds))
