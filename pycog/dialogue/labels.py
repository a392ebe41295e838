"""Finds the printed label that the words of a question name, or the several it may name."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

#: Part of the meaning of the words that a label must carry; one stray word among four
#: ordinary ones stays below a half, one among two does not.
COVERED: Final = 0.6
#: Labels within this of the best are as good: the officer chooses.
TIE: Final = 0.02
#: A word that more labels than this share (« taux », « nombre ») names none of them.
TELLING: Final = 10


@dataclass(frozen=True, slots=True)
class Named:
    """The labels that fit best, and how well.

    Attributes:
        keys: Their keys; several when the words fit several, none when nothing fits.
        score: Part of the meaning that they carry.
        matched: Words that named them.
    """

    keys: tuple[str, ...]
    score: float
    matched: frozenset[str]


class LabelIndex:
    """Labels by the stems of their words.

    Args:
        labels: Key → stems of its label, without words that mean nothing.
        names: Key → its whole names, each by its stems; the label by default.
    """

    def __init__(
        self,
        labels: Mapping[str, Iterable[str]],
        names: Mapping[str, Iterable[Iterable[str]]] | None = None,
    ) -> None:
        self._labels: dict[str, frozenset[str]] = {
            key: frozenset(stems) for key, stems in labels.items()
        }
        self._names: dict[str, list[frozenset[str]]] = {
            key: [frozenset(name) for name in (names or {}).get(key, [stems])]
            for key, stems in self._labels.items()
        }
        self._count: dict[str, int] = {}
        for stems in self._labels.values():
            for one in stems:
                self._count[one] = self._count.get(one, 0) + 1
        self._unknown = math.log(1.0 + len(self._labels))

    def knows(self, one: str) -> bool:
        """Tell whether some label has that word."""
        return one in self._count

    def count(self, one: str) -> int:
        """Return how many labels have a word."""
        return self._count.get(one, 0)

    def find(self, stems: Collection[str], weak: Collection[str] = ()) -> Named:
        """Return the labels that carry most of the meaning of ``stems``.

        Args:
            stems: Words of a question.
            weak: Words that say what is asked: they name no label by themselves, and a
                label need not have them.
        """
        asked, said = set(stems), set(stems).difference(weak)
        whole = sum(map(self._weight, said))
        telling = {one for one in said if 0 < self._count.get(one, 0) <= TELLING}
        if not whole or not telling:
            return Named((), 0.0, frozenset())
        scores = {
            key: sum(map(self._weight, asked & own))
            / (whole + sum(map(self._weight, (asked & own) - said)))
            for key, own in self._labels.items()
            if telling & own
        }
        best = max(scores.values(), default=0.0)
        if best < COVERED:
            return Named((), best, frozenset())
        keys = tuple(key for key, score in scores.items() if score > best - TIE)
        matched = frozenset(asked & self._labels[keys[0]])
        return Named(keys, best, matched)

    def whole(self, keys: Collection[str], stems: Collection[str]) -> list[str]:
        """Return the keys of which some name has no word that ``stems`` lack."""
        asked = set(stems)
        return [key for key in keys if any(name <= asked for name in self._names[key])]

    def _weight(self, one: str) -> float:
        """A rare word says more than a common one; an unknown one half as much as the rarest.

        It may be a word of politeness or a slip as well as the name of something else.
        """
        count = self._count.get(one, 0)
        return math.log(1.0 + len(self._labels) / count) if count else self._unknown / 2
