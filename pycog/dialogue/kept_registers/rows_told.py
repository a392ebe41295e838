"""The rows of a register and their cells, as they are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.expressions import Operation
from pycog.dialogue.kept_registers.amounts_of_rows import AmountsOfRows
from pycog.dialogue.kept_registers.asked_cues import (
    COUNT,
)
from pycog.dialogue.kept_registers.beside_people import beside
from pycog.dialogue.kept_registers.column_parts import (
    ASKED_ON,
    BODY,
    DECIDED_ON,
    DECIDER,
    DONE_ON,
    DUE,
    LEAD,
    PROGRESS,
    REASON,
    REMARK,
    START,
    STATE,
)
from pycog.dialogue.kept_registers.kept_register import Item
from pycog.dialogue.kept_registers.register_query import PICKED
from pycog.dialogue.kept_registers.row_states import LATE, ON_A_DAY
from pycog.dialogue.kept_registers.told_rows import (
    name_of,
    named_with_days,
    names_told,
    placed,
    table_of,
    title_of,
)
from pycog.dialogue.table_query.plain_tables import FIGURE, PlainColumn
from pycog.dialogue.workbook.cell_answers import enumerated, one_cell, said_only, with_formula
from pycog.lazy_patterns import regex
from pycog.values import format_date, serial_of

HOW_MANY: Final = regex(r"\bcombien d|\b(?:nombre|nb)\b")
_SEVERAL: Final = 2
_MOST_TOLD: Final = 12


class RowsTold(AmountsOfRows):
    """One query and its rows."""

    def _none(self) -> Answer:
        text = f"{self.head()} : aucune ligne.{self.unsure()}"
        return said_only(self.verdict(found=False) + text, self.sheet)

    def _listed(self) -> Answer | None:
        """List the rows that are meant; of one row, say whether it is so."""
        query = self.query
        among = query.among or query.items
        if query.wanted and len(among) == 1 and self._asks_whether():
            return self._whether(among[0])
        if not (query.wanted or query.narrowed or query.filled):
            return None
        if not query.items:
            return self._none()
        if query.coded and not query.wanted and not query.filled:
            return None
        items = self._ordered(query.items)
        text = f"{self.head()} : {self._parts(items)}.{self.unsure()}"
        return said_only(
            self.verdict(found=True) + text, self.sheet, table_of(items, (), query.register)
        )

    def _parts(self, items: Sequence[Item]) -> str:
        """Return how many rows there are of each status, and which they are."""
        query = self.query
        if not query.wanted:
            return f"{self.many(len(items))}, {names_told(items, (), query.standing)}"
        if len(query.wanted) == 1 or query.groups > 1:
            names = names_told(items, query.wanted, query.standing)
            return f"{', '.join(query.wanted)} : {len(items)}, {names}"
        left, parts = list(items), []
        for status in query.wanted:
            own = [one for one in left if query.standing.holds(status, one)]
            left = [one for one in left if one not in own]
            if own:
                names = names_told(own, query.wanted, query.standing)
                parts.append(f"{status} : {len(own)}, {names}")
        return " ; ".join(parts)

    def _asks_whether(self) -> bool:
        """Tell whether one row was named, and not picked from a list."""
        picked = any(one.kind == PICKED for one in self.query.conditions)
        return not picked and (self.query.narrowed or self.query.coded)

    def _ordered(self, items: Sequence[Item]) -> list[Item]:
        """Put the rows that are late for the longest time first."""
        if LATE not in self.query.wanted:
            return list(items)
        return sorted(items, key=lambda one: -(self.query.standing.days(one) or 0))

    def _whether(self, item: Item) -> Answer:
        """Say whether one row has the status that is asked for."""
        query = self.query
        found = item in query.items
        register, standing = query.register, query.standing
        name = named_with_days(item, query.wanted, standing)
        if item in query.unsure:
            return said_only(
                f"Je ne sais pas pour {name} : la date manque.{self._facts(item)}", self.sheet
            )
        word = "Oui" if found else "Non"
        head = f"{word}, {name} – {' ou '.join(query.wanted)}" if found else f"{word}, {name}"
        on = f", au {format_date(serial_of(standing.day))}" if set(query.wanted) & ON_A_DAY else ""
        return said_only(f"{head}{on}.{self._facts(item)}{self.stand()}", register.table.open)

    def _facts(self, item: Item) -> str:
        """Return what the register says of the state of a row."""
        register = self.query.register
        columns = [register.column(one) for one in (STATE, DUE, DONE_ON, START, DECIDED_ON)]
        cells = [item.cell(one) for one in columns if one is not None]
        told = [placed(one) for one in cells if not one.is_missing]
        return f" {' ; '.join(told)}." if told else ""

    def _counts(self) -> bool:
        """Tell whether rows are counted, and not an amount asked for."""
        query = self.query
        if query.money or query.amount or query.people or query.columns:
            return False
        bare = (
            query.how_much
            and "combien de" not in query.said.text
            and "combien d " not in query.said.text
        )
        if bare and query.register.moves and query.narrowed and not query.wanted:
            # « Combien a-t-on pris sur … » is of money.
            return False
        if query.has(COUNT):
            return True
        return (
            query.how_much
            and bool(query.wanted or query.filled)
            and "montant" not in query.said.text
        )

    def _counted(self) -> Answer | None:
        query = self.query
        if not (query.wanted or query.narrowed or query.filled or query.score):
            return None
        many = len(query.items)
        of = f" sur {len(query.among)}" if query.wanted and len(query.among) > many else ""
        items, names = self._ordered(query.items), ""
        if query.wanted:
            names = f" ; {self._parts(items)}" if items else f" {', '.join(query.wanted)}"
        elif items and (query.narrowed or query.filled):
            names = f" : {names_told(items, (), query.standing)}"
        text = f"{self.head()} : {self.many(many)}{of}{names}.{self.unsure()}"
        return said_only(text, self.sheet, table_of(query.items, (), query.register))

    def _every(self) -> Answer:
        """Say whether all rows are as is asked, and which are not."""
        query = self.query
        if query.filled and not query.wanted:
            first = query.filled[0]
            others = [one for one in query.items if not first.fits(one)]
            total, what = query.items, first.said
        else:
            total, what = query.among, " ou ".join(query.wanted)
            others = [one for one in total if one not in query.items and one not in query.unsure]
        if not total:
            return self._none()
        if not others and not query.unsure:
            return said_only(
                f"Oui, toutes. {self.head()} : {self.many(len(total))}, {what}.{self.stand()}",
                self.sheet,
            )
        column = query.filled[0].column if query.filled and not query.wanted else None
        names = enumerated([self._named_blank(one, column) for one in others[: _MOST_TOLD * 2]])
        text = (
            f"Non : {len(total) - len(others) - len(query.unsure)} sur {len(total)} ({what}). "
            f"Les autres : {names}.{self.unsure()}"
        )
        return said_only(text, self.sheet, table_of(others, (), query.register))

    def _each(self) -> Answer:
        """Say of each row whether it is as is asked."""
        query = self.query
        others = [one for one in query.among if one not in query.items]
        what = " ou ".join(query.wanted)
        found = f" : {names_told(query.items, query.wanted, query.standing)}" if query.items else ""
        left = (
            f" ; les autres : {names_told(others, query.wanted, query.standing)}" if others else ""
        )
        text = f"{self.head()} : {what}, {len(query.items)} sur {len(query.among)}{found}{left}."
        return said_only(text, self.sheet, table_of(query.among, (), query.register))

    def _named_blank(self, item: Item, column: PlainColumn | None) -> str:
        if column is None:
            return named_with_days(item, self.query.wanted, self.query.standing)
        cell = item.cell(column)
        marked = f" : « {cell.shown} »" if not cell.is_blank else ""
        return f"{name_of(item, self.query.register)} ({cell.place}{marked})"

    def _share(self) -> Answer | None:
        query = self.query
        total = query.among if query.wanted else list(query.register.items)
        found = query.items
        if not total or query.unsure or query.money or not query.wanted:
            return None
        if any(one.kind == FIGURE for one in query.columns):
            # The share of a cost is no share of the number of rows.
            return None
        node = Operation(len(found), "/", len(total))
        what = ", ".join(query.wanted) or "ces lignes"
        text = f"{self.head()} : {{value}} – {len(found)} sur {len(total)} ({what})."
        return with_formula(node, self.context, text, self.sheet, kind="rate")

    # -- cells

    def _columns(self) -> list[PlainColumn] | None:
        """Return the columns whose cells are asked for, ``None`` where the register has none."""
        query, register = self.query, self.query.register
        found: list[PlainColumn] = []
        if query.people:
            column = register.column(*query.people)
            if column is None and LEAD in query.people:
                column = register.column(BODY)
            if column is None and DECIDER in query.people and not register.moves:
                # Who holds a delegation signs; who pilots a measure decides nothing.
                held = {STATE, DONE_ON} & register.roles.keys()
                column = None if held else register.column(LEAD)
            if column is None or (query.beside and register.column(*query.people) is not None):
                return None
            found.append(column)
        if query.asks_when:
            days = [register.roles[query.when][0]] if query.when else self._main_day()
            if not days:
                return None
            found += days
        if query.why:
            columns = [one for role in (REASON, REMARK) for one in register.roles.get(role, ())]
            if not columns:
                columns = register.roles.get(STATE, [])
            if not columns:
                return None
            found += columns
        if query.stage:
            columns = [one for role in (STATE, PROGRESS) for one in register.roles.get(role, ())]
            noted = [one for one in register.roles.get(REMARK, ()) if one.own.startswith("suite")]
            if "suite" in query.said.text.split() and noted:
                columns = noted
            if not columns:
                return None
            found += columns
        found += [one for one in query.columns if one not in found]
        return found

    def _beside(self) -> Answer | None:
        """Say who stands in a table of people beside what the one row names."""
        query = self.query
        if not query.people or len(query.items) != 1:
            return None
        if query.register.column(*query.people) is not None and not query.beside:
            return None
        led = beside(query.items[0], query.register, query.registers, query.people)
        if led is None:
            return None
        link, other, item = led
        asked = [one for one in (other.column(*query.people),) if one is not None]
        asked += [one for one in other.table.columns if one.stems & set(query.beside)]
        cells = " ; ".join(placed(item.cell(one)) for one in dict.fromkeys(asked))
        text = (
            f"{self.sheets()}, {name_of(query.items[0], query.register)} – {placed(link)} ; "
            f"« {item.table.open.sheet} », {link.shown} – {cells}."
        )
        return said_only(text, self.sheet)

    def _main_day(self) -> list[PlainColumn]:
        register = self.query.register
        order = (DUE, DONE_ON) if register.is_plan else (DECIDED_ON, ASKED_ON, START)
        return [one for role in order if (one := register.column(role)) is not None][:1]

    def _told(self, columns: Sequence[PlainColumn]) -> Answer | None:
        """Say what stands in some cells of the rows that are meant."""
        query = self.query
        if not (query.wanted or query.narrowed or query.coded or query.filled):
            return None
        if not query.items:
            return self._none()
        columns = list(columns)
        if query.how_much and (money := self.money()) is not None and money not in columns:
            columns.append(money)
        if len(query.items) == 1:
            item = query.items[0]
            cells = [item.cell(one) for one in columns]
            told = " ; ".join(map(placed, cells))
            text = f"{self.sheets([item])}, {name_of(item, query.register)} – {told}."
            return one_cell(cells[0], text) if len(cells) == 1 else said_only(text, item.table.open)
        if len(query.items) > _MOST_TOLD * 2:
            return None
        lines = []
        for item in query.items:
            told = " ; ".join(f"{title_of(one)} : {item.cell(one).shown}" for one in columns)
            lines.append(f"{name_of(item, query.register)} – {told}")
        what = f"{', '.join(query.wanted)}, " if query.wanted else ""
        text = (
            f"{self.head()} : {what}{self.many(len(lines))} : {' | '.join(lines)}.{self.unsure()}"
        )
        return said_only(text, self.sheet, table_of(query.items, columns, query.register))
