"""What was done of what was planned, over several rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycog.dialogue.answers import Answer, compute
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.table_query.plain_tables import PlainColumn
from pycog.dialogue.table_query.table_request import Request
from pycog.dialogue.workbook.cell_answers import enumerated, not_computed, with_formula
from pycog.dialogue.workbook.open_cells import parts_of, shown_as
from pycog.values import counted

if TYPE_CHECKING:
    from pycog.dialogue.turn import Context


def rate_of_several(
    request: Request, done: PlainColumn, planned: PlainColumn, context: Context
) -> Answer | None:
    """Divide the total of what was done by the total of what was planned.

    Args:
        request: The rows.
        done: The column of what was done.
        planned: The column of what was planned.
        context: The formulas.
    """
    table = request.table
    rows = [one for one in request.rows if one.role == "ligne"]
    pairs = [(table.cell(row, done), table.cell(row, planned)) for row in rows]
    cells = [one for pair in pairs for one in pair]
    held = [one for one in cells if not one.is_missing]
    if any(one.number is None for one in held):
        return not_computed(held)
    above, below = ([pair[at] for pair in pairs if not pair[at].is_missing] for at in (0, 1))
    kinds = {one.kind for one in held}
    if not above or not below or len(kinds) > 1 or kinds & {"rate", "%"}:
        return None
    totals = [call("SUM", *parts_of(group)) for group in (above, below)]
    values = [compute(one, context.host).value for one in totals]
    if not all(isinstance(one, int | float) for one in values) or not values[1]:
        return None
    kind = kinds.pop()
    told = " ; ".join(
        f"{group[0].heading} : {shown_as(float(value), kind)}"
        for group, value in zip((above, below), values, strict=True)
        if isinstance(value, int | float)
    )
    blank = [table.name(one.row) for one in cells if one.is_missing]
    left = f" Sans valeur : {enumerated(list(dict.fromkeys(blank)))}." if blank else ""
    chosen = f" ({', '.join(request.chosen)})" if request.chosen else ""
    text = (
        f"« {table.open.sheet} »{chosen}, {counted(len(rows), 'ligne')} : {{value}} ({told}).{left}"
    )
    node = Operation(totals[0], "/", totals[1])
    return with_formula(node, context, text, table.open, kind="rate")
