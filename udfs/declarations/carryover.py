"""Formulas on carry-over of credits: amount, approval, detailed statement."""

from __future__ import annotations

from typing import Any, Final

from pycog.arithmetic import amount_kind
from pycog.budget import carryover as reports
from pycog.budget.carryover_statement import statement as draw_up
from pycog.budget.credit_rules import BudgetRules, assumptions_of, rules_of
from pycog.budget.credits import Credit, find_credit
from pycog.conventions.facts.budget_rules import (
    CARRYOVER,
    CARRYOVER_APPROVAL,
    CARRYOVER_USE,
    LAST_YEAR,
)
from pycog.values import Block, Scalar, Shown, is_blank
from udfs.arguments import AUTHORISED, CONVENTION, EXECUTED
from udfs.catalogue import Argument, formula
from udfs.declarations import citing
from udfs.declarations.reference import convention_of

CATEGORY: Final = "Reports de crédits"

_YEAR: Final = Argument(
    "year",
    "exercice",
    "Exercice N−1 dont les crédits se reportent. Rien ne se reporte de la dernière année de la "
    "convention.",
    optional=True,
)


def _carried(
    line: Scalar, year: Scalar, convention: Scalar
) -> tuple[Credit, BudgetRules, bool] | None:
    """Return the credit, the rules and whether the year is the last; ``None`` without a line."""
    reference = convention_of(convention)
    last = reports.is_last_year(reference, year)
    if is_blank(line):
        return None
    return find_credit(reference, line), rules_of(reference, CARRYOVER), last


def _explain_carryover(
    authorised: Scalar,
    executed: Scalar,
    line: Scalar,
    year: Scalar = None,
    convention: Scalar = None,
) -> str:
    found = _carried(line, year, convention)
    if found is None:
        return "La ligne n'est pas renseignée : pas de résultat"
    credit, rules, last = found
    return reports.explain_carryover(authorised, executed, credit, rules, last_year=last)


def _carryover_assumptions(
    authorised: Scalar,
    executed: Scalar,
    line: Scalar,
    year: Scalar = None,
    convention: Scalar = None,
) -> tuple[str, ...]:
    found = _carried(line, year, convention)
    if found is None:
        return ()
    credit, rules, last = found
    return reports.carryover_assumptions(credit, rules, last_year=last)


def _carryover_cited(
    authorised: Scalar,
    executed: Scalar,
    line: Scalar,
    year: Scalar = None,
    convention: Scalar = None,
) -> str:
    rules = rules_of(convention_of(convention), CARRYOVER)
    return rules.cite(CARRYOVER, CARRYOVER_USE)


@formula(
    "COG_CARRYOVER",
    help="Crédits qui peuvent être reportés sur l'exercice suivant, selon les règles de la "
    "convention ; 0 pour ceux qu'elle ne laisse pas reporter.",
    arguments=(
        AUTHORISED,
        EXECUTED,
        Argument(
            "line_or_fund",
            "ligne ou fonds",
            "Groupe, ligne ou fonds pluriannuel, au nom que la convention lui donne. Vide : pas "
            "de résultat.",
        ),
        _YEAR,
        CONVENTION,
    ),
    returns="amount",
    source=citing.BUDGET_RULES,
    example='=COG_CARRYOVER(14225000,14000000,"Personnel",2012)',
    category=CATEGORY,
    assumptions=("report-fin-de-cog",),
    explain=_explain_carryover,
    used=_carryover_assumptions,
    cited=_carryover_cited,
)
def carryover(
    authorised: Scalar,
    executed: Scalar,
    line: Scalar,
    year: Scalar = None,
    convention: Scalar = None,
) -> Shown | None:
    """Return what may be carried over."""
    found = _carried(line, year, convention)
    if found is None:
        return None
    credit, rules, last = found
    value = reports.carryover(authorised, executed, credit, rules, last_year=last)
    return Shown(value, amount_kind(credit.unit))


def _ends(
    origin: Scalar, destination: Scalar, convention: Scalar
) -> tuple[Credit, Credit, BudgetRules] | None:
    reference = convention_of(convention)
    if is_blank(origin) or is_blank(destination):
        return None
    ends = find_credit(reference, origin), find_credit(reference, destination)
    return (*ends, rules_of(reference, CARRYOVER_APPROVAL))


def _explain_approval(origin: Scalar, destination: Scalar, convention: Scalar = None) -> str:
    found = _ends(origin, destination, convention)
    if found is None:
        return "Un des deux groupes n'est pas renseigné : pas de résultat"
    return reports.explain_approval(*found)


def _approval_assumptions(
    origin: Scalar, destination: Scalar, convention: Scalar = None
) -> tuple[str, ...]:
    found = _ends(origin, destination, convention)
    return () if found is None else assumptions_of([reports.approval_rule(*found)])


def _approval_cited(origin: Scalar, destination: Scalar, convention: Scalar = None) -> str:
    found = _ends(origin, destination, convention)
    if found is None:
        return citing.BUDGET_RULES
    return f"{found[2].title}, {reports.approval_rule(*found).source}"


@formula(
    "COG_CARRYOVER_APPROVAL",
    help="Approbation d'un report par l'État, selon les règles de la convention : par exemple "
    "« Réputée acquise » dans le même groupe, implicite après un délai dans un autre.",
    arguments=(
        Argument(
            "from_group",
            "groupe d'origine",
            "Groupe ou ligne dont les crédits non consommés sont issus. Vide : pas de résultat.",
        ),
        Argument(
            "to_group",
            "groupe de destination",
            "Groupe ou ligne qui reçoit le report. Vide : pas de résultat.",
        ),
        CONVENTION,
    ),
    returns="text",
    source=citing.BUDGET_RULES,
    example='=COG_CARRYOVER_APPROVAL("Personnel","Investissement")',
    category=CATEGORY,
    assumptions=("report-sans-evaluatif",),
    explain=_explain_approval,
    used=_approval_assumptions,
    cited=_approval_cited,
)
def approval(origin: Scalar, destination: Scalar, convention: Scalar = None) -> str | None:
    """Return how the State approves a carry-over."""
    found = _ends(origin, destination, convention)
    return None if found is None else reports.approval(*found)


def _statement_assumptions(
    table: Any, year: Scalar = None, convention: Scalar = None
) -> tuple[str, ...]:
    rules = rules_of(convention_of(convention), CARRYOVER_APPROVAL)
    return assumptions_of((*rules.of(LAST_YEAR), *rules.of(CARRYOVER_APPROVAL)))


def _statement_cited(table: Any, year: Scalar = None, convention: Scalar = None) -> str:
    rules = rules_of(convention_of(convention), CARRYOVER_APPROVAL)
    return rules.cite(CARRYOVER_USE, CARRYOVER_APPROVAL)


@formula(
    "COG_CARRYOVER_STATEMENT",
    help="État détaillé des reports : origine en N−1 par ligne budgétaire, destination en N par "
    "groupe de dépenses, approbation, totaux et constat.",
    arguments=(
        Argument(
            "table",
            "registre",
            "Plage du registre des reports, avec ses titres ou dans cet ordre : origine, "
            "destination, montant, crédits non consommés, caractère non pérenne.",
            whole=True,
        ),
        _YEAR,
        CONVENTION,
    ),
    returns="table",
    source=citing.BUDGET_RULES,
    example='=COG_CARRYOVER_STATEMENT({"Origine","Destination","Montant";'
    '"Personnel","Investissement",50000},2012)',
    category=CATEGORY,
    assumptions=("report-fin-de-cog", "report-sans-evaluatif"),
    used=_statement_assumptions,
    cited=_statement_cited,
)
def statement(table: Any, year: Scalar = None, convention: Scalar = None) -> Block:
    """Return the detailed statement."""
    return draw_up(convention_of(convention), table, year).rows()
