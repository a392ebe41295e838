"""What a question leaves out that a table cannot leave out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pycog.dialogue.table_query.table_lexis import Lexis
from pycog.lazy_patterns import regex

#: A period that is left out is none that is asked for.
_LEFT_OUT: Final = regex(
    r"\b(?:hors|sauf|hormis|excepte|sans(?: compter)?)(?: (?:en|l|la|le|annee|pour))*$"
)
_BUT_NOT: Final = regex(r"\bmais (?:pas|non)(?: encore)?(?: ete)? ([a-z]+)")


def unread_exception(text: str, starts: Iterable[int], lexis: Lexis) -> str:
    """Return the word of a question that takes out what the table cannot take out.

    Args:
        text: The question.
        starts: Where its periods stand.
        lexis: The words of the table.

    Returns:
        The word, ``""`` where there is none.
    """
    if any(_LEFT_OUT.search(text[:start].rstrip()) for start in starts):
        return "sauf"
    but = _BUT_NOT.search(text)
    return but[1] if but is not None and not lexis.exact(but[1]).is_any else ""
