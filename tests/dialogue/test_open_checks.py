"""What an open workbook's cells are set against: one another, blanks, limits, the agreement."""

from __future__ import annotations

from typing import Final

import pytest

from pycog.dialogue.answers import ANSWERED, UNKNOWN
from tests.dialogue.test_open_query import talk
from tests.dialogue.test_sheet_questions import Rows

#: A typed total, of which the lines give 85 000 + 40 000 + 18 000 = 143 000.
_REGISTER: Final[Rows] = (
    ("N°", "Date", "Origine", "Destination", "Montant", "Décidé par", "Observations"),
    ("V1", "15/03/2012", "Personnel", "Fonctionnement", 85000.0, "Directeur", "intérim"),
    ("V2", "22/06/2012", "Fonctionnement", "Investissement", 40000.0, "Directeur", None),
    ("V3", "05/12/2013", "Investissement", "Personnel", 18000.0, "Directeur", "urgent"),
    ("Total", None, None, None, 145700.0, None, None),
)
_CARRIED: Final[Rows] = (
    (
        "Exercice",
        "Groupe",
        "Autorisé",
        "Exécuté",
        "Non consommé",
        "Montant reporté",
        "Groupe de destination",
    ),
    (2012.0, "Personnel", 14225000.0, 13987400.0, 237600.0, 150000.0, "Fonctionnement"),
    (2012.0, "Investissement", 979000.0, 775100.0, 203900.0, 203900.0, "Investissement"),
    (2012.0, "Dépenses évaluatives", 5446000.0, 5324100.0, 121900.0, 50000.0, "Fonctionnement"),
    (2013.0, "Personnel", 14052000.0, 13921650.0, 130350.0, 140000.0, "Personnel"),
    (2013.0, "Investissement", 417000.0, 341230.0, 75770.0, None, None),
)
_PLAN: Final[Rows] = (
    ("Suivi des mesures datées",),
    ("Situation au", "31/03/2014"),
    (),
    ("Réf.", "Mesure", "Fiche", "Échéance", "Date de réalisation", "Avancement", "Pilote"),
    ("J1", "Outil de vidage du fichier", 23.0, "30/06/2012", "12/07/2012", 1.0, "DSI"),
    ("J2", "Plan de traitement des déchets", 33.0, "31/12/2013", None, 0.75, "Logistique"),
    ("J3", "Échange N4DS", 25.0, "31/12/2014", None, None, "DSI"),
    ("J4", "Tri sélectif", 33.0, "31/12/2014", None, 0.2, "Logistique"),
    (),
    ("Mesures réalisées", 2.0),
)
_RESULTS: Final[Rows] = (
    ("N°", "Indicateur", "Objectif 2012", "Réalisé 2012", "Objectif 2013", "Réalisé 2013"),
    (1.0, "Taux d'ouverture effective du centre téléphonique", 0.98, 0.984, 0.98, 0.972),
    (2.0, "Taux d'appels décrochés", 0.9, 0.845, 0.9, 0.889),
    (10.0, "Taux de conformité des courriers", 0.7, 0.712, 0.75, 0.708),
)


@pytest.mark.parametrize(
    ("rows", "question", "told", "untold"),
    [
        # The typed total is no transfer: 110 000 would be the largest without it, 145 700 with it.
        (_REGISTER, "plus gros virement ?", "85 000", "145 700"),
        (_REGISTER, "total des virements", "143 000", "288 700"),
        (_REGISTER, "combien de virements dans le registre ?", "3 virements", "4 vir"),
        (_REGISTER, "le total des virements est juste ?", "Non : ", "Oui"),
        # 150 000 + 203 900 + 50 000: a group of the agreement is no total here.
        (_CARRIED, "total reporté au titre de l'exercice 2012", "403 900", "353 900"),
        (_CARRIED, "quel report n'est pas renseigné ?", "2013", "Personnel"),
        (_CARRIED, "un report dépasse-t-il les crédits non consommés ?", "9 650", "Investissement"),
        (_CARRIED, "les crédits non consommés sont-ils inférieurs au montant reporté ?", "9 650",
         "Investissement"),
        # 237 600 − 150 000.
        (_CARRIED, "personnel 2012 : non consommé moins reporté, reste combien ?", "87 600", ""),
        (_PLAN, "avancement non renseigné pour quelle mesure ?", "N4DS", "Tri"),
        (_PLAN, "combien de mesures pilotées par la DSI ?", "2 lignes", "3 lignes"),
        # (0,75 + 0,2) ÷ 2.
        (_PLAN, "moyenne d'avancement des mesures de la logistique", "47,5 %", ""),
        (_RESULTS, "ouverture effective : quelle année sommes-nous passés sous les 98 % ?", "2013",
         "2012 :"),
        (_RESULTS, "appels décrochés : en quelle année a-t-on dépassé 95 % ?", "jamais", " en 201"),
        (_RESULTS, "les objectifs saisis sont-ils ceux de la COG ?", "73 %", "98,4"),
    ],
)  # fmt: skip
def test_what_is_set_against_what(rows: Rows, question: str, told: str, untold: str) -> None:
    answer = talk(rows, question)
    assert answer.kind == ANSWERED, answer.text
    assert told in answer.text
    assert not untold or untold not in answer.text


def test_a_mean_over_years_is_never_told_as_a_list() -> None:
    answer = talk(_YEARS, "moyenne sur 3 ans des courriels sous 48 h")
    # (0,8 + 0,84 + 0,88) ÷ 3.
    mean = answer.kind == ANSWERED and answer.value == pytest.approx(0.84)
    assert mean or answer.kind == UNKNOWN


def test_a_typed_total_names_both_sums() -> None:
    answer = talk(_REGISTER, "le total est-il exact ?")
    assert "145 700" in answer.text
    assert answer.value == 143000


def test_what_the_agreement_does_not_print_is_not_compared() -> None:
    answer = talk(_PLAN, "l'échéance saisie pour le tri sélectif est-elle celle de la COG ?")
    assert answer.kind != ANSWERED
    assert "31/12/2014" in answer.text


def test_what_stands_apart_is_no_measure() -> None:
    answer = talk(_PLAN, "combien de mesures dans le tableau ?")
    assert "5" not in answer.text


#: Groups name several lines; the column that tells them apart names each.
_GROUPED: Final[Rows] = (
    ("Groupe", "Compte", "Nature", "Budget 2014", "Exécuté 2014"),
    ("Personnel", 641.0, "Rémunérations", 9850000.0, 9702400.0),
    ("Personnel", 645.0, "Charges sociales", 4310000.0, 4288150.0),
    ("Sous-total personnel", None, None, 14160000.0, 13990550.0),
    ("Fonctionnement", 60.0, "Achats", 412000.0, 398750.0),
    ("Fonctionnement", 61.0, "Services extérieurs", 2365000.0, 2411800.0),
    ("Fonctionnement", 62.0, "Impôts et taxes", 330000.0, 300000.0),
    ("Sous-total fonctionnement", None, None, 3107000.0, 3110550.0),
)
_QUARTERS: Final[Rows] = (
    ("N° ind.", "Libellé", "T1", "T2", "T3", "Cible 2013", "Commentaire"),
    (2.0, "Taux d'appels décrochés", 0.842, 0.871, 0.895, 0.9, None),
    (3.0, "Appels traités en niveau 1", 0.885, 0.893, None, 0.9, "relancer"),
    (16.0, "Saisies invalidées", 0.042, 0.047, 0.053, 0.05, None),
)
_MONTHS: Final[Rows] = (
    ("Mois", "Appels reçus", "Appels décrochés", "Courriels"),
    ("Janvier", 21400.0, 17850.0, 3120.0),
    ("Février", 19850.0, 16900.0, 2980.0),
    ("Mars", 20600.0, 17400.0, None),
)
_OWNERS: Final[Rows] = (
    ("N°", "Action", "Service", "Pilote", "Échéance", "Date de réalisation"),
    (1.0, "Cartographie applicative", "DSI", "M. Lambert", "31/12/2012", None),
    (2.0, "Convention de délégation ACOSS", "Recouvrement", "Mme Kessler", "31/03/2013", None),
    (3.0, "Visioconférence", "DSI", "M. Lambert", "30/06/2014", None),
    (4.0, "Plan de formation", "RH", "Mme Perrot", "31/12/2012", "20/12/2012"),
)


@pytest.mark.parametrize(
    ("rows", "question", "told", "untold"),
    [
        # 14 160 000 − 13 990 550, of the group and not of each of its lines.
        (_GROUPED, "combien reste-t-il sur le personnel ?", "169 450", "21 850"),
        # 2 411 800 − 2 365 000.
        (_GROUPED, "dépassement des services extérieurs", "46 800", ""),
        (_QUARTERS, "résultat T2 des appels décrochés", "87,1 %", "89,5 %"),
        # 21 400 + 19 850 + 20 600.
        (_MONTHS, "total des appels reçus sur les trois mois", "61 850", "52 150"),
        (_MONTHS, "il manque les courriels de quel mois ?", "Mars", "Janvier"),
        (_OWNERS, "qui pilote la convention ACOSS ?", "Kessler", "Recouvrement"),
        (_OWNERS, "combien d'actions en retard au 30/09/2013 ?", "2", "aucune"),
    ],
)
def test_tables_as_officers_make_them(rows: Rows, question: str, told: str, untold: str) -> None:
    answer = talk(rows, question)
    assert answer.kind == ANSWERED, answer.text
    assert told in answer.text
    assert not untold or untold not in answer.text


_YEARS: Final[Rows] = (
    ("Code", "Indicateur", "Objectif 2023", "Réalisé 2020", "Réalisé 2021", "Réalisé 2022"),
    ("RH1", "Absentéisme", 0.06, 0.071, 0.082, 0.066),
    ("QS3", "Courriels traités sous 48 h", 0.9, 0.8, 0.84, 0.88),
)
_DECIDED: Final[Rows] = (
    ("Date", "Depuis", "Vers", "Montant", "Décision"),
    ("12/02/2023", "Mobilier", "Fluides et énergie", 12000.0, "Conseil du 10/02"),
    ("03/06/2023", "Études", "Mobilier", 4000.0, "Directrice"),
)
_COMMITTED: Final[Rows] = (
    ("Poste", "Budget 2023", "Exécuté 2023", "Engagé 2023"),
    ("Maintenance informatique", 90000.0, 61240.0, 20300.0),
    ("Fluides", 40000.0, 31000.0, 5000.0),
)
_PROGRESS: Final[Rows] = (
    ("N°", "Action", "Pilote", "Échéance", "Statut", "Avancement (%)"),
    (1.0, "Factures", "Mme A", "31/12/2023", "En cours", 60.0),
    (2.0, "Inventaire", "M. B", "30/06/2023", "Terminé", 100.0),
    (3.0, "Délégations", "Mme A", "30/09/2023", "En cours", 20.0),
)


@pytest.mark.parametrize(
    ("rows", "question", "told", "untold"),
    [
        (_YEARS, "en quelle année l'absentéisme a été le plus haut ?", "2021", ""),
        (_DECIDED, "qui a décidé le virement de mobilier vers fluides ?", "Conseil", "Directrice"),
        (_COMMITTED, "montant engagé maintenance informatique", "20 300", ""),
        # (60 + 100 + 20) ÷ 3.
        (_PROGRESS, "avancement moyen du plan", "60", "A1"),
    ],
)
def test_years_decisions_and_means(rows: Rows, question: str, told: str, untold: str) -> None:
    answer = talk(rows, question)
    assert answer.kind == ANSWERED, answer.text
    assert told in answer.text
    assert not untold or untold not in answer.text
