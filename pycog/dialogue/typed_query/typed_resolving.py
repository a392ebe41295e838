"""Settles what a typed query leaves open: which columns, of which periods, which days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.table_query.plain_tables import DAY, FIGURE, NOTE, TEXT
from pycog.dialogue.table_query.table_periods import Period, said_of
from pycog.dialogue.typed_query.typed_bounds import bound_rows, day_field
from pycog.dialogue.typed_query.typed_entries import Place
from pycog.dialogue.typed_query.typed_few_columns import amounts_of, of_states
from pycog.dialogue.typed_query.typed_fields import Field
from pycog.dialogue.typed_query.typed_meant_columns import in_periods, matches
from pycog.dialogue.typed_query.typed_model import Condition, DayLimit, Limit, Named, Query, copied
from pycog.dialogue.typed_query.typed_nearness import settled_by_nearness
from pycog.dialogue.typed_query.typed_states import state_of, waiting
from pycog.dialogue.typed_query.typed_titles import is_of_title
from pycog.dialogue.typed_query.typed_totals import drop_totals
from pycog.dialogue.typed_query.typed_years import (
    asks_bounded_periods,
    lacks_cost,
    of_latest_year,
    of_whole_year,
    take_base,
    take_latest_situation,
    take_unit,
)

#: What a reading costs whose days are outside those of its table: another table may have them.
_OUTSIDE: Final = 1.0
#: Operators that ask for a figure.
FIGURED: Final = frozenset({
    "much", "sum", "mean", "median", "largest", "smallest", "costly", "cheap", "share", "rate",
    "gap", "move", "rest", "over", "under",
})  # fmt: skip


def settle(query: Query, today: dt.date) -> Query | None:
    """Return a query whose periods, days and bounds have their columns, else ``None``.

    Args:
        query: As read; it is changed.
        today: The day of the question.
    """
    query.before = copied(query)
    query.named = _crossed(query.named)
    query.named = [one for one in map(lambda one: _narrowed(one, query), query.named) if one.fields]
    query.named = settled_by_nearness(query.named)
    _empty(query)
    _take_day_of_states(query)
    if query.has("pending") and not _pending(query):
        return None
    if query.has("ahead"):
        _take_horizon(query, today)
    if lacks_cost(query):
        return None
    take_base(query)
    take_unit(query)
    if not _place_periods(query):
        return None
    take_latest_situation(query)
    query.named = [of_latest_year(of_whole_year(one, query), query) for one in query.named]
    if not _is_headed(query) or _is_of_two_years(query):
        return None
    drop_totals(query)
    if query.has("pending"):
        query.days = [one for one in query.days if not _pending_at(one, query)]
    for day in query.days:
        if not _place_day(day, query):
            return None
    _take_spans(query)
    for limit in query.limits if not asks_bounded_periods(query) else ():
        if not _place_limit(limit, query):
            return None
    limited = {one.place for one in query.limits}
    bounded = {one.field for one in query.conditions if one.place in limited}
    query.named = [one for one in query.named if one.asked or not bounded.intersection(one.fields)]
    if not _leaves_out(query):
        return None
    if query.has("empty") and not query.asks_cells:
        # « Vide », « manque » that is said of no column.
        return None
    if not query.has("within", "share"):
        # « Parmi celles qui ont une issue » is the whole that a part is taken of.
        query.conditions = [one for one in query.conditions if not _is_implied(one, query)]
    return query


def _take_spans(query: Query) -> None:
    """Take « plus de 30 jours » as said of the days between two columns that are named."""
    days = {one.fields[0] for one in query.named if one.fields[0].kind == DAY}
    if len(days) == 2 and query.has("apart", "lapse"):
        query.spans = [one for one in query.limits if one.unit in {"days", "duration"}]
        query.limits = [one for one in query.limits if one not in query.spans]


def _take_day_of_states(query: Query) -> None:
    """Take « au 30 juin » as the day of which it is told what is late."""
    if not query.has("late", "not late", "intime", "not intime"):
        return
    for one in query.days:
        if one.told.startswith("au ") and one.last is not None:
            query.asof = one.last
            query.days = [other for other in query.days if other is not one]
            return


def _take_horizon(query: Query, today: dt.date) -> None:
    """Take « d'ici fin décembre » as the last day of what falls due."""
    if len(query.periods) == 1 and not query.days:
        period = query.periods.pop()
        query.horizon = span_of(period, today.year)[1]
    elif len(query.days) == 1 and not query.periods:
        query.horizon = query.days.pop().last


def _leaves_out(query: Query) -> bool:
    """Tell whether what is left out is among the rows; a total less a row is added up anew."""
    out = [one for one in query.conditions if one.denied and not one.state]
    held = {one.index for one in query.pool}
    if all(one.rows & held for one in out):
        return True
    total = query.data.table.total
    whole = {(query.data.table.open.sheet, total.index)} if total is not None else set()
    query.conditions = [one for one in query.conditions if one.denied or one.rows != whole]
    query.ops.setdefault("sum", 0)
    held = {one.index for one in query.pool}
    return all(one.rows & held for one in out)


def _is_implied(condition: Condition, query: Query) -> bool:
    """Tell whether a column is filled in any case, since a value of it is chosen."""
    return condition.state and any(
        one is not condition
        and one.field is condition.field
        and not one.denied
        and not condition.denied
        and one.rows < condition.rows
        for one in query.conditions
    )


def _crossed(named: Sequence[Named]) -> list[Named]:
    """Return columns that two headings name, one above the other, as those that both do."""
    found: list[Named] = []
    named = _grouped(named)
    for one in named:
        for at, other in enumerate(found):
            both = tuple(field for field in other.fields if field in one.fields)
            if both and len(both) < max(len(one.fields), len(other.fields)):
                found[at] = replace(other, fields=both, each=other.each or one.each)
                break
        else:
            found.append(one)
    return found


def _grouped(named: Sequence[Named]) -> list[Named]:
    """Return columns without the headings above: « prévu et réalisé de l'affranchissement »."""
    above = [one for one in named if _is_above(one)]
    if len(above) != 1:
        return list(named)
    group = above[0]
    found, crossed = [], False
    for one in named:
        both = tuple(field for field in one.fields if field in group.fields)
        if one is group or not both or len(both) == len(one.fields):
            found.append(one)
            continue
        found.append(replace(one, fields=both))
        crossed = True
    return [one for one in found if one is not group] if crossed else found


def _is_above(named: Named) -> bool:
    """Tell whether a heading above several columns of several measures is named."""
    fields = named.fields
    return (
        len(fields) > 1
        and len({one.group for one in fields}) == 1
        and bool(fields[0].group)
        and len({one.measure for one in fields}) > 1
    )


def _results_of(fields: tuple[Field, ...], query: Query) -> tuple[Field, ...]:
    """Leave the targets beside results out where no target is spoken of: a site has both."""
    results = tuple(one for one in fields if "target" not in one.own_roles)
    if any(one.startswith(("cibl", "objecti", "attendu", "prevu")) for one in query.words):
        return fields
    mine = all("result" in one.own_roles and one.column.group for one in results)
    return results if results and mine else fields


def _narrowed(named: Named, query: Query) -> Named:
    """Keep of columns that one word names those that the rest of the question is about."""
    fields = named.fields
    if len(fields) < 2:
        return named
    if query.has(*FIGURED, "many") and not named.each:
        figures = tuple(one for one in fields if one.kind == FIGURE)
        fields = figures or fields
    fields = _results_of(fields, query)
    fields = amounts_of(fields, query)
    fields = of_states(fields, query)
    if len({one.measure for one in fields}) > 1:
        shortest = min(len(one.measure) for one in fields)
        total = tuple(one for one in fields if "total" in one.measure)
        least = tuple(one for one in fields if len(one.measure) == shortest)
        if len({one.measure for one in total}) == 1:
            fields = total
        elif len({one.measure for one in least}) == 1:
            fields = least
    return replace(named, fields=fields)


def _empty(query: Query) -> None:
    """Make conditions of columns that are said to be empty: « sans date de réponse »."""
    if query.asks_cells:
        return
    kept = []
    for one in query.named:
        says = query.has("empty") and not one.each and not one.asked
        if (one.excepted or one.denied or says) and len(one.fields) == 1 and not one.each:
            made = state_of(one.fields[0], query.data, one.place, denied=True)
            query.conditions.append(made)
            query.ops.pop("empty", None)
            continue
        kept.append(one)
    query.named = kept


def _pending(query: Query) -> bool:
    """Choose the rows that wait: their state says so, or they lack the day that ends them."""
    for field in query.data.of(TEXT):
        if "status" in field.roles and (rows := waiting(query.data, field)):
            told = f"{field.title} : en cours ou en attente"
            query.conditions.append(Condition(rows, told, field, False, 0, state=True))
            return True
    days = [one for one in query.data.of(DAY) if one.roles & {"end", "done"}]
    days = [one for one in days if "planned" not in one.roles] or days
    if len(days) != 1:
        return False
    query.conditions.append(state_of(days[0], query.data, 0, denied=True))
    return True


def _pending_at(limit: DayLimit, query: Query) -> bool:
    """Choose the rows that waited on a day: begun by then, and ended later or not yet."""
    ends = [one for one in query.conditions if one.field is not None and one.field.kind == DAY]
    if limit.last is None or len(ends) != 1 or not (end := ends[0].field):
        return False
    start = next((one for one in query.data.of(DAY) if "start" in one.roles and one != end), None)
    if start is None:
        return False
    rows = frozenset(
        one.index
        for one in query.data.records
        if (begun := one.day(start)) is not None
        and begun <= limit.last
        and ((ended := one.day(end)) is None or ended > limit.last)
    )
    told = f"{start.title} et pas « {end.title} » {limit.told}"
    query.conditions = [one for one in query.conditions if one is not ends[0]]
    query.conditions.append(Condition(rows, told, end, False, limit.place, state=True))
    return True


# ---------------------------------------------------------------------- periods
def _place_periods(query: Query) -> bool:
    """Take the periods that are named as those of columns, of rows, of the sheet or of days."""
    left: list[Period] = []
    data = query.data
    headed = [one.period for one in data.figures if one.period is not None]
    rowed = [one for one in data.records if one.period is not None]
    kept: list[Period] = []
    chosen: set[Place] = set()
    of_rows: list[Period] = []
    for period in _parted(query, headed):
        if _is_of_another_year(period, headed, query):
            return False
        if any(matches(period, one) for one in headed):
            kept.append(period)
        elif rows := {one.index for one in rowed if one.period and matches(period, one.period)}:
            chosen |= rows
            of_rows.append(period)
        elif is_of_title(period, query):
            continue
        elif data.of(DAY):
            left.append(period)
        else:
            return False
    years = [one.year == data.year and not one.until for one in query.periods]
    query.dated = bool(chosen) or (bool(years) and all(years)) or _is_told_by_heading(query)
    if chosen:
        names = ", ".join(said_of(one) for one in of_rows)
        query.conditions.append(Condition(frozenset(chosen), names, None, state=True, dated=True))
    query.periods = kept
    for period in left:
        first, last = span_of(period, data.year)
        any_year = period.year is None and data.year is None
        query.days.append(DayLimit(first, last, said_of(period), 0, any_year))
    return True


def _parted(query: Query, headed: Sequence[Period]) -> list[Period]:
    """Return the periods that are named, « mars 2026 » as month and year where rows are months.

    Where the columns are of years and the rows of months, each says a part of it.
    """
    years = {one.year for one in headed if one.is_year and one.year is not None}
    rows = [one.period for one in query.data.records if one.period is not None]
    if not years or not rows or any(one.year is not None for one in rows):
        return list(query.periods)
    found: list[Period] = []
    for one in query.periods:
        if one.year is None or one.is_year or one.day or one.until:
            found.append(one)
            continue
        found += [replace(one, year=None), Period(one.year)]
    return list(dict.fromkeys(found))


def _is_of_another_year(period: Period, headed: Sequence[Period], query: Query) -> bool:
    """Tell whether a month or a quarter is of a year that the sheet is not of."""
    year = query.data.year
    if period.is_year or period.day or period.year is None or year in {None, period.year}:
        return False
    return any(one.year is None for one in headed) and not any(
        one.year == period.year for one in headed
    )


def _is_told_by_heading(query: Query) -> bool:
    """Tell whether the year that is named stands in the heading of what is named."""
    named = [one for one in query.named if one.is_measure]
    return bool(query.periods and named) and all(
        any(field.period is not None and field.period.is_same(period) for field in one.fields)
        for one in named
        for period in query.periods
    )


def span_of(period: Period, year: int | None) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of a period."""
    held = period.year or year or dt.date.today().year
    first = dt.date(held, period.first, period.day or 1)
    until = period.until or held
    if period.day:
        return first, first
    after = dt.date(until + period.last // 12, period.last % 12 + 1, 1)
    return first, after - dt.timedelta(1)


# ---------------------------------------------------------------------- days and bounds
def _place_day(limit: DayLimit, query: Query) -> bool:
    field = day_field(limit, query)
    if field is None:
        return False
    rows = frozenset(
        one.index
        for one in query.data.records
        if (day := one.day(field)) is not None and _keeps(limit, day)
    )
    years = {one.day(field).year for one in query.data.records if one.index in rows}  # type: ignore[union-attr]
    if limit.any_year and len(years) > 1:
        # « En mars » of several years: which one is not said.
        return False
    if not rows:
        query.score -= _OUTSIDE
    query.named = [one for one in query.named if one.fields != (field,) or one.asked]
    told = f"{field.title} {limit.told}"
    query.conditions.append(Condition(rows, told, field, False, limit.place, state=True))
    return True


def _keeps(limit: DayLimit, day: dt.date) -> bool:
    if limit.any_year and limit.first is not None and limit.last is not None:
        limit = replace(
            limit, first=_in_year(limit.first, day.year), last=_in_year(limit.last, day.year)
        )
    return (limit.first is None or day >= limit.first) and (limit.last is None or day <= limit.last)


def _in_year(day: dt.date, year: int) -> dt.date:
    if (day.month, day.day) in {(2, 28), (2, 29)}:
        return dt.date(year, 3, 1) - dt.timedelta(1)
    return day.replace(year=year)


def _place_limit(limit: Limit, query: Query) -> bool:
    made = bound_rows(limit, query)
    if made is not None:
        query.conditions.append(made)
    return made is not None


def _is_of_two_years(query: Query) -> bool:
    """Tell whether a year may be that of a sheet or that of a heading: « Report 2022 » of 2023."""
    named = [field for one in query.named for field in one.fields if field.kind == FIGURE]
    return query.dated and any(one.timeless and one.column.period is not None for one in named)


def figure_groups(query: Query) -> list[tuple[Field, ...]]:
    """Return the measures that are named, each as its columns in the periods that are."""
    return [group for _, group in placed_groups(query)]


def placed_groups(query: Query) -> list[tuple[int, tuple[Field, ...]]]:
    """Return the measures that are named, in the order of the question, with their places.

    A period beside a measure without periods is a measure of its own: « octobre » and « cible ».
    """
    found: dict[tuple[Field, ...], int] = {}
    for one in query.named:
        if one.each or one.fields[0].kind != FIGURE:
            continue
        group = in_periods(_of_one_time(one.fields, query), query.periods)
        if group:
            found.setdefault(group, one.place)
    dated = any(one.period is not None for group in found for one in group)
    if query.periods and not dated and (bare := in_periods(bare_fields(query), query.periods)):
        found.setdefault(bare, min(query.period_at.get(one, 0) for one in query.periods))
    return sorted(((at, group) for group, at in found.items()), key=lambda one: one[0])


def _of_one_time(fields: Sequence[Field], query: Query) -> Sequence[Field]:
    """Return the columns meant where no time is said: « Accordé », not « Accordé 2023 »."""
    if query.periods or query.has("move", "gap", "whichperiod", "perperiod"):
        return fields
    plain = [one for one in fields if one.column.period is None]
    return plain or fields


def bare_fields(query: Query) -> list[Field]:
    """Return the columns of figures that are headed by a period alone."""
    return [one for one in query.data.figures if not one.measure and one.period is not None]


def _is_headed(query: Query) -> bool:
    """Tell whether some measure that may be meant has columns of the periods that are named."""
    if not query.periods or bare_fields(query):
        return True
    named = [one for one in query.named if one.is_figure]
    return not named or any(field.period is not None for one in named for field in one.fields)


def texts_named(query: Query) -> list[Named]:
    """Return the columns of texts, notes and days that are named, those of « par » left out."""
    return [
        one
        for one in query.named
        if not one.each and one.fields[0].kind in {TEXT, NOTE, DAY, "code"}
    ]


def group_named(query: Query) -> Field | None:
    """Return the column by which rows are grouped: « par service »."""
    for one in query.named:
        if one.each and one.fields[0].kind in {TEXT, "code"}:
            return one.fields[0]
    return None


def divisor_named(query: Query) -> tuple[Field, ...]:
    """Return the measure that another one is told by: « coût par agent »."""
    for one in query.named:
        if one.each and one.is_figure:
            return in_periods(one.fields, query.periods)
    return ()
