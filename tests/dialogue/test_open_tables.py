"""Questions on tables that pycog knows nothing of: their cells alone say what they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import pytest

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.turn import Context
from tests.dialogue.hosts import last_answer, shared_host
from tests.dialogue.test_sheet_questions import Rows, Workbook

_MAIL: Final[Rows] = (
    ("Volumes de courrier traités – année 2025",),
    (None,),
    ("Site", "Responsable", "1er trim.", "2e trim.", "3e trim.", "4e trim.", "Stock au 31/12/2025"),
    ("Lille", "Mme Caron", 12400.0, 13150.0, 9800.0, 14020.0, 820.0),
    ("Rouen", "M. Petitjean", 8700.0, 9100.0, 7250.0, 9940.0, 410.0),
    ("Nantes", "Mme Caron", 10250.0, 9980.0, 8700.0, None, 1305.0),
    ("Toulouse", None, 15600.0, 16020.0, 12100.0, 17350.0, 2240.0),
    # 41 310 is right; 4 700 is 75 less than the lines.
    ("Total", None, 46950.0, 48250.0, 37850.0, 41310.0, 4700.0),
    (None,),
    ("T4 de Nantes non remonté à ce jour.",),
)
_FILES: Final[Rows] = (
    ("Dossier", "Type", "Ouvert le", "Préjudice (€)", "Récupéré (€)", "Gestionnaire", "Clos le"),
    ("F-101", "Fausse facture", "20/01/2025", 12800.0, 12800.0, "Lopez", "30/06/2025"),
    ("F-102", "Droits indus", "11/02/2025", 3450.0, 1200.0, "Martin", None),
    ("F-103", "Fausse facture", "02/04/2025", 48900.0, 0.0, "Lopez", None),
    ("F-104", "Double emploi", "27/05/2025", 950.0, 950.0, "Nadir", "15/09/2025"),
    ("F-105", "Droits indus", "08/09/2025", 7600.0, 2500.0, "Martin", None),
)
_FLOWS: Final[Rows] = (
    ("Trésorerie 2026 (k€)",),
    (None,),
    ("Poste", "Janvier", "Février", "Mars", "Avril", "Mai", "Juin", "Cumul S1"),
    ("Paie", 3900.0, 3920.0, 3950.0, 3940.0, 3980.0, 4210.0, 23900.0),
    ("Fournisseurs", 640.0, 910.0, 720.0, 880.0, 1010.0, 760.0, 4920.0),
)
_COSTS: Final[Rows] = (
    ("Type", "Coût unitaire (€)", "Volume"),
    ("Lettre verte", 1.16, 48200.0),
    ("Recommandé", 5.36, 3100.0),
)
_SHEETS: Final = {"Volumes": _MAIL, "Dossiers": _FILES, "Flux": _FLOWS, "Coûts": _COSTS}


def talk(*turns: str) -> Answer:
    """Return the answer to the last of several turns."""
    context = Context(shared_host(), Workbook(_SHEETS), dt.date(2026, 11, 30), cells=True)
    return last_answer(context, turns)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        # Parts of a year: a quarter by its words, a half-year by its two quarters, a range.
        ("combien de courriers à Lille au 2e trimestre ?", ["13 150", "D4"]),
        ("volume du 1er semestre à Toulouse", ["31 620"]),
        ("dans quel trimestre Lille a-t-elle traité le moins de courrier ?", ["T3", "9 800"]),
        ("fournisseurs au T2", ["2 650"]),
        ("quel mois les fournisseurs ont-ils coûté le plus ?", ["mai", "1 010"]),
        # The sum of the six months is no seventh month.
        ("moyenne mensuelle de la paie", ["3 983,33"]),
        # Rows by names, shortened or misspelled, by codes, by texts beside them.
        ("stock de toulous", ["2 240"]),
        ("quels sites suit mme caron", ["Lille", "Nantes"]),
        ("qui gère le F-104", ["Nadir"]),
        ("préjudice des fausses factures", ["61 700"]),
        ("combien de dossiers de Martin", ["2 lignes", "F-102", "F-105"]),
        # What is missing, with what is noted of it.
        ("T4 nantes ?", ["vide", "non remonté"]),
        ("quel site n'a pas de responsable ?", ["Toulouse"]),
        ("quels dossiers ne sont pas clos ?", ["F-102", "F-103", "F-105"]),
        ("combien de dossiers ouverts au 2e trimestre 2025 ?", ["2", "F-103", "F-104"]),
        # All were opened in 2025, which the question need not say; a span of years has them all.
        ("combien de dossiers ouverts en mai ?", ["mai 2025", "1 ligne", "F-104"]),
        ("combien de dossiers ouverts depuis avril ?", ["3 lignes", "F-103", "F-104", "F-105"]),
        ("combien de dossiers ouverts avant janvier ?", ["avant janvier 2025", "aucune ligne"]),
        ("combien de dossiers ouverts de 2024 à 2025 ?", ["5 lignes"]),
        # Extremes with what else is asked of the row; limits; all but one.
        ("le plus gros préjudice, et de quel type ?", ["F-103", "48 900", "Fausse facture"]),
        ("sites dont le stock dépasse 1 000", ["Nantes", "Toulouse"]),
        ("stock cumulé des sites hors Toulouse", ["2 535"]),
        ("part de Toulouse dans le stock", ["46,9"]),
        # Totals set against their lines, both values told.
        ("le total du 4e trimestre est-il juste ?", ["Oui", "41 310"]),
        ("le total du stock est-il bon ?", ["Non", "4 700", "4 775"]),
        # Two columns multiplied.
        ("coût total des recommandés (coût unitaire x volume)", ["16 616"]),
    ],
)
def test_what_a_table_of_no_known_kind_tells(question: str, told: Sequence[str]) -> None:
    answer = talk(question)
    assert answer.kind == ANSWERED
    for one in told:
        assert one in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "volume de Lille en 2024",
        "stock de Marseille",
        "plis perdus à Lille",
        "délai médian de Rouen",
        "montant remboursé du F-102 à l'agent",
        "montant du F-109",
        "dossiers de Durand",
        "paie de juillet",
        "paie des cadres en mars",
        "paie de mars 2025",
        "paie de mars moins 3 %",
        "paie par agent en mars",
        "fournisseurs impayés en mai",
        "combien a été payé sur le F-103 ?",
        # No such day.
        "combien de dossiers ouverts avant le 31 avril 2025 ?",
        "combien de dossiers ouverts avant le 01/01/0001 ?",
    ],
)
def test_no_word_is_dropped(question: str) -> None:
    answer = talk(question)
    assert answer.kind != ANSWERED or answer.intent != "classeur"


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        (("stock de Lille", "et Rouen ?"), ["410"]),
        (("combien de courriers à Lille au T1 ?", "et au T2 ?"), ["13 150"]),
        (("combien de dossiers a Martin ?", "lesquels ?"), ["F-102", "F-105"]),
        (("combien de dossiers a Martin ?", "pour quel préjudice total ?"), ["11 050"]),
        (("combien de dossiers a Martin ?", "préjudice total ?", "et Lopez ?"), ["61 700"]),
        (("paie en mai", "et en juin ?"), ["4 210"]),
        (("paie en mai", "et les fournisseurs ?"), ["1 010"]),
        (("paie en mai", "et en juin ?", "ça fait quelle hausse ?"), ["5,8 %", "230"]),
        (("fournisseurs en mai", "et la moyenne ?"), ["820"]),
        (("montant récupéré sur le F-101", "il est clos ?"), ["30/06/2025"]),
    ],
)
def test_a_turn_changes_a_part_of_the_last_question(
    turns: Sequence[str], told: Sequence[str]
) -> None:
    answer = talk(*turns)
    assert answer.kind == ANSWERED
    for one in told:
        assert one in answer.text
