"""The state of a workbook as the journal keeps it: values, formulas, and what these read."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pycog.audit.grid import Grid, Place, Stored
from pycog.audit.stored_grids import read_grids
from pycog.refresh.calculation.expansion import Expansion
from pycog.refresh.calculation.native import areas_read
from pycog.refresh.calculation.patterns import pattern_of
from pycog.reports.versions.version_sheets import VersionSheet, labelled
from pycog.xlsx.dependencies import Area
from pycog.xlsx.package import Package
from pycog.xlsx.relative_forms import Written
from pycog.xlsx.sheet_reading import read_sheets
from pycog.xlsx.sheet_scan import SheetScan, array_range, formula_text, shared_index
from pycog.xlsx.structure import read_workbook

#: Areas that a formula reads, ``None`` where that is only known once it is calculated.
Reads: TypeAlias = list[Area] | None


@dataclass
class SheetState:
    """The cells of one sheet.

    Attributes:
        named: The cells, with what names their rows and columns.
        filled: Cell that an array formula fills → the cell of the formula.
        reads: What formulas read whose text does not spell it out (names, tables).
    """

    named: VersionSheet
    filled: dict[Place, Place] = field(default_factory=dict)
    reads: dict[Place, Reads] = field(default_factory=dict)

    @property
    def grid(self) -> Grid:
        """The cells."""
        return self.named.grid

    def anchor(self, at: Place) -> Place | None:
        """Return the cell whose formula gives a cell its value, ``None`` for a typed cell."""
        if at in (self.grid.formulas or ()):
            return at
        return self.filled.get(at)

    def form(self, at: Place) -> str:
        """Return the formula of a cell with what it reads told from its own place."""
        written = self.grid.written.get(at)
        return "" if written is None else written.form

    def text(self, at: Place) -> str:
        """Return the formula of a cell without its equals sign, ``""`` where it has none."""
        written = self.grid.written.get(at)
        if written is None:
            return ""
        return written.text if written.origin == at else written.at(at) or ""

    def areas(self, at: Place) -> Reads:
        """Return what the formula of a cell reads."""
        if at in self.reads:
            return self.reads[at]
        text = self.text(at)
        return pattern_of(text).areas(text, self.grid.name) if text else None


State: TypeAlias = dict[str, SheetState]


def snapshot(package: Package) -> State:
    """Read the state of a workbook.

    Args:
        package: The workbook, its values up to date.

    Raises:
        RefusedFile: It cannot be read.
    """
    info = read_workbook(package)
    scans = read_sheets(package, info)
    state: State = {}
    grids = read_grids(package)
    names = frozenset(grid.name for grid in grids)
    for grid in grids:
        sheet = SheetState(labelled(grid, names))
        if grid.name in scans:
            _formulas(sheet, scans[grid.name])
        expansion = Expansion(info, grid.name)
        for at, written in grid.written.items():
            if pattern_of(written.text).references is None:
                cell = (grid.name, at[0] + 1, at[1] + 1)
                sheet.reads[at] = areas_read(expansion, cell, sheet.text(at))
        state[grid.name] = sheet
    return state


def _formulas(sheet: SheetState, scanned: SheetScan) -> None:
    """Note what the reader of values leaves out: arrays, and all where it does not tell."""
    grid, quick = sheet.grid, sheet.grid.formulas is not None
    written: dict[Place, Written] = dict(grid.written)
    places = set(grid.formulas or ())
    masters: dict[int, Written] = {}
    arrays = {shape for shape in scanned.shapes if b"array" in shape or b"dataTable" in shape}
    for cell in scanned.cells(arrays if quick else None):
        at = (cell.row - 1, cell.column - 1)
        places.add(at)
        text, shared = formula_text(cell.formula), shared_index(cell.formula)
        if text:
            written[at] = Written(text, at)
            if shared is not None:
                masters[shared] = written[at]
        elif shared in masters:
            written[at] = masters[shared]
        area = array_range(cell.formula)
        for place in _inside(area) if area else ():
            if place != at:
                sheet.filled[place] = at
    grid.formulas, grid.written = frozenset(places), written


def _inside(area: tuple[int, int, int, int]) -> Iterator[Place]:
    top, left, bottom, right = area
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            yield row - 1, column - 1


# Kept as compressed JSON: a large annex is then one small row of the journal, read at once.


def packed(state: State) -> bytes:
    """Return a state as bytes.

    Args:
        state: As :func:`snapshot` gives it.
    """
    sheets = [_sheet_data(name, sheet) for name, sheet in state.items()]
    text = json.dumps(sheets, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def unpacked(data: bytes) -> State:
    """Return the state that :func:`packed` made into bytes.

    Args:
        data: The bytes.

    Raises:
        ValueError: The bytes are damaged.
    """
    try:
        sheets = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
        names = frozenset(one["nom"] for one in sheets)
        return {one["nom"]: _sheet_of(one, names) for one in sheets}
    except (zlib.error, KeyError, IndexError, TypeError) as error:
        raise ValueError(str(error)) from error


def _sheet_data(name: str, sheet: SheetState) -> dict[str, Any]:
    grid = sheet.grid
    return {
        "nom": name,
        "cellules": [[*at, *_cell_data(cell)] for at, cell in grid.cells.items()],
        "formules": [[*at, one.text, *one.origin] for at, one in grid.written.items()],
        "calculees": [list(at) for at in (grid.formulas or ()) if at not in grid.written],
        "remplies": [[*at, *anchor] for at, anchor in sheet.filled.items()],
        "lectures": [
            [*at, areas and [[one.sheet, *one.range] for one in areas]]
            for at, areas in sheet.reads.items()
        ],
        "fusions": [list(area) for area in grid.merged],
    }


def _cell_data(cell: Stored) -> list[Any]:
    """Return a cell, what most cells do not have left out at its end."""
    data = [cell.value, cell.percent, cell.shown, cell.money, cell.error]
    while len(data) > 1 and not data[-1]:
        data.pop()
    return data


def _sheet_of(data: Mapping[str, Any], names: Set[str]) -> SheetState:
    cells = {(row, column): _cell_of(*rest) for row, column, *rest in data["cellules"]}
    written = {
        (row, column): Written(text, (down, right))
        for row, column, text, down, right in data["formules"]
    }
    places = frozenset((*written, *((row, column) for row, column in data["calculees"])))
    merged = tuple((top, left, bottom, right) for top, left, bottom, right in data["fusions"])
    grid = Grid(data["nom"], cells, formulas=places, written=written, merged=merged)
    filled = {(row, column): (down, right) for row, column, down, right in data["remplies"]}
    reads: dict[Place, Reads] = {
        (row, column): None
        if areas is None
        else [Area(sheet, (top, left, low, end)) for sheet, top, left, low, end in areas]
        for row, column, areas in data["lectures"]
    }
    return SheetState(labelled(grid, names), filled, reads)


def _cell_of(
    value: Any, percent: bool = False, shown: str = "", money: str = "", error: bool = False
) -> Stored:
    return Stored(value, error=error, percent=percent, shown=shown, money=money)
