"""Refuses a share that is told the wrong way round, and a rate beyond any scale."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, unknown
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, normalise_long, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex

#: « Ça représente quelle part du total limitatif ? » : what was told is the part.
_TOLD: Final = regex(r"\b(?:ca|cela|il|elle|ils|elles|sa|son|leur)\b")
_OF_WHOLE: Final = regex(
    r"\b(?:part|pourcentage|poids)\b.*?"
    r"\b(?:du|de la|des|de l|dans les?|dans la|dans l) (?P<whole>.+)"
)
_QUOTED: Final = regex(r"« ([^»]+) »")
_DIVIDES: Final = regex(r"COG_SHARE\(|\)/COG_")
#: Words that say nothing of which whole is meant.
_SHORT: Final = 4
_INVERTED: Final = (
    "Je ne sais pas : vous demandez la part de ce qui vient d'être dit, et je ne trouve que celle "
    "du tout que vous nommez. Donnez les deux montants ou leurs lignes."
)
#: No result is so many times its target: the number is of something else.
_MOST: Final = 10.0
_ATTAINED: Final = regex(r"=COG_ATTAINMENT\(\d")
_BEYOND: Final = (
    "Je ne donne pas de taux : le nombre que vous donnez est sans rapport d'échelle avec "
    "l'objectif de l'indicateur que ces mots désignent. Nommez l'indicateur par son numéro, "
    "ou les deux nombres à comparer."
)


def held_to_scale(answer: Answer, question: str, before: State) -> Answer:
    """Return an answer, or a refusal where a share is inverted or a rate beyond any scale.

    Args:
        answer: What is told.
        question: As typed.
        before: What was said before, which a refusal leaves as it is.
    """
    if answer.kind != ANSWERED:
        return answer
    rate = answer.value
    if _ATTAINED.match(answer.formula) and isinstance(rate, int | float) and rate > _MOST:
        return replace(unknown(_BEYOND), state=before)
    if before.has_subject and _DIVIDES.search(answer.formula) and _is_inverted(answer, question):
        return replace(unknown(_INVERTED), state=before)
    return answer


def _is_inverted(answer: Answer, question: str) -> bool:
    """Tell whether the whole that a turn names is told as the part."""
    text = normalise(question)
    match = _OF_WHOLE.search(text) if _TOLD.search(text) else None
    named = _QUOTED.findall(answer.text)
    if match is None or len(named) < 2:
        return False
    whole = {stem(one) for one in words(match["whole"]) if len(one) > _SHORT}
    part, other = ({stem(one) for one in words(normalise_long(name))} for name in named[:2])
    return bool(whole) and whole <= part and not whole <= other
