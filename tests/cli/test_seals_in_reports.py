"""Reports and the network view say whether what they read is as it was sealed."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.seal.annex import typed

ANNEX_4, FNGA = "annexe-4-indicateurs.xlsx", "annexe-2-fnga.xlsx"


@pytest.fixture(name="folder")
def _folder(annexes, tmp_path, command) -> Path:
    """Two annexes of the made-up example, one of them sealed."""
    folder = tmp_path / "annexes"
    folder.mkdir()
    for name in (ANNEX_4, FNGA):
        shutil.copy(annexes / "exemple-fictif" / name, folder)
    assert command("seal", folder / ANNEX_4, "--sans-auteur").code == 0
    return folder


@pytest.mark.parametrize("kind", ["bilan", "tableau-de-bord"])
def test_a_report_cites_the_seals(command, folder, tmp_path, kind) -> None:
    output = tmp_path / "rapport.html"
    arguments = ("report", kind, "--year", 2014, folder, "--output", output)
    assert command(*arguments).code in (0, 1)
    text = re.sub("[\xa0\u202f]", " ", html.unescape(output.read_text("utf-8")))
    assert "annexe 4 : scellé le " in text and ", intact" in text
    assert "annexe 2 : non scellé" in text
    typed(folder / ANNEX_4, "Indicateurs", {"A3": ("Ajouté après coup", "str")})
    assert command(*arguments).code in (0, 1)
    assert "modifié depuis (1 écart)" in re.sub("[\xa0\u202f]", " ", output.read_text("utf-8"))


def test_the_network_counts_the_seals(command, annexes, tmp_path) -> None:
    folder, output = tmp_path / "reseau", tmp_path / "reseau.xlsx"
    for body in ("un", "deux", "trois"):
        (folder / body).mkdir(parents=True)
        shutil.copy(annexes / "exemple-fictif" / ANNEX_4, folder / body)
    assert command("seal", folder / "un", folder / "deux").code == 0
    typed(folder / "deux" / ANNEX_4, "Indicateurs", {"A3": ("Ajouté après coup", "str")})
    done = command("consolidate", folder, "--output", output)
    assert done.code in (0, 1)
    assert "Bordereaux de calcul : 1 intact, 1 modifié, 1 non scellé.\n" in done.out
    cells = {
        str(cell.value)
        for sheet in load_workbook(output)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert any(
        "modifié depuis (1 écart). « pycog verify » dit ce qui a changé." in c for c in cells
    )
    assert {"Bordereaux : intact", "Bordereaux : modifié"} <= cells


def test_the_seal_is_no_table_of_the_officer(command, folder) -> None:
    audited = command("audit", folder / ANNEX_4)
    assert "COG - bordereau" not in audited.out
    equipped = command("equip", folder / ANNEX_4)
    assert "COG - bordereau" not in equipped.out
    other = folder.parent / "non-scellee.xlsx"
    shutil.copy(folder / ANNEX_4, other)
    assert command("seal", other).code == 0
    assert command("diff", folder / ANNEX_4, other).code == 0
    assert command("doctor", folder / ANNEX_4).code == 0
