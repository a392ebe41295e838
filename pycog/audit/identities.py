"""Finds the additions and subtractions that a table keeps on all its lines but one.

No word tells them: « Crédits ouverts » may be the primitive budget plus the transfers. What
holds on several lines with figures of their own is meant to hold on the others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from typing import Final

from pycog.audit.addition import is_received, is_sum, same
from pycog.audit.blocks import AMOUNTS, Block, Line
from pycog.audit.grid import Place, is_year, normal
from pycog.audit.sums import Difference

#: How many neighbours a figure is tried against, and of how many at once.
_NEAREST: Final = 6
_AT_ONCE: Final = (2, 3)
_WIDEST: Final = 60
#: Lines looked at, fewest that bear a relation out, and how many times more than those it breaks.
_LONGEST: Final = 400
_ENOUGH: Final = 3
_TIMES: Final = 3
#: Natures that no addition gives.
_NOT_ADDED: Final = frozenset(
    {"taux", "part", "moyenne", "evolution", "identifiant", "controle", "imprime", "poids"}
)
#: Lines that take up where the column before ended.
_OPENING: Final = re.compile(
    r"\b(ouverture|initiale?s?|debut|1er janvier|reports?|anterieure?s?|d'entree)\b"
)
_ENOUGH_OPENINGS: Final = 2


@dataclass(frozen=True)
class _Relation:
    """A column that others give, with the lines that agree and those that do not."""

    result: Line
    parts: tuple[Line, ...]
    signs: tuple[int, ...]
    agreed: int
    failed: tuple[Line, ...]

    def words(self) -> str:
        told = f"« {self.parts[0].label} »"
        for part, sign in zip(self.parts[1:], self.signs[1:], strict=True):
            told += f" {'plus' if sign > 0 else 'moins'} « {part.label} »"
        return told


def check_identities(block: Block) -> list[Difference]:
    """Report the figures that break an addition which the other lines keep."""
    if len(block.across) > _WIDEST or len(block.lines) > _LONGEST:
        return []
    lines = [line for line in block.lines if line.role in AMOUNTS]
    found: dict[Place, Difference] = {}
    for place, column in enumerate(block.across):
        if column.role in _NOT_ADDED:
            continue
        near = [one for one in block.across[:place] if one.role not in _NOT_ADDED][-_NEAREST:]
        if column.role == "total":
            # A total may stand before its parts, and be broken down twice.
            after = [one for one in block.across[place + 1 :] if one.role not in _NOT_ADDED]
            near += after[:_NEAREST]
        relations = list(_relations(block, lines, column, near))
        for one in _broken(block, relations) if relations else ():
            # What reads a figure that breaks a relation itself only follows from it.
            if not found.keys() & set(one.parts):
                found.setdefault(one.at, one)
    return [*found.values(), *_openings(block)]


def _relations(
    block: Block, lines: Sequence[Line], column: Line, near: Sequence[Line]
) -> Iterator[_Relation]:
    shown = [line for line in lines if block.figure(line, column) is not None]
    if len(shown) <= _ENOUGH:
        return
    for count in _AT_ONCE:
        for parts in combinations(near, count):
            for order, signs in _signed(parts):
                if min(signs) < 0 and any(part.place > column.place for part in parts):
                    continue  # a total is broken down into what adds up to it
                relation = _tried(block, shown, column, order, signs)
                if relation is not None:
                    yield relation


def _signed(parts: tuple[Line, ...]) -> Iterator[tuple[tuple[Line, ...], tuple[int, ...]]]:
    """Yield sums and differences of some columns; one of two may be taken off the other."""
    for signs in product((1, -1), repeat=len(parts) - 1):
        yield parts, (1, *signs)
    if len(parts) == 2:
        yield parts[::-1], (1, -1)


def _tried(
    block: Block,
    lines: Sequence[Line],
    column: Line,
    parts: tuple[Line, ...],
    signs: tuple[int, ...],
) -> _Relation | None:
    agreed: set[tuple[float, ...]] = set()
    failed: list[Line] = []
    gap = 0.0
    most = len(lines) // (_TIMES + 1)
    for line in lines:
        values = [block.figure(line, part) for part in parts]
        printed = block.figure(line, column)
        known = [value for value in values if value is not None]
        if printed is None or len(known) < len(parts) or all(map(is_year, (printed, *known))):
            continue
        if any(block.is_percent(line, one) for one in (column, *parts)):
            continue
        signed = [sign * value for sign, value in zip(signs, known, strict=True)]
        if not is_sum(printed, signed, rounded=block.scaled):
            if line.role == "total" and failed and same(printed - math.fsum(signed), gap):
                continue  # the total only carries on what its lines are wrong by
            gap += printed - math.fsum(signed)
            failed.append(line)
            if len(failed) > most:
                return None
        elif all(known):
            agreed.add((printed, *known))
    if len(agreed) < max(_ENOUGH, _TIMES * len(failed)):
        return None
    return _Relation(column, parts, signs, len(agreed), tuple(failed))


def _broken(block: Block, relations: Sequence[_Relation]) -> Iterator[Difference]:
    best = max(relations, key=lambda one: (one.agreed - len(one.failed), -len(one.parts)))
    for line in best.failed:
        if not block.figure(line, best.result):
            continue  # nothing is due on this line, or not yet
        if not all(line in one.failed for one in relations if 2 * one.agreed >= best.agreed):
            continue
        figures = [block.figure(line, part) or 0.0 for part in best.parts]
        expected = sum(sign * value for sign, value in zip(best.signs, figures, strict=True))
        if is_received(line.label) and same(block.figure(line, best.result) or 0.0, -expected):
            continue  # more received is as good as less spent
        if _is_exceptional(block, best, line, expected):
            continue
        yield Difference(
            "calcul",
            block.at(line, best.result),
            block.figure(line, best.result) or 0.0,
            expected,
            tuple(block.at(line, part) for part in best.parts),
            f"{block.name(line, best.result)} : {best.words()}, comme sur les autres "
            f"{'colonnes' if block.across_rows else 'lignes'}.",
        )


def _is_exceptional(block: Block, relation: _Relation, line: Line, expected: float) -> bool:
    """Tell whether a line differs by a part that has figures only where the relation fails."""
    gap = (block.figure(line, relation.result) or 0.0) - expected
    named = {one.place for one in relation.failed}
    for other in block.across:
        figure = block.figure(line, other)
        if other in relation.parts or other is relation.result or not figure:
            continue
        filled = {
            one.place for one in block.lines if one.role != "total" and block.figure(one, other)
        }
        if same(abs(figure), abs(gap)) and filled <= named:
            return True
    return False


def _openings(block: Block) -> Iterator[Difference]:
    """Check what opens a period against what closed the one before."""
    lines = [line for line in block.lines if line.role in {"ligne", "ecart"}]
    for opening in block.across:
        if not _OPENING.search(normal(opening.label)):
            continue
        tried = [_followed(block, lines, opening, one) for one in block.across if one != opening]
        agreed, closing, failed = max(tried, key=lambda one: one[0], default=(0, opening, []))
        if agreed >= _ENOUGH_OPENINGS and len(failed) == 1:
            yield _opening(block, opening, closing, *failed[0])


def _followed(
    block: Block, lines: Sequence[Line], opening: Line, closing: Line
) -> tuple[int, Line, list[tuple[Line, Line]]]:
    """Return how many lines open with what closed the line before, and those that do not."""
    agreed = 0
    failed: list[tuple[Line, Line]] = []
    start = next((value for line in lines if (value := block.figure(line, opening))), None)
    for before, line in pairwise(lines):
        first, last = block.figure(line, opening), block.figure(before, closing)
        if first is None or last is None:
            continue
        if same(first, last):
            agreed += bool(first)  # an empty stock says nothing of the rule
        elif first != start:  # a whole year opens as its first quarter did
            failed.append((before, line))
    return agreed, closing, failed


def _opening(block: Block, opening: Line, closing: Line, before: Line, line: Line) -> Difference:
    return Difference(
        "ouverture",
        block.at(line, opening),
        block.figure(line, opening) or 0.0,
        block.figure(before, closing) or 0.0,
        (block.at(before, closing),),
        f"{block.name(line, opening)} : « {closing.label} » de « {before.label} ».",
    )
