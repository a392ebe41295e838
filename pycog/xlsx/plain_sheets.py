"""Restates sheets in the usual form, and puts them back, in a few searches of the whole part.

Prefixes, comments, CDATA sections and missing references are what large exports have; all
are mended and unmended without reading cell by cell. Only a sheet that comes back byte for
byte is taken; anything else is left to :mod:`pycog.xlsx.exact_cells`, which takes ten times
as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from pycog.xlsx.cells import column_letters, column_number
from pycog.xlsx.encoding import Decoded, UnreadableText, decoded, encoded
from pycog.xlsx.plain_markup import MARKUP, put_back, taken_out

_ROOT = re.compile(rb"<(?:([A-Za-z][\w.-]*):)?worksheet[\s>]")
_DECLARATION = re.compile(rb"^\s*<\?xml\s[^>]*\?>")
_ROW_START = re.compile(rb"<row(?=[\s/>])(?: r=\"(\d+)\")?")
_CELL_START = re.compile(rb"<c(?=[\s/>])")
_LAST_COLUMN = 16_384
_ELEMENT = {b"row": re.compile(rb"<row(?=[\s/>])"), b"c": _CELL_START}
#: Elements of a name that only begins so.
_LONGER = {tag: re.compile(rb"<" + tag + rb"(?![\s/>])") for tag in _ELEMENT}
_PLACED = {tag: re.compile(rb"<" + tag + rb"(?=\s)[^>]*?\sr=") for tag in (b"row", b"c")}
_GIVEN = {
    b"row": re.compile(rb'<row r="\d+"(?=[\s/>])'),
    b"c": re.compile(rb'<c r="[A-Z]+\d+"(?=[\s/>])'),
}
_BEHIND = {tag: re.compile(rb"<" + tag + rb"(?=\s)(?! r=\")[^>]*?\sr=") for tag in (b"row", b"c")}
#: A reference given to a cell among others that have one: marked by a tabulator.
_MARKED = re.compile(rb'<c r="[A-Z]++\d++"\t')
_MARK = b"\t"
_ODD = re.compile(rb'<c r="(?![A-Z]++\d)|<row r="(?!\d)')
#: Cells, with the column of those that have a reference.
_COLUMN = re.compile(rb'<c(?=[\s/>])(?: r="([A-Z]++))?')
#: Bytes that are split into cells at a time: what they weigh is many times as much.
_PIECE = 1 << 20
_OTHER = re.compile(rb"<([A-Za-z_][\w.-]*):")
_NUMBER = re.compile(rb'<row r="(\d+)"')


@dataclass(frozen=True, slots=True)
class Mending:
    """A sheet in the usual form, and what its own form is.

    Attributes:
        usual: The sheet in the usual form.
        text: The part as UTF-8 and how it was written.
        declaration: The XML declaration.
        prefix: Prefix of its elements, without the colon.
        unplaced: Elements of which none has a reference: ``row``, ``c``.
        marked: Whether cells among others that have references had none; theirs are marked.
        comments: The comments that were taken out, ``None`` where there was no such markup.
    """

    usual: bytes
    text: Decoded
    declaration: bytes
    prefix: bytes
    unplaced: tuple[bytes, ...]
    comments: tuple[bytes, ...] | None = None
    marked: bool = False

    def undone(self, usual: bytes) -> bytes:
        """Return a sheet of the usual form in the form and the encoding of the part."""
        return encoded(self._undone(usual), self.text)

    def _undone(self, usual: bytes) -> bytes:
        for tag in self.unplaced:
            usual = _GIVEN[tag].sub(b"<" + tag, usual)
        if self.marked:
            usual = _MARKED.sub(b"<c", usual)
        if self.prefix:
            usual = _with_prefix(usual, self.prefix)
        usual = self.declaration + usual
        return usual if self.comments is None else put_back(usual, self.comments)

    @property
    def returns(self) -> bool:
        """Whether the usual form gives the part back, byte for byte, whatever is put in it."""
        # Other encodings lack characters, which would come back as numbers.
        return self.text.codec.startswith("utf") and self._undone(self.usual) == self.text.body


def mended(part: bytes) -> Mending | None:
    """Return a sheet in the usual form; ``None`` if that cannot be quick."""
    bare = _bare(part)
    if bare is None:
        return None
    text, start = bare.usual, bare.usual.find(b"<sheetData")
    rows, cells = (_given(text, tag, start) for tag in (b"row", b"c"))
    if rows and cells:
        return bare
    if rows is None or (cells is not False and not rows):
        return None  # a mixture, whose places only its order tells
    if any(one.search(text, start) for one in (*_BEHIND.values(), _ODD)):
        return None  # references that stand behind other attributes, or name nothing
    if cells is None and _MARKED.search(text, start):
        return None
    unplaced = () if cells is None else (b"c",) if rows else (b"row", b"c")
    return _with_places(replace(bare, unplaced=unplaced, marked=cells is None))


def mended_like(part: bytes, model: Mending) -> bytes | None:
    """Return a sheet in the usual form if it has the form of another one."""
    bare = _bare(part)
    if bare is None:
        return None
    known = replace(bare, unplaced=model.unplaced, marked=model.marked)
    if replace(known, usual=b"", text=model.text) != replace(model, usual=b""):
        return None
    again = _with_places(known) if model.unplaced or model.marked else known
    return again.usual if again else None


def _bare(part: bytes) -> Mending | None:
    """Return a sheet without what surrounds and interrupts its elements."""
    try:
        whole = decoded(part)
    except UnreadableText:
        return None
    text = whole.body
    comments: tuple[bytes, ...] | None = None
    if MARKUP.search(text):
        taken = taken_out(text)
        if taken is None:
            return None
        text, comments = taken
    root = _ROOT.search(text[:4096])
    if root is None or MARKUP.search(text):
        return None
    match = _DECLARATION.match(text)
    declaration = match[0] if match else b""
    text, prefix = text[len(declaration) :], root[1] or b""
    if prefix:
        text = _without_prefix(text, prefix)
    return Mending(text, whole, declaration, prefix, (), comments)


def _with_places(bare: Mending) -> Mending | None:
    mark = _MARK if bare.marked else b""
    usual = _placed(bare.usual, bare.usual.find(b"<sheetData"), mark)
    return None if usual is None else replace(bare, usual=usual)


def in_order(usual: bytes) -> bool:
    """Tell whether the rows of a sheet of the usual form come one after the other."""
    numbers = list(map(int, _NUMBER.findall(usual)))
    return all(map(int.__lt__, numbers, numbers[1:]))


def _without_prefix(text: bytes, prefix: bytes) -> bytes:
    for opening in (b"<", b"</"):
        text = text.replace(opening + prefix + b":", opening)
    return text.replace(b" xmlns:" + prefix + b"=", b" xmlns=", 1)


def _with_prefix(text: bytes, prefix: bytes) -> bytes:
    """Give a prefix to all elements that have none."""
    others = set(_OTHER.findall(text)) if b":" in text else set()
    text = text.replace(b"<", b"<" + prefix + b":")
    text = text.replace(b"<" + prefix + b":/", b"</" + prefix + b":")
    for other in others:
        for opening in (b"<", b"</"):
            text = text.replace(opening + prefix + b":" + other + b":", opening + other + b":")
    return text.replace(b" xmlns=", b" xmlns:" + prefix + b"=", 1)


def _given(text: bytes, tag: bytes, start: int) -> bool | None:
    """Tell whether all elements of a kind have references; ``None`` if only some do."""
    end = text.rfind(b"</sheetData>")
    end = len(text) if end < 0 else end
    every = text.count(b"<" + tag, start, end)
    if _LONGER[tag].search(text, start, end):
        every = sum(1 for _ in _ELEMENT[tag].finditer(text, start, end))
    given = text.count(b"<" + tag + b' r="', start, end)
    if given != every and _BEHIND[tag].search(text, start, end):
        given = sum(1 for _ in _PLACED[tag].finditer(text, start, end))
    return given == every if given in (0, every) else None


def _placed(text: bytes, start: int, mark: bytes = b"") -> bytes | None:
    """Give references to rows and cells that have none, each after the one before it.

    Args:
        text: A sheet.
        start: Where its cells begin.
        mark: What follows a given reference.

    Returns:
        The text; ``None`` if a row is too long.
    """
    done, row = [text[:start]], 0
    for piece in _in_pieces(text, start):
        head, *lines = _ROW_START.split(piece)
        pieces = [head]
        for number, line in zip(lines[::2], lines[1::2], strict=True):
            row = int(number or row + 1)
            before, *cells = _CELL_START.split(line)
            openings = _openings(tuple(_COLUMN.findall(line)))
            if openings is None or len(openings) != len(cells):
                return None
            place = b'%d"%b' % (row, mark)
            # Three pieces a cell: what it opens with, the rest of its reference, what it holds.
            filled = [b""] * (3 * len(cells))
            filled[0::3] = openings
            filled[1::3] = [b"" if opening == b"<c" else place for opening in openings]
            filled[2::3] = cells
            pieces += [b'<row r="%d"' % row, before, *filled]
        done.append(b"".join(pieces))
    return b"".join(done)


@lru_cache(maxsize=1 << 10)
def _openings(columns: tuple[bytes, ...]) -> list[bytes] | None:
    """Return how the cells of a row open that have these columns, nothing where none is given.

    ``None`` if a row is too long.
    """
    found, column = [], 0
    for letters in columns:
        column = column_number(letters) if letters else column + 1
        if column > _LAST_COLUMN:
            return None
        found.append(b"<c" if letters else b'<c r="' + column_letters(column).encode())
    return found


def _in_pieces(text: bytes, start: int) -> Iterator[bytes]:
    """Give what follows in pieces of whole rows."""
    while start < len(text):
        end = text.find(b"</row>", start + _PIECE)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end
