"""Takes comments and CDATA sections out of a sheet, and puts them back where they were.

What is taken out leaves a run of white space that means nothing to a reader and that the
sheet holds nowhere else: between elements for a comment, in the start tag for a section.
"""

from __future__ import annotations

import re

MARKUP = re.compile(rb"<!(?:--|\[CDATA\[|ENTITY|DOCTYPE)")

_COMMENT, _SECTION = b"\n\t \t\n", b" \t\n\t "
_EITHER = re.compile(rb"<!--(?:.*?)-->|<!\[CDATA\[(.*?)\]\]>", re.S)
_LAST_TAG = re.compile(rb"<([^<>]*)>\s*\Z")
_NEXT_TAG = re.compile(rb"\s*+(?:<|\Z)")
#: Elements that hold text: white space in them would be read as a part of it.
_WITH_TEXT = re.compile(rb"(?:[\w.-]+:)?(?:f|v|t)(?:\s.*)?", re.S)
_MARKED = re.compile(rb"(<(?:[\w.-]+:)?(?:f|v|t)(?:\s[^<>]*?)?)" + _SECTION + rb">([^<]*)(?=<)")
_LONGEST_TAG = 2_000


def taken_out(text: bytes) -> tuple[bytes, tuple[bytes, ...]] | None:
    """Return a sheet without comments and sections, and the comments in their order.

    ``None`` where one stands elsewhere than between two elements, or is not the whole text
    of a formula, a value or an inline text.
    """
    if _COMMENT in text or _SECTION in text:
        return None
    pieces: list[bytes] = []
    comments: list[bytes] = []
    end, opens = 0, False
    closes = b""  # what must follow a section, the end tag of its element
    for match in _EITHER.finditer(text):
        piece = text[end : match.start()]
        if closes and not piece.startswith(closes):
            return None
        closes = b""
        if piece and not piece.isspace():
            tag = _LAST_TAG.search(piece, max(0, len(piece) - _LONGEST_TAG))
            if tag is None:
                return None
            opens = _WITH_TEXT.fullmatch(tag[1]) is not None and not tag[1].endswith(b"/")
        if match[1] is None:
            if opens or not _NEXT_TAG.match(text, match.end()):
                return None
            pieces += [piece, _COMMENT]
            comments.append(match[0])
        else:
            if not opens or not piece.endswith(b">"):
                return None
            pieces += [piece[:-1], _SECTION, b">", _escaped(match[1])]
            closes = b"</"
        end = match.end()
    if closes and not text.startswith(closes, end):
        return None
    pieces.append(text[end:])
    return b"".join(pieces), tuple(comments)


def put_back(text: bytes, comments: tuple[bytes, ...]) -> bytes:
    """Return a sheet with its comments and sections; nothing if a comment lost its place."""
    if _SECTION in text:
        text = _MARKED.sub(_section, text)
    head, *rest = text.split(_COMMENT)
    if len(rest) != len(comments):
        return b""
    return head + b"".join(one for pair in zip(comments, rest, strict=True) for one in pair)


def _section(match: re.Match[bytes]) -> bytes:
    return match[1] + b"><![CDATA[" + _plain(match[2]) + b"]]>"


def _escaped(text: bytes) -> bytes:
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def _plain(text: bytes) -> bytes:
    return text.replace(b"&lt;", b"<").replace(b"&gt;", b">").replace(b"&amp;", b"&")
