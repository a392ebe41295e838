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
from pycog.audit import audit_workbook
from pycog.errors import CellError, InvalidInput, RefusedFile
from pycog.reports.bilan.bilan_reading import read_folder
from pycog.reports.budget.budget_reading import read_registers
from pycog.xlsx.package import Package
from pycog.xlsx.stored import open_stored, stored_sheets, stored_value

SHEET = "xl/worksheets/sheet1.xml"
#: Everything that reads stored values, by what the officer asked for.
READERS: dict[str, Callable[[Path], object]] = {
    "audit": audit_workbook,
    "registres": read_registers,
    "bilan": lambda path: read_folder([path], conventions.load("camieg-2012-2015")),
}


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


def edited(path: Path, old: bytes, new: bytes) -> Package:
    """Return a workbook with a few bytes of its sheet replaced."""
    package = Package.open(path)
    body = package.read(SHEET)
    assert body.count(old) == 1
    return Package(path, package.rewrite({SHEET: body.replace(old, new)}))


def refusal(path: Path, read: Callable[[Path], object]) -> RefusedFile:
    """Return how a reader refuses a workbook."""
    with pytest.raises(RefusedFile) as caught:
        read(path)
    return caught.value


def test_values_are_those_of_the_cells_and_dates_are_serials(tmp_path: Path) -> None:
    with stored_sheets(Package.open(written(tmp_path))) as (sheet,):
        first, second = ([stored_value(entry) for entry in line] for line in sheet.iter_rows())
    assert first == ["texte", 12, 0.5, True]
    # 1 January 2013 is day 41275 of Excel; openpyxl stores no value for a formula.
    assert second == [41305, 41275, "08:30:00", CellError("#N/A"), None]


def test_formulas_are_read_where_they_are_asked_for(tmp_path: Path) -> None:
    with stored_sheets(Package.open(written(tmp_path)), data_only=False) as (sheet,):
        _, second = sheet.iter_rows(values_only=True)
    assert second[-1] == "=1+1"


def test_a_wrong_size_hides_no_cell(tmp_path: Path) -> None:
    package = edited(written(tmp_path), b'ref="A1:E2"', b'ref="A1"')
    with stored_sheets(package) as (sheet,):
        assert [len(line) for line in sheet.iter_rows()] == [4, 5]


def test_tables_are_read_with_a_whole_sheet(tmp_path: Path) -> None:
    book = open_stored(Package.open(written(tmp_path)), read_only=False)
    assert not book.worksheets[0].tables


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_every_reader_refuses_a_damaged_workbook_in_the_same_words(
    tmp_path: Path, read: Callable[[Path], object]
) -> None:
    path = written(tmp_path)
    whole, damaged = zipfile.ZipFile(path), io.BytesIO()
    with whole, zipfile.ZipFile(damaged, "w") as archive:
        for name in whole.namelist():
            if name != "[Content_Types].xml":
                archive.writestr(name, whole.read(name))
    path.write_bytes(damaged.getvalue())
    assert refusal(path, read).message == (
        f"{path} : ce classeur ne peut pas être lu (KeyError). Ouvrez-le dans Excel, "
        "enregistrez-le au format .xlsx et recommencez."
    )


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_every_reader_refuses_a_damaged_sheet(
    tmp_path: Path, read: Callable[[Path], object]
) -> None:
    path = written(tmp_path)
    path.write_bytes(edited(path, b"</sheetData>", b"</sheetDate>").data)
    assert refusal(path, read).message.startswith(f"{path} : ")


def test_what_a_reader_says_itself_is_not_changed(tmp_path: Path) -> None:
    said = InvalidInput("saisie", "La saisie manque.")
    with (
        pytest.raises(InvalidInput) as caught,
        stored_sheets(Package.open(written(tmp_path))),
    ):
        raise said
    assert caught.value is said
