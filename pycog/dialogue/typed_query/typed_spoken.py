"""Ways of speaking of columns and cells: « au départ », « le 2224 », « en retard » as a cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.table_query.initials import SMALL
from pycog.dialogue.table_query.plain_tables import DAY
from pycog.dialogue.typed_query.typed_data import DATA
from pycog.dialogue.typed_query.typed_entries import (
    HEADING,
    OWN,
    VALUE,
    Found,
    Place,
)
from pycog.dialogue.typed_query.typed_fields import Field
from pycog.dialogue.typed_query.typed_lexis import TypedLexis
from pycog.dialogue.typed_query.typed_words import Said
from pycog.lazy_patterns import regex

_FIRST: Final = regex(DATA["spoken"]["first"])
_NUMBERED: Final = frozenset(DATA["spoken"]["numbered"].split())
_RANGE: Final = regex(
    r"\b(?:de|du|d|des|entre)(?: la| le| l)? \d{3,} (?:a|au|et)(?: la| le| l)? \d{3,}"
)
_SHORTEST_NUMBER: Final = 3
_A_YEAR: Final = regex(r"(?:19|20)\d\d")
#: Words of how long something took: « en retard de combien de jours » is of days and of no cell.
_OF_DAYS: Final = frozenset(
    {"jour", "jours", "semaine", "semaines", "mois", "temps", "combien", "depuis"}
)
#: Words before a body that the title of the sheet names.
_AT: Final = frozenset({"a", "au", "aux", "chez"})
_AMOUNTS: Final = frozenset({"€", "euro", "euros", "k", "m", "%", "jours"})


def at_first(text: str, lexis: TypedLexis, said: Said) -> Iterator[tuple[int, int, Found]]:
    """Yield the stretches of a text that name what was so at first: « Fin initiale ».

    Args:
        text: In plain form.
        lexis: The words of the table.
        said: What the question says of its words.
    """
    for match in _FIRST.finditer(text):
        first = [one for one in lexis.named(["initial"], said) if one.kind == HEADING]
        if not first:
            # A table that has no « initiale » has what was planned.
            first = [one for one in lexis.named(["prevu"], said) if _is_of_days(one)]
        for one in first:
            yield *match.span(), one


def _is_of_days(found: Found) -> bool:
    return found.kind == HEADING and all(one.kind == DAY for one in found.fields)


def numbers_of_rows(
    words: Sequence[str], lexis: TypedLexis
) -> Iterator[tuple[int, Field, frozenset[Place]]]:
    """Yield the tokens that are the number of a row without its letters: « le 2224 ».

    Args:
        words: The tokens of the question.
        lexis: The words of the table.
    """
    if _RANGE.search(" ".join(words)):
        # « De la 101 à la 104 » is of all that are between.
        return
    for at, word in enumerate(words):
        if not word.isdigit() or len(word) < _SHORTEST_NUMBER or not at:
            continue
        before = words[at - 1]
        named = before in _NUMBERED or lexis.is_noun(before)
        if not named or _AMOUNTS & set(words[at + 1 : at + 2]):
            continue
        if _A_YEAR.fullmatch(word) and before not in {"dossier", "numero", "no", "n", "°"}:
            continue
        if (found := lexis.numbered(word)) is not None:
            yield at, *found


def as_a_cell(words: Sequence[str], start: int, found: Found) -> bool:
    """Tell whether a cell is said with the small word that it begins with: « en retard ».

    Args:
        words: The tokens of the question.
        start: The token of the first telling word.
        found: What the words name.
    """
    if found.kind != VALUE or not found.whole or not start or words[start - 1] not in SMALL:
        return False
    if _OF_DAYS & set(words):
        return False
    lead = f"{words[start - 1]} {words[start]}"
    return any(
        normalise_long(one.text) == lead and one.field is not None and "status" in one.field.roles
        for one in found.entries
    )


def is_of_title(words: Sequence[str], start: int, lexis: TypedLexis) -> bool:
    """Tell whether a word is the body that the sheet is of: « combien de projets à la DSI ».

    Args:
        words: The tokens of the question.
        start: The token of the word.
        lexis: The words of the table.
    """
    one = stem(words[start])
    if not any(each.kind == OWN and one in each.stems for each in lexis.entries):
        return False
    at = start - 1
    while at >= 0 and words[at] in {"la", "le", "l"}:
        at -= 1
    return at >= 0 and words[at] in _AT


def is_asked_when(words: Sequence[str], start: int) -> bool:
    """Tell whether it is asked when a word was so: « notifié quand ? » is of its day.

    Args:
        words: The tokens of the question.
        start: The token of the word.
    """
    beside = (*words[max(0, start - 1) : start], *words[start + 1 : start + 2])
    last = not [one for one in words[start + 1 :] if one.isalnum()]
    return "quand" in beside or (last and "quand" in words)
