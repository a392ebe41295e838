"""Opens a workbook for its stored values: the quick reader, else openpyxl."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import Any, Final

from pycog.audit.grid import NO_NUMBER, Grid, Place, Stored, is_number
from pycog.audit.number_formats import money_shown, places_shown, stored_date, year_shown
from pycog.audit.quick_grids import merged_areas, quick_grids
from pycog.errors import RefusedFile
from pycog.xlsx.opening import Opening
from pycog.xlsx.package import Package
from pycog.xlsx.seal_names import shows_seal
from pycog.xlsx.stored import stored_sheets
from pycog.xlsx.structure import hidden_sheets, read_workbook

#: A signature forbids to write a workbook, not to read it.
READING: Final = Opening(drop_signature=True)

_ROW_TAG: Final = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_ROW_NUMBER: Final = re.compile(rb"\br=[\"'](\d+)")
_HIDDEN: Final = re.compile(rb"\bhidden=[\"'](?:1|true)")


def read_grids(package: Package, most_rows: int | None = None) -> list[Grid]:
    """Read the stored values of every sheet but that of a seal, which repeats them.

    Args:
        package: The workbook.
        most_rows: Rows of each sheet that are read, ``None`` for all.

    Raises:
        RefusedFile: Not a workbook that can be read.
    """
    read = quick_grids(package, most_rows) or slow_grids(package, most_rows)
    grids = [grid for grid in read if not _is_seal(grid)]
    concealed = _concealed(package)
    for grid in grids:
        grid.concealed = grid.name in concealed
    return grids


def _is_seal(grid: Grid) -> bool:
    return shows_seal(grid.name, (cell.text for cell in grid.cells.values()))


def slow_grids(package: Package, most_rows: int | None = None) -> list[Grid]:
    """Read as :func:`read_grids`, by openpyxl: several times slower, at ease with odd files.

    Args:
        package: The workbook.
        most_rows: Rows of each sheet that are read, ``None`` for all.

    Raises:
        RefusedFile: Not a workbook that can be read.
    """
    parts = _sheet_parts(package)
    with stored_sheets(package) as sheets:
        grids = [_grid(sheet, most_rows) for sheet in sheets]
    for grid in grids:
        grid.hidden = _hidden_rows(parts.get(grid.name, b""))
        grid.merged = merged_areas(parts.get(grid.name, b""))
    return grids


def formula_places(grids: Sequence[Grid], package: Package) -> Mapping[str, Set[Place]]:
    """Return where the formulas stand, by sheet.

    Args:
        grids: The sheets as read.
        package: The workbook, read again where the reader of values did not tell.

    Raises:
        RefusedFile: Not a workbook that can be read.
    """
    known = {grid.name: grid.formulas for grid in grids if grid.formulas is not None}
    if len(known) == len(grids):
        return known
    places: dict[str, set[Place]] = {}
    with stored_sheets(package, data_only=False) as sheets:
        for sheet in sheets:
            found = places.setdefault(sheet.title, set())
            for line in sheet.iter_rows():
                found.update(
                    (entry.row - 1, entry.column - 1) for entry in line if entry.data_type == "f"
                )
    return places


def _concealed(package: Package) -> frozenset[str]:
    """Return the names of the hidden sheets."""
    try:
        return hidden_sheets(package)
    except RefusedFile:
        return frozenset()  # a form that only openpyxl knows


def _sheet_parts(package: Package) -> dict[str, bytes]:
    """Return the part of each sheet, for what openpyxl does not tell of it."""
    try:
        return {sheet.name: package.read(sheet.part) for sheet in read_workbook(package).sheets}
    except RefusedFile:
        return {}  # a form that only openpyxl knows


def _hidden_rows(part: bytes) -> frozenset[int]:
    tags = (match[1] for match in _ROW_TAG.finditer(part))
    rows = (_ROW_NUMBER.search(tag) for tag in tags if _HIDDEN.search(tag))
    return frozenset(int(row[1]) - 1 for row in rows if row)


def _grid(sheet: Any, most_rows: int | None) -> Grid:
    grid = Grid(sheet.title)
    for line in sheet.iter_rows(max_row=None if most_rows is None else most_rows + 1):
        for entry in line:
            if most_rows is not None and (entry.row or 0) > most_rows:
                grid.cut = True
                break
            value = entry.value
            if value is None and entry.data_type == "str":
                value = ""  # a formula that gives an empty text, unlike one never calculated
            if value is None:
                continue
            grid.cells[entry.row - 1, entry.column - 1] = _stored(entry, value)
    return grid


def _stored(entry: Any, value: Any) -> Stored:
    code, bold = str(entry.number_format), bool(entry.font.b)
    if isinstance(value, dt.date | dt.datetime | dt.time | dt.timedelta):
        return replace(stored_date(value, code), bold=bold)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not is_number(value):
            return Stored(NO_NUMBER, error=True, bold=bold)
        shown = year_shown(code, value)
        return Stored(value, False, "%" in code, shown, money_shown(code), bold, places_shown(code))
    error = entry.data_type == "e"
    return Stored(value if isinstance(value, bool) else str(value), error=error, bold=bold)
