"""Years in rows and columns of yes and no: shares, turns, and what is asked of which sheet."""

from __future__ import annotations

from typing import Final

import pytest

from pycog.cli.ask_workbook import WorkbookReader
from pycog.dialogue.answers import ANSWERED
from tests.dialogue.test_typed_subsidies import asked
from tests.dialogue.typed_books import Row, plain, written

_DATA: Final[tuple[Row, ...]] = (
    ("Année", "Direction", "Nature", "Budget", "Réalisé", "ETP"),
    (2024, "Prestations", "Personnel", 300, 310, 8),
    (2024, "Comptable", "Personnel", 100, 95, 3),
    (2024, "Comptable", "Fonctionnement", 50, 40, None),
    (2025, "Prestations", "Personnel", 320, 300, 9),
    (2025, "Comptable", "Personnel", 100, 90, 4),
    (2025, "Comptable", "Fonctionnement", 80, 70, None),
)
_PARTNERS: Final[tuple[Row, ...]] = (
    ("Conventions de partenariat",),
    (),
    ("Partenaire", "Signée ?", "Durée (ans)", "Montant annuel", "Référent"),
    ("Mission", "oui", 3, 12000, "Claire"),
    ("Département", "oui", 5, 85000, "Yves"),
    ("MSA", "non", 3, 22000, "Sonia"),
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> WorkbookReader:
    """Return the workbook of these tests."""
    return written(tmp_path_factory.mktemp("long"), {"Données": _DATA, "Conventions": _PARTNERS})


@pytest.mark.parametrize(
    ("turns", "part"),
    [
        # 420 of 500, both of 2025: of the years together it would be 44 %.
        (("part du personnel dans le budget 2025",), "84 %"),
        # 13 and 11
        (("combien d'ETP en 2025 ?", "et en 2024 ?", "donc combien de plus ?"), "écart : 2"),
        (("combien de conventions sont signées ?", "lesquelles ne le sont pas ?"), "MSA"),
    ],
)
def test_years_and_states_of_rows_are_kept(
    book: WorkbookReader, turns: tuple[str, ...], part: str
) -> None:
    answer = asked(book, *turns)
    assert answer.kind == ANSWERED
    assert part in plain(answer)


def test_those_that_are_not_are_no_others(book: WorkbookReader) -> None:
    said = plain(
        asked(book, "combien de conventions sont signées ?", "lesquelles ne le sont pas ?")
    )
    assert "Mission" not in said
    assert "Département" not in said


@pytest.mark.parametrize(
    "question",
    [
        # No column says how good they are: the smallest figure of the other sheet is none.
        "convention la moins bien notée",
        # Years are no cost.
        "coût total de la convention du Département sur sa durée",
    ],
)
def test_what_no_column_says_is_refused(book: WorkbookReader, question: str) -> None:
    assert asked(book, question).kind != ANSWERED
