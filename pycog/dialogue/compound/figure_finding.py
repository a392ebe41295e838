"""Key figures that the words of one operand may name, each with how well it is said."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from pycog import conventions
from pycog.dialogue.composed.fact_table import FIGURE, Fact, facts
from pycog.dialogue.composed.figure_words import (
    covers,
    family_of,
    grouped,
    grouped_bag,
    same_words,
    unit_class,
)
from pycog.dialogue.composed.scan import stems_of
from pycog.dialogue.composed.search import bag
from pycog.dialogue.families import place_data, restricting
from pycog.dialogue.kinship import every_kin
from pycog.dialogue.lexicon import stem
from pycog.dialogue.vocabulary import label_words

#: A label that negates is meant only where the question does.
_NEGATIONS: Final = frozenset({"non", "hor", "pas", "sans"})
#: Words of another name that are no chance.
_SEVERAL: Final = 2
#: Ends of keys of figures that are themselves an evolution.
_CHANGES: Final = ("-evolution", "-variation")


@dataclass(frozen=True, slots=True)
class Entry:
    """One key figure with all its printed periods.

    Attributes:
        facts: One for each period.
        names: Its label and its key, each by its stems: all of one said names it whole.
        own: Stems of both.
        around: Stems that may be said of it besides: theme, document, figures of its subject.
        heads: First words of its labels: what it counts.
    """

    facts: tuple[Fact, ...]
    names: tuple[frozenset[str], ...]
    own: frozenset[str]
    around: frozenset[str]
    heads: frozenset[str]

    @property
    def body(self) -> str:
        """Id of its document."""
        return self.facts[0].body

    @property
    def subject(self) -> str:
        """Its key."""
        return self.facts[0].subject


@dataclass(frozen=True, slots=True)
class Found:
    """A figure that words may name.

    Attributes:
        fact: The figure in the year that is meant.
        hits: Words that are its own.
        said: Share of its label or its key that is said, whichever is more.
        headed: Whether the first word of its label, which says what it counts, is said.
    """

    fact: Fact
    hits: int
    said: float
    headed: bool


@lru_cache(maxsize=4)
def _entries(_state: Hashable) -> tuple[Entry, ...]:
    by_key: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts(FIGURE):
        by_key.setdefault((fact.body, fact.subject), []).append(fact)
    family: dict[tuple[str, ...], set[str]] = {}
    for (_, key), held in by_key.items():
        said = grouped_bag(f"{key} {held[0].label}")
        family.setdefault(family_of(held[0]), set()).update(said)
    found = []
    for (body, key), held in by_key.items():
        names = (*(grouped_bag(one.label) for one in held), grouped_bag(key.replace("-", " ")))
        around = grouped_bag(held[0].theme) | stems_of(body.replace("-", " "))
        heads = frozenset(first for one in held if (first := _first(one.label)))
        own = frozenset().union(*names)
        around |= _of_place(body, key) - restricting()
        found.append(Entry(tuple(held), names, own, around | family[family_of(held[0])], heads))
    return tuple(found)


def _of_place(body: str, key: str) -> frozenset[str]:
    """Return the other words that a figure goes by, which name none of the others."""
    return grouped_bag(place_data(body, "said").get(key, ""))


def _first(label: str) -> str:
    """Return the stem of the first word of a label that tells something."""
    own = [one for one in label_words(label) if stem(one) in bag(label)]
    return grouped(same_words()[0], [stem(own[0])])[0] if own else ""


def entry_of(body: str, subject: str) -> Entry | None:
    """Return one key figure by its key."""
    return _by_key(conventions.state()).get((body, subject))


@lru_cache(maxsize=4)
def _by_key(state: Hashable) -> dict[tuple[str, str], Entry]:
    return {(one.body, one.subject): one for one in _entries(state)}


def of_period(entry: Entry, year: int | None) -> Fact | None:
    """Return the figure of a year, the latest one where none is said."""
    if year is None:
        return max(entry.facts, key=lambda one: one.period)
    exact = [one for one in entry.facts if one.period == str(year)]
    near = [one for one in entry.facts if covers(one.period, year)]
    return next(iter(exact or near), None)


def figures_named(
    said: Sequence[tuple[str, ...]],
    bodies: Sequence[str],
    year: int | None,
    *,
    moved: bool = False,
    loosely: Sequence[tuple[str, ...]] = (),
    maybe: Sequence[tuple[str, ...]] = (),
) -> list[Found]:
    """Return the figures that all words may name, those that have most of them as their own.

    Args:
        said: Stems of each word, as typed and as recognised.
        bodies: Ids of the documents that are meant; empty for any.
        year: The year that is meant, ``None`` for the latest.
        moved: Whether a figure that is itself an evolution may be meant.
        loosely: Words that any figure of the same theme may have: the head of a list.
        maybe: Words of little meaning, which a label may have and need not.
    """
    same = same_words()[0]
    words = [tuple(dict.fromkeys(grouped(same, forms))) for forms in said]
    heads = [tuple(dict.fromkeys(grouped(same, forms))) for forms in loosely]
    if not words:
        return []
    found = _found(tuple(words), tuple(bodies), year, moved, tuple(heads), conventions.state())
    more = {one for forms in maybe for one in grouped(same, forms)}
    if more and len(found) > 1:
        found = tuple(_with_more(one, more) for one in found)
        most = max(one.hits for one in found)
        found = tuple(one for one in found if one.hits == most)
    return list(found)


def _with_more(found: Found, more: set[str]) -> Found:
    """Return a figure with the words of little meaning that its label has too."""
    entry = entry_of(found.fact.body, found.fact.subject)
    own = more & entry.own if entry is not None else set()
    if entry is None or not own:
        return found
    said = min(1.0, found.said + len(own) / max(1, min(map(len, entry.names))))
    return replace(found, hits=found.hits + len(own), said=said)


@lru_cache(maxsize=2_048)
def _found(
    words: tuple[tuple[str, ...], ...],
    bodies: tuple[str, ...],
    year: int | None,
    moved: bool,
    heads: tuple[tuple[str, ...], ...],
    state: Hashable,
) -> tuple[Found, ...]:
    found: list[Found] = []
    for exact in (True, False):
        for entry in _having(words, exact, state):
            if bodies and entry.body not in bodies:
                continue
            if entry.subject.endswith(_CHANGES) and not moved:
                continue
            one = _named(entry, words, heads, year, exact=exact)
            if one is not None:
                found.append(one)
        if found:
            break
    most = max((one.hits for one in found), default=0)
    best = tuple(one for one in found if one.hits == most)
    return () if any(_with_another(one, (*words, *heads), state) for one in best) else best


def _with_another(found: Found, words: Sequence[tuple[str, ...]], state: Hashable) -> bool:
    """Tell whether the words name another figure of the family too: all that tells it from this."""
    own = entry_of(found.fact.body, found.fact.subject)
    said = {one for each in words for one in each}
    if own is None:
        return False
    family = family_of(found.fact)
    return any(
        _is_told(name, own.own, said)
        for entry in _entries(state)
        if entry.body == own.body and entry.subject != own.subject
        if family_of(entry.facts[0]) == family and entry.facts[0].unit == found.fact.unit
        for name in entry.names
    )


def _is_told(name: frozenset[str], own: frozenset[str], said: Collection[str]) -> bool:
    """Tell whether words have a whole name, or several words and most of what is new of it."""
    new = name - own
    told = len([one for one in new if one in said])
    return bool(new) and (name <= set(said) or (told >= _SEVERAL and told > len(new) / 2))


def _having(words: tuple[tuple[str, ...], ...], exact: bool, state: Hashable) -> tuple[Entry, ...]:
    """Return the entries that have one of the words as their own: no other can be named."""
    by_stem, entries = _by_stem(state), _entries(state)
    forms = {one for each in words for one in each}
    if not exact:
        forms = {kin for one in forms for kin in every_kin(one, _stems(state))}
    held = {at for one in forms for at in by_stem.get(one, ())}
    return tuple(entries[at] for at in sorted(held))


@lru_cache(maxsize=4)
def _by_stem(state: Hashable) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for at, entry in enumerate(_entries(state)):
        for one in entry.own:
            found.setdefault(one, []).append(at)
    return {one: tuple(held) for one, held in found.items()}


@lru_cache(maxsize=4)
def _stems(state: Hashable) -> frozenset[str]:
    entries = _entries(state)
    return frozenset(word for entry in entries for word in (*entry.own, *entry.around))


def _named(
    entry: Entry,
    words: Sequence[tuple[str, ...]],
    heads: Sequence[tuple[str, ...]],
    year: int | None,
    *,
    exact: bool,
) -> Found | None:
    loose = same_words()[1][unit_class(entry.facts[0])]
    hits: set[str] = set()
    for forms in words:
        own = _kin(forms, entry.own, exact)
        if own:
            hits.add(own)
        elif all(map(str.isdigit, forms)) or not (
            loose.intersection(forms) or _kin(forms, entry.around, exact)
        ):
            return None
    if not hits or any(one in _NEGATIONS and one not in hits for one in min(entry.names, key=len)):
        return None
    for forms in heads:
        own = _kin(forms, entry.own, exact)
        if own:
            hits.add(own)
        elif not loose.intersection(forms):
            theme = _theme(entry.body, entry.facts[0].theme, conventions.state())
            if not _kin(forms, theme, exact):
                return None
    fact = of_period(entry, year)
    if fact is None or fact.value is None:
        return None
    said = max(len(name & hits) / len(name) for name in entry.names if name)
    return Found(fact, len(hits), said, bool(entry.heads & hits))


def _kin(forms: tuple[str, ...], own: frozenset[str], exact: bool) -> str:
    """Return the stem among some that the first form of a word is, or is akin to."""
    for one in forms:
        if one in own:
            return one
        if not exact and (kin := every_kin(one, own)):
            return min(kin)
    return ""


@lru_cache(maxsize=256)
def _theme(body: str, theme: str, state: Hashable) -> frozenset[str]:
    """Return the stems of all figures of a theme."""
    return frozenset(
        word
        for entry in _entries(state)
        if entry.body == body and entry.facts[0].theme == theme
        for word in (*entry.own, *entry.around)
    )
