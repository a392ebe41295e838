"""Brings a question to one spelling: no case, no accents, plain spaces and signs.

Every later step works on this form. Normalising twice is normalising once.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from functools import lru_cache
from typing import Final

from pycog.lazy_patterns import regex

#: Longer questions are cut: no question about a convention needs more.
LONGEST: Final = 600

#: Signs that keyboards and word processors put in the place of plain ones.
_PLAIN: Final = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d",
        "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "′": "'",
        "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-",
        "«": '"', "»": '"', "“": '"', "”": '"', "„": '"',
        "…": " ", "×": "x", "÷": "/", "⁄": "/", "→": "->",
    }
)  # fmt: skip
#: The marks that nearly all letters bear; the joiner among them counts as none.
_ACCENTS: Final = regex("[\u0300-\u034e\u0350-\u036f]+")
#: "qu'est" and "l'objectif" become two words; a hyphen between words is a space.
_APOSTROPHE: Final = regex(r"(?<=[a-z])'\s*(?=[a-z0-9])")
_HYPHEN: Final = regex(r"(?<=[a-z])-(?=[a-z])")
#: The apostrophe left out before a name: « lIsère ».
_JOINED: Final = regex(r"\b([ld])(?=[A-ZÀ-Ý][a-zà-ÿ]{2})")
#: What is left of punctuation: signs that carry meaning stay.
_DROPPED: Final = regex(r"[^a-z0-9 %€.,;:!?'\"()/+\-<>=°_&*@#$]")
#: Thousands parted by a sign that parts nothing else: « 1.234.567,50 », « 1.234,50 », « 1'234 ».
_DOTTED: Final = regex(
    r"(?<![\d.,/])\d{1,3}(?:(?:\.\d{3}){2,}(?=(?:,\d+)?(?![.,]?\d))|\.\d{3}(?=,\d{1,2}(?![.,]?\d)))"
)
#: « 6,14,4,9,21 » : no number has so many commas, it is a list.
_TIGHT_LIST: Final = regex(r"(?<![\d.,/])\d{1,3}(?:,\d{1,3}){4,}(?![.,]?\d)")
_GROUPED: Final = regex(r"\d{1,3}(?:,\d{3})+")
_MARKED: Final = regex(r"(?<=\d)['_](?=\d{3}(?!\d))")


def normalise(text: str) -> str:
    """Return the plain form of a question.

    Args:
        text: Anything that was typed, of any length and in any script.

    Returns:
        Lower-case ASCII letters, digits and a few signs, single spaces, no accents, at
        most :data:`LONGEST` characters; ``""`` where nothing readable is left.
    """
    return _normalised(text[: 4 * LONGEST])


@lru_cache(maxsize=4_096)
def _normalised(text: str) -> str:
    plain = _JOINED.sub(r"\1'", text).casefold().translate(_PLAIN)
    if not plain.isascii():
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
        if not plain.isascii():
            plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
        # NFKD takes some signs apart into ones that the table knows.
        plain = plain.casefold().translate(_PLAIN)
    plain = _DROPPED.sub(" ", " ".join(plain.split()))
    plain = _MARKED.sub(" ", _DOTTED.sub(lambda one: one[0].replace(".", " "), plain))
    plain = _TIGHT_LIST.sub(_parted, plain)
    plain = _HYPHEN.sub(" ", _APOSTROPHE.sub(" ", plain))
    return " ".join(plain.split())[:LONGEST].strip()


def _parted(match: re.Match[str]) -> str:
    return match[0] if _GROUPED.fullmatch(match[0]) else match[0].replace(",", ", ")


@lru_cache(maxsize=4_096)
def normalise_long(text: str) -> str:
    """Return the plain form of a text that may be longer than a question."""
    pieces = [text] if len(text) <= LONGEST else textwrap.wrap(text, LONGEST)
    return " ".join(map(normalise, pieces))


def words(text: str) -> list[str]:
    """Return the words of a normalised text, numbers included."""
    return _WORD.findall(text)


_WORD: Final = regex(r"[a-z]+|\d+(?:[.,]\d+)?")
