"""Typed values read in whole columns: the engine, which reads files by itself, says the same."""

from __future__ import annotations

import io
from pathlib import Path

import formualizer as fz
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pycog.refresh import Options
from pycog.xlsx.package import Package
from pycog.xlsx.sheet_reading import read_sheets
from pycog.xlsx.structure import read_workbook
from pycog.xlsx.typed_columns import NotPlain, TypedColumns

_COLUMNS, _ROWS = 4, 13
_NUMBERS = st.one_of(
    # Written with 16 digits, the largest floats would read back as infinite.
    st.floats(-1e300, 1e300),
    st.integers(-(10**6), 10**6).map(float),
    st.sampled_from([0.1, 1e-7, 44197.123456789, 1e21]),
)
_WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="_"),
    min_size=1,
    max_size=8,
)
_CELL = st.one_of(st.none(), _NUMBERS, _WORDS, st.booleans(), st.just("blank"))


def _book(lines: list[list[object]], *, inline: bool = False) -> bytes:
    out = io.BytesIO()
    # With constant memory texts are written in place.
    book = xlsxwriter.Workbook(out, {"constant_memory": inline})
    sheet = book.add_worksheet("S")
    dated = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            if value == "blank":
                sheet.write_blank(row, column, None, dated)
            elif isinstance(value, bool):
                sheet.write_boolean(row, column, value)
            elif isinstance(value, float):
                sheet.write_number(row, column, value, dated if row % 3 else None)
            elif value is not None:
                sheet.write_string(row, column, str(value))
    book.close()
    return out.getvalue()


def _read(data: bytes, columns: range, last: int = _ROWS) -> dict[int, list[object]]:
    package = Package(Path("classeur.xlsx"), data, Options())
    info = read_workbook(package)
    scans = read_sheets(package, info)
    return TypedColumns(package, info).read(scans["S"], columns, last)


@given(
    st.lists(st.lists(_CELL, min_size=1, max_size=_COLUMNS), min_size=1, max_size=_ROWS - 1),
    st.booleans(),
)
def test_the_engine_reads_the_same(lines: list[list[object]], inline: bool) -> None:
    data = _book([*lines, [1.0]], inline=inline)
    own = _read(data, range(1, _COLUMNS + 1))
    book = fz.Workbook.from_bytes(data)
    book.set_temporal_egress("serial")
    block = book.sheet("S").get_values(fz.RangeAddress("S", 1, 1, _ROWS, _COLUMNS))
    for column in range(_COLUMNS):
        theirs = [line[column] for line in block]
        mine = own[column + 1][1:]
        assert list(map(repr, mine)) == list(map(repr, theirs))


def test_formulas_are_left_out_and_rows_beyond_the_last() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("S")
    sheet.write_column(0, 0, [1, 2, 3])
    sheet.write_formula(1, 1, "=A2*2", None, 4)
    book.close()
    assert _read(out.getvalue(), range(1, 3), last=2) == {
        1: [None, 1.0, 2.0],
        2: [None, None, None],
    }


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A9" t="e"><v>#N/A</v></c>',
        '<c r="A9" t="str"><v>a</v></c>',
        '<c r="A9" t="inlineStr"><is><r><t>a</t></r></is></c>',
        '<c r="A9" t="inlineStr"><v>a</v></c>',
        '<c r="A9"><is><t>5</t></is></c>',
        '<c r="A9"><v> 5 </v></c>',
        '<c r="A9"><v>0x5</v></c>',
        '<c r="A9"><v>1e999</v></c>',
        '<c r="A9"><v/></c>',
        '<c r="A9" t="s"><v>99</v></c>',
        '<c r="A9" t="b"><v>2</v></c>',
        '<c r="A9" vm="1"><v>1</v></c>',
        '<c r="A9"> <v>1</v></c>',
        '<c s="0" r="A9"><v>1</v></c>',
    ],
)
def test_what_is_not_plain_is_left_to_a_full_reader(cell: str) -> None:
    with pytest.raises(NotPlain):
        _read(_with(_book([["a"]]), f'<row r="9">{cell}</row>'), range(1, 2))


@pytest.mark.parametrize(
    "text", ['<t>a</t><rPh sb="0" eb="1"><t>b</t></rPh>', "<r><t>a</t></r>", "<t>_x0041_</t>"]
)
def test_texts_with_more_than_signs_are_left_to_a_full_reader(text: str) -> None:
    data = _edited(_book([["a"]]), "xl/sharedStrings.xml", "<t>a</t>", text)
    with pytest.raises(NotPlain):
        _read(data, range(1, 2))


def _with(data: bytes, row: str) -> bytes:
    return _edited(data, "xl/worksheets/sheet1.xml", "</sheetData>", f"{row}</sheetData>")


def _edited(data: bytes, part: str, old: str, new: str) -> bytes:
    package = Package(Path("classeur.xlsx"), data, Options())
    body = package.read(part)
    assert old.encode() in body
    return package.rewrite({part: body.replace(old.encode(), new.encode())})
