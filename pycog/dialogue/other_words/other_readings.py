"""The other readings of a question: its words replaced by those that the assistant knows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.other_words.thesaurus import BOOK, DOCUMENTS, Meaning, thesaurus, tokens
from pycog.dialogue.vocabulary import vocabulary
from pycog.lazy_patterns import regex

#: A short word before a vowel, and what it is before a consonant; and what stands before a vowel.
_ELIDED: Final = regex(r"\b([ldqnsjcmt]|qu)['’ʼ]$", re.IGNORECASE)
_FULL: Final = {
    "l": "le ", "d": "de ", "n": "ne ", "s": "se ", "j": "je ", "c": "ce ", "m": "me ", "t": "te ",
    "qu": "que ",
}  # fmt: skip
_BEFORE_VOWEL: Final = regex(r"\b(le|la|de|du|que|ne|se|je) +$", re.IGNORECASE)
_SHORT: Final = {"du": "de l'", "que": "qu'"}
_VOWELS: Final = tuple("aeiouy")
_PAST: Final = regex(r"[éÉ](?:e?s?|E?S?)$")
_BEFORE_PAST: Final = frozenset(
    words(
        "a ont ai as avons avez avait avaient aura auront aurait est sont etait etaient ete sera"
        " seront soit soient etre avoir fut"
    )
)
#: Other readings that a question is tried as.
_MOST: Final = 5
#: Times that what a reading could not read is replaced as well.
_ROUNDS: Final = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """A question in other words.

    Attributes:
        text: The question as it is read.
        told: What was said and what it was taken for, of what is worth telling.
    """

    text: str
    told: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a question with what it may stand for."""

    start: int
    end: int
    said: str
    meanings: tuple[Meaning, ...]


def other_readings(question: str, unread: Collection[str], *, book: bool) -> Iterator[Reading]:
    """Yield a question in words that are known, the fewest replaced first.

    Args:
        question: As typed.
        unread: Words, in plain form, that the first reading could do nothing with; those of the
            readings that were tried may be added as they are tried.
        book: Whether a workbook is open.
    """
    pieces = list(_pieces(question, book=book))
    seen = {question}
    for chosen in _choices(pieces, unread):
        text, at = "", 0
        for piece, meaning in chosen:
            text = agreed(text + question[at : piece.start], meaning.text) + meaning.text
            at = piece.end
        text += question[at:]
        if text in seen:
            continue
        seen.add(text)
        yield Reading(text, tuple((one.said, means.shown) for one, means in chosen if means.shown))
        if len(seen) > _MOST:
            return


def agreed(before: str, word: str) -> str:
    """Return what stands before a word as it is said before that one: « l' » or « le ».

    Args:
        before: The text before it.
        word: What follows, in plain form.
    """
    if word.startswith("h"):
        # Some let « le » be elided, some do not.
        return before
    if word.startswith(_VOWELS):
        return _BEFORE_VOWEL.sub(lambda one: _SHORT.get(one[1].lower(), f"{one[1][0]}'"), before)
    return _ELIDED.sub(lambda one: _FULL[one[1].lower()], before)


def _choices(
    pieces: list[_Piece], unread: Collection[str]
) -> Iterator[list[tuple[_Piece, Meaning]]]:
    """Yield which pieces are replaced by what.

    What was not read goes first, then what the reading without it could not read either.
    """
    strange = _strange(pieces, unread)
    for _ in range(_ROUNDS):
        if strange:
            yield [(one, one.meanings[0]) for one in strange]
        if (more := _strange(pieces, unread)) == strange:
            break
        strange = more
    # What may stand for two things stands for the second.
    yield from _others_of(strange)
    if len(strange) < len(pieces):
        yield [(one, one.meanings[0]) for one in pieces]
        if not strange:
            yield from _others_of(pieces)
    if len(strange or pieces) > 1:
        for one in strange or pieces:
            yield [(one, one.meanings[0])]


def _strange(pieces: list[_Piece], unread: Collection[str]) -> list[_Piece]:
    return [one for one in pieces if not set(normalise(one.said).split()).isdisjoint(unread)]


def _others_of(pieces: list[_Piece]) -> Iterator[list[tuple[_Piece, Meaning]]]:
    for one in pieces:
        for other in one.meanings[1:]:
            yield [(p, other if p is one else p.meanings[0]) for p in pieces]


def _pieces(question: str, *, book: bool) -> Iterator[_Piece]:
    """Yield what may be replaced, in order; a phrase before its words."""
    typed_words = list(tokens(question))
    known, lexicon = thesaurus(), vocabulary().lexicon.stems
    spelled = [known.spelled(one, lexicon) for _, _, one in typed_words]
    full = [known.short.get(one, one) for one in spelled]
    at = 0
    while at < len(typed_words):
        start, end, typed = typed_words[at]
        word = spelled[at]
        found = next(
            (
                (len(said), here)
                for said, meanings in known.phrases.get(full[at], ())
                if said
                in (
                    tuple(full[at : at + len(said)]),
                    tuple(spelled[at : at + len(said)]),
                )
                and (here := tuple(one for one in meanings if _holds(one, book=book)))
            ),
            None,
        )
        if found is not None:
            length, here = found
            end = typed_words[at + length - 1][1]
            yield _Piece(start, end, question[start:end], here)
            at += length
            continue
        meanings = [one for one in known.words.get(word, ()) if _holds(one, book=book)]
        if word != typed and not meanings:
            meanings = [Meaning(word, word)]
        if meanings:
            past = _PAST.search(question[start:end]) is not None or (
                at > 0 and spelled[at - 1] in _BEFORE_PAST
            )
            meanings.sort(key=lambda one: one.past is not past)
            each = {one.text: one for one in reversed(meanings)}
            yield _Piece(start, end, question[start:end], tuple(reversed(each.values())))
        at += 1


def _holds(meaning: Meaning, *, book: bool) -> bool:
    return meaning.where in ("", BOOK if book else DOCUMENTS)
