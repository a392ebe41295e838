"""A turn on rows that were told is answered of them, or not at all."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, unknown
from pycog.dialogue.state import State
from pycog.dialogue.table_query.best_readings import tables_of
from pycog.dialogue.table_query.rows_listed import read_listed, told_in
from pycog.dialogue.table_query.table_lexis import plain
from pycog.dialogue.table_query.turn_patterns import SHORT
from pycog.dialogue.turn import Context
from pycog.dialogue.typed_query.typed_turns_said import said_in
from pycog.dialogue.typed_query.typed_words import numbered
from pycog.dialogue.workbook.cell_answers import INTENT
from pycog.dialogue.workbook.hanging_turns import LOST, NOT_UNDERSTOOD, names_row
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex

#: What is said of the answer itself, or computed with its figure.
_OF_ANSWER: Final = frozenset({
    "suite", "calcul", "source", "formule", "inserer", "arithmetique", "pourquoi", "aide",
})  # fmt: skip
#: Says nothing without what was told before it.
_BARE: Final = regex(
    r"(?:de|pour|sur|dont) combien(?: ?\?)?|(?:re)?(?:tri|class|ordonn)(?:e|es|er|ez|ons)\b.*"
    r"|en (?:%|pour ?cent|pourcentage)(?: ?\?)?"
)
_BOUND: Final = regex(
    r"\b(?:plus|moins|dessus|dessous|superieur\w*|inferieur\w*|depass\w*|exced\w*|atteign\w*)"
    r" (?:de |d |a |que |les )?(\d[\d ]*\d)(?! ?(?:ans?|jours?|mois)\b)"
)
_CELL: Final = regex(r"![A-Z]{1,3}\d+")
_LINKED: Final = regex(r"\b(?:remplac|supple|contact|joindre|appeler|telephon|mail)\w*")
_OTHERS: Final = regex(r"\bautres?\b")
_STRAYED: Final = (
    "Je ne sais pas : la question suit ce que je venais de dire, et ce que je trouve est d'autres "
    "lignes. Posez la question en entier, avec la ligne et la colonne."
)


def held_to_told(answer: Answer, question: str, before: State, context: Context) -> Answer:
    """Return an answer, or a refusal where a turn was answered of other rows than were told.

    Args:
        answer: What is told where no typed query goes on with the one before.
        question: As typed.
        before: What was said before.
        context: The open workbook.
    """
    if _hangs_on_lost(answer, question, before):
        return replace(unknown(NOT_UNDERSTOOD), intent=answer.intent, state=before)
    if not before.queried:
        return answer
    if answer.kind != ANSWERED:
        # Asked again in other words, it still goes on with what was told.
        kept = "" if answer.state.listed == LOST else before.queried
        return replace(answer, state=replace(answer.state, queried=kept))
    if not _strays(answer, question, before, context):
        return answer
    return replace(unknown(_STRAYED), intent=answer.intent, state=before)


def _strays(answer: Answer, question: str, before: State, context: Context) -> bool:
    if _LINKED.search(plain(question)):
        # Whoever stands in for the person of a row is on another sheet.
        return False
    if answer.intent in _OF_ANSWER or not _leans(question, answer, context):
        return False
    if answer.intent != INTENT:
        return True
    if _passes_over_number(question, answer):
        return True
    if _OTHERS.search(plain(question)) and _OTHERS.search(answer.text):
        return False
    if _names_told(answer, before, context):
        return False
    told, held = (_rows(one, context) for one in (_told_of(answer, context), before.listed))
    if len(told) == 1 and _is_coded(question, _told_of(answer, context), context):
        return False
    return not told or not told <= held


def _hangs_on_lost(answer: Answer, question: str, before: State) -> bool:
    """Tell whether a few words go on with a question that was not understood, or with none."""
    text = numbered(plain(question))
    if answer.kind != ANSWERED or answer.intent in _OF_ANSWER or len(text.split()) > SHORT:
        return False
    said = said_in(text)
    if before.listed == LOST:
        return said.refers or said.pronoun or said.has("leads", "corrects")
    nothing = not (before.queried or before.listed or before.focus or before.asked)
    return nothing and answer.intent == INTENT and said.has("them", "it", "narrows")


def _passes_over_number(question: str, answer: Answer) -> bool:
    """Tell whether a bound that was typed, « plus de 5 000 € », was of no use to the answer."""
    whole = re.sub(r"\D", " ", plain(answer.text).replace(" ", ""))
    bounds = [re.sub(r"\D", "", one) for one in _BOUND.findall(numbered(plain(question)))]
    return any(one not in whole.split() for one in bounds)


def _told_of(answer: Answer, context: Context) -> str:
    """Return the rows that an answer tells, ``""`` where they are not known."""
    assert context.sheet is not None
    try:
        return told_in(answer, tables_of(context.sheet))
    except InvalidInput:
        return ""


def _names_told(answer: Answer, before: State, context: Context) -> bool:
    """Tell whether an answer names the one row that was told: « de M-05 « Travaux du hall » »."""
    assert context.sheet is not None
    held = read_listed(before.listed, tables_of(context.sheet)) if before.listed else []
    rows = [row for one in held for row in one.rows]
    if len(rows) != 1:
        return False
    number = rows[0].number
    coded = bool(number) and re.search(rf"\b{re.escape(number)}\b", answer.text) is not None
    return coded or (bool(rows[0].label) and f"« {rows[0].label} »" in answer.text)


def _is_coded(question: str, listed: str, context: Context) -> bool:
    """Tell whether a turn has the code of the one row that is told: « et le M-04 ? »."""
    assert context.sheet is not None
    held = read_listed(listed, tables_of(context.sheet)) if listed else []
    words = plain(question).split()
    return any(plain(row.number) in words for one in held for row in one.rows if row.number)


def _rows(listed: str, context: Context) -> set[tuple[str, int]]:
    assert context.sheet is not None
    held = read_listed(listed, tables_of(context.sheet)) if listed else []
    return {(one.lexis.table.open.sheet, row.index) for one in held for row in one.rows}


def _leans(question: str, answer: Answer, context: Context) -> bool:
    """Tell whether a turn has no answer without what was told before it."""
    text = numbered(plain(question))
    said = said_in(text)
    if _BARE.fullmatch(text) or said.refers:
        return True
    leads = said.pronoun or said.has("leads", "corrects", "both")
    if answer.intent != INTENT:
        # Of something else, asked in full.
        return leads and len(text.split()) <= SHORT
    # A row that is named has its cell; what is added up of several is another question's.
    added = len(_CELL.findall(answer.formula_cells)) > 1
    return leads and (added or not names_row(text, context))
