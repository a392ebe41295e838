"""A question that was not understood is read once more in words that are known, and says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.dialogue.answers import ANSWERED
from pycog.dialogue.other_words.inflections import adjective_forms, noun_forms, verb_forms
from pycog.dialogue.other_words.other_readings import agreed, other_readings
from pycog.dialogue.other_words.thesaurus import contracted, spelled_out, thesaurus
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


_KNOWN = thesaurus()
_SAID = sorted({*_KNOWN.words, *(" ".join(one) for p in _KNOWN.phrases.values() for one, _ in p)})


@given(st.lists(st.sampled_from(_SAID), min_size=1, max_size=4), st.sampled_from(["2013", "14 %"]))
def test_a_reading_leaves_every_other_word_as_it_is(said: list[str], number: str) -> None:
    # Neither a number, a negation nor a name that stands beside the words is lost.
    question = f"Zorglub {' et '.join(said)} jamais {number}"
    readings = list(other_readings(question, set(), book=False))
    assert len(readings) <= 5
    assert len({one.text for one in readings} - {question}) == len(readings)
    for one in readings:
        assert one.text.startswith("Zorglub ")
        assert one.text.endswith(f" jamais {number}")


@given(st.sampled_from(sorted(_KNOWN.words)))
def test_a_word_of_a_group_is_no_typing_error(said: str) -> None:
    assert _KNOWN.spelled(said, frozenset()) == said


def test_a_word_of_its_own_is_no_form_of_a_verb() -> None:
    # « Montant » is a noun, « mesure » one too.
    assert not {"montant", "mesure", "valides", "acquis"} & set(_KNOWN.words)


def test_one_letter_for_another_may_be_another_word() -> None:
    assert _KNOWN.spelled("perdus", frozenset()) == "perdus"
    assert _KNOWN.spelled("soufrance", frozenset()) == "souffrance"


@pytest.mark.parametrize(
    ("before", "word", "read"),
    [
        ("l'", "budget", "le "),
        ("qu'", "budget", "que "),
        ("du ", "investissement", "de l'"),
        ("la ", "indicateur", "l'"),
        ("l'", "hausse", "l'"),
        ("combien de ", "indicateurs", "combien d'"),
    ],
)
def test_what_stands_before_a_word_agrees_with_it(before: str, word: str, read: str) -> None:
    assert agreed(before, word) == read


def test_an_article_is_contracted() -> None:
    assert contracted("de", "le conseil") == "du conseil"
    assert contracted("a", "les agents") == "aux agents"
    assert contracted("de", "la caisse") == "de la caisse"


def test_short_forms_are_read_within_a_phrase() -> None:
    (first, *_) = other_readings("cb de sous reste t il", {"sous"}, book=False)
    assert first.text.startswith("combien")
