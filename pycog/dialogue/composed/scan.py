"""One question under a reading: what it has claimed, and what of the question is left over."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pycog.dialogue.entities import Question, Word
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.spans import Entity
from pycog.dialogue.state import SlotValue
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

#: What a question is made of: words, and numbers with their signs of comparison.
_TOKEN: Final = regex(r"[a-z]+|\d+(?:[.,]\d+)*|[<>=%€+]")
#: Turns of phrase whose negation or comparison changes nothing.
_IDIOMS: Final = regex(
    r"\b(?:est ce que?|s il (?:te|vous) plait|y a t il|qu est ce que?|n est ce pas|d apres"
    r"|plus precisement|plus exactement|en plus|je ne (?:sais|me souviens|retrouve) (?:plus|pas)"
    r"|compte(?:nt)?(?= (?:le|la|l|les|t|cette|ce|chaque)\b)"
    r"|ou (?:pas|non)(?= ?[?.!,]|$)|en tout|au fait)\b"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A question read as one that a handler answers.

    Attributes:
        intent: Id of what is asked.
        slots: What it is about.
    """

    intent: str
    slots: dict[str, SlotValue]


class Scan:
    """What a reading has used of a question.

    Args:
        question: As read.
        known: The vocabulary.
    """

    def __init__(self, question: Question, known: Vocabulary) -> None:
        self.question = question
        self.known = known
        self.text = question.text
        self._used: list[tuple[int, int]] = [one.span() for one in _IDIOMS.finditer(self.text)]

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Claim every place of a pattern of which some word is free; return the first."""
        first = None
        for match in pattern.finditer(self.text):
            tokens = (one.span() for one in _TOKEN.finditer(self.text, *match.span()))
            if match[0] and not all(self._taken(*span) for span in tokens):
                self._used.append(match.span())
                first = first or match
        return first

    def has(self, pattern: re.Pattern[str]) -> bool:
        """Tell whether a pattern stands in the question, and claim nothing."""
        return pattern.search(self.text) is not None

    def entities(self, *kinds: str) -> list[Entity]:
        """Claim the entities of some kinds that are free, and return them."""
        found = []
        for one in self.question.of(*kinds):
            if not self._taken(one.start, one.end):
                self._used.append((one.start, one.end))
                found.append(one)
        return found

    def words(self, stems: Collection[str]) -> list[str]:
        """Claim the free words with some stems, and return the stems that are there."""
        found = []
        for word in self.free():
            for one in (word.stem, stem(self.text[word.start : word.end])):
                if one in stems:
                    self._used.append((word.start, word.end))
                    found.append(one)
                    break
        return found

    def free(self) -> Iterator[Word]:
        """Yield the words that nothing has claimed."""
        for word in self.question.words:
            if not self._taken(word.start, word.end):
                yield word

    def is_free(self, start: int, end: int) -> bool:
        """Tell whether nothing has claimed a piece of the text."""
        return not self._taken(start, end)

    def claim(self, pieces: Iterable[Word]) -> None:
        """Claim some words."""
        self._used.extend((one.start, one.end) for one in pieces)

    def claim_span(self, start: int, end: int) -> None:
        """Claim a piece of the text."""
        self._used.append((start, end))

    def take_within(self, pattern: re.Pattern[str], start: int, end: int) -> None:
        """Claim every place of a pattern inside a piece of the text."""
        self._used += [match.span() for match in pattern.finditer(self.text, start, end)]

    def telling(self) -> list[Word]:
        """Return the free words that mean something."""
        return [word for word in self.free() if not self._is_filler(word.start, word.end, word)]

    def left(self) -> list[str]:
        """Return the words, numbers and signs that are neither claimed nor filler."""
        stems = {(word.start, word.end): word for word in self.question.words}
        return [
            match[0]
            for match in _TOKEN.finditer(self.text)
            if not self._taken(*match.span())
            and not self._is_filler(*match.span(), stems.get(match.span()))
        ]

    def _is_filler(self, start: int, end: int, word: Word | None) -> bool:
        typed = self.text[start:end]
        return stem(typed) in self.known.filler or (
            word is not None and word.stem in self.known.filler
        )

    def _taken(self, start: int, end: int) -> bool:
        return any(start < last and first < end for first, last in self._used)


@lru_cache(maxsize=256)
def stems_of(text: str) -> frozenset[str]:
    """Return the stems of a list of words."""
    return frozenset(stem(word) for part in text.split() for word in words(normalise(part)))
