"""Faults that a sum shows by itself: what it counts twice, forgets, or takes for an amount."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from pycog.audit.addition import is_deducted
from pycog.audit.blocks import Block
from pycog.audit.formula_shapes import added, added_places
from pycog.audit.formula_values import Unknown, Values
from pycog.audit.grid import Grid, Place, is_year, normal
from pycog.audit.sums import Difference

#: Lines that add up what they like, to check it.
_CHECKING: Final = ("controle", "verif", "cumul", "moyen", "ecart")
_FEWEST: Final = 2
_LONGEST: Final = 600


def faults(block: Block, text: str, other: str) -> bool:
    """Tell whether a formula has a fault that a like one shows it to have.

    Args:
        block: Its table.
        text: The formula.
        other: What the formula beside it would be in its place.
    """
    sheet = block.grid.name
    try:
        own, beside = added_places(text, sheet), added_places(other, sheet)
    except Unknown:
        return False
    if counted_twice(block.grid, own) or _headings(block, own):
        return True
    if _forgets(block, own, beside):
        return True
    return any(
        own[place] > 0 > beside[place] and is_deducted(_label(block, place))
        for place in own.keys() & beside.keys()
    )


def counted_twice(grid: Grid, cells: dict[Place, int]) -> set[Place]:
    """Return the cells that a sum adds up both for themselves and within another cell."""
    found: set[Place] = set()
    for place in cells:
        written = grid.written.get(place)
        text = written.at(place) if written is not None else None
        if text is None:
            continue
        try:
            parts = added_places(text, grid.name)
        except Unknown:
            continue
        if len(parts) >= _FEWEST and parts.keys() <= cells.keys():
            found |= parts.keys()
    return found


def _headings(block: Block, cells: dict[Place, int]) -> bool:
    """Tell whether a sum takes a year of the headings for an amount."""
    return any(
        (stored := block.grid.cells.get(place)) is not None
        and stored.number is not None
        and is_year(stored.number)
        and not _inside(block, place)
        for place in cells
    )


def _inside(block: Block, place: Place) -> bool:
    rows = {line.place for line in block.lines}
    columns = {line.place for line in block.across}
    return place[0] in rows and place[1] in columns


def _forgets(block: Block, own: dict[Place, int], beside: dict[Place, int]) -> bool:
    """Tell whether a sum leaves out a figure right beside those that it adds up."""
    if not own.keys() < beside.keys():
        return False
    left = beside.keys() - own.keys()
    return all(
        _inside(block, place)
        and (stored := block.grid.cells.get(place)) is not None
        and bool(stored.number)
        for place in left
    )


def _label(block: Block, place: Place) -> str:
    return next((line.label for line in block.lines if line.place == place[0]), "")


def check_counted_twice(block: Block, values: Values) -> Iterator[Difference]:
    """Report the sums that add up sub-totals together with what these count."""
    grid = block.grid
    for line in block.lines if len(block.lines) <= _LONGEST else ():
        if any(word in normal(line.label) for word in _CHECKING):
            continue
        for column in block.across:
            at = block.at(line, column)
            written = grid.written.get(at)
            stored = grid.cells.get(at)
            if written is None or stored is None or stored.number is None or stored.text:
                continue
            text = written.at(at) or ""
            try:
                ranges = [area for area, sign in added(text, grid.name) if not area.single]
                cells = added_places(text, grid.name)
            except Unknown:
                continue
            if not ranges or "SUBTOTAL(" in text.upper() or min(cells.values()) < 0:
                continue
            twice = _within_sums(grid, cells)
            expected = math.fsum(_number(grid, place) for place in cells.keys() - twice)
            told = values.value(text, grid.name)
            if not twice or told is None or abs(told - stored.number) > 1e-6 * max(1, abs(told)):
                continue
            if abs(expected - stored.number) > 0.005:
                yield Difference(
                    "total-parties", at, stored.number, expected, tuple(sorted(cells)),
                    f"{block.name(line, column)} : la somme compte deux fois les lignes de ses "
                    "sous-totaux.",
                )  # fmt: skip


def _within_sums(grid: Grid, cells: dict[Place, int]) -> set[Place]:
    """Return what sub-totals count already, of the sums that only add."""
    plain = {
        place: sign
        for place, sign in cells.items()
        if place not in grid.written or _only_adds(grid, place)
    }
    return counted_twice(grid, plain) if plain.keys() == cells.keys() else set()


def _only_adds(grid: Grid, place: Place) -> bool:
    text = grid.written[place].at(place)
    try:
        return min(added_places(text or "", grid.name).values(), default=-1) > 0
    except Unknown:
        return False


def _number(grid: Grid, place: Place) -> float:
    stored = grid.cells.get(place)
    return 0.0 if stored is None or stored.text else stored.number or 0.0
