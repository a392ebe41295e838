"""Answers from the cells of an open workbook, with formulas on their addresses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import ANSWERED, LONGEST_FORMULA, Answer, Table, compute, unknown
from pycog.dialogue.expressions import Call, Computed, Operation, call, in_file, in_french
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.open_cells import Cell, parts_of, shown_as
from pycog.values import counted
from pycog.xlsx.french import to_french

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenColumn, OpenRow, OpenTable

#: What every answer of this room is.
INTENT: Final = "classeur"
#: Begins every refusal to compute with cells that give no number.
NOT_COMPUTED: Final = "Je ne calcule pas"
_LISTED: Final = 8
#: Unit in which an amount is wanted → its worth in euros.
WORTH: Final = {"€": 1, "k€": 1_000, "M€": 1_000_000}


def source_of(table: OpenTable) -> str:
    """Return where an answer comes from."""
    return f"Classeur ouvert, feuille « {table.sheet} »"


def said_only(text: str, table: OpenTable, rows: Table | None = None) -> Answer:
    """Return an answer without a formula: what stands in the workbook, read or counted.

    Args:
        text: The answer.
        table: Where it stands.
        rows: The answer as a list.
    """
    return Answer(INTENT, ANSWERED, text, table=rows, source=source_of(table))


def with_formula(
    node: Computed, context: Context, text: str, table: OpenTable, rows: Table | None = None,
    *, kind: str = "",
) -> Answer:  # fmt: skip
    """Return an answer with a formula on the cells of the workbook.

    Args:
        node: The formula.
        context: Computes it.
        text: The answer; ``{value}`` stands for the result as shown.
        table: Where its cells stand.
        rows: The answer as a list.
        kind: How the result is shown, as a cell of that kind; as the formula says for none.
    """
    result = compute(node, context.host)
    if result.error:
        return unknown(f"Je ne sais pas : {result.error[:1].lower()}{result.error[1:]}")
    shown = result.display
    if kind and isinstance(result.value, float):
        shown = shown_as(result.value, kind)
    formula, cells = in_file(node), in_file(node, cells=True)
    fits = len(formula) <= LONGEST_FORMULA
    addressed = cells != formula and len(cells) <= LONGEST_FORMULA
    return Answer(
        INTENT,
        ANSWERED,
        text.replace("{value}", shown),
        value=result.value,
        display=shown,
        formula=formula if fits else "",
        formula_fr=in_french(node) if fits else "",
        formula_cells=cells if addressed else "",
        formula_cells_fr=in_french(node, cells=True) if addressed else "",
        arithmetic=result.arithmetic,
        assumptions=result.assumptions,
        table=rows,
        source=source_of(table),
        node=node,
    )


def one_cell(cell: Cell, text: str) -> Answer:
    """Return an answer that is one cell: its value, and the formula that fetches it.

    Args:
        cell: The cell.
        text: The answer.
    """
    number = cell.number
    formula = f"={cell.address}" if number is not None else ""
    return Answer(
        INTENT,
        ANSWERED,
        text,
        value=number,
        display=cell.shown if number is not None else "",
        formula_cells=formula,
        formula_cells_fr=to_french(formula) if formula else "",
        source=source_of(cell.table),
        node=call("SUM", cell.ref()) if number is not None else None,
    )


def listed(
    table: OpenTable,
    rows: Sequence[OpenRow],
    columns: Sequence[OpenColumn],
    name: Callable[[OpenRow], str],
    chosen: str,
) -> Answer:
    """Say what stands in some columns of some rows.

    Args:
        table: The table.
        rows: The rows.
        columns: The columns.
        name: What a row is called.
        chosen: What the rows were chosen by.
    """
    told = []
    for row in rows:
        cells = [Cell(table, row, column) for column in columns]
        parts = [f"{one.column.title} : {one.shown} ({one.place})" for one in cells]
        told.append(f"{name(row)} – {' ; '.join(parts)}")
    lines = tuple(
        (name(row), *(Cell(table, row, column).shown for column in columns)) for row in rows
    )
    headings = ("Ligne", *(one.title for one in columns))
    shown = " | ".join(told[:_LISTED])
    more = " ; la suite au tableau" if len(told) > _LISTED else ""
    many = f"{counted(len(rows), 'ligne')} : " if len(rows) > 1 else ""
    text = f"« {table.sheet} »{chosen} : {many}{shown}{more}."
    if len(rows) == 1 and len(columns) == 1:
        return one_cell(Cell(table, rows[0], columns[0]), text)
    return said_only(text, table, Table(headings, lines) if len(rows) > 1 else None)


def edge_of(cells: Sequence[Cell], *, largest: bool) -> tuple[list[Cell], str, Call]:
    """Return the largest or the smallest of cells with numbers, its word and its formula.

    Args:
        cells: The cells; there is one at least.
        largest: Whether the largest is meant.
    """
    best = (max if largest else min)(one.number or 0.0 for one in cells)
    node = call("MAX" if largest else "MIN", *parts_of(cells))
    return [one for one in cells if one.number == best], "élevé" if largest else "faible", node


def in_unit(node: Computed, kind: str, unit: str) -> tuple[Computed, str] | None:
    """Return a formula in the unit that was asked for; ``None`` where it has no such unit.

    Args:
        node: The formula.
        kind: How its result is shown.
        unit: The unit that was asked for, ``""`` for none.
    """
    if not unit or unit == kind:
        return node, kind
    if kind not in WORTH or unit not in WORTH:
        return None
    if WORTH[unit] > WORTH[kind]:
        return Operation(node, "/", WORTH[unit] // WORTH[kind]), unit
    return Operation(node, "*", WORTH[kind] // WORTH[unit]), unit


def faults(cells: Sequence[Cell]) -> str:
    """Name the cells that give no number, ``""`` where each does."""
    told = [
        f"{one.address} ({one.row.label or one.row.number} : {one.fault})"
        for one in cells
        if one.fault
    ]
    return enumerated(told)


def not_computed(cells: Sequence[Cell]) -> Answer:
    """Return the refusal to compute with cells that give no number."""
    plural = len([one for one in cells if one.fault]) > 1
    what = "ces cellules ne donnent" if plural else "cette cellule ne donne"
    return unknown(f"{NOT_COMPUTED} : {what} pas de nombre : {faults(cells)}.")


def enumerated(names: Sequence[str]) -> str:
    """Join names as a sentence does; a long list is cut."""
    if len(names) > _LISTED * 2:
        rest = len(names) - _LISTED * 2
        return f"{', '.join(names[: _LISTED * 2])} et {rest} autres"
    return " et ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
