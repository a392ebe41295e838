"""Shows, under a refusal, the texts of the documents that are nearest to the question.

They are told to be no answer, so that an officer can look the thing up. A text of another
document, year, fund or body than the question names is never shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from pycog.dialogue.answers import ASKED, UNKNOWN, Answer
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.passages.passage_data import Passage, Passages, passages
from pycog.dialogue.passages.passage_search import (
    TYPED,
    AskedWord,
    asked_in,
    is_piece,
    may_tell,
    names_in,
    nearness,
    places_of,
)
from pycog.dialogue.running import UNREAD
from pycog.dialogue.state import State
from pycog.dialogue.vocabulary import Vocabulary, vocabulary
from pycog.lazy_patterns import regex

HEADING: Final = "Textes proches, qui ne répondent peut-être pas à la question :"
#: Share of the weight of the words that a text must have, and words that it must have.
_LEAST_SHARE: Final = 0.5
_LEAST_WORDS: Final = 2
#: How much a way of asking counts that is nearly the question's; the shares that then are enough.
_WAY: Final = 0.5
_LEAST_WAY, _LEAST_BESIDE = 0.75, 0.3
#: Letters that words of one family have in common: « préside » and « président ».
_FAMILY: Final = 5
_AKIN: Final = 0.7
#: Typed numbers that a question on a document may bring along: more are a calculation's.
_MOST_NUMBERS: Final = 1
#: How far behind the nearest one a text may be, and how many are shown.
_BEHIND: Final = 0.15
_MOST: Final = 3
_YEAR: Final = regex(r"\b(?:19|20)\d\d\b")
_PERIOD: Final = regex(r"\b((?:19|20)\d\d)[-/]((?:19|20)\d\d)\b")
#: Entities that a text must be about where a question names them.
_NAMED: Final = ("fund", "category")


def with_near_texts(answer: Answer, question: str, state: State) -> Answer:
    """Return a refusal with the nearest texts as further lines, any other answer as it is.

    Args:
        answer: What the question got.
        question: As typed.
        state: What was said before: a piece of a question that goes on with it names no subject.
    """
    unread = answer.kind == ASKED and answer.text.startswith(UNREAD)
    if answer.details or not (answer.kind == UNKNOWN or unread):
        return answer
    if is_piece(question, state):
        return answer
    told = normalise(answer.text)
    near = [one for one in near_texts(question) if normalise(one.text) not in told]
    if not near:
        return answer
    lines = [f"• {one.text} ({one.source}.)" for one in near]
    return replace(answer, details=(HEADING, *lines))


def near_texts(typed: str) -> list[Passage]:
    """Return the texts nearest to a question, the nearest first; none where none is near.

    Args:
        typed: The question as typed.
    """
    known = vocabulary()
    question = read_question(typed, known)
    numbers = len(question.of(*TYPED))
    if numbers > _MOST_NUMBERS or question.has("change"):
        return []
    data = passages()
    names = names_in(typed)
    # The words that name the document are no words of its texts.
    named = {word for one in question.of("document") for word in words(one.text)}
    asked = asked_in(question.text, data, known, names)
    asked = [one for one in asked if not named & {one.typed, *one.stems}]
    parts = [_places(word, data) for word in asked]
    found: list[tuple[float, Passage]] = []
    for place in {place for part in parts for place in part}:
        one = data.every[place]
        held = [(word, part.get(place, 0.0)) for word, part in zip(asked, parts, strict=True)]
        share = _share(held, one)
        if share < _LEAST_BESIDE:
            continue
        way = nearness(asked, one, data)
        least = _LEAST_BESIDE if way >= _LEAST_WAY else _LEAST_SHARE
        if share >= least and _agrees(one, question, known):
            found.append((share + _WAY * way, one))
    found.sort(key=lambda pair: -pair[0])
    near = [one for score, one in found if found[0][0] - score <= _BEHIND]
    return list({one.text: one for one in near}.values())[:_MOST]


def _places(word: AskedWord, data: Passages) -> dict[int, float]:
    """Return the passages that have a word, one of its family or what says the same."""
    if word.typed[0].isdigit() or len(word.typed) < _FAMILY:
        return places_of(word, data)
    akin = _families().get(word.typed[:_FAMILY], ())
    found = {place: _AKIN for one in akin for place in data.holding[one]}
    return found | places_of(word, data)


@lru_cache(maxsize=1)
def _families() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in passages().holding:
        found.setdefault(one[:_FAMILY], []).append(one)
    return found


def _share(held: list[tuple[AskedWord, float]], passage: Passage) -> float:
    """Return the share of the words, by weight, that a text has: the title's and years aside."""
    own = [
        (word, part)
        for word, part in held
        if not (word.stems & passage.titled or _YEAR.fullmatch(word.typed))
        # A number that is printed too says more than one that is not says against it.
        and (part or not word.value)
    ]
    titled = any(word.stems & passage.titled for word, _ in held)
    least = 1 if titled and len(own) == 1 else _LEAST_WORDS
    if sum(part > 0 and not word.typed[0].isdigit() for word, part in own) < least:
        return 0.0
    return sum(word.weight * part for word, part in own) / sum(word.weight for word, _ in own)


def _agrees(passage: Passage, question: Question, known: Vocabulary) -> bool:
    """Tell whether a text is of the documents, the years and the funds that a question names."""
    documents = {str(one.value) for one in question.of("document")}
    documents |= {document for document, _ in known.departments_said(question.text)}
    if not may_tell(passage, documents, known):
        return False
    if not all(_is_of_year(year, passage) for year in _YEAR.findall(question.text)):
        return False
    own = passage.stems | passage.titled
    named = {word for one in question.of(*_NAMED) for word in words(one.text)}
    return all(stem(word) in own for word in named)


def _is_of_year(year: str, passage: Passage) -> bool:
    """Tell whether a text prints a year, or none in a document of that year."""
    printed = set(_YEAR.findall(passage.text))
    if year in printed or any(_within(year, passage.text)):
        return True
    title = passage.source.partition(",")[0]
    return not printed and (any(_within(year, title)) or year in _YEAR.findall(title))


def _within(year: str, text: str) -> Iterator[bool]:
    return (first <= year <= last for first, last in _PERIOD.findall(text))
