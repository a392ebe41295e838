"""Credits under the budget rules: nature, group, ceiling, updating, balance.

A *group* is where the ceiling applies. Its name is that of the agreement's lines; evaluative
credits without a group form one together, and so does the revenue, and the whole of a
multi-year fund.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import BudgetLine, Fund
from pycog.conventions.facts.schema import MULTI_YEAR
from pycog.conventions.lookup import find_fund, find_lines, split_fund
from pycog.errors import InvalidInput, NotAvailable
from pycog.values import Scalar, fold, is_blank

LIMITATIVE: Final = "limitatif"
EVALUATIVE: Final = "évaluatif"
REVENUE: Final = "recette"
_EVALUATIVE_WORDS: Final = frozenset({"evaluatif", "evaluatifs", "credits evaluatifs"})
_REVENUE_WORDS: Final = frozenset({"recette", "recettes"})
_HEADING: Final = "titre"
_LINE: Final = "ligne"


class Credit(Struct, frozen=True):
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
        unit: Unit of the amounts of its fund, ``""`` where several funds differ.
    """

    label: str
    fund: str
    key: str
    role: str
    nature: str
    group: str
    ceiling: bool
    multi_year: bool
    unit: str = "€"


def find_credit(convention: Convention, key: Scalar, fund: Scalar = None) -> Credit:
    """Return the credit that a line or a group name stands for.

    Args:
        convention: Where to look.
        key: Key or printed label of a line, or the name of a group or of a nature
            (``"évaluatif"``, ``"recette"``, ``"fngr"``, ``"dépenses de personnel"``…).
        fund: Needed where two funds have such a line under different rules.

    Raises:
        NotAvailable: ``ligne-inconnue``, ``fonds-inconnu``.
        InvalidInput: ``fonds-a-preciser``, ``groupe-a-preciser``, ``ligne-ambigue``.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.1.1, 1.2.2 and 2.1.1; annexes 2 and 3.
    """
    key, fund = split_fund(convention, key, fund)
    funds = list(convention.funds.values())
    if not is_blank(fund):
        funds = [find_fund(convention, fund)]
    word = fold(key) if isinstance(key, str) else ""
    for one in funds:
        if word == fold(one.id):
            return _fund_credit(one)
    named = (convention.rules.alias(word) if convention.rules else None) or key
    found = _by_nature(convention, funds, word) or _named(convention, named, funds, fund)
    if len({(credit.nature, credit.group) for credit in found}) > 1:
        raise InvalidInput(
            "fonds-a-preciser",
            f"La ligne « {found[0].label} » existe dans plusieurs fonds : précisez "
            f"{' ou '.join(credit.fund for credit in found)}.",
            key=key,
        )
    return found[0] if len(found) == 1 else replace(found[0], fund="", unit=_unit(found))


def _by_nature(convention: Convention, funds: list[Fund], word: str) -> list[Credit]:
    """Return the evaluative credits, or the revenue, where a word stands for all of them."""
    if word not in _EVALUATIVE_WORDS | _REVENUE_WORDS:
        return []
    nature = EVALUATIVE if word in _EVALUATIVE_WORDS else REVENUE
    found = {
        fund.id: Credit(nature, fund.id, "", "", nature, nature, False, False, fund.unit)
        for fund in funds
        for line in fund.lines
        if (credit := credit_of(convention, line)).nature == nature and credit.group == nature
    }
    return list(found.values())


def _named(convention: Convention, key: Scalar, funds: list[Fund], fund: Scalar) -> list[Credit]:
    """Return the credits of the lines of a name, or else of the groups of that name."""
    try:
        return [credit_of(convention, line) for line in find_lines(convention, key, fund)]
    except NotAvailable:
        word = fold(key) if isinstance(key, str) else ""
        found = [
            _group_credit(convention, one, group, lines)
            for one in funds
            for group, lines in groups_of(convention, one).items()
            if word == fold(group)
        ]
        if not found:
            raise
        return found


def _group_credit(
    convention: Convention, fund: Fund, group: str, lines: tuple[BudgetLine, ...]
) -> Credit:
    if len(lines) == 1:
        return replace(credit_of(convention, lines[0]), label=group)
    nature = credit_of(convention, lines[0]).nature
    return Credit(group, fund.id, "", "", nature, group, False, False, fund.unit)


def _unit(credits: list[Credit]) -> str:
    units = {credit.unit for credit in credits}
    return units.pop() if len(units) == 1 else ""


def common_unit(convention: Convention) -> str:
    """Return the unit of every fund of a convention, euros where they differ."""
    units = {fund.unit for fund in convention.funds.values()}
    return units.pop() if len(units) == 1 else "€"


def groups_of(convention: Convention, fund: Fund) -> Mapping[str, tuple[BudgetLine, ...]]:
    """Return the groups of expenditure of a fund, each with the lines that make it.

    Args:
        convention: The convention of the fund.
        fund: One of its funds.

    Returns:
        Group → the one line where its ceiling applies, or the lines that it adds up.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.1.1 and 2.1.1; annexes 2 and 3.
    """
    if fund.regime == MULTI_YEAR and (top := _top(fund)):
        return {fund.id.casefold(): (top,)}
    found: dict[str, list[BudgetLine]] = {}
    for line in fund.lines:
        credit = credit_of(convention, line)
        if line.role == _LINE and credit.nature in {LIMITATIVE, EVALUATIVE} and credit.group:
            found.setdefault(credit.group, []).append(line)
    return {
        group: (whole,) if (whole := _ceiling(fund, group)) else tuple(lines)
        for group, lines in found.items()
    }


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
    else:
        group = _group(fund, line, EVALUATIVE if nature == EVALUATIVE else "")
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
        unit=fund.unit,
    )


def _group(fund: Fund, line: BudgetLine, default: str) -> str:
    """Return the group of a line; a total has that of its parts when they agree."""
    if line.group or not adds_up(fund, line):
        return line.group or default
    groups = {part.group or default for part in leaves(fund, line)}
    return groups.pop() if len(groups) == 1 else ""


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
            f"Le {fund.id} réunit plusieurs groupes de crédits. Donnez une ligne ou un groupe"
            f"{_example(fund)}.",
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
        unit=fund.unit,
    )


def _example(fund: Fund) -> str:
    label = next((line.label for line in fund.lines if line.role == _LINE), "")
    return f", par exemple « {label} »" if label else ""


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
    if not group:
        return None
    lines = [
        line
        for line in fund.lines
        if line.group == group and line.role == _LINE and line.nature == LIMITATIVE
    ]
    if len(lines) == 1:
        return lines[0]
    wholes = [
        line
        for line in fund.lines
        if lines and adds_up(fund, line) and list(leaves(fund, line)) == lines
    ]
    return wholes[0] if wholes else None


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
    if not credit.group and credit.role in {_LINE, "dont"}:
        raise NotAvailable(
            "groupe-absent",
            f"La ligne « {credit.label} » n'a pas de groupe dans la convention. Donnez-lui un "
            "groupe dans ses lignes de budget.",
        )
    if not credit.group:
        what = "est un titre" if credit.role == _HEADING else "additionne plusieurs groupes"
        raise NotAvailable(
            "groupe-melange",
            f"La ligne « {credit.label} » {what} : elle n'appartient pas à un seul groupe. Donnez "
            "une ligne de dépense ou de recette.",
        )
    return credit.group
