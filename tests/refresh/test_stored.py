"""Workbooks read for what their cells hold, without calculating."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from pycog import conventions
from pycog.annexes.audit.grid import formula_places, read_grids
from pycog.errors import CellError, RefusedFile
from pycog.refresh.package import Package
from pycog.refresh.stored import open_stored, stored_sheets, stored_value
from pycog.reports.bilan.reading import read_folder
from pycog.reports.registers import read_registers


def written(folder: Path) -> Path:
    """Write a sheet with a cell of every kind."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["texte", 12, 0.5, True],
        [dt.datetime(2013, 1, 31, 8, 30), dt.date(2013, 1, 1), dt.time(8, 30), "#N/A", "=1+1"],
    ):
        sheet.append(row)
    path = folder / "annexe.xlsx"
    book.save(path)
    return path


def test_values_are_those_of_the_cells_and_dates_are_serials(tmp_path: Path) -> None:
    sheet = next(stored_sheets(Package.open(written(tmp_path))))
    first, second = ([stored_value(entry) for entry in line] for line in sheet.iter_rows())
    assert first == ["texte", 12, 0.5, True]
    # 1 January 2013 is day 41275 of Excel; openpyxl stores no value for a formula.
    assert second == [41305, 41275, "08:30:00", CellError("#N/A"), None]


def test_formulas_are_read_where_they_are_asked_for(tmp_path: Path) -> None:
    sheet = next(stored_sheets(Package.open(written(tmp_path)), data_only=False))
    assert [entry.value for entry in list(sheet.iter_rows())[1]][-1] == "=1+1"


def test_a_wrong_size_hides_no_cell(tmp_path: Path) -> None:
    path = written(tmp_path)
    part = "xl/worksheets/sheet1.xml"
    package = Package.open(path)
    assert b'ref="A1:E2"' in package.read(part)
    body = package.read(part).replace(b'ref="A1:E2"', b'ref="A1"')
    sheet = next(stored_sheets(Package(path, package.rewrite({part: body}))))
    assert [len(line) for line in sheet.iter_rows()] == [4, 5]


def test_tables_are_read_with_a_whole_sheet(tmp_path: Path) -> None:
    book = open_stored(Package.open(written(tmp_path)), read_only=False)
    assert not book.worksheets[0].tables


@pytest.mark.parametrize(
    "read",
    [
        read_grids,
        formula_places,
        read_registers,
        lambda path: read_folder([path], conventions.load("camieg-2012-2015")),
    ],
    ids=["audit", "audit des formules", "registres", "bilan"],
)
def test_every_reader_refuses_a_damaged_workbook_in_the_same_words(
    tmp_path: Path, read: Callable[[Path], object]
) -> None:
    path = tmp_path / "annexe.xlsx"
    whole, damaged = zipfile.ZipFile(written(tmp_path)), io.BytesIO()
    with whole, zipfile.ZipFile(damaged, "w") as archive:
        for name in whole.namelist():
            if name != "[Content_Types].xml":
                archive.writestr(name, whole.read(name))
    path.write_bytes(damaged.getvalue())
    with pytest.raises(RefusedFile) as caught:
        read(path)
    assert caught.value.code == "classeur-illisible"
    assert caught.value.message == (
        f"{path} : ce classeur ne peut pas être lu (KeyError). Ouvrez-le dans Excel, "
        "enregistrez-le au format .xlsx et recommencez."
    )
