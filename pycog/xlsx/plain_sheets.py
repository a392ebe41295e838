"""Restates sheets without formulas, whose cells are read and never written.

Prefixes and missing references are what large exports have; both are mended in a few
searches of the whole part. Anything else is left to :mod:`pycog.xlsx.exact_cells`, which
takes ten times as long.
"""

from __future__ import annotations

import re

from pycog.xlsx.cells import column_letters
from pycog.xlsx.encoding import UnreadableText, decoded

_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_MARKUP = re.compile(rb"<!(?:--|\[CDATA\[|ENTITY|DOCTYPE)")
_ROOT = re.compile(rb"<(?:([A-Za-z][\w.-]*):)?worksheet[\s>]")
_DECLARATION = re.compile(rb"^\s*<\?xml\s[^>]*\?>")
_LINE = re.compile(rb"<(row|c)(?=[\s/>])(?: r=\"(\d+)\")?")
_TAGS = {tag: re.compile(rb"<" + tag + rb"(?=[\s/>])") for tag in (b"row", b"c")}
_PLACED = {tag: re.compile(rb"<" + tag + rb"(?=\s)[^>]*?\sr=") for tag in (b"row", b"c")}


def restated(part: bytes) -> bytes | None:
    """Return a sheet without formulas in the usual form; ``None`` if that cannot be quick."""
    try:
        text = decoded(part).body
    except UnreadableText:
        return None
    root = _ROOT.search(text[:4096])
    if root is None or _FORMULA.search(text) or _MARKUP.search(text):
        return None
    text = _DECLARATION.sub(b"", text, count=1)
    if root[1]:
        text = _without_prefix(text, root[1])
    start = text.find(b"<sheetData")
    rows, cells = (_given(text, tag, start) for tag in (b"row", b"c"))
    if rows and cells:
        return text
    if cells is not False or rows is None:
        return None  # a mixture, whose places only its order tells
    return text[:start] + _numbered(text[start:])


def _without_prefix(text: bytes, prefix: bytes) -> bytes:
    for opening in (b"<", b"</"):
        text = text.replace(opening + prefix + b":", opening)
    return text.replace(b" xmlns:" + prefix + b"=", b" xmlns=", 1)


def _given(text: bytes, tag: bytes, start: int) -> bool | None:
    """Tell whether all elements of a kind have references; ``None`` if only some do."""
    every = sum(1 for _ in _TAGS[tag].finditer(text, start))
    given = text.count(b"<" + tag + b' r="', start)
    if given != every:
        given = sum(1 for _ in _PLACED[tag].finditer(text, start))
    return given == every if given in (0, every) else None


def _numbered(text: bytes) -> bytes:
    row = column = 0
    letters = [column_letters(number).encode() for number in range(1, 16_385)]

    def placed(match: re.Match[bytes]) -> bytes:
        nonlocal row, column
        if match[1] == b"row":
            row, column = int(match[2] or row + 1), 0
            return match[0] if match[2] else b'<row r="%d"' % row
        column += 1
        return b'<c r="%b%d"' % (letters[column - 1], row)

    return _LINE.sub(placed, text)
