"""Good values are never lost: to an error of the engine's, a volatile array, an odd package."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from pycog.refresh import FileReport, refresh_file
from tests.refresh.fidelity import hand
from tests.refresh.gaps.case import Case, workbook

SIMPLE = {"A1": 1, "A2": 3, "B1": "=A1/A2", "B2": "=B1*2"}


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "classeur.xlsx"
    path.write_bytes(data)
    return path


def made(tmp_path: Path, cells: dict[str, object], **more: object) -> Path:
    one = Case("", "", sheets={"F": cells}, expected={}, **more)
    return written(tmp_path, workbook(one))


def values(path: Path) -> dict[str, object]:
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row}


def kept(report: FileReport) -> dict[str, object]:
    return {one.cell: one.stored for one in report.to_recalculate}


def test_a_good_value_does_not_become_an_error_of_the_engines_own(host, tmp_path) -> None:
    cells = {"A1": 7, "A2": "x", "B1": "=INDEX(A1:A2,9)", "B2": "=A2*2", "B3": "=B1+1"}
    path = made(tmp_path, cells, stored={"F!B1": 2.5, "F!B2": 5, "F!B3": 9})
    report = refresh_file(path, host)
    found = values(path)
    assert kept(report) == {"B1": 2.5} and found["B1"] == 2.5
    assert found["B3"] == 3.5  # what reads it counts on it
    assert found["B2"] == "#VALUE!"  # no number in any language: an error of Excel's too


def test_an_error_that_a_formula_asks_for_is_believed(host, tmp_path) -> None:
    cells = {"A1": 0.9, "B1": "=IF(A1>0.8,NA(),A1)", "B2": "=RANK.EQ(5,A1:A2)"}
    path = made(tmp_path, cells, stored={"F!B1": 0.5, "F!B2": 1})
    report = refresh_file(path, host)
    assert kept(report) == {}
    assert (values(path)["B1"], values(path)["B2"]) == ("#N/A", "#N/A")


def test_numbers_and_dates_in_text_are_read_as_in_french(host, tmp_path) -> None:
    cells = {
        "A1": "1,2", "A2": "1 234,56", "A3": "12,5 %", "A4": "01/02/2013", "A5": "3,5",
        "B1": "=A1*2", "B2": "=A2+1", "B3": "=A3*2", "B4": "=A4+1", "B5": "=-A5",
        "B6": "=ROUND(A5,0)", "B7": "=SUM(A1:A5)", "B8": '=A1&" k"',
    }  # fmt: skip
    path = made(tmp_path, cells)
    assert kept(refresh_file(path, host)) == {}
    found = values(path)
    assert [found[f"B{row}"] for row in range(1, 9)] == [
        2.4, 1235.56, 0.25, 41307, -3.5, 4, 0, "1,2 k",
    ]  # fmt: skip


def test_an_undefined_name_keeps_its_value(host, tmp_path) -> None:
    path = made(tmp_path, {"A1": "=A0+1", "B1": "=Absent*2"}, stored={"F!A1": 4, "F!B1": 6})
    report = refresh_file(path, host)
    assert report.refused is None
    assert kept(report) == {"A1": 4, "B1": 6}
    assert values(path) == {"A1": 4, "B1": 6}


def test_cells_that_a_volatile_array_fills_are_not_formulas(host, tmp_path) -> None:
    rows = (
        '<row r="1"><c r="A1" cm="1"><f t="array" aca="1" ref="A1:B1" ca="1">L.DOUBLE(C1)</f>'
        '<v>4</v></c><c r="B1"><f ca="1"/><v>8</v></c><c r="C1"><v>4</v></c>'
        '<c r="D1"><f>B1+1</f><v>0</v></c></row>'
    )
    parts = hand.parts(hand.sheet(rows))
    path = tmp_path / "classeur.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    report = refresh_file(path, host)
    assert report.refused is None and kept(report) == {}
    found = values(path)
    assert (found["A1"], found["B1"], found["D1"]) == (4, 8, 9)


def test_a_link_written_with_a_path_keeps_its_value(host, tmp_path) -> None:
    cells = {"A1": "=['file:///C:/x/y.xlsx']Feuil1!A1", "A2": "='C:\\x\\[y.xlsx]Feuil1'!A1"}
    path = made(tmp_path, {**cells, "B1": "=A1+A2"}, stored={"F!A1": 10, "F!A2": 20})
    report = refresh_file(path, host)
    assert report.refused is None
    assert {one.cell for one in report.frozen} == {"A1", "A2"}
    assert values(path)["B1"] == 30


def test_a_shared_formula_that_turns_its_range_round(host, tmp_path) -> None:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}"><f t="shared" '
        + ('ref="B1:B5" si="0">SUM(A$3:A1)</f>' if row == 1 else 'si="0"/>')
        + "<v>0</v></c></row>"
        for row in range(1, 6)
    )
    parts = hand.parts(hand.sheet(rows))
    path = tmp_path / "classeur.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    assert refresh_file(path, host).refused is None
    found = values(path)
    assert [found[f"B{row}"] for row in range(1, 6)] == [6, 5, 3, 7, 12]


def test_a_table_written_with_dollars_does_not_hang(host, tmp_path) -> None:
    from tests.refresh.gaps.case import Table

    path = made(
        tmp_path,
        {"A1": "n", "A2": 1, "A3": 2, "C1": "=SUM(T[n])"},
        tables=[Table("T", "F", "$A$1:$A$3", ["n"], 0)],
    )
    assert refresh_file(path, host).refused is None
    assert values(path)["C1"] == 3


def test_a_relation_to_absent_strings(host, tmp_path) -> None:
    path = made(tmp_path, SIMPLE)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    rels = "xl/_rels/workbook.xml.rels"
    link = (
        b'<Relationship Id="rId99" Type="' + hand.OFFICE.encode() + b'/sharedStrings" '
        b'Target="sharedStrings.xml"/></Relationships>'
    )
    parts[rels] = parts[rels].replace(b"</Relationships>", link)
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    assert refresh_file(path, host).refused is None
    assert values(path)["B2"] == pytest.approx(2 / 3)


def test_dates_that_differ_in_the_zip(host, tmp_path) -> None:
    path = made(tmp_path, SIMPLE)
    data = bytearray(path.read_bytes())
    data[10:14] = b"\x00\x00\x21\x00"  # time and date of the first local header
    path.write_bytes(bytes(data))
    assert refresh_file(path, host).refused is None
    assert values(path)["B2"] == pytest.approx(2 / 3)


def test_white_space_inside_a_cell_stays(host, tmp_path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1">\n  <f>A1/0</f>\n  <v>5</v>\n</c></row>'
    parts = hand.parts(hand.sheet(rows))
    path = tmp_path / "classeur.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    assert refresh_file(path, host).refused is None
    with zipfile.ZipFile(path) as archive:
        part = archive.read("xl/worksheets/sheet1.xml")
    assert b'<c r="B1" t="e">\n  <f>A1/0</f>\n  <v>#DIV/0!</v>\n</c>' in part


def test_a_true_circle_is_refused_and_a_possible_one_kept(host, tmp_path) -> None:
    path = made(tmp_path, {"A1": "=B1+1", "B1": "=A1*2"})
    report = refresh_file(path, host)
    assert report.refused is not None and report.refused.code == "reference-circulaire"
    cells = {"A1": "=IF(C1=0,5,B1)", "B1": "=A1+1", "C1": 1}
    path = made(tmp_path, cells, stored={"F!A1": 5, "F!B1": 0})
    report = refresh_file(path, host)
    assert report.refused is None and "A1" in kept(report)
    assert values(path)["B1"] == 6
