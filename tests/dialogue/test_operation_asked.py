"""An answer on the open workbook that does something else than what is asked is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pycog.dialogue.answers import ANSWERED, UNKNOWN, Answer
from pycog.dialogue.state import State
from pycog.dialogue.typed_query.last_word import held_to_question
from tests.dialogue.hosts import OpenAnnex

LATE = "« Mouvements » (« gelé »), au 30/11/2026 : en retard : 1, M24 (587 jours de retard)."


def told(text: str) -> Answer:
    return Answer("classeur", ANSWERED, text)


def held(answer: Answer, question: str) -> Answer:
    return held_to_question(answer, question, State(), OpenAnnex({}))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("qui a gelé le poste de responsable technique ?", LATE),
        ("ça veut dire quoi OGD", LATE),
        ("quelle proportion de contrôles a une anomalie ?", "« Contrôles » le plus élevé : 19."),
        ("pourquoi il n'y a rien en avril", "« Dossiers » (avril 2024) : 3 lignes."),
        ("montant des remises sur les plus de 5 ans", "« Montant » > 5 : 1 ligne, R-0601."),
        ("taux de rotation des infirmiers", "« Effectifs » – infirmiers : 12 (D4)."),
        ("durée moyenne des congés", "« Congés » – Total : 45 (D9)."),
        ("montant moyen par foyer à Blois", "Moyenne de « Foyers » : 77 €, sur 1 cellule."),
        ("quel service pèse le moins", "« Emplois » – part de « Cadre » dans « Total » : 1,5 %."),
        ("la provision de 2024 moins 3 %", "« Litiges » – total de « Provision » : 45 000 €."),
        ("reste sans compter le report", "« Enveloppe » moins « Report 2023 » : 50 000 €."),
        ("évolution en % de mars à mai", "Part de « mars » (20) dans « mai » (25) : 80 %."),
    ],
)
def test_what_is_beside_the_question_is_refused(question: str, text: str) -> None:
    answer = held(told(text), question)
    assert answer.kind == UNKNOWN
    assert answer.text.startswith("Je ne sais pas")


def test_nothing_is_a_share_of_itself() -> None:
    answer = replace(told("« T3 » – part du total : 100 % (10 / 10)."), formula="=B2/B2")
    assert held(answer, "quelle proportion de RDV").kind == UNKNOWN


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("quels recrutements sont en retard ?", LATE),
        ("quelles actions devaient être finies", LATE),
        ("quelle proportion de contrôles a une anomalie ?", "Part : 25,88 % (66 / 255)."),
        (
            "pourquoi il n'y a rien en avril",
            "« Suivi », avril – Observations : agence fermée (J9).",
        ),
        ("montant des remises de plus de 5 000 €", "« Montant » > 5000 : 1 ligne, R-0601."),
        ("taux d'absentéisme en juin", "« Absentéisme » – Accueil, juin : 11,6 (F9)."),
        ("durée moyenne des congés", "Moyenne de « Jours » : 4,5, sur 10 lignes."),
        ("évolution en % de mars à mai", "« Appels » de mars à mai : +5, soit +25 % (20 puis 25)."),
        ("taux de rotation des infirmiers", "« Effectifs » – infirmiers : vide (D4)."),
    ],
)
def test_what_is_asked_is_told(question: str, text: str) -> None:
    answer = told(text)
    assert held(answer, question) is answer


def test_a_share_of_more_than_the_whole_is_refused() -> None:
    question = "part des visites sur rendez-vous à Carhaix au T2"
    whole = replace(told("« Visites » / « dont sur RDV » : 384,62 %."), display="384,62 %")
    assert held(replace(whole, value=3.8462), question).kind == UNKNOWN
    part = replace(whole, value=0.26, display="26 %")
    assert held(part, question) is part
