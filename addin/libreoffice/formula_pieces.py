"""Splits formulas into pieces inside Calc, where the engine and its tokenizer are absent.

LibreOffice's Python imports this under the name of the engine, which is a compiled package.
openpyxl's tokenizer, of which the engine's is a descendant, gives the same pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.formula.tokenizer import TokenizerError as _Unreadable

_SPACE: Final = "whitespace"
_SPACES: Final = re.compile(r"[ \n]+")
_KINDS: Final = {
    "OPERATOR-PREFIX": "opprefix",
    "OPERATOR-INFIX": "opinfix",
    "OPERATOR-POSTFIX": "oppostfix",
    "WHITE-SPACE": _SPACE,
}


class TokenizerError(Exception):
    """A formula that cannot be split."""


class Piece(NamedTuple):
    """A piece of a formula, with the attributes of the engine's tokens."""

    value: str
    token_type: str
    subtype: str


def tokenize(formula: str) -> list[Piece]:
    """Split a formula that begins with its equals sign.

    Raises:
        TokenizerError: It cannot be split.
    """
    try:
        items = Tokenizer(formula).items
    except (_Unreadable, IndexError, AssertionError) as error:
        raise TokenizerError(str(error)) from error
    return list(_pieces(formula, items))


def _pieces(formula: str, items: Iterable[Token]) -> Iterator[Piece]:
    at = len("=")
    for one in items:
        kind = _KINDS.get(one.type, one.type)
        text = str(one.value)
        if kind == _SPACE and (spaces := _SPACES.match(formula, at)) is not None:
            text = spaces[0]  # openpyxl keeps one of several
        at += len(text)
        yield Piece(text, kind, one.subtype or "none")
