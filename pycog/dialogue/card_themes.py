"""The themes of the scorecards as questions say them: by their printed names or their initials."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from pycog.conventions import Scorecard
from pycog.dialogue.normalise import normalise, words
from pycog.lazy_patterns import regex

_JOINING: Final = ("d", "de", "du", "des", "la", "le", "l", "et")
_AROUND: Final = (
    r"\b(?:(?:en|d|de|du|la|le|l|theme|thematique|bloc|axe|volet|domaine) )*"  # « en qualité »
)
#: A first word that others stand for.
_SAME: Final = {"gestion": "(?:gestion|maitrise)"}
#: Letters by which a longer word of a name is known: « éco » for « économique ».
_BEGUN: Final = 3
#: Letters of the first word of a name where it is shortened.
_SHORT: Final = 4


def theme_patterns(cards: Sequence[Scorecard], *, loose: bool) -> dict[str, re.Pattern[str]]:
    """Return how each theme of some scorecards is said, by its key.

    Args:
        cards: The scorecards of an agreement.
        loose: Whether the first word of a name is enough where it stands alone: « qualité ».
    """
    named = {pair: None for card in cards for pair in card.terms.themes.items()}
    return dict(_patterns(tuple(named), loose))


@lru_cache(maxsize=16)
def _patterns(named: tuple[tuple[str, str], ...], loose: bool) -> dict[str, re.Pattern[str]]:
    return {key: _pattern(name, loose) for key, name in named}


def short_names(name: str) -> tuple[str, ...]:
    """Return the single words by which a theme is said: its first one, its initials."""
    every = words(normalise(name))
    telling = [word for word in every if word not in _JOINING]
    return (telling[0], *sorted(_initials(every, telling)))


def _initials(every: Sequence[str], telling: Sequence[str]) -> set[str]:
    """Return the initials of the words of a name, with and without its smaller words."""
    found = {
        "".join(word[0] for word in each)
        for each in (telling, every, [one for one in every if one != "et"])
    }
    return {one for one in found if len(one) > 1}


def _pattern(name: str, loose: bool) -> re.Pattern[str]:
    every = words(normalise(name))
    telling = [word for word in every if word not in _JOINING]
    joined = rf"(?: (?:{'|'.join(_JOINING)}))*"
    first, *rest = (_SAME.get(telling[0], telling[0]), *telling[1:])
    begun = [rf"{joined} {re.escape(word[:_BEGUN])}\w*" for word in rest]
    least = 0 if loose or not begun else 1
    if loose and first == telling[0]:
        # « Perf » is « performance » where the other themes stand beside it.
        first = rf"(?:{first}|{first[:_SHORT]})"
    said = first + "".join(begun[:least]) + "".join(f"(?:{one})?" for one in begun[least:])
    short = "|".join(sorted(_initials(every, telling)))
    return regex(rf"{_AROUND}(?:{said}|{short or first})\b")
