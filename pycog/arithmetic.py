"""The one place for arithmetic: exact decimals, comparison, cents, and their French writing.

A float stands for the decimal number that it is written as: 0.1 is one tenth. Rules add,
multiply and divide such numbers as fractions and round once. Two numbers are equal when
they show the same 15 significant digits, as in Excel, which keeps no more of what is
typed. A number with more digits comes from a calculation and carries its rounding errors:
it is also equal to what lies within them (see :func:`noise`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from pycog.errors import InvalidInput
from pycog.values import (
    AMOUNT_UNITS,
    Scalar,
    capital,
    display,
    fold,
    format_number,
    to_number,
)

#: An explanation lists at most this many terms of a long sum.
_TERMS_SHOWN = 12
#: Significant digits that Excel keeps, shows and compares.
_DIGITS: Final = 15
#: A short decimal is one of a grid this many times wider than the noise.
_BY_CHANCE: Final = 256
#: Units in the last place that a calculation may be wrong by: a mean of many terms is.
_UNITS: Final = 8
#: Units in the last place of the operands that a subtraction may be wrong by.
_OPERANDS: Final = 2
#: The same where the number may also have been typed: half of each operand's last place.
_TYPED: Final = 1.5
#: Binary zeros, as a factor, that show a cancellation in a number of 14 or 15 digits.
_CANCELLED: Final = 4
#: The same in a number of fewer digits.
_CANCELLED_BY_FAR: Final = 256
#: Below 1 the operands were rates: 1 − 0.95 is wrong by what 1 is.
_UNIT_OF_RATES: Final = math.ulp(1.0)
#: The coarsest digits that operands may have had: those of a thousand million.
_COARSEST: Final = math.ulp(1e9)
#: Numbers further apart, relatively or in all, are plainly different.
_FAR: Final = (2e-14, 2.0 * _UNITS * _COARSEST)
#: How far, relatively, a calculated number may be moved to be read as a short decimal.
_NEAR: Final = 1e-8


def _digits(number: float) -> int:
    """Return how many significant digits the shortest writing of a number has."""
    mantissa = repr(number).partition("e")[0].replace(".", "").lstrip("-0")
    return len(mantissa.rstrip("0"))


def noise(number: float) -> float:
    """Return how far a number may be from the decimal number that its calculation means.

    What is typed has at most 15 digits and is exact. A longer number comes from a
    calculation. Its own last digits tell how wrong it is, unless a subtraction cancelled
    leading digits: the binary zeros at its end then show how coarse its operands were
    (734 512.31 − 734 500.11 is a multiple of 2⁻³³). What no number shows is a cancellation
    followed by a sum, a product or a quotient that fills these zeros again.

    Args:
        number: A finite number.

    Returns:
        A distance, 0 for what can have been typed.

    Source:
        IEEE 754 binary64, in which Excel computes, and its limit of 15 significant digits.
    """
    if 0.0 < abs(number) < _UNIT_OF_RATES:
        return _UNITS * _UNIT_OF_RATES  # nothing that is measured or paid is so small
    digits = _digits(number)
    numerator, denominator = number.as_integer_ratio()
    last_bit, unit = (numerator & -numerator) / denominator, math.ulp(number)
    zeros = min(last_bit, _COARSEST)
    if digits <= _DIGITS:
        # It may have been typed, unless it ends in more zeros than such numbers do: whole
        # numbers and halves do, and are exactly what they show.
        many = _CANCELLED if digits >= _DIGITS - 1 else _CANCELLED_BY_FAR
        calculated = last_bit >= many * unit and Fraction(repr(number)) != number
        return _TYPED * zeros if calculated else 0.0
    own = _UNITS * (max(unit, _UNIT_OF_RATES) if abs(number) < 1.0 else unit)
    return max(own, _OPERANDS * zeros)


@lru_cache(maxsize=8192)
def exact(number: float) -> Fraction:
    """Return the decimal number that a float stands for: 0.1 is one tenth.

    A calculated number is taken for the short decimal within its :func:`noise`, where
    there is one: 0.1 + 0.2 is three tenths, 1 ÷ 3 stays as it is. Short means that
    chance would hardly put such a decimal so near.

    Args:
        number: A finite number.

    Returns:
        An exact fraction.
    """
    written = Decimal(repr(float(number)))
    margin = min(noise(number), _NEAR * abs(number))
    if margin:
        grid = math.ceil(math.log10(_BY_CHANCE * margin))
        digits = max(1, math.floor(math.log10(abs(number))) + 1 - grid)
        short = f"{number:.{digits}g}"
        if abs(float(short) - number) <= margin:
            written = Decimal(short)
    return Fraction(*written.as_integer_ratio())


def to_float(value: Fraction | int) -> float:
    """Return the nearest float.

    Args:
        value: An exact number.

    Returns:
        The float that is nearest, rounded once.

    Raises:
        InvalidInput: ``resultat-hors-limites``.
    """
    try:
        return float(value)
    except OverflowError:
        raise _out_of_range() from None


def divided(above: Fraction, below: Fraction) -> float:
    """Return the float nearest to a quotient, without reducing the fraction that it is.

    Args:
        above: The dividend.
        below: The divisor, not zero.

    Returns:
        Their quotient, rounded once.

    Raises:
        InvalidInput: ``resultat-hors-limites``.
    """
    over, under = above.numerator * below.denominator, above.denominator * below.numerator
    try:
        return over / under if over else 0.0  # whole numbers are divided with one rounding
    except OverflowError:
        raise _out_of_range() from None


def compare(first: float, second: float) -> int:
    """Return -1, 0 or 1 as ``first`` is less than, equal to or more than ``second``.

    The one comparison of all rules. Equal are two numbers that show the same 15
    significant digits, or no further apart than the :func:`noise` of both.

    Args:
        first: A finite number.
        second: Another one.

    Returns:
        0 for equal numbers, otherwise the sign of the difference.

    Source:
        Excel's limit of 15 significant digits; :data:`pycog.assumptions.ASSUMPTIONS`
        (``"egalite-quinze-chiffres"``).
    """
    apart = first - second
    if not apart:
        return 0
    relative, absolute = _FAR
    if abs(apart) <= absolute + relative * (abs(first) + abs(second)) and (
        shows_same(first, second) or abs(apart) <= noise(first) + noise(second)
    ):
        return 0
    return 1 if apart > 0 else -1


def shows_same(first: float, second: float) -> bool:
    """Tell whether two numbers have the same 15 significant digits, all that Excel shows.

    Args:
        first: A finite number.
        second: Another one.
    """
    # What is further apart needs no writing out.
    near = abs(first - second) <= _FAR[0] * abs(second)
    return near and f"{first:.{_DIGITS}g}" == f"{second:.{_DIGITS}g}"


def is_stored_form(stored: float, value: float) -> bool:
    """Tell whether a program that stores 15 digits has a number for another.

    Excel and LibreOffice round what they store from the shortest digits of a number, halves
    upwards, where :func:`shows_same` rounds the binary number itself.

    Args:
        stored: What is stored, a finite number.
        value: What was calculated, a finite number.
    """
    if shows_same(stored, value):
        return True
    if abs(stored - value) > _FAR[0] * abs(value):
        return False
    exact = Decimal(repr(value))
    last = Decimal(1).scaleb(exact.adjusted() - _DIGITS + 1)
    return Decimal(repr(stored)) == exact.quantize(last, ROUND_HALF_UP)


def same(first: float, second: float) -> bool:
    """Tell whether two numbers are equal (see :func:`compare`).

    Args:
        first: A finite number.
        second: Another one.

    Returns:
        Whether no rule may tell them apart.
    """
    return compare(first, second) == 0


def difference(first: float, second: float) -> float:
    """Return ``first - second`` exactly, 0 where they are equal (see :func:`compare`).

    Args:
        first: A finite number.
        second: What is taken from it, in the same unit.

    Returns:
        The difference of the decimal numbers, rounded once.

    Raises:
        InvalidInput: ``resultat-hors-limites``.
    """
    return 0.0 if same(first, second) else to_float(exact(first) - exact(second))


def sum_exact(numbers: Iterable[float]) -> Fraction:
    """Return the exact sum of the decimal numbers that floats stand for.

    Args:
        numbers: Finite numbers in one unit.

    Returns:
        An exact fraction; 0 for none.
    """
    return sum(map(exact, numbers), Fraction(0))


def total(numbers: Iterable[float]) -> float:
    """Return the sum, rounded once (see :func:`exact`).

    Args:
        numbers: Finite numbers in one unit.

    Returns:
        Their sum in that unit; 0 for none.

    Raises:
        InvalidInput: ``resultat-hors-limites``.
    """
    return to_float(sum_exact(numbers))


def add(*amounts: float) -> float:
    """Return the sum of the arguments as :func:`total` does.

    Raises:
        InvalidInput: ``resultat-hors-limites``.
    """
    return total(amounts)


def whole_cents(amount: float | Fraction) -> int:
    """Return an amount in cents, half a cent moving away from zero: 10.005 gives 1001.

    Args:
        amount: Euros, as a float or exactly.

    Returns:
        Whole cents, negative for a negative amount.
    """
    value = (amount if isinstance(amount, Fraction) else exact(amount)) * 100
    rounded = math.floor(abs(value) + Fraction(1, 2))
    return rounded if value >= 0 else -rounded


def cents(amount: float | Fraction) -> float:
    """Return an amount rounded to the cent, half a cent moving away from zero.

    The decimals that are rounded are those of the number as written: 2.675 gives 2.68,
    although the float that stores it is a little below.

    Args:
        amount: Euros, as a float or exactly.

    Returns:
        Euros with two decimals.

    Raises:
        InvalidInput: ``resultat-hors-limites``.

    Source:
        :data:`pycog.assumptions.ASSUMPTIONS` (``"arrondi-a-payer"``).
    """
    return to_float(Fraction(whole_cents(amount), 100))


def finite(result: float) -> float:
    """Return ``result``, or refuse it where it is beyond the numbers Excel can hold.

    Raises:
        InvalidInput: ``resultat-hors-limites``.
    """
    if result - result != 0.0:
        raise _out_of_range()
    return result


def quotient(above: float, below: float, under: str) -> float:
    """Return ``above / below``, rounded once (see :func:`exact`).

    Args:
        above: The dividend.
        below: The divisor.
        under: How to name the divisor in the error message.

    Returns:
        A ratio, or an amount for one of what divides.

    Raises:
        InvalidInput: ``division-par-zero``, ``resultat-hors-limites``.
    """
    if below == 0.0:
        raise InvalidInput(
            "division-par-zero",
            f"{capital(under)} vaut zéro : la division est impossible. Vérifiez la valeur saisie.",
        )
    return divided(exact(above), exact(below))


def quotient_of(above: Scalar, over: str, below: Scalar, under: str) -> float | None:
    """Return the quotient of two values as typed, none negative; ``None`` when one is blank.

    Args:
        above: The dividend.
        over: How to name it in error messages.
        below: The divisor.
        under: How to name it.

    Returns:
        A ratio, or an amount for one of what divides; ``None`` for a blank.

    Raises:
        InvalidInput: ``valeur-negative``, ``division-par-zero``, ``resultat-hors-limites``,
            or an unreadable number.
    """
    dividend, divisor = not_negative(above, over), not_negative(below, under)
    if dividend is None or divisor is None:
        return None
    return quotient(dividend, divisor, under)


def not_negative(value: Scalar, what: str) -> float | None:
    """Read a number that cannot be negative; ``None`` when it is blank.

    Args:
        value: A cell value.
        what: How to name it in the error message.

    Returns:
        The number; 0 for the noise of a calculation that should give 0.

    Raises:
        InvalidInput: ``valeur-negative``, or an unreadable number.
    """
    number = to_number(value, what)
    if number is not None and number < 0 and compare(number, 0.0):
        raise InvalidInput(
            "valeur-negative",
            f"{capital(what)} vaut {format_number(number)} : une valeur négative n'a pas de sens "
            "ici. Vérifiez le signe.",
            value=value,
        )
    return number if number is None else max(number, 0.0)


def explain_quotient(above: Scalar, below: Scalar, result: float | None) -> str:
    """Write the division that gave ``result``: « 45 ÷ 50 = 90 % ».

    Args:
        above: The dividend as typed.
        below: The divisor as typed.
        result: The rate that they gave; ``None`` where one is blank.

    Returns:
        A French sentence.
    """
    over, under = to_number(above), to_number(below)
    if over is None or under is None or result is None:
        return "Une des deux valeurs n'est pas renseignée : pas de résultat"
    return f"{format_number(over, 4)} ÷ {format_number(under, 4)} = {display(result, 'rate')}"


def join_terms(terms: Sequence[str], sign: str = " + ") -> str:
    """Write the terms of a sum or product, shortened when they are many.

    Args:
        terms: The terms, written in French.
        sign: What stands between them.

    Returns:
        The terms, the middle of a long list left out and the number of them added.
    """
    if len(terms) <= _TERMS_SHOWN:
        return sign.join(terms)
    return f"{sign.join(terms[:_TERMS_SHOWN])}{sign}… ({len(terms)} termes)"


def _out_of_range() -> InvalidInput:
    return InvalidInput(
        "resultat-hors-limites",
        "Le résultat dépasse ce qu'Excel peut écrire : un diviseur est presque nul ou un nombre "
        "est démesuré. Vérifiez les valeurs saisies.",
    )


def convert_amount(amount: float, unit: str, wanted: str) -> float:
    """Convert an amount between euros, thousands and millions, exactly and rounded once.

    Args:
        amount: An amount in ``unit``.
        unit: One of :data:`pycog.values.AMOUNT_UNITS`.
        wanted: The unit of the result, likewise.
    """
    power = AMOUNT_UNITS[unit] - AMOUNT_UNITS[wanted]
    return to_float(exact(amount) * Fraction(10) ** power)


_AMOUNT_WORDS: Final = {
    "€": "€", "eur": "€", "euro": "€", "euros": "€",
    "k€": "k€", "keur": "k€", "milliersd'euros": "k€", "milliers€": "k€",
    "m€": "M€", "meur": "M€", "millionsd'euros": "M€", "millions€": "M€",
}  # fmt: skip


def amount_kind(unit: str) -> str:
    """Return how :func:`pycog.values.display` writes an amount.

    Args:
        unit: One of :data:`pycog.values.AMOUNT_UNITS`, or ``""`` where the unit is not known.
    """
    return "amount" if unit == "€" else unit or "number"


def amount_unit(text: str) -> str | None:
    """Return the unit of amounts that a text names (``"millions d'euros"``), ``None`` if none.

    Args:
        text: As printed above a table, accents, case and spaces free.
    """
    return _AMOUNT_WORDS.get(fold(text).replace(" ", ""))
