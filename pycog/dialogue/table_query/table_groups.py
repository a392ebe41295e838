"""Counts, totals and means of a table apart for each value of a column: « par axe »."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer, Table, compute
from pycog.dialogue.expressions import call
from pycog.dialogue.table_query.plain_tables import PlainColumn, figures_of
from pycog.dialogue.table_query.table_parts import TableParts
from pycog.dialogue.table_query.table_request import (
    COUNT,
    LARGEST,
    LIST,
    LOOK,
    MEAN,
    RANK,
    SMALLEST,
    SUM,
)
from pycog.dialogue.workbook.cell_answers import enumerated, not_computed, said_only
from pycog.dialogue.workbook.open_cells import parts_of, shown_as
from pycog.values import counted, format_number

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow

_NONE: Final = "(non renseigné)"
_MOST: Final = 25


class TableGroups(TableParts):
    """One request that is told apart for each value of a column."""

    def _by_groups(self, by: PlainColumn) -> Answer | None:
        """Count the rows, or add up or average a column, for each value of another."""
        request = self.request
        figures = figures_of(request.flat)
        others = [one for one in request.flat if one not in figures and one is not by]
        if others or len(figures) > 1:
            return None
        groups = self._groups(by)
        if not 1 < len(groups) <= _MOST:
            return None
        if not figures:
            if request.op not in {COUNT, LIST, LOOK, RANK, LARGEST, SMALLEST}:
                return None
            told = [
                (name, float(len(rows)), counted(len(rows), "ligne"))
                for name, rows in groups.items()
            ]
            return self._told_groups(by, told, "")
        (column,) = figures
        if request.op not in {LOOK, LIST, SUM, MEAN, RANK, LARGEST, SMALLEST, COUNT}:
            return None
        means = request.op == MEAN
        told = []
        for name, rows in groups.items():
            cells = [self.table.cell(row, column) for row in rows]
            held = [one for one in cells if not one.is_missing]
            kinds = {one.kind for one in held}
            if any(one.number is None for one in held) or len(kinds) > 1:
                return not_computed(cells)
            if not held:
                told.append((name, 0.0, "sans valeur"))
                continue
            if not means and (kinds & {"rate", "%"} or self._is_level(column)):
                return None
            result = compute(
                call("AVERAGE" if means else "SUM", *parts_of(held)), self.context.host
            )
            if not isinstance(result.value, int | float):
                return None
            number = float(result.value)
            told.append((name, number, shown_as(number, kinds.pop())))
        what = "Moyenne" if means else "Total"
        return self._told_groups(by, told, f", {what.lower()} de « {column.column.title} »")

    def _groups(self, by: PlainColumn) -> dict[str, list[OpenRow]]:
        groups: dict[str, list[OpenRow]] = {}
        for row in self._lines():
            cell = self.table.cell(row, by)
            groups.setdefault(_NONE if cell.is_missing else cell.shown, []).append(row)
        return groups

    def _told_groups(
        self, by: PlainColumn, told: Sequence[tuple[str, float, str]], what: str
    ) -> Answer:
        request = self.request
        ordered = list(told)
        if request.op in {RANK, LARGEST, SMALLEST}:
            ordered.sort(key=lambda one: one[1], reverse=request.op != SMALLEST)
        head = f"« {self.sheet.sheet} »{self._by()}"
        title = by.column.title
        table = Table((title, "Valeur"), tuple((name, shown) for name, _, shown in ordered))
        if request.op in {LARGEST, SMALLEST}:
            named = [one for one in ordered if one[0] != _NONE]
            best = [one for one in named if one[1] == named[0][1]]
            word = "plus" if request.op == LARGEST else "moins"
            names = enumerated([f"{name} ({shown})" for name, _, shown in best])
            rest = "; ".join(
                f"{name} : {shown}" for name, _, shown in ordered if (name, _, shown) not in best
            )
            text = f"{head}, « {title} » qui en a le {word}{what} : {names}. Les autres : {rest}."
            return said_only(text, self.sheet, table)
        shown = " ; ".join(f"{name} : {value}" for name, _, value in ordered)
        total = sum(number for _, number, _ in told)
        many = f" (ensemble : {format_number(total, 2)})" if not what else ""
        return said_only(f"{head}, par « {title} »{what} : {shown}{many}.", self.sheet, table)
