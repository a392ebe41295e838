"""Finds the amount typed in thousands among euros, and the one in euros among thousands.

A small amount alone says nothing: little may have been spent of a large budget. One is
reported only where another column of its line is about a thousand times larger while the
other lines are alike in both, and where its own digits give it away: all the others are
round to hundreds or thousands, and this one would be if it were told a thousand times.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from pycog.audit.addition import decimals, same
from pycog.audit.blocks import Block, Line
from pycog.audit.sums import Difference
from pycog.values import format_number

_THOUSAND: Final = 1000.0
#: Fewest other lines that tell what a column holds.
_ENOUGH: Final = 3
#: How far two columns of one line lie apart at most where both are told alike.
_ALIKE: Final = 3.0
_ABOUT: Final = 2.0
#: From hundreds to millions: how round the amounts of a column may be.
_ROUND: Final = (1e6, 1e5, 1e4, 1e3, 1e2)
_WIDEST, _LONGEST = 60, 600


def check_units(block: Block) -> Iterator[Difference]:
    """Report the amounts of a table that are told in another unit than their column."""
    if block.across_rows or len(block.across) > _WIDEST or len(block.lines) > _LONGEST:
        return
    amounts = [column for column in block.across if column.role in {"ligne", "total"}]
    for column in amounts:
        for other in amounts:
            if other is not column:
                yield from _in_thousands(block, column, other)
                yield from _in_euros(block, column, other)


def _in_thousands(block: Block, column: Line, other: Line) -> Iterator[Difference]:
    lines = [line for line in block.lines if line.role == "ligne"]
    pairs = [(line, *_pair(block, line, column, other)) for line in lines]
    known = [(line, value, beside) for line, value, beside in pairs if value > 0 and beside > 0]
    odd = [one for one in known if not 1 / _ALIKE <= one[1] / one[2] <= _ALIKE]
    if len(odd) != 1 or len(known) <= _ENOUGH:
        return
    line, value, beside = odd[0]
    others = [one[1] for one in known if one[0] is not line]
    if not 1 / _ABOUT <= value * _THOUSAND / beside <= _ABOUT or math.log10(value) % 1 == 0:
        return  # 1 or 100 is written where a budget line is only kept open
    # What is computed from the wrong amount would be round too once it is told right.
    change = value * (_THOUSAND - 1)
    step = next(
        (
            step
            for step in _ROUND
            if all(one % step == 0 or _is_multiple(one + change, step) for one in others)
            and sum(one % step == 0 for one in others) >= _ENOUGH
        ),
        None,
    )
    if step is None or value % step == 0 or not _is_multiple(value * _THOUSAND, step):
        return
    yield Difference(
        "unite",
        block.at(line, column),
        value,
        value * _THOUSAND,
        (block.at(line, other),),
        f"{block.name(line, column)} : ce montant paraît saisi en milliers. « {other.label} » est "
        f"{format_number(round(beside / value))} fois plus grand sur cette ligne et de même ordre "
        f"sur les autres, et les autres montants de la colonne sont des multiples de "
        f"{format_number(step)}.",
    )


def _is_multiple(value: float, step: float) -> bool:
    return abs(value / step - round(value / step)) <= 1e-9 * max(1.0, value / step)


def _pair(block: Block, line: Line, column: Line, other: Line) -> tuple[float, float]:
    figures = (block.figure(line, column), block.figure(line, other))
    percent = block.is_percent(line, column) or block.is_percent(line, other)
    return (0.0, 0.0) if percent else (figures[0] or 0.0, figures[1] or 0.0)


def _in_euros(block: Block, column: Line, other: Line) -> Iterator[Difference]:
    """Report an amount in euros in a column that tells its neighbour in thousands."""
    pairs = [(line, *_pair(block, line, column, other)) for line in block.lines]
    known = [(line, value, beside) for line, value, beside in pairs if value and beside]
    odd = [line for line, value, beside in known if not _is_thousandth(value, beside)]
    if len(odd) != 1 or len(known) <= _ENOUGH or not _distinct(known):
        return
    (line,) = odd
    value, beside = _pair(block, line, column, other)
    if same(value, beside) and abs(value) >= _THOUSAND:
        yield Difference(
            "unite",
            block.at(line, column),
            value,
            value / _THOUSAND,
            (block.at(line, other),),
            f"{block.name(line, column)} : ce montant est celui de « {other.label} », alors que la "
            "colonne le dit en milliers sur les autres lignes.",
        )


def _is_thousandth(value: float, beside: float) -> bool:
    """Tell whether a figure is a thousandth of another, as it is rounded."""
    unit = 10.0 ** -min(decimals(value), 4)
    return abs(value - beside / _THOUSAND) <= unit / 2 + 1e-9 * abs(value)


def _distinct(known: Sequence[tuple[Line, float, float]]) -> bool:
    return len({value for _, value, _ in known}) > _ENOUGH
