"""Other words for a thing that a document prints: « le 92 », « les feuilles », « nos guichets ».

``data/places/*.toml`` has them as data of their document. Each is a set of words that must all be
said, in any order; they are replaced by what the document calls the thing, and the question is
read again, its turns of phrase (``data/phrasings.toml``) said plainly. Nothing else of it is left
out but verbs that only carry it: what is said beside a nickname still has to be used.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pycog.dialogue.families import nickname_data
from pycog.dialogue.lexicon import stem
from pycog.dialogue.plain_turns import carriers, in_plain_words
from pycog.dialogue.said_around import expanded
from pycog.lazy_patterns import regex

_TOKEN: Final = regex(r"[a-z]+|\d+(?:[.,]\d+)?")
#: Between two words, says that they are said of two things.
_PARTING: Final = frozenset(
    {"hors", "sans", "sauf", "hormis", "excepte", "vs", "versus", "contre", "moins", "ni", "pas",
     "face"}
)  # fmt: skip
#: Opens what something is a part of.
_WITHIN: Final = _PARTING | {"dans", "sur", "parmi"}
#: What is divided, left out or said of one body only is never left aside.
_DIVIDES: Final = regex(
    r"\b(?:dans|hors|sans|sauf|hormis|excepte|chez|selon|seule?s?|seulement|uniquement|moins|chaque"
    r"|divise|rapporte|contre)(?: (?:les?|la|l|des?|du|d|un|une|nos|au|aux|en|pour))* $"
)
_PER: Final = regex(
    r"\bpar (?:agent|etp|salarie|poste|tete|personne|habitant|assure|beneficiaire|antenne|site"
    r"|region|departement|mois|trimestre|semestre|semaine|jour|heure)\b"
)
#: Sets two things against each other, of which a nickname would tell one.
_AS_MUCH: Final = regex(r"\b(?:memes?|autant|identiques? a|pareil\w*) (?:que|qu)\b")
#: Marks the words that a nickname needs and does not replace.
_KEPT: Final = "~"
#: Words this near a nickname may be said with it.
_NEAR: Final = 5
#: A nickname in this many words of a question; more are no name.
_LONGEST: Final = 14
#: Stands before a nickname and says no more than what it stands for.
_KIND: Final = regex(r"\b(?:indicateurs?|indic|ligne|poste|rubrique)\b(?: d[eu]?| des| l[ae]?)* $")
#: What an indicator counts or measures: it is that number or rate.
_MEASURE: Final = regex(
    r"(?:\b(?:l[ae] |un )?(?:nombre|nb|taux|pourcentage|proportion|part|%)(?: d[eu]?| des| l[ae]?)*"
    r"|\b(?:d|des|de|les|la|le|l|nos|aux)) $"
)
_INDICATOR: Final = "indicateur "
_VALUE: Final = regex(r"\b(indicateur \d+) (?=[\d%€])")


@dataclass(frozen=True, slots=True)
class _Nickname:
    """One set of words for one thing.

    Attributes:
        needed: What must be said, each as its stems and beginnings.
        means: What it is replaced by.
        free: Stems that may be said with it.
        barred: Stems with which something else is meant.
        whole: Whether it is one of a total, which is meant only where no part of it is named.
    """

    needed: tuple[_Alternatives, ...]
    means: str
    free: frozenset[str]
    barred: frozenset[str]
    whole: bool


@dataclass(frozen=True, slots=True)
class _Alternatives:
    """Words of which one must be said; one that is kept stays in the question."""

    stems: frozenset[str]
    begun: tuple[str, ...]
    kept: bool

    def fits(self, typed: str) -> bool:
        return stem(typed) in self.stems or (bool(self.begun) and typed.startswith(self.begun))


@dataclass(frozen=True, slots=True)
class _Index:
    """The nicknames of a document, the longest first, by the stems that one of them needs."""

    every: tuple[_Nickname, ...]
    by_stem: dict[str, tuple[int, ...]]
    always: tuple[int, ...]

    def near(self, said: Collection[str]) -> list[_Nickname]:
        """Return the nicknames whose rarest word may be said, in order."""
        places = {at for one in said for at in self.by_stem.get(one, ())}
        return [self.every[at] for at in sorted(places.union(self.always))]


def in_own_words(
    typed: str,
    document: str,
    filler: Collection[str],
    *,
    named: bool = False,
    turns: bool = True,
) -> str | None:
    """Return a question in which nicknames are what the document prints, ``None`` without any.

    Args:
        typed: The question.
        document: Id of the document that it is about.
        filler: Stems that mean nothing: they may stand between the words of a nickname.
        named: Whether the question names a line or an indicator as it is printed.
        turns: Whether a turn of phrase alone makes it another question.
    """
    plain = expanded(typed)
    text = in_plain_words(plain)
    if _PER.search(text) or _AS_MUCH.search(text):
        # An amount for each of something is another one than what is printed.
        return None
    tokens = [(match[0], *match.span()) for match in _TOKEN.finditer(text)]
    stems = {stem(word) for word, _, _ in tokens}
    edits: list[tuple[int, int, str]] = []
    taken: set[int] = set()
    for one in _index(document).near(stems):
        if not stems.isdisjoint(one.barred) or (one.whole and (named or edits)):
            continue
        places = _places(one, tokens, taken)
        if places is None:
            continue
        gone, kept = places
        first, last = min(gone), max(gone)
        between = set(range(first, last + 1)).difference(gone)
        near = range(max(0, first - _NEAR), min(len(tokens), last + _NEAR + 1))
        around = {
            at
            for at in near
            if stem(tokens[at][0]) in one.free
            and not _parts(text[: tokens[at][1]])
            and _WITHIN.isdisjoint(token[0] for token in tokens[min(at, last) + 1 : max(at, first)])
        }
        around -= taken | kept
        gone |= around
        if all(stem(tokens[at][0]) in filler or at in around for at in between - taken):
            gone |= between - taken - kept
        taken |= gone
        edits += [(*tokens[at][1:], one.means if at == first else "") for at in gone]
    if edits:
        plain_verbs = carriers()
        edits += [
            (start, end, "")
            for at, (word, start, end) in enumerate(tokens)
            if at not in taken and word in plain_verbs
        ]
        return _edited(text, edits)
    return text if turns and text != plain else None


def _places(
    one: _Nickname, tokens: list[tuple[str, int, int]], taken: Collection[int]
) -> tuple[set[int], set[int]] | None:
    """Return where the words of a nickname stand, those replaced and those kept.

    ``None`` where one lacks or they stand too far from one another.
    """
    found: set[int] = set()
    kept: set[int] = set()
    for wanted in one.needed:
        at = next(
            (
                place
                for place, token in enumerate(tokens)
                if place not in found
                and wanted.fits(token[0])
                and (wanted.kept or place not in taken)
            ),
            None,
        )
        if at is None:
            return None
        (kept if wanted.kept else found).add(at)
    if not found or max(found) - min(found) >= _LONGEST:
        return None
    both = found | kept
    between = {tokens[at][0] for at in range(min(both) + 1, max(both))}
    return (found, kept - found) if between.isdisjoint(_PARTING) else None


def _parts(before: str) -> bool:
    """Tell whether a word stands behind one that divides, leaves out or says for whom."""
    return _DIVIDES.search(before) is not None


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    """Return a text with pieces replaced, each with what stands before it and says no more."""
    placed: list[tuple[int, int, str]] = []
    for start, end, put in edits:
        if not put:
            placed.append((start, end, put))
            continue
        before = _KIND.sub("", text[:start])
        if put.startswith(_INDICATOR):
            # « Le nombre d'audits » is one indicator, not a number of indicators.
            before, put = _MEASURE.sub("", before), f"l {put}"
        placed.append((len(before), end, put))
    # What was taken with a name is not taken out once more.
    wide = [(start, end) for start, end, put in placed if put]
    for start, end, put in sorted(placed, reverse=True):
        if put or not any(first <= start and end <= last for first, last in wide):
            text = f"{text[:start]}{put}{text[end:]}"
    # The number of an indicator is none of what follows it.
    return _VALUE.sub(r"\1, ", re.sub(r"\s+", " ", text).strip())


@lru_cache(maxsize=8)
def _index(document: str) -> _Index:
    every = sorted(_read(document), key=lambda one: (one.whole, -len(one.needed)))
    count: dict[str, int] = {}
    for one in every:
        for wanted in one.needed:
            for each in wanted.stems:
                count[each] = count.get(each, 0) + 1
    by_stem: dict[str, list[int]] = {}
    always: list[int] = []
    for at, one in enumerate(every):
        whole = [wanted for wanted in one.needed if not wanted.begun]
        if not whole:
            always.append(at)
            continue
        rarest = min(whole, key=lambda wanted: sum(count[each] for each in wanted.stems))
        for each in rarest.stems:
            by_stem.setdefault(each, []).append(at)
    return _Index(
        tuple(every), {one: tuple(found) for one, found in by_stem.items()}, tuple(always)
    )


def _read(document: str) -> Iterator[_Nickname]:
    for entry in nickname_data(document):
        free = frozenset(map(stem, entry.get("free", "").split()))
        barred = frozenset(map(stem, entry.get("not", "").split()))
        for name in entry["said"]:
            needed = tuple(map(_alternatives, name.split()))
            yield _Nickname(needed, entry["means"], free, barred, entry.get("whole", False))


def _alternatives(text: str) -> _Alternatives:
    each = text.removeprefix(_KEPT).split("|")
    whole = frozenset(stem(one) for one in each if not one.endswith("*"))
    begun = tuple(one[:-1] for one in each if one.endswith("*"))
    return _Alternatives(whole, begun, text.startswith(_KEPT))
