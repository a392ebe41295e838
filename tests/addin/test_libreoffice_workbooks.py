"""Every workbook that pycog builds holds what LibreOffice finds, cell by cell."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import load_workbook

from addin.libreoffice.second_calculator import Verification, verify
from pycog.cli.main import main
from pycog.errors import InvalidInput, RefusedFile
from pycog.refresh import refresh_file
from tests.addin.live_calc import type_in
from tests.paths import ROOT
from udfs.hosts.engine import EngineHost

#: A validation case that no Calc can follow: it refuses a call with too many arguments by an
#: error of its own, which the verdict beside it sees.
TOO_MANY = 'COG_PARSE("98%","nature",1)'


WORKBOOKS = sorted((ROOT / "workbooks").rglob("*.xlsx"))
RECETTE = ROOT / "workbooks" / "recette.xlsx"


@pytest.fixture(scope="module")
def verified(calc: str) -> dict[Path, Verification]:
    """What one LibreOffice found in all workbooks."""
    found = verify(WORKBOOKS)
    assert all(isinstance(one, Verification) for one in found.values()), found
    return found


def test_no_cell_of_an_annex_differs(verified: dict[Path, Verification]) -> None:
    differ = {
        str(path): [str(one) for one in found.differences]
        for path, found in verified.items()
        if found.differences and path != RECETTE
    }
    assert differ == {}
    assert sum(found.compared for found in verified.values()) > 12_000


def test_every_validation_case_is_met(verified: dict[Path, Verification]) -> None:
    sheets = load_workbook(RECETTE)
    known = {
        row[0].row
        for row in sheets["Recette"].iter_rows(min_col=5, max_col=5)
        if TOO_MANY in str(row[0].value)
    }
    assert len(known) == 1
    found = verified[RECETTE].differences
    cells = {(one.sheet, one.cell) for one in found if one.sheet != "Bilan"}
    assert cells <= {("Recette", f"{column}{row}") for row in known for column in "FGH"}
    assert verified[RECETTE].compared > 2_000


def test_the_command_names_each_cell_that_differs(
    calc: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "simulation-mtid.xlsx"
    shutil.copyfile(ROOT / "workbooks" / path.name, path)
    assert main(["refresh", str(path), "--verify-with", "libreoffice"]) == 0
    assert "0 diffère" in capsys.readouterr().out
    _falsify(path)
    before = path.read_bytes()
    assert main(["refresh", str(path), "--check", "--verify-with", "libreoffice"]) == 1
    said = capsys.readouterr().out
    assert "123,25 dans le classeur" in said
    assert "diffèrent" in said or "1 diffère" in said
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_file_that_calc_saved_is_up_to_date(
    calc: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Calc stores fifteen digits, and quotes and apostrophes as entities."""
    files = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8"}
    saved = {name: tmp_path / f"saisies.{name}" for name in files}
    steps: list[list[Any]] = [
        ["open", "private:factory/scalc"],
        ["keys", "A1", "=1/3"],
        ["text", "A2", 'l\'objectif « "A" & B »'],
        ["keys", "B1", '=COG_ATTAINMENT(A1;"90%")'],
        ["keys", "B2", "=A2"],
        ["keys", "B3", '=COG_ATTAINMENT(0.77;"90%")'],
        *(["save", saved[name].as_uri(), how] for name, how in files.items()),
    ]
    assert type_in(calc, tmp_path, steps) == []
    for path in saved.values():
        before = path.read_bytes()
        assert main(["refresh", str(path), "--verify-with", "libreoffice"]) == 0
        said = capsys.readouterr().out
        assert "0 valeur changée" in said
        assert "4 formules comparées, 0 diffère" in said
        assert path.read_bytes() == before


#: Formulas that meet empty cells, zeros, names, other sheets and each other.
WILD = [
    'COG_ATTAINMENT(Vide,"90%")',
    'COG_ATTAINMENT(Nul,"90%")',
    'COG_ATTAINMENT(Taux*0,"90%")',
    "COG_STATUS('Feuille d''essai; 2'!$B$2,'Feuille d''essai; 2'!C2)",
    "COG_STATUS('Feuille d''essai; 2'!$B3,'Feuille d''essai; 2'!C$3)",
    "COG_STATUS(COG_ATTAINMENT(A2,B2),B2)",
    'IF(COG_STATUS(A3,"90%")="Non atteint","zéro","autre")',
    'IF(COG_STATUS(A1,"90%")="Non renseigné","vide","autre")',
    'COG_ATTAINMENT(IF(A2=0,A1,A3),"90%")',
    'COG_ATTAINMENT(INDEX(A1:A3,1),"90%")',
    'COG_ATTAINMENT(SUM(A1:A2),"90%")',
    'COG_ATTAINMENT(IFERROR(1/A2,0),"90%")',
    'COG_ATTAINMENT(-0.0,"90%")',
    'COG_ATTAINMENT(FALSE,"O/N")',
    'COG_ATTAINMENT(,"90%")',
    "COG_CHECK_TOTAL(A1:A3,0)",
    "COG_AVAILABLE(0,0)",
    'IFERROR(COG_ATTAINMENT(1/0,"90%"),"erreur")',
    "Calcul",
]


def test_a_workbook_that_pycog_did_not_build(calc: str, tmp_path: Path) -> None:
    path = tmp_path / "à vérifier.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet, other = book.add_worksheet("Saisie"), book.add_worksheet("Feuille d'essai; 2")
    sheet.write("A2", 0)
    sheet.write("A3", 0)
    sheet.write("B2", "90%")
    other.write("C2", "90%")
    other.write("B3", 0.95)
    other.write("C3", 0.9)
    book.define_name("Vide", "=Saisie!$A$1")
    book.define_name("Nul", "=Saisie!$A$2")
    book.define_name("Taux", "=0.5")
    book.define_name("Calcul", '=_xldudf_COG_ATTAINMENT(0.45,"90%")')
    for row, formula in enumerate(WILD):
        stored = re.sub(r"\bCOG_", "_xldudf_COG_", formula)
        sheet.write_formula(row, 3, f"={stored}")
        sheet.write_dynamic_array_formula(row, 4, row, 4, f"={stored}")
    book.close()
    report = refresh_file(path, EngineHost())
    assert report.refused is None
    (found,) = verify([path]).values()
    assert isinstance(found, Verification)
    assert [str(one) for one in found.differences] == []
    assert found.compared == 2 * len(WILD)


def test_what_libreoffice_cannot_open_is_said(calc: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    (found,) = verify([path]).values()
    assert isinstance(found, RefusedFile)


def _falsify(path: Path) -> None:
    """Store another value in one formula cell."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in sorted(parts):
        if name.startswith("xl/worksheets/sheet"):
            new, count = re.subn(
                rb"(COG_[^<]*</f><v>)[0-9.]+(</v>)", rb"\g<1>123.25\2", parts[name], count=1
            )
            if count:
                parts[name] = new
                break
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)


def test_without_libreoffice_the_reason_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PYCOG_SOFFICE", raising=False)
    with pytest.raises(InvalidInput, match="LibreOffice n'est pas installé"):
        verify([tmp_path / "a.xlsx"])


@pytest.mark.parametrize("option", [["--json"], ["--date", "2024-01-01"]])
def test_what_libreoffice_cannot_follow_is_refused(
    option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["refresh", "x.xlsx", "--verify-with", "libreoffice", *option]) == 2
    assert "--verify-with" in capsys.readouterr().err


def test_the_command_writes_the_extension(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from addin.libreoffice.extension import extension

    path = tmp_path / "partage" / "cog.oxt"
    assert main(["libreoffice", "--output", str(path)]) == 0
    assert path.read_bytes() == extension()
    assert "extension de LibreOffice" in capsys.readouterr().out
    assert main(["libreoffice", "--output", str(tmp_path / "cog.zip")]) == 2
    assert ".oxt" in capsys.readouterr().err
