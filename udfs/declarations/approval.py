"""Formulas on approval: tacit approval by the State, conformity of a budget."""

from __future__ import annotations

from typing import Any, Final

from pycog.budget import approval
from pycog.budget.conformity import check_budget
from pycog.values import Block, Scalar
from udfs.arguments import CONVENTION, FUND
from udfs.catalogue import Argument, formula
from udfs.declarations.reference import convention_of

CATEGORY: Final = "Approbation des budgets"

_SOURCE: Final = "COG CAMIEG 2012-2015, annexe 1, 1.2.1, 1.2.3.3 et 2.1.2"
_RECEIVED: Final = Argument(
    "received",
    "réception",
    "Date de réception, qui fait courir le délai et ne compte pas. Vide : pas de résultat.",
)
_DELAY: Final = (
    Argument("days", "jours", f"Jours du délai ; {approval.DELAY} par défaut.", optional=True),
    Argument(
        "calendar",
        "calendrier",
        "Jours comptés : « calendaires » (par défaut), « ouvrés » (du lundi au vendredi) ou "
        "« ouvrables » (du lundi au samedi), hors jours fériés.",
        optional=True,
        choices=approval.CALENDARS,
        single=True,
    ),
    Argument(
        "counts",
        "dernier jour compris",
        "« non » (par défaut) : l'approbation est acquise le lendemain du dernier jour ; « oui » : "
        "le dernier jour même.",
        optional=True,
        choices=approval.COUNTS,
    ),
)
_ASSUMPTIONS: Final = ("approbation-depart", "approbation-vingtieme-jour", "approbation-jours")


def _date_assumptions(
    received: Scalar, days: Scalar = None, calendar: Scalar = None, counts: Scalar = None
) -> tuple[str, ...]:
    return approval.approval_assumptions(calendar, days)


def _status_assumptions(
    received: Scalar,
    on: Scalar,
    conform: Scalar,
    days: Scalar = None,
    calendar: Scalar = None,
    counts: Scalar = None,
) -> tuple[str, ...]:
    return approval.approval_assumptions(calendar, days)


formula(
    "COG_APPROVAL_DATE",
    help="Date à laquelle l'approbation de l'État est réputée acquise, à compter de la réception.",
    arguments=(_RECEIVED, *_DELAY),
    returns="date",
    source=_SOURCE,
    example='=COG_APPROVAL_DATE("2013-02-01")',
    category=CATEGORY,
    assumptions=_ASSUMPTIONS,
    explain=approval.explain_approval_date,
    used=_date_assumptions,
)(approval.approval_date)

formula(
    "COG_APPROVAL_STATUS",
    help="Situation de l'approbation d'un budget à une date : réputée acquise, en attente, ou "
    "jamais tacite si le budget n'est pas conforme à la COG.",
    arguments=(
        _RECEIVED,
        Argument("on", "date du constat", "Jour où l'on regarde. Vide : pas de résultat."),
        Argument(
            "conform",
            "conforme",
            "Oui ou Non (ou VRAI, FAUX, Conforme, Non conforme). Vide : pas de résultat.",
        ),
        *_DELAY,
    ),
    returns="text",
    source=_SOURCE,
    example='=COG_APPROVAL_STATUS("2013-02-01","2013-02-15","oui")',
    category=CATEGORY,
    assumptions=_ASSUMPTIONS,
    explain=approval.explain_status,
    used=_status_assumptions,
)(approval.status)


@formula(
    "COG_CONFORMITY",
    help="Conformité d'un budget à la COG, ligne par ligne : montant autorisé retenu, écart, "
    "conforme (Oui ou Non), constat. Sans conformité, pas d'approbation tacite.",
    arguments=(
        Argument(
            "table",
            "budget",
            "Plage du budget, avec ses titres ou dans cet ordre : ligne, budget, autorisé, fonds, "
            "actualisation, motif. Sans montant autorisé, celui de la convention est retenu, avec "
            "l'actualisation.",
            whole=True,
        ),
        Argument(
            "year",
            "exercice",
            "Exercice du budget, nécessaire pour retenir les montants de la convention.",
            optional=True,
        ),
        FUND,
        CONVENTION,
    ),
    returns="table",
    source="COG CAMIEG 2012-2015, annexe 1, 1.1.1.1, 1.1.1.2, 1.1.2, 1.2.1, 1.2.4 et 2.1.2",
    example='=COG_CONFORMITY({"Ligne","Budget";"Personnel",14052000;"Investissement",420000},2013)',
    category=CATEGORY,
    assumptions=("conformite-plafond", "plafond-fngr"),
)
def conformity(
    table: Any, year: Scalar = None, fund: Scalar = None, convention: Scalar = None
) -> Block:
    """Return one row per row of the budget."""
    return check_budget(convention_of(convention), table, year, fund).rows()
