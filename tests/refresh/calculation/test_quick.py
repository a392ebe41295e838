"""Formulas of one shape are rewritten as each of them alone would be."""

from __future__ import annotations

import re
import zipfile
from html import escape

import pytest
from openpyxl import load_workbook

from pycog.refresh import refresh_file
from pycog.refresh.calculation import quick
from pycog.refresh.calculation.areas import Grid
from pycog.refresh.calculation.translation import Beyond, Translator
from pycog.xlsx import formulas
from pycog.xlsx.formulas import row_spans
from tests.refresh.gaps.case import Case, workbook
from tests.refresh.gaps.collection import CASES

_FORMULAS = sorted(
    {
        text[1:]
        for one in CASES
        for cells in one.sheets.values()
        for text in cells.values()
        if isinstance(text, str) and text[:1] == "="
    }
)


def _element(formula: str) -> bytes:
    return f"<f>{escape(formula, quote=False)}</f>".encode()


def _digits_on(formula: str) -> str:
    """Return another formula of the same shape: the digits of its references moved on."""
    pieces = re.split(r'("(?:[^"]|"")*")', formula)
    for place in range(0, len(pieces), 2):
        pieces[place] = re.sub(
            r"(?<=[A-Z$])[1-8](?=\d*\b)", lambda m: str(int(m[0]) + 1), pieces[place]
        )
    return "".join(pieces)


def test_a_shape_is_rewritten_as_each_of_its_formulas() -> None:
    translator = Translator("F", Grid(["F"], {"F": (99, 99)}), {})
    compared = 0
    for formula in _FORMULAS:
        other = _digits_on(formula)
        try:
            templates = [translator.template(one, array=False) for one in (formula, other)]
        except (Beyond, formulas.Unsupported):  # kept, not rewritten
            continue
        if templates[0] is None or templates[1] is None:
            continue
        rewriting = quick.rewriting(_element(formula), formula, templates[0])
        if rewriting is not None:
            compared += 1
            wanted = _element(templates[1].apply(other, 7, 7))
            assert rewriting(_element(other)) == wanted, formula
    assert compared > 100


@pytest.mark.parametrize("element", [b"<f>A1&#38;B1</f>", b"<f t='x'/>", b"<f>A1<b/></f>"])
def test_an_element_written_otherwise_is_read(element) -> None:
    template = Translator("F", Grid(["F"]), {}).template("A1&B1", array=False)
    assert template is not None
    assert quick.rewriting(element, "A1&B1", template) is None


@pytest.mark.parametrize(
    ("formula", "others", "same"),
    [
        ("VLOOKUP(A5,B$1:C$9,2,FALSE)", ["VLOOKUP(A7,B$2:C$9,2,FALSE)"], True),
        ("VLOOKUP(A5,B$1:C$9,2,FALSE)", ["VLOOKUP(A5,B$1:C$9,1,FALSE)"], False),
        ('MATCH("a&b1",A5:A9,0)', ['MATCH("a&b1",A6:A8,0)'], True),
        ('MATCH("a&b1",A5:A9,0)', ['MATCH("a&b2",A5:A9,0)', 'MATCH("a&b1",A5:A9,1)'], False),
        ("INDEX('S 1'!A5:A9,2)", ["INDEX('S 1'!A6:A9,2)"], True),
        ("INDEX('S 1'!A5:A9,2)", ["INDEX('S 2'!A5:A9,2)"], False),
    ],
)
def test_formulas_with_the_same_deciding_digits_are_looked_at_once(formula, others, same) -> None:
    seen: list[bytes] = []

    def find(element: bytes) -> quick.Rewriting:
        seen.append(element)
        return bytes

    form = quick.Form(_element(formula), formula, row_spans(formula), find)
    for one in (formula, *others):
        assert form.rewriting(_element(one)) is bytes
    assert len(seen) == (1 if same else 1 + len(others))


def test_a_row_that_starts_with_zero_is_no_row() -> None:
    formula = "VLOOKUP(A5,B$1:C$9,2,FALSE)"
    form = quick.Form(_element(formula), formula, row_spans(formula), lambda _: bytes)
    assert form.rewriting(_element(formula.replace("A5", "A0"))) is None


def test_digits_decide_in_columns_filled_down_and_in_arrays_of_one_cell(tmp_path, host) -> None:
    lookups = {
        f"E{row}": f"=VLOOKUP(D{row},$A$1:$B$12,{1 + row % 2},FALSE)" for row in range(1, 13)
    }
    cells: dict[str, object] = {f"A{row}": row for row in range(1, 13)}
    cells |= {f"B{row}": 100 + row for row in range(1, 13)}
    cells |= {f"D{row}": 13 - row for row in range(1, 13)}
    path, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    path.write_bytes(workbook(Case("", "", {"F": cells | lookups}, {})))
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    single = re.sub(rb'(<c r="(E\d+)"[^>]*>)<f>', rb'\1<f t="array" ref="\2">', parts[part])
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, single if name == part else body)
    report = refresh_file(path, host, output=out)
    assert report.refused is None
    wanted = {row: 13 - row if row % 2 == 0 else 113 - row for row in range(1, 13)}
    sheet = load_workbook(out, data_only=True)["F"]
    assert {row: sheet.cell(row, 5).value for row in range(1, 13)} == wanted


def test_digits_that_decide_are_looked_at_one_by_one(tmp_path, host) -> None:
    # The same shape, but only the second is in the R1C1 notation, which is left to Excel.
    cells = {
        "A1": "'B9",
        "A2": "'R1C1",
        "B9": 5,
        "C1": "=INDIRECT(A1,1)",
        "C2": "=INDIRECT(A2,0)",
        "D1": '=B9>4&"x"',
        "D2": '=B9>5&"x"',
    }
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(Case("", "", {"F": cells}, {})))
    report = refresh_file(path, host)
    assert [one.cell for one in report.frozen] == ["C2"]
