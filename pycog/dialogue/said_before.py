"""What a question refers to of what was said: « le deuxième », « les deux », « la 21 »."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pycog.conventions.facts.numbering import find_number
from pycog.dialogue.entities import Question
from pycog.dialogue.intents import AND
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.operators import GAP, MEAN, SUM
from pycog.dialogue.state import SlotValue, State
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

_ORDINALS: Final = ("premier", "deuxieme", "troisieme", "quatrieme", "cinquieme", "sixieme")
_PLACE: Final = regex(
    r"(?:(?:et|non|plutot) )?(?:le |la |l )?(?P<nth>premi(?:er|ere)|second|seconde|dernier|derniere"
    r"|deuxieme|troisieme|quatrieme|cinquieme|sixieme)(?: de la liste)?[ ?.!]*"
)
_WITHIN: Final = regex(
    r"(?:\b(?:et|pour|sur) )*\b(?:le|la|l|du|de la|de l|au|a la) (?P<nth>premi(?:er|ere)|seconde?"
    r"|derni(?:er|ere)|deuxieme|troisieme|quatrieme|cinquieme|sixieme)\b(?: de la liste)?"
)
_NUMBERED: Final = regex(
    r"(?:et |reviens |revenons |et pour |pour )*(?:le|la|l|au|a la) (?P<number>\d{1,3})"
    r"(?: en (?P<year>(?:19|20)\d\d))?[ ?.!]*"
)
_BOTH: Final = regex(r"\b(?:les|des|ces) deux\b")
_BOTH_WORDS: Final = frozenset(
    map(
        stem, words("les des ces deux entre total somme ecart difference evolution moyenne et fait")
    )
)
_REVERSED: Final = regex(r"(?:et )?(?:dans )?(?:l )?(?:autre sens|inverse)[ ?.!]*")

Slots = dict[str, SlotValue]


def place_said(text: str, count: int) -> int | None:
    """Return the place in a list that a text says and nothing else, from 0.

    Args:
        text: Normalised.
        count: How many the list has.
    """
    match = _PLACE.fullmatch(text)
    if match is None or not count:
        return None
    said = match["nth"].replace("ere", "er")
    if said.startswith("dernier"):
        return count - 1
    place = 1 if said.startswith("second") else _ORDINALS.index(said)
    return place if place < count else None


def ordinal_in(text: str, count: int) -> tuple[int, str] | None:
    """Return the place in a list that a turn says, from 0, and what it says besides.

    Args:
        text: Normalised.
        count: How many the list has.
    """
    match = _WITHIN.search(text)
    place = None if match is None else place_said(f"le {match['nth']}", count)
    if match is None or place is None:
        return None
    return place, " ".join(f"{text[: match.start()]} {text[match.end() :]}".split()).strip(" ,")


def choice_described(question: Question, choices: tuple[str, ...], known: Vocabulary) -> str | None:
    """Return the one choice that has every word of a question that means something."""
    said = [
        {stem(question.text[one.start : one.end]), one.stem}
        for one in question.words
        if one.end - one.start > 1
    ]
    telling = [forms for forms in said if not forms & known.plain_filler]
    fitting = [
        choice
        for choice in choices
        if all(forms & set(map(stem, words(normalise(choice)))) for forms in telling)
    ]
    facts = any(one.kind not in {"indicator", "figure"} for one in question.entities)
    return fitting[0] if telling and len(fitting) == 1 and not facts else None


def numbered(question: Question, state: State, known: Vocabulary) -> Slots | None:
    """Return the slots of the subject with another indicator or sheet: « et la 21 ? »."""
    match = _NUMBERED.fullmatch(question.text)
    names = [name for name in ("indicator", "sheet") if name in state.slots]
    if match is None or len(names) != 1 or state.pending:
        return None
    number = int(match["number"])
    sheets = known.convention.sheets
    indicator = find_number(match["number"], known.convention.indicators)
    if (number not in sheets) if names == ["sheet"] else indicator is None:
        return None
    slots = {**state.slots, names[0]: number}
    # A result was said of the indicator before.
    slots.pop("actual", None)
    if match["year"]:
        slots["year"] = int(match["year"])
    return slots


def reversed_ends(question: Question, state: State) -> Slots | None:
    """Return a transfer the other way round: « et dans l'autre sens ? »."""
    if not _REVERSED.fullmatch(question.text) or not {"from_line", "to_line"} <= set(state.slots):
        return None
    slots = state.slots
    return {**slots, "from_line": slots["to_line"], "to_line": slots["from_line"]}


def both(question: Question, state: State) -> tuple[str, Slots] | None:
    """Return the intent and the slots of what is asked of the last two amounts of the budget.

    They differ by their year or by their line, and by nothing else.
    """
    before = state.previous
    if not _BOTH.search(question.text) or before is None or state.pending or before.pending:
        return None
    if (state.intent, before.intent) != ("budget", "budget"):
        return None
    if any(one.stem not in _BOTH_WORDS for one in question.words):
        return None
    name = _only_difference(before.slots, state.slots)
    ops = {str(one.value) for one in question.of("op")}
    if name is None or len(question.entities) != len(question.of("op")):
        return None
    if "evolution" in question.text:
        return None if ops else _evolution(before.slots, state.slots, name)
    if len(ops) != 1 or not ops <= {SUM, GAP, MEAN}:
        return None
    joined = f"{before.slots[name]}{AND}{state.slots[name]}"
    return "budget", {**state.slots, name: joined, "op": ops.pop()}


def _evolution(
    before: Mapping[str, SlotValue], now: Mapping[str, SlotValue], name: str
) -> tuple[str, Slots] | None:
    years = (before[name], now[name])
    if name != "year" or not all(isinstance(one, int) for one in years):
        return None
    kept = {key: now[key] for key in ("line", "fund") if key in now}
    return "evolution", {**kept, "from": min(map(int, years)), "to": max(map(int, years))}


def _only_difference(before: Mapping[str, SlotValue], now: Mapping[str, SlotValue]) -> str | None:
    names = [one for one in {*before, *now} if before.get(one) != now.get(one)]
    if len(names) != 1 or names[0] not in {"year", "line"}:
        return None
    values = (before.get(names[0]), now.get(names[0]))
    single = all(one is not None and one != "total" and AND not in str(one) for one in values)
    return names[0] if single else None
