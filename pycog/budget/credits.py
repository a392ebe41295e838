"""Credits under the budget rules: nature, group, ceiling, updating, balance.

A *group* is where the ceiling applies and where the director may move credits freely:
personnel, fonctionnement and investissement among the limitative credits, the whole of a
multi-year fund, the evaluative credits together, the revenue together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from pycog.arithmetic import add, not_negative
from pycog.budget.amounts import CONSISTENT
from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import BudgetLine, Fund
from pycog.conventions.facts.schema import MULTI_YEAR
from pycog.conventions.lookup import find_fund, find_lines
from pycog.errors import InvalidInput, NotAvailable
from pycog.values import Scalar, display, fold, format_number, is_blank
from pycog.vector import elementwise

LIMITATIVE: Final = "limitatif"
EVALUATIVE: Final = "évaluatif"
REVENUE: Final = "recette"
PERSONNEL: Final = "personnel"
RUNNING: Final = "fonctionnement"
INVESTMENT: Final = "investissement"
#: The limitative groups of an annual budget (annexe 1, 1.2.2).
LIMITATIVE_GROUPS: Final = (PERSONNEL, RUNNING, INVESTMENT)

#: What :func:`breach` says of revenue.
NO_CEILING: Final = "Recette : sans plafond"

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
        InvalidInput: ``valeur-negative``, unreadable numbers.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.2.5.
    """
    pair = _pair(authorised, executed)
    return None if pair is None else add(pair[0], -pair[1])


def explain_available(authorised: Scalar, executed: Scalar) -> str:
    """Return the subtraction behind :func:`available` in French, for the same arguments.

    Raises:
        InvalidInput: Those of :func:`available`.
    """
    pair = _pair(authorised, executed)
    if pair is None:
        return "Un des deux montants n'est pas renseigné : pas de résultat"
    allowed, spent = map(format_number, pair)
    return f"{allowed} − {spent} = {display(available(*pair), 'amount')}"


def breach(authorised: Scalar, executed: Scalar, credit: Credit) -> str | None:
    """Judge an executed amount against the authorised one.

    A limitative group over its ceiling is a breach, an evaluative line an adjustment. A
    line within a group is told to be judged on its group.

    Args:
        authorised: Authorised amount, euros, not negative.
        executed: Executed amount, euros, not negative.
        credit: What they are the amounts of.

    Returns:
        ``"Conforme"``, ``"Dépassement de X €"``, ``"Ajustement de X €"``,
        :data:`NO_CEILING`, or the sentence on a line within a group; ``None`` when an
        amount is blank.

    Raises:
        InvalidInput: ``valeur-negative``, unreadable numbers.
        NotAvailable: ``groupe-melange``.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.1.1.1, 1.1.1.2 and 1.2.4.
    """
    pair = _pair(authorised, executed)
    if pair is None:
        return None
    own = group_of(credit)
    if credit.nature == REVENUE:
        return NO_CEILING
    excess = add(pair[1], -pair[0])
    over = f"{format_number(excess)} €" if excess > 0 else ""
    if credit.nature == EVALUATIVE:
        return f"Ajustement de {over}" if over else CONSISTENT
    if credit.ceiling:
        return f"Dépassement de {over}" if over else CONSISTENT
    where = f"le plafond se juge sur le groupe {own}"
    return f"Prévision dépassée de {over} : {where}" if over else f"{CONSISTENT} : {where}"


def explain_breach(authorised: Scalar, executed: Scalar, credit: Credit) -> str:
    """Return the comparison behind :func:`breach` in French, for the same arguments.

    Raises:
        PycogError: Those of :func:`breach`.
    """
    verdict = breach(authorised, executed, credit)
    pair = _pair(authorised, executed)
    if verdict is None or pair is None:
        return "Un des deux montants n'est pas renseigné : pas de résultat"
    allowed, spent = map(format_number, pair)
    gap = format_number(add(pair[1], -pair[0]))
    return f"exécuté {spent} − autorisé {allowed} = {gap} ; {verdict}"


def ceiling_assumptions(credit: Credit) -> tuple[str, ...]:
    """Return the ids of the assumptions that the ceiling of a credit rests on.

    Args:
        credit: See :func:`find_credit`.
    """
    return ("plafond-fngr",) if credit.multi_year and credit.nature != REVENUE else ()


def _pair(authorised: Scalar, executed: Scalar) -> tuple[float, float] | None:
    allowed = not_negative(authorised, "le montant autorisé")
    spent = not_negative(executed, "le montant exécuté")
    return None if allowed is None or spent is None else (allowed, spent)


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
        return add(earned, given, -spent)
    result = add(spent, -earned)
    if result < 0:
        raise InvalidInput(
            "recettes-excedentaires",
            f"Les recettes dépassent les dépenses brutes de {format_number(-result)} € : aucune "
            "dotation ne peut équilibrer ce budget. Vérifiez les deux totaux.",
        )
    return result


def explain_balance(expenditure: Scalar, revenue: Scalar, allocation: Scalar = None) -> str:
    """Return the arithmetic of :func:`balance` in French, for the same arguments.

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
