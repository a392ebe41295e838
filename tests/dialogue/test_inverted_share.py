"""A share of what was told is not that of the whole, and no result is many times its target."""

from __future__ import annotations

import datetime as dt

import pytest

from pycog.dialogue.answering import Context, State, reply
from pycog.dialogue.answers import ANSWERED, Answer
from tests.dialogue.hosts import shared_host


def _talk(*turns: str) -> Answer:
    context, state = Context(shared_host(), today=dt.date(2026, 11, 30)), State()
    answer = reply(turns[0], state, context)
    for one in turns[1:]:
        answer = reply(one, answer.state, context)
    return answer


def test_the_part_is_what_was_told() -> None:
    # 19 853 000 of 25 426 000 is 78,08 %, and is the share of the whole that is named.
    said = _talk(
        "Donne le total des dépenses limitatives 2015.",
        "et sans le personnel ?",
        "Quelle part cela représente-t-il du total limitatif ?",
    )
    assert "78,08" not in said.text


def test_a_share_of_what_was_told_is_told() -> None:
    # 5 037 000 of 19 853 000
    said = _talk("budget de fonctionnement 2015", "ça fait quelle part du total limitatif ?")
    assert said.kind == ANSWERED
    assert "25,37" in said.text


@pytest.mark.parametrize(
    "question",
    [
        "combien de contrats à durée indéterminée sur les 1 012 collaborateurs, et ça pèse combien "
        "en % ?",
    ],
)
def test_no_result_is_many_times_its_target(question: str) -> None:
    said = _talk(question)
    assert said.kind != ANSWERED
    assert "50 600" not in said.text
