"""Finds what words name among printed labels: every word must be one of its own, or akin to one."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Generic, TypeVar

from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.entities import Word
from pycog.dialogue.kinship import ROOT, kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.vocabulary import _JOINING, levels
from pycog.lazy_patterns import regex

T = TypeVar("T")

#: A label that says « non » or « hors » is meant only where the question says so.
_NEGATIONS: Final = frozenset({"non", "hor", "pas"})
#: Words of labels that nobody need say.
_EMPTY: Final = frozenset(
    {"tout", "toute", "tous", "toutes", "leur", "leurs", "ont", "ayant", "avec", "pour", "ne", "se",
     "ses", "son"}
)  # fmt: skip
#: Letters of words that tell no thing from another.
_SHORT: Final = 3
_DIGITS: Final = regex(r"\d+(?: \d+)*")


@dataclass(frozen=True, slots=True)
class Named(Generic[T]):
    """Something with a label.

    Attributes:
        thing: What the words name.
        label: Stems of its label.
        names: What it is called, each by its stems; all of one said names it whole.
        every: Stems that may be said of it: its theme, its key, its context.
        shared: Stems of its theme, which others share: they tell it from none of these.
        near: Stems of what stands beside it, of which one may be said too.
    """

    thing: T
    label: frozenset[str]
    names: tuple[frozenset[str], ...]
    every: frozenset[str]
    shared: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()


# Labels and questions are asked for again and again.
@lru_cache(maxsize=8192)
def bag(text: str) -> frozenset[str]:
    """Return the stems of a label, and its numbers written in one."""
    plain = levels(normalise(text))
    found = {stem(word) for word in words(plain) if word not in _JOINING | _EMPTY and len(word) > 1}
    # « Psycho-sociaux » is typed in one word too.
    joined = re.findall(r"\b([a-z]{4,})[- ]?([a-z]{4,})\b", plain) if "-" in text else []
    found.update(stem(left + right) for left, right in joined)
    numbers = {one.replace(" ", "") for one in _DIGITS.findall(plain)}
    return frozenset({one for one in found if not one.isdigit()} | numbers)


def named(thing: T, label: str, around: str = "") -> Named[T]:
    """Return something with its label and what else may be said of it."""
    return Named(thing, bag(label), (bag(label),), bag(f"{label} {around}"))


class Search(Generic[T]):
    """Labels to be searched by the words of questions.

    Args:
        entries: What may be named.
    """

    def __init__(self, entries: Iterable[Named[T]]) -> None:
        self.entries: Sequence[Named[T]] = tuple(entries)
        self.words = frozenset(one for entry in self.entries for one in (*entry.every, *entry.near))
        # Where a stem stands in a label, and where one of its family may: most labels have none.
        self._holding: dict[str, list[int]] = {}
        for at, entry in enumerate(self.entries):
            for one in entry.label | {each[:ROOT] for each in entry.label if len(each) >= ROOT}:
                self._holding.setdefault(one, []).append(at)

    def find(
        self,
        said: Collection[str],
        loose: Callable[[T], Collection[str]] = lambda _: (),
        keep: Callable[[T], bool] = lambda _: True,
    ) -> list[T]:
        """Return what all words fit: the label that they say whole, else every one as well named.

        Args:
            said: Stems of the words.
            loose: Stems that a label need not have though they are said.
            keep: Tells what is looked at.
        """
        # A word that some label has is that word: « courriers » is not « courriels ».
        found = self._find([(one, one) for one in said], loose, keep)
        return found or self._find([(one, kin_of(one, self.words)) for one in said], loose, keep)

    def _find(
        self,
        meant: list[tuple[str, str]],
        loose: Callable[[T], Collection[str]],
        keep: Callable[[T], bool],
    ) -> list[T]:
        core = {kin for _, kin in meant if kin}
        exact = all(one == kin for one, kin in meant)
        best: list[tuple[tuple[int, bool, int], T]] = []
        for entry in self._having(core):
            said = [one for one in core if self._has(entry.label, one, exact)]
            if not said or (entry.label & _NEGATIONS) - core or not keep(entry.thing):
                continue
            if not self._fits(entry, meant, loose(entry.thing), exact):
                continue
            whole = any(all(kin_of(one, core) for one in name) for name in entry.names)
            # One word that is only akin to one of a label is too little to name it.
            if exact or whole or len(said) > 1:
                # A word of the theme tells a figure from none of its neighbours.
                own = [one for one in said if not self._has(entry.shared, one, exact)]
                strong = len(said) if whole else len(own)
                best.append(((strong, whole, len(said)), entry.thing))
        top = max((rank for rank, _ in best), default=None)
        return [thing for rank, thing in best if rank == top]

    def _having(self, core: Collection[str]) -> list[Named[T]]:
        """Return what may have one of some stems, or one of its family, in its label."""
        places = {
            at for one in core for word in {one, one[:ROOT]} for at in self._holding.get(word, ())
        }
        return [self.entries[at] for at in sorted(places)]

    def _fits(
        self, entry: Named[T], meant: list[tuple[str, str]], loose: Collection[str], exact: bool
    ) -> bool:
        """Tell whether every word may be said of it; a number only of its own label."""
        beside = 0
        for one, kin in meant:
            own = entry.label if one.isdigit() else entry.every
            if kin and self._has(own, kin, exact):
                continue
            if one in loose:
                continue
            if not kin or one.isdigit() or not self._has(entry.near, kin, exact):
                return False
            beside += 1
        return beside <= 1

    def _has(self, own: frozenset[str], one: str, exact: bool) -> bool:
        return one in own or (not exact and bool(kin_of(one, own)))


def said_words(scan: Scan) -> list[Word]:
    """Return the free words and numbers of a question that mean something, in order."""
    found = list(scan.telling())
    for match in _DIGITS.finditer(scan.text):
        if scan.is_free(*match.span()):
            found.append(Word(match[0].replace(" ", ""), *match.span()))
    return sorted(found, key=lambda one: one.start)


def light_words(scan: Scan, telling: Collection[Word]) -> list[Word]:
    """Return the longer free words that mean nothing by themselves: they may tell two apart.

    Args:
        scan: The question.
        telling: Its words that mean something.
    """
    return [one for one in scan.free() if one not in telling and one.end - one.start > _SHORT]


def parts(scan: Scan, separators: re.Pattern[str]) -> list[list[Word]]:
    """Return the telling words of a question in groups, parted by some words or signs."""
    found: list[list[Word]] = [[]]
    end = 0
    for word in said_words(scan):
        parting = separators.fullmatch(scan.text[word.start : word.end]) is not None
        if found[-1] and (parting or separators.search(scan.text[end : word.start])):
            found.append([])
        if not parting:
            found[-1].append(word)
        end = word.end
    return [one for one in found if one]
