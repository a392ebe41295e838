"""What is read at once for many cells is what is read of each for itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.seal import cell_states, plain_formulas
from pycog.seal.cell_states import read_cells
from pycog.seal.plain_formulas import plain_formula
from pycog.seal.quick_values import quick_values
from pycog.xlsx.package import Package
from pycog.xlsx.structure import read_workbook
from tests.paths import ROOT

BUILT = sorted((ROOT / "workbooks").glob("camieg-2012-2015/*.xlsx"))[:6]
#: Formulas whose digits, written « # », decide how they are written otherwise.
SHAPES = (
    "SUM( A#:A# )+'Feuil#'!b#",
    "SUM($A$#:$A$#######)",
    '_xlfn.CONCAT(A#,"A#:A#")&#.#0',
    "Feuil#!A#:Feuil#!B#+Feuil#!A#:Feuil#!B#",
    "#:#*#E#",
    "IF(TRUE(),taux#,LOG##(A#:XFD#))",
    '_xldudf_COG_STATUS(A#,"> #,# %")',
    "0.00#####################*A#",
)


@given(st.sampled_from(SHAPES), st.lists(st.integers(0, 9), min_size=60, max_size=60))
def test_formulas_alike_but_for_digits_are_each_written_as_alone(shape, digits) -> None:
    one, other = (_filled(shape, some) for some in (digits[:30], digits[30:]))
    plain_formulas._forms.clear()
    plain_formula(one)
    after = plain_formula(other)
    plain_formulas._forms.clear()
    assert plain_formula(other) == after


def _filled(shape: str, digits: list[int]) -> str:
    given = iter(digits)
    return "".join(str(next(given)) if sign == "#" else sign for sign in shape)


@pytest.mark.parametrize("path", BUILT, ids=lambda path: path.stem)
def test_cells_read_at_once_are_those_read_one_by_one(path, monkeypatch) -> None:
    package = Package.open(path)
    quick = read_cells(package, read_workbook(package))
    asked = []
    monkeypatch.setattr(cell_states, "quick_values", lambda *_: asked.append(1))
    assert read_cells(package, read_workbook(package)) == quick
    assert asked


def sheet(*cells: str) -> bytes:
    return (
        f'<worksheet><sheetData><row r="1">{"".join(cells)}</row></sheetData></worksheet>'.encode()
    )


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('<c r="A1"><v>1.50</v></c>', ("A1", "n", "1.5", "0")),
        ('<c r="AB12" s="3" t="s"><v>1</v></c>', ("AB12", "s", "b", "3")),
        ('<c r="A1" t="str"><f>B1</f><v>a &amp; b</v></c>', ("A1", "s", "a & b", "0")),
        ('<c r="A1" t="b"><v>1</v></c>', ("A1", "b", "1", "0")),
        ('<c r="A1" t="e"><f t="array" ref="A1">B1</f><v>#N/A</v></c>', ("A1", "e", "#N/A", "0")),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> é_x000D_</t></is></c>',
         ("A1", "s", " é\n", "0")),
        ('<c r="A1" s="2"/>', ("A1", "", "", "2")),
        ('<c r="A1" cm="1"><f/><v/></c>', ("A1", "", "", "0")),
    ],
)  # fmt: skip
def test_usual_cells_are_read_at_once(cell, read) -> None:
    assert quick_values(sheet(cell), ["a", "b"]) == [read]


@pytest.mark.parametrize(
    "cell",
    [
        '<c t="n" r="A1"><v>1</v></c>',
        '<c r="A1" t="d"><v>2013-01-01</v></c>',
        '<c r="A1" t="s"><v/></c>',
        '<c r="A1" t="str"><v>&#128;</v></c>',
        '<c r="A1" t="inlineStr"><is><r><t>a</t></r></is></c>',
        '<c r="A1"><v>1</v><extLst/></c>',
        "<c r='A1'><v>1</v></c>",
        "<c><v>1</v></c>",
    ],
)
def test_any_other_cell_is_left_to_the_exact_reader(cell) -> None:
    assert quick_values(sheet('<c r="B1"><v>1</v></c>', cell), []) is None
