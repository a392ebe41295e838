"""Two things asked in one sentence, and what is made of both, which is one thing."""

from __future__ import annotations

import datetime as dt

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.frames.several_questions import parted
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from tests.dialogue.hosts import shared_host


def ask(question: str) -> Answer:
    return reply(question, State(), Context(shared_host(), None, dt.date(2026, 11, 30)))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "quel objectif pour les appels décrochés en 2013, et quel réalisé en 2011 ?",
            ("90 %", "77 %"),
        ),
        ("budget du personnel FNGA 2012 puis 2015", ("14 225 000", "14 667 000")),
        ("ASS Hérault : combien de projets financés et pour quel montant ?", ("69", "432 400")),
        (
            "combien d'appels reçus et combien d'appels traités par la PFS MDA en 2021 ?",
            ("290 775", "249 203"),
        ),
        (
            "combien de sites et combien de collaborateurs a la CPAM de l'Hérault ?",
            ("Sites de l'organisme (2021) : 9", "1 012"),
        ),
        (
            "combien de collaborateurs compte la CPAM de l'Hérault dont combien en CDD ?",
            ("1 012", "96"),
        ),
        (
            "quel est le personnel 2013, et quel est le fonctionnement en 2014 ?",
            ("14 052 000", "5 093 000"),
        ),
        (
            "combien de recrutements de travailleurs handicapés vise la Camieg, et combien en CDI "
            "fin 2010 ?",
            ("2 en 2015", "3 agents en CDI"),
        ),
    ],
)
def test_both_are_answered(question: str, told: tuple[str, ...]) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    shown = f"{answer.text} {answer.table}"
    assert all(one in shown for one in told)


@pytest.mark.parametrize(
    "question",
    [
        "quel écart entre le personnel 2012 et le personnel 2015 du FNGA ?",
        "total du personnel 2012 et 2013 du FNGA",
        "compare le FNGA et le FNGR",
    ],
)
def test_what_is_made_of_both_is_not_parted(question: str) -> None:
    assert not list(parted(question))


@pytest.mark.parametrize(
    ("question", "untold"),
    [
        ("quel est le budget de personnel FNGA 2014, et qui le vote ?", "« qui le vote »"),
        (
            "combien d'accompagnements MisAS en 2021, dont combien avec réalisation de soins ?",
            "« combien d'accompagnements MisAS en 2021 »",
        ),
    ],
)
def test_the_half_that_is_not_answered_is_said(question: str, untold: str) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert f"Je n'ai pas de réponse à {untold}." in answer.text


def test_two_figures_that_are_asked_for_make_no_rate() -> None:
    """« Combien de mails, et combien par jour ? » asks for no mails of a day's mails."""
    question = "combien de mails traités et combien de mails par jour dans l'Hérault en 2021 ?"
    assert "253" not in ask(question).text


def test_a_body_behind_the_question_is_no_second_question() -> None:
    """« … ? de la CPAM du Rhône » says of whom, and the pieces keep their capitals."""
    assert not list(parted("C'est quoi un crédit évaluatif ? de la CPAM du Rhône"))
    (first, *_) = parted("Quel objectif en 2013 à la Camieg, et combien en 2011 ?")
    assert first == ("Quel objectif en 2013 à la Camieg", "combien en 2011 ?")


def test_a_long_text_is_not_parted() -> None:
    """Thousands of spaces took minutes: a question has six hundred signs at most."""
    assert not list(parted(f"quel objectif{' ' * 100_000}et combien ?"))
