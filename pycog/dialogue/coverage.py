"""Nothing of a question is dropped: what a reading does not use is said, and no value is given.

Every number, unit, year, body, fund, negation, comparison and content word is either used
by the reading or known to mean nothing by itself. What is left refuses the answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Final

from pycog.conventions.facts.numbering import find_number
from pycog.dialogue.entities import Question, Word
from pycog.dialogue.intents import AND, Intent
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.loaded_agreements import telling_words
from pycog.dialogue.normalise import words
from pycog.dialogue.place_words import AIM
from pycog.dialogue.spans import Entity, lies_in
from pycog.dialogue.state import SlotValue
from pycog.dialogue.vocabulary import Vocabulary, indicator_words, label_words
from pycog.lazy_patterns import regex

#: Found by single words, so that what they take for themselves may mean something else.
_SOFT: Final = frozenset(
    {"report", "form", "field", "figure", "indicator", "op", "measure", "row", "milestone"}
)
#: Intents whose answer is a percentage anyhow.
_IN_PERCENT: Final = frozenset(
    {"atteinte", "evolution", "execution", "part", "declenchement", "evolution-montants"}
)
#: Words of many labels, which name none of them.
_COMMON: Final = frozenset(map(stem, ("taux", "nombre", "delai", "delais", "part", "quantite")))
_NUMBER: Final = regex(r"-?\d+\.\d+")
_YEARS: Final = ("year", "campaign", "from", "to")
#: Turns of phrase whose negation or comparison changes nothing.
IDIOMS: Final = regex(
    r"\b(?:ou (?:pas|non)(?= ?[?.!,]|$| (?:s il|merci|svp|stp))|n est (?:ce|il|elle) pas"
    r"|est ce que|d apres|vis a vis"
    r"|qu est ce que?|s il (?:te|vous) plait|y a t il|non ?\?|pas vrai|peux tu pas"
    r"|plus precisement|plus exactement|une fois de plus|en plus)"
)


def left_over(
    question: Question,
    intent: Intent,
    slots: Mapping[str, SlotValue],
    known: Vocabulary,
) -> list[Entity]:
    """Return the pieces of a question that a reading does not use, in the order of the text.

    Args:
        question: The question.
        intent: How it is read.
        slots: What the reading works with, inherited slots included.
        known: The vocabulary.
    """
    counted = intent.id == "objectif" and not AIM.search(question.text)
    named = _named_words(slots, known, label_alone=counted)
    used = [one for one in question.entities if is_used(one, slots, known)]
    exact = [one for one in used if not _by_label(one)]
    lost = [
        one
        for one in question.entities
        if one not in used
        and not _is_of_title(one, question, intent, known)
        and not _soft(one)
        and not _in_label(one, named)
        and not _said(one, intent)
        and not any(one.start >= held.start and one.end <= held.end for held in exact)
    ]
    idioms = [match.span() for match in IDIOMS.finditer(question.text)]
    free = _free_words(intent, question, known)
    for word in question.words:
        inside = _covers(exact, word) or _covers(lost, word)
        idiom = lies_in((word.start, word.end), idioms)
        if inside or idiom or word.stem in free or word.stem in named:
            continue
        text = question.text[word.start : word.end]
        if stem(text) not in free and not _is_kin(word, text, named):
            lost.append(Entity("word", text, text, word.start, word.end))
    lost += _unnamed(question, slots, known)
    lost += _of_another(question, slots, known)
    return sorted(lost, key=lambda one: one.start)


def _is_of_title(one: Entity, question: Question, intent: Intent, known: Vocabulary) -> bool:
    """Tell whether years are a part of the name of the agreement, in a question without a year."""
    years = known.convention.years
    if one.kind != "period" or not years or one.value != (years[0], years[-1]):
        return False
    if any(slot.name in _YEARS for slot in intent.slots):
        return False
    before = words(question.text[: one.start])[-1:]
    return bool(before) and stem(before[0]) in known.own_name


def _of_another(
    question: Question, slots: Mapping[str, SlotValue], known: Vocabulary
) -> Iterator[Entity]:
    """Yield the name of the agreement beside a figure of another document: it is not of it."""
    figure = known.figures.get(str(slots.get("figure", "")))
    if figure is None or figure.convention == known.convention.id:
        return
    own = set(map(stem, telling_words(known.convention.id.replace("-", " "))))
    for word in question.words:
        if word.stem in own:
            text = question.text[word.start : word.end]
            yield Entity("word", text, text, word.start, word.end)


def _unnamed(
    question: Question, slots: Mapping[str, SlotValue], known: Vocabulary
) -> Iterator[Entity]:
    """Yield the words that found an indicator by its theme alone: they name none of it."""
    indicator = _indicator(slots, known)
    if indicator is None:
        return
    item = known.convention.indicators[indicator]
    label = frozenset(map(stem, label_words(item.label))) - _COMMON
    for one in question.of("indicator"):
        if not _by_label(one) or one.value not in {slots.get("indicator")}:
            continue
        said = one.text.split()
        if not any(word in label or kin_of(word, label) for word in said):
            yield Entity("word", one.text, one.text, one.start, one.end)


def lost_facts(
    question: Question, slots: Mapping[str, SlotValue], known: Vocabulary
) -> list[Entity]:
    """Return the facts of a question that slots do not hold; its words are not looked at."""
    named = _named_words(slots, known)
    return [
        one
        for one in question.entities
        if not _soft(one) and not is_used(one, slots, known) and not _in_label(one, named)
    ]


def is_used(entity: Entity, slots: Mapping[str, SlotValue], known: Vocabulary) -> bool:
    """Tell whether slots hold what an entity means."""
    value, kind = entity.value, entity.kind
    if kind in {"year", "due"}:
        return _is_year(entity, slots)
    if kind == "period" and isinstance(value, tuple):
        several = set(map(str, range(int(value[0]), int(value[1]) + 1)))
        years = set(str(slots.get("year", "")).split(AND))
        return value == (slots.get("from"), slots.get("to")) or several == years
    if kind == "document":
        return str(slots.get("figure", "")).startswith(f"{value}/")
    if kind == "total":
        return "total" in (slots.get("year"), slots.get("every"))
    if kind == "sheet" and "sheet" not in slots and "indicator" in slots:
        indicator = _indicator(slots, known)
        return indicator is not None and known.convention.indicators[indicator].sheet == value
    if kind in {"row", "milestone"}:
        return value == slots.get(kind)
    held = [one for slot in slots.values() for one in _each(slot)]
    if kind == "category" and "figure" in slots:
        # « CPAM de l'Isère » is a name of its document.
        document = str(slots["figure"]).partition("/")[0]
        return any(value in names for names, key in known.documents if key == document)
    if isinstance(value, tuple):
        return any(one in held for one in value)
    return value in held


def _each(value: SlotValue) -> list[SlotValue]:
    """Return the values of a slot that may hold several, numbers as numbers too."""
    if not isinstance(value, str):
        return [value]
    parts = value.split(AND)
    return [*parts, *(float(one) for one in parts if _NUMBER.fullmatch(one))]


def _is_year(entity: Entity, slots: Mapping[str, SlotValue]) -> bool:
    if entity.value == slots.get("until"):
        return True
    years = {one for name in _YEARS if name in slots for one in str(slots[name]).split(AND)}
    if entity.kind == "year":
        return str(entity.value) in years
    edge = str(entity.value).startswith(("fin ", "début "))
    return edge and str(entity.value)[-4:] in years


def _indicator(slots: Mapping[str, SlotValue], known: Vocabulary) -> str | None:
    return find_number(str(slots.get("indicator", "")), known.convention.indicators)


def _is_kin(word: Word, text: str, named: frozenset[str]) -> bool:
    """Tell whether a word is of the family of one of the label."""
    return bool(named) and any(kin_of(one, named) for one in (word.stem, stem(text)))


def _named_words(
    slots: Mapping[str, SlotValue], known: Vocabulary, *, label_alone: bool = False
) -> frozenset[str]:
    """Return the stems of the labels of what is named, by number or by words.

    Args:
        slots: What a reading works with.
        known: The vocabulary.
        label_alone: Whether the sheet of an indicator is left aside: no target is asked for.
    """
    labels: list[str] = []
    indicator = _indicator(slots, known)
    if indicator is not None:
        labels.append(" ".join(indicator_words(known.convention, indicator)))
        item = known.convention.indicators[indicator]
        labels.append(item.label)
        sheet = known.convention.sheets.get(item.sheet or 0)
        if sheet is not None and not label_alone:
            labels += [sheet.context, *sheet.actions]
    if "row" in slots:
        labels += [*known.card_rows.label_words(str(slots["row"]))]
    if "milestone" in slots:
        keys = str(slots["milestone"]).split(AND)
        labels += [one.what for one in known.convention.milestones if one.key in keys]
    figure = known.figures.get(str(slots.get("figure", "")))
    if figure is not None:
        labels += [figure.label, figure.key.replace("-", " ")]
    labels += [str(slots[name]) for name in ("line", "from_line", "to_line") if name in slots]
    found = [word for label in labels for word in (*label_words(label), *re.findall(r"\d+", label))]
    return frozenset(map(stem, found))


def _in_label(entity: Entity, named: Collection[str]) -> bool:
    """Tell whether a fact is a part of the label of what is named: « 65 ans et plus »."""
    parts = [stem(word) for word in words(entity.text) if len(word) > 1 or word.isdigit()]
    return bool(parts) and all(part in named for part in parts)


def _said(entity: Entity, intent: Intent) -> bool:
    """Tell whether a number says nothing more than the intent: « délai des vingt jours »."""
    if entity.kind == "unit" and entity.value == "%" and intent.id in _IN_PERCENT:
        return True
    parts = words(entity.text)
    return bool(parts) and all(part in intent.covers for part in parts)


def _soft(entity: Entity) -> bool:
    """Tell whether the words of an entity may mean something else than it does."""
    by_number = entity.kind == "indicator" and not _by_label(entity)
    return entity.kind in _SOFT and not by_number


def _by_label(entity: Entity) -> bool:
    """Tell whether single words found it: what stands between them is not a part of it."""
    return entity.kind == "figure" or (
        entity.kind == "indicator" and not re.search(r"\d", entity.text)
    )


def _covers(entities: list[Entity], word: Word) -> bool:
    return any(word.start < one.end and one.start < word.end for one in entities)


def _free_words(intent: Intent, question: Question, known: Vocabulary) -> frozenset[str]:
    """Return the stems that say nothing more than the intent itself.

    A negation or a comparison is one of them only where a whole phrase of the intent has it.
    """
    free, phrases = _words_of(intent.id, known)
    meant = {one for phrase in phrases if phrase <= question.stems for one in phrase}
    return free | (meant & known.qualifying)


@lru_cache(maxsize=512)
def _words_of(intent_id: str, known: Vocabulary) -> tuple[frozenset[str], list[frozenset[str]]]:
    """Return the stems that an intent leaves free in every question, and those of its phrases."""
    intent = known.intents[intent_id]
    own = {stem(word) for word in (*intent.words(), *intent.covers)}
    phrases = [frozenset(map(stem, words(phrase.lstrip("=")))) for phrase in intent.triggers]
    covered = set(map(stem, intent.covers))
    return frozenset(known.filler | (own - known.qualifying) | covered), phrases


def names_of(left: list[Entity], question: Question) -> Iterator[str]:
    """Yield what is left as it was typed, neighbours joined."""
    start = end = -1
    for one in left:
        if start >= 0 and question.text[end : one.start].strip(" '\"") == "":
            end = max(end, one.end)
            continue
        if start >= 0:
            yield question.as_typed(start, end)
        start, end = one.start, one.end
    if start >= 0:
        yield question.as_typed(start, end)
