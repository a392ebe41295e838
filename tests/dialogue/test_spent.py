"""A budget is no answer to whoever asks what was spent."""

from __future__ import annotations

import datetime as dt

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, UNKNOWN
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from tests.dialogue.hosts import shared_host

_TODAY = dt.date(2026, 1, 15)


@pytest.mark.parametrize(
    "turns",
    [
        ["montant exécuté du personnel camieg en 2013"],
        ["combien a-t-on dépensé en personnel en 2013 ?"],
        ["qu'est-ce qui a été dépensé en fonctionnement en 2014 ?"],
        ["dépenses réelles de personnel 2013"],
        ["crédits consommés fonctionnement 2014"],
        ["budget personnel 2013", "et dépensé ?"],
        ["budget personnel 2013", "et l'exécuté ?"],
        ["quel a été le taux d'appels décrochés réellement obtenu en 2014 ?"],
        ["quel taux d'appels décrochés a été constaté en 2014 ?"],
    ],
    ids=lambda one: one[-1],
)
def test_what_was_spent_is_not_what_is_granted(turns: list[str]) -> None:
    state = State()
    for question in turns:
        answer = reply(question, state, Context(shared_host(), None, _TODAY))
        state = answer.state
    assert answer.kind == UNKNOWN
    assert "14 052 000" not in answer.text
    assert answer.value is None


@pytest.mark.parametrize(
    ("question", "told"),
    [
        # Annex 2 prints what 2011 was expected to cost, and what each year may.
        ("exécuté prévisionnel 2011 du personnel", "13 813 000"),
        ("budget des dépenses de personnel 2013", "14 052 000"),
        # 14 052 000 − 13 900 000.
        ("si on a dépensé 13 900 000 en personnel 2013, il reste ?", "152 000"),
    ],
)
def test_what_is_granted_or_given_is_told(question: str, told: str) -> None:
    answer = reply(question, State(), Context(shared_host(), None, _TODAY))
    assert answer.kind == ANSWERED
    assert told in answer.text
