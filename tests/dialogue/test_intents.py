"""The intents as data: complete, closed, each with its handler and examples that reach it."""

from __future__ import annotations

from typing import Any

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ASKED
from pycog.dialogue.calculations.calculating import CALCULATION
from pycog.dialogue.entities import read_question
from pycog.dialogue.handlers import handlers
from pycog.dialogue.intents import load_declines, load_intents, read_intents
from pycog.dialogue.matcher import match
from pycog.dialogue.slots import choices_of
from pycog.dialogue.state import State
from pycog.dialogue.turn import handles
from pycog.dialogue.vocabulary import vocabulary
from pycog.errors import InvalidConvention
from tests.dialogue.hosts import context

#: Intents that the engine answers itself: they are about the answer before.
OF_THE_ENGINE = {"pourquoi", "insertion", "annulation"}
EXAMPLES = [(one.id, text) for one in load_intents().values() for text in one.examples]


def test_every_intent_has_a_handler_and_every_handler_an_intent() -> None:
    assert len(load_intents()) > 40
    assert set(handlers()) == set(load_intents()) - OF_THE_ENGINE


def test_two_handlers_of_one_intent_are_refused() -> None:
    handlers()
    with pytest.raises(ValueError, match="two handlers for budget"):
        handles("budget")(lambda turn: NotImplemented)


@pytest.mark.parametrize(("intent", "text"), EXAMPLES, ids=[text for _, text in EXAMPLES])
def test_an_example_reaches_its_intent(intent: str, text: str) -> None:
    if intent == CALCULATION:
        # Found by its numbers and their words, not by the words of an intent.
        assert reply(text, State(), context()).intent == intent
        return
    known = vocabulary()
    assert match(read_question(text, known), known)[0].intent.id == intent


def test_what_is_asked_for_has_a_question_and_known_choices() -> None:
    for intent in load_intents().values():
        for slot in intent.slots:
            if slot.question:
                assert slot.question.endswith(("?", ".")), intent.id
            for choice in choices_of(slot, vocabulary(), {}):
                assert not choice.startswith("@"), f"{intent.id}.{slot.name}: {choice}"


def test_every_offered_choice_is_understood() -> None:
    offered = 0
    for intent in load_intents().values():
        answer = reply(intent.examples[0], State(), context())
        while answer.kind == ASKED and answer.choices:
            offered += 1
            pending, before = answer.state.pending, answer
            answer = reply(answer.choices[0], answer.state, context())
            assert answer.state.pending != pending or answer == before, intent.id
            assert answer.intent == intent.id, f"{intent.id}: {before.choices[0]}"
    assert offered > 3


def test_declines_have_phrases_and_a_text() -> None:
    assert {decline.id for decline in load_declines()} == {"personnes", "opinions", "autres-sujets"}
    assert all(decline.phrases and decline.text.endswith(".") for decline in load_declines())


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([{"id": "a", "title": "A", "family": "F"}], "clé absente : examples"),
        (
            [{"id": "a", "title": "A", "family": "F", "examples": [], "color": 1}],
            "clé inconnue : color",
        ),
        ([{"id": "a", "title": "A", "family": "F", "examples": []}] * 2, "déjà utilisé"),
        (
            [{"id": "a", "title": "A", "family": "F", "examples": [], "slots": [{"name": "x"}]}],
            "clé absente : kinds",
        ),
    ],
)
def test_a_wrong_declaration_is_refused(entries: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(InvalidConvention) as caught:
        read_intents({"intent": entries})
    assert caught.value.code == "intention-invalide"
    assert message in caught.value.message
