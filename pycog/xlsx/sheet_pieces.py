"""Takes a sheet apart around the values of its formulas, a piece of whole rows at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import lt

from msgspec import Struct

from pycog.lazy_patterns import regex

#: Bytes of a sheet whose cells are compared at a time: as long as they fit the processor's caches.
_PIECE = 1 << 20
#: Groups: the cell as far as the text of ``<v>``, letters, row, attributes, that text.
_USUAL_PARTS = regex(
    rb'(<c r="([A-Z]++)(\d++)"([^>]*+)><f[^>]*+>(?:[^<]*+</f>|)'
    rb'(?:<v>|<v xml:space="preserve">|))'
    rb"([^<]*+)(?=</v></c>|</c>|<v/></c>)"
)
_CLOSING = b"</c>"


def pieces_of_rows(part: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give where pieces of whole rows begin and end, none of them much to hold at a time."""
    while start < end:
        after = part.find(b"</row>", min(start + _PIECE, end), end)
        after = end if after < 0 else after
        yield start, after
        start = after + 1


def period_of(letters: list[bytes], digits: list[bytes]) -> int:
    """Return how many cells a row has, where all rows have them in the same columns, else 0.

    Args:
        letters: The columns of cells, row by row.
        digits: Their rows.
    """
    count = len(digits)
    period = next((at for at in range(count) if digits[at] != digits[0]), count)
    if not period or count % period or letters != letters[:period] * (count // period):
        return 0
    rows = digits[::period]
    return period if all(digits[at::period] == rows for at in range(1, period)) else 0


def are_consecutive(rows: Sequence[int]) -> bool:
    """Tell whether rows, of which there is one at least, follow upon each other without a gap."""
    return rows[-1] - rows[0] + 1 == len(rows) and all(map(lt, rows, rows[1:]))


class Piece(Struct, eq=False):
    """The formula cells of some rows, in lists that go together.

    Attributes:
        start: Where the rows begin in the part.
        end: Where they end.
        between: What stands between the openings; one more than there are cells.
        openings: Each cell as far as the text of its value.
        letters: Its column.
        digits: Its row.
        attributes: Those of its start tag, but for the reference where that comes first.
        texts: The text of its value, empty without one.
    """

    start: int
    end: int
    between: list[bytes]
    openings: list[bytes]
    letters: list[bytes]
    digits: list[bytes]
    attributes: list[bytes]
    texts: list[bytes]

    def text(self, place: int) -> bytes | None:
        """Return the text of a value, ``None`` where a cell has no value."""
        tag = self.openings[place].rpartition(b"<")[2]
        return self.texts[place] if self.texts[place] or tag[:1] == b"v" else None

    def cell(self, place: int) -> bytes:
        """Return a cell with its tags."""
        rest = self.between[place + 1]
        closed = rest[: rest.index(_CLOSING) + len(_CLOSING)]
        return self.openings[place] + self.texts[place] + closed

    def put_together(self, texts: list[bytes], cells: dict[int, bytes]) -> bytes:
        """Return the bytes of the rows with other values.

        Args:
            texts: Those of all values.
            cells: Cells that change altogether, by their place in the lists.
        """
        found = [b""] * (3 * len(texts) + 1)
        found[::3], found[1::3], found[2::3] = self.between, self.openings, texts
        for place, cell in cells.items():
            rest = found[3 * place + 3]
            found[3 * place + 1], found[3 * place + 2] = cell, b""
            found[3 * place + 3] = rest[rest.index(_CLOSING) + len(_CLOSING) :]
        return b"".join(found)


def usual_pieces(part: bytes, start: int, end: int) -> Iterator[Piece]:
    """Take apart what Excel, XlsxWriter, LibreOffice and openpyxl write."""
    for first, after in pieces_of_rows(part, start, end):
        yield _piece(first, after, _USUAL_PARTS.split(part[first:after]))


def other_pieces(part: bytes, pattern: re.Pattern[bytes], start: int, end: int) -> Iterator[Piece]:
    """Take a sheet apart with a pattern of its formula cells.

    Its groups are letters, row, attributes, ``<f>``, text of ``<v>``.
    """
    for first, after in pieces_of_rows(part, start, end):
        found, position = list[bytes](), first
        for match in pattern.finditer(part, first, after):
            text = match[5] or b""
            at = match.end(4) if match[5] is None else match.start(5)
            found += (part[position : match.start()], part[match.start() : at])
            found += (*match.group(1, 2, 3), text)
            position = at + len(text)
        yield _piece(first, after, [*found, part[position:after]])


def _piece(start: int, end: int, parts: list[bytes]) -> Piece:
    return Piece(start, end, parts[::6], *(parts[at::6] for at in range(1, 6)))
