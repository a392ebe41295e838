"""Reads a package as the rules want it: cells, and the formulas outside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from pycog.conventions import load
from pycog.default_convention import Default, using
from pycog.doctor.diagnosis import Cell, Place, Rule, Sheet, Workbook
from pycog.errors import InvalidInput, PycogError
from pycog.values import Scalar
from pycog.xlsx import cells, formulas
from pycog.xlsx.convention_name import named
from pycog.xlsx.package import Package
from pycog.xlsx.sheet_reading import read_sheets, shared_strings
from pycog.xlsx.sheet_scan import ANY_CELL, SheetScan, formula_text, shared_index
from pycog.xlsx.structure import WorkbookInfo, read_workbook

_PLACE = re.compile(rb"""\sr=["']([A-Z]{1,3})(\d+)["']""")
_FORMULA = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)")
_VALUE = re.compile(rb"<v(?:\s[^>]*)?(?:/>|>([^<]*)</v>)")
_INLINE = re.compile(rb"<t(?:\s[^>]*)?>([^<]*)</t>")
_BLOCK = re.compile(
    r"<(?:\w+:)?(conditionalFormatting|dataValidation)(\s[^>]*)?>(.*?)</(?:\w+:)?\1>", re.S
)
_RULE_FORMULA = re.compile(r"<(?:\w+:)?(?:formula\d?|f)(?:\s[^>]*)?>([^<]+)<")
_RULE_PLACE = re.compile(r"""\ssqref=["']([^"']*)["']""")
_EXTENDED_PLACE = re.compile(r"<(?:\w+:)?sqref>([^<]*)<")
_REFERENCE = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})", re.I)


def read(package: Package) -> Workbook:
    """Read a workbook for the rules.

    Raises:
        RefusedFile: It cannot be read with certainty.
    """
    info = read_workbook(package)
    scans = read_sheets(package, info)
    texts = shared_strings(package, info)
    sheets = tuple(
        Sheet(
            sheet.name,
            dict(_cells(scans[sheet.name], texts)),
            editable=not scans[sheet.name].is_restated,
        )
        for sheet in info.sheets
    )
    lacking = _lacking(named(package, info, scans))
    return Workbook(sheets, tuple(_rules(package, info)), lacking=lacking)


def _lacking(convention: Default | InvalidInput | None) -> str:
    if convention is None:
        return ""
    try:
        with using(convention):
            load()
    except PycogError as error:
        return error.message
    return ""


def _cells(scanned: SheetScan, texts: Sequence[str]) -> Iterator[tuple[Place, Cell]]:
    part = scanned.part
    start, end = part.find(b"<sheetData"), part.rfind(b"</sheetData>")
    masters: dict[int, tuple[Place, list[formulas.Token]]] = {}
    for match in ANY_CELL.finditer(part, start, max(start, end)):
        found = _PLACE.search(match[1])
        if found is None or match[2] is None:
            continue
        place = int(found[2]), cells.column_number(found[1])
        inner = match[2]
        element = _FORMULA.search(inner)
        text, shared = "", False
        if element is not None:
            text = formula_text(element[0])
            index = shared_index(element[0])
            if index is not None and text:
                masters.setdefault(index, (place, _tokens(text)))
            elif index is not None and index in masters:
                text, shared = _moved(*masters[index], place), True
        value = _value(match[1], inner, texts)
        if text or value not in (None, ""):
            yield place, Cell(value, text, shared)


def _value(attributes: bytes, inner: bytes, texts: Sequence[str]) -> Scalar:
    kind = cells.TYPE.search(attributes)
    name = kind[1] if kind else b"n"
    if name == b"inlineStr":
        return unescape(b"".join(_INLINE.findall(inner)).decode("utf-8", "replace"))
    stored = _VALUE.search(inner)
    text = stored[1] if stored else None
    if name == b"s":
        number = int(text) if text and text.isdigit() else -1
        return texts[number] if 0 <= number < len(texts) else None
    if name == b"d":
        return text.decode("utf-8", "replace") if text else None
    try:
        return cells.stored_value(attributes, text)
    except ValueError:
        return None


def _tokens(text: str) -> list[formulas.Token]:
    try:
        return formulas.tokens(text)
    except formulas.Unsupported:
        return []


def _moved(origin: Place, found: Sequence[formulas.Token], place: Place) -> str:
    """Return the formula that a cell shares with its first cell, references moved along."""
    down, right = place[0] - origin[0], place[1] - origin[1]

    def move(match: re.Match[str]) -> str:
        column = cells.column_number(match[2].upper())
        letters = match[2] if match[1] else cells.column_letters(max(1, column + right))
        row = match[4] if match[3] else str(max(1, int(match[4]) + down))
        return f"{match[1]}{letters}{match[3]}{row}"

    pieces = []
    for token in found:
        text = token.text
        if token.subkind == "range":
            sheet, mark, reference = text.rpartition("!")
            if formulas.is_range(reference):
                text = sheet + mark + _REFERENCE.sub(move, reference)
        pieces.append(text)
    return "".join(pieces)


def _rules(package: Package, info: WorkbookInfo) -> Iterator[Rule]:
    for sheet in info.sheets:
        part = package.text(sheet.part).body
        # Formulas outside the cells stand after them.
        rest = part[max(0, part.rfind(b"sheetData")) :].decode("utf-8", "replace")
        for match in _BLOCK.finditer(rest):
            extended = _EXTENDED_PLACE.search(match[3])
            plain = _RULE_PLACE.search(match[2] or "")
            place = extended[1] if extended else plain[1] if plain else ""
            kind = "format" if match[1] == "conditionalFormatting" else "validation"
            for formula in dict.fromkeys(_RULE_FORMULA.findall(match[3])):
                yield Rule(kind, sheet.name, place, unescape(formula))
    for name in info.names:
        yield Rule("nom", name.scope or "", name.name, name.formula)
