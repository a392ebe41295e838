"""The words of a question before it is cut: numbers in words as digits, the accents as typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pycog.dialogue.normalise import normalise, normalise_long
from pycog.dialogue.spoken import digits
from pycog.lazy_patterns import regex

#: A number word alone is a number behind a bound: « plus de cent salariés ».
_BOUND: Final = regex(
    r"\b((?:(?:plus|moins) (?:de|d|que)|au (?:moins|plus|maximum|minimum)|superieure?s? a"
    r"|inferieure?s? a|exactement|depass\w+|exced\w+) )"
    r"(deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante"
    r"|cinquante|soixante|cent|mille)\b"
)
#: Stands before each of two columns of which one is divided by the other.
QUOTIENT: Final = "quotient"
#: A rate that is said in brackets: « taux de recouvrement (encaissé / notifié) ».
_IN_BRACKETS: Final = regex(
    r"\btaux (?:de |d )([a-z]+)( .*?)? ?\( ?([a-z][a-z ]*?) ?/ ?([a-z][a-z ]*?) ?\)"
)
_LETTERS: Final = regex(r"[^\W\d_]+")


def numbered(text: str) -> str:
    """Return a question with its numbers in words as digits.

    Args:
        text: In plain form.
    """
    text = _IN_BRACKETS.sub(rf"taux\2 {QUOTIENT} \3 {QUOTIENT} \4", text)
    return digits(_BOUND.sub(lambda one: one[1] + digits(f"numero {one[2]}")[7:], text))


def accented(question: str) -> Mapping[str, str]:
    """Return each word of a question in plain form with what was typed, where accents are typed.

    Args:
        question: As typed.
    """
    typed = {normalise(one): one.casefold() for one in _LETTERS.findall(question)}
    return typed if any(plain != said for plain, said in typed.items()) else {}


@dataclass(frozen=True, slots=True)
class Said:
    """What a question says of its words.

    Attributes:
        strict: Words that say something in any question.
        typed: Words in plain form → as typed, with their accents; nothing where none is typed.
        remarks: Whether a word alone may be one of a remark: « pourquoi est-il bloqué ? ».
        asking: Those of them that ask for something.
        words: All its words.
    """

    strict: frozenset[str] = frozenset()
    typed: Mapping[str, str] = field(default_factory=dict)
    remarks: bool = False
    asking: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def fits(self, words: list[str], text: str) -> int:
        """Tell whether words are typed as a text writes them: 1, −1, 0 where nothing tells.

        Args:
            words: In plain form.
            text: A cell or a heading.
        """
        if not self.typed:
            return 0
        written = {_bare(one.casefold()) for one in _LETTERS.findall(text)}
        plain = {_bare(normalise_long(one)) for one in written}
        found = 0
        for one in words:
            said = _bare(self.typed.get(one, one))
            if said in written:
                found = max(found, 1)
            elif _bare(one) in plain:
                return -1
        return found


def _bare(word: str) -> str:
    """Return a word without the endings of its plural and its feminine."""
    one = word.rstrip("s")
    return one[:-1] if one.endswith("ée") else one
