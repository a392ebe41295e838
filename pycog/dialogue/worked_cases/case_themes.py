"""The national rate of three themes, and the third one that a national rate takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from pycog.dialogue.bonus_terms import Themes, weighting_of
from pycog.dialogue.calculations.typed_quantities import NUMBER, PERCENT, Quantity
from pycog.dialogue.worked_cases.case_text import Case, rate_shown, tight_runs, undashed, unshared
from pycog.lazy_patterns import regex
from pycog.values import format_number

_THEME_WORDS: Final = regex(
    r"\b(?:trn|taux|tx|national\w*|reussite\w*|reussi\w*|interessement|branche|partiels?|ponder\w*|poids|resultat\w*|part|formule|primes?|global\w*|niveau|estim\w*"
    r"|correspond\w*|themes?|par|ou|moyenne|points?|total|score\w*|avec|obten\w*|attei\w*|maladie|net|refai\w*|recalcul\w*)\b|%|[-/]"
)
_OTHER_THEMES: Final = regex(
    r"\btrl\b|\blocal\w*|\bpini\b|\bpili\b|\bmtid\b|\bpoints? de plus|\bindicateurs?\b"
    r"|\bcompar|\bhausse|\bbaisse|\bevolu|\bgagn|\bsi on (?:passe|gagn|mont|baiss|ajout"
    r"|augment)|\bpasse de\b"
)
_THEME_NEED: Final = regex(
    r"\b(?:faut|faudra\w*|doit|devrai\w*|besoin|quoi|minimum|requis|necessaire|manque)\b"
    r"|\b(?:combien|quel\w*(?: taux)?) (?:en|pour|sur)\b"
)
_CLAUSE_END: Final = regex(rf"[,;:?.]|{_THEME_NEED.pattern}")
_CENT: Final = 100
_PAIR: Final = 2
_AIMED: Final = regex(
    r"\b(?:arriver a|atteindre|avoir|passer|depasser|viser|obtenir|trn (?:de|a))"
    r"(?: (?:un|une|les|des|trn|taux|national|de|global|total|a))* ?$"
)
_THREE: Final = 3


def plain_themes(case: Case) -> str:
    """Return in plain words what is asked of the rates of the three themes, ``""`` if nothing.

    It is the national rate, or the rate of one theme that a national rate takes.
    """
    themes = case.known.weighted
    text = case.text
    if len(themes) != _THREE or _OTHER_THEMES.search(text):
        return ""
    asked = _RATE_ASKED.search(text) is not None
    needs = _THEME_NEED.search(text) is not None
    if not (asked or needs):
        return ""
    patterns = _said_by(themes)
    if not all(one.search(text) for one in patterns):
        return ""
    numbers = undashed(case, unshared(case, case.numbers))
    weights = _weights(case, numbers)
    rest = [one for one in numbers if one not in weights]
    if not all(one.unit in {NUMBER, PERCENT} and 0 <= one.value <= _CENT for one in rest):
        return ""
    if not case.reads(numbers, (*patterns, _THEME_WORDS, _THEME_NEED, _AIM_WORDS)):
        return ""
    name = (
        weighting_of(case.known.convention.id, [round(one.value) for one in weights])
        if weights
        else ""
    )
    key = f" avec {'/'.join(format_number(one.value) for one in weights)}" if weights else ""
    if name is None:
        return ""
    found = _by_theme(case, numbers, rest, patterns)
    if found is None:
        return ""
    rates, wanted = found
    if wanted is None and len(rates) == _THREE:
        if needs or not asked:
            return ""
        told = ", ".join(f"{themes[at][0]} {rate_shown(rates[at])}" for at in range(_THREE))
        return f"TRN{key}{' si' if key else ' avec'} {told}"
    if name or len(rates) != _PAIR or not needs:
        return ""
    missing = next(at for at in range(_THREE) if at not in rates)
    told = " et ".join(f"{themes[at][0]} {rate_shown(one)}" for at, one in sorted(rates.items()))
    if wanted is None:
        # Nothing else is aimed at: what opens the national share is.
        return f"quel taux en {themes[missing][0]} pour le seuil de déclenchement avec {told} ?"
    return (
        f"combien faut-il en {themes[missing][0]} pour un TRN de {rate_shown(wanted)} avec {told} ?"
    )


@lru_cache(maxsize=8)
def _said_by(themes: Themes) -> tuple[re.Pattern[str], ...]:
    """Return how each theme is said."""
    return tuple(regex(pattern) for _, pattern in themes)


_RATE_ASKED: Final = regex(
    r"\b(?:trn|taux|national\w*|interessement|reussite|branche|ponder\w*|formule|primes?"
    r"|global\w*)\b|\d ?/ ?\d"
)
_AIM_WORDS: Final = regex(
    r"\b(?:arriver|atteindre|avoir|passer|depasser|viser|obtenir|pour|formule|ponderation"
    r"|plus|moins|au moins)\b"
)


def _weights(case: Case, numbers: Sequence[Quantity]) -> list[Quantity]:
    """Return the three numbers that are weights, between slashes where some are; none in doubt."""
    found = list(filter(_is_weighting, tight_runs(case, numbers)))
    found = found or list(filter(_is_weighting, case.runs(numbers)))
    return found[0] if len(found) == 1 else []


def _is_weighting(run: Sequence[Quantity]) -> bool:
    return len(run) == _THREE and round(sum(one.value for one in run), 6) == _CENT


def _by_theme(
    case: Case,
    numbers: Sequence[Quantity],
    rest: Sequence[Quantity],
    patterns: Sequence[re.Pattern[str]],
) -> tuple[dict[int, Quantity], Quantity | None] | None:
    """Return the rate of each theme that has one, and the rate that is aimed at."""
    ways = [_say(case, numbers, rest, patterns, behind=behind) for behind in (False, True)]
    said = [one for one in ways if one is not None]
    if not said:
        return None
    found = max(said, key=len)
    left = [one for one in rest if one not in found.values()]
    if len(left) > 1:
        return None
    if left and not _AIMED.search(case.before(numbers.index(left[0]), numbers)):
        return None
    return found, left[0] if left else None


def _say(
    case: Case,
    numbers: Sequence[Quantity],
    rest: Sequence[Quantity],
    patterns: Sequence[re.Pattern[str]],
    *,
    behind: bool,
) -> dict[int, Quantity] | None:
    """Return the theme that stands before each number, or behind it; ``None`` in doubt."""
    found: dict[int, Quantity] = {}
    for one in rest:
        at = numbers.index(one)
        piece = _clause(case.gap(at, numbers)) if behind else case.before(at, numbers)
        said = [place for place, pattern in enumerate(patterns) if pattern.search(piece)]
        if not said or _AIMED.search(case.before(at, numbers)):
            continue
        if len(said) > 1:
            if len(rest) == _THREE and at == 0 and not behind:
                # « QS, GDR et PES : 82, 64 et 71 ».
                order = sorted(range(_THREE), key=lambda place: _first(patterns[place], piece))
                return dict(zip(order, rest, strict=True)) if len(said) == _THREE else None
            return None
        if said[0] in found:
            return None
        found[said[0]] = one
    enough = len(found) == len(rest) or (len(found) == _PAIR and len(rest) == _THREE)
    return found if enough and len(found) >= _PAIR else None


def _clause(piece: str) -> str:
    """Return what stands behind a number, up to where the question goes on to what is needed."""
    end = _CLAUSE_END.search(piece)
    return piece if end is None else piece[: end.start()]


def _first(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    return len(text) if match is None else match.start()
