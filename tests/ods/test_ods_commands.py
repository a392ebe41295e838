"""The commands that only read take an annex that LibreOffice saved, and say what they find."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pycog.cli.main import main
from pycog.cli.streams import REFUSED
from pycog.refresh import refresh_file
from tests.ods.made import flat, sheet
from tests.ods.test_ods_of_annexes import convert
from tests.paths import ROOT
from udfs.hosts.engine import EngineHost

EXAMPLE = ROOT / "workbooks" / "exemple-fictif"


@pytest.fixture(scope="module")
def folder(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Annexes as LibreOffice saves them, beside the same ones in Excel's form."""
    folder = tmp_path_factory.mktemp("commandes")
    names = ("annexe-4-indicateurs.xlsx", "annexe-3-fngr.xlsx")
    originals = [EXAMPLE / name for name in names]
    convert(soffice, "ods", originals, folder, folder / "profile")
    for original in originals:
        shutil.copy(original, folder)
        report = refresh_file(folder / f"{original.stem}.ods", EngineHost())
        assert report.refused is None, report.refused
    return folder


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(list(words))
    shown = capsys.readouterr()
    return code, shown.out + shown.err


@pytest.mark.parametrize("name", ["annexe-4-indicateurs", "annexe-3-fngr"])
def test_both_forms_of_an_annex_are_audited_alike(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    of_excel, of_calc = (
        said(capsys, "audit", str(folder / f"{name}{suffix}")) for suffix in (".xlsx", ".ods")
    )
    assert of_calc[0] == of_excel[0]
    assert of_calc[1].replace(".ods", ".xlsx") == of_excel[1]


def test_a_wrong_total_is_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "faux.fods"
    rows = ("Lignes;2012;2013", "Loyers;10;12", "Fluides;5;6", "Total;15;19")
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="float" office:value="{one}"/>'
            if one.isdigit() and one not in ("2012", "2013")
            else '<table:table-cell office:value-type="string"><text:p>'
            f"{one}</text:p></table:table-cell>"
            for one in row.split(";")
        )
        + "</table:table-row>"
        for row in rows
    )
    path.write_bytes(flat(sheet("Budget", cells)))
    code, text = said(capsys, "audit", str(path))
    assert code == 1
    assert "C4" in text
    assert "18" in text


def test_a_second_calculator_takes_it_too(
    calc: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "annexe-4-indicateurs.ods"
    code, text = said(capsys, "refresh", str(path), "--check", "--verify-with", "libreoffice")
    assert "formules comparées, 0 diffère" in text, text
    assert code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("seal", "?"),
        ("verify", "?"),
        ("bind", "?"),
        ("score", "?"),
        ("convention", "check", "?"),
        ("equip", "?", "--en-place"),
    ],
    ids=lambda words: words[0],
)
def test_what_is_not_done_in_it_is_said_and_the_file_kept(
    folder: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "annexe-4-indicateurs.ods"
    before = path.read_bytes()
    code, text = said(capsys, *(str(path) if one == "?" else one for one in words))
    assert code == REFUSED, text
    assert "Traceback" not in text
    # What is advised can be done: nothing is written into such a file.
    assert ".xlsx" in text or "equip annexe-4-indicateurs.ods --convertir" in text, text
    assert path.read_bytes() == before
