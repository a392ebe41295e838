"""A year that the open workbook does not hold is never passed over."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.normalise import normalise, normalise_long
from pycog.dialogue.read_once import read_once
from pycog.dialogue.sheet import SheetReader
from pycog.dialogue.state import State
from pycog.dialogue.workbook.asked_not_told import all_told
from pycog.dialogue.workbook.cell_answers import INTENT
from pycog.dialogue.workbook.open_cells import grids_of
from pycog.equip.open_parts import day_of
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex

_YEAR: Final = regex(r"(?<![\d,.])(?:19|20)\d\d(?![\d,]| ?(?:€|eur|k€|etp|%| \d{3}))")
_FIRST, _LAST = 1900, 2099
_NOT_HELD: Final = (
    "Je ne sais pas : le classeur ne porte rien de {year}. Nommez une année qui s'y trouve."
)
_OF_ANOTHER: Final = (
    "Je ne sais pas : vous demandez {year}, et ce que je trouve dans le classeur est de {other}. "
    "Nommez la ligne, la colonne et l'année."
)


def year_passed_over(answer: Answer, question: str, before: State, reader: SheetReader) -> str:
    """Return why an answer is of another year than the one asked for, ``""`` where it is not.

    Args:
        answer: What the open workbook gives.
        question: As typed.
        before: What was said before.
        reader: The open workbook.
    """
    if answer.intent != INTENT:
        return ""
    asked, told = dict.fromkeys(_YEAR.findall(normalise(question))), all_told(answer)
    untold = [year for year in asked if year not in told]
    if not untold:
        return ""
    held = years_held(reader)
    missing = next((year for year in untold if year not in held), "")
    if missing:
        return _NOT_HELD.format(year=missing)
    others = _YEAR.findall(normalise_long(answer.text))
    return _OF_ANOTHER.format(year=untold[0], other=others[0]) if others else ""


def years_held(reader: SheetReader) -> frozenset[str]:
    """Return every year that a cell or the name of a sheet has; none of what cannot be read."""
    try:
        return _years_in(reader)
    except InvalidInput:
        return frozenset()


@read_once
def _years_in(reader: SheetReader) -> frozenset[str]:
    years: set[str] = set()
    for grid in grids_of(reader):
        years |= _years_of(grid.name)
        for stored in grid.cells.values():
            if isinstance(stored.value, str):
                years |= _years_of(stored.value)
            elif (day := day_of(stored)) is not None:
                years.add(str(day.year))
            elif isinstance(stored.value, int | float) and _FIRST <= stored.value <= _LAST:
                years.add(f"{stored.value:.0f}")
    return frozenset(years)


def _years_of(text: str) -> set[str]:
    """Return the years of a text, those of two digits too: « exercice 24 », « 03/24 »."""
    plain = normalise_long(text)
    short = re.findall(r"(?:exercice|annee|an|/|-|s[12] |t[1-4] |n) ?'?(\d\d)\b", plain)
    return {*re.findall(r"(?:19|20)\d\d", plain), *(f"20{one}" for one in short)}
