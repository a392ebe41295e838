"""Printed amounts that are compared or added: in euros, whatever the unit of their fund."""

from __future__ import annotations

from typing import Final

from pycog.arithmetic import convert_amount
from pycog.conventions import Convention
from pycog.conventions.facts.models import BudgetLine
from pycog.dialogue.expressions import Call, Computed, Node, Operation, call

EUROS: Final = "€"
#: Formula of a printed amount, and the place of its argument « unité ».
_BUDGET: Final = "COG_BUDGET"
_UNIT_AT: Final = 4
#: Functions that make one amount of several; others take an amount with the unit of its fund.
_ADDING: Final = frozenset({"ABS", "AVERAGE", "MAX", "MIN", "ROUND", "SUM"})


def printed_amount(convention: Convention, label: Node, year: Node, fund: Node) -> Call:
    """Return the formula of a printed amount, or of several, in euros.

    Args:
        convention: The agreement; where it counts in euros, no unit is said.
        label: Label or labels.
        year: Year or years, or the total.
        fund: Id or ids of the fund.
    """
    if _counts_in_euros(convention):
        return call(_BUDGET, label, year, fund)
    return call(_BUDGET, label, year, fund, None, EUROS)


def euros(convention: Convention, line: BudgetLine, year: str) -> float | None:
    """Return a printed amount in euros, ``None`` where none is printed."""
    amount = line.amounts.get(year)
    unit = convention.funds[line.fund].unit
    return None if amount is None else convert_amount(amount, unit, EUROS)


def added_in_euros(node: Computed, convention: Convention) -> Computed:
    """Return a formula whose amounts that are added up or subtracted are in euros.

    An amount alone keeps the unit that it is printed in, and so does one that is handed to
    another formula, with others in that unit.
    """
    if _counts_in_euros(convention):
        return node
    if isinstance(node, Operation):
        left, right = (_within(one, convention) for one in (node.left, node.right))
        return Operation(left, node.sign, right)
    if node.name in _ADDING:
        return Call(node.name, tuple(_within(one, convention) for one in node.args))
    return node


def in_euros(amount: Computed, convention: Convention) -> Computed:
    """Return the formula of a printed amount with its value in euros."""
    if not isinstance(amount, Call) or amount.name != _BUDGET or len(amount.args) > _UNIT_AT:
        return amount
    if _counts_in_euros(convention):
        return amount
    blank: tuple[Node, ...] = (None,) * (_UNIT_AT - len(amount.args))
    return Call(amount.name, (*amount.args, *blank, EUROS))


def _within(node: Node, convention: Convention) -> Node:
    if isinstance(node, Call) and node.name == _BUDGET:
        return in_euros(node, convention)
    return added_in_euros(node, convention) if isinstance(node, Call | Operation) else node


def _counts_in_euros(convention: Convention) -> bool:
    return all(fund.unit == EUROS for fund in convention.funds.values())
