"""Mends the typing errors in the words that the readers of composed questions look for."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Final

from pycog.dialogue.entities import Question
from pycog.dialogue.lexicon import Lexicon, stem
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

_FILE: Final = Path(__file__).parent.parent / "data" / "synonyms.toml"
#: A shorter word has too many neighbours.
_LEAST: Final = 6
_WORD: Final = regex(r"[a-z]+")


@lru_cache(maxsize=1)
def _spelled() -> tuple[Lexicon, dict[str, list[str]]]:
    """Return the known words, and stem → its forms."""
    with _FILE.open("rb") as file:
        known = tomllib.load(file)["spelled"].split()
    forms: dict[str, list[str]] = {}
    for word in known:
        forms.setdefault(stem(word), []).append(word)
    return Lexicon(known, {}), forms


def respelled(question: Question, known: Vocabulary) -> str:
    """Return a question with such words mended, ``""`` where there is nothing to mend.

    Args:
        question: As read.
        known: The vocabulary: its words are no typing errors.
    """
    lexicon, forms = _spelled()

    def mended(match: re.Match[str]) -> str:
        word = match[0]
        if len(word) < _LEAST or stem(word) in known.lexicon.stems:
            return word
        meant = forms.get(lexicon.recognise(word), [word])
        # The plural stays one: « indciateurs » is « indicateurs ».
        same = [one for one in meant if one.endswith("s") == word.endswith("s")]
        return (same or meant)[0]

    text = _WORD.sub(mended, question.text)
    return "" if text == question.text else text
