"""The formulas whose calculated value is not the stored one, and how they hang together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from pycog.errors import CellError
from pycog.lazy_patterns import regex
from pycog.refresh.calculation.engine import Engine
from pycog.refresh.calculation.formula_inputs import Inputs, is_number
from pycog.refresh.calculation.patterns import pattern_of
from pycog.refresh.calculation.state import Recalculation
from pycog.values import Scalar
from pycog.xlsx.dependencies import Area, Cell, Members, Readers

if TYPE_CHECKING:
    from pycog.refresh.calculation.column_plan import Filled

#: Two numbers closer than this, relative to the larger, are one result.
TOLERANCE = 1e-12
_ROWS = regex(rb"""<row\s[^>]*?\br=["'](\d+)["']""")


class Differing(NamedTuple):
    """A formula cell whose calculated value is not the stored one."""

    stored: Scalar
    calculated: Scalar
    formula: str


class Comparison:
    """The calculated values of a workbook beside the stored ones, looked at again and again."""

    def __init__(self, result: Recalculation, engine: Engine, ours: Iterable[Cell] = ()) -> None:
        """Start without having looked.

        Args:
            result: The calculated workbook.
            engine: Its engine.
            ours: Formulas that are to count as ours.
        """
        self.result = result
        self.engine = engine
        self._known = set(ours)
        self._reads: dict[Cell, list[Area] | None] = {}
        self._rows: dict[str, int] = {}
        self.inputs = Inputs(engine)
        self._noise: dict[Cell, bool] = {}
        self._moving: dict[Filled, bool] = {}
        self.ours: set[Cell] = set()
        self.native: dict[Cell, Differing] = {}
        self.filled: set[Cell] = set()
        #: All of them, ours included.
        self.every: dict[Cell, Differing] = {}
        #: The native ones of columns filled down, which are judged together where they can be.
        self.columns: dict[Filled, list[Cell]] = {}

    def look(self, *, only_errors: bool = False) -> None:
        """Sort the formulas that differ at this moment, or those that became errors."""
        self.ours, self.native, self.filled, self.every = set(), {}, set(), {}
        self.columns = {}
        for sheet, update in self.result.updates.items():
            for change in update.changes():
                if only_errors and not isinstance(change.after, CellError):
                    continue
                row, number, before, after = change
                column = self.engine.column_at(sheet, row, number)
                if column is None or (sheet, row, number) in self._known:
                    self._sort((sheet, row, number), before, after)
                else:
                    self._sort_filled(column, (sheet, row, number), before, after)
        self._known |= self.ours

    def _sort(self, cell: Cell, before: Scalar, after: Scalar) -> None:
        if cell in self._known:
            self.ours.add(cell)
            written = (self.engine.formula(*cell) or "").removeprefix("=")
            self.every[cell] = Differing(before, after, written)
            return
        anchor: Cell | None = cell
        text = self.engine.formula(*cell)
        if text is None:
            anchor = self.result.anchor(cell)
            if anchor is None:
                return
            text = self.engine.formula(*anchor) or ""
        assert anchor is not None
        formula = text.removeprefix("=")
        pattern = pattern_of(formula)
        if anchor not in self.every or anchor == cell:
            self.every[anchor] = Differing(before, after, formula)
        if pattern.ours or pattern.clock or anchor in self.ours:
            self.ours.add(anchor)
        elif (anchor == cell and before is None) or anchor in self.filled:
            self.filled.add(anchor)
            self.native.pop(anchor, None)
        elif anchor not in self.native or anchor == cell:
            self.native[anchor] = Differing(before, after, formula)

    def _sort_filled(self, column: Filled, cell: Cell, before: Scalar, after: Scalar) -> None:
        """Sort a formula of a column filled down: all of them call the same functions."""
        formula = column.form.text_at(cell[1])
        found = self.every[cell] = Differing(before, after, formula)
        moving = self._moving.get(column)
        if moving is None:
            pattern = pattern_of(formula)
            moving = self._moving[column] = pattern.ours or pattern.clock
        if moving:
            self.ours.add(cell)
        elif before is None:
            self.filled.add(cell)
        else:
            self.native[cell] = found
            self.columns.setdefault(column, []).append(cell)

    def reads(self, cell: Cell) -> list[Area] | None:
        """Return what a formula reads."""
        return self.areas(cell, self.native[cell])

    def areas(self, cell: Cell, found: Differing) -> list[Area] | None:
        """Return what a formula that differs reads, ours included."""
        if cell not in self._reads:
            self._reads[cell] = self.engine.reads(*cell, found.formula)
        return self._reads[cell]

    def is_noise(self, cell: Cell) -> bool:
        """Tell whether two results differ by no more than the order of additions explains."""
        if cell not in self._noise:
            self._noise[cell] = _is_noise(self, cell)
        return self._noise[cell]

    def tell_apart(self) -> None:
        """Find, column by column, the results that no order of additions brings together."""
        for column, cells in self.columns.items():
            areas = self.engine.first_areas(column)
            if areas is None:
                continue
            bound = self.inputs.bound(areas, self.last_row)  # the same for all of its rows
            for cell in cells:
                stored, calculated, _ = self.native[cell]
                floats = type(stored) is float and type(calculated) is float
                if floats and not close(stored, calculated, bound):
                    self._noise[cell] = False

    def last_row(self, sheet: str) -> int:
        """Return the last row of a sheet that holds anything."""
        if sheet not in self._rows:
            rows = (
                _ROWS.findall(self.result.scans[sheet].part) if sheet in self.result.scans else ()
            )
            self._rows[sheet] = max(map(int, rows), default=1)
        return self._rows[sheet]

    def unexplained(self, changed: Iterable[Cell] = ()) -> set[Cell]:
        """Return the native formulas that differ although nothing they read changed."""
        known = set(changed)
        seeds = self.ours | self.filled | known
        if not seeds:
            return set(self.native)
        readers = Readers(self.result.fills())
        for cell in self.native:
            readers.add(cell, self.reads(cell))
        return set(self.native) - known - readers.reached(seeds)

    def roots(self, unexplained: set[Cell]) -> set[Cell]:
        """Return those that read no other one.

        If they read each other, those that do so only in a branch that is not taken; else all.
        """
        fills = self.result.fills()
        members = Members(place for cell in unexplained for place in (cell, *fills.get(cell, ())))
        found: set[Cell] = set()
        for column, cells in self.columns.items():
            areas = self.engine.first_areas(column)
            if areas is not None and not any(map(members.are_beside, areas)):
                found.update(unexplained.intersection(cells))
        found |= {
            cell
            for cell in unexplained - found
            if not any(members.meet(one, but=cell) for one in self.reads(cell) or ())
        }
        return found or (unexplained & self.result.opened.keys()) or unexplained


def close(one: Scalar, other: Scalar, scale: float = 0.0) -> bool:
    """Tell whether two results are one to 1e-12 of the larger, or of ``scale``."""
    if isinstance(one, float | int) and isinstance(other, float | int):
        if isinstance(one, bool) or isinstance(other, bool):
            return one is other
        return abs(one - other) <= TOLERANCE * max(abs(one), abs(other), scale)
    if isinstance(one, CellError) and isinstance(other, CellError):
        return one.kind == other.kind
    return type(one) is type(other) and one == other


def _is_noise(look: Comparison, cell: Cell) -> bool:
    stored, calculated, _ = look.native[cell]
    if close(stored, calculated):
        return True
    if not (is_number(stored) and is_number(calculated)):
        return False
    areas = look.reads(cell)
    if not close(stored, calculated, look.inputs.bound(areas, look.last_row)):
        return False  # most are further apart than any number of their columns explains
    return close(stored, calculated, look.inputs.largest(areas))
