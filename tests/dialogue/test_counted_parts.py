"""A part counted out of a whole, alone and against the target of an indicator."""

from __future__ import annotations

import datetime as dt

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from tests.dialogue.hosts import shared_host


def ask(question: str) -> Answer:
    return reply(question, State(), Context(shared_host(), None, dt.date(2026, 11, 30)))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "2 fournisseurs sur 30 recensés sont des entreprises adaptées, soit quel taux ?",
            "6,67 %",
        ),
        # 36 795 / 41 250 is 0.892; the target of 2013 is 90 %.
        (
            "41 250 appels reçus dont 36 795 décrochés en 2013 : taux et est-ce qu'on tient"
            " l'objectif COG ?",
            "Non : 36 795 sur 41 250, soit 89,2 %",
        ),
        # 11 of 20 is 55 %, ten points under the 65 % of 2014.
        (
            "plan antifraude : 11 actions déployées sur 20 prévues fin 2014, l'objectif est-il"
            " atteint ?",
            "55 %",
        ),
    ],
)
def test_the_rate_and_the_verdict(question: str, told: str) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert told in answer.text
    assert "COG_RATE" in answer.formula


@pytest.mark.parametrize(
    "question",
    [
        "2 fournisseurs sur 30 recensés en Suisse et 4 en Italie, soit quel taux ?",
        "18 dossiers sur 18 €, quel taux ?",
        "30 sur 30, quel objectif ?",
        "7 antennes sur 17 n'ont pas le tri, quel pourcentage l'ont ?",
    ],
)
def test_another_number_or_unit_gives_no_rate(question: str) -> None:
    assert "COG_RATE" not in ask(question).formula


def test_a_carry_over_is_of_the_year_before() -> None:
    """14 225 000 are printed for 2012: 225 000 are left of them, to be carried over to 2013."""
    answer = ask("combien reporter sur 2013 si personnel 2012 exécuté 14 000 000")
    assert answer.kind == ANSWERED
    assert "225 000" in answer.text


def test_a_printed_budget_is_never_taken_for_what_was_spent() -> None:
    answer = ask("reste disponible du FNGR 2014 après le FNGR 2013 exécuté")
    assert answer.value != 0
