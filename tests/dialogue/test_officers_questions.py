"""Rules and calculations in the words that officers ask them in."""

from __future__ import annotations

import pytest

from pycog.dialogue.answers import ANSWERED
from tests.dialogue.test_coverage import ask


@pytest.mark.parametrize(
    "question",
    [
        "quels indicateurs doivent atteindre 100 % en 2015 ?",
        "combien d'indicateurs doivent atteindre 100 % en 2015 ?",
    ],
)
def test_what_indicators_must_reach_is_their_target(question: str) -> None:
    # Annex 4, 2015: 6, 42, 44 and 52 are at 100 %.
    answer = ask(question)
    assert answer.table is not None
    assert [row[0] for row in answer.table.rows] == ["6", "42", "44", "52"]


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("combien on peut reporter au maximum sur les dépenses de fonctionnement", "La convention"),
        ("quel est le maximum reportable sur le personnel ?", "La convention"),
        ("y a-t-il un plafond de report pour le fonctionnement ?", "Non."),
        ("ce qui n'est pas consommé en évaluatif, on le garde ?", "Non."),
    ],
)
def test_no_ceiling_is_set_to_what_is_carried_over(question: str, begins: str) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert answer.text.startswith(begins)


def test_a_point_of_the_national_part() -> None:
    # 400 ÷ 100.
    answer = ask("combien vaut un point si la part nationale est de 400 € pour 100 points")
    assert answer.value == pytest.approx(4)
    assert "PINI" in answer.text


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("consommé 300 sur 400 au 30/09, quel taux ?", 0.75),
        ("au 30/09/2013, 300 consommés sur un budget de 400, quel taux ?", 0.75),
        ("j'ai consommé 300 € sur 400 € au 30 septembre, quel taux d'exécution ?", 0.75),
        # What the year comes to hangs on the day: 300 × 12 ÷ 9.
        ("consommé 300 sur 400 au 30/09, quel atterrissage ?", 400),
    ],
)
def test_a_day_changes_no_rate(question: str, value: float) -> None:
    assert ask(question).value == pytest.approx(value)


def test_projects_are_told_by_perimeter() -> None:
    told = ask("combien de projets mutualisés au niveau régional ?").text
    assert "44" in told
    assert "109" in told
    assert ask("combien de projets mutualisés au niveau national ?").text.startswith(
        "Le document n’imprime ni liste"
    )


@pytest.mark.parametrize(
    "question",
    [
        "quel est le taux d'exécution du fonctionnement 2013 avec 4,9 M€ au 31/12 ?",
        "quel est le taux d'exécution du fonctionnement avec 4,9 M€ au 31/12/2013 ?",
    ],
)
def test_a_day_changes_no_rate_of_a_line(question: str) -> None:
    # 4 900 000 ÷ 5 104 000.
    assert ask(question).value == pytest.approx(4_900_000 / 5_104_000)


def test_how_long_the_agreement_lasts_is_no_delay_of_approval() -> None:
    assert "20 jours" not in ask("pour combien de temps la COG est-elle signée ?").text
