"""Columns that add up others: what is told of them, and what is never taken for a sum."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from pycog import conventions
from pycog.audit.grid import Grid, Stored
from pycog.equip.model import Correspondence
from pycog.equip.open_parts import ALL_FUNDS
from pycog.equip.open_tables import grid_of, read_open_tables
from pycog.equip.recognition.recognise import recognise
from pycog.values import Scalar
from tests.equip.annex_kit import CAMIEG, grids_of, saved
from tests.equip.test_later_annexes import recognised

HEADS = ("Ligne", "FNGA exécuté", "FNGR exécuté", "Total tous fonds")


def doubts(name: str) -> list[tuple[str, str]]:
    return [(one.code, one.cell) for one in recognised(name).doubts]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        # 98 thousand euros of the second fund alone are given as 99.
        ("the total of the funds first, under the role", [("total-different", "E6")]),
        # 900 and 400 are given as 1 310.
        ("the total of the years first", [("total-different", "C7")]),
        # =SUM(C5:E5) forgets the fourth quarter.
        ("quarters and their total", [("somme-incomplete", "G5")]),
        # =SUM(C5:M5) forgets December.
        ("months and their sum", [("somme-incomplete", "O5")]),
        # =SUM(B3:E3) counts 2012 and 2013, and their subtotal beside them.
        ("a subtotal of columns counted twice", [("sous-total-compte-deux-fois", "F3")]),
        # The amounts of the second column are no sums: it is asked what they are.
        ("a column « Ensemble » that is no sum", [("colonne-inconnue", "D2")]),
        ("a fund of no agreement beside them", []),
        ("a fund without results yet", []),
        ("a total in millions", []),
    ],
)
def test_what_is_told_of_them(name: str, told: list[tuple[str, str]]) -> None:
    assert doubts(name) == told


def of_rows(*rows: tuple[Scalar, ...]) -> Correspondence:
    grid = grid_of("Exécution 2013 (k€)", [HEADS, *rows])
    return recognise([grid], conventions.load(CAMIEG))


def test_the_sum_is_named_with_both_amounts() -> None:
    found = of_rows(
        ("Personnel", 13_990.0, None, 13_990.0),
        ("Communication", None, 98.0, 98.0),
        ("Total des dépenses brutes", 24_500.0, 480.0, 25_980.0),
        ("Dotation FNGT", 18_900.0, 480.0, 19_380.0),
    )
    (doubt,) = [one for one in found.doubts if one.code == "total-different"]
    assert doubt.cell == "D4" and not doubt.blocking
    said = " ".join(doubt.message.split())
    assert said.endswith("25 980, mais les colonnes B et C donnent 24 980.")


def test_the_total_is_of_no_fund() -> None:
    """« Total » beside the columns of the funds is read with neither of them."""
    found = of_rows(
        ("Personnel", 13_990.0, None, 13_990.0),
        ("Communication", None, 98.0, 98.0),
        ("Dotation FNGT", 18_900.0, 480.0, 19_380.0),
    )
    assert [table.frame for table in found.tables] == ["FNGA", "FNGR"]
    assert not any(one.index == 3 for table in found.tables for one in table.columns)
    (total,) = found.totals
    assert (total.over, total.parts, total.role, total.year) == ("fonds", (1, 2), "exécuté", 2013)
    assert [row for row, _ in total.rows] == [1, 2, 3]


@pytest.mark.parametrize("gap", [0.4, 1.0])
def test_rounded_thousands_are_no_difference_but_a_copied_one_is(gap: float) -> None:
    """Two amounts rounded to a thousand may miss their rounded total; one alone may not."""
    found = of_rows(
        ("Personnel", 13_990.0, None, 13_990.0),
        ("Communication", None, 98.0, 98.0 + gap),
        ("Total des dépenses brutes", 24_500.0, 480.0, 24_981.0),
        ("Dotation FNGT", 18_900.0, 480.0, 19_380.0),
    )
    told = [one.cell for one in found.doubts if one.code == "total-different"]
    assert told == ["D3"]


def test_texts_in_a_sum_are_told() -> None:
    grid = grid_of("Exécution 2013 (k€)", [HEADS])
    cells: dict[tuple[int, int], Scalar] = {
        (1, 0): "Dotation FNGT", (1, 1): 18_900.0, (1, 2): "480", (1, 3): 18_900.0,
        (2, 0): "Communication", (2, 2): 98.0, (2, 3): 98.0,
        (3, 0): "Personnel", (3, 1): 13_990.0, (3, 3): 13_990.0,
    }  # fmt: skip
    grid.cells |= {place: Stored(value) for place, value in cells.items()}
    found = recognise([grid], conventions.load(CAMIEG))
    told = [(one.code, one.cell) for one in found.doubts if one.cell.startswith("D")]
    assert told == [("total-different", "D2")]


def open_tables(*rows: tuple[Scalar, ...]) -> dict[str, list[tuple[str, str, int | None]]]:
    grid: Grid = grid_of("Exécution 2013 (k€)", [HEADS, *rows])
    tables = read_open_tables([grid], conventions.load(CAMIEG))
    return {
        table.frame: [(one.title, one.role, one.year) for one in table.columns] for table in tables
    }


def test_questions_find_the_funds_apart_and_their_total_by_itself() -> None:
    tables = open_tables(
        ("Personnel", 13_990.0, None, 13_990.0),
        ("Communication", None, 98.0, 98.0),
        ("Dotation FNGT", 18_900.0, 480.0, 19_380.0),
    )
    assert tables == {
        "FNGA": [("FNGA exécuté", "exécuté", 2013)],
        "FNGR": [("FNGR exécuté", "exécuté", 2013)],
        ALL_FUNDS: [("Total tous fonds", "exécuté", 2013)],
    }


@pytest.mark.parametrize("added", ["=SUM(C2:E2,G2:I2,K2:M2,O2:Q2)", "=F2+J2+N2+R2"])
def test_months_with_their_quarters_give_the_year_by_either(added: str) -> None:
    """The total of the year adds up the months, or the quarters: never both."""
    months = [
        "Janv.",
        "Févr.",
        "Mars",
        "Avril",
        "Mai",
        "Juin",
        "Juil.",
        "Août",
        "Sept.",
        "Oct.",
        "Nov.",
        "Déc.",
    ]
    heads: list[str] = ["Poste", "Budget 2013"]
    for quarter in range(4):
        heads += [*months[3 * quarter : 3 * quarter + 3], f"T{quarter + 1}"]
    book = Workbook()
    sheet = book.active
    sheet.title = "FNGA 2013 (k€)"
    sheet.append([*heads, "Total exécuté"])
    for row, (label, voted, amount) in enumerate(
        (("Personnel", 14_052, 1_165), ("Fonctionnement", 5_104, 420), ("Investissement", 417, 30)),
        2,
    ):
        quarters = [amount, amount, amount, 3 * amount] * 4
        sheet.append([label, voted, *quarters, added.replace("2", str(row))])
    found = recognise(grids_of(saved(book)), conventions.load(CAMIEG))
    (table,) = found.tables
    column = next(one for one in table.columns if one.index == 18)
    assert (column.role, column.year, column.accepted) == ("exécuté", 2013, True)
    (total,) = [one for one in found.totals if one.index == 18]
    assert total.over == "périodes" and len(total.parts) == (12 if "SUM" in added else 4)
    assert not [one for one in found.doubts if one.cell.startswith("S")]
