"""Sets the cells of an open workbook against one another, or against what the agreement prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog import conventions
from pycog.arithmetic import difference, same
from pycog.dialogue.answers import Answer, Table, compute
from pycog.dialogue.budget_units import in_euros
from pycog.dialogue.expressions import Call, Computed, Operation, call
from pycog.dialogue.normalise import normalise
from pycog.dialogue.open_query.open_model import OpenQuery
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.cell_answers import (
    WORTH,
    enumerated,
    not_computed,
    said_only,
    with_formula,
)
from pycog.dialogue.workbook.open_cells import Cell, shown_as
from pycog.values import Block, Scalar, counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from pycog.equip.open_parts import OpenColumn

#: Columns of what an agreement prints for a row.
PRINTED: Final = ("objectif", "base", "voté")
_SHOWN: Final = 8


def printed_for(cell: Cell) -> Computed | None:
    """Return the formula of what the agreement prints, ``None`` where it prints nothing."""
    subject, year = cell.row.subject, cell.year
    if year is None:
        return None
    if subject is not None and subject.kind == "indicateur":
        return call("COG_TARGET", subject.key, year)
    for fund in conventions.load().funds.values():
        for line in fund.lines:
            same_fund = cell.table.frame in {"", fund.id}
            if same_fund and normalise(line.label) == normalise(cell.row.label):
                amount = call("COG_BUDGET", line.label, year, fund.id)
                return in_euros(amount, conventions.load())
    return None


def set_against(cell: Cell, printed: Scalar | Block) -> tuple[bool, str] | None:
    """Tell whether the number of a cell is what is printed, and show that in the cell's unit.

    Args:
        cell: The cell.
        printed: What the formula of :func:`printed_for` gives.

    Returns:
        ``None`` where one of them is no number.
    """
    if cell.number is None or not isinstance(printed, float):
        return None
    worth = WORTH.get(cell.kind, 1)
    typed = cell.number / 100 if cell.kind == "%" else cell.number * worth
    kind = "rate" if cell.kind == "%" else cell.kind
    return same(typed, printed), shown_as(printed / worth, kind)


def all_agree(query: OpenQuery, context: Context) -> Answer | None:
    """Set every typed target or budget of some rows against what the agreement prints.

    Args:
        query: Its rows and columns.
        context: The formulas.
    """
    table = query.domain.table
    columns = [one for one in query.columns if one.role in PRINTED] or table.of(*PRINTED)
    cells = [
        cell
        for row in query.rows
        for column in columns
        if not (cell := query.domain.cell(row, column)).is_missing
        and (not query.years or cell.year in query.years)
    ]
    compared, others = 0, []
    for cell in cells:
        printed = _printed_value(cell, context)
        if printed is None:
            continue
        compared += 1
        if not printed[0]:
            others.append((cell, printed[1]))
    if not compared:
        return None
    title = conventions.load().short_title
    left = len(cells) - compared
    rest = f" ; {counted(left, 'cellule')} sans équivalent lu dans la convention" if left else ""
    if not others:
        text = f"Oui : {counted(compared, 'cellule')} sur {compared} comme {title}{rest}."
        return said_only(text, table)
    told = " ; ".join(
        f"« {one.row.label} », {one.heading} : {one.shown} ({one.place}), {title} : {printed}"
        for one, printed in others[:_SHOWN]
    )
    more = " ; la suite au tableau" if len(others) > _SHOWN else ""
    verb = "diffère" if len(others) == 1 else "diffèrent"
    text = f"Non : {counted(len(others), 'cellule')} sur {compared} {verb}{rest}. {told}{more}."
    rows = tuple((one.row.label, one.heading, one.shown, printed) for one, printed in others)
    return said_only(text, table, Table(("Ligne", "Colonne", "Classeur", "Convention"), rows))


def _printed_value(cell: Cell, context: Context) -> tuple[bool, str] | None:
    """Tell whether a cell agrees with what is printed, and how that is shown."""
    node = printed_for(cell)
    result = compute(node, context.host) if node is not None else None
    if result is None or result.error:
        return None
    if cell.number is None and isinstance(node, Call) and node.name == "COG_TARGET":
        text = compute(call("COG_TARGET_TEXT", *node.args), context.host)
        if text.error or not isinstance(text.value, str):
            return None
        return _plain(text.value) == _plain(cell.shown), text.value
    return set_against(cell, result.value)


def _plain(text: str) -> str:
    return normalise(text).replace(" ", "")


def told_beyond(
    query: OpenQuery, columns: tuple[OpenColumn, OpenColumn], context: Context, by: str
) -> Answer | None:
    """Say of which rows one column is beyond another, and by how much.

    Args:
        query: Its rows, chosen so.
        columns: The two columns.
        context: The formulas.
        by: What the rows were chosen by, in French.
    """
    domain, table = query.domain, query.domain.table
    rows = [row for row in query.rows if not domain.is_total(row)]
    if not rows:
        return said_only(f"Non : « {table.sheet} »{by} : aucune ligne.", table)
    pairs = [tuple(domain.cell(row, one) for one in columns) for row in rows]
    if any(one.number is None for pair in pairs for one in pair):
        return not_computed([one for pair in pairs for one in pair])
    if len({one.kind for pair in pairs for one in pair}) > 1:
        return None
    kind = pairs[0][0].kind
    gaps = [
        shown_as(difference(one.number or 0.0, other.number or 0.0), kind) for one, other in pairs
    ]
    lines = tuple(
        (domain.name(one.row), one.shown, other.shown, gap)
        for (one, other), gap in zip(pairs, gaps, strict=True)
    )
    titles = tuple(one.title for one in columns)
    if len(rows) == 1 and kind not in {"rate", "%"}:
        (one, other) = pairs[0]
        text = (
            f"{domain.name(one.row)} : {one.heading} {one.shown} ({one.place}), "
            f"{other.heading} {other.shown} ({other.place}) ; écart : {{value}}."
        )
        return with_formula(Operation(one.ref(), "-", other.ref()), context, text, table, kind=kind)
    told = " ; ".join(
        f"{name} ({first} contre {second}, écart {gap})"
        for name, first, second, gap in lines[:_SHOWN]
    )
    text = f"« {table.sheet} »{by} : {counted(len(rows), 'ligne')}. {told}."
    return said_only(text, table, Table(("Ligne", *titles, "Écart"), lines))


def told_minus(
    query: OpenQuery, columns: tuple[OpenColumn, OpenColumn], context: Context
) -> Answer | None:
    """Take one column of a row from another.

    Args:
        query: Its one row.
        columns: The two columns.
        context: The formulas.
    """
    if len(query.rows) != 1:
        return None
    one, other = (query.domain.cell(query.rows[0], column) for column in columns)
    if one.number is None or other.number is None:
        return not_computed([one, other])
    if one.kind != other.kind or one.kind in {"rate", "%"}:
        return None
    text = (
        f"{query.domain.name(one.row)} : {one.heading} {one.shown} ({one.place}) moins "
        f"{other.heading} {other.shown} ({other.place}) : {{value}}."
    )
    node = Operation(one.ref(), "-", other.ref())
    return with_formula(node, context, text, query.domain.table, kind=one.kind)


def told_years(query: OpenQuery, limit: tuple[str, Callable[[Cell], bool]]) -> Answer | None:
    """Say in which years a row is beyond a limit.

    Args:
        query: Its one row and the columns of its results.
        limit: The limit as it was said, and what tells whether a cell is beyond it.
    """
    if len(query.rows) != 1:
        return None
    said, beyond = limit
    cells = [query.domain.cell(query.rows[0], one) for one in query.columns]
    held = [one for one in cells if one.number is not None]
    found = [one for one in held if beyond(one)]
    if not held:
        return not_computed(cells)
    name, table = query.domain.name(query.rows[0]), query.domain.table
    told = " ; ".join(f"{one.heading} : {one.shown} ({one.place})" for one in found or held)
    if not found:
        return said_only(f"{name} : jamais {said}. {told}.", table)
    years = enumerated([str(one.year) for one in found])
    return said_only(f"{name} : {said} en {years}. {told}.", table)
