"""What *Insérer une annexe* writes: sheets described cell by cell, ready for Office.js."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from addin.annexes import Book, formula_text, sheet_of
from pycog.xlsx import formulas

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.styles.colors import Color
    from openpyxl.worksheet.worksheet import Worksheet

#: Longest name of a sheet in Excel.
LONGEST_NAME: Final = 31
#: A text that Excel would read as a number, a date, a truth value or a formula if typed.
_READ_OTHERWISE: Final = re.compile(r"\s*[-+=@'.,(]|.*\d|(vrai|faux|true|false)\s*$", re.I | re.S)
_HORIZONTAL: Final = {"center": "Center", "right": "Right", "left": "Left", "justify": "Justify"}
_VERTICAL: Final = {"center": "Center", "top": "Top", "bottom": "Bottom", "justify": "Justify"}
_SIDES: Final = ("top", "bottom", "left", "right")
_DEFAULT_SIZE: Final = 11.0


def free_name(name: str, taken: Container[str]) -> str:
    """Return a sheet name that is free, ``name`` itself if possible.

    Args:
        name: The wished name, cut where it is too long for Excel.
        taken: Names in use, in lower case.
    """
    wished, number = name[:LONGEST_NAME], 1
    while wished.lower() in taken:
        number += 1
        mark = f" ({number})"
        wished = name[: LONGEST_NAME - len(mark)] + mark
    return wished


def sheets(book: Book, sheet: str, existing: list[str]) -> list[dict[str, Any]]:
    """Describe ``sheet`` of an annex and the sheets that it reads, the wanted one last.

    Args:
        book: The annex.
        sheet: Name of one of its sheets.
        existing: Sheets of the open workbook; the new ones get names that are free.

    Raises:
        NotAvailable: ``feuille-inconnue``.
    """
    taken = {name.lower() for name in existing}
    names: dict[str, str] = {}
    for name in book.needed(sheet):
        names[name] = free_name(name, taken)
        taken.add(names[name].lower())
    return [_described(book, name, names) for name in names]


def _described(book: Book, name: str, names: dict[str, str]) -> dict[str, Any]:
    page = book.cells[name]
    rows = list(page.iter_rows(1, page.max_row, 1, page.max_column))
    return {
        "name": names[name],
        "range": f"A1:{get_column_letter(page.max_column)}{page.max_row}",
        "cells": [[_content(book, cell, names) for cell in row] for row in rows],
        "formats": [[str(cell.number_format) for cell in row] for row in rows],
        "styles": described_areas([_looks(page, row) for row in range(1, page.max_row + 1)]),
        "merges": [str(area) for area in page.merged_cells.ranges],
        "columns": list(_widths(page)),
        "rows": list(_heights(page)),
        "frozen": _frozen(page),
        "gridlines": bool(page.sheet_view.showGridLines),
        "hidden": page.sheet_state != "visible",
    }


def _content(book: Book, cell: Cell | MergedCell, names: dict[str, str]) -> str | float | bool:
    value: Any = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return _renamed(book.formula(formula_text(value), cell.row or 1), names)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return float(to_excel(value))  # type: ignore[no-untyped-call]
    return value if isinstance(value, int | float | bool) else typed_text(str(value))


def typed_text(text: str) -> str:
    """Return a text as it is typed into a cell so that Excel reads nothing else in it."""
    # The apostrophe says that what follows is text; Excel does not keep it.
    return f"'{text}" if _READ_OTHERWISE.match(text) else text


def _renamed(formula: str, names: dict[str, str]) -> str:
    def replace(reference: str) -> str | None:
        name = sheet_of(reference)
        if name is None or names.get(name, name) == name:
            return None
        return f"{formulas.quoted(names[name])}!{reference.rpartition('!')[2]}"

    return "=" + formulas.substitute(formula[1:], replace)


def described_areas(looks: Sequence[Sequence[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the areas of the same look, as few as simple merging gives.

    Args:
        looks: The look of each cell, row by row from A1; empty for the usual one.
    """
    return [{"range": area, "style": style} for area, style in _areas(looks)]


def _areas(looks: Sequence[Sequence[dict[str, Any]]]) -> Iterator[tuple[str, dict[str, Any]]]:
    open_areas: dict[tuple[int, int, str], tuple[int, dict[str, Any]]] = {}
    for row, line in enumerate([*looks, []], 1):
        runs = {(first, last, repr(look)): look for first, last, look in _runs(line)}
        for key in [key for key in open_areas if key not in runs]:
            start, look = open_areas.pop(key)
            yield f"{_address(start, key[0])}:{_address(row - 1, key[1])}", look
        for key, look in runs.items():
            open_areas.setdefault(key, (row, look))


def _looks(page: Worksheet, row: int) -> list[dict[str, Any]]:
    return [_look(page.cell(row, column)) for column in range(1, page.max_column + 1)]


def _runs(looks: Sequence[dict[str, Any]]) -> Iterator[tuple[int, int, dict[str, Any]]]:
    first = 0
    for position in range(1, len(looks) + 1):
        if position == len(looks) or looks[position] != looks[first]:
            if looks[first]:
                yield first + 1, position, looks[first]
            first = position


def _address(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"


def _look(cell: Any) -> dict[str, Any]:
    font, fill, place = cell.font, cell.fill, cell.alignment
    look = {
        "fill": _color(fill.fgColor) if fill.fill_type == "solid" else None,
        "bold": bool(font.bold),
        "italic": bool(font.italic),
        "color": _color(font.color),
        "size": font.sz if font.sz != _DEFAULT_SIZE else None,
        "wrap": bool(place.wrap_text),
        "horizontal": _HORIZONTAL.get(place.horizontal or ""),
        "vertical": _VERTICAL.get(place.vertical or ""),
        "borders": {
            side: _color(getattr(cell.border, side).color) or "#000000"
            for side in _SIDES
            if getattr(cell.border, side).style
        },
    }
    return {name: value for name, value in look.items() if value}


def _color(color: Color | None) -> str | None:
    """Return ``#RRGGBB``; colours of the theme are left to the open workbook."""
    if color is None or color.type != "rgb" or not isinstance(color.rgb, str):
        return None
    return f"#{color.rgb[-6:]}"


def _widths(page: Worksheet) -> Iterator[tuple[str, float]]:
    """Yield (columns, points)."""
    for letter, column in page.column_dimensions.items():
        if column.customWidth and not column.hidden:
            last = get_column_letter(column.max or column.min or 1)
            yield f"{letter}:{last}", points(column.width)


def points(width: float) -> float:
    """Return the width of a column in points, of that in characters which files hold.

    A character has seven pixels at 96 dpi.
    """
    return round((width * 7 + 5) * 0.75, 2)


def _heights(page: Worksheet) -> Iterator[tuple[str, float]]:
    for number, row in page.row_dimensions.items():
        if row.height is not None:
            yield f"{number}:{number}", float(row.height)


def _frozen(page: Worksheet) -> str | None:
    """Return the area above and left of the frozen lines, as Office.js wants it."""
    if not page.freeze_panes:
        return None
    corner = page[str(page.freeze_panes)]
    row, column = corner.row - 1, corner.column - 1
    if not row:
        return f"A:{get_column_letter(column)}"
    return f"1:{row}" if not column else f"A1:{_address(row, column)}"
