"""Restates sheets in the usual form, and puts them back, in a few searches of the whole part.

Prefixes, comments, CDATA sections and missing references are what large exports have; all
are mended and unmended without reading cell by cell. Only a sheet that comes back byte for
byte is taken; anything else is left to :mod:`pycog.xlsx.exact_cells`, which takes ten times
as long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pycog.xlsx.cells import column_letters, column_number
from pycog.xlsx.encoding import Decoded, UnreadableText, decoded, encoded
from pycog.xlsx.plain_markup import MARKUP, put_back, taken_out

_ROOT = re.compile(rb"<(?:([A-Za-z][\w.-]*):)?worksheet[\s>]")
_DECLARATION = re.compile(rb"^\s*<\?xml\s[^>]*\?>")
_ROW_START = re.compile(rb"<row(?=[\s/>])(?: r=\"(\d+)\")?")
_CELL_START = re.compile(rb"<c(?=[\s/>])")
_AFTER = (b" ", b">", b"/", b"\n", b"\r", b"\t")
_LAST_COLUMN = 16_384
_PLACED = {tag: re.compile(rb"<" + tag + rb"(?=\s)[^>]*?\sr=") for tag in (b"row", b"c")}
_GIVEN = {
    b"row": re.compile(rb'<row r="\d+"(?=[\s/>])'),
    b"c": re.compile(rb'<c r="[A-Z]+\d+"(?=[\s/>])'),
}
_PLACED_CELL = re.compile(rb'<c r="([A-Z]+\d+)"(?=[\s/>])')
_ROW_OR_CELL = re.compile(rb'<row r="(\d+)"|<c(?: r="([A-Z]{1,3})\d+")?(?=[\s/>])')
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
        added: The references of cells that had none among others that have one.
        comments: The comments that were taken out, ``None`` where there was no such markup.
    """

    usual: bytes
    text: Decoded
    declaration: bytes
    prefix: bytes
    unplaced: tuple[bytes, ...]
    comments: tuple[bytes, ...] | None = None
    added: frozenset[bytes] = frozenset()

    def undone(self, usual: bytes) -> bytes:
        """Return a sheet of the usual form in the form and the encoding of the part."""
        return encoded(self._undone(usual), self.text)

    def _undone(self, usual: bytes) -> bytes:
        for tag in self.unplaced:
            usual = _GIVEN[tag].sub(b"<" + tag, usual)
        if self.added:
            usual = _PLACED_CELL.sub(self._as_it_was, usual)
        if self.prefix:
            usual = _with_prefix(usual, self.prefix)
        usual = self.declaration + usual
        return usual if self.comments is None else put_back(usual, self.comments)

    def _as_it_was(self, match: re.Match[bytes]) -> bytes:
        return b"<c" if match[1] in self.added else match[0]

    @property
    def returns(self) -> bool:
        """Whether the usual form gives the part back, byte for byte, whatever is put in it."""
        # Other encodings lack characters, which would come back as numbers.
        return self.text.codec.startswith("utf") and self._undone(self.usual) == self.text.body


def mended(part: bytes) -> Mending | None:
    """Return a sheet in the usual form; ``None`` if that cannot be quick."""
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
    start = text.find(b"<sheetData")
    rows, cells = (_given(text, tag, start) for tag in (b"row", b"c"))
    if rows and cells:
        return Mending(text, whole, declaration, prefix, (), comments)
    if rows is None:
        return None  # a mixture, whose places only its order tells
    if rows and cells is None:
        placed = _placed(text[start:])
        if placed is None:
            return None
        usual, added = placed
        return Mending(text[:start] + usual, whole, declaration, prefix, (), comments, added)
    if cells is not False:
        return None
    if rows and text.count(b'<row r="', start) != _every(text, b"row", start):
        return None  # numbers that stand behind other attributes
    numbered = _numbered(text[start:])
    if numbered is None:
        return None
    usual = text[:start] + numbered
    unplaced = (b"c",) if rows else (b"row", b"c")
    return Mending(usual, whole, declaration, prefix, unplaced, comments)


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
    every = _every(text, tag, start)
    given = text.count(b"<" + tag + b' r="', start)
    if given != every:
        given = sum(1 for _ in _PLACED[tag].finditer(text, start))
    return given == every if given in (0, every) else None


def _every(text: bytes, tag: bytes, start: int) -> int:
    return sum(text.count(b"<" + tag + after, start) for after in _AFTER)


def _numbered(text: bytes) -> bytes | None:
    """Give references to rows and cells that have none; ``None`` if a row is too long."""
    head, *lines = _ROW_START.split(text)
    pieces, row = [head], 0
    for number, line in zip(lines[::2], lines[1::2], strict=True):
        row = int(number or row + 1)
        before, *cells = _CELL_START.split(line)
        if len(cells) > _LAST_COLUMN:
            return None
        pieces += [b'<row r="%d"' % row, before]
        place = b'%d"' % row
        for start, cell in zip(_starts(), cells, strict=False):
            pieces += [start, place, cell]
    return b"".join(pieces)


def _placed(text: bytes) -> tuple[bytes, frozenset[bytes]] | None:
    """Give references to the cells that have none, after the one before them.

    Returns:
        The text and the references given; ``None`` where a reference stands behind others.
    """
    told = sum(text.count(b"<" + tag + b' r="') for tag in (b"row", b"c"))
    every = sum(1 for tag in (b"row", b"c") for _ in _PLACED[tag].finditer(text))
    if told != every:
        return None
    added: set[bytes] = set()
    row, column = b"", 0

    def place(match: re.Match[bytes]) -> bytes:
        nonlocal row, column
        if match[1] is not None:
            row, column = match[1], 0
            return match[0]
        column = _number(match[2]) if match[2] is not None else column + 1
        if match[2] is not None:
            return match[0]
        reference = column_letters(column).encode() + row
        added.add(reference)
        return b'<c r="' + reference + b'"'

    usual = _ROW_OR_CELL.sub(place, text)
    return usual, frozenset(added)


@lru_cache(maxsize=1 << 14)
def _number(letters: bytes) -> int:
    return column_number(letters)


@lru_cache(maxsize=1)
def _starts() -> list[bytes]:
    return [b'<c r="' + column_letters(number).encode() for number in range(1, _LAST_COLUMN + 1)]
