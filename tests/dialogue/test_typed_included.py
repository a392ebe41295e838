"""What is kept or left out, whole orders, and columns of one name with and without a year."""

from __future__ import annotations

from typing import Final

import pytest

from pycog.cli.ask_workbook import WorkbookReader
from pycog.dialogue.answers import ANSWERED
from tests.dialogue.typed_books import Row, plain, told, written

_POSTS: Final[tuple[Row, ...]] = (
    ("Plan de recrutement 2024",),
    (),
    ("Poste", "Service", "Statut", "Coût (€)", "Taux d'avancement (%)", "Accordé", "Accordé 2023"),
    ("P-01", "Accueil", "Ouvert", 40000, 50, 10, 8),
    ("P-02", "Accueil", "Gelé", 35000, 20, 6, 9),
    ("P-03", "Paie", "Pourvu", 52000, 100, 4, 7),
    ("P-04", "Paie", "Ouvert", 38000, 70, 5, 1),
)  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> WorkbookReader:
    """Return the workbook of these tests."""
    return written(tmp_path_factory.mktemp("included"), {"Postes": _POSTS})


@pytest.mark.parametrize(
    ("question", "part"),
    [
        # 40 + 52 + 38 thousand, and all four
        ("coût total des postes en laissant de côté les gelés", "130 000"),
        ("coût total de tous les postes, gelés compris", "165 000"),
        # 10 + 6 + 4 + 5: the column of that very name, not that of 2023 (25)
        ("total accordé", "25"),
        ("total accordé en 2023", "25"),
        ("total accordé au service Accueil", "16"),
        ("total accordé au service Accueil en 2023", "17"),
    ],
)
def test_what_is_kept_is_added_up(book: WorkbookReader, question: str, part: str) -> None:
    answer = told(book, question)
    assert answer is not None and answer.kind == ANSWERED
    assert part in plain(answer)


def test_all_rows_are_put_in_order(book: WorkbookReader) -> None:
    said = plain(told(book, "classe les postes par coût décroissant"))
    places = [said.index(one) for one in ("P-03", "P-01", "P-04", "P-02")]
    assert places == sorted(places)


def test_rates_are_never_added_up(book: WorkbookReader) -> None:
    # 50 + 20 + 100 + 70 = 240
    assert "240" not in plain(told(book, "total du taux d'avancement des postes"))
