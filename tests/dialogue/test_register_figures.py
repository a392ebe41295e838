"""Questions about the figures of an officer's register: a plan of actions, a list of files."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from tests.dialogue.hosts import shared_host
from tests.dialogue.test_sheet_questions import Rows, Workbook

_ACTIONS: Final[Rows] = (
    ("Plan d'actions",),
    ("N°", "Action", "Pilote", "Budget prévu", "Dépensé", "Avancement", "Échéance", "Terminé le",
     "Observations"),
    (1.0, "Courrier sortant", "Mme Petit", 42000.0, 39500.0, 1.0, "31/03/2026", "20/03/2026", None),
    (2.0, "Borne d'accueil", "M. Roux", 18000.0, 21500.0, 0.8, "30/06/2026", None, "surcoût"),
    (3.0, "Déploiement GED", "Mme Petit", 95000.0, 70000.0, 0.65, "30/09/2026", None,
     "retard de l'éditeur"),
    (4.0, "Mise à jour du site", "M. Roux", 15000.0, 0.0, 0.0, "28/02/2027", None, None),
)  # fmt: skip
_FILES: Final[Rows] = (
    ("Dossier", "Reçue le", "Motif", "Gestionnaire", "Échéance", "Clôturée le", "Indemnité versée"),
    ("R-01", "12/01/2026", "remboursement", "Nadia", "11/02/2026", "05/02/2026", 0.0),
    ("R-02", "03/02/2026", "carte Vitale", "Paul", "05/03/2026", "20/03/2026", 50.0),
    ("R-03", "22/04/2026", "carte Vitale", "Nadia", "22/05/2026", None, 120.0),
    ("R-04", "15/09/2026", "indu", "Paul", "15/10/2026", None, None),
)
_DAY: Final = dt.date(2026, 11, 29)


def ask(rows: Rows, question: str) -> Answer:
    sheets = Workbook({"Suivi": rows})
    return reply(question, State(), Context(shared_host(), sheets, _DAY, cells=True))


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("budget total prévu du plan", 170_000),
        ("combien a-t-on dépensé en tout", 131_000),
        ("budget de Mme Petit", 137_000),
        ("que reste-t-il à dépenser sur la GED", 25_000),
        ("avancement moyen", 0.6125),
        ("taux de consommation du budget global", 131 / 170),
        ("l'action la plus chère", 95_000),
    ],
)
def test_figures_of_a_plan(question: str, value: float) -> None:
    answer = ask(_ACTIONS, question)
    assert answer.kind == ANSWERED
    assert answer.value == pytest.approx(value)
    assert "Suivi!" in answer.formula_cells


@pytest.mark.parametrize(
    ("rows", "question", "told", "untold"),
    [
        (_ACTIONS, "quelle action dépasse son budget et de combien", "Borne", "GED"),
        (_ACTIONS, "actions à moins de 70 % d'avancement", "GED", "Borne"),
        (_ACTIONS, "combien d'actions par pilote", "M. Roux (2)", ""),
        (_ACTIONS, "pourquoi le déploiement GED est en retard ?", "éditeur", "surcoût"),
        (_FILES, "lesquelles sont en retard", "R-03", "R-01"),
        (_FILES, "qui gère R-02", "Paul", "Nadia"),
        (_FILES, "combien de dossiers ne sont pas clôturés", "2", ""),
        (_FILES, "R-02 clôturée avec combien de retard", "15 jours", ""),
        (_FILES, "quel motif revient le plus souvent", "carte Vitale", "indu"),
        (_FILES, "délai entre la réception et la clôture de R-01", "24 jours", ""),
        (_FILES, "indemnités de plus de 100 euros", "R-03", "R-02"),
    ],
)
def test_what_a_register_tells(rows: Rows, question: str, told: str, untold: str) -> None:
    answer = ask(rows, question)
    assert answer.kind == ANSWERED
    assert told in answer.text
    assert not untold or untold not in answer.text


def test_a_blank_is_not_zero() -> None:
    """56.67 is the mean of three; the blank one is named and not counted."""
    answer = ask(_FILES, "indemnité moyenne")
    assert answer.value == pytest.approx(170 / 3)
    assert "vide : G5" in answer.text


def test_a_difference_with_a_blank_is_not_calculated() -> None:
    answer = ask(_FILES, "délai entre la réception et la clôture de R-03")
    assert answer.value is None
    assert "F4" in answer.text
