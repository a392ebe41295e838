"""How a cell is written in a sheet part: its address, its type, the text of its value."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from html import escape, unescape

from pycog.errors import CellError
from pycog.lazy_patterns import regex
from pycog.values import Scalar

#: The last row and column of a sheet.
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
TYPE = regex(rb"""\st=["'](\w+)["']""")
_ESCAPE = regex(r"_x([0-9A-Fa-f]{4})_")
_PLACE = regex(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_CONTROL = regex("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def stored_value(attributes: bytes, text: bytes | None) -> Scalar:
    """Return the value stored in a formula cell, ``None`` when there is none.

    A shared or inline string, which only unusual writers give a formula, comes back
    as its raw text.
    """
    kind = TYPE.search(attributes) if b"t=" in attributes else None
    name = kind[1] if kind else b"n"
    if text is None:
        return "" if name == b"str" else None
    if name == b"n":
        try:
            return float(text) if text else None
        except ValueError:
            return None  # not a number, whatever the file says
    if name == b"b":
        return text.strip() == b"1"
    if name == b"e":
        return CellError(text.decode())
    return _plain_text(text)


def typed(value: Scalar) -> tuple[bytes, bytes | None]:
    """Return the ``t`` attribute and the text of ``<v>`` for a value."""
    if value is None:
        return b"n", None
    if isinstance(value, bool):
        return b"b", b"1" if value else b"0"
    if isinstance(value, int | float):
        return b"n", number_text(float(value))
    if isinstance(value, CellError):
        return b"e", value.kind.encode()
    return b"str", text_bytes(value)


def text_bytes(text: str) -> bytes:
    """Write text as it stands in ``<v>``: control characters as ``_xHHHH_``, markup escaped."""
    plain = _CONTROL.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return escape(plain, quote=False).encode("utf-8")


def number_text(value: float) -> bytes:
    """Write a number so that reading it back gives the same float, as short as can be."""
    if -1e15 < value < 1e15 and value.is_integer():
        return b"%d" % value
    return (b"%a" % value).upper()


def number_texts(values: Sequence[float]) -> list[bytes]:
    """Write many numbers as :func:`number_text` does, in one go."""
    texts = "\0".join(map(repr, values)).upper().encode().split(b"\0") if values else []
    if not any(text.endswith(b".0") for text in texts):
        return texts
    return [
        number_text(value) if text.endswith(b".0") else text
        for text, value in zip(texts, values, strict=True)
    ]


def _plain_text(text: bytes) -> str:
    plain = text.decode("utf-8")
    if "&" in plain:
        plain = unescape(plain)
    if "_x" in plain:
        plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), plain)
    return plain


def place_of(reference: str) -> tuple[int, int] | None:
    """Return row and column of ``D12``, ``$`` or not; ``None`` for what no sheet has."""
    match = _PLACE.fullmatch(reference)
    if match is None:
        return None
    row, column = int(match[2]), column_number(match[1].upper())
    return (row, column) if 0 < row <= LAST_ROW and column <= LAST_COLUMN else None


def area_of(reference: str) -> tuple[int, int, int, int] | None:
    """Return first row, first column, last row, last column of ``A1:D9`` or ``A1``.

    Corners may come in any order, with ``$`` and with the name of a sheet. ``None`` for
    anything else, which files hold where a program lost a range.
    """
    first, colon, last = reference.rpartition("!")[2].partition(":")
    one, other = place_of(first), place_of(last if colon else first)
    if one is None or other is None:
        return None
    (top, bottom), (left, right) = (sorted(pair) for pair in zip(one, other, strict=True))
    return top, left, bottom, right


@lru_cache(maxsize=LAST_COLUMN)
def column_number(letters: bytes | str) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters if isinstance(letters, bytes) else letters.encode():
        number = number * 26 + letter - 64
    return number


@lru_cache(maxsize=LAST_COLUMN)
def column_letters(number: int) -> str:
    """Return A for 1, AA for 27."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """Return ``D12`` for row 12, column 4."""
    return f"{column_letters(column)}{row}"
