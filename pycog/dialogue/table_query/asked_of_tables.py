"""A question or a turn that the tables of the open workbook answer, with what is remembered of it."""

from __future__ import annotations

from dataclasses import replace

from pycog import conventions
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.open_query.row_in_focus import focus_of
from pycog.dialogue.state import LONGEST_TEXT, State
from pycog.dialogue.table_query.table_lexis import plain
from pycog.dialogue.table_query.table_questions import table_answer, tables_of
from pycog.dialogue.table_query.table_request import Request
from pycog.dialogue.table_query.table_turns import GOES_ON, MARK, turn_answer
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.open_cells import open_book
from pycog.errors import InvalidInput

_SHORT = 6


def asked_of_tables(question: str, state: State, context: Context) -> Answer | None:
    """Answer from a table of the open workbook; ``None`` where none has every word.

    Args:
        question: As typed.
        state: What was said before.
        context: The formulas and the workbook.
    """
    assert context.sheet is not None
    context = replace(context, computed={})
    try:
        tables = tables_of(context.sheet)
    except InvalidInput:
        return None
    if state.asked:
        turn = turn_answer(question, state.asked, tables, context)
        if turn is not None:
            return _remembered(turn[0], turn[1], question, state, context)
    found = table_answer(question, context)
    if found is None or found[0].kind != ANSWERED:
        return None
    if state.has_subject and not _stands_alone(question, state, found[1]):
        return None
    return _remembered(found[0], plain(question), question, state, context)


def _stands_alone(question: str, state: State, request: Request) -> bool:
    """Tell whether a question says by itself what it is about, whatever was said before."""
    if not (request.named or request.condition):
        return False
    if state.asked:
        return True
    return not GOES_ON.match(plain(question)) and (
        not state.focus or len(plain(question).split()) > _SHORT
    )


def _remembered(
    answer: Answer, asked: str, question: str, state: State, context: Context
) -> Answer:
    """Return an answer whose state knows what was asked, and of which row."""
    assert context.sheet is not None
    while len(asked) > LONGEST_TEXT and MARK in asked:
        first, _, rest = asked.partition(MARK)
        asked = MARK.join([first, *rest.split(MARK)[1:]]) if MARK in rest else rest
    previous = None if state.pending or not state.has_subject else state
    try:
        focus = focus_of(answer, open_book(context.sheet, conventions.load()))
    except InvalidInput:
        focus = ""
    told = State(
        text=question[:LONGEST_TEXT],
        about=state.about,
        previous=state.then("", {}).previous if previous is not None else state.previous,
        focus=focus,
        asked=asked[:LONGEST_TEXT],
    )
    return replace(answer, intent="classeur", state=told)
