"""Who stands beside a name in a table of people: the deputy of a pilot, the head of a service."""

from __future__ import annotations

from collections.abc import Sequence

from pycog.dialogue.kept_registers.kept_register import Item, Register
from pycog.dialogue.table_query.plain_tables import TEXT
from pycog.dialogue.workbook.open_cells import Cell


def beside(
    item: Item, register: Register, registers: Sequence[Register], roles: Sequence[str]
) -> tuple[Cell, Register, Item] | None:
    """Return the row of a table of people that a row of a register leads to.

    Args:
        item: The row.
        register: Its register.
        registers: Those of the workbook.
        roles: The roles of the people who are asked for.

    Returns:
        The cell whose name leads there, the table of people and its row; ``None`` where no
        table has such people, or several rows have the name.
    """
    for other in registers:
        asked = other.column(*roles)
        if other is register or asked is None:
            continue
        for column in register.table.of(TEXT):
            cell = item.cell(column)
            if cell.is_missing:
                continue
            for named in other.table.of(TEXT):
                rows = [one for one in other.items if one.cell(named).shown == cell.shown]
                if named is not asked and len(rows) == 1:
                    return cell, other, rows[0]
    return None
