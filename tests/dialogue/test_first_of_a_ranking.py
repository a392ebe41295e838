"""The first rows of a ranking, their total, shares within a year, and what is said around."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.turn import Context
from tests.dialogue.hosts import last_answer, shared_host
from tests.dialogue.test_sheet_questions import Rows, Workbook

_REGISTER: Final[Rows] = (
    ("Registre des virements de crédits",),
    ("N°", "Date", "Exercice", "De", "Vers", "Montant (€)", "Décidé par"),
    ("V1", "12/03/2013", 2013.0, "Personnel", "Fonctionnement", 18500.0, "Directeur"),
    ("V2", "17/05/2013", 2013.0, "Personnel", "Investissement", 35000.0, "Directeur"),
    ("V3", "10/10/2013", 2013.0, "Personnel", "Fonctionnement", 80000.0, "Conseil"),
    ("V4", "14/02/2014", 2014.0, "Personnel", "Fonctionnement", 60000.0, "Directeur"),
    ("V5", "20/06/2014", 2014.0, "Fonctionnement", "Investissement", 20000.0, "Directeur"),
)
_PLAN: Final[Rows] = (
    ("N°", "Mesure", "Pilote", "Budget prévu (€)"),
    (1.0, "Ouvrir un accueil", "Mme Roux", 120000.0),
    (2.0, "Prise de rendez-vous en ligne", "Mme Roux", 38500.0),
    (3.0, "Bilan carbone", None, 20000.0),
    (4.0, "Serveur vocal", "M. Garcia", 50000.0),
)
_LEAVING: Final[Rows] = (
    ("Date", "Service", "Sens", "Motif", "ETP"),
    ("01/02/2014", "Prestations", "Départ", "Retraite", 0.5),
    ("01/04/2014", "Accueil", "Départ", "Démission", 0.6),
    ("01/05/2014", "Accueil", "Départ", "Retraite", 1.0),
    ("01/09/2014", "Prestations", "Départ", "Démission", 0.9),
)


def talk(rows: Rows, *turns: str) -> Answer:
    """Return the answer to the last of several turns about a workbook."""
    context = Context(shared_host(), Workbook({"Suivi": rows}), dt.date(2026, 11, 29), cells=True)
    return last_answer(context, turns)


@pytest.mark.parametrize(
    ("rows", "turns", "value"),
    [
        # 80 000 and 60 000 come first; then 35 000, 20 000 and 18 500.
        (_REGISTER, ("les deux plus gros virements", "leur total ?"), 140_000),
        (_REGISTER, ("top 3 des virements", "ça fait combien à eux trois ?"), 175_000),
        (_REGISTER, ("top 3 des virements", "la moyenne ?"), 175_000 / 3),
        (_REGISTER, ("les 2 plus petits virements", "et la somme ?"), 38_500),
        (_REGISTER, ("total des trois plus gros virements",), 175_000),
        # V4 is 60 000 of the 80 000 of its year, not of the 213 500 of all.
        (_REGISTER, ("part de V4 dans le montant 2014",), 0.75),
        (_REGISTER, ("V4 pèse combien dans le montant 2014 ?",), 0.75),
        # « Toutes les lignes » names no row that is called « en ligne ».
        (_PLAN, ("additionne la colonne budget prévu pour toutes les lignes portées par Mme Roux",),
         158_500),
        # « Et les démissions ? » takes the place of « retraite ».
        (_LEAVING, ("combien d'ETP au total sont partis à la retraite ?", "et les démissions ?"),
         1.5),
    ],
)  # fmt: skip
def test_figures(rows: Rows, turns: tuple[str, ...], value: float) -> None:
    answer = talk(rows, *turns)
    assert answer.kind == ANSWERED
    assert answer.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("rows", "question", "told", "untold"),
    [
        (_REGISTER, "les 2 plus petits virements", "V1", "V3"),
        (_REGISTER, "quels virements sont les plus importants en euros (les deux premiers)", "V4",
         "V2"),
        (_REGISTER, "2 + gros virements", "V4", "V2"),
        (_PLAN, "sur quelle ligne la colonne Pilote est-elle vide ?", "Bilan carbone", "en ligne"),
        (_PLAN, "quelle ligne n'a pas de pilote ?", "Bilan carbone", "en ligne"),
        (_PLAN, "Je prépare la réunion du codir, pouvez-vous m'indiquer qui pilote le serveur "
         "vocal ?", "M. Garcia", "Roux"),
    ],
)  # fmt: skip
def test_rows(rows: Rows, question: str, told: str, untold: str) -> None:
    answer = talk(rows, question)
    assert answer.kind == ANSWERED
    assert told in answer.text
    assert untold not in answer.text


@pytest.mark.parametrize(
    ("rows", "turns"),
    [
        (_REGISTER, ("quel est le montant de V3 ?", "deux ans plus tôt, c'était combien ?")),
        (_REGISTER, ("et en juillet ?",)),
        (_REGISTER, ("pourquoi tu donnes pas de chiffre ?",)),
        (_PLAN, ("qui pilote la mesure 1 ?", "et qui la remplace ?")),
        # A share of 2014 is none of what was moved in 2013.
        (_REGISTER, ("part de V1 dans le montant 2014",)),
    ],
)
def test_no_answer_that_is_another(rows: Rows, turns: tuple[str, ...]) -> None:
    answer = talk(rows, *turns)
    assert answer.kind != ANSWERED
    assert not answer.formula


_RESULTS: Final[Rows] = (
    ("N°", "Indicateur", "Objectif 2013", "Réalisé 2013", "Objectif 2014", "Réalisé 2014"),
    (1.0, "Taux d'ouverture des accueils", 0.98, 0.974, 0.98, 0.981),
    (3.0, "Taux d'appels traités", 0.9, 0.895, 0.92, 0.915),
)
_DEPUTIES: Final[Rows] = (
    ("Pilote", "Fonction", "Suppléant"),
    ("Mme Roux", "Directrice des accueils", "M. Lefort"),
    ("M. Garcia", "Responsable informatique", "Mme Blanc"),
)


@pytest.mark.parametrize("turn", ["et qui la remplace ?", "nom du suppléant ?", "suppleant svp"])
def test_a_deputy_is_looked_up_on_the_other_sheet(turn: str) -> None:
    sheets = Workbook({"Plan": _PLAN, "Pilotes": _DEPUTIES})
    context = Context(shared_host(), sheets, dt.date(2026, 11, 29), cells=True)
    answer = last_answer(context, ("qui pilote la mesure « Ouvrir un accueil » ?", turn))
    assert answer.kind == ANSWERED
    assert "M. Lefort" in answer.text


def test_the_first_one_named_is_the_one_of_the_last_question() -> None:
    asked = "Donne le réalisé 2013 de l'indicateur 1 et celui de l'indicateur 3."
    answer = talk(_RESULTS, asked, "Et l'objectif de la même année pour le premier cité ?")
    assert answer.kind == ANSWERED
    assert "98 %" in answer.text
    assert "89,5" not in answer.text
