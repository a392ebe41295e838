"""Leaves out the sentences around a question in which somebody speaks of himself.

What such a sentence names, a body, a fund or a year, goes with the question; one that states a
figure or takes something out is never left out.
"""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.entities import read_question
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

#: Ends a sentence, or what leads to the question.
_PARTED: Final = regex(r"(?<=[.!?;:]) +")
#: Somebody speaks of himself.
_SELF: Final = regex(r"\b(?:je|j|nous|notre|nos|mon|ma|mes|me|m|moi)\b")
#: A sentence that asks is no talk, and one that sets a condition changes what is asked.
_ASKS: Final = regex(
    r"\?|\b(?:quel(?:le)?s?|combien|quand|qui|comment|pourquoi|lequel|laquelle|lesquel(?:le)?s"
    r"|si|sinon|sauf|sans|hors|hormis|moins|plus que|seulement|uniquement)\b"
)
#: What is said of not finding it is no denial.
_NOT_FOUND: Final = regex(
    r"\b(?:ne |n )?(?:vois|trouve|retrouve|comprends|sais|souviens|rappelle|connais)\w*"
    r" (?:pas|plus)\b"
)
#: Kinds that a sentence states: they are no talk.
_STATED: Final = frozenset(
    {"amount", "percent", "points", "days", "number", "staff", "change", "without", "op", "row",
     "indicator", "line", "figure", "milestone", "cell", "due", "period"}
)  # fmt: skip
#: Kinds that go with the question where it has none of them.
_CARRIED: Final = ("document", "category", "fund", "year")


def without_talk(text: str, known: Vocabulary) -> str:
    """Return a question without the sentences of talk around it, ``""`` where there are none.

    Args:
        text: Normalised.
        known: The vocabulary.
    """
    pieces = _PARTED.split(text)
    if len(pieces) < 2:
        return ""
    talk = [_is_talk(one, known) for one in pieces]
    kept = [one for one, left in zip(pieces, talk, strict=True) if not left]
    if all(talk) or not any(talk):
        return ""
    rest = " ".join(kept).strip(" :;,.")
    asked = read_question(rest, known)
    for piece, left in zip(pieces, talk, strict=True):
        for one in read_question(piece, known).of(*_CARRIED) if left else ():
            if not asked.has(one.kind):
                rest = f"{rest.rstrip(' ?')} {one.text}"
    return rest


def _is_talk(piece: str, known: Vocabulary) -> bool:
    plain = _NOT_FOUND.sub(" ", piece)
    if not _SELF.search(piece) or _ASKS.search(plain) or re.search(r"\d", plain):
        return False
    if any(stem(one) in known.qualifying for one in words(plain)):
        return False
    stated = (one for one in read_question(piece, known).entities if one.kind in _STATED)
    # « Je compare » is what somebody does with the answer.
    return not any(not one.text.startswith("compar") for one in stated)
