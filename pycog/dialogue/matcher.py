"""Tells which question was asked: the intent whose words and facts a question has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from pycog.dialogue.entities import Question
from pycog.dialogue.intents import Decline, Intent
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

#: One whole word of an intent is the least that names it.
ACCEPTED: Final = 1.0
#: Two intents closer than this are as likely: the officer chooses. It is less than what
#: one more fact or one more word of a phrase weighs.
MARGIN: Final = 0.15
#: What a fact adds that an intent works with: less than a word, so that facts alone
#: name no intent.
FACT: Final = 0.4
#: What a word or a fact takes away that speaks of something else.
AGAINST: Final = 2.0
#: What further triggers add to the strongest: they confirm and do not outvote.
FURTHER: Final = 0.3


class Match(NamedTuple):
    """An intent and how well a question fits it."""

    intent: Intent
    score: float
    by_words: bool = True


def match(question: Question, known: Vocabulary) -> list[Match]:
    """Return the intents that a question names, the best first."""
    found, weights = [], _weights(question, known)
    for intent in known.intents.values():
        by_words = _words_score(weights.get(intent.id, ()))
        found.append(Match(intent, _score(intent, question, by_words), by_words > 0))
    return sorted((one for one in found if one.score >= ACCEPTED), key=lambda one: -one.score)


def closest(question: Question, known: Vocabulary) -> list[Intent]:
    """Return the intents nearest to a question that names none, the best first."""
    weights = _weights(question, known)
    scored = [
        Match(intent, _words_score(weights.get(intent.id, ())) + _facts(intent, question))
        for intent in known.intents.values()
    ]
    return [one.intent for one in sorted(scored, key=lambda one: -one.score) if one.score > 0]


def declined(question: Question, known: Vocabulary) -> Decline | None:
    """Return what is declined when a question is of that kind."""
    # « Ce qui est prévu » asks for nobody.
    of_things = _RELATIVE.search(question.text) is not None
    for decline in known.declines:
        if any(
            _has(phrase, question)
            for phrase in decline.phrases
            if not (of_things and phrase.startswith(_WHO))
        ):
            return decline
    return None


_RELATIVE: Final = regex(r"\b(?:ce|celles?|celui|ceux) qui\b")
_WHO: Final = "qui "


def _score(intent: Intent, question: Question, by_words: float) -> float:
    alone = any(all(map(question.has, kinds.split("+"))) for kinds in intent.alone)
    if not by_words and not alone:
        return 0.0
    if intent.needs and not any(map(question.has, intent.needs)):
        return 0.0
    score = max(by_words, ACCEPTED) + _facts(intent, question)
    if question.has("row") and "row" not in intent.wants:
        score -= AGAINST
    wanted = bool(intent.wants) and question.has(intent.wants[0])
    if any(map(question.has, intent.against)) and not wanted:
        score -= AGAINST
    return score - sum(AGAINST for phrase in intent.rejects if _has(phrase, question))


def _words_score(weights: Sequence[float]) -> float:
    ranked = sorted(weights, reverse=True)
    return ranked[0] + FURTHER * sum(ranked[1:]) if ranked else 0.0


def _weights(question: Question, known: Vocabulary) -> dict[str, list[float]]:
    """Return what the phrases of each intent that a question has weigh, by its id."""
    found: dict[str, list[float]] = {}
    by_stem = _triggers(known)
    for one in ("", *question.stems):
        for intent, phrase, weight in by_stem.get(one, ()):
            if _has(phrase, question):
                found.setdefault(intent, []).append(weight)
    return found


@lru_cache(maxsize=8)
def _triggers(known: Vocabulary) -> dict[str, list[tuple[str, str, float]]]:
    """Return the phrases of the intents by one stem of each: most have none of a question.

    Those that are looked for as they are spelled stand under no stem.
    """
    found: dict[str, list[tuple[str, str, float]]] = {}
    for intent in known.intents.values():
        for phrase, weight in intent.triggers.items():
            stems = () if phrase.startswith("=") else _stems(phrase)
            found.setdefault(min(stems, default=""), []).append((intent.id, phrase, weight))
    return found


def _facts(intent: Intent, question: Question) -> float:
    return FACT * sum(map(question.has, intent.wants))


def _has(phrase: str, question: Question) -> bool:
    if phrase.startswith("="):
        return f" {phrase[1:]} " in f" {question.text} "
    return _stems(phrase) <= question.stems


@lru_cache(maxsize=4096)
def _stems(phrase: str) -> frozenset[str]:
    """Return the stems of a phrase; phrases come from the data alone, so that they are few."""
    return frozenset(map(stem, words(phrase)))
