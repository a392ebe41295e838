"""The words of one question, each of which is used once or left over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pycog.dialogue.kept_registers.register_data import DATA
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.dialogue.table_query.initials import WORD
from pycog.dialogue.table_query.table_lexis import plain
from pycog.lazy_patterns import regex

#: Words that carry a question and choose nothing.
FILLER: Final = frozenset(words(DATA["filler"]))
_SIGNS: Final = regex(r"[()'\"?!;:]|(?<!\d)[.,]|[.,](?!\d)|->|=>")
_SHORT: Final = regex(r"\b(?:pq|pk|pkoi|pqoi|prquoi)\b")
_TOKEN: Final = regex(rf"{WORD.pattern}|[%€<>=+*]")


class Words:
    """A question as it is read.

    Args:
        question: As typed.
        done: The root of the verb that a register says of what is done, ``""`` for none.
    """

    def __init__(self, question: str, done: str = "") -> None:
        text = _SHORT.sub("pourquoi", _SIGNS.sub(" ", plain(question)))
        if done:
            text = re.sub(rf"\b{done}(?:oir|ir|er|re)\b", "faire", text)
            text = re.sub(rf"\b{done}(?:e|i|u|t)?(e?s?)\b", r"fait\1", text)
        self.text = " ".join(text.split())
        self._used = bytearray(len(self.text))

    def is_free(self, start: int, end: int) -> bool:
        """Tell whether nothing of a part has been used."""
        return not any(self._used[start:end])

    def use(self, start: int, end: int) -> None:
        """Use a part."""
        self._used[start:end] = b"\1" * (end - start)

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield what a pattern finds in what has not been used."""
        for match in pattern.finditer(self.text):
            if match.end() > match.start() and self.is_free(*match.span()):
                yield match

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Use the first part that a pattern finds, and return it."""
        for match in self.find(pattern):
            self.use(*match.span())
            return match
        return None

    def take_all(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Use every part that a pattern finds."""
        found = list(self.find(pattern))
        for match in found:
            self.use(*match.span())
        return found

    def left(self) -> list[tuple[int, int, str]]:
        """Return the words that are left over, with their places; fillers are not."""
        return [
            (match.start(), match.end(), match[0])
            for match in _TOKEN.finditer(self.text)
            if self.is_free(*match.span()) and match[0] not in FILLER
        ]

    def before(self, start: int) -> str:
        """Return the question up to a place."""
        return self.text[:start].rstrip()


def stems_of_words(text: str) -> frozenset[str]:
    """Return the stems of the words of a text, fillers left out."""
    return frozenset(stem(one) for one in WORD.findall(text) if one not in FILLER)
