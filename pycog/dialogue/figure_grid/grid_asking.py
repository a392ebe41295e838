"""Answers a question from the grids of the open workbook, where one has every word of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.figure_grid.grid_agreement import agreement_of
from pycog.dialogue.figure_grid.grid_answers import GridAnswers
from pycog.dialogue.figure_grid.grid_model import grid_of_table
from pycog.dialogue.figure_grid.grid_operators import EVOLUTION, GAP, MEAN, PLAIN, RATE, SUM
from pycog.dialogue.figure_grid.grid_ratios import ratio_of
from pycog.dialogue.figure_grid.grid_reading import Asked, read_question
from pycog.dialogue.figure_grid.grid_supposed import supposed_of
from pycog.dialogue.figure_grid.grid_turns import read_turn
from pycog.dialogue.figure_grid.grid_words import GridWords
from pycog.dialogue.read_once import read_once
from pycog.dialogue.table_query.best_readings import OF_RULES, Tables
from pycog.dialogue.workbook.cell_answers import INTENT
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.turn import Context

#: Readings that are no further apart are as good as one another.
_NEAR: Final = 0.75

#: Who answers first: the grid, other rooms of credits and results but no table, or they
#: all, the agreements before it or too.
FIRST, BEFORE_TABLES, AFTER_TABLES, AFTER_ALL = range(4)
#: Rates of one column, of which the rooms of credits know nothing.
_BY_COLUMN: Final = ("mandat", "pai", "pay", "engag", "liquid", "vers")

_EXCEEDS_MOST: Final = regex(r"\b(?:plus|moins) depass|\bdepass(?!ement)\w+ le (?:plus|moins)")
_PACE: Final = regex(r"\bsi (?:on|ca) continue(?: (?:comme ca|ainsi|a ce rythme|de meme))?")
_CELL: Final = regex(r"\([A-Z]{1,3}\d{1,7}\)")


@read_once
def grids_of_book(tables: Tables) -> tuple[GridWords, ...]:
    """Return the grids of a workbook with their words, read once.

    Args:
        tables: Its tables.
    """
    made = []
    for lexis in tables.lexes:
        grid = grid_of_table(lexis.table)
        if grid is not None:
            made.append(GridWords(grid, lexis))
    for words in made:
        others = [one for one in made if one is not words]
        told = (one.grid.table.title_stems | one.stems for one in others)
        # The name of the file says of one sheet what another is about.
        words.own -= frozenset().union(*told) - words.grid.table.title_stems - words.nouns
        words.foreign = frozenset().union(*(one.stems | one.own for one in others))
        words.foreign -= words.stems | words.own
    return tuple(made)


def of_grids(
    text: str, tables: Tables, context: Context, before: Sequence[str] = ()
) -> tuple[Answer, int] | None:
    """Answer a question from a grid; ``None`` where none has every word, or two that differ.

    Args:
        text: The question, as :func:`.table_lexis.plain` gives it.
        tables: The tables of the workbook.
        context: The formulas.
        before: What was asked before, turn by turn, where the question is one.

    Returns:
        The answer, and who is to answer first.
    """
    text = _PACE.sub("a ce rythme", text)
    if OF_RULES.search(text):
        return None if before else _supposed(text, tables, context)
    if not before and (both := agreement_of(text, grids_of_book(tables), context)) is not None:
        return replace(both, intent=INTENT), FIRST
    read = []
    for words in grids_of_book(tables):
        asked = read_turn(before, text, words) if before else read_question(text, words)
        # What exceeds its budget most is no largest figure.
        if asked is not None and not (asked.form.kind == PLAIN and _EXCEEDS_MOST.search(text)):
            read.append(asked)
    read.sort(key=lambda one: -one.score)
    told: list[tuple[Asked, Answer]] = []
    for asked in read:
        if told and asked.score < told[0][0].score - _NEAR:
            break
        answer = GridAnswers(asked, context).answer()
        if answer is not None:
            told.append((asked, answer))
    if not told and not before:
        ratio = ratio_of(text, grids_of_book(tables), context)
        return None if ratio is None else (replace(ratio[1], intent=INTENT), FIRST)
    if not told or any(_differ(told[0][1], answer) for _, answer in told):
        return None
    asked, answer = told[0]
    said = [f"J'ai lu « {typed} » pour « {meant} »." for typed, meant in asked.named.read_as]
    answer = replace(answer, intent=INTENT, assumptions=(*answer.assumptions, *said))
    return answer, _rank_of(asked)


def _supposed(text: str, tables: Tables, context: Context) -> tuple[Answer, int] | None:
    """Answer what a grid would show with another figure, where one alone has every word."""
    found = [
        one
        for words in grids_of_book(tables)
        if (one := supposed_of(text, words, context)) is not None
    ]
    if not found:
        return None
    best = max(asked.score for asked, _ in found)
    told = [answer for asked, answer in found if asked.score == best]
    return (replace(told[0], intent=INTENT), FIRST) if len(told) == 1 else None


def _differ(one: Answer, other: Answer) -> bool:
    """Tell whether two answers are not the same: of two sheets, one may copy the other."""
    if one.value is None or other.value is None:
        return _CELL.sub("", one.text) != _CELL.sub("", other.text)
    return one.value != other.value


def _rank_of(asked: Asked) -> int:
    """Tell whether other rooms read such a question as well."""
    form, named = asked.form, asked.named
    two = form.kind != PLAIN and len({one[:2] for one in named.measures}) > 1
    if (form.kind == GAP and asked.read.done) or asked.without or named.each:
        return FIRST
    if len(asked.periods) == 2 and asked.read.evolution_said.startswith(("de plus", "de moins")):
        return FIRST
    noun = form.kind == RATE and (asked.read.done.startswith(_BY_COLUMN) or asked.read.which > 0)
    if two or noun or form.pair or form.added or asked.claimed is not None or named.read_as:
        return FIRST
    if named.asked and asked.read.has(EVOLUTION):
        return FIRST
    over = asked.read.has(SUM, MEAN) and (
        asked.read.all_periods or len(asked.periods) > 1 or any(one.until for one in asked.periods)
    )
    if over:
        return FIRST
    if form.kind != PLAIN:
        return BEFORE_TABLES
    return (
        AFTER_TABLES if asked.read.ops or asked.read.limits or asked.read.all_periods else AFTER_ALL
    )
