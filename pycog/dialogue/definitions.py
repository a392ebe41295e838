"""What terms mean, as data: ``data/definitions.toml``."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from pycog.dialogue.entities import Question
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.provisions.rule_questions import PLACE_ASKED
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

_FILE: Final = Path(__file__).parent / "data" / "definitions.toml"
#: Asks for a meaning.
_CUE: Final = regex(
    r"\b(?:c ?(?:est )?(?:quoi|koi)|qu ?est ce que?(?: c est)?(?: que)?"
    r"|def(?:inition|inir|inis|init|inie?s?)?"
    r"|(?:ca |que )?(?:veut|veulent) dire(?: quoi)?|(?:que )?signifi\w+|en clair|ca sert a quoi"
    r"|comment (?:(?:est|sont|on|se|ca|il|elle|l|le|la|les|t) )*calcul\w+|formule|expliqu\w+"
    r"|(?:a quoi )?(?:ca |cela )?correspond\w*(?: a quoi)?|kesako|quesaco|signification"
    r"|qu (?:entend|entendez|entends)(?: (?:t )?(?:on|il|vous|tu))? par"
    r"|qu (?:est ce qu )?(?:on )?appelle(?: t on)?"
    r"|on appelle quoi|sens du mot|(?:que|quoi) designe\w*|sigle|acronyme|abreviation)\b"
)
#: What a term may stand in.
_PLACES: Final = frozenset(
    map(stem, words("article section paragraphe chapitre annexe page point partie texte"))
)
#: Words that mean nothing beside a term that stands alone: « PILI ? », « et la PILI ? ».
_ALONE: Final = 2


@dataclass(frozen=True, slots=True)
class Definition:
    """One term.

    Attributes:
        names: What it is called, each as stems.
        text: The answer.
        source: Where it is printed.
        of: Id of the agreement that it belongs to, ``""`` for one that every agreement shares.
    """

    names: tuple[frozenset[str], ...]
    text: str
    source: str
    of: str


@lru_cache(maxsize=1)
def _around() -> frozenset[str]:
    """Return the stems of the words that may stand around any term: « à caractère », « notion »."""
    with _FILE.open("rb") as file:
        return frozenset(map(stem, _words(tomllib.load(file)["around"])))


@lru_cache(maxsize=1)
def load_definitions() -> tuple[Definition, ...]:
    """Return the definitions in the order of the file."""
    with _FILE.open("rb") as file:
        entries = tomllib.load(file)["definition"]
    return tuple(
        Definition(
            tuple(frozenset(map(stem, _words(name))) for name in entry["words"]),
            entry["text"],
            entry["source"],
            entry.get("of", ""),
        )
        for entry in entries
    )


@lru_cache(maxsize=1)
def _by_stem() -> Mapping[str, list[tuple[int, frozenset[str]]]]:
    """Return, by its first stem, each name with the place of what it is a name of."""
    found = defaultdict[str, list[tuple[int, frozenset[str]]]](list)
    for at, one in enumerate(load_definitions()):
        for name in one.names:
            found[min(name)].append((at, name))
    return found


def _named_by(typed: Set[str]) -> Iterator[tuple[Definition, list[frozenset[str]]]]:
    """Yield the definitions of which some name is typed, in the order of the file, with these."""
    names = defaultdict[int, list[frozenset[str]]](list)
    for stem_typed in typed:
        for at, name in _by_stem().get(stem_typed, ()):
            if name <= typed:
                names[at].append(name)
    every = load_definitions()
    yield from ((every[at], sorted(names[at], key=every[at].names.index)) for at in sorted(names))


def _words(text: str) -> list[str]:
    return [word for word in words(normalise(text)) if len(word) > 1]


def defined(question: Question, known: Vocabulary) -> Definition | None:
    """Return the definition that a question asks for, where it leaves nothing else over."""
    cue, placed = _CUE.search(question.text), PLACE_ASKED.search(question.text)
    text = _CUE.sub(" ", question.text)
    # As typed and as recognised: a correction may make another word of a short term.
    said = {
        stem(word): {stem(word), known.lexicon.recognise(word)}
        for word in words(text)
        if len(word) > 1
    }
    typed = set(said)
    best: tuple[int, Definition] | None = None
    for one, names in _named_by(typed):
        if not known.speaks_of(one.of):
            continue
        for name in names:
            # « BSI Isère »: the words of the report that prints the term name nothing else.
            printed = frozenset(map(stem, _words(one.source)))
            free = name | known.filler | printed | (_around() if cue else frozenset())
            free |= _PLACES if placed else frozenset()
            left = [forms for forms in said.values() if not forms & free]
            if left or not (cue or placed or len(said) <= len(name) + _ALONE):
                continue
            if best is None or len(name) > best[0]:
                best = (len(name), one)
    return None if best is None else best[1]


def wants_meaning(question: Question) -> bool:
    """Tell whether a question asks what something means."""
    return _CUE.search(question.text) is not None
