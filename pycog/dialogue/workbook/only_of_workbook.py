"""What only the open workbook answers, before the agreement is asked."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.open_query.book_words import without_book
from pycog.dialogue.open_query.open_reading import ADDS, AGREES, CUMULATED, RIGHT
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from pycog.dialogue.vocabulary import Vocabulary
from pycog.dialogue.workbook.cell_answers import NOT_COMPUTED
from pycog.dialogue.workbook.sheet_answers import queried_workbook, workbook_answer
from pycog.lazy_patterns import regex

#: Has a sheet checked: « contrôle cette feuille ».
_CHECKS: Final = regex(
    r"^(?:(?:peux tu|tu peux|pouvez vous|merci de) )?(?:controle[rz]?|verifie[rz]?)"
    r" (?:moi )?(?:cette|ce|la|le|ma|mon|tout|toute) ?"
    r"(?:la |le )?(?:feuille|classeur|fichier|tableau|annexe|onglet)?\b"
)


def only_of_workbook(
    read: Question, state: State, context: Context, known: Vocabulary
) -> Answer | None:
    """Answer what only the open workbook answers, ``None`` for anything else.

    Args:
        read: The question.
        state: What was said before.
        context: The open workbook, the formulas and the day.
        known: The vocabulary.
    """
    first = any(one.search(read.text) for one in (AGREES, ADDS, CUMULATED, RIGHT))
    if first and (held := queried_workbook(read, state, context, known, cued=True)):
        return held
    found = workbook_answer(read, state, context, known)
    if found is not None and found.kind == ANSWERED:
        return found
    plain = without_book(read.text)
    if plain != read.text:
        again = workbook_answer(read_question(plain, known), state, context, known, alone=True)
        if again is not None and again.kind == ANSWERED:
            return again
    if found is not None and found.text.startswith(NOT_COMPUTED):
        # A cell that is no number stays one, whoever reads it.
        return found
    if _CHECKS.search(read.text):
        # « Contrôle cette feuille » is told to do so; a column of that name was not asked for.
        return found
    return queried_workbook(read, state, context, known, cued=True) or found
