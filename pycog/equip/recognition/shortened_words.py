"""How much of a label the printed one says too, its words cut short or put in another form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pycog.audit.grid import normal
from pycog.equip.recognition.labels_alike import ABBREVIATIONS, EMPTY, GENERIC, without_footnote

_TOKEN: Final = re.compile(r"(?P<word>[^\W_]+(?:[.,]\d+)*)(?P<dot>\.?)")
_REMARK: Final = re.compile(r"\([^()]*\)")
#: Words that head the labels of totals and tell none from another.
_OF_TOTALS: Final = frozenset({"sou", "sous", "caractere", "general"})
#: A word cut short without a full stop keeps so many letters, with one so many.
_CUT, _CUT_WITH_DOT = 4, 2
#: Two forms of one word (« ouvert », « ouverture ») share so many letters, and this part of the
#: shorter one.
_STEM, _OF_SHORTER = 5, 0.75
_INITIALS: Final = range(2, 6)


@dataclass(frozen=True, slots=True)
class Word:
    """One telling word of a label.

    Attributes:
        text: Without accents, capitals or plural.
        cut: Whether a full stop shows that it is cut short.
        initials: Whether it may stand for the first letters of several words (« CA »).
        name: Whether it is written as a name inside the label: a place, a body.
    """

    text: str
    cut: bool = False
    initials: bool = False
    name: bool = False


@dataclass(frozen=True, slots=True)
class Covered:
    """How much of a label another says.

    Attributes:
        share: Part of its telling words that are words of the other or of its theme, 0 to 1.
        own: How many are words of the other label itself.
        stray: Whether a word left over is a name, of a part of what the other label is about.
    """

    share: float = 0.0
    own: int = 0
    stray: bool = False


@lru_cache(maxsize=1 << 14)
def telling_words(label: str, *, remarks: bool = True) -> tuple[Word, ...]:
    """Return the words of a label that tell it from others, in order.

    Args:
        label: As typed or as printed.
        remarks: Whether words in brackets count.
    """
    text = without_footnote(label)
    if not remarks:
        text = _REMARK.sub(" ", text)
    words = []
    for place, found in enumerate(_TOKEN.finditer(text)):
        raw = found["word"]
        plain = normal(raw)
        whole = ABBREVIATIONS.get(plain, plain)
        for part in whole.split():
            single = part[:-1] if len(part) > 3 and part[-1] in "sx" else part
            if (
                part in EMPTY
                or single in GENERIC | _OF_TOTALS
                or (len(part) < 2 and part.isalpha())
            ):
                continue
            letters = raw.isupper() and raw.isalpha() and len(raw) in _INITIALS
            named = place > 0 and raw[0].isupper() and not letters
            words.append(Word(single, bool(found["dot"]) and whole == plain, letters, named))
    return tuple(words)


@lru_cache(maxsize=1 << 14)
def covered(label: str, printed: str, theme: str = "", *, remarks: bool = True) -> Covered:
    """Return how much of a label a printed one says.

    Args:
        label: As typed, its words maybe cut short, reordered or left out.
        printed: As the agreement prints it.
        theme: The heading that it is printed under, whose words count too.
        remarks: Whether words of the label in brackets count.

    Returns:
        A share of 0 where the label has no telling word of its own.
    """
    words = telling_words(label, remarks=remarks)
    if not words:
        return Covered()
    own = share = 0
    stray = False
    for word in words:
        said = _says(printed, word)
        own += said
        if said or (theme and _says(theme, word)):
            share += 1
        else:
            stray = stray or word.name
    return Covered(share / len(words), own, stray)


def has_strange_word(label: str, printed: tuple[str, ...]) -> bool:
    """Tell whether a word of a label is in none of many printed ones, in any form.

    Args:
        label: As typed.
        printed: As the agreement prints them.
    """
    return not all(_any_says(printed, word) for word in telling_words(label))


@lru_cache(maxsize=1 << 14)
def _any_says(printed: tuple[str, ...], word: Word) -> bool:
    return any(_says(one, word) for one in printed)


def says_all(label: str, printed: str) -> bool:
    """Tell whether two labels say the same in words that may be cut short, none left over."""
    return covered(label, printed).share == covered(printed, label).share == 1.0


def _says(printed: str, word: Word) -> bool:
    """Tell whether a printed label has a word, in any form."""
    if word.text.isdigit():
        return word.text in _texts(printed)
    return _has_form(printed, word)


@lru_cache(maxsize=1 << 10)
def _texts(printed: str) -> frozenset[str]:
    return frozenset(one.text for one in telling_words(printed))


@lru_cache(maxsize=1 << 16)
def _has_form(printed: str, word: Word) -> bool:
    words = telling_words(printed)
    if any(_is_form(word, one) for one in words):
        return True
    return word.initials and word.text in "".join(one.text[0] for one in words)


def _is_form(word: Word, other: Word) -> bool:
    """Tell whether two words are one, cut short or in another form."""
    first, second = word.text, other.text
    if first == second:
        return True
    if first[0] != second[0]:
        return False
    if first[0].isdigit() or second[0].isdigit():
        return not first.isdigit() and second.startswith(first)  # « 17h » is « 17h00 »
    if _cuts(word, second) or _cuts(other, first):
        return True
    shared = 0
    for one, two in zip(first, second, strict=False):
        if one != two:
            break
        shared += 1
    return shared >= _STEM and shared >= _OF_SHORTER * min(len(first), len(second))


def _cuts(word: Word, other: str) -> bool:
    least = _CUT_WITH_DOT if word.cut else _CUT
    return len(word.text) >= least and other.startswith(word.text)
