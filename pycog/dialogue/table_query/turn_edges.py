"""A turn on the one row that stood out: « qui décide ? » after the largest."""

from __future__ import annotations

from pycog.dialogue.table_query.plain_tables import FIGURE
from pycog.dialogue.table_query.table_asking import TableAsking
from pycog.dialogue.table_query.table_lexis import Lexis
from pycog.dialogue.table_query.table_request import LARGEST, SMALLEST
from pycog.dialogue.table_query.table_tokens import Choice
from pycog.dialogue.table_query.turn_slots import columns_of


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
    money = [one for one in lexis.table.of(FIGURE) if one.column.unit]
    figures = [one for one in request.flat if one.kind == FIGURE] or money
    if len(figures) != 1:
        return None
    lines = [one for one in request.rows if one.role == "ligne"]
    held = [
        (number, row)
        for row in lines
        if (number := lexis.table.cell(row, figures[0]).number) is not None
    ]
    if not held:
        return None
    edge = (max if LARGEST in ops else min)(number for number, _ in held)
    rows = [row for number, row in held if number == edge]
    if len(rows) != 1:
        return None
    bare_question = TableAsking("", lexis, elsewhere)
    bare_question.codes = rows
    return bare_question, Choice([], [], [], choice.weight)
