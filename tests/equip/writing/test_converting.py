"""Annexes that are no Excel workbooks become some, with what they show and nothing invented."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from pycog.equip.converting import converted
from pycog.errors import RefusedFile

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)
_SHEET = """
<table:table table:name="Suivi 2013">
 <table:table-header-rows>
  <table:table-row>
   <table:table-cell office:value-type="string" table:number-columns-spanned="2">
    <text:p>Exercice 2013</text:p></table:table-cell>
   <table:covered-table-cell/>
   <table:table-cell table:number-columns-repeated="1000"/>
  </table:table-row>
 </table:table-header-rows>
 <table:table-row table:number-rows-repeated="2">
  <table:table-cell office:value-type="percentage" office:value="0.9"><text:p>90 %</text:p>
  </table:table-cell>
  <table:table-cell office:value-type="float" office:value="12" table:formula="of:=6+6">
   <text:p>12</text:p></table:table-cell>
 </table:table-row>
 <table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>
</table:table>
"""


def ods(path, sheet=_SHEET):
    """Write an .ods file of one sheet."""
    body = (
        f"<office:document-content {_SPACES}><office:body><office:spreadsheet>{sheet}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", body)
    return path


def test_values_percentages_and_merged_cells_come_over(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(converted(ods(tmp_path / "suivi.ods"))))
    assert book.sheetnames == ["Suivi 2013", "Conversion"]
    sheet = book["Suivi 2013"]
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A1:B1"]
    assert sheet["A1"].value == "Exercice 2013"
    assert [[cell.value for cell in row] for row in sheet["A2:B3"]] == [[0.9, "=6+6"]] * 2
    assert sheet["A2"].number_format == "0.0%"
    assert sheet.max_row == 3


def test_the_conversion_says_what_it_lost(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(converted(ods(tmp_path / "suivi.ods"))))
    said = [book["Conversion"][place].value for place in ("A1", "A2")]
    assert said[0] == "Classeur converti de « suivi.ods » par pycog."
    assert said[1].startswith("La mise en forme")


def test_a_damaged_file_is_refused(tmp_path):
    path = tmp_path / "suivi.ods"
    path.write_bytes(b"rien")
    with pytest.raises(RefusedFile) as raised:
        converted(path)
    assert raised.value.code == "format-inconnu" and ".ods" in raised.value.message


def test_numbers_of_a_csv_file_are_read_as_french_writes_them(tmp_path):
    path = tmp_path / "montants.csv"
    path.write_text(
        "Ligne;Montant;Taux;Code\n1 234,5;-12;97,8 %;007\n=SOMME(A1);1.5;n.d.;12 345\n",
        encoding="utf-8",
    )
    sheet = openpyxl.load_workbook(io.BytesIO(converted(path)))["montants"]
    assert [cell.value for cell in sheet[2]] == [1234.5, -12, pytest.approx(0.978), "007"]
    # a formula typed into a text file stays the text that it is, and so does what may be a date
    assert [cell.value for cell in sheet[3]] == ["=SOMME(A1)", "1.5", "n.d.", 12345]
    assert sheet["A3"].data_type == "s"


def test_a_rate_is_the_number_that_is_written(tmp_path):
    # Half of a bit lies between 56.7 / 100 and 0.567; typed in Excel it is the latter.
    path = tmp_path / "taux.csv"
    path.write_text("Ligne;Taux\nA;56,7 %\nB;0,7%\nC;85,6 %\n", encoding="utf-8")
    sheet = openpyxl.load_workbook(io.BytesIO(converted(path))).worksheets[0]
    assert [sheet[f"B{row}"].value for row in (2, 3, 4)] == [0.567, 0.007, 0.856]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        # One column: the comma is that of the decimals, and of a sentence.
        ("Réalisé\n0,9\nDélai, en jours\n0,86\n", {(1, 0): 0.9, (2, 0): "Délai, en jours"}),
        ("Ligne;Base\nEau, gaz, fioul;12,5\nPoste, tél.;1 200\n", {(1, 0): "Eau, gaz, fioul"}),
        ("a,b\n1,2\n", {(0, 1): "b", (1, 0): 1.0, (1, 1): 2.0}),
        ('Libellé,"Réalisé, 2013"\nX,"0,9"\n', {(0, 1): "Réalisé, 2013", (1, 1): 0.9}),
        ("Suivi\n\nLigne\tBase\nPersonnel\t1,5\n", {(3, 1): 1.5}),
    ],
)
def test_the_separator_of_a_csv_is_no_decimal_comma(tmp_path, text, cells):
    path = tmp_path / "annexe.csv"
    path.write_text(text, encoding="utf-8")
    sheet = openpyxl.load_workbook(io.BytesIO(converted(path))).worksheets[0]
    found = {place: sheet.cell(place[0] + 1, place[1] + 1).value for place in cells}
    assert found == cells
