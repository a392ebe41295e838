"""Updating of the amounts of the annex: which groups, and for which reasons."""

from __future__ import annotations

from typing import Final

from pycog.budget.credit_rules import BudgetRule, BudgetRules, side
from pycog.budget.credits import Credit
from pycog.conventions.facts.budget_rules import ANY, UPDATING
from pycog.errors import InvalidInput
from pycog.values import Scalar, choose, display, is_blank

#: What is said of an updating that the agreement allows in no other words.
UPDATED: Final = "Actualisation admise"


def update_reasons(rules: BudgetRules) -> tuple[str, ...]:
    """Return the reasons that the agreement names, those that do not allow it included."""
    named = (rule.reason for rule in rules.of(UPDATING) if rule.reason)
    return tuple(dict.fromkeys(named))


def admitted_reasons(rules: BudgetRules) -> tuple[str, ...]:
    """Return the reasons for which the agreement allows an updating."""
    named = (rule.reason for rule in rules.of(UPDATING) if rule.reason and rule.allowed)
    return tuple(dict.fromkeys(named))


def update_allowed(credit: Credit, reason: Scalar, rules: BudgetRules) -> str | None:
    """Tell whether an amount may be updated during the convention.

    Args:
        credit: What would be updated.
        reason: One of :func:`update_reasons`; ``None`` gives ``None``.
        rules: The budget rules of the agreement.

    Returns:
        :data:`UPDATED`, or why not.

    Raises:
        InvalidInput: ``choix-inconnu``, ``fonds-a-preciser``.
        NotAvailable: ``groupe-melange``, ``regle-absente``.

    Source:
        The budget rules of the agreement; COG CAMIEG 2012-2015, annexe 1, 1.1.2.
    """
    if is_blank(reason):
        return None
    return _verdict(credit, _rule(credit, reason, rules))


def _rule(credit: Credit, reason: Scalar, rules: BudgetRules) -> BudgetRule:
    known = update_reasons(rules)
    wanted = choose(reason, known, "le motif") if known else display(reason)
    return rules.require(UPDATING, side(credit), reason=wanted)


def _verdict(credit: Credit, rule: BudgetRule) -> str:
    if rule.allowed:
        return rule.decision or UPDATED
    return f"{rule.decision}, pas au groupe {credit.group}" if rule.origin == ANY else rule.decision


def is_updated(credit: Credit, rules: BudgetRules | None) -> bool:
    """Tell whether the agreement allows an updating of a credit for any reason.

    Args:
        credit: What would be updated.
        rules: The budget rules of the agreement, ``None`` where it gives none.
    """
    if rules is None or not credit.group:
        return False
    own = side(credit)
    reasons = admitted_reasons(rules) or ("",)
    found = (rules.find(UPDATING, own, reason=reason) for reason in reasons)
    return any(rule is not None and rule.allowed for rule in found)


def require_update(credit: Credit, reason: Scalar, rules: BudgetRules) -> None:
    """Refuse an updating that the agreement does not allow.

    Args:
        credit: What is updated.
        reason: One of :func:`update_reasons`, or several of them with semicolons between.
        rules: The budget rules of the agreement.

    Raises:
        InvalidInput: ``motif-d-actualisation-absent``, ``actualisation-non-admise``,
            ``choix-inconnu``, ``fonds-a-preciser``.
        NotAvailable: ``groupe-melange``, ``regle-absente``.

    Source:
        The budget rules of the agreement; COG CAMIEG 2012-2015, annexe 1, 1.1.2.
    """
    place = rules.of(UPDATING)[0].source if rules.of(UPDATING) else ""
    if is_blank(reason):
        named = " ou ".join(f"« {one} »" for one in admitted_reasons(rules))
        wanted = f" : {named}" if named else ""
        raise InvalidInput(
            "motif-d-actualisation-absent",
            f"Le motif de l'actualisation manque{wanted} ({place}).",
        )
    for one in filter(None, map(str.strip, display(reason).split(";"))):
        rule = _rule(credit, one, rules)
        verdict = _verdict(credit, rule)
        if not rule.allowed:
            raise InvalidInput(
                "actualisation-non-admise",
                f"« {credit.label} » : {verdict[:1].lower()}{verdict[1:]} ({place}).",
            )
