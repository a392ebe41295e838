"""The doctor on files: what it reads, what it repairs, what it leaves as it was."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from pycog.doctor import Repair, examine, read, repair
from pycog.refresh import refresh_file
from pycog.xlsx.package import Package
from tests.refresh.calculation.test_natives import edited
from udfs.catalogue import catalogue
from udfs.hosts.engine import EngineHost

SIGNATURES = {name: (one.required, len(one.arguments)) for name, one in catalogue().items()}
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def sick(tmp_path: Path) -> Path:
    """A workbook with one of everything."""
    path = tmp_path / "malade.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Été & fils")
    sheet.write_column("A1", ["Montant", 10, 20, 30])
    sheet.write_string("A5", "1\u202f200,50", book.add_format({"bold": True}))
    sheet.write_formula("A6", "=SUM(A2:A5)", None, 60)
    sheet.write_formula("B1", '=COG_RATE(1,4)&" <&> "', None, 7)
    sheet.write_formula("B2", "=[1]!_xldudf_COG_RATE(3,4)", None, "#NAME?")
    sheet.write_dynamic_array_formula("B3", "=_xldudf_COG_RATE(2,4)", None, 0.5)
    sheet.write_dynamic_array_formula("B4", "=_xll.COG_RATE(2,4)", None, 0.5)
    sheet.write_formula("B5", "=_xldudf_COG_RATES(2,4)", None, 0.5)
    sheet.merge_range("D1:E1", "")
    sheet.write_formula("D1", "=COG_RATE(1,4)", None, 0)
    columns = [{"header": "Taux", "formula": "=COG_RATE(1,4)"}]
    sheet.add_table("G1:G3", {"columns": columns})
    rule = {"type": "formula", "criteria": "=COG_RATE(A1,4)>0.5"}
    sheet.conditional_format("A1:A9", rule)
    sheet.data_validation("C1", {"validate": "custom", "value": "=COG_RATE(C1,4)>0.5"})
    book.define_name("Taux", "=COG_RATE(1,4)")
    book.close()
    return path


def diagnosed(path: Path):
    package = Package.open(path)
    return package, examine(read(package), SIGNATURES)


def mended(path: Path) -> tuple[Repair, Path]:
    package, findings = diagnosed(path)
    result = repair(package, findings, SIGNATURES)
    target = path.with_name("sain.xlsx")
    target.write_bytes(result.data)
    return result, target


def test_everything_is_found(sick):
    _, findings = diagnosed(sick)
    assert [(one.code, one.cell, one.repairable) for one in findings] == [
        ("appel-non-rattache", "B1", True),
        ("appel-non-rattache", "D1", True),
        ("appel-abime", "B2", True),
        ("erreur-figee", "B2", False),
        ("appel-non-rattache", "G2", True),
        ("appel-non-rattache", "G3", True),
        ("appel-abime", "B4", True),
        ("nombre-en-texte", "A5", True),
        ("fonction-inconnue", "B5", False),
        ("cog-en-mise-en-forme", "A1:A9", False),
        ("cog-en-validation", "C1", False),
        ("cog-en-nom", "Taux", False),
    ]


def test_the_repaired_copy_is_clean_and_readable(sick):
    before = sick.read_bytes()
    result, copy = mended(sick)
    assert sick.read_bytes() == before
    assert not any(finding.repairable for finding in result.left)
    _, again = diagnosed(copy)
    assert [one.code for one in again] == [one.code for one in result.left]
    assert [(one.cell, one.before, one.after) for one in result.changes] == [
        ("B1", '=COG_RATE(1,4)&" <&> "', '=_xldudf_COG_RATE(1,4)&" <&> "'),
        ("D1", "=COG_RATE(1,4)", "=_xldudf_COG_RATE(1,4)"),
        ("B2", "=[1]!_xldudf_COG_RATE(3,4)", "=_xldudf_COG_RATE(3,4)"),
        ("G2", "=COG_RATE(1,4)", "=_xldudf_COG_RATE(1,4)"),
        ("G3", "=COG_RATE(1,4)", "=_xldudf_COG_RATE(1,4)"),
        ("B4", "=_xll.COG_RATE(2,4)", "=_xldudf_COG_RATE(2,4)"),
        ("A5", "« 1\u202f200,50 » (texte)", "1 200,5"),
    ]
    sheet = openpyxl.load_workbook(copy).worksheets[0]
    assert (sheet["A5"].value, sheet["A5"].font.bold) == (1200.5, True)
    assert sheet["B1"].value.text == '=_xldudf_COG_RATE(1,4)&" <&> "'


def test_ordinary_formulas_become_dynamic_arrays_where_excel_allows_it(sick):
    _, copy = mended(sick)
    part = zipfile.ZipFile(copy).read(SHEET).decode()
    assert re.search(r'<c r="B1"[^>]* cm="1"[^>]*><f t="array" ref="B1">_xldudf_COG', part)
    for cell in ("D1", "G2"):  # merged cells, a table
        assert re.search(rf'<c r="{cell}"[^>]*><f>_xldudf_COG_RATE', part)


def test_a_workbook_without_metadata_gets_it(tmp_path):
    path = tmp_path / "ancien.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_formula("A1", "=COG_RATE(1,4)", None, 0)
    sheet.write_formula("A2", "=A1*2", None, 0)
    book.close()
    _, copy = mended(path)
    old, new = zipfile.ZipFile(path), zipfile.ZipFile(copy)
    added = set(new.namelist()) - set(old.namelist())
    assert added == {"xl/metadata.xml"} and new.testzip() is None
    assert b"sheetMetadata+xml" in new.read("[Content_Types].xml")
    assert b'Target="metadata.xml"' in new.read("xl/_rels/workbook.xml.rels")
    changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert changed == {"[Content_Types].xml", "xl/_rels/workbook.xml.rels", SHEET}
    report = refresh_file(copy, EngineHost())
    assert report.refused is None
    values = openpyxl.load_workbook(copy, data_only=True).worksheets[0]
    assert (values["A1"].value, values["A2"].value) == (0.25, 0.5)


def test_a_shared_formula_keeps_its_form(tmp_path):
    path = tmp_path / "partage.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_column("A1", [1, 2])
    sheet.write_formula("B1", "=PLACE1", None, 0)
    sheet.write_formula("B2", "=PLACE2", None, 0)
    book.close()

    def share(body: bytes) -> bytes:
        first = b'<f t="shared" ref="B1:B2" si="0">COG_RATE(A1,4)</f>'
        body = body.replace(b"<f>PLACE1</f>", first)
        return body.replace(b"<f>PLACE2</f>", b'<f t="shared" si="0"/>')

    edited(path, {SHEET: share})
    result, copy = mended(path)
    assert [change.cell for change in result.changes] == ["B1"]
    assert b'si="0">_xldudf_COG_RATE(A1,4)</f>' in zipfile.ZipFile(copy).read(SHEET)


def test_shared_formulas_carry_volatile_inputs(tmp_path):
    path = tmp_path / "volatil.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_formula("A9", "=TODAY()", None, 40000)
    for row in (7, 8):
        sheet.write_formula(f"B{row}", f"=PLACE{row}", None, 0)
    sheet.write_dynamic_array_formula("C1", "=_xldudf_COG_RATE(B8,4)", None, 0)
    book.close()

    def share(body: bytes) -> bytes:
        first = b'<f t="shared" ref="B7:B8" si="0">A8-$D$1</f>'
        body = body.replace(b"<f>PLACE7</f>", first)
        return body.replace(b"<f>PLACE8</f>", b'<f t="shared" si="0"/>')

    _, findings = diagnosed(edited(path, {SHEET: share}))
    assert [(one.code, one.cell) for one in findings] == [("entree-volatile", "C1")]


def test_a_sheet_written_in_an_unusual_way_is_examined_not_edited(sick):
    def prefix(body: bytes) -> bytes:
        body = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", body)
        return body.replace(b"<x:worksheet xmlns=", b"<x:worksheet xmlns:x=")

    _, findings = diagnosed(edited(sick, {SHEET: prefix}))
    assert len(findings) == 12
    assert not any(one.repairable for one in findings)


BUILT = sorted((Path(__file__).parents[2] / "workbooks").rglob("*.xlsx"))


@pytest.mark.parametrize("path", BUILT, ids=lambda path: path.stem)
def test_our_own_workbooks_are_healthy(path):
    _, findings = diagnosed(path)
    # A validation case of recette calls a formula with too many arguments, on purpose.
    assert [one.code for one in findings] == []
    assert BUILT
