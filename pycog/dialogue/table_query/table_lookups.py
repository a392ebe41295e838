"""Tells what stands in a table: cells, rows that fit, how many they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer, Table, compute
from pycog.dialogue.expressions import Operation
from pycog.dialogue.table_query.plain_tables import FIGURE, NOTE, PlainColumn, figures_of
from pycog.dialogue.table_query.table_figures import TableFigures
from pycog.dialogue.table_query.table_ways import is_floor, way_of
from pycog.dialogue.workbook.cell_answers import (
    enumerated,
    not_computed,
    one_cell,
    said_only,
)
from pycog.dialogue.workbook.open_cells import Cell, shown_as
from pycog.dialogue.workbook.stated_directions import FALL
from pycog.values import counted

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow

_MOST: Final = 12
_FEW_PLACES: Final = 4


class TableLookups(TableFigures):
    """One request that looks up, lists or counts."""

    def _looked_up(self) -> Answer | None:
        request = self.request
        columns = request.flat
        if request.beyond is not None:
            return self._periods_beyond(*request.beyond)
        if request.which:
            return None
        if request.states is not None and len(request.rows) == 1 and len(columns) == 1:
            return self._stated(request.rows[0], columns[0], request.states)
        if not (request.named or request.condition) and len(request.rows) > 1:
            return self._of_all(columns)
        if request.over and len(columns) == 2:
            return self._over(columns)
        if not columns:
            return self._whole_rows()
        if request.summed:
            return self._summed()
        rows = request.rows
        if len(rows) == 1:
            return self._row(rows[0], columns)
        if len(rows) > _MOST * 2:
            return None
        lines = [self._name(row) for row in rows]
        cells = [[self.table.cell(row, one) for one in columns] for row in rows]
        parts = [
            f"{name} – {' ; '.join(map(self._place, line))}"
            for name, line in zip(lines, cells, strict=True)
        ]
        shown = " | ".join(parts[:_MOST])
        lead = self._all_so(columns)
        many = counted(len(rows), "ligne")
        text = (
            f"{lead}« {self.sheet.sheet} »{self._by()} : {many} – {shown}.{self._together(columns)}"
        )
        rows_told = tuple(
            (name, *(one.shown for one in line)) for name, line in zip(lines, cells, strict=True)
        )
        table = Table(("Ligne", *(one.column.title for one in columns)), rows_told)
        return said_only(text, self.sheet, table)

    def _stated(self, row: OpenRow, column: PlainColumn, states: Sequence[OpenRow]) -> Answer:
        """Tell whether a row is in the state that is asked."""
        cell = self.table.cell(row, column)
        so = "Oui" if row in states else "Non"
        return one_cell(cell, f"{so}, {self._name(row)} – {self._place(cell)}.")

    def _periods_beyond(self, said: str, beyond: Callable[[Cell], bool]) -> Answer | None:
        """Say in which periods a row is beyond a limit."""
        (row,) = self.request.rows
        columns = self._of_which([one for one in self._usual() if one.period])
        cells = [self.table.cell(row, one) for one in columns]
        if not cells:
            return None
        found = [one for one in cells if beyond(one)]
        told = enumerated([f"{one.heading} : {one.shown} ({one.place})" for one in found or cells])
        lead = "" if found else "jamais "
        return said_only(
            f"« {self.sheet.sheet} », {self._name(row)} – {lead}{said} : {told}.", self.sheet
        )

    def _all_so(self, columns: Sequence[PlainColumn]) -> str:
        """Say first whether something is so of several rows: a cell that is blank says no."""
        if not self.request.yes_no or len(columns) != 1 or columns[0].kind == FIGURE:
            return ""
        blank = [row for row in self.request.rows if self.table.cell(row, columns[0]).is_missing]
        if not blank:
            return "Oui. "
        return f"Non, pas {enumerated([self._name(row) for row in blank])}. "

    def _of_all(self, columns: Sequence[PlainColumn]) -> Answer | None:
        """Answer about a column without a row: its total, where the table has one alone."""
        figures = figures_of(columns)
        if not figures or len(figures) != len(columns):
            return None
        if self.request.summed or (self.request.every and len(figures) == 1):
            return self._summed()
        if self.table.total is not None and len(figures) == 1:
            return self._row(self.table.total, figures)
        return None

    def _whole_rows(self) -> Answer | None:
        request = self.request
        if (not request.named and not request.condition) or (
            # What is compared is told as such, or not at all.
            request.over and not request.condition and len(request.rows) == 1
        ):
            return None
        if request.asks_how_much or request.condition or len(request.rows) > 1:
            amounts = self._figures()
            if len(amounts) == 1 and request.asks_how_much:
                request.columns = [amounts]
                return self._looked_up()
        if len(request.rows) > 1:
            return self._listed()
        (row,) = request.rows
        columns = [
            one
            for one in self.table.columns
            if one not in self.table.naming and not self.table.cell(row, one).is_missing
        ]
        if not columns or (request.asks_how_much and len(self.table.of(FIGURE)) > 4):
            return None
        if request.yes_no and len(self.table.of(FIGURE)) > 1:
            # All that stands in a row says neither yes nor no.
            return None
        return self._row(row, columns)

    def _over(self, columns: Sequence[PlainColumn]) -> Answer | None:
        """Tell whether one column of a row is beyond the other, and by how much."""
        (row,) = self.request.rows[:1]
        one, other = (self.table.cell(row, column) for column in columns)
        if one.number is None or other.number is None:
            return not_computed([one, other])
        if one.kind != other.kind:
            return None
        above = self.request.over == ">"
        if is_floor(columns[1]) and way_of(self.table, row) == FALL:
            # A delay above its floor is below it in what counts.
            above = not above
        beyond = one.number > other.number if above else one.number < other.number
        text = (
            f"{'Oui' if beyond else 'Non'} : {self._name(row)} – {self._place(one)} ; "
            f"{self._place(other)} ; écart : {{value}}."
        )
        return self._node(Operation(one.ref(), "-", other.ref()), text, one.kind)

    def _counted(self) -> Answer | None:
        request = self.request
        rows = [one for one in request.rows if one.role == "ligne"]
        if request.flat and not request.over and not request.condition:
            return None
        if not (request.named or request.condition) and not rows:
            return None
        names = enumerated([self._name(row) for row in rows])
        shown = f" : {names}" if 0 < len(rows) <= 2 * _MOST and request.chosen else ""
        text = f"« {self.sheet.sheet} »{self._by()} : {counted(len(rows), 'ligne')}{shown}."
        table = Table(("Ligne",), tuple((self._name(row),) for row in rows)) if rows else None
        return said_only(text, self.sheet, table)

    def _listed(self) -> Answer | None:
        request = self.request
        rows = request.rows
        if not (request.named or request.condition):
            # « Quels services ? »: all rows.
            rows = [one for one in rows if one.role == "ligne"]
            if figures_of(request.flat):
                return self._ranked()
        columns = request.flat or [
            one for one in self.table.columns if one not in self.table.naming
        ]
        told = []
        for row in rows:
            cells = [self.table.cell(row, one) for one in request.flat]
            if request.over and len(cells) == 2 and None not in (cells[0].number, cells[1].number):
                told.append(self._gap_told(row, *cells))
                continue
            extra = (
                f" ({' ; '.join(f'{one.heading} : {one.shown}' for one in cells)})" if cells else ""
            )
            if request.blank:
                empty = [c for one in request.blank if (c := self.table.cell(row, one)).is_missing]
                extra = f" ({', '.join(one.place for one in empty[:_FEW_PLACES])})"
            told.append(f"{self._name(row)}{extra}")
        many = counted(len(rows), "ligne")
        notes = ""
        if request.blank and rows:
            notes = " ".join(filter(None, (self._note_of(row) for row in rows[:_MOST])))
            notes = f" {notes}" if notes else ""
        text = f"« {self.sheet.sheet} »{self._by()} : {many}, {enumerated(told)}.{notes}"
        lines = tuple(
            (self._name(row), *(self.table.cell(row, one).shown for one in columns)) for row in rows
        )
        return said_only(
            text, self.sheet, Table(("Ligne", *(one.column.title for one in columns)), lines)
        )

    def _gap_told(self, row: OpenRow, one: Cell, other: Cell) -> str:
        gap = compute(Operation(one.ref(), "-", other.ref()), self.context.host)
        shown = ""
        if one.kind == other.kind != "rate" and isinstance(gap.value, float):
            shown = f", écart {shown_as(gap.value, one.kind)}"
        told = f"{one.heading} : {one.shown} ; {other.heading} : {other.shown}{shown}"
        return f"{self._name(row)} ({told})"

    def _note_of(self, row: OpenRow) -> str:
        for column in self.table.of(NOTE):
            cell = self.table.cell(row, column)
            if not cell.is_missing:
                return f"{self._name(row)} : « {cell.shown} » ({cell.place})."
        return ""
