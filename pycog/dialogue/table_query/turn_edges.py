"""A turn on the one row that stood out: « qui décide ? » after the largest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycog.dialogue.table_query.plain_tables import FIGURE
from pycog.dialogue.table_query.table_asking import TableAsking
from pycog.dialogue.table_query.table_lexis import Lexis
from pycog.dialogue.table_query.table_request import LARGEST, SMALLEST
from pycog.dialogue.table_query.table_tokens import Choice
from pycog.dialogue.table_query.turn_slots import columns_of

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow


def edge_told(
    asking: TableAsking, choice: Choice, bare: str, lexis: Lexis, elsewhere: frozenset[str]
) -> tuple[TableAsking, Choice] | None:
    """Return a question on the row that stood out, where a turn asks a column of it alone."""
    ops = {*choice.operators, asking.read_.op} & {LARGEST, SMALLEST}
    request = asking.request(choice) if ops else None
    if request is None or request.which or request.most_of:
        return None
    turn = TableAsking(bare, lexis, elsewhere)
    said = next(iter(turn.choices()), None)
    if said is None or said.rows or said.operators or turn.periods or turn.read_.op:
        return None
    named = {index for one in said.columns for index in columns_of(turn, [one])}
    if not named or named & {one.index for one in lexis.table.of(FIGURE)}:
        return None
    rows = edge_rows(asking, choice, lexis)
    if len(rows) != 1:
        return None
    bare_question = TableAsking("", lexis, elsewhere)
    bare_question.codes = list(rows)
    return bare_question, Choice([], [], [], choice.weight)


def edge_rows(asking: TableAsking, choice: Choice, lexis: Lexis) -> list[OpenRow]:
    """Return the rows that stand out by the largest or the smallest figure.

    Args:
        asking: A question for the largest or the smallest.
        choice: What its words are taken for.
        lexis: The words of the table.
    """
    ops = {*choice.operators, asking.read_.op} & {LARGEST, SMALLEST}
    request = asking.request(choice) if ops else None
    if request is None:
        return []
    money = [one for one in lexis.table.of(FIGURE) if one.column.unit]
    figures = [one for one in request.flat if one.kind == FIGURE] or money
    if len(figures) != 1:
        return []
    held = [
        (number, row)
        for row in request.rows
        if row.role == "ligne" and (number := lexis.table.cell(row, figures[0]).number) is not None
    ]
    if not held:
        return []
    edge = (max if LARGEST in ops else min)(number for number, _ in held)
    return [row for number, row in held if number == edge]
