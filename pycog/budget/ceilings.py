"""Amounts of credits: authorised, available, over the ceiling, balanced."""

from __future__ import annotations

from typing import Final

from pycog.arithmetic import add, difference, not_negative
from pycog.budget.amounts import CONSISTENT
from pycog.budget.credits import EVALUATIVE, REVENUE, Credit, group_of
from pycog.budget.unit_scale import require_unit
from pycog.errors import InvalidInput
from pycog.plausibility import require_no_thousandfold, states_unit
from pycog.values import Scalar, display, format_number
from pycog.vector import elementwise

#: What :func:`breach` says of revenue.
NO_CEILING: Final = "Recette : sans plafond"


@elementwise
def authorised(
    base: Scalar,
    carryover: Scalar = None,
    incoming: Scalar = None,
    outgoing: Scalar = None,
    update: Scalar = None,
) -> float | None:
    """Return base + carry-over + transfers in − transfers out + updating.

    What is left out is not added.

    Args:
        base: Amount of the annex, euros.
        carryover: Credits carried over from the year before, euros, not negative.
        incoming: Total of the transfers received, euros, not negative.
        outgoing: Total of the transfers given, euros, not negative.
        update: Updating of the personnel credits, euros, not negative.

    Returns:
        Euros, ``None`` without a base.

    Raises:
        InvalidInput: ``valeur-negative``, ``virements-excessifs`` (more goes out than there
            is), unreadable numbers.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.1.1.1, 1.1.2, 1.2.2 and 1.2.3.
    """
    start = not_negative(base, "la base")
    carried, entered, left, updated = _moves(carryover, incoming, outgoing, update)
    if start is None:
        return None
    result = add(start, carried, entered, -left, updated)
    if result < 0:
        raise InvalidInput(
            "virements-excessifs",
            f"Les virements sortants ({format_number(left)} €) dépassent la base, le report et les "
            f"virements entrants de {format_number(-result)} €. Vérifiez les montants.",
        )
    return result


def explain_authorised(
    base: Scalar,
    carryover: Scalar = None,
    incoming: Scalar = None,
    outgoing: Scalar = None,
    update: Scalar = None,
) -> str:
    """Return the arithmetic of :func:`authorised` in French, for the same arguments.

    Args:
        base: As for :func:`authorised`.
        carryover: As for :func:`authorised`.
        incoming: As for :func:`authorised`.
        outgoing: As for :func:`authorised`.
        update: As for :func:`authorised`.

    Returns:
        A French sentence with the numbers put in.

    Raises:
        InvalidInput: Those of :func:`authorised`.
    """
    result = authorised(base, carryover, incoming, outgoing, update)
    start = not_negative(base, "la base")
    if result is None or start is None:
        return "La base n'est pas renseignée : pas de résultat"
    *moved, updated = _moves(carryover, incoming, outgoing, update)
    first, carried, entered, left = map(format_number, (start, *moved))
    more = f" + {format_number(updated)}" if updated else ""
    return f"{first} + {carried} + {entered} − {left}{more} = {display(result, 'amount')}"


def _moves(
    carryover: Scalar, incoming: Scalar, outgoing: Scalar, update: Scalar
) -> tuple[float, float, float, float]:
    return (
        not_negative(carryover, "le report") or 0.0,
        not_negative(incoming, "le total des virements entrants") or 0.0,
        not_negative(outgoing, "le total des virements sortants") or 0.0,
        not_negative(update, "l'actualisation") or 0.0,
    )


@elementwise
def available(authorised: Scalar, executed: Scalar) -> float | None:
    """Return authorised − executed, below zero past the ceiling.

    Args:
        authorised: Authorised amount, euros, not negative.
        executed: Executed amount, euros, not negative.

    Returns:
        Euros, ``None`` if either is blank.

    Raises:
        InvalidInput: ``valeur-negative``, ``echelles-differentes``, unreadable numbers.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.2.5.
    """
    pair = _pair(authorised, executed)
    return None if pair is None else difference(*pair)


def explain_available(authorised: Scalar, executed: Scalar) -> str:
    """Return the subtraction behind :func:`available` in French, for the same arguments.

    Args:
        authorised: As for :func:`available`.
        executed: As for :func:`available`.

    Returns:
        A French sentence with the numbers put in.

    Raises:
        InvalidInput: Those of :func:`available`.
    """
    pair = _pair(authorised, executed)
    if pair is None:
        return "Un des deux montants n'est pas renseigné : pas de résultat"
    allowed, spent = map(format_number, pair)
    return f"{allowed} − {spent} = {display(available(*pair), 'amount')}"


def breach(
    authorised: Scalar, executed: Scalar, credit: Credit, *, as_typed: bool = False
) -> str | None:
    """Judge an executed amount against the authorised one.

    A limitative group over its ceiling is a breach, an evaluative line an adjustment. A
    line within a group is told to be judged on its group.

    Args:
        authorised: Authorised amount in the unit of its fund, not negative.
        executed: Executed amount, the same.
        credit: What they are the amounts of.
        as_typed: Whether their units are known to be the same.

    Returns:
        ``"Conforme"``, ``"Dépassement de X €"``, ``"Ajustement de X €"``,
        :data:`NO_CEILING`, or the sentence on a line within a group; ``None`` when an
        amount is blank.

    Raises:
        InvalidInput: ``valeur-negative``, ``echelles-differentes``, ``unite-du-fonds`` (euros
            executed of an amount in k€ or M€), unreadable numbers.
        NotAvailable: ``groupe-melange``.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.1.1.1, 1.1.1.2 and 1.2.4.
    """
    pair = _pair(authorised, executed, as_typed=as_typed)
    if pair is None:
        return None
    own = group_of(credit)
    require_unit(pair[1], pair[0], credit.unit, "le montant exécuté")
    if credit.nature == REVENUE:
        return NO_CEILING
    excess = difference(pair[1], pair[0])
    over = f"{format_number(excess)} {credit.unit}" if excess > 0 else ""
    if credit.nature == EVALUATIVE:
        return f"Ajustement de {over}" if over else CONSISTENT
    if credit.ceiling:
        return f"Dépassement de {over}" if over else CONSISTENT
    where = f"le plafond se juge sur le groupe {own}"
    return f"Prévision dépassée de {over} : {where}" if over else f"{CONSISTENT} : {where}"


def explain_breach(authorised: Scalar, executed: Scalar, credit: Credit) -> str:
    """Return the comparison behind :func:`breach` in French, for the same arguments.

    Args:
        authorised: As for :func:`breach`.
        executed: As for :func:`breach`.
        credit: As for :func:`breach`.

    Returns:
        A French sentence with the numbers put in.

    Raises:
        PycogError: Those of :func:`breach`.
    """
    verdict = breach(authorised, executed, credit)
    pair = _pair(authorised, executed)
    if verdict is None or pair is None:
        return "Un des deux montants n'est pas renseigné : pas de résultat"
    allowed, spent = map(format_number, pair)
    gap = format_number(difference(pair[1], pair[0]))
    return f"exécuté {spent} − autorisé {allowed} = {gap} ; {verdict}"


def ceiling_assumptions(credit: Credit) -> tuple[str, ...]:
    """Return the ids of the assumptions that the ceiling of a credit rests on.

    Args:
        credit: See :func:`find_credit`.

    Returns:
        Ids of :data:`pycog.assumptions.ASSUMPTIONS` that the result rests on.
    """
    return ("plafond-fngr",) if credit.multi_year and credit.nature != REVENUE else ()


def _pair(
    authorised: Scalar, executed: Scalar, *, as_typed: bool = False
) -> tuple[float, float] | None:
    allowed = not_negative(authorised, "le montant autorisé")
    spent = not_negative(executed, "le montant exécuté")
    if allowed is None or spent is None:
        return None
    if not as_typed:
        require_covered(spent, allowed, given=(executed, authorised))
    return allowed, spent


def require_covered(spent: float, allowed: float, *, given: tuple[Scalar, Scalar]) -> None:
    """Refuse an executed amount in euros beside an authorised one in thousands.

    Args:
        spent: Executed amount.
        allowed: Authorised amount.
        given: Both as typed: texts that state their unit are beyond doubt.

    Raises:
        InvalidInput: ``echelles-differentes``.
    """
    if not all(map(states_unit, given)):
        require_no_thousandfold(spent, allowed, "le montant exécuté", "le montant autorisé")


@elementwise
def balance(expenditure: Scalar, revenue: Scalar, allocation: Scalar = None) -> float | None:
    """Return the allocation that balances a budget, or how far a given one is from it.

    Args:
        expenditure: Gross expenditure.
        revenue: All revenue but the allocation.
        allocation: The allocation of the budget; left out, the balancing one is returned.

    Returns:
        Expenditure − revenue; or, with an allocation, revenue + allocation − expenditure,
        0 when the budget balances. ``None`` when expenditure or revenue is blank.

    Raises:
        InvalidInput: ``recettes-excedentaires``, ``valeur-negative``, unreadable numbers.

    Source:
        COG CAMIEG 2012-2015, annexes 2 and 3: revenue equals gross expenditure.
    """
    spent = not_negative(expenditure, "le total des dépenses brutes")
    earned = not_negative(revenue, "le total des recettes hors dotation")
    given = not_negative(allocation, "la dotation")
    if spent is None or earned is None:
        return None
    if given is not None:
        return difference(add(earned, given), spent)
    result = difference(spent, earned)
    if result < 0:
        raise InvalidInput(
            "recettes-excedentaires",
            f"Les recettes dépassent les dépenses brutes de {format_number(-result)} € : aucune "
            "dotation ne peut équilibrer ce budget. Vérifiez les deux totaux.",
        )
    return result


def explain_balance(expenditure: Scalar, revenue: Scalar, allocation: Scalar = None) -> str:
    """Return the arithmetic of :func:`balance` in French, for the same arguments.

    Args:
        expenditure: As for :func:`balance`.
        revenue: As for :func:`balance`.
        allocation: As for :func:`balance`.

    Returns:
        A French sentence with the numbers put in.

    Raises:
        InvalidInput: Those of :func:`balance`.
    """
    result = balance(expenditure, revenue, allocation)
    spent, earned = not_negative(expenditure, ""), not_negative(revenue, "")
    given = not_negative(allocation, "")
    if result is None or spent is None or earned is None:
        return "Les dépenses ou les recettes ne sont pas renseignées : pas de résultat"
    out, entered, shown = format_number(spent), format_number(earned), display(result, "amount")
    if given is None:
        return f"dotation d'équilibre : {out} − {entered} = {shown}"
    return f"écart : {entered} + {format_number(given)} − {out} = {shown}"
