"""What an open workbook says: executed amounts, lines above their budget, achieved values."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import Answer
from pycog.dialogue.sheet import Selection, SheetValues
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from pycog.values import Scalar
from tests.dialogue.hosts import shared_host

_BUDGET: tuple[tuple[Scalar, ...], ...] = (
    ("Ligne", "Voté 2012", "Exécuté 2012", "Voté 2013", "Exécuté 2013"),
    ("Personnel", 14_225_000.0, 13_980_000.0, 14_052_000.0, 13_905_500.0),
    ("Fonctionnement", 5_185_000.0, 5_210_400.0, 5_104_000.0, 4_387_250.0),
)
_FOLLOWED: tuple[tuple[Scalar, ...], ...] = (
    ("N°", "Indicateur", "Objectif 2013", "Réalisé 2013"),
    (1.0, "Taux d'ouverture", 0.98, 0.979),
    (2.0, "Taux d'appels décrochés", 0.9, 0.91),
)


class Book:
    """An open workbook of one sheet."""

    def __init__(self, name: str, rows: tuple[tuple[Scalar, ...], ...]) -> None:
        self._sheet = SheetValues(name, rows)

    def selection(self) -> Selection | None:
        """Return that no cell is active."""
        return None

    def sheets(self) -> Sequence[SheetValues]:
        """Return the sheet."""
        return [self._sheet]

    def check(self) -> Sequence[str]:
        """Return that nothing differs."""
        return []


def ask(question: str, book: Book | None) -> Answer:
    return reply(question, State(), Context(shared_host(), book, None, True))


@pytest.mark.parametrize(
    ("question", "value", "formula"),
    [
        # 5 104 000 − 4 387 250
        ("combien il reste sur le fonct en 2013", 716_750, "=COG_AVAILABLE(Budget!D3,Budget!E3)"),
        (
            "taux d'exécution du fonctionnement 2013",
            4_387_250 / 5_104_000,
            "=COG_EXECUTION(Budget!E3,Budget!D3)",
        ),
    ],
)
def test_the_amounts_of_the_workbook_are_taken(question: str, value: float, formula: str) -> None:
    answer = ask(question, Book("Budget", _BUDGET))
    assert (answer.value, answer.formula_cells) == (pytest.approx(value), formula)


def test_the_lines_above_their_budget_are_named() -> None:
    # 5 210 400 − 5 185 000
    answer = ask("quelle ligne a dépassé en 2012", Book("Budget", _BUDGET))
    assert "« Fonctionnement » 2012 : +25 400 €" in answer.text.replace("\u202f", " ").replace(
        "\xa0", " "
    )
    assert ask("quelle ligne a dépassé en 2013", Book("Budget", _BUDGET)).table is None


def test_without_a_workbook_what_was_executed_is_asked() -> None:
    answer = ask("taux d'exécution du fonctionnement 2013", None)
    assert (answer.kind, answer.state.pending) == ("asked", "executed")


def test_an_achieved_value_is_read_with_its_cell() -> None:
    answer = ask("réalisé 2013 de l'indicateur 2", Book("Suivi", _FOLLOWED))
    assert (answer.value, answer.formula_cells) == (
        0.91,
        "=Suivi!D3",
    )
    # The officer's own target, 90 %, is met.
    assert "objectif 90 % : atteint" in re.sub(r"\s", " ", answer.text)
    assert ask("réalisé 2012 de l'indicateur 2", Book("Suivi", _FOLLOWED)).value is None


def test_what_meets_its_target_is_not_what_misses_it() -> None:
    met = ask("quels indicateurs ne sont pas en retard en 2013 ?", Book("Suivi", _FOLLOWED))
    late = ask("quels indicateurs sont en retard en 2013 ?", Book("Suivi", _FOLLOWED))
    assert met.table is not None
    assert late.table is not None
    assert [row[0] for row in met.table.rows] == ["2"]
    assert [row[0] for row in late.table.rows] == ["1"]
