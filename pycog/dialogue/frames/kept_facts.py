"""Holds that an answer is about the year that its turn says, and about no other."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import Question

_YEAR: Final = re.compile(r"(?<![\d\u202f\xa0])(?:19|20)\d\d(?!\d)")
_SPAN: Final = re.compile(r"((?:19|20)\d\d)(?:-\d\d)* ?(?:/|-|–|à|et|\|) ?((?:19|20)\d\d)")
#: A year that is not meant: « sans 2012 », « pas 2021 ».
_LEFT_OUT: Final = re.compile(
    r"\b(?:sans|hors|sauf|pas|non|excepte|hormis|enlev\w+|retir\w+)(?: (?:celle|celui|l|la|le|de|en"
    r"|pour|annee|d))* $"
)


def drops_year(read: Question, answer: Answer) -> str:
    """Return the year that a turn says and its figure is not of, ``""`` where it is.

    A figure of another year is the answer to another question, however alike its words are.

    Args:
        read: The turn.
        answer: Its answer.
    """
    if answer.kind != ANSWERED or "COG_" not in answer.formula:
        return ""
    told = " ".join((answer.text, answer.formula, answer.printed, *answer.arithmetic))
    if not _YEAR.search(told) or answer.text.startswith(("Oui", "Non")):
        return ""
    rows = [] if answer.table is None else [answer.table.headings, *answer.table.rows]
    slots = map(str, answer.slots.values())
    told = " ".join((told, *answer.details, *answer.assumptions, *slots, *map(" ".join, rows)))
    spans = [(int(one[1]), int(one[2])) for one in _SPAN.finditer(told)]
    for one in read.of("year"):
        year = one.value
        if not isinstance(year, int) or str(year) in told:
            continue
        if _LEFT_OUT.search(read.text[: one.start]):
            continue
        if not any(first <= year <= last for first, last in spans):
            return str(year)
    return ""


#: Words that ask for what the agreement prints, though a workbook was spoken of.
_OF_AGREEMENT: Final = re.compile(
    r"\b(?:convention|cog|imprime\w*|annexe|objectifs?|cibles?|budget\w*|prevue?s?|autoris\w*"
    r"|vot\w+|allou\w+|seuils?|bareme|plafond)\b"
)
#: Words of a turn that goes on with what was said.
_LONGEST: Final = 7
_NAMES: Final = ("indicator", "line", "fund", "figure", "milestone", "row", "sheet", "document")


def leaves_workbook(read: Question, last: Answer | None, answer: Answer) -> bool:
    """Tell whether a figure of the agreement answers a turn about what the workbook holds.

    « Ça fait quelle baisse ? » after two amounts that were spent is no question about the budget.

    Args:
        read: The turn.
        last: The last answer, computed anew.
        answer: The answer to the turn.
    """
    if last is None or last.intent != "classeur" or answer.kind != ANSWERED:
        return False
    if answer.intent == "classeur" or answer.formula_cells or "COG_" not in answer.formula:
        return False
    if len(read.words) > _LONGEST or _OF_AGREEMENT.search(read.text):
        return False
    return not any(map(read.has, _NAMES))
