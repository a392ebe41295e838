"""The days of the rows of a register: how late, how long, the next and the last one."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.expressions import Operation, Ref, call
from pycog.dialogue.kept_registers.asked_cues import (
    FIRST,
    LARGEST,
    MEAN,
    NEWEST,
    NEXT,
    OLDEST,
)
from pycog.dialogue.kept_registers.column_parts import (
    ASKED_ON,
    DECIDED_ON,
    DONE_ON,
    DUE,
    REASON,
    REMARK,
    START,
)
from pycog.dialogue.kept_registers.kept_register import Item
from pycog.dialogue.kept_registers.row_states import LATE, TO_COME
from pycog.dialogue.kept_registers.rows_told import RowsTold
from pycog.dialogue.kept_registers.told_rows import (
    name_of,
    named_with_days,
    names_told,
    placed,
    table_of,
    title_of,
)
from pycog.dialogue.table_query.plain_tables import PlainColumn
from pycog.dialogue.workbook.cell_answers import enumerated, said_only, with_formula
from pycog.values import counted, format_date, serial_of

_SEVERAL: Final = 2
_MOST_TOLD: Final = 12


class DaysTold(RowsTold):
    """One query and the days of its rows."""

    def _between(self) -> Answer | None:
        """Count the days between two days of a row, or of several on average."""
        query = self.query
        assert query.span is not None
        first, last = query.span
        dated = [one for one in query.items if one.day(first) and one.day(last)]
        lacking = [one for one in query.items if one not in dated]
        names = enumerated([name_of(one, query.register) for one in lacking])
        aside = f" Sans l'une des deux dates : {names}." if lacking else ""
        if not dated:
            if len(query.items) != 1:
                return None
            cells = [query.items[0].cell(one) for one in (first, last)]
            return said_only(
                f"{name_of(query.items[0], query.register)} : je ne compte pas les "
                f"jours, une date manque. {' ; '.join(map(placed, cells))}.",
                self.sheet,
            )
        gaps = [self._gap(one, first, last) for one in dated]
        titles = f"entre « {title_of(first)} » et « {title_of(last)} »"
        if len(query.items) == 1:
            told = " ; ".join(placed(dated[0].cell(one)) for one in (first, last))
            return with_formula(
                gaps[0],
                self.context,
                f"{name_of(dated[0], query.register)}, {titles} : {{value}} jours. {told}.",
                self.sheet,
            )
        days = [(one.day(last) - one.day(first)).days for one in dated]  # type: ignore[operator]
        longest = query.has(LARGEST, OLDEST) or "plus long" in query.said.text
        if longest or "plus court" in query.said.text:
            best = max(days) if longest else min(days)
            query.focus = [o for o, n in zip(dated, days, strict=True) if n == best]
            names = enumerated([name_of(one, query.register) for one in query.focus])
            return said_only(
                f"{self.head()}, {titles} : {counted(best, 'jour')}, {names}.{aside}", self.sheet
            )
        told = enumerated(
            [
                f"{name_of(o, query.register)} ({counted(n, 'jour')})"
                for o, n in zip(dated, days, strict=True)
            ]
        )
        text = (
            f"{self.head()}, {titles}, en moyenne sur {counted(len(dated), 'ligne')} : "
            f"{{value}} jours. {told}.{aside}"
        )
        return with_formula(call("AVERAGE", *gaps), self.context, text, self.sheet)

    def _gap(self, item: Item, first: PlainColumn, last: PlainColumn) -> Operation:
        ends = []
        for column in (last, first):
            day = item.day(column)
            assert day is not None
            ends.append(Ref(item.cell(column).address, float(serial_of(day))))
        return Operation(ends[0], "-", ends[1])

    def _lateness(self) -> Answer | None:
        """Say by how many days rows are late, or were."""
        query, standing = self.query, self.query.standing
        items = query.items if query.wanted else query.among
        due = query.register.column(DUE)
        if due is None:
            return self._waited()
        if query.has(OLDEST):
            return self._at_the_edge()
        if len(query.among) == 1 and not items and standing.done_on(query.among[0]) is None:
            return self._whether(query.among[0])
        late = [one for one in items if (standing.days(one) or 0) > 0]
        if not late and len(query.among) == 1 and standing.done_on(query.among[0]) is not None:
            return self._early(query.among[0])
        if not late:
            return self._none() if items else None
        if query.has(MEAN) or "moyen" in query.said.text:
            gaps = [self._late_by(one) for one in late]
            names = enumerated([named_with_days(o, (LATE,), standing) for o in late])
            text = (
                f"{self.head()}, retard moyen de {self.many(len(late))} : {{value}} jours. "
                f"{names}.{self.unsure()}"
            )
            return with_formula(call("AVERAGE", *gaps), self.context, text, self.sheet)
        if len(late) == 1 and (query.coded or query.narrowed):
            text = (
                f"{named_with_days(late[0], (LATE,), standing)} : {{value}} jours de "
                f"retard{self._on_day(late[0])}.{self._noted(late[0])}"
            )
            return with_formula(self._late_by(late[0]), self.context, text, self.sheet)
        names = names_told(sorted(late, key=lambda o: -(standing.days(o) or 0)), (LATE,), standing)
        return said_only(
            f"{self.head()} : {self.many(len(late))} en retard, {names}.{self.unsure()}",
            self.sheet,
            table_of(late, (), query.register),
        )

    def _noted(self, item: Item) -> str:
        """Quote what is noted of a row, where it is asked why too."""
        if not self.query.why:
            return ""
        roles = self.query.register.roles
        cells = [item.cell(one) for role in (REASON, REMARK) for one in roles.get(role, ())]
        told = [
            f"{one.heading} : « {one.shown} » ({one.place})" for one in cells if not one.is_missing
        ]
        return f" {enumerated(told)}." if told else " La raison n'est pas indiquée."

    def _early(self, item: Item) -> Answer:
        """Say by how many days a row was done before it was due."""
        standing, register = self.query.standing, self.query.register
        due, done = register.column(DUE), register.column(DONE_ON)
        on, finished = item.day(due), standing.done_on(item)
        name = named_with_days(item, (LATE,), standing)
        if due is None or done is None or on is None or finished is None:
            return said_only(f"{name} : aucun jour de retard.", self.sheet)
        first, last = (
            Ref(item.cell(column).address, float(serial_of(day)))
            for column, day in ((due, on), (done, finished))
        )
        node = Operation(first, "-", last)
        word = "aucun jour de retard" if on == finished else "{value} jours d'avance"
        return with_formula(node, self.context, f"{name} : {word}.", self.sheet)

    def _waited(self) -> Answer | None:
        """Say for how long a row waits, where nothing of it is due."""
        query = self.query
        column = query.register.column(ASKED_ON)
        items = [one for one in query.items if one.day(column)]
        if column is None or len(items) != 1 or not query.wanted:
            return None
        item = items[0]
        since = item.day(column)
        assert since is not None
        node = Operation(
            float(serial_of(query.standing.day)),
            "-",
            Ref(item.cell(column).address, float(serial_of(since))),
        )
        text = (
            f"{name_of(item, query.register)} : {{value}} jours au "
            f"{format_date(serial_of(query.standing.day))} ({placed(item.cell(column))})."
        )
        return with_formula(node, self.context, text, self.sheet)

    def _late_by(self, item: Item) -> Operation:
        standing, register = self.query.standing, self.query.register
        due, done = register.column(DUE), register.column(DONE_ON)
        on = item.day(due)
        assert due is not None and on is not None
        start = Ref(item.cell(due).address, float(serial_of(on)))
        if done is not None and (day := standing.done_on(item)) is not None:
            return Operation(Ref(item.cell(done).address, float(serial_of(day))), "-", start)
        return Operation(float(serial_of(standing.day)), "-", start)

    def _on_day(self, item: Item) -> str:
        standing = self.query.standing
        done = standing.done_on(item) is not None
        return "" if done else f" au {format_date(serial_of(standing.day))}"

    def _at_the_edge(self) -> Answer | None:
        """Say which row is late for the longest time, is next, or is the last one."""
        query, standing = self.query, self.query.standing
        register = query.register
        if query.has(OLDEST) and query.wanted and register.is_plan:
            late = [(standing.days(one) or 0, one) for one in query.items]
            return self._edge([pair for pair in late if pair[0] > 0], max, LATE)
        column = self._edge_column()
        if column is None:
            return None
        items = query.items
        if query.has(NEXT):
            items = (
                [one for one in items if standing.holds(TO_COME, one)]
                if register.is_plan
                else items
            )
            items = [one for one in items if (day := one.day(column)) and day >= standing.day]
        dated = [(day.toordinal(), one) for one in items if (day := one.day(column)) is not None]
        if query.has(NEWEST) and query.wanted == () and not query.when and column.own not in {""}:
            limit = standing.day.toordinal()
            dated = [pair for pair in dated if pair[0] <= limit]
        return self._edge(dated, max if query.has(NEWEST) else min, "", column)

    def _counted_first(self) -> Answer | None:
        """Say how many rows there are, and which is the first of them."""
        edge, told = self._at_the_edge(), self._counted()
        if edge is None or told is None or edge.kind != told.kind or not self.query.wanted:
            return None
        lead = edge.text.partition(", en retard depuis")[2]
        more = f" En retard depuis{lead}" if lead else f" {edge.text}"
        return replace(told, text=f"{told.text}{more}")

    def _edge_column(self) -> PlainColumn | None:
        query, register = self.query, self.query.register
        if query.when and register.roles.get(query.when):
            return register.roles[query.when][0]
        if query.has(NEXT):
            return register.column(DUE)
        if register.is_plan and query.has(NEWEST, FIRST) and not query.wanted:
            return register.column(ASKED_ON, START, DUE)
        order = (
            (DONE_ON, DUE)
            if "terminé" in query.wanted
            else (DUE,)
            if register.is_plan
            else (ASKED_ON, DECIDED_ON, START)
        )
        return register.column(*order)

    def _edge(
        self,
        dated: list[tuple[int, Item]],
        edge: object,
        word: str,
        column: PlainColumn | None = None,
    ) -> Answer | None:
        query = self.query
        if not dated:
            return self._none()
        best = (max if edge is max else min)(number for number, _ in dated)
        items = [one for number, one in dated if number == best]
        query.focus = items
        told = []
        for one in items:
            if column is None:
                told.append(named_with_days(one, (LATE,), query.standing))
            else:
                more = [c for c in (self._columns() or []) if c is not column]
                cells = " ; ".join(placed(one.cell(c)) for c in (column, *more))
                told.append(f"{name_of(one, query.register)} – {cells}")
        lead = (
            "en retard depuis le plus longtemps"
            if word
            else "prochaine échéance"
            if query.has(NEXT)
            else "la plus récente"
            if query.has(NEWEST)
            else "la plus ancienne"
        )
        text = f"{self.head()}, {lead} : {enumerated(told)}.{self.unsure()}"
        shown = items[0].cell(column).shown if column is not None and len(items) == 1 else ""
        return replace(said_only(text, items[0].table.open), display=shown)
