"""Which row of a table of the open workbook was told last."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from pycog.dialogue.state import MARK, State
from pycog.dialogue.table_query.best_readings import Tables, best_of, requests_for, tables_of
from pycog.dialogue.table_query.row_anchors import OF_ROW, ROW_TOLD, row_at
from pycog.dialogue.table_query.rows_listed import read_listed
from pycog.dialogue.table_query.supposed_cells import SUPPOSED
from pycog.dialogue.table_query.table_asking import TableAsking
from pycog.dialogue.table_query.table_lexis import plain
from pycog.dialogue.table_query.table_periods import Period
from pycog.dialogue.table_query.table_request import LARGEST, LAST, NEXT, SMALLEST
from pycog.dialogue.table_query.table_turns import last_requests
from pycog.dialogue.table_query.turn_patterns import GOES_ON, LATE, LEAD, as_turn
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.answers import Answer
    from pycog.dialogue.table_query.plain_tables import PlainTable
    from pycog.dialogue.turn import Context
    from pycog.equip.open_parts import OpenRow


#: Asks which of those just told are late.
_WHICH_LATE: Final = regex(
    r"(?:et |donc |alors )*(?:laquelle|lequel|lesquel\w+|combien|qui|parmi|dont|y en a t il)\b"
)
_HOW_MANY_DAYS: Final = regex(
    r"(?:et |c est |soit )*(?:de|depuis) combien(?: de jours?)?(?: de retard)?"
)
_MOST_WORDS: Final = 8
_CHOSEN: Final = regex(r"« ([^»]+) »")


def with_subset(question: str, state: State, context: Context) -> str:
    """Return a turn about lateness with the words that chose the rows before it.

    Whether a row is late is told elsewhere, of all rows where none is named.

    Args:
        question: As typed.
        state: What was said before.
        context: The workbook.
    """
    text = as_turn(plain(question))
    if context.sheet is None:
        return question
    if LATE.search(plain(state.text)) and (other := _other_row(text, state, context)):
        # « Et la 4.3 ? », after whether another one is late.
        return f"combien de jours de retard pour {other}"
    if not LATE.search(text):
        return question
    if _HOW_MANY_DAYS.fullmatch(text) and (row := _focused(state.focus, context)):
        return f"combien de jours de retard pour {row}"
    if not _WHICH_LATE.match(text):
        return question
    parts = [one for one in state.asked.split(MARK) if one]
    if not parts or any(one.startswith((OF_ROW, SUPPOSED)) for one in parts):
        return question
    try:
        last = best_of(last_requests(parts, tables_of(context.sheet), context), context)
    except InvalidInput:
        return question
    if last is None or not last[1].named or len(last[1].rows) < 2:
        return question
    words = " ".join(_CHOSEN.findall(" ".join(last[1].chosen)))
    return f"{question.rstrip(' ?.!')} {words}" if words and words not in text else question


def _other_row(text: str, state: State, context: Context) -> str:
    """Return what the row of the same table is called that a turn names, ``""`` for none."""
    assert context.sheet is not None
    if not GOES_ON.match(text) or len(text.split()) > _MOST_WORDS:
        return ""
    tables = tables_of(context.sheet)
    for one in read_listed(state.listed, tables):
        turn = TableAsking(LEAD.sub("", text), one.lexis, tables.elsewhere(one.lexis))
        for said in islice(turn.choices(), 1):
            plain_row = not (said.columns or said.operators or turn.periods or turn.read_.op)
            request = turn.request(said) if plain_row and (said.rows or turn.codes) else None
            if request is not None and len(request.rows) == 1:
                return request.rows[0].label
    return ""


def _focused(focus: str, context: Context) -> str:
    """Return what the row is called that was told last, ``""`` where none was."""
    told = ROW_TOLD.fullmatch(f"{OF_ROW}{focus}")
    if told is None or context.sheet is None:
        return ""
    found = row_at(told, tables_of(context.sheet))
    return "" if found is None else found[1].label


def stands_out(texts: list[str], tables: Tables, context: Context) -> bool:
    """Tell whether the last answer found one row among others: the largest, the next one.

    Args:
        texts: What was asked, turn by turn.
        tables: The tables of the workbook.
        context: The formulas.
    """
    best = best_of(last_requests(texts, tables, context), context)
    return best is not None and best[1].op in {LARGEST, SMALLEST, LAST, NEXT}


def last_row(
    texts: list[str], tables: Tables, context: Context
) -> tuple[PlainTable, OpenRow, Period | None] | None:
    """Return the one row that was told last, with the one period that was told of it.

    Args:
        texts: What was asked, turn by turn.
        tables: The tables of the workbook.
        context: The formulas.
    """
    if len(texts) == 1 and texts[0].startswith(OF_ROW):
        told = ROW_TOLD.fullmatch(texts[0])
        found = None if told is None else row_at(told, tables)
        if told is None or found is None or told["more"]:
            return None
        lexis, row = found
        return lexis.table, row, Period(int(told["year"])) if told["year"] else None
    best = best_of(last_requests(texts, tables, context), context)
    if best is None or len(best[1].rows) != 1:
        return None
    periods = {one.period for one in best[1].flat if one.period}
    return best[1].table, best[1].rows[0], periods.pop() if len(periods) == 1 else None


def edge_asked(question: str, answer: Answer, told: str, tables: Tables, context: Context) -> str:
    """Return how a table is asked for the largest or smallest figure that another room told.

    Args:
        question: As typed.
        answer: The answer.
        told: The rows and columns that it tells.
        tables: The tables of the workbook.
        context: The formulas.
    """
    if not answer.formula.startswith(("=MAX(", "=MIN(")):
        return ""
    parts = read_listed(told, tables)
    columns = [column for one in parts for column in one.columns]
    if len(parts) != 1 or len(columns) != 1:
        return ""
    text = f"{plain(question)} {columns[0].own}"
    best = best_of(requests_for(text, tables), context)
    return text if best is not None and best[0].value == answer.value else ""
