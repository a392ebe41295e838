"""The words that officers say for those that the assistant knows: ``data/thesaurus``.

Each group has one word that the readers know and others that mean the same in this field; what
only resembles it, or restricts it, is in none.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any, Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.other_words.inflections import (
    PAST,
    adjective_forms,
    noun_forms,
    verb_forms,
)
from pycog.lazy_patterns import regex

_FOLDER: Final = Path(__file__).parents[1] / "data" / "thesaurus"
_CHOICE: Final = regex(r"\(([^()]*)\)")
#: The words of a plain text, its numbers and its signs.
_TOKEN: Final = regex(r"\d+(?:[.,]\d+)*[^\W\d_]*|[^\W_]+|[^\w\s]")
#: Within words, these join what is read as two.
_JOINTS: Final = frozenset("'’ʼ-‐‑–`´")
#: What « de » and « à » make of an article.
_CONTRACTED: Final = {
    "de": {"le": "du", "les": "des"},
    "a": {"le": "au", "les": "aux"},
}
_ARTICLES: Final = ("le ", "les ")
#: A shorter word has too many neighbours; in a long one, two errors are told apart.
_LEAST: Final = 6
_LONG: Final = 9
#: A shorter word with one letter for another may well be another word.
_SURE: Final = 8
#: Where a group holds: everywhere, with an open workbook, or without one.
BOOK, DOCUMENTS = "classeur", "convention"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word or a phrase stands for.

    Attributes:
        text: The words to read in its place, in plain form.
        shown: How they are told to the reader, ``""`` where nothing need be told.
        where: :data:`BOOK`, :data:`DOCUMENTS` or ``""``.
        past: Whether it stands for a past participle.
    """

    text: str
    shown: str
    where: str = ""
    past: bool = False


@dataclass(slots=True)
class Thesaurus:
    """All groups.

    Attributes:
        words: Word → what it may stand for, the likeliest first.
        phrases: First word → the phrases that begin with it, the longest first, each with what
            it may stand for.
        french: The words that are no short forms.
        short: Short form → the word, in phrases.
    """

    words: dict[str, list[Meaning]] = field(default_factory=dict)
    phrases: dict[str, list[tuple[tuple[str, ...], list[Meaning]]]] = field(default_factory=dict)
    french: set[str] = field(default_factory=set)
    short: dict[str, str] = field(default_factory=dict)
    _by_letter: dict[str, list[str]] = field(default_factory=dict)

    def add(self, said: str, meaning: Meaning) -> None:
        """Add a word that stands for another, unless it is that one itself."""
        known = self.words.setdefault(said, [])
        if said != meaning.text and meaning not in known:
            known.append(meaning)

    def spelled(self, word: str, known: Collection[str]) -> str:
        """Return a word as it is spelled, where it is a typing error of one that stands here.

        Args:
            word: In plain form.
            known: Stems of words that are no typing errors.
        """
        if len(word) < _LEAST or word in self.words or not word.isalpha() or stem(word) in known:
            return word
        # Loaded when first needed: most questions are understood as they stand.
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        alike = self._long(word[0])
        if word in alike:
            return word
        found = process.extractOne(
            word,
            alike,
            scorer=OSA.distance,
            score_cutoff=2 if len(word) >= _LONG else 1,
        )
        if found is None or (len(word) < _SURE and _is_another(word, found[0])):
            return word
        return found[0]

    def _long(self, letter: str) -> list[str]:
        """Return the long words that begin with a letter."""
        if not self._by_letter:
            for one in sorted({one for one in self._all() if len(one) >= _LEAST}):
                self._by_letter.setdefault(one[0], []).append(one)
        return self._by_letter.get(letter, [])

    def _all(self) -> Iterator[str]:
        """Yield every word that stands here."""
        yield from self.words
        for meanings in self.words.values():
            for one in meanings:
                yield from words(one.text)
        for phrases in self.phrases.values():
            for said, meanings in phrases:
                yield from said
                for one in meanings:
                    yield from words(one.text)


def _is_another(word: str, other: str) -> bool:
    """Tell whether a letter stands for another, as in two words: « perdus » and « perçus »."""
    return len(word) == len(other) and sorted(word) != sorted(other)


@lru_cache(maxsize=1)
def thesaurus() -> Thesaurus:
    """Return what the files of ``data/thesaurus`` say."""
    found = Thesaurus()
    phrases: dict[tuple[str, ...], list[Meaning]] = {}
    files = [tomllib.loads(one.read_text("utf-8")) for one in sorted(_FOLDER.glob("*.toml"))]
    irregular = {key: value for one in files for key, value in one.get("irregular", {}).items()}
    own = frozenset(one for file in files for one in normalise_each(file.get("own", "")))
    for file in files:
        for entry in file.get("verbs", ()):
            _add_verbs(found, entry, irregular, own)
        for entry in file.get("nouns", ()):
            _add_forms(found, entry, noun_forms)
        for entry in file.get("adjectives", ()):
            _add_forms(found, entry, adjective_forms)
        for entry in file.get("words", ()):
            means = normalise(entry["means"])
            for said in normalise_each(entry["said"]):
                found.add(said, _meaning(entry, means))
                if not entry.get("told", True):
                    found.short.setdefault(said, means)
        for entry in file.get("phrases", ()):
            for phrase, meaning in _phrases(entry):
                if meaning not in phrases.setdefault(phrase, []):
                    phrases[phrase].append(meaning)
    for phrase, meanings in phrases.items():
        found.phrases.setdefault(phrase[0], []).append((phrase, meanings))
    for one in found.phrases.values():
        one.sort(key=lambda phrase: -len(phrase[0]))
    return found


def tokens(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the words, the numbers and the signs of a text: start, end and plain form."""
    for match in _TOKEN.finditer(text):
        if match[0] not in _JOINTS and (plain := normalise(match[0])):
            yield match.start(), match.end(), plain


@lru_cache(maxsize=1)
def spelled_words() -> frozenset[str]:
    """Return the words of the groups that are French as they are: none is a typing error."""
    known = thesaurus()
    alone = (said[0] for one in known.phrases.values() for said, _ in one if len(said) == 1)
    return frozenset(known.french).union(alone)


def normalise_each(text: str) -> Iterator[str]:
    """Yield the words of a list in plain form."""
    yield from map(normalise, text.split())


def _meaning(entry: dict[str, Any], text: str, *, past: bool = False) -> Meaning:
    shown = entry.get("shown", entry["means"]) if entry.get("told", True) else ""
    return Meaning(text, shown, entry.get("where", ""), past)


def _add_verbs(
    found: Thesaurus, entry: dict[str, Any], irregular: dict[str, str], own: Collection[str]
) -> None:
    means = verb_forms(normalise(entry["means"]), irregular)
    for said in normalise_each(entry["said"]):
        forms = verb_forms(said, irregular)
        found.french.update(forms.values())
        for place, form in forms.items():
            if form in own:
                # « Montant » is a noun before it is a form of « monter ».
                continue
            found.add(form, _meaning(entry, means[place], past=place in PAST))


def _add_forms(found: Thesaurus, entry: dict[str, Any], forms_of: Any) -> None:
    means = forms_of(normalise(entry["means"]))
    for said in normalise_each(entry["said"]):
        forms = forms_of(said)
        found.french.update(forms.values())
        for place, form in forms.items():
            found.add(form, _meaning(entry, means[place]))


def _phrases(entry: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Meaning]]:
    """Yield the phrases of a group, and those with « du » or « au » for their article."""
    means = normalise(entry["means"])
    meaning = _meaning(entry, means)
    contractions = [
        (little, _meaning({**entry, "shown": contracted(little, entry["means"])}, full))
        for little in _CONTRACTED
        if (full := contracted(little, means))
    ]
    for said in entry["said"]:
        for one in spelled_out(said):
            # Word by word: the same words come again and again.
            plain = " ".join(map(normalise, one.split()))
            if plain == means:
                continue
            yield _pieces(plain), meaning
            if plain.startswith(_ARTICLES):
                # « Du ministère » stands for « de l'État » where « le ministère » is « l'État ».
                for little, other in contractions:
                    yield _pieces(contracted(little, plain)), other


def _pieces(plain: str) -> tuple[str, ...]:
    pieces = plain.split()
    if all(map(str.isalnum, pieces)):
        return tuple(pieces)
    return tuple(one for _, _, one in tokens(plain))


def contracted(little: str, named: str) -> str:
    """Return « du conseil » for « de » and « le conseil »; « de la caisse » stays in full.

    Args:
        little: ``de`` or ``a``.
        named: What follows, with its article.
    """
    article, _, rest = named.partition(" ")
    short = _CONTRACTED[little].get(article)
    return f"{little} {named}" if short is None else f"{short} {rest}"


def spelled_out(pattern: str) -> Iterator[str]:
    """Yield the phrases that a pattern writes: « (a|b|) c » is « a c », « b c » and « c »."""
    pieces = _CHOICE.split(pattern)
    options = [one.split("|") if at % 2 else [one] for at, one in enumerate(pieces)]
    for chosen in product(*options):
        yield " ".join("".join(chosen).split())
