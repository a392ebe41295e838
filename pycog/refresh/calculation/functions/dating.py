"""Functions of dates that the engine does not apply to ranges."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Callable
from typing import Any

from pycog.refresh.calculation.functions.coercion import (
    Fault,
    block,
    is_1904,
    number,
    parts_of,
    serial,
)


def _clock(value: Any) -> int:
    amount = number(value)
    if amount < 0:
        raise Fault("Num")
    return math.floor(math.fmod(amount, 1) * 86_400 + 0.5) % 86_400


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


def time(hour: Any, minute: Any, second: Any) -> float:
    """Return the part of a day; hours, minutes and seconds carry over."""
    parts = [int(number(one)) for one in (hour, minute, second)]
    seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
    if seconds < 0 or max(parts) > 32_767:
        raise Fault("Num")
    return seconds % 86_400 / 86_400


def year_fraction(first: Any, last: Any, basis: Any = 0.0) -> float:
    """Return the years between two days, by one of the five ways of counting."""
    kind = int(number(basis))
    if not 0 <= kind <= 4:
        raise Fault("Num")
    days = sorted(math.floor(number(one)) for one in (first, last))
    start, end = (parts_of(one) for one in days)
    if kind in (2, 3):
        return (days[1] - days[0]) / (360 if kind == 2 else 365)
    if kind == 1:
        return (days[1] - days[0]) / _year_length(start, end)
    before, after = _thirty(start, end) if kind == 0 else (min(start[2], 30), min(end[2], 30))
    return ((end[0] - start[0]) * 360 + (end[1] - start[1]) * 30 + after - before) / 360


#: Days off, Monday first, by the number that names them.
_WEEKENDS = {
    **{1 + place: frozenset({(5 + place) % 7, (6 + place) % 7}) for place in range(7)},
    **{11 + place: frozenset({(6 + place) % 7}) for place in range(7)},
}
#: The Monday before serial 1 of 1900, which is a Sunday, and before 1904.
_MONDAY, _MONDAY_1904 = -5, -4
#: From here on any count of days stays where days have their right names.
_NAMED_RIGHT = 2_000.0
#: More days than the calendar has.
_NEVER = 3_000_000


def _weekend(value: Any) -> frozenset[int]:
    if not isinstance(value, str):
        found = _WEEKENDS.get(1 if value is None else int(number(value)))
        if found is None:
            raise Fault("Num")
        return found
    if len(value) != 7 or set(value) - {"0", "1"}:
        raise Fault("Value")
    return frozenset(place for place, mark in enumerate(value) if mark == "1")


def _holidays(value: Any) -> set[int]:
    cells = (cell for line in block(value) for cell in line if cell is not None)
    return {math.floor(number(cell)) for cell in cells}


def _is_worked(day: int, off: frozenset[int], holidays: set[int]) -> bool:
    monday = _MONDAY_1904 if is_1904() else _MONDAY
    return (day - monday) % 7 not in off and day not in holidays


def working_days(first: Any, last: Any, weekend: Any = None, holidays: Any = None) -> float:
    """Count the working days from one day to another, both included."""
    off, out = _weekend(weekend), _holidays(holidays)
    days = [math.floor(number(one)) for one in (first, last)]
    for day in days:
        parts_of(float(day))
    sign = 1.0 if days[0] <= days[1] else -1.0
    if len(off) == 7:
        return 0.0
    start, end = sorted(days)
    return sign * sum(_is_worked(day, off, out) for day in range(start, end + 1))


def working_day(start: Any, count: Any, weekend: Any = None, holidays: Any = None) -> float:
    """Return the day that is so many working days away."""
    off, out = _weekend(weekend), _holidays(holidays)
    if len(off) == 7:
        raise Fault("Value")
    day, left = math.floor(number(start)), int(number(count))
    parts_of(float(day))
    step = 1 if left > 0 else -1
    for _ in range(_NEVER if left else 0):
        day += step
        left -= step * _is_worked(day, off, out)
        if not left:
            break
    parts_of(float(day))
    return float(day)


def plain_working_days(first: Any, last: Any, holidays: Any = None) -> float:
    """Count the days from one to another that are no Saturday or Sunday."""
    return working_days(first, last, None, holidays)


def plain_working_day(start: Any, count: Any, holidays: Any = None) -> float:
    """Return the day that is so many days away, Saturdays and Sundays not counted."""
    return working_day(start, count, None, holidays)


def is_early(*days: Any) -> bool:
    """Tell whether a day may be one whose name Excel has wrong: those before March 1900, blanks."""
    return not is_1904() and any(
        day is None or (type(day) is float and day < _NAMED_RIGHT) for day in days
    )


_Day = tuple[int, int, int]


def _thirty(start: _Day, end: _Day) -> tuple[int, int]:
    """Return the days of two months of thirty days, as the American way counts them."""
    before, after = start[2], end[2]
    if _ends_february(start):
        before, after = 30, 30 if _ends_february(end) else after
    before = min(before, 30)
    return before, 30 if after == 31 and before == 30 else after


def _ends_february(day: _Day) -> bool:
    return day[1] == 2 and day[2] >= calendar.monthrange(day[0], 2)[1]


def _year_length(start: _Day, end: _Day) -> float:
    """Return the length of a year between two days, the mean of those that they touch."""
    if start[0] != end[0] and (end[0] != start[0] + 1 or start[1:] < end[1:]):
        years = range(start[0], end[0] + 1)
        return sum(365 + calendar.isleap(year) for year in years) / len(years)
    if start[0] == end[0]:
        return 365 + calendar.isleap(start[0])
    leap = (calendar.isleap(start[0]) and start[1:] <= (2, 29)) or (
        calendar.isleap(end[0]) and end[1:] >= (2, 29)
    )
    return 365 + leap


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
    "TIME": time,
    "SECOND": lambda value: float(_clock(value) % 60),
    "WEEKDAY": weekday,
    "YEAR": lambda value: float(parts_of(value)[0]),
    "YEARFRAC": year_fraction,
}
