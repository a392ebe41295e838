"""One reading of a question by itself: of the agreements, and of the open workbook."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, ASKED, UNKNOWN, Answer
from pycog.dialogue.conversation import Conversation
from pycog.dialogue.entities import read_question
from pycog.dialogue.fallback import not_understood
from pycog.dialogue.provisions.moving_credits import moved_credits
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from pycog.dialogue.vocabulary import Vocabulary

#: Takes back what was said: « non, 2013 ».
_CORRECTS: Final = re.compile(
    r"^\s*(?:(?:non|pardon|oups|plutôt|plutot|je voulais dire|correction|en fait"
    r"|(?:erreur|faute) de (?:frappe|saisie|ma part))\b[ ,:]+(?:c[’']est (?=\d))?)+(?=\S)",
    re.IGNORECASE,
)


def single_reading(question: str, state: State, context: Context, known: Vocabulary) -> Answer:
    """Answer a question, which may change a slot of the subject before."""
    if state.intent:
        question = _CORRECTS.sub("et ", question)
    read = read_question(question, known)
    if moved := moved_credits(read, known):
        read = read_question(moved, known)
    if not read.words and not read.entities:
        return replace(
            not_understood(read, known, state),
            text="Je n'ai pas de question à lire. Écrivez-la en français.",
        )
    if context.sheet is None:
        answer = Conversation(read, state, context, known).answer()
        if answer.kind not in {UNKNOWN, ASKED}:
            return answer
    # Most questions have no workbook, and are quicker without what reads one.
    from pycog.dialogue.workbook.only_of_workbook import only_of_workbook
    from pycog.dialogue.workbook.sheet_answers import (
        beside,
        queried_workbook,
        without_sheet,
        workbook_answer,
    )
    from pycog.dialogue.workbook.what_if import what_if

    if context.sheet is None:
        return without_sheet(answer, read, state)
    tried = None if state.pending else what_if(read, context, known)
    if tried is not None:
        return replace(tried, state=state)
    if not state.pending:
        held = only_of_workbook(read, state, context, known)
        if held is not None:
            return held
    answer = Conversation(read, state, context, known).answer()
    if answer.kind in {UNKNOWN, ASKED} and not state.pending:
        held = workbook_answer(read, state, context, known, alone=True)
        answer = held if held is not None and held.kind == ANSWERED else answer
    if answer.kind != ANSWERED and not state.pending:
        held = queried_workbook(read, state, context, known)
        answer = held or answer
    return beside(answer, read, context, known)
