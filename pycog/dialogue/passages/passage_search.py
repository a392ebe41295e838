"""Finds the passage that a question asks for, by the weight of the words that both have.

What is told is a text with its place and no computed figure. It is told only where the words that
tell one subject from another are nearly all there, and every number, name and operator is.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import Question
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.passages.asked_forms import (
    AT_LEAST,
    WHY,
    answers,
    counts,
    is_of_kind,
    kinds_left_out,
    listing,
    names_all,
)
from pycog.dialogue.passages.asked_words import BY_TITLE, KIN, AskedWord, asked_words, names_in
from pycog.dialogue.passages.passage_data import Passage, Passages, passages
from pycog.dialogue.passages.passage_words import Side, passage_words
from pycog.dialogue.spoken import digits
from pycog.dialogue.state import State
from pycog.dialogue.vocabulary import Vocabulary

#: The intent of what is told in words: no subject of a next question.
_INTENT: Final = "definition"
#: Share of the weight of a question's words that a passage must have.
_LEAST_SHARE: Final = 0.62
#: Weight that these must have together: « la cible » alone is said of everything.
_LEAST_WEIGHT: Final = 8.0
#: The same where so many things of a document are asked for by their names.
_LISTED_WEIGHT: Final = 4.0
#: Weight of the words that are not of its title.
_OWN_WEIGHT: Final = 3.0
#: How much nearer a text is by the weight of a word that only carries the question.
_SOFT: Final = 0.02
#: How much nearer a text is that has all of the words itself.
_IN_TEXT: Final = 0.2
#: How much nearer a text is that prints the year itself.
_LESS_BY_TITLE: Final = 0.15
#: Asks for something to be made of figures.
_MADE: Final = re.compile(
    r"\bpoids\b|\ben (?:plus|moins)\b|\bretrouv\w+"
    r"|\b(?:quels|quelles|combien d|liste) (?:d |des |les )?"
    r"(?:indicateurs|lignes|mesures|criteres)\b"
    r"|^(?:redige\w*|ecri[st]|raconte|invente|traduis|resume|imagine)\b"
    r"|^(?:et )?(?:compar\w+|calcul\w+|class\w+|additionn\w+)\b"
)
#: Asks for what typed numbers give.
_COMPUTED: Final = re.compile(r"\b(?:combien|ca (?:fait|donne)|donne|soit|calcul\w*)\b")
#: How much nearer than the next one a passage must be to be told alone.
_AHEAD: Final = 0.06
#: The same where it says the other side of what is asked.
_CLEAR: Final = 0.1
#: Share of the weight that is surely enough.
WELL: Final = 0.7
#: « La date de la fusion »: the merger is what is asked for.
_KIND_WORDS: Final = frozenset({"date", "dates", "depuis", "nombre", "nb", "nbre"})
#: Words that a text says by printing a share.
_SHARES: Final = frozenset({"taux", "part", "pourcentage", "proportion", "ratio"})
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
#: A year that a figure is only compared with, or that something began in.
_COMPARED: Final = re.compile(
    r"(?:par rapport à|contre|depuis|au lieu de|\[|\(|face à)[^;.:]{0,24}?\b(?:19|20)\d\d\b"
)
_PERIOD: Final = (
    r"\b(?:(?:sur|pendant|durant|dans|pour|de|en) )?(?:la periode |les annees )?(?:de )?"
    r"{}(?:-| a | et | au )?{}\b"
)
#: Passages told at once.
_MOST: Final = 2
#: Share of the words that it must have.
_LEAST_COUNT: Final = 0.6
#: Share of the weight that must be found word for word.
_LEAST_DIRECT: Final = 0.45
TYPED: Final = frozenset({"amount", "percent", "points", "change", "staff", "number"})
#: So many typed numbers are those of a calculation.
_SEVERAL: Final = 2
_GOES_ON: Final = re.compile(r"(?:et|mais|sinon|alors|donc|ou bien|pareil|idem|dans l autre) ")
#: Words of a piece of a question.
_PIECE: Final = 5


def told_passage(
    question: Question,
    state: State,
    known: Vocabulary,
    *,
    names: Collection[str] | None = None,
    least: float = 0.0,
) -> Answer | None:
    """Tell what a document says on what a question asks, ``None`` where none clearly does.

    Args:
        question: The question.
        state: What was said before; a passage leaves it as it is.
        known: The vocabulary.
        names: Names that a passage must have; those of the question as typed for ``None``.
        least: Share of the question's words, by weight, that it must have.
    """
    names = names_in(question.typed) if names is None else names
    if any(one not in words(question.text) for one in names):
        # A shorter reading that leaves a name out is of another body.
        return None
    if state.has_subject and (
        _GOES_ON.match(normalise(question.typed)) or len(question.words) < _PIECE
    ):
        # A piece of a question goes on with what was said before.
        return None
    if len({one.value for one in question.of("line")}) > 1 and _MOVED.search(question.text):
        # Who decides hangs on both ends, which a passage on « every other transfer » leaves open.
        return None
    if (defined := _defined(question, known, names)) is not None:
        return Answer(_INTENT, ANSWERED, defined.text, source=defined.source, state=state)
    if question.has("per") or _MADE.search(question.text) or _calculates(question):
        return None
    data = passages()
    listed = listing(question.text)
    whole = question.text
    if listed is not None:
        whole = AT_LEAST.sub(" ", known.without_departments(whole[listed.end() :]))
    years = known.convention.years
    if years:
        # The years of the agreement are those of each of its texts.
        whole = re.sub(_PERIOD.format(years[0], years[-1]), " ", whole)
    ranked: list[_Found] = []
    # The kind of answer that is asked for may be a word of the passage, or of none.
    for text in kinds_left_out(whole):
        if not ranked and (asked := asked_words(text, data, known, names)):
            ranked = _ranked(asked, question, data, known, listed)
            ranked = [one for one in ranked if one.share >= least]
    return _told(ranked, question.text, state)


def told_better(
    question: Question, state: State, known: Vocabulary, names: Collection[str], than: str
) -> Answer | None:
    """Tell the text that has every word of a question, one of which another answer has not.

    Args:
        question: The question.
        state: What was said before.
        known: The vocabulary.
        names: Names that the text must have.
        than: The text of the other answer.
    """
    told = told_passage(question, state, known, names=names, least=1.0)
    if told is None or than in told.text:
        return None
    asked = asked_words(question.text, passages(), known, names)
    there, here = (set(map(stem, words(normalise(one)))) for one in (told.text, than))
    # A word that is spelled in the one text and not in the other.
    more = [one for one in asked if one.stems & there and not one.stems & here]
    return told if sum(one.weight for one in more) >= _LISTED_WEIGHT else None


def _told(ranked: list[_Found], asked: str, state: State) -> Answer | None:
    """Tell the nearest passage, or the two that are as near."""
    if not ranked:
        return None
    first = ranked[0]
    near = [one for one in ranked if first.score - one.score < _AHEAD][: _MOST + 1]
    if len(near) > _MOST:
        return None
    others = [one for one in ranked[1:] if one.passage.text != first.passage.text]
    clear = not others or first.score - others[0].score >= _CLEAR
    if first.denied and not clear:
        return None
    near = near[:1] if first.denied else [one for one in near if not one.denied]
    text = " ".join(dict.fromkeys(one.passage.text for one in near))
    source = " ; ".join(dict.fromkeys(one.passage.source for one in near))
    text = f"Non. {text}" if first.denied else text
    return Answer(_INTENT, ANSWERED, text, source=source, state=state)


def _defined(question: Question, known: Vocabulary, names: Collection[str]) -> Passage | None:
    """Return the one passage that opens with the thing of which it is asked what it is."""
    if not _WHAT_IS_IT.search(question.text):
        return None
    data = passages()
    asked = asked_words(_WHAT_IS_IT.sub(" ", question.text), data, known, names)
    weight = sum(one.weight for one in asked)
    if not asked or len(asked) > _NAME_WORDS or weight < _LISTED_WEIGHT:
        return None
    documents = {str(one.value) for one in question.of("document")}
    found = [
        (_nearness(asked, one, data), one)
        for one in data.every
        if may_tell(one, documents, known) and _opens_with(one, asked)
    ]
    found.sort(key=lambda pair: -pair[0])
    clear = len(found) == 1 or (len(found) > 1 and found[0][0] - found[1][0] >= _CLEAR)
    return found[0][1] if clear else None


def _opens_with(passage: Passage, asked: list[AskedWord]) -> bool:
    """Tell whether a text is a sentence about the words that are asked."""
    own = [word for word in asked if not word.stems & passage.titled]
    opening = set(map(stem, words(normalise(_FIRST.match(passage.text)[0]))))  # type: ignore[index]
    return bool(own) and all(word.stems & opening for word in own)


#: Asks what something is.
_WHAT_IS_IT: Final = re.compile(
    r"^(?:et )?(?:a quoi (?:sert|servent)|c est quoi|kesako|qu est ce que? (?:c est que )?"
    r"(?:le|la|les|l)?|que (?:fait|font|designe|signifie)|(?:quel est )?le role d\w*)\b"
)
#: What a text opens with, up to its verb or its first stop.
_FIRST: Final = re.compile(r"(?:[^\s,;:.(]+ ?){0,4}")
#: Words of a name.
_NAME_WORDS: Final = 3
_MOVED: Final = re.compile(r"\b(?:virements?|virer|transferts?|transferer|basculer)\b")


def _calculates(question: Question) -> bool:
    """Tell whether a question gives numbers of its own, of which something is to be made."""
    listed = listing(question.text)
    begin = 0 if listed is None else listed.end()
    typed = [one for one in question.entities if one.kind in TYPED and one.start >= begin]
    if question.has("change"):
        return True
    return len(typed) >= _SEVERAL or (bool(typed) and bool(_COMPUTED.search(question.text)))


@dataclass(frozen=True, slots=True)
class _Found:
    """A passage that has enough of a question.

    Attributes:
        passage: The passage.
        score: How near it is.
        share: Share of the weight of the question's words that it has.
        denied: Whether it says the other side of what the question says.
        whole: Whether it has every word, or one that says the same.
    """

    passage: Passage
    score: float
    share: float
    denied: bool
    whole: bool


def _ranked(
    asked: list[AskedWord],
    question: Question,
    data: Passages,
    known: Vocabulary,
    listed: re.Match[str] | None,
) -> list[_Found]:
    """Return the passages that have enough of a question, the nearest first."""
    parts = [places_of(word, data) for word in asked]
    documents = {str(one.value) for one in question.of("document")}
    if listed is not None:
        documents |= {document for document, _ in known.departments_said(question.text)}
    sure = listed is not None and bool(listed["n"] or documents)
    found = []
    for place in _heavy(asked, parts, _LISTED_WEIGHT if sure else _LEAST_WEIGHT):
        one = data.every[place]
        held = [
            (word, part_of(word, part.get(place, 0.0), one))
            for word, part in zip(asked, parts, strict=True)
            if place in part or not (word.soft or word.stems & one.titled)
        ]
        share = _share(held)
        if share < _LEAST_SHARE or not _prints(one, question, asked):
            continue
        own = [pair for pair in held if is_own(pair[0], one)]
        if sum(word.weight * part for word, part in own) < _OWN_WEIGHT:
            # The title of the document and its year name nothing of it.
            continue
        # The first of the words is what is asked for.
        if not next((part for word, part in held if _is_thing(word)), 1.0):
            continue
        if listed is not None and not names_all(one.text, listed["n"] or ""):
            continue
        denied = any(map(_denied, asked, repeat(one)))
        # What is not so has no cause.
        form = WHY.sub(" ", question.text) if denied else question.text
        if may_tell(one, documents, known) and _has_form(form, one.text, asked):
            score = share + _nearness(asked, one, data) / 2
            score += _SOFT * sum(word.weight for word, _ in held if word.soft)
            if any(part == BY_TITLE for _, part in held):
                score -= _LESS_BY_TITLE
            score += _IN_TEXT * _share_in_text(asked, one)
            whole = all(part for _, part in held)
            found.append(_Found(one, score, share, denied, whole))
    # A text that lacks a word is none where another one has them all.
    found = [one for one in found if one.whole] or found
    return sorted(found, key=lambda one: -one.score)


def _is_thing(word: AskedWord) -> bool:
    """Tell whether a word is what is asked for, and not only of which kind the answer is."""
    return not word.soft and word.typed not in _KIND_WORDS


def _share_in_text(asked: list[AskedWord], passage: Passage) -> float:
    """Return the share of the words that a text has itself, its place and its askings aside."""
    text = _text_stems(passage)
    own = [word for word in asked if is_own(word, passage)]
    whole = sum(word.weight for word in own) or 1.0
    return sum(word.weight for word in own if word.stems & text) / whole


@lru_cache(maxsize=4_096)
def _text_stems(passage: Passage) -> frozenset[str]:
    return frozenset(map(stem, words(normalise(passage.text))))


def is_own(word: AskedWord, passage: Passage) -> bool:
    """Tell whether a word is no number and does not stand in the title of the document."""
    return not word.typed[0].isdigit() and not word.stems & passage.titled


def _share(held: list[tuple[AskedWord, float]]) -> float:
    """Return the share of the weight that a passage has, 0 where it lacks what it must have."""
    whole = sum(word.weight for word, _ in held)
    direct = sum(word.weight for word, part in held if part == 1.0)
    if not held or direct < _LEAST_DIRECT * whole:
        return 0.0
    if any(part < word.least for word, part in held):
        return 0.0
    if sum(part > 0 for _, part in held) < _LEAST_COUNT * len(held):
        # One rare word alone does not make a passage of another subject.
        return 0.0
    return sum(word.weight * part for word, part in held) / whole


def _prints(passage: Passage, question: Question, asked: list[AskedWord]) -> bool:
    """Tell whether a passage prints every amount and every small number of a question."""
    printed = normalise(passage.text)
    amounts = [normalise(one.text) for one in question.of("percent", "amount")]
    values = {word.typed for word in asked if word.value}
    return all(one in printed for one in amounts) and values <= set(words(digits(printed)))


def _has_form(question: str, text: str, asked: list[AskedWord]) -> bool:
    """Tell whether a text has the form of answer that a question wants."""
    return answers(question, text) and is_of_kind(question, text) and counts(question, text, asked)


def part_of(word: AskedWord, part: float, passage: Passage) -> float:
    """Return how much of a word a passage has, by what it says as well as by its words.

    Args:
        word: The word.
        part: What its words alone have of it.
        passage: The passage.
    """
    if word.side is not None and any(one[0] == word.side[0] for one in _sides(passage)):
        return 1.0
    if word.typed in _SHARES and "%" in passage.text:
        return 1.0
    if word.typed in passage.years and _is_of_its_year(passage.text):
        # A text that prints the year itself is nearer.
        return BY_TITLE
    return part


def _denied(word: AskedWord, passage: Passage) -> bool:
    """Tell whether a passage says the other side of a word, and that one alone."""
    if word.side is None:
        return False
    said = _sides(passage)
    return word.side not in said and any(one[0] == word.side[0] for one in said)


@lru_cache(maxsize=4_096)
def _sides(passage: Passage) -> frozenset[Side]:
    return passage_words().sides_in(passage.text)


def _is_of_its_year(text: str) -> bool:
    """Tell whether a text of a yearly report tells no other year, save to compare with it."""
    return not _YEAR.search(_COMPARED.sub(" ", text))


def _heavy(asked: list[AskedWord], parts: list[dict[int, float]], least: float) -> list[int]:
    """Return the passages that have enough of the words: most have one or two."""
    found: dict[int, float] = {}
    for word, part in zip(asked, parts, strict=True):
        for place, share in part.items():
            found[place] = found.get(place, 0.0) + share * word.weight
    return [place for place, weight in found.items() if weight >= least]


def places_of(word: AskedWord, data: Passages) -> dict[int, float]:
    """Return the passages that have a word or what says the same → how much of it."""
    found = {place: KIN for one in word.kin for place in data.holding.get(one, ())}
    found.update((place, 1.0) for one in word.stems for place in data.holding.get(one, ()))
    return found


def _nearness(asked: list[AskedWord], passage: Passage, data: Passages) -> float:
    """Return how much of the nearest way of asking a question has."""
    said = frozenset().union(*(word.stems | word.kin for word in asked))

    def share(way: frozenset[str]) -> float:
        weights = {one: data.weights.get(one, 0.0) for one in way}
        whole = sum(weights.values()) or 1.0
        return sum(weight for one, weight in weights.items() if one in said) / whole

    return max(map(share, passage.asked), default=0.0)


def may_tell(passage: Passage, documents: Collection[str], known: Vocabulary) -> bool:
    """Tell whether a passage is of a document that the question may be about."""
    if documents:
        return any(one.startswith(passage.document) for one in documents)
    # An agreement's own words are never told of another one.
    return known.speaks_of(passage.of)
