"""Recomputes the columns that follow from other columns: shares, rates, differences.

The formula that most lines agree with is elected, among those that the heading allows.
A cell is reported only when no formula that is borne out by other lines gives it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pycog.audit.addition import decimals, is_received, may_change_by
from pycog.audit.blocks import AMOUNTS, Block, Line
from pycog.audit.grid import normal
from pycog.audit.line_formulas import Formula, formulas
from pycog.audit.sums import Difference, is_unrounded

#: Natures of columns that follow from others.
DERIVED: Final = frozenset({"part", "taux", "moyenne", "evolution", "ecart"})
#: Lines that have a figure of their own in a derived column: of indicators too.
_LINES: Final = AMOUNTS | {"taux", "part"}
#: Lines that are looked at to elect a formula.
_SAMPLE: Final = 60
#: Most columns, and most rows seen as columns, that are looked into.
_WIDEST: Final = 60
#: Share of the elected formula's agreements that makes another one credible.
_CREDIBLE: Final = 0.3
_LEAST_PLAIN: Final = 2.0
#: Rates kept to the last digit: how many tell that a column is, how near they are to what is
#: computed, and how far another one is at least.
_EXACT, _LAST_DIGITS, _VISIBLE = 3, 1e-9, 1e-5
#: Largest proportion that is told as a percentage where its cell does not show one.
_LARGEST_RATE: Final = 20.0
#: Lines that must follow a formula before their total has to.
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class Misfit:
    """A figure that its own table contradicts; ``percent`` tells how it is written."""

    difference: Difference
    percent: bool


#: What a rate is multiplied by where it is not told as a proportion.
_FACTORS: Final = {"points": 100, "mille": 1000}
_PER_THOUSAND: Final = re.compile(r"\bpour (1 ?000|mille)\b|‰")


@dataclass(frozen=True)
class _Reading:
    """A formula and how its figures are written: ×1, ×100, ×1 000 or plain with any precision."""

    formula: Formula
    scale: str

    def expected(self, line: Line) -> float | None:
        value = self.formula.compute(line)
        return None if value is None else value * _FACTORS.get(self.scale, 1)

    def agrees(self, printed: float, expected: float, *, exact: bool = False) -> bool:
        unit = self.unit(printed)
        if exact and self.scale == "plain" and abs(printed) <= 1:
            unit = 10.0 ** -min(max(decimals(printed), 2), 4)
        slack = unit / 2 + 1e-9 * max(1.0, abs(expected))
        if self.formula.kind == "ecart" and max(abs(expected), abs(printed) / 100) <= 1:
            # The difference of two rates may be told in points.
            return min(abs(printed - expected), abs(printed - 100 * expected)) <= slack
        return abs(printed - expected) <= slack

    def unit(self, printed: float) -> float:
        """Return the last digit that a figure is printed with."""
        digits = -int(Decimal(repr(printed)).normalize().as_tuple().exponent)
        low, high = (2, 4) if self.scale == "proportion" else (0, 2)
        return 10.0 ** -min(max(digits, low), high)


def check_derived(block: Block) -> tuple[list[Misfit], set[int]]:
    """Check the derived columns of a table.

    Returns:
        What does not fit, and the columns whose formula is known.
    """
    found: list[Misfit] = []
    known: set[int] = set()
    if len(block.across) > _WIDEST or len(block.across) < 2:
        return found, known
    for column in block.across:
        if column.role not in DERIVED:
            continue
        lines = [
            line
            for line in block.lines
            if line.role in _LINES and block.figure(line, column) is not None
        ]
        readings = _credible(block, column, lines)
        if readings:
            known.add(column.place)
            found += _misfits(block, column, lines, readings)
    return found, known


def _credible(block: Block, column: Line, lines: Sequence[Line]) -> list[_Reading]:
    """Return the readings that other lines bear out, the elected one first.

    Differences of rates lie so near to one another that their last digits tell them apart,
    where these are kept.
    """
    return _borne_out(block, column, lines, exact=True) or _borne_out(
        block, column, lines, exact=False
    )


def _borne_out(block: Block, column: Line, lines: Sequence[Line], *, exact: bool) -> list[_Reading]:
    telling = [line for line in lines if block.figure(line, column)]
    sample = telling[:: max(1, len(telling) // _SAMPLE)]
    percent = any(block.is_percent(line, column) for line in sample)
    scored: list[tuple[int, _Reading]] = []
    elected: tuple[float, _Reading] | None = None
    if len(sample) < 2:
        return []
    for formula in formulas(block, column):
        for scale in _scales(formula, column.label, percent=percent):
            reading = _Reading(formula, scale)
            agreed, failed = _score(block, column, sample, reading, exact=exact)
            if agreed:
                scored.append((agreed, reading))
            least = 2 if formula.sure else 3
            weight = agreed + (0.5 if formula.sure else 0.0)
            if (
                agreed >= least
                and agreed >= least * failed
                and (elected is None or weight > elected[0])
            ):
                elected = (weight, reading)
    if elected is None:
        return []
    enough = max(2.0, _CREDIBLE * elected[0])
    others = [one for agreed, one in scored if agreed >= enough and one is not elected[1]]
    return [
        elected[1],
        *(one for one in others if not _is_slip(block, column, sample, elected[1], one)),
    ]


def _is_slip(
    block: Block, column: Line, lines: Sequence[Line], elected: _Reading, other: _Reading
) -> bool:
    """Tell whether a second reading holds for one line that the first does not explain.

    Where both give the same figure, as in a total whose transfers make zero, neither is
    borne out: one line alone divided by last year's budget is a slip, two are a rule.
    """
    told: list[tuple[bool, bool]] = []
    for line in lines:
        printed, one, two = block.figure(line, column), elected.expected(line), other.expected(line)
        if printed is not None and one is not None and two is not None:
            told.append((elected.agrees(printed, one), other.agrees(printed, two)))
    return told.count((False, True)) == 1 and told.count((True, False)) >= _FEWEST


def _scales(formula: Formula, heading: str, *, percent: bool) -> tuple[str, ...]:
    if not formula.rate:
        return ("plain",)
    if _PER_THOUSAND.search(normal(heading)):
        return ("mille",)
    if percent:
        return ("proportion",)
    return ("proportion", "points") if formula.kind != "taux" else ("proportion", "points", "plain")


def _score(
    block: Block,
    column: Line,
    lines: Sequence[Line],
    reading: _Reading,
    *,
    exact: bool = False,
) -> tuple[int, int]:
    """Return how many lines agree with a reading, and how many do not."""
    agreed: set[tuple[float | None, ...]] = set()
    failed = 0
    for line in lines:
        printed, expected = block.figure(line, column), reading.expected(line)
        if printed is None or expected is None:
            continue
        if reading.scale == "plain" and reading.formula.rate and abs(printed) < _LEAST_PLAIN:
            continue
        if reading.agrees(printed, expected, exact=exact):
            # The same figures in two columns bear out a formula only once.
            cells = (block.grid.cells.get(at) for at in reading.formula.parts(line))
            agreed.add((printed, *(cell.number if cell else None for cell in cells)))
        else:
            # Totals may follow another rule than their lines.
            failed += line.role == "ligne"
    return len(agreed), failed


def _misfits(
    block: Block, column: Line, lines: Sequence[Line], readings: Sequence[_Reading]
) -> list[Misfit]:
    first = readings[0]
    whole = [block.figure(line, column) or 0.0 for line in lines if line.role == "ligne"]
    found = []
    wrong = 0
    exact = _is_exact(block, column, lines, first)
    for line in lines:
        printed, expected = block.figure(line, column), first.expected(line)
        if printed is None or expected is None:
            continue
        if any(
            (other := reading.expected(line)) is not None and reading.agrees(printed, other)
            for reading in readings
        ) and not (exact and _is_inexact(line, printed, readings)):
            continue
        if _is_of_rounded(block, line, first, printed):
            continue
        if _is_adjusted(first, printed, expected, whole):
            continue
        if not printed and first.formula.kind == "ecart" and not first.formula.sure:
            continue  # a balance stands in one of two columns, debit or credit
        follows = line.role != "ligne" and _follows_lines(block, line, column, first)
        if follows and not _is_own_rate(block, line, column, first):
            continue
        if first.formula.kind == "ecart" and is_received(line.label) and printed == -expected:
            continue  # more received is as good as less spent
        # A share or a difference of a part of a table says little about that part.
        if line.role == "dont" and not first.formula.sure:
            continue
        wrong += line.role == "ligne"
        kind = first.formula.kind
        difference = Difference(
            "part" if kind == "taux" and column.role == "part" else kind,
            block.at(line, column),
            printed,
            expected,
            first.formula.parts(line),
            f"{block.name(line, column)} : {first.formula.words}.",
        )
        # A ratio such as files per agent is no percentage, although it divides.
        small = block.is_percent(line, column) or max(abs(printed), abs(expected)) <= _LARGEST_RATE
        rate = first.formula.rate and first.scale == "proportion"
        found.append(Misfit(difference, rate and small))
    plain = sum(line.role == "ligne" for line in lines)
    return found if wrong * 3 <= plain else []


def _is_of_rounded(block: Block, line: Line, reading: _Reading, printed: float) -> bool:
    """Tell whether a change was computed from the figures before they were rounded."""
    if not block.scaled or reading.formula.kind != "evolution" or reading.scale != "proportion":
        return False
    stored = [block.grid.cells.get(at) for at in reading.formula.parts(line)]
    start, end = (cell.number if cell else None for cell in stored)
    return start is not None and end is not None and may_change_by(printed, start, end)


def _is_exact(block: Block, column: Line, lines: Sequence[Line], reading: _Reading) -> bool:
    """Tell whether the rates of a column are kept as computed, to the last digit, but for one."""
    if not reading.formula.rate:
        return False
    pairs = [(block.figure(line, column), reading.expected(line)) for line in lines]
    whole = [(one, other) for one, other in pairs if one and other and is_unrounded(one)]
    kept = sum(abs(one - other) <= _LAST_DIGITS * abs(other) for one, other in whole)
    return kept >= _EXACT and kept >= len(whole) - 1


def _is_inexact(line: Line, printed: float, readings: Sequence[_Reading]) -> bool:
    """Tell whether a rate with all its digits is none of those that may stand there."""
    return is_unrounded(printed) and not any(
        (other := reading.expected(line)) is not None
        and abs(printed - other) <= _VISIBLE * abs(other)
        for reading in readings
    )


def _is_own_rate(block: Block, total: Line, column: Line, reading: _Reading) -> bool:
    """Tell whether a total has a rate of its own: that of its sums, not the mean of rates."""
    rate = reading.formula.kind in {"taux", "evolution"} and reading.formula.rate
    return rate and total.role == "total" and _bears_out(block, column, reading)


def _bears_out(block: Block, column: Line, reading: _Reading) -> bool:
    """Tell whether all the lines of a column follow a formula."""
    lines = [line for line in block.lines if line.role == "ligne"]
    agreed, failed = _score(block, column, lines, reading)
    return agreed > _FEWEST and not failed


def _is_adjusted(
    reading: _Reading, printed: float, expected: float, whole: Sequence[float]
) -> bool:
    """Tell whether a share was rounded the other way so that the shares make 100 %."""
    hundred = 100.0 if reading.scale == "points" else 1.0
    return (
        reading.formula.kind == "part"
        and abs(math.fsum(whole) - hundred) <= 1e-9 * hundred
        and abs(printed - expected) <= reading.unit(printed) + 1e-9
    )


def _follows_lines(block: Block, total: Line, column: Line, reading: _Reading) -> bool:
    """Tell whether the figure of a total is the sum or the mean of those of its lines."""
    printed = block.figure(total, column) or 0.0
    unit = reading.unit(printed)
    place = next(at for at, line in enumerate(block.lines) if line.place == total.place)
    before = block.lines[:place]
    start = next((at for at in range(place - 1, -1, -1) if before[at].role != "ligne"), -1) + 1
    for lines in (before[start:], [line for line in block.lines if line.role == "ligne"]):
        values = [value for line in lines if (value := block.figure(line, column)) is not None]
        if not values:
            continue
        added = math.fsum(values)
        if abs(printed - added) <= unit * (len(values) + 1) / 2 + 1e-9:
            return True
        if abs(printed - added / len(values)) <= unit:
            return True
    return False
