"""The ten conversations that the pane plays, played here against the assistant itself."""

from __future__ import annotations

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.state import State
from pycog.refresh import Evaluator
from tests.dialogue.examples import Example, differences, is_refusal, load_examples
from tests.dialogue.hosts import context, shared_host
from tests.dialogue.test_examples import as_json, not_the_formula

CONVERSATIONS = load_examples("conversations.yaml")


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda example: example.name)
def test_conversation(conversation: Example) -> None:
    evaluator = Evaluator(shared_host())
    state, wrong = State(), []
    for number, turn in enumerate(conversation.turns, start=1):
        record = as_json(reply(turn["question"], state, context(turn.get("feuille"))))
        found = [*differences(turn, record), *not_the_formula(record, evaluator)]
        wrong += [f"{number}. « {turn['question']} » : {difference}" for difference in found]
        # What needs the workbook changes nothing: the same question comes again with it.
        state = state if record["kind"] == "needs" else State.from_json(record["state"])
    assert not wrong, "\n".join(wrong)


def test_there_are_ten_complete_conversations() -> None:
    assert len(CONVERSATIONS) == 10
    assert all(len(conversation.turns) >= 4 for conversation in CONVERSATIONS)
    turns = [turn for conversation in CONVERSATIONS for turn in conversation.turns]
    assert sum(map(is_refusal, turns)) >= 8


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda example: example.name)
def test_a_conversation_can_be_told_again(conversation: Example) -> None:
    assert _told(conversation) == _told(conversation)


def _told(conversation: Example) -> list[dict[str, object]]:
    state, told = State(), []
    for turn in conversation.turns:
        record = as_json(reply(turn["question"], state, context(turn.get("feuille"))))
        told.append(record)
        state = State.from_json(record["state"])
    return told
