"""Writes the formulas of OpenDocument as Excel's files have them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pycog.office_addin import FILE_PREFIX

#: What LibreOffice's extension puts before the name of one of our formulas, in lower case.
_SERVICE: Final = "fr.pycog.calc.cog."
#: What the extension writes around an argument to tell VRAI from 1, which Excel tells by itself.
_CELLS: Final = "cogcells"
_OURS: Final = ("_xldudf_", "_xll.", "_xludf.", _SERVICE)
#: Names that OpenFormula gives to functions of Excel.
_RENAMED: Final = {
    "ERRORTYPE": "ERROR.TYPE",
    "COM.MICROSOFT.CEILING": "CEILING",
    "COM.MICROSOFT.FLOOR": "FLOOR",
    "COM.MICROSOFT.FILTER": "_xlfn._xlws.FILTER",
    "COM.MICROSOFT.SORT": "_xlfn._xlws.SORT",
}
#: Functions that Excel's files mark as later than 2007, and OpenFormula does not.
_LATER: Final = frozenset(
    {"ACOT", "ACOTH", "ARABIC", "BASE", "BITAND", "BITLSHIFT", "BITOR", "BITRSHIFT", "BITXOR"}
    | {"COMBINA", "COT", "COTH", "CSC", "CSCH", "DAYS", "DECIMAL", "FORMULATEXT", "GAMMA"}
    | {"GAUSS", "IFNA", "ISFORMULA", "ISOWEEKNUM", "MUNIT", "NUMBERVALUE", "PDURATION", "PHI"}
    | {"PERMUTATIONA", "RRI", "SEC", "SECH", "SHEET", "SHEETS", "SKEWP", "UNICHAR", "UNICODE"}
    | {"XOR"}
)
_TOKEN: Final = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")
  | (?P<reference>\[(?:'(?:[^']|'')*'|[^\]'])*\])
  | (?P<call>[A-Za-z_\\][\w.]*\s*\()
  | (?P<name>[^\W\d][\w.]*|'(?:[^']|'')*')
  | (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
  | (?P<error>\#[A-Z0-9/]+[!?]?)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_PLACE: Final = re.compile(
    r"(?P<sheet>(?:\$?(?:'(?:[^']|'')*'|[^.'\[\]#$]+))?)\.(?P<cell>\$?[A-Z]*\$?\d*|\#REF!)"
)
_PLAIN_SHEET: Final = re.compile(r"[^\W\d]\w*")
_LOOKS_LIKE_CELL: Final = re.compile(r"(?:[A-Za-z]{1,3}\d+|[rRcC]\d*)")


#: A reference whose digits are all rows.
_SIMPLE: Final = re.compile(
    r"\[(?P<sheet>\$?(?:'[^'\d]*'|[^.'\[\]#$\d]+))?"
    r"\.(?P<first>\$?[A-Z]+\$?\d+)(?::\.(?P<last>\$?[A-Z]+\$?\d+))?\]"
)
_DIGIT: Final = re.compile(r"\d")
_BLOT: Final = bytes.maketrans(b"123456789", b"000000000")


class Untranslatable(Exception):
    """A formula that Excel has no way to write; says what in French."""


def in_excel(formula: str, ours: Mapping[str, str]) -> str:
    """Return a formula as Excel's files have it, without its equals sign.

    Args:
        formula: As stored: ``of:=SUM([.A1:.A3])``.
        ours: Our formulas by the lower-case name of their method, ``cogtarget``, and by their
            own, ``cog_target``.

    Raises:
        Untranslatable: It holds what Excel cannot say.
    """
    grammar, equals, text = formula.partition("=")
    if grammar == "msoxl:":
        return text
    if not equals or grammar not in ("of:", "oooc:", ""):
        raise Untranslatable(f"formule d'une autre grammaire ({grammar or formula[:20]})")
    return _translated(text, ours)


class Translations:
    """Writes the formulas of a workbook as :func:`in_excel` does; those that differ in rows once.

    What stands where is found out for one formula of a column, and holds for all of them.
    """

    def __init__(self, ours: Mapping[str, str]) -> None:
        """Start with none; ``ours`` is as for :func:`in_excel`."""
        self._ours = ours
        self._forms: dict[bytes, list[str | slice] | None] = {}

    def in_excel(self, formula: str) -> str:
        """Return a formula as Excel's files have it.

        Raises:
            Untranslatable: It holds what Excel cannot say.
        """
        shape = formula.encode().translate(_BLOT)
        if shape not in self._forms:
            grammar, _, text = formula.partition("=")
            plain = grammar in ("of:", "oooc:")
            self._forms[shape] = _form(text, len(grammar) + 1, self._ours) if plain else None
        form = self._forms[shape]
        if form is None:
            return in_excel(formula, self._ours)
        return "".join([one if isinstance(one, str) else formula[one] for one in form])


def _form(text: str, offset: int, ours: Mapping[str, str]) -> list[str | slice] | None:
    """Return what formulas of a shape are made of, ``None`` where their digits may matter."""
    found: list[str | slice] = []
    braces = 0
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup, match[0]
        start, end = match.span()
        if kind == "reference":
            simple = _SIMPLE.fullmatch(text, start, end)
            if simple is None:
                return None
            if simple["sheet"]:
                found.append(f"{_quoted(simple['sheet'].removeprefix('$'))}!")
            places = [simple.span(name) for name in ("first", "last") if simple[name]]
            for number, (first, last) in enumerate(places):
                found += [":" * number, slice(offset + first, offset + last)]
        elif kind == "call":
            if _DIGIT.search(token):
                return None
            found.append(_call(token, ours))
        elif kind == "other":
            braces += (token == "{") - (token == "}")
            found.append(_sign(token, braces > 0))
        elif kind == "name" and token.startswith("'"):
            return None
        else:
            found.append(slice(offset + start, offset + end))
    return found


def _translated(text: str, ours: Mapping[str, str]) -> str:
    parts: list[str] = []
    braces = 0
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup, match[0]
        if kind == "reference":
            parts.append(_reference(token[1:-1]))
        elif kind == "call":
            parts.append(_call(token, ours))
        elif kind == "other":
            braces += (token == "{") - (token == "}")
            parts.append(_sign(token, braces > 0))
        elif kind == "name" and token.startswith("'"):
            raise Untranslatable(f"étiquette automatique ({token})")
        else:
            parts.append(token)
    return "".join(parts)


def _sign(token: str, in_array: bool) -> str:
    """Return what separates arguments, columns and rows, or joins areas."""
    if in_array:
        return {";": ",", "|": ";"}.get(token, token)
    return {";": ",", "~": ",", "!": " "}.get(token, token)


def _call(token: str, ours: Mapping[str, str]) -> str:
    word = token[:-1].rstrip()
    lower = word.lower()
    for prefix in _OURS:
        lower = lower.removeprefix(prefix)
    if lower == _CELLS:
        return "("
    if lower in ours:
        return f"{FILE_PREFIX}{ours[lower]}("
    name = word.upper()
    if name in _RENAMED:
        return f"{_RENAMED[name]}("
    name = name.removeprefix("LEGACY.")
    if name.startswith("COM.MICROSOFT."):
        return f"_xlfn.{name.removeprefix('COM.MICROSOFT.')}("
    return f"_xlfn.{name}(" if name in _LATER else f"{name}("


def _reference(text: str) -> str:
    """Return a reference: ``.A1:.B2``, ``$Feuille.A1``, ``'file:///…'#$F.A1``."""
    document, hash_, inside = _split_document(text)
    if hash_:
        return _external(document, inside)
    first, colon, last = _split_range(inside)
    if not colon:
        return _one(first, None)
    return f"{_one(first, None)}:{_one(last, first)}"


def _split_document(text: str) -> tuple[str, str, str]:
    if text.startswith("'"):
        closing = re.match(r"'(?:[^']|'')*'", text)
        if closing is not None and text[closing.end() : closing.end() + 1] == "#":
            return closing[0], "#", text[closing.end() + 1 :]
    return "", "", text


def _split_range(text: str) -> tuple[str, str, str]:
    """Split a range at the colon that stands outside quotes."""
    quoted = False
    for at, letter in enumerate(text):
        quoted ^= letter == "'"
        if letter == ":" and not quoted:
            return text[:at], ":", text[at + 1 :]
    return text, "", ""


def _one(text: str, first: str | None) -> str:
    """Return one end of a reference; the second end of a range on its first's sheet has none."""
    match = _PLACE.fullmatch(text)
    if match is None or match["cell"] == "#REF!" or not match["cell"]:
        return "#REF!"
    sheet = match["sheet"].removeprefix("$")
    if not sheet:
        return match["cell"]
    if first is not None:
        before = _PLACE.fullmatch(first)
        if before is not None and before["sheet"].removeprefix("$") == sheet:
            return match["cell"]
        raise Untranslatable(f"zone sur plusieurs feuilles ({text})")
    return f"{_quoted(sheet)}!{match['cell']}"


def _quoted(sheet: str) -> str:
    plain = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    if _PLAIN_SHEET.fullmatch(plain) and not _LOOKS_LIKE_CELL.fullmatch(plain):
        return plain
    return "'" + plain.replace("'", "''") + "'"


def _external(document: str, inside: str) -> str:
    first, colon, last = _split_range(inside)
    place = _PLACE.fullmatch(first)
    if place is None:
        return "#REF!"
    sheet = place["sheet"].removeprefix("$").strip("'")
    area = place["cell"] + (f":{last.rpartition('.')[2]}" if colon else "")
    return f"'[{document.strip(chr(39))}]{sheet}'!{area}"
