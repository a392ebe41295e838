"""Reads what a turn does with the answer before it: convert it, share it out, pick of its list.

The words of an act stand in ``data/turns.toml`` by classes, in any order and any number. A turn is
an act only where every word of it is of a class that the act allows, or a carrier: who asks, what
for, how it is to be shown. One word more, and it is no such turn.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pycog.dialogue.entities import read_question
from pycog.dialogue.lexicon import ONE_EDIT, TWO_EDITS, stem
from pycog.dialogue.said_around import expanded, signed
from pycog.dialogue.spans import Entity
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

_FILE: Final = Path(__file__).parent.parent / "data" / "turns.toml"
#: Ends a clause of a turn; a comma within a number ends none.
_CLAUSES: Final = regex(r"\s*[,;:.!?]+(?:\s+|$)|\s+[-=]+>?\s+(?=[a-z])|[()\"]")
#: Begins what is asked, behind a clause without a mark at its end.
_ASKING: Final = (
    r"(?:j (?:ai|aurais)(?: aussi| egalement)? besoin|il (?:me|nous) (?:fau\w+|manque)"
    r"|(?:pourriez|pouvez|voudriez) vous|(?:peux|pourrais) tu|je (?:voudrais|souhait\w+|veux"
    r"|cherche)|j aimerais|nous (?:voudrions|souhait\w+)|donne\w* moi|dis moi|dites moi|merci de"
    r"|quel(?:le)?s?\b|combien\b|lequel\b|laquelle\b|peut on|serait il possible)"
)
#: A clause that restricts or denies states something, whatever it begins with.
_STATES: Final = regex(
    r"\d|%|€|\b(?:sans|hors|hormis|sauf|moins|uniquement|seulement|que (?:le|la|les|l|des|du)"
    r"|enlev\w+|retir\w+|exclu\w*|dedui\w+|neutralis\w+|ot(?:e|er|ant)"
    r"|proportion|pourcentage|(?<!ma )part(?! (?:d autre|et d autre))|article|reference|source"
    r"|(?:premi(?:er|ere)|deuxieme|seconde?|troisieme|quatrieme|cinquieme|derni(?:er|ere))"
    r"(?! (?:annee|exercice|fois|point|question|an)\b))\b"
)
#: « Du début à la fin de la convention » is the whole period, and no end of it.
_PLAINER: Final = (
    (
        regex(
            r"\b(?:du|depuis le) debut (?:jusqu )?a la fin"
            r"(?: de (?:la |l )?(?:cog|convention|periode))?\b"
        ),
        "sur toute la periode",
    ),
    # « Enlève tout sauf X » keeps X.
    (
        regex(
            r"\b(?:enlev|retir|supprim|exclu|ot|ecart)\w* tout(?:es|s)?(?: le reste)?"
            r" (?:sauf|hormis|excepte|hors)\b"
        ),
        "seulement",
    ),
    # « 2014/2015 » are two years, and « 2015 € et % » is no amount.
    (regex(r"\b((?:19|20)\d\d) ?/ ?((?:19|20)\d\d)\b"), r"\1 et \2"),
    (
        regex(r"\b((?:19|20)\d\d) (?=(?:€|euros?) (?:et|puis|\+|&) ?(?:en )?(?:%|p|t))"),
        r"\1 ; ",
    ),
)
#: « La + nombreuse » is typed for « la plus nombreuse ».
_PLUS: Final = regex(r"(?<![\d€%] )(?<![\d€%])\+ ?(?=[a-z])")
_TOKEN: Final = regex(r"[a-z]+(?:€)?|€|%|\d+(?:[.,]\d+)*(?:e|eme|er|nd)?")
#: Asks for somebody, whom no figure is.
_PERSONS: Final = frozenset(
    map(
        stem,
        [
            "responsable",
            "pilote",
            "referent",
            "porteur",
            "signataire",
            "auteur",
            "charge",
            "interlocuteur",
        ],
    )
)
#: What names something: a clause that has one is no talk.
NAMES: Final = frozenset(
    {"line", "fund", "indicator", "figure", "row", "category", "year", "milestone", "document",
     "sheet", "amount", "percent", "days", "points", "number", "change"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A turn taken apart.

    Attributes:
        text: What it says, without the clauses around it.
        entities: What it names.
    """

    text: str
    entities: tuple[Entity, ...]

    def of(self, *kinds: str) -> list[Entity]:
        """Return what it names of some kinds."""
        return [one for one in self.entities if one.kind in kinds]


@lru_cache(maxsize=1)
def _known() -> dict[str, Any]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=1)
def _carriers() -> frozenset[str]:
    return frozenset(map(stem, str(_known()["carriers"]).split()))


@lru_cache(maxsize=1)
def _opener() -> re.Pattern[str]:
    opens = "|".join(sorted(map(str, _known()["openers"]), key=len, reverse=True))
    return regex(rf"(?:et |mais )?(?:{opens})\b")


@lru_cache(maxsize=32)
def _phrases(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of the phrases of some classes."""
    table = _known()["phrases"]
    found = {one: name for name in reversed(names) for one in dict(table).get(name, ())}  # type: dict[str, str]
    longest = sorted(found, key=len, reverse=True)
    either = "|".join(map(re.escape, longest)) or "(?!)"
    return regex(rf"\b(?:(?:les?|la|l|une?) )?(?P<said>{either})\b")


@lru_cache(maxsize=128)
def _words_of(name: str) -> frozenset[str]:
    return frozenset(map(stem, str(_known()["words"].get(name, "")).split()))


def taken_apart(question: str, known: Vocabulary) -> Said:
    """Return what a turn says, without the clauses that say who asks and what for.

    Args:
        question: As typed.
        known: The vocabulary.
    """
    text = _PLUS.sub("plus ", signed(expanded(question)))
    for pattern, plain in _PLAINER:
        text = pattern.sub(plain, text)
    pieces = [one for one in _CLAUSES.split(text) if one.strip()]
    kept = [one for one in pieces if not _is_talk(one, known)] or pieces[-1:]
    text = " ; ".join(_led_off(one, known).strip() for one in kept)
    read = read_question(text, known)
    return Said(read.text, tuple(read.entities))


def _is_talk(piece: str, known: Vocabulary) -> bool:
    """Tell whether a clause says who asks or what for, and nothing that is asked."""
    if _opener().match(piece) is None or _STATES.search(piece) or re.search(_ASKING, piece):
        return False
    return not any(one.kind in NAMES for one in read_question(piece, known).entities)


def _led_off(piece: str, known: Vocabulary) -> str:
    """Leave out what a clause says for whom before it asks, without a mark between."""
    asks = re.search(_ASKING, piece)
    if asks is None or not asks.start() or _opener().match(piece) is None:
        return piece
    lead = piece[: asks.start()]
    if _STATES.search(lead):
        return piece
    named = any(one.kind in NAMES for one in read_question(lead, known).entities)
    return piece if named else piece[asks.start() :]


def classes_of(
    said: Said,
    known: Vocabulary,
    allowed: tuple[str, ...],
    taken: Collection[str] = (),
    left: Collection[str] = (),
) -> set[str] | None:
    """Return the classes of the words of a turn, ``None`` where a word is of none that is allowed.

    Args:
        said: The turn.
        known: The vocabulary.
        allowed: Names of the classes, of which a phrase is read as the first that has it.
        taken: Kinds of what is named that the act uses.
        left: Stems that the act uses besides: words of an entry of a list.
    """
    pattern = _phrases(allowed)
    found: set[str] = set()
    spans: list[tuple[int, int]] = [
        (one.start, one.end) for one in said.entities if one.kind in taken
    ]

    def inside(start: int, end: int) -> bool:
        return any(first <= start and end <= last for first, last in spans)

    for match in pattern.finditer(said.text):
        if not inside(match.start(), match.end()):
            found |= {one for one in allowed if match["said"] in _known()["phrases"].get(one, ())}
            spans.append(match.span())
    for token in _TOKEN.finditer(said.text):
        if inside(token.start(), token.end()):
            continue
        hit = _classes_of_word(token[0], allowed, known)
        if hit:
            found |= hit
        elif not _carries(token[0], known) and stem(token[0]) not in left:
            return None
    return found


def _classes_of_word(word: str, allowed: tuple[str, ...], known: Vocabulary) -> set[str]:
    form = stem(word)
    found = {name for name in allowed if form in _words_of(name)}
    # A word that is known is no other one misspelled: « mesure » is no « m€ ».
    return found or (set() if form in known.lexicon.stems else _misspelled(word, allowed))


@lru_cache(maxsize=2_048)
def _misspelled(word: str, allowed: tuple[str, ...]) -> set[str]:
    """Return the classes of the words that differ from a word by a typing error."""
    if len(word) < ONE_EDIT or not word.isalpha() or stem(word) in _carriers():
        return set()
    from rapidfuzz.distance import OSA

    edits = 2 if len(word) >= TWO_EDITS else 1
    form = stem(word)
    return {
        name
        for name in allowed
        for one in _words_of(name)
        if len(one) >= ONE_EDIT - 1 and OSA.distance(form, one, score_cutoff=edits) <= edits
    }


def _carries(word: str, known: Vocabulary) -> bool:
    """Tell whether a word changes nothing of what a turn asks."""
    form = stem(word)
    if form in _PERSONS:
        return False
    if form in _carriers():
        return True
    if form in known.qualifying or word[0].isdigit() or word in {"%", "€"}:
        return False
    return form in known.filler or len(word) == 1


def left_words(said: Said, known: Vocabulary, allowed: tuple[str, ...]) -> list[str]:
    """Return the words of a turn that are of no allowed class and no carriers.

    Args:
        said: The turn.
        known: The vocabulary.
        allowed: Names of the classes.
    """
    pattern = _phrases(allowed)
    spans = [one.span() for one in pattern.finditer(said.text)]
    return [
        one[0]
        for one in _TOKEN.finditer(said.text)
        if not any(first <= one.start() < last for first, last in spans)
        and not _classes_of_word(one[0], allowed, known)
        and not _carries(one[0], known)
    ]
