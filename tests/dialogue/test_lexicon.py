"""Typing errors: forgiven where only one word can be meant, never for short words."""

from __future__ import annotations

import pytest

from pycog.dialogue.labels import LabelIndex
from pycog.dialogue.lexicon import Lexicon, stem

LEXICON = Lexicon(["objectif", "investissement", "vote", "poste", "porte"], {"obj": "objectif"})


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("objectifs", "objectif"),
        ("obejctif", "objectif"),  # swapped
        ("objctif", "objectif"),  # missing
        ("obj", "objectif"),
        ("invetisement", "investissement"),  # two missing, in a long word
    ],
)
def test_a_slip_is_forgiven(typed: str, known: str) -> None:
    assert LEXICON.recognise(typed) == stem(known)


@pytest.mark.parametrize(
    "typed",
    [
        "note",  # one letter from « vote », too short
        "pote",
        "objet",  # three letters away
        "posrte",  # as close to « poste » as to « porte »
    ],
)
def test_another_word_is_left_alone(typed: str) -> None:
    assert LEXICON.recognise(typed) == stem(typed)


def test_the_label_with_most_of_the_meaning_is_found() -> None:
    index = LabelIndex({1: ["taux", "appel"], 2: ["taux", "appel", "niveau"], 3: ["delai"]})
    assert index.find(["taux", "niveau"]).keys == (2,)
    assert index.find(["appel"]).keys == (1, 2)
    assert index.find(["autre"]).keys == ()
    assert index.find(["delai"], weak=["delai"]).keys == ()
