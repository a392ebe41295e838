"""Asks once more, in other words, what was not understood; the answer says which words it read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, ASKED, DECLINED, UNKNOWN, Answer
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.other_words.other_readings import Reading, other_readings
from pycog.dialogue.running import UNREAD

#: What a refusal quotes of the question, before what was understood of it.
_QUOTED: Final = re.compile(r"« ?([^»]*?) ?»")
#: That nothing is found is told of the words as they were asked, not of others.
_NONE: Final = re.compile(r"aucune? (?:autre )?ligne|^Aucune? .* ne répond")
_NUMBER: Final = re.compile(r"\d+(?:,\d+)?")
_VERDICT: Final = re.compile(r"(?:Oui|Non)\b")
_ASKS_WHAT: Final = re.compile(r"\b(?:combien|quel(?:le)?s?|quand|comment|lesquel(?:le)?s)\b")
_ASKS_WHETHER: Final = re.compile(
    r"\b(?:est ce (?:que?|qu)|peut|doit|faut|vrai|exact|atteinte?s?|tenue?s?|suffi\w*|ok)\b"
    r"|\bou (?:non|pas)\b"
    r"|\b(?:est|sont|a|ont) (?:t )?(?:il|elle|on|ils|elles)\b"
)
#: How a question that was not understood is refused; other refusals give a reason that holds.
_LOST: Final = (
    "Je ne donne pas de valeur : je ne sais pas tenir compte", "Je ne sais pas : je n'ai reconnu",
    "Je ne sais pas. ", "Je ne suis pas sûr",
)  # fmt: skip
#: The answers that are texts.
_TEXT: Final = "definition"
_UNDERSTOOD: Final = "J'ai compris"


def asked_again(
    answer: Answer, question: str, ask: Callable[[str], Answer], *, book: bool
) -> Answer:
    """Return an answer, or that to the same question in words that are known.

    Args:
        answer: What the question got as it stands.
        question: As typed.
        ask: Answers a question in the same conversation.
        book: Whether a workbook is open.
    """
    if not _is_lost(answer, book=book):
        return answer
    unread = _unread(answer)
    for one in other_readings(question, unread, book=book):
        found = ask(one.text)
        if found.kind == ANSWERED and not _NONE.search(found.text) and _is_of(found, question):
            return _telling(found, one)
        unread |= _unread(found)
    return answer


def _is_of(answer: Answer, question: str) -> bool:
    """Tell whether an answer is of the kind that is asked for.

    Yes or no is no answer to « combien », and a text that words found has each number that the
    question has.
    """
    asked = normalise(question)
    if _VERDICT.match(answer.text) and _ASKS_WHAT.search(asked) and not _ASKS_WHETHER.search(asked):
        return False
    if answer.intent != _TEXT:
        return True
    told = set(_NUMBER.findall(normalise(answer.text)))
    return told.issuperset(_NUMBER.findall(asked))


def _is_lost(answer: Answer, *, book: bool) -> bool:
    """Tell whether a question was not understood, or asked back for want of words."""
    if answer.kind == ASKED:
        return book or answer.text.startswith(UNREAD)
    if not book:
        return answer.kind == UNKNOWN and answer.text.startswith(_LOST)
    return answer.kind in {UNKNOWN, DECLINED}


def _unread(answer: Answer) -> set[str]:
    """Return the words that a refusal says it could do nothing with, in plain form."""
    before = answer.text.partition(_UNDERSTOOD)[0]
    return {word for quoted in _QUOTED.findall(before) for word in words(normalise(quoted))}


def _telling(answer: Answer, reading: Reading) -> Answer:
    """Return an answer that says which words were taken for which."""
    if not reading.told:
        return answer
    said = " ; ".join(f"« {typed} » pour « {meant} »" for typed, meant in reading.told)
    return replace(answer, assumptions=(*answer.assumptions, f"J'ai lu {said}."))
