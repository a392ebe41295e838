"""Intéressement: from success rates to euros per full-time equivalent, and to the cent."""

from __future__ import annotations

from pycog.arithmetic import (
    cents,
    exact,
    not_negative,
    quotient_of,
    to_float,
)
from pycog.conventions.facts.schema import HOURS, PRESENCE, PRO_RATA
from pycog.errors import InvalidInput
from pycog.interessement.success_rates import explain_trigger, read_rate, trigger
from pycog.values import (
    Scalar,
    display,
    format_number,
    to_number,
)
from pycog.vector import elementwise


@elementwise
def per_fte(mass: Scalar, fte: Scalar) -> float | None:
    """Return an amount per full-time equivalent: PINI or PILI.

    Args:
        mass: Euros to distribute.
        fte: Full-time equivalents that share them, above zero.

    Returns:
        Euros per FTE; ``None`` when either is blank.

    Raises:
        InvalidInput: ``valeur-negative``, ``division-par-zero``.

    Source:
        Annexe intéressement, branche maladie, 3.1.
    """
    return quotient_of(mass, "la masse d'intéressement", fte, "le nombre d'ETP")


def explain_per_fte(mass: Scalar, fte: Scalar) -> str:
    """Return the division behind :func:`per_fte` in French.

    Args:
        mass: As for :func:`per_fte`.
        fte: As for :func:`per_fte`.

    Returns:
        A French sentence with the numbers put in.
    """
    result = per_fte(mass, fte)
    if result is None:
        return "La masse ou le nombre d'ETP n'est pas renseigné : pas de résultat"
    above, below = to_number(mass) or 0.0, to_number(fte) or 0.0
    return f"{display(above, 'amount')} ÷ {format_number(below, 4)} ETP = {_euros(result)}"


@elementwise
def distributed(
    pini: Scalar, trn: Scalar, pili: Scalar, trl: Scalar, national: Scalar, local: Scalar
) -> float | None:
    """Return the total amount distributed per FTE (MTID), both triggers applied.

    Args:
        pini: National amount per FTE, euros.
        trn: National success rate.
        pili: Local amount per FTE, euros.
        trl: Local success rate.
        national: Threshold of the national rate (see
            :func:`pycog.interessement.success_rates.to_trigger`).
        local: Threshold of the local rate.

    Returns:
        Euros per FTE; ``None`` when an argument is blank.

    Raises:
        InvalidInput: ``valeur-negative``, a rate outside 0 to 1.

    Source:
        Annexe intéressement, branche maladie, 3.2.
    """
    shared, own = not_negative(pini, "la PINI"), not_negative(pili, "la PILI")
    first, second = trigger(trn, national), trigger(trl, local)
    if shared is None or own is None or first is None or second is None:
        return None
    return to_float(exact(shared) * exact(first) + exact(own) * exact(second))


def explain_distributed(
    pini: Scalar, trn: Scalar, pili: Scalar, trl: Scalar, national: Scalar, local: Scalar
) -> str:
    """Return the sum behind :func:`distributed` in French.

    Args:
        pini: As for :func:`distributed`.
        trn: As for :func:`distributed`.
        pili: As for :func:`distributed`.
        trl: As for :func:`distributed`.
        national: As for :func:`distributed`.
        local: As for :func:`distributed`.

    Returns:
        A French sentence with the numbers put in.
    """
    result = distributed(pini, trn, pili, trl, national, local)
    if result is None:
        return "Une part ou un taux n'est pas renseigné : pas de résultat"
    parts = " + ".join(
        f"{display(to_number(amount), 'amount')} × {display(trigger(rate, least), 'percent')}"
        for amount, rate, least in ((pini, trn, national), (pili, trl, local))
    )
    said = f"{explain_trigger(trn, national)} ; {explain_trigger(trl, local)}"
    return f"{said} ; {parts} = {_euros(result)}"


def _euros(amount: float) -> str:
    return display(amount, "amount")


@elementwise
def compensation_bonus(
    average: Scalar, hours: Scalar, presence: Scalar, pro_rata: str
) -> float | None:
    """Return the bonus of an agent whose body has no intéressement of its own.

    Args:
        average: Average intéressement paid in the branch, net euros.
        hours: Contractual hours over full time, 0 to 1.
        presence: Time present in the year, 0 to 1.
        pro_rata: What the agreement multiplies the average by, a key of
            :data:`pycog.conventions.facts.schema.PRO_RATA`.

    Returns:
        Net euros; ``None`` when what is needed is blank.

    Raises:
        InvalidInput: ``valeur-negative``, a ratio outside 0 to 1, ``prorata-sans-objet``: a
            share is given that the agreement does not count.

    Source:
        Annexe intéressement, branche maladie, 3.3 (ARS): article 9 of the agreement of
        26 January 2010.
    """
    amount = not_negative(average, "l'intéressement moyen")
    shares = _counted(hours, presence, pro_rata)
    if amount is None or None in shares:
        return None
    product = exact(amount)
    for share in shares:
        product *= exact(share or 0.0)
    return to_float(product)


def _counted(hours: Scalar, presence: Scalar, pro_rata: str) -> list[float | None]:
    """Return the shares that an agreement counts; ``None`` stands for a blank one."""
    found: list[float | None] = []
    given = ((HOURS, "d'horaire contractuel", hours), (PRESENCE, "de présence", presence))
    for name, what, value in given:
        share = read_rate(value, f"la part {what}")
        if name in PRO_RATA[pro_rata]:
            found.append(share)
        elif share is not None:
            raise InvalidInput(
                "prorata-sans-objet",
                f"La part {what} vaut {display(share, 'percent')}, et la convention ne proratise "
                "pas la prime ainsi. Laissez cet argument vide.",
                value=value,
            )
    return found


def explain_compensation_bonus(
    average: Scalar, hours: Scalar, presence: Scalar, pro_rata: str
) -> str:
    """Return the product behind :func:`compensation_bonus` in French.

    Args:
        average: As for :func:`compensation_bonus`.
        hours: As for :func:`compensation_bonus`.
        presence: As for :func:`compensation_bonus`.
        pro_rata: As for :func:`compensation_bonus`.

    Returns:
        A French sentence with the numbers put in.
    """
    result = compensation_bonus(average, hours, presence, pro_rata)
    if result is None:
        return "Un des éléments n'est pas renseigné : pas de prime"
    shares = [display(share, "percent") for share in _counted(hours, presence, pro_rata)]
    return f"{' × '.join([_euros(to_number(average) or 0.0), *shares])} = {_euros(result)}"


@elementwise
def payable(amount: Scalar) -> float | None:
    """Return an amount rounded half-up to the cent; a tie moves away from zero.

    The decimals that are rounded are those of the number as written: 2.675 gives 2.68,
    although the float that stores it is a little below.

    Args:
        amount: Euros.

    Returns:
        Euros with two decimals; ``None`` when it is blank.

    Raises:
        InvalidInput: Not a number.

    Source:
        :data:`pycog.assumptions.ASSUMPTIONS` (``"arrondi-a-payer"``).
    """
    number = to_number(amount, "le montant")
    return None if number is None else cents(number)


def explain_payable(amount: Scalar) -> str:
    """Return the rounding behind :func:`payable` in French.

    Args:
        amount: As for :func:`payable`.

    Returns:
        A French sentence with the numbers put in.
    """
    result = payable(amount)
    if result is None:
        return "Le montant n'est pas renseigné : pas de résultat"
    written = format_number(to_number(amount) or 0.0)
    return (
        f"{written} arrondi au centime, le demi-centime en s'éloignant de zéro : {_euros(result)}"
    )
