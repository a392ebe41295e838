"""Words that resemble a code, an operator or a heading are taken for what the workbook spells."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.turn import Context
from tests.dialogue.hosts import last_answer, shared_host
from tests.dialogue.test_sheet_questions import Rows, Workbook

_PLAN: Final[Rows] = (
    ("Code", "Thème", "Action", "Pilote", "Échéance", "Réalisé le", "État", "Niveau", "Coût (€)",
     "Commentaire"),
    ("N-01", "Accueil", "Refaire la signalétique", "Mme Arnal", "31/03/2025", "12/05/2025",
     "Terminé", "N2", 800.0, "fournisseur défaillant"),
    ("N-02", "Accueil", "Former les agents", "M. Blin", "30/06/2025", None, "En cours", "N1",
     5200.0, None),
    ("J-01", "Juridique", "Revoir les délégations", "Mme Arnal", "30/09/2025", None, "En cours",
     "N1", 0.0, None),
    ("J-02", "Juridique", "Archiver les contrats", "M. Blin", "15/02/2025", "10/02/2025",
     "Terminé", "N2", 2000.0, None),
)  # fmt: skip
_THEMES: Final[Rows] = (
    ("Thème", "Auditeur", "Nb actions"),
    ("Accueil", "C. Roy", 2.0),
    ("Juridique", "D. Sauvan", 2.0),
)
_BOARD: Final[Rows] = (
    ("N°", "Indicateur", "Unité", "Sens", "Cible 2024", "Résultat 2024"),
    (1.0, "Durée moyenne d'attente", "jours", "à la baisse", 32.0, 31.5),
    (2.0, "Absences courtes", "%", "à la baisse", 3.6, 4.2),
    (3.0, "Dossiers en ligne", "%", "à la hausse", 80.0, 83.5),
)
_SPENT: Final[Rows] = (
    ("Groupe", "Poste", "Budget après DM", "1er trim.", "2e trim.", "Total dépensé", "Remarques"),
    ("I - Personnel", "Salaires", 600.0, 300.0, 300.0, 600.0, None),
    (None, "Charges", 300.0, 160.0, 150.0, 310.0, "à régulariser"),
    ("S/total I", None, 900.0, 460.0, 450.0, 910.0, None),
    ("II - Fonctionnement", "Loyers", 60.0, 30.0, 30.0, 60.0, None),
    (None, "Nettoyage", 30.0, 15.0, 15.0, 30.0, None),
    ("S/total II", None, 90.0, 45.0, 45.0, 90.0, None),
    ("TOTAL GENERAL", None, 990.0, 505.0, 495.0, 1000.0, None),
)
_NOTES: Final[Rows] = (
    ("Date", "Qui", "Note"),
    ("31/01/2024", "A. Petit", "Charges : dépassement dû à un rappel de 10"),
    ("05/03/2024", "B. Morel", "Loyers : indexation au 1er avril"),
)
_BOOKS: Final[dict[str, dict[str, Rows]]] = {
    "plan": {"Actions": _PLAN, "Thèmes": _THEMES},
    "suivi": {"Suivi": _BOARD},
    "dépenses": {"Exéc 2024": _SPENT, "Notes": _NOTES},
}


def ask(book: str, question: str) -> Answer:
    """Return the answer to a question on a workbook."""
    context = Context(shared_host(), Workbook(_BOOKS[book]), dt.date(2026, 11, 30), cells=True)
    return last_answer(context, (question,))


@pytest.mark.parametrize(
    ("book", "question", "told", "not_told"),
    [
        # The two actions of level N1 cost 5 200 + 0; N-01 alone costs 800.
        ("plan", "coût des N1", ["5 200"], ["800"]),
        ("plan", "COUT DES ACTIONS N1 ?", ["5 200"], ["800"]),
        ("plan", "coût de N-01", ["800"], ["5 200"]),
        # 31/03 → 12/05/2025, and what is noted of it.
        ("plan", "N-01 a été bouclée avec combien de jours de retard ? motif indiqué ?",
         ["42", "fournisseur défaillant"], []),
        ("suivi", "la durée moyenne d'attente a-t-elle respecté son objectif en 2024 ?",
         ["Oui", "31,5", "32"], []),
        ("suivi", "absences courtes 2024 : on est à combien de points au dessus de la cible",
         ["0,6", "4,2"], []),
        ("suivi", "dossiers en ligne : à combien de points au-dessus de la cible est-on en 2024 ?",
         ["3,5"], []),
        # (60 + 30) / 1 000.
        ("dépenses", "part du groupe II dans le total 2024", ["9 %", "S/total II"], ["Loyers"]),
        ("dépenses", "part de chaque groupe en 2024", ["91", "9 %"], []),
        # 310 for 300; the note that says the word is no list.
        ("dépenses", "les postes en dépassement sur 2024, avec le montant de chaque dépassement",
         ["Charges", "écart 10"], ["rappel", "TOTAL"]),
        ("dépenses", "quels postes ont dépassé leur budget", ["Charges", "10"], ["Salaires"]),
        # « D'après » names no column « Budget après DM ».
        ("dépenses", "d'après le fichier, comment s'explique le dépassement des charges 2024, et "
         "qui l'a noté ?", ["à régulariser", "A. Petit"], ["Budget après DM"]),
    ],
)  # fmt: skip
def test_a_word_is_what_the_workbook_spells(
    book: str, question: str, told: list[str], not_told: list[str]
) -> None:
    answer = ask(book, question)
    text = f"{answer.text} {answer.display}".replace("\u202f", " ").replace("\xa0", " ")
    assert answer.kind == ANSWERED, text
    assert all(one in text for one in told), text
    assert not any(one in text for one in not_told), text


@pytest.mark.parametrize(
    ("book", "question"),
    [
        # A share of the cost, which a share of the number of rows is not.
        ("plan", "coût des actions en cours en %"),
    ],
)  # fmt: skip
def test_what_leaves_out_a_part_is_refused(book: str, question: str) -> None:
    answer = ask(book, question)
    assert answer.kind != ANSWERED, answer.text


def test_a_part_of_the_cost_is_no_part_of_the_rows() -> None:
    # (0 + 2 000) / 8 000 of the cost; of the numbers of actions, half.
    answer = ask("plan", "poids du thème juridique ds le coût global en %")
    assert answer.kind == ANSWERED
    assert answer.value == 0.25
