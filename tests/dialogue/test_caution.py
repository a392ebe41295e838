"""What the assistant will not compute: other units, other figures, other bodies."""

from __future__ import annotations

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.state import State
from tests.dialogue.hosts import context


@pytest.mark.parametrize(
    ("question", "pending"),
    [
        ("indicateur 18 en 2012 réalisé 74 %, atteint ?", "actual"),  # a delay in days
        ("indicateur 7 en 2012 réalisé 6 jours, atteint ?", "actual"),  # a rate
        ("indicateur 7 en 2012 réalisé 74, atteint ?", "actual"),  # 74 or 74 %
        ("objectif de l'indicateur 7 avant 2014", "year"),
        ("objectif des indicateurs 7 et 56 en 2013", "indicator"),
    ],
)
def test_it_asks_which_is_meant(question: str, pending: str) -> None:
    answer = reply(question, State(), context())
    assert (answer.kind, answer.value, answer.state.pending) == ("asked", None, pending)


@pytest.mark.parametrize(
    "question",
    [
        "budget de personnel 2014 hors investissement",
        "budget de personnel par agent en 2014",
        "budget mensuel de personnel 2014",
        "budget de personnel de la CPAM de l'Hérault en 2014",
        "budget de personnel en juin 2013",
        "indicateur 18 en 2012 réalisé 2 semaines, atteint ?",
        "objectif de l'indicateur 7 en 2018",
        "objectif de l'indicateur 56 en 2013",
        "objectif du taux de natalité en 2013 à la cafétéria du troisième étage",
    ],
)
def test_it_does_not_know(question: str) -> None:
    answer = reply(question, State(), context())
    assert answer.kind in {"unknown", "asked"}
    assert (answer.value, answer.formula) == (None, "")


@pytest.mark.parametrize(
    "question", ["qui est le directeur ?", "qu'en penses-tu ?", "quel temps fait-il ?"]
)
def test_it_declines_politely(question: str) -> None:
    answer = reply(question, State(), context())
    assert (answer.intent, answer.kind, answer.formula) == ("refus", "declined", "")
    assert answer.text.endswith(".")


def test_two_readings_of_a_number_are_offered_as_whole_questions() -> None:
    answer = reply("report du personnel 2012 avec 13.900 €", State(), context())
    assert answer.choices == (
        "report du personnel 2012 avec 13 900 €",
        "report du personnel 2012 avec 13,900 €",
    )


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("cette cellule", "answered"),
        ("la cellule A6", "answered"),
        ("la cellule Indicateurs!A6", "answered"),
        ("la cellule H8", "unknown"),
        ("la cellule Synthèse!A6", "unknown"),
    ],
)
def test_it_explains_no_other_cell_than_the_one_asked_for(cell: str, kind: str) -> None:
    answer = reply(f"explique {cell}", State(), context({}))
    assert answer.kind == kind
    assert kind == "answered" or "Indicateurs!A6" in answer.text
