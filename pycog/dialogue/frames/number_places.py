"""Which number of the last question each number of a turn takes the place of."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, COUNTS, NUMBER, PERCENT, Quantity
from pycog.dialogue.entities import Question
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.lazy_patterns import regex
from pycog.values import format_number

_PAIR: Final = 2
#: Characters between a word and the number that it announces.
_NEAR: Final = 9
#: Words that set a number in the place of another and say nothing besides.
SETTING: Final = frozenset(
    map(
        stem,
        words(
            "et avec si on avait etait est a mais plutot finalement en fait seulement cette fois "
            "passe passait monte montait tombe tombait descend baisse baissait obtient obtenait "
            "prend prenait met mettait fait faisait imaginons supposons admettons alors sinon la "
            "le les l un une de du des d au aux ca donne combien quoi que ce serait sera pour nous "
            "je il elle maintenant atteint atteignait devient devenait remplace par mettons disons "
            "corrige pardon non refais calcul meme chose combien cb du coup y en"
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A number of a question, with the words that stand right before it and behind it."""

    quantity: Quantity
    before: frozenset[str]
    behind: frozenset[str]


def is_in(one: Quantity, formula: str) -> bool:
    """Tell whether a formula is made of a number."""
    return re.search(rf"(?<![\d.]){re.escape(f'{one.value:.12g}')}(?![\d.])", formula) is not None


def says_besides(text: str, spans: Sequence[tuple[int, int]], free: Collection[str]) -> bool:
    """Tell whether a text has a word outside some spans whose stem is none of some."""
    return any(
        stem(word[0]) not in free and not any(start <= word.start() < end for start, end in spans)
        for word in re.finditer(r"[a-z]+", text)
    )


def rewritten(text: str, edits: Iterable[tuple[Quantity, str]]) -> str:
    """Return a question with what is said in the places of some of its numbers."""
    for one, said in sorted(edits, key=lambda edit: -edit[0].start):
        text = f"{text[: one.start]}{said}{text[one.end :]}"
    return text


def stands_before(cue: re.Pattern[str] | None, text: str) -> bool:
    """Tell whether words stand right before a number that a text leads to."""
    said = [] if cue is None else list(cue.finditer(text))
    return bool(said) and len(text) - said[-1].end() <= _NEAR


def with_cues(read: Question, typed: Sequence[Quantity]) -> list[Typed]:
    """Return numbers with the words between each and its neighbours."""
    found, start = [], 0
    ends = [*(one.start for one in typed[1:]), len(read.text)]
    for one, end in zip(typed, ends, strict=True):
        # « 78 % en qualité, 64 % … »: a comma ends what is said of the number before it.
        said = _stems(_PARTED.split(read.text[start : one.start])[-1])[-_CUES:]
        behind = _stems(_PARTED.split(read.text[one.end : end])[0])[:_CUES]
        found.append(Typed(one, frozenset(said), frozenset(behind)))
        start = one.end
    return found


_PARTED: Final = regex(r"[,;](?!\d)")


def _stems(text: str) -> list[str]:
    return [stem(each) for each in words(text) if each.isalpha()]


#: Words before a number that may announce it.
_CUES: Final = 3


def places_of(new: Sequence[Typed], old: Sequence[Typed]) -> list[int] | None:
    """Return which number of the last question each of a turn replaces, ``None`` if unclear."""
    found: list[int] = []
    for one in new:
        scores = {
            place: _alike(one, held)
            for place, held in enumerate(old)
            if place not in found and same_unit(one.quantity, held.quantity)
        }
        if not scores:
            return None
        best = max(scores.values())
        places = [place for place, score in scores.items() if score == best]
        if len(places) > 1 and (best or len(new) > 1 or not _counts(old)):
            return None
        # Of a count and its whole, the count changes: « et avec 26 400 ? »
        found.append(places[0])
    return found


def _counts(old: Sequence[Typed]) -> bool:
    """Tell whether the numbers of a question are a count and its whole."""
    return len(old) == _PAIR and "sur" in old[1].before


def _alike(one: Typed, held: Typed) -> int:
    same = (one.behind & held.behind) - SETTING
    cues = (one.before & held.before) - SETTING - {"sur"}
    # « Si la qualité monte à 80 % », after « 78 % en qualité ».
    across = (one.before & held.behind - held.before) - SETTING - {"sur"}
    return (
        2 * bool(same)
        + 3 * bool(cues)
        + 2 * bool(across and not cues)
        + 2 * ("sur" in one.before and "sur" in held.before)
    )


def same_unit(one: Quantity, held: Quantity) -> bool:
    if one.unit == held.unit:
        return True
    if {one.unit, held.unit} <= COUNTS | {AMOUNT}:
        return True
    return one.unit == NUMBER and held.unit in {PERCENT, "points", "days"}


def as_typed(value: float, decimals: int) -> str:
    """Return a number as it is typed, with plain spaces and so many decimals at most."""
    return format_number(value, decimals).replace("\u202f", " ").replace("\xa0", " ")


def as_said(text: str, one: Quantity, held: Quantity) -> str:
    """Return a number as it is said in the place of another: « 45 » is « 45 % » of a rate."""
    if one.unit == NUMBER and held.unit == PERCENT:
        return f"{text} %"
    return text
