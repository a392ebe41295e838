"""Tacit approval by the State: when it is deemed given, and where a budget stands.

The agreement gives the delay, and often nothing more ("20 jours"). What starts the clock is an
argument (the day of reception); the calendar, and whether approval comes with the last day or
the day after, are those of the agreement or arguments too.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final

from msgspec import Struct

from pycog.budget.credit_rules import BudgetRule
from pycog.conventions.facts.schema import DAY_COUNTS
from pycog.errors import InvalidInput
from pycog.registers import is_yes
from pycog.values import (
    Scalar,
    choose,
    date_of,
    display,
    excerpt,
    format_date,
    format_number,
    is_blank,
    parse_number,
    serial_of,
    to_number,
    to_serial,
)

#: How days are counted; the first is the default.
CALENDARS: Final = DAY_COUNTS
CALENDAR, WORKING, WORKABLE = CALENDARS
#: Whether approval comes with the last day ("oui") or the day after; the first is the default.
COUNTS: Final = ("non", "oui")

#: What :func:`status` says when approval cannot be tacit.
NEVER_TACIT: Final = "Pas d'approbation tacite : budget non conforme à la COG"

_MOST_DAYS: Final = 3_650
#: Years whose public holidays are known: the list dates from 1947, but for 8 May.
_FIRST_YEAR, _LAST_YEAR = 1982, 2099
_SATURDAY, _SUNDAY = 5, 6


class TacitApproval(Struct, frozen=True):
    """The run of one delay.

    Attributes:
        received: Day that starts the clock and does not count.
        days: Days of the delay.
        calendar: One of :data:`CALENDARS`.
        last: Last day of the delay.
        acquired: Day from which approval is deemed given.
    """

    received: dt.date
    days: int
    calendar: str
    last: dt.date
    acquired: dt.date

    @property
    def waiting(self) -> dt.date:
        """The last day on which approval is not given yet."""
        return self.acquired - dt.timedelta(days=1)


class Delay(Struct, frozen=True):
    """A delay of tacit approval.

    Attributes:
        days: Its days.
        calendar: One of :data:`CALENDARS`.
        included: Whether approval comes with the last day itself.
        assumptions: Ids of what had to be decided to count it.
    """

    days: int
    calendar: str
    included: bool
    assumptions: tuple[str, ...] = ()


def read_delay(
    days: Scalar = None,
    calendar: Scalar = None,
    counts: Scalar = None,
    rule: BudgetRule | None = None,
) -> Delay | None:
    """Return a delay: what is given, else what the rule of the agreement says.

    Args:
        days: Days of the delay; left out, those of the rule.
        calendar: ``"calendaires"``, ``"ouvrés"`` (Monday to Friday) or ``"ouvrables"``
            (Monday to Saturday), both without French public holidays; left out, that of the
            rule, calendar days where it is silent.
        counts: ``"oui"`` gives approval with the last day itself, ``"non"`` the calendar day
            after it; left out, as the rule says, ``"non"`` where it is silent.
        rule: The rule of the agreement, ``None`` where it gives none.

    Returns:
        The delay; ``None`` where neither the days nor a rule are given.

    Raises:
        InvalidInput: ``delai-attendu``, ``calendriers-differents``, ``choix-inconnu``.

    Source:
        The budget rules of the agreement; COG CAMIEG 2012-2015, annexe 1, 1.2.1, 1.2.3.3 and
        2.1.2, « 20 jours ».
    """
    known = rule if rule is not None and is_blank(days) else None
    number, stated = _read_days(days)
    printed = rule.calendar if rule is not None else ""
    chosen = _calendar(calendar, stated, printed)
    said = _as_text(counts)
    if is_blank(said) and rule is not None:
        said = rule.last_day
    included = choose(said, COUNTS, "le compte du dernier jour") == COUNTS[1]
    if number is None:
        if known is None or known.days is None:
            return None
        number = known.days
    silent = not (rule is not None and rule.last_day)
    kept = ("approbation-depart", *(("approbation-vingtieme-jour",) if silent else ()))
    if chosen == CALENDAR and not printed:
        kept = (*kept, "approbation-jours")
    return Delay(number, chosen, included, kept)


def tacit_approval(received: Scalar, delay: Delay) -> TacitApproval | None:
    """Count a delay of tacit approval; ``None`` when nothing was received.

    Args:
        received: Day of reception; it does not count.
        delay: See :func:`read_delay`.

    Returns:
        The delay counted day by day.

    Raises:
        InvalidInput: ``jours-feries-inconnus``, or an unreadable date.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.2.1, 1.2.3.3 and 2.1.2.
    """
    serial = to_serial(received, "la date de réception")
    if serial is None:
        return None
    start = date_of(serial)
    last = _last_day(start, delay.days, delay.calendar)
    acquired = last if delay.included else _later(last, 1)
    return TacitApproval(start, delay.days, delay.calendar, last, acquired)


def approval_date(received: Scalar, delay: Delay) -> float | None:
    """Return the day from which approval is deemed given.

    Args:
        received: Day of reception by the State, as for :func:`tacit_approval`.
        delay: As there.

    Returns:
        An Excel serial, ``None`` when the reception is blank.

    Raises:
        InvalidInput: Those of :func:`tacit_approval`.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.2.1, 1.2.3.3 and 2.1.2.
    """
    found = tacit_approval(received, delay)
    return None if found is None else serial_of(found.acquired)


def explain_approval_date(received: Scalar, delay: Delay) -> str:
    """Return the counting behind :func:`approval_date` in French, for the same arguments.

    Args:
        received: As for :func:`approval_date`.
        delay: As for :func:`approval_date`.

    Returns:
        A French sentence with the numbers put in.

    Raises:
        InvalidInput: Those of :func:`tacit_approval`.
    """
    found = tacit_approval(received, delay)
    if found is None:
        return "La date de réception n'est pas renseignée : pas de résultat"
    return f"{_counted(found)} ; approbation réputée acquise le {_day(found.acquired)}"


def status(received: Scalar, on: Scalar, conform: Scalar, delay: Delay) -> str | None:
    """Return where the approval of a budget stands on a day.

    Args:
        received: Day of reception.
        on: The day asked about.
        conform: Whether the budget conforms to the convention: Oui, Non, VRAI, FAUX,
            Conforme or Non conforme.
        delay: See :func:`read_delay`.

    Returns:
        ``"Réputée acquise le …"``, ``"En attente jusqu'au …"`` (that day included) or
        :data:`NEVER_TACIT`; ``None`` when reception, day or conformity is blank.

    Raises:
        InvalidInput: ``date-avant-reception``, ``oui-non-attendu``, and those of
            :func:`tacit_approval`.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.2.1 and 2.1.2.
    """
    found = tacit_approval(received, delay)
    serial = to_serial(on, "la date du constat")
    if found is None or serial is None or is_blank(conform):
        return None
    agreed, day = is_yes(conform, "la conformité"), date_of(serial)
    if day < found.received:
        raise InvalidInput(
            "date-avant-reception",
            f"La date du constat ({_day(day)}) est avant la réception ({_day(found.received)}). "
            "Vérifiez l'ordre des deux dates.",
        )
    if not agreed:
        return NEVER_TACIT
    if day >= found.acquired:
        return f"Réputée acquise le {_day(found.acquired)}"
    return f"En attente jusqu'au {_day(found.waiting)}"


def explain_status(received: Scalar, on: Scalar, conform: Scalar, delay: Delay) -> str:
    """Return the counting behind :func:`status` in French, for the same arguments.

    Args:
        received: As for :func:`status`.
        on: As for :func:`status`.
        conform: As for :func:`status`.
        delay: As for :func:`status`.

    Returns:
        A French sentence with the numbers put in.

    Raises:
        InvalidInput: Those of :func:`status`.
    """
    result = status(received, on, conform, delay)
    found = tacit_approval(received, delay)
    if result is None or found is None:
        return "La réception, la date du constat ou la conformité manque : pas de résultat"
    return f"{_counted(found)} ; {result}"


def _read_days(days: Scalar) -> tuple[int | None, str]:
    """Return the days of the delay, and the calendar that their text states."""
    if is_blank(days):
        return None, ""
    stated = ""
    if isinstance(days, str):
        unit = parse_number(days, "le délai").unit
        stated = unit.removeprefix("jours").strip()
        if unit and not unit.startswith("jours"):
            raise _bad_delay(days)
    number = to_number(days, "le délai")
    if number is None or number != number // 1 or not 1 <= number <= _MOST_DAYS:
        raise _bad_delay(days)
    return int(number), stated


def _bad_delay(days: Scalar) -> InvalidInput:
    return InvalidInput(
        "delai-attendu",
        f"Le délai « {excerpt(display(days))} » n'est pas un nombre entier de jours. Écrivez par "
        f"exemple 20, au plus {format_number(_MOST_DAYS)}.",
        value=days,
    )


def _calendar(calendar: Scalar, stated: str, printed: str) -> str:
    """Return how days are counted: as asked, as written beside them, or as printed."""
    if is_blank(calendar):
        return stated or printed or CALENDAR
    chosen = choose(calendar, CALENDARS, "le calendrier")
    if stated and stated != chosen:
        raise InvalidInput(
            "calendriers-differents",
            f"Le délai est écrit en jours {stated} et le calendrier dit {chosen}. Gardez l'un des "
            "deux.",
        )
    return chosen


def _as_text(counts: Scalar) -> Scalar:
    if isinstance(counts, bool):
        return COUNTS[counts]
    return counts


def _last_day(start: dt.date, days: int, calendar: str) -> dt.date:
    if calendar == CALENDAR:
        return _later(start, days)
    off = {_SUNDAY} if calendar == WORKABLE else {_SATURDAY, _SUNDAY}
    day = start
    while days:
        day = _later(day, 1)
        if day.weekday() not in off and day not in public_holidays(day.year):
            days -= 1
    return day


def _later(day: dt.date, days: int) -> dt.date:
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        raise InvalidInput(
            "date-illisible",
            f"Le délai court au-delà de l'année {dt.MAXYEAR}. Vérifiez la date de réception.",
        ) from None


def known_years() -> range:
    """Return the years whose public holidays are known, for :func:`public_holidays`."""
    return range(_FIRST_YEAR, _LAST_YEAR + 1)


@lru_cache(maxsize=128)
def public_holidays(year: int) -> frozenset[dt.date]:
    """Return the public holidays of metropolitan France.

    Args:
        year: A calendar year.

    Raises:
        InvalidInput: ``jours-feries-inconnus``.

    Source:
        The library ``holidays``; the convention does not say which days count.
    """
    if year not in known_years():
        raise InvalidInput(
            "jours-feries-inconnus",
            f"Les jours fériés de {year} ne sont pas connus, seulement ceux de {_FIRST_YEAR} à "
            f"{_LAST_YEAR}. Vérifiez la date, ou comptez en jours calendaires.",
        )
    # Loaded here: a process that counts no working day does not pay for it.
    from holidays import country_holidays

    return frozenset(country_holidays("FR", years=year))


def _counted(found: TacitApproval) -> str:
    return (
        f"réception le {_day(found.received)}, {found.days} jours {found.calendar} jusqu'au "
        f"{_day(found.last)}"
    )


def _day(day: dt.date) -> str:
    return format_date(serial_of(day))
