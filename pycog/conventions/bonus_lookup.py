"""Finds the bonus that an agreement gives the staff of bodies without an intéressement."""

from __future__ import annotations

from pycog import conventions
from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.shared_bodies import SharedBody
from pycog.conventions.scorecard_lookup import convention_of
from pycog.errors import NotAvailable
from pycog.values import Scalar, display, excerpt, fold, is_blank, to_number

_TABLE = "la table « Plusieurs branches » (scorecard_bodies.csv)"


def pro_rata_of(convention: Scalar = None, campaign: Scalar = None, body: Scalar = None) -> str:
    """Return what the bonus of an agreement is in proportion to.

    Args:
        convention: Its id; the default one when blank.
        campaign: Year; all campaigns when blank, which must then agree.
        body: Printed name of the body; all that get a bonus when blank, which must then agree.

    Returns:
        A key of :data:`pycog.conventions.facts.schema.PRO_RATA`.

    Raises:
        NotAvailable: ``convention-inconnue``, ``prime-absente``, ``prorata-absent``,
            ``plusieurs-primes``.
        InvalidInput: ``convention-attendue``, or a campaign that is not a number.
    """
    agreement = convention_of(convention)
    found = _bonuses(agreement, campaign, body)
    rules = {one.pro_rata for one in found}
    if "" in rules:
        named = next(one.name for one in found if not one.pro_rata)
        raise NotAvailable(
            "prorata-absent",
            f"La convention {agreement.id} ne dit pas au prorata de quoi se calcule la prime de "
            f"« {named} ». Remplissez la colonne « prorata » de {_TABLE}.",
            body=named,
        )
    if len(rules) > 1:
        listed = " ; ".join(f"« {one.name} » : {one.pro_rata}" for one in found)
        raise NotAvailable(
            "plusieurs-primes",
            f"La convention {agreement.id} donne plusieurs primes : {listed}. Indiquez "
            "l'organisme ou la campagne.",
            convention=agreement.id,
        )
    return rules.pop()


def _bonuses(named: Convention, campaign: Scalar, body: Scalar) -> list[SharedBody]:
    """Return the bodies with a bonus, at least one."""
    year = to_number(campaign, "la campagne")
    listed = [
        one
        for agreement in _holders(named)
        for one in agreement.bodies
        if one.bonus and (year is None or (year in agreement.years and one.holds_in(int(year))))
    ]
    wanted = "" if is_blank(body) else fold(display(body))
    found = [one for one in listed if wanted in ("", fold(one.name))]
    if found:
        return found
    asked = "" if year is None else f" pour la campagne {year:.15g}"
    if wanted:
        asked = f" de « {excerpt(display(body))} »{asked}"
    said = f"La convention {named.id} ne donne pas de prime de compensation{asked}"
    if listed:
        known = ", ".join(dict.fromkeys(f"« {one.name} »" for one in listed))
        raise NotAvailable("prime-absente", f"{said}. Elle en donne une à {known}.", body=body)
    raise NotAvailable(
        "prime-absente",
        f"{said}. Si elle en prévoit une, ajoutez l'organisme à {_TABLE}, avec la règle "
        "« prime » ; sinon, indiquez la convention qui la donne.",
        convention=named.id,
    )


def _holders(named: Convention) -> list[Convention]:
    """Return the agreement, or those that it names for its scorecards."""
    if named.scorecards or named.bodies:
        return [named]
    return [conventions.load(one) for one in named.scored_in]
