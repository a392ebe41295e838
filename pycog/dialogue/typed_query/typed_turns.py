"""A conversation of typed queries: every turn is folded into the query before it.

Nothing but the texts of the question and of its turns is kept; they are read anew each time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.expressions import Operation
from pycog.dialogue.state import MARK
from pycog.dialogue.table_query.plain_tables import CODE, NOTE, TEXT
from pycog.dialogue.table_query.table_lexis import plain
from pycog.dialogue.turn import Context
from pycog.dialogue.typed_query.typed_claims import tokens_of
from pycog.dialogue.typed_query.typed_folding import (
    JUDGED,
    MAIN,
    RANKS,
    is_look_up,
    of_same,
    of_told,
    patched,
)
from pycog.dialogue.typed_query.typed_lexis import TypedLexis
from pycog.dialogue.typed_query.typed_model import Condition, Query, copied
from pycog.dialogue.typed_query.typed_scores import Scores
from pycog.dialogue.typed_query.typed_steps import Step, step_of
from pycog.dialogue.typed_query.typed_turns_again import (
    asks_percent,
    differ_by_period,
    hangs_on_no_figure,
    mean_of_groups,
    of_these,
    sorted_by,
    told_apart,
    told_as_total,
)
from pycog.dialogue.typed_query.typed_turns_figures import in_other_unit, moved, reckoned
from pycog.dialogue.typed_query.typed_turns_read import (
    put_in_order,
    readings_of,
    take_denied,
)
from pycog.dialogue.typed_query.typed_turns_said import PLAIN_NOUNS, SECTIONS, Said, said_in
from pycog.dialogue.typed_query.typed_turns_times import (
    between_told,
    of_time,
    take_ordinal,
)
from pycog.dialogue.typed_query.typed_words import accented, numbered
from pycog.lazy_patterns import regex

_MOST_TURNS: Final = 6
#: A question of fewer words than this leans on what was said before it.
_FULL: Final = 4
#: The place of a condition that leaves out what a ranking told.
_TOLD_BEFORE: Final = -2

_ALL: Final = 4.0

#: Operators that no worse reading may leave out.
_KEPT: Final = ("gap", "move", "minus", "share", "rate", "mean", "median", "rest", "reach")
#: Beginnings of verbs that say that a price is asked for.
_COSTS: Final = ("cout", "depens", "pay", "vaut", "regl", "factur")
_FOLLOWS: Final = regex(r"\bsuivante?\b")
#: What would be, and is not.
_CONDITIONAL: Final = regex(
    r"\b(?:aurai(?:t|ent) (?:donne|fait|rapporte|ramene|valu|obtenu|eu)|"
    r"(?:donn|f|rapport|ramen|vaud|obtiend)e?rai(?:t|ent))\b"
)

#: Reads a question by itself on some tables.
First = Callable[[str, Sequence[TypedLexis]], Step | None]


@dataclass(frozen=True, slots=True)
class Turned:
    """How a question was taken in a conversation.

    Attributes:
        step: Its answer, ``None`` for none.
        texts: What is to be remembered, the question that begins first.
    """

    step: Step | None
    texts: tuple[str, ...] = ()


def texts_of(asked: str) -> list[str]:
    """Return the texts of a conversation of typed queries.

    Args:
        asked: As the state keeps them.
    """
    return [one for one in asked.split(MARK) if one]


def remembered_as(texts: Sequence[str]) -> str:
    """Return the texts of a conversation as the state keeps them."""
    return MARK.join(texts)


def in_conversation(
    question: str, asked: str, first: First, lexes: Sequence[TypedLexis], context: Context
) -> Turned:
    """Take a question as a turn of a conversation, or by itself where it stands alone.

    Args:
        question: As typed.
        asked: What the state remembers.
        first: Reads a question by itself.
        lexes: The tables of the workbook.
        context: Computes formulas.
    """
    question = re.sub(r"\s+", " ", question.replace(MARK.strip(), "/")).strip()
    said, text = said_in(_plain(question)), _plain(question)
    texts = texts_of(asked)
    if not texts:
        apart = said.refers and not _refers_within(question, said, first, lexes)
        alone = None if apart else first(question, lexes)
        if alone is not None and said.has("leads") and not _is_full(alone, text):
            alone = None
        return Turned(alone, (question,))
    within = _refers_within(question, said, first, lexes)
    alone = first(question, lexes) if within or not said.leans else None
    if alone is not None and _is_full(alone, text):
        return Turned(alone, (question,))
    turn = _turn(question, texts, first, lexes, context)
    if turn is not None:
        if alone is not None and _is_of_all(alone, turn):
            turn = replace(turn, answer=_both_told(turn, alone))
        return Turned(turn, (*texts, question)[-_MOST_TURNS:] if len(texts) < _MOST_TURNS else ())
    if said.leans and not within:
        if said.marks == {"leads"}:
            # « Et le loyer de S02 ? » that no column of the last table can be about.
            other = first(said.text, lexes)
            if other is not None and _names_all(other):
                return Turned(other, (question,))
        return Turned(None)
    if alone is not None and alone.query.conditions and not _names_rows(alone.query):
        # Words of a remark choose no rows while others are spoken of.
        return Turned(None)
    return Turned(alone, (question,))


def _plain(question: str) -> str:
    return numbered(plain(question))


# ---------------------------------------------------------------------- alone
def _is_full(step: Step, text: str) -> bool:
    """Tell whether a question names its rows and what it asks of them."""
    return len(text.split()) >= _FULL and _names_rows(step.query) and _names_all(step)


def _names_rows(query: Query) -> bool:
    return query.own or any(one.field is None or one.field.kind != NOTE for one in query.conditions)


def _names_all(step: Step) -> bool:
    query = step.query
    asks = bool(query.named) or query.has(*(MAIN - {"much"}))
    # « Combien pour X ? » asks what was asked before of another.
    costs = query.has("much") and any(one.startswith(_COSTS) for one in query.words)
    return _names_rows(query) and (asks or costs)


def _refers_within(question: str, said: Said, first: First, lexes: Sequence[TypedLexis]) -> bool:
    """Tell whether a pronoun speaks of rows that the question itself names before it."""
    if not said.pronoun or said.refers or said.has("leads", "both", "corrects"):
        return False
    words = [one.text for one in tokens_of(_plain(question))]
    at = next((at for at, one in enumerate(words) if one in _PRONOUNS), len(words))
    if at == len(words):
        return False
    step = first(question, lexes)
    if step is None:
        return False
    return any(one.place < at and not one.state for one in step.query.conditions)


_PRONOUNS: Final = frozenset({
    "il", "elle", "ils", "elles", "eux", "son", "sa", "ses", "leur", "leurs", "lui",
    "lequel", "laquelle", "lesquels", "lesquelles",
})  # fmt: skip


def _is_of_all(alone: Step, turn: Step) -> bool:
    """Tell whether a question that names no rows may be of all of them as well."""
    single = len(alone.figures()) == len(turn.figures()) == 1
    return single and not alone.query.conditions and turn.chooses


def _both_told(turn: Step, alone: Step) -> Answer:
    return replace(
        turn.answer, text=f"{turn.answer.text} Sans ce qui précède : {alone.answer.text}"
    )


# ---------------------------------------------------------------------- turns
def _turn(
    text: str, texts: Sequence[str], first: First, lexes: Sequence[TypedLexis], context: Context
) -> Step | None:
    begun = first(texts[0], lexes)
    if begun is None:
        return None
    found = _replayed([*texts[1:], text], begun, context)
    if found is not None:
        return found
    tables = set(begun.data.tables)
    for other in lexes:
        # Another period may be of another sheet of the same form.
        if other is not begun.lexis and tables & set(other.data.tables):
            again = first(texts[0], [other])
            found = None if again is None else _replayed([*texts[1:], text], again, context)
            if found is not None:
                return found
    return None


def _replayed(turns: Sequence[str], begun: Step, context: Context) -> Step | None:
    steps = [begun]
    for one in turns:
        step = turned(one, steps, context)
        if step is None:
            return None
        steps.append(step)
    return steps[-1]


def turned(text: str, steps: Sequence[Step], context: Context) -> Step | None:
    """Answer one turn behind others, ``None`` where it makes no query.

    Args:
        text: The turn as typed.
        steps: What was asked before, the last one last.
        context: Computes formulas.
    """
    last = steps[-1]
    said = said_in(of_time(_plain(text), last))
    take_denied(said, _plain(text), last)
    take_ordinal(said, last)
    accents = accented(text)
    if (again := told_apart(_plain(text), last)) is not None:
        return again
    if asks_percent(_plain(text)) and differ_by_period(steps):
        # Of two years, « en % » is how the one moved from the other.
        return moved(steps, said, context)
    if (order := sorted_by(_plain(text))) is not None:
        return put_in_order(last, *order, accents, context)
    if said.unit:
        return in_other_unit(last, said.unit, context)
    if any(not _is_noun(one, last.lexis) for one in said.nouns):
        return None
    if said.own:
        return _of_same(last, said, context)
    if said.has("together") and not said.text:
        said.text = "total"
    if said.nth and not said.text and _FOLLOWS.search(_plain(text)):
        said.nth = 2 + sum(one.place == _TOLD_BEFORE for one in last.query.conditions)
    if said.nth:
        # « Le deuxième, qui le suit ? » is of one row, and not of all that were told.
        return None if said.text else _next(last, said.nth, context)
    if not said.text:
        return None
    if _CONDITIONAL.search(_plain(text)):
        return _supposed_again(last, said.text, accents)
    empty: Step | None = None
    readings = readings_of(said.text, accents, last)
    for _, turn in readings:
        if any(one not in turn.ops for one in _KEPT if one in readings[0][1].ops):
            # « Combien de plus » is no number of rows.
            continue
        step = _taken(steps, turn, said, context)
        if step is not None and step.records:
            return step
        empty = empty or step
    return empty


def _supposed_again(last: Step, text: str, accents: Mapping[str, str]) -> Step | None:
    """Tell again what a supposed result would bring: nothing that is real answers « aurait »."""
    if not last.query.has("suppose"):
        return None
    scores = Scores(last.settled, last.answers.context)
    for _, turn in readings_of(text, accents, last):
        fields = {field for one in turn.named for field in one.fields}
        if (
            fields <= {scores.obtained}
            and scores.speaks_of_points(turn)
            and scores.reached(last.settled.typed[0]) is not None
        ):
            return last
    return None


def _of_same(last: Step, said: Said, context: Context) -> Step | None:
    """Answer a turn on all the rows of « son service », « sa section »."""
    fields = {
        last.lexis.entries[at].field
        for at in last.lexis.meaning(said.own, strict=False)
        if last.lexis.entries[at].kind == "heading"
    }
    texts = [one for one in fields if one is not None and one.kind in {TEXT, CODE}]
    if len(texts) > 1 or not (texts or said.own in SECTIONS):
        return None
    if last.figure is not None:
        if last.base is None:
            return None
        last = last.base
    query = of_same(last, texts[0] if texts else None)
    moved = None if query is None else step_of(last.lexis, query, context)
    if moved is None or not said.text:
        return moved
    for _, turn in readings_of(said.text, {}, moved, lost=_ALL):
        if turn.conditions or is_look_up(turn):
            continue
        changed = patched(moved, turn, said) if _says(turn) else moved.query
        step = None if changed is None else step_of(last.lexis, changed, context)
        if step is not None and _does(step, turn):
            return step
    return None


def _is_noun(word: str, lexis: TypedLexis) -> bool:
    """Tell whether a word may be what the rows of a table are called."""
    if word in PLAIN_NOUNS:
        return True
    return any(
        lexis.entries[at].kind in {"own", "file", "heading"}
        for at in lexis.meaning(word, strict=False)
    )


def _taken(steps: Sequence[Step], turn: Query, said: Said, context: Context) -> Step | None:
    last = steps[-1]
    turn = between_told(steps, turn)
    found = reckoned(steps, turn, said, context)
    if found is not None:
        return found
    if (mean := mean_of_groups(last, turn, context)) is not None:
        return mean
    if hangs_on_no_figure(last, turn):
        return None
    if said.of and not said.has("them"):
        # « Les deux » are figures that were told, and not all the rows.
        return None
    if last.figure is not None and last.redo is None:
        # What was told of several answers is no query that could be changed.
        return None
    if (
        _asks_total(turn)
        and not said.has("whole")
        and (found := _of_all(last, turn, said, context)) is not None
    ):
        return found
    narrowed = said.marks & {"narrows", "them", "it", "which"} == {"narrows"}
    if narrowed and turn.conditions and not turn.has(*MAIN):
        # « Dont les clos » : the same of some of the rows.
        return _folded(last, turn, said, context)
    if said.of_rows or is_look_up(turn):
        those = of_these(steps, said.many, context)
        return None if those is None else _of_rows(those, turn, said, context)
    if not _says(turn) or (turn.has("who") and turn.has(*RANKS)):
        # « Qui a le plus ? » is of others than the one that was told.
        return None
    return _folded(last, turn, said, context)


def _folded(last: Step, turn: Query, said: Said, context: Context) -> Step | None:
    """Answer a turn that changes a part of the query before it, and redo what was done with it."""
    base = last.base if last.redo is not None and last.base is not None else last
    if said.has("whole"):
        base = replace(base, query=_of_whole(base.query))
    query = patched(base, turn, said)
    step = None if query is None else step_of(last.lexis, query, context)
    if query is None and last.redo is None:
        step = _added_or_instead(base, turn, said, context)
    if step is None or not _does(step, turn) or not step.records:
        return None
    if last.redo is None:
        return step
    again = last.redo(step)
    return None if again is None else replace(again, redo=last.redo, base=step)


def _of_whole(query: Query) -> Query:
    """Return a query on all rows but those that it leaves out."""
    whole = copied(query)
    whole.conditions = [one for one in query.conditions if one.denied]
    whole.own = True
    return whole


def _added_or_instead(base: Step, turn: Query, said: Said, context: Context) -> Step | None:
    """Tell both what a value of another column chooses of the rows and what it does alone."""
    found: list[Step] = []
    for instead in (False, True):
        query = patched(base, turn, said, instead=instead)
        step = None if query is None else step_of(base.lexis, query, context)
        if step is None or not step.records or not _does(step, turn):
            return None
        found.append(step)
    if len({tuple(one.shown for one in step.figures()) for step in found}) == 1:
        return found[0]
    if said.has("instead"):
        found.reverse()
    first, second = found
    text = f"{first.answer.text} Autre lecture : {second.answer.text}"
    return replace(first, answer=replace(first.answer, text=text))


def _of_rows(last: Step, turn: Query, said: Said, context: Context) -> Step | None:
    """Answer a turn of the rows that were told: « leur coût » of several is their total."""
    query = of_told(last, turn, said)
    if query is None:
        return None
    named = [one for one in turn.named if one.is_measure]
    plural = any(one in {"les", "leurs", "quels", "quelles", "chacun"} for one in turn.words[:3])
    if named and last.many > 1 and not turn.has(*MAIN) and not plural and not said.has("which"):
        summed = copied(query)
        summed.ops["sum"] = 0
        step = step_of(last.lexis, summed, context)
        if step is not None and _does(step, summed):
            return step
    step = step_of(last.lexis, query, context)
    return step if step is not None and _does(step, turn) else None


def _does(step: Step, turn: Query) -> bool:
    """Tell whether an answer does what the turn asks for, and tells no mere cells instead."""
    noted = step.answers.noted
    nodes = [one.node for one in noted.figures]
    signs = {one.sign for one in nodes if isinstance(one, Operation)}
    if turn.has(*JUDGED):
        return "-" in signs or not noted.cells
    if turn.has("rest", "gap", "move", "minus"):
        return "-" in signs or (not nodes and noted.records is not None and not noted.cells)
    if turn.has("share", "rate"):
        return "/" in signs or (turn.has("rate") and len(noted.cells) == 1)
    if turn.has("mean", "median", "sum"):
        return bool(nodes) or len(noted.cells) == 1
    return not turn.has(*RANKS) or noted.records is not None


def _says(turn: Query) -> bool:
    """Tell whether a turn says anything that changes a query."""
    return bool(
        turn.conditions or turn.named or turn.periods or turn.days or turn.limits
        or (turn.has(*MAIN) and not set(turn.ops) <= {"whether", "much"})
    )  # fmt: skip


def _asks_total(turn: Query) -> bool:
    only = {one for one in turn.ops if one in MAIN} <= {"sum", "much"} and turn.has("sum")
    return only and not (turn.conditions or turn.named or turn.periods or turn.limits)


def _of_all(last: Step, turn: Query, said: Said, context: Context) -> Step | None:
    """Tell the total of the rows that were told, or of all where one figure was."""
    if said.of_rows or last.query.has(*RANKS, "mean", "median"):
        return None
    if (again := told_as_total(last, said)) is not None:
        return again
    figures = last.figures()
    if len(last.records) > 1 and len(figures) != 1:
        query = of_told(last, turn, said)
        return None if query is None else step_of(last.lexis, query, context)
    query = copied(last.query)
    named = [one for one in query.conditions if not one.denied and not one.state]
    if len(named) != 1:
        return None
    query.conditions = [one for one in query.conditions if one not in named]
    query.ops = {"sum": 0}
    query.own = True
    return step_of(last.lexis, query, context)


def _next(last: Step, nth: int, context: Context) -> Step | None:
    """Tell the rank behind the one that was told: « et le deuxième ? »."""
    step: Step | None = last
    rank = 1 + sum(one.place == _TOLD_BEFORE for one in last.query.conditions)
    if nth <= rank or not last.query.has(*RANKS) or last.query.most:
        return None
    while step is not None and rank < nth:
        if step.many != 1:
            # Two that are equal hold two ranks.
            return None
        query = copied(step.query)
        told = frozenset(one.index for one in step.records)
        noted = step.answers.noted.group
        name = noted[1] if noted is not None else step.answers.name(step.records[0])
        query.conditions.append(Condition(told, name, None, True, _TOLD_BEFORE))
        step = step_of(last.lexis, query, context)
        rank += 1
    return step
