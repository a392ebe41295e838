"""Dynamic arrays that grow, shrink or are blocked, as Excel stores them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pycog.refresh import refresh_file
from tests.refresh.calculation.test_values_written import cached


def part_of(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read("xl/worksheets/sheet1.xml").decode()


def trajectory(sheet, stored: str, changes: list[float], formula_row: int = 2) -> None:
    """Write changes in row 1 and their trajectory from 100, stored over another range."""
    sheet.write_row("A1", changes)
    last = "ABCDEFGH"[len(changes) - 1]
    formula = f"=_xldudf_COG_TRAJECTORY(100,A1:{last}1)"
    sheet.write_dynamic_array_formula(stored, formula, None, 9)


def test_a_spill_grows(make, refresh):
    def fill(book, sheet):
        trajectory(sheet, "A2:B2", [0.25, 0.25, 0.5, 0])
        sheet.write_string("F2", "à droite")
        sheet.write_formula("A4", "=SUM(A2:D2)")

    path = make(fill)
    report = refresh(path)
    assert [cached(path)[cell] for cell in ("A2", "B2", "C2", "D2")] == [125, 150, 200, 200]
    assert cached(path)["F2"] == "à droite" and cached(path)["A4"] == 675
    assert '<f t="array" ref="A2:D2">' in part_of(path)
    assert {change.cell for change in report.changes} == {"A2", "B2", "C2", "D2", "A4"}
    assert refresh(path).changed == 0


def test_a_spill_grows_into_rows_that_are_not_written(make, refresh):
    def fill(book, sheet):
        sheet.write_column("A1", [0.25, 0.25, 0.5])
        sheet.write_dynamic_array_formula("C1", "=_xldudf_COG_TRAJECTORY(100,A1:A3)", None, 9)
        sheet.write_dynamic_array_formula("E1", "=TRANSPOSE(A1:A3)", None, 0)
        sheet.write_dynamic_array_formula("G2", "=_xldudf_COG_TRAJECTORY(100,{0;0;0;0;0})")
        sheet.write_string("B9", "plus bas")

    path = make(fill)
    refresh(path)
    values = cached(path)
    assert [values[f"C{row}"] for row in (1, 2, 3)] == [125, 150, 200]
    assert [values[cell] for cell in ("E1", "F1", "G1")] == [0.25, 0.25, 0.5]
    assert [values[f"G{row}"] for row in range(2, 7)] == [100] * 5
    rows = [int(number) for number in re.findall(r'<row r="(\d+)"', part_of(path))]
    assert rows == [1, 2, 3, 4, 5, 6, 9]
    assert '<dimension ref="A1:G9"/>' in part_of(path)
    assert refresh(path).changed == 0


def test_a_spill_shrinks_and_leaves_the_styles(make, refresh):
    def fill(book, sheet):
        bold = book.add_format({"bold": True})
        trajectory(sheet, "A2:D2", [0.25, 0.25])
        sheet.write_number("C2", 9, bold)
        sheet.write_formula("A3", "=COUNT(A2:D2)")

    path = make(fill)
    refresh(path)
    values = cached(path)
    assert [values[cell] for cell in ("A2", "B2", "C2", "D2")] == [125, 150, None, None]
    assert values["A3"] == 2
    assert openpyxl.load_workbook(path).active["C2"].font.bold
    assert refresh(path).changed == 0


def test_a_blocked_spill_is_an_error_and_touches_nothing(make, refresh):
    def fill(book, sheet):
        trajectory(sheet, "A2:B2", [0.25, 0.25, 0.5])
        sheet.write_string("C2", "occupée")

    path = make(fill)
    [error] = refresh(path).errors
    assert (error.cell, error.kind) == ("A2", "#VALUE!")
    assert error.reason.startswith("le résultat remplit plusieurs cellules")
    values = cached(path)
    assert [values[cell] for cell in ("A2", "B2", "C2")] == ["#VALUE!", None, "occupée"]
    assert 'ref="A2"' in part_of(path)


def test_merged_cells_and_tables_stop_a_spill(make, host):
    def merged(book, sheet):
        trajectory(sheet, "A2:B2", [0.25, 0.25, 0.5])
        sheet.merge_range("C2:D3", "")

    def table(book, sheet):
        sheet.write_column("A1", [0.25, 0.25, 0.5])
        sheet.write_dynamic_array_formula("C1", "=_xldudf_COG_TRAJECTORY(100,A1:A3)", None, 9)
        sheet.add_table("B3:D5", {"header_row": False})

    for number, fill in enumerate((merged, table)):
        path = make(fill, f"barriere-{number}.xlsx")
        before = path.read_bytes()
        report = refresh_file(path, host)
        assert report.refused is not None and report.refused.code == "debordement-bloque"
        assert path.read_bytes() == before


def test_a_classic_array_never_changes_size(make, refresh):
    def fill(book, sheet):
        sheet.write_column("A1", [1, 2, 3])
        sheet.write_array_formula("B1:B2", "{=A1:A3*2}")

    path = make(fill)
    refresh(path)
    values = cached(path)
    assert [values["B1"], values["B2"]] == [2, 4] and 'ref="B1:B2"' in part_of(path)


@pytest.mark.parametrize("stored", ["A2", "A2:H2"])
def test_a_spill_beside_empty_styled_cells(make, refresh, stored):
    def fill(book, sheet):
        trajectory(sheet, stored, [0.5, 0.5, 0.5])
        for column in range(8):
            if stored == "A2" and column:
                sheet.write_blank(1, column, None, book.add_format({"italic": True}))

    path = make(fill)
    refresh(path)
    values = cached(path)
    assert [values[cell] for cell in ("A2", "B2", "C2", "D2")] == [150, 200, 250, None]


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    changes=st.lists(st.sampled_from([0.0, 0.25, 0.5]), min_size=1, max_size=8),
    stored=st.integers(1, 8),
)
def test_whatever_the_stored_range_the_values_are_right(make, refresh, changes, stored):
    def fill(book, sheet):
        last = "ABCDEFGH"[stored - 1]
        trajectory(sheet, f"A2:{last}2" if stored > 1 else "A2", changes)
        sheet.write_string("J2", "témoin")

    path = make(fill)
    refresh(path)
    expected = [100 * (1 + sum(changes[: i + 1])) for i in range(len(changes))]
    values = cached(path)
    assert [values[f"{letter}2"] for letter in "ABCDEFGH"[: len(changes)]] == expected
    assert all(values[f"{letter}2"] is None for letter in "ABCDEFGH"[len(changes) :])
    assert values["J2"] == "témoin"
    assert refresh(path).changed == 0
