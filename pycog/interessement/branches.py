"""Bodies attached to several national bodies: means, envelopes and compensation.

All staff of such a body get the same amount per FTE, the mean of its branches weighted
by their staff. Each national body pays that amount for its own staff; what this costs
it more or less than its own amount is made good between the national bodies.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from pycog.arithmetic import (
    exact,
    join_terms,
    not_negative,
    quotient,
    sum_exact,
    to_float,
    total,
    whole_cents,
)
from pycog.errors import NotAvailable
from pycog.interessement.success_rates import unequal
from pycog.values import Scalar, display, format_number
from pycog.vector import flatten, like, shape


def mean(amounts: Any, fte: Any) -> float | None:
    """Return the mean of amounts per FTE, weighted by staff.

    Args:
        amounts: Amount per FTE of each branch, euros.
        fte: Staff of each branch, same shape; a branch without staff counts for nothing.

    Returns:
        Euros per FTE; ``None`` when all is blank.

    Raises:
        InvalidInput: ``plages-inegales``, ``valeur-negative``, ``division-par-zero``.
        NotAvailable: ``montant-manquant``, ``effectif-manquant``.

    Source:
        Annexe intéressement, branche maladie, 3.3.
    """
    pairs = [pair for pair in _branches(amounts, fte) if pair is not None]
    return None if not pairs else to_float(_mean(pairs))


def explain_mean(amounts: Any, fte: Any) -> str:
    """Return the weighted mean behind :func:`mean` in French.

    Args:
        amounts: As for :func:`mean`.
        fte: As for :func:`mean`.

    Returns:
        A French sentence with the numbers put in.
    """
    result = mean(amounts, fte)
    if result is None:
        return "Aucune branche n'est renseignée : pas de résultat"
    pairs = [pair for pair in _branches(amounts, fte) if pair is not None]
    terms = join_terms([f"{display(a, 'amount')} × {format_number(n, 4)}" for a, n in pairs])
    staff = format_number(total(n for _, n in pairs), 4)
    return f"({terms}) ÷ {staff} ETP = {display(result, 'amount')}"


def envelopes(amounts: Any, fte: Any, agricultural: Scalar = None) -> Any:
    """Return what each national body pays to the body, to the cent, laid out as ``amounts``.

    It is the mean amount times the staff of the branch, plus the branch's share of the
    agricultural staff of a CGSS, pro rata of its staff.

    Args:
        amounts: Amount per FTE that each branch would pay on its own, euros.
        fte: Staff of each branch.
        agricultural: Staff of the farmers' branch, 0 by default.

    Returns:
        Euros, to the cent.

    Raises:
        InvalidInput, NotAvailable: As :func:`mean`.

    Source:
        Annexe intéressement, branche maladie, 3.3.
    """
    farmers = exact(not_negative(agricultural, "le nombre d'ETP agricoles") or 0.0)
    cells = _branches(amounts, fte)
    pairs = [pair for pair in cells if pair is not None]
    if not pairs:
        return like(amounts, [None for _ in cells])
    each, staff = _mean(pairs), sum_exact(n for _, n in pairs)
    paid = [each * exact(n) * (1 + farmers / staff) for _, n in pairs]
    return like(amounts, _laid_out(cells, _to_the_cent(paid)))


def compensation(own_amounts: Any, fte: Any) -> Any:
    """Return what each national body pays to (+) or receives from (−) the others.

    A branch whose own amount is above the mean pays less to the body than it would
    alone: it hands the difference over. The results are rounded to the cent so that
    they sum to zero exactly.

    Args:
        own_amounts: Amount per FTE that each branch would pay on its own, euros.
        fte: Staff of each branch, same shape.

    Returns:
        Euros, laid out as ``own_amounts``.

    Raises:
        InvalidInput, NotAvailable: As :func:`mean`.

    Source:
        Annexe intéressement, branche maladie, 3.3 (mécanisme de compensation).
    """
    cells = _branches(own_amounts, fte)
    pairs = [pair for pair in cells if pair is not None]
    if not pairs:
        return like(own_amounts, [None for _ in cells])
    each = _mean(pairs)
    moved = [(exact(amount) - each) * exact(n) for amount, n in pairs]
    return like(own_amounts, _laid_out(cells, _to_the_cent(moved)))


def explain_compensation(own_amounts: Any, fte: Any) -> str:
    """Return the transfers behind :func:`compensation` in French.

    Args:
        own_amounts: As for :func:`compensation`.
        fte: As for :func:`compensation`.

    Returns:
        A French sentence with the numbers put in.
    """
    cells = [cell for cell in flatten(compensation(own_amounts, fte)) if cell is not None]
    if not cells:
        return "Aucune branche n'est renseignée : pas de résultat"
    parts = join_terms([display(cell, "amount") for cell in cells], " ; ")
    return (
        f"{explain_mean(own_amounts, fte)} ; (montant propre − moyenne) × ETP : {parts} ; somme 0 €"
    )


def explain_envelopes(amounts: Any, fte: Any, agricultural: Scalar = None) -> str:
    """Return the products behind :func:`envelopes` in French.

    Args:
        amounts: As for :func:`envelopes`.
        fte: As for :func:`envelopes`.
        agricultural: As for :func:`envelopes`.

    Returns:
        A French sentence with the numbers put in.
    """
    paid = [cell for cell in flatten(envelopes(amounts, fte, agricultural)) if cell is not None]
    if not paid:
        return "Aucune branche n'est renseignée : pas de résultat"
    parts = " ; ".join(display(cell, "amount") for cell in paid)
    return f"{explain_mean(amounts, fte)} ; moyenne × ETP : {parts}"


def _branches(amounts: Any, fte: Any) -> list[tuple[float, float] | None]:
    """Read the branches; ``None`` for a cell blank on both sides."""
    if shape(amounts) != shape(fte):
        raise unequal("montants", "effectifs")
    found: list[tuple[float, float] | None] = []
    both = zip(flatten(amounts), flatten(fte), strict=True)
    for position, (cell, staff_cell) in enumerate(both, start=1):
        amount = not_negative(cell, f"le montant de la branche n° {position}")
        staff = not_negative(staff_cell, f"le nombre d'ETP de la branche n° {position}")
        if amount is None and staff is None:
            found.append(None)
        elif amount is None and staff == 0:
            found.append((0.0, 0.0))
        elif amount is None or staff is None:
            raise _missing(position, amount_missing=amount is None)
        else:
            found.append((amount, staff))
    return found


def _missing(position: int, *, amount_missing: bool) -> NotAvailable:
    what = "Le montant" if amount_missing else "Le nombre d'ETP"
    return NotAvailable(
        "montant-manquant" if amount_missing else "effectif-manquant",
        f"{what} de la branche n° {position} n'est pas renseigné : une absence n'est pas un zéro.",
        position=position,
    )


def _mean(pairs: Sequence[tuple[float, float]]) -> Fraction:
    staff = sum_exact(n for _, n in pairs)
    paid = sum((exact(amount) * exact(n) for amount, n in pairs), Fraction(0))
    quotient(1.0, to_float(staff), "le nombre total d'ETP")
    return paid / staff


def _to_the_cent(amounts: Sequence[Fraction]) -> list[float]:
    """Round to the cent so that the sum is the rounded sum of the exact amounts."""
    rounded = [whole_cents(amount) for amount in amounts]
    left = whole_cents(sum(amounts, Fraction(0))) - sum(rounded)
    step = 1 if left > 0 else -1
    # A cent more goes to what was rounded down the most, one less to what was rounded up
    # the most, the first of equals.
    order = sorted(range(len(rounded)), key=lambda i: step * (rounded[i] - amounts[i] * 100))
    for index in order[: abs(left)]:
        rounded[index] += step
    return [to_float(Fraction(number, 100)) for number in rounded]


def _laid_out(
    cells: Sequence[tuple[float, float] | None], results: Sequence[float]
) -> list[float | None]:
    left = iter(results)
    return [None if cell is None else next(left) for cell in cells]
