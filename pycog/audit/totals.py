"""Recomputes the totals of any table: sums of lines, wherever the total stands.

Lines and columns are checked alike: a column of totals is a line of totals of the
flipped table. As in :mod:`pycog.audit.sums` the reading that most columns
agree with is elected, and what is no sum (a mean, a rate, a mix of units) left alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import partial
from itertools import chain

from pycog.audit.addition import (
    alternating,
    balances,
    is_balance_of,
    is_sum,
    namesakes,
    outer,
    same,
)
from pycog.audit.blocks import AMOUNTS, Block, Line
from pycog.audit.grid import is_year
from pycog.audit.sums import Difference
from pycog.audit.words import is_limit, is_plain_total

#: How many of the latest lines a total is tried against, one by one.
_DEEPEST = 40
#: With this many totals that fit nothing, the table was not understood.
_HOPELESS = 8
#: Longest list in which lines that are sums of the following ones are looked for.
_LONGEST = 120
#: A lone total further than this from its sum counts something else.
_FAR = 2.0
_MEANS = 3
#: Columns that bear out what a total adds up.
_BORNE_OUT = 3
#: Lines whose label tells a rate, a mean or a difference: they may count or not.
_SOFT = frozenset({"taux", "part", "moyenne", "evolution", "ecart", "poids", "cumul", "imprime"})
#: Natures whose columns may be added up.
_ADDED = AMOUNTS | {"ecart", "poids"}


@dataclass
class _Result:
    """One total against its lines: what fits, by column, with the likeliest reading or not."""

    total: Line
    parts: list[Line]
    fits: list[Line]
    fails: list[Line]
    first: bool


def check_totals(block: Block, derived: Set[int] = frozenset()) -> list[Difference]:
    """Check the lines of totals of a table.

    Args:
        block: The table.
        derived: Columns that follow from others line by line, so that their totals are
            checked there and say nothing of a sum.
    """
    results = list(_results(block, derived))
    fits: dict[int, int] = {}
    fails: dict[int, int] = {}
    for result in results:
        for column in result.fits:
            fits[column.place] = fits.get(column.place, 0) + 1
        for column in result.fails if result.total.role == "total" else ():
            fails[column.place] = fails.get(column.place, 0) + 1
    found = []
    for result in results:
        for column in result.fails:
            seen = fits.get(column.place, 0)
            if seen < fails.get(column.place, 0) - 1:
                continue
            mean = not seen and _looks_like_a_mean(block, result, column)
            if not mean and _is_evidence(block, result, column):
                found.append(_difference(block, result, column))
    return found


def _results(block: Block, derived: Set[int]) -> list[_Result]:
    columns = [
        line
        for line in block.across
        if line.role in _ADDED and line.place not in derived and not _percents(block, line)
    ]
    found: list[_Result] = []
    hopeless = 0
    for total, readings in _totals(block):
        result = _elect(block, total, columns, readings)
        if result is None:
            continue
        hopeless += not result.fits
        if hopeless > _HOPELESS:
            return []
        found.append(result)
    return found


def _percents(block: Block, column: Line) -> bool:
    """Tell whether a column holds percentages, which only weights add up."""
    if column.role == "poids":
        return False
    shown = [line for line in block.lines if block.figure(line, column) is not None]
    return 2 * sum(block.is_percent(line, column) for line in shown) > len(shown)


def _totals(block: Block) -> Iterator[tuple[Line, Callable[[], Iterator[list[Line]]]]]:
    """Yield the totals with the lines that each may add up, the likeliest first."""
    pending: list[Line] = []
    since_title: list[Line] = []
    for place, line in enumerate(block.lines):
        if line.role == "titre":
            since_title = []
        elif line.role in {"total", "total possible"} and not is_limit(line.label):
            yield line, partial(_readings, block, list(pending), list(since_title), place)
            pending = [*_without_parts(block, pending, since_title, line), line]
            since_title = []
        elif line.role in {"ligne", "total possible"} or line.role in _SOFT:
            for group in (pending, since_title):
                group.append(line)


def _without_parts(
    block: Block, pending: list[Line], since_title: list[Line], total: Line
) -> list[Line]:
    """Return what stays to be added up after a total: what it does not count."""
    columns = [line for line in block.across if line.role in _ADDED]
    best, kept = 0, pending
    for reading in _suffixes(pending, since_title):
        agreed = sum(
            _fits(block, total, column, reading)
            for column in columns
            if _filled(block, total, column)
        )
        if agreed > best:
            counted = {line.place for line in reading}
            first = min(counted)
            best, kept = agreed, [line for line in pending if line.place < first]
            if best == len(columns):
                break
    if best:
        return kept
    counted = {line.place for line in since_title}
    return [line for line in pending if line.place not in counted]


def _filled(block: Block, total: Line, column: Line) -> bool:
    return bool(block.figure(total, column))


def _suffixes(pending: list[Line], since_title: list[Line]) -> list[list[Line]]:
    starts = [0, *range(max(1, len(pending) - _DEEPEST), len(pending))] if pending else []
    sets = [since_title, pending, *(pending[start:] for start in reversed(starts))]
    # A line about a rate may hold points or amounts like the others, or be beside the sum.
    sets = [one for found in sets for one in (found, _of(found, "ligne", "total"))]
    unique = {tuple(line.place for line in found): found for found in sets if found}
    return list(unique.values())


def _readings(
    block: Block, pending: list[Line], since_title: list[Line], place: int
) -> Iterator[list[Line]]:
    """Yield the lines that a total may add up, the likeliest first."""
    seen: set[tuple[int, ...]] = set()
    near = _suffixes(pending, since_title)
    for found in chain(near, _wider(block, near, place)):
        places = tuple(line.place for line in found)
        if found and places not in seen:
            seen.add(places)
            yield found


def _wider(block: Block, near: list[list[Line]], place: int) -> Iterator[list[Line]]:
    """Yield what a total may add up beyond the lines just above it."""
    before = block.lines[:place]
    lines = _of(before, "ligne")
    yield from (lines, _of(before, "ligne", *_SOFT))
    after = block.lines[place + 1 : place + 1 + _LONGEST * 10]
    until = next(
        (at for at, line in enumerate(after) if line.role in {"total", "titre"}), len(after)
    )
    yield from (_of(after[:until], "ligne"), _of(after, "ligne"), _of(after, "total"))
    yield from (_of(after, "ligne", "total"), _of(after[:until], "ligne", "dont"))
    yield from (_of(before, "total"), _of(before, "ligne", "dont"))
    # A filtered sub-total leaves out what is hidden.
    for one in (*near[:4], lines):
        yield [line for line in one if not block.is_hidden(line)]
    yield namesakes(block.lines[place].label, lines, lambda line: line.label)
    for group in (*near[:2], lines):
        yield from alternating(_of(group, "ligne"))


def _of(lines: Sequence[Line], *roles: str) -> list[Line]:
    return [line for line in lines if line.role in roles]


def _elect(
    block: Block,
    total: Line,
    columns: Sequence[Line],
    readings: Callable[[], Iterator[list[Line]]],
) -> _Result | None:
    filled = [column for column in columns if block.figure(total, column) is not None]
    filled = [
        column for column in filled if not block.is_percent(total, column) or column.role == "poids"
    ]
    if not filled:
        return None
    best: list[Line] = []
    agreed: list[Line] = []
    open_: list[Line] = list(filled)
    tried = 0
    first = False
    for reading in readings():
        tried += len(reading) > 1
        fits = [
            column
            for column in open_
            if _fits(block, total, column, reading) or _balances(block, total, column, reading)
        ]
        telling = [column for column in filled if _tells(block, total, column, reading)]
        if len(reading) > 1 and (not best or len(telling) > len(agreed)):
            best, agreed, first = reading, telling, tried == 1
        held = {column.place for column in fits}
        open_ = [column for column in open_ if column.place not in held]
        if not open_:
            break
        nested = {column.place for column in open_ if _fits_nested(block, total, column, reading)}
        open_ = [column for column in open_ if column.place not in nested]
    if best and not open_:
        open_ = _alone(block, total, filled, agreed, best)
    return _Result(total, best, agreed, open_, first) if best else None


def _alone(
    block: Block, total: Line, filled: Sequence[Line], agreed: Sequence[Line], parts: Sequence[Line]
) -> list[Line]:
    """Return the only column whose total follows another rule than that of all the others."""
    others = [
        column
        for column in filled
        if not any(column is one for one in agreed) and block.figure(total, column)
    ]
    kind = {column.role for column in (*agreed, *others)}
    if len(agreed) < _BORNE_OUT or len(others) != 1 or kind != {"ligne"}:
        return []
    values = [block.figure(part, others[0]) for part in parts]
    if total.role != "total" or sum(bool(value) for value in values) < _BORNE_OUT:
        return []
    return [] if _fits(block, total, others[0], parts) else others


def _tells(block: Block, total: Line, column: Line, reading: Sequence[Line]) -> bool:
    """Tell whether a column bears a reading out: several figures that add up."""
    several = sum(bool(block.figure(line, column)) for line in reading) > 1
    return several and bool(block.figure(total, column)) and _fits(block, total, column, reading)


def _fits(block: Block, total: Line, column: Line, reading: Sequence[Line]) -> bool:
    printed = block.figure(total, column)
    values = [value for line in reading if (value := block.figure(line, column)) is not None]
    if printed is None:
        return False
    if any(block.is_unknown(line, column) for line in reading):
        return True
    # Weights of 25 % and 30 % are rounded to the per cent, whatever 0,3 has of decimals.
    weighs = column.role == "poids"
    scale = 100.0 if block.is_percent(total, column) or (weighs and printed <= 1) else 1.0
    rounded = block.scaled or weighs
    return is_sum(printed * scale, [value * scale for value in values], rounded=rounded)


def _balances(block: Block, total: Line, column: Line, reading: Sequence[Line]) -> bool:
    """Tell whether lines give a total once their deductions are taken off."""
    printed = block.figure(total, column)
    labelled = [
        (line.label, value) for line in reading if (value := block.figure(line, column)) is not None
    ]
    if printed is None:
        return False
    return balances(printed, labelled) or is_balance_of(
        total.label, printed, [value for _, value in labelled]
    )


def _fits_nested(block: Block, total: Line, column: Line, parts: Sequence[Line]) -> bool:
    """Tell whether some lines are the sums of others, so that only they count."""
    printed = block.figure(total, column)
    values = [block.figure(line, column) or 0.0 for line in parts]
    if printed is None or len(values) > _LONGEST:
        return False
    for step in (1, -1):
        kept = outer(values[::step])
        if len(kept) < len(values) and same(printed, math.fsum(kept)):
            return True
    return False


def _looks_like_a_mean(block: Block, result: _Result, column: Line) -> bool:
    """Tell whether a printed total lies among its lines, as a mean or a rate would."""
    if len(result.fits) > _MEANS and len(result.fits) >= 4 * len(result.fails):
        return False
    printed = block.figure(result.total, column)
    values = [value for line in result.parts if (value := block.figure(line, column))]
    return printed is not None and len(values) > 1 and min(values) <= printed <= max(values)


def _is_evidence(block: Block, result: _Result, column: Line) -> bool:
    """Tell whether the total is meant as the sum of these lines in this column."""
    fits, fails = len(result.fits), _apart(block, result)
    if _adds_its_year(block, result, column):
        return True
    sure = result.total.role == "total" and not block.mixed
    if fits > fails and (sure or fits > _MEANS):
        return True
    printed, recomputed = block.figure(result.total, column), _sum(block, result, column)
    if not sure or not printed or not recomputed:
        return False
    ratio = printed / recomputed
    counted_again = same(printed, _FAR * recomputed) or _twice(block, result, column)
    if not 1 / _FAR < ratio < _FAR and not counted_again:
        return False
    alone = fails == 1 and result.first and column.role in AMOUNTS | {"poids"}
    if block.across_rows and not is_plain_total(result.total.label):
        alone = False  # one figure of a column that may well be of another table
    return fits >= fails if fits else alone


def _apart(block: Block, result: _Result) -> int:
    """Count the columns that fail, once for those that lack the same amount.

    One wrong figure is carried over into what the line computes from it: a transfer, then the
    credits that it opens.
    """
    gaps: list[float] = []
    for column in result.fails:
        gap = (block.figure(result.total, column) or 0.0) - _sum(block, result, column)
        if not any(same(abs(gap), abs(other)) for other in gaps):
            gaps.append(gap)
    return len(gaps)


def _adds_its_year(block: Block, result: _Result, column: Line) -> bool:
    """Tell whether a total is the sum of its lines and of the year that heads its column."""
    printed = block.figure(result.total, column) or 0.0
    gap = printed - _sum(block, result, column)
    if not is_year(round(gap)) or not same(gap, round(gap)) or not result.fits:
        return False
    first = block.at(result.parts[0], column)
    before = (
        [(first[0], place) for place in range(first[1])]
        if block.across_rows
        else [(place, first[1]) for place in range(first[0])]
    )
    found = (block.grid.cells.get(at) for at in before)
    return any(stored is not None and stored.number == round(gap) for stored in found)


def _twice(block: Block, result: _Result, column: Line) -> bool:
    """Tell whether a total is the sum of its lines and of what these lines count already."""
    place = next(at for at, line in enumerate(block.lines) if line.place == result.total.place)
    printed = block.figure(result.total, column) or 0.0
    before = [line for line in block.lines[:place] if line.role in {"ligne", "total", "dont"}]
    return any(
        len(before) - start > len(result.parts)
        and _is_sum_of(block, printed, before[start:], column)
        for start in range(max(0, len(before) - _DEEPEST), len(before))
    )


def _is_sum_of(block: Block, printed: float, lines: Sequence[Line], column: Line) -> bool:
    return is_sum(printed, [block.figure(line, column) or 0.0 for line in lines])


def _sum(block: Block, result: _Result, column: Line) -> float:
    return math.fsum(block.figure(line, column) or 0.0 for line in result.parts)


def _difference(block: Block, result: _Result, column: Line) -> Difference:
    total, parts = result.total, result.parts
    labels = [f"« {part.label} »" for part in parts if part.label]
    shown = ", ".join(labels) if len(labels) < 8 else f"{labels[0]} à {labels[-1]}"
    printed = block.figure(total, column)
    return Difference(
        "total-ligne" if block.across_rows else "total-parties",
        block.at(total, column),
        printed if printed is not None else 0.0,
        _sum(block, result, column),
        tuple(block.at(part, column) for part in parts),
        f"{block.name(total, column)} : somme de {shown or 'ses lignes'}.",
    )
