"""What a source tells beside the last fact: its parts, the rest of its theme, the same for others.

A short turn names a fact beside the last one with the words in which both differ alone: « mises en
œuvre ? » after the actions that were planned. What both share need not be said again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pycog import conventions
from pycog.dialogue.composed.fact_table import FIGURE, Fact, facts
from pycog.dialogue.composed.figure_words import grouped, same_words
from pycog.dialogue.composed.search import bag
from pycog.dialogue.entities import Question
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

#: Part of the words of a label that a turn and the last fact must have between them.
_LEAST: Final = 0.6
#: The same of a fact of the same place, or of one whose label begins with what is said.
_LEAST_NEAR: Final = 0.3
#: How much more of its words the fact that is meant has than the next one.
_AHEAD: Final = 0.08
#: What a fact under the heading of the last one counts more, of one key, of one place, of a period.
_SAME_THEME, _SAME_KEY, _SAME_PLACE, _SAME_PERIOD = 0.3, 0.2, 0.15, 0.05
#: « Pas lancées » is « non lancées ».
_DENIES: Final = frozenset({"pas", "non", "hor", "hors", "sans", "jamais", "aucun"})
#: Words that ask for a rate.
_RATES: Final = frozenset({"part", "taux", "pourcentage", "proportion"})
#: Words that ask for what is aimed at, which the place of a figure says.
_AIMS: Final = frozenset({"objectif", "cible"})
_CHANGE: Final = "evolution"
_YEAR: Final = regex(r"(?:19|20)\d\d")


@lru_cache(maxsize=1)
def _asks() -> frozenset[str]:
    """Return the words that say what is wanted of a figure, and name none."""
    return frozenset(grouped(same_words()[0], _RATES | _AIMS))


@lru_cache(maxsize=1)
def _rates() -> frozenset[str]:
    return frozenset(grouped(same_words()[0], _RATES))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One fact with the words that may be said of it."""

    fact: Fact
    label: frozenset[str]
    named: frozenset[str]
    every: frozenset[str]
    head: str
    places: frozenset[str]
    denies: bool


def beside(read: Question, held: Sequence[Fact], known: Vocabulary) -> Fact | None:
    """Return the one fact beside the last ones that a turn names, ``None`` where none clearly is.

    Args:
        read: The turn, without the words that only join it.
        held: The last facts, of one document.
        known: The vocabulary.
    """
    said = _said(read, known)
    if not held or said is None:
        return None
    told, denies = said
    if all(forms & _asks() for forms in told):
        # « En pourcentage » names no figure.
        return None
    changes = set(grouped(same_words()[0], [_CHANGE]))
    alone = all(forms & changes for forms in told)
    years = [str(one.value) for one in read.of("year")]
    about = {word for one in held for word in _entry(one).every}
    meant, last = frozenset(about).union(*told), _entry(held[0])
    ranked = []
    for entry in _of_document(held[0].body, conventions.state()):
        if entry.denies != denies or not _in_years(entry.fact, years):
            continue
        if any(entry.fact.subject == one.subject for one in held) and not years:
            continue
        if alone and not any(entry.fact.subject.startswith(one.subject) for one in held):
            # « Évolution ? » asks how the last figure itself changed.
            continue
        if (score := _score(entry, told, about, meant, last)) is not None:
            ranked.append((score, entry.fact))
    ranked.sort(key=lambda one: -one[0])
    if not ranked:
        return None
    best, fact = ranked[0]
    rivals = [score for score, one in ranked[1:] if one.subject != fact.subject]
    return fact if not rivals or best - rivals[0] >= _AHEAD else None


def _said(read: Question, known: Vocabulary) -> tuple[list[frozenset[str]], bool] | None:
    """Return the words of a turn that mean something, each in its forms, and whether it denies."""
    same, found, denies = same_words()[0], [], False
    years = [(one.start, one.end) for one in read.of("year")]
    for match in re.finditer(r"[a-z]+|\d+(?:[.,]\d+)?", read.text):
        word = match[0]
        if any(start <= match.start() < end for start, end in years):
            continue
        if stem(word) in _DENIES:
            denies = True
            continue
        forms = {stem(word), known.lexicon.recognise(word)}
        if len(word) == 1 and not word.isdigit():
            continue
        if forms & known.plain_filler and not forms & _RATES:
            continue
        if stem(word) in _PLACES:
            continue
        found.append(frozenset(grouped(same, forms)))
    return (found, denies) if found else None


#: Prepositions that say nothing by themselves.
_PLACES: Final = frozenset({"dont", "sou", "sous", "parmi", "dedan", "combien"})


def _score(
    entry: _Entry,
    told: Sequence[Collection[str]],
    about: Collection[str],
    meant: Collection[str],
    last: _Entry,
) -> float | None:
    """Return how well a turn names a fact, ``None`` where a word of it is none of the fact's.

    Args:
        entry: The fact.
        told: The words of the turn.
        about: Those of the last facts.
        meant: Both.
        last: The last fact.
    """
    new = 0
    for forms in told:
        if not _has(entry, forms):
            return None
        new += any(one in entry.named or kin_of(one, entry.named) for one in forms) and not any(
            one in about for one in forms
        )
    if not new:
        return None
    shared = sum(one in meant or bool(kin_of(one, meant)) for one in entry.label)
    explained = shared / max(len(entry.label), 1)
    fact, before = entry.fact, last.fact
    same_place = bool(entry.places & last.places)
    near = same_place or (fact.theme == before.theme and entry.head in meant)
    if explained < (_LEAST_NEAR if near else _LEAST):
        return None
    return (
        explained
        + _SAME_THEME * (fact.theme == before.theme)
        + _SAME_KEY * (fact.subject.partition("-")[0] == before.subject.partition("-")[0])
        + _SAME_PLACE * same_place
        + _SAME_PERIOD * (fact.period == before.period)
    )


def _has(entry: _Entry, forms: Collection[str]) -> bool:
    if any(one in entry.every or kin_of(one, entry.every) for one in forms):
        return True
    if not _rates().isdisjoint(forms):
        return entry.fact.unit == "%"
    return not _AIMS.isdisjoint(forms) and any("objectif" in one for one in entry.places)


def _in_years(fact: Fact, years: Sequence[str]) -> bool:
    """Tell whether a fact is of the years that a turn says, of any where it says none."""
    printed = _YEAR.findall(fact.period)
    return all(one in printed for one in years)


@lru_cache(maxsize=16)
def _of_document(body: str, _state: object) -> tuple[_Entry, ...]:
    return tuple(_entry(one) for one in facts(FIGURE) if one.body == body)


@lru_cache(maxsize=2048)
def _entry(fact: Fact) -> _Entry:
    same = same_words()[0]
    label = bag(fact.label)
    denies = bool(label & _DENIES)
    own = frozenset(grouped(same, label - _DENIES))
    key = grouped(same, bag(fact.subject.replace("-", " ")) - _DENIES)
    around = grouped(same, bag(f"{fact.theme} {fact.unit}"))
    head = grouped(same, map(stem, words(normalise(fact.label))[:1]))
    printed = conventions.load(fact.body).figures.get(fact.subject, ())
    places = frozenset(one.citation for one in printed)
    named = own.union(key)
    return _Entry(fact, own, named, named.union(around), "".join(head), places, denies)


def figures_in(formula: str, document: str) -> list[tuple[str, str]]:
    """Return the key figures that a formula names, each with its document.

    Args:
        formula: In file syntax.
        document: The document of those that name none.
    """
    # A period may be a text: « 2020-12-31 ».
    period = r'(?:,("[^"]*"|[^,()"]*))?'
    found = re.findall(rf'COG_KEY_FIGURE\("([^"]+)"{period}(?:,"([^"]+)")?\)', formula)
    return [(key, named or document) for key, _, named in found]


def fact_named(key: str, document: str, years: Collection[str]) -> Fact | None:
    """Return the printed figure of a key, of one of some years where it has one of these.

    Args:
        key: Its key.
        document: Its document.
        years: The years that were said.
    """
    found = [one for one in facts(FIGURE) if one.body == document and one.subject == key]
    dated = [one for one in found if set(_YEAR.findall(one.period)) & set(years)]
    return next(iter(dated or found), None)


def aimed_at(key: str, document: str) -> bool:
    """Tell whether a figure is printed among the objectives of its document.

    Args:
        key: Its key.
        document: Its document.
    """
    printed = conventions.load(document).figures.get(key, ())
    return any("objectif" in one.citation for one in printed)


#: First words of keys that say nothing of what stands behind them.
_PLAIN_KEYS: Final = frozenset({"part", "taux", "delai"})


def surroundings(key: str, document: str) -> frozenset[str]:
    """Return what a figure shares with those beside it: its heading, and how its key begins.

    Args:
        key: Its key.
        document: Its document, ``""`` for the one that has the key.
    """
    found = [one for one in facts(FIGURE) if one.subject == key and document in {"", one.body}]
    first = key.partition("-")[0]
    names = [f"{one.body} {one.theme}" for one in found]
    names += [f"{one.body}/{first}" for one in found if first not in _PLAIN_KEYS]
    return frozenset(names)
