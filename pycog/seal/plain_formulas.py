"""Formulas in a form that no program changes when it saves.

A column filled down differs in its digits only: which pieces of a formula are written otherwise
is found once for all formulas that are alike but for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from pycog.xlsx import formulas
from pycog.xlsx.cells import LAST_COLUMN, LAST_ROW, column_letters, place_of

#: Start and end in the formula, and how what stands there is written; ``None`` as it is.
_Piece = tuple[int, int, Callable[[str], str] | None]

#: LibreOffice stores no more digits of a number below this in a formula.
_TINY, _TINY_DIGITS, _DIGITS = 1e-9, 7, 15
_PREFIX: Final = re.compile(r"^(?:_xlfn\.|_xlws\.|_xludf\.)+", re.I)
_UNQUOTED: Final = re.compile(r"'((?:[^\W\d]|_)[\w.]*)'")
#: A range that names its sheet at both ends.
_TWICE: Final = re.compile(
    r"((?:'(?:[^']|'')+'|[\w.]+)!)(\$?[A-Z]{1,3}\$?\d+):\1(\$?[A-Z]{1,3}\$?\d+)"
)
_COLUMNS: Final = re.compile(r"(\$?[A-Z]{1,3}):(\$?[A-Z]{1,3})")
_ROWS: Final = re.compile(r"(\$?\d+):(\$?\d+)")
_ROW_ZERO: Final = re.compile(r"[A-Za-z]\$?0(?![\d.])")
_BLOT_DIGITS: Final = bytes.maketrans(b"123456789", b"000000000")
_MOST: Final = 20_000
_forms: dict[bytes, tuple[_Piece, ...]] = {}


def plain_formula(formula: str) -> str:
    """Return a formula in its plain form.

    Args:
        formula: In file syntax, without its equals sign.
    """
    # A row 0 is no row: what is alike but for it is written otherwise.
    alone = _ROW_ZERO.search(formula) is not None
    shape = b"" if alone else formula.encode().translate(_BLOT_DIGITS)
    pieces = None if alone else _forms.get(shape)
    if pieces is None:
        try:
            pieces = _pieces(formula)
        except formulas.Unsupported:
            return " ".join(formula.split())
        if len(_forms) >= _MOST:
            _forms.clear()
        if not alone:
            _forms[shape] = pieces
    text = "".join(
        [
            formula[start:end] if how is None else how(formula[start:end])
            for start, end, how in pieces
        ]
    )
    if text.count("!") > 1:
        text = _TWICE.sub(r"\1\2:\3", text)
    return text.replace("TRUE()", "TRUE").replace("FALSE()", "FALSE")


def same_formula(one: str, other: str) -> bool:
    """Tell whether two plain formulas are one, however a program spells tables and columns."""
    return one == other or _spelled_alike(one) == _spelled_alike(other)


def _spelled_alike(formula: str) -> str:
    """Return a formula in which sheets, tables and columns have neither capitals nor quotes."""
    try:
        found = formulas.tokens(formula)
    except formulas.Unsupported:
        return formula
    return "".join(
        one.text.casefold().replace("'", "") if one.subkind == "range" else one.text
        for one in found
    )


def _pieces(formula: str) -> tuple[_Piece, ...]:
    """Return how the pieces of a formula, and of all that differ in digits, are written.

    Raises:
        Unsupported: It cannot be read for certain.
    """
    found: list[_Piece] = []
    end = 0
    for token in formulas.tokens(formula):
        start, end = end, end + len(token.text)
        if token.kind == "whitespace":
            continue
        how = _writing(token)
        if how is None and found and found[-1][2] is None and found[-1][1] == start:
            found[-1] = (found[-1][0], end, None)
        else:
            found.append((start, end, how))
    return tuple(found)


def _writing(token: formulas.Token) -> Callable[[str], str] | None:
    """Return how a token is written, ``None`` where it stays as it is whatever its digits."""
    if token.subkind == "number":
        return _constant
    if token.subkind == "text":
        return None
    how: Callable[[str], str] = str.upper
    if token.kind == "func" and token.subkind == "open":
        how = _call
    elif token.subkind == "range":
        if ":" in token.text:
            return _reference  # first and last rows, and two ends that are one, depend on digits
        how = _reference
    return None if how(token.text) == token.text else how


def _call(text: str) -> str:
    name = text.rstrip()[:-1]
    return f"{formulas.our_name(name) or _PREFIX.sub('', name).upper()}("


@lru_cache(maxsize=1 << 12)
def _constant(text: str) -> str:
    """Return a number of a formula with the digits that every program stores."""
    number = float(text)
    return f"{number:.{_DIGITS if abs(number) >= _TINY else _TINY_DIGITS}g}"


@lru_cache(maxsize=1 << 12)
def _reference(text: str) -> str:
    """Return a reference without needless quotes, whole columns and rows as such."""
    sheet, mark, place = text.rpartition("!")
    if "[" in text or not formulas.is_range(place):
        return text  # a table, another workbook, a name
    place = place.upper()
    left, colon, right = place.partition(":")
    start, end = place_of(left.replace("$", "")), place_of(right.replace("$", ""))
    if colon and start and end:
        if start[0] == 1 and end[0] == LAST_ROW:
            place = f"{column_letters(start[1])}:{column_letters(end[1])}"
        elif start[1] == 1 and end[1] == LAST_COLUMN:
            place = f"{start[0]}:{end[0]}"
        elif start == end:
            place = left
    elif _COLUMNS.fullmatch(place) or _ROWS.fullmatch(place):
        place = place.replace("$", "")
    return _UNQUOTED.sub(r"\1", sheet) + mark + place
