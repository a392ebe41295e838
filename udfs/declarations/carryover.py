"""Formulas on carry-over of credits: amount, approval, detailed statement."""

from __future__ import annotations

from typing import Any, Final

from pycog.budget import carryover as rules
from pycog.budget.credits import Credit, find_credit
from pycog.values import Block, Scalar, is_blank
from udfs.arguments import AUTHORISED, CONVENTION, EXECUTED
from udfs.catalogue import Argument, formula
from udfs.declarations.reference import convention_of

CATEGORY: Final = "Reports de crédits"

_ANNEX_1: Final = "COG CAMIEG 2012-2015, annexe 1"
_YEAR: Final = Argument(
    "year",
    "exercice",
    "Exercice N−1 dont les crédits se reportent. Rien ne se reporte de la dernière année de la "
    "convention.",
    optional=True,
)


def _explain_carryover(
    authorised: Scalar,
    executed: Scalar,
    line: Scalar,
    year: Scalar = None,
    convention: Scalar = None,
) -> str:
    reference = convention_of(convention)
    last = rules.is_last_year(reference, year)
    if is_blank(line):
        return "La ligne n'est pas renseignée : pas de résultat"
    credit = find_credit(reference, line)
    return rules.explain_carryover(authorised, executed, credit, last_year=last)


def _carryover_assumptions(
    authorised: Scalar,
    executed: Scalar,
    line: Scalar,
    year: Scalar = None,
    convention: Scalar = None,
) -> tuple[str, ...]:
    reference = convention_of(convention)
    last = rules.is_last_year(reference, year)
    if is_blank(line):
        return ()
    return rules.carryover_assumptions(find_credit(reference, line), last_year=last)


@formula(
    "COG_CARRYOVER",
    help="Crédits qui peuvent être reportés sur l'exercice suivant : crédits limitatifs ou du FNGR "
    "non consommés, sur des dépenses non pérennes ; 0 pour les crédits évaluatifs.",
    arguments=(
        AUTHORISED,
        EXECUTED,
        Argument(
            "line_or_fund",
            "ligne ou fonds",
            "Groupe ou ligne (Personnel, Fonctionnement, Investissement…), ou « FNGR ». Vide : pas "
            "de résultat.",
        ),
        _YEAR,
        CONVENTION,
    ),
    returns="amount",
    source=f"{_ANNEX_1}, 1.2.3.1, 1.2.3.2, 2.2.1 et 2.2.2",
    example='=COG_CARRYOVER(14225000,14000000,"Personnel",2012)',
    category=CATEGORY,
    assumptions=("report-fin-de-cog",),
    explain=_explain_carryover,
    used=_carryover_assumptions,
)
def carryover(
    authorised: Scalar,
    executed: Scalar,
    line: Scalar,
    year: Scalar = None,
    convention: Scalar = None,
) -> float | None:
    """Return what may be carried over."""
    reference = convention_of(convention)
    last = rules.is_last_year(reference, year)
    if is_blank(line):
        return None
    return rules.carryover(authorised, executed, find_credit(reference, line), last_year=last)


def _credits(
    origin: Scalar, destination: Scalar, convention: Scalar
) -> tuple[Credit, Credit] | None:
    reference = convention_of(convention)
    if is_blank(origin) or is_blank(destination):
        return None
    return find_credit(reference, origin), find_credit(reference, destination)


def _explain_approval(origin: Scalar, destination: Scalar, convention: Scalar = None) -> str:
    pair = _credits(origin, destination, convention)
    if pair is None:
        return "Un des deux groupes n'est pas renseigné : pas de résultat"
    return rules.explain_approval(*pair)


@formula(
    "COG_CARRYOVER_APPROVAL",
    help="Approbation d'un report par l'État : « Réputée acquise » dans le même groupe, "
    "« Implicite après 20 jours » dans un autre, budget rectificatif pour le FNGR.",
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
    source=f"{_ANNEX_1}, 1.2.3.3 et 2.2.3",
    example='=COG_CARRYOVER_APPROVAL("Personnel","Investissement")',
    category=CATEGORY,
    assumptions=("report-sans-evaluatif",),
    explain=_explain_approval,
)
def approval(origin: Scalar, destination: Scalar, convention: Scalar = None) -> str | None:
    """Return how the State approves a carry-over."""
    pair = _credits(origin, destination, convention)
    return None if pair is None else rules.approval(*pair)


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
    source=f"{_ANNEX_1}, 1.2.3.2, 1.2.3.4 et 2.2.3",
    example='=COG_CARRYOVER_STATEMENT({"Origine","Destination","Montant";'
    '"Personnel","Investissement",50000},2012)',
    category=CATEGORY,
    assumptions=("report-fin-de-cog", "report-sans-evaluatif"),
)
def statement(table: Any, year: Scalar = None, convention: Scalar = None) -> Block:
    """Return the detailed statement."""
    return rules.statement(convention_of(convention), table, year).rows()
