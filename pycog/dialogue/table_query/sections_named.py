"""Rows that a question names by the heading above them: « le volet RH », « l'axe 3 »."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.dialogue.lexicon import stem
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.table_query.table_lexis import Lexis

_SECTION: Final = regex(
    r"chantiers?|volets?|themes?|thematiques?|domaines?|rubriques?|familles?|blocs?|poles?|sections?"
    r"|chapitres?|axes?|parties?"
)
_BETWEEN: Final = r"(?: (?:de|du|des|la|le|les|l|d|numero|n))* "
_OF_SECTION: Final = regex(rf"{_BETWEEN}([a-z0-9]+)")
_BEFORE_NAME: Final = regex(rf"\b({_SECTION.pattern}){_BETWEEN}$")


def names_sections(text: str) -> bool:
    """Tell whether a question says that the rows below a heading are meant."""
    return any(_SECTION.fullmatch(word) for word in text.split())


def says_section(text: str, start: int, end: int, lexis: Lexis) -> bool:
    """Tell whether a word only says that rows below one heading are meant: « le volet RH ».

    Args:
        text: The question.
        start: Where the word begins.
        end: Where it ends.
        lexis: The words of the table.
    """
    if not _heads_sections(text[start:end], lexis):
        return False
    after = _OF_SECTION.match(text, end)
    return after is not None and stem(after[1]) in lexis.sections


def section_of(text: str, start: int, plain: str, lexis: Lexis) -> frozenset[int]:
    """Return the rows below the heading that « chantier » or « volet » says to be meant.

    Args:
        text: The question.
        start: Where the word behind it stands.
        plain: The stem of that word.
        lexis: The words of the table.
    """
    before = _BEFORE_NAME.search(text[:start])
    if before is None or not _heads_sections(before[1], lexis):
        return frozenset()
    return frozenset(lexis.sections.get(plain, ()))


def _heads_sections(word: str, lexis: Lexis) -> bool:
    """Tell whether a word means a part of the table, and is no word of its rows."""
    if not _SECTION.fullmatch(word):
        return False
    plain = stem(word)
    return lexis.label.get(plain, set()) <= lexis.sections.get(plain, set())
