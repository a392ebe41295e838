"""The workbook of validation: every case, its verdict, and that verdicts can be bad."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pycog.annexes.builder import computed
from pycog.annexes.recette.recette_cases import load_cases
from pycog.annexes.recette.recette_workbook import build_recette
from pycog.errors import RefusedFile
from tests.annexes.conftest import RECETTE
from tests.paths import ROOT
from udfs.hosts.engine import EngineHost

#: Sheet → column of the verdict.
VERDICTS = {"Recette": "H", "Tableaux": "F"}
CASE_SHOWN = "atteinte-hausse"


def verdicts(path: Path) -> dict[str, str]:
    """Return case → verdict."""
    book = load_workbook(path, data_only=True)
    return {
        str(row[0].value): str(book[sheet][f"{column}{row[0].row}"].value)
        for sheet, column in VERDICTS.items()
        if sheet in book.sheetnames
        for row in book[sheet].iter_rows(min_row=7, max_col=1)
        if row[0].value
    }


def test_the_compiled_cases_are_up_to_date() -> None:
    command = [sys.executable, "-m", "tests.annexes.recette.compile_cases", "--check"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_case_is_there_and_agrees(built: dict[str, Path]) -> None:
    found = verdicts(built[RECETTE])
    assert set(found) == {case.id for case in load_cases()}
    assert {case for case, verdict in found.items() if verdict != "Conforme"} == set()


def test_the_summary_counts_the_cases(built: dict[str, Path]) -> None:
    page = load_workbook(built[RECETTE], data_only=True)["Bilan"]
    total = next(row for row in page.iter_rows(min_row=7, values_only=True) if row[0] == "Total")
    assert total[1:4] == (len(load_cases()), len(load_cases()), 0)
    assert page.cell(page.max_row, 2).value == "Conforme"


def test_the_formula_is_live_and_shown(built: dict[str, Path]) -> None:
    page = load_workbook(built[RECETTE])["Recette"]
    row = next(line[0].row for line in page.iter_rows(min_row=7) if line[0].value == CASE_SHOWN)
    assert page[f"E{row}"].value == '=COG_ATTAINMENT(0.77,"90%")'
    assert page[f"E{row}"].data_type == "s"
    assert page[f"F{row}"].value.text == '=_xldudf_COG_ATTAINMENT(0.77,"90%")'
    # The expected fraction is computed by Excel, so that no digit is lost.
    assert page[f"G{row}"].value == "=77/90"


def test_blocks_have_room(built: dict[str, Path]) -> None:
    page = load_workbook(built[RECETTE])["Tableaux"]
    blocks = {
        cell.value.ref: cell.row
        for line in page.iter_rows(min_row=7)
        for cell in line
        if type(cell.value).__name__ == "ArrayFormula" and "COG_" in cell.value.text
    }
    sizes = [case.size for case in load_cases() if case.size != (1, 1)]
    assert len(blocks) == len(sizes) > 5
    starts = sorted(blocks.values())
    for (height, _), start, following in zip(sizes, starts, starts[1:], strict=False):
        assert following >= start + height + 1


def recette(folder: Path, cases: list[dict[str, Any]], host: EngineHost) -> Path:
    """Build the workbook of some cases."""
    place = folder / "cas.json"
    place.write_text(json.dumps(cases), encoding="utf-8")
    path = folder / "recette.xlsx"
    path.write_bytes(computed(path.name, partial(build_recette, load_cases(place)), host))
    return path


CASE: dict[str, Any] = {
    "id": "essai",
    "categorie": "Essai",
    "phrase": "Une phrase.",
    "source": "Calcul à la main",
}


@pytest.mark.parametrize(
    ("formula", "right", "wrong"),
    [
        ("=COG_RATE(45,50)", 0.9, 0.91),
        ("=COG_RATE(1,3)", "1/3", "1/2"),
        ("=COG_RATE(1,3)", "1/3", "texte"),
        ('=COG_STATUS(0.05,"<5%")', "Non atteint", "non atteint"),
        ('=COG_RATE(45,"")', "", 0),
        ('=COG_STATUS(0.05,"<5%")="Atteint"', False, True),
        ("=COG_RATE(1,0)", {"type": "#VALUE!"}, {"type": "#N/A"}),
        ("=COG_RATE(1,0)", {"type": "#VALUE!"}, 0),
        ("=COG_RATE({1,2},4)", [["1/4", "1/2"]], [["1/4", "1/3"]]),
        ("=COG_RATE({1;2},{4;0})", [["1/4"], [{"type": "#VALUE!"}]], [["1/4"], ["x"]]),
    ],
)
def test_verdicts(tmp_path: Path, host: EngineHost, formula: str, right: Any, wrong: Any) -> None:
    cases = [
        {**CASE, "id": "juste", "formule": formula, "attendu": right},
        {**CASE, "id": "faux", "formule": formula, "attendu": wrong},
    ]
    path = recette(tmp_path, cases, host)
    assert verdicts(path) == {"juste": "Conforme", "faux": "À revoir"}
    summary = load_workbook(path, data_only=True)["Bilan"]
    assert [cell.value for cell in summary[7]][:4] == ["Essai", 2, 1, 1]


def test_a_tolerance_is_kept(tmp_path: Path, host: EngineHost) -> None:
    near = {**CASE, "formule": "=COG_RATE(45,50)", "attendu": 0.9000001}
    cases = [{**near, "id": "large", "tolerance": 1e-6}, {**near, "id": "stricte"}]
    path = recette(tmp_path, cases, host)
    assert verdicts(path) == {"large": "Conforme", "stricte": "À revoir"}


@pytest.mark.parametrize("text", ["", "[{}]", '[{"id": 1, "inconnu": 2}]'])
def test_unreadable_cases_are_refused(tmp_path: Path, text: str) -> None:
    place = tmp_path / "cas.json"
    place.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedFile) as caught:
        load_cases(place)
    assert caught.value.code == "cas-illisibles"
