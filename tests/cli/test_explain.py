"""``pycog explain``: the address is read with care, the answer is French."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pycog.cli.explain import read_place
from pycog.errors import InvalidInput

Command = Callable[..., Any]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a.xlsx!Feuil1!D12", ("a.xlsx", "Feuil1", "D12")),
        ("dossier/a.xlsx!Annexe 4!$d$12", ("dossier/a.xlsx", "Annexe 4", "D12")),
        ("a.xlsx!'L''été'!A1", ("a.xlsx", "L'été", "A1")),
        ("a.xlsx!Hé ! Ho!A1", ("a.xlsx", "Hé ! Ho", "A1")),
        ("urgent!.xlsm!Feuil1!A1", ("urgent!.xlsm", "Feuil1", "A1")),
        ("sans-extension!Feuil1!A1", ("sans-extension", "Feuil1", "A1")),
    ],
)
def test_an_address_has_a_file_a_sheet_and_a_cell(text: str, place: tuple[str, str, str]) -> None:
    assert read_place(text) == (Path(place[0]), *place[1:])


def test_the_file_that_exists_decides_where_the_sheet_begins(tmp_path: Path) -> None:
    path = tmp_path / "a!b"
    path.write_bytes(b"")
    assert read_place(f"{path}!c!A1") == (path, "c", "A1")


@pytest.mark.parametrize("cell", ["XFE1", "A1048577", "$ZZZ$9999999"])
def test_a_cell_beyond_the_sheet_is_refused(cell: str) -> None:
    with pytest.raises(InvalidInput, match="sort de la feuille, qui va de A1 à XFD1048576"):
        read_place(f"a.xlsx!Feuil1!{cell}")
    assert read_place("a.xlsx!Feuil1!XFD1048576").cell == "XFD1048576"


@pytest.mark.parametrize("text", ["", "a.xlsx", "a.xlsx!D12", "a.xlsx!Feuil1!12", "!Feuil1!A1"])
def test_an_incomplete_address_is_refused_with_an_example(command: Command, text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_place(text)
    assert caught.value.code == "adresse-illisible"
    code, out, err = command("explain", text)
    assert (code, out) == (2, "")
    assert "par exemple 'annexe.xlsx!Feuil1!D12'" in err


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A workbook whose D1 is the attainment of 0.77 against 90 %."""
    path = tmp_path / "annexe.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Annexe 4")
    sheet.write_row(0, 0, [0.77, "90%"])
    sheet.write_dynamic_array_formula("D1", "=_xldudf_COG_ATTAINMENT(A1,B1)", None, 0)
    book.close()
    return path


def test_an_explanation_shows_value_formula_arithmetic_source_and_assumptions(
    command: Command, workbook: Path
) -> None:
    code, out, err = command("explain", f"{workbook}!Annexe 4!D1")
    assert (code, err) == (0, "")
    assert "Annexe 4!D1 : 85,6 %" in out
    assert "=COG_ATTAINMENT(A1;B1)" in out
    assert "Source : " in out
    assert "Hypothèse : " in out


def test_unknown_places_are_refused(command: Command, workbook: Path) -> None:
    code, out, err = command("explain", f"{workbook}!Annexe 5!D1")
    assert (code, out) == (2, "")
    assert "« Annexe 5 »" in err
    assert command("explain", "absent.xlsx!Feuil1!A1").code == 2
