"""What the lines of a hand-made table make: sums, gaps, rates, shares, changes, rankings."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest

from pycog.dialogue.answering import Context
from pycog.dialogue.answers import ANSWERED, Answer
from tests.dialogue.hosts import last_answer, shared_host
from tests.dialogue.test_sheet_questions import Rows, Workbook

_BUDGET: Final[Rows] = (
    ("Consommation des crédits, en k€",),
    (),
    ("Ligne", "Voté 2023", "Engagé 2023", "Payé 2023", "Voté 2024", "Engagé 2024", "Payé 2024"),
    ("DÉPENSES DE PERSONNEL",),
    ("Rémunérations", 900.0, 890.0, 880.0, 950.0, 955.0, 940.0),
    ("Formation professionnelle", 60.0, 50.0, 40.0, 80.0, 70.0, 50.0),
    ("S/total personnel", 960.0, 940.0, 920.0, 1030.0, 1025.0, 990.0),
    ("INVESTISSEMENT",),
    ("Travaux siège", 200.0, 100.0, 50.0, 300.0, 280.0, 150.0),
    ("Mobilier", 40.0, 40.0, 30.0, 20.0, 20.0, 20.0),
    ("S/total invest.", 240.0, 140.0, 80.0, 320.0, 300.0, 170.0),
    ("TOTAL", 1200.0, 1080.0, 1000.0, 1350.0, 1325.0, 1170.0),
)
_ABSENCES: Final[Rows] = (
    ("Jours d'absence 2025",),
    (),
    ("Service", "T1", "T2", "T3", "T4", "Total"),
    ("Retraite", 300.0, 200.0, 100.0, 400.0, 1000.0),
    ("Prévention", 50.0, 60.0, 30.0, 60.0, 200.0),
    ("Total", 350.0, 260.0, 130.0, 460.0, 1200.0),
    (),
    ("b) par motif",),
    (None, "T1", "T2", "T3", "T4"),
    ("Maladie", 250.0, 160.0, 90.0, 330.0),
    ("Congés sans solde", 100.0, 100.0, 40.0, 130.0),
    ("Total", 350.0, 260.0, 130.0, 460.0),
)
_STAFF: Final[Rows] = (
    ("ETP 2025",),
    (),
    ("Service", "T1", "T2", "T3", "T4"),
    ("Retraite", 100.0, 102.0, 98.0, 100.0),
    ("Prévention", 10.0, 10.0, 10.0, 10.0),
    ("Ensemble", 110.0, 112.0, 108.0, 110.0),
)
_CALLS: Final[Rows] = (
    ("Volumes 2025",),
    (),
    ("Mois", "Appels reçus", "Appels décrochés"),
    ("Janvier", 1000.0, 900.0),
    ("Février", 800.0, 760.0),
    ("Mars", 1200.0, 840.0),
    ("Total", 3000.0, 2500.0),
)


def talk(*turns: str) -> Answer:
    """Return the answer to the last of several turns about the workbook."""
    sheets = {"Exécution": _BUDGET, "Absences": _ABSENCES, "Effectifs": _STAFF, "Appels": _CALLS}
    context = Context(shared_host(), Workbook(sheets), dt.date(2026, 11, 30), cells=True)
    return last_answer(context, turns)


def plain(answer: Answer) -> str:
    """Return a text with plain spaces."""
    return answer.text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        # 990 / 1 030
        ("tx d'exéc du perso 2024 (payé/voté)", "96,1 %"),
        # (60 − 50) + (80 − 70)
        ("formation pro : cumul sur 2 ans des crédits votés mais pas engagés", ": 20 k€"),
        # 280 − 150
        ("engagé pas encore payé sur les travaux en 2024", "130 k€"),
        # 170 / 1 170
        ("poids de l'investissement dans tout ce qu'on a payé en 2024", "14,5 %"),
        # 80 / 240, 170 / 320
        ("classe les 2 années selon le % payé de l'invest", "2024 (53,13 %"),
        ("les salaires payés en 2023 ?", "880 k€"),
        # (920 + 990) / 2
        ("moyenne sur 2 ans du payé personnel", "955 k€"),
        # 990 − 50
        ("payé 2024 du personnel hors formation", "940 k€"),
        # The lines make 1 160: 940 + 50 + 150 + 20.
        ("total payé 2024 de 1 170, tu recomptes ?", "somme : 1 160 k€, écart 10 k€"),
        # (150 + 60) / 300
        ("si on avait payé 60 k€ de plus sur les travaux en 2024, quel taux ?", "70 %"),
        # 1 000 / 100, 200 / 10
        ("quel service a le plus de jours d'absence par ETP en 2025 ?", "Prévention (20"),
        # 130 / 460
        ("part des congés sans solde dans les absences du T4", "28,3 %"),
        ("quel trimestre est le plus calme en maladie ?", "T3 (90"),
        # 100 − 400
        ("quel service a le plus baissé entre T1 et T3 en absences ?", "-200"),
        # 1 200 − 840
        ("appels reçus mais pas décrochés en mars", ": 360"),
        # 3 000 / 3 × 12
        ("au rythme des trois premiers mois, combien d'appels reçus sur l'année ?", "12 000"),
    ],
)
def test_figures_are_made_of_the_lines(question: str, told: str) -> None:
    answer = talk(question)
    assert answer.kind == ANSWERED
    assert told in plain(answer)


@pytest.mark.parametrize(
    "question",
    [
        "tx d'exéc du perso 2024 (payé/voté) de la CPAM du Rhône",
        "tx d'exéc du perso 2024 (payé/voté) en dollars",
        "formation pro : cumul des crédits votés mais pas engagés en 2019",
        "engagé jamais payé par Mme Martin sur les travaux en 2024",
        "moyenne sur 2 ans du payé personnel sauf en 2013",
        "payé 2024 du personnel hors mobilier des cadres",
        "appels reçus en mars mais pas rappelés",
    ],
)
def test_no_restriction_is_dropped(question: str) -> None:
    assert talk(question).intent != "classeur" or talk(question).kind != ANSWERED


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        # 80 / 240
        (("taux payé/voté de l'invest en 2024", "et en 2023 ?"), "33,3 %"),
        # 920 / 960
        (("taux payé/voté de l'invest en 2024", "et en 2023 ?", "et le personnel ?"), "95,8 %"),
        # (955 − 940) + (890 − 880)
        (("engagé non payé des rémunérations en 2024", "cumul sur 2 ans ?"), ": 25 k€"),
        # 1 000 / 1 200
        (("absences 2025 : quel service est le pire ?", "en % du total ?"), "83,3 %"),
        (("absences 2025 : quel service est le pire ?", "et le suivant ?"), "Prévention (200"),
        # 2 500 / 3 000
        (("combien d'appels décrochés au total ?", "et en % des appels reçus ?"), "83,3 %"),
    ],
)
def test_turns_change_a_part_of_what_was_asked(turns: tuple[str, ...], told: str) -> None:
    answer = talk(*turns)
    assert answer.kind == ANSWERED
    assert told in plain(answer)


def test_a_total_that_its_lines_do_not_make_is_told_with_a_warning() -> None:
    assert "la somme des lignes donne 1 160 k€" in plain(talk("taux payé/voté du total en 2024"))
