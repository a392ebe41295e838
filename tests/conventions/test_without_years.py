"""A description without usable years: its fault is told with those of all tables at once."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell

from pycog.conventions.form.exchange import folder_of, new_form, workbook_of
from pycog.conventions.form.form_check import check
from pycog.conventions.loading.loader import load_folder
from tests.made_up import ALIZE, BRUME, CIRRUS


def told(path: Path, data: bytes | None = None) -> list[str]:
    return [str(fault) for fault in check(path, data).faults]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("annees = [2023, 2024, 2025, 2026]\n", "", "la clé « annees » manque"),
        ("[2023, 2024, 2025, 2026]", "[2023, 2025, 2026]", "des années qui se suivent"),
        ("[2023, 2024, 2025, 2026]", '"2023-2026"', "la clé « annees » doit être une liste"),
        ("[2023, 2024, 2025, 2026]", "[]", "la clé « annees » est vide"),
    ],
)
def test_faults_of_the_tables_are_told_with_that_of_the_years(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    folder = ALIZE.write(tmp_path) / ALIZE.id
    about, values = folder / "convention.toml", folder / "statements.csv"
    assert old in about.read_text("utf-8")
    about.write_text(about.read_text("utf-8").replace(old, new, 1), "utf-8")
    text = values.read_text("utf-8")
    text = text.replace("cible;88 %", "cible;beaucoup plus vite").replace("2a;2023;", "2z;2023;")
    values.write_text(text, "utf-8")
    found = told(folder)
    assert len(found) == 3, found
    assert sum(said in one for one in found) == 1
    assert any("« beaucoup plus vite » est illisible" in one for one in found)
    assert any("l'indicateur 2z n'est pas dans" in one for one in found)


@pytest.mark.parametrize("made", [ALIZE, BRUME, CIRRUS], ids=lambda made: made.id)
def test_a_form_without_years_tells_that_and_nothing_that_follows_from_it(
    tmp_path: Path, made: object
) -> None:
    assert isinstance(made, type(ALIZE))
    folder = made.write(tmp_path) / made.id
    book = load_workbook(BytesIO(workbook_of(folder)))
    sheet = book["Convention"]
    (cell,) = (row[1] for row in sheet.iter_rows() if row[0].value == "Années")
    cell.value = None
    content = BytesIO()
    book.save(content)
    (found,) = told(tmp_path / "form.xlsx", content.getvalue())
    assert f"cellule {cell.coordinate}" in found and "« Années » est vide" in found


def test_a_form_may_say_that_there_is_no_base_year(tmp_path: Path) -> None:
    folder = CIRRUS.write(tmp_path) / CIRRUS.id
    for name in ("convention.toml", "statements.csv", "budget_amounts.csv"):
        path = folder / name
        kept = [line for line in path.read_text("utf-8").splitlines() if "2020" not in line]
        path.write_text("\n".join(kept) + "\n", "utf-8")
    form = tmp_path / "form.xlsx"
    form.write_bytes(workbook_of(folder))
    assert told(form) == []
    back = tmp_path / "retour" / CIRRUS.id
    back.mkdir(parents=True)
    for name, data in folder_of(form).items():
        (back / name).write_bytes(data)
    again = load_folder(back)
    assert again.baseline_years == () and again.years == (2021, 2022, 2023)


def test_a_new_form_without_base_year_has_no_column_of_achieved_values(tmp_path: Path) -> None:
    form = new_form("essai-2024", [2024, 2025], [], ["FA"])
    book = load_workbook(BytesIO(form))
    headings = [str(cell.value) for cell in book["Indicateurs"][4]]
    assert "Cible 2024" in headings and not [one for one in headings if "Réalisé" in one]
    said = {row[0].value: row[1].value for row in book["Convention"].iter_rows()}
    assert said["Année de référence"] == "aucune"


def changed(tmp_path: Path, sheet: str, text: str, change: Callable[[Cell], None]) -> list[str]:
    """Change the first cell of the form of CIRRUS that says ``text``; return its faults."""
    folder = CIRRUS.write(tmp_path) / CIRRUS.id
    book = load_workbook(BytesIO(workbook_of(folder)))
    cells = (cell for row in book[sheet].iter_rows() for cell in row if cell.value == text)
    found = next(cells)
    assert isinstance(found, Cell)
    change(found)
    content = BytesIO()
    book.save(content)
    return told(tmp_path / "form.xlsx", content.getvalue())


def _remove_column(cell: Cell) -> None:
    cell.parent.delete_cols(cell.column)


def test_a_year_that_lost_its_column_is_told_where_spans_of_other_rows_hide_it(
    tmp_path: Path,
) -> None:
    """Indicators 2 and 3 give 2022 by a span; indicator 1 gave it in the column that is gone."""
    (found,) = changed(tmp_path, "Indicateurs", "Cible 2022", _remove_column)
    assert "il manque la colonne « Cible 2022 » : rien ne dit la cible 2022 de 1." in found


def test_years_that_do_not_follow_each_other_are_told_once(tmp_path: Path) -> None:
    def skip(cell: Cell) -> None:
        cell.value = "2021, 2023"

    (found,) = changed(tmp_path, "Convention", "2021-2023", skip)
    assert "des années qui se suivent" in found
