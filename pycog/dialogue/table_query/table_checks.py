"""Tells whether a total of a table is what its lines give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pycog.arithmetic import same
from pycog.dialogue.answers import Answer, compute
from pycog.dialogue.expressions import call
from pycog.dialogue.table_query.plain_tables import FIGURE, PlainColumn
from pycog.dialogue.table_query.table_request import Request
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.cell_answers import (
    enumerated,
    not_computed,
    said_only,
    with_formula,
)
from pycog.dialogue.workbook.open_cells import Cell, parts_of, shown_as

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow


def checked(request: Request, columns: Sequence[PlainColumn], context: Context) -> Answer | None:
    """Set a total against the lines that it adds up, in one column or in each.

    Args:
        request: The request; its rows name the total.
        columns: The columns that are meant, none for all.
        context: The formulas.
    """
    totals = [one for one in request.rows if one.role != "ligne"]
    if not request.named or not totals:
        if request.named or request.table.total is None:
            return None
        totals = [request.table.total]
    if len(totals) != 1:
        return None
    (total,) = totals
    columns = columns or request.table.of(FIGURE)
    if len(columns) == 1:
        return _one(request, total, columns[0], context)
    wrong, right = [], 0
    for column in columns:
        cell, lines = _parts(request, total, column)
        held = [one for one in lines if not one.is_missing]
        if cell.number is None or not held or any(one.number is None for one in held):
            continue
        if cell.kind in {"rate", "%"}:
            continue
        result = compute(call("SUM", *parts_of(held)), context.host)
        if not isinstance(result.value, float):
            continue
        if same(result.value, cell.number):
            right += 1
        else:
            wrong.append((cell, shown_as(result.value, cell.kind)))
    if not right and not wrong:
        return None
    if not wrong:
        return said_only(
            f"Oui : « {request.table.open.sheet} », {request.table.name(total)} : les {right} "
            "totaux lus sont la somme de leurs lignes.",
            request.table.open,
        )
    told = enumerated(
        [f"{one.heading} : {one.shown} ({one.place}), somme des lignes : {s}" for one, s in wrong]
    )
    return said_only(f"Non : {request.table.name(total)} – {told}.", request.table.open)


def _one(request: Request, total: OpenRow, column: PlainColumn, context: Context) -> Answer | None:
    cell, lines = _parts(request, total, column)
    held = [one for one in lines if not one.is_missing]
    if cell.number is None or any(one.number is None for one in held):
        return not_computed([cell, *lines])
    if not held or cell.kind in {"rate", "%"}:
        return None
    node = call("SUM", *parts_of(held))
    result = compute(node, context.host)
    if not isinstance(result.value, float):
        return None
    agrees = same(result.value, cell.number)
    names = enumerated([f"{request.table.name(one.row)} {one.shown}" for one in held])
    text = (
        f"{'Oui' if agrees else 'Non'} : {request.table.name(total)}, {cell.heading} : "
        f"{cell.shown} "
        f"({cell.place}) ; somme des lignes : {{value}} ({names})."
    )
    return with_formula(node, context, text, request.table.open, kind=cell.kind)


def _parts(request: Request, total: OpenRow, column: PlainColumn) -> tuple[Cell, list[Cell]]:
    """Return a total and the lines above it that it adds up."""
    table = request.table
    rows = list(table.rows)
    above = rows[: rows.index(total)]
    lines: list[OpenRow] = []
    if total.role == "sous-total":
        for row in reversed(above):
            if row.role != "ligne":
                break
            lines.insert(0, row)
    else:
        # A total below others adds up the lines since the total before, else all of them.
        lines = [row for row in above if row.role == "ligne"]
        before = [at for at, row in enumerate(above) if row.role == "total"]
        if before and above[before[-1] + 1 :]:
            lines = [row for row in above[before[-1] + 1 :] if row.role == "ligne"]
    return table.cell(total, column), [table.cell(row, column) for row in lines]
