"""Answers a question from the tables of the open workbook by one typed query."""

from __future__ import annotations

import datetime as dt
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.sheet import SheetReader
from pycog.dialogue.state import State
from pycog.dialogue.table_query.asked_of_tables import remembered
from pycog.dialogue.table_query.best_readings import tables_of
from pycog.dialogue.table_query.table_lexis import plain
from pycog.dialogue.turn import Context
from pycog.dialogue.typed_query.typed_answers import TypedAnswers
from pycog.dialogue.typed_query.typed_claims import segmentations, tokens_of
from pycog.dialogue.typed_query.typed_fields import Dataset, families
from pycog.dialogue.typed_query.typed_figures import Unreadable
from pycog.dialogue.typed_query.typed_lexis import TypedLexis
from pycog.dialogue.typed_query.typed_model import Query
from pycog.dialogue.typed_query.typed_reading import query_of
from pycog.dialogue.typed_query.typed_resolving import settle
from pycog.dialogue.typed_query.typed_steps import Step, copied
from pycog.dialogue.typed_query.typed_turns import in_conversation, remembered_as
from pycog.dialogue.workbook.cell_answers import INTENT, not_computed
from pycog.errors import InvalidInput

#: Readings of one question on one table that are tried.
_TRIED: Final = 4
#: A reading is told where no other is as good.
_APART: Final = 0.3


@dataclass(frozen=True, eq=False)
class Typed:
    """The tables of a workbook with their words.

    Attributes:
        lexes: Each table; then the sheets of one form together.
        kin: Identities of the tables that are such sheets.
    """

    lexes: tuple[TypedLexis, ...]
    kin: frozenset[int] = frozenset()


_last: list[tuple[weakref.ref[object], Typed]] = []


def typed_of(reader: SheetReader) -> Typed:
    """Return the tables of a workbook, read once as long as it is open."""
    for held, found in _last:
        if held() is reader:
            return found
    tables = [one.table for one in tables_of(reader).lexes]
    several = families(tables)
    lexes = [TypedLexis(Dataset(one)) for one in tables]
    lexes += [TypedLexis(Dataset(*one)) for one in several]
    kin = frozenset(id(one) for held in several for one in held)
    found = Typed(tuple(lexes), kin)
    _last[:] = [(weakref.ref(reader), found)]
    return found


def ask_typed(question: str, state: State, context: Context) -> Answer | None:
    """Answer a question by one typed query, ``None`` where it makes none.

    Args:
        question: As typed.
        state: What was said before.
        context: The formulas and the workbook.
    """
    assert context.sheet is not None
    try:
        typed = typed_of(context.sheet)
    except InvalidInput:
        return None
    text = plain(question)

    def first(text: str, lexes: Sequence[TypedLexis]) -> Step | None:
        return best_step(text, typed, context, lexes)

    took = in_conversation(text, state.asked, first, typed.lexes, context)
    if took.step is None:
        return None
    answer = replace(took.step.answer, intent=INTENT)
    return remembered(answer, remembered_as(took.texts), question, state, context)


def best_of(text: str, typed: Typed, context: Context) -> tuple[Query, Answer] | None:
    """Return the query that fits a question best with its answer."""
    step = best_step(text, typed, context, typed.lexes)
    return None if step is None else (step.settled, replace(step.answer, intent=INTENT))


def best_step(
    text: str, typed: Typed, context: Context, lexes: Sequence[TypedLexis]
) -> Step | None:
    """Return the query that fits a question best on some tables, with its answer."""
    today = context.today or dt.date.today()
    words = [one.text for one in tokens_of(text)]
    found: list[tuple[float, Step]] = []
    for lexis in lexes:
        for cut in segmentations(text, lexis)[:_TRIED]:
            if cut.unknown:
                continue
            query = query_of(cut, lexis.data, words, text)
            if query is None or not _is_about(query):
                continue
            score = query.score
            before = copied(query)
            settled = settle(query, today)
            if settled is None:
                continue
            if (
                id(lexis.data.table) in typed.kin
                and not lexis.data.is_several
                and not settled.dated
            ):
                # Of several sheets of one form, none is meant before another.
                continue
            answers = TypedAnswers(settled, context)
            answer = _answered(answers)
            if answer is not None and answer.kind == ANSWERED:
                found.append((score, Step(lexis, before, answers, answer)))
                break
    if not found:
        return None
    found.sort(key=lambda one: -one[0])
    if (
        len(found) > 1
        and found[0][0] - found[1][0] < _APART
        and found[0][1].answer.text != found[1][1].answer.text
    ):
        return None
    return found[0][1]


def _is_about(query: Query) -> bool:
    """Tell whether something of the table is named."""
    return bool(query.conditions or query.named)


def _answered(answers: TypedAnswers) -> Answer | None:
    try:
        return answers.answer()
    except Unreadable as fault:
        return not_computed(fault.cells)
