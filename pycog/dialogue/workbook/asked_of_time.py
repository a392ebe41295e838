"""Refuses what was asked in another unit of time, or of a year that only the calendar tells."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.normalise import normalise
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.asked_not_told import told_lines
from pycog.lazy_patterns import regex

_UNIT: Final = regex(r"\ben (mois|semaines|heures|minutes)\b(?! d)")
_YEAR: Final = regex(r"\b(?:an|annee) (?:(?P<last>derniere?|passee?)|prochaine?)\b")
_NOT_SO: Final = "Je ne sais pas le dire en {unit} : le classeur ne le porte pas dans cette unité."
_WHICH: Final = "Je ne sais pas : je n'ai rien trouvé de {year}. Écrivez l'année et la ligne."


def of_time(answer: Answer, text: str, before: State, context: Context) -> str:
    """Return why an answer from the workbook is not of the time that was asked, ``""`` if it is.

    Args:
        answer: What was found.
        text: The question, normalised.
        before: What was said before it.
        context: The open workbook and the day.
    """
    if answer.intent != "classeur":
        return ""
    told = normalise(" ".join([answer.text, answer.display, *told_lines(answer)]))
    unit = _UNIT.search(text)
    if unit is not None and unit[1][:4] not in told:
        return _NOT_SO.format(unit=unit[1])
    said = _YEAR.search(text)
    if said is None or context.today is None:
        return ""
    year = str(context.today.year + (-1 if said["last"] else 1))
    return "" if year in told else _WHICH.format(year=year)
