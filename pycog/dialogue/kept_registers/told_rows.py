"""How rows of a register are told: their names, their days, their cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.dialogue.answers import Table
from pycog.dialogue.kept_registers.column_parts import (
    ASKED_ON,
    DECIDED_ON,
    DONE_ON,
    DUE,
    STATE,
)
from pycog.dialogue.kept_registers.kept_register import Item, Register
from pycog.dialogue.kept_registers.row_states import (
    DONE_EARLY,
    DONE_LATE,
    IN_TIME,
    LATE,
    LATE_EVER,
    TO_COME,
    Standing,
)
from pycog.dialogue.table_query.plain_tables import PlainColumn
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.dialogue.workbook.open_cells import Cell
from pycog.values import counted

_DATED: Final = frozenset({LATE, IN_TIME, DONE_LATE, TO_COME, LATE_EVER, DONE_EARLY})
_MOST_NAMED: Final = 25
_SEVERAL: Final = 2


def title_of(column: PlainColumn) -> str:
    """Return the heading of a column as it is told."""
    return column.column.title or "Intitulé"


def placed(cell: Cell, title: str = "") -> str:
    """Return what stands in a cell with its heading and its place."""
    return f"{title or cell.column.title} : {cell.shown} ({cell.place})"


def name_of(item: Item, register: Register) -> str:
    """Return what a row is called, with its sheet where the register has several."""
    number = item.row.number
    if number[:1].isdigit():
        return f"n° {item.name}"
    return item.name or f"ligne {item.row.index + 1}"


def named_with_days(item: Item, wanted: Sequence[str], standing: Standing) -> str:
    """Return what a row is called, with the days that its status rests on."""
    register = standing.register
    name = name_of(item, register)
    told = []
    if set(wanted) & _DATED:
        due, done = register.column(DUE), register.column(DONE_ON)
        if due is not None:
            told.append(f"échéance {item.cell(due).shown}")
        if done is not None and standing.done_on(item) is not None:
            told.append(f"fait le {item.cell(done).shown}")
        days = standing.days(item)
        if days is not None and days > 0:
            told.append(f"{counted(days, 'jour')} de retard")
        elif days is not None and days < 0 and standing.done_on(item) is not None:
            told.append(f"{counted(-days, 'jour')} d’avance".replace("’", "'"))
    return f"{name} ({', '.join(told)})" if told else name


def names_told(items: Sequence[Item], wanted: Sequence[str], standing: Standing) -> str:
    """Return what some rows are called; what is too long stands in the table."""
    names = [named_with_days(one, wanted, standing) for one in items[:_MOST_NAMED]]
    more = " ; la suite au tableau" if len(items) > _MOST_NAMED else ""
    return f"{enumerated(names)}{more}"


def table_of(
    items: Sequence[Item], columns: Sequence[PlainColumn], register: Register
) -> Table | None:
    """Return some cells of rows as a table, ``None`` for one row."""
    if len(items) < _SEVERAL:
        return None
    shown = columns or [
        one
        for role in (STATE, DUE, DONE_ON, ASKED_ON, DECIDED_ON)
        if (one := register.column(role)) is not None
    ]
    lines = tuple(
        (name_of(item, register), *(item.cell(one).shown for one in shown)) for item in items
    )
    return Table(("Ligne", *map(title_of, shown)), lines)
