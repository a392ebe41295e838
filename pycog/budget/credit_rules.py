"""What the rules of budgets are asked with: credits, and an agreement that may give none."""

from __future__ import annotations

from collections.abc import Iterable

from pycog.budget.credits import Credit, group_of
from pycog.conventions.facts.budget_rules import BudgetRule, BudgetRules, Side, no_rule
from pycog.conventions.facts.convention import Convention

__all__ = ["BudgetRule", "BudgetRules", "assumptions_of", "rules_of", "side", "sides"]


def rules_of(convention: Convention, kind: str) -> BudgetRules:
    """Return the budget rules of a convention.

    Args:
        convention: The agreement.
        kind: The kind of rule that is wanted, for the message.

    Raises:
        NotAvailable: ``regle-absente``: it gives no rule of that kind.
    """
    rules = convention.rules
    if rules is None or not rules.of(kind):
        raise no_rule(convention.short_title, kind)
    return rules


def side(credit: Credit) -> Side:
    """Return what a rule is asked about for a credit.

    Args:
        credit: See :func:`pycog.budget.credits.find_credit`.

    Raises:
        NotAvailable: ``groupe-melange``.
    """
    return Side(credit.fund, group_of(credit), credit.nature)


def sides(origin: Credit, destination: Credit) -> tuple[Side, Side]:
    """Return both ends of a move; an end that several funds have is that of the other's fund.

    Args:
        origin: What the credits leave.
        destination: What receives them.

    Raises:
        NotAvailable: ``groupe-melange``.
    """
    first, second = side(origin), side(destination)
    fund = first.fund or second.fund
    return first._replace(fund=first.fund or fund), second._replace(fund=second.fund or fund)


def assumptions_of(rules: Iterable[BudgetRule | None]) -> tuple[str, ...]:
    """Return the ids of what was decided where these rules are silent, each once."""
    return tuple(dict.fromkeys(rule.assumption for rule in rules if rule and rule.assumption))
