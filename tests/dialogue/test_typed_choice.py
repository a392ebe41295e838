"""Which of two answers on an open workbook is told: the one that keeps every word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pycog.dialogue.answers import ANSWERED, UNKNOWN, Answer, Table
from pycog.dialogue.state import State
from pycog.dialogue.typed_query.typed_choice import agree, chosen


def told(text: str, value: float | None = None, display: str = "") -> Answer:
    return Answer("classeur", ANSWERED, text, value=value, display=display)


LATE = told(
    "« Plan », au 30/09/2025 : en retard : 1, M2 « Ouvrir un guichet » (92 jours de retard)."
)


STATED = replace(
    told("« Plan » (État : En retard) – 2 lignes : M7 et M8."),
    table=Table(("Mesure", "État"), (("M7", "En retard"), ("M8", "En retard"))),
)


@pytest.mark.parametrize(
    ("question", "one", "other", "is_typed"),
    [
        (
            "total des repas du service Informatique",
            told("« Missions » (« informatique ») : 4 lignes – OM-004 – Repas : 74,1 € (K9)."),
            told("« Missions » – total de « Repas », 4 lignes : 254,5 €.", 254.5, "254,5 €"),
            True,
        ),
        # Done without a day is not late: the register knows it.
        ("mesures en retard", LATE, told("« Plan » – 2 lignes en retard : M1 et M2."), False),
        # What the table itself states of its rows is told.
        (
            "actions en retard",
            LATE,
            STATED,
            True,
        ),
        (
            "total versé par fonds",
            told("« Suivi », « Total des dépenses », 2013 : 24 980 k€ (G5).", 24980.0),
            told("« Suivi » – totaux de 2 lignes : 13 998 k€."),
            False,
        ),
        (
            "taux payé sur voté en 2024",
            told("« TOTAL », taux : 86,7 %. Attention : TOTAL porte 1 170 k€.", 0.867, "86,7 %"),
            told("« Payé » / « Voté » : 85,9 % (1 160 k€ / 1 350 k€).", 0.859, "85,9 %"),
            False,
        ),
    ],
)
def test_the_answer_that_says_more_is_told(
    question: str, one: Answer, other: Answer, is_typed: bool
) -> None:
    assert (chosen(one, other, question, State()).text == other.text) is is_typed


def test_the_same_figure_rounded_is_no_other_one() -> None:
    one = told("taux payé / voté : 96,1 % (990 k€ / 1 030 k€).", 0.961, "96,1 %")
    assert agree(one, told("« Payé » / « Voté » : 96,12 %.", 0.9612, "96,12 %"))
    assert not agree(one, told("« Payé » / « Voté » : 96,2 %.", 0.962, "96,2 %"))


#: What was told of the open workbook.
OF_BOOK = State(text="visites au T3", asked="visites au t3", queried="visites au T3")


def of_agreement(completed: str) -> Answer:
    answer = Answer("composee-chiffres", ANSWERED, "Part des appels (2021) : 25 %.")
    formula = '=COG_KEY_FIGURE("part-appels",,"rapport-2021")'
    return replace(answer, formula=formula, state=State(text=completed))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        # Read together with the last question, it is still about the workbook.
        ("quelle proportion d'appels", of_agreement("quelle proportion d'appels visites au t3")),
        ("et achetées le ?", replace(of_agreement("achetées"), formula="=COG_TARGET_TEXT(51)")),
    ],
)
def test_a_turn_on_the_workbook_is_told_of_the_workbook(question: str, answer: Answer) -> None:
    typed = told("« Parc » – 2 lignes : I-1 – Acheté le : 27/05/2021 (D22).")
    assert chosen(answer, typed, question, OF_BOOK) == typed
    assert chosen(answer, None, question, OF_BOOK).kind == UNKNOWN


def test_what_an_agreement_is_asked_in_full_is_told() -> None:
    question = "quel est l'objectif de l'indicateur 51 en 2014 ?"
    answer = replace(of_agreement(question), formula="=COG_TARGET_TEXT(51,2014)")
    assert chosen(answer, None, question, OF_BOOK).kind == ANSWERED


def test_labels_that_several_rows_share_leave_it_to_the_column_that_is_named() -> None:
    several = Answer("classeur", UNKNOWN, "Ces mots désignent plusieurs lignes du classeur.")
    typed = told("« Visites » – total de « dont sur RDV », 9 lignes : 10 338.", 10338.0, "10 338")
    assert chosen(several, typed, "dont sur rdv ?", State()) == typed
