"""What changes the meaning of a question changes its answer, what does not leaves it."""

from __future__ import annotations

from functools import cache
from typing import Final

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.normalise import normalise
from pycog.dialogue.state import State
from tests.dialogue.examples import is_refusal, load_examples
from tests.dialogue.hosts import context

_SINGLE: Final = [
    example.turns[0]
    for example in load_examples()
    if len(example.turns) == 1 and "feuille" not in example.turns[0]
]
#: Questions of one turn that have an answer; a report and help give no value.
QUESTIONS: Final = [
    turn["question"]
    for turn in _SINGLE
    if not is_refusal(turn)
    and "besoin" not in turn
    and turn["intention"] not in {"aide", "politesse", "annulation", "*", "rapport"}
]


_BY_QUARTER: Final = "{} par trimestre"


@cache
def ask(question: str) -> Answer:
    return reply(question, State(), context())


def same(one: Answer, other: Answer) -> bool:
    """Tell whether two answers say the same; what has no formula says it in words."""
    told = (one.kind, one.value, one.formula) == (other.kind, other.value, other.formula)
    return told and (bool(one.formula) or one.value is not None or _told(one) == _told(other))


def _told(answer: Answer) -> str:
    # A word of the question is quoted as it was typed.
    return normalise(answer.text)


@pytest.mark.parametrize(
    "change",
    [
        "bonjour, {}",
        "{} s'il vous plaît",
        "pouvez-vous me dire {}",
        "{} merci d'avance",
        "  {}  ",
    ],
)
def test_politeness_changes_nothing(change: str) -> None:
    differs = [q for q in QUESTIONS if not same(ask(q), ask(change.format(q)))]
    assert not differs


def test_capitals_and_accents_change_nothing() -> None:
    differs = [q for q in QUESTIONS if not same(ask(q), ask(q.upper()))]
    differs += [q for q in QUESTIONS if not same(ask(q), ask(normalise(q)))]
    assert not differs


@pytest.mark.parametrize(
    "change",
    [
        "{} de la CPAM du Rhône",
        "{} pour l'Urssaf",
        "{} moins 3 %",
        "{} hors personnel intérimaire",
        "{} sans les provisions du FNASS",
        _BY_QUARTER,
        "{} jamais",
        "{} 1987",
        "sauf {}",
        "{} par agent",
        "{} depuis 1998",
        "{} en dollars",
        "{} au 30 juin 1997",
        "{} de l'indicateur 99",
        "{} seulement pour les femmes",
    ],
)
def test_another_body_another_figure_or_a_negation_is_never_dropped(change: str) -> None:
    dropped = [
        q
        for q in QUESTIONS
        if (changed := ask(change.format(q))).kind == ANSWERED
        and same(ask(q), changed)
        # The mean of numbers « par trimestre » is their mean, told to be of quarters.
        and not (change == _BY_QUARTER and changed.text.startswith("Moyenne par trimestre"))
    ]
    assert not dropped


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("le budget personnel 2014 est-il de 507 000 € ?", "Non"),
        ("le budget personnel 2014 est bien de 14 359 000 € ?", "Oui"),
        ("l'objectif de l'indicateur 2 en 2013 est bien de 85 % ?", "Non"),
        ("l'objectif de l'indicateur 2 en 2013 est bien de 90 % ?", "Oui"),
    ],
)
def test_a_premise_is_answered(question: str, verdict: str) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert answer.text.startswith(f"{verdict} : ")


def test_what_was_not_understood_is_said() -> None:
    answer = ask("budget de personnel 2014 de la CPAM du Rhône")
    assert (answer.value, answer.formula) == (None, "")
    assert "« CPAM », « Rhône »" in answer.text
    assert "« Personnel », année 2014" in answer.text
