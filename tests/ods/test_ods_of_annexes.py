"""Our annexes, as LibreOffice saves them, get back the values that they have in Excel's form."""

from __future__ import annotations

import math
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pycog.ods import open_package
from pycog.refresh import refresh_file
from pycog.refresh.options import Options
from pycog.xlsx.stored import open_stored
from tests.paths import ROOT

ANNEXES = sorted((ROOT / "workbooks" / "camieg-2012-2015").glob("*.xlsx"))


def convert(soffice: str, to: str, files: list[Path], folder: Path, profile: Path) -> None:
    """Have LibreOffice save files in another format."""
    subprocess.run(
        [
            *(soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless"),
            *("--convert-to", to, "--outdir", str(folder), *map(str, files)),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def saved(soffice, tmp_path_factory) -> Path:
    """Return a folder of the annexes as LibreOffice saves them."""
    folder = tmp_path_factory.mktemp("ods")
    convert(soffice, "ods", ANNEXES, folder, folder / "profile")
    convert(soffice, "fods", ANNEXES[:2], folder, folder / "profile")
    return folder


def values(book) -> dict[tuple[str, str], object]:
    """Return every value of a workbook by sheet and address."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for line in sheet.iter_rows()
        for cell in line
        if cell.value not in (None, "")
    }


def as_stored(package) -> dict[tuple[str, str], object]:
    """Return every value of a workbook that is held in memory."""
    return values(open_stored(package, read_only=False))


def same(one: object, other: object) -> bool:
    """Compare what LibreOffice writes with 15 digits to what was stored with all."""
    if isinstance(one, float | int) and isinstance(other, float | int):
        return math.isclose(one, other, rel_tol=1e-14)
    return one == other


def test_every_value_comes_back(saved, host):
    assert len(ANNEXES) >= 5
    for original in ANNEXES:
        path = saved / f"{original.stem}.ods"
        report = refresh_file(path, host, options=Options(prove=True))
        assert report.refused is None, report.refused
        assert report.changed >= report.cog_formulas * 0.5
        assert not report.to_recalculate, (path, report.to_recalculate[:3])
        expected = values(load_workbook(original, data_only=True))
        found = as_stored(open_package(path))
        assert expected.keys() == found.keys()
        wrong = {
            key: (expected[key], found[key])
            for key in expected
            if not same(expected[key], found[key])
        }
        assert not wrong, dict(list(wrong.items())[:5])
        again = refresh_file(path, host)
        assert (again.changed, again.written) == (0, False)


def test_flat_files_too(saved, host):
    for original in ANNEXES[:2]:
        path = saved / f"{original.stem}.fods"
        report = refresh_file(path, host, options=Options(prove=True))
        assert report.refused is None, report.refused
        expected = values(load_workbook(original, data_only=True))
        found = as_stored(open_package(path))
        assert all(same(expected[key], found[key]) for key in expected)


def test_libreoffice_reads_what_was_written(saved, soffice, host, tmp_path):
    path = tmp_path / "annexe.ods"
    shutil.copy(saved / "annexe-4-indicateurs.ods", path)
    report = refresh_file(path, host)
    assert report.refused is None
    convert(soffice, "xlsx", [path], tmp_path, tmp_path / "profile")
    read = values(load_workbook(tmp_path / "annexe.xlsx", data_only=True))
    formulas = values(load_workbook(tmp_path / "annexe.xlsx"))
    # Without the extension it calculates none of our formulas, nor what reads them.
    typed = {
        key: value
        for key, value in as_stored(open_package(path)).items()
        if not str(formulas.get(key, "")).startswith(("=", "<openpyxl"))
    }
    assert len(typed) > 300
    assert {key: value for key, value in typed.items() if not same(value, read.get(key))} == {}
