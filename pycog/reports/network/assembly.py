"""Puts the readings of a network together: bodies, returns, ranks, quartiles, calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Final

from pycog.conventions import Convention
from pycog.reports.network.bodies import Group, group_bodies
from pycog.reports.network.calls import describe_body
from pycog.reports.network.network_indicators import INDICATORS
from pycog.reports.network.network_measures import Judge, measures_of
from pycog.reports.network.network_model import (
    TO_CHECK,
    Difference,
    Key,
    Measure,
    Network,
    Reading,
    Return,
    Spread,
)
from pycog.reports.network.quartiles import Quartiles, quarter, quartiles, ranks
from pycog.values import fold

#: Unreadable entries of a file that are listed one by one.
_LISTED: Final = 5


def assemble(
    folder: Path,
    readings: Sequence[Reading],
    convention: Convention,
    year: int | None = None,
    expected: Iterable[str] = (),
) -> Network:
    """Return the network view of what was read.

    Args:
        folder: What was consolidated.
        readings: One per workbook.
        convention: The convention that they follow.
        year: The year to show; by default the latest one that half of the bodies that
            returned anything filled in, else the latest one with a return.
        expected: Names of the bodies that should have sent their annexes.
    """
    groups, differences = group_bodies(readings, expected)
    measures = measures_of(convention)
    chosen = _chosen_year(groups, convention.years) if year is None else year
    filled = {key[1] for group in groups for key in group.filled}
    years = tuple(one for one in convention.years if one in filled or one == chosen)
    judge = Judge(convention, measures)
    annexes = {reading.annex for reading in readings if reading.annex} or {
        convention.annex_of(INDICATORS)
    }
    unread: list[Difference] = []
    returns = _ranked(_returns(groups, judge, annexes, years, unread), measures)
    spreads = _spreads(returns, measures)
    by_body = _by_body(returns, chosen)
    reported = [*differences, *unread]
    owned = _by_owner(groups, reported)
    bodies = tuple(
        describe_body(group, by_body.get(group.name, []), measures, owned.get(group.name, []))
        for group in groups
    )
    order = {reading.path: place for place, reading in enumerate(readings)}
    reported.sort(key=lambda one: order.get(one.path, len(order)))
    return Network(
        folder,
        convention.short_title,
        chosen,
        years,
        len({reading.path for reading in readings}),
        measures,
        bodies,
        tuple(returns),
        spreads,
        tuple(reported),
        Counter(reading.seal for reading in readings if reading.seal),
    )


def _chosen_year(groups: Sequence[Group], years: Sequence[int]) -> int:
    counts = Counter(year for group in groups for year in {key[1] for key in group.filled})
    active = sum(bool(group.filled) for group in groups)
    filled = [year for year in years if counts[year]]
    most = [year for year in filled if counts[year] * 2 >= active]
    return (most or filled or [years[0]])[-1]


def _returns(
    groups: Sequence[Group],
    judge: Judge,
    annexes: set[str],
    years: tuple[int, ...],
    unread: list[Difference],
) -> list[Return]:
    """Judge every measure and year of every body; what cannot be read is noted."""
    found = []
    for group in groups:
        faults: dict[str, list[str]] = {}
        for key in judge.keys(annexes, years):
            path, entry = group.entry(judge.measures[key[0]].annex, key)
            base = judge.base_key(key)
            _, start = group.entry(judge.measures[key[0]].annex, base) if base else ("", None)
            earlier = start.actual if start else None
            one, reason = judge.judge(group.name, key, entry, path, earlier)
            found.append(one)
            if reason and entry is not None:
                faults.setdefault(path, []).append(f"{entry.place} : {reason}")
        unread += [_unreadable(group.name, path, items) for path, items in faults.items()]
    return found


def _unreadable(body: str, path: str, items: Sequence[str]) -> Difference:
    rest = f" Et {len(items) - _LISTED} autres." if len(items) > _LISTED else ""
    message = f"{len(items)} réalisés illisibles, non comptés. {' '.join(items[:_LISTED])}{rest}"
    return Difference(path, body, "valeur-illisible", "", message, TO_CHECK)


@dataclass(frozen=True)
class _Group:
    """The returns of one measure and year."""

    measure: Measure
    returns: Sequence[Return]

    def compared(self, one: Return) -> float | None:
        """Return what bodies are compared by: the value, or the execution rate of a budget."""
        return one.attainment if self.measure.is_budget else one.value

    @property
    def spread(self) -> Quartiles | None:
        values = [value for one in self.returns if (value := self.compared(one)) is not None]
        return quartiles(values)


def _ranked(returns: Sequence[Return], measures: Mapping[str, Measure]) -> list[Return]:
    """Return the returns by measure, year, rank and body, ranks and quarters put in."""
    found: list[Return] = []
    for group in _groups(returns, measures):
        # Amounts have no better end; they are ranked by their execution rate, highest first.
        higher = group.measure.higher_first is not False
        known = [one for one in group.returns if group.compared(one) is not None]
        values = [group.compared(one) or 0.0 for one in known]
        spread, judged = group.spread, group.measure.higher_first is not None
        placed = [
            replace(
                one,
                rank=rank,
                ranked=len(known),
                quarter=quarter(value, spread, higher_first=higher) if judged and spread else None,
            )
            for one, value, rank in zip(
                known, values, ranks(values, higher_first=higher), strict=True
            )
        ]
        found += sorted(placed, key=lambda one: (one.rank or 0, fold(one.body)))
        found += [one for one in group.returns if group.compared(one) is None]
    return found


def _groups(returns: Sequence[Return], measures: Mapping[str, Measure]) -> Iterator[_Group]:
    order = {key: place for place, key in enumerate(measures)}

    def place(one: Return) -> tuple[int, int]:
        return order[one.measure], one.year

    for _, group in groupby(sorted(returns, key=place), key=place):
        items = list(group)
        yield _Group(measures[items[0].measure], items)


def _spreads(returns: Sequence[Return], measures: Mapping[str, Measure]) -> dict[Key, Spread]:
    found = {}
    for group in _groups(returns, measures):
        first = group.returns[0]
        statuses = Counter(one.status for one in group.returns)
        returned = sum(one.value is not None for one in group.returns)
        found[first.measure, first.year] = Spread(
            first.measure, first.year, len(group.returns), returned, group.spread, dict(statuses)
        )
    return found


def _by_owner(
    groups: Sequence[Group], differences: Iterable[Difference]
) -> dict[str, list[Difference]]:
    """Return the differences by body, also those that name it as its file does."""
    owners = {reading.path: group.name for group in groups for reading in group.readings}
    found: dict[str, list[Difference]] = {}
    for one in differences:
        found.setdefault(owners.get(one.path, one.body), []).append(one)
    return found


def _by_body(returns: Iterable[Return], year: int) -> dict[str, list[Return]]:
    found: dict[str, list[Return]] = {}
    for one in returns:
        if one.year == year:
            found.setdefault(one.body, []).append(one)
    return found
