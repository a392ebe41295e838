"""Rewrites the formulas of one shape byte by byte, without reading each of them.

Formulas of a shape differ in digits only, so what is written for one of them is written
for all, each with its own digits: a column filled down costs one formatting a cell. Where
digits other than rows decide how a formula is written, those with the same ones are alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape, unescape
from itertools import accumulate
from operator import itemgetter
from typing import Any

from pycog.lazy_patterns import regex
from pycog.refresh.calculation.templates import Template

_ELEMENT = regex(rb"(<f(?:\s[^>]*)?>)([^<&]*(?:&(?!#)\w+;[^<&]*)*)</f>")
_SIGN = regex(r"&\w+;|.", re.S)

#: What stands in a rewritten element: new bytes, or a place in the one as it was.
BytePiece = bytes | slice
#: Returns an element as the engine is to read it.
Rewriting = Callable[[bytes], bytes]
#: Finds how formulas like one are written; ``None`` where each of them must be read.
Finding = Callable[[bytes], Rewriting | None]


class Form:
    """How the formulas of one shape are rewritten."""

    def __init__(
        self, element: bytes, formula: str, rows: Sequence[tuple[int, int]] | None, find: Finding
    ) -> None:
        """Look at one of them.

        Args:
            element: Its ``<f>``.
            formula: Its text.
            rows: Where the rows of its references stand, if its other digits decide how it is
                written; ``None`` where no digit does.
            find: How formulas with the same digits but for rows are written.
        """
        self._find = find
        self._known: dict[Any, Rewriting | None] = {}
        self._key: Callable[[bytes], Any] = _nothing
        self._firsts: Callable[[bytes], Any] = _nothing
        if rows is None:
            return
        places = _places(element, formula)
        if places is None:
            self._find = _by_one
            return
        inside = {place for start, end in rows for place in range(start, end)}
        digits = [
            slice(places[place], places[place] + 1)
            for place, char in enumerate(formula)
            if char in "0123456789" and place not in inside
        ]
        self._key = _getter(digits)
        self._firsts = _getter([slice(places[start], places[start] + 1) for start, _ in rows])

    def rewriting(self, element: bytes) -> Rewriting | None:
        """Return how a formula of the shape is rewritten, ``None`` where it must be read."""
        if b"0" in self._firsts(element):
            return None  # no row starts so
        key = self._key(element)
        try:
            return self._known[key]
        except KeyError:
            self._known[key] = found = self._find(element)
            return found


def rewriting(element: bytes, formula: str, template: Template | None) -> Rewriting | None:
    """Return how elements like one are rewritten, ``None`` where that is not sure.

    Args:
        element: One of them.
        formula: Its text.
        template: How its formula is written; ``None`` where it stays as it is.
    """
    if template is None:
        return bytes
    pieces = _byte_pieces(element, formula, template)
    if pieces is None:
        return None
    form = b"".join(
        piece.replace(b"%", b"%%") if isinstance(piece, bytes) else b"%b" for piece in pieces
    )
    kept = _getter([piece for piece in pieces if isinstance(piece, slice)])
    return lambda element: form % kept(element)


def _byte_pieces(element: bytes, formula: str, template: Template) -> list[BytePiece] | None:
    places = _places(element, formula)
    if places is None or template.placed:
        return None
    pieces: list[BytePiece] = [slice(0, places[0])]
    for piece in template.pieces:
        if isinstance(piece, str):
            pieces.append(escape(piece, quote=False).encode())
        elif isinstance(piece, tuple):
            pieces.append(slice(places[piece[0]], places[piece[1]]))
        else:
            return None
    return [*pieces, b"</f>"]


def _places(element: bytes, formula: str) -> Sequence[int] | None:
    """Return where each character of a formula starts in its element, and where it ends."""
    match = _ELEMENT.fullmatch(element)
    if match is None:
        return None
    if match[2].isascii() and match[2].decode() == formula:  # a byte for each, none escaped
        return range(match.start(2), match.end(2) + 1)
    signs = _SIGN.findall(match[2].decode())
    plain = [sign if len(sign) == 1 else unescape(sign) for sign in signs]
    if "".join(plain) != formula or any(len(sign) != 1 for sign in plain):
        return None
    return list(accumulate(map(len, map(str.encode, signs)), initial=match.start(2)))


def _getter(places: Sequence[slice]) -> Callable[[bytes], Any]:
    """Return what gives the bytes at some places, as a tuple."""
    if len(places) > 1:
        return itemgetter(*places)
    if places:
        only = places[0]
        return lambda element: (element[only],)
    return _nothing


def _nothing(_: bytes) -> tuple[bytes, ...]:
    return ()


def _by_one(_: bytes) -> None:
    return None
