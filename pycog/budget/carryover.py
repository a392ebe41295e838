"""Carry-over of unspent credits: how much, and approved by whom, by the agreement's rules."""

from __future__ import annotations

from pycog.arithmetic import amount_kind, compare, difference, exact, not_negative, to_float
from pycog.budget.ceilings import require_covered
from pycog.budget.credit_rules import BudgetRule, BudgetRules, assumptions_of, side, sides
from pycog.budget.credits import EVALUATIVE, LIMITATIVE, REVENUE, Credit
from pycog.budget.transfers import decided
from pycog.conventions.facts.budget_rules import CARRYOVER, CARRYOVER_APPROVAL, LAST_YEAR
from pycog.conventions.facts.convention import Convention
from pycog.conventions.lookup import require_year
from pycog.errors import InvalidInput
from pycog.values import Scalar, display, format_number, is_blank


def carryover(
    authorised: Scalar,
    executed: Scalar,
    credit: Credit,
    rules: BudgetRules,
    *,
    last_year: bool = False,
) -> float | None:
    """Return what of a year's credits may be carried to the next year.

    Args:
        authorised: Authorised amount of the group, or of a line of a multi-year fund.
        executed: Executed amount, in the same unit.
        credit: The group, line or fund.
        rules: The budget rules of the agreement.
        last_year: Whether the year is the last one of the convention.

    Returns:
        The unspent credits, never below zero nor above the ceiling of the rule; 0 where the
        agreement lets nothing be carried over. ``None`` when an amount is blank.

    Raises:
        InvalidInput: ``report-de-recette``, ``report-par-groupe`` (a "dont" line),
            ``valeur-negative``, ``echelles-differentes``, ``fonds-a-preciser``, unreadable
            numbers.
        NotAvailable: ``groupe-melange``, ``regle-absente``.

    Source:
        The budget rules of the agreement; COG CAMIEG 2012-2015, annexe 1, 1.2.3.1 and, for
        the FNGR, 2.2.1 and 2.2.2.
    """
    allowed = not_negative(authorised, "le montant autorisé")
    spent = not_negative(executed, "le montant exécuté")
    rule = _carryover_rule(credit, rules, last_year=last_year)
    if allowed is None or spent is None:
        return None
    require_covered(spent, allowed, given=(executed, authorised))
    if not rule.allowed:
        return 0.0
    return _least(max(0.0, difference(allowed, spent)), allowed, rule)


def _carryover_rule(credit: Credit, rules: BudgetRules, *, last_year: bool) -> BudgetRule:
    """Return the rule that decides: of the carry-over, or of the end of the convention."""
    own = side(credit)
    if credit.nature == REVENUE:
        raise InvalidInput(
            "report-de-recette",
            f"« {credit.label} » est une recette : seuls des crédits de dépense se reportent.",
        )
    rule = rules.require(CARRYOVER, own)
    whole = credit.ceiling or credit.multi_year or not credit.key
    if credit.nature == LIMITATIVE and not whole:
        raise InvalidInput(
            "report-par-groupe",
            f"« {credit.label} » est un détail : les crédits non consommés se constatent sur le "
            f"groupe {own.group} entier ({rule.source}). Donnez les montants du groupe.",
        )
    return rules.require(LAST_YEAR, own) if rule.allowed and last_year else rule


def _least(unspent: float, authorised: float, rule: BudgetRule) -> float:
    """Return what is unspent, or the share of the authorised amount that the rule allows."""
    if rule.ceiling is None:
        return unspent
    most = to_float(exact(authorised) * exact(rule.ceiling))
    return most if compare(unspent, most) > 0 else unspent


def is_last_year(convention: Convention, year: Scalar) -> bool:
    """Tell whether a year is the last one of the convention; a blank year is not.

    Args:
        convention: The convention whose years count.
        year: A fiscal year.

    Returns:
        Whether it is the last one.

    Raises:
        InvalidInput: ``annee-illisible``.
        NotAvailable: ``annee-hors-convention``.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 2.2.1 (« sur la période de la COG »).
    """
    return not is_blank(year) and require_year(convention, year) == convention.years[-1]


def explain_carryover(
    authorised: Scalar,
    executed: Scalar,
    credit: Credit,
    rules: BudgetRules,
    *,
    last_year: bool = False,
) -> str:
    """Return in French the subtraction, or the reason, behind :func:`carryover`.

    Args:
        authorised: As there.
        executed: As there.
        credit: As there.
        rules: As there.
        last_year: As there.

    Returns:
        A French sentence with the numbers put in.

    Raises:
        PycogError: Those of :func:`carryover`.
    """
    result = carryover(authorised, executed, credit, rules, last_year=last_year)
    allowed, spent = not_negative(authorised, ""), not_negative(executed, "")
    if result is None or allowed is None or spent is None:
        return "Un des deux montants n'est pas renseigné : pas de résultat"
    shown = display(result, amount_kind(credit.unit))
    rule = _carryover_rule(credit, rules, last_year=last_year)
    if not rule.allowed:
        return f"{rule.refusal.rstrip('.')} : {shown}"
    if spent > allowed:
        return f"Tout est consommé, {format_number(spent)} pour {format_number(allowed)} : {shown}"
    left = difference(allowed, spent)
    if rule.ceiling is not None and compare(left, result) > 0:
        share = display(rule.ceiling, "percent")
        return (
            f"{format_number(allowed)} − {format_number(spent)} = {format_number(left)}, limité à "
            f"{share} de {format_number(allowed)} ({rule.source}) : {shown}"
        )
    return f"{format_number(allowed)} − {format_number(spent)} = {shown}"


def carryover_assumptions(
    credit: Credit, rules: BudgetRules, *, last_year: bool
) -> tuple[str, ...]:
    """Return the ids of the assumptions that :func:`carryover` rests on.

    Args:
        credit: As there.
        rules: As there.
        last_year: As there.

    Returns:
        Ids of :data:`pycog.assumptions.ASSUMPTIONS` that the result rests on.
    """
    return assumptions_of([_carryover_rule(credit, rules, last_year=last_year)])


def approval_rule(origin: Credit, destination: Credit, rules: BudgetRules) -> BudgetRule:
    """Return the rule of the approval of a carry-over.

    Args:
        origin: What the unspent credits of N−1 come from.
        destination: What receives them in N.
        rules: The budget rules of the agreement.

    Raises:
        InvalidInput: ``report-evaluatif``, ``report-interdit``, ``report-de-recette``,
            ``report-entre-fonds``, ``fonds-a-preciser``.
        NotAvailable: ``groupe-melange``, ``regle-absente``.
    """
    for refuse in (_refuse_by_rule, _refuse_revenue):
        for credit in (origin, destination):
            refuse(credit, rules)
    start, end = sides(origin, destination)
    if start.fund != end.fund:
        raise InvalidInput(
            "report-entre-fonds",
            f"Le {start.fund} et le {end.fund} sont deux budgets votés séparément : un "
            "report reste dans son fonds.",
        )
    rule = rules.require(CARRYOVER_APPROVAL, start, end)
    if not rule.allowed:
        raise InvalidInput("report-interdit", rule.refusal)
    return rule


def refuse_end(credit: Credit, rules: BudgetRules) -> None:
    """Refuse what is neither a source nor an end of a carry-over, whatever the other end.

    Args:
        credit: One end of a carry-over.
        rules: The budget rules of the agreement.

    Raises:
        InvalidInput: ``report-evaluatif``, ``report-interdit``, ``report-de-recette``.
        NotAvailable: ``groupe-melange``.
    """
    _refuse_by_rule(credit, rules)
    _refuse_revenue(credit, rules)


def _refuse_by_rule(credit: Credit, rules: BudgetRules) -> None:
    own = side(credit)
    if credit.nature == REVENUE:
        return
    rule = rules.find(CARRYOVER_APPROVAL, own, own)
    if rule is not None and not rule.allowed:
        if credit.nature == EVALUATIVE:
            raise InvalidInput("report-evaluatif", rule.refusal)
        raise InvalidInput("report-interdit", rule.refusal)


def _refuse_revenue(credit: Credit, rules: BudgetRules) -> None:
    if credit.nature == REVENUE:
        raise InvalidInput(
            "report-de-recette",
            "Une recette ne se reporte pas et ne reçoit pas de report. Donnez deux groupes de "
            "dépense.",
        )


def approval(origin: Credit, destination: Credit, rules: BudgetRules) -> str:
    """Return how the State approves a carry-over, in the words of the agreement.

    Args:
        origin: What the unspent credits of N−1 come from.
        destination: What receives them in N.
        rules: The budget rules of the agreement.

    Returns:
        The decision of the rule.

    Raises:
        PycogError: Those of :func:`approval_rule`.

    Source:
        The budget rules of the agreement; COG CAMIEG 2012-2015, annexe 1, 1.2.3.3 and, for
        the FNGR, 2.2.3.
    """
    return decided(approval_rule(origin, destination, rules))


def explain_approval(origin: Credit, destination: Credit, rules: BudgetRules) -> str:
    """Return in French which rule gives :func:`approval`, for the same arguments.

    Args:
        origin: As for :func:`approval`.
        destination: As for :func:`approval`.
        rules: As for :func:`approval`.

    Returns:
        A French sentence with the numbers put in.

    Raises:
        PycogError: Those of :func:`approval`.
    """
    rule = approval_rule(origin, destination, rules)
    if origin.multi_year:
        about = f"report du {origin.fund}"
    elif origin.group == destination.group:
        about = f"report à l'intérieur du groupe {origin.group}"
    else:
        about = f"report du groupe {origin.group} au groupe {destination.group}"
    return f"{about} ({rule.source}) : {decided(rule)}"
