"""Figures of a grid: one cell, a sum or a mean of cells, a gap or a rate of two such figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pycog.arithmetic import same
from pycog.dialogue.answers import compute
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.figure_grid.grid_model import LINE, Entity, Grid, Place
from pycog.dialogue.figure_grid.grid_operators import PLAIN, RATE
from pycog.dialogue.table_query.table_periods import Period, said_of
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.dialogue.workbook.open_cells import Cell, parts_of, shown_as
from pycog.values import display

if TYPE_CHECKING:
    from pycog.dialogue.expressions import Computed, Node
    from pycog.dialogue.turn import Context

_RATES: Final = frozenset({"rate", "%"})
_FEW: Final = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with what gives it.

    Attributes:
        node: The formula.
        number: Its value.
        kind: How it is shown, as the kind of a cell.
        told: What it is of, with its cells.
        notes: What the reader must know of it.
    """

    node: Node
    number: float
    kind: str
    told: str
    notes: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """Its value in French."""
        return (
            display(self.number, "evolution")
            if self.kind == "rate"
            else shown_as(self.number, self.kind)
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no figure: cells that give no number, or ``()`` where the grid has none."""

    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """How a figure is made of what is measured.

    Attributes:
        kind: Plain, a gap or a rate.
        first: What is measured, or what the other is set against.
        last: The other, ``None`` in a plain figure.
        name: What the gap or the rate is called.
        pair: Two lines that are set against one another, none where two measures are.
        added: What is measured and added up, none for one measure.
    """

    kind: str
    first: str
    last: str | None = None
    name: str = ""
    pair: tuple[Entity, ...] = ()
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """What a figure is of: lines or sums of lines, added up, without some.

    Attributes:
        entities: The lines.
        without: The lines that are taken out.
    """

    entities: tuple[Entity, ...]
    without: tuple[Entity, ...] = ()

    @property
    def name(self) -> str:
        """What they are called."""
        names = enumerated([f"« {one.name} »" for one in self.entities])
        left = enumerated([f"« {one.name} »" for one in self.without])
        return f"{names} sans {left}" if left else names


class Figures:
    """The figures of one grid.

    Args:
        grid: The grid.
        context: The formulas.
        changed: Address of a cell → what is added to it, where something is supposed.
    """

    def __init__(
        self, grid: Grid, context: Context, changed: dict[str, float] | None = None
    ) -> None:
        self.grid, self.context, self.changed = grid, context, changed or {}

    def of(self, lines: Lines, form: Form, period: Period | None) -> Figure | Fault:
        """Return a figure of some lines in a period.

        Args:
            lines: The lines.
            form: How it is made.
            period: The period, ``None`` where the grid has none or all is meant.
        """
        if form.added:
            return self.added([self._added(lines, one, period) for one in form.added])
        ends = [Lines((one,)) for one in form.pair] or [lines, lines]
        first = self._added(ends[0], form.first, period)
        if form.kind == PLAIN or isinstance(first, Fault):
            return first
        last = self._added(ends[1], form.first if form.last is None else form.last, period)
        if isinstance(last, Fault):
            return last
        return self.between(first, last, form.kind)

    def between(self, first: Figure, last: Figure, kind: str) -> Figure | Fault:
        """Return the gap or the rate of two figures.

        Args:
            first: What is taken from, or what is the numerator.
            last: What is taken away, or the denominator.
            kind: The form.
        """
        notes = tuple(dict.fromkeys([*first.notes, *last.notes]))
        if first.kind != last.kind and not (kind == RATE and "number" in (first.kind, last.kind)):
            return Fault()
        if kind == RATE:
            if not last.number:
                return Fault()
            shown = "rate" if first.kind == last.kind else first.kind
            node = Operation(first.node, "/", last.node)
            told = f"{first.told} / {last.told}"
            return Figure(node, first.number / last.number, shown, told, notes)
        node = Operation(first.node, "-", last.node)
        told = f"{first.told} ; {last.told}"
        number = self._value(node)
        if first.kind == "rate":
            node, number = Operation(node, "*", 100), number * 100
            return Figure(node, round(number, 10), "points", told, notes)
        return Figure(node, number, first.kind, told, notes)

    def _value(self, node: Computed) -> float:
        value = compute(node, self.context.host).value
        return float(value) if isinstance(value, int | float) else 0.0

    def _added(self, lines: Lines, measure: str, period: Period | None) -> Figure | Fault:
        """Return the sum of some lines."""
        if lines.without:
            kept = [
                one
                for entity in lines.entities
                for one in (entity.lines or (entity,))
                if not self._is_out(one, lines.without)
            ]
            lines = Lines(tuple(kept))
        found = [self._one(one, measure, period) for one in lines.entities]
        return self.added(found)

    @staticmethod
    def _is_out(line: Entity, without: Sequence[Entity]) -> bool:
        return any(line is one or line in one.lines for one in without)

    def added(self, found: Sequence[Figure | Fault], *, mean: bool = False) -> Figure | Fault:
        """Return the sum or the mean of figures.

        Args:
            found: The figures.
            mean: Whether the mean is meant.
        """
        held = [one for one in found if isinstance(one, Figure)]
        faults = [one for one in found if isinstance(one, Fault)]
        if not held or any(not one.cells for one in faults):
            return Fault(tuple(cell for one in faults for cell in one.cells))
        if any(not cell.is_missing for one in faults for cell in one.cells):
            return Fault(tuple(cell for one in faults for cell in one.cells))
        if len(held) == 1 and not faults:
            return held[0]
        kinds = {one.kind for one in held}
        if len(kinds) > 1 or (kinds & _RATES and not mean):
            return Fault()
        node = call("AVERAGE" if mean else "SUM", *(one.node for one in held))
        notes = [note for one in held for note in one.notes]
        if faults:
            empty = enumerated([_place(cell) for one in faults for cell in one.cells])
            notes.append(f"Sans valeur, laissé de côté : {empty}.")
        told = " ; ".join(one.told for one in held)
        return Figure(node, self._value(node), kinds.pop(), told, tuple(dict.fromkeys(notes)))

    def _one(self, entity: Entity, measure: str, period: Period | None) -> Figure | Fault:
        """Return the figure of one line, or of a sum of lines as it stands."""
        if not entity.rows and entity.column is None:
            return self.added([self._one(one, measure, period) for one in entity.lines])
        places = self._places(entity, measure, period)
        if not places:
            return Fault()
        if len(places) > 1:
            means = self.grid.is_level(measure) or places[0].cell.kind in _RATES
            return self.added([self.cell(one, entity) for one in places], mean=means)
        found = self.cell(places[0], entity)
        if isinstance(found, Fault) and entity.role != LINE and entity.lines:
            return self.added([self._one(one, measure, period) for one in entity.lines])
        return found

    def _places(self, entity: Entity, measure: str, period: Period | None) -> list[Place]:
        """Return the cells of a line in a period; none where they do not make it up."""
        grid = self.grid
        places = grid.at(entity, measure, period)
        if len(places) == 1:
            return places
        if not places:
            # « En 2025 », of a table that is of 2025.
            undated = not grid.periods(measure) and period is not None
            of_table = undated and period is not None and period.is_year
            fits = of_table and period is not None and period.year == grid.table.year
            return grid.at(entity, measure, None) if fits else []
        whole = period is None or (period.is_year and not period.until)
        key = grid.mean_key if grid.is_level(measure) else grid.sum_key
        own = (measure == "" or grid.turned) and len(grid.plain_measures) >= 1
        if whole and key and own and (summed := grid.at(entity, key, None)):
            held = summed[:1]
            if not any(one.cell.is_missing for one in held):
                return held
        return places if self._covers(places, period) else []

    def _covers(self, places: Sequence[Place], period: Period | None) -> bool:
        """Tell whether the periods of cells make up a period, without any of them twice."""
        spans = sorted(
            {(self.grid.dated(one.period).start, one.period.last) for one in places if one.period}
        )
        if len(spans) != len(places):
            return False
        months = sum(last - start[1] + 1 for start, last in spans)
        overlap = any(a[0][0] == b[0][0] and b[0][1] <= a[1] for a, b in pairwise(spans))
        if overlap:
            return False
        if period is None:
            return True
        if period.until and period.year:
            return months == 12 * (period.until - period.year + 1)
        return months == period.last - period.first + 1

    def cell(self, place: Place, entity: Entity) -> Figure | Fault:
        """Return the figure of one cell.

        Args:
            place: The cell.
            entity: The line that it is of.
        """
        cell = place.cell
        if cell.number is None:
            return Fault((cell,))
        node: Node = cell.ref()
        number, shown = cell.number, cell.shown
        if cell.address in self.changed:
            by = self.changed[cell.address]
            node, number = Operation(node, "+" if by >= 0 else "-", abs(by)), number + by
            shown = f"{shown_as(number, cell.kind)} au lieu de {shown}"
        told = f"{self._head(place)} : {shown} ({cell.place})"
        return Figure(node, number, cell.kind, told, self._warned(entity, place))

    def _head(self, place: Place) -> str:
        if self.grid.turned:
            said = said_of(place.period) if place.period else place.cell.row.label
            return f"{place.cell.column.title}, {said}"
        title = place.cell.heading
        if place.period and place.cell.column.year is None and place.period.year:
            year = str(place.period.year)
            title = title if year in title or not place.entity.rows[1:] else f"{title} {year}"
        return f"{place.entity.name}, {title}"

    def _warned(self, entity: Entity, place: Place) -> tuple[str, ...]:
        """Say that a total is not what its lines make, where it is not."""
        if entity.role == LINE or not entity.lines or place.cell.kind in _RATES:
            return ()
        summed = self.summed_lines(entity, place)
        if summed is None or same(summed.number, place.cell.number or 0.0):
            return ()
        if any(one.startswith("Sans valeur") for one in summed.notes):
            return ()
        return (
            f"Attention : {self._head(place)} porte {place.cell.shown} ({place.cell.place}), et la "
            f"somme des lignes donne {summed.shown}.",
        )

    def summed_lines(self, entity: Entity, place: Place) -> Figure | None:
        """Return what the lines of a total make in the column of one of its cells.

        Args:
            entity: The total.
            place: Its cell.
        """
        cells = []
        for line in entity.lines:
            at = self.grid.at(line, place.measure, place.period)
            at = [one for one in at if self._beside(one, place)]
            if len(at) > 1:
                return None
            cells += [one.cell for one in at]
        held = [one for one in cells if one.number is not None]
        empty = [one for one in cells if one.number is None]
        if (
            not held
            or len({one.kind for one in held}) > 1
            or any(not one.is_missing for one in empty)
        ):
            return None
        node = call("SUM", *parts_of(held))
        told = enumerated([f"{one.row.label or one.column.title} {one.shown}" for one in held])
        notes: tuple[str, ...] = ()
        if empty:
            notes = (
                f"Sans valeur, laissé de côté : {enumerated([_place(one) for one in empty])}.",
            )
        return Figure(node, self._value(node), held[0].kind, told, notes)

    def _beside(self, one: Place, place: Place) -> bool:
        """Tell whether a cell of a line stands in the column of a total, or in its row."""
        if self.grid.turned:
            return one.cell.row.index == place.cell.row.index
        return one.cell.column.index == place.cell.column.index


def _place(cell: Cell) -> str:
    return f"{cell.row.label or cell.row.number}, {cell.heading} ({cell.place})"


def shorter(told: str) -> str:
    """Return what gives a figure, where that is short enough to be told."""
    parts = told.split(" ; ")
    return told if len(parts) <= _FEW else f"{' ; '.join(parts[:_FEW])} ; …"
