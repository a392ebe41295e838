"""Checked arithmetic, and how an explanation writes it in French."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from typing import Final

from pycog.errors import InvalidInput
from pycog.values import Scalar, capital, display, format_number, to_number

#: An explanation lists at most this many terms of a long sum.
_TERMS_SHOWN = 12
#: Enough digits to add any float64 exactly.
EXACT: Final = Context(prec=700)


def finite(result: float) -> float:
    """Return ``result``, or refuse it where it is beyond the numbers Excel can hold.

    Raises:
        InvalidInput: ``resultat-hors-limites``.
    """
    if result - result != 0.0:
        raise _out_of_range()
    return result


def total(numbers: Iterable[float]) -> float:
    """Return the correctly rounded sum.

    Raises:
        InvalidInput: ``resultat-hors-limites``.
    """
    try:
        return finite(math.fsum(numbers))
    except OverflowError:
        raise _out_of_range() from None


def as_shown(number: float) -> Decimal:
    """Return a number with the 15 digits that Excel shows, so that 0.1 + 0.2 makes 0.3."""
    return Decimal(f"{number:.15g}")


def add(*amounts: float) -> float:
    """Return the sum of amounts, each taken :func:`as_shown` and added exactly.

    Raises:
        InvalidInput: ``resultat-hors-limites``.
    """
    summed = Decimal(0)
    for amount in amounts:
        summed = EXACT.add(summed, as_shown(amount))
    return finite(float(summed))


def quotient(above: float, below: float, under: str) -> float:
    """Return ``above / below``.

    Args:
        above: The dividend.
        below: The divisor.
        under: How to name the divisor in the error message.

    Raises:
        InvalidInput: ``division-par-zero``, ``resultat-hors-limites``.
    """
    if below == 0.0:
        raise InvalidInput(
            "division-par-zero",
            f"{capital(under)} vaut zéro : la division est impossible. Vérifiez la valeur saisie.",
        )
    return finite(above / below)


def quotient_of(above: Scalar, over: str, below: Scalar, under: str) -> float | None:
    """Return the quotient of two values as typed, none negative; ``None`` when one is blank.

    Args:
        above: The dividend.
        over: How to name it in error messages.
        below: The divisor.
        under: How to name it.

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

    Raises:
        InvalidInput: ``valeur-negative``, or an unreadable number.
    """
    number = to_number(value, what)
    if number is not None and number < 0:
        raise InvalidInput(
            "valeur-negative",
            f"{capital(what)} vaut {format_number(number)} : une valeur négative n'a pas de sens "
            "ici. Vérifiez le signe.",
            value=value,
        )
    return number


def explain_quotient(above: Scalar, below: Scalar, result: float | None) -> str:
    """Write the division that gave ``result``: « 45 ÷ 50 = 90 % »."""
    over, under = to_number(above), to_number(below)
    if over is None or under is None or result is None:
        return "Une des deux valeurs n'est pas renseignée : pas de résultat"
    return f"{format_number(over, 4)} ÷ {format_number(under, 4)} = {display(result, 'rate')}"


def join_terms(terms: Sequence[str], sign: str = " + ") -> str:
    """Write the terms of a sum or product, shortened when they are many."""
    if len(terms) <= _TERMS_SHOWN:
        return sign.join(terms)
    return f"{sign.join(terms[:_TERMS_SHOWN])}{sign}… ({len(terms)} termes)"


def _out_of_range() -> InvalidInput:
    return InvalidInput(
        "resultat-hors-limites",
        "Le résultat dépasse ce qu'Excel peut écrire : un diviseur est presque nul ou un nombre "
        "est démesuré. Vérifiez les valeurs saisies.",
    )
