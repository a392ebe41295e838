"""Budget basics: evolution, execution rate and check of a printed total.

Amounts are euros as float64; calculations are exact and rounded once.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from msgspec import Struct

from pycog.arithmetic import (
    compare,
    difference,
    exact,
    explain_quotient,
    join_terms,
    not_negative,
    quotient,
    same,
    sum_exact,
    to_float,
)
from pycog.errors import InvalidInput
from pycog.plausibility import (
    is_as_typed,
    require_plausible,
    require_same_thousands,
    states_unit,
)
from pycog.values import Scalar, display, format_number, is_blank, parse_number, to_number
from pycog.vector import elementwise, flatten

#: What :func:`check_total` returns when parts and total agree.
CONSISTENT: Final = "Conforme"


@elementwise
def evolution(start: Scalar, end: Scalar, units: Scalar = None) -> float | None:
    """Return how an amount evolved: ``(end - start) / start``.

    Args:
        start: Amount at the start, not negative.
        end: Amount at the end.
        units: ``"tel quel"`` compares amounts that differ by a factor of a thousand or a
            million, which are refused otherwise.

    Returns:
        A ratio; ``None`` when either is blank.

    Raises:
        InvalidInput: ``division-par-zero``, ``valeur-negative`` (the starting amount),
            ``echelles-differentes``, unreadable numbers.

    Source:
        COG CAMIEG 2012-2015, annexes 2 et 3, column "Evolution 2015/2011".
    """
    before = not_negative(start, "le montant de départ")
    after = to_number(end, "le montant d'arrivée")
    if before is None or after is None:
        return None
    if not (is_as_typed(units) or (states_unit(start) and states_unit(end))):
        require_same_thousands(after, before, "le montant d'arrivée", "le montant de départ")
    return quotient(difference(after, before), before, "le montant de départ")


def explain_evolution(start: Scalar, end: Scalar, units: Scalar = None) -> str:
    """Return the arithmetic of :func:`evolution` in French.

    Args:
        start: As for :func:`evolution`.
        end: As for :func:`evolution`.
        units: As for :func:`evolution`.

    Returns:
        A French sentence with the numbers put in.
    """
    result = evolution(start, end, units)
    before, after = to_number(start), to_number(end)
    if result is None or before is None or after is None:
        return "Un des deux montants n'est pas renseigné : pas de résultat"
    first, last = format_number(before, 4), format_number(after, 4)
    return f"({last} − {first}) ÷ {first} = {display(result, 'evolution')}"


@elementwise
def base(value: Scalar, evolution: Scalar) -> float | None:
    """Return the value that an evolution started from: ``value / (1 + evolution)``.

    Args:
        value: The value reached, not negative.
        evolution: The evolution, a ratio or a text (``"5,84 %"``); −100 % leaves nothing
            to start from.

    Returns:
        A value in the unit of the first; ``None`` when either is blank.

    Raises:
        InvalidInput: ``evolution-sans-base``, ``taux-saisi-en-points`` (5.84 typed for 5.84 %),
            ``valeur-negative``, unreadable numbers.

    Source:
        Activity reports, which print a value and its evolution.
    """
    after = not_negative(value, "la valeur")
    change = _change(evolution)
    if after is None or change is None:
        return None
    if compare(change, -1.0) <= 0:
        raise InvalidInput(
            "evolution-sans-base",
            f"Une évolution de {display(change, 'percent')} ne laisse rien : la valeur de départ "
            "ne peut pas être retrouvée.",
            value=evolution,
        )
    return to_float(exact(after) / (1 + exact(change)))


def explain_base(value: Scalar, evolution: Scalar) -> str:
    """Return the division behind :func:`base` in French, for the same arguments.

    Args:
        value: As for :func:`base`.
        evolution: As for :func:`base`.

    Returns:
        A French sentence with the numbers put in.

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
def execution(executed: Scalar, authorised: Scalar, units: Scalar = None) -> float | None:
    """Return the execution rate of a budget: ``executed / authorised``.

    Args:
        executed: Executed amount, not negative.
        authorised: Authorised amount, above zero.
        units: ``"tel quel"`` compares amounts that differ by a factor of a thousand or a
            million, which are refused otherwise: 14 000 executed of 14 052 000.

    Returns:
        A ratio; ``None`` when either is blank.

    Raises:
        InvalidInput: ``division-par-zero``, ``valeur-negative``,
            ``echelles-differentes``, unreadable numbers.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.2.5 (report on the execution of the budget).
    """
    spent = not_negative(executed, _EXECUTED)
    allowed = not_negative(authorised, _AUTHORISED)
    if spent is None or allowed is None:
        return None
    if not (is_as_typed(units) or (states_unit(executed) and states_unit(authorised))):
        require_same_thousands(spent, allowed, _EXECUTED, _AUTHORISED)
    return quotient(spent, allowed, _AUTHORISED)


_EXECUTED: Final = "le montant exécuté"
_AUTHORISED: Final = "le montant autorisé"


def explain_execution(executed: Scalar, authorised: Scalar, units: Scalar = None) -> str:
    """Return the division behind :func:`execution` in French.

    Args:
        executed: As for :func:`execution`.
        authorised: As for :func:`execution`.
        units: As for :func:`execution`.

    Returns:
        A French sentence with the numbers put in.
    """
    return explain_quotient(executed, authorised, execution(executed, authorised, units))


class TotalCheck(Struct, frozen=True):
    """A printed total set against its parts, every figure exact.

    Attributes:
        parts: The parts that are given.
        summed: Their sum.
        printed: The printed total.
        tolerance: Largest difference accepted.
    """

    parts: tuple[Fraction, ...]
    summed: Fraction
    printed: Fraction
    tolerance: Fraction

    @property
    def difference(self) -> Fraction:
        """Sum of the parts minus the printed total."""
        return self.summed - self.printed

    @property
    def verdict(self) -> str:
        """:data:`CONSISTENT`, or a sentence with the difference."""
        apart = to_float(abs(self.difference))
        if same(to_float(self.summed), to_float(self.printed)) or (
            compare(apart, to_float(self.tolerance)) <= 0
        ):
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

    Blank parts are ignored. Every figure is taken for the decimal number that it is
    written as and added exactly, so that 0.1 + 0.2 and 0.3 do not differ.

    Args:
        parts: The amounts that the total should add up, a block or a list.
        total: The printed total, in the same unit.
        tolerance: Largest difference accepted, in that unit; 0 by default.

    Returns:
        The comparison, ``None`` when the total is blank.

    Returns:
        The comparison, whose verdict is a sentence; ``None`` when the total is blank.

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
    amounts = [number for number in read if number is not None]
    if printed is None:
        return None
    parts = tuple(map(exact, amounts))
    return TotalCheck(parts, sum_exact(amounts), exact(printed), exact(accepted))


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
        InvalidInput: As :func:`compare_total`.

    Source:
        As :func:`compare_total`.
    """
    compared = compare_total(parts, total, tolerance)
    return None if compared is None else compared.verdict


def explain_check_total(parts: Any, total: Scalar, tolerance: Scalar = None) -> str:
    """Return the addition behind :func:`check_total` in French, for the same arguments.

    Args:
        parts: As for :func:`check_total`.
        total: As for :func:`check_total`.
        tolerance: As for :func:`check_total`.

    Returns:
        A French sentence with the numbers put in.

    Raises:
        InvalidInput: Those of :func:`compare_total`.
    """
    compared = compare_total(parts, total, tolerance)
    return (
        "Le total n'est pas renseigné : rien à contrôler"
        if compared is None
        else compared.explain()
    )


def _write(amount: Fraction) -> str:
    return format_number(to_float(amount))
