"""``pycog bind``: what it says, what it refuses, exit codes."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pycog.office_addin import MANIFEST_ID

Command = Callable[..., Any]
EXTENSION = "xl/webextensions/webextension1.xml"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A workbook with two of our functions."""
    return _workbook(tmp_path / "annexe.xlsx", "=COG_RATE(1,4)", '=COG_STATUS(0.9,"90%")')


def _workbook(path: Path, *formulas: str) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Taux")
    for row, formula in enumerate(formulas):
        sheet.write_formula(row, 0, formula.replace("COG_", "_xldudf_COG_"))
    book.close()
    return path


def _extension(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(EXTENSION).decode()


def test_a_workbook_is_bound_once_and_taken_back(command: Command, workbook: Path) -> None:
    before = workbook.read_bytes()
    assert command("bind", workbook) == (
        0,
        f"{workbook} : 2 fonctions COG_ liées au complément.\n",
        "",
    )
    assert f'id="{MANIFEST_ID}"' in _extension(workbook)
    assert command("bind", workbook).out == (
        f"{workbook} : 2 fonctions COG_ liées au complément, inchangé.\n"
    )
    assert command("bind", "--remove", workbook).out == f"{workbook} : liaison retirée.\n"
    assert workbook.read_bytes() == before
    assert command("bind", "--remove", workbook).out == f"{workbook} : aucune liaison, inchangé.\n"


def test_the_store_and_the_manifest_are_those_given(command: Command, workbook: Path) -> None:
    other = "0f9619ff-8b86-4d01-b42d-00cf4fc964ff"
    code, _, _ = command("bind", workbook, "--store", r"\\serveur\partage", "--manifest-id", other)
    assert code == 0
    assert (
        f'<we:reference id="{other}" version="1.0.0.0" store="\\\\serveur\\partage" '
        'storeType="FileSystem"/>' in _extension(workbook)
    )


def test_a_folder_is_bound_workbook_by_workbook(command: Command, tmp_path: Path) -> None:
    _workbook(tmp_path / "a.xlsx", "=COG_RATE(1,4)")
    _workbook(tmp_path / "b.xlsx", "=1+1")
    (tmp_path / "c.xlsx").write_bytes(b"")
    code, out, err = command("bind", tmp_path)
    assert code == 2
    assert out.splitlines() == [
        f"{tmp_path / 'a.xlsx'} : 1 fonction COG_ liée au complément.",
        f"{tmp_path / 'b.xlsx'} : aucune formule COG_, inchangé.",
    ]
    assert err.startswith(f"{tmp_path / 'c.xlsx'} : le fichier est vide (0 octet)")


def test_json_has_one_object_a_workbook(command: Command, workbook: Path) -> None:
    lines = command("bind", "--json", workbook).out.splitlines()
    assert [json.loads(line) for line in lines] == [
        {
            "file": str(workbook),
            "functions": ["COG_RATE", "COG_STATUS"],
            "written": True,
            "refused": None,
        }
    ]


def test_an_unknown_store_changes_nothing(command: Command, workbook: Path) -> None:
    before = workbook.read_bytes()
    code, out, err = command("bind", workbook, "--store", "sharepoint")
    assert (code, out) == (2, "")
    assert err == (
        "« sharepoint » n'est pas un catalogue de compléments. Au choix : centralise, local, ou "
        "le chemin réseau du catalogue (\\\\serveur\\partage).\n"
    )
    assert workbook.read_bytes() == before


def test_a_missing_path_is_told(command: Command, tmp_path: Path) -> None:
    code, _, err = command("bind", tmp_path / "absent.xlsx")
    assert code == 2 and "n'existe pas" in err


def test_built_workbooks_are_bound_to_the_deployed_add_in(annexes: Path) -> None:
    part = _extension(annexes / "camieg-2012-2015" / "annexe-2-fnga.xlsx")
    assert 'store="EXCatalog" storeType="EXCatalog"' in part
    assert "_xldudf_COG_EVOLUTION" in part


def test_a_refresh_leaves_the_binding_alone(command: Command, workbook: Path) -> None:
    command("bind", workbook)
    before = _extension(workbook)
    assert "2 valeurs changées" in command("refresh", workbook).out
    assert _extension(workbook) == before
