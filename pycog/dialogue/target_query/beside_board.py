"""The agreement's own indicators are no answer to a question on those of the open workbook."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pycog import conventions
from pycog.dialogue import loaded_agreements
from pycog.dialogue.answers import ANSWERED, Answer, unknown
from pycog.dialogue.normalise import normalise
from pycog.dialogue.table_query.asked_of_tables import sheets_of_agreement
from pycog.dialogue.table_query.best_readings import tables_of
from pycog.dialogue.target_query.boards import boards_of
from pycog.dialogue.workbook.cell_answers import INTENT
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.state import State
    from pycog.dialogue.turn import Context

#: Several targets are asked about, or whether some are met.
_OF_TARGETS: Final = regex(
    r"\b(?:poids|planchers?|indicateurs|objectifs|cibles|criteres|resultats|points|baremes?)\b"
    r"|\b(?:atteint|tenu|rate|respecte)e?s\b"
)
#: The question says by itself that an agreement is meant, or a rule.
_OF_AGREEMENT: Final = regex(
    r"\b(?:cog|conventions?|annexes?|fiches?|texte|reglement\w*|regles?"
    r"|imprime\w*|cite\w*|prevoi\w*)\b"
)
_YEAR: Final = regex(r"\b(?:19|20)\d\d\b")
_REFUSED: Final = (
    "Je n'ai pas su lire cette question sur le tableau « {sheet} » de votre classeur, et ce que je "
    "trouve est d'un autre document. Nommez l'indicateur et l'année, ou la convention si c'est "
    "d'elle que vous parlez."
)


def of_the_board(answer: Answer, question: str, before: State, context: Context) -> Answer:
    """Return an answer, or a refusal where the open workbook is meant and it is not of it.

    Args:
        answer: What was found.
        question: As typed.
        before: What was said before it.
        context: The open workbook.
    """
    if answer.kind != ANSWERED or answer.intent == INTENT or before.about:
        return answer
    if context.sheet is None or "classeur" in f"{answer.source} {answer.text}":
        return answer
    text = normalise(question)
    if loaded_agreements.named(question, conventions.load().id):
        return answer
    if answer.formula_cells or _OF_AGREEMENT.search(text) or not _OF_TARGETS.search(text):
        return answer
    try:
        boards = list(boards_of(tables_of(context.sheet)))
    except InvalidInput:
        return answer
    known = sheets_of_agreement(context)
    boards = [one for one in boards if not any(t.open.sheet in known for t in one.tables)]
    years = {int(one) for one in _YEAR.findall(text)}
    held = [one for one in boards if years <= set(one.years)]
    if not held or re.search(r"\d ?(?:%|€|k€)|\bsi\b", text):
        return answer
    why = _REFUSED.format(sheet=held[0].tables[0].open.sheet)
    return replace(unknown(why), intent=INTENT, state=before)
