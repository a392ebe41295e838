"""The small words of questions and tables, and names by the initials of their words."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise_long, words
from pycog.dialogue.table_query.table_data import DATA
from pycog.lazy_patterns import regex

#: Words that carry a question and choose nothing in any table.
FILLER: Final = frozenset(map(stem, words(DATA["filler"])))
SMALL: Final = frozenset(
    map(stem, words("de du des le la les l d et en au aux a un une par pour sur dans"))
)

#: A word of a cell or of a question: « EN3S » is one.
WORD: Final = regex(r"[a-z]+\d+[a-z0-9]*|[a-z]+|\d+(?:[.,]\d+)?")
#: Words of which initials are made, at least and at most.
_INITIALS: Final = range(2, 5)


def initials(text: str) -> set[str]:
    """Return the initials of a short name, none for a sentence or a word that asks.

    Args:
        text: The name.
    """
    told = [one for one in WORD.findall(normalise_long(text)) if stem(one) not in SMALL]
    if len(told) not in _INITIALS or any(not one.isalpha() for one in told):
        return set()
    short = stem("".join(one[0] for one in told))
    return set() if short in FILLER or short in SMALL else {short}


def initials_within(text: str) -> set[str]:
    """Return the initials of words that follow one another in a longer name.

    Args:
        text: The name.
    """
    told = [one for one in WORD.findall(normalise_long(text)) if stem(one) not in SMALL]
    found = set()
    for size in _INITIALS:
        for at in range(len(told) - size + 1):
            some = told[at : at + size]
            if all(len(one) > 2 and one.isalpha() for one in some):
                found.add(stem("".join(one[0] for one in some)))
    return {one for one in found if one not in FILLER and one not in SMALL and len(one) > 1}
