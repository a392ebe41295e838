"""What a question leaves out, and from which side of a transfer it speaks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pycog.dialogue.table_query.table_lexis import Lexis

#: A period that is left out is none that is asked for.
_LEFT_OUT: Final = re.compile(
    r"\b(?:hors|sauf|hormis|excepte|sans(?: compter)?)(?: (?:en|l|la|le|annee|pour))*$"
)
_BUT_NOT: Final = re.compile(r"\bmais (?:pas|non)(?: encore)?(?: ete)? ([a-z]+)")
#: What stands before the side of a transfer that is named.
TO: Final = re.compile(
    r"\b(?:vers|(?:a destination|au profit|en faveur) (?:de|du))(?: (?:le|la|les|l))? ?$"
)
FROM: Final = re.compile(
    r"\b(?:depuis|provenan\w+ (?:de|du)|venant (?:de|du)|sorti\w* (?:de|du)|pris\w* (?:sur|a|au)"
    r"|preleve\w* sur)(?: (?:le|la|les|l))? ?$"
)


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
