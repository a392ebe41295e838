"""Answers a request on a table: what stands in its cells, and formulas on them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer, Table, compute
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.dialogue.table_query.plain_tables import DAY, FIGURE, NOTE, TEXT, PlainColumn
from pycog.dialogue.table_query.table_asking import pieces
from pycog.dialogue.table_query.table_checks import checked
from pycog.dialogue.table_query.table_lexis import headed
from pycog.dialogue.table_query.table_periods import is_bare, said_of
from pycog.dialogue.table_query.table_request import (
    CHECK,
    COUNT,
    EVOLUTION,
    GAP,
    LARGEST,
    LIST,
    LOOK,
    MEAN,
    MINUS,
    PRODUCT,
    RANK,
    RATE,
    REACHED,
    REMAINS,
    SHARE,
    SMALLEST,
    SUM,
    Request,
)
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.cell_answers import (
    enumerated,
    not_computed,
    one_cell,
    said_only,
    with_formula,
)
from pycog.dialogue.workbook.open_cells import Cell, parts_of, shown_as
from pycog.values import counted, display

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow

_MOST: Final = 12
_RESULT: Final = re.compile(r"\b(?:realise|resultat|atteint)")
_ADDED: Final = frozenset({"€", "k€", "M€", "number"})


class TableReply:
    """One request on its way to an answer.

    Args:
        request: The request.
        context: The formulas.
    """

    def __init__(self, request: Request, context: Context) -> None:
        self.request, self.context = request, context
        self.table, self.sheet = request.table, request.table.open

    def answer(self) -> Answer | None:
        """Return the answer, ``None`` where the request has none."""
        request = self.request
        if not request.rows:
            return said_only(f"« {self.sheet.sheet} »{self._by()} : aucune ligne.", self.sheet)
        told = {
            COUNT: self._counted,
            LIST: self._listed,
            LOOK: self._looked_up,
            SUM: self._summed,
            MEAN: self._summed,
            LARGEST: self._extreme,
            SMALLEST: self._extreme,
            RANK: self._ranked,
            SHARE: self._share,
            EVOLUTION: self._gap,
            GAP: self._gap,
            PRODUCT: self._product,
            RATE: self._rate,
            REMAINS: self._remains,
            CHECK: self._checked,
            MINUS: self._minus,
            REACHED: self._reached,
        }[request.op]()
        if told is not None and request.unit and request.unit not in told.text:
            # What is asked for in another unit is not told in this one.
            return None
        return told

    # -- parts

    def _by(self) -> str:
        chosen = list(dict.fromkeys(self.request.chosen))
        return f" ({', '.join(chosen)})" if chosen else ""

    def _name(self, row: OpenRow) -> str:
        return self.table.name(row)

    def _lines(self) -> list[OpenRow]:
        """The rows without totals, where there are any."""
        lines = [one for one in self.request.rows if one.role == "ligne"]
        return lines or self.request.rows

    def _uses(self, *columns: PlainColumn) -> bool:
        """Tell whether these are all the columns that were named: none is dropped."""
        return set(self.request.flat) <= set(columns)

    def _figures(self) -> list[PlainColumn]:
        """Return the columns of figures that are meant."""
        named = [one for one in self.request.flat if one.kind == FIGURE]
        if named:
            return named
        figures = self.table.of(FIGURE)
        if len(figures) == 1:
            return figures
        for concept in ("fait",):
            usual = [one for one in headed(self.table, concept) if one.kind == FIGURE]
            if len(usual) == 1 and self.request.done and self.request.op in {LARGEST, SMALLEST}:
                return usual
        parts = pieces([one for one in figures if one.period and is_bare(one.own)])
        if parts and self.request.op in {MEAN, SUM} and len(self._lines()) == 1:
            return parts
        money = [one for one in figures if one.column.unit]
        allowed = not self.request.flat or self.request.op in {LARGEST, SMALLEST}
        return money if len(money) == 1 and allowed else []

    def _cells(self, columns: Sequence[PlainColumn], rows: Sequence[OpenRow]) -> list[Cell]:
        return [self.table.cell(row, column) for column in columns for row in rows]

    def _node(
        self, node: Computed, text: str, kind: str, rows: Table | None = None
    ) -> Answer | None:
        if kind == "rate" and isinstance(node, Operation) and node.sign == "-":
            node = Operation(node, "*", 100)
            text = text.replace("{value}", "{value} points")
            kind = "number"
        return with_formula(
            node, self.context, text, self.sheet, rows, kind="" if kind == "number" else kind
        )

    def _place(self, cell: Cell) -> str:
        return f"{cell.heading} : {cell.shown} ({cell.place})"

    def _remarks(self, rows: Sequence[OpenRow], cells: Sequence[Cell]) -> str:
        """Quote what is noted of a row of which a cell is blank."""
        if not any(one.is_missing for one in cells) or len(rows) != 1:
            return ""
        (row,) = rows
        told = [
            one.shown
            for column in self.table.of(NOTE)
            if not (one := self.table.cell(row, column)).is_missing
        ]
        words = {one for one in row.label.lower().split() if len(one) > 3}
        told += [
            note for note in self.table.notes if words & set(note.lower().replace(":", " ").split())
            and note not in self.sheet.title
        ]
        return f" Le classeur note : {enumerated([f'« {one} »' for one in told])}." if told else ""

    # -- looking up

    def _looked_up(self) -> Answer | None:
        request = self.request
        columns = request.flat
        if request.beyond is not None:
            return self._periods_beyond(*request.beyond)
        if request.which:
            return None
        if request.states is not None and len(request.rows) == 1 and len(columns) == 1:
            return self._stated(request.rows[0], columns[0], request.states)
        if not request.named and not request.condition:
            if len(request.rows) > 1:
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
            f"{lead}« {self.sheet.sheet} »{self._by()} : {many} – {shown}."
            f"{self._together(columns)}"
        )
        rows_told = tuple(
            (name, *(one.shown for one in line)) for name, line in zip(lines, cells, strict=True)
        )
        table = Table(("Ligne", *(one.column.title for one in columns)), rows_told)
        return said_only(text, self.sheet, table)

    def _stated(
        self, row: OpenRow, column: PlainColumn, states: Sequence[OpenRow]
    ) -> Answer:
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

    def _usual(self) -> list[PlainColumn]:
        named = [one for one in self.request.flat if one.kind == FIGURE]
        done = [one for one in headed(self.table, "fait") if one.kind == FIGURE]
        return named or done or self.table.of(FIGURE)

    def _all_so(self, columns: Sequence[PlainColumn]) -> str:
        """Say first whether something is so of several rows: a cell that is blank says no."""
        if not self.request.yes_no or len(columns) != 1 or columns[0].kind == FIGURE:
            return ""
        blank = [
            row for row in self.request.rows if self.table.cell(row, columns[0]).is_missing
        ]
        if not blank:
            return "Oui. "
        return f"Non, pas {enumerated([self._name(row) for row in blank])}. "

    def _of_all(self, columns: Sequence[PlainColumn]) -> Answer | None:
        """Answer about a column without a row: its total, where the table has one alone."""
        totals = [one for one in self.table.rows if one.role == "total"]
        figures = [one for one in columns if one.kind == FIGURE]
        if not figures or len(figures) != len(columns):
            return None
        if self.request.summed:
            return self._summed()
        if len(totals) == 1 and len(figures) == 1:
            return self._row(totals[0], figures)
        return None

    def _together(self, columns: Sequence[PlainColumn]) -> str:
        """Say what several lines make together, in one column of amounts."""
        lines = self.request.rows
        if len(columns) != 1 or any(one.role != "ligne" for one in lines):
            return ""
        cells = [self.table.cell(row, columns[0]) for row in lines]
        kinds = {one.kind for one in cells}
        if any(one.number is None for one in cells) or len(kinds) > 1 or not kinds <= _ADDED:
            return ""
        result = compute(call("SUM", *parts_of(cells)), self.context.host)
        if not isinstance(result.value, float):
            return ""
        return f" Ensemble : {shown_as(result.value, kinds.pop())}."

    def _row(self, row: OpenRow, columns: Sequence[PlainColumn]) -> Answer:
        cells = [self.table.cell(row, one) for one in columns]
        told = " ; ".join(map(self._place, cells))
        answered = ""
        if self.request.yes_no and len(cells) == 1:
            answered = "Non : " if cells[0].is_missing else "Oui : " if cells[0].column.role != "taux" and cells[0].number is None else ""
            shown = normalise_yes(cells[0].shown)
            answered = shown or answered
        text = (
            f"{answered}« {self.sheet.sheet} », {self._name(row)} – {told}."
            f"{self._remarks([row], cells)}"
        )
        if len(cells) == 1:
            return one_cell(cells[0], text)
        return said_only(text, self.sheet)

    def _whole_rows(self) -> Answer | None:
        request = self.request
        if not request.named and not request.condition:
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
            if one.index not in {self.table.label, self.table.code}
            and not self.table.cell(row, one).is_missing
        ]
        if not columns or (request.asks_how_much and len(self.table.of(FIGURE)) > 4):
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
        beyond = one.number > other.number if self.request.over == ">" else one.number < other.number
        text = (
            f"{'Oui' if beyond else 'Non'} : {self._name(row)} – {self._place(one)} ; "
            f"{self._place(other)} ; écart : {{value}}."
        )
        return self._node(Operation(one.ref(), "-", other.ref()), text, one.kind)

    # -- lists and counts

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
            if request.flat and any(one.kind == FIGURE for one in request.flat):
                return self._ranked()
        columns = request.flat or [
            one
            for one in self.table.columns
            if one.index not in {self.table.label, self.table.code}
        ]
        shown_columns = request.flat
        told = []
        for row in rows:
            cells = [self.table.cell(row, one) for one in shown_columns]
            if request.over and len(cells) == 2 and None not in (cells[0].number, cells[1].number):
                told.append(self._gap_told(row, *cells))
                continue
            extra = f" ({' ; '.join(f'{one.heading} : {one.shown}' for one in cells)})" if cells else ""
            told.append(f"{self._name(row)}{extra}")
        many = counted(len(rows), "ligne")
        notes = ""
        if request.blank and rows:
            notes = " ".join(
                filter(None, (self._note_of(row) for row in rows[:_MOST]))
            )
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
        alike = one.kind == other.kind and isinstance(gap.value, float)
        shown = f", écart {shown_as(gap.value, one.kind)}" if alike else ""  # type: ignore[arg-type]
        if one.kind == "rate":
            shown = ""
        return (
            f"{self._name(row)} ({one.heading} : {one.shown} ; {other.heading} : {other.shown}{shown})"
        )

    def _note_of(self, row: OpenRow) -> str:
        for column in self.table.of(NOTE):
            cell = self.table.cell(row, column)
            if not cell.is_missing:
                return f"{self._name(row)} : « {cell.shown} » ({cell.place})."
        return ""

    # -- figures

    def _summed(self) -> Answer | None:
        request = self.request
        means = request.op == MEAN
        columns = self._figures()
        rows = self._lines()
        if not columns or not self._uses(*columns):
            return None
        if len(columns) > 1:
            columns = pieces(columns)
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
        if len(held) == 1 and not means:
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
            f"« {self.sheet.sheet} », {said} de {titles}{self._by()} : {{value}}, sur "
            f"{counted(len(held), 'cellule')}{f' ({told})' if told else ''}.{left}"
        )
        lines = tuple((self._name(one.row), one.heading, one.shown) for one in held)
        node = call(name, *parts_of(held))
        if not means and len(rows) > 1 and len(columns) == 1 and self._is_level(columns[0]):
            return None
        return self._node(
            node, text, kinds.pop(), Table(("Ligne", "Colonne", "Valeur"), lines)
        )

    @staticmethod
    def _is_level(column: PlainColumn) -> bool:
        """Tell whether the figures of a column are no amounts that add up: ages, prices of one."""
        told = f"{column.group} {column.own}"
        return any(word in told.split() for word in ("age", "moyen", "moyenne", "unitaire", "delai"))

    def _extreme(self) -> Answer | None:
        request = self.request
        largest = request.op == LARGEST
        if request.which or (request.named and len(request.rows) == 1):
            return self._extreme_period(largest)
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
        pick = max if largest else min
        best = pick(one.number or 0.0 for one in cells)
        found = [one for one in cells if one.number == best]
        extra = [one for one in request.flat if one.kind != FIGURE] or self._beside(columns)
        told = enumerated([self._told(one.row, extra) for one in found])
        word = "élevé" if largest else "faible"
        text = f"« {columns[0].column.title} » le plus {word}{self._by()} : {told}, {{value}}."
        node = call("MAX" if largest else "MIN", *parts_of(cells))
        return self._node(node, text, cells[0].kind)

    def _beside(self, columns: Sequence[PlainColumn]) -> list[PlainColumn]:
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

    def _told(self, row: OpenRow, columns: Sequence[PlainColumn]) -> str:
        cells = [self.table.cell(row, one) for one in columns]
        extra = [f"{one.heading} : {one.shown}" for one in cells if not one.is_missing]
        return f"{self._name(row)} ({' ; '.join(extra)})" if extra else self._name(row)

    def _extreme_day(self, column: PlainColumn, largest: bool) -> Answer | None:
        from pycog.equip.open_parts import day_of

        dated = [
            (day, cell)
            for row in self._lines()
            if (cell := self.table.cell(row, column)).stored is not None
            and (day := day_of(cell.stored)) is not None  # type: ignore[arg-type]
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
            if request.which and not request.flat:
                columns = self._of_which(columns)
            elif request.which:
                columns = self._of_which(columns)
            cells = self._cells(columns, rows)
        else:
            columns = self._figures()
            if len(columns) != 1 or not self._rows_are_periods():
                totals = [one for one in self.table.rows if one.role == "total"]
                if request.named or len(totals) != 1:
                    return None
                return self._periods_of(totals[0], largest)
            cells = self._cells(columns, rows)
        return self._best_period(cells, largest, by_row=len(rows) > 1)

    def _periods_of(self, row: OpenRow, largest: bool) -> Answer | None:
        columns = self._of_which([one for one in self.table.of(FIGURE) if one.period])
        return self._best_period(self._cells(columns, [row]), largest, by_row=False)

    def _of_which(self, columns: Sequence[PlainColumn]) -> list[PlainColumn]:
        """Keep the columns of single months, quarters or years, as it is asked for."""
        lengths = {"mois": 1, "trim": 3, "seme": 6, "anne": 12, "exer": 12}
        wanted = lengths.get(self.request.which)
        return [
            one
            for one in columns
            if one.period
            and not one.period.ends
            and (wanted is None or one.period.last - one.period.first + 1 == wanted)
        ]

    def _rows_are_periods(self) -> bool:
        from pycog.dialogue.normalise import normalise
        from pycog.dialogue.table_query.table_periods import period_of

        entries = self.table.entries
        return all(period_of(normalise(one.label)) for one in entries) and len(entries) > 1

    def _best_period(self, cells: Sequence[Cell], largest: bool, *, by_row: bool) -> Answer | None:
        held = [one for one in cells if one.number is not None]
        if len(held) < 2 or len({one.kind for one in held}) > 1:
            return None
        pick = max if largest else min
        best = pick(one.number or 0.0 for one in held)
        found = [one for one in held if one.number == best]
        by_index = {one.index: one for one in self.table.columns}

        def period(cell: Cell) -> str:
            if by_row:
                return self._name(cell.row)
            said = by_index[cell.column.index].period
            return said_of(said) if said else cell.heading

        names = enumerated([f"{period(one)} ({one.place})" for one in found])
        of = "" if by_row else f", {self._name(found[0].row)}"
        title = f", « {cells[0].heading} »" if by_row else ""
        word = "élevé" if largest else "faible"
        text = f"« {self.sheet.sheet} »{of}{title} – le plus {word} : {names}, {{value}}."
        lines = tuple((period(one), one.shown) for one in held)
        node = call("MAX" if largest else "MIN", *parts_of(held))
        return self._node(node, text, held[0].kind, Table(("Période", "Valeur"), lines))

    def _ranked(self) -> Answer | None:
        request = self.request
        columns = self._figures()
        if len(columns) != 1 or not self._uses(*columns):
            return None
        cells = [one for one in self._cells(columns, self._lines()) if one.number is not None]
        if len(cells) < 2:
            return None
        cells.sort(key=lambda one: one.number or 0.0, reverse=request.op != SMALLEST)
        shown = cells[: request.most] if request.most else cells
        told = enumerated([f"{self._name(one.row)} ({one.shown})" for one in shown])
        text = f"« {self.sheet.sheet} », « {columns[0].column.title} »{self._by()} : {told}."
        lines = tuple((str(n), self._name(one.row), one.shown) for n, one in enumerate(shown, 1))
        return said_only(text, self.sheet, Table(("Rang", "Ligne", "Valeur"), lines))

    def _share(self) -> Answer | None:
        """Say which share some rows are of the whole: of amounts, else of the number of rows."""
        request = self.request
        columns = self._figures()
        if not (request.named or request.condition):
            return None
        rows = self._lines()
        if len(columns) != 1 and (request.condition or len(rows) > 1) and not request.flat:
            every = self.table.entries
            node = Operation(len(rows), "/", len(every))
            share = display(len(rows) / len(every), "evolution")
            text = f"« {self.sheet.sheet} »{self._by()} : {share}, {len(rows)} lignes sur {len(every)}."
            return with_formula(node, self.context, text, self.sheet)
        if len(columns) != 1:
            return None
        part = self._cells(columns, rows)
        whole = self._cells(columns, self.table.entries)
        held = [one for one in whole if not one.is_missing]
        if any(one.number is None for one in [*part, *held]):
            return not_computed([*part, *held])
        if {one.kind for one in held} & {"rate", "%"}:
            return None
        if len(request.groups) == 2:
            ends = [self._cells(columns, group) for group in request.groups]
            wholes = [one for one in ends if len(one) == 1 and one[0].row.role != "ligne"]
            parts = [one for one in ends if one not in wholes]
            if len(wholes) != 1 or len(parts) != 1:
                return None
            part, held = parts[0], wholes[0]
        node = Operation(call("SUM", *parts_of(part)), "/", call("SUM", *parts_of(held)))
        result = compute(node, self.context.host)
        if not isinstance(result.value, float) or result.value > 1:
            return None
        share = display(result.value, "evolution")
        total = compute(call("SUM", *parts_of(held)), self.context.host)
        whole_shown = shown_as(total.value, held[0].kind) if isinstance(total.value, float) else ""
        told = enumerated([f"{self._name(one.row)} : {one.shown}" for one in part])
        text = (
            f"Part dans « {columns[0].column.title} » : {share} ({told} ; total des lignes : "
            f"{whole_shown})."
        )
        return with_formula(node, self.context, text, self.sheet, kind="rate")

    def _pair(self) -> tuple[Cell, Cell] | None:
        """Return the two cells that are set against one another."""
        request = self.request
        columns = [one for one in request.flat if one.kind == FIGURE]
        if not self._uses(*columns):
            return None
        rows = request.rows
        if len(rows) == 1 and len(columns) == 2:
            first, last = columns
            done = headed(self.table, "fait")
            planned = [*headed(self.table, "prévu"), *headed(self.table, "objectif")]
            if first in done and last in planned and last not in done:
                # What was done is set against what was planned.
                first, last = last, first
            if all(one.period for one in columns) and len(request.columns) == 1:
                if not self._same_heading(columns):
                    return None
                first, last = sorted(columns, key=lambda c: (c.period.year or 0, c.period.first))  # type: ignore[union-attr]
            return self.table.cell(rows[0], first), self.table.cell(rows[0], last)
        if len(rows) == 2 and len(columns) <= 1:
            column = columns or self._figures()
            if len(column) == 1:
                return self.table.cell(rows[0], column[0]), self.table.cell(rows[1], column[0])
        if len(rows) == 1 and not columns and request.op == GAP:
            done = [one for one in headed(self.table, "fait") if one.kind == FIGURE]
            planned = [one for one in headed(self.table, "prévu") if one.kind == FIGURE]
            if len(done) == len(planned) == 1:
                return self.table.cell(rows[0], planned[0]), self.table.cell(rows[0], done[0])
        if len(rows) == 1 and request.op == EVOLUTION and len(columns) > 2:
            dated = [one for one in columns if one.period]
            if len(dated) == len(columns) and self._same_heading(columns):
                ordered = sorted(dated, key=lambda c: (c.period.year or 0, c.period.first))  # type: ignore[union-attr]
                return (
                    self.table.cell(rows[0], ordered[0]),
                    self.table.cell(rows[0], ordered[-1]),
                )
        return None

    @staticmethod
    def _same_heading(columns: Sequence[PlainColumn]) -> bool:
        """Tell whether columns are of one thing in several periods."""
        heads = {
            " ".join(
                word
                for word in f"{one.group} {one.own}".split()
                if not is_bare(word) and not any(sign.isdigit() for sign in word)
            )
            for one in columns
        }
        return len(heads) == 1

    def _gap(self) -> Answer | None:
        request = self.request
        if not request.named and len(request.rows) > 1:
            totals = [one for one in self.table.rows if one.role == "total"]
            if len(totals) == 1:
                request.rows = totals
        pair = self._pair()
        if pair is None:
            return None
        first, last = pair
        if first.number is None or last.number is None:
            return not_computed([first, last])
        if first.kind != last.kind:
            return None
        told = " ; ".join(
            f"{self._name(one.row)}, {self._place(one)}" for one in (first, last)
        )
        gap = Operation(last.ref(), "-", first.ref())
        if first.kind == "rate" or first.number == 0:
            return self._node(gap, f"Écart : {{value}}. {told}.", first.kind)
        ratio = Operation(gap, "/", first.ref())
        change = compute(ratio, self.context.host)
        shown = display(change.value, "evolution") if isinstance(change.value, float) else ""
        if request.unit == "%":
            text = f"Évolution : {{value}}. {told}."
            return with_formula(ratio, self.context, text, self.sheet, kind="rate")
        ratio_told = ""
        if request.op == GAP and first.number:
            part = compute(Operation(last.ref(), "/", first.ref()), self.context.host)
            if isinstance(part.value, float):
                ratio_told = f" ; le second vaut {display(part.value, 'evolution')} du premier"
        if request.op == EVOLUTION:
            amount = compute(gap, self.context.host)
            by = shown_as(amount.value, first.kind) if isinstance(amount.value, float) else ""
            text = f"Évolution : {{value}}, soit {by}. {told}."
            return with_formula(ratio, self.context, text, self.sheet, kind="rate")
        text = f"Écart : {{value}} ({shown}){ratio_told}. {told}."
        return self._node(gap, text, first.kind)

    def _two_columns(self) -> tuple[PlainColumn, PlainColumn] | None:
        """Return the columns of what was done and of what was planned, of one period."""
        request = self.request

        def of(concept: str) -> list[PlainColumn]:
            found = [one for one in headed(self.table, concept) if one.kind == FIGURE]
            named = [one for one in found if one in request.flat]
            if named:
                return named
            if request.periods:
                found = [
                    one
                    for one in found
                    if one.period and any(p.holds(one.period) for p in request.periods)
                ] or [one for one in found if one.period is None or one.period.is_year]
            return found

        done, planned = of("fait"), of("prévu")
        if len(done) > 1 and any(one.period and one.period.ends for one in done):
            done = [one for one in done if one.period and one.period.ends]
        if len(done) != 1 or len(planned) != 1 or done == planned:
            return None
        return done[0], planned[0]

    def _rate(self) -> Answer | None:
        pair, rows = self._two_columns(), self.request.rows
        groups = [[one for one in group if one.kind == FIGURE] for group in self.request.columns]
        if len(groups) == 2 and all(len(one) == 1 for one in groups):
            pair = groups[0][0], groups[1][0]
        if pair is None or len(rows) != 1 or not self._uses(*pair):
            return None
        done, planned = (self.table.cell(rows[0], one) for one in pair)
        if done.number is None or planned.number is None:
            return not_computed([done, planned])
        if planned.number == 0 or done.kind != planned.kind:
            return None
        text = (
            f"{self._name(rows[0])} : {{value}} ({self._place(done)} ; {self._place(planned)})."
        )
        node = Operation(done.ref(), "/", planned.ref())
        return with_formula(node, self.context, text, self.sheet, kind="rate")

    def _remains(self) -> Answer | None:
        pair, rows = self._two_columns(), self.request.rows
        if pair is None or len(rows) != 1 or not self._uses(*pair):
            return None
        done, planned = (self.table.cell(rows[0], one) for one in pair)
        if done.number is None or planned.number is None:
            return not_computed([done, planned])
        if done.kind != planned.kind:
            return None
        text = (
            f"Reste, {self._name(rows[0])} : {{value}} ({self._place(planned)} ; "
            f"{self._place(done)})."
        )
        return self._node(Operation(planned.ref(), "-", done.ref()), text, done.kind)

    def _minus(self) -> Answer | None:
        """Take one column from another, in one row or in the sum of several."""
        request = self.request
        groups = [[one for one in group if one.kind == FIGURE] for group in request.columns]
        if len(groups) != 2 or any(len(one) != 1 for one in groups) or len(request.rows) != 1:
            return None
        one, other = (self.table.cell(request.rows[0], group[0]) for group in groups)
        if one.number is None or other.number is None:
            return not_computed([one, other])
        if one.kind != other.kind:
            return None
        text = f"{self._name(one.row)} : {self._place(one)} moins {self._place(other)} : {{value}}."
        return self._node(Operation(one.ref(), "-", other.ref()), text, one.kind)

    def _reached(self) -> Answer | None:
        """Tell whether a result reaches the target beside it."""
        request = self.request
        results = [one for one in headed(self.table, "fait") if one.kind != NOTE]
        results = [one for one in results if _RESULT.search(one.own)] or results
        targets = headed(self.table, "objectif")
        if len(request.rows) != 1 or not self._uses(*results, *targets):
            return None
        (row,) = request.rows
        named = [one.period for one in request.flat if one.period] or request.periods
        if named:
            results, targets = (
                [one for one in group if one.period and any(p.holds(one.period) for p in named)]
                for group in (results, targets)
            )
        if len(results) != 1 or len(targets) != 1:
            return None
        result, target = (self.table.cell(row, one) for one in (results[0], targets[0]))
        if result.number is None or target.is_missing:
            return not_computed([result])
        node = call("COG_STATUS", result.ref(), target.ref())
        status = compute(node, self.context.host)
        if status.error or not isinstance(status.value, str):
            return None
        yes = status.value.lower().startswith("atteint")
        text = (
            f"{'Oui' if yes else 'Non'}. {self._name(row)} – {self._place(result)} ; "
            f"{self._place(target)} : {{value}}."
        )
        return with_formula(node, self.context, text, self.sheet)

    def _product(self) -> Answer | None:
        request = self.request
        groups = [[one for one in group if one.kind == FIGURE] for group in request.columns]
        if len(groups) != 2 or any(len(one) != 1 for one in groups):
            return None
        (first,), (last,) = groups
        rows = self._lines()
        pairs = [(self.table.cell(row, first), self.table.cell(row, last)) for row in rows]
        held = [pair for pair in pairs if all(one.number is not None for one in pair)]
        empty = [pair for pair in pairs if any(one.is_missing for one in pair)]
        if not held or len(held) + len(empty) < len(pairs):
            return not_computed([one for pair in pairs for one in pair])
        node: Computed | None = None
        for one, other in held:
            part = Operation(one.ref(), "*", other.ref())
            node = part if node is None else Operation(node, "+", part)
        assert node is not None
        kind = next((one.kind for one in held[0] if one.kind in {"€", "k€", "M€"}), "number")
        told = enumerated(
            [f"{self._name(a.row)} : {a.shown} × {b.shown}" for a, b in held[:_MOST]]
        )
        left = (
            f" Laissées de côté faute de valeur : {enumerated([self._name(a.row) for a, _ in empty])}."
            if empty
            else ""
        )
        text = f"« {first.column.title} » × « {last.column.title} » : {{value}} ({told}).{left}"
        return self._node(node, text, kind)

    def _checked(self) -> Answer | None:
        return checked(self.request, self._figures(), self.context)


def normalise_yes(shown: str) -> str:
    """Return « Oui » or « Non » for a cell that says so, ``""`` for any other."""
    word = shown.strip().lower()
    return "Oui : " if word in {"oui", "o", "x", "fait"} else "Non : " if word in {"non", "n"} else ""
