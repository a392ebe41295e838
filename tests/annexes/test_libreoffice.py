"""The workbooks open in LibreOffice as they are."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

from openpyxl import load_workbook

from tests.waiting import PATIENCE

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"


def test_the_workbooks_open_in_libreoffice(
    built: dict[str, Path], soffice: str, tmp_path: Path
) -> None:
    # Two reports share a file name, in folders of their own.
    copies = {name: tmp_path / f"{path.parent.name}-{path.name}" for name, path in built.items()}
    for name, path in built.items():
        shutil.copyfile(path, copies[name])
    command = [
        soffice,
        f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}",
        "--headless",
        "--convert-to",
        "fods",
        "--outdir",
        str(tmp_path),
        *map(str, copies.values()),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    for path in copies.values():
        root = ElementTree.parse(tmp_path / path.with_suffix(".fods").name).getroot()
        sheets = [table.get(f"{TABLE}name") for table in root.iter(f"{TABLE}table")]
        names = load_workbook(path, read_only=True).sheetnames
        assert [name for name in sheets if name in names] == names
    fnga = ElementTree.parse(
        copies["camieg-2012-2015/annexe-2-fnga.xlsx"].with_suffix(".fods")
    ).getroot()
    values = {cell.get(f"{OFFICE}value") for cell in fnga.iter(f"{TABLE}table-cell")}
    # Printed personnel 2012, live total of gross expenditure 2012-2015.
    assert {"14225000", "101450000"} <= values
    assert list(fnga.iter(f"{DRAW}object"))
