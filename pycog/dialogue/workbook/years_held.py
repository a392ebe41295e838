"""A year that the open workbook does not hold is never passed over."""

from __future__ import annotations

import re
import weakref
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, unknown
from pycog.dialogue.normalise import normalise, normalise_long
from pycog.dialogue.sheet import SheetReader
from pycog.dialogue.state import State
from pycog.dialogue.workbook.cell_answers import INTENT
from pycog.dialogue.workbook.open_cells import grids_of
from pycog.equip.open_parts import day_of
from pycog.errors import InvalidInput

_YEAR: Final = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?![\d,]| ?(?:€|eur|k€|etp|%| \d{3}))")
_FIRST, _LAST = 1900, 2099
_NOT_HELD: Final = (
    "Je ne sais pas : le classeur ne porte rien de {year}. Nommez une année qui s'y trouve."
)
_OF_ANOTHER: Final = (
    "Je ne sais pas : vous demandez {year}, et ce que je trouve dans le classeur est de {other}. "
    "Nommez la ligne, la colonne et l'année."
)

_held: list[tuple[weakref.ref[object], frozenset[str]]] = []


def of_years_held(answer: Answer, question: str, before: State, reader: SheetReader) -> Answer:
    """Return an answer, or a refusal where it passes over a year that the workbook has not.

    Args:
        answer: What the open workbook gives.
        question: As typed.
        before: What was said before, which a refusal leaves as it is.
        reader: The open workbook.
    """
    if answer.kind != ANSWERED or answer.intent != INTENT:
        return answer
    asked = dict.fromkeys(_YEAR.findall(normalise(question)))
    rows = () if answer.table is None else answer.table.rows
    told = " ".join((answer.text, *answer.details, *(" ".join(row) for row in rows)))
    untold = [year for year in asked if year not in told and year not in (answer.display or "")]
    if not untold:
        return answer
    missing = [year for year in untold if year not in years_held(reader)]
    others = _YEAR.findall(normalise_long(answer.text))
    if missing:
        why = _NOT_HELD.format(year=missing[0])
    elif others:
        why = _OF_ANOTHER.format(year=untold[0], other=others[0])
    else:
        return answer
    return replace(unknown(why), intent=answer.intent, state=before)


def years_held(reader: SheetReader) -> frozenset[str]:
    """Return every year that a cell or the name of a sheet has, read once while it is open."""
    for held, found in _held:
        if held() is reader:
            return found
    try:
        grids = grids_of(reader)
    except InvalidInput:
        return frozenset()
    years: set[str] = set()
    for grid in grids:
        years |= _years_of(grid.name)
        for stored in grid.cells.values():
            if isinstance(stored.value, str):
                years |= _years_of(stored.value)
            elif (day := day_of(stored)) is not None:
                years.add(str(day.year))
            elif isinstance(stored.value, int | float) and _FIRST <= stored.value <= _LAST:
                years.add(f"{stored.value:.0f}")
    found = frozenset(years)
    _held[:] = [(weakref.ref(reader), found)]
    return found


def _years_of(text: str) -> set[str]:
    """Return the years of a text, those of two digits too: « exercice 24 », « 03/24 »."""
    plain = normalise_long(text)
    short = re.findall(r"(?:exercice|annee|an|/|-|s[12] |t[1-4] |n) ?'?(\d\d)\b", plain)
    return {*re.findall(r"(?:19|20)\d\d", plain), *(f"20{one}" for one in short)}
