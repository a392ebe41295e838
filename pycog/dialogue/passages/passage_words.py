"""Words of questions on what the documents say: ``data/passage_words.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words

_FILE: Final = Path(__file__).parents[1] / "data" / "passage_words.toml"
#: A printed change: « +13 % », « -15 % ».
_SIGNED: Final = re.compile(r"(?<![\w,])(?P<sign>[+\-−–]) ?\d")
_FIGURES: Final = ("age", "money", "area", "hours")
_OTHERS: Final = ("name", "any")

#: One side of several that exclude each other: the number of the entry, and the key of the side.
Side = tuple[int, str]


@dataclass(frozen=True, slots=True)
class PassageWords:
    """The file.

    Attributes:
        kinds: Kind of answer → stems of the nouns that ask for it.
        nouns: These nouns, in plain form: those that want a figure, and the others.
        light: Stems that only carry a question.
        groups: Words that say the same.
        sides: Stem → the side that it says.
    """

    kinds: Mapping[str, frozenset[str]]
    nouns: tuple[frozenset[str], frozenset[str]]
    light: frozenset[str]
    groups: tuple[tuple[str, ...], ...]
    sides: Mapping[str, Side]

    def side_of(self, one: str) -> Side | None:
        """Return the side that a stem says, ``None`` where it says none."""
        return self.sides.get(one)

    def sides_in(self, text: str) -> frozenset[Side]:
        """Return the sides that a text says, signs of changes included."""
        found = {self.sides[one] for one in map(stem, words(normalise(text))) if one in self.sides}
        found |= {(0, "one" if one["sign"] == "+" else "other") for one in _SIGNED.finditer(text)}
        return frozenset(found)


@lru_cache(maxsize=1)
def passage_words() -> PassageWords:
    """Return the words."""
    with _FILE.open("rb") as file:
        data = tomllib.load(file)
    sides: dict[str, Side] = {}
    for place, entry in enumerate(data["sides"]):
        for key, said in entry.items():
            sides.update((stem(one), (place, key)) for one in said.split())
    return PassageWords(
        {kind: frozenset(map(stem, data[kind].split())) for kind in (*_FIGURES, *_OTHERS)},
        (_nouns(data, _FIGURES), _nouns(data, _OTHERS)),
        frozenset(map(stem, data["light"].split())),
        tuple(tuple(group.split()) for group in data["groups"]),
        sides,
    )


def _nouns(data: Mapping[str, Any], kinds: Iterable[str]) -> frozenset[str]:
    return frozenset(one for kind in kinds for one in data[kind].split())
