"""Tries the readers on a question: one that uses all of it answers, two that differ are none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ASKED, Answer
from pycog.dialogue.composed.asked_figure import leaves_out_right
from pycog.dialogue.composed.budget_composed import budget_reading, lines_listed
from pycog.dialogue.composed.card_totals import card_categories, card_totals
from pycog.dialogue.composed.figure_parts import figure_parts
from pycog.dialogue.composed.figure_words import figures_ready
from pycog.dialogue.composed.indicator_facts import indicator_facts
from pycog.dialogue.composed.indicator_sets import (
    dates_of_indicator,
    met_at_start,
    places_compared,
    theme_listed,
    themes_counted,
)
from pycog.dialogue.composed.key_figures import key_figure_question
from pycog.dialogue.composed.line_pairs import parts_told, total_checked, years_above
from pycog.dialogue.composed.milestone_lists import milestone_list, milestones_first
from pycog.dialogue.composed.one_fact import (
    due_date,
    facts_ready,
    one_due_date,
)
from pycog.dialogue.composed.place_index import placed_ready
from pycog.dialogue.composed.placed_figures import placed_figure
from pycog.dialogue.composed.placed_indicators import placed_indicator, start_and_aim
from pycog.dialogue.composed.placed_rows import placed_row
from pycog.dialogue.composed.ranked_figures import ranked_figures
from pycog.dialogue.composed.scan import Reading, Scan
from pycog.dialogue.composed.sheet_questions import (
    sheet_question,
    sheet_told,
    sheets_counted,
)
from pycog.dialogue.composed.spelling import respelled
from pycog.dialogue.composed.target_courses import target_courses
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.query.query_answering import (
    listing_query,
    query_answer,
    strong_query,
    years_reached,
)
from pycog.dialogue.query.query_with_total import with_total
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context, Turn
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

Reader = Callable[[Scan, Turn], "Answer | Reading | None"]

#: Name of the answer → who reads such questions; the first that uses the whole question answers.
_READERS: Final[tuple[tuple[str, Reader], ...]] = (
    ("bareme", card_categories),
    ("requete", listing_query),
    ("echeances", milestone_list),
    ("fiches", sheet_question),
    ("budget", budget_reading),
    ("echeance", due_date),
    ("chiffres", figure_parts),
    ("chiffres", ranked_figures),
    ("chiffres", key_figure_question),
    ("indicateurs", placed_indicator),
    ("chiffres", placed_figure),
    ("bareme", placed_row),
)


#: Those that are asked first: they use words that a single intent would take for politeness.
_FIRST: Final[tuple[tuple[str, Reader], ...]] = (
    ("indicateurs", themes_counted),
    ("indicateurs", theme_listed),
    ("indicateurs", target_courses),
    ("indicateurs", met_at_start),
    ("indicateurs", places_compared),
    ("echeances", dates_of_indicator),
    ("budget", total_checked),
    ("budget", parts_told),
    ("budget", years_above),
    ("indicateurs", start_and_aim),
    ("indicateurs", indicator_facts),
    ("fiches", sheets_counted),
    ("fiches", sheet_told),
    ("chiffres", figure_parts),
    ("requete", years_reached),
    ("requete", strong_query),
    ("bareme", card_totals),
    ("budget", lines_listed),
    ("echeances", milestones_first),
    ("echeance", one_due_date),
)


#: A piece of a sentence goes on with what was said before.
_GOES_ON: Final = regex(r"(?:et|mais|sinon|alors|ou bien|pareil|idem)\b")


def composed_first(
    question: Question, state: State, context: Context, known: Vocabulary
) -> Answer | Reading | None:
    """Return the answer of a reader that knows more of such questions than any intent."""
    if state.intent and _GOES_ON.match(question.text):
        return None
    return _first_of(_FIRST, question, state, context, known)


def composed(
    question: Question, state: State, context: Context, known: Vocabulary
) -> Answer | Reading | None:
    """Return the answer of the reader that leaves nothing over, ``None`` where none does.

    Args:
        question: As read.
        state: What was said before; a composed question stands alone and leaves no subject.
        context: The formulas and the day.
        known: The vocabulary.
    """
    found = _first_of(_READERS, question, state, context, known)
    if found is None and (text := respelled(question, known)):
        again = read_question(text, known)
        return _first_of((*_FIRST, *_READERS), again, state, context, known)
    return found


def totalled(
    question: Question, state: State, context: Context, known: Vocabulary
) -> Answer | Reading | None:
    """Return amounts with their total, where a question asks for both.

    Asked first: every other reader takes « et le total » for an operation and drops the rest.
    """
    if state.intent and _GOES_ON.match(question.text):
        return None
    return _first_of((("requete", with_total),), question, state, context, known)


def queried(question: Question, state: State, context: Context, known: Vocabulary) -> Answer | None:
    """Return the answer of the one query on the printed facts, ``None`` where it reads none.

    Args:
        question: As read.
        state: What was said before; a query stands alone and leaves no subject.
        context: The formulas and the day.
        known: The vocabulary.
    """
    if state.intent and _GOES_ON.match(question.text):
        return None
    turn = Turn("", {}, context, known, question.text)
    found = query_answer(Scan(question, known), turn)
    if found is None or not leaves_out_right(found.formula, question.text):
        return None
    return replace(found, intent="composee-requete", state=State(about=state.about))


def _first_of(
    readers: tuple[tuple[str, Reader], ...],
    question: Question,
    state: State,
    context: Context,
    known: Vocabulary,
) -> Answer | Reading | None:
    turn = Turn("", {}, context, known, question.text)
    asked: Answer | None = None
    for name, reader in readers:
        found = reader(Scan(question, known), turn)
        if isinstance(found, Reading):
            return found
        if isinstance(found, Answer):
            found = replace(found, intent=f"composee-{name}", state=State(about=state.about))
            if found.kind != ASKED or reader is not key_figure_question:
                return found
            # Which one is asked only where the words of the place do not tell it.
            asked = found
    return asked


def ready() -> None:
    """Make the tables of words that the readers search, so that the first question waits less."""
    figures_ready()
    facts_ready()
    placed_ready()
