"""Adds up, averages and ranks the figures of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.expressions import call
from pycog.dialogue.normalise import normalise
from pycog.dialogue.table_query.plain_tables import DAY, FIGURE, TEXT, PlainColumn, figures_of
from pycog.dialogue.table_query.table_chosen_columns import pieces
from pycog.dialogue.table_query.table_groups import TableGroups
from pycog.dialogue.table_query.table_periods import period_of, said_of
from pycog.dialogue.table_query.table_request import (
    LARGEST,
    MEAN,
)
from pycog.dialogue.workbook.cell_answers import edge_of, enumerated, not_computed, said_only
from pycog.dialogue.workbook.open_cells import Cell, parts_of
from pycog.equip.open_parts import day_of
from pycog.values import counted

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow

_MOST: Final = 12


class TableFigures(TableGroups):
    """One request that is about figures of several rows or periods."""

    def _summed(self) -> Answer | None:
        request = self.request
        means = request.op == MEAN
        columns = self._figures()
        rows = self._lines()
        if not columns or not self._uses(*columns):
            return None
        if len(columns) > 1:
            columns = pieces(columns)
        first = ""
        if request.most:
            rows = self._first_of(columns, rows)
            first = f" (les {request.most} plus {'petits' if request.least else 'grands'})"
            if not rows:
                return None
        alone = len(rows) == 1 and self._same_heading(columns)
        if len(columns) > 1 and not request.summed and not alone:
            return None
        totals = [one for one in request.rows if one.role != "ligne"]
        if len(request.rows) == 1 and totals and len(columns) == 1 and not means:
            return self._row(totals[0], columns)
        cells = self._cells(columns, rows)
        held = [one for one in cells if not one.is_missing]
        kinds = {one.kind for one in held if one.number is not None}
        if not held or any(one.number is None for one in held):
            return not_computed(cells)
        rated = bool(kinds & {"rate", "%"})
        if len(kinds) > 1 or (rated and not means and len(held) > 1):
            return None
        if len(cells) == 1 and not means:
            return self._row(held[0].row, [columns[0]])
        name, said = ("AVERAGE", "Moyenne") if means else ("SUM", "Total")
        titles = " ; ".join(dict.fromkeys(f"« {one.column.title} »" for one in columns))
        empty = [one for one in cells if one.is_missing]
        left = (
            f" Sans valeur, laissées de côté : "
            f"{enumerated([f'{self._name(one.row)} ({one.place})' for one in empty])}."
            if empty and len(empty) <= _MOST
            else ""
        )
        told = enumerated([one.shown for one in held]) if len(held) <= _MOST else ""
        text = (
            f"« {self.sheet.sheet} », {said} de {titles}{first}{self._by()} : {{value}}, sur "
            f"{counted(len(held), 'cellule')}{f' ({told})' if told else ''}.{left}"
        )
        lines = tuple((self._name(one.row), one.heading, one.shown) for one in held)
        node = call(name, *parts_of(held))
        if not means and len(rows) > 1 and len(columns) == 1 and self._is_level(columns[0]):
            return None
        return self._node(node, text, kinds.pop(), Table(("Ligne", "Colonne", "Valeur"), lines))

    def _first_of(self, columns: Sequence[PlainColumn], rows: list[OpenRow]) -> list[OpenRow]:
        """Return the rows that come first in a ranking, none where it is not clear which."""
        numbers = {
            row.index: number
            for row in rows
            if len(columns) == 1 and (number := self.table.cell(row, columns[0]).number) is not None
        }
        held = [one for one in rows if one.index in numbers]
        ordered = sorted(held, key=lambda one: numbers[one.index], reverse=not self.request.least)
        first, rest = ordered[: self.request.most], ordered[self.request.most :]
        tied = rest and numbers[first[-1].index] == numbers[rest[0].index]
        return [] if tied or len(first) < self.request.most else first

    def _extreme(self) -> Answer | None:
        request = self.request
        largest = request.op == LARGEST
        if request.which or (request.named and len(request.rows) == 1):
            return self._extreme_period(largest)
        if request.most_of and not figures_of(request.flat):
            texts = [one for one in request.flat if one.kind == TEXT]
            return self._by_groups(texts[0]) if len(texts) == len(request.flat) == 1 else None
        columns = self._figures()
        if not columns:
            columns = [one for one in request.flat if one.kind == DAY]
            if len(columns) == 1:
                return self._extreme_day(columns[0], largest)
            return None
        if len(columns) != 1:
            return None
        rows = self._lines()
        cells = [one for one in self._cells(columns, rows) if one.number is not None]
        if not cells or len({one.kind for one in cells}) > 1:
            return None
        found, word, node = edge_of(cells, largest=largest)
        extra = [one for one in request.flat if one.kind != FIGURE] or self._beside()
        told = enumerated([self._told(one.row, extra) for one in found])
        text = f"« {columns[0].column.title} » le plus {word}{self._by()} : {told}, {{value}}."
        return self._node(node, text, cells[0].kind)

    def _beside(self) -> list[PlainColumn]:
        """Return what tells a row from the others where it has only a number."""
        if self.table.code is None and self.table.label is not None:
            names = [
                self.table.cell(row, column).shown
                for row in self.table.entries[:3]
                for column in self.table.columns
                if column.index == self.table.label
            ]
            if any(len(one) > 6 for one in names):
                return []
            return [one for one in self.table.of(TEXT) if one.index != self.table.label][:4]
        return []

    def _extreme_day(self, column: PlainColumn, largest: bool) -> Answer | None:
        dated = [
            (day, cell)
            for cell in self._cells([column], self._lines())
            if (day := day_of(cell.stored)) is not None
        ]
        if not dated:
            return None
        best = (max if largest else min)(day for day, _ in dated)
        found = [cell for day, cell in dated if day == best]
        names = enumerated([self._name(one.row) for one in found])
        word = "dernière" if largest else "première"
        text = f"« {column.column.title} », {word} date{self._by()} : {names}, {best:%d/%m/%Y}."
        return said_only(text, self.sheet)

    def _extreme_period(self, largest: bool) -> Answer | None:
        """Say in which period a row is the highest, or which row of periods is."""
        request = self.request
        rows = self._lines()
        if len(rows) == 1:
            columns = [one for one in (request.flat or self.table.of(FIGURE)) if one.period]
            if request.which:
                columns = self._of_which(columns)
            cells = self._cells(columns, rows)
        else:
            columns = self._figures()
            if len(columns) != 1 or not self._rows_are_periods():
                total = self.table.total
                if request.named or total is None:
                    return None
                return self._periods_of(total, largest)
            cells = self._cells(columns, rows)
        return self._best_period(cells, largest, by_row=len(rows) > 1)

    def _periods_of(self, row: OpenRow, largest: bool) -> Answer | None:
        columns = self._of_which([one for one in self.table.of(FIGURE) if one.period])
        return self._best_period(self._cells(columns, [row]), largest, by_row=False)

    def _rows_are_periods(self) -> bool:
        entries = self.table.entries
        return all(period_of(normalise(one.label)) for one in entries) and len(entries) > 1

    def _best_period(self, cells: Sequence[Cell], largest: bool, *, by_row: bool) -> Answer | None:
        held = [one for one in cells if one.number is not None]
        if len(held) < 2 or len({one.kind for one in held}) > 1:
            return None
        found, word, node = edge_of(held, largest=largest)
        by_index = {one.index: one for one in self.table.columns}

        def period(cell: Cell) -> str:
            if by_row:
                return self._name(cell.row)
            said = by_index[cell.column.index].period
            return said_of(said) if said else cell.heading

        names = enumerated([f"{period(one)} ({one.place})" for one in found])
        of = "" if by_row else f", {self._name(found[0].row)}"
        title = f", « {cells[0].heading} »" if by_row else ""
        text = f"« {self.sheet.sheet} »{of}{title} – le plus {word} : {names}, {{value}}."
        lines = tuple((period(one), one.shown) for one in held)
        return self._node(node, text, held[0].kind, Table(("Période", "Valeur"), lines))

    def _ranked(self) -> Answer | None:
        request = self.request
        columns = self._figures()
        if len(columns) != 1 or not self._uses(*columns):
            return None
        cells = [one for one in self._cells(columns, self._lines()) if one.number is not None]
        if len(cells) < 2:
            return None
        cells.sort(key=lambda one: one.number or 0.0, reverse=not request.least)
        shown = cells[: request.most] if request.most else cells
        told = enumerated([f"{self._name(one.row)} ({one.shown})" for one in shown])
        text = f"« {self.sheet.sheet} », « {columns[0].column.title} »{self._by()} : {told}."
        lines = tuple((str(n), self._name(one.row), one.shown) for n, one in enumerate(shown, 1))
        return said_only(text, self.sheet, Table(("Rang", "Ligne", "Valeur"), lines))
