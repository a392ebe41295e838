"""Words of a turn that its answer left aside: the same years, which of two rates, a part."""

from __future__ import annotations

from typing import Final

from pycog.arithmetic import same
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import Question
from pycog.dialogue.frames.turn_words import SAME_YEARS, YEAR
from pycog.lazy_patterns import regex

WHICH_YEARS: Final = "Je ne sais pas de quelles années il s'agit. Donnez-les."
_WHICH_RATE: Final = (
    "Je ne sais pas lequel des deux taux change. Donnez PINI, PILI, TRN et TRL ensemble."
)
#: « Si le local tombe à 49 % »
_ONE_RATE: Final = regex(
    r"\b(?P<of>national|local|trn|trl)\w*"
    r"(?: (?!national|local|tr[nl]|et\b|lieu\b|place\b)[a-z]+){0,4}"
    r" (?P<n>\d{1,3}(?:[.,]\d+)?) ?%"
)
#: « Les taux national et local étant de 85 % et 72 % »
_BOTH_RATES: Final = regex(
    r"\b(?:national|trn)\w* et (?:[a-z]+ )?(?:local|trl)\w*|\b(?:local"
    r"|trl)\w* et (?:[a-z]+ )?(?:national|trn)\w*"
)
_WITHIN: Final = regex(r"^(?:et )?dont\b|\bla[ -]dedans\b")


def drops_same_years(read: Question, answer: Answer) -> bool:
    """Tell whether « les mêmes années » was answered with the figure of one year alone.

    Args:
        read: The turn.
        answer: Its answer.
    """
    if answer.kind != ANSWERED or not answer.formula or not SAME_YEARS.search(read.text):
        return False
    return len(set(YEAR.findall(f"{answer.formula} {answer.text}"))) == 1


def misplaces_rate(read: Question, answer: Answer) -> str:
    """Return why an intéressement is refused whose national rate was said of the local one.

    Args:
        read: The turn.
        answer: Its answer.

    Returns:
        ``""`` where each rate is where the turn says.
    """
    if answer.kind != ANSWERED or answer.intent != "mtid" or _BOTH_RATES.search(read.text):
        return ""
    for found in _ONE_RATE.finditer(read.text):
        held = answer.slots.get("trn" if found["of"] in {"national", "trn"} else "trl")
        said = float(found["n"].replace(",", ".")) / 100
        if not isinstance(held, int | float) or not same(float(held), said):
            return _WHICH_RATE
    return ""


def tells_no_part(read: Question, answer: Answer) -> bool:
    """Tell whether a turn that asks for a part of the last figure was answered with a text alone.

    Args:
        read: The turn.
        answer: Its answer.
    """
    told = answer.kind == ANSWERED and answer.intent == "definition"
    return told and _WITHIN.search(read.text) is not None
