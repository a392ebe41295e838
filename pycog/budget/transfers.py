"""Transfers of credits: who decides, by the rules of the agreement."""

from __future__ import annotations

from pycog.budget.credit_rules import BudgetRule, BudgetRules, assumptions_of, sides
from pycog.budget.credits import REVENUE, Credit, group_of
from pycog.conventions.facts.budget_rules import SAME, TRANSFER
from pycog.errors import InvalidInput


def transfer_rule(origin: Credit, destination: Credit, rules: BudgetRules) -> BudgetRule:
    """Return the rule of a transfer.

    Args:
        origin: What the credits leave, see :func:`pycog.budget.credits.find_credit`.
        destination: What receives them.
        rules: The budget rules of the agreement.

    Raises:
        InvalidInput: ``virement-de-recette``, ``virement-entre-fonds``, ``virement-interdit``,
            ``fonds-a-preciser``.
        NotAvailable: ``groupe-melange``, ``regle-absente``.
    """
    if REVENUE in (group_of(origin), group_of(destination)):
        raise InvalidInput(
            "virement-de-recette",
            "Une recette ne se vire pas : un virement va d'un crédit de dépense à un autre. Donnez "
            "deux lignes de dépense.",
        )
    start, end = sides(origin, destination)
    if start.fund != end.fund:
        raise InvalidInput(
            "virement-entre-fonds",
            f"Le {start.fund} et le {end.fund} sont deux budgets votés séparément : un "
            "virement reste dans un seul fonds.",
        )
    rule = rules.require(TRANSFER, start, end)
    if not rule.allowed:
        raise InvalidInput("virement-interdit", rule.refusal)
    return rule


def authority(origin: Credit, destination: Credit, rules: BudgetRules) -> str:
    """Return who decides a transfer, in the words of the agreement.

    Args:
        origin: What the credits leave, see :func:`pycog.budget.credits.find_credit`.
        destination: What receives them.
        rules: The budget rules of the agreement.

    Returns:
        The decision of the rule, with its condition where it has one.

    Raises:
        PycogError: Those of :func:`transfer_rule`.

    Source:
        The budget rules of the agreement; COG CAMIEG 2012-2015, annexe 1, 1.2.2, 1.1.1.2 and,
        for the FNGR, 2.1.2.
    """
    return decided(transfer_rule(origin, destination, rules))


def decided(rule: BudgetRule) -> str:
    """Return the decision of a rule, and the condition that no register shows."""
    return f"{rule.decision} ({rule.condition})" if rule.condition else rule.decision


def explain_authority(origin: Credit, destination: Credit, rules: BudgetRules) -> str:
    """Return in French which rule gives :func:`authority`.

    Args:
        origin: As there.
        destination: As there.
        rules: As there.

    Returns:
        A French sentence with the numbers put in.

    Raises:
        PycogError: Those of :func:`authority`.
    """
    rule = transfer_rule(origin, destination, rules)
    if rule.destination == SAME or origin.group == destination.group:
        about = f"à l'intérieur du groupe {origin.group}"
    else:
        about = f"du groupe {origin.group} au groupe {destination.group}"
    read = f", {rule.note}" if rule.note else ""
    return f"{about}{read} ({rule.source}) : {decided(rule)}"


def authority_assumptions(
    origin: Credit, destination: Credit, rules: BudgetRules
) -> tuple[str, ...]:
    """Return the ids of the assumptions that :func:`authority` rests on.

    Args:
        origin: As there.
        destination: As there.
        rules: As there.

    Returns:
        Ids of :data:`pycog.assumptions.ASSUMPTIONS` that the result rests on.
    """
    assumption = transfer_rule(origin, destination, rules).assumption
    return (assumption,) if assumption else ()


def register_assumptions(rules: BudgetRules) -> tuple[str, ...]:
    """Return the ids of the assumptions that any transfer of a register may rest on.

    Args:
        rules: As for :func:`register`.

    Returns:
        Ids of :data:`pycog.assumptions.ASSUMPTIONS` that the result rests on.
    """
    return tuple(reversed(assumptions_of(rules.of(TRANSFER))))
