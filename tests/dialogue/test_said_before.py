"""A turn that refers to what was said before is answered about that, and about nothing else."""

from __future__ import annotations

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.state import State
from tests.dialogue.hosts import context


def last(*questions: str) -> Answer:
    """Return the answer to the last of several turns."""
    state = State()
    for question in questions:
        answer = reply(question, state, context())
        state = State.from_json(answer.to_json()["state"])
    return answer


@pytest.mark.parametrize(
    ("turn", "indicator"),
    [("le premier", 7), ("le deuxième", 22), ("la dernière", 30), ("celle des assurés", 22)],
)
def test_one_of_a_list_is_named_by_its_place_or_its_words(turn: str, indicator: int) -> None:
    # Annex 4 has three rates of satisfaction: 7, 22 and 30.
    assert last("satisfaction 2013", turn).slots == {"indicator": indicator, "year": 2013}


def test_a_place_that_the_list_has_not_gives_no_value() -> None:
    assert last("satisfaction 2013", "le cinquième").kind != ANSWERED


@pytest.mark.parametrize(
    ("turns", "value"),
    [
        # Annex 2, personnel: 14 052 000 in 2013, 14 359 000 in 2014.
        (("personnel 2013", "et 2014", "total des deux"), 28_411_000),
        (("personnel 2013", "et 2014", "moyenne des deux"), 14_205_500),
        (("personnel 2013", "et 2014", "évolution entre les deux"), 307_000 / 14_052_000),
        # Investissement 2013: 417 000.
        (("personnel 2013", "et l'investissement", "total des deux"), 14_469_000),
        # Investissement 2014: 180 000.
        (("personnel 2013", "et l'investissement 2014", "total des deux"), 14_232_000),
    ],
)
def test_the_last_two_amounts_are_calculated_with(turns: tuple[str, ...], value: float) -> None:
    assert last(*turns).value == pytest.approx(value)


@pytest.mark.parametrize(
    "turns",
    [
        ("personnel 2013", "total des deux"),
        ("personnel 2013", "et 2014", "total des deux hors CDD"),
        ("personnel 2013", "et 2014", "total des deux moins 3 %"),
        ("objectif de l'indicateur 2 en 2013", "personnel 2013", "total des deux"),
    ],
)
def test_what_are_not_two_amounts_of_a_kind_gives_no_value(turns: tuple[str, ...]) -> None:
    assert last(*turns).kind != ANSWERED


@pytest.mark.parametrize(
    ("turns", "slots"),
    [
        (("fiche 20", "et la 21 ?"), {"sheet": 21}),
        (
            ("objectif de l'indicateur 2 en 2013", "reviens au 6 en 2015"),
            {"indicator": 6, "year": 2015},
        ),
    ],
)
def test_another_number_is_one_of_the_same_kind(
    turns: tuple[str, ...], slots: dict[str, int]
) -> None:
    assert last(*turns).slots == slots


def test_a_number_that_the_convention_has_not_gives_no_value() -> None:
    assert last("fiche 20", "et la 99 ?").kind != ANSWERED


def test_a_transfer_is_turned_round() -> None:
    answer = last("virement du fonctionnement vers l'investissement", "et dans l'autre sens ?")
    assert (answer.slots["from_line"], answer.slots["to_line"]) == (
        "Investissement",
        "Fonctionnement",
    )


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        # Annex 1, 1.2.2: within what is voted, from running costs to investment, the director.
        ("fonctionnement vers investissement, faut passer au conseil ?", "Non"),
        ("fonctionnement vers investissement, le directeur peut ?", "Oui"),
        ("investissement vers personnel, le directeur peut ?", "Non"),
    ],
)
def test_whoever_is_named_decides_or_does_not(question: str, verdict: str) -> None:
    assert last(question).text.startswith(f"{verdict} : ")


def test_a_row_of_a_scorecard_is_found_by_its_short_name() -> None:
    # Annex of 2022, CPAM: 90 518 in full, nothing below 45 259, 50 points.
    answer = last("misas cpam 2022 cible")
    assert "cible 90 518, seuil 45 259, poids 50 points" in answer.text


def test_a_number_of_a_label_is_no_result() -> None:
    # CARSAT 2022: « rendez-vous dans les 15 jours », target 75 %, floor 65 %, 150 points.
    # (70 - 65) / (75 - 65) = 1/2 of 150.
    assert last("carsat 2022 70 % de rdv sous 15 jours points").value == pytest.approx(75)
    assert "75 points" not in last("carsat rdv sous 15 jours cible 2022").text


def test_a_term_alone_is_defined_and_no_figure_is_given_for_it() -> None:
    answer = last("BSI isère")
    assert (answer.intent, answer.value) == ("definition", None)
