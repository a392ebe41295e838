"""Cells of the officer: replaced where they were ticked, filled beside where that is free."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from pycog.equip.writing.map_reading import read_map_sheet
from pycog.equip.writing.stripping import strip
from pycog.refresh import refresh_file
from pycog.xlsx.package import Package
from pycog.xlsx.structure import read_workbook
from tests.equip.writing.reading import MAP, parts, rows


def ticked(path, run, cell: str) -> list:
    """Return the lines of the map of a workbook with one cell ticked."""
    data = run(path)[1].data
    package = Package(path, data)
    info = read_workbook(package)
    [sheet] = [one for one in info.sheets if one.name == MAP]
    lines = read_map_sheet(package, info, sheet)
    found = [
        line._replace(replace="x") if f"{line.sheet}!{line.cell}" == cell else line
        for line in lines
    ]
    assert found != lines
    return found


def value(data: bytes, sheet: str, cell: str, *, formulas: bool = False) -> object:
    """Return what a cell holds."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=not formulas)
    return book[sheet][cell].value


def test_nothing_is_replaced_without_a_tick(annex, run):
    done = run(annex)[1]
    assert (
        parts(done.data)["xl/worksheets/sheet2.xml"]
        == parts(annex.read_bytes())["xl/worksheets/sheet2.xml"]
    )


def test_a_ticked_total_becomes_the_sum_of_its_lines(annex, run, host, tmp_path):
    lines = ticked(annex, run, "FNGA 2013!C7")
    done = run(annex, None, lines)[1]
    assert value(done.data, "FNGA 2013", "C7") == 19_347_750
    assert "SUM(" in value(done.data, "FNGA 2013", "C7", formulas=True)
    [line] = [row for row in rows(done.data, MAP) if row[:3] == ["Contrôle", "FNGA 2013", "C7"]]
    assert (line[10], line[11]) == ("x", "38439500")
    before, after = parts(annex.read_bytes()), parts(done.data)
    assert before["xl/worksheets/sheet1.xml"] == after["xl/worksheets/sheet1.xml"]
    path = tmp_path / "remplace.xlsx"
    path.write_bytes(done.data)
    # the rate of the same row, which Excel would calculate anew, was of the wrong total
    report = refresh_file(path, host)
    assert [(one.sheet, one.cell) for one in report.changes] == [("FNGA 2013", "D7")]


def test_a_ticked_cell_comes_back_to_the_byte(annex, run):
    done = run(annex, None, ticked(annex, run, "FNGA 2013!C7"))[1]
    again = run(annex, done.data)[1]
    assert not again.changed
    result = strip(Package(annex, done.data))
    assert result.exact and result.data == annex.read_bytes()


def test_a_ticked_cell_comes_back_after_other_changes(annex, run, tmp_path):
    done = run(annex, None, ticked(annex, run, "FNGA 2013!C7"))[1]
    changed = changed_part(done.data, "xl/worksheets/sheet2.xml", b"13921450", b"13921451")
    result = strip(Package(annex, changed))
    assert not result.exact and not result.kept
    assert value(result.data, "FNGA 2013", "C7") == 38_439_500
    assert value(result.data, "FNGA 2013", "C3") == 13_921_451
    book = openpyxl.load_workbook(io.BytesIO(result.data))
    assert book.sheetnames == ["Indicateurs 2013", "FNGA 2013"]
    assert "COG_CONVENTION" not in book.defined_names


def changed_part(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Return a package in which another program changed one part."""
    package = Package(Path("classeur.xlsx"), data)
    body = package.read(name)
    assert old in body
    return package.rewrite({name: body.replace(old, new)})


def test_what_was_changed_since_is_left(annex, run):
    done = run(annex, None, ticked(annex, run, "FNGA 2013!C7"))[1]
    package = Package(annex, done.data)
    body = package.read("xl/worksheets/sheet2.xml")
    start = body.index(b'<c r="C7"')
    cell = body[start : body.index(b"</c>", start) + 4]
    changed = package.rewrite(
        {"xl/worksheets/sheet2.xml": body.replace(cell, b'<c r="C7"><v>5</v></c>')}
    )
    result = strip(Package(annex, changed))
    assert value(result.data, "FNGA 2013", "C7") == 5
    assert result.kept == ["FNGA 2013!C7 : modifiée depuis, laissée telle quelle"]


def test_a_sheet_in_which_somebody_typed_is_kept(annex, run):
    done = run(annex)[1]
    name = next(name for name in parts(done.data) if b"COG_ATTAINMENT" in parts(done.data)[name])
    changed = changed_part(
        done.data, name, b"</sheetData>", b'<row r="900"><c r="A900"><v>7</v></c></row></sheetData>'
    )
    result = strip(Package(annex, changed))
    assert not result.exact
    assert [note for note in result.kept if "COG - résultats" in note and "A900" in note]
    assert "COG - résultats" in openpyxl.load_workbook(io.BytesIO(result.data)).sheetnames


def test_columns_are_written_where_it_is_free(annex, run, host, tmp_path):
    done = run(annex, columns=True)[1]
    assert not done.notes
    assert value(done.data, "Indicateurs 2013", "G3") == "Taux d'atteinte 2013 (COG)"
    assert value(done.data, "Indicateurs 2013", "G4") == pytest.approx(0.982 / 0.98)
    assert value(done.data, "Indicateurs 2013", "H5") == "Non atteint"
    assert value(done.data, "FNGA 2013", "E3") == pytest.approx(13_921_450 / 14_052_000)
    book = openpyxl.load_workbook(io.BytesIO(done.data))
    assert book["Indicateurs 2013"]["G3"].font.bold
    assert book["Indicateurs 2013"]["G4"].number_format == "0.0%"
    assert not run(annex, done.data)[1].changed
    assert strip(Package(annex, done.data)).data == annex.read_bytes()
    path = tmp_path / "colonnes.xlsx"
    path.write_bytes(done.data)
    assert refresh_file(path, host).changed == 0


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda sheet: sheet.cell(5, 8, "note"), "H5 n'est pas vide"),
        (lambda sheet: sheet.cell(1, 1, "=SUM(A4:Z4)"), "la formule Indicateurs 2013!A1 lit"),
        (lambda sheet: sheet.merge_cells("G1:G4"), "des cellules y sont fusionnées"),
        (lambda sheet: setattr(sheet, "print_area", "A1:Z20"), "la zone d'impression lit"),
    ],
)
def test_columns_are_not_written_where_something_stands_or_reads(annex, run, spoil, why):
    book = openpyxl.load_workbook(annex)
    spoil(book["Indicateurs 2013"])
    book.save(annex)
    done = run(annex, columns=True)[1]
    [note] = [note for note in done.notes if "Indicateurs 2013" in note]
    assert why in note and "non écrites" in note
    assert value(done.data, "Indicateurs 2013", "G3") is None


def test_a_protected_sheet_is_not_written_to(annex, run):
    book = openpyxl.load_workbook(annex)
    book["FNGA 2013"].protection.sheet = True
    book.save(annex)
    done = run(annex, None, ticked(annex, run, "FNGA 2013!C7"), columns=True)[1]
    assert [note for note in done.notes if "« FNGA 2013 » : protégée" in note]
    assert value(done.data, "FNGA 2013", "C7") == 38_439_500


def test_a_sheet_that_a_formula_reads_is_kept_and_keeps_its_name(annex, run):
    done = run(annex)[1]
    row = """<row r="90"><c r="A90"><f>'COG - résultats'!E5</f><v>1</v></c></row></sheetData>"""
    changed = changed_part(done.data, "xl/worksheets/sheet2.xml", b"</sheetData>", row.encode())
    result = strip(Package(annex, changed))
    [note] = result.kept
    assert "« COG - résultats » : gardée" in note and "« FNGA 2013 » la lit" in note
    again = run(annex, changed)[1]
    assert again.sheets == ("COG - résultats", "Correspondances")
    assert not run(annex, again.data)[1].changed


def test_names_of_single_sheets_stay_with_their_sheets(annex, run):
    book = openpyxl.load_workbook(annex)
    book["FNGA 2013"].print_area = "A1:D7"
    book.save(annex)
    done = run(annex)[1]
    opened = openpyxl.load_workbook(io.BytesIO(done.data))
    assert opened["FNGA 2013"].print_area == "'FNGA 2013'!$A$1:$D$7"
    assert opened["Indicateurs 2013"].auto_filter.ref == "A3:F10"
