"""Delays: between two dates, at a decile, and the share of them within a limit.

Rules for a whole range take a block, a flat list, an array or a Series.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from msgspec import Struct

from pycog.arithmetic import compare, exact
from pycog.errors import InvalidInput
from pycog.targets import DELAY_UNITS, UNSET, Quantity, convert, parse_target, read_quantity
from pycog.values import (
    Scalar,
    capital,
    display,
    format_date,
    format_number,
    is_blank,
    parse_number,
    to_number,
    to_serial,
)
from pycog.vector import elementwise, flatten


class Delays(Struct, frozen=True):
    """Delays read from a range.

    Attributes:
        values: The delays, shortest first, blanks left out.
        unit: The unit that the texts state, ``""`` when none does.
    """

    values: tuple[float, ...]
    unit: str

    @property
    def shown_as(self) -> str:
        """How to show one of them (see :func:`pycog.values.display`)."""
        return "days" if not self.unit or self.unit.startswith("jours") else "number"


def read_delays(delays: Any) -> Delays:
    """Read a range of delays: numbers, or texts such as ``"7 j"``; blanks are ignored.

    Args:
        delays: One delay a cell, all in one unit.

    Returns:
        The delays, shortest first, with their unit.

    Raises:
        InvalidInput: ``delai-negatif``, ``unites-differentes``, unreadable numbers.

    Source:
        COG CAMIEG 2012-2015, annexe 4: « jours », « jours calendaires », « heures ».
    """
    values: list[float] = []
    units: set[str] = set()
    for position, cell in enumerate(flatten(delays), start=1):
        what = f"le délai n° {position}"
        number = _quantity(cell, what) if isinstance(cell, str) and not is_blank(cell) else None
        value = to_number(cell, what) if number is None else number.value
        if value is None:
            continue
        if number is not None and number.unit:
            units.add(number.unit)
        if value < 0:
            raise InvalidInput(
                "delai-negatif",
                f"{capital(what)} vaut {format_number(value)} : un délai ne peut pas être négatif.",
                position=position,
            )
        values.append(value)
    if len(units) > 1 or units - DELAY_UNITS:
        raise _mixed_units(sorted(units))
    return Delays(tuple(sorted(values)), units.pop() if units else "")


def decile(delays: Any, rank: Scalar = None) -> float | None:
    """Return the smallest delay within which at least ``rank`` tenths are served.

    Args:
        delays: The delays, in any one unit; blanks are ignored.
        rank: Rank of the decile, above 0 and up to 10; 9 by default.

    Returns:
        One of the delays (numpy's ``inverted_cdf``); ``None`` when all are blank.

    Raises:
        InvalidInput: ``rang-de-decile``, and the errors of :func:`read_delays`.

    Source:
        COG CAMIEG 2012-2015, annexe 4, indicateur 18, and 1.5.1 (90 % within 7 days).
    """
    values = read_delays(delays).values
    position = _decile_position(len(values), rank)
    return values[position - 1] if values else None


def explain_decile(delays: Any, rank: Scalar = None) -> str:
    """Return the counting behind :func:`decile` in French.

    Args:
        delays: As for :func:`decile`.
        rank: As for :func:`decile`.

    Returns:
        A French sentence with the numbers put in.
    """
    read = read_delays(delays)
    result, count = decile(delays, rank), len(read.values)
    if result is None:
        return "Aucun délai n'est renseigné : pas de résultat"
    position, tenths = _decile_position(count, rank), format_number(_rank(rank), 4)
    return (
        f"{tenths} × {count} ÷ 10, arrondi à l'entier supérieur : {position} ; le délai n° "
        f"{position} sur {count}, du plus court au plus long, est {display(result, read.shown_as)}"
    )


def _decile_position(count: int, rank: Scalar) -> int:
    # On the digits as typed: 9,9 × 100 ÷ 10 is 99, in floats it is a little more.
    return math.ceil(exact(_rank(rank)) * count / 10)


def _rank(rank: Scalar) -> float:
    value = to_number(rank, "le rang du décile")
    value = 9.0 if value is None else value
    if not 0 < value <= 10:
        raise InvalidInput(
            "rang-de-decile",
            f"Le rang du décile vaut {format_number(value)} : il doit être plus grand que 0 et au "
            "plus égal à 10. Le 9ème décile (90 %) s'écrit 9.",
        )
    return value


def share_within(delays: Any, limit: Scalar) -> float | None:
    """Return the share of delays that do not exceed ``limit``, or are below a strict one.

    Args:
        delays: The delays, in any one unit; blanks are ignored.
        limit: A number, ``"21 jours"``, or a whole target
            (``"90 % en 21 jours calendaires"``), whose delay is taken. Units convert
            where that is exact (weeks into days). « à moins de 15 jours » and
            « < 15 jours » leave out the delay itself.

    Returns:
        A ratio; ``None`` when there is no delay or no limit.

    Raises:
        InvalidInput: ``delai-attendu``, ``unites-differentes``, and the errors of
            :func:`read_delays`.

    Source:
        COG CAMIEG 2012-2015, annexe 4, indicateurs 20, 21, 25 et 26.
    """
    counted = _within(delays, limit)
    return None if counted is None else counted[0] / counted[1]


def explain_share_within(delays: Any, limit: Scalar) -> str:
    """Return the counting behind :func:`share_within` in French.

    Args:
        delays: As for :func:`share_within`.
        limit: As for :func:`share_within`.

    Returns:
        A French sentence with the numbers put in.
    """
    counted, most = _within(delays, limit), _limit(limit)
    if counted is None or most is None:
        return "Aucun délai ou aucune limite n'est renseigné : pas de résultat"
    within, count = map(format_number, counted)
    bound = f"{format_number(most.value, 4)} {most.unit}".rstrip()
    result = display(share_within(delays, limit), "rate")
    verb = "sont inférieurs à" if most.strict else "ne dépassent pas"
    return f"{within} délais sur {count} {verb} {bound} : {within} ÷ {count} = {result}"


def _within(delays: Any, limit: Scalar) -> tuple[int, int] | None:
    """Return how many delays are within the limit, and how many there are."""
    read, most = read_delays(delays), _limit(limit)
    if most is None or not read.values:
        return None
    both = most.unit and read.unit
    bound = convert(most.value, most.unit, read.unit) if both else most.value
    if bound is None:
        raise _mixed_units([read.unit, most.unit])
    least = 0 if most.strict else 1  # the limit itself is too long where it is excluded
    return sum(compare(value, bound) < least for value in read.values), len(read.values)


class Limit(NamedTuple):
    """A delay not to exceed.

    Attributes:
        value: The delay.
        unit: As shown, ``""`` for a bare number.
        strict: Whether the delay itself is too long: « à moins de 15 jours ».
    """

    value: float
    unit: str
    strict: bool


def _quantity(cell: str, what: str) -> Quantity:
    """Read one delay, in the units that only delays have: « 3 min », « 2 mois »."""
    try:
        return Quantity(*parse_number(cell, what))
    except InvalidInput as error:
        found = read_quantity(cell, what) if error.code == "nombre-illisible" else None
        if found is None:
            raise
        return found


def _limit(limit: Scalar) -> Limit | None:
    target = parse_target(limit, "la limite")
    if target.kind in UNSET:
        return None
    if target.delay is not None:
        strict = target.delay_strict or target.comparator == "<"
        return Limit(target.delay, target.delay_unit or "", strict)
    if target.kind == "count" and not target.unit and target.value is not None:
        return Limit(target.value, "", target.comparator == "<")
    raise InvalidInput(
        "delai-attendu",
        f"La limite « {target.text} » n'est pas un délai. Écrivez par exemple 21, « 21 jours » ou "
        "« 90 % en 21 jours calendaires ».",
        value=limit,
    )


@elementwise
def delay(start: Scalar, end: Scalar) -> float | None:
    """Return the calendar days from ``start`` to ``end``; ``None`` when either is blank.

    Times of day are ignored; the day of departure does not count.

    Args:
        start: Day of departure: a serial or a text.
        end: Day of arrival, on that day or later.

    Returns:
        Whole days.

    Raises:
        InvalidInput: ``fin-avant-debut``, or unreadable dates.

    Source:
        COG CAMIEG 2012-2015, annexe 4, indicateurs 18, 20 and 21 (calendar days).
    """
    first, last = to_serial(start, "la date de début"), to_serial(end, "la date de fin")
    if first is None or last is None:
        return None
    days = last // 1 - first // 1
    if days < 0:
        raise InvalidInput(
            "fin-avant-debut",
            f"La date de fin ({format_date(last)}) est avant la date de début "
            f"({format_date(first)}). Vérifiez l'ordre des deux dates.",
        )
    return days


def explain_delay(start: Scalar, end: Scalar) -> str:
    """Return the subtraction behind :func:`delay` in French.

    Args:
        start: As for :func:`delay`.
        end: As for :func:`delay`.

    Returns:
        A French sentence with the numbers put in.
    """
    days = delay(start, end)
    first, last = to_serial(start), to_serial(end)
    if days is None or first is None or last is None:
        return "Une des deux dates n'est pas renseignée : pas de résultat"
    return f"{format_date(last)} − {format_date(first)} = {display(days, 'days')}"


def _mixed_units(units: list[str]) -> InvalidInput:
    listed = " et ".join(f"« {unit} »" for unit in units)
    return InvalidInput(
        "unites-differentes",
        f"Les délais ne sont pas tous des délais de même unité ({listed}). Écrivez-les tous dans "
        "la même unité, en jours ou en heures.",
    )
