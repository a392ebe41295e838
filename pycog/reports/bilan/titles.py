"""Titles that the source prints in capitals without accents, as a reader expects them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from pycog.values import capital, fold

_WORD: Final = re.compile(r"[^\W\d_]+")


def vocabulary(texts: Iterable[str]) -> Mapping[str, str]:
    """Return word without accents → how texts in small letters mostly spell it."""
    seen: dict[str, Counter[str]] = {}
    for text in texts:
        if not text.isupper():
            for word in _WORD.findall(text):
                seen.setdefault(fold(word), Counter())[word.lower()] += 1
    return {word: spelled.most_common(1)[0][0] for word, spelled in seen.items()}


def small_letters(title: str, known: Mapping[str, str]) -> str:
    """Return a title printed in capitals in small letters, with the accents of its words.

    Args:
        title: As printed; a title that is not all in capitals is returned as it is.
        known: Spelling of words, see :func:`vocabulary`; others are put in small letters.

    >>> small_letters("AMELIORER L'ACCUEIL", {"ameliorer": "améliorer"})
    "Améliorer l'accueil"
    """
    if not title.isupper():
        return title
    small = _WORD.sub(lambda found: known.get(fold(found[0]), found[0].lower()), title)
    return capital(small)
