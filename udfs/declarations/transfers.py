"""Formulas on transfers of credits: who decides, and the check of a register."""

from __future__ import annotations

from typing import Any, Final

from pycog.budget import transfers
from pycog.budget.credit_rules import BudgetRules, rules_of
from pycog.budget.credits import Credit, find_credit
from pycog.budget.transfer_register import check_register
from pycog.conventions.facts.budget_rules import TRANSFER
from pycog.values import Block, Scalar, is_blank
from udfs.arguments import CONVENTION, FUND
from udfs.catalogue import Argument, formula
from udfs.declarations import citing
from udfs.declarations.reference import convention_of

CATEGORY: Final = "Virements"


def _ends(
    origin: Scalar, destination: Scalar, fund: Scalar, convention: Scalar
) -> tuple[Credit, Credit, BudgetRules] | None:
    reference = convention_of(convention)
    if is_blank(origin) or is_blank(destination):
        return None
    ends = find_credit(reference, origin, fund), find_credit(reference, destination, fund)
    return (*ends, rules_of(reference, TRANSFER))


def _explain_authority(
    origin: Scalar, destination: Scalar, fund: Scalar = None, convention: Scalar = None
) -> str:
    found = _ends(origin, destination, fund, convention)
    if found is None:
        return "L'origine ou la destination n'est pas renseignée : pas de résultat"
    return transfers.explain_authority(*found)


def _authority_assumptions(
    origin: Scalar, destination: Scalar, fund: Scalar = None, convention: Scalar = None
) -> tuple[str, ...]:
    found = _ends(origin, destination, fund, convention)
    return () if found is None else transfers.authority_assumptions(*found)


def _cited(
    origin: Scalar, destination: Scalar, fund: Scalar = None, convention: Scalar = None
) -> str:
    found = _ends(origin, destination, fund, convention)
    if found is None:
        return citing.BUDGET_RULES
    return f"{found[2].title}, {transfers.transfer_rule(*found).source}"


def _check_assumptions(
    table: Any, balances: Any = None, year: Scalar = None, convention: Scalar = None
) -> tuple[str, ...]:
    rules = rules_of(convention_of(convention), TRANSFER)
    return (*transfers.register_assumptions(rules), "virement-inscrit")


def _check_cited(
    table: Any, balances: Any = None, year: Scalar = None, convention: Scalar = None
) -> str:
    return rules_of(convention_of(convention), TRANSFER).cite(TRANSFER)


@formula(
    "COG_TRANSFER_AUTHORITY",
    help="Qui décide d'un virement de crédits, selon les règles de la convention : par exemple le "
    "directeur, ou une décision modificative.",
    arguments=(
        Argument(
            "from",
            "origine",
            "Groupe ou ligne dont les crédits partent, au nom que la convention lui donne. Vide : "
            "pas de résultat.",
        ),
        Argument(
            "to",
            "destination",
            "Groupe ou ligne qui reçoit les crédits. Vide : pas de résultat.",
        ),
        FUND,
        CONVENTION,
    ),
    returns="text",
    source=citing.BUDGET_RULES,
    example='=COG_TRANSFER_AUTHORITY("Personnel","Investissement")',
    category=CATEGORY,
    assumptions=("virement-fngr", "virement-evaluatif"),
    explain=_explain_authority,
    used=_authority_assumptions,
    cited=_cited,
)
def authority(
    origin: Scalar, destination: Scalar, fund: Scalar = None, convention: Scalar = None
) -> str | None:
    """Return who decides a transfer."""
    found = _ends(origin, destination, fund, convention)
    return None if found is None else transfers.authority(*found)


@formula(
    "COG_TRANSFER_CHECK",
    help="Contrôle d'un registre de virements, une ligne par virement : autorité compétente, "
    "soldes des groupes d'origine et de destination après le virement, verdict.",
    arguments=(
        Argument(
            "table",
            "registre",
            "Plage du registre, avec ses titres ou dans cet ordre : date, origine, destination, "
            "montant, motif, décision, information du contrôleur général.",
            whole=True,
        ),
        Argument(
            "balances",
            "soldes",
            "Plage des soldes de départ : groupe, solde. Par défaut, les montants de la convention "
            "pour l'exercice.",
            optional=True,
            whole=True,
        ),
        Argument(
            "year",
            "exercice",
            "Exercice du registre ; par défaut, l'année de la première date lisible.",
            optional=True,
        ),
        CONVENTION,
    ),
    returns="table",
    source=citing.BUDGET_RULES,
    example='=COG_TRANSFER_CHECK({"Date","De","Vers","Montant","Motif","Information";'
    '"15/03/2013","Personnel","Investissement",50000,"Serveurs","oui"})',
    category=CATEGORY,
    assumptions=("virement-fngr", "virement-evaluatif", "virement-inscrit"),
    used=_check_assumptions,
    cited=_check_cited,
)
def check(
    table: Any, balances: Any = None, year: Scalar = None, convention: Scalar = None
) -> Block:
    """Return one row per row of the register."""
    reference = convention_of(convention)
    given = None if balances is None or all(map(_empty, balances)) else balances
    return check_register(reference, table, given, year).rows()


def _empty(row: list[Scalar]) -> bool:
    return all(map(is_blank, row))
