"""Turns that name no row are about the rows told last, or are refused."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest

from pycog.dialogue.answers import ANSWERED, ASKED, UNKNOWN, Answer
from pycog.dialogue.turn import Context
from tests.dialogue.hosts import last_answer, shared_host
from tests.dialogue.test_sheet_questions import Rows, Workbook

_ACTIONS: Final[Rows] = (
    ("Réf", "Action", "Pilote", "A faire pour le", "Clos le", "Etat", "Coût prévu €",
     "Commentaire"),
    ("B-01", "Revoir les baux", "Mme Ferrand", "29/02/2026", "20/02/2026", "Terminé", 4500.0, None),
    ("B-02", "Rapprocher la paie", "M. Bensaïd", "15/07/2026", None, "En cours", 32000.0,
     "dépend de la version 8"),
    ("B-03", "Archiver les dossiers", "M. Bensaïd", "31/03/2027", None, "Non démarré", 21500.0,
     None),
    ("B-04", "Tester la reprise", "M. Coulon", "31/05/2026", None, "En cours", 18000.0,
     "reporté deux fois"),
    ("B-05", "Chiffrer les portables", "M. Vasseur", "31/12/2026", None, "En cours", 12600.0,
     "140 postes sur 210 faits"),
)  # fmt: skip
_BUDGET: Final[Rows] = (
    ("Suivi du budget 2025", None, None, None, None, None),
    ("Poste", "Budget voté", "DM", "Budget après DM", "Total dépensé", "Disponible"),
    ("Salaires", 8000.0, 60.0, 8060.0, 7900.0, 160.0),
    ("Loyers", 600.0, 0.0, 600.0, 590.0, 10.0),
    ("TOTAL GENERAL", 8600.0, 60.0, 8660.0, 8490.0, 170.0),
)
_BOARD: Final[Rows] = (
    ("N°", "Indicateur", "Unité", "Cible 2024", "Résultat 2024", "Cible 2025", "Résultat 2025"),
    ("1", "Satisfaction des patients", "%", 85.0, 87.2, 86.0, 84.9),
    ("2", "Lettres remises", "%", 95.0, 91.0, 96.0, 97.3),
    ("3", "Entretiens réalisés", "%", 90.0, 82.0, 92.0, 93.5),
)
_BOOK: Final[dict[str, Rows]] = {
    "Actions": _ACTIONS, "Exéc 2025": _BUDGET, "Tableau de bord": _BOARD,
}  # fmt: skip


def talk(*turns: str) -> Answer:
    """Return the answer to the last of several turns about the workbook."""
    context = Context(shared_host(), Workbook(_BOOK), dt.date(2026, 11, 30), cells=True)
    return last_answer(context, turns)


def test_they_are_the_rows_told_last() -> None:
    # 32 000 + 21 500, and not the 88 600 of all five.
    answer = talk("les actions de Bensaïd", "elles coutent combien en tout ?")
    assert (answer.kind, answer.value) == (ANSWERED, 53_500)


def test_which_is_late_is_one_of_those_told_last() -> None:
    # B-04 is late too, and is another one's.
    answer = talk("les actions de Bensaïd", "laquelle est en retard ?")
    assert answer.kind == ANSWERED
    assert "B-02" in answer.text
    assert "B-04" not in answer.text


def test_the_same_of_another_year_counts_again() -> None:
    answer = talk("nombre d'indicateurs atteints en 2024", "et en 2025, combien ?")
    assert answer.kind == ANSWERED
    # Lettres remises and Entretiens réalisés, 97,3 for 96 and 93,5 for 92.
    assert "2 objectifs atteints" in answer.text


@pytest.mark.parametrize(
    ("turns", "never"),
    [
        # A state is no number, and 12 600 of 88 600 is not what was told.
        (("où en est le chiffrement des portables ?", "ça fait combien en % ?"), "14,2"),
        # The budget is not the sum of the voted one, its change and the changed one.
        (("total général dépensé en 2025 ?", "en % du budget ?"), "49,0"),
        # « 3 » is a result, and no number of a row; « 5000 » and « B-04 » make no subtraction.
        (("Satisfaction des patients 2025", "si on avait fait 3 ?"), "Entretiens"),
        (("qui pilote B-04 ?", "si elle avait coûté 5000 ?"), "4 996"),
        # One of those is meant, and nothing says which.
        (("les actions de Bensaïd", "elle attend quoi ?"), "B-04"),
        # What is in an agreement is about no row of the workbook.
        (("quels indicateurs ne sont pas atteints en 2024 ?", "ils sont suivis par qui ?"), "État"),
        # The largest cost is no advance.
        (("les actions de Bensaïd", "laquelle est le plus en avance ?"), "32 000"),
        # A total is no part of one of its lines.
        (("Salaires dépensés en 2025 ?", "sans le total général ?"), "590"),
        # What is late elsewhere is no reason.
        (("les actions de Bensaïd", "pourquoi en retard ?"), "B-04"),
    ],
    ids=("text-percent", "budget-columns", "number-3", "code-4", "one-of", "agreement", "advance",
         "total-of-line", "why-of-others"),
)  # fmt: skip
def test_what_was_not_told_is_refused(turns: tuple[str, ...], never: str) -> None:
    answer = talk(*turns)
    assert answer.kind in {UNKNOWN, ASKED}, answer.text
    assert never not in answer.text
