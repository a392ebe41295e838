"""What the references of the rows and cells of a sheet say: whether all is where it should be."""

from __future__ import annotations

from operator import lt
from typing import NamedTuple

from pycog.lazy_patterns import regex
from pycog.xlsx.sheet_pieces import pieces_of_rows

#: The number of every row and the reference of every cell, empty where it does not come first.
_TAGS = regex(rb'<(?:row(?: r="(?=\d)|)|c(?: r="(?=[A-Z])|))((?:[A-Z]*+\d++(?=")|))')
_USUAL_ROW = regex(rb'<row r="(\d++)"')
_USUAL_PLACE = regex(rb'<c r="([A-Z]++\d++)"')
_ANY_ROW = regex(rb"""<row(?:\s[^>]*)?\sr=["'](\d+)["']""")
_ANY_PLACE = regex(rb"""<c(?=\s)[^>]*?\sr=["']([A-Z]++\d++)["']""")
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = b"0123456789"


class _Read(NamedTuple):
    """References of some rows.

    Attributes:
        rows: The numbers of the rows.
        places: The references of the cells; not given where the rows are alike.
        alike: Whether all rows have their own cells, in the same columns, none twice.
        complete: Whether each row and cell has its reference, of the usual form.
    """

    rows: list[bytes]
    places: list[bytes]
    alike: bool
    complete: bool


class Places:
    """What the references of rows and cells say, read in pieces of whole rows.

    Attributes:
        are_all: Whether every row and cell has its reference, of the usual form.
        in_order: Whether each row comes after the one before it.
        doubled: Whether a row of a piece or a cell is given twice.
        astray: Whether a cell stands in a row of another piece.
        alike: Whether all rows of each piece have their own cells, in the same columns.
    """

    def __init__(self, part: bytes, start: int, end: int, *, usual: bool = True) -> None:
        """Read the references between two offsets.

        Args:
            part: The bytes of a sheet.
            start: Where its rows begin.
            end: Where they end.
            usual: Look for those that come first in their tags; otherwise for all.
        """
        self._part, self._start, self._end = part, start, end
        self.in_order, self.doubled, self.astray, self.alike = True, False, False, True
        last, zero, complete = 0, False, True
        self._patterns = _USUAL_ROW, _USUAL_PLACE
        if not usual:
            row = _USUAL_ROW if self._is_usual(b"row") else _ANY_ROW
            self._patterns = row, _USUAL_PLACE if self._is_usual(b"c") else _ANY_PLACE
        # Whole rows at a time: no row is given twice, so that no cell stands in two pieces.
        for first, after in pieces_of_rows(part, start, end):
            read = self._read_usual(first, after) if usual else self._read_any(first, after)
            rows, ordered = read.rows, list(map(int, read.rows))
            increasing = all(map(lt, ordered, ordered[1:]))
            self.doubled |= not increasing and len(set(rows)) != len(rows)
            if not read.alike:  # most are, and quickly told
                self.alike = False
                self.doubled |= len(set(read.places)) != len(read.places)
                numbers = b" ".join(read.places).translate(None, _LETTERS).split()
                self.astray |= not set(rows).issuperset(numbers)
            complete &= read.complete
            zero |= min(rows, default=b"")[:1] == b"0"
            self.in_order &= increasing and min(ordered, default=last + 1) > last
            last = max(ordered, default=last)
        self.are_all = complete and not zero

    def rows(self) -> list[bytes]:
        """Return the numbers of all rows."""
        return self._patterns[0].findall(self._part, self._start, self._end)

    def _is_usual(self, tag: bytes) -> bool:
        """Tell whether every element of a kind has its reference first."""
        every = self._part.count(b"<" + tag, self._start, self._end)
        return every == self._part.count(b"<" + tag + b' r="', self._start, self._end)

    def _read_any(self, first: int, after: int) -> _Read:
        row, cell = self._patterns
        part = self._part
        return _Read(row.findall(part, first, after), cell.findall(part, first, after), False, True)

    def _read_usual(self, first: int, after: int) -> _Read:
        tags = _TAGS.findall(self._part, first, after)
        rows = _alike(tags)
        if rows is not None:
            return _Read(rows, [], True, True)
        read = self._read_any(first, after)
        return read._replace(complete=len(read.rows) + len(read.places) == len(tags))


def _alike(tags: list[bytes]) -> list[bytes] | None:
    """Return the numbers of rows that have their own cells in the same columns, none twice.

    ``None`` where that is not so.
    """
    width = next((at for at, tag in enumerate(tags) if at and tag.isdigit()), len(tags))
    heads = [tag.rstrip(_DIGITS) for tag in tags[:width]]
    if width < 2 or len(tags) % width or heads[0] or b"" in heads[1:]:
        return None
    rows = tags[::width]
    if len(set(heads)) != width or not b"".join(rows).isdigit() or b"" in rows:
        return None
    around = [b"", *(b" " + head for head in heads[1:]), b""]
    return rows if b" ".join([row.join(around) for row in rows]) == b" ".join(tags) else None
