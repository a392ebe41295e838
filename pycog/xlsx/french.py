"""Formulas as a French Excel shows them, and the same formulas as files store them.

A workbook stores ``=IF(A1>0.5,"oui","non")`` whatever the language of Excel; an
officer types and reads ``=SI(A1>0,5;"oui";"non")``. Both directions go through
one tokeniser, so that text, sheet names and table columns are never touched.

Array constants follow the French Excel: ``{1.2;3.4}`` has two columns (``.``) and
two rows (``;``); ``\\`` is read as a column separator too. Names that the table
does not hold, such as ``COG_TARGET``, stay as they are.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pycog.errors import InvalidInput

_TABLE = Path(__file__).with_name("data") / "fonctions.csv"

#: Error values: as stored in files, as a French Excel shows them.
_ERRORS = {
    "#N/A": "#N/A",
    "#VALUE!": "#VALEUR!",
    "#NAME?": "#NOM?",
    "#NUM!": "#NOMBRE!",
    "#REF!": "#REF!",
    "#NULL!": "#NUL!",
    "#DIV/0!": "#DIV/0!",
    "#SPILL!": "#EPARS!",
    "#CALC!": "#CALC!",
}
#: Parts of a table in structured references.
_TABLE_PARTS = {
    "All": "Tout",
    "Data": "Données",
    "Headers": "En-têtes",
    "Totals": "Totaux",
    "This Row": "Cette ligne",
}
_BOOLEANS = {"TRUE": "VRAI", "FALSE": "FAUX"}

#: What files put before the names of newer functions and of add-ins' functions.
_PREFIX = re.compile(r"(?:_xlfn\.|_xlws\.|_xludf\.|_xll\.|_xldudf_|_xlpm\.)+", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d][\w.$\\?]*|[\\$][\w.$\\?]+")
_ARRAY_NAME = re.compile(r"[^\W\d]\w*")
_SPACE = re.compile(r"\s+")


class _Token(NamedTuple):
    """``kind`` is text, sheet, bracket, error, number, name, call, space or mark."""

    kind: str
    text: str
    start: int
    in_array: bool = False


@dataclass(frozen=True)
class _Dialect:
    number: re.Pattern[str]
    errors: re.Pattern[str]
    loose_calls: bool  # a space may stand between a function and its parenthesis


def _any_of(texts: Iterator[str]) -> re.Pattern[str]:
    ordered = sorted(set(texts), key=len, reverse=True)
    return re.compile("|".join(re.escape(text) for text in ordered), re.IGNORECASE)


_FILE = _Dialect(
    re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[Ee][+-]?\d+)?"), _any_of(iter(_ERRORS)), False
)
_FRENCH = _Dialect(
    re.compile(r"(?:\d+(?:,\d*)?|,\d+)(?:[Ee][+-]?\d+)?"), _any_of(iter(_ERRORS.values())), True
)


def from_french(formula: str) -> str:
    """Turn a formula typed in a French Excel into file syntax.

    Args:
        formula: Such as ``=SI(A1>0,5;"oui";"non")``, with or without the equals sign.

    Returns:
        Such as ``=IF(A1>0.5,"oui","non")``.

    Raises:
        InvalidInput: ``formule-illisible``: an unclosed quote or bracket, arguments
            separated by commas, a decimal point.
    """
    tokens = list(_tokens(formula, _FRENCH))
    _refuse_english_separators(formula, tokens)
    names, _ = _functions()
    written = []
    for token in tokens:
        text = token.text
        if token.kind == "call":
            text = names.get(_plain(text.rstrip()), text.rstrip())
        elif token.kind == "name":
            text = _translate(text, {french: file for file, french in _BOOLEANS.items()})
        elif token.kind == "number":
            text = text.replace(",", ".")
        elif token.kind == "error":
            text = _translate(text, {french: file for file, french in _ERRORS.items()})
        elif token.kind == "bracket":
            parts = {french: file for file, french in _TABLE_PARTS.items()}
            text = _bracket(text, parts, ";", ",")
        elif token.kind == "space":
            text = re.sub(r"[^\S\n]", " ", text)
        elif token.kind == "mark" and token.in_array:
            text = "," if text in {".", "\\"} else text
        elif text == ";":
            text = ","
        written.append(text)
    return "".join(written)


def to_french(formula: str) -> str:
    """Write a formula of a file as a French Excel shows it.

    Args:
        formula: Such as ``=_xldudf_COG_RATE(A1,0.5)``, with or without the equals sign.

    Returns:
        Such as ``=COG_RATE(A1;0,5)``.

    Raises:
        InvalidInput: ``formule-illisible``: an unclosed quote or bracket.
    """
    tokens = _without_links(list(_tokens(formula, _FILE)))
    _, names = _functions()
    written = []
    for token in tokens:
        text = token.text
        if token.kind == "call":
            text = _PREFIX.sub("", text, count=1)
            text = names.get(text.upper(), text)
        elif token.kind == "name":
            text = _translate(_PREFIX.sub("", text, count=1), _BOOLEANS)
        elif token.kind == "number":
            text = text.replace(".", ",")
        elif token.kind == "error":
            text = _translate(text, _ERRORS)
        elif token.kind == "bracket":
            text = _bracket(text, _TABLE_PARTS, ",", ";")
        elif text == "," and token.kind == "mark":
            text = "." if token.in_array else ";"
        written.append(text)
    return "".join(written)


@lru_cache(maxsize=1)
def _functions() -> tuple[dict[str, str], dict[str, str]]:
    """French → English and English → French; the first French name of a function is shown."""
    english: dict[str, str] = {}
    french: dict[str, str] = {}
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            english[row["français"]] = row["anglais"]
            french.setdefault(row["anglais"], row["français"])
    return english, french


def _tokens(formula: str, dialect: _Dialect) -> Iterator[_Token]:
    at, depth = 0, 0
    while at < len(formula):
        token = _token(formula, at, dialect, depth > 0)
        if token.kind == "mark":
            depth += {"{": 1, "}": -1}.get(token.text, 0)
        yield token
        at += len(token.text)


def _token(formula: str, at: int, dialect: _Dialect, in_array: bool) -> _Token:
    char = formula[at]
    if char == '"':
        return _Token("text", _quoted(formula, at), at, in_array)
    if char == "'":
        return _Token("sheet", _quoted(formula, at), at, in_array)
    if char == "[":
        return _Token("bracket", _bracketed(formula, at), at, in_array)
    if match := _SPACE.match(formula, at):
        return _Token("space", match[0], at, in_array)
    if match := dialect.errors.match(formula, at):
        return _Token("error", match[0], at, in_array)
    if match := dialect.number.match(formula, at):
        return _Token("number", match[0], at, in_array)
    if match := (_ARRAY_NAME if in_array else _NAME).match(formula, at):
        return _named(formula, match, dialect, in_array)
    return _Token("mark", char, at, in_array)


def _named(formula: str, match: re.Match[str], dialect: _Dialect, in_array: bool) -> _Token:
    start, end = match.span()
    if formula[end : end + 1] == "!":
        return _Token("sheet", match[0], start, in_array)
    space = _SPACE.match(formula, end)
    after = space.end() if space and _may_be_loose(match[0], dialect) else end
    kind = "call" if formula[after : after + 1] == "(" else "name"
    return _Token(kind, formula[start : after if kind == "call" else end], start, in_array)


def _may_be_loose(name: str, dialect: _Dialect) -> bool:
    # "SI (…)" is a call, "A1 (B1)" an intersection: only the table can tell.
    known = name.upper().startswith("COG_") or _plain(name) in _functions()[0]
    return dialect.loose_calls and known


def _quoted(formula: str, at: int) -> str:
    quote, end = formula[at], at + 1
    while True:
        end = formula.find(quote, end)
        if end < 0:
            what = (
                "un guillemet n'est pas fermé"
                if quote == '"'
                else "une apostrophe n'est pas fermée"
            )
            raise _unreadable(formula, what, at)
        if formula[end + 1 : end + 2] != quote:
            return formula[at : end + 1]
        end += 2


def _bracketed(formula: str, at: int) -> str:
    depth, end = 0, at
    while end < len(formula):
        char = formula[end]
        if char == "'":
            end += 1  # an apostrophe escapes the next character of a column name
        else:
            depth += {"[": 1, "]": -1}.get(char, 0)
            if depth == 0:
                return formula[at : end + 1]
        end += 1
    raise _unreadable(formula, "un crochet n'est pas fermé", at)


def _bracket(text: str, parts: dict[str, str], found: str, wanted: str) -> str:
    """Translate the keywords and the separators of a structured reference."""
    written, depth, at = [], 0, 0
    while at < len(text):
        char = text[at]
        step = 2 if char == "'" else 1
        depth += {"[": 1, "]": -1}.get(char, 0)
        written.append(wanted if char == found and depth == 1 else text[at : at + step])
        at += step
    known = "|".join(re.escape(part) for part in parts)
    return re.sub(
        rf"\[#({known})\]",
        lambda match: f"[#{_translate(match[1], parts)}]",
        "".join(written),
        flags=re.IGNORECASE,
    )


def _without_links(tokens: list[_Token]) -> list[_Token]:
    """Drop the link to the add-in's file in ``[1]!COG_RATE(…)``: Excel shows the name alone."""
    kept: list[_Token] = []
    for token in tokens:
        linked = token.kind == "call" and len(kept) > 1 and kept[-1].text == "!"
        if linked and kept[-2].kind == "bracket":
            del kept[-2:]
        kept.append(token)
    return kept


def _refuse_english_separators(formula: str, tokens: list[_Token]) -> None:
    previous: _Token | None = None
    for token in tokens:
        stuck = previous is not None and (
            previous.kind in {"number", "name", "text", "error"} or previous.text in {")", "}"}
        )
        if token.text == "," or (token.text.startswith(",") and stuck):
            raise _unreadable(
                formula, "en français, les arguments se séparent par un point-virgule", token.start
            )
        if token.text == "." and token.kind == "mark" and not token.in_array:
            raise _unreadable(
                formula, "en français, les décimales s'écrivent avec une virgule", token.start
            )
        if token.kind != "space":
            previous = token


def _translate(text: str, table: dict[str, str]) -> str:
    upper = text.upper()
    return next((to for word, to in table.items() if word.upper() == upper), text)


def _plain(name: str) -> str:
    """Return a function name in capitals without accents, as the table spells it."""
    decomposed = unicodedata.normalize("NFD", name.upper())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _unreadable(formula: str, why: str, at: int) -> InvalidInput:
    return InvalidInput(
        "formule-illisible",
        f"La formule « {formula} » est illisible : {why} (caractère {at + 1}).",
        formula=formula,
        position=at + 1,
    )
