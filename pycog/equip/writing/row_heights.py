"""Gives the rows of a planned sheet the height that their texts need: not every program does."""

from __future__ import annotations

import re
from html import unescape
from math import ceil
from typing import Final

from pycog.equip.writing.planned import Cell, PlannedSheet
from pycog.xlsx.cells import column_letters

_ROW: Final = re.compile(rb'<row r="(\d+)">(.*?)</row>', re.S)
_VALUE: Final = rb'<c r="%s"[^>]*t="str"[^>]*>.*?<v[^>]*>(.*?)</v>'
#: Height of one line, in points.
_LINE: Final = 15
_USUAL_SIZE: Final = 11
#: A line holds fewer letters than its width in digits, words being broken as a whole.
_FILLED: Final = 0.95
#: Excel's rows are no higher.
_MOST_LINES: Final = 27


def with_heights(body: bytes, sheet: PlannedSheet) -> bytes:
    """Return a calculated sheet part with a height for each row of more than one line.

    The height is not fixed: Excel fits it anew once a cell of the row changes.

    Args:
        body: The part, as :meth:`PlannedSheet.xml` wrote it, values included.
        sheet: The sheet.
    """
    wrapped: dict[int, list[tuple[int, Cell]]] = {}
    large: dict[int, int] = {}
    for (row, column), cell in sheet.cells.items():
        if cell.look.size > _USUAL_SIZE:
            large[row] = cell.look.size
        if cell.look.wrap:
            wrapped.setdefault(row, []).append((column, cell))

    def sized(match: re.Match[bytes]) -> bytes:
        row = int(match[1])
        lines = max(
            (
                _lines(_text(cell, f"{column_letters(column)}{row}", match[2]), sheet, column)
                for column, cell in wrapped.get(row, ())
            ),
            default=1,
        )
        if lines == 1 and row not in large:
            return match[0]
        height = round(_LINE * min(lines, _MOST_LINES) * large.get(row, _USUAL_SIZE) / _USUAL_SIZE)
        return b'<row r="%d" ht="%d">%s</row>' % (row, height, match[2])

    return _ROW.sub(sized, body)


def _text(cell: Cell, place: str, row: bytes) -> str:
    """Return what a cell shows, ``""`` for a number."""
    if cell.formula is None:
        return cell.content if isinstance(cell.content, str) else ""
    found = re.search(_VALUE % place.encode(), row, re.S)
    return unescape(found[1].decode()) if found else ""


def _lines(text: str, sheet: PlannedSheet, column: int) -> int:
    room = sheet.widths[column - 1] * _FILLED
    return sum(max(1, ceil(len(line) / room)) for line in text.split("\n"))
