"""Formulas on milestones: the list of dated measures, and where each stands."""

from __future__ import annotations

from typing import Final

from pycog import milestones
from pycog.conventions import Milestone, schedule
from pycog.values import Scalar, Shown, serial_of
from udfs.arguments import CONVENTION
from udfs.catalogue import Argument, formula
from udfs.declarations import citing
from udfs.declarations.reference import convention_of

CATEGORY: Final = "Échéances"

_FORMS: Final = (
    "année (2013), « début 2012 », « fin 2013 », « 1er semestre 2012 », « 1er trimestre 2012 », "
    "« juin 2012 », période (2013/2015) ou date"
)


@formula(
    "COG_MILESTONES",
    help="Échéances de la convention par ordre de date : date limite, fiche objectif, mesure, "
    "échéance telle qu'imprimée, source.",
    arguments=(
        Argument(
            "sheet",
            "fiche",
            "Numéro d'une fiche objectif (17 ou « fiche 17 ») ; toutes les échéances si l'argument "
            "est vide, celles d'aucune fiche comprises.",
            optional=True,
        ),
        Argument(
            "until",
            "jusqu'au",
            f"Dernière échéance à retenir : {_FORMS}. Vide : toutes.",
            optional=True,
        ),
        CONVENTION,
    ),
    returns="table",
    source=citing.MILESTONES,
    example="=COG_MILESTONES(17)",
    category=CATEGORY,
    cited=citing.milestones(2),
    assumptions=("echeance-dernier-jour", "echeance-debut-d-annee"),
)
def milestones_of(sheet: Scalar = None, until: Scalar = None, convention: Scalar = None) -> Shown:
    """Return one row per milestone, due dates as serials."""
    found = schedule.milestones_of(convention_of(convention), sheet, until)
    return Shown([_row(item) for item in found], "date")


def _row(item: Milestone) -> list[Scalar]:
    # The sheet is text: in a block shown as dates, a number would be taken for a day.
    sheet = f"fiche {item.sheet}" if item.sheet is not None else None
    return [serial_of(item.due.last), sheet, item.what, item.printed, item.citation]


formula(
    "COG_DUE",
    help="Dernier jour d'une échéance écrite comme la convention l'imprime.",
    arguments=(Argument("due", "échéance", f"Échéance : {_FORMS}. Vide : pas de résultat."),),
    returns="date",
    source=citing.MILESTONES,
    example='=COG_DUE("1er semestre 2012")',
    category=CATEGORY,
    cited=citing.milestones(),
    assumptions=("echeance-dernier-jour", "echeance-debut-d-annee"),
    explain=milestones.explain_due,
    used=milestones.assumptions_of_due,
)(milestones.due_date)

formula(
    "COG_MILESTONE_STATUS",
    help="Situation d'une mesure à une date : « Réalisée », « Réalisée en retard de N jours », "
    "« En cours », « En retard de N jours » ou « Non échue ».",
    arguments=(
        Argument("due", "échéance", f"Échéance : {_FORMS}. Vide : pas de résultat."),
        Argument(
            "done",
            "réalisée le",
            "Date de réalisation ; vide tant que la mesure n'est pas réalisée.",
        ),
        Argument(
            "on",
            "situation au",
            "Date à laquelle regarder ; aujourd'hui par défaut. Dans un classeur, donnez toujours "
            "une cellule de date, qui peut contenir AUJOURDHUI().",
            optional=True,
        ),
    ),
    returns="text",
    source=citing.MILESTONES,
    example='=COG_MILESTONE_STATUS("fin 2013","15/02/2014","31/12/2014")',
    category=CATEGORY,
    cited=citing.milestones(),
    assumptions=(
        "echeance-dernier-jour",
        "echeance-debut-d-annee",
        "echeance-en-cours",
        "situation-a-la-date",
    ),
    explain=milestones.explain_status,
    used=milestones.assumptions_of_status,
    volatile=True,
)(milestones.milestone_status)
