"""Answers a question from the tables of the open workbook by one typed query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.read_once import read_once
from pycog.dialogue.sheet import SheetReader
from pycog.dialogue.state import LONGEST_ASKED, State
from pycog.dialogue.table_query.asked_of_tables import remembered
from pycog.dialogue.table_query.best_readings import tables_of
from pycog.dialogue.table_query.table_lexis import plain
from pycog.dialogue.turn import Context
from pycog.dialogue.typed_query.typed_answers import TypedAnswers
from pycog.dialogue.typed_query.typed_checks import Checks
from pycog.dialogue.typed_query.typed_claims import (
    leaves_complement,
    loosely_filled,
    passes_over_unit,
    segmentations,
    tokens_of,
)
from pycog.dialogue.typed_query.typed_fields import Dataset, families
from pycog.dialogue.typed_query.typed_figures import Unreadable
from pycog.dialogue.typed_query.typed_lexis import TypedLexis, telling
from pycog.dialogue.typed_query.typed_measures import PRINTED_ROW
from pycog.dialogue.typed_query.typed_model import Query
from pycog.dialogue.typed_query.typed_nearness import clashes
from pycog.dialogue.typed_query.typed_notes import meaning, quoted
from pycog.dialogue.typed_query.typed_pivots import pivoted
from pycog.dialogue.typed_query.typed_reading import query_of
from pycog.dialogue.typed_query.typed_resolving import settle
from pycog.dialogue.typed_query.typed_steps import Step, step_from
from pycog.dialogue.typed_query.typed_turns import in_conversation, remembered_as
from pycog.dialogue.typed_query.typed_unit_costs import unit_cost
from pycog.dialogue.typed_query.typed_unserved import is_in_other_unit, is_unserved, supposes
from pycog.dialogue.typed_query.typed_words import accented, numbered
from pycog.dialogue.workbook.cell_answers import INTENT, not_computed
from pycog.errors import InvalidInput

#: Readings of one question on one table that are tried.
_TRIED: Final = 4
#: A reading that is worse by more than the best one of its table leaves out words that tell.
_LOST: Final = 1.4
#: A reading is told where no other is as good.
_APART: Final = 0.3
#: What a reading costs that chooses no row.
_EMPTY: Final = 2.5
#: A reading of the same table is one of the same words where it is no worse than by this.
_SAME: Final = 0.6
#: What a word costs that a reading passes over and that another table has.
_ELSEWHERE: Final = 1.0
#: Operators that need no more than the name of the table: « quels travaux sont en retard ».
_OF_ROWS: Final = (
    "late", "not late", "intime", "not intime", "ahead", "reach", "not reach", "missed",
)  # fmt: skip
#: Operators that tell by themselves of which column rows are ranked.
_RANKED: Final = ("costly", "cheap", "longest", "shortest", "oldest", "newest")


@dataclass(frozen=True, eq=False)
class Typed:
    """The tables of a workbook with their words.

    Attributes:
        lexes: Each table; then the sheets of one form together.
        kin: Identities of the tables that are such sheets.
    """

    lexes: tuple[TypedLexis, ...]
    kin: frozenset[int] = frozenset()


@read_once
def typed_of(reader: SheetReader) -> Typed:
    """Return the tables of a workbook, read once as long as it is open."""
    tables = [pivoted(one.table) for one in tables_of(reader).lexes]
    several = families(tables)
    lexes = [TypedLexis(Dataset(one)) for one in tables]
    lexes += [TypedLexis(Dataset(*one)) for one in several]
    kin = frozenset(id(one) for held in several for one in held)
    return Typed(tuple(lexes), kin)


def ask_typed(question: str, state: State, context: Context) -> Answer | None:
    """Answer a question by one typed query, ``None`` where it makes none.

    Args:
        question: As typed.
        state: What was said before.
        context: The formulas and the workbook.
    """
    assert context.sheet is not None
    try:
        typed = typed_of(context.sheet)
    except InvalidInput:
        return None

    def first(said: str, lexes: Sequence[TypedLexis]) -> Step | None:
        text, accents = numbered(plain(said)), accented(said)
        if is_unserved(text):
            return None

        def reads(part: str, lexis: TypedLexis) -> tuple[Query, Answer] | None:
            return best_of(part, Typed((lexis,), typed.kin), context, accents)

        found = unit_cost(text, lexes, reads, context) or best_of(
            text, Typed(tuple(lexes), typed.kin), context, accents
        )
        return None if found is None else step_from(*found, typed.lexes, context)

    text = plain(question)
    if is_unserved(text) or (supposes(text) and not state.queried):
        return None
    took = in_conversation(question, state.queried, first, typed.lexes, context)
    if took.step is not None and is_in_other_unit(text, took.step.answer.text):
        return None
    if took.step is None:
        noted = meaning(text, context.sheet, typed.lexes)
        if noted is None and not state.queried:
            noted = quoted(text, context.sheet, typed.lexes)
        return None if noted is None else replace(noted, state=state)
    # A question that stands alone may be gone on with by the other rooms of the workbook too.
    asked = plain(question) if len(took.texts) == 1 else ""
    answer = remembered(took.step.answer, asked, question, state, context)
    texts = remembered_as(took.texts)
    kept = texts if len(texts) <= LONGEST_ASKED else ""
    return replace(answer, state=replace(answer.state, queried=kept))


def best_of(
    text: str, typed: Typed, context: Context, accents: Mapping[str, str] | None = None
) -> tuple[Query, Answer] | None:
    """Return the query that fits a question best with its answer.

    Args:
        text: The question in plain form.
        typed: The tables.
        context: The formulas and the workbook.
        accents: Its words in plain form → as typed, where accents are.
    """
    today = context.today or dt.date.today()
    words = [one.text for one in tokens_of(text)]
    found: list[tuple[float, Query, Answer]] = []
    refused: list[tuple[float, Query, Answer]] = []
    loose: list[tuple[Query, Answer]] = []
    for lexis in typed.lexes:
        first = None
        cuts = segmentations(text, lexis, accents)[:_TRIED]
        for at, cut in enumerate(cuts):
            if cut.unknown or (first is not None and cut.score < first - _SAME):
                continue
            if passes_over_unit(cut, text) or leaves_complement(cut, words):
                continue
            if cut.score < cuts[0].score - _LOST:
                # What is left out of it says something.
                break
            query = query_of(cut, lexis.data, words, text)
            if query is None:
                continue
            if not _is_about(query):
                loose += _checked(query, lexis, context) if at == 0 else ()
                continue
            lost = sum(
                any(other.knows(word) for other in typed.lexes if other is not lexis)
                for word in loosely_filled(cut, text)
            )
            query.score -= _ELSEWHERE * lost
            settled = settle(query, today)
            if settled is None or settled.unread:
                continue
            if clashes(settled):
                # Two columns may be meant: no other reading of this table settles which.
                break
            kin = id(lexis.data.table) in typed.kin and not lexis.data.is_several
            if kin and not settled.dated:
                # Of several sheets of one form, none is meant before another.
                continue
            answer = _answered(settled, context)
            if answer is not None and answer.kind == ANSWERED:
                # « Aucune ligne » is told where no other reading, here or elsewhere, has rows.
                empty = bool(settled.conditions) and not settled.rows()
                if empty and lost:
                    continue
                found.append((settled.score - (_EMPTY if empty else 0.0), settled, answer))
                if not empty:
                    break
                first = cut.score
            elif answer is not None:
                refused.append((settled.score, settled, answer))
                break
    if not found and loose:
        return _together(loose)
    best = max((score for score, _, _ in found), default=-1.0)
    if any(score > best + _APART for score, _, _ in refused):
        # What fits best has a reason not to be told: nothing that fits less is told instead.
        found = refused
    if any(one.data.is_several for _, one, _ in found):
        # The sheets of one form together say all that one of them does.
        found = [
            one for one in found if id(one[1].data.table) not in typed.kin or one[1].data.is_several
        ]
    if not found:
        return None
    found.sort(key=lambda one: -one[0])
    near = [one for one in found if found[0][0] - one[0] < _APART]
    printed = [one for one in near if PRINTED_ROW in one[2].text] or [
        one for one in near if _names_sheet(one[1])
    ]
    if len(printed) == 1 and len({one[1].data.sheet for one in near}) == len(near):
        # Of two tables, the total is that of the one which prints it, or whose sheet is named.
        return printed[0][1], replace(printed[0][2], intent=INTENT)
    if (
        len(found) > 1
        and found[0][0] - found[1][0] < _APART
        and found[0][2].text != found[1][2].text
    ):
        return None
    return found[0][1], replace(found[0][2], intent=INTENT)


def _checked(query: Query, lexis: TypedLexis, context: Context) -> list[tuple[Query, Answer]]:
    """Return what a check that names no table finds in one of them: « le total est-il juste ? »."""
    if lexis.data.is_several or not query.has("check", "double", "empty"):
        return []
    try:
        answer = Checks(query, context).told()
    except Unreadable as fault:
        answer = not_computed(fault.cells)
    return [] if answer is None or answer.kind != ANSWERED else [(query, answer)]


def _together(loose: list[tuple[Query, Answer]]) -> tuple[Query, Answer]:
    """Return what was found in each table as one answer."""
    query, first = loose[0]
    if len(loose) == 1:
        return query, replace(first, intent=INTENT)
    text = " | ".join(one.text for _, one in loose)
    return query, Answer(INTENT, ANSWERED, text, source=first.source)


def _names_sheet(query: Query) -> bool:
    """Tell whether a question has a word of the name of the sheet."""
    return bool(telling(normalise_long(query.data.sheet)) & set(map(stem, query.words)))


def _is_about(query: Query) -> bool:
    """Tell whether something of the table is named."""
    if query.own and query.has(*_OF_ROWS):
        return True
    if query.conditions or query.named or (query.own and query.periods):
        return True
    if query.own and query.has("whichperiod", "sum", "mean", *_RANKED):
        return True
    states = query.has("over", "under", "rate", "late")
    return states and bool(query.periods or query.own or "lignes" in query.words)


def _answered(query: Query, context: Context) -> Answer | None:
    try:
        return TypedAnswers(query, context).answer()
    except Unreadable as fault:
        return not_computed(fault.cells)
