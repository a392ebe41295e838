"""What was spent is not what was granted: an agreement prints budgets, a workbook the rest."""

from __future__ import annotations

import re
from typing import Final

from pycog import conventions
from pycog.dialogue.answers import ANSWERED, Answer, unknown
from pycog.dialogue.normalise import normalise
from pycog.lazy_patterns import regex

#: Asks for what was spent: « exécuté », « a-t-on dépensé », « dépenses réelles ».
_SPENT: Final = regex(
    r"\b(?:(?:execut|consomm|mandat|decaiss)(?:e|es|ee|ees)|consommations?"
    r"|depenses? (?:reel|effectiv)\w*|(?:reel|effectiv)lement (?:depens|consomm|pay|utilis)\w*"
    r"|(?:a t on|a t elle|avons nous|avez vous|on a|nous avons|j ai|ont|a ete|ont ete)"
    r" (?:\w+ ){0,2}?(?:depens|pay|regl|utilis|engag)(?:e|es|ee|ees))\b(?! previsionnel)"
)
#: Without its accents it would be the noun.
_PARTICIPLE: Final = regex(r"\b(?:dépensé|payé|utilisé|engagé)e?s?\b", re.IGNORECASE)
_CALLED: Final = regex(r"\bCOG_[A-Z_]+(?=\()")
#: Formulas of what an agreement grants, and of what it aims at.
_GRANTED: Final = frozenset({"COG_BUDGET"})
_AIMED: Final = frozenset({"COG_TARGET", "COG_TARGET_TEXT"})
#: An amount that the question gives, or what somebody would do with one.
_GIVEN: Final = regex(r"\d{4,}|\d [0-9]{3}\b|\d ?(?:[km]?€|k\b|m\b|euros?|%)")
_YEAR: Final = regex(r"\b(?:19|20)\d\d\b")
#: Asks for what was reached, and not for what is aimed at.
_REACHED: Final = regex(
    r"\b(?:reellement|effectivement|vraiment) (?:ete )?(?:obten|attein|realis|constat|mesur"
    r"|mise?s?\b|fait|deploy|embauch|recrut|trait|decroch|control|transm|signal|equip|couver)\w*"
    r"|\b(?:a|ont|avons|avez) (?:ete )?(?:obtenu|realise|constate|mesure)e?s?\b"
    r"|\bresultats? (?:obtenus?|reels?|constates?)\b"
)
_NO_RESULT: Final = (
    "Je ne sais pas ce qui a été obtenu : la convention imprime des objectifs. Ouvrez votre "
    "annexe de suivi, ou donnez le résultat dans la question. « Objectif » donne ce qui est visé."
)
_REFUSAL: Final = (
    "Je ne sais pas ce qui a été dépensé : la convention imprime ce qui est autorisé. Ouvrez votre "
    "annexe d'exécution, ou donnez le montant dans la question. « Budget » ou « autorisé » donne "
    "le montant de la convention."
)


def not_granted(answer: Answer, question: str) -> Answer:
    """Return a refusal for a budget or a target given to whoever asks what was spent or reached.

    Args:
        answer: The answer that was found.
        question: The question as typed.
    """
    called = set(_CALLED.findall(answer.formula))
    if answer.kind != ANSWERED or not (called and (called <= _AIMED or called <= _GRANTED)):
        return answer
    text = _YEAR.sub(" ", _without_base(normalise(question)))
    if called <= _AIMED:
        return unknown(_NO_RESULT) if _REACHED.search(text) else answer
    spent = _SPENT.search(text) or _PARTICIPLE.search(question)
    return unknown(_REFUSAL) if spent and not _GIVEN.search(text) else answer


def _without_base(text: str) -> str:
    """Return a question without the column of the year before the agreement, which is printed."""
    for year in conventions.load().baseline_years:
        text = re.sub(
            rf"\b(?:execut|realis|constat)\w* (?:(?:previsionnel|de|en|l|annee|exercice) )*{year}\b"
            rf"|\b{year} (?:execut|realis|constat)\w*",
            " ",
            text,
        )
    return text
