"""Recomputes the lines that tell how another line changes from column to column.

« Évolution annuelle » under a total, a column of monthly changes seen by its lines, an index of
a first year. Which line it follows is elected by the figures that bear it out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Final

from pycog.audit.addition import decimals, is_sum, may_change_by
from pycog.audit.blocks import AMOUNTS, Block, Line
from pycog.audit.derived import Misfit
from pycog.audit.grid import Stored, normal
from pycog.audit.sums import Difference, close

#: Largest tables that are looked into, and lines above that may be followed.
_WIDEST: Final = 60
_NEAREST: Final = 8
#: Changes that bear a reading out; one less for the line right above.
_ENOUGH: Final = 3

_Pair = tuple[Line, Line]


@dataclass(frozen=True)
class _Change:
    """A way to tell a change: as a rate, in per cent without the sign, as a difference.

    Attributes:
        scale: What a rate is multiplied by; 0 for a difference.
        from_first: Whether it is told from the first column, and not from the one before.
        whole: Whether the rate is that of the figure itself, as in an index.
    """

    scale: float
    from_first: bool = False
    whole: bool = False

    def of(self, start: float, end: float) -> float:
        return self.scale * (end / start - (not self.whole)) if self.scale else end - start

    def pairs(self, filled: Sequence[Line]) -> Iterator[_Pair]:
        """Yield the columns that are compared."""
        if self.from_first:
            return ((filled[0], after) for after in filled[1:])
        return pairwise(filled)

    def fits(self, stored: Stored, start: float, end: float, *, rounded: bool) -> bool:
        number = stored.number or 0.0
        if not self.scale:
            return is_sum(number, [end, -start], rounded=rounded)
        rate = number / self.scale - self.whole
        # From whole per cents to hundredths of one, as the figure is printed.
        half = 10.0 ** -min(max(decimals(number / self.scale), 2), 4) / 2
        # What it was computed from may have been rounded, and then the rate itself.
        if any(may_change_by(rate + gap, start, end) for gap in (-half, 0.0, half)):
            return True
        if self.scale == 1.0 and not self.whole:
            return close(stored, self.of(start, end))
        return abs(rate - (end - start) / start) <= half + 1e-9


_RATE, _POINTS, _AMOUNT = _Change(1.0), _Change(100.0), _Change(0.0)
_SINCE = (_Change(1.0, from_first=True), _Change(100.0, from_first=True))
_INDEX = _Change(100.0, from_first=True, whole=True)
#: Nature of a line → what it may tell.
_CHANGES: Final = {"evolution": (_RATE, _POINTS, _AMOUNT, *_SINCE), "ecart": (_AMOUNT,)}


def _changes(line: Line) -> tuple[_Change, ...]:
    if "indice" in normal(line.label).split():
        return (_INDEX,)
    return _CHANGES.get(line.role, ())


def check_successions(block: Block) -> list[Misfit]:
    """Report the changes from one column to the next that are not those of the line they follow.

    Args:
        block: The table, seen by its rows or by its columns.
    """
    if len(block.across) > _WIDEST:
        return []
    columns = [one for one in block.across if one.role == "ligne"]
    found: list[Misfit] = []
    for place, line in enumerate(block.lines):
        if _changes(line):
            above = [one for one in block.lines[:place] if one.role in AMOUNTS][-_NEAREST:]
            found += _broken(block, line, above, columns)
    return found


def _broken(
    block: Block, line: Line, above: Sequence[Line], columns: Sequence[Line]
) -> Iterator[Misfit]:
    """Yield the one change of a line that breaks the reading which all the others follow."""
    tried = [
        (base, change, *_compared(block, line, base, columns, change))
        for base, change in product(above, _changes(line))
    ]
    enough = {base.place: _ENOUGH - (base is above[-1]) for base in above}
    known = [one for one in tried if len(one[2]) >= enough[one[0].place]]
    borne = [one for one in known if len(one[3]) == 1]
    if not borne or any(not failed for _, _, _, failed in known):
        return
    base, change, _, ((before, after),) = max(borne, key=lambda one: len(one[2]))
    if any((before, after) in agreed for _, _, agreed, _ in tried):
        return
    start, end = block.figure(base, before) or 0.0, block.figure(base, after) or 0.0
    difference = Difference(
        "progression",
        block.at(line, after),
        block.figure(line, after) or 0.0,
        change.of(start, end),
        (block.at(base, before), block.at(base, after)),
        f"{block.name(line, after)} : de « {before.label} » à « {after.label} », « {base.label} ».",
    )
    yield Misfit(difference, percent=change.scale == 1.0)


def _compared(
    block: Block, line: Line, base: Line, columns: Sequence[Line], change: _Change
) -> tuple[list[_Pair], list[_Pair]]:
    """Return the columns whose change is that of a line, and those where it is another."""
    agreed: list[_Pair] = []
    failed: list[_Pair] = []
    filled = [one for one in columns if block.figure(base, one) is not None]
    for before, after in change.pairs(filled) if filled else ():
        start, end = block.figure(base, before), block.figure(base, after)
        stored = block.stored(line, after)
        if stored is None or stored.number is None or not start or end is None:
            continue
        fits = change.fits(stored, start, end, rounded=block.scaled)
        (agreed if fits else failed).append((before, after))
    return agreed, failed
