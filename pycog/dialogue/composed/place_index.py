"""The words of the place: what describes where a printed figure stands and what it is.

Beside its label a figure has its theme, the words of the sentence that prints it and of its heading
(``data/places``), and what the passages tell of it in our own words. Such a word is said of that
figure and chooses no other one, unless it is in the label of one that stands beside it.
What officers call a figure (``said`` in the same files) names it as its label does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pycog import conventions
from pycog.dialogue.composed.fact_table import FIGURE, Fact, facts
from pycog.dialogue.composed.figure_words import LARGEST_FAMILY, same_words, unit_class
from pycog.dialogue.composed.search import bag
from pycog.dialogue.families import ideas_of, place_data, says
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.passages.passage_data import passages
from pycog.lazy_patterns import regex

_PRINTED: Final = regex(r"\d+(?:[ \u00a0\u202f]\d{3})*(?:,\d+)?")
#: A word of more labels of one document than these chooses none of them.
_COMMON: Final = 6

#: Document and key of a figure.
_Key = tuple[str, str]
#: Theme or sentence → word → the figures whose label has it.
_Owners = dict[Hashable, dict[str, set[_Key]]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A key figure with the words of its place.

    Attributes:
        facts: Its values, one for each period.
        label: Stems and families of its label and key.
        place: Stems and families of its theme and of the sentences that print it.
        said: Stems and families of what officers call it.
        typed: Stems of its label and of what officers call it, without families.
    """

    facts: tuple[Fact, ...]
    label: frozenset[str]
    place: frozenset[str]
    said: frozenset[str] = frozenset()
    typed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PlaceIndex:
    """The figures by the words of their places.

    Attributes:
        every: The figures.
        holding: Stem or family → places in ``every`` of the figures that have it.
        roots: The stems that words may be akin to.
        by_document: Id of a document → its figures.
    """

    every: tuple[Placed, ...]
    holding: Mapping[str, frozenset[int]]
    roots: frozenset[str]
    by_document: Mapping[str, Sequence[Placed]]

    def having(self, forms: Iterable[str]) -> frozenset[int]:
        """Return the figures that one of some forms of a word may be said of."""
        found: set[int] = set()
        for one in forms:
            for idea in ideas_said(one):
                found |= self.holding.get(idea, frozenset())
        if not found:
            for one in forms:
                found |= self.holding.get(kin_of(one, self.roots), frozenset())
        return frozenset(found)

    def weight(self, forms: Iterable[str]) -> float:
        """Return how much a word tells one figure from another."""
        count = min((len(self.holding[one]) for one in forms if one in self.holding), default=1)
        return math.log1p(len(self.every) / count)

    def of(self, document: str) -> Sequence[Placed]:
        """Return the figures of a document."""
        return self.by_document.get(document, ())

    def whole_of(self, placed: Placed) -> Placed | None:
        """Return the figure whose key begins that of another: it has a part of it."""
        key = placed.facts[0].subject
        wholes = [
            one
            for one in self.of(placed.facts[0].body)
            if key.startswith(f"{one.facts[0].subject}-")
        ]
        return max(wholes, key=lambda one: len(one.facts[0].subject), default=None)


def in_label(forms: Collection[str], placed: Placed) -> bool:
    """Tell whether a word is one of the label of a figure, says the same, or is its name."""
    return of_label(forms, placed) or is_name(forms, placed)


def of_label(forms: Collection[str], placed: Placed) -> bool:
    """Tell whether a word is one of the printed label of a figure, or says the same."""
    return any(
        not ideas_said(one).isdisjoint(placed.label) or says(one, placed.label) for one in forms
    )


def is_name(forms: Collection[str], placed: Placed) -> bool:
    """Tell whether a word is one that officers call a figure by, and its label has not."""
    return any(not ideas_said(one).isdisjoint(placed.said) for one in forms)


@lru_cache(maxsize=8_192)
def ideas_said(one: str) -> frozenset[str]:
    """Return a stem, its families and its group of the words that figures are asked with."""
    group = same_words()[0].get(one)
    return ideas_of(one) if group is None else ideas_of(one) | {f"={group}"}


def wide(stems: Iterable[str]) -> frozenset[str]:
    """Return some stems with all that they may be matched by."""
    return frozenset(idea for one in stems for idea in ideas_said(one))


@lru_cache(maxsize=4)
def place_index(_state: Hashable) -> PlaceIndex:
    """Return the figures of all documents by the words of their places."""
    subjects: dict[_Key, list[Fact]] = {}
    for one in facts(FIGURE):
        subjects.setdefault((one.body, one.subject), []).append(one)
    labels = {key: _label(own) for key, own in subjects.items()}
    sentences = _sentences(subjects, labels)
    families: dict[_Key, set[_Key]] = {}
    owners: _Owners = {}
    for key, own in subjects.items():
        families.setdefault(_family(key), set()).add(key)
        for where in (key[0], (key[0], own[0].theme), *sentences[key]):
            for word in labels[key]:
                owners.setdefault(where, {}).setdefault(word, set()).add(key)
    every = []
    for key, own in subjects.items():
        family = families[_family(key)]
        unit = unit_class(own[0])
        # « PS notifiés » may be said of the amount that stands in the same sentence.
        apart = {one for one in family if unit_class(subjects[one][0]) != unit}
        beside = {key} | (apart if len(family) <= LARGEST_FAMILY else set())
        around = _around(key, sentences[key]) - labels[key]
        for where in ((key[0], own[0].theme), *sentences[key]):
            around -= {
                word for word in around & owners[where].keys() if owners[where][word] - beside
            }
        # « Femmes » is in the label of few figures of the document: it chooses one of them.
        there = owners[key[0]]
        around = {
            one
            for one in around
            if not (there.get(one, beside) - beside) or len(there[one]) > _COMMON
        }
        by_theme = place_data(key[0], "themes").get(own[0].theme, "")
        place = wide(bag(f"{own[0].theme} {by_theme}")) | wide(around)
        said = bag(place_data(key[0], "said").get(key[1], ""))
        typed = labels[key] | said
        place |= wide(bag(own[0].unit))
        every.append(Placed(tuple(own), wide(labels[key]), place, wide(said), typed))
    return _indexed(every)


def _indexed(every: list[Placed]) -> PlaceIndex:
    holding: dict[str, set[int]] = {}
    for at, placed in enumerate(every):
        for word in placed.label | placed.place | placed.said:
            holding.setdefault(word, set()).add(at)
    kept = {word: frozenset(found) for word, found in holding.items()}
    by_document: dict[str, list[Placed]] = {}
    for placed in every:
        by_document.setdefault(placed.facts[0].body, []).append(placed)
    return PlaceIndex(tuple(every), kept, frozenset(filter(str.isalpha, kept)), by_document)


def _label(own: list[Fact]) -> frozenset[str]:
    return bag(" ".join(f"{one.label} {one.subject.replace('-', ' ')}" for one in own))


def _family(key: _Key) -> _Key:
    """Return the document and the first word of the key, which figures of one subject share."""
    return key[0], key[1].partition("-")[0]


def _around(key: _Key, sentences: Collection[int]) -> set[str]:
    """Return the stems of the sentence that prints a figure, and of what is told of it."""
    told = passages().every
    found = {
        word for at in sentences for word in told[at].stems - told[at].titled if word.isalpha()
    }
    return found | set(map(stem, place_data(key[0], "figures").get(key[1], "").split()))


def _sentences(
    subjects: Mapping[_Key, list[Fact]], labels: Mapping[_Key, frozenset[str]]
) -> dict[_Key, list[int]]:
    """Return the passages that print a value of a figure and have a word of its label."""
    printing: dict[tuple[str, str], list[int]] = {}
    for at, one in enumerate(passages().every):
        for number in _numbers(one.text):
            printing.setdefault((one.document, number), []).append(at)
    documents = {document for document, _ in printing}
    found: dict[_Key, list[int]] = {}
    for key, own in subjects.items():
        names = [one for one in documents if one and key[0].startswith(one)]
        numbers = frozenset().union(*(_numbers(one.printed) for one in own))
        places = {at for name in names for one in numbers for at in printing.get((name, one), ())}
        found[key] = sorted(at for at in places if labels[key] & passages().every[at].stems)
    return found


def _numbers(text: str) -> frozenset[str]:
    return frozenset(re.sub(r"\s", "", one) for one in _PRINTED.findall(text))


def placed_ready() -> None:
    """Make the index, so that the first question waits less."""
    place_index(conventions.state())
