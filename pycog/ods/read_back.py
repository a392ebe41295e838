"""Reads a written OpenDocument workbook back, by another way than it was read before.

Only what was to be written is looked for: the value of every cell of the sheets that changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from pycog.errors import CellError
from pycog.ods.cell_values import value_of
from pycog.ods.content_scan import OFFICE, TABLE, TEXT, OdsCell
from pycog.values import Scalar

Place = tuple[int, int]
#: Formula (or ``""``) and value by place.
Cells = Mapping[Place, tuple[str, Scalar]]

_TABLE: Final = f"{{{TABLE}}}"
_TEXT: Final = f"{{{TEXT}}}"
_CELLS: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_GROUPS: Final = tuple(
    f"{_TABLE}{name}" for name in ("table-row-group", "table-header-rows", "table-rows")
)
_TIMES_DOWN: Final = f"{_TABLE}number-rows-repeated"
_TIMES_RIGHT: Final = f"{_TABLE}number-columns-repeated"
_FORMULA: Final = f"{_TABLE}formula"
_TYPE: Final = f"{{{OFFICE}}}value-type"
_PARAGRAPH: Final = f"{_TEXT}p"
_SPACES: Final = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_NOTE: Final = f"{{{OFFICE}}}annotation"
_UNKNOWN: Final = CellError("#NAME?")


def holds_values(root: Element, sheet: str, expected: Cells, null_date: dt.date) -> bool:
    """Tell whether a sheet of a written workbook has the given cells, and no others.

    Args:
        root: The text of the workbook.
        sheet: Name of the sheet.
        expected: What its cells should hold.
        null_date: The day whose number is 0.

    Raises:
        Unreadable: The value of a cell is not one of its type.
    """
    left = dict(expected)
    for place, formula, value in _filled(_table(root, sheet), null_date):
        wanted = left.pop(place, ("", None))
        if bool(wanted[0]) is not formula or not _same(wanted[1], value, formula=formula):
            return False
    return not any(formula or value is not None for formula, value in left.values())


def _table(root: Element, name: str) -> Element:
    body = root.find(f"{{{OFFICE}}}body/{{{OFFICE}}}spreadsheet")
    tables = () if body is None else body.iterfind(f"{_TABLE}table")
    return next((one for one in tables if one.get(f"{_TABLE}name") == name), Element("absent"))


def _filled(table: Element, null_date: dt.date) -> Iterator[tuple[Place, bool, Scalar]]:
    """Yield the cells that hold something: place, whether by a formula, and value."""
    number = 1
    for row in _rows(table):
        times = int(row.get(_TIMES_DOWN, "1"))
        column = 1
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            right = int(cell.get(_TIMES_RIGHT, "1"))
            formula = cell.get(_FORMULA) is not None
            if formula or cell.get(_TYPE) is not None or len(cell):
                value = _value(cell, null_date)
                if formula or value is not None:
                    for down in range(number, number + times):
                        for at in range(column, column + right):
                            yield (down, at), formula, value
            column += right
        number += times


def _rows(parent: Element) -> Iterator[Element]:
    for one in parent:
        if one.tag == f"{_TABLE}table-row":
            yield one
        elif one.tag in _GROUPS:
            yield from _rows(one)


def _value(cell: Element, null_date: dt.date) -> Scalar:
    given = {key[1:].replace("}", " ", 1): text for key, text in cell.attrib.items()}
    found = OdsCell(1, 1, 0, 0, given)
    paragraphs = [one for one in cell if one.tag == _PARAGRAPH]
    if paragraphs:
        found.text = "\n".join("".join(_texts(one)) for one in paragraphs)
    return value_of(found, null_date)


def _texts(element: Element) -> Iterator[str]:
    """Yield the text of a paragraph, the notes in it left out."""
    yield element.text or ""
    for one in element:
        if one.tag == f"{_TEXT}s":
            yield " " * int(one.get(f"{_TEXT}c", "1"))
        yield _SPACES.get(one.tag, "")
        if one.tag != _NOTE:
            yield from _texts(one)
        yield one.tail or ""


def _same(wanted: Scalar, found: Scalar, *, formula: bool) -> bool:
    if wanted is None or wanted == "":
        # A formula that a program does not know has no value, whatever that program stored.
        return found is None or found == "" or (formula and found == _UNKNOWN)
    if isinstance(wanted, float | int) and isinstance(found, float | int):
        return isinstance(wanted, bool) is isinstance(found, bool) and wanted == found
    return type(wanted) is type(found) and wanted == found
