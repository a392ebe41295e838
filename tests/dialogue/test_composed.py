"""Composed questions: facts, words of one family, neutral words, and what a reading leaves over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.composed.conditions import MAX, MIN, compared, taken_extreme
from pycog.dialogue.composed.fact_table import (
    AIM,
    AMOUNT,
    BASELINE,
    DUE,
    FIGURE,
    FLOOR,
    TARGET,
    WEIGHT,
    facts,
)
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.composed.search import Search, named
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import evaluate
from pycog.dialogue.kinship import akin, kin_of
from pycog.dialogue.neutral import inflected, neutral_words
from pycog.dialogue.state import State
from pycog.dialogue.vocabulary import vocabulary
from tests.dialogue.examples import load_examples
from tests.dialogue.hosts import context, shared_host

QUESTIONS = [
    example.turns[0]["question"]
    for example in load_examples("exemples_composees.yaml")
    if len(example.turns) == 1 and example.turns[0]["intention"] != "*"
]


def ask(question: str) -> Answer:
    return reply(question, State(), context())


def scan(text: str) -> Scan:
    known = vocabulary()
    return Scan(read_question(text, known), known)


def test_every_printed_amount_is_a_fact_with_its_formula() -> None:
    found = [
        one
        for one in facts(AMOUNT)
        if one.subject == "Personnel" and one.period == "2014" and one.body == "FNGA"
    ]
    assert [one.value for one in found] == [14_359_000.0]
    assert found[0].formula.name == "COG_BUDGET"
    assert found[0].source == "COG CAMIEG 2012-2015, annexe 2, ligne « Personnel »"


@pytest.mark.parametrize(
    ("measure", "least"),
    [(TARGET, 220), (BASELINE, 55), (AMOUNT, 100), (FIGURE, 200), (DUE, 80), (AIM, 200)],
)
def test_the_table_holds_every_kind_of_fact(measure: str, least: int) -> None:
    assert len(facts(measure)) >= least


def test_a_fact_of_a_number_is_what_its_formula_gives() -> None:
    host = shared_host()
    measured = [one for one in facts(AMOUNT, TARGET) if one.value is not None]
    assert len(measured) > 200
    for one in measured:
        assert evaluate(one.formula, host).value == one.value, one


def test_the_points_of_a_scorecard_are_those_printed() -> None:
    points = [one.value or 0.0 for one in facts(WEIGHT) if one.subject.startswith("cpam/2022/")]
    assert sum(points) == pytest.approx(1000.0)
    assert len([one for one in facts(FLOOR) if one.subject.startswith("cpam/2022/")]) == len(points)


@pytest.mark.parametrize(
    ("one", "other", "family"),
    [
        ("rattachement", "rattach", True),
        ("teletransmission", "teletransmis", True),
        ("courrier", "courrier", True),
        ("personnel", "personn", False),
        ("region", "regional", False),
        ("court", "courtier", False),
    ],
)
def test_words_of_one_family(one: str, other: str, family: bool) -> None:
    assert akin(one, other) is family
    assert akin(other, one) is family


@given(st.text("abcdefghij", min_size=1, max_size=12), st.sets(st.text("abcdefghij", max_size=12)))
def test_the_kin_of_a_word_is_a_known_one(word: str, known: set[str]) -> None:
    assert kin_of(word, known) in known | {""}


def test_a_word_of_a_label_is_not_that_of_another_of_its_family() -> None:
    search = Search(
        [named("10", "Conformité des courriers"), named("12", "Conformité des courriels")]
    )
    assert search.find(["conformit", "courrier"]) == ["10"]
    assert search.find(["conformit", "courriel"]) == ["12"]
    assert search.find(["conformit"]) == ["10", "12"]


def test_a_label_that_excludes_is_meant_only_where_it_is_said() -> None:
    search = Search([named("a", "Maladie"), named("b", "Maladie hors Covid")])
    assert search.find(["maladi"]) == ["a"]
    assert search.find(["maladi", "hor", "covid"]) == ["b"]


def test_a_number_is_one_of_the_label_alone() -> None:
    search = Search([named("48h", "Mails répondus dans les 48 h"), named("autre", "Mails traités")])
    assert search.find(["mail", "48"]) == ["48h"]
    assert search.find(["mail", "72"]) == []


def test_a_verb_is_neutral_in_every_form() -> None:
    assert {"coute", "coutent", "coutait", "coutera"} <= set(inflected("couter"))
    assert "figure" in neutral_words()
    # What an operation is called is never neutral.
    assert not {"augmente", "depasse", "reporte", "manque", "vire", "baisse"} & set(neutral_words())


def test_a_comparison_is_read_with_its_unit() -> None:
    found = compared(scan("indicateurs dont la cible dépasse 90 % en 2014"))
    assert found is not None
    assert (found.sign, found.value, found.in_percent) == ("gt", 0.9, True)
    assert compared(scan("indicateurs de 2014")) is None


@pytest.mark.parametrize(
    ("text", "extreme"),
    [
        ("quel indicateur a le plus petit poids", MIN),
        ("quel indicateur pèse le plus", MAX),
        ("quelle est la ligne la moins élevée", MIN),
        ("quelle ligne est prévue", None),
    ],
)
def test_the_smallest_is_not_the_largest(text: str, extreme: str | None) -> None:
    assert taken_extreme(scan(text)) == extreme


@pytest.mark.parametrize(
    "frame", ["bonjour, {}", "{} svp", "{} merci d'avance", "peux-tu me dire {}"]
)
def test_politeness_changes_no_composed_answer(frame: str) -> None:
    changed = [
        question
        for question in QUESTIONS
        if (first := ask(question)).kind == ANSWERED
        and ask(frame.format(question)).value != first.value
    ]
    assert not changed


@pytest.mark.parametrize(
    "frame", ["{} pour l'Urssaf", "{} en 1987", "{} par trimestre", "{} en dollars"]
)
def test_what_a_reader_cannot_use_refuses_its_answer(frame: str) -> None:
    dropped = [
        question
        for question in QUESTIONS
        if (changed := ask(frame.format(question))).kind == ANSWERED
        and (changed.text, changed.value) == ((first := ask(question)).text, first.value)
    ]
    assert not dropped


def test_case_and_accents_change_no_composed_answer() -> None:
    plain = str.maketrans("éèêàùôîçÉ", "eeeauoicE")
    for question in QUESTIONS:
        first = ask(question)
        assert ask(question.upper()).value == first.value, question
        assert ask(question.translate(plain)).value == first.value, question


def test_a_typing_error_changes_no_composed_answer() -> None:
    kept = 0
    for question in QUESTIONS:
        first = ask(question)
        for word in [one for one in question.split() if len(one) >= 8 and one.isalpha()]:
            at = len(word) // 2
            swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            answer = ask(question.replace(word, swapped, 1))
            # It may be refused, but never be another answer.
            assert answer.kind != ANSWERED or answer.value == first.value, (question, swapped)
            kept += answer.kind == ANSWERED
    assert kept >= 30
