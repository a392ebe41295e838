"""Shows, under a refusal, the texts of the documents that are nearest to the question.

They are told to be no answer. A text of another body, another year or another fund is never shown,
nor one that has only the common words of the question.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ASKED, UNKNOWN, Answer
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.passages.asked_forms import kinds_left_out
from pycog.dialogue.passages.asked_words import AskedWord, asked_words, names_in
from pycog.dialogue.passages.passage_data import Passage, passages
from pycog.dialogue.passages.passage_search import TYPED, is_own, may_tell, part_of, places_of
from pycog.dialogue.running import UNREAD
from pycog.dialogue.vocabulary import Vocabulary, vocabulary

HEADING: Final = "Textes proches, qui ne répondent peut-être pas à votre question :"
#: Share of the weight of the question's words that a text must have, and the weight itself.
_LEAST_SHARE: Final = 0.5
_LEAST_WEIGHT: Final = 8.0
#: Words that it must have: one rare word alone is no subject.
_LEAST_WORDS: Final = 2
#: Numbers that a question on a document may bring along: more are those of a calculation.
_MOST_NUMBERS: Final = 2
#: How far behind the nearest one a text may be.
_BEHIND: Final = 0.2
#: Texts that are shown at once.
_MOST: Final = 3
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_PERIOD: Final = re.compile(r"\b((?:19|20)\d\d)-((?:19|20)\d\d)\b")
#: Entities that a text must be about where a question names them.
_NAMED: Final = ("fund", "category")


def with_near_texts(answer: Answer, question: str, *, book: bool) -> Answer:
    """Return a refusal with the nearest texts as further lines, any other answer as it is.

    Args:
        answer: What the question got.
        question: As typed.
        book: Whether a workbook is open: its own questions are about none of the documents.
    """
    unread = answer.kind == ASKED and answer.text.startswith(UNREAD)
    if answer.details or not (answer.kind == UNKNOWN or unread):
        return answer
    known = vocabulary()
    read = read_question(question, known)
    if book and not read.has("document"):
        return answer
    lines = [
        f"• {one.text} ({one.source})"
        for one in near_texts(read, known)
        if normalise(one.text) not in normalise(answer.text)
    ]
    return replace(answer, details=(HEADING, *lines)) if lines else answer


def near_texts(question: Question, known: Vocabulary) -> list[Passage]:
    """Return the texts nearest to a question, the nearest first; none where none is near."""
    data = passages()
    names = names_in(question.typed)
    *_, bare = kinds_left_out(question.text)
    asked = asked_words(bare, data, known, names)
    if len(asked) < _LEAST_WORDS or len(question.of(*TYPED)) > _MOST_NUMBERS:
        return []
    parts = [places_of(word, data) for word in asked]
    whole: dict[int, float] = {}
    for word, part in zip(asked, parts, strict=True):
        for place, share in part.items():
            whole[place] = whole.get(place, 0.0) + share * word.weight
    found: list[tuple[float, Passage]] = []
    for place, weight in whole.items():
        if weight < _LEAST_WEIGHT:
            continue
        one = data.every[place]
        held = [(word, part.get(place, 0.0)) for word, part in zip(asked, parts, strict=True)]
        if _agrees(one, question, held, names, known):
            share = _share(held, one)
            if share >= _LEAST_SHARE:
                found.append((share, one))
    found.sort(key=lambda pair: -pair[0])
    near = [one for share, one in found if found[0][0] - share <= _BEHIND]
    return list({one.text: one for one in near}.values())[:_MOST]


def _share(held: list[tuple[AskedWord, float]], passage: Passage) -> float:
    """Return the share of the words, by weight, that a text has: the title's and numbers aside."""
    own = [(word, part_of(word, part, passage)) for word, part in held if is_own(word, passage)]
    if sum(part > 0 for _, part in own) < _LEAST_WORDS:
        return 0.0
    weight = sum(word.weight for word, _ in own)
    return sum(word.weight * part for word, part in own) / weight


def _agrees(
    passage: Passage,
    question: Question,
    held: list[tuple[AskedWord, float]],
    names: frozenset[str],
    known: Vocabulary,
) -> bool:
    """Tell whether a text is of every year, body, document and fund that a question names."""
    documents = {str(one.value) for one in question.of("document")}
    documents |= {document for document, _ in known.departments_said(question.text)}
    if not may_tell(passage, documents, known):
        return False
    years = set(_YEAR.findall(question.text))
    if not all(_is_of_year(one, passage) for one in years):
        return False
    own = passage.stems | passage.titled
    named = {word for one in question.of(*_NAMED) for word in words(one.text)}
    if not all(stem(word) in own for word in named):
        return False
    return all(part or word.stems & passage.titled for word, part in held if word.typed in names)


def _is_of_year(year: str, passage: Passage) -> bool:
    """Tell whether a text prints a year, or no year in a document of that one."""
    printed = set(_YEAR.findall(passage.text))
    if year in printed or any(a <= year <= b for a, b in _PERIOD.findall(passage.text)):
        return True
    title = passage.source.partition(",")[0]
    spans = any(a <= year <= b for a, b in _PERIOD.findall(title))
    return not printed and (spans or year in passage.years or year in _YEAR.findall(title))
