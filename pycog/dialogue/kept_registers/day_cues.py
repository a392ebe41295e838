"""The days of a question: that on which it is asked how things stand, and those of columns."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from pycog.dialogue.kept_registers.column_parts import (
    ASKED_ON,
    DECIDED_ON,
    DONE_ON,
    DUE,
    START,
)
from pycog.dialogue.kept_registers.kept_register import Register
from pycog.dialogue.kept_registers.question_words import Words
from pycog.dialogue.kept_registers.state_words import APPROVED_SAID, BEGUN_SAID, DONE_SAID
from pycog.dialogue.spoken import NUMERALS
from pycog.dialogue.table_query.table_periods import Period, periods_in, said_of
from pycog.lazy_patterns import regex
from pycog.values import month_end

#: What is said of a day → the role of the column that holds it.
_VERBS: Final = (
    (DUE, r"echeances?|a (?:finir|rendre|livrer|terminer|boucler|remettre|faire|realiser|solder)"
          rf"|attendue?s?|prevue?s?(?: pour)?|due?s?|butoir|(?:doi"
          rf"|devai)\w* (?:\w+ )?(?:etre {DONE_SAID}|finir"
          r"|se terminer|etre pretes?|aboutir)|(?:tomb|expir|arriv)\w*(?: a (?:echeance|terme))?"
          r"|se termin\w+|finiss\w+|s acheve\w*"),
    (START, rf"{BEGUN_SAID}|(?:commenc|demarr|debut)\w*|lancement"),
    (DONE_ON, rf"{DONE_SAID}|cloture|livraison|achevement"),
    (ASKED_ON, r"demand\w*|depos\w*|recue?s?|soumis\w*|sollicit\w*|saisie?s?|enregistr\w*"
               r"|formul\w*|presente\w*|transmis\w*|arrivee?s?|ouvert\w*|entree?s?|emis\w*"),
    (DECIDED_ON, rf"(?:reponses?|decisions?|accords?|notifications?)(?: (?:recue?|obtenue?"
                 rf"|donnee?|rendue?)s?)?|{APPROVED_SAID}|decid\w*|notif\w*|inform\w*|tranch\w*"
                 rf"|statu\w*|decision"
                 r"|validation|approbation|signature|obtenue?s?|rendue?s?"),
)  # fmt: skip
DAY_ROLES: Final = tuple((role, regex(rf"\b(?:{said})\b")) for role, said in _VERBS)
_BEFORE: Final = regex(
    r"\b(?:avant|d ici(?: (?:a|au))?|jusqu (?:a|au|en)"
    r"|anterieure?s? (?:a|au)|au plus tard)"
    r"(?: (?:le|la|l|fin|au|a|en|debut|de|d|annee|mois|exercice))*$"
)
_AFTER: Final = regex(
    r"\b(?:apres|depuis|a partir (?:de|du|d)|posterieure?s? (?:a|au)"
    r"|au dela (?:de|du|d))"
    r"(?: (?:le|la|l|fin|debut|de|d|annee|mois|exercice))*$"
)
_AT: Final = regex(
    r"\b(?:(?:a la date d(?:u|e)|a la date|en date du|a fin|a la fin|fin|au"
    r"|a l issue de|a|situation (?:au|du)|arrete\w* au)"
    r"(?: (?:de|d|du|mois|le|la))*)$"
)
_IN: Final = regex(
    r"\b(?:(?:en|pour|sur|de|du|d|le|la|l|au|a|les|courant|pendant|durant"
    r"|dans|cours|mois|annee|exercices?|titre|et|fin|debut)(?: |$))+$"
)
_WITHOUT: Final = regex(
    r"\b(?:hors|sauf|hormis|excepte|sans (?:compter|prendre)|a part|(?:ailleurs|autrement"
    r"|autre part) qu(?:e|)"
    r"|pas|a l exception (?:de|d))(?: (?:celles?|ceux|les|de|d|l|la))*$"
)
#: Years of one list stand no further apart: « 2024 et sur 2025 ».
_TWO, _APART = 2, 12
_NEAR: Final = 7
_TODAY: Final = regex(
    r"\b(?:(?:a la date|au jour|en date) d aujourd hui|aujourd hui"
    r"|a ce jour|ce jour)\b"
)
_BOTH: Final = regex(
    r"\b(?:sur|pour|en|dans|pendant)? ?(?:(?:les|ces|nos) )?(?P<n>deux|trois|quatre|2|3|4)"
    r"(?: (?:derniers?|dernieres?))? (?:exercices?|ans|annees?)(?: confondue?s?| reunis"
    r"| cumule\w*)?\b"
    r"|\b(?:tous )?exercices? (?:confondus|cumules)\b|\btoutes? annees? confondues?\b"
)
_THIS_YEAR: Final = regex(
    r"\b(?:(?:en|de|sur|pour) )?(?:cette annee|l annee en cours"
    r"|l exercice en cours)\b"
)
_WITHIN: Final = regex(
    r"\b(?:dans|sous|d ici)(?: les?)? (?:(?P<n>\d+|[a-z]+) )?(?:prochaine?s? )?(?P<unit>jours?"
    r"|semaines?|mois)"
    r"(?: (?:a venir|qui vient|qui viennent|prochaine?s?|suivante?s?))?\b"
)
_FAMILY: Final = {"jour": 1, "semaine": 7, "mois": 30}


@dataclass(frozen=True, slots=True)
class DaySaid:
    """A day or days of a question.

    Attributes:
        start: Where they stand.
        role: The role of the column that is meant, ``""`` where no word tells one.
        low: The first day, ``None`` without one.
        high: The last day, ``None`` without one.
        said: How they are told.
        at: Whether things are asked for as they stand on ``high``.
        year: The year, where a whole one is meant.
    """

    start: int
    role: str
    low: dt.date | None
    high: dt.date | None
    said: str
    at: bool = False
    years: tuple[int, ...] = ()
    without: bool = False
    verb: tuple[int, int] = (0, 0)


def today_said(said: Words) -> bool:
    """Tell whether a question asks how things stand today, and use these words."""
    return said.take(_TODAY) is not None


def days_said(said: Words, register: Register, today: dt.date) -> list[DaySaid] | None:
    """Return the days of a question, and use their words; ``None`` where one is not understood.

    Args:
        said: The question.
        register: Tells which years its rows are of.
        today: The day of the question.
    """
    found: list[DaySaid] = []
    years = sorted({year for one in register.items if (year := register.year_of(one))})
    if (both := said.take(_BOTH)) is not None:
        n = both["n"]
        count = len(years) if n is None else int(n) if n.isdigit() else NUMERALS.index(n)
        if count != len(years):
            return None
    if said.take(_THIS_YEAR) is not None:
        day = register.as_of or today
        found.append(_of(Period(day.year), 0, "", said=""))
    if (within := said.take(_WITHIN)) is not None:
        soon = _soon(within, register.as_of or today)
        if soon is None:
            return None
        found.append(soon)
    for one in periods_in(said.text):
        if said.is_free(one.start, one.end):
            day_ = _read(said, one.start, one.end, one.period, years)
            if day_ is None:
                return None
            found.append(day_)
    return _joined(found)


def _joined(found: list[DaySaid]) -> list[DaySaid]:
    """Join years that are said one after the other: « sur 2024 et 2025 » is either."""
    plain = [one for one in found if one.years and not one.role and not one.without]
    if len(plain) < _TWO or any(b.start - a.start > _APART for a, b in pairwise(plain)):
        return found
    years = tuple(dict.fromkeys(year for one in plain for year in one.years))
    first = plain[0]
    joined = replace(first, years=years, said=" et ".join(map(str, years)))
    return [joined if one is first else one for one in found if one is first or one not in plain]


def _soon(within: re.Match[str], day: dt.date) -> DaySaid | None:
    number = within["n"] or "1"
    count = int(number) if number.isdigit() else NUMERALS.index(number) if number in NUMERALS else 0
    unit = within["unit"].rstrip("s") if within["unit"] != "mois" else "mois"
    if not count:
        return None
    last = day + dt.timedelta(days=count * _FAMILY[unit])
    return DaySaid(within.start(), DUE, day, last, f"d'ici le {last:%d/%m/%Y}")


def _read(said: Words, start: int, end: int, period: Period, years: list[int]) -> DaySaid | None:
    """Read one period with what stands around it."""
    if period.year is None:
        if len(years) != 1:
            return None
        period = replace(period, year=years[0])
    before = said.before(start)
    cut = next(
        (match for one in (_BEFORE, _AFTER, _AT, _IN) if (match := one.search(before))), None
    )
    first = start if cut is None else cut.start()
    out = _WITHOUT.search(said.before(first))
    if out is not None and said.is_free(out.start(), first):
        said.use(out.start(), first)
    role, verb = _role_near(said, first, end)
    said.use(first, end)
    try:
        whole = replace(_of(period, start, role), without=out is not None, verb=verb)
    except ValueError:
        return None
    ends = "fin" in said.text[first:end].split() or period.ends
    if cut is not None and cut.re.pattern == _BEFORE.pattern:
        return _until(whole, cut[0], ends=ends)
    if cut is not None and cut.re.pattern == _AFTER.pattern:
        return _since(whole, cut[0])
    if ends or (period.day > 0 and cut is not None and cut.re.pattern == _AT.pattern):
        return replace(whole, at=True, years=())
    return whole


def _until(whole: DaySaid, said: str, *, ends: bool) -> DaySaid:
    """Return the days up to a period, its own among them unless « avant » leaves them out."""
    assert whole.low is not None
    within = ends or any(one in said for one in ("ici", "jusqu", "tard"))
    high = whole.high if within else whole.low - dt.timedelta(days=1)
    word = "avant" if "avant" in said else "jusqu'à"
    return replace(whole, low=None, high=high, said=f"{word} {whole.said}", years=())


def _since(whole: DaySaid, said: str) -> DaySaid:
    """Return the days from a period on, its own among them for « depuis »."""
    assert whole.high is not None
    within = "depuis" in said or "partir" in said
    low = whole.low if within else whole.high + dt.timedelta(days=1)
    word = "depuis" if within else "après"
    return replace(whole, low=low, high=None, said=f"{word} {whole.said}", years=())


def _role_near(said: Words, start: int, end: int) -> tuple[str, tuple[int, int]]:
    """Return the role that the nearest word tells of a day, and where that word stands."""
    cut = len(said.text[:start]) - len(" ".join(said.text[:start].split()[-_NEAR:])) - 1
    found = [
        (match.end(), match.end() - match.start(), match.start(), role)
        for role, pattern in DAY_ROLES
        for match in pattern.finditer(said.text, max(0, cut), start)
    ]
    if found:
        stop, _, begin, role = max(found)
        return role, (begin, stop)
    after = " ".join(said.text[end:].split()[:2])
    role = next((role for role, one in DAY_ROLES if after and one.match(after)), "")
    return role, (0, 0)


def _of(period: Period, start: int, role: str, said: str = "") -> DaySaid:
    """Return a period as its first and last day.

    Raises:
        ValueError: Its day is none of the calendar.
    """
    assert period.year is not None
    if period.day:
        day = dt.date(period.year, period.first, period.day)
        return DaySaid(start, role, day, day, f"{day:%d/%m/%Y}")
    last = month_end(period.until or period.year, period.last)
    first = dt.date(period.year, period.first, 1)
    years = (
        tuple(range(period.year, (period.until or period.year) + 1))
        if (period.first, period.last) == (1, 12)
        else ()
    )
    return DaySaid(start, role, first, last, said or said_of(period), years=years)
