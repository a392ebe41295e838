"""A sheet that was renamed since the seal is one change, and hides no other."""

from __future__ import annotations

import re

import openpyxl
import pytest

from pycog.seal.new_sheet_names import renamed_since, with_new_names
from pycog.seal.seal_state import state_of
from pycog.seal.sealed_content import CellState
from pycog.xlsx.package import Package
from tests.seal.annex import annex, parts, rewritten, seal, told, typed, verify


@pytest.fixture(name="path")
def _path(tmp_path):
    path = annex(tmp_path / "annexe.xlsx")
    seal(path)
    return path


def renamed(path, old: str, new: str) -> None:
    """Rename a sheet as Excel does: in the workbook, its names and every formula."""
    written = f"'{new}'!".encode()
    for name, body in parts(path.read_bytes()).items():
        if name == "xl/workbook.xml":
            body = body.replace(f'name="{old}"'.encode(), f'name="{new}"'.encode())
        if name == "xl/workbook.xml" or (
            name.startswith("xl/worksheets/sheet") and b"pycog:contenu" not in body
        ):
            rewritten(path, name, re.sub(rf"\b{old}!".encode(), written, body))


def test_a_renamed_sheet_is_one_change(path) -> None:
    renamed(path, "Saisie", "Mes saisies")
    found = verify(path)
    assert told(found) == ["feuille Mes saisies : Saisie → Mes saisies (renommée)"]
    assert found.headline.endswith("modifié depuis (1 écart)")
    assert state_of(Package.open(path)).text.endswith("modifié depuis (1 écart)")


def test_what_changed_in_it_too_is_told_where_it_stands_now(path) -> None:
    renamed(path, "Saisie", "Mes saisies")
    typed(path, "Mes saisies", {"B2": ("0.5", "n")})
    assert told(verify(path))[:3] == [
        "feuille Mes saisies : Saisie → Mes saisies (renommée)",
        "saisie Mes saisies!B2 : 0,77 → 0,5 (lue par des formules COG_)",
        "valeur recalculée Calcul!A1 : 0,8555555555555555 → 0,5555555555555556",
    ]


def test_another_sheet_in_its_place_is_no_renamed_one(path) -> None:
    book = openpyxl.load_workbook(path)
    del book["Saisie"]
    book.create_sheet("Autre")["A1"] = "rien de tel"
    book.save(path)
    lines = told(verify(path))
    assert "feuille Autre : rien → ajoutée" in lines
    assert "feuille Saisie : présente → rien" in lines


def test_of_two_sheets_as_near_none_is_taken() -> None:
    sheet = {"A1": CellState("n", "5")}
    assert renamed_since({"Un": sheet}, {"Deux": sheet, "Trois": sheet}) == {}
    assert renamed_since({"Un": sheet}, {"Deux": sheet}) == {"Un": "Deux"}
    assert renamed_since({"Un": sheet}, {"Un": sheet, "Deux": sheet}) == {}


@pytest.mark.parametrize(
    ("formula", "names", "after"),
    [
        ("Un!A1+SUM(Un!B2:B3)", {"Un": "Deux"}, "Deux!A1+SUM(Deux!B2:B3)"),
        ("'L''an 1'!A1", {"L'an 1": "Deux"}, "Deux!A1"),
        ("un!A1", {"Un": "Mes saisies"}, "'Mes saisies'!A1"),
        ('INDIRECT("Un!A1")&Un!A1', {"Un": "Deux"}, 'INDIRECT("Un!A1")&Deux!A1'),
        ("VingtUn!A1+Un.2!A1", {"Un": "Deux"}, "VingtUn!A1+Un.2!A1"),
        ("[1]Un!A1", {"Un": "Deux"}, "[1]Un!A1"),
        ("Un!A1+Deux!A1", {"Un": "Deux", "Deux": "Un"}, "Deux!A1+Un!A1"),
        ("A1", {"Un": "Deux"}, "A1"),
    ],
)
def test_formulas_read_the_new_name(formula, names, after) -> None:
    assert with_new_names(formula, names) == after
