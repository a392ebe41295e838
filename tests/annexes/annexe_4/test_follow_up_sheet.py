"""Annex 4: follow-up indicators without a number, and rates given by their parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.annexes.conftest import ANNEX_4, Fill

FOLLOWED, RATES, ENTRY = "Indicateurs de suivi", "Calcul des taux", "Indicateurs"
HEADINGS = 6


def row_of(page: Worksheet, value: object, column: int = 1) -> int:
    """Return the row where a value stands."""
    return next(row for row in range(1, page.max_row + 1) if page.cell(row, column).value == value)


def test_the_follow_up_indicators_have_cells_to_fill(built: dict[str, Path]) -> None:
    page = load_workbook(built[ANNEX_4])[FOLLOWED]
    assert [cell.value for cell in page[HEADINGS]] == [
        "Fiche objectif",
        "Indicateur de suivi",
        "Saisie attendue",
        *(f"Suivi {year}" for year in range(2012, 2016)),
        *(f"Observations {year}" for year in range(2012, 2016)),
        "Source",
    ]
    # One per line that the sheets print under « INDICATEURS » without a number; 33 names two.
    sheets = [page.cell(row, 1).value for row in range(HEADINGS + 1, page.max_row + 1)]
    assert sheets == [17, 23, 24, 25, 31, 33, 33, 35, 35, 35]
    assert [cell.value for cell in page[HEADINGS + 1][3:11]] == [None] * 8
    counted = row_of(page, "Nombre d'entreprises versant leurs cotisations à l'URSSAF", 2)
    assert page.cell(counted, 3).value == "Nombre (entreprises)"
    chosen = {
        str(place) for rule in page.data_validations.dataValidation for place in rule.sqref.ranges
    }
    assert chosen == {f"D{row}:G{row}" for row in range(7, 17) if row != counted}


def test_the_rates_name_what_they_divide(built: dict[str, Path]) -> None:
    page = load_workbook(built[ANNEX_4])[RATES]
    signalled = row_of(page, 44)
    assert [page.cell(signalled, column).value for column in (3, 4)] == [
        "signalements transmis à la CPAM",
        "comportements déviants détectés",
    ]
    assert page.cell(row_of(page, 2), 3).value == "non précisé par la convention"
    numbers = [page.cell(row, 1).value for row in range(HEADINGS + 1, page.max_row + 1)]
    # Every indicator in per cent, and 41, whose label is a rate counted in audits.
    assert numbers == [*range(1, 9), *range(10, 18), *range(19, 40), *range(41, 46), *range(52, 56)]


@pytest.mark.parametrize(
    ("parts", "actual", "shown"),
    [
        ((45, 50), 0.9, (0.9, "Concordant")),
        # 1 234 / 1 400 = 0,88142…: half of a tenth of a point on either side.
        ((1234, 1400), 0.881, (1234 / 1400, "Concordant")),
        ((1234, 1400), 0.88, (1234 / 1400, "Arrondi")),
        ((1234, 1400), "88 %", (1234 / 1400, "Arrondi")),
        ((45, 50), 0.905, (0.9, "Arrondi")),
        ((45, 50), 0.906, (0.9, "Écart")),
        ((45, 50), None, (0.9, "Réalisé à saisir")),
        ((45, None), 0.9, (None, None)),
        ((45, 0), 0.9, ("#VALUE!", "À corriger")),
        ((45, 50), "neuf", (0.9, "Réalisé à corriger")),
    ],
)
def test_a_rate_is_computed_and_compared(
    filled: Fill, parts: tuple[Any, Any], actual: Any, shown: tuple[Any, Any]
) -> None:
    # Indicator 42 in 2013.
    book = filled(ANNEX_4, {ENTRY: {"K48": actual}, RATES: {"I45": parts[0], "J45": parts[1]}})
    page = book[RATES]
    assert (page["A45"].value, book[ENTRY]["A48"].value) == (42, 42)
    assert (page["K45"].value, page["L45"].value or None) == shown


def test_an_indicator_counted_otherwise_is_not_compared(filled: Fill) -> None:
    book = filled(ANNEX_4, {ENTRY: {"J47": 2}, RATES: {"E44": 3, "F44": 4}})
    page = book[RATES]
    assert (page["A44"].value, book[ENTRY]["A47"].value) == (41, 41)
    assert (page["G44"].value, page["H44"].value) == (0.75, "Compté en audits")
