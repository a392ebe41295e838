"""Budget basics: evolution, execution rate and check of a printed total.

Amounts are euros as float64; nothing is rounded inside a calculation.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pycog.arithmetic import (
    EXACT,
    add,
    as_shown,
    explain_quotient,
    finite,
    join_terms,
    not_negative,
    quotient,
    quotient_of,
)
from pycog.errors import InvalidInput
from pycog.measures import require_plausible
from pycog.values import Scalar, display, format_number, is_blank, parse_number, to_number
from pycog.vector import elementwise, flatten

#: What :func:`check_total` returns when parts and total agree.
CONSISTENT: Final = "Conforme"


@elementwise
def evolution(start: Scalar, end: Scalar) -> float | None:
    """Return ``(end - start) / start``, a ratio; ``None`` when either is blank.

    Args:
        start: Amount of the earlier year, euros, greater than 0.
        end: Amount of the later year, euros.

    Raises:
        InvalidInput: ``division-par-zero``, ``valeur-negative`` (the starting amount),
            unreadable numbers.

    Source:
        COG CAMIEG 2012-2015, annexes 2 et 3, column "Evolution 2015/2011".
    """
    before = not_negative(start, "le montant de départ")
    after = to_number(end, "le montant d'arrivée")
    if before is None or after is None:
        return None
    return quotient(finite(after - before), before, "le montant de départ")


def explain_evolution(start: Scalar, end: Scalar) -> str:
    """Return the arithmetic of :func:`evolution` in French, for the same arguments.

    Raises:
        InvalidInput: Those of :func:`evolution`.
    """
    result = evolution(start, end)
    before, after = to_number(start), to_number(end)
    if result is None or before is None or after is None:
        return "Un des deux montants n'est pas renseigné : pas de résultat"
    first, last = format_number(before, 4), format_number(after, 4)
    return f"({last} − {first}) ÷ {first} = {display(result, 'evolution')}"


@elementwise
def base(value: Scalar, evolution: Scalar) -> float | None:
    """Return the value that an evolution started from: ``value / (1 + evolution)``.

    Args:
        value: Value reached, not negative; the result is in its unit.
        evolution: A ratio (0.0584) or a text with its sign (« +5,84 % »), greater than −1: an
            evolution of −100 % leaves nothing to start from.

    Returns:
        The starting value, ``None`` when either is blank.

    Raises:
        InvalidInput: ``evolution-sans-base``, ``taux-saisi-en-points`` (5.84 typed for 5.84 %),
            ``valeur-negative``, unreadable numbers.

    Source:
        Rapport d'activité 2020, CPAM de l'Isère, médiation (435 saisines, +5,84 %).
    """
    after = not_negative(value, "la valeur")
    change = _change(evolution)
    if after is None or change is None:
        return None
    if change <= -1.0:
        raise InvalidInput(
            "evolution-sans-base",
            f"Une évolution de {display(change, 'percent')} ne laisse rien : la valeur de départ "
            "ne peut pas être retrouvée.",
            value=evolution,
        )
    return finite(after / add(1.0, change))


def explain_base(value: Scalar, evolution: Scalar) -> str:
    """Return the division behind :func:`base` in French, for the same arguments.

    Raises:
        InvalidInput: Those of :func:`base`.
    """
    result, after, change = base(value, evolution), to_number(value), _change(evolution)
    if result is None or after is None or change is None:
        return "La valeur ou l'évolution n'est pas renseignée : pas de résultat"
    sign = "−" if change < 0 else "+"
    rate = display(abs(change), "percent")
    return f"{format_number(after, 4)} ÷ (1 {sign} {rate}) = {display(result)}"


def _change(evolution: Scalar) -> float | None:
    what = "l'évolution"
    if isinstance(evolution, str) and not is_blank(evolution):
        number = parse_number(evolution, what)
        if not number.unit:
            require_plausible(number.value, what)
        return number.value
    change = to_number(evolution, what)
    if change is not None:
        require_plausible(change, what)
    return change


@elementwise
def execution(executed: Scalar, authorised: Scalar) -> float | None:
    """Return ``executed / authorised``, a ratio; ``None`` when either is blank.

    Args:
        executed: Executed amount, euros, not negative.
        authorised: Authorised amount, euros, greater than 0.

    Raises:
        InvalidInput: ``division-par-zero``, ``valeur-negative``, unreadable numbers.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.2.5 (report on the execution of the budget).
    """
    return quotient_of(executed, "le montant exécuté", authorised, "le montant autorisé")


def explain_execution(executed: Scalar, authorised: Scalar) -> str:
    """Return the division behind :func:`execution` in French, for the same arguments.

    Raises:
        InvalidInput: Those of :func:`execution`.
    """
    return explain_quotient(executed, authorised, execution(executed, authorised))


@dataclass(frozen=True, slots=True)
class TotalCheck:
    """A printed total set against its parts, every figure exact.

    Attributes:
        parts: The parts that are given.
        summed: Their sum.
        printed: The printed total.
        tolerance: Largest difference accepted.
    """

    parts: tuple[Decimal, ...]
    summed: Decimal
    printed: Decimal
    tolerance: Decimal

    @property
    def difference(self) -> Decimal:
        """Sum of the parts minus the printed total."""
        return EXACT.subtract(self.summed, self.printed)

    @property
    def verdict(self) -> str:
        """:data:`CONSISTENT`, or a sentence with the difference."""
        if EXACT.abs(self.difference) <= self.tolerance:
            return CONSISTENT
        gap = _write(self.difference)
        return (
            f"Écart de {'' if gap.startswith('-') else '+'}{gap} : les parties font "
            f"{_write(self.summed)}, le total indique {_write(self.printed)}"
        )

    def explain(self) -> str:
        """Return the addition in French."""
        terms = join_terms([_write(part) for part in self.parts]) or "0"
        verdict = self.verdict
        return f"{terms} = {_write(self.summed)}, total de {_write(self.printed)} : {verdict}"


def compare_total(parts: Any, total: Scalar, tolerance: Scalar = None) -> TotalCheck | None:
    """Set a printed total against its parts.

    Blank parts are ignored. Every figure is taken with the 15 digits that Excel
    shows and added exactly, so that 0.1 + 0.2 and 0.3 do not differ.

    Args:
        parts: The amounts that the total should add up, a block or a list.
        total: The printed total, in the same unit.
        tolerance: Largest difference accepted, in that unit; 0 by default.

    Returns:
        The comparison, ``None`` when the total is blank.

    Raises:
        InvalidInput: Unreadable numbers, or a negative tolerance.

    Source:
        COG CAMIEG 2012-2015, annexes 2 et 3: totals printed beside their parts.
    """
    accepted = not_negative(tolerance, "la tolérance") or 0.0
    printed = to_number(total, "le total")
    read = [
        to_number(cell, f"la partie n° {position}")
        for position, cell in enumerate(flatten(parts), start=1)
    ]
    amounts = tuple(as_shown(number) for number in read if number is not None)
    if printed is None:
        return None
    summed = functools.reduce(EXACT.add, amounts, Decimal(0))
    return TotalCheck(amounts, summed, as_shown(printed), as_shown(accepted))


def check_total(parts: Any, total: Scalar, tolerance: Scalar = None) -> str | None:
    """Tell whether a printed total is the sum of its parts.

    Args:
        parts: As for :func:`compare_total`.
        total: As there.
        tolerance: As there.

    Returns:
        :data:`CONSISTENT`, or a sentence with the difference; ``None`` when the total
        is blank.

    Raises:
        InvalidInput: Those of :func:`compare_total`.

    Source:
        COG CAMIEG 2012-2015, annexes 2 et 3: totals printed beside their parts.
    """
    compared = compare_total(parts, total, tolerance)
    return None if compared is None else compared.verdict


def explain_check_total(parts: Any, total: Scalar, tolerance: Scalar = None) -> str:
    """Return the addition behind :func:`check_total` in French, for the same arguments.

    Raises:
        InvalidInput: Those of :func:`compare_total`.
    """
    compared = compare_total(parts, total, tolerance)
    return (
        "Le total n'est pas renseigné : rien à contrôler"
        if compared is None
        else compared.explain()
    )


def _write(amount: Decimal) -> str:
    return format_number(float(amount))
