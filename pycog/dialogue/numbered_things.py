"""Finds what a question says by its number: an indicator, a sheet, a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pycog.conventions.facts.numbering import find_number
from pycog.dialogue.spans import Entity
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

#: What is said before a number that is more than digits, and what may not follow it.
_SAID: Final = regex(
    r"\b(?:indicateurs?|indics?|ind)\.? ?(?:n ?°|no|num(?:ero)?)?\.? ?"
    # « indicateurs 7, 8 et 1.1 »
    r"(?P<before>(?:[a-z]{0,4} ?\d(?:[a-z0-9.]|,\d)*(?: ?,| et| ou) )*)$"
)
#: What an indicator has: its code is said right behind, « cible du 2a », « objectif R12 ».
_HAD: Final = regex(
    r"\b(?:cibles?|objectifs?|realises?|resultats?|valeurs?|taux d atteinte|atteinte|ecart|statut)"
    r"(?: (?:de|du|d|des|l|le|la|pour|sur))* $"
)
_RESULT: Final = regex(r"(?:realise|resultat|valeur)")
_DECIMAL: Final = regex(r"\d+[.,]\d+")
_ENDS: Final = regex(r"(?![a-z0-9]|[.,]\d| ?%)")
_NUMBERED: Final = (
    (
        "indicator",
        regex(
            r"\b(?:indicateurs?|indics?|ind|indicat[a-z]*|i)(?![a-z])\.? ?"
            r"(?:n ?°|no|num(?:ero)?|n)?\.? ?(\d{1,3})"
            # "2a" and "7bis" are other numbers than 2 and 7.
            r"(?!\d|[.,]\d| ?%| ?\d{3}\b|[a-z]\b| ?(?:bis|ter|quater)\b)"
        ),
    ),
    ("sheet", regex(r"\bfiches?(?: objectifs?)? ?(?:n ?°|no|num(?:ero)?|n)?\.? ?(\d{1,2})\b")),
)
#: « indicateurs 7, 8 et 9 ».
_ANOTHER: Final = regex(
    r"(?: ?,| et| ou) (\d{1,2})\b(?![.,]\d| ?[%€]| \d{3}\b| ?(?:k€|m€|j|jours?|points?)\b)"
)
_CELL: Final = regex(r"\bcellule ([a-z]{1,3}[1-9]\d{0,5})\b|\b([a-z]\w*![a-z]{1,3}[1-9]\d{0,5})\b")


def find_numbered(text: str, known: Vocabulary) -> Iterator[Entity]:
    """Find the indicators and sheets said by their numbers.

    Args:
        text: Normalised.
        known: The vocabulary.
    """
    own = list(_own_numbers(text, known))
    yield from own
    ends = {one.end for one in own}
    for kind, pattern in _NUMBERED:
        for match in pattern.finditer(text):
            yield Entity(kind, int(match[1]), match[0], *match.span())
            yield from _others(kind, text, match.end())
    for end in ends:
        yield from _others("indicator", text, end)


def _others(kind: str, text: str, at: int) -> Iterator[Entity]:
    while more := _ANOTHER.match(text, at):
        yield Entity(kind, int(more[1]), more[0], *more.span())
        at = more.end()


def _own_numbers(text: str, known: Vocabulary) -> Iterator[Entity]:
    """Find « indicateur 1.1 » and « indicateurs 1.1 et R12 », of which the agreement has such."""
    if known.numbers is None:
        return
    for match in known.numbers.finditer(text):
        start, end = match.span()
        said = _SAID.search(text, 0, start)
        had = None if said else _HAD.search(text, 0, start)
        if had and _RESULT.match(had[0]) and _DECIMAL.fullmatch(match[0]):
            # « Un réalisé de 1.1 » is a value.
            continue
        if had and _ENDS.match(text, end):
            number = find_number(match[0], known.convention.indicators)
            if number is not None:
                yield Entity("indicator", number, match[0], start, end)
        if said and _ENDS.match(text, end):
            number = find_number(match[0], known.convention.indicators)
            if number is not None:
                begin = start if said["before"] else said.start()
                yield Entity("indicator", number, text[begin:end], begin, end)


def own_number(text: str, known: Vocabulary) -> str | None:
    """Return the number that an answer begins with and that digits alone do not write.

    Args:
        text: Normalised: a number alone, or one followed by its label.
        known: The vocabulary.
    """
    match = known.numbers.match(text) if known.numbers is not None else None
    if match is None or not re.match(r" -|$", text[match.end() :]):
        return None
    return find_number(match[0], known.convention.indicators)


def named_cell(text: str) -> str:
    """Return the first cell that a question names, in capitals, ``""`` where it names none."""
    return next((str(one.value) for one in find_cells(text.lower())), "")


def find_cells(text: str) -> Iterator[Entity]:
    """Find the cells that a normalised question names: « cellule B7 », « budget!C4 »."""
    for match in _CELL.finditer(text):
        yield Entity("cell", (match[1] or match[2]).upper(), match[0], *match.span())
