"""Which tables of an open workbook a question is about: those of one fund, or of all together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.dialogue.entities import Question
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.workbook.open_cells import Book
    from pycog.equip.open_parts import OpenTable

_ALL: Final = regex(
    r"\b(?:(?:pour|sur|de|dans|en|avec) )?(?:total (?:de |sur |pour )?)?"
    r"(?:(?:tous|toutes|(?:l )?ensemble|(?:la )?totalite|cumul)"
    r"(?: (?:les|des|de tous les|nos|ces))*(?: (?:deux|trois|\d))?|(?:les )?(?:deux|trois|\d))"
    r" (?:fonds|enveloppes)(?: (?:confondus|reunis|cumules|compris|ensemble)e?s?)?\b"
)


def tables_asked(
    question: Question, book: Book
) -> tuple[tuple[OpenTable, ...], list[tuple[int, int]]]:
    """Return the tables that a question is about, and the pieces of it that say so.

    A table of the totals of all funds repeats what those of each fund hold: it is read where all
    are asked for, and left out otherwise.

    Args:
        question: The question.
        book: The workbook.
    """
    from pycog.equip.open_parts import ALL_FUNDS

    whole = tuple(table for table in book.tables if table.frame == ALL_FUNDS)
    match = _ALL.search(question.text)
    if match is not None and whole:
        return whole, [match.span()]
    single = tuple(table for table in book.tables if table.frame != ALL_FUNDS)
    named = question.of("fund")
    asked = {str(one.value) for one in named}
    own = tuple(table for table in single if table.frame in asked)
    if own and len({table.frame for table in single} - {""}) > 1:
        return own, [(one.start, one.end) for one in named]
    return single, []
