"""What is done elsewhere to an equipped workbook: LibreOffice, openpyxl, refresh, doctor."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pycog.cli.main import main
from pycog.equip.survey import take_back
from pycog.errors import RefusedFile
from pycog.xlsx.package import Package
from tests.equip.writing.reading import MAP, RESULTS
from tests.waiting import PATIENCE


@pytest.fixture(name="equipped")
def _equipped(annex, run):
    _, done = run(annex)
    path = annex.with_name("equipe.xlsx")
    path.write_bytes(done.data)
    return path


@pytest.fixture(name="resaved")
def _resaved(soffice, tmp_path):
    """Save a workbook again as LibreOffice does."""

    def save(path: Path) -> Path:
        folder = tmp_path / "libreoffice"
        command = [
            soffice,
            f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(folder),
            str(path),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
        return folder / path.name

    return save


def test_refresh_proves_that_nothing_is_stale(equipped, capsys):
    assert main(["refresh", "--check", str(equipped)]) == 0
    assert "0 valeur périmée, 0 cellule en erreur" in capsys.readouterr().out
    before = equipped.read_bytes()
    assert main(["refresh", "--prove", str(equipped)]) == 0
    assert "Preuve faite" in capsys.readouterr().out
    assert equipped.read_bytes() == before


def test_the_doctor_finds_nothing_in_our_sheets(equipped, capsys):
    main(["doctor", str(equipped)])
    out = capsys.readouterr().out
    assert "equipe.xlsx : " in out
    assert f"equipe.xlsx, {RESULTS}" not in out and f"equipe.xlsx, {MAP}" not in out


def test_openpyxl_saves_a_workbook_that_is_refreshed(equipped, capsys):
    """It drops the memory, and the values: the formulas and the map are there."""
    book = load_workbook(equipped)
    again = equipped.with_name("openpyxl.xlsx")
    book.save(again)
    assert main(["refresh", str(again)]) == 0
    assert "0 cellule en erreur" in capsys.readouterr().out
    first, second = (load_workbook(path, data_only=True)[RESULTS] for path in (equipped, again))
    values = [[cell.value or None for cell in row] for row in first.iter_rows()]
    assert [[cell.value or None for cell in row] for row in second.iter_rows()] == values


def test_libreoffice_opens_and_prints_it(equipped, resaved):
    found = load_workbook(resaved(equipped), data_only=True)
    assert found.sheetnames == load_workbook(equipped).sheetnames
    sheet = found[RESULTS]
    rows = {str(row[1].value): row for row in sheet.iter_rows(min_row=4) if row[8].value}
    assert (rows["1"][5].value, rows["1"][8].value) == (0.982, "Atteint")
    assert rows["1"][0].value == "Indicateurs 2013"
    assert sheet.row_dimensions[rows["1"][0].row].height == pytest.approx(30, abs=1)


def answered(path, row, letter, value):
    book = load_workbook(path)
    book[MAP][f"{letter}{row}"] = value
    book.save(path)


def test_what_libreoffice_forgets_is_made_out_again(equipped, resaved, capsys):
    other = resaved(equipped)
    sheet = load_workbook(other)[MAP]
    heads = [(row[0].value, row[2].value, row[0].row) for row in sheet.iter_rows()]
    total = next(row for element, cell, row in heads if (element, cell) == ("Contrôle", "C7"))
    answered(other, total, "K", "x")
    assert main(["equip", str(other), "--en-place", "--sans-copie"]) == 0
    out = capsys.readouterr()
    assert "repris d'après la feuille « Correspondances »" in out.err + out.out
    assert load_workbook(other)["FNGA 2013"]["C7"].value.startswith("=IF(OR(COUNT(")
    again = resaved(other)
    assert main(["equip", str(again), "--retirer", "--en-place"]) == 0
    book = load_workbook(again)
    assert book.sheetnames == ["Indicateurs 2013", "FNGA 2013"]
    assert book["FNGA 2013"]["C7"].value == 38_439_500


def test_what_was_typed_into_our_sheets_is_not_lost_with_the_memory(equipped, tmp_path):
    book = load_workbook(equipped)  # which forgets as LibreOffice does
    book[RESULTS]["N5"] = "à revoir"
    path = tmp_path / "note.xlsx"
    book.save(path)
    with pytest.raises(RefusedFile) as refused:
        take_back(Package.open(path))
    assert refused.value.code == "memoire-perdue"


def test_formulas_of_ours_that_nobody_noted_are_not_guessed_at(annex, run, tmp_path):
    _, done = run(annex, None, None, columns=True)
    path = tmp_path / "colonnes.xlsx"
    path.write_bytes(done.data)
    load = load_workbook(path)
    load.save(path)
    with pytest.raises(RefusedFile) as refused:
        take_back(Package.open(path))
    assert refused.value.code == "memoire-perdue"
