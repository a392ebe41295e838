"""Answers one question: about the agreement that it names, else about the default one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Final

from pycog import conventions
from pycog.dialogue import loaded_agreements
from pycog.dialogue.answered_as_asked import NOT_UNDERSTOOD, target_there
from pycog.dialogue.answers import (
    ANSWERED,
    ASKED,
    DECLINED,
    UNKNOWN,
    Answer,
    unknown,
)
from pycog.dialogue.beside_question import as_asked
from pycog.dialogue.calculations.calculating import CALCULATION
from pycog.dialogue.composed.composing import ready
from pycog.dialogue.conversation import ABOUT_ANSWER, Conversation
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.dialogue_turn import DialogueTurn
from pycog.dialogue.frames.row_turns import KEEPS_ROW
from pycog.dialogue.frames.several_questions import asked_twice, told_together
from pycog.dialogue.handlers import handlers
from pycog.dialogue.inverted_share import held_to_scale
from pycog.dialogue.normalise import LONGEST
from pycog.dialogue.other_words.asked_again import asked_again
from pycog.dialogue.other_words.courtesy import without_courtesy
from pycog.dialogue.passages.near_texts import with_near_texts
from pycog.dialogue.passages.passage_data import passages
from pycog.dialogue.running import NO_SUBJECT, UNREAD
from pycog.dialogue.spent import not_granted
from pycog.dialogue.state import OF_GRID, OF_REGISTER, State
from pycog.dialogue.state_check import checked_state
from pycog.dialogue.turn import Context
from pycog.dialogue.unprinted_cause import cause_not_given
from pycog.dialogue.vocabulary import vocabulary
from pycog.dialogue.whole_question import answer_whole
from pycog.dialogue.workbook.which_is_told import CELL, NO_ROW, is_decided, tells_another_row
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex
from pycog.values import clock_at

__all__ = ["Context", "State", "prepare", "reply"]

#: Whole questions that one turn is tried as: what none of them says, no further guess does.
_MOST_WHOLE: Final = 10
#: Quarters and half-years as tables head them: their letters would pass for elisions.
_SHORT_PART: Final = regex(
    r"\b([Tt](?=[1-4])|[Ss](?=[12]))(\d)\b(?![.,-]?\d| ?[=:(]| (?!(?:19|20)\d\d\b)\d)"
)
_NTH: Final = ("1er", "2e", "3e", "4e")
_PARTS: Final = {"t": "trimestre", "s": "semestre"}
_SUPPOSED: Final = "Si « "
_ONE_BY_ONE: Final = (
    "Je ne sais pas répondre aux deux d'un coup : la seconde question perd les lignes de la "
    "première. Posez-les l'une après l'autre, en nommant la colonne."
)
#: An answer that says which rows it chose.
_CHOOSES: Final = regex(r"\(« |\([^()]* : ")
#: Places where a question on a workbook is parted in two.
_MOST_PARTINGS: Final = 2
_WHICH: Final = "De quelle convention s'agit-il ?"
#: What an agreement gives no rule for, no other one's rule is told for.
_RULES: Final = frozenset({"virement", "report", "approbation", "groupe", "nature"})
#: Formulas that apply what an agreement says of the intéressement to numbers.
_RULE_OF_BONUS: Final = regex(r"COG_(?:ARS_BONUS|MTID|REQUIRED_RATE|THEME_RATE|TRIGGER|TRN)\(")


def reply(question: str, state: State, context: Context) -> Answer:
    """Answer a question.

    Args:
        question: As typed, of any length and in any script.
        state: What was said before; ``State()`` at the beginning.
        context: The formulas, the open workbook and the day.

    Returns:
        An answer whose ``state`` goes with the next question. The same question with the
        same state and workbook always gives the same answer.
    """
    with clock_at(context.today), conventions.as_found(), conventions.using(None):
        question = without_courtesy(question)
        answer = asked_again(
            _in_these_words(question, state, context),
            question,
            lambda other: _in_these_words(other, state, context),
            book=context.sheet is not None and context.cells,
            turn=state.has_subject,
        )
        answer = _of_what_was_told(answer, question, state, context)
        answer = held_to_scale(answer, question, state)
        if context.sheet is None:
            return with_near_texts(answer, question, state)
        if not context.cells or state.pending:
            return answer
        # Most questions have no workbook, and are quicker without what reads one.
        from pycog.dialogue.typed_query.last_word import last_word

        return last_word(answer, question, state, context)


def _of_what_was_told(answer: Answer, question: str, state: State, context: Context) -> Answer:
    """Return an answer, unless other words were put in place of those that it leaves out."""
    if answer.kind != ANSWERED or context.sheet is None or not context.cells:
        return answer
    from pycog.dialogue.workbook.turns_beside import taken_as_told

    return taken_as_told(answer, question, state, context)


def _in_these_words(question: str, state: State, context: Context) -> Answer:
    """Answer a question in the words that it is asked in."""
    if context.sheet is None or not context.cells:
        return _answered(question, state, context)
    from pycog.dialogue.table_query.asked_of_tables import asked_of_listed
    from pycog.dialogue.workbook.hanging_turns import LOST, hung, is_lost
    from pycog.dialogue.workbook.turns_beside import late_among, names_another, taken_as_told
    from pycog.dialogue.workbook.turns_in_full import in_full, of_one_named
    from pycog.dialogue.workbook.words_not_told import told_as_asked

    question = of_one_named(question, state) or question
    answer = _answered(question, state, context)
    if _is_of_register(answer, state):
        answer = hung(answer, question, state, context)
        answer = taken_as_told(answer, question, state, context)
        return _with_rows_told(question, answer, state, context)
    answer = told_as_asked(answer, question, state, context)
    if answer.kind == UNKNOWN and (whole := in_full(question, state)):
        told = told_as_asked(_answered(whole, state, context), whole, state, context)
        answer = told if told.kind == ANSWERED else answer
    if answer.kind in {UNKNOWN, ASKED, DECLINED} and not state.pending:
        of_listed = asked_of_listed(question, state, context)
        if of_listed is not None:
            of_listed = told_as_asked(of_listed, question, state, context)
            answer = of_listed if of_listed.kind == ANSWERED else answer
    answer = hung(answer, question, state, context)
    answer = taken_as_told(answer, question, state, context)
    if answer.kind == UNKNOWN and (whole := late_among(question, state, context)):
        told = _answered(whole, State(about=state.about), context)
        answer = told if told.kind == ANSWERED and told.intent == "classeur" else answer
    if is_lost(answer, question, state) or names_another(answer, question, context):
        # What is asked next is asked of what was not understood, and of nothing before it.
        return replace(answer, state=replace(answer.state, focus="", asked="", listed=LOST))
    return _with_rows_told(question, answer, state, context)


def _with_rows_told(question: str, answer: Answer, before: State, context: Context) -> Answer:
    """Return an answer whose state knows which rows of the open workbook it told."""
    from pycog.dialogue.table_query.best_readings import tables_of
    from pycog.dialogue.table_query.rows_listed import is_among, is_aside, told_in
    from pycog.dialogue.table_query.told_last import edge_asked

    if answer.kind != ANSWERED or answer.intent != "classeur":
        kept = before.listed if answer.kind != ANSWERED else ""
        return replace(answer, state=replace(answer.state, listed=kept))
    assert context.sheet is not None
    try:
        tables = tables_of(context.sheet)
    except InvalidInput:
        return answer
    told = told_in(answer, tables)
    if told and before.listed and is_aside(question, told, before, tables):
        # Turns after « pourquoi ? » are about the figure that it was asked of.
        state = replace(answer.state, asked=before.asked, listed=before.listed, focus=before.focus)
        return replace(answer, state=state)
    of_grid = answer.state.asked.startswith(OF_GRID)
    if (of_grid or not answer.state.asked) and (
        asked := edge_asked(question, answer, told, tables, context)
    ):
        answer = replace(answer, state=replace(answer.state, asked=asked))
    # « Le premier », and then « l'autre », of the same rows.
    listed = before.listed if told and is_among(told, before.listed) else told
    return replace(answer, state=replace(answer.state, listed=listed))


def _is_of_register(answer: Answer, before: State) -> bool:
    """Tell whether a register was asked, of which every word of the question is used."""
    return answer.state.asked.startswith(OF_REGISTER) and answer.state != before


def _answered(question: str, state: State, context: Context) -> Answer:
    """Answer from the tables of the open workbook, and from the agreements."""
    whole = cache(lambda: _answered_once(question, state, context))
    if context.sheet is not None and context.cells and not state.pending:
        both = _of_both_halves(question, state, context, whole)
        if both is not None:
            return both
    answer = whole()
    if answer.kind == UNKNOWN and context.sheet is not None and context.cells:
        return _without_lead(question, state, context) or answer
    return answer


def _without_lead(question: str, state: State, context: Context) -> Answer | None:
    """Answer from the open workbook what is asked behind a clause that says whom it is for."""
    from pycog.dialogue.table_query.best_readings import tables_of
    from pycog.dialogue.table_query.table_leads import bare_questions

    assert context.sheet is not None
    try:
        tables = tables_of(context.sheet)
    except InvalidInput:
        return None
    known = frozenset().union(*(one.stems | one.own for one in tables.lexes))
    for bare in islice(bare_questions(question, known), _MOST_PARTINGS):
        found = _answered_once(bare, state, context)
        if found.kind == ANSWERED and found.intent == "classeur":
            return found
    return None


def _of_both_halves(
    question: str, state: State, context: Context, whole: Callable[[], Answer]
) -> Answer | None:
    """Answer two things that are asked of the open workbook in one sentence."""
    for first, last in islice(asked_twice(question), _MOST_PARTINGS):
        alone = len(last.rstrip(" ?.!").split()) == 1
        if alone and whole().kind == ANSWERED:
            # « …, et quand ? » is of what stands beside the figure.
            continue
        said = _answered_once(first, state, context)
        if said.kind != ANSWERED or said.intent != "classeur":
            continue
        more = _answered_once(f"et {last}", said.state, context)
        if more.intent != "classeur":
            continue
        if _CHOOSES.search(said.text) and not _CHOOSES.search(more.text):
            # « Au contentieux : combien, et quel total ? » : the total is of those rows.
            return replace(unknown(_ONE_BY_ONE), state=state)
        if (both := told_together(said, more, state)) is not None:
            return both
    return None


def _answered_once(question: str, state: State, context: Context) -> Answer:
    if (of_rows := _of_rows_told(question, state, context)) is not None:
        return of_rows
    kept = _of_registers(question, state, context, first=True)
    if kept is not None and not _is_of_another_row(question, kept, state, context):
        return kept
    answer = _of_tables_and_agreements(question, state, context)
    if answer.kind == ANSWERED:
        return answer
    last = _of_registers(question, state, context, first=False)
    if last is None or _is_of_another_row(question, last, state, context):
        return answer
    return last


def _is_of_another_row(question: str, kept: Answer, state: State, context: Context) -> bool:
    """Tell whether every word of a question chooses one cell, and a register tells another row."""
    if state.asked or state.listed:
        return False
    if NO_ROW.search(kept.text) is not None:
        from pycog.dialogue.workbook.other_documents import names_row_elsewhere

        if names_row_elsewhere(question, kept, context):
            return True
    told, _ = _of_open_tables(question, state, context)
    return told is not None and tells_another_row(question, told, kept)


def _of_tables_and_agreements(question: str, state: State, context: Context) -> Answer:
    told, known_kind = _of_open_tables(question, state, context)
    if told is not None and not known_kind:
        return told
    if context.sheet is not None and context.cells and state.asked:
        from pycog.dialogue.table_query.told_last import with_subset

        question = with_subset(question, state, context)
    answer = _of_agreements(question, state, context)
    if context.sheet is not None and context.cells:
        from pycog.dialogue.target_query.beside_board import of_the_board

        answer = of_the_board(answer, question, state, context)
    if told is None:
        return _figure_of_lines(answer, question, state, context)
    if told.text.startswith(_SUPPOSED):
        # What is known of an indicator of the agreement says more than its row.
        return answer if answer.kind == ANSWERED and answer.intent == "et-si" else told
    if is_decided(question, told, answer):
        return told
    if answer.kind == ANSWERED and answer.intent == "classeur":
        # Turns may change a part of what was asked of the table.
        return replace(answer, state=replace(answer.state, asked=told.state.asked))
    return answer if answer.text.startswith("Je ne calcule pas") else told


def _figure_of_lines(answer: Answer, question: str, state: State, context: Context) -> Answer:
    """Return an answer, or the figure that the lines of a table make where there is none."""
    if answer.kind == ANSWERED or context.sheet is None or not context.cells:
        return answer
    from pycog.dialogue.table_query.asked_of_tables import figure_of_grids

    return figure_of_grids(question, state, context) or answer


def _of_agreements(question: str, state: State, context: Context) -> Answer:
    """Answer from the agreements, and from what the open workbook has of their kinds of tables."""
    question = _SHORT_PART.sub(
        lambda one: f"{_NTH[int(one[2]) - 1]} {_PARTS[one[1].lower()]}", question
    )
    default = conventions.load().id
    about = loaded_agreements.named(question, default) or [state.about or default]
    if len(about) > 1:
        choices = tuple(f"{question.strip()} ({_title(one)})"[:LONGEST] for one in about)
        return Answer("", ASKED, _WHICH, choices=choices, state=state)
    if about[0] not in {default, *loaded_agreements.others(default)}:
        about, state = [default], State()
    answer = _within(question, state, context, about[0], default)
    unread = answer.kind == ASKED and answer.text.startswith(UNREAD)
    if not (answer.kind == UNKNOWN or unread) or about[0] != default or state.about:
        return answer
    return _elsewhere(question, context, default) or answer


def _of_open_tables(question: str, state: State, context: Context) -> tuple[Answer | None, bool]:
    """Answer what a table of the open workbook has every word of, before any agreement is asked.

    A turn may change a part of the last question on a table.

    Returns:
        The answer, and whether another room knows such tables and is asked first.
    """
    if context.sheet is None or not context.cells or state.pending:
        return None, False
    from pycog.dialogue.table_query.asked_of_tables import asked_of_tables

    return asked_of_tables(question, state, context)


def _of_registers(question: str, state: State, context: Context, *, first: bool) -> Answer | None:
    """Answer what a register or a plan of the open workbook has every word of."""
    if context.sheet is None or not context.cells or state.pending:
        return None
    from pycog.dialogue.kept_registers.asked_of_registers import asked_of_registers

    return asked_of_registers(question, state, context, first=first)


def _of_rows_told(question: str, state: State, context: Context) -> Answer | None:
    """Answer a turn on the rows that were told last, before any room reads it anew."""
    if context.sheet is None or not context.cells or state.pending or not state.listed:
        return None
    from pycog.dialogue.table_query.asked_of_tables import asked_of_rows

    return asked_of_rows(question, state, context)


def _each_named(question: str, found: list[str]) -> tuple[str, ...]:
    """Return the question once for each agreement, which it then names."""
    return tuple(f"{question.strip()[:LONGEST]} ({_title(one)})" for one in found)


def _title(about: str) -> str:
    return conventions.load(about).short_title


def _within(question: str, state: State, context: Context, about: str, default: str) -> Answer:
    """Answer about one agreement."""
    if about == default:
        return _about(_answer(question, _of(state, ""), context), "")
    with conventions.using(about):
        answer = _answer(question, _of(state, about), replace(context, about=about))
    named_so = answer.kind == ANSWERED and answer.intent not in ABOUT_ANSWER
    text = f"{_told_by(answer, about)} : {answer.text}" if named_so else answer.text
    return _about(replace(answer, text=text), about)


def _told_by(answer: Answer, about: str) -> str:
    """Return what an answer stands in: the agreement, or the scheme of profit sharing beside it."""
    title = _title(about)
    place = answer.source.partition(",")[0]
    scored = "COG_SCORECARD(" in answer.formula and place and place != title
    return place if scored else title


def _of(state: State, about: str) -> State:
    """Return what was said before, where it was about that agreement."""
    return state if state.about == about else State(about=about)


def _about(answer: Answer, about: str) -> Answer:
    """Return an answer whose state knows the agreement."""
    return replace(answer, state=replace(answer.state, about=about))


#: Kinds of what an agreement has of its own: a question that names none is about no other.
_OWN: Final = ("indicator", "line", "fund", "milestone", "category", "row", "figure")


def _names_something(question: str, about: str) -> bool:
    """Tell whether a question names something that an agreement has."""
    with conventions.using(about):
        read = read_question(question, vocabulary())
    return bool(read.of(*_OWN))


def _is_of(answer: Answer, about: str) -> bool:
    """Tell whether an answer gives what an agreement prints, and does not apply a rule of it.

    A rule of another agreement is none for numbers that the question brings along.
    """
    if answer.intent in _RULES or _RULE_OF_BONUS.search(answer.formula):
        return False
    return bool(answer.formula) and (answer.intent != CALCULATION or about in answer.formula)


def _elsewhere(question: str, context: Context, default: str) -> Answer | None:
    """Answer about another agreement where one alone can: a fund or a label of its own."""
    found = []
    for other in loaded_agreements.others(default):
        if not _names_something(question, other):
            continue
        answer = _within(question, State(), context, other, default)
        if answer.kind == ANSWERED and _is_of(answer, other):
            found.append((other, answer))
    if len(found) == 1:
        return found[0][1]
    if found:
        choices = _each_named(question, [other for other, _ in found])
        return Answer("", ASKED, _WHICH, choices=choices)
    return None


def _answer(question: str, state: State, context: Context) -> Answer:
    """Answer a question about the agreement that is meant here."""
    known, context = vocabulary(), replace(context, computed={})
    subjects = {
        name: known.intents[name]
        for name in handlers()
        if name in known.intents and name not in NO_SUBJECT
    }
    state = checked_state(state, subjects)

    # A turn is tried as several whole questions, some of them more than once.
    alone: dict[tuple[str, str], Answer] = {}

    def single(text: str, before: State) -> Answer:
        if before != State(about=before.about):
            return answer_whole(text, before, context, known)
        key = (text, before.about)
        if key not in alone and len(alone) >= _MOST_WHOLE:
            return replace(unknown(NOT_UNDERSTOOD), state=before)
        if key not in alone:
            alone[key] = answer_whole(text, before, context, known)
        return alone[key]

    # So is a subject that several readings of the turn are about.
    reruns: dict[tuple[object, ...], Answer] = {}

    def rerun(before: State) -> Answer:
        key = (before.intent, *sorted(before.slots.items()))
        if key not in reruns:
            again = Conversation(read_question("", known), State(), context, known)
            reruns[key] = again._run(known.intents[before.intent], dict(before.slots))
        return reruns[key]

    answer = DialogueTurn(single, rerun, state, context, known).answer(question)
    told = not_granted(answer, question)
    if context.sheet is None:
        told = target_there(cause_not_given(told, question), question)
        fresh = State(about=state.about)
        told = as_asked(
            told, question, state, lambda text: answer_whole(text, fresh, context, known)
        )
        if told.kind == ANSWERED and told is not answer:
            return told
    if told is not answer:
        return replace(told, intent=answer.intent, state=state)
    return _focused(answer, state, context)


def _focused(answer: Answer, before: State, context: Context) -> Answer:
    """Return an answer whose state knows the row of the open workbook that it is about."""
    if context.sheet is None or not context.cells:
        return answer
    from pycog.dialogue.open_query.row_in_focus import focus_of
    from pycog.dialogue.table_query.row_anchors import OF_ROW
    from pycog.dialogue.workbook.open_cells import open_book

    if answer.kind != ANSWERED or answer.intent in KEEPS_ROW:
        return replace(answer, state=replace(answer.state, focus=before.focus))
    try:
        focus = focus_of(answer, open_book(context.sheet, conventions.load()))
    except InvalidInput:
        focus = ""
    # A turn may ask something else of the row that was told.
    cells = {re.sub(r"\d", "", one) for one in CELL.findall(answer.text)}
    column = f":{cells.pop()}" if len(cells) == 1 else ""
    asked = f"{OF_ROW}{focus}{column}" if focus and answer.intent == "classeur" else ""
    return replace(answer, state=replace(answer.state, focus=focus, asked=asked))


def prepare() -> None:
    """Load what every answer needs, so that the first question is as quick as the others."""
    vocabulary()
    handlers()
    ready()
    passages()
