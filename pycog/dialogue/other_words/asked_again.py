"""Asks once more, in other words, what was not understood; the answer says which words it read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, ASKED, DECLINED, UNKNOWN, Answer
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.other_words.other_readings import Reading, other_readings
from pycog.dialogue.running import UNREAD
from pycog.lazy_patterns import regex

#: What a refusal quotes of the question, before what was understood of it.
_QUOTED: Final = regex(r"« ?([^»]*?) ?»")
#: That nothing is found is told of the words as they were asked, not of others.
_NONE: Final = regex(r"aucune? (?:autre )?ligne|^Aucune? .* ne répond")
_NUMBER: Final = regex(r"\d+(?:,\d+)?")
_VERDICT: Final = regex(r"(?:Oui|Non)\b")
_ASKS_WHAT: Final = regex(r"\b(?:combien|quel(?:le)?s?|quand|comment|lesquel(?:le)?s)\b")
_ASKS_WHETHER: Final = regex(
    r"\b(?:est ce (?:que?|qu)|peut|doit|faut|vrai|exact|atteinte?s?|tenue?s?|suffi\w*|ok)\b"
    r"|\bou (?:non|pas)\b"
    r"|\b(?:est|sont|a|ont) (?:t )?(?:il|elle|on|ils|elles)\b"
)
#: Asks for a figure or for a list, which no text that other words found is.
_FIGURES_ASKED: Final = regex(
    r"\bcombien\b(?! de (?:jours?|temps)\b)|\b(?:liste[rz]?|enumere[rz]?|cite[rz]?)\b"
    r"|\bquel(?:le)?s? (?:est le |sont les )?(?:indicateurs?|lignes?|taux|montants?|nombre"
    r"|pourcentage)\b"
)
#: What moved by how much is no text.
_ASKS_MOVE: Final = regex(
    r"\b(?:combien|quel pourcentage|quel taux)\b.*"
    r"\b(?:evolu|progress|grimp|bondi|augment|baiss|recul|chut)"
)
#: How a question that was not understood is refused; other refusals give a reason that holds.
_LOST: Final = (
    "Je ne donne pas de valeur : je ne sais pas tenir compte", "Je ne sais pas : je n'ai reconnu",
    "Je ne sais pas. ", "Je ne suis pas sûr",
)  # fmt: skip
_OPERATES: Final = regex(r"\b(?:cumul\w*|hausses?|baisses?|pendant|durant)\b")
#: The answers that are texts.
_TEXT: Final = "definition"
_UNDERSTOOD: Final = "J'ai compris"


def asked_again(
    answer: Answer, question: str, ask: Callable[[str], Answer], *, book: bool, turn: bool = False
) -> Answer:
    """Return an answer, or that to the same question in words that are known.

    Args:
        answer: What the question got as it stands.
        question: As typed.
        ask: Answers a question in the same conversation.
        book: Whether a workbook is open.
        turn: Whether something was said before.
    """
    if not _is_lost(answer, book=book):
        return answer
    if turn and not book and _OPERATES.search(normalise(question)):
        # What is done over time with the last answer is read by the turns or by nobody.
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
    if _FIGURES_ASKED.search(asked) or _ASKS_MOVE.search(asked):
        return False
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
