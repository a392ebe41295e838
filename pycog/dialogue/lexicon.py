"""Recognises a typed word among the words that the assistant knows, typing errors included."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import Final

from pycog.dialogue.normalise import words

#: A short word has too many neighbours: « note » and « vote » are one letter apart.
#: Measured on the words of the conventions: from five letters on, one edit (a letter
#: too many, missing, wrong, or two swapped) never joins two words of different meaning
#: there; from nine letters on, two do not either.
ONE_EDIT: Final = 5
TWO_EDITS: Final = 9
#: Words kept of one question: the length limit allows no more that mean anything.
MOST_WORDS: Final = 120
_KEPT: Final = 20_000
#: Words whose stem is remembered: the conventions and their passages hold about 8 000.
_STEMMED: Final = 16_384


@lru_cache(maxsize=_STEMMED)
def stem(word: str) -> str:
    """Return a word without the marks of plural and feminine, which typing gets wrong."""
    if len(word) < 4 or word[0].isdigit():
        return word
    for ending in ("ees", "es", "ee", "s", "x", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


class Lexicon:
    """The known words, by stem.

    Args:
        known: Words that mean something.
        abbreviations: Short form → the word it stands for.
        neutral: Stems of words that mean nothing: known as they are, and no word is taken
            for a misspelled one of them.
        spelled: Returns the words that are spelled as they should be, though they are none of
            the known ones; asked for when a word may be a typing error.
    """

    def __init__(
        self,
        known: Iterable[str],
        abbreviations: Mapping[str, str],
        neutral: Collection[str] = (),
        spelled: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        self._spelled = spelled
        self._short = dict(abbreviations)
        meaning = frozenset(stem(self._short.get(word, word)) for word in known)
        self.stems = meaning | frozenset(neutral)
        self._by_length: dict[int, list[str]] = {}
        for one in sorted(meaning):
            self._by_length.setdefault(len(one), []).append(one)
        self._meaning = meaning
        self._of_about: dict[tuple[int, int], list[str]] = {}
        self._seen: dict[str, str] = {}

    def recognise(self, word: str) -> str:
        """Return the stem of the known word that was meant, else the word's own stem."""
        found = self._seen.get(word)
        if found is None:
            found = self._recognise(word)
            if len(self._seen) < _KEPT:
                self._seen[word] = found
        return found

    def read(self, text: str) -> list[str]:
        """Return the recognised words of a normalised text, in order."""
        return [self.recognise(word) for word in words(text)[:MOST_WORDS]]

    def _recognise(self, word: str) -> str:
        plain = stem(self._short.get(word, word))
        if plain in self.stems or len(word) < ONE_EDIT or word[0].isdigit():
            return plain
        if word in self._spelled():
            return plain
        allowed = 2 if len(word) >= TWO_EDITS else 1
        return self._closest(plain, allowed) or self._begun(plain) or plain

    def _begun(self, plain: str) -> str | None:
        """Return the one known stem that begins so: « vaccin » for « vaccination »."""
        found = [one for one in self._meaning if one.startswith(plain)]
        return found[0] if len(found) == 1 else None

    def _closest(self, plain: str, allowed: int) -> str | None:
        """Return the one known stem within the allowed edits; two as close are none."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = self._near(len(plain), allowed)
        found = process.extract(plain, near, scorer=OSA.distance, score_cutoff=allowed, limit=2)
        if len(found) > 1 and found[0][1] == found[1][1]:
            return None
        return found[0][0] if found else None

    def _near(self, length: int, allowed: int) -> list[str]:
        """Return the known stems of about a length, which are compared at once."""
        key = length, allowed
        if key not in self._of_about:
            self._of_about[key] = [
                known
                for one in range(length - allowed, length + allowed + 1)
                for known in self._by_length.get(one, ())
                if len(known) >= ONE_EDIT - 1
            ]
        return self._of_about[key]
