"""*Contrôler* of a dropped file says what the audit of the file says."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from addin import checking, dropped
from pycog.audit import audit_grid, audit_workbook
from tests.paths import ROOT

#: Annex 2 as a program writes it that keeps no values: sub-totals are formulas without one.
FNGA: list[list[Any]] = [
    ["Poste", "Budget 2012", "Exécution 2012"],
    ["Dépenses à caractère limitatif", None, None],
    ["Personnel", 14_225_000, 14_068_100],
    ["Fonctionnement", 5_185_000, 5_224_700],
    ["Total personnel et fonctionnement", "=SUM(B3:B4)", "=SUM(C3:C4)"],
    ["Investissement", 979_000, 935_600],
    ["Total des dépenses à caractère limitatif", 20_389_000, "=C5+C6"],
    ["Dépenses à caractère évaluatif", None, None],
    ["Dotation aux amortissements et provisions", 429_000, 414_000],
    ["Charges exceptionnelles", 17_000, 16_100],
    ["Remise de gestion CPAM et carte Vitale", 5_000_000, 4_909_000],
    ["Total des dépenses à caractère évaluatif", 5_446_000, "=SUM(C9:C11)"],
    ["Total des dépenses brutes", 25_835_000, 25_113_000],
]
BUILT = sorted((ROOT / "workbooks" / "exemple-fictif").glob("*.xlsx"))


def saved(path: Path, rows: list[list[Any]]) -> Path:
    """Write a workbook as openpyxl does: no formula has a value."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "FNGA"
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def sent(path: Path, **more: Any) -> dict[str, Any]:
    content = base64.b64encode(path.read_bytes()).decode()
    return {"name": path.name, "content": content, **more}


def read(path: Path, sheet: str) -> checking.Sheet:
    return checking.read_sheet(dropped.sheet(sent(path, sheet=sheet)))


def test_no_total_is_wrong_for_a_sub_total_that_was_never_calculated(tmp_path: Path) -> None:
    path = saved(tmp_path / "annexe-2.xlsx", FNGA)
    found = checking.check(read(path, "FNGA"), path.name)
    assert [one["title"] for one in found] == ["Formule jamais calculée"]
    assert "4 formules sans valeur dans le fichier (B5, C5, C7, C12)" in found[0]["text"]


def test_what_is_wrong_beside_them_is_still_found(tmp_path: Path) -> None:
    # 5 000 000 + 17 000 + 429 000 are 5 446 000.
    rows = [list(row) for row in FNGA]
    rows[11][1] = 5_546_000
    path = saved(tmp_path / "annexe-2.xlsx", rows)
    found = checking.check(read(path, "FNGA"), path.name)
    assert [one["cell"] for one in found if one["title"] == "Total"] == ["B12"]


@pytest.mark.parametrize("path", BUILT, ids=lambda path: path.name)
def test_a_dropped_file_is_checked_as_the_command_does(path: Path) -> None:
    assert BUILT
    names = [one["name"] for one in dropped.opened(sent(path))["sheets"]]
    page = {
        (one.place, one.recomputed)
        for name in names
        for one in audit_grid(read(path, name).grid(), path.name)
    }
    assert page == {(one.place, one.recomputed) for one in audit_workbook(path)}
