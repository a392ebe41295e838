"""Reads dates, due dates, periods and years in a normalised question."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from pycog.dialogue.normalise import normalise
from pycog.dialogue.spans import Entity
from pycog.lazy_patterns import regex
from pycog.values import MONTH_NAMES

#: Years that a calculation on typed numbers may be about.
ASKED_YEARS: Final = range(2000, 2041)
#: The months as a normalised question has them.
MONTHS: Final = tuple(map(normalise, MONTH_NAMES))
#: Month as typed without accents, in full or shortened → number.
MONTH_NUMBER: Final = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan",
            "fevrier fevr fev",
            "mars",
            "avril avr",
            "mai",
            "juin",
            "juillet juil",
            "aout",
            "septembre sept sep",
            "octobre oct",
            "novembre nov",
            "decembre dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH: Final = "|".join(sorted(MONTH_NUMBER, key=len, reverse=True))
_YEAR: Final = r"(?:19|20)\d\d"
#: A year of two digits is read in this century only, as :func:`pycog.values.parse_date` does.
_LAST_SHORT_YEAR: Final = 29

_SLASHED: Final = regex(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
#: « Au 30/09 » is a day of a year that goes without saying; it divides nothing.
_DAY_ALONE: Final = regex(
    r"\b(?:au|le|du|depuis|avant|apres|d ici) ((?:0?[1-9]|[12]\d|3[01])/(?:0[1-9]|1[0-2]))"
    r"(?![\d/]|[.,]\d)"
)
_ISO: Final = regex(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_LONG: Final = regex(rf"(?<!\d)(\d{{1,2}})(?:er)? ?({_MONTH})\.? ({_YEAR}|\d\d)(?!\d)")
_EDGE: Final = regex(rf"\b(fin|debut)(?: de)?(?: l'?)?(?: annee)? ({_YEAR})\b")
_PART: Final = regex(
    r"\b(1er|1|premier|2e|2eme|2nd|2|second|deuxieme|3e|3eme|3|troisieme|4e|4eme|4|quatrieme)"
    rf" ?(semestre|trimestre)(?: de)? ({_YEAR})\b"
)
_MONTH_ALONE: Final = regex(rf"\b({_MONTH})\.? ({_YEAR})\b")
_PERIOD: Final = regex(
    rf"\b(?:entre|de|depuis) ({_YEAR}) (?:et|a|jusqu a|jusqu en) ({_YEAR})\b"
    rf"|\b({_YEAR}) ?(?:-|/|a|>|->|et|vs) ?({_YEAR}|\d\d)\b(?! ?[%€]| \d{{3}}\b)"
    # « 2012 2015 » alone: a span; three years in a row are a list.
    rf"|(?<!\d\d\d\d )\b({_YEAR}) ({_YEAR})\b(?! ?{_YEAR})"
)
#: A year is no year when a unit follows: « 2000 € », « 2012 agents ».
_UNIT: Final = r"(?! ?(?:%|€|k€|m€|euros?|keur|jours?|agents?|salaries?|beneficiaires|assures))"
_PLAIN_YEAR: Final = regex(rf"(?<![\d.,/-])({_YEAR})(?![\d/]|[.,]\d){_UNIT}")
_SHORT_YEAR: Final = regex(rf"\b(?:en|annee|exercice) '?(\d\d)(?![\d.,/%]| \d|\w){_UNIT}")


#: A year of two digits is below it.
_CENTURY: Final = 100


def find_dates(text: str) -> Iterator[Entity]:
    """Yield dates, days without their year, due dates, periods and years, the longest first."""
    for pattern, order in ((_ISO, (3, 2, 1)), (_SLASHED, (1, 3, 4))):
        for match in pattern.finditer(text):
            day, month, year = (int(match[group]) for group in order)
            yield from _date(match, day, month, year)
    for match in _LONG.finditer(text):
        yield from _date(match, int(match[1]), MONTH_NUMBER[match[2]], int(match[3]))
    for match in _DAY_ALONE.finditer(text):
        yield Entity("day", match[1], match[1], *match.span(1))
    yield from _due(text)
    for match in _PERIOD.finditer(text):
        first = int(match[1] or match[3] or match[5])
        last = int(match[2] or match[4] or match[6])
        # « 2015 / 12 » divides.
        whole = last >= _CENTURY
        last += 0 if whole else 2000
        if first > last and whole and "/" in match[0]:
            first, last = last, first  # « évolution 2015/2011 », as the annexes head it
        if first < last:
            yield Entity("period", (first, last), match[0], *match.span())
    for match in _PLAIN_YEAR.finditer(text):
        yield Entity("year", int(match[1]), match[0], *match.span(1))
    for match in _SHORT_YEAR.finditer(text):
        if int(match[1]) <= _LAST_SHORT_YEAR:
            yield Entity("year", 2000 + int(match[1]), match[0], *match.span())


def _date(match: re.Match[str], day: int, month: int, year: int) -> Iterator[Entity]:
    if year < 100:
        if year > _LAST_SHORT_YEAR:
            return
        year += 2000
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return
    yield Entity("date", date.isoformat(), match[0], *match.span())


def _due(text: str) -> Iterator[Entity]:
    """Due dates as the convention prints them, in the words that COG_DUE reads."""
    for match in _EDGE.finditer(text):
        edge = "début" if match[1] == "debut" else "fin"
        yield Entity("due", f"{edge} {match[2]}", match[0], *match.span())
    for match in _PART.finditer(text):
        rank = _rank(match[1])
        if rank <= (2 if match[2] == "semestre" else 4):
            ordinal = "1er" if rank == 1 else f"{rank}e"
            yield Entity("due", f"{ordinal} {match[2]} {match[3]}", match[0], *match.span())
    for match in _MONTH_ALONE.finditer(text):
        month = MONTH_NAMES[MONTH_NUMBER[match[1]] - 1]
        yield Entity("due", f"{month} {match[2]}", match[0], *match.span())


def _rank(typed: str) -> int:
    names = {"premier": 1, "second": 2, "deuxieme": 2, "troisieme": 3, "quatrieme": 4}
    return names.get(typed) or int(typed[0])
