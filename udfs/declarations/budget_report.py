"""The formula that spills the budget report."""

from __future__ import annotations

from typing import Any, Final

from pycog.budget.entries import Entries, read_entries
from pycog.budget.report import report
from pycog.errors import InvalidInput
from pycog.values import Block, Scalar, is_blank
from udfs.arguments import CONVENTION
from udfs.catalogue import Argument, formula
from udfs.declarations import citing
from udfs.declarations.reference import convention_of

CATEGORY: Final = "Tableau de bord budgétaire"


@formula(
    "COG_BUDGET_REPORT",
    help="Tableau de bord budgétaire, mêmes lignes et même ordre que l'annexe : base, report, "
    "virements, autorisé, exécuté, disponible, taux d'exécution, évolutions, constat et "
    "actualisation.",
    arguments=(
        Argument(
            "table",
            "saisies",
            "Plage des montants, avec ses titres ou dans cet ordre : ligne, report, virements "
            "reçus, virements cédés, exécuté, exécuté N-1, exercice, fonds, virements nets, "
            "actualisation, motif. Les saisies d'une même ligne s'ajoutent.",
            whole=True,
        ),
        Argument(
            "year",
            "exercice",
            "Exercice du tableau ; par défaut, celui de la colonne « exercice » s'il est seul.",
            optional=True,
        ),
        Argument(
            "fund",
            "fonds",
            "Nom court d'un fonds de la convention ; le premier par défaut.",
            optional=True,
        ),
        CONVENTION,
    ),
    returns="table",
    source=citing.BUDGET_RULES,
    example='=COG_BUDGET_REPORT({"Ligne","Exécuté";"Personnel",14000000;"Investissement",420000},'
    "2013)",
    category=CATEGORY,
    cited=citing.budget_rules(3),
    assumptions=("plafond-fngr", "lignes-dont", "total-incomplet"),
)
def budget_report(
    table: Any, year: Scalar = None, fund: Scalar = None, convention: Scalar = None
) -> Block:
    """Return the budget report with its headings."""
    reference = convention_of(convention)
    entries = read_entries(reference, table)
    wanted = next(iter(reference.funds), "") if is_blank(fund) else fund
    chosen = _only_year(entries) if is_blank(year) else year
    return report(reference, wanted, chosen, entries.entries, entries.problems).rows()


def _only_year(entries: Entries) -> int:
    if len(entries.years) != 1:
        found = ", ".join(map(str, entries.years)) or "aucun"
        raise InvalidInput(
            "annee-a-preciser",
            f"L'exercice du tableau n'est pas donné (dans la plage : {found}). Donnez-le en "
            "deuxième argument, par exemple 2013.",
        )
    return entries.years[0]
