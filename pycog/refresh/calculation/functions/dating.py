"""Functions of dates that the engine does not apply to ranges."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Callable
from typing import Any

from pycog.refresh.calculation.functions.coercion import Fault, is_1904, number, parts_of, serial


def _clock(value: Any) -> int:
    amount = number(value)
    if amount < 0:
        raise Fault("Num")
    return round(math.fmod(amount, 1) * 86_400) % 86_400


def weekday(value: Any, kind: Any = 1.0) -> float:
    """Return the day of the week."""
    first = {1: 0, 2: 1, 3: 1, **{10 + day: day for day in range(1, 8)}}.get(int(number(kind)))
    if first is None:
        raise Fault("Num")
    parts_of(value)
    # Serial 1 of 1900 is a Sunday to Excel; 1904 starts on a Friday.
    sunday = (math.floor(number(value)) + (5 if is_1904() else -1)) % 7
    if int(number(kind)) == 3:
        return float((sunday - 1) % 7)
    return float((sunday - first) % 7 + 1)


def iso_week(value: Any) -> float:
    """Return the week of the year by ISO 8601."""
    return float(dt.date(*parts_of(value)).isocalendar()[1])


def date(year: Any, month: Any, day: Any) -> float:
    """Return the serial of a date, months and days beyond their end carried over."""
    years, months, days = (math.floor(number(one)) for one in (year, month, day))
    if 0 <= years < 1900:
        years += 1900
    years, months = years + (months - 1) // 12, (months - 1) % 12 + 1
    if not 1900 <= years <= 9999:
        raise Fault("Num")
    result = serial(dt.date(years, months, 1)) + days - 1
    if not 0 <= result <= 2_958_465:
        raise Fault("Num")
    return result


def _shifted(value: Any, months: Any, *, end: bool) -> float:
    year, month, day = parts_of(value)
    moved = year * 12 + month - 1 + int(number(months))
    year, month = divmod(moved, 12)
    if not 1900 <= year <= 9999:
        raise Fault("Num")
    last = calendar.monthrange(year, month + 1)[1]
    if (year, month) == (1900, 1) and (end or day > last):
        return 60.0 if not is_1904() else serial(dt.date(1900, 2, 28))
    # A blank cell is 0 January 1900: a month later comes the day before 1 February.
    return serial(dt.date(year, month + 1, 1)) + (last if end else min(day, last)) - 1


#: Functions of single values by Excel name.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "DATE": date,
    "DAY": lambda value: float(parts_of(value)[2]),
    "DAYS": lambda last, first: float(math.floor(number(last)) - math.floor(number(first))),
    "EDATE": lambda value, months: _shifted(value, months, end=False),
    "EOMONTH": lambda value, months: _shifted(value, months, end=True),
    "HOUR": lambda value: float(_clock(value) // 3600),
    "ISOWEEKNUM": iso_week,
    "MINUTE": lambda value: float(_clock(value) // 60 % 60),
    "MONTH": lambda value: float(parts_of(value)[1]),
    "SECOND": lambda value: float(_clock(value) % 60),
    "WEEKDAY": weekday,
    "YEAR": lambda value: float(parts_of(value)[0]),
}
