"""Turns that ask another operation of what was asked last: « en % ? », « et le suivant ? »."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pycog.dialogue.table_query.plain_tables import FIGURE
from pycog.dialogue.table_query.row_anchors import of_columns
from pycog.dialogue.table_query.table_asking import TableAsking
from pycog.dialogue.table_query.table_lexis import Lexis
from pycog.dialogue.table_query.table_operators import read_operators
from pycog.dialogue.table_query.table_request import (
    COUNT,
    EVOLUTION,
    GAP,
    LARGEST,
    LIST,
    MEAN,
    SHARE,
    SMALLEST,
    SUM,
)
from pycog.dialogue.table_query.table_tokens import Choice
from pycog.dialogue.table_query.turn_edges import edge_rows
from pycog.dialogue.table_query.turn_patterns import (
    ALL_YEAR,
    FIRST_OF,
    HOW_MANY,
    IN_PERCENT,
    IN_RANK,
    LEAD,
    OUT_OF,
    TOP_TOTAL,
    WHICH,
    WORTH,
)
from pycog.lazy_patterns import regex

Step = tuple[TableAsking, Choice]
_WEIGHT: Final = regex(r"\b(?:ponderations?|poids|bareme|points? (?:maximum|max|possibles))\b")
_NUMBERS: Final = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "2": 2, "3": 3, "4": 4, "5": 5}
_RANKS: Final = {"troisieme": 2, "3e": 2, "3eme": 2, "quatrieme": 3, "4e": 3, "cinquieme": 4}


def stepped(
    asking: TableAsking, choice: Choice, text: str, bare: str, lexis: Lexis
) -> Iterator[Step] | None:
    """Return the question that a turn makes of the last one by its operation alone.

    Args:
        asking: The last question.
        choice: What its words are taken for.
        text: The turn.
        bare: The turn without what it begins with.
        lexis: The words of the table.

    Returns:
        The readings, ``None`` for a turn of another kind.
    """
    if asking.read_.most and (found := TOP_TOTAL.fullmatch(text)) is not None:
        return _total_of_first(asking, choice, mean="moyen" in found[0])
    if (first := FIRST_OF.fullmatch(LEAD.sub("", text))) is not None:
        return _of_first(asking, choice, _NUMBERS[first["n"]], bare)
    if (rank := IN_RANK.fullmatch(bare)) is not None:
        return _next_in_rank(asking, choice, lexis, _RANKS.get(rank["n"] or "", 1))
    for pattern, step in _STEPS:
        if pattern.fullmatch(bare):
            return step(asking, choice, lexis)
    return None


def _total_of_first(asking: TableAsking, choice: Choice, *, mean: bool) -> Iterator[Step]:
    """« Leur total ? », of those that were ranked first and of no others."""
    merged = copied(asking)
    merged.read_.op = MEAN if mean else SUM
    yield merged, replace(choice, operators=[])


def _edge_of(asking: TableAsking, choice: Choice) -> str:
    ops = {*choice.operators, asking.read_.op} & {LARGEST, SMALLEST}
    return ops.pop() if len(ops) == 1 else ""


def _of_first(asking: TableAsking, choice: Choice, count: int, bare: str) -> Iterator[Step]:
    """« Les trois premiers font combien en tout ? », after the largest."""
    edge = _edge_of(asking, choice)
    if not edge:
        return
    merged = copied(asking)
    merged.apart = frozenset()
    merged.read_.op = MEAN if "moyen" in bare else SUM
    merged.read_.most, merged.read_.least = count, edge == SMALLEST
    yield merged, replace(choice, operators=[])


def _next_in_rank(asking: TableAsking, choice: Choice, lexis: Lexis, before: int) -> Iterator[Step]:
    """« Et le suivant ? », after the largest: the largest of the others."""
    if not _edge_of(asking, choice):
        return
    merged = copied(asking)
    while len(merged.apart) < before or merged.apart == asking.apart:
        told = edge_rows(merged, choice, lexis)
        if not told:
            return
        merged.apart = merged.apart | {row.index for row in told}
    yield merged, choice


def _percent(asking: TableAsking, choice: Choice, lexis: Lexis) -> Iterator[Step]:
    counts = {COUNT, GAP, EVOLUTION} & {*choice.operators, asking.read_.op}
    if _edge_of(asking, choice):
        # « Quelle part du total ? », of the one that stood out.
        told = edge_rows(asking, choice, lexis)
        if len(told) == 1:
            merged = copied(asking)
            merged.codes, merged.read_.op, merged.apart = list(told), SHARE, frozenset()
            yield merged, replace(choice, rows=[], operators=[])
    elif counts or asking.read_.counts or any(one.hit.label for one in choice.rows):
        yield _in_percent(asking, choice)


def _which(asking: TableAsking, choice: Choice, lexis: Lexis) -> Iterator[Step]:
    merged = copied(asking)
    merged.read_.op, merged.read_.counts, merged.read_.lists = LIST, None, True
    yield merged, replace(choice, operators=[])


def _worth(asking: TableAsking, choice: Choice, lexis: Lexis) -> Iterator[Step]:
    merged = copied(asking)
    merged.read_.op, merged.read_.counts, merged.read_.soft = SUM, None, []
    merged.read_.how_much = True
    yield merged, replace(choice, columns=[], operators=[SUM])


def _out_of(asking: TableAsking, choice: Choice, lexis: Lexis) -> Iterator[Step]:
    request = asking.request(choice)
    counted = request is None or request.op == COUNT
    merged = copied(asking)
    merged.read_ = read_operators("")
    if not counted and not choice.titles:
        # « Sur combien ? », of points: what there is to earn.
        weights = [one.index for one in lexis.table.of(FIGURE) if _WEIGHT.search(one.own)]
        if len(weights) == 1:
            yield merged, replace(choice, columns=[of_columns(weights)], operators=[])
        return
    merged.read_.op, merged.codes = COUNT, []
    yield merged, Choice([], [], [COUNT], choice.weight, choice.titles or choice.rows)


def _how_many(asking: TableAsking, choice: Choice, lexis: Lexis) -> Iterator[Step]:
    merged = copied(asking)
    merged.read_.op, merged.read_.lists, merged.read_.soft = COUNT, False, []
    yield merged, replace(choice, operators=[COUNT])


def _all_year(asking: TableAsking, choice: Choice, lexis: Lexis) -> Iterator[Step]:
    """« Et sur l'année ? »: the column of the whole year, of a table of its months or quarters."""
    request = asking.request(choice)
    if request is None:
        return
    parts = {one.period for one in request.flat if one.period}
    if not parts or any(one.is_year for one in parts):
        return
    lengths = {one.period.last - one.period.first for one in request.flat if one.period}
    whole = [
        one.index
        for one in lexis.table.of(FIGURE)
        if one.period is None or one.period.is_year
        if _OF_YEAR.search(one.own)
    ]
    if len(lengths) == 1 and len(whole) == 1:
        merged = copied(asking)
        merged.periods = []
        yield merged, replace(choice, columns=[of_columns(whole)], operators=[])


_OF_YEAR: Final = regex(r"^(?:total|cumul|moyenne|ensemble|annee|annuel)\w*\b")
_STEPS: Final = (
    (ALL_YEAR, _all_year),
    (IN_PERCENT, _percent), (WHICH, _which), (WORTH, _worth), (OUT_OF, _out_of),
    (HOW_MANY, _how_many),
)  # fmt: skip


def copied(asking: TableAsking) -> TableAsking:
    """Return a question of which parts may be changed.

    Args:
        asking: The question.
    """
    other = object.__new__(TableAsking)
    other.__dict__.update(asking.__dict__)
    other.read_ = replace(asking.read_)
    other.codes = list(asking.codes)
    return other


def _in_percent(asking: TableAsking, choice: Choice) -> tuple[TableAsking, Choice]:
    """Ask for the last figure in per cent: a change as such, an amount as a share of its total."""
    merged = copied(asking)
    ops = set(choice.operators) | {asking.read_.op}
    if ops & {GAP, EVOLUTION}:
        merged.read_.unit = "%"
        return merged, choice
    merged.read_.op, merged.read_.counts = SHARE, None
    return merged, replace(choice, operators=[])
