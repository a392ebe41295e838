"""Answers a question from a register of the open workbook where every word of it fits one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.kept_registers.asked_cues import (
    BETWEEN,
    LATENESS,
    NEXT,
    OLDEST,
    OVER,
    SHARE,
)
from pycog.dialogue.kept_registers.column_parts import YEAR
from pycog.dialogue.kept_registers.kept_register import Register, registers_of
from pycog.dialogue.kept_registers.register_query import DAY, Query
from pycog.dialogue.kept_registers.register_reading import Reading
from pycog.dialogue.kept_registers.register_reply import RegisterReply
from pycog.dialogue.kept_registers.register_turns import of_row, turned
from pycog.dialogue.state import MARK, OF_REGISTER, State
from pycog.dialogue.table_query.asked_of_tables import remembered
from pycog.dialogue.table_query.best_readings import OF_RULES, tables_of
from pycog.dialogue.table_query.table_lexis import plain
from pycog.dialogue.table_query.turn_patterns import GOES_ON
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.cell_answers import INTENT
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex

_APART: Final = 0.4
#: « Et sans l'action abandonnée ? » leaves a state out of what another room told.
_LEAVES_OUT: Final = regex(
    r"^(?:et |mais )?(?:sans|hors|sauf)\b.*\b(?:abandonn|annul|refus|rejet|retir|suspend"
    r"|en attente)"
)
#: Refers to what was told before.
_BACK: Final = regex(
    r"\b(?:ces|celles? (?:la|ci)|ceux (?:la|ci)|celui (?:la|ci)|eux|elles|leurs?|son|sa|parmi|cette"
    r"|meme|autres?)\b"
)


def asked_of_registers(
    question: str, state: State, context: Context, *, first: bool
) -> Answer | None:
    """Answer a question from a register of the open workbook, and remember it.

    Args:
        question: As typed.
        state: What was said before.
        context: The formulas and the workbook.
        first: Whether nobody else has been asked: only what registers alone know is told then.
    """
    assert context.sheet is not None
    try:
        tables = tables_of(context.sheet)
    except InvalidInput:
        return None
    text = plain(question)
    if OF_RULES.search(text):
        return None
    registers = registers_of(tables)
    today = context.today or dt.date.today()
    goes_on = state != State(about=state.about) and (
        GOES_ON.match(text) is not None or _BACK.search(text) is not None
    )
    # In a conversation about something else, whoever told that is asked first.
    others = state != State(about=state.about) and not state.asked.startswith(OF_REGISTER)
    if not goes_on and not (others and first):
        queries = _queries(question, registers, today, first=first)
        if state != State(about=state.about):
            queries = [one for one in queries if one.stands_alone]
        found = _best(queries, context)
        if found is not None:
            asked = f"{OF_REGISTER}{text}"
            return remembered(found, asked, question, state, context)
    if others and first and state.focus:
        query = of_row(question, state.focus, registers, today)
        answer = None if query is None else RegisterReply(query, context).answer()
        if answer is not None and answer.kind == ANSWERED:
            return remembered(answer, state.asked, question, state, context)
    leaves_out = others and state.asked and _LEAVES_OUT.search(text) is not None
    if first and (leaves_out or state.asked.startswith(OF_REGISTER)):
        query = turned(
            question,
            state.asked,
            registers,
            today,
            lambda one: RegisterReply(one, context).answer(),
        )
        answer = None if query is None else RegisterReply(query, context).answer()
        if query is not None and answer is not None and answer.kind == ANSWERED:
            asked = f"{OF_REGISTER}{state.asked.removeprefix(OF_REGISTER)}{MARK}{text}"
            return remembered(_telling(answer, query), asked, question, state, context)
    return None


def _queries(
    question: str, registers: Sequence[Register], today: dt.date, *, first: bool
) -> list[Query]:
    """Return the queries that a question makes on the registers."""
    found = [
        query
        for register in registers
        if (query := Reading(question, register, today, registers).query()) is not None
    ]
    return [one for one in found if not first or _is_own(one)]


def _is_own(query: Query) -> bool:
    """Tell whether a query asks for what other rooms do not know."""
    if query.people or query.filled or query.wanted:
        return not query.has(SHARE) or bool(query.wanted)
    if query.register.is_of_figures or query.has(SHARE):
        return False
    told = query.asks_when or query.why or query.stage or query.by
    several = len(query.register.lexes) > 1 or YEAR in query.register.roles
    days = query.ops.keys() & {BETWEEN, LATENESS, OLDEST, NEXT, OVER}
    coded = query.coded and query.asks_something
    figures = any(one.kind == "figure" for one in query.columns)
    dated = any(one.kind == DAY for one in query.conditions) and query.items and not figures
    without = any(one.without for one in query.states)
    return bool(days or told or coded or without or dated) or (several and query.narrowed)


def _best(queries: Sequence[Query], context: Context) -> Answer | None:
    """Return the answer to the query that fits best, ``None`` where two fit as well."""
    told = [
        (query.score, _telling(answer, query))
        for query in queries
        if (answer := RegisterReply(query, context).answer()) is not None
        and answer.kind == ANSWERED
    ]
    told.sort(key=lambda one: -one[0])
    if not told or (len(told) > 1 and told[0][0] - told[1][0] < _APART):
        return None
    return told[0][1]


def _telling(answer: Answer, query: Query) -> Answer:
    """Return an answer that says which words were taken for others."""
    read = [
        f"J'ai lu « {typed} » pour « {meant} »."
        for typed, meant in query.loose
        if typed[:5] != meant[:5]
    ]
    return replace(answer, intent=INTENT, assumptions=(*answer.assumptions, *read))
