"""Answers a question or a turn from the tables of the open workbook, and remembers it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pycog import conventions
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.figure_grid.grid_asking import (
    AFTER_ALL,
    AFTER_TABLES,
    BEFORE_TABLES,
    FIRST,
    of_grids,
)
from pycog.dialogue.open_query.row_in_focus import focus_of
from pycog.dialogue.state import LONGEST_ASKED, LONGEST_TEXT, MARK, OF_GRID, OF_REGISTER, State
from pycog.dialogue.table_query.best_readings import Tables, best_of, requests_for, tables_of
from pycog.dialogue.table_query.cells_by_address import told_by_address
from pycog.dialogue.table_query.notes_told import told_by_notes
from pycog.dialogue.table_query.row_anchors import OF_ROW
from pycog.dialogue.table_query.rows_listed import is_one
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
from pycog.dialogue.table_query.table_turns import turn_answer
from pycog.dialogue.table_query.told_last import last_row, stands_out
from pycog.dialogue.table_query.turn_patterns import GOES_ON, OF_ONE, OF_THEM
from pycog.dialogue.table_query.turns_on_rows import SUMMED, on_rows
from pycog.dialogue.target_query.board_answering import on_board
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.asked_not_told import other_number
from pycog.dialogue.workbook.cell_answers import INTENT
from pycog.dialogue.workbook.open_cells import Book, grids_of, open_book
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex

_SHORT: Final = 6
_MAY_BE_ADDRESS: Final = regex(r"\b[A-Za-z]{1,2}[1-9]\d{0,3}\b")
_PLACE: Final = regex(r"\(([A-Z]{1,3}\d{1,5})\)")
_MOST_TURNS: Final = 4
_SEVERAL: Final = regex(r"\) : (?:[2-9]|\d{2,}) lignes\b")
_CELLS: Final = regex(r"\b(?:cellules?|cases?)\b")
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
        return remembered(*supposed, question, state, context), True
    cell = None if state.asked else _one_cell(question, tables, context)
    board = on_board(question, state, tables, context, sheets_of_agreement(context))
    if board is not None and not _is_another(cell, board[0]):
        return remembered(*board, question, state, context), False
    if state.focus and state.asked and not state.asked.startswith(OF_ROW):
        parts = [one for one in state.asked.split(MARK) if one and not one.startswith(SUPPOSED)]
        if stands_out(parts, tables, context):
            # « Qui décide ? », of the one that was just found.
            of_one = turn_answer(question, f"{OF_ROW}{state.focus}", tables, context)
            if of_one is not None:
                return remembered(*of_one, question, state, context), False
    of_grid = _of_grid(question, state, tables, context)
    if of_grid is not None and _is_another(cell, of_grid[0]):
        of_grid = None
    if of_grid is not None and of_grid[1] == FIRST:
        return of_grid[0], False
    turn = _turn(question, state, tables, context)
    if turn is not None:
        return remembered(turn[0], turn[1], question, state, context), False
    if of_grid is not None and of_grid[1] == BEFORE_TABLES:
        return of_grid[0], True
    found = best_of(requests_for(question, tables), context)
    if found is None or found[0].kind != ANSWERED:
        noted = (
            None if state.asked else told_by_notes(question, tables, grids_of(sheet), asked=True)
        )
        late = of_grid is None or of_grid[1] == AFTER_ALL
        if noted is not None and late:
            return replace(noted, state=state), False
        return (None, False) if late or of_grid is None else (of_grid[0], True)
    if _makes_one(of_grid, found[0]) and of_grid is not None:
        # « Total 2024 » of a table of quarters is one figure.
        return of_grid[0], True
    if (book := _book(context)) is not None and other_number(found[0], plain(question), book):
        return None, False
    if state.has_subject and not _stands_alone(question, state, found[1]):
        return None, False
    told = remembered(found[0], plain(question), question, state, context)
    return told, _is_of_known_kind(found[1], question, context)


def _one_cell(question: str, tables: Tables, context: Context) -> str:
    """Return the one cell that every word of a question chooses, ``""`` for no or several cells."""
    found = best_of(requests_for(question, tables), context)
    if found is None or found[0].kind != ANSWERED or found[0].formula:
        return ""
    told, request = found
    places = _PLACE.findall(told.text)
    one = len(request.rows) == 1 and len(request.flat) == 1 and request.op == LOOK
    plainly = one and not (request.yes_no or request.over or request.condition)
    return places[0] if plainly and len(places) == 1 else ""


def _is_another(cell: str | None, other: Answer) -> bool:
    """Tell whether an answer leaves out the one cell that every word of the question chooses."""
    return bool(cell) and other.kind == ANSWERED and f"({cell})" not in other.text


def asked_of_rows(question: str, state: State, context: Context) -> Answer | None:
    """Answer a turn on the rows that were told last; ``None`` for any other question.

    Args:
        question: As typed.
        state: What was said before.
        context: The formulas and the workbook.
    """
    assert context.sheet is not None
    try:
        tables = tables_of(context.sheet)
    except InvalidInput:
        return None
    of_rows = on_rows(question, state, tables, context)
    if of_rows is None:
        return None
    cell = None if state.asked else _one_cell(question, tables, context)
    if _is_another(cell, of_rows[0]):
        return None
    told, asked = of_rows
    if SUMMED in asked:
        if state.asked.startswith((OF_GRID, OF_REGISTER)) and not _CA.search(plain(question)):
            # Whoever told the rows adds them up, so that turns may change what chose them.
            return None
        turn = _turn(question, state, tables, context)
        if turn is not None and "SUM(" in turn[0].formula:
            # What was asked before can be changed further.
            told, asked = turn
    return remembered(told, asked or state.asked, question, state, context)


_CA: Final = regex(r"\b(?:ca|cela) (?:fait|represente|donne)\b")


def _turn(
    question: str, state: State, tables: Tables, context: Context
) -> tuple[Answer, str] | None:
    """Answer a turn from what was asked before, else from the rows that were told."""
    text = plain(question)
    turn = turn_answer(question, state.asked, tables, context) if state.asked else None
    of_one = OF_ONE.match(text) is not None and is_one(state.listed)
    if turn is not None and not (of_one and len(turn[0].table.rows if turn[0].table else ()) > 1):
        return turn
    return turn_answer(question, f"{OF_ROW}{state.listed}", tables, context) if of_one else None


def asked_of_listed(question: str, state: State, context: Context) -> Answer | None:
    """Answer a turn that no room understood from the rows that the last answer told.

    Args:
        question: As typed.
        state: What was said before.
        context: The formulas and the workbook.
    """
    if context.sheet is None or not state.listed or " | " in state.listed:
        return None
    try:
        tables = tables_of(context.sheet)
    except InvalidInput:
        return None
    turn = turn_answer(question, f"{OF_ROW}{state.listed}", tables, context)
    return None if turn is None else remembered(turn[0], turn[1], question, state, context)


def figure_of_grids(question: str, state: State, context: Context) -> Answer | None:
    """Answer a plain figure of a table, of which no room and no agreement has every word.

    Args:
        question: As typed.
        state: What was said before.
        context: The formulas and the workbook.
    """
    if context.sheet is None or state.pending:
        return None
    try:
        found = _of_grid(question, state, tables_of(context.sheet), context)
    except InvalidInput:
        return None
    return found[0] if found is not None else None


def _of_grid(
    question: str, state: State, tables: Tables, context: Context
) -> tuple[Answer, int] | None:
    """Answer from what the lines of a table make; a turn changes a part of what was asked."""
    text = plain(question)
    before = [one.removeprefix(OF_GRID) for one in state.asked.split(MARK) if one]
    if any(one.startswith((OF_ROW, SUPPOSED)) for one in before):
        before = []
    alone = not state.has_subject or (
        len(text.split()) >= _SHORT and not GOES_ON.match(text) and not OF_THEM.search(text)
    )
    found = of_grids(text, tables, context) if alone else None
    turn = found is None and bool(before)
    if turn:
        found = of_grids(text, tables, context, before)
    if found is None or found[0].kind != ANSWERED:
        return None
    told = [*before, text] if turn else [text]
    answer, first = found
    if turn and state.asked.startswith(OF_GRID):
        first = FIRST
    asked = MARK.join(f"{OF_GRID}{one}" for one in told[-_MOST_TURNS:])
    return remembered(answer, asked, question, state, context), first


def _makes_one(of_grid: tuple[Answer, int] | None, told: Answer) -> bool:
    """Tell whether one figure is made of what would be told cell by cell."""
    if of_grid is None or of_grid[1] != AFTER_TABLES or told.value is not None:
        return False
    return of_grid[0].value is not None and told.table is None


def sheets_of_agreement(context: Context) -> frozenset[str]:
    """Return the sheets of which other rooms know every row: those of the agreement itself."""
    book = _book(context)
    if book is None:
        return frozenset()
    return frozenset(
        table.sheet
        for table in book.tables
        if sum(row.subject is not None for row in table.rows) * 2 > len(table.rows)
    )


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


def remembered(answer: Answer, asked: str, question: str, state: State, context: Context) -> Answer:
    """Return an answer whose state knows what was asked, and of which row."""
    # The one line of several that a note was quoted of is not the one spoken of.
    book = None if _SEVERAL.search(answer.text) else _book(context)
    focus = "" if book is None else focus_of(answer, book)
    told = replace(
        state.then("", {}),
        text=question[:LONGEST_TEXT],
        about=state.about,
        focus=focus,
        asked=asked if len(asked) <= LONGEST_ASKED else "",
    )
    return replace(answer, state=told)
