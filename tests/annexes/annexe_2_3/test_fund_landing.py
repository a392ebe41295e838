"""The sheet « Atterrissage » of annexes 2 and 3, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from pycog.audit.stored_grids import read_grids
from pycog.conventions import load
from pycog.equip.recognition.recognise import recognise
from pycog.xlsx.package import Package
from tests.annexes.conftest import ANNEX_2, ANNEX_3, Fill

SHEET = "Atterrissage"
#: Every column that is calculated from what is typed.
CALCULATED = "JKLMN"


def test_nothing_lands_before_something_is_typed(built: dict[str, Path]) -> None:
    page = load_workbook(built[ANNEX_2], data_only=True)[SHEET]
    assert page["D8"].value == 14225000
    assert {page[f"{column}{row}"].value for column in CALCULATED for row in range(8, 25)} == {None}


def test_the_linear_landing_against_what_is_authorised(filled: Fill) -> None:
    typed = {"B4": 2013, "E4": 9, "E8": 10_800_000, "E9": 3_600_000}
    page = filled(ANNEX_2, {SHEET: typed})[SHEET]
    # Personnel 2013: 10 800 000 × 12 ÷ 9 = 14 400 000 of 14 052 000; 3 600 000 → 4 800 000.
    assert [page[f"{column}8"].value for column in "DJKLN"] == [
        14052000,
        14400000,
        -348000,
        3252000,
        "Dépassement de 348 000 €",
    ]
    assert page["M8"].value == 14400 / 14052
    assert [page[f"{column}9"].value for column in "DJKN"] == [5104000, 4800000, 304000, "Conforme"]
    # Both lines of the subtotal are known, the investment is not: no total of its group.
    assert [page[f"{column}10"].value for column in "DEJK"] == [
        19156000,
        14400000,
        19200000,
        -44000,
    ]
    assert [page[f"{column}14"].value for column in "EJKLN"] == [None] * 5
    assert page["D14"].value == 19156000 + 417000


def test_the_methods_of_a_line(filled: Fill) -> None:
    typed = {
        "B4": 2013,
        "E4": "septembre",
        "E8": 10_539_000,
        "F8": 10_500_000,
        "H8": "même part que l'an dernier",
        "E9": 3_600_000,
        "H9": "saisi",
        "I9": 5_150_000,
        "C9": 5_200_000,
    }
    page = filled(ANNEX_2, {"Exécution": {"C8": 14_000_000}, SHEET: typed})[SHEET]
    # 10 539 000 × 14 000 000 ÷ 10 500 000 = 14 052 000: to the euro what is authorised.
    assert [page[f"{column}8"].value for column in "GJKN"] == [
        14000000,
        14052000,
        0,
        "Conforme",
    ]
    # The amended ceiling replaces the printed one; the forecast is that of the department.
    assert [page[f"{column}9"].value for column in "BDJKN"] == [
        5104000,
        5200000,
        5150000,
        50000,
        "Conforme",
    ]


def test_the_first_year_has_no_year_before(filled: Fill) -> None:
    typed = {"B4": 2012, "E4": 9, "H4": "même part que l'an dernier", "E8": 1, "F8": 1}
    page = filled(ANNEX_2, {SHEET: typed})[SHEET]
    assert page["G8"].value is None
    assert page["J8"].value is None


@pytest.mark.parametrize("year", [2011, 2016, None, "2013 ?"])
def test_a_year_of_no_budget_gives_nothing(filled: Fill, year: object) -> None:
    page = filled(ANNEX_2, {SHEET: {"B4": year, "E4": 9, "E8": 10_800_000}})[SHEET]
    assert [page[f"{column}8"].value for column in "BDKLMN"] == [None] * 6


def test_what_is_no_month_is_refused_in_the_cell(filled: Fill) -> None:
    page = filled(ANNEX_2, {SHEET: {"E4": 13, "E8": 10_800_000, "E9": 3_600_000}})[SHEET]
    assert page["J8"].value == "#VALUE!"
    assert page["J10"].value is None


def test_a_multi_year_fund_is_judged_on_the_whole(filled: Fill) -> None:
    typed = {"B4": 2012, "E4": 6}
    typed |= {f"E{row}": 0 for row in (9, 10, 11, 12, 15)}
    page = filled(ANNEX_3, {SHEET: typed | {"E9": 60000}})[SHEET]
    labels = {page[f"A{row}"].value: row for row in range(7, 22)}
    row = labels["Communication"]
    # 60 000 × 12 ÷ 6.
    assert page[f"J{row}"].value == 120000
    assert load().funds["FNGR"].regime == "pluriannuel"
    assert "fngr" in page[f"N{row}"].value


def test_the_sheet_is_not_taken_for_what_was_executed(built: dict[str, Path]) -> None:
    found = recognise(read_grids(Package.open(built[ANNEX_2])), load())
    assert SHEET not in {table.sheet for table in found.tables}
    assert SHEET in {one.sheet for one in found.ignored}
    assert not found.doubts
