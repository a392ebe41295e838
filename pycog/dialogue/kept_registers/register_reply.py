"""Answers a query on a register: rows, cells, days between days, figures."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.kept_registers.asked_cues import (
    BETWEEN,
    COUNT,
    EVERY,
    FIRST,
    LARGEST,
    LATENESS,
    LEAST,
    MEAN,
    MOST,
    NEWEST,
    NEXT,
    OLDEST,
    OVER,
    RATE,
    REMAINS,
    SHARE,
    SMALLEST,
    SUM,
)
from pycog.dialogue.kept_registers.column_parts import (
    DECIDER,
    LEAD,
)
from pycog.dialogue.kept_registers.days_told import DaysTold
from pycog.dialogue.kept_registers.kept_register import Item
from pycog.dialogue.kept_registers.rows_told import HOW_MANY
from pycog.dialogue.kept_registers.told_rows import (
    title_of,
)
from pycog.dialogue.table_query.plain_tables import PlainColumn
from pycog.dialogue.workbook.cell_answers import enumerated, said_only
from pycog.values import counted

_SEVERAL: Final = 2
_MOST_TOLD: Final = 12


class RegisterReply(DaysTold):
    """One query on its way to an answer."""

    def answer(self) -> Answer | None:
        """Return the answer, ``None`` where the query has none."""
        query = self.query
        if query.has(BETWEEN):
            return self._between()
        if query.has(LATENESS):
            return self._lateness()
        figures = [one for one in query.columns if one.kind == "figure"]
        if query.has(MOST) and len(figures) == 1 and query.by is None:
            query.ops[LARGEST] = query.ops.pop(MOST)
            return self._extreme()
        if query.has(MOST, LEAST) or (query.by is not None and query.has(COUNT, SUM)):
            return self._by_groups()
        if query.has(OVER):
            return self._over()
        if query.has(OLDEST, NEWEST, NEXT, FIRST):
            return self._counted_first() if query.has(COUNT) else self._at_the_edge()
        if query.either and query.wanted and len(query.among) > 1:
            return self._each()
        if query.has(EVERY) and (query.wanted or query.filled):
            return self._every()
        if query.has(SHARE):
            return self._share()
        if query.has(RATE, REMAINS):
            return self._of_both()
        if query.has(LARGEST, SMALLEST):
            return self._extreme()
        if query.has(SUM, MEAN) and not (self._counts() and HOW_MANY.search(query.said.text)):
            return self._summed()
        if self._counts():
            return self._counted()
        if (led := self._beside()) is not None:
            return led
        columns = self._columns()
        if columns is None:
            return None
        if columns:
            return self._told(columns)
        if query.how_much:
            return self._summed()
        return self._listed()

    def _by_groups(self) -> Answer | None:
        """Count rows, or add up a column, for each value of a column."""
        query, register = self.query, self.query.register
        column = (
            query.by
            or (register.column(*query.people) if query.people else None)
            or self._asked_group()
        )
        if column is None or query.has(OVER):
            return None
        groups: dict[str, list[Item]] = {}
        for one in query.items:
            cell = one.cell(column)
            groups.setdefault("(vide)" if cell.is_missing else cell.shown, []).append(one)
        if not groups:
            return self._none()
        money = self.money() if query.money or query.has(SUM) else None
        if (query.money or query.has(SUM)) and money is None:
            return None
        worth = {
            name: self.total(items, money) if money else float(len(items))
            for name, items in groups.items()
        }
        ranked = sorted(worth.items(), key=lambda pair: pair[1])
        least = query.has(LEAST)
        ranked = ranked if least else ranked[::-1]
        told = enumerated([f"{name} ({self.shown(number, money)})" for name, number in ranked])
        what = ", ".join(query.wanted) or ("lignes" if money is None else title_of(money))
        lead = ""
        if query.has(MOST, LEAST):
            named = [one for one in ranked if one[0] != "(vide)"] or ranked
            first = [name for name, number in named if number == named[0][1]]
            most = named[0][1]
            shown = counted(int(most), "ligne") if money is None else self.shown(most, money)
            lead = f"{enumerated(first)} ({shown}). "
        text = f"{self.head()}, {what} par « {title_of(column)} » : {lead}{told}.{self.unsure()}"
        rows = Table(
            (title_of(column), title_of(money) if money else "Nombre"),
            tuple((n, self.shown(v, money)) for n, v in ranked),
        )
        return said_only(text, self.sheet, rows)

    def _asked_group(self) -> PlainColumn | None:
        told = [one for one in self.query.columns if one.kind == "texte"]
        if len(told) == 1:
            return told[0]
        text = self.query.said.text
        return (
            self.query.register.column(LEAD, DECIDER)
            if text.startswith(("qui", "et qui")) or " qui a " in text
            else None
        )
