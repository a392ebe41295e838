"""The landing: what the year will end at, from what is counted so far and a named method.

What is forecast adds up over the year: an amount spent, a number of files. A rate does not,
and is refused; its numerator and its denominator are forecast apart.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from msgspec import Struct

from pycog.arithmetic import compare, exact, not_negative, to_float
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex
from pycog.plausibility import (
    is_as_typed,
    require_no_thousandfold,
    require_same_thousands,
    states_unit,
)
from pycog.values import (
    Scalar,
    choose,
    clean,
    date_of,
    display,
    excerpt,
    format_number,
    is_blank,
    month_end,
    month_number,
    parse_number,
    to_serial,
)
from pycog.vector import elementwise

LINEAR: Final = "linéaire"
SAME_SHARE: Final = "même part que l'an dernier"
AS_GIVEN: Final = "saisi"
#: The methods; the first is the default.
METHODS: Final = (LINEAR, SAME_SHARE, AS_GIVEN)

_ASSUMPTIONS: Final = {
    LINEAR: "atterrissage-lineaire",
    SAME_SHARE: "atterrissage-meme-part",
    AS_GIVEN: "atterrissage-saisi",
}
_MONTHS: Final = 12
#: A serial before it is no date of an agreement, but a number typed for a month.
_FIRST_YEAR: Final = 1950
#: A text that means to be a date; any other is a word that says no month.
_DATE_LIKE: Final = regex(r"\d\D+\d{2}|\d{4}")
_DONE: Final = "le montant à date"
_LAST: Final = "le montant à la même date de l'an dernier"
_FULL: Final = "le montant de l'année entière de l'an dernier"
_GIVEN: Final = "la prévision saisie"


class _Landing(Struct, frozen=True):
    """A landing, and the arithmetic that gave it."""

    value: float
    terms: str


@elementwise
def forecast(
    to_date: Scalar,
    reached: Scalar,
    method: Scalar = None,
    last_to_date: Scalar = None,
    last_full: Scalar = None,
    given: Scalar = None,
    units: Scalar = None,
) -> float | None:
    """Return what the year will end at.

    Args:
        to_date: Amount or number since 1 January, not negative.
        reached: Up to when: the number of whole months (9), a month in full (``"septembre"``)
            or a date. A begun month counts for the share of its days.
        method: One of :data:`METHODS`; blank for the first.
        last_to_date: Amount at the same date of the year before, for :data:`SAME_SHARE`.
        last_full: Amount of that whole year, for :data:`SAME_SHARE`.
        given: The forecast as typed, for :data:`AS_GIVEN`.
        units: ``"tel quel"`` lets through amounts that differ by a factor of a thousand or a
            million, which are refused otherwise.

    Returns:
        A value in the unit of the first; ``None`` when something that the method needs is blank.

    Raises:
        InvalidInput: ``choix-inconnu`` (method), ``mois-attendu``, ``valeur-negative``,
            ``taux-non-cumulable``, ``division-par-zero`` (nothing last year at that date),
            ``part-superieure-a-l-annee``, ``echelles-differentes``, unreadable numbers.

    Source:
        :data:`pycog.assumptions.ASSUMPTIONS` (``"atterrissage-…"``): no agreement states one.
    """
    found = _landing((to_date, last_to_date, last_full, given), reached, method, units)
    return None if found is None else found.value


def explain_forecast(
    to_date: Scalar,
    reached: Scalar,
    method: Scalar = None,
    last_to_date: Scalar = None,
    last_full: Scalar = None,
    given: Scalar = None,
    units: Scalar = None,
) -> str:
    """Return the arithmetic of :func:`forecast` in French.

    Args:
        to_date: As for :func:`forecast`.
        reached: As there.
        method: As there.
        last_to_date: As there.
        last_full: As there.
        given: As there.
        units: As there.

    Returns:
        A French sentence with the numbers put in.
    """
    found = _landing((to_date, last_to_date, last_full, given), reached, method, units)
    name = choose(method, METHODS, "la méthode")
    if found is None:
        return f"Méthode « {name} » : il manque {_needed(name)}, pas de résultat"
    return f"Méthode « {name} » : {found.terms}"


def forecast_assumptions(
    to_date: Scalar,
    reached: Scalar,
    method: Scalar = None,
    last_to_date: Scalar = None,
    last_full: Scalar = None,
    given: Scalar = None,
    units: Scalar = None,
) -> tuple[str, ...]:
    """Return the ids of the assumptions that a landing rests on.

    Args:
        to_date: As for :func:`forecast`.
        reached: As there.
        method: As there.
        last_to_date: As there.
        last_full: As there.
        given: As there.
        units: As there.

    Returns:
        Ids of :data:`pycog.assumptions.ASSUMPTIONS`.
    """
    return (_ASSUMPTIONS[choose(method, METHODS, "la méthode")],)


def elapsed_months(reached: Scalar) -> Fraction | None:
    """Return how many months of the year are over, up to 12.

    Args:
        reached: As for :func:`forecast`.

    Returns:
        Whole months and, for a day within a month, the share of its days; ``None`` for a blank.

    Raises:
        InvalidInput: ``mois-attendu``, or an unreadable date.
    """
    if is_blank(reached):
        return None
    month = _month(reached)
    if month is not None:
        return Fraction(month)
    if isinstance(reached, str) and not _DATE_LIKE.search(reached):
        raise _no_month(reached)
    serial = to_serial(reached, "la date atteinte")
    day = date_of(serial) if serial is not None else None
    if day is None or day.year < _FIRST_YEAR:
        raise _no_month(reached)
    return Fraction(day.month - 1) + Fraction(day.day, month_end(day.year, day.month).day)


def _month(reached: Scalar) -> int | None:
    """Return the month that a number or a name says; ``None`` for what may be a date."""
    if isinstance(reached, bool):
        raise _no_month(reached)
    if isinstance(reached, str):
        text = clean(reached).lower().removeprefix("fin ")
        if not text.isdecimal():
            return month_number(text)
        number = float(text)
    elif isinstance(reached, int | float):
        number = float(reached)
    else:
        raise _no_month(reached)
    if number > _MONTHS and not isinstance(reached, str):
        return None
    if number != number // 1 or not 1 <= number <= _MONTHS:
        raise _no_month(reached)
    return int(number)


def _no_month(reached: Scalar) -> InvalidInput:
    return InvalidInput(
        "mois-attendu",
        f"Le mois atteint « {excerpt(display(reached))} » n'est ni un mois ni une date. Écrivez le "
        "nombre de mois écoulés, de 1 à 12, un mois en toutes lettres ou une date : 9, septembre "
        "ou 30/09/2013.",
        value=reached,
    )


def _landing(
    amounts: tuple[Scalar, Scalar, Scalar, Scalar], reached: Scalar, method: Scalar, units: Scalar
) -> _Landing | None:
    name = choose(method, METHODS, "la méthode")
    checked = not is_as_typed(units)
    to_date, last_to_date, last_full, given = amounts
    if name == AS_GIVEN:
        return _as_given(to_date, given, checked=checked)
    if name == SAME_SHARE:
        elapsed_months(reached)
        return _same_share(to_date, last_to_date, last_full, checked=checked)
    done, months = _summable(to_date, _DONE), elapsed_months(reached)
    if done is None or months is None:
        return None
    value = to_float(exact(done) * _MONTHS / months)
    written = format_number(to_float(months), 4)
    return _Landing(value, f"{_write(done)} × 12 ÷ {written} mois = {_write(value)}")


def _same_share(
    to_date: Scalar, last_to_date: Scalar, last_full: Scalar, *, checked: bool
) -> _Landing | None:
    done, last = _summable(to_date, _DONE), _summable(last_to_date, _LAST)
    full = _summable(last_full, _FULL)
    if done is None or last is None or full is None:
        return None
    if last == 0.0:
        raise InvalidInput(
            "division-par-zero",
            "Rien n'était compté à la même date de l'an dernier : la part de l'année ne se calcule "
            f"pas. Prenez la méthode « {LINEAR} » ou « {AS_GIVEN} ».",
            value=last_to_date,
        )
    if compare(last, full) > 0:
        raise InvalidInput(
            "part-superieure-a-l-annee",
            f"L'an dernier, le montant à date ({_write(last)}) dépasse celui de l'année entière "
            f"({_write(full)}) : vérifiez l'ordre et l'année des deux, ou prenez la méthode "
            f"« {LINEAR} » ou « {AS_GIVEN} ».",
            value=last_to_date,
        )
    if checked and not (states_unit(to_date) and states_unit(last_to_date)):
        require_same_thousands(done, last, _DONE, _LAST)
    value = to_float(exact(done) * exact(full) / exact(last))
    share = display(to_float(exact(last) / exact(full)), "percent")
    return _Landing(
        value,
        f"{_write(done)} × {_write(full)} ÷ {_write(last)} = {_write(value)} (l'an dernier, "
        f"{share} de l'année à la même date)",
    )


def _as_given(to_date: Scalar, given: Scalar, *, checked: bool) -> _Landing | None:
    value, done = not_negative(given, _GIVEN), not_negative(to_date, _DONE)
    if value is None:
        return None
    if checked and done is not None and not (states_unit(given) and states_unit(to_date)):
        require_no_thousandfold(done, value, _DONE, _GIVEN)
    return _Landing(value, f"{_write(value)}, tel que saisi")


def _summable(value: Scalar, what: str) -> float | None:
    """Read a number that adds up over the year; a rate does not."""
    number = not_negative(value, what)
    if number is not None and isinstance(value, str) and parse_number(value).unit == "%":
        raise InvalidInput(
            "taux-non-cumulable",
            f"« {excerpt(value)} » est un taux : il ne s'additionne pas de mois en mois, et son "
            "atterrissage ne s'extrapole pas. Calculez celui de son numérateur et celui de son "
            f"dénominateur, puis divisez, ou prenez la méthode « {AS_GIVEN} ».",
            value=value,
        )
    return number


def _needed(method: str) -> str:
    return {
        LINEAR: "le montant à date ou le mois atteint",
        SAME_SHARE: "le montant à date ou l'un des deux montants de l'an dernier",
        AS_GIVEN: "la prévision saisie",
    }[method]


def _write(amount: float) -> str:
    return format_number(amount, 4)
