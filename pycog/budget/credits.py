"""Credits under the budget rules: nature, group, ceiling, updating, balance.

A *group* is where the ceiling applies and where the director may move credits freely:
personnel, fonctionnement and investissement among the limitative credits, the whole of a
multi-year fund, the evaluative credits together, the revenue together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import BudgetLine, Fund
from pycog.conventions.facts.schema import MULTI_YEAR
from pycog.conventions.lookup import find_fund, find_lines
from pycog.errors import InvalidInput, NotAvailable
from pycog.values import Scalar, fold, is_blank

LIMITATIVE: Final = "limitatif"
EVALUATIVE: Final = "évaluatif"
REVENUE: Final = "recette"
PERSONNEL: Final = "personnel"
RUNNING: Final = "fonctionnement"
INVESTMENT: Final = "investissement"
#: The limitative groups of an annual budget (annexe 1, 1.2.2).
LIMITATIVE_GROUPS: Final = (PERSONNEL, RUNNING, INVESTMENT)

#: Other names of the groups, those of annexe 1 among them → key of the line.
_ALIASES: Final = {
    "depenses de personnel": PERSONNEL,
    "depenses de fonctionnement": RUNNING,
    "autres depenses de fonctionnement": RUNNING,
    "depenses d'investissement": INVESTMENT,
}
_EVALUATIVE_WORDS: Final = frozenset({"evaluatif", "evaluatifs", "credits evaluatifs"})
_REVENUE_WORDS: Final = frozenset({"recette", "recettes"})
_HEADING: Final = "titre"


@dataclass(frozen=True, slots=True)
class Credit:
    """What a budget line, or a group, is under the rules.

    Attributes:
        label: As printed, or the name of the group.
        fund: Id of its fund, ``""`` where several have it.
        key: Key of its line, ``""`` for a group that no single line stands for.
        role: Role of its line, ``""`` without one.
        nature: ``"limitatif"``, ``"évaluatif"``, ``"recette"``, or ``""`` for a total that
            mixes them.
        group: Its group, ``""`` for a total of several groups.
        ceiling: Whether it is its whole group, where the ceiling applies.
        multi_year: Whether its fund has its own, multi-year regime.
    """

    label: str
    fund: str
    key: str
    role: str
    nature: str
    group: str
    ceiling: bool
    multi_year: bool


def find_credit(convention: Convention, key: Scalar, fund: Scalar = None) -> Credit:
    """Return the credit that a line or a group name stands for.

    Args:
        convention: Where to look.
        key: Key or printed label of a line, or the name of a group (``"évaluatif"``,
            ``"recette"``, ``"fngr"``, ``"dépenses de personnel"``…).
        fund: Needed where two funds have such a line under different rules.

    Raises:
        NotAvailable: ``ligne-inconnue``, ``fonds-inconnu``.
        InvalidInput: ``fonds-a-preciser``, ``groupe-a-preciser``, ``ligne-ambigue``.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.1.1, 1.2.2 and 2.1.1; annexes 2 and 3.
    """
    funds = list(convention.funds.values())
    if not is_blank(fund):
        funds = [find_fund(convention, fund)]
    word = fold(key) if isinstance(key, str) else ""
    for one in funds:
        if word == fold(one.id):
            return _fund_credit(one)
    if word in _EVALUATIVE_WORDS | _REVENUE_WORDS:
        group = EVALUATIVE if word in _EVALUATIVE_WORDS else REVENUE
        return Credit(group, _only_fund(convention, group), "", "", group, group, False, False)
    found = [
        credit_of(convention, line)
        for line in find_lines(convention, _ALIASES.get(word, key), fund)
    ]
    if len({(credit.nature, credit.group) for credit in found}) > 1:
        raise InvalidInput(
            "fonds-a-preciser",
            f"La ligne « {found[0].label} » existe dans plusieurs fonds : précisez "
            f"{' ou '.join(credit.fund for credit in found)}.",
            key=key,
        )
    return found[0] if len(found) == 1 else replace(found[0], fund="")


def credit_of(convention: Convention, line: BudgetLine) -> Credit:
    """Return the credit that a line is.

    Args:
        convention: The convention of the line.
        line: A line of one of its funds.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.1.1, 1.2.2 and 2.1.1.
    """
    fund = convention.funds[line.fund]
    nature, multi_year = _nature(fund, line), fund.regime == MULTI_YEAR
    if nature == REVENUE:
        group = REVENUE
    elif multi_year:
        group = fund.id.casefold()
    elif nature == EVALUATIVE:
        group = EVALUATIVE
    else:
        group = line.group
    ceiling = _ceiling(fund, group)
    return Credit(
        label=line.label,
        fund=fund.id,
        key=line.key,
        role=line.role,
        nature=nature,
        group=group,
        ceiling=ceiling is not None and ceiling.key == line.key,
        multi_year=multi_year,
    )


def group_line(convention: Convention, fund: str, group: str) -> BudgetLine | None:
    """Return the line that stands for a whole group.

    Args:
        convention: Where to look.
        fund: Id of one of its funds.
        group: Name of a group, see :attr:`Credit.group`.

    Returns:
        The line where the ceiling of the group applies, ``None`` where none does.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.1.1.1 and 2.1.1.
    """
    return _ceiling(convention.funds[fund], group)


def evaluative_lines(convention: Convention, fund: str) -> tuple[BudgetLine, ...]:
    """Return the evaluative lines of a fund that are no total, in printed order.

    Args:
        convention: Where to look.
        fund: Id of one of its funds.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.1.1.2; annexe 2.
    """
    one = convention.funds[fund]
    return tuple(
        line
        for line in one.lines
        if line.role == "ligne" and credit_of(convention, line).nature == EVALUATIVE
    )


def _only_fund(convention: Convention, nature: str) -> str:
    """Return the fund that alone has credits of a nature, ``""`` where several do."""
    found = {
        fund.id
        for fund in convention.funds.values()
        if any(credit_of(convention, line).nature == nature for line in fund.lines)
    }
    return found.pop() if len(found) == 1 else ""


def is_heading(convention: Convention, key: Scalar) -> bool:
    """Tell whether a key or label is that of a heading, in any fund.

    Args:
        convention: Where to look.
        key: Key or printed label, accents and case free.

    Returns:
        Whether it is; a number or a blank is not.
    """
    word = fold(key) if isinstance(key, str) else ""
    return any(
        line.role == _HEADING and word in {fold(line.key), fold(line.label)}
        for fund in convention.funds.values()
        for line in fund.lines
    )


def _fund_credit(fund: Fund) -> Credit:
    if fund.regime != MULTI_YEAR:
        raise InvalidInput(
            "groupe-a-preciser",
            f"Le {fund.id} réunit plusieurs groupes de crédits. Donnez une ligne ou un groupe, par "
            "exemple « Personnel ».",
        )
    line, group = _top(fund), fund.id.casefold()
    return Credit(
        label=fund.id,
        fund=fund.id,
        key=line.key if line else "",
        role=line.role if line else "",
        nature=LIMITATIVE,
        group=group,
        ceiling=True,
        multi_year=True,
    )


def _nature(fund: Fund, line: BudgetLine) -> str:
    """Return the nature of a line; a total has that of its parts when they agree."""
    if line.nature or not line.parts:
        return line.nature
    natures = {part.nature for part in leaves(fund, line)}
    return natures.pop() if len(natures) == 1 else ""


def leaves(fund: Fund, line: BudgetLine) -> tuple[BudgetLine, ...]:
    """Return the lines that a total adds up in the end; a line with "dont" lines is one.

    Args:
        fund: The fund of the total.
        line: The total.

    Returns:
        The lines in printed order.
    """
    found: dict[str, BudgetLine] = {}
    waiting, seen = [line.key], {line.key}
    while waiting:
        current = fund.line(waiting.pop(0))
        if current is None:
            continue
        if adds_up(fund, current):
            waiting += [key for key in current.parts if key not in seen]
            seen.update(current.parts)
        else:
            found[current.key] = current
    return tuple(line for line in fund.lines if line.key in found)


def adds_up(fund: Fund, line: BudgetLine) -> bool:
    """Tell whether a line is the sum of other lines, and not the whole of "dont" lines.

    Args:
        fund: The fund of the line.
        line: The line.

    Returns:
        Whether it is.
    """
    parts = [part for key in line.parts if (part := fund.line(key))]
    return any(part.role != "dont" for part in parts)


def _ceiling(fund: Fund, group: str) -> BudgetLine | None:
    if fund.regime == MULTI_YEAR:
        return _top(fund) if group == fund.id.casefold() else None
    lines = [
        line
        for line in fund.lines
        if line.group == group and line.role == "ligne" and line.nature == LIMITATIVE
    ]
    return lines[0] if len(lines) == 1 else None


def _top(fund: Fund) -> BudgetLine | None:
    """Return the total of all expenditure: the one that no other total contains."""
    inside = {key for line in fund.lines for key in line.parts}
    totals = [line for line in fund.lines if line.parts and line.key not in inside]
    return totals[0] if len(totals) == 1 else None


def nature_of(credit: Credit) -> str:
    """Return the nature of a credit: limitative, evaluative or revenue.

    Args:
        credit: See :func:`find_credit`.

    Raises:
        NotAvailable: ``nature-melangee``.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.1.1.1 and 1.1.1.2; annexes 2 and 3.
    """
    if not credit.nature:
        raise NotAvailable(
            "nature-melangee",
            f"La ligne « {credit.label} » additionne des crédits limitatifs et évaluatifs : elle "
            "n'a pas une seule nature. Donnez l'une des lignes qu'elle additionne.",
        )
    return credit.nature


def group_of(credit: Credit) -> str:
    """Return the group of a credit, see :attr:`Credit.group`.

    Args:
        credit: See :func:`find_credit`.

    Raises:
        NotAvailable: ``groupe-melange``.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.1.1, 1.2.2 and 2.1.1.
    """
    if not credit.group:
        what = "est un titre" if credit.role == _HEADING else "additionne plusieurs groupes"
        raise NotAvailable(
            "groupe-melange",
            f"La ligne « {credit.label} » {what} : elle n'appartient pas à un seul groupe. Donnez "
            "une ligne de dépense ou de recette.",
        )
    return credit.group
