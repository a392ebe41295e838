"""Splits formulas into pieces inside Calc, where the engine and its tokenizer are absent.

LibreOffice's Python imports this under the name of the engine, which is a compiled package.
openpyxl's tokenizer, of which the engine's is a descendant, gives the same pieces.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from openpyxl.formula.tokenizer import Tokenizer
from openpyxl.formula.tokenizer import TokenizerError as _Unreadable

_KINDS: Final = {
    "OPERATOR-PREFIX": "opprefix",
    "OPERATOR-INFIX": "opinfix",
    "OPERATOR-POSTFIX": "oppostfix",
    "WHITE-SPACE": "whitespace",
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
    return [
        Piece(one.value, _KINDS.get(one.type, one.type), one.subtype or "none") for one in items
    ]
