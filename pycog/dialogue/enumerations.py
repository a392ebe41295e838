"""Things that a question counts and names in brackets: « des trois dispositifs (a, b, c) ».

What stands in the brackets is said of the answer, not asked: the question is answered without it,
and only where the list that answers it has these very entries and no other.
"""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.spoken import NUMERALS, numeral
from pycog.lazy_patterns import regex

_BRACKETS: Final = regex(r" ?\((?P<items>[^()]*,[^()]*)\)")
_PARTED: Final = regex(r" ?, ?| (?:et|ou) ")
_SO_MANY: Final = regex(
    rf"\b(?P<lead>les|des|ces|aux) (?P<n>{'|'.join(NUMERALS[2:])}|[2-9]|1[0-2]) (?=[a-z]{{4,}})"
)
_LEAST: Final = 2


def without_enumeration(text: str) -> tuple[str, list[str], int] | None:
    """Return a question without the names in its brackets, these names and their number.

    Args:
        text: Normalised.

    Returns:
        ``None`` where no names stand in brackets.
    """
    found = _BRACKETS.search(text)
    if found is None:
        return None
    items = [one.strip() for one in _PARTED.split(found["items"]) if one.strip()]
    rest = f"{text[: found.start()]}{text[found.end() :]}"
    said = _SO_MANY.search(rest)
    count = len(items)
    if said is not None:
        count = numeral(said["n"])
        rest = f"{rest[: said.start()]}{said['lead']} {rest[said.end() :]}"
    return (rest, items, count) if len(items) >= _LEAST else None


def lists_these(answer: Answer, items: list[str], count: int) -> bool:
    """Tell whether an answer is a list of things with these names, and of no other.

    Args:
        answer: The answer.
        items: The names, in plain form.
        count: How many there are said to be.
    """
    rows = () if answer.table is None else answer.table.rows
    if not len(rows) == len(items) == count:
        return False
    held = [{stem(one) for one in words(normalise(" ".join(row)))} for row in rows]
    named = [
        {at for at, one in enumerate(held) if {stem(it) for it in words(item)} <= one}
        for item in items
    ]
    return all(len(one) == 1 for one in named) and len(set.union(*named)) == count
