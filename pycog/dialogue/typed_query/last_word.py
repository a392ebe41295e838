"""The last word on a question of the open workbook: which answer is told, and whether it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, unknown
from pycog.dialogue.sheet import SheetReader
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from pycog.dialogue.typed_query.asked_typed import ask_typed
from pycog.dialogue.typed_query.typed_choice import chosen
from pycog.dialogue.typed_query.typed_group_asked import group_not_told, of_another_sheet
from pycog.dialogue.typed_query.typed_text_beside import text_beside_book
from pycog.dialogue.workbook.operation_asked import other_operation
from pycog.dialogue.workbook.said_per import undivided
from pycog.dialogue.workbook.strayed_turns import held_to_told
from pycog.dialogue.workbook.years_held import year_passed_over

#: Each returns why an answer is not told, ``""`` where it may be.
_GATES: Final[tuple[Callable[[Answer, str, State, SheetReader], str], ...]] = (
    other_operation, year_passed_over, undivided, text_beside_book, group_not_told,
    of_another_sheet,
)  # fmt: skip


def last_word(answer: Answer, question: str, before: State, context: Context) -> Answer:
    """Return an answer, or that of one typed query where it tells better; beside it, a refusal.

    Args:
        answer: What the other rooms answer.
        question: As typed.
        before: What was said before, which a refusal leaves as it is.
        context: The formulas and the workbook.
    """
    assert context.sheet is not None
    typed = ask_typed(question, before, context)
    told = chosen(answer, typed, question, before)
    if typed is None or typed.kind != ANSWERED:
        told = held_to_told(told, question, before, context)
    elif text_beside_book(told, question, before, context.sheet):
        # The table answers, and a text only has some of the words.
        told = typed
    return held_to_question(told, question, before, context.sheet)


def held_to_question(answer: Answer, question: str, before: State, reader: SheetReader) -> Answer:
    """Return an answer, or a refusal with the reason where it is of something else.

    Args:
        answer: What the open workbook gives.
        question: As typed.
        before: What was said before, which a refusal leaves as it is.
        reader: The open workbook.
    """
    if answer.kind != ANSWERED:
        return answer
    for gate in _GATES:
        if why := gate(answer, question, before, reader):
            return replace(unknown(why), intent=answer.intent, state=before)
    return answer
