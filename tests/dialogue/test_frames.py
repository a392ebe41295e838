"""Turns that go on: figures and lists before, subjects left behind, pieces of questions."""

from __future__ import annotations

import json

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.frames.turn_words import plain_turn, with_years
from pycog.dialogue.state import DEEPEST, State
from tests.dialogue.hosts import context


def last(*turns: str) -> Answer:
    """Return the answer to the last of several turns; the state goes by its text."""
    state = State()
    for turn in turns:
        answer = reply(turn, state, context())
        state = State.from_json(json.dumps(answer.to_json()["state"]))
    return answer


@pytest.mark.parametrize(
    ("turns", "value"),
    [
        # Annex 2, personnel: 14 225 000 in 2012, 14 052 000 in 2013, 14 359 000 in 2014.
        (("personnel 2013", "et 2014", "écart entre les deux"), 307_000),
        (("personnel 2014", "et 2013", "écart entre les deux"), 307_000),
        (("personnel 2013", "et 2014", "écart entre les deux", "en %"), 307_000 / 14_052_000),
        (("personnel 2012", "et 2013", "et 2014", "total des trois"), 42_636_000),
        (("personnel 2012", "et 2013", "et 2014", "total des trois", "la moyenne"), 14_212_000),
        (("personnel 2012", "et 2013", "lequel est le plus élevé ?"), 14_225_000),
        (("personnel 2013", "compare avec 2012", "ça fait combien en % ?"), -173_000 / 14_225_000),
        (("personnel 2013", "et 2014", "somme des deux", "moins 10 %"), 28_411_000 * 0.9),
        # Investissement: 417 000 in 2013, 180 000 in 2014.
        (
            ("personnel 2013", "et l'investissement", "écart entre les deux", "et en 2014 ?"),
            -14_179_000,
        ),
        # Annex 2, total brut 25 426 000 in 2015, of which évaluatif 5 573 000.
        (("total brut fnga 2015", "dont évaluatif ?", "c'est quoi la part"), 5_573 / 25_426),
        (("personnel 2013", "et 2014", "reviens au personnel"), 14_052_000),
    ],
)
def test_the_figures_before_are_calculated_with(turns: tuple[str, ...], value: float) -> None:
    answer = last(*turns)
    assert answer.value == pytest.approx(value)
    assert answer.formula.startswith("=")


@pytest.mark.parametrize(
    ("turns", "shown"),
    [
        # Annex 4: indicator 6 aims at 88, 90, 95 and 100 %, indicator 7 at 75, 76,5, 78 and 80 %.
        (("objectif de l'indicateur 6 en 2012", "et l'année d'après"), "90 %"),
        (("objectif de l'indicateur 6 en 2012", "et l'année d'après", "et le 7 ?"), "76,5 %"),
        (("objectif de l'indicateur 6 en 2014", "euh non pardon, de 2013"), "90 %"),
        (("objectif indicateur 7 2013", "personnel 2014", "reviens à l'indicateur 7"), "76,5 %"),
        (("objectif indicateur 7 2013", "personnel 2014", "reviens au 7 en 2015"), "80 %"),
        (("objectif indicateur 7 2013", "on en est à 74 %"), "Non atteint"),
        (("objectif indicateur 7 2013", "on en est à 74 %", "et si c'était 77 % ?"), "Atteint"),
        (("personnel 2013", "et 2014", "somme des deux", "en k€"), "28 411 k€"),
        (("crédits évaluatifs 2015", "et les limitatifs ?"), "19 853 000 €"),
        # The delay runs from the day after the vote: 21 days.
        (("quand l'approbation si le conseil vote le 10 novembre 2012", "et le 20 novembre ?"),
         "11/12/2012"),
    ],
)  # fmt: skip
def test_a_piece_of_a_question_is_a_whole_one(turns: tuple[str, ...], shown: str) -> None:
    assert last(*turns).display.replace("\u202f", " ").replace("\xa0", " ") == shown


@pytest.mark.parametrize(
    "turns",
    [
        # Two documents: neither figure is one of the other.
        ("prestations maladie hérault 2021", "saisines de la médiation isère 2020",
         "écart entre les deux"),
        # A figure that was typed for one line is not that of another.
        ("combien reporter si personnel autorisé 14 225 000 et exécuté 13 900 000",
         "et pour le fonctionnement autorisé 5 185 000 ?"),
        ("objectif indicateur 7 2013", "personnel 2014", "somme des deux"),
        ("objectif indicateur 7 2013", "et 2014", "somme des deux"),
        ("personnel 2013", "et 2014", "évolution entre les deux", "en k€"),
        ("prestations maladie hérault 2021", "et pour 2022 ?"),
    ],
)  # fmt: skip
def test_figures_that_do_not_go_together_give_none(turns: tuple[str, ...]) -> None:
    assert last(*turns).kind != ANSWERED


def test_the_entries_of_a_list_are_spoken_of() -> None:
    turns = ["échéances de la fiche 17"]
    assert "31/12/2012" in last(*turns, "laquelle vient en premier ?").text
    assert "31/12/2013" in last(*turns, "le deuxième").text
    assert last(*turns, "combien y en a-t-il ?").text == "4 mesures."
    assert "31/12/2012" in last(*turns, "le deuxième", "le premier").text


def test_the_source_of_a_difference_is_that_of_its_figures() -> None:
    text = last(
        "personnel 2013", "et l'investissement", "écart entre les deux", "et sa source ?"
    ).text
    assert "ligne « Personnel »" in text
    assert "ligne « Investissement »" in text


def test_the_formula_of_a_difference_is_inserted() -> None:
    answer = last("personnel 2013", "et 2014", "écart entre les deux", "insère la formule")
    assert (answer.action, answer.formula) == (
        "insert",
        '=COG_BUDGET("Personnel",2014)-COG_BUDGET("Personnel",2013)',
    )


def test_numbers_are_given_turn_by_turn() -> None:
    # 900 × 80 % + 700 × 60 %
    turns = ("PINI 900", "PILI 700", "TRN 80 %", "TRL 60 %")
    assert last(*turns).value == pytest.approx(1_140)
    assert last(*turns, "et si le TRL tombait à 45 % ?").value == pytest.approx(720)


def test_a_state_stays_small_and_comes_back_as_it_went() -> None:
    turns = [
        f"{one} {year}" for one in ("personnel", "fonctionnement") for year in range(2012, 2016)
    ]
    state = last(*turns, *turns, "total des trois").state
    assert len(list(state.stack())) <= DEEPEST + 1
    assert len(json.dumps(state.to_json())) < 2_500
    assert State.from_json(state.to_json()) == state


@pytest.mark.parametrize("op", ["=1+1", "somme × 9", "écarts", "999999 %"])
def test_an_operation_that_is_none_is_an_empty_state(op: str) -> None:
    sent = {"intent": "budget", "slots": {"line": "Personnel", "year": 2013}, "op": op}
    assert reply("en k€", State.from_json(sent), context()).kind != ANSWERED


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("euh non pardon, le taux de satisfaction", "le taux de satisfaction"),
        ("de 2013 je voulais dire", "de 2013"),
        ("et si le TRL tombait à 45 % ?", "trl 45 %"),
        ("merci, et maintenant le budget fngr 2014", "le budget fngr 2014"),
        ("dont évaluatif ?", "total evaluatif"),
    ],
)
def test_what_only_joins_a_turn_is_left_out(typed: str, plain: str) -> None:
    assert plain_turn(typed) == plain


def test_a_year_is_said_by_the_one_before() -> None:
    assert with_years("l annee d apres", {"year": 2012}, (2012, 2015)) == "2013"
    assert with_years("sa cible finale", {"year": 2012}, (2012, 2015)) == "sa cible 2015"
    assert with_years("l annee d apres", {}, (2012, 2015)) == "l annee d apres"
