"""Answers a question from the grids of the open workbook, where one has every word of it."""

from __future__ import annotations

import weakref
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.figure_grid.grid_answers import GridAnswers
from pycog.dialogue.figure_grid.grid_model import grid_of_table
from pycog.dialogue.figure_grid.grid_reading import Asked, read_question
from pycog.dialogue.figure_grid.grid_words import GridWords
from pycog.dialogue.table_query.best_readings import OF_RULES, Tables
from pycog.dialogue.workbook.cell_answers import INTENT

if TYPE_CHECKING:
    from pycog.dialogue.turn import Context

#: Readings that are no further apart are as good as one another.
_NEAR: Final = 0.75

_last: list[tuple[weakref.ref[Tables], tuple[GridWords, ...]]] = []


def grids_of_book(tables: Tables) -> tuple[GridWords, ...]:
    """Return the grids of a workbook with their words, read once.

    Args:
        tables: Its tables.
    """
    for held, found in _last:
        if held() is tables:
            return found
    made = []
    for lexis in tables.lexes:
        grid = grid_of_table(lexis.table)
        if grid is not None:
            made.append(GridWords(grid, lexis))
    _last[:] = [(weakref.ref(tables), tuple(made))]
    return tuple(made)


def of_grids(text: str, tables: Tables, context: Context) -> Answer | None:
    """Answer a question from a grid; ``None`` where none has every word, or two that differ.

    Args:
        text: The question, as :func:`.table_lexis.plain` gives it.
        tables: The tables of the workbook.
        context: The formulas.
    """
    if OF_RULES.search(text):
        return None
    read = [
        one for words in grids_of_book(tables) if (one := read_question(text, words)) is not None
    ]
    read.sort(key=lambda one: -one.score)
    told: list[tuple[Asked, Answer]] = []
    for asked in read:
        if told and asked.score < told[0][0].score - _NEAR:
            break
        answer = GridAnswers(asked, context).answer()
        if answer is not None:
            told.append((asked, answer))
    if not told or len({answer.text for _, answer in told}) > 1:
        return None
    asked, answer = told[0]
    said = [f"J'ai lu « {typed} » pour « {meant} »." for typed, meant in asked.named.read_as]
    return replace(answer, intent=INTENT, assumptions=(*answer.assumptions, *said))
