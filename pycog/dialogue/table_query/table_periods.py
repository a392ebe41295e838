"""Periods as headings, rows and questions say them: a month, a quarter, a half-year, a day."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pycog.dialogue.normalise import normalise
from pycog.lazy_patterns import regex
from pycog.values import MONTH_NAMES

_MONTHS: Final = (
    "janv(?:ier)?", "fevr?(?:ier)?", "mars", "avr(?:il)?", "mai", "juin", "juil(?:let)?", "aout",
    "sept?(?:embre)?", "oct(?:obre)?", "nov(?:embre)?", "dec(?:embre)?",
)  # fmt: skip
_MONTH: Final = rf"(?:{'|'.join(_MONTHS)})\b\.?"
_YEAR: Final = r"(?:19|20)\d\d"
#: What two figures are of, where they are no year: « en 25 jours ».
_UNITS: Final = (
    r"(?! ?(?:%|€|k€|m€|ke|j|jours?|mois|ans?|points?|pts|agents?|etp|euros?|lignes?|mesures?"
    r"|actions?|semaines?|heures?|h|min|minutes|personnes?|\d)\b)(?! ?[%€]|[\d,./-])"
)
#: A year behind a month or a quarter may be cut short: « août 25 ».
_SHORT: Final = rf"(?:{_YEAR}|2\d{_UNITS})"
_ORDINAL: Final = {
    "1": r"1 ?ere?|premiere?|1",
    "2": r"2 ?n?d?e?(?:me)?|deuxieme|seconde?|2 ?eme",
    "3": r"3 ?e?(?:me)?|troisieme",
    "4": r"4 ?e?(?:me)?|quatrieme|derniere?",
}
_PARTS: Final = (
    *(
        (
            regex(
                rf"\b(?:t ?{n}|q{n}|(?:{said}) trim(?:estre)?\b\.?|trim(?:estre)? {n})"
                rf"(?![\d,.]\d|\d)(?: (?:de |en )?(?P<year>{_SHORT}))?\b"
            ),
            (3 * int(n) - 2, 3 * int(n)),
        )
        for n, said in _ORDINAL.items()
    ),
    *(
        (
            regex(
                rf"\b(?:s ?{n}|h{n}|(?:{said}) sem(?:estre)?\b\.?|semestre {n})"
                rf"(?![\d,.]\d|\d)(?: (?:de |en )?(?P<year>{_SHORT}))?\b"
            ),
            (6 * int(n) - 5, 6 * int(n)),
        )
        for n, said in list(_ORDINAL.items())[:2]
    ),
    (
        regex(rf"\b(?:second|dernier|deuxieme) semestre(?: (?:de |en )?(?P<year>{_SHORT}))?\b"),
        (7, 12),
    ),
)
_DAY: Final = regex(
    rf"\b(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})/(?P<y>{_YEAR})\b"
    rf"|\b(?P<y2>{_YEAR})-(?P<m2>\d\d)-(?P<d2>\d\d)(?: 00:00:00)?"
)
#: « Au 01/01 », « le 31/12/24 »; « les 2/3 » are no day.
_CUT_DAY: Final = regex(
    r"(?:(?<=\bau )|(?<=\ble )|(?<=\bdu ))(?P<d>\d{1,2})/(?P<m>\d\d)(?:/(?P<y>2\d))?(?![\d/,.%])"
)
_WORDED: Final = regex(rf"\b(?P<d>\d{{1,2}})(?:er)? (?P<m>{_MONTH})(?: (?P<y>{_SHORT}))?(?=\W|$)")
_RANGE: Final = regex(
    rf"\b(?:de |entre |d )?(?P<a>{_MONTH}) ?(?:-|/|a|et|jusqu en|au mois de)? ?(?P<b>{_MONTH})"
    rf"(?: (?:de )?(?P<year>{_SHORT}))?(?=\W|$)"
)
_ONE: Final = regex(
    rf"\b(?P<end>(?:a |au |jusqu a |jusqu en )?(?:la )?fin(?: de| d| du mois d[e']?)? )?"
    rf"(?:(?:en|au mois de|au mois d|mois de|de|d|pour|sur) )?"
    rf"(?P<m>{_MONTH})(?: (?:de )?(?P<year>{_SHORT}))?(?=\W|$)"
)
_YEARS: Final = regex(
    rf"\b(?:de |entre |sur |d )?({_YEAR}) ?(?:a|et|-|/|->|jusqu en|au"
    rf"|vers) ?({_YEAR})(?![\d%€]|[/,.-]\d)"
)
_BARE_YEAR: Final = regex(rf"(?<![\d/,.-])({_YEAR})(?![\d%€]|[/,.-]\d)")
#: « En 25 », « exercice 24 »; headings say « cible 26 » too.
_CUT_YEAR: Final = regex(rf"\b(?:en|exercices?|annees?|fin) (2\d)\b{_UNITS}")
_CUT_YEARS: Final = regex(rf"\b(?:de|entre) (2\d) (?:a|et) (2\d)\b{_UNITS}")
_CUT_HEADED: Final = regex(
    rf"\b(?:cibles?|objectifs?|obj|budgets?|realises?|prevus?|votes?|payes?|engages?|executes?"
    rf"|obtenus?|vises?|attendus?|bp|br|ca) (2\d)\b{_UNITS}"
)
_COUNTS: Final = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11,
}  # fmt: skip
#: Those of a pace that goes on are no period: « au rythme des six premiers mois ».
_FIRST_MONTHS: Final = regex(
    rf"(?<!rythme )(?<!rythme des )(?<!rythme de ces )(?<!prorata des )(?:\b(?:les|des) )?"
    rf"\b(?P<n>\d{{1,2}}|{'|'.join(_COUNTS)}) premi\w+ (?P<unit>mois|trimestres)(?: de l annee)?\b"
)
_CUT_AT_END: Final = regex(r"(?<=[a-z] )(2\d)(?: (?:puis|et|vs|a) (2\d))?$")
_MOST_YEARS: Final = 12
_ALONE: Final = regex(r"(?:du|de|au|a|le|la|l|en|mois|total|cumul|[\s'().])*")


@dataclass(frozen=True, slots=True)
class Period:
    """Some months of a year.

    Attributes:
        year: The year, ``None`` where none is said.
        first: Its first month, 1 for January.
        last: Its last month.
        day: The day, where one is said.
        ends: Whether the state at its end is meant: « fin octobre ».
        until: The last of several years, 0 for one year.
    """

    year: int | None
    first: int = 1
    last: int = 12
    day: int = 0
    ends: bool = False
    until: int = 0

    @property
    def is_year(self) -> bool:
        """Whether a whole year is meant."""
        return (self.first, self.last, self.day) == (1, 12, 0)

    @property
    def start(self) -> tuple[int, int]:
        """Its year, 0 where none is said, and its first month: what periods are ordered by."""
        return self.year or 0, self.first

    def holds(self, other: Period) -> bool:
        """Tell whether another period is a part of this one."""
        if self.until and self.year:
            return other.year is not None and self.year <= other.year <= self.until
        if other.until:
            return False
        if None not in (self.year, other.year) and self.year != other.year:
            return False
        return self.first <= other.first and other.last <= self.last

    def is_same(self, other: Period) -> bool:
        """Tell whether another is this one, where either leaves out its year."""
        if self.day and other.day and self.day != other.day:
            return False
        return self.until == other.until and self.holds(other) and other.holds(self)


@dataclass(frozen=True, slots=True)
class Said:
    """A period of a text, and where it stands."""

    start: int
    end: int
    period: Period


@lru_cache(maxsize=1024)
def periods_in(text: str, *, days: bool = False) -> tuple[Said, ...]:
    """Return the periods that a normalised text names, in order; none overlaps another.

    Args:
        text: Normalised.
        days: Whether « au 30/09 » is a day of any year, and not a name: « Exécution au 30/09 ».
    """
    found: list[Said] = []

    def add(start: int, end: int, period: Period) -> None:
        if all(end <= one.start or start >= one.end for one in found):
            found.append(Said(start, end, period))

    for one in (*_dated(text), *(_cut_days(text) if days else ())):
        add(*one)
    for pattern, (first, last) in _PARTS:
        for match in pattern.finditer(text):
            add(*match.span(), Period(_year(match["year"]), first, last))
    for match in _RANGE.finditer(text):
        first, last = month_of(match["a"]), month_of(match["b"])
        if first < last and "fin" not in text[max(0, match.start() - 6) : match.start()].split():
            add(*match.span(), Period(_year(match["year"]), first, last))
    for match in _ONE.finditer(text):
        month = month_of(match["m"])
        add(*match.span(), Period(_year(match["year"]), month, month, 0, bool(match["end"])))
    for match in _YEARS.finditer(text):
        first, last = int(match[1]), int(match[2])
        if first < last <= first + _MOST_YEARS:
            add(*match.span(), Period(first, until=last))
    for match in _CUT_YEARS.finditer(text):
        since, until = 2000 + int(match[1]), 2000 + int(match[2])
        if since < until:
            add(*match.span(), Period(since, until=until))
    for match in _BARE_YEAR.finditer(text):
        add(*match.span(), Period(int(match[1])))
    for match in _CUT_YEAR.finditer(text):
        add(*match.span(), Period(_year(match[1])))
    return tuple(sorted(found, key=lambda one: one.start))


def _cut_days(text: str) -> Iterator[tuple[int, int, Period]]:
    for match in _CUT_DAY.finditer(text):
        day, month = int(match["d"]), int(match["m"])
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield *match.span(), Period(_year(match["y"]), month, month, day)


def first_months(text: str) -> str:
    """Return a text with « les trois premiers mois » as « janvier à mars ».

    Args:
        text: Normalised.
    """
    return _FIRST_MONTHS.sub(_as_months, text)


def _as_months(match: re.Match[str]) -> str:
    said = match["n"]
    last = (int(said) if said.isdigit() else _COUNTS[said]) * (1 if match["unit"] == "mois" else 3)
    if not 1 < last <= len(MONTH_NAMES):
        return match[0]
    return f"de janvier a {normalise(MONTH_NAMES[last - 1])}"


def cut_years(text: str, held: Collection[int | None]) -> list[Said]:
    """Return the years of two figures that end a text, where all are known: « courriels 25 ».

    Args:
        text: Normalised.
        held: The years that there are.
    """
    cut = _CUT_AT_END.search(text)
    if cut is None:
        return []
    years = [(cut.span(at), 2000 + int(cut[at])) for at in (1, 2) if cut[at]]
    known = all(year in held for _, year in years)
    return [Said(*span, Period(year)) for span, year in years] if known else []


def period_of(text: str) -> Period | None:
    """Return the one period that a heading or a label names, ``None`` for none or several.

    Args:
        text: Normalised.
    """
    found = periods_in(text)
    if not found and (cut := _CUT_HEADED.search(text)) is not None:
        return Period(_year(cut[1]))
    if len(found) == 2 and found[0].period.is_year is not found[1].period.is_year:
        # « Réalisé mensuel 2026 Janv »
        year, part = sorted((one.period for one in found), key=lambda one: not one.is_year)
        if part.year is None:
            return Period(year.year, part.first, part.last, part.day, part.ends)
    return found[0].period if len(found) == 1 else None


def is_bare(text: str) -> bool:
    """Tell whether a text is a period and nothing else: « T2 », « Janv », « 2013 »."""
    found = periods_in(text)
    rest = "".join(
        sign for at, sign in enumerate(text) if not any(one.start <= at < one.end for one in found)
    )
    return bool(found) and _ALONE.fullmatch(rest) is not None


def month_of(text: str) -> int:
    """Return the number of a month by its name or its beginning."""
    return next(n for n, name in enumerate(_MONTHS, 1) if re.match(rf"{name}\b", text))


def said_of(period: Period) -> str:
    """Return a period in French."""
    if period.until:
        return f"{period.year} à {period.until}"
    year = f" {period.year}" if period.year else ""
    if period.day:
        return f"{period.day:02d}/{period.first:02d}{f'/{period.year}' if period.year else ''}"
    if period.is_year:
        return year.strip()
    span = period.last - period.first
    if span == 0:
        return f"{'fin ' if period.ends else ''}{MONTH_NAMES[period.first - 1]}{year}"
    if span == 2 and period.last % 3 == 0:
        return f"T{period.last // 3}{year}"
    if span == 5 and period.last % 6 == 0:
        return f"S{period.last // 6}{year}"
    return f"{MONTH_NAMES[period.first - 1]} à {MONTH_NAMES[period.last - 1]}{year}"


def _dated(text: str) -> Iterator[tuple[int, int, Period]]:
    for match in _DAY.finditer(text):
        year, month, day = (
            match[a] or match[b] for a, b in (("y", "y2"), ("m", "m2"), ("d", "d2"))
        )
        if 1 <= int(month) <= 12:
            yield *match.span(), Period(int(year), int(month), int(month), int(day))
    for match in _WORDED.finditer(text):
        month = month_of(match["m"])
        yield *match.span(), Period(_year(match["y"]), month, month, int(match["d"]))


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if len(text) > 2 else 2000 + int(text)
