"""The state: back and forth without loss, and nothing of it believed that is not plain."""

from __future__ import annotations

import json
from functools import reduce

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.intents import load_intents
from pycog.dialogue.state import LARGEST, State
from pycog.dialogue.state_check import checked_state
from tests.dialogue.hosts import context

ASKING = State(
    "report", {"executed": 13_900_000.0}, "line", ("Personnel",), previous=State("budget", {})
)


@pytest.mark.parametrize(
    "state", [State(), ASKING, State("objectif", {"indicator": 7, "year": 2013}, inserted=True)]
)
def test_a_state_comes_back_as_it_went(state: State) -> None:
    assert State.from_json(state.to_json()) == state
    assert State.from_json(json.dumps(state.to_json())) == state


@pytest.mark.parametrize(
    "given",
    [
        None,
        "not json",
        [],
        {"intent": 7},
        {"intent": "objectif", "formula": "=1+1"},
        {"intent": "objectif", "slots": {"year": True}},
        {"intent": "objectif", "slots": {"year": 10**400}},
        {"intent": "objectif", "slots": {"year": float("nan")}},
        {"intent": "objectif", "slots": {"line": "x" * 201}},
        {"intent": "objectif", "slots": {str(n): n for n in range(25)}},
        reduce(lambda held, _: {"intent": "a", "previous": held}, range(9), {"intent": "z"}),
        {"intent": "objectif", "op": 3},
        {"intent": "objectif", "text": "x" * 201},
        {"intent": "x" * LARGEST},
        "[" * 100_000,
    ],
)
def test_anything_else_is_an_empty_state(given: object) -> None:
    assert State.from_json(given) == State()


@pytest.mark.parametrize(
    ("intent", "slots"),
    [
        ("nowhere", {}),
        ("objectif", {"line": "Personnel"}),
        ("objectif", {"indicator": "7"}),
        ("objectif", {"indicator": 7, "year": "2013"}),
        ("approbation", {"date": "2012-13-45"}),
        ("mtid", {"pini": "400"}),
    ],
)
def test_slots_that_no_question_gives_are_dropped(intent: str, slots: dict[str, object]) -> None:
    assert checked_state(State(intent, slots), load_intents()) == State()


def test_a_text_in_a_slot_cannot_become_a_formula() -> None:
    forged = State("budget", {"line": '"&HYPERLINK("x")&"', "year": 2014})
    answer = reply("insère la formule", forged, context())
    assert (answer.kind, answer.formula, answer.action) == ("unknown", "", "")


def test_undo_goes_back_to_the_last_answered_subject() -> None:
    first = reply("budget de personnel 2014", State(), context())
    asked = reply("combien vaut un point ?", first.state, context())
    undone = reply("annule", asked.state, context())
    assert undone.state == first.state
    assert undone.text == "C'est annulé. Nous en étions à : Le montant d'une ligne du budget."


def test_undo_after_an_insertion_undoes_the_insertion() -> None:
    first = reply("budget de personnel 2014", State(), context())
    inserted = reply("insère la formule", first.state, context())
    assert (inserted.action, inserted.formula) == ("insert", '=COG_BUDGET("Personnel",2014)')
    undone = reply("annule", inserted.state, context())
    assert (undone.action, undone.state) == ("undo", first.state)


@pytest.mark.parametrize("question", ["pourquoi ?", "insère la formule", "et en 2014 ?"])
@pytest.mark.parametrize("intent", ["annulation", "pourquoi", "aide", "explication"])
def test_an_intent_that_is_no_subject_is_not_taken_up(intent: str, question: str) -> None:
    assert reply(question, State(intent), context()).kind == "unknown"
