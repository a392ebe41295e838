"""What is calculated over the cells of an open workbook: differences, sums and means."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import Answer, answered, compute
from pycog.dialogue.expressions import Computed, Operation, Ref, call
from pycog.dialogue.normalise import normalise
from pycog.dialogue.open_rows import Column, OpenRow
from pycog.dialogue.operators import MEAN, SUM
from pycog.dialogue.turn import Context
from pycog.values import display, format_number

#: Rows that add others up.
_TOTALS: Final = ("total", "sous total", "dont", "ensemble")
_NATIVE: Final = {SUM: ("SUM", "Total"), MEAN: ("AVERAGE", "Moyenne")}


def numbers_in(
    rows: list[OpenRow], columns: list[Column]
) -> list[tuple[OpenRow, Column, float]] | None:
    """Return the numbers of some cells; ``None`` where one of them is no number."""
    found = []
    for row in rows:
        for column in columns:
            value = row.value(column)
            if isinstance(value, bool) or not isinstance(value, float | int):
                return None
            found.append((row, column, float(value)))
    return found


def difference(
    row: OpenRow, columns: list[Column], context: Context, *, rate: bool
) -> Answer | None:
    """Return how one cell of a row differs from another, the later year from the earlier one.

    Args:
        row: The row.
        columns: Its two columns.
        context: Computes the formula.
        rate: Whether the row is a rate, whose change is told in points.
    """
    cells = numbers_in([row], sorted(columns, key=lambda one: one.year))
    if cells is None or len(cells) != 2 or cells[0][1].year == cells[1][1].year:
        return None
    (_, first, before), (_, second, after) = cells
    kept, new = Ref(row.address(first), before), Ref(row.address(second), after)
    result = compute(Operation(new, "-", kept), context.host)
    if result.error or not isinstance(result.value, float):
        return None
    shown = [display(one, "rate") if rate else format_number(one, 4) for one in (before, after)]
    gap = display(result.value, "points") if rate else format_number(result.value, 4)
    change = ""
    if not rate and before > 0:
        ratio = compute(call("COG_EVOLUTION", kept, new), context.host)
        if isinstance(ratio.value, float):
            change = f", soit {display(ratio.value, 'evolution')}"
    text = (
        f"« {row.sheet} », « {row.label} » : {first.title} {shown[0]}, {second.title} "
        f"{shown[1]} ; écart {gap}{change}."
    )
    return answered(result, text)


def changed_cell(
    row: OpenRow, columns: list[Column], ratio: float, context: Context
) -> Answer | None:
    """Return one cell as it is after a change in per cent.

    Args:
        row: The row.
        columns: Its one column.
        ratio: The change, -0.1 for « moins 10 % ».
        context: Computes the formula.
    """
    cells = numbers_in([row], columns)
    if cells is None or len(cells) != 1 or _is_rate(row):
        return None
    _, column, value = cells[0]
    factor = Operation(1, "+" if ratio > 0 else "-", abs(ratio))
    result = compute(Operation(Ref(row.address(column), value), "*", factor), context.host)
    if result.error or not isinstance(result.value, float):
        return None
    text = (
        f"« {row.sheet} », « {row.label} », {column.title} {'plus' if ratio > 0 else 'moins'} "
        f"{display(abs(ratio), 'percent')} : {format_number(result.value, 4)} (saisi : "
        f"{format_number(value, 4)})."
    )
    return answered(result, text)


def over(rows: list[OpenRow], column: Column, op: str, context: Context) -> Answer | None:
    """Return the sum or the mean of a column over rows of which none adds others up."""
    if op not in _NATIVE or any(normalise(row.label).startswith(_TOTALS) for row in rows):
        return None
    cells = numbers_in(rows, [column])
    if not cells or (op == SUM and any(_is_rate(row) for row in rows)):
        return None
    name, said = _NATIVE[op]
    node: Computed = call(name, *(Ref(row.address(one), value) for row, one, value in cells))
    result = compute(node, context.host)
    if result.error or not isinstance(result.value, float):
        return None
    rates = all(_is_rate(row) for row in rows)
    shown = display(result.value, "rate") if rates else format_number(result.value, 4)
    which = ", ".join(f"« {row.label} »" for row in rows)
    text = f"{said} de « {column.title} », « {rows[0].sheet} », {len(rows)} lignes : {shown}."
    return answered(result, text, details=(f"Lignes : {which}.",))


def _is_rate(row: OpenRow) -> bool:
    return normalise(row.label).startswith(("taux", "part ", "pourcentage"))
