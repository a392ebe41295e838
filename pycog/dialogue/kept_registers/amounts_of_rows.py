"""The figures of the rows of a register: totals, means, extremes, what is left of a budget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pycog.arithmetic import compare
from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.kept_registers.asked_cues import (
    EVERY,
    LARGEST,
    MEAN,
    RATE,
    SMALLEST,
    SUM,
)
from pycog.dialogue.kept_registers.column_parts import (
    PLANNED,
    PROGRESS,
    REASON,
    REMARK,
    SPENT,
    STATE,
)
from pycog.dialogue.kept_registers.kept_register import Item
from pycog.dialogue.kept_registers.question_words import FILLER
from pycog.dialogue.kept_registers.register_query import Query
from pycog.dialogue.kept_registers.row_bounds import money_column
from pycog.dialogue.kept_registers.row_states import ON_A_DAY
from pycog.dialogue.kept_registers.told_rows import name_of, placed, table_of, title_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise
from pycog.dialogue.table_query.plain_tables import PlainColumn
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.cell_answers import enumerated, said_only, with_formula
from pycog.dialogue.workbook.open_cells import Cell, parts_of, shown_as
from pycog.equip.open_parts import OpenTable
from pycog.values import counted, format_date, serial_of
from pycog.xlsx.cells import column_letters

_LISTED: Final = 12


class AmountsOfRows:
    """One query and the figures of its rows.

    Args:
        query: The query.
        context: The formulas.
    """

    def __init__(self, query: Query, context: Context) -> None:
        self.query, self.context = query, context

    @property
    def sheet(self) -> OpenTable:
        """The sheet of the first row that is meant."""
        items = self.query.items or self.query.register.items
        return items[0].table.open

    def sheets(self, items: Sequence[Item] = ()) -> str:
        """Return the names of the sheets of rows."""
        of = items or self.query.items or self.query.register.items
        return ", ".join(f"« {one} »" for one in dict.fromkeys(o.table.open.sheet for o in of))

    def head(self) -> str:
        """Return the sheet, what rows were chosen by, and the day that is meant."""
        query = self.query
        chosen = list(dict.fromkeys(query.chosen))
        by = f" ({', '.join(chosen)})" if chosen else ""
        on = ""
        if set(query.wanted) & ON_A_DAY or query.day_said:
            on = f", au {format_date(serial_of(query.standing.day))}"
        return f"{self.sheets()}{by}{on}"

    def many(self, number: int) -> str:
        """Return how many rows, as the register calls them."""
        register = self.query.register
        word = "mesure" if register.is_plan else "virement" if register.moves else "ligne"
        return counted(number, word)

    def stand(self) -> str:
        """Return the day that a plan shows, where another one is meant."""
        shown = self.query.register.as_of
        if shown is None or not self.query.today_said or shown == self.query.standing.day:
            return ""
        return f" Le plan montre la situation au {format_date(serial_of(shown))}."

    def unsure(self) -> str:
        """Return the rows of which nothing tells whether they are meant."""
        names = [name_of(one, self.query.register) for one in self.query.unsure]
        told = f" Sans date pour en juger : {enumerated(names)}." if names else ""
        return f"{told}{self.stand()}"

    def verdict(self, *, found: bool) -> str:
        """Return « Oui » or « Non » where the question asks whether there are such rows."""
        if "exists" not in self.query.ops or self.query.has(EVERY):
            return ""
        return "Oui. " if found else "Non. "

    def money(self) -> PlainColumn | None:
        """Return the column of amounts that is meant."""
        query = self.query
        if query.amount is not None:
            return query.amount
        figures = [one for one in query.columns if one.kind == "figure"]
        if len(figures) == 1:
            return figures[0]
        if query.stage and query.has(MEAN):
            return query.register.column(PROGRESS)
        return money_column(query.register, query.said.text, query.money)

    def cells(self, items: Sequence[Item], column: PlainColumn) -> list[Cell]:
        """Return the cells of a column."""
        return [one.cell(column) for one in items]

    def total(self, items: Sequence[Item], column: PlainColumn) -> float:
        """Return what the numbers of a column add up to."""
        return sum(one.number or 0.0 for one in self.cells(items, column))

    def shown(self, number: float, column: PlainColumn | None) -> str:
        """Return a figure of a column, or a number of rows, in French."""
        return (
            str(int(number)) if column is None else shown_as(number, column.column.unit or "number")
        )

    def _summed(self) -> Answer | None:
        """Add up, or average, the amounts of the rows that are meant."""
        query = self.query
        column = self.money()
        others = [one for one in query.columns if one is not column]
        if column is None or others or query.people:
            return None
        if not query.items:
            return said_only(f"{self.head()} : aucune ligne.{self.unsure()}", self.sheet)
        cells = self.cells(query.items, column)
        held = [one for one in cells if one.number is not None]
        blank = [one for one in cells if one.number is None]
        query.amounts = [*(one for one in query.amounts if one is not column), column]
        if not held:
            return said_only(
                f"{self.head()}, « {title_of(column)} » : vide, rien à additionner.", self.sheet
            )
        function, word = ("AVERAGE", "Moyenne") if query.has(MEAN) else ("SUM", "Total")
        what = f", {', '.join(query.wanted)}" if query.wanted else ""
        lead = f"{self.head()}{what}"
        if len(query.items) == 1 and not query.has(MEAN):
            text = (
                f"{lead}, {name_of(query.items[0], query.register)} – « {title_of(column)} » "
                f": {{value}} ({held[0].place})."
            )
            return with_formula(
                call("SUM", held[0].ref()), self.context, text, self.sheet, kind=held[0].kind
            )
        aside = f" ; vide : {enumerated([one.place for one in blank])}" if blank else ""
        if query.checks and function == "SUM":
            lead = f"{self._checked(held, column)}{lead}"
        text = (
            f"{lead}. {word} de « {title_of(column)} » : {{value}}, "
            f"sur {self.many(len(held))}{aside}.{self.unsure()}"
        )
        kind = next((one.kind for one in held if one.kind != "number"), "number")
        return with_formula(
            call(function, *parts_of(held)),
            self.context,
            text,
            self.sheet,
            table_of(query.items, (column,), query.register),
            kind=kind,
        )

    def _checked(self, cells: Sequence[Cell], column: PlainColumn) -> str:
        """Say whether the total that a sheet shows for such rows is what they add up to."""
        total = sum(one.number or 0.0 for one in cells)
        for label, place, number in self._totals_shown(column):
            if compare(number, total) == 0:
                return f"Oui : « {label} » ({place}) est bien ce total. "
            gap = shown_as(abs(number - total), cells[0].kind)
            shown = shown_as(number, cells[0].kind)
            return f"Non : « {label} » montre {shown} ({place}), soit {gap} d'écart. "
        return ""

    def _totals_shown(self, column: PlainColumn) -> Iterator[tuple[str, str, float]]:
        """Yield the totals below the rows that are meant whose words the question has."""
        query = self.query
        said = {stem(one) for one in query.said.text.split()}
        sheets = {one.table.open.sheet: one.table for one in query.items}
        if len(sheets) != 1:
            return
        (table,) = sheets.values()
        last = max(one.index for one in table.entries)
        for row in table.open.grid.rows():
            cells = table.open.grid.row(row)
            stored = cells.get(column.index)
            label = next((one.text for one in cells.values() if one.text), "")
            words = [one for one in normalise(label).split() if one not in FILLER]
            if row <= last or stored is None or not words or not words[0].startswith("total"):
                continue
            if stored.number is not None and {stem(one) for one in words[1:]} <= said | {"total"}:
                place = f"{column_letters(column.index + 1)}{row + 1}"
                yield label, place, float(stored.number)

    def _extreme(self) -> Answer | None:
        """Say which rows have the largest amounts, or the smallest."""
        query = self.query
        largest = query.has(LARGEST)
        count = query.ops[LARGEST if largest else SMALLEST].count
        column = self.money()
        if column is None or (query.columns and column not in query.columns):
            return None
        cells = [
            (number, one) for one in query.items if (number := one.cell(column).number) is not None
        ]
        if not cells:
            return None
        ranked = sorted(cells, key=lambda pair: -pair[0] if largest else pair[0])
        many = count or 1
        limit = ranked[min(many, len(ranked)) - 1][0]
        best = [pair for pair in ranked if (pair[0] >= limit if largest else pair[0] <= limit)]
        told = enumerated([self._with_cell(one, column) for _, one in best])
        query.focus = [one for _, one in best]
        word = "plus élevé" if largest else "plus bas"
        text = f"{self.head()}, « {title_of(column)} » le {word} : {told}."
        if query.has(SUM) and count:
            node = call("SUM", *parts_of([one.cell(column) for _, one in best]))
            return with_formula(
                node,
                self.context,
                f"{text} Total : {{value}}.",
                self.sheet,
                kind=best[0][1].cell(column).kind,
            )
        table = table_of([one for _, one in best], (column,), query.register)
        if count > 1:
            return said_only(text, self.sheet, table)
        node = call("MAX" if largest else "MIN", *parts_of([o.cell(column) for _, o in cells]))
        kind = best[0][1].cell(column).kind
        return with_formula(node, self.context, text, self.sheet, table, kind=kind)

    def _with_cell(self, item: Item, column: PlainColumn) -> str:
        cell = item.cell(column)
        more = "".join(f" ; {placed(item.cell(o))}" for o in self._told_too() if o is not column)
        return f"{name_of(item, self.query.register)} ({cell.shown}, {cell.place}{more})"

    def _told_too(self) -> list[PlainColumn]:
        """Return the other columns that are asked for."""
        query, register = self.query, self.query.register
        roles = [*query.people[:1], *((STATE, PROGRESS) if query.stage else ())]
        roles += [query.when] if query.when else []
        roles += [REASON, REMARK] if query.why else []
        return [one for role in roles if (one := register.column(role)) is not None]

    def _pair(self) -> tuple[PlainColumn, PlainColumn] | None:
        """Return what was planned and what was spent, or the last two amounts that were told."""
        if len(self.query.amounts) > 1:
            first, last = self.query.amounts[-2:]
            return first, last
        roles = self.query.register.roles
        planned, spent = roles.get(PLANNED, []), roles.get(SPENT, [])
        return (planned[0], spent[0]) if len(planned) == len(spent) == 1 else None

    def _over(self) -> Answer | None:
        """List the rows that cost more than was planned."""
        query, pair = self.query, self._pair()
        if pair is None:
            return None
        planned, spent = pair
        lines = []
        for one in query.items:
            first, last = one.cell(planned).number, one.cell(spent).number
            if first is not None and last is not None and last > first:
                lines.append((one, last - first))
        query.focus = [one for one, _ in lines]
        what = f"{self.head()}, « {title_of(spent)} » au-dessus de « {title_of(planned)} »"
        if not lines:
            return said_only(f"{what} : aucune ligne.", self.sheet)
        told = enumerated(
            [
                f"{name_of(one, query.register)} ({one.cell(spent).shown} pour "
                f"{one.cell(planned).shown}, soit {shown_as(gap, one.cell(spent).kind)} de plus)"
                for one, gap in lines
            ]
        )
        table = Table(
            ("Ligne", "Dépassement"),
            tuple((name_of(o, query.register), shown_as(g, o.cell(spent).kind)) for o, g in lines),
        )
        return said_only(f"{what} : {self.many(len(lines))}, {told}.", self.sheet, table)

    def _of_both(self) -> Answer | None:
        """Say what is left of what was planned, or which share of it was spent."""
        query, pair = self.query, self._pair()
        if pair is None or not query.items or not (query.narrowed or query.coded):
            return None
        planned, spent = pair
        held = [o for o in query.items if o.cell(planned).number is not None]
        paid = [o.cell(spent) for o in held if o.cell(spent).number is not None]
        blank = [o.cell(spent).place for o in held if o.cell(spent).number is None]
        if not paid:
            text = f"{self.head()}, « {title_of(spent)} » : vide, rien à comparer."
            return said_only(text, self.sheet)
        first = call("SUM", *parts_of([o.cell(planned) for o in held]))
        last = call("SUM", *parts_of(paid))
        aside = f" Vide, compté pour rien : {enumerated(blank)}." if blank else ""
        if query.has(RATE):
            sums = [
                shown_as(self.total(held, one), held[0].cell(planned).kind)
                for one in (spent, planned)
            ]
            text = (
                f"{self.head()}, « {title_of(spent)} » ({sums[0]}) sur "
                f"« {title_of(planned)} » ({sums[1]}) : {{value}}.{aside}"
            )
            return with_formula(
                call("COG_SHARE", last, first), self.context, text, self.sheet, kind="rate"
            )
        text = (
            f"{self.head()} : il reste {{value}} (« {title_of(planned)} » moins « "
            f"{title_of(spent)} »).{aside}"
        )
        return with_formula(
            Operation(first, "-", last),
            self.context,
            text,
            self.sheet,
            kind=held[0].cell(planned).kind,
        )
