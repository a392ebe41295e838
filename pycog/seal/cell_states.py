"""Reads every cell of a workbook in the form in which a seal keeps it.

Programs write the same cell in many ways: texts shared or in place, formulas shared or each for
itself, names of functions with and without prefixes. The plain form here is the same for all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from typing import Final
from xml.etree.ElementTree import Element

from pycog.arithmetic import is_stored_form
from pycog.audit.quick_grids import moment_ranks
from pycog.audit.relative_forms import Written
from pycog.errors import CellError
from pycog.seal.sealed_content import MOMENT, CellState
from pycog.values import Scalar
from pycog.xlsx import formulas
from pycog.xlsx.cells import LAST_COLUMN, LAST_ROW, address, column_letters, place_of
from pycog.xlsx.exact_cells import iso_serial
from pycog.xlsx.package import Package
from pycog.xlsx.sheet_reading import read_sheet, shared_strings
from pycog.xlsx.sheet_scan import SheetScan, array_range, formula_text, shared_index
from pycog.xlsx.structure import SheetPart, WorkbookInfo, parse

#: Below the 15 digits that Excel stores; openpyxl stores 16.
_LAST_DIGIT: Final = 1e-15
#: How far apart two calculations may be, as in a refresh.
_NOISE: Final = 1e-12
#: As a part of a day; openpyxl rounds times to it.
_MILLISECOND: Final = 1 / 86_400_000
#: LibreOffice stores no more digits of a number below this in a formula.
_TINY, _TINY_DIGITS, _DIGITS = 1e-9, 7, 15
#: What stands as the formula of a cell that an array formula elsewhere fills.
FILLED: Final = "{…}"
#: What LibreOffice makes of a truth value that was typed; an error becomes a formula too.
_TYPED_TRUTHS: Final = ("TRUE", "FALSE")
#: Names that programs write by themselves start so.
_OWN_NAME: Final = "_xlnm."
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_BREAK: Final = re.compile("\r\n?")
_PREFIX: Final = re.compile(r"^(?:_xlfn\.|_xlws\.|_xludf\.)+", re.I)
_UNQUOTED: Final = re.compile(r"'((?:[^\W\d]|_)[\w.]*)'")
#: A range that names its sheet at both ends.
_TWICE: Final = re.compile(
    r"((?:'(?:[^']|'')+'|[\w.]+)!)(\$?[A-Z]{1,3}\$?\d+):\1(\$?[A-Z]{1,3}\$?\d+)"
)
_COLUMNS: Final = re.compile(r"(\$?[A-Z]{1,3}):(\$?[A-Z]{1,3})")
_ROWS: Final = re.compile(r"(\$?\d+):(\$?\d+)")


def read_cells(
    package: Package, info: WorkbookInfo, scans: Mapping[str, SheetScan] | None = None
) -> dict[str, dict[str, CellState]]:
    """Return sheet → address → state of every filled cell, its stored value included.

    Args:
        package: The workbook.
        info: Its structure.
        scans: Its sheets, where they were read already.

    Raises:
        RefusedFile: A sheet cannot be read with certainty.
    """
    strings = [_plain(text) for text in shared_strings(package, info)]
    moments = moment_ranks(package, info)
    found = {}
    for sheet in info.sheets:
        scanned = read_sheet(package, info, sheet) if scans is None else scans[sheet.name]
        found[sheet.name] = _states(package, sheet, scanned, strings, moments, info.date_system)
    return found


def _states(
    package: Package,
    sheet: SheetPart,
    scanned: SheetScan,
    strings: list[str],
    moments: Container[int],
    date_system: str,
) -> dict[str, CellState]:
    written, filled = _formulas(scanned)
    states = {}
    for place, element in _elements(parse(package, sheet.part)):
        at = address(*place)
        kind, text = _value(element, strings, date_system)
        formula = written.get(place) or (FILLED if place in filled else "")
        if (kind == "b" and formula in _TYPED_TRUTHS) or (kind == "e" and formula == text):
            formula = ""
        if formula or text:
            mark = MOMENT if not formula and _is_moment(element, kind, text, moments) else ""
            states[at] = CellState(kind if text or kind == "s" else "", text, formula, mark)
    return states


def _is_moment(cell: Element, kind: str, text: str, moments: Container[int]) -> bool:
    """Tell whether a cell shows a day or a time, which programs round as they like."""
    style = cell.get("s", "0")
    if cell.get("t") == "d":
        return True
    return kind == "n" and bool(text) and style.isdecimal() and int(style) in moments


def _elements(root: Element) -> Iterator[tuple[tuple[int, int], Element]]:
    """Give the cells with their places, which a file need not write."""
    row = 0
    for line in root.iterfind("{*}sheetData/{*}row"):
        number = line.get("r", "")
        row = int(number) if number.isdecimal() else row + 1
        column = 0
        for cell in line.iterfind("{*}c"):
            place = place_of(cell.get("r", "")) or (row, column + 1)
            column = place[1]
            yield place, cell


def _formulas(scanned: SheetScan) -> tuple[dict[tuple[int, int], str], set[tuple[int, int]]]:
    """Return place → formula, and the places that array formulas fill beside their own."""
    written: dict[tuple[int, int], str] = {}
    filled: set[tuple[int, int]] = set()
    masters: dict[int, Written] = {}
    children: list[tuple[int, int, int]] = []
    for cell in scanned.cells():
        text, index = formula_text(cell.formula), shared_index(cell.formula)
        place = cell.row, cell.column
        if text:
            written[place] = plain_formula(text)
            if index is not None:
                masters[index] = Written(text, (cell.row - 1, cell.column - 1))
        elif index is not None:
            children.append((*place, index))
        area = array_range(cell.formula)
        if area is not None:
            top, left, bottom, right = area
            rows, columns = range(top, bottom + 1), range(left, right + 1)
            filled.update((one, other) for one in rows for other in columns)
    for row, column, index in children:
        master = masters.get(index)
        text = (master.at((row - 1, column - 1)) if master else None) or "#REF!"
        written[row, column] = plain_formula(text)
    return written, filled


def _value(cell: Element, strings: list[str], date_system: str) -> tuple[str, str]:
    """Return kind and text of the value of a cell, the text empty for a blank one."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        parts = cell.findall("{*}is/{*}t") + cell.findall("{*}is/{*}r/{*}t")
        return "s", _plain("".join(one.text or "" for one in parts))
    # Much quicker than a search with a wildcard, for each cell of a large sheet.
    value = next((one.text or "" for one in cell if one.tag.endswith("}v")), None)
    if value is None:
        return "s" if kind == "str" else "", ""
    if kind == "s":
        number = int(value) if value.strip().isdecimal() else len(strings)
        return "s", strings[number] if number < len(strings) else ""
    if kind == "d":
        value, kind = iso_serial(value, date_system) or value, "n"
    if kind == "n":
        return _number(value)
    if kind == "b":
        return "b", "1" if value.strip() == "1" else "0"
    return ("e", value.strip()) if kind == "e" else ("s", _plain(value))


def _number(text: str) -> tuple[str, str]:
    try:
        number = float(text)
    except ValueError:
        return ("n", text) if text.strip() else ("", "")
    return "n", _digits(number) if math.isfinite(number) else text


def _digits(number: float) -> str:
    text = repr(float(number))
    return text.removesuffix(".0")


def _plain(text: str) -> str:
    """Return a text without the ways in which programs write its signs."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return _BREAK.sub("\n", text)


def defined_names(info: WorkbookInfo) -> dict[str, str]:
    """Return the names that formulas may use, with their plain definitions."""
    return {
        f"{one.scope}!{one.name}" if one.scope else one.name: plain_formula(one.formula)
        for one in info.names
        if not one.name.startswith(_OWN_NAME)
    }


def state_of(value: Scalar) -> tuple[str, str]:
    """Return kind and text of a calculated value."""
    if value is None:
        return "s", ""
    if isinstance(value, bool):
        return "b", "1" if value else "0"
    if isinstance(value, CellError):
        return "e", value.kind
    if isinstance(value, str):
        return "s", _BREAK.sub("\n", value)
    return "n", _digits(value)


def value_of(kind: str, text: str) -> Scalar:
    """Return the value that a kind and a text stand for."""
    if kind == "n":
        try:
            return float(text)
        except ValueError:
            return text
    if kind == "b":
        return text == "1"
    if kind == "e":
        return CellError(text)
    return text if kind else None


def same_value(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether two values are one, numbers to the 15 digits that programs store.

    Args:
        one: Kind and text.
        other: Kind and text.
    """
    if one == other or (not one[1] and not other[1]):
        return True
    if one[0] != other[0] or one[0] != "n":
        return False
    first, second = value_of(*one), value_of(*other)
    if not isinstance(first, float) or not isinstance(second, float):
        return False
    if abs(first - second) <= _LAST_DIGIT * max(abs(first), abs(second)):
        return True
    return is_stored_form(first, second) or is_stored_form(second, first)


def same_result(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether a formula gives the same, but for the noise of its calculation.

    Programs store entries with fifteen digits, and what is calculated from them differs in the
    last ones; a remainder that small is none.

    Args:
        one: Kind and text.
        other: Kind and text.
    """
    if same_value(one, other):
        return True
    first, second = value_of(*one), value_of(*other)
    if one[0] != "n" or not isinstance(first, float) or not isinstance(second, float):
        return False
    return abs(first - second) <= _NOISE * max(abs(first), abs(second), 1.0)


def same_entry(one: CellState, other: CellState) -> bool:
    """Tell whether two typed cells hold the same; times of day to the millisecond."""
    if one.is_moment and other.is_moment:
        first, second = value_of(*one[:2]), value_of(*other[:2])
        if isinstance(first, float) and isinstance(second, float):
            return abs(first - second) <= _MILLISECOND
    return same_value(one[:2], other[:2])


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


@lru_cache(maxsize=1 << 14)
def plain_formula(formula: str) -> str:
    """Return a formula in a form that no program changes when it saves.

    Args:
        formula: In file syntax, without its equals sign.
    """
    try:
        found = formulas.tokens(formula)
    except formulas.Unsupported:
        return " ".join(formula.split())
    text = _TWICE.sub(r"\1\2:\3", "".join(map(_piece, found)))
    return text.replace("TRUE()", "TRUE").replace("FALSE()", "FALSE")


def _piece(token: formulas.Token) -> str:
    if token.kind == "whitespace":
        return ""
    if token.kind == "func" and token.subkind == "open":
        name = token.text.rstrip()[:-1]
        return f"{formulas.our_name(name) or _PREFIX.sub('', name).upper()}("
    if token.subkind == "range":
        return _reference(token.text)
    if token.subkind == "number":
        return _constant(token.text)
    return token.text if token.subkind == "text" else token.text.upper()


def _constant(text: str) -> str:
    """Return a number of a formula with the digits that every program stores."""
    number = float(text)
    return f"{number:.{_DIGITS if abs(number) >= _TINY else _TINY_DIGITS}g}"


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
