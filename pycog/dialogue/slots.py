"""Fills the slots of an intent from what a question names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from pycog.dialogue.entities import Question
from pycog.dialogue.intents import AND, Intent, Slot
from pycog.dialogue.offered import groups
from pycog.dialogue.spans import Entity
from pycog.dialogue.state import SlotValue
from pycog.dialogue.vocabulary import Vocabulary
from pycog.reports.kinds import KINDS
from pycog.values import format_number

#: Characters between a slot's word and its entity: « avec une PILI de 400 € ».
_NEAR: Final = 14
#: Words that stand between a preposition and what it leads to.
_ARTICLES: Final = frozenset({"l", "la", "le", "les", "ligne", "groupe", "credits", "depenses"})
#: Weak prepositions: « sur du personnel » is « sur ».
_OF: Final = frozenset({"de", "du", "des", "d"})
#: Strong ones.
_TOWARDS: Final = frozenset(
    {"vers", "sur", "au", "aux", "a", "en", "pour", "parmi", "depuis", "profit", "benefice",
     "faveur", "destination"}
)  # fmt: skip
#: Kinds that a question names once, unless it means several.
_SINGLE: Final = frozenset({"indicator", "sheet", "year", "line", "category"})

#: Years of the longest period that is read year by year.
_LONGEST_PERIOD: Final = 12

Slots = dict[str, SlotValue]


class Several(Exception):
    """The words of a question name several things.

    Attributes:
        slot: What they were to fill.
        keys: The things, by number or key.
    """

    def __init__(self, slot: str, keys: tuple[int | str, ...]) -> None:
        super().__init__(slot)
        self.slot = slot
        self.keys = keys


def fill(intent: Intent, question: Question, only: str = "") -> Slots:
    """Return the slots that the question fills.

    Args:
        intent: What is asked.
        question: The question.
        only: Name of a slot to be filled first, which was asked for.

    Raises:
        Several: Its words name several indicators or figures.
    """
    filled: Slots = {}
    used: list[Entity] = []
    slots = sorted(intent.slots, key=lambda slot: slot.name != only)
    for slot in slots:
        if slot.near or slot.after:
            _take(slot, _beside(slot, question, used), filled, used)
    for slot in slots:
        loose = slot.name == only or not slot.only_near
        if slot.name not in filled and loose:
            candidates = [one for one in question.of(*slot.kinds) if one not in used]
            if slot.many and (several := _several(slot, candidates)):
                filled[slot.name] = several
                continue
            _refuse_several(slot, candidates, slots)
            _take(slot, iter(candidates), filled, used)
    _years(intent, question, filled)
    return filled


def _refuse_several(slot: Slot, candidates: list[Entity], slots: list[Slot]) -> None:
    """Ask which is meant where a question names two years or two lines for one slot."""
    kind = slot.kinds[0]
    if slot.many or kind not in _SINGLE or sum(one.kinds[0] == kind for one in slots) > 1:
        return
    values = dict.fromkeys(
        one.value for one in candidates if one.kind == kind and not isinstance(one.value, tuple)
    )
    if len(values) > 1:
        raise Several(slot.name, tuple(v for v in values if isinstance(v, int | str)))


def _several(slot: Slot, candidates: list[Entity]) -> str:
    """Return several values joined, ``""`` for one or none: years in order, the others as said."""
    values: list[str] = []
    for one in sorted(candidates, key=lambda one: one.start):
        if one.kind == "period" and isinstance(one.value, tuple):
            first, last = (int(year) for year in one.value)
            values += map(str, range(first, min(last, first + _LONGEST_PERIOD) + 1))
        elif one.kind in {"year", "days", *slot.kinds[:1]} and not isinstance(one.value, tuple):
            values.append(str(one.value))
    # A year said twice is one year; a delay listed twice is two.
    found = values if slot.kinds[0] == "number" else list(dict.fromkeys(values))
    return AND.join(found) if len(found) > 1 else ""


def _take(slot: Slot, candidates: Iterator[Entity], filled: Slots, used: list[Entity]) -> None:
    entity = next(candidates, None)
    if entity is None:
        return
    used.append(entity)
    if slot.name == "period" and isinstance(entity.value, tuple):
        filled["from"], filled["to"] = entity.value
    elif isinstance(entity.value, tuple):
        raise Several(slot.name, entity.value)
    elif slot.kinds[0] == "year" and entity.kind == "due":
        # « fin 2013 » is the year 2013, « juin 2013 » is a part of it.
        if str(entity.value).startswith(("fin ", "début ")):
            filled[slot.name] = int(str(entity.value)[-4:])
    else:
        filled[slot.name] = entity.value


def _years(intent: Intent, question: Question, filled: Slots) -> None:
    """Read two single years as a period."""
    if any(slot.name == "period" for slot in intent.slots) and "from" not in filled:
        years = sorted(
            {entity.value for entity in question.of("year") if isinstance(entity.value, int)}
        )
        if len(years) == 2:
            filled["from"], filled["to"] = years


def _beside(slot: Slot, question: Question, used: list[Entity]) -> Iterator[Entity]:
    """Yield the entities that a word of the slot announces, the nearest first."""
    found = []
    for entity in question.of(*slot.kinds):
        if entity in used:
            continue
        if slot.after and _leading(question.text[: entity.start]) in slot.after:
            found.append((0, entity))
        for word in slot.near:
            distance = _distance(word, entity, question)
            if distance is not None:
                found.append((distance, entity))
    yield from (entity for _, entity in sorted(found, key=lambda item: (item[0], item[1].start)))


def _leading(text: str) -> str:
    """Return the preposition that leads to what follows a text, the strongest one."""
    weak = ""
    for word in reversed(text.split()[-5:]):
        if word in _OF:
            weak = weak or word
        elif word not in _ARTICLES:
            return weak if weak and word not in _TOWARDS else word
    return weak


def _distance(word: str, entity: Entity, question: Question) -> int | None:
    """Return the characters between a word and an entity, ``None`` when they are far apart."""
    best = None
    for match in re.finditer(rf"\b{word}", question.text):
        before, behind = entity.start - match.end(), match.start() - entity.end
        if 0 <= before <= _NEAR and not _between(question, match.end(), entity.start, entity):
            best = before if best is None else min(best, before)
        elif 0 <= behind <= 4:
            # « 400 € de PILI »; a word before its number is the usual order.
            best = behind + _NEAR if best is None else best
    return best


def _between(question: Question, start: int, end: int, entity: Entity) -> bool:
    return any(
        start <= other.start and other.end <= end
        for other in question.entities
        if other is not entity and other.kind in entity.kind
    )


def missing(intent: Intent, filled: Mapping[str, SlotValue]) -> Slot | None:
    """Return the first required slot that is not filled."""
    for slot in intent.slots:
        given = {"from", "to"} <= set(filled) if slot.name == "period" else slot.name in filled
        needless = any(name in filled for name in slot.unless)
        if slot.required and not given and not needless:
            return slot
    return None


def asked_in(slot: Slot, known: Vocabulary) -> str:
    """Return the question of a slot, with the years of the agreement in its examples."""
    first, second = known.convention.years[0], known.convention.years[-1]
    return slot.question.replace("{first}", str(first)).replace("{last}", str(second))


def choices_of(slot: Slot, known: Vocabulary, filled: Mapping[str, SlotValue]) -> tuple[str, ...]:
    """Return what to offer for a slot beside those that are filled."""
    years = tuple(str(year) for year in known.convention.years)
    bases = tuple(str(year) for year in known.convention.baseline_years)
    lists = {
        "@years": years,
        "@reports": tuple(kind.title for kind in KINDS.values()),
        "@budget_years": (*bases, *years, "total COG"),
        "@periods": _periods(bases[-1:], years),
        "@groups": _groups(known, filled.get("fund")),
        "@campaigns": _campaigns(known, filled.get("category")),
        "@categories": _categories(known, filled.get("campaign")),
        "@points": _totals(known),
        "@indicators": (),
    }
    return tuple(one for choice in slot.choices for one in lists.get(choice, (choice,)))


def _campaigns(known: Vocabulary, category: SlotValue | None) -> tuple[str, ...]:
    """Return the campaigns that have a scorecard, of a category where one is named."""
    years = {card.campaign for card in known.cards if category in (None, card.category)}
    return tuple(map(str, sorted(years)))


def _categories(known: Vocabulary, campaign: SlotValue | None) -> tuple[str, ...]:
    """Return the categories that have a scorecard, in a campaign where one is named."""
    found = [card.category for card in known.cards if campaign in (None, card.campaign)]
    return tuple(dict.fromkeys(found))


def _totals(known: Vocabulary) -> tuple[str, ...]:
    """Return what the points of the scorecards add up to, as it is typed."""
    found = [
        f"{format_number(card.terms.full)} points"
        for card in known.cards
        if card.terms.full is not None and card.terms.in_points
    ]
    return tuple(dict.fromkeys(found))


def _periods(start: tuple[str, ...], years: tuple[str, ...]) -> tuple[str, ...]:
    """Return the periods to offer: from the last base year, where there is one, and the whole."""
    whole = f"{years[0]}-{years[-1]}"
    if not start:
        return (whole,)
    return f"{start[0]}-{years[-1]}", whole, f"{start[0]}-{years[0]}"


def _groups(known: Vocabulary, fund: SlotValue | None) -> tuple[str, ...]:
    """Return the groups of credits, or the groups and totals of one fund."""
    if fund not in known.convention.funds:
        return groups(known.convention)
    lines = known.convention.funds[str(fund)].lines
    own = [line.label for line in lines if line.label in groups(known.convention)]
    totals = [line.label for line in lines if line.role in {"sous-total", "total"}]
    return (*own, *totals)


def labelled(slot: str, keys: tuple[int | str, ...], known: Vocabulary) -> tuple[str, ...]:
    """Return what to offer where words name several things, numbers first."""
    if slot == "indicator":
        indicators = known.convention.indicators
        # A number that no indicator has is offered as it is, and then said to be unknown.
        return tuple(
            f"{key} – {indicators[str(key)].label}" if str(key) in indicators else str(key)
            for key in keys
        )
    if slot == "figure":
        return tuple(known.figures[str(key)].label for key in keys)
    return tuple(map(str, keys))
