"""Formulas on budgets: evolution, execution, check of a total."""

from __future__ import annotations

from typing import Final

from pycog.budget import amounts
from pycog.values import Scalar
from udfs.catalogue import Argument, formula
from udfs.declarations import citing
from udfs.unit_checks import AMOUNTS

CATEGORY: Final = "Budget"


def _compared(*values: Scalar) -> tuple[str, ...]:
    """Return no assumption: amounts that are compared are of the same scale."""
    return ()


formula(
    "COG_EVOLUTION",
    help="Évolution d'un montant entre deux exercices, en pourcentage du premier.",
    arguments=(
        Argument("from", "montant de départ", "Montant en euros, plus grand que 0."),
        Argument("to", "montant d'arrivée", "Montant en euros."),
        AMOUNTS,
    ),
    returns="evolution",
    source=citing.BUDGETS,
    example="=COG_EVOLUTION(13813000,14667000)",
    category=CATEGORY,
    cited=citing.budgets(),
    assumptions=("echelles",),
    explain=amounts.explain_evolution,
    used=_compared,
)(amounts.evolution)

formula(
    "COG_EXECUTION",
    help="Taux d'exécution : montant exécuté divisé par montant autorisé.",
    arguments=(
        Argument("executed", "exécuté", "Montant exécuté en euros, positif ou nul."),
        Argument("authorised", "autorisé", "Montant autorisé en euros, plus grand que 0."),
        AMOUNTS,
    ),
    returns="rate",
    source=citing.BUDGET_RULES,
    example="=COG_EXECUTION(14000000,14225000)",
    category=CATEGORY,
    cited=citing.budget_rules(),
    assumptions=("echelles",),
    explain=amounts.explain_execution,
    used=_compared,
)(amounts.execution)

formula(
    "COG_CHECK_TOTAL",
    help="Contrôle d'un total imprimé : « Conforme », ou l'écart entre la somme des parties et le "
    "total.",
    arguments=(
        Argument(
            "parts",
            "parties",
            "Plage des montants à additionner, en euros. Les cellules vides sont ignorées.",
            whole=True,
        ),
        Argument("total", "total", "Total imprimé, en euros. Vide : pas de contrôle."),
        Argument(
            "tolerance",
            "tolérance",
            "Plus grand écart accepté, en euros ; 0 par défaut.",
            optional=True,
        ),
    ),
    returns="text",
    source=citing.BUDGETS,
    example="=COG_CHECK_TOTAL({12000;0;0;0},0)",
    category=CATEGORY,
    cited=citing.budgets(),
    explain=amounts.explain_check_total,
)(amounts.check_total)
