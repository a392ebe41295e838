"""Columns of a typed query by what they are of: some periods, amounts."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence

from pycog.dialogue.table_query.table_periods import Period
from pycog.dialogue.typed_query.typed_fields import Field
from pycog.dialogue.typed_query.typed_model import Query
from pycog.dialogue.workbook.open_cells import MONEY
from pycog.values import format_date, serial_of


def matches(asked: Period, held: Period) -> bool:
    """Tell whether a column is of a period that is asked for, or of a part of it."""
    return (
        asked.is_same(held)
        # What is so on one day is no part of what happens in a half-year.
        or ((asked.until or (_is_span(asked) and not held.day)) and asked.holds(held))
        or (asked.is_year and not held.is_year and asked.holds(held) and held.year is not None)
    )


def _is_span(period: Period) -> bool:
    """Tell whether a period is of several months, short of a year."""
    whole = period.is_year and period.year is not None
    return not period.day and period.first < period.last and not whole


def in_periods(fields: Sequence[Field], periods: Sequence[Period]) -> tuple[Field, ...]:
    """Return the columns of some periods, all of them where none is named."""
    if not periods:
        dated = all(one.period is not None for one in fields)
        return tuple(sorted(fields, key=lambda one: one.index)) if dated else tuple(fields)
    found = [
        one
        for period in periods
        for one in fields
        if one.period is not None and one.period.is_same(period)
    ]
    if not found:
        found = [
            one
            for period in periods
            for one in sorted(fields, key=lambda one: one.index)
            if one.period is not None and matches(period, one.period)
        ]
    if not found and len(fields) == 1 and fields[0].period is not None:
        # « L'autorisé au 1er janvier » is that of its year.
        of_year = fields[0].period.is_year
        found = [
            one
            for one in fields
            if of_year
            and any(
                each.day and one.period is not None and one.period.holds(each) for each in periods
            )
        ]
    if not found and not any(one.period for one in fields):
        found = list(fields)
    return tuple(dict.fromkeys(found))


def money_fields(query: Query) -> list[Field]:
    """Return the columns of amounts, the total of several alone."""
    figures = [one for one in query.data.figures if not one.unit]
    money = [one for one in figures if _is_money(one, query)]
    money = money or [one for one in figures if "cost" in one.roles]
    total = [one for one in money if "total" in one.measure]
    return total if len({one.measure for one in total}) == 1 else money


def _is_money(field: Field, query: Query) -> bool:
    return any(one.cell(field).kind in MONEY for one in query.data.records)


def periods_from(edge: Period, held: Sequence[Period], *, after: bool, out: bool) -> list[Period]:
    """Return the periods of a table from one on, or up to it.

    Args:
        edge: The period that is said.
        held: Those of the table.
        after: Whether those from it on are meant.
        out: Whether it is left out itself: « après », « avant ».
    """
    alike = [one for one in held if one.is_year is edge.is_year]
    return [
        one
        for one in alike
        if (not out if one.is_same(edge) else (one.start > edge.start) is after)
    ]


def first_day(period: Period, year: int) -> dt.date:
    """Return the first day of a period."""
    return dt.date(period.year or year, period.first, period.day or 1)


def last_day(period: Period, year: int) -> dt.date:
    """Return the last day of a period."""
    held = period.until or period.year or year
    return dt.date(held, period.last, period.day or calendar.monthrange(held, period.last)[1])


def shown_day(day: dt.date) -> str:
    """Write a day in French."""
    return format_date(serial_of(day))
