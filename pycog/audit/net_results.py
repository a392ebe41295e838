"""Recomputes what is left of one total after another: the result of an account, a balance.

The two totals may stand in other tables of the sheet, one above the other. The columns tell
which they are: all but one follow the same difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Final

from pycog.audit.addition import is_sum
from pycog.audit.blocks import Block, Line
from pycog.audit.grid import Place, normal
from pycog.audit.sums import Difference

_RESULT: Final = re.compile(
    r"^[-–•*>= (]*(resultat|solde|excedent|deficit|benefice|perte|capacite|besoin|marge|"
    r"epargne|autofinancement)s?\b"
)
#: What a result is the difference of: totals, and lines that stand for a whole side.
_WHOLE: Final = re.compile(r"\b(charges|depenses|produits|recettes|emplois|ressources)\b")
_INCOME: Final = re.compile(r"^(sous-)?total (general )?(des )?(produits|recettes|ressources)$")
_SPENT: Final = re.compile(r"^(sous-)?total (general )?(des )?(charges|depenses|emplois)$")
#: Columns that bear a difference out, and totals above that are tried.
_ENOUGH: Final = 2
_NEAREST: Final = 6


@dataclass(frozen=True)
class _Row:
    """A line of any table of the sheet with its figures by column."""

    line: Line
    block: Block
    figures: Mapping[int, float]


def check_results(blocks: Sequence[Block]) -> Iterator[Difference]:
    """Yield the results of a sheet that are not the difference which the other columns tell.

    Args:
        blocks: The tables of the sheet, from top to bottom, seen by their rows.
    """
    above: list[_Row] = []
    for block in blocks:
        for line in block.lines:
            row = _row(block, line)
            if _RESULT.match(normal(line.label)):
                yield from _checked(row, above[-_NEAREST:])
            elif line.role == "total" or _WHOLE.search(normal(line.label)):
                above.append(row)


def _row(block: Block, line: Line) -> _Row:
    figures = {
        column.place: figure
        for column in block.across
        if column.role in {"ligne", "total"}
        and not block.is_percent(line, column)
        and (figure := block.figure(line, column)) is not None
    }
    return _Row(line, block, figures)


def _checked(row: _Row, above: Sequence[_Row]) -> Iterator[Difference]:
    readings = [(*_compared(row, *pair), pair) for pair in permutations(above, 2)]
    borne = [one for one in readings if len(one[0]) >= _needed(one[2]) and len(one[1]) == 1]
    if not borne or any(len(agreed) >= _ENOUGH and not failed for agreed, failed, _ in readings):
        return
    _, (column,), (first, second) = max(borne, key=lambda one: len(one[0]))
    if any(column in agreed for agreed, _, _ in readings):
        return
    parts: tuple[Place, ...] = ((first.line.place, column), (second.line.place, column))
    heading = next(one for one in row.block.across if one.place == column)
    yield Difference(
        "resultat",
        (row.line.place, column),
        row.figures[column],
        first.figures[column] - second.figures[column],
        parts,
        f"{row.block.name(row.line, heading)} : « {first.line.label} » moins "
        f"« {second.line.label} », comme dans les autres colonnes.",
    )


def _needed(pair: tuple[_Row, _Row]) -> int:
    """Return how many columns must bear a difference out: one where the labels say it."""
    first, second = (normal(row.line.label) for row in pair)
    return 1 if _INCOME.search(first) and _SPENT.search(second) else _ENOUGH


def _compared(row: _Row, first: _Row, second: _Row) -> tuple[list[int], list[int]]:
    """Return the columns where a result is a difference, and those where it is not."""
    agreed: list[int] = []
    failed: list[int] = []
    for column, printed in row.figures.items():
        one, other = first.figures.get(column), second.figures.get(column)
        if one is None or other is None or not printed:
            continue
        # A loss may be printed without its sign.
        fits = any(
            is_sum(value, [one, -other], rounded=row.block.scaled) for value in (printed, -printed)
        )
        (agreed if fits else failed).append(column)
    return agreed, failed
