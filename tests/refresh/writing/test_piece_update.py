"""Values put into whole columns at once: the same bytes as cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.refresh.calculation.engine import scalar
from pycog.refresh.writing.piece_update import PieceUpdate
from pycog.refresh.writing.sheet_update import Update, read_back, update
from pycog.xlsx.cells import number_text, number_texts
from pycog.xlsx.sheet_scan import scan

_HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_STORED = st.sampled_from(
    [(b"", b"<v>12</v>"), (b"", b"<v>0.3</v>"), (b"", b"<v>0.30000000000000004</v>"), (b"", b""),
     (b"", b"<v/>"), (b"", b"<v>?</v>"), (b' t="str"', b"<v>oui</v>"), (b' t="str"', b"<v></v>"),
     (b' t="b"', b"<v>1</v>"), (b' t="e"', b"<v>#N/A</v>"), (b' t="s"', b"<v>0</v>"),
     (b' s="3"', b'<v xml:space="preserve">1</v>')]
)  # fmt: skip
_VALUE = st.one_of(
    st.sampled_from([0.1 + 0.2, 0.3, 12.0, "oui", " oui ", "a<b", "", True, None]),
    st.just({"type": "Error", "kind": "Div"}),
    st.floats(),
)
_COLUMN = st.one_of(
    st.lists(st.tuples(_STORED, _VALUE), min_size=6, max_size=6),
    # Columns of one kind, as they are as a rule.
    st.lists(
        st.tuples(
            st.sampled_from([(b"", b"<v>12</v>"), (b"", b"<v>0.3</v>")]),
            st.sampled_from([0.3, 0.1 + 0.2, 12.0, -0.0, 1e16, 1e-9]),
        ),
        min_size=6,
        max_size=6,
    ),
    st.lists(
        st.tuples(st.just((b' t="str"', b"<v>oui</v>")), st.sampled_from(["oui", "non", "a&b"])),
        min_size=6,
        max_size=6,
    ),
)


class _Held:
    """Values by column."""

    def __init__(self, columns: list[list[Any]]) -> None:
        self._columns = columns

    def value(self, row: int, column: int) -> Any:
        return self._columns[column - 1][row - 1]

    def column(self, column: int, rows: Sequence[int]) -> list[Any]:
        return [self._columns[column - 1][row - 1] for row in rows]


def _updated(part: bytes, held: _Held, keep: set[tuple[int, int]]) -> Update:
    def normalise(value: Any) -> Any:
        clean = scalar(value)
        return 0.0 if clean is None else clean

    return update(scan(part), held, normalise, keep, {})


@given(
    st.lists(_COLUMN, min_size=1, max_size=3),
    st.sets(st.tuples(st.integers(1, 6), st.integers(1, 3)), max_size=2),
)
def test_columns_at_once_are_written_as_cell_by_cell(columns, keep) -> None:
    part = _HEAD
    for row in range(1, 7):
        part += b'<row r="%d">' % row
        for number, column in enumerate(columns):
            attributes, value = column[row - 1][0]
            place = b"%c%d" % (65 + number, row)
            part += b'<c r="%b"%b><f>X%d</f>%b</c>' % (place, attributes, row, value)
        part += b"</row>"
    part += b"</sheetData></worksheet>"
    held = _Held([[value for _, value in column] for column in columns])
    at_once = _updated(part, held, keep)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PieceUpdate, "_whole", lambda *_: None)
        one_by_one = _updated(part, held, keep)
    assert at_once.part == one_by_one.part
    assert at_once.expected == one_by_one.expected == read_back(at_once.part)
    assert list(map(repr, at_once.changes())) == list(map(repr, one_by_one.changes()))
    assert list(map(repr, at_once.errors)) == list(map(repr, one_by_one.errors))
    assert {(one.row, one.column) for one in at_once.changes()}.isdisjoint(keep)


def test_only_what_differs_is_written() -> None:
    part = (
        _HEAD + b'<row r="1"><c r="A1"><f>X1</f><v>0.3</v></c><c r="B1"><f>X1</f><v>2</v></c></row>'
        b'<row r="2"><c r="A2"><f>X2</f><v>1</v></c><c r="B2"><f>X2</f><v>2</v></c></row>'
        b"</sheetData></worksheet>"
    )
    found = _updated(part, _Held([[0.1 + 0.2, 5.0], [2.0, 2.0]]), set())
    # The first shows the same 15 digits, which is all that other programs store.
    assert found.part == part.replace(b"<v>1</v>", b"<v>5</v>")
    assert [(one.row, one.column, one.before, one.after) for one in found.changes()] == [
        (2, 1, 1.0, 5.0)
    ]


@given(
    values=st.lists(
        st.one_of(
            st.floats(allow_nan=False, allow_infinity=False),
            st.integers(-(10**17), 10**17).map(float),
            st.sampled_from([0.0, -0.0, 1e15, 999_999_999_999_999.0, 1e16, 5e-324]),
        ),
        max_size=20,
    )
)
def test_numbers_are_written_together_as_one_by_one(values: list[float]):
    assert number_texts(values) == [number_text(value) for value in values]
