"""Rewrites the formulas of one shape byte by byte, without reading each of them.

Formulas of a shape differ in digits only, so what is written for one of them is written
for all, each with its own digits: a column filled down costs one join a cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape

from pycog.refresh.calculation.templates import Template

_ELEMENT = re.compile(rb"(<f(?:\s[^>]*)?>)([^<&]*(?:&(?!#)\w+;[^<&]*)*)</f>")
_SIGN = re.compile(r"&\w+;|.", re.S)

#: What stands in a rewritten element: new bytes, or a place in the one as it was.
BytePiece = bytes | slice


def byte_pieces(element: bytes, formula: str, template: Template) -> list[BytePiece] | None:
    """Return how elements of the shape of one are rewritten, ``None`` where that is not sure.

    Args:
        element: An ``<f>`` of the shape.
        formula: Its text.
        template: How its formula is written, wherever it stands.
    """
    match = _ELEMENT.fullmatch(element)
    if match is None or template.placed:
        return None
    signs = _SIGN.findall(match[2].decode())
    if "".join(map(unescape, signs)) != formula or any(len(unescape(s)) != 1 for s in signs):
        return None
    places = [match.start(2)]
    for sign in signs:
        places.append(places[-1] + len(sign.encode()))
    pieces: list[BytePiece] = [match[1]]
    for piece in template.pieces:
        if isinstance(piece, str):
            pieces.append(escape(piece, quote=False).encode())
        elif isinstance(piece, tuple):
            pieces.append(slice(places[piece[0]], places[piece[1]]))
        else:
            return None
    return [*pieces, b"</f>"]


def rewritten(element: bytes, pieces: Sequence[BytePiece]) -> bytes:
    """Return an element of a shape as the engine is to read it."""
    return b"".join([one if isinstance(one, bytes) else element[one] for one in pieces])
