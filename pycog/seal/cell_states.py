"""Reads every cell of a workbook in the form in which a seal keeps it.

Programs write the same cell in many ways: texts shared or in place, formulas shared or each for
itself, names of functions with and without prefixes. The plain form here is the same for all.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from pycog.arithmetic import is_stored_form
from pycog.errors import CellError
from pycog.seal.plain_formulas import plain_formula
from pycog.seal.quick_values import (
    DAY,
    StoredCell,
    digits_of,
    plain_text,
    plain_value,
    quick_values,
)
from pycog.seal.sealed_content import MOMENT, CellState
from pycog.values import Scalar
from pycog.xlsx.cell_formats import cell_formats
from pycog.xlsx.cells import address, column_number, place_of
from pycog.xlsx.exact_cells import iso_serial
from pycog.xlsx.package import Package
from pycog.xlsx.relative_forms import Written
from pycog.xlsx.sheet_reading import read_sheet, shared_strings
from pycog.xlsx.sheet_scan import SheetScan, array_range, formula_text, shared_index
from pycog.xlsx.structure import SheetPart, WorkbookInfo, parse

#: Below the 15 digits that Excel stores; openpyxl stores 16.
_LAST_DIGIT: Final = 1e-15
#: How far apart two calculations may be, as in a refresh.
_NOISE: Final = 1e-12
#: As a part of a day; openpyxl rounds times to it.
_MILLISECOND: Final = 1 / 86_400_000
#: What stands as the formula of a cell that an array formula elsewhere fills.
FILLED: Final = "{…}"
#: What LibreOffice makes of a truth value that was typed; an error becomes a formula too.
_TYPED_TRUTHS: Final = ("TRUE", "FALSE")
#: Names that programs write by themselves start so.
_OWN_NAME: Final = "_xlnm."
_LONE: Final = b"<f>"


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
    strings = [plain_text(text) for text in shared_strings(package, info)]
    formats = enumerate(cell_formats(package, info))
    moments = {DAY, *(str(rank) for rank, one in formats if one.date or one.duration)}
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
    moments: Container[str],
    date_system: str,
) -> dict[str, CellState]:
    written = _formulas(scanned)
    quick = None if scanned.is_restated else quick_values(scanned.part, strings)
    exact = _values(parse(package, sheet.part), strings, date_system) if quick is None else ()
    states = {}
    for at, kind, text, style in quick or exact:
        formula = written.get(at, "")
        if formula and (
            (kind == "b" and formula in _TYPED_TRUTHS) or (kind == "e" and formula == text)
        ):
            formula = ""
        if formula:
            states[at] = CellState(kind if text or kind == "s" else "", text, formula)
        elif text:
            # Programs round days and times as they like.
            mark = MOMENT if kind == "n" and style in moments else ""
            states[at] = CellState(kind, text, "", mark)
    return states


def _values(root: Element, strings: list[str], date_system: str) -> Iterator[StoredCell]:
    """Give what the cells of a sheet hold, whose addresses a file need not write."""
    row = 0
    for line in root.iterfind("{*}sheetData/{*}row"):
        number = line.get("r", "")
        row = int(number) if number.isdecimal() else row + 1
        column = 0
        for cell in line.iterfind("{*}c"):
            place = place_of(cell.get("r", "")) or (row, column + 1)
            column = place[1]
            kind, text = _value(cell, strings, date_system)
            style = DAY if cell.get("t") == "d" else cell.get("s", "0")
            yield address(*place), kind, text, style


def rank_of(at: str) -> tuple[int, int]:
    """Return row and column of an address of :func:`read_cells`, by which cells are ordered.

    Whatever else a content holds that somebody forged comes first.
    """
    letters = at.rstrip("0123456789")
    digits = at[len(letters) :]
    if not (digits and letters.isascii() and letters.isalpha()):
        return 0, 0
    return int(digits), column_number(letters)


def _formulas(scanned: SheetScan) -> dict[str, str]:
    """Return address → formula, :data:`FILLED` in the cells that array formulas fill besides."""
    written: dict[str, str] = {}
    filled: set[tuple[int, int]] = set()
    masters: dict[int, Written] = {}
    children: list[tuple[int, int, int]] = []
    for letters, digits, formula in (found.group(1, 2, 4) for found in scanned.matches()):
        text = formula_text(formula)
        if text:
            written[(letters + digits.lstrip(b"0")).decode()] = plain_formula(text)
        if formula.startswith(_LONE):
            continue
        index = shared_index(formula)
        if index is not None:
            row, column = int(digits), column_number(letters)
            if text:
                masters[index] = Written(text, (row - 1, column - 1))
            else:
                children.append((row, column, index))
        area = array_range(formula)
        if area is not None and area[:2] != area[2:]:
            top, left, bottom, right = area
            rows, columns = range(top, bottom + 1), range(left, right + 1)
            filled.update((one, other) for one in rows for other in columns)
    for row, column, index in children:
        master = masters.get(index)
        text = (master.at((row - 1, column - 1)) if master else None) or "#REF!"
        written[address(row, column)] = plain_formula(text)
    for place in filled:
        written.setdefault(address(*place), FILLED)
    return written


def _value(cell: Element, strings: list[str], date_system: str) -> tuple[str, str]:
    """Return kind and text of the value of a cell, the text empty for a blank one."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        parts = cell.findall("{*}is/{*}t") + cell.findall("{*}is/{*}r/{*}t")
        return "s", plain_text("".join(one.text or "" for one in parts))
    value = next((one.text or "" for one in cell if one.tag.endswith("}v")), None)
    if value is not None and kind == "d":
        value, kind = iso_serial(value, date_system) or value, "n"
    return plain_value(kind, value, strings)


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
        return "s", value.replace("\r\n", "\n").replace("\r", "\n")
    return "n", digits_of(value)


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
