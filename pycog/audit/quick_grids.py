"""Reads the stored values of a workbook straight from its XML, several times quicker than openpyxl.

It gives what openpyxl gives in read-only mode, cell for cell, without what a value does not
depend on: fonts, colours, themes, charts, printing. Whatever it is not sure of it leaves to
openpyxl (:func:`quick_grids` returns ``None``), so that speed never costs a value.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from typing import Any, Final
from xml.etree import ElementTree

from pycog.audit.grid import NO_NUMBER, Grid, Place, Stored, is_number
from pycog.audit.number_formats import money_shown, places_shown, stored_date, year_shown
from pycog.errors import RefusedFile
from pycog.values.calendar_days import EPOCH_1900, EPOCH_1904
from pycog.xlsx.cell_formats import CellFormat, cell_formats
from pycog.xlsx.cells import column_number
from pycog.xlsx.package import Package
from pycog.xlsx.relative_forms import Written
from pycog.xlsx.structure import read_workbook, relations, xml_of

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _CELL, _VALUE = f"{_MAIN}row", f"{_MAIN}c", f"{_MAIN}v"
_FORMULA, _INLINE = f"{_MAIN}f", f"{_MAIN}is"
_TEXT, _RUN, _ITEM = f"{_MAIN}t", f"{_MAIN}r", f"{_MAIN}si"
#: Parts below this are quicker as one tree; larger ones are read row by row, in little memory.
_WHOLE_BYTES: Final = 4 << 20
_TRUE: Final = ("1", "true")
_PLAIN: Final = CellFormat()
#: Days of the two calendars of Excel that are counted alike: behind its 29 February 1900.
_FIRST_DAY, _LAST_DAY = 61, 2_900_000


class _Unsure(Exception):
    """The part is written in a way that is left to openpyxl."""


def quick_grids(package: Package, most_rows: int | None = None) -> list[Grid] | None:
    """Read the stored values of every sheet; ``None`` where openpyxl has to.

    Args:
        package: The workbook.
        most_rows: Rows of each sheet that are read, ``None`` for all.

    Raises:
        RefusedFile: ``compression-suspecte``, ``xml-interdit``.
    """
    try:
        info = read_workbook(package)
        kinds = {kind: part for kind, part in relations(package, info.part).values()}
        texts = _shared_texts(package, kinds.get("sharedStrings", ""))
        looks = cell_formats(package, info)
        reader = _Reader(texts, looks, info.date_system == "1904", most_rows)
        return [reader.grid(sheet.name, xml_of(package, sheet.part)) for sheet in info.sheets]
    except RefusedFile as error:
        if error.code in {"compression-suspecte", "xml-interdit"}:
            raise
        return None
    except (_Unsure, ElementTree.ParseError, ValueError, IndexError, OverflowError):
        return None


def _shared_texts(package: Package, part: str) -> list[str]:
    if part not in package:
        return []
    root = ElementTree.fromstring(xml_of(package, part))
    # openpyxl, which the other reader is, drops these marks of an escaped underscore.
    return [_text(item).replace("x005F_", "") for item in root.iter(_ITEM)]


def _text(item: ElementTree.Element) -> str:
    """Return a plain or a formatted text, without its phonetic guide."""
    runs = [run.findtext(_TEXT) or "" for run in item.iterfind(_RUN)]
    return "".join([item.findtext(_TEXT) or "", *runs])


@dataclass(frozen=True)
class _Reader:
    """Reads the sheets of one workbook.

    Attributes:
        texts: Its shared texts.
        looks: Its cell formats.
        is_1904: Whether its dates count from 1904.
        most_rows: Rows of each sheet that are read, ``None`` for all.
    """

    texts: list[str]
    looks: tuple[CellFormat, ...]
    is_1904: bool
    most_rows: int | None = None

    def grid(self, name: str, xml: bytes) -> Grid:
        """Read one sheet.

        Raises:
            _Unsure: Rows or cells out of order, or of an unknown kind.
        """
        cells: dict[Place, Stored] = {}
        hidden: set[int] = set()
        formulas: set[Place] = set()
        written: dict[Place, Written] = {}
        shared: dict[str, Written] = {}
        last, cut = 0, False
        for row in _rows(xml):
            number = int(row.get("r") or last + 1)
            if number <= last:
                raise _Unsure(name)
            last = number
            if self.most_rows is not None and number > self.most_rows:
                cut = True
                break
            if row.get("hidden") in _TRUE:
                hidden.add(number - 1)
            column = 0
            for cell in row.iterfind(_CELL):
                before, column = column, _column(cell.get("r"), number, column)
                if column <= before:
                    raise _Unsure(name)
                formula = cell.find(_FORMULA)
                if formula is not None:
                    formulas.add((number - 1, column - 1))
                    text = _written(formula, (number - 1, column - 1), shared)
                    if text is not None:
                        written[number - 1, column - 1] = text
                stored = self._stored(cell)
                if stored is not None:
                    cells[number - 1, column - 1] = stored
        places, areas = frozenset(formulas), merged_areas(xml)
        return Grid(name, cells, frozenset(hidden), places, written, areas, cut)

    def _stored(self, cell: ElementTree.Element) -> Stored | None:
        kind, text = cell.get("t", "n"), cell.findtext(_VALUE) or None
        style = int(cell.get("s") or 0)
        look = self.looks[style] if style < len(self.looks) else _PLAIN
        if kind == "inlineStr":
            inline = cell.find(_INLINE)
            return None if inline is None else Stored(_text(inline), bold=look.bold)
        if text is None:
            # A formula that gives an empty text, unlike one that was never calculated.
            return Stored("", bold=look.bold) if kind == "str" else None
        if kind == "s":
            return Stored(self.texts[int(text)], bold=look.bold)
        if kind == "n":
            return self._number(text, look)
        if kind == "str":
            return Stored(text, bold=look.bold)
        if kind == "b":
            return Stored(bool(int(text)), bold=look.bold)
        if kind == "e":
            return Stored(text, error=True, bold=look.bold)
        if kind == "d":
            return replace(_spelled_date(text), bold=look.bold)
        raise _Unsure(kind)

    def _number(self, text: str, look: CellFormat) -> Stored:
        value = float(text) if "." in text or "e" in text.lower() else int(text)
        if not is_number(value):
            return Stored(NO_NUMBER, error=True, bold=look.bold)
        if not look.date:
            shown = year_shown(look.code, value)
            percent, money = "%" in look.code, money_shown(look.code)
            places = places_shown(look.code)
            return Stored(value, False, percent, shown, money, look.bold, places)
        return replace(self._date(value, look), bold=look.bold)

    def _date(self, value: float, look: CellFormat) -> Stored:
        if value % 1 == 0 and _FIRST_DAY <= value <= _LAST_DAY and not look.duration:
            # A day alone, told without the library that is slower to load than to read with.
            first = EPOCH_1904 if self.is_1904 else EPOCH_1900
            day = first + dt.timedelta(days=value)
            return stored_date(dt.datetime.combine(day, dt.time()), look.code)
        from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

        epoch: dt.datetime = MAC_EPOCH if self.is_1904 else WINDOWS_EPOCH
        try:
            return stored_date(from_excel(value, epoch, timedelta=look.duration), look.code)
        except (OverflowError, ValueError):
            return Stored("#VALUE!", error=True)


def _written(formula: ElementTree.Element, at: Place, shared: dict[str, Written]) -> Written | None:
    """Return the formula of one cell, also one that its first cell holds for it."""
    kind, text, index = formula.get("t", "normal"), formula.text or "", formula.get("si", "")
    if kind not in {"normal", "shared"}:
        return None
    if kind == "shared" and not text:
        return shared.get(index)
    found = Written(text, at) if text else None
    if kind == "shared" and found is not None:
        shared[index] = found
    return found


def _spelled_date(text: str) -> Stored:
    from openpyxl.utils import datetime as dates

    read: Any = dates.from_ISO8601
    return Stored(str(read(text)))


_MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)")


def merged_areas(xml: bytes) -> tuple[tuple[int, int, int, int], ...]:
    """Return the merged areas of a sheet, which stand behind its rows.

    Args:
        xml: The part of the sheet.

    Returns:
        First row, first column, last row and last column of each, zero-based.
    """
    return tuple(
        (
            int(found[2]) - 1,
            column_number(found[1].decode()) - 1,
            int(found[4]) - 1,
            column_number(found[3].decode()) - 1,
        )
        for found in _MERGED.finditer(xml, max(xml.rfind(b"sheetData"), 0))
    )


def _rows(xml: bytes) -> Iterator[ElementTree.Element]:
    if len(xml) < _WHOLE_BYTES:
        yield from ElementTree.fromstring(xml).iter(_ROW)
        return
    for _, element in ElementTree.iterparse(BytesIO(xml)):
        if element.tag == _ROW:
            yield element
            element.clear()


@lru_cache(maxsize=1 << 14)
def _letters(reference: str) -> tuple[int, int]:
    digits = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits), column_number(reference[: len(reference) - len(digits)])


def _column(reference: str | None, row: int, before: int) -> int:
    """Return the column of a cell, counted from 1; one without an address follows the last."""
    if reference is None:
        return before + 1
    found, column = _letters(reference)
    if found != row or not column:
        raise _Unsure(reference)
    return column
