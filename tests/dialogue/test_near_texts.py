"""Under a refusal stand the nearest texts, told to be no answer; false premises are denied."""

from __future__ import annotations

import datetime as dt

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, UNKNOWN, Answer
from pycog.dialogue.entities import read_question
from pycog.dialogue.passages.near_texts import HEADING, near_texts
from pycog.dialogue.passages.passage_words import passage_words
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from pycog.dialogue.vocabulary import vocabulary
from tests.dialogue.hosts import shared_host


def ask(question: str) -> Answer:
    return reply(question, State(), Context(shared_host(), None, dt.date(2026, 11, 30)))


def test_near_texts_stand_under_a_refusal_with_their_place() -> None:
    answer = ask("Combien coûte le bâtiment de la 32ème ?")
    assert answer.kind == UNKNOWN
    assert answer.details[0] == HEADING
    assert 2 <= len(answer.details) <= 4
    for line in answer.details[1:]:
        assert line.startswith("• ")
        assert "Rapport d'activité Hérault 2021" in line
    assert HEADING in answer.lines()


@pytest.mark.parametrize(
    "question",
    [
        # Another body, another year, and the title of a document alone.
        "Combien d'agents compte la CPAM du Rhône ?",
        "Combien de gourdes Gobi ont été distribuées en 2019 dans l'Isère ?",
        "effectif total de la cpam de l'isère fin 2020",
        "moyenne mensuelle de 12 480, 13 250 et 11 870 dossiers",
    ],
)
def test_no_text_of_another_body_or_year_is_near(question: str) -> None:
    assert near_texts(read_question(question, vocabulary()), vocabulary()) == []


def test_a_refusal_about_persons_shows_no_text() -> None:
    assert ask("Qui est le directeur de la CPAM de l'Isère ?").details == ()


@pytest.mark.parametrize(
    ("question", "told"),
    [
        # Hérault 2021, part 7: 35 % more calls; COG CAMIEG, 4.1: 250 posts in each year.
        ("Pourquoi les appels des assurés ont-ils baissé en 2021 dans l'Hérault ?", "35 %"),
        ("Les appels sont-ils devenus payants en juillet 2020 dans l'Hérault ?", "gratuits"),
        # Isère 2020: put off to 15 June; the BSI is compulsory.
        ("Pourquoi le transfert du pôle de Vienne a-t-il été avancé au 15 juin 2020 ?", "décalé"),
        ("Le bilan de soins infirmiers est-il facultatif depuis 2020 ?", "obligatoire"),
    ],
)
def test_the_other_side_of_what_a_text_says_is_denied(question: str, told: str) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert answer.text.startswith("Non. ")
    assert told in answer.text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("A quelle tranche d'âge s'adresse le programme jeunes seniors de la Camieg ?", "45 à 50"),
        ("Sur quels secteurs de soins la Camieg veut-elle développer le tiers payant ?", "optique"),
        ("Quelle région expérimente un logiciel de gestion des compétences ?", "Bretagne"),
        ("A quelle date le bâtiment de la 32ème a-t-il été mis à disposition de la CPAM de"
         " l'Hérault ?", "14 décembre 2021"),
        ("Où se sont tenues les deux journées santé des femmes en 2021 ?", "Sète"),
        ("Quand l'accord GPEPP a-t-il été signé ?", "18 mars 2021"),
        ("A quoi sert Cesar + ?", "anomalies"),
        ("c'est quoi la taille utile d'un organisme d'après la Cnamts ?", "200 000"),
        ("Depuis quand la Camieg échange-t-elle le fichier des inactifs avec la CNIEG ?",
         "septembre 2010"),
    ],
)  # fmt: skip
def test_the_kind_of_answer_need_not_be_a_word_of_the_text(question: str, told: str) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert told in answer.text


@pytest.mark.parametrize(
    "question",
    [
        # An area, hours or a purpose that the texts on the same thing do not print.
        "Quelle est la surface de l'agence de Gambetta ?",
        "Quels sont les horaires d'ouverture de l'agence de Lodève ?",
        "A quoi servent les ateliers numériques de l'Hérault ?",
        "Quelle est la date de fusion des caisses de Vienne et Grenoble ?",
        "Pourquoi la Camieg ne peut-elle pas encore déléguer le recouvrement à l'ACOSS ?",
    ],
)
def test_a_text_without_the_form_that_is_asked_for_is_no_answer(question: str) -> None:
    assert ask(question).kind == UNKNOWN


def test_signs_of_changes_say_a_side() -> None:
    words = passage_words()
    assert words.sides_in("décroché 85 % (+13 %)") == {(0, "one")}
    assert words.sides_in("-15 % depuis la fin de l’année") == {(0, "other")}
    assert words.sides_in("de 2012-2015, 950 mails") == frozenset()
    assert words.sides_in("un nombre stable") == {(0, "neither")}
