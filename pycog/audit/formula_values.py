"""What a simple formula gives on the stored values of a workbook.

Only what totals, balances and rates are made of is known; anything else has no value here,
so that no doubt becomes a finding.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

from pycog.audit.grid import Grid, Place, Stored
from pycog.xlsx.cells import area_of
from pycog.xlsx.formula_tree import Node, tree
from pycog.xlsx.formulas import Unsupported

#: Most cells of one range.
_LARGEST: Final = 20_000
_SHEET: Final = re.compile(r"(?:(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!)?(.+)")


class Unknown(Exception):
    """The formula, or a value that it reads, is not known."""


@dataclass(frozen=True, slots=True)
class Area:
    """The cells that an operand reads: a sheet and its corners, zero-based and included."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def single(self) -> bool:
        """Whether it is one cell."""
        return self.top == self.bottom and self.left == self.right

    def places(self) -> list[Place]:
        """Return its cells, row by row."""
        return [
            (row, column)
            for row in range(self.top, self.bottom + 1)
            for column in range(self.left, self.right + 1)
        ]


@lru_cache(maxsize=1 << 12)
def parsed(text: str) -> Node | None:
    """Return a formula as a tree, ``None`` where it is written in another way."""
    try:
        return tree(text)
    except (Unsupported, IndexError):
        return None


def area(text: str, sheet: str) -> Area:
    """Read a reference.

    Args:
        text: Such as ``"$B4:B9"`` or ``"'Budget 2013'!B4"``.
        sheet: The sheet that holds the formula.

    Raises:
        Unknown: A name, a table or a range too large.
    """
    match = _SHEET.fullmatch(text)
    corners = area_of(match[3]) if match else None
    if match is None or corners is None or "[" in text:
        raise Unknown(text)
    top, left, bottom, right = (corner - 1 for corner in corners)
    if (bottom - top + 1) * (right - left + 1) > _LARGEST:
        raise Unknown(text)
    name = (match[1] or match[2] or sheet).replace("''", "'")
    return Area(name.lower(), top, left, bottom, right)


def areas(node: Node, sheet: str) -> list[Area]:
    """Return what a formula reads.

    Raises:
        Unknown: A part of it cannot be read as cells.
    """
    return [area(one.text, sheet) for one in node.walk() if one.kind == "range"]


class Values:
    """The stored values of a workbook, as formulas read them.

    Args:
        grids: Its sheets.
    """

    def __init__(self, grids: Sequence[Grid]) -> None:
        self._grids: Mapping[str, Grid] = {grid.name.lower(): grid for grid in grids}

    def grid(self, sheet: str) -> Grid:
        """Return a sheet.

        Raises:
            Unknown: The workbook has none of that name.
        """
        if sheet.lower() not in self._grids:
            raise Unknown(sheet)
        return self._grids[sheet.lower()]

    def stored(self, sheet: str, place: Place) -> Stored | None:
        """Return what a cell holds, ``None`` for a blank one.

        Raises:
            Unknown: A formula that was never calculated, or no such sheet.
        """
        grid = self.grid(sheet)
        found = grid.cells.get(place)
        if found is None and place in (grid.formulas or ()):
            raise Unknown(place)
        return found

    def value(self, text: str, sheet: str) -> float | None:
        """Return what a formula of a sheet gives, ``None`` where that is not known."""
        node = parsed(text)
        if node is None:
            return None
        try:
            value = self._value(node, sheet)
        except (Unknown, ArithmeticError, ValueError, TypeError, IndexError):
            return None
        return value if math.isfinite(value) else None

    def _value(self, node: Node, sheet: str) -> float:
        node = node.inner
        if node.kind == "number":
            return float(node.text)
        if node.kind == "range":
            one = area(node.text, sheet)
            if not one.single:
                raise Unknown(node.text)
            return self._number(one)
        if node.kind == "prefix":
            value = self._value(node.children[0], sheet)
            return -value if node.text == "-" else value
        if node.kind == "postfix":
            return self._value(node.children[0], sheet) / 100
        if node.kind == "infix" and node.text in _OPERATORS:
            first, second = (self._value(child, sheet) for child in node.children)
            return _OPERATORS[node.text](first, second)
        if node.kind == "call":
            return self._call(node, sheet)
        raise Unknown(node.text)

    def _number(self, one: Area) -> float:
        stored = self.stored(one.sheet, (one.top, one.left))
        if stored is None:
            return 0.0
        if stored.error or isinstance(stored.value, str | bool):
            raise Unknown(stored.value)
        return float(stored.value)

    def _call(self, node: Node, sheet: str) -> float:
        name, arguments = node.function, node.children
        if name == "SUBTOTAL" and arguments and arguments[0].text in _SUBTOTALS:
            return self._subtotal(_SUBTOTALS[arguments[0].text], arguments[1:], sheet)
        if name in _LISTS:
            numbers = [value for one in arguments for value in self._numbers(one, sheet)]
            return _LISTS[name](numbers)
        if name in {"IFERROR", "ABS"}:
            value = self._value(arguments[0], sheet)
            return abs(value) if name == "ABS" else value
        if name == "ROUND" and len(arguments) == 2:
            return round(self._value(arguments[0], sheet), int(arguments[1].text))
        if name == "SUMPRODUCT" and len(arguments) == 2:
            return self._products(arguments, sheet)
        if name == "SUMIF" and len(arguments) == 3:
            return self._sum_if(arguments, sheet)
        raise Unknown(name)

    def _subtotal(self, name: str, arguments: Sequence[Node], sheet: str) -> float:
        found: list[float] = []
        for node in arguments:
            one = area(node.inner.text, sheet)
            grid = self.grid(one.sheet)
            if any(row in grid.hidden for row in range(one.top, one.bottom + 1)):
                raise Unknown(node.text)
            found += self._in_area(one, partial(_counts_once, grid))
        return _LISTS[name](found)

    def _numbers(self, node: Node, sheet: str) -> Iterator[float]:
        node = node.inner
        if node.kind != "range":
            yield self._value(node, sheet)
            return
        yield from self._in_area(area(node.text, sheet), lambda _: True)

    def _in_area(self, one: Area, counts: Callable[[Place], bool]) -> Iterator[float]:
        for place in one.places():
            if not counts(place):
                continue
            stored = self.stored(one.sheet, place)
            if stored is not None and stored.error:
                raise Unknown(stored.value)
            if stored is not None and not isinstance(stored.value, str | bool):
                yield float(stored.value)

    def _products(self, arguments: Sequence[Node], sheet: str) -> float:
        first, second = (area(one.inner.text, sheet) for one in arguments)
        total = []
        for one, other in zip(first.places(), second.places(), strict=True):
            pair = [self.stored(first.sheet, one), self.stored(second.sheet, other)]
            values = [stored.number if stored else 0.0 for stored in pair]
            total.append((values[0] or 0.0) * (values[1] or 0.0))
        return math.fsum(total)

    def _sum_if(self, arguments: Sequence[Node], sheet: str) -> float:
        where, wanted, added = arguments
        if wanted.kind != "text" or wanted.text[1:2] in "<>=*?~" or "*" in wanted.text:
            raise Unknown(wanted.text)
        keys, figures = area(where.inner.text, sheet), area(added.inner.text, sheet)
        word = wanted.text.strip('"').lower()
        total = []
        for key, figure in zip(keys.places(), figures.places(), strict=True):
            held, stored = self.stored(keys.sheet, key), self.stored(figures.sheet, figure)
            if held is not None and held.text.lower() == word and stored is not None:
                total.append(stored.number or 0.0)
        return math.fsum(total)


def _counts_once(grid: Grid, place: Place) -> bool:
    """Tell whether a sub-total counts a cell: it passes over other sub-totals."""
    written = grid.written.get(place)
    return written is None or "SUBTOTAL(" not in written.text.upper()


def _mean(numbers: Sequence[float]) -> float:
    if not numbers:
        raise Unknown
    return math.fsum(numbers) / len(numbers)


_OPERATORS: Final[Mapping[str, Callable[[float, float], float]]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other,
    "^": lambda one, other: float(one**other),
}
_LISTS: Final[Mapping[str, Callable[[Sequence[float]], float]]] = {
    "SUM": math.fsum,
    "AVERAGE": _mean,
    "MAX": lambda numbers: max(numbers, default=0.0),
    "MIN": lambda numbers: min(numbers, default=0.0),
}
#: What SUBTOTAL does, by its first argument.
_SUBTOTALS: Final = {"9": "SUM", "109": "SUM", "1": "AVERAGE", "101": "AVERAGE"}
