"""Under a refusal stand the nearest texts of the documents, told to be no answer."""

from __future__ import annotations

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, UNKNOWN, Answer
from pycog.dialogue.passages.near_texts import HEADING
from pycog.dialogue.state import State
from tests.dialogue.hosts import context


def ask(question: str, state: State | None = None) -> Answer:
    return reply(question, state or State(), context())


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("quels projets sont nationaux ?", "189 projets retenus"),
        ("combien d'agences sont ouvertes 5j/5 dans le nouveau maillage isérois ?", "contre 16"),
    ],
)
def test_a_refusal_shows_the_nearest_text_and_gives_no_value(question: str, held: str) -> None:
    answer = ask(question)
    assert answer.kind == UNKNOWN
    assert answer.value is None
    assert not answer.formula
    assert answer.details[0] == HEADING
    assert any(held in line for line in answer.details[1:])


@pytest.mark.parametrize(
    "question",
    [
        # Two typed numbers are those of a calculation.
        "435 saisines avec +5,84 % puis 12 de moins en Isère",
        # One word names no subject.
        "ma caisse",
        "blablabla zorglub",
    ],
)
def test_nothing_near_is_shown_of_a_calculation_or_a_single_word(question: str) -> None:
    assert HEADING not in ask(question).details


def test_a_text_of_another_year_is_not_shown() -> None:
    held = "contre 16 en 2019"
    asked = "dans le nouveau maillage isérois{}, combien d'agences 5j/5 ?"
    assert any(held in line for line in ask(asked.format("")).details)
    answer = ask(asked.format(" de 2014"))
    assert not any(held in line for line in answer.details)


def test_a_text_of_another_document_is_not_shown() -> None:
    answer = ask("mutualisation 2007 : qui préside le conseil et pour quel syndicat")
    assert not any("Fouilhe" in line for line in answer.details)


def test_a_piece_of_a_question_goes_on_with_what_was_said_and_shows_none() -> None:
    first = ask("quel est l'objectif de l'indicateur 2 en 2013 ?")
    assert first.kind == ANSWERED
    assert HEADING not in ask("et le syndicat du président ?", first.state).details


def test_a_text_is_shown_once_where_the_refusal_quotes_it() -> None:
    answer = ask(
        "Les crédits évaluatifs non consommés se reportent automatiquement sur N+1, c'est bien ça ?"
    )
    texts = [line.split(" (")[0].lstrip("• ") for line in answer.details[1:]]
    assert len(texts) == len(set(texts))
    assert not any(text in answer.text for text in texts)


@pytest.mark.parametrize(
    "question",
    [
        "antennes de la camieg : lesquelles récupèrent leurs cartouches, en % d'elles-mêmes ?",
        "catégorie de professionnels de santé la moins nombreuse dans l'Hérault ?",
    ],
)
def test_a_part_is_not_ranked_with_its_whole(question: str) -> None:
    answer = ask(question)
    assert answer.kind != ANSWERED
    assert answer.value is None


def test_what_is_said_of_a_tool_chooses_no_other_one() -> None:
    # Annexe 4, column of the sources: 15, 17, 18, 27, 36, 37, 38 and 39.
    plain = ask("Combien d'indicateurs de la COG tirent leur donnée d'ERASME ?")
    beside = ask("Combien d'indicateurs tirent leur donnée d'ERASME (requêtes ou SIIAM) ?")
    assert (plain.value, beside.value) == (8, 8)
