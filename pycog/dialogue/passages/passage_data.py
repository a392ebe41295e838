"""The passages as data: ``data/passages/*.toml``, one file for each document."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pycog.dialogue.families import family_data
from pycog.dialogue.lexicon import Lexicon, stem
from pycog.dialogue.normalise import normalise_long, words
from pycog.dialogue.other_words.thesaurus import spelled_words
from pycog.dialogue.provisions.provision_data import Provision, provisions
from pycog.errors import InvalidConvention
from pycog.lazy_patterns import regex

_FOLDER: Final = Path(__file__).parent.parent / "data" / "passages"
_SYNONYMS: Final = _FOLDER.with_name("synonyms.toml")
_NUMBERED: Final = regex(r"\b(?:fiche|indicateur)")
_KEYS: Final = frozenset({"place", "text", "asked"})


@dataclass(frozen=True, slots=True)
class Passage:
    """What one place of a document says.

    Attributes:
        document: Id of the document, the name of its file.
        of: Id of the agreement that alone it is told of, ``""`` for any.
        text: What it says, in our own words.
        source: Where it is printed.
        asked: Ways of asking for it, each as stems.
        stems: Every stem of its text, of its place and of the ways of asking.
        titled: Stems of the title of the document, which tell none of its passages apart.
    """

    document: str
    of: str
    text: str
    source: str
    asked: tuple[frozenset[str], ...]
    stems: frozenset[str]
    titled: frozenset[str]


@dataclass(frozen=True, slots=True)
class Passages:
    """Every passage of every document.

    Attributes:
        every: In the order of the files.
        holding: Stem → places in ``every`` of the passages that have it.
        weights: Stem → how much it tells one passage from another.
        unknown: The weight of a stem that no passage has.
        lexicon: The words of the passages, typing errors included.
        kin: Stem → stems that say the same.
    """

    every: tuple[Passage, ...]
    holding: Mapping[str, tuple[int, ...]]
    weights: Mapping[str, float]
    unknown: float
    lexicon: Lexicon
    kin: Mapping[str, frozenset[str]]


@lru_cache(maxsize=1)
def passages() -> Passages:
    """Return the passages.

    Raises:
        InvalidConvention: ``passage-invalide``: an unknown key, one without words.
    """
    read: dict[str, Mapping[str, Any]] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        with path.open("rb") as file:
            read[path.stem] = tomllib.load(file)
    with _SYNONYMS.open("rb") as file:
        groups = [text.split() for text in tomllib.load(file)["groups"]]
    groups += [text.split() for text in family_data()["groups"]]
    # The ideas of the provisions say in how many words an officer has the same thing.
    rules = provisions()
    groups += [
        [*frozenset().union(*(one for one in given if len(one) == 1))]
        for name, given in rules.ideas.items()
        if name not in rules.circling
    ]
    # « C'est une dépense … » says of which one only where the rule itself is told.
    whole = [one for one in rules.rules if not one.text.startswith("C'est ")]
    return indexed(read, groups, [_of_rule(one) for one in whole])


def indexed(
    documents: Mapping[str, Mapping[str, Any]],
    groups: Iterable[Collection[str]],
    more: Iterable[Passage] = (),
) -> Passages:
    """Read the declarations and make them ready to be searched.

    Args:
        documents: Id of the document → its title and passages.
        groups: Words that say the same, one group each.
        more: Further passages: the provisions.

    Raises:
        InvalidConvention: ``passage-invalide``.
    """
    every = list(more)
    for name, data in documents.items():
        for entry in data["passage"]:
            if set(entry) != _KEYS or not all(entry.values()):
                raise _wrong(name, str(entry.get("text", "?"))[:60])
            every.append(_passage(name, data, entry))
    holding: dict[str, list[int]] = {}
    for place, one in enumerate(every):
        for each in one.stems:
            holding.setdefault(each, []).append(place)
    weights = {each: math.log1p(len(every) / len(found)) for each, found in holding.items()}
    kin: dict[str, set[str]] = {}
    for group in groups:
        alike = {stem(one) for one in group if not one[0].isdigit()}
        for each in alike:
            kin.setdefault(each, set()).update(alike - {each})
    unknown = math.log1p(max(len(every), 1))
    return Passages(
        tuple(every),
        {each: tuple(found) for each, found in holding.items()},
        weights,
        unknown,
        Lexicon(holding, {}, spelled=spelled_words),
        {each: frozenset(alike) for each, alike in kin.items()},
    )


def _passage(name: str, data: Mapping[str, Any], entry: Mapping[str, Any]) -> Passage:
    asked = tuple(_stems(one) for one in entry["asked"])
    # The number of a chapter is no number that a question gives: that of a sheet is.
    place = entry["place"] if _NUMBERED.search(entry["place"]) else _named_in(entry["place"])
    named = _stems(place) if isinstance(place, str) else place
    stems = (_stems(entry["text"]) | named).union(*asked)
    source = f"{data['title']}, {entry['place']}"
    return Passage(
        name, data.get("of", ""), entry["text"], source, asked, stems, _named_in(data["title"])
    )


def _of_rule(rule: Provision) -> Passage:
    """Return a provision as a passage, which other words may find too."""
    stems = _stems(rule.text)
    titled = _named_in(rule.source)
    return Passage(rule.of, rule.of, rule.text, rule.source, (stems,), stems, titled)


def _named_in(title: str) -> frozenset[str]:
    return frozenset(one for one in _stems(title) if not one[0].isdigit())


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, words(normalise_long(text))))


def _wrong(name: str, what: str) -> InvalidConvention:
    return InvalidConvention("passage-invalide", f"passages/{name}.toml, « {what} ».")
