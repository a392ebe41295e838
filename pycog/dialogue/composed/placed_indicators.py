"""The one indicator that all words of a question are said of: of its label, or of its sheet.

Asked where no other reader understood: its target, the value that it starts from, or both.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pycog import conventions
from pycog.conventions.facts.numbering import cell_value
from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.composed.indicator_facts import facts_told
from pycog.dialogue.composed.scan import Reading, Scan, stems_of
from pycog.dialogue.composed.search import bag, said_words
from pycog.dialogue.entities import Word
from pycog.dialogue.expressions import call, row
from pycog.dialogue.families import place_data, restricting, says, widened
from pycog.dialogue.intents import AND
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.place_words import AIM, MADE, words_of_indicator
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex

#: What an indicator is not asked with.
_OTHER: Final = (
    "fund", "line", "document", "category", "row", "change", "without", "per", "unit", "amount",
    "percent", "points", "cell", "date", "days",
)  # fmt: skip
_ELSE: Final = regex(
    r"\b(?:seuils?|socles?|poids|points?|ponderation|campagne|grille|bareme|interessement|budget"
    r"|quels|quelles|lesquels|combien d indicateurs|atteint|atteinte|respecte|tenu|si)\b"
)
_START: Final = regex(
    r"\b(?:realise\w*|constate\w*|references?|depart|base|part(?:ait|ons|ions)?|situation|etait"
    r"|etaient|avait|avaient|mesure\w*|observe\w*|obtenu\w*|point de depart)\b"
)
#: Asks for a part on the way of a question with two: « d'où part-on et où doit-on être ».
_AROUND: Final = regex(
    r"\b(?:d ou|ou|on|puis|et|ensuite|quel(?:le)?|combien|taux|chiffre|valeur|niveau|pour|au"
    r"|jusqu ou|fin|en etre|on en est|combien de %|en tout)\b|%"
)
#: Years of a period that are read one by one.
_LONGEST: Final = 12
_COMMON: Final = stems_of("taux nombre part delai quantite pourcentage indicateur")
_RATE: Final = stems_of("taux part pourcentage proportion")
#: Words of the label that must be said, of how many.
_LEAST: Final = 2


@dataclass(frozen=True, slots=True)
class _Entry:
    number: str
    label: frozenset[str]
    names: tuple[frozenset[str], ...]
    place: frozenset[str]


@lru_cache(maxsize=8)
def _entries(about: str, _state: Hashable) -> tuple[tuple[_Entry, ...], dict[str, int]]:
    convention = conventions.load(about)
    every: list[_Entry] = []
    count: dict[str, int] = {}
    for number, item in convention.indicators.items():
        other = place_data(about, "names").get(number, "")
        label = bag(f"{item.label} {other}")
        place = {stem(one) for one in words_of_indicator(convention, number) if one.isalpha()}
        names = tuple(bag(one) - _COMMON for one in (item.label, other) if one)
        every.append(_Entry(number, label, names, widened(place | label | {item.unit})))
        for one in label:
            count[one] = count.get(one, 0) + 1
    return tuple(every), count


_RESULT: Final = regex(r"\bresultats?\b")


def start_and_aim(scan: Scan, turn: Turn) -> Answer | Reading | None:
    """Answer with both where the first value of one indicator and its targets are asked for."""
    base = turn.convention.baseline_year
    if base is None or not scan.has(_joined(base)):
        return None
    scan.take(_RESULT)
    found = placed_indicator(scan, turn, started=True)
    return found if isinstance(found, Answer) else None


@lru_cache(maxsize=8)
def _joined(base: int) -> re.Pattern[str]:
    """Return « le réalisé et la cible »: both are asked for, and one alone would drop the other."""
    start = rf"\b(?:realise\w*|resultats?|reel|constate\w*|depart|references?|{base})\b"
    joint, aim = r".*\b(?:et|puis|avec|vs)\b.*", r"\b(?:cibles?|objectifs?|obj)\b"
    return regex(f"{start}{joint}{aim}|{aim}{joint}{start}")


def placed_indicator(scan: Scan, turn: Turn, *, started: bool = False) -> Answer | Reading | None:
    """Answer with the target or the first value of the one indicator that words are said of."""
    convention = turn.convention
    if any(map(scan.question.has, _OTHER)) or scan.has(_ELSE) or not convention.indicators:
        return None
    years = _years(scan)
    aim, start = scan.take(AIM) is not None, scan.take(_START) is not None or started
    if years is None:
        return None
    bases = [one for one in years if one in convention.baseline_years]
    aims = [one for one in years if one in convention.years]
    if len(bases) + len(aims) < len(years) or not (aim or start or (bases and aims)):
        return None
    found = scan.entities("indicator")
    named = [str(one.value) for one in found if one.text[-1:].isdigit() or started]
    if len(named) > 1 or set(named) - set(convention.indicators):
        return None
    scan.take(_AROUND)
    words = said_words(scan)
    scan.claim(words)
    number = _found(words, named, scan, convention.id)
    if number is None or scan.left():
        return None
    return _reading(number, bases, aims, aim=aim, start=start, both=started, turn=turn)


def _reading(
    number: str,
    bases: list[int],
    aims: list[int],
    *,
    aim: bool,
    start: bool,
    both: bool,
    turn: Turn,
) -> Answer | Reading | None:
    cell, base = cell_value(number), turn.convention.baseline_year
    if base is None or set(bases) - {base}:
        return None
    if (bases or start) and not turn.convention.indicators[number].baselines:
        return None
    if bases and aims:
        return _both(number, aims, turn)
    if both and aim and (bases or start):
        return _both(number, aims or list(turn.convention.years), turn)
    if bases or (start and not aim and not aims):
        return Reading("reference", {"indicator": cell, "year": base})
    if start:
        return None
    if not aims:
        return Reading("objectif", {"indicator": cell})
    year = aims[0] if len(aims) == 1 else AND.join(map(str, aims))
    return Reading("objectif", {"indicator": cell, "year": year})


def _years(scan: Scan) -> list[int] | None:
    found: set[int] = set()
    for one in scan.entities("year", "period", "due"):
        if one.kind == "due":
            if not str(one.value).startswith(("fin ", "début ")):
                return None
            found.add(int(str(one.value)[-4:]))
        elif isinstance(one.value, tuple):
            first, last = (int(year) for year in one.value)
            found.update(range(first, min(last, first + _LONGEST) + 1))
        else:
            found.add(int(one.value))
    return sorted(found)


def _found(words: list[Word], named: list[str], scan: Scan, about: str) -> str | None:
    """Return the number of the one indicator that all words are said of."""
    every, count = _entries(about, conventions.state())
    said = [frozenset({stem(scan.text[one.start : one.end]), one.stem}) for one in words]
    strict = MADE | restricting() | scan.known.qualifying
    ranked: list[tuple[float, str]] = []
    for entry in every:
        if named and entry.number not in named:
            continue
        own = [forms for forms in said if any(kin_of(one, entry.label) for one in forms)]
        if not all(
            forms in own
            or (forms & _RATE and "%" in entry.place)
            or (not forms & strict and any(says(one, entry.place) for one in forms))
            for forms in said
        ):
            continue
        if not named and not any(_enough(name, own) for name in entry.names):
            continue
        weight = sum(
            math.log1p(len(every) / min((count[one] for one in forms if one in count), default=1))
            for forms in own
        )
        ranked.append((weight, entry.number))
    best = max((weight for weight, _ in ranked), default=0.0)
    found = [number for weight, number in ranked if weight == best]
    return found[0] if len(found) == 1 else None


def _enough(name: frozenset[str], said: list[frozenset[str]]) -> bool:
    """Tell whether half of the telling words of a name are said, or two of them."""
    own = sum(any(kin_of(one, name) for one in forms) for forms in said)
    return own > 0 and 2 * own >= min(2 * _LEAST, len(name))


def _both(number: str, aims: list[int], turn: Turn) -> Answer | None:
    """Answer with the value that an indicator starts from and its targets."""
    cell, year = cell_value(number), turn.convention.baseline_year
    start = turn.compute(call("COG_BASELINE", cell))
    result = turn.compute(
        call("COG_TARGET", cell, aims[0])
        if len(aims) == 1
        else call("COG_TARGET_TEXT", cell, row(list(aims)))
    )
    if start.error or (result.error and len(aims) > 1):
        return None
    printed = [(one, turn.show("COG_TARGET_TEXT", cell, one) or "–") for one in aims]
    if len(aims) == 1 and not result.error:
        printed = [(aims[0], result.display)]
    rows = (
        (f"Réalisé {year}", start.display),
        *((f"Objectif {one}", text) for one, text in printed),
    )
    return facts_told(number, Table(("Valeur", "Imprimé"), rows), result, turn)
