"""Turns of which one word changes the answer: the same years, one part, so many of a sum, a cause.

Each was once answered with a figure or a text that left that word aside.
"""

from __future__ import annotations

import pytest

from pycog.dialogue.answers import ANSWERED, ASKED, DECLINED, UNKNOWN
from pycog.dialogue.normalise import normalise
from tests.dialogue.test_carried_turns import last

_HIRED = ("objectif travailleurs handicapés embauchés par an", "sur les 4 ans ?")
_BONUS = "PINI 420 PILI 380 TRN 75% TRL 85%"
_LEFT = "il nous reste 120 000 € non consommés en fonctionnement 2012, peut-on les reporter ?"


@pytest.mark.parametrize(
    ("turns", "rows"),
    [
        # Annex 2: operating 5 185 000 and 5 104 000, investment 979 000 and 417 000.
        (
            (
                "personnel 2012",
                "et l'année d'après",
                "ça baisse de combien en % ?",
                "et le fonctionnement sur les mêmes années ?",
            ),
            ("5 185 000 €", "5 104 000 €"),
        ),
        (
            ("personnel 2012 et 2013", "et l'investissement sur ces deux années"),
            ("979 000 €", "417 000 €"),
        ),
    ],
)
def test_the_same_years_are_those_of_the_last_answer(
    turns: tuple[str, ...], rows: tuple[str, ...]
) -> None:
    answer = last(*turns)
    assert answer.kind == ANSWERED
    assert answer.table is not None
    told = [normalise(one) for one in answer.table.rows[0][1:]]
    assert told == [normalise(one) for one in rows]


def test_the_same_years_of_one_year_are_asked_for() -> None:
    answer = last("personnel en 2013", "le fonctionnement sur les mêmes années")
    assert answer.kind == UNKNOWN
    assert "années" in answer.text


@pytest.mark.parametrize(
    ("turns", "value"),
    [
        # Annex 4, indicator 49: two a year, eight in all.
        ((*_HIRED, "on en a fait 5, taux ?"), 5 / 8),
        (("objectif 2013 indicateur 49", "cumul 2012-2015", "on est à 6"), 6 / 8),
        # Intéressement, 3.2: 420 × 75 %, 380 × 85 %; a rate below 50 % pays nothing.
        ((_BONUS, "rien que la part nationale"), 315),
        ((_BONUS, "uniquement la locale"), 323),
        ((_BONUS, "rien que la part nationale", "pour 120 etp"), 76_560),
        ((_BONUS, "et si le local tombe à 49 % ?"), 315),
        ((_BONUS, "et le national à 60 %"), 420 * 0.6 + 323),
        ((_BONUS, "et si le local tombe à 49 % ?", "et le national à 60 %"), 252),
        # Annex 1, 1.2.3.3 and annex 2: investment 2013 417 000 with the 120 000 carried over.
        ((_LEFT, "même sur l'invest ?"), 537_000),
    ],
)
def test_a_turn_keeps_what_it_restricts(turns: tuple[str, ...], value: float) -> None:
    answer = last(*turns)
    assert answer.kind == ANSWERED
    assert answer.value == pytest.approx(value)


def test_credits_moved_elsewhere_say_how_the_state_approves() -> None:
    assert "20 jours" in last(_LEFT, "même sur l'invest ?").text


def test_the_other_rate_stays_when_one_changes() -> None:
    """A rate of the local part never takes the place of the national one."""
    turns = (
        "calcule mon intéressement, part nationale 640 € et part locale 700 €",
        "national 88 %",
        "et local 92",
        "et si le local tombe à 49 % ?",
    )
    answer = last(*turns)
    # 640 × 88 %, the local part being below its trigger.
    assert answer.kind != ANSWERED or answer.value == pytest.approx(563.2)


@pytest.mark.parametrize(
    "turns",
    [
        # A result of one year is none of the four.
        (*_HIRED, "on a fait 5 en 2013, taux ?"),
        (*_HIRED, "et si on a fait 3 en 2014 ?"),
        # No document prints why.
        ("invest : quelle année est la plus forte ?", "pourquoi une telle baisse"),
        ("personnel 2013", "pourquoi une si forte hausse"),
        # Nothing was told that « là-dedans » could be a part of.
        ("les remises cnamts là dedans",),
        ("dépenses brutes 2013 fnga", "les remises cnamts là dedans"),
        # How many kinds there are is not which.
        ("ce serait pour quel type de dépense ?",),
        # A sentence of 2007 that has no number is none of projects.
        ("mutualisation 2007 : métiers vs support ?",),
        ("mutualisation 2007", "dont métiers"),
    ],
)
def test_a_word_that_is_not_used_is_refused(turns: tuple[str, ...]) -> None:
    answer = last(*turns)
    assert answer.kind in {UNKNOWN, DECLINED, ASKED}


@pytest.mark.parametrize("question", ["national 88 %", "quels critères à 88 %"])
def test_a_rate_is_no_weight_in_points(question: str) -> None:
    assert "poids de 88" not in last(question).text
