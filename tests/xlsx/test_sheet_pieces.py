"""Sheets taken apart around the values of their formulas, and put together again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.xlsx.sheet_pieces import period_of
from pycog.xlsx.sheet_places import Places
from pycog.xlsx.sheet_scan import scan

_HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_FOOT = b"</sheetData></worksheet>"
#: What may follow the formula of a cell, with the text of its value.
_ENDINGS = {
    b"": None,
    b"<v/>": None,
    b"<v></v>": b"",
    b"<v>12</v>": b"12",
    b'<v xml:space="preserve"> a </v>': b" a ",
}
_CELLS = st.tuples(
    st.sampled_from([b"", b' s="1"', b' t="str"', b' s="2" cm="1"']),
    st.sampled_from([b"<f>A1*2</f>", b'<f t="shared" si="0"/>', b"<f>A1&amp;B1</f>"]),
    st.sampled_from(sorted(_ENDINGS)),
)
_ROWS = st.lists(
    st.lists(st.one_of(st.none(), _CELLS), min_size=1, max_size=4), min_size=1, max_size=6
)


def _sheet(rows: list[list[tuple[bytes, bytes, bytes] | None]]) -> bytes:
    """Write rows; a cell of ``None`` holds a plain number."""
    body = b""
    for number, cells in enumerate(rows, start=1):
        body += b'<row r="%d">' % number
        for column, cell in enumerate(cells):
            place = b"%c%d" % (65 + column, number)
            if cell is None:
                body += b'<c r="%b"><v>1</v></c>' % place
            else:
                attributes, formula, ending = cell
                body += b'<c r="%b"%b>%b%b</c>' % (place, attributes, formula, ending)
        body += b"</row>"
    return _HEAD + body + _FOOT


@given(_ROWS, st.booleans())
def test_what_is_taken_apart_is_put_together_to_the_byte(rows, usual: bool) -> None:
    part = _sheet(rows)
    if not usual:  # white space that the quick pattern does not know
        part = part.replace(b"</f>", b"</f>\n").replace(b'si="0"/>', b'si="0"/>\n')
    scanned = scan(part)
    pieces = list(scanned.pieces())
    for piece in pieces:
        assert piece.put_together(piece.texts, {}) == part[piece.start : piece.end]
    cells = [cell for row in rows for cell in row if cell is not None]
    shown = [piece.text(place) for piece in pieces for place in range(len(piece.texts))]
    assert shown == [_ENDINGS[ending] for _, _, ending in cells]
    whole = [piece.cell(place) for piece in pieces for place in range(len(piece.texts))]
    assert whole == [part[cell.start : cell.end] for cell in scanned.cells()]


def test_other_values_and_other_cells_take_their_place() -> None:
    part = _sheet([[(b"", b"<f>A1*2</f>", b"<v>12</v>")], [(b"", b"<f>A1*2</f>", b"<v/>")]])
    (piece,) = scan(part).pieces()
    new = piece.put_together([b"7", b""], {1: b"<c/>"})
    expected = part[piece.start : piece.end].replace(b"<v>12</v>", b"<v>7</v>")
    assert new == expected.replace(b'<c r="A2"><f>A1*2</f><v/></c>', b"<c/>")


@pytest.mark.parametrize(
    ("letters", "digits", "period"),
    [
        ("A B A B", "1 1 2 2", 2),
        ("A A A", "1 2 3", 1),
        ("A B", "7 7", 2),
        ("A B A", "1 1 2", 0),
        ("A B B A", "1 1 2 2", 0),
        ("A B A B", "1 1 2 3", 0),
        ("", "", 0),
    ],
)
def test_rows_with_formulas_in_the_same_columns_are_told(letters, digits, period) -> None:
    assert period_of(letters.encode().split(), digits.encode().split()) == period


_ROW = b'<row r="%d"><c r="A%d"/><c r="B%d"/></row>'
_TWO = _ROW % (1, 1, 1) + _ROW % (2, 2, 2)


@pytest.mark.parametrize(
    ("rows", "facts"),
    [
        (_TWO, {"are_all", "in_order", "alike"}),
        (_TWO.replace(b'"B2"', b'"C2"'), {"are_all", "in_order"}),
        (_ROW % (2, 2, 2) + _ROW % (1, 1, 1), {"are_all", "alike"}),
        (_TWO.replace(b"2", b"1"), {"are_all", "alike", "doubled"}),
        (_TWO.replace(b'"B2"', b'"A2"'), {"are_all", "in_order", "doubled"}),
        (_TWO.replace(b'"B2"', b'"B3"'), {"are_all", "in_order", "astray"}),
        (_TWO.replace(b'<c r="B2"/>', b"<c/>"), {"in_order"}),
        (_TWO.replace(b'<row r="2">', b"<row>"), {"in_order", "astray"}),
        (_TWO.replace(b'"B2"', b'"2"'), {"in_order"}),
        (_TWO.replace(b'"A2"', b'"A02"'), {"are_all", "in_order", "astray"}),
        (b'<row r="0"><c r="A0"/></row>', {"alike"}),
    ],
)
def test_where_rows_and_cells_stand_is_told(rows: bytes, facts: set[str]) -> None:
    part = _HEAD + rows + _FOOT
    start, end = part.find(b"<sheetData"), part.rfind(b"</sheetData>")
    places = Places(part, start, end)
    names = ("are_all", "in_order", "doubled", "astray", "alike")
    assert {name for name in names if getattr(places, name)} == facts
