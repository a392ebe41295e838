"""Array formulas: the cells they fill, and sheets adjusted when a dynamic array changes size.

A classic array formula keeps its fixed range. A dynamic one grows or shrinks: its
``ref`` follows, cells it leaves are emptied but keep their style, cells it reaches are
filled or added.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any, NamedTuple

from pycog.lazy_patterns import regex
from pycog.refresh.calculation.engine import Engine
from pycog.refresh.writing.cell_writing import cell_xml, differs
from pycog.refresh.writing.sheet_update import Update
from pycog.values import Scalar
from pycog.xlsx.cells import TYPE, address, column_number, typed
from pycog.xlsx.sheet_scan import (
    ANY_CELL,
    FormulaCell,
    SheetScan,
    UnreadableSheet,
    array_range,
    find_cells,
)

Place = tuple[int, int]
Range = tuple[int, int, int, int]

#: One call of ours in one cell: it fills several cells only if the function gives a block.
_ONE_CELL = regex(rb"<f[^>:]*>(?:_xldudf_|_xll\.|_xludf\.)?COG_[A-Z_]+\([^()]*\)</f>")
_ROW = regex(rb"<row(\s[^>]*?)?(?:/>|>(.*?)</row>)", re.S)
_ROW_NUMBER = regex(rb"""\sr=["'](\d+)["']""")
_SPANS = regex(rb"""(\sspans=["'])(\d+):(\d+)""")
_REF = regex(rb"""(<f[^>]*?\sref=["'])[^"']*""")
_DIMENSION = regex(rb"""(<dimension\s+ref=["'])([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?""")
_MERGED = regex(rb"""<mergeCell\s+ref=["']([A-Z]+)(\d+):([A-Z]+)(\d+)""")


class Arrays(NamedTuple):
    """The array formulas of a sheet, by their first cell.

    Attributes:
        filled: What each one now fills.
        resized: Dynamic arrays whose stored range is another: (stored, now).
    """

    filled: dict[Place, Range]
    resized: dict[Place, tuple[Range, Range]]


def find_arrays(engine: Engine, sheet: str, scanned: SheetScan, keep: Container[Place]) -> Arrays:
    """Find the array formulas that fill, or now want to fill, several cells.

    Those at the places in ``keep`` are left as they are stored.
    """
    found = Arrays({}, {})
    shapes = {
        shape
        for shape in scanned.shapes
        if b"array" in shape and (engine.host.gave_blocks or not _ONE_CELL.fullmatch(shape))
    }
    for cell in scanned.cells(shapes) if shapes else ():
        stored = array_range(cell.formula)
        if stored is None or (cell.row, cell.column) in keep:
            continue
        place = stored[:2]
        now = engine.spill(sheet, *place) or (*place, *place)
        found.filled[place] = now
        if b" cm=" in cell.attributes and now != stored:
            found.resized[place] = (stored, now)
    return found


def child_value(
    engine: Engine, sheet: str, place: Place, anchor: FormulaCell, arrays: Arrays
) -> Any:
    """Return the value of a cell inside an array formula, as the engine gives it.

    In the fixed range of a classic array formula one row, column or value is repeated,
    and cells beyond the result are ``#N/A``.
    """
    first = (anchor.row, anchor.column)
    top, left, bottom, right = arrays.filled.get(first, (*first, *first))
    row = top if top == bottom else place[0]
    column = left if left == right else place[1]
    if row > bottom or column > right:
        return {"type": "Error", "kind": "Na"}
    return engine.raw(sheet, row, column)


def merged_ranges(part: bytes) -> list[Range]:
    """Return the merged cells of a sheet, which no array can spill into."""
    return [
        (int(row), column_number(column), int(last_row), column_number(last_column))
        for column, row, last_column, last_row in _MERGED.findall(part)
    ]


def overlap(one: Range, other: Range) -> bool:
    """Tell whether two ranges share a cell."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def resize(update: Update, arrays: Arrays, values: Mapping[Place, Scalar]) -> None:
    """Adjust a sheet part to arrays that changed size.

    Args:
        update: The part with the values of its formula cells; adjusted in place. Its
            missing cells are added.
        arrays: The arrays of the sheet.
        values: New values of the cells that resized arrays fill, their first cells
            left out.

    Raises:
        UnreadableSheet: Rows without numbers.
    """
    wanted: dict[Place, Scalar] = {}
    for first, (stored, _) in arrays.resized.items():
        wanted |= {place: None for place in places(stored) if place != first}
    values = {**values, **update.missing}
    wanted |= values
    update.references = {first: _area(now) for first, (_, now) in arrays.resized.items()}
    part = _set_references(update.part, update.references)
    before = find_cells(part, wanted)
    update.part = _widen_dimension(_write_rows(part, wanted, update.fragments), values)
    for place, value in wanted.items():
        cell = before.get(place) or FormulaCell(*place, 0, 0, b"", b"", None, b"")
        if differs(cell.attributes, cell.value, value):
            update.note(cell, value)
    update.plain |= wanted


def places(area: Range) -> Iterator[Place]:
    top, left, bottom, right = area
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            yield row, column


def _area(area: Range) -> bytes:
    top, left, bottom, right = area
    first, last = address(top, left), address(bottom, right)
    return (first if first == last else f"{first}:{last}").encode()


def _set_references(part: bytes, ranges: Mapping[Place, bytes]) -> bytes:
    pieces, position = [], 0
    cells = find_cells(part, ranges)
    for place, cell in sorted(cells.items(), key=lambda item: item[1].start):
        raw = part[cell.start : cell.end]
        pieces += [part[position : cell.start], _REF.sub(rb"\g<1>" + ranges[place], raw, 1)]
        position = cell.end
    return b"".join([*pieces, part[position:]])


def _write_rows(part: bytes, wanted: Mapping[Place, Scalar], fragments: list[bytes]) -> bytes:
    by_row: dict[int, dict[int, Scalar]] = {}
    for (row, column), value in wanted.items():
        by_row.setdefault(row, {})[column] = value
    start = part.index(b">", part.index(b"<sheetData")) + 1
    end = part.rindex(b"</sheetData>")
    pieces, position = [part[:start]], start
    waiting = sorted(by_row)
    for match in _ROW.finditer(part, start, end):
        number = _ROW_NUMBER.search(match[1] or b"")
        if number is None:
            raise UnreadableSheet("ligne sans numéro")
        row = int(number[1])
        while waiting and waiting[0] < row:
            pieces += [part[position : match.start()], _new_row(waiting[0], by_row, fragments)]
            position = match.start()
            waiting.pop(0)
        if waiting and waiting[0] == row:
            waiting.pop(0)
            inner = _write_cells(match[2] or b"", row, by_row[row], fragments)
            opening = b"<row" + _widen_spans(match[1] or b"", by_row[row]) + b">"
            pieces += [part[position : match.start()], opening + inner + b"</row>"]
            position = match.end()
    pieces.append(part[position:end])
    pieces += [_new_row(row, by_row, fragments) for row in waiting]
    return b"".join([*pieces, part[end:]])


def _new_row(row: int, by_row: Mapping[int, dict[int, Scalar]], fragments: list[bytes]) -> bytes:
    inner = _write_cells(b"", row, by_row[row], fragments)
    return b'<row r="%d">%b</row>' % (row, inner) if inner else b""


def _write_cells(
    inner: bytes, row: int, values: Mapping[int, Scalar], fragments: list[bytes]
) -> bytes:
    pieces, position = [], 0
    waiting = sorted(values)
    for match in ANY_CELL.finditer(inner):
        letters = re.search(rb"""\sr=["']([A-Z]+)""", match[1])
        if letters is None:
            raise UnreadableSheet("cellule sans référence")
        column = column_number(letters[1])
        while waiting and waiting[0] < column:
            new = _new_cell(row, waiting[0], values[waiting[0]], fragments)
            pieces += [inner[position : match.start()], new]
            position = match.start()
            waiting.pop(0)
        if waiting and waiting[0] == column:
            waiting.pop(0)
            opening = b"<c" + TYPE.sub(b"", match[1]).rstrip(b"/ ")
            value = values[column]
            new = opening + b"/>" if value is None else cell_xml(opening, b"", *typed(value), b"")
            fragments.append(new)
            pieces += [inner[position : match.start()], new]
            position = match.end()
    pieces.append(inner[position:])
    pieces += [_new_cell(row, column, values[column], fragments) for column in waiting]
    return b"".join(pieces)


def _new_cell(row: int, column: int, value: Scalar, fragments: list[bytes]) -> bytes:
    if value is None:
        return b""
    opening = b'<c r="' + address(row, column).encode() + b'"'
    fragments.append(cell_xml(opening, b"", *typed(value), b""))
    return fragments[-1]


def _widen_spans(attributes: bytes, values: Mapping[int, Scalar]) -> bytes:
    def widened(match: re.Match[bytes]) -> bytes:
        first, last = min(int(match[2]), *values), max(int(match[3]), *values)
        return match[1] + b"%d:%d" % (first, last)

    return _SPANS.sub(widened, attributes)


def _widen_dimension(part: bytes, values: Mapping[Place, Scalar]) -> bytes:
    match = _DIMENSION.search(part, 0, part.find(b"<sheetData"))
    if match is None or not values:
        return part
    rows = [int(match[3]), int(match[5] or match[3]), *(row for row, _ in values)]
    columns = [column_number(match[2]), column_number(match[4] or match[2])]
    columns += [column for _, column in values]
    first, last = address(min(rows), min(columns)), address(max(rows), max(columns))
    return part[: match.end(1)] + f"{first}:{last}".encode() + part[match.end() :]
