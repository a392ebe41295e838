"""One query on the tables of an open workbook: rows, columns, conditions, one operation."""

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

_REGISTER: Final[Rows] = (
    ("Registre des mouvements de crédits",),
    ("N°", "Date", "Exercice", "Nature", "De", "Vers", "Montant (€)", "Décidé par", "Visa"),
    ("V01", "12/03/2013", 2013.0, "Virement", "Personnel", "Fonctionnement", 60000.0, "Directeur",
     "CG informé"),
    ("V02", "20/05/2013", 2013.0, "Virement", "Investissement", "Personnel", 15000.0, "Directeur",
     None),
    ("R01", "22/03/2013", 2013.0, "Report", "Investissement", "Investissement", 95000.0, "Conseil",
     None),
    ("V03", "28/06/2013", 2013.0, "Virement", "Fonctionnement", "Personnel", 50000.0,
     "Conseil (DM n°1)", "Etat : approuvé le 24/07/2013"),
    ("V04", "10/02/2014", 2014.0, "Virement", "Personnel", "Investissement", 20000.0, "Directeur",
     None),
)  # fmt: skip
_CARD: Final[Rows] = (
    ("Grille d'intéressement 2022",),
    ("Indicateur", "Poids (points)", "Socle", "Objectif", "Réalisé", "Points obtenus", "Remarque"),
    ("Délai d'instruction des demandes C2S", 60.0, 35.0, 29.0, 31.4, 30.0, None),
    ("Téléservices e-DAT", 50.0, 0.6, 0.79, 0.814, 50.0, None),
    ("Certificats AT/MP dématérialisés", 40.0, 0.2, 0.3, 0.15, 0.0, "éditeur en retard"),
    ("TOTAL", 150.0, None, None, None, 80.0, None),
)
_PLAN: Final[Rows] = (
    ("Jalons des fiches",),
    ("N°", "Mesure", "Fiche n°", "Échéance", "Date de réalisation", "Responsable", "État"),
    ("J01", "Déchets du siège", 33.0, "31/12/2012", "20/12/2012", "M. Roblin", "Réalisé"),
    ("J02", "Déchets des antennes", 33.0, "31/12/2013", None, "Mme Vasseur", "Non démarré"),
    ("J03", "Commissions sans papier", 32.0, "31/12/2013", None, None, "Non démarré"),
)
_RESULTS: Final[Rows] = (
    ("Suivi des indicateurs",),
    (
        "N°",
        "Indicateur",
        "2012 Objectif",
        "2012 Réalisé",
        "2013 Objectif",
        "2013 Réalisé",
        "Pilote",
    ),
    (2.0, "Taux d'appels décrochés", 0.9, 0.884, 0.9, 0.889, "Mme Kernéis"),
    (6.0, "Taux de couverture territoriale des points d'accueil", 0.9, 0.9, 0.94, 0.92, "M. Aubry"),
    (40.0, "Nombre de PML mis en place par an", 2.0, 1.0, 2.0, 3.0, "M. Aubry"),
)
_FUNDS: Final[Rows] = (
    ("Budget 2013 (k€)",),
    ("Ligne", "FNGA voté", "FNGR voté", "Total voté", "FNGA exécuté", "FNGR exécuté", "Tous fonds"),
    ("Personnel", 14_052.0, None, 14_052.0, 13_900.0, None, 13_900.0),
    ("Communication", None, 100.0, 100.0, None, 98.0, 98.0),
    ("Total des dépenses brutes", 25_055.0, 507.0, 25_562.0, 24_500.0, 480.0, 24_980.0),
    ("Dotation FNGT", 19_055.0, 507.0, 19_562.0, 18_900.0, 480.0, 19_380.0),
)
_DAY: Final = dt.date(2014, 6, 30)


def talk(rows: Rows, *questions: str) -> Answer:
    sheets, state = Workbook({"Suivi": rows}), State()
    for question in questions:
        answer = reply(question, state, Context(shared_host(), sheets, _DAY, cells=True))
        state = answer.state
    return answer


@pytest.mark.parametrize(
    ("rows", "question", "told", "untold"),
    [
        (_REGISTER, "donnez-moi la ligne V03 en entier", "50 000 €", "60 000"),
        (_REGISTER, "ligne R01 au complet", "22/03/2013", "V01"),
        (_REGISTER, "combien de reports dans le registre ?", "R01", "V01"),
        (_REGISTER, "quel virement n'a aucun visa dans le registre ?", "V02", "V03"),
        (_REGISTER, "Le V03 est-il régulier ?", "Oui", ""),
        (_CARD, "Combien de points avons-nous obtenus sur les demandes C2S ?", "30", "31,4"),
        (_CARD, "Total des points obtenus dans la grille ?", "80", "160"),
        (_CARD, "Quels indicateurs ont rapporté zéro point ?", "Certificats", "e-DAT"),
        (_CARD, "combien de lignes ont le maximum de points dans ce tableau ?", "e-DAT", "C2S"),
        (_PLAN, "nombre de mesures à l'état « Non démarré » ?", "2", "siège"),
        (_PLAN, "y a-t-il un jalon sans responsable ?", "J03", "J01"),
        (_PLAN, "qui est responsable des déchets du siège ?", "Roblin", "Vasseur"),
        (_RESULTS, "qui pilote l'indicateur 6 ?", "Aubry", "Kernéis"),
        (_RESULTS, "cumul réalisé 2012-2013 pour les PML du tableau", "4", ""),
        (
            _RESULTS,
            "l'objectif 2013 saisi pour la couverture territoriale est-il celui de la COG ?",
            "Non",
            "Oui",
        ),
    ],
)
def test_what_a_table_tells(rows: Rows, question: str, told: str, untold: str) -> None:
    answer = talk(rows, question)
    assert answer.kind == ANSWERED
    assert answer.intent == "classeur"
    assert told in answer.text
    assert not untold or untold not in answer.text


def test_a_share_of_one_row_is_no_count_of_rows() -> None:
    """One row of five is 20 %, and 60 000 of 240 000 is 25 %: the question asks for neither."""
    answer = talk(_REGISTER, "quelle part représente le V01 ?")
    assert "20 %" not in answer.text


def test_a_total_is_set_against_its_lines() -> None:
    """30 + 50 + 0 is 80: the typed total is right; 160 would count it twice."""
    answer = talk(_CARD, "le total des points obtenus correspond-il à la somme des lignes ?")
    assert answer.kind == ANSWERED
    assert answer.text.startswith("Oui")
    assert answer.value == 80


@pytest.mark.parametrize(
    ("rows", "question"),
    [
        (_REGISTER, "montant du V20 ?"),
        (_REGISTER, "total des virements 2019 ?"),
        (_PLAN, "où en est le jalon J09 ?"),
        (_RESULTS, "quel est le réalisé 2019 des PML du tableau ?"),
    ],
)
def test_what_a_table_has_not_is_said_and_nothing_else(rows: Rows, question: str) -> None:
    answer = talk(rows, question)
    assert answer.value is None
    assert not answer.formula_cells


@pytest.mark.parametrize(
    ("rows", "question"),
    [
        (_PLAN, "combien de jours pour les antennes du Rhône ?"),
        (_CARD, "points obtenus par agent sur e-DAT"),
    ],
)
def test_nothing_of_a_question_is_dropped(rows: Rows, question: str) -> None:
    assert talk(rows, question).kind != ANSWERED


def test_numbers_that_name_something_are_never_added_up() -> None:
    """33 + 33 + 32 is no answer to anything."""
    answer = talk(_PLAN, "total des déchets")
    assert "66" not in answer.text
    assert "98" not in answer.text


@pytest.mark.parametrize(
    ("rows", "before", "question", "told"),
    [
        (_RESULTS, "réalisé 2013 des appels décrochés ?", "Qui pilote ça ?", "Kernéis"),
        (_RESULTS, "réalisé 2013 des appels décrochés ?", "L'objectif était atteint ?", "Non"),
        (_PLAN, "échéance des déchets du siège ?", "C'est qui le responsable ?", "Roblin"),
        (_REGISTER, "détail du V02", "Il est régulier ?", "décision modificative"),
    ],
)
def test_the_row_last_spoken_of_is_meant(rows: Rows, before: str, question: str, told: str) -> None:
    answer = talk(rows, before, question)
    assert answer.kind == ANSWERED
    assert told in answer.text


_NOTED: Final[Rows] = (
    ("Registre des mouvements de crédits",),
    ("N°", "Date", "Exercice", "Nature", "De", "Vers", "Montant (€)", "Décidé par", "Visa",
     "Observations"),
    ("R01", "22/03/2013", 2013.0, "Report", "Investissement", "Investissement", 95000.0, "Conseil",
     "relevé reçu le 02/04/2013", None),
    ("R02", "21/03/2014", 2014.0, "Report", "Investissement", "Fonctionnement", 15000.0, "Conseil",
     "relevé reçu le 31/03/2014", "3 postes sur 5 livrés"),
    ("V03", "28/06/2013", 2013.0, "Virement", "Fonctionnement", "Personnel", 50000.0,
     "Conseil (DM n°1)", "approuvé le 24/07/2013", None),
)  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "questions", "told", "untold"),
    [
        # A state asked of one row is asked of no other: J02 was due on 31/12/2013.
        (_PLAN, ("C'est pour quand, le J02 ?", "Donc en retard ?"), "J02", "J03"),
        (_PLAN, ("C'est pour quand, le J02 ?", "Donc en retard ?", "C'est qui le responsable ?"),
         "Vasseur", "Roblin"),
        # A result asked of one row, and its days: J02 is not done, 181 days after it was due.
        (_PLAN, ("C'est pour quand, le J02 ?", "combien de jours de retard ?"), "181", "J03"),
        (_PLAN, ("C'est pour quand, le J01 ?", "réalisé ?"), "J01", "J02"),
        (_PLAN, ("C'est pour quand, le J02 ?", "réalisé ?"), "Non, J02", "J01"),
        # A code is no cell: J20 of a plan is the row of that number.
        (_NOTED, ("détail du R02", "le relevé a été reçu quand ?"), "31/03/2014", "02/04/2013"),
        (_NOTED, ("détail du R02", "combien de postes sont livrés ?"), "3 postes sur 5", "R01"),
        (_NOTED, ("détail du R02", "donc approuvé à quelle date ?"), "Je ne sais pas", "V03"),
        # V03 goes from operating costs to personnel: by the council, which it was.
        (_REGISTER, ("le V01 est-il régulier ?", "et le V03 ?"), "V03", "V01"),
        # The largest of the transfers, of which a report of 95 000 € is none.
        (_REGISTER, ("total des virements de 2013 ?", "lequel est le plus gros de 2013 ?"),
         "60 000", "95 000"),
        # 92 % for 94 %, 3 for 2.
        (_RESULTS, ("réalisé 2013 de l'indicateur 6", "l'objectif est atteint ?"), "Non. ", "Oui"),
        (_RESULTS, ("réalisé 2013 de l'indicateur 40", "l'objectif est atteint ?"), "Oui. ", "Non"),
        # 88,9 % of indicator 2 in 2013, then a whole question about another row.
        (_RESULTS, ("réalisé 2013 de l'indicateur 2", "réalisé 2012 de l'indicateur 40 ?"),
         "Nombre de PML", "88"),
    ],
)  # fmt: skip
def test_a_turn_stays_on_its_row(
    rows: Rows, questions: tuple[str, ...], told: str, untold: str
) -> None:
    answer = talk(rows, *questions)
    assert told in answer.text
    assert untold not in answer.text


def test_all_are_asked_of_several() -> None:
    """J01 was done on 20/12/2012, due on 31/12/2012; J02 and J03 are not done."""
    answer = talk(_PLAN, "les jalons sont-ils tous réalisés à temps ?")
    assert answer.text.startswith("Non : 1 sur 3")
    assert "J02" in answer.text
    answer = talk(_PLAN, "ceux de M. Roblin, ils sont tous réalisés à temps ?")
    assert answer.text.startswith("Oui, toutes.")


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        # 18 900 and 480: never 18 900 + 480 + 19 380.
        ("Quelle est la dotation FNGT exécutée en 2013 ?", ("18 900", "480"), "38 760"),
        ("Dotation FNGT exécutée en 2013, tous fonds confondus ?", ("19 380",), "18 900"),
        ("Quel est le total exécuté en 2013 pour l'ensemble des fonds ?", ("24 980",), "24 500"),
        ("Combien le FNGR a-t-il exécuté au total en 2013 ?", ("480",), "24"),
        # 18 900 / 19 055 and 480 / 507, each of its own fund.
        (
            "Quel est le taux d'exécution de la dotation FNGT en 2013 ?",
            ("(FNGA) 2013 : 99,19 %", "(FNGR) 2013 : 94,67 %"),
            "2,45",
        ),
        # 24 980 / 25 562.
        ("Quel est le taux d'exécution du total des dépenses brutes, tous fonds ?", ("97,72",), ""),
    ],
)
def test_funds_side_by_side_are_told_apart_and_together(
    question: str, told: tuple[str, ...], untold: str
) -> None:
    answer = talk(_FUNDS, question)
    said = " ".join(answer.text.split())
    assert answer.kind == ANSWERED and answer.intent == "classeur"
    assert all(one in said for one in told)
    assert not untold or untold not in said


def test_a_total_of_funds_and_years_is_added_to_neither() -> None:
    rows: Rows = (
        ("Exécuté (k€)",),
        ("Ligne", "FNGA 2012", "FNGA 2013", "FNGR 2012", "FNGR 2013", "Total 2012", "Total 2013",
         "Total général"),
        ("Personnel", 14_100.0, 13_990.0, None, None, 14_100.0, 13_990.0, 28_090.0),
        ("Fonctionnement", 5_190.0, 5_050.0, None, None, 5_190.0, 5_050.0, 10_240.0),
        ("Dotation FNGT", 19_500.0, 18_900.0, 490.0, 480.0, 19_990.0, 19_380.0, 39_370.0),
    )  # fmt: skip
    question = "Quel est le total exécuté de la dotation FNGT sur 2012-2013, tous fonds confondus ?"
    said = " ".join(talk(rows, question).text.split())
    # 19 990 and 19 380; with the sum of both beside them it would be 78 740.
    assert "39 370" in said and "78 740" not in said
