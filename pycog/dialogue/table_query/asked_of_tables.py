"""Answers a question or a turn from the tables of the open workbook, and remembers it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog import conventions
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.open_query.row_in_focus import focus_of
from pycog.dialogue.state import LONGEST_TEXT, State
from pycog.dialogue.table_query.best_readings import Tables, best_of, requests_for, tables_of
from pycog.dialogue.table_query.cells_by_address import told_by_address
from pycog.dialogue.table_query.notes_told import told_by_notes
from pycog.dialogue.table_query.sections_named import names_sections
from pycog.dialogue.table_query.supposed_cells import (
    SUPPOSED,
    of_question,
    supposed_answer,
    supposes,
)
from pycog.dialogue.table_query.table_lexis import plain
from pycog.dialogue.table_query.table_request import (
    COUNT,
    DAYS,
    EVOLUTION,
    GAP,
    LAST,
    LOOK,
    MEAN,
    NEXT,
    RATE,
    REACHED,
    REMAINS,
    SHARE,
    SUM,
    Request,
)
from pycog.dialogue.table_query.table_turns import MARK, OF_ROW, turn_answer
from pycog.dialogue.table_query.told_last import last_row, stands_out
from pycog.dialogue.table_query.turn_patterns import GOES_ON
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.asked_not_told import other_number
from pycog.dialogue.workbook.cell_answers import INTENT
from pycog.dialogue.workbook.open_cells import Book, grids_of, open_book
from pycog.errors import InvalidInput

_SHORT: Final = 6
_MAY_BE_ADDRESS: Final = re.compile(r"\b[A-Za-z]{1,2}[1-9]\d{0,3}\b")
_SEVERAL: Final = re.compile(r"\) : (?:[2-9]|\d{2,}) lignes\b")
_CELLS: Final = re.compile(r"\b(?:cellules?|cases?)\b")
#: What the columns of the tables of other rooms hold.
_KINDS: Final = (
    {"voté", "exécuté"}, {"objectif", "réalisé"}, {"échéance"}, {"origine", "destination"},
    {"poids", "points"},
)  # fmt: skip
_TOLD_BY_OTHERS: Final = frozenset(
    {COUNT, DAYS, LAST, NEXT, LOOK, RATE, REMAINS, SHARE, GAP, EVOLUTION, SUM, MEAN, REACHED}
)


def asked_of_tables(question: str, state: State, context: Context) -> tuple[Answer | None, bool]:
    """Answer from a table of the open workbook; ``None`` where none has every word.

    Args:
        question: As typed.
        state: What was said before.
        context: The formulas and the workbook.

    Returns:
        The answer, and whether its table is of a kind that other rooms know.
    """
    sheet = context.sheet
    if sheet is None:
        return None, False
    try:
        tables = tables_of(sheet)
    except InvalidInput:
        return None, False
    if _MAY_BE_ADDRESS.search(question):
        named = told_by_address(question, tables, grids_of(sheet))
        if named is not None:
            return replace(named, state=state), False
    noted = told_by_notes(question, tables, grids_of(sheet))
    if noted is not None:
        return replace(noted, state=state), False
    supposed = _of_supposed(question, state, tables, context)
    if supposed is not None:
        return _remembered(*supposed, question, state, context), True
    if state.focus and state.asked and not state.asked.startswith(OF_ROW):
        asked = [one for one in state.asked.split(MARK) if one and not one.startswith(SUPPOSED)]
        if stands_out(asked, tables, context):
            # « Qui décide ? », of the one that was just found.
            of_one = turn_answer(question, f"{OF_ROW}{state.focus}", tables, context)
            if of_one is not None:
                return _remembered(*of_one, question, state, context), False
    if state.asked:
        turn = turn_answer(question, state.asked, tables, context)
        if turn is not None:
            return _remembered(turn[0], turn[1], question, state, context), False
    found = best_of(requests_for(question, tables), context)
    if found is None or found[0].kind != ANSWERED:
        noted = (
            None if state.asked else told_by_notes(question, tables, grids_of(sheet), asked=True)
        )
        return (None if noted is None else replace(noted, state=state)), False
    if (book := _book(context)) is not None and other_number(found[0], plain(question), book):
        return None, False
    if state.has_subject and not _stands_alone(question, state, found[1]):
        return None, False
    told = _remembered(found[0], plain(question), question, state, context)
    return told, _is_of_known_kind(found[1], question, context)


def _of_supposed(
    question: str, state: State, tables: Tables, context: Context
) -> tuple[Answer, str] | None:
    """Answer what the workbook would show with another value, and remember what is supposed."""
    text = of_question(question)
    parts = state.asked.split(MARK)
    before = parts[-1][1:] if parts[-1].startswith(SUPPOSED) else ""
    if not before and not supposes(text):
        return None
    told = [one for one in parts if one and not one.startswith(SUPPOSED)]
    found = supposed_answer(text, last_row(told, tables, context), before, tables, context)
    if found is None:
        return None
    answer, what, row = found
    # Turns go on with the row of which something was supposed.
    told = told or [f"{OF_ROW}{row}"]
    return replace(answer, intent=INTENT), MARK.join([*told, f"{SUPPOSED}{what}"])


def _is_of_known_kind(request: Request, question: str, context: Context) -> bool:
    """Tell whether a table has what other rooms read: credits, results, measures, transfers."""
    if request.by is not None or request.most_of or request.most:
        return False
    if request.named and names_sections(plain(question)):
        # The rows below a heading are found by this room alone.
        return False
    if request.by_value and request.op in {SUM, MEAN}:
        # « Des mesures en cours » is dropped elsewhere.
        return False
    if request.blank and _CELLS.search(plain(question)):
        # Another room names the cells one by one.
        return True
    if request.op not in _TOLD_BY_OTHERS or request.which or request.over:
        return False
    book = _book(context)
    return book is not None and any(
        kind <= {one.role for one in table.columns}
        for table in book.tables
        if table.sheet == request.table.open.sheet
        for kind in _KINDS
    )


def _book(context: Context) -> Book | None:
    """Return the tables as other rooms read them, ``None`` where these cannot."""
    assert context.sheet is not None
    try:
        return open_book(context.sheet, conventions.load())
    except InvalidInput:
        return None


def _stands_alone(question: str, state: State, request: Request) -> bool:
    """Tell whether a question says by itself what it is about, whatever was said before."""
    if not (request.named or request.condition):
        return False
    if state.asked and not state.asked.startswith(OF_ROW):
        return True
    return not GOES_ON.match(plain(question)) and (
        not state.focus or len(plain(question).split()) > _SHORT
    )


def _remembered(
    answer: Answer, asked: str, question: str, state: State, context: Context
) -> Answer:
    """Return an answer whose state knows what was asked, and of which row."""
    while len(asked) > LONGEST_TEXT and MARK in asked:
        first, _, rest = asked.partition(MARK)
        asked = MARK.join([first, *rest.split(MARK)[1:]]) if MARK in rest else rest
    # The one line of several that a note was quoted of is not the one spoken of.
    book = None if _SEVERAL.search(answer.text) else _book(context)
    focus = "" if book is None else focus_of(answer, book)
    told = replace(
        state.then("", {}),
        text=question[:LONGEST_TEXT],
        about=state.about,
        focus=focus,
        asked=asked[:LONGEST_TEXT],
    )
    return replace(answer, state=told)
