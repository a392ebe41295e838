"""A change that a question states is checked against the two printed values, and never made."""

from __future__ import annotations

import pytest

from pycog.dialogue.answers import ANSWERED
from tests.dialogue.test_coverage import ask

#: Annex 2: personnel 14 225 000, 14 052 000, 14 359 000, 14 667 000; functioning 5 185 000,
#: 5 104 000; total 25 835 000, 25 055 000, 25 134 000; depreciation 429 000, 465 000.
CLAIMS = [
    # 307 000 ÷ 14 052 000 = 2,18 %, and -173 000 ÷ 14 225 000 = -1,22 %.
    ("Le personnel a-t-il augmenté de 2 % en 2014 ?", "Non, pas exactement : ", "+2,18 %"),
    ("la hausse du personnel en 2014 est-elle de 2,2 % ?", "Oui, à l'arrondi : ", "307 000 €"),
    ("le personnel augmente-t-il de 3 % en 2014 ?", "Non : ", "14 052 000 € puis 14 359 000 €"),
    ("le personnel est-il en hausse de 2 % en 2014 ?", "Non, pas exactement : ", "+2,18 %"),
    ("le personnel augmente de 307 000 € en 2014, c'est ça ?", "Oui : ", "+2,18 %"),
    ("Les dépenses de personnel ont-elles augmenté de 5 % entre 2012 et 2013 ?", "Non : ",
     "-1,22 %"),
    ("Le personnel a-t-il diminué de 173 000 € entre 2012 et 2013 ?", "Oui : ", "-173 000 €"),
    ("est-ce que le personnel a augmenté de plus de 2 % en 2014 ?", "Oui : ", "+2,18 %"),
    ("le personnel 2014 a-t-il augmenté de 3 % par rapport à 2012 ?", "Non : ", "+0,94 %"),
    # -780 000 ÷ 25 835 000 = -3,02 %, 79 000 ÷ 25 055 000 = 0,32 %.
    ("le FNGA a baissé de 3 % en 2013 ?", "Oui, à l'arrondi : ", "-780 000 €"),
    ("le budget a-t-il augmenté de 0,3 % en 2014 ?", "Oui, à l'arrondi : ", "25 134 000 €"),
    ("les amortissements ont-ils augmenté de 36 000 € en 2013 ?", "Oui : ", "465 000 €"),
    ("le personnel a-t-il été réduit de 173 000 € en 2013 ?", "Oui : ", "-1,22 %"),
    ("est-ce que le fonctionnement a perdu 81 000 € en 2013 ?", "Oui : ", "5 104 000 €"),
    ("le personnel a-t-il gagné 300 000 € en 2014 ?", "Non : ", "307 000 €"),
    # 442 000 ÷ 14 225 000 = 3,11 %, 219 000 ÷ 288 000 = 76,04 %.
    ("le personnel a-t-il augmenté de 3,1 % depuis 2012 ?", "Oui, à l'arrondi : ", "14 667 000 €"),
    ("Le FNGR a-t-il augmenté de 76 % depuis 2011 ?", "Oui, à l'arrondi : ", "76,04 %"),
    # Printed as changes in the report of 2021.
    ("appels reçus par l'Hérault ont-ils augmenté de 5 % en 2021 ?", "Non : ", "9,5 %"),
    ("les mails reçus ont diminué de 15 % dans l'Hérault ?", "Oui : ", "-15 %"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "verdict", "told"), CLAIMS)
def test_a_stated_change_is_checked(question: str, verdict: str, told: str) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert answer.text.startswith(verdict)
    assert told in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "le personnel a-t-il augmenté de 2 % ?",
        "le personnel et le fonctionnement ont-ils augmenté de 2 % en 2014 ?",
    ],
)
def test_a_change_of_unknown_years_is_not_told(question: str) -> None:
    assert ask(question).kind != ANSWERED


@pytest.mark.parametrize(
    "question", ["le personnel 2014 augmenté de 2 %", "personnel 2014 s'il augmente de 2 % ?"]
)
def test_a_change_to_make_is_made(question: str) -> None:
    # 14 359 000 × 1,02.
    assert ask(question).value == pytest.approx(14_646_180)


@pytest.mark.parametrize(
    "question",
    [
        "évolution du budget en 2014",
        "évolution du budget entre 2013 et 2014",
        "de combien le budget a-t-il augmenté en 2014 ?",
        "évolution du total du FNGA en 2014",
        "évolution du total du FNGA entre 2013 et 2014",
    ],
)
def test_the_budget_as_a_whole_is_its_totals(question: str) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert "+0,32 % (25 055 000 € puis 25 134 000 €, soit 79 000 €)" in answer.text


def test_a_part_that_has_no_line_is_no_whole() -> None:
    assert ask("évolution du budget de formation en 2014").kind != ANSWERED


#: 14 052 000 ÷ 25 055 000 = 56,08 %; 14 359 000 ÷ 25 134 000 = 57,13 %.
SHARES = [
    ("le personnel représente-t-il plus de 50 % du FNGA en 2013 ?", "Oui : ", "56,08 %"),
    ("le personnel représente-t-il la moitié du FNGA en 2013 ?", "Non : ", "56,08 %"),
    ("le personnel fait-il plus de la moitié du budget en 2013 ?", "Oui : ", "56,08 %"),
    ("le personnel pèse-t-il moins de 60 % du FNGA en 2014 ?", "Oui : ", "57,13 %"),
]
#: Totals of annex 2: 25 835 000 in 2012, 25 055 000 in 2013, 25 134 000, 25 426 000 in 2015.
WHOLES = [
    # Evaluative spending of 2014 is 5 502 000, depreciation 485 000: nothing is executed here.
    ("les dépenses évaluatives dépassent-elles 5,5 M€ en 2014 ?", "Oui : ", "5 502 000 €"),
    ("les amortissements dépassent-ils 500 000 € en 2014 ?", "Non : ", "485 000 €"),
    ("le budget 2015 dépasse-t-il celui de 2012 ?", "Non : ", "25 426 000 €"),
    ("le FNGA de 2015 est-il supérieur à celui de 2012 ?", "Non : ", "409 000 €"),
    ("le budget 2013 est-il inférieur à 25 millions ?", "Non : ", "25 055 000 €"),
    ("le total du FNGA dépasse-t-il 25 millions en 2014 ?", "Oui : ", "25 134 000 €"),
]


@pytest.mark.parametrize(("question", "verdict", "told"), [*SHARES, *WHOLES])
def test_a_stated_share_or_bound_is_checked(question: str, verdict: str, told: str) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert answer.text.startswith(verdict)
    assert told in answer.text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("évolution du FNGR depuis 2011", "+76,04 % (288 000 € puis 507 000 €"),
        ("évolution du personnel depuis 2012", "+3,11 % (14 225 000 € puis 14 667 000 €"),
        (
            "le budget du FNGA s'est-il réduit en 2013 ?",
            "25 835 000 € en 2012, 25 055 000 € en 2013",
        ),
        ("combien l'investissement a-t-il perdu entre 2012 et 2015 ?", "-84,78 % (979 000 €"),
        # What moves in 2014 moves from 2013 on: 19 055 000 and 19 134 000.
        ("évolution des recettes en 2014", "de 19 055 000 € (2013) à 19 134 000 € (2014)"),
    ],
)
def test_a_change_has_the_years_that_are_asked(question: str, told: str) -> None:
    assert told in ask(question).text


def test_how_a_share_moved_is_not_how_the_amount_did() -> None:
    # 14 225 000 ÷ 25 835 000 = 55,06 %, 14 667 000 ÷ 25 426 000 = 57,69 %.
    told = ask("la part du personnel augmente-t-elle entre 2012 et 2015 ?").text
    assert told.startswith("Oui : +2,62 points")
    assert "55,06 %" in told
    assert "57,69 %" in told


def test_the_budget_of_each_year_is_its_total() -> None:
    told = ask("le budget augmente-t-il chaque année ?").text
    assert told.startswith("Non : « Total des dépenses brutes » (FNGA)")
