"""Finds the columns that add up others: « Total tous fonds », « Ensemble », « Cumul 2012-2015 ».

What such a column adds up is told by its heading, by the columns beside it and by its own
formulas or amounts together: a heading alone is a question.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from pycog.audit.grid import normal, shown
from pycog.equip.model import AMOUNTS, Table, TotalColumn
from pycog.equip.recognition.budget_roles import budget_role, period_of
from pycog.equip.recognition.fund_columns import fund_of
from pycog.equip.recognition.heading_words import (
    is_part_of_year,
    is_total_heading,
    is_whole_year,
    read_words,
    without_names,
    without_total,
)
from pycog.equip.recognition.regions import Headed, Region
from pycog.equip.recognition.table_frames import Knowledge
from pycog.equip.recognition.total_checks import number_at
from pycog.equip.recognition.total_column_checks import sums_at
from pycog.equip.recognition.total_rows import added_by
from pycog.values import AMOUNT_UNITS

_T = TypeVar("_T")
_FEWEST: Final = 2
#: More columns than these are named by the first and the last.
_MOST_NAMED: Final = 6
#: What is left out of such a heading before its role is read.
_ADDED_UP: Final = re.compile(
    r"\b(?:(?:de |des )?(?:tous|toutes|l ?'?ensemble|les|des|de|par) ?(?:les |des )?"
    r"(?:fonds|annees|exercices|trimestres?|mois|enveloppes|budgets)|cog|convention|periode)\b"
)
#: Roles of columns that compare, whatever total they are of.
_COMPARING: Final = frozenset({"taux", "écart", "évolution", "statut", "commentaire"})


@dataclass(frozen=True, slots=True)
class _Part:
    """A column of amounts that a total may add up."""

    index: int
    fund: str
    role: str
    year: int | None
    unit: str
    #: ``"mois"``, ``"trimestre"`` or ``"semestre"`` for a part of a year, ``""`` for the whole.
    period: str = ""


@dataclass(frozen=True, slots=True)
class _Group:
    """Columns that a total may add up, and what they differ by."""

    over: str
    members: tuple[_Part, ...]

    @property
    def columns(self) -> frozenset[int]:
        return frozenset(one.index for one in self.members)

    @property
    def fund(self) -> str:
        return _common(one.fund for one in self.members) or ""

    @property
    def role(self) -> str:
        return _common(one.role for one in self.members) or ""

    @property
    def year(self) -> int | None:
        return _common(one.year for one in self.members)

    @property
    def unit(self) -> str:
        return _common(one.unit for one in self.members) or ""


def _common(values: Iterable[_T]) -> _T | None:
    """Return what all values are, ``None`` where they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def total_columns(
    region: Region, tables: Sequence[Table], knowledge: Knowledge
) -> list[TotalColumn]:
    """Return the columns of a region that add up its columns of amounts.

    Args:
        region: Where the tables stand, all funds together.
        tables: What was made of it.
        knowledge: What is known of the agreement.
    """
    budgets = [table for table in tables if table.kind == "budget"]
    read = {one.index: one for table in budgets for one in table.columns if one.role in AMOUNTS}
    labels = {row.index: row.label for table in budgets for row in table.rows if row.label}
    parts = _parts(region, budgets, knowledge)
    if len(parts) < _FEWEST:
        return []
    # What stands below the tables adds up nothing of theirs.
    region = replace(region, body=tuple(row for row in region.body if row in labels))
    sums = {headed.index: _added(region, headed.index) for headed in region.columns}
    found: dict[int, TotalColumn] = {}
    # Twice: the total of totals, « H = D + G », is known once these are.
    for _ in range(2):
        for headed in region.columns:
            added = sums[headed.index]
            if headed.index in found or not _may_be(headed, parts, added):
                continue
            one = _total(region, headed, parts, found, added, knowledge)
            own = read.get(headed.index)
            if one is None or (own is not None and not one.accepted):
                continue  # an amount of its own table is one, whatever it may add up
            if own is not None:  # « Total » of the quarters is the amount of the year
                one = replace(one, role=own.role, year=own.year, unit=own.unit)
            found[headed.index] = replace(one, rows=_rows(region, headed.index, labels))
    return [found[index] for index in sorted(found) if found[index].rows]


def _parts(region: Region, tables: Sequence[Table], knowledge: Knowledge) -> list[_Part]:
    """Return the columns of amounts, and those of parts of a year that no table reads."""
    parts = {
        one.index: _Part(one.index, table.frame, one.role, one.year, one.unit)
        for table in tables
        for one in table.columns
        if one.role in AMOUNTS and not is_part_of_year(one.heading)
    }
    only = tables[0].frame if len(tables) == 1 else ""
    for headed in region.columns if tables else ():
        if headed.index in parts or not is_part_of_year(headed.heading):
            continue
        if is_total_heading(headed.heading):
            continue
        words = headed.words
        role = budget_role(words.role, normal(headed.heading))
        year = words.years[0] if len(words.years) == 1 else None
        fund = fund_of(headed.heading, knowledge.fund_names) or only
        if role in AMOUNTS | {"autre"}:
            role = role if role in AMOUNTS else ""
            period = period_of(headed.heading)
            parts[headed.index] = _Part(headed.index, fund, role, year, "", period)
    return [parts[index] for index in sorted(parts)]


def _may_be(headed: Headed, parts: Sequence[_Part], added: Mapping[int, frozenset[int]]) -> bool:
    """Tell whether a column may be a total: by its heading, or by formulas that add up parts."""
    plain = normal(headed.heading)
    if read_words(_bare(plain)).role in _COMPARING or headed.words.role in _COMPARING:
        return False
    if is_total_heading(plain) or is_whole_year(plain):
        return True
    known = {one.index for one in parts if one.index != headed.index}
    return any(len(cells & known) >= _FEWEST for cells in added.values())


def _bare(plain: str) -> str:
    return _ADDED_UP.sub(" ", without_total(plain)).strip(" -–—:()")


def _added(region: Region, column: int) -> dict[int, frozenset[int]]:
    """Return row → columns of that row that the formula of a column adds up."""
    found = {}
    for row in region.body:
        cells = added_by(region.view.grid, (row, column))
        if cells and all(place[0] == row and sign > 0 for place, sign in cells.items()):
            found[row] = frozenset(place[1] for place in cells)
    return found


def _groups(parts: Sequence[_Part], spans: Sequence[Collection[int]]) -> Iterator[_Group]:
    """Yield the columns that differ in one thing alone, and those of all funds and years.

    Args:
        parts: The columns of amounts.
        spans: Years that a total may be of, beside all of them: those of the agreement without
            the ones before it, those that the heading tells.
    """
    amounts = [one for one in parts if not one.period]
    for over, names, among in (
        ("fonds", ("role", "year"), amounts),
        ("fonds", ("role", "year", "period"), [one for one in parts if one.period]),
        ("années", ("role", "fund"), amounts),
        ("fonds et années", ("role",), amounts),
        ("périodes", ("fund", "role", "year", "period"), [one for one in parts if one.period]),
    ):
        sets: dict[tuple[object, ...], list[_Part]] = {}
        for one in among:
            sets.setdefault(tuple(getattr(one, name) for name in names), []).append(one)
        for members in sets.values():
            chosen = [tuple(members)]
            chosen += [tuple(one for one in members if one.year in some) for some in spans]
            for some in dict.fromkeys(chosen):
                group = _Group(over, some)
                if len(some) >= _FEWEST and _is_whole(group):
                    yield group


def _with_strangers(
    region: Region,
    headed: Headed,
    groups: Sequence[_Group],
    known: Sequence[_Part | TotalColumn],
) -> Iterator[_Group]:
    """Yield the funds of a total with the columns beside them of a fund of no agreement."""
    taken = {one.index for one in known} | {headed.index}
    strangers = [
        (one.index, normal(one.heading))
        for one in region.columns
        if one.index not in taken
        and one.words.role in AMOUNTS | {"", "réalisé"}
        and one.heading
        and not is_total_heading(one.heading)
        and any(number_at(region.view, row, one.index) is not None for row in region.body)
    ]
    for group in groups:
        if strangers and group.over == "fonds" and not group.members[0].period:
            like = group.members[0]
            beside = [replace(like, index=index, fund=fund) for index, fund in strangers]
            yield _Group(group.over, (*group.members, *beside))


def _is_whole(group: _Group) -> bool:
    """Tell whether each column of a group is the only one of what they differ by."""
    funds = {one.fund for one in group.members}
    years = {one.year for one in group.members}
    if group.over == "périodes":
        return True
    if "" in funds and group.over != "années":
        return False
    if None in years and group.over != "fonds":
        return False
    pairs = {(one.fund, one.year) for one in group.members}
    if len(pairs) != len(group.members):
        return False
    if group.over == "fonds":
        return len(funds) > 1
    return len(years) > 1 and (group.over == "années" or len(funds) > 1)


def _total(
    region: Region,
    headed: Headed,
    parts: Sequence[_Part],
    totals: Mapping[int, TotalColumn],
    added: Mapping[int, frozenset[int]],
    knowledge: Knowledge,
) -> TotalColumn | None:
    others = [one for one in parts if one.index != headed.index]
    years = knowledge.convention.years
    spans = (years, headed.words.years)
    fitting = [one for one in _groups(others, spans) if _fits(headed, one, knowledge)]
    fitting += list(_with_strangers(region, headed, fitting, [*parts, *totals.values()]))
    counted = {row: _expanded(cells, totals) for row, cells in added.items()}
    scored = [(_score(region, headed, one, counted), one) for one in fitting]
    told = is_total_heading(headed.heading)
    proven = [(score, one) for score, one in scored if score[0] and score[0] >= score[1] / 2]
    if proven:
        best = max(score[0] for score, _ in proven)
        chosen = [one for score, one in proven if score[0] == best]
        if len(chosen) == 1:
            return _column(region, headed, chosen[0], accepted=True)
        return None
    if not told or not fitting or (len(fitting) > 1 and fitting[0].over != fitting[1].over):
        return None
    return _column(region, headed, fitting[0], accepted=False)


def _fits(headed: Headed, group: _Group, knowledge: Knowledge) -> bool:
    """Tell whether what a heading says does not speak against a group."""
    fund = fund_of(headed.heading, knowledge.fund_names)
    names = knowledge.words_of_funds
    words = read_words(without_names(_bare(normal(headed.heading)), names) or "-")
    years = headed.words.years
    if fund is not None and group.fund != fund:
        return False
    role = budget_role(words.role, normal(headed.heading))
    if role in AMOUNTS and group.role not in (role, ""):
        return False
    if is_part_of_year(headed.heading) and not all(one.period for one in group.members):
        return False
    if not years:
        return True
    return set(years) == {one.year for one in group.members} or (
        len(years) == 1 and group.year in (years[0], None) and group.over == "périodes"
    )


def _expanded(cells: Collection[int], totals: Mapping[int, TotalColumn]) -> set[int]:
    """Return the columns that a sum counts, those within a total of columns too."""
    counted: set[int] = set()
    for column in cells:
        known = totals.get(column)
        counted.update(known.parts if known is not None and known.accepted else (column,))
    return counted


def _score(
    region: Region, headed: Headed, group: _Group, added: Mapping[int, set[int]]
) -> tuple[int, int]:
    """Count the rows that are the sum of a group, and those that may be held against it."""
    right = held = 0
    total, columns = _column(region, headed, group, accepted=False), group.columns
    for row in region.body:
        if (counted := added.get(row)) is not None:
            held += 1
            # A sum that forgets one column, or counts one twice, is a sum of them all the same.
            right += counted <= columns and 2 * len(counted) > len(columns)
        elif (sums := sums_at(region.view, total, row)) is not None:
            held += 1
            right += sums.same
    return right, held


def _unit(headed: Headed, group: _Group) -> str:
    return headed.words.unit if headed.words.unit in AMOUNT_UNITS else group.unit


def _scale(headed: Headed, group: _Group) -> float:
    """Return what the sum of a group is multiplied by to be in the unit of its total."""
    own = _unit(headed, group)
    if not own or group.unit not in AMOUNT_UNITS:
        return 1.0
    return 10.0 ** (AMOUNT_UNITS[group.unit] - AMOUNT_UNITS[own])


def _column(region: Region, headed: Headed, group: _Group, *, accepted: bool) -> TotalColumn:
    return TotalColumn(
        region.view.grid.name,
        headed.index,
        region.header[-1],
        headed.heading,
        group.over,
        tuple(sorted(group.columns)),
        _named(sorted(group.columns)),
        (),
        group.role,
        group.year,
        group.fund,
        _unit(headed, group),
        _scale(headed, group),
        accepted,
    )


def _named(columns: Sequence[int]) -> str:
    """Return the letters of some columns: « B, D et F »."""
    letters = [shown((0, one))[:-1] for one in columns]
    if len(letters) > _MOST_NAMED:
        return f"{letters[0]} à {letters[-1]} ({len(letters)} colonnes)"
    return f"{', '.join(letters[:-1])} et {letters[-1]}"


def _rows(region: Region, column: int, labels: dict[int, str]) -> tuple[tuple[int, str], ...]:
    """Return the rows of a total that hold an amount, or a formula not calculated yet."""
    view = region.view
    return tuple(
        (row, labels[row])
        for row in region.body
        if (
            number_at(view, row, column) is not None
            or (view.is_formula(row, column) and view.row(row).get(column) is None)
        )
    )
