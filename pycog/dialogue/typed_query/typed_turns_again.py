"""Turns that ask again of what was told: « de combien ? », « en moyenne par mois ? »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pycog.dialogue.table_query.plain_tables import DAY, FIGURE
from pycog.dialogue.turn import Context
from pycog.dialogue.typed_query.typed_folding import JUDGED, MAIN, TOLD
from pycog.dialogue.typed_query.typed_model import Condition, Query, copied
from pycog.dialogue.typed_query.typed_steps import Step, step_of
from pycog.dialogue.typed_query.typed_turns_said import Said
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.lazy_patterns import regex

_PERCENT: Final = regex(
    r"(?:(?:et|donc|soit|ca (?:fait|donne)|c est|combien|quoi) )*en (?:%|pour ?cent(?:age)?s?)"
    r"(?: (?:ca (?:fait|donne)|c est)(?: combien| quoi)?)?(?: ?\?)?"
)
_BY_HOW_MUCH: Final = regex(r"(?:et |mais |donc )*(?:c est )?de combien(?: ?\?)?")
#: Operators whose answer tells by how much.
_APART: Final = (*JUDGED, "gap", "move", "minus")
_SORTED: Final = regex(
    r"(?:(?:et|ok|puis|merci de|peux tu|pouvez vous) )*(?:me |les |le |la )*"
    r"(?:re)?(?:tri|class|ordonn)(?:e|es|er|ez|ons)(?: (?:les|moi|moi ca|ca|cela|la liste|tout))* "
    r"(?:par|selon|sur) (?:ordre (?:de )?)?(?P<what>.+?)"
    r"(?: (?:par )?(?:ordre )?(?P<way>(?:de)?croissante?s?))?(?: ?\?)?"
)
#: Operators that ask for rows, and for none of their figures.
_OF_ROWS: Final = frozenset({"list", "whether", "where", "who", "when", "why", "realised"})
_PAIR: Final = 2
#: Rows that are told in an order.
_MOST: Final = 20


def asks_percent(text: str) -> bool:
    """Tell whether a turn says « en % » and nothing else.

    Args:
        text: In plain form.
    """
    return _PERCENT.fullmatch(text) is not None


def told_apart(text: str, last: Step) -> Step | None:
    """Tell again by how much, where the last answer tells it: « de combien ? » of what is over.

    Args:
        text: In plain form.
        last: The last step.
    """
    apart = last.query.has(*_APART) and "-" in {
        getattr(one.node, "sign", "") for one in last.answers.noted.figures
    }
    tells = apart or bool(re.search(r"[+−-]\d|écart", last.answer.text))
    again = _BY_HOW_MUCH.fullmatch(text) is not None and last.query.has(*_APART)
    return last if again and tells else None


def differ_by_period(steps: Sequence[Step]) -> bool:
    """Tell whether the last two figures are one measure of the same rows at two periods."""
    if len(steps) < _PAIR:
        return False
    first, second = steps[-_PAIR:]
    if first.data is not second.data or first.figure or second.figure:
        return False
    alone = all(len(one.periods) == 1 and len(one.figures()) == 1 for one in (first, second))
    rows = [{(c.field, c.told) for c in one.query.conditions} for one in (first, second)]
    return alone and first.periods != second.periods and rows[0] == rows[1]


def of_these(steps: Sequence[Step], many: int, context: Context) -> Step | None:
    """Return the rows that the last turns told one by one as one step: « lequel de ces deux »."""
    last = steps[-1]
    if many in {0, last.many} or last.many != 1 or len(steps) < many:
        return last
    told = steps[-many:]
    if any(one.data is not last.data or one.many != 1 or one.counts for one in told):
        return last
    records = {one.records[0].index: one for one in told if len(one.records) == 1}
    if len(records) != many or len({one.fields for one in told}) != 1:
        return last
    names = enumerated([one.answers.name(one.records[0]) for one in told])
    query = copied(told[0].query)
    query.conditions = [Condition(frozenset(records), names, None, place=TOLD, names=True)]
    query.ops, query.most = {"list": 0}, 0
    return step_of(last.lexis, query, context)


def mean_of_groups(last: Step, turn: Query, context: Context) -> Step | None:
    """Tell the mean of figures that were told one by group, where each group is of one row."""
    fields = {field for one in turn.named if one.each for field in one.fields}
    held = {field for one in last.query.named if one.each for field in one.fields}
    alone = not (turn.conditions or turn.periods or turn.limits) and all(
        one.each for one in turn.named
    )
    if not turn.has("mean") or not fields or fields != held or not alone:
        return None
    by = next(iter(fields))
    values = [one.cell(by).shown for one in last.records]
    if len(fields) != 1 or len(values) < _PAIR or len(set(values)) != len(values):
        return None
    query = copied(last.query)
    query.named = [one for one in query.named if not one.each]
    query.ops, query.words = {"mean": 0}, ("moyenne",)
    return step_of(last.lexis, query, context)


def sorted_by(text: str) -> tuple[str, bool] | None:
    """Return what told rows are to be put in order by, and whether the largest comes first.

    Args:
        text: The turn in plain form.
    """
    match = _SORTED.fullmatch(text)
    return None if match is None else (match["what"], (match["way"] or "").startswith("de"))


def in_order(last: Step, turn: Query, *, falls: bool) -> Query | None:
    """Return a turn that names one column as one that ranks all the rows that were told by it."""
    kinds = {field.kind for one in turn.named for field in one.fields}
    if len(turn.named) != 1 or turn.conditions or not _PAIR <= last.many <= _MOST:
        return None
    if len(kinds) != 1 or not kinds <= {FIGURE, DAY}:
        return None
    rank = ("newest", "oldest") if kinds == {DAY} else ("largest", "smallest")
    made = copied(turn)
    made.ops, made.most = {rank[not falls]: 0}, last.many
    return made


def hangs_on_no_figure(last: Step, turn: Query) -> bool:
    """Tell whether a turn reckons with a figure that was not told.

    « Il manque combien ? » behind one figure asks for no blank cell, and a state has no share.
    """
    if turn.named or turn.conditions:
        return False
    if turn.has("lacking") and "manque" in turn.words:
        return True
    return turn.has("share") and not tells_figure(last)


def tells_figure(step: Step) -> bool:
    """Tell whether a figure was asked for, and not only a row that has some."""
    figures = any(one.is_figure for one in step.query.named)
    return figures or step.query.has(*(MAIN - _OF_ROWS))


def told_as_total(last: Step, said: Said) -> Step | None:
    """Tell the total of some rows again: « ça fait combien au total ? » is no total of all."""
    summed = len(last.records) > 1 and len(last.figures()) == 1 and not last.counts
    return last if said.has("fact") and summed and last.chooses else None
