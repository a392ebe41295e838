"""Turns about an open workbook: totals are no entries, a share keeps its row."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.turn import Context
from tests.dialogue.hosts import last_answer, shared_host
from tests.dialogue.test_sheet_questions import Rows, Workbook

_REGISTER: Final[Rows] = (
    ("N°", "Date", "Nature", "De", "Vers", "Montant (€)", "Objet"),
    ("V01", "12/03/2012", "Virement", "Personnel", "Fonctionnement", 18500.0, "Téléphonie"),
    ("R01", "22/03/2013", "Report", "Investissement", "Investissement", 95000.0, "GED"),
    ("V02", "17/05/2013", "Virement", "Personnel", "Investissement", 35000.0, "Écrans"),
    ("V03", "10/10/2013", "Virement", "Personnel", "Fonctionnement", 80000.0, "Numérisation"),
    (None, None, None, None, "Total registre", 228500.0, None),
    (None, None, None, None, "dont virements", 133500.0, None),
)
_BUDGET: Final[Rows] = (
    ("Ligne", "Voté 2013", "Exécuté 2013", "Voté 2014", "Exécuté 2014"),
    ("Personnel", 14052000.0, 13900000.0, 14359000.0, 14200000.0),
    ("Fonctionnement", 5104000.0, 5000000.0, 5093000.0, 4900000.0),
    ("Total personnel et fonctionnement", 19156000.0, 18900000.0, 19452000.0, 19100000.0),
    ("Investissement", 417000.0, 400000.0, 180000.0, 150000.0),
    ("TOTAL DEPENSES BRUTES", 19573000.0, 19300000.0, 19632000.0, 19250000.0),
)


def talk(rows: Rows, *turns: str) -> Answer:
    """Return the answer to the last of several turns about a workbook."""
    context = Context(shared_host(), Workbook({"Suivi": rows}), dt.date(2026, 11, 29), cells=True)
    return last_answer(context, turns)


@pytest.mark.parametrize(
    ("rows", "turns", "value"),
    [
        # Three transfers and a carry-over; the two rows below add them up.
        (_REGISTER, ("total des virements",), 133_500),
        (_REGISTER, ("total du registre",), 228_500),
        (_REGISTER, ("le plus gros virement ?",), 80_000),
        (_REGISTER, ("combien de virements en 2012 ?", "et en 2013 ?", "le plus petit ?"), 35_000),
        # Personnel alone, of the gross total: 13 900 of 19 300.
        (_BUDGET, ("part du personnel dans le total exécuté 2013",), 139 / 193),
        (_BUDGET, ("exécuté personnel 2013", "part du total ?"), 139 / 193),
        # What was spent fell by 100 000 of 5 000 000; the budget of the agreement fell otherwise.
        (_BUDGET, ("exécuté fonctionnement 2013", "et 2014 ?", "ça fait quelle baisse ?"), -0.02),
    ],
)
def test_figures_of_a_workbook(rows: Rows, turns: tuple[str, ...], value: float) -> None:
    answer = talk(rows, *turns)
    assert answer.kind == ANSWERED
    assert answer.value == pytest.approx(value)
    assert "Suivi!" in answer.formula_cells


def test_a_row_that_adds_up_is_no_entry() -> None:
    answer = talk(_REGISTER, "combien de virements ?")
    assert answer.text.startswith("3 virements")
    assert "Total" not in answer.text


def test_a_carry_over_is_no_transfer() -> None:
    assert "4 entrées" in talk(_REGISTER, "total du registre").text


@pytest.mark.parametrize("turn", ["c'est mieux ?", "et 2015 ?"])
def test_no_other_figure_answers_a_turn_about_the_workbook(turn: str) -> None:
    """A judgement is none of ours; the workbook has no 2015, and the agreement was not asked."""
    answer = talk(_BUDGET, "exécuté fonctionnement 2013", "et 2014 ?", "écart ?", turn)
    assert answer.kind != ANSWERED
    assert not answer.formula
