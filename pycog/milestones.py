"""Milestones: when a printed due text expires, and where a measure stands on a day.

The objective sheets without an indicator are followed by their schedule. Due dates are
printed as a year, a half-year, a quarter, a month or a day; each expires on its last day.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Final

from msgspec import Struct

from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex
from pycog.values import (
    Scalar,
    capital,
    date_of,
    display,
    excerpt,
    fold,
    format_number,
    is_blank,
    month_end,
    month_number,
    parse_date,
    serial_of,
    to_serial,
    today,
)
from pycog.vector import elementwise

DONE: Final = "Réalisée"
UNDER_WAY: Final = "En cours"
NOT_DUE: Final = "Non échue"
#: How a late measure is announced; the number of days follows.
DONE_LATE: Final = "Réalisée en retard de"
LATE: Final = "En retard de"

#: Words before a period that do not move its last day. "avant" and "d'ici" do when the
#: period stands alone ("avant 2013"), so they are taken with "fin" only.
_LEAD = regex(
    r"(?:en|pour|courant|des|a partir de|a compter de|avant(?= (?:la )?fin)|d'ici(?= (?:la )?fin)) "
)
_ARTICLE = regex(r"(?:le|la|l'annee|du|de) ")
_SPAN = regex(r"(\d{4}) ?(?:[-–/]|a) ?(\d{4})")
_YEAR = regex(r"(?:(debut|fin) )?(?:de )?(?:l'annee )?(\d{4})")
_PART = regex(
    r"(?:fin )?(?:du )?(?:(?P<number>[1-4]) ?(?:er|e|eme|nd|nde|re)?|(?P<word>[a-z]+)) "
    r"(?P<unit>trimestre|semestre) (?P<year>\d{4})"
)
_SHORT = regex(r"(?P<unit>[ts]) ?(?P<number>[1-4]) (?P<year>\d{4})")
_LOST_PART = regex(r"(?:fin )?(trimestre|semestre) \d{4}")
_MONTH = regex(r"(?:fin )?(?:du )?(?:mois (?:de |d'))?([a-z]+) (\d{4})")
_RANKS: Final = {"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4}
#: Months of a part of the year, by the first letter of its name.
_MONTHS: Final = {"t": 3, "s": 6}
#: Assumptions that the reading of a due text rests on.
_LAST_DAY: Final[tuple[str, ...]] = ("echeance-dernier-jour",)
_OPENING: Final = ("echeance-debut-d-annee",)
_FIRST_YEAR, _LAST_YEAR = 1901, 2199


class Due(Struct, frozen=True):
    """When something has to be done.

    Attributes:
        text: As printed or typed.
        first: 1 January of the first year that the text names: from that day on the
            measure is under way.
        last: Last day of the period that the text names.
        opening: Whether the text says the beginning of a year, which no source bounds.
    """

    text: str
    first: dt.date
    last: dt.date
    opening: bool = False


def read_due(text: str, what: str = "l'échéance") -> Due:
    """Read a due text as the convention prints it.

    Args:
        text: ``"2013"``, ``"fin 2013"``, ``"Début 2012"``, ``"1er semestre 2012"``,
            ``"T1 2012"``, ``"juin 2012"``, ``"2013/2015"``, ``"30/04/2013"``…
        what: How to name the value in the error message.

    Returns:
        The first and the last day that the text names.

    Raises:
        InvalidInput: ``echeance-sans-numero`` (a quarter or half-year without its
            number) or ``echeance-illisible``.

    Source:
        COG CAMIEG 2012-2015, objective sheets (calendars) and chapters 1 to 4.
    """
    found = _read(text)
    if found is not None:
        return found
    lost = _LOST_PART.fullmatch(_plain(text))
    if lost is not None:
        raise InvalidInput(
            "echeance-sans-numero",
            f"{capital(what)} « {excerpt(text)} » ne dit pas lequel : écrivez par exemple "
            f"« 1er {lost[1]} 2012 ».",
            value=text,
        )
    raise InvalidInput(
        "echeance-illisible",
        f"{capital(what)} « {excerpt(text)} » n'est pas une échéance. Écrivez une année (2013), "
        "« début 2012 », « fin 2013 », « 1er semestre 2012 », « 1er trimestre 2012 », « juin "
        "2012 », une période (2013/2015) ou une date (30/04/2013).",
        value=text,
    )


def to_due(value: Scalar, what: str = "l'échéance") -> Due | None:
    """Return a cell value as a due date, ``None`` when the cell is blank.

    Args:
        value: A due text, a year alone (2013) or a date.
        what: How to name the value in the error message.

    Returns:
        The first and the last day that the value names.

    Raises:
        InvalidInput: As :func:`read_due`, or not a date.

    Source:
        As :func:`read_due`.
    """
    if value is None or is_blank(value):
        return None
    if isinstance(value, str):
        return read_due(value, what)
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and value == value // 1
        and _FIRST_YEAR <= value <= _LAST_YEAR
    ):
        return read_due(str(int(value)), what)
    serial = to_serial(value, what)
    return None if serial is None else _day(display(serial, "date"), date_of(serial))


@elementwise
def due_date(due: Scalar) -> float | None:
    """Return the last day of what a due text names, as a serial; ``None`` when blank.

    Args:
        due: As for :func:`to_due`.

    Returns:
        An Excel serial.

    Raises:
        InvalidInput: As :func:`to_due`.

    Source:
        As :func:`read_due`.
    """
    wanted = to_due(due)
    return None if wanted is None else serial_of(wanted.last)


def explain_due(due: Scalar) -> str:
    """Return the reading behind :func:`due_date` in French.

    Args:
        due: As for :func:`due_date`.

    Returns:
        A French sentence with the numbers put in.
    """
    wanted = to_due(due)
    if wanted is None:
        return "L'échéance n'est pas renseignée : pas de résultat"
    return f"« {wanted.text} » expire le {_written(wanted.last)}"


def assumptions_of_due(due: Scalar) -> tuple[str, ...]:
    """Return the ids of the assumptions that the reading of a due text rests on.

    Args:
        due: As for :func:`assumptions_of_due`.

    Returns:
        Ids of :data:`pycog.assumptions.ASSUMPTIONS` that the result rests on.
    """
    wanted = to_due(due)
    if wanted is None:
        return ()
    return _LAST_DAY + (_OPENING if wanted.opening else ())


def status_at(due: Due, done: dt.date | None, on: dt.date) -> str:
    """Return where a measure stands on a day.

    Args:
        due: When it has to be done.
        done: When it was done; a day after ``on`` counts as not done yet.
        on: The day to look at.

    Returns:
        A French verdict, with the days of a delay.

    Source:
        COG CAMIEG 2012-2015, objective sheets ("suivi des échéances"); the assumptions
        ``echeance-en-cours`` and ``situation-a-la-date``.
    """
    if done is not None and done <= on:
        late = (done - due.last).days
        return f"{DONE_LATE} {_days(late)}" if late > 0 else DONE
    late = (on - due.last).days
    if late > 0:
        return f"{LATE} {_days(late)}"
    return UNDER_WAY if on >= due.first else NOT_DUE


@elementwise
def milestone_status(due: Scalar, done: Scalar, on: Scalar = None) -> str | None:
    """Return where a measure stands: done, done late, under way, late or not due.

    Args:
        due: A printed due text, a year or a date; blank gives no result.
        done: The day it was done; blank while it is not.
        on: The day to look at; today when blank.

    Returns:
        A French verdict, with the days of a delay; ``None`` for a blank due text.

    Raises:
        InvalidInput: ``echeance-illisible``, ``echeance-sans-numero``,
            ``date-illisible``, ``date-ambigue``, ``date-annee-seule``.

    Source:
        As :func:`status_at`.
    """
    read = _situation(due, done, on)
    return None if read is None else status_at(*read)


def explain_status(due: Scalar, done: Scalar, on: Scalar = None) -> str:
    """Return the dates behind :func:`milestone_status` in French.

    Args:
        due: As for :func:`milestone_status`.
        done: As for :func:`milestone_status`.
        on: As for :func:`milestone_status`.

    Returns:
        A French sentence with the numbers put in.
    """
    read = _situation(due, done, on)
    if read is None:
        return "L'échéance n'est pas renseignée : pas de résultat"
    wanted, finished, day = read
    counted = finished is not None and finished <= day
    reached = finished if counted and finished is not None else day
    verb = "réalisée le" if counted else "non réalisée au"
    late = (reached - wanted.last).days
    gap = f", {_days(late)} après" if late > 0 else ""
    return (
        f"échéance « {wanted.text} », soit au plus tard le {_written(wanted.last)} ; "
        f"{verb} {_written(reached)}{gap} : {status_at(*read)}"
    )


def assumptions_of_status(due: Scalar, done: Scalar, on: Scalar = None) -> tuple[str, ...]:
    """Return the ids of the assumptions that one status rests on.

    Args:
        due: As for :func:`assumptions_of_status`.
        done: As for :func:`assumptions_of_status`.
        on: As for :func:`assumptions_of_status`.

    Returns:
        Ids of :data:`pycog.assumptions.ASSUMPTIONS` that the result rests on.
    """
    read = _situation(due, done, on)
    if read is None:
        return ()
    wanted, finished, day = read
    used = _LAST_DAY + (_OPENING if wanted.opening else ())
    if finished is not None and finished > day:
        used += ("situation-a-la-date",)
    if status_at(*read) in {UNDER_WAY, NOT_DUE}:
        used += ("echeance-en-cours",)
    return used


def _situation(due: Scalar, done: Scalar, on: Scalar) -> tuple[Due, dt.date | None, dt.date] | None:
    wanted = to_due(due)
    finished = to_serial(done, "la date de réalisation")
    day = to_serial(on, "la date de situation")
    if wanted is None:
        return None
    return (
        wanted,
        None if finished is None else date_of(finished),
        today() if day is None else date_of(day),
    )


def _days(number: int) -> str:
    return f"{format_number(number)} jour{'s' if number > 1 else ''}"


def _written(day: dt.date) -> str:
    return day.strftime("%d/%m/%Y")


def _plain(text: str) -> str:
    """Return a due text without case, accents and the words that do not change its end."""
    plain = fold(text)
    plain = plain[lead.end() :] if (lead := _LEAD.match(plain)) else plain
    return plain[article.end() :] if (article := _ARTICLE.match(plain)) else plain


@lru_cache(maxsize=1024)
def _read(text: str) -> Due | None:
    plain = _plain(text)
    if match := _SPAN.fullmatch(plain):
        first, last = int(match[1]), int(match[2])
        return _period(text, first, last, 12) if first <= last else None
    if match := _YEAR.fullmatch(plain):
        year, opening = int(match[2]), match[1] == "debut"
        return _period(text, year, year, 3 if opening else 12, opening=opening)
    if match := _PART.fullmatch(plain) or _SHORT.fullmatch(plain):
        return _part(text, match)
    if (match := _MONTH.fullmatch(plain)) and (month := month_number(match[1])):
        return _period(text, int(match[2]), int(match[2]), month)
    try:
        return _day(text, parse_date(plain))
    except InvalidInput:
        return None


def _part(text: str, match: re.Match[str]) -> Due | None:
    """Return a quarter or half-year, ``None`` when there is no such one."""
    words = match.groupdict()
    number = int(words["number"]) if words["number"] else _RANKS.get(words.get("word") or "", 0)
    year, months = int(words["year"]), _MONTHS[words["unit"][0]]
    if not 1 <= number <= 12 // months:
        return None
    return _period(text, year, year, number * months)


def _period(text: str, first: int, last: int, month: int, *, opening: bool = False) -> Due | None:
    if not _FIRST_YEAR <= first <= last <= _LAST_YEAR:
        return None
    return Due(text, dt.date(first, 1, 1), month_end(last, month), opening)


def _day(text: str, day: dt.date) -> Due | None:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return None
    return Due(text, dt.date(day.year, 1, 1), day)
