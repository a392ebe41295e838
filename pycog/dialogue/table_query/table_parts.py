"""The parts of an answer to a request on a table: its cells, its names, its figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer, Table, compute
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.dialogue.table_query.plain_tables import FIGURE, NOTE, PlainColumn, figures_of
from pycog.dialogue.table_query.table_chosen_columns import pieces
from pycog.dialogue.table_query.table_lexis import headed
from pycog.dialogue.table_query.table_periods import is_bare
from pycog.dialogue.table_query.table_request import (
    LARGEST,
    MEAN,
    RANK,
    SMALLEST,
    SUM,
    Request,
)
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.cell_answers import (
    enumerated,
    one_cell,
    said_only,
    with_formula,
)
from pycog.dialogue.workbook.open_cells import Cell, parts_of, shown_as

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow


_SEVERAL: Final = 2
_ADDED: Final = frozenset({"€", "k€", "M€", "number"})


class TableParts:
    """One request and what its answer is made of.

    Args:
        request: The request.
        context: The formulas.
    """

    def __init__(self, request: Request, context: Context) -> None:
        self.request, self.context = request, context
        self.table, self.sheet = request.table, request.table.open

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
        named = figures_of(self.request.flat)
        if named:
            return named
        figures = self.table.of(FIGURE)
        if len(figures) == 1:
            return figures
        done = figures_of(headed(self.table, "fait"))
        if len(done) == 1 and self.request.done and self.request.op in {LARGEST, SMALLEST}:
            return done
        whole = [one for one in figures if one.period is None or one.period.last > one.period.first]
        months = [one for one in figures if one not in whole]
        if len(whole) == 1 and len(months) > 1 and self.request.op in {LARGEST, SMALLEST, RANK}:
            # « Sur l'année », of a table of months with their total.
            return whole if len(self._lines()) > 1 and not self.request.which else []
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

    @staticmethod
    def _place(cell: Cell, *, quoted: bool = False) -> str:
        shown = f"« {cell.shown} »" if quoted and not cell.is_missing else cell.shown
        return f"{cell.heading} : {shown} ({cell.place})"

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
            note
            for note in self.table.notes
            if words & set(note.lower().replace(":", " ").split()) and note not in self.sheet.title
        ]
        return f" Le classeur note : {enumerated([f'« {one} »' for one in told])}." if told else ""

    def _usual(self) -> list[PlainColumn]:
        named = figures_of(self.request.flat)
        return named or figures_of(headed(self.table, "fait")) or self.table.of(FIGURE)

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

    def _told(self, row: OpenRow, columns: Sequence[PlainColumn]) -> str:
        cells = [self.table.cell(row, one) for one in columns]
        extra = [f"{one.heading} : {one.shown}" for one in cells if not one.is_missing]
        return f"{self._name(row)} ({' ; '.join(extra)})" if extra else self._name(row)

    def _together(self, columns: Sequence[PlainColumn]) -> str:
        """Say what several lines make together, in one column of amounts."""
        lines = self.request.rows
        if len(columns) != 1 or any(one.role != "ligne" for one in lines):
            return ""
        cells = [self.table.cell(row, columns[0]) for row in lines]
        held = [one for one in cells if not one.is_missing]
        kinds = {one.kind for one in held}
        if len(held) < _SEVERAL or any(one.number is None for one in held):
            return ""
        if len(kinds) > 1 or not kinds <= _ADDED or self._is_level(columns[0]):
            return ""
        result = compute(call("SUM", *parts_of(held)), self.context.host)
        if not isinstance(result.value, float):
            return ""
        blank = [self._name(one.row) for one in cells if one.is_missing]
        without = f", sans {enumerated(blank)}, sans valeur" if blank else ""
        return f" Ensemble : {shown_as(result.value, kinds.pop())}{without}."

    def _row(self, row: OpenRow, columns: Sequence[PlainColumn]) -> Answer:
        cells = [self.table.cell(row, one) for one in columns]
        told = " ; ".join(
            self._place(cell, quoted=column.kind == NOTE)
            for cell, column in zip(cells, columns, strict=True)
        )
        answered = ""
        if self.request.yes_no and len(cells) == 1:
            answered = (
                "Non : "
                if cells[0].is_missing
                else "Oui : "
                if cells[0].column.role != "taux" and cells[0].number is None
                else ""
            )
            shown = normalise_yes(cells[0].shown)
            answered = shown or answered
        text = (
            f"{answered}« {self.sheet.sheet} », {self._name(row)} – {told}."
            f"{self._remarks([row], cells)}"
        )
        if len(cells) == 1:
            return one_cell(cells[0], text)
        return said_only(text, self.sheet)

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

    @staticmethod
    def _is_level(column: PlainColumn) -> bool:
        """Tell whether the figures of a column are no amounts that add up: ages, prices of one."""
        told = f"{column.group} {column.own}"
        return any(
            word in told.split() for word in ("age", "moyen", "moyenne", "unitaire", "delai")
        )


def normalise_yes(shown: str) -> str:
    """Return « Oui » or « Non » for a cell that says so, ``""`` for any other."""
    word = shown.strip().lower()
    return (
        "Oui : " if word in {"oui", "o", "x", "fait"} else "Non : " if word in {"non", "n"} else ""
    )
