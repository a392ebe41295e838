"""A question that was not understood is read once more in words that are known, and says so."""

from __future__ import annotations

import pytest

from pycog.dialogue.answers import ANSWERED
from pycog.dialogue.other_words.inflections import adjective_forms, noun_forms, verb_forms
from pycog.dialogue.other_words.other_readings import other_readings
from pycog.dialogue.other_words.thesaurus import spelled_out, thesaurus
from tests.dialogue.hosts import context, last_answer


@pytest.mark.parametrize(
    ("question", "read"),
    [
        # Each form goes to the same form of the other verb.
        ("Les lignes qui excèdent le budget", "Les lignes qui depassent le budget"),
        ("celles qui ont excédé leur budget", "celles qui ont depasse leur budget"),
        # A typing error is mended before a phrase is looked for.
        ("mesures en soufrance", "mesures en retard"),
    ],
)
def test_words_are_replaced_by_those_that_are_known(question: str, read: str) -> None:
    assert read in [one.text for one in other_readings(question, set(), book=True)]


def test_what_was_replaced_is_told() -> None:
    (first, *_) = other_readings("mesures en souffrance", {"souffrance"}, book=True)
    assert first.told == (("en souffrance", "en retard"),)


def test_a_group_of_open_workbooks_is_not_read_without_one() -> None:
    assert not list(other_readings("mesures portées par Paul", set(), book=False))


def test_no_word_stands_for_itself() -> None:
    for said, meanings in thesaurus().words.items():
        assert said not in {one.text for one in meanings}, said


def test_a_pattern_of_phrases_is_spelled_out() -> None:
    assert list(spelled_out("(a|b|) c")) == ["a c", "b c", "c"]


def test_forms() -> None:
    assert verb_forms("diriger", {})["ant"] == "dirigeant"
    parts = "atteint atteins atteign atteignent atteint atteindr"
    assert verb_forms("atteindre", {"atteindre": parts})["ppfs"] == "atteintes"
    assert noun_forms("total")["p"] == "totaux"
    assert adjective_forms("actif")["fp"] == "actives"
    with pytest.raises(ValueError, match="no rule"):
        verb_forms("vouloir", {})


def test_what_is_understood_stays_as_it_is() -> None:
    told = last_answer(context(), ["budget personnel 2014"])
    assert told.kind == ANSWERED
    assert not any("J'ai lu" in one for one in told.assumptions)
