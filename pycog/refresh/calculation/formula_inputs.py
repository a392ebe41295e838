"""What formulas read, as values: it tells how far apart two results of one may lie."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from types import NoneType
from typing import Any, NamedTuple, TypeGuard

from pycog.refresh.calculation.engine import Engine
from pycog.values import Scalar
from pycog.xlsx.dependencies import Area

#: Cells looked at when a formula is checked by hand; longer ones prove nothing.
_MOST = 20_000
#: Columns of an area of which the largest numbers are looked up.
_WIDEST = 64


class _Extent(NamedTuple):
    """The largest number of some cells, by its size, and whether one of them is a text."""

    largest: float
    text: bool


class Inputs:
    """The values that formulas read from one engine, as long as it calculates nothing anew."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._extents: dict[Area, _Extent] = {}
        self._bounds: dict[tuple[str, int], float] = {}

    def values(self, areas: Collection[Area] | None) -> list[Scalar] | None:
        """Return the values in some areas, ``None`` if too many or not known."""
        if areas is None or _count(areas) > _MOST:
            return None
        values = [value for one in areas for value in self._read(one)]
        # Text counts in no sum; where it is a single operand Excel would convert it.
        single = any(map(_is_single, areas))
        return None if single and any(isinstance(value, str) for value in values) else values

    def largest(self, areas: Collection[Area] | None) -> float:
        """Return the largest number among :meth:`values`, by its size; 0 for none."""
        if areas is None or _count(areas) > _MOST:
            return 0.0
        found = [self._extent(one) for one in areas]
        if any(map(_is_single, areas)) and any(one.text for one in found):
            return 0.0
        return max((one.largest for one in found), default=0.0)

    def bound(self, areas: Collection[Area] | None, last_row: Callable[[str], int]) -> float:
        """Return what :meth:`largest` does not exceed, without a look at single cells.

        Args:
            areas: What a formula reads.
            last_row: Tells the last row of a sheet that holds anything.
        """
        found = 0.0
        for sheet, (_, left, _, right) in areas or ():
            if right - left > _WIDEST:
                return math.inf
            for column in range(left, right + 1):
                if (sheet, column) not in self._bounds:
                    rows = range(1, last_row(sheet) + 1)
                    cells = self._engine.raw_column(sheet, column, rows)
                    self._bounds[sheet, column] = _largest(cells)
                found = max(found, self._bounds[sheet, column])
        return found

    def _extent(self, one: Area) -> _Extent:
        """Return what an area holds; a table in which many formulas look up is read once."""
        if _is_single(one):
            return _extent_of(self._read(one))
        if one not in self._extents:
            self._extents[one] = _extent_of(self._read(one))
        return self._extents[one]

    def _read(self, one: Area) -> Sequence[Scalar]:
        if _is_single(one):
            return [self._engine.value(one.sheet, *one.range[:2])]
        return [value for line in self._engine.block(one.sheet, *one.range) for value in line]


def is_number(value: Scalar) -> TypeGuard[float]:
    """Tell whether a value is a finite number."""
    return isinstance(value, float | int) and not isinstance(value, bool) and math.isfinite(value)


def _extent_of(values: Sequence[Scalar]) -> _Extent:
    return _Extent(_largest(values), any(isinstance(value, str) for value in values))


def _largest(values: Sequence[Any]) -> float:
    """Return the largest finite number among values, raw or not, by its size; 0 for none."""
    numbers = [value for value in values if type(value) is float]
    if set(map(type, values)) <= {float, str, NoneType} and all(map(math.isfinite, numbers)):
        return max(max(numbers), -min(numbers)) if numbers else 0.0
    return max((abs(value) for value in values if is_number(value)), default=0.0)


def _is_single(one: Area) -> bool:
    top, left, bottom, right = one.range
    return (top, left) == (bottom, right)


def _count(areas: Collection[Area]) -> int:
    return sum((b - t + 1) * (r - left + 1) for t, left, b, r in (one.range for one in areas))
