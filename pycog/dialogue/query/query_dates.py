"""When a dated measure falls: in a year, in a part of it, before or after a day."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from pycog.dialogue.composed.fact_table import due_day
from pycog.dialogue.composed.row_asked import Asked
from pycog.dialogue.composed.typed_tables import TableRow
from pycog.dialogue.spans import Entity
from pycog.errors import PycogError
from pycog.lazy_patterns import regex
from pycog.milestones import read_due

_BEFORE: Final = regex(
    r"\b(?:avant(?: la)?(?: de)?|jusqu (?:a|en|au)|d ici(?: a| la)?|au plus tard(?: le| en)?)"
    r"(?= |$)"
)
_AFTER: Final = regex(
    r"\b(?:apres|a partir de|a compter de|posterieur\w* a|au dela de|depuis|des(?= (?:le |la "
    r"|fin |debut |(?:19|20)\d\d|\d)))(?= )"
)
#: Words after which the day itself is left out.
_STRICT_AFTER: Final = ("apres", "posterieur", "au dela")


def read_due_conditions(asked: Asked) -> None:
    """Claim the days and periods of a question about dated measures, as conditions on them.

    Args:
        asked: The question; its years are claimed already.
    """
    scan = asked.scan
    before, after = scan.take(_BEFORE), None
    if before is None:
        after = scan.take(_AFTER)
    if len(scan.question.of("due", "date")) > 1:
        # Of two days none is left out: what is not claimed refuses the question.
        return
    times = scan.entities("due", "date")
    if not times and asked.years:
        first, last = min(asked.years), max(asked.years)
        begin, end = dt.date(int(first), 1, 1), dt.date(int(last), 12, 31)
        said = first if first == last else f"{first} à {last}"
        _limited(asked, begin, end, said, before, after, year=True)
        return
    for one in times[:1]:
        span = _span(one)
        if span is not None:
            _limited(asked, *span, one.text, before, after, year=False)


def _span(one: Entity) -> tuple[dt.date, dt.date] | None:
    if one.kind == "date":
        day = dt.date.fromisoformat(str(one.value))
        return day, day
    try:
        due = read_due(str(one.value))
    except PycogError:
        return None
    return due.first, due.last


def _limited(
    asked: Asked, begin: dt.date, end: dt.date, said: str,
    before: re.Match[str] | None, after: re.Match[str] | None, *, year: bool,
) -> None:  # fmt: skip
    if before is not None:
        strict = before[0].startswith("avant") and "fin" not in before[0] and year
        limit = begin - dt.timedelta(days=1) if strict else end
        asked.where(f"jusqu'au {limit:%d/%m/%Y}", lambda row: _day(row) <= limit)
    elif after is not None:
        strict = after[0].startswith(_STRICT_AFTER)
        limit = end + dt.timedelta(days=1) if strict else begin
        asked.where(f"à partir du {limit:%d/%m/%Y}", lambda row: _day(row) >= limit)
    else:
        asked.where(f"à échéance en {said}", lambda row: begin <= _day(row) <= end)


def _day(row: TableRow) -> dt.date:
    """Return the last day of a measure."""
    fact = next(iter(row.cells.values()))
    return due_day(fact.value or 0.0)
