"""What the title of a sheet says of all that stands in it: its period, its last day."""

from __future__ import annotations

import re

from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.table_query.table_periods import Period, periods_in
from pycog.dialogue.typed_query.typed_model import Query


def is_of_title(period: Period, query: Query) -> bool:
    """Tell whether a period is that of the whole sheet, as its title says."""
    year = query.data.year
    if _is_as_of(period, query) or (year is not None and period.is_year and period.year == year):
        return True
    said = [
        one.period for one in periods_in(normalise_long(query.data.table.open.title), days=True)
    ]
    if period.day:
        return len(said) == 1 and said[0].day > 0 and said[0].is_same(period)
    if period.is_year or period.year not in {None, query.data.year}:
        return False
    return len(said) == 1 and said[0].first == period.first and said[0].last == period.last


def _is_as_of(period: Period, query: Query) -> bool:
    """Tell whether the sheet says on top that all of it stands at this end: « arrêté au 30/09 »."""
    if not period.ends or period.year not in {None, query.data.year}:
        return False
    title = normalise_long(query.data.table.open.title)
    said = [one.period for one in periods_in(title, days=True)]
    days = re.findall(r"\b(?:30|31|28|29)/(\d\d)\b", title)
    months = {one.last for one in said if not one.is_year} | {int(one) for one in days}
    return months == {period.last}
