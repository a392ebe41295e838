"""Tells of the days of a table: the last one, the next one, how many between two."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.expressions import Operation, Ref
from pycog.dialogue.table_query.plain_tables import DAY, TEXT, PlainColumn
from pycog.dialogue.table_query.table_parts import TableParts
from pycog.dialogue.table_query.table_request import NEXT
from pycog.dialogue.workbook.cell_answers import enumerated, said_only, with_formula
from pycog.equip.open_parts import day_of
from pycog.lazy_patterns import regex
from pycog.values import serial_of

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow

_MAIN_DAY: Final = regex(r"(?:date|jour|le|echeance)\b")


class TableDays(TableParts):
    """One request that is about days."""

    def _at_the_edge(self) -> Answer | None:
        """Say which row is the last one that was, or the next one to come."""
        days = [one for one in self.request.flat if one.kind == DAY] or self.table.of(DAY)
        days = days if len(days) == 1 else [one for one in days if _MAIN_DAY.match(one.own)]
        if len(days) != 1 or not self._uses(*days):
            return None
        today = self.context.today or dt.date.today()
        comes = self.request.op == NEXT
        dated = [
            (day, row)
            for row in self._lines()
            if (day := self._day(row, days[0])) is not None
            and (day >= today if comes else day <= today)
        ]
        word = "à venir" if comes else "passée"
        if not dated:
            text = f"« {self.sheet.sheet} »{self._by()} : aucune date {word} au {today:%d/%m/%Y}."
            return said_only(text, self.sheet)
        best = (min if comes else max)(day for day, _ in dated)
        columns = [one for one in self.table.of(DAY, TEXT) if one.index != days[0].index][:4]
        told = enumerated([self._told(row, columns) for day, row in dated if day == best])
        text = f"« {days[0].column.title} »{self._by()} : {best:%d/%m/%Y}, {told}."
        return said_only(text, self.sheet)

    def _day(self, row: OpenRow, column: PlainColumn) -> dt.date | None:
        return day_of(self.table.cell(row, column).stored)

    def _days(self) -> Answer | None:
        """Count the days between two days of a row."""
        named = [one for one in self.request.flat if one.kind == DAY]
        days = self.table.of(DAY)
        if len(self.request.rows) != 1 or not self._uses(*named):
            return None
        if len(named) == 1:
            others = [one for one in days if one is not named[0] and _MAIN_DAY.match(one.own)]
            days = [*others, *named]
        elif named:
            days = named
        if len(days) != 2:
            return None
        cells = [self.table.cell(self.request.rows[0], one) for one in days]
        ends = [self._day(self.request.rows[0], one) for one in days]
        told = " ; ".join(map(self._place, cells))
        name = self._name(self.request.rows[0])
        if ends[0] is None or ends[1] is None:
            return said_only(f"{name} : je ne compte pas les jours. {told}.", self.sheet)
        dated = zip(cells, (serial_of(one) for one in ends if one is not None), strict=True)
        first, last = sorted(dated, key=lambda pair: pair[1])
        node = Operation(Ref(last[0].address, last[1]), "-", Ref(first[0].address, first[1]))
        return with_formula(node, self.context, f"{name} : {{value}} jours. {told}.", self.sheet)
