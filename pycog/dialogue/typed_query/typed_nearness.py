"""Which of several columns is meant: the one beside what else is named, else none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pycog.dialogue.table_query.plain_tables import FIGURE
from pycog.dialogue.typed_query.typed_fields import Field
from pycog.dialogue.typed_query.typed_model import Named, Query

#: Operators by which two columns are told together.
_OF_TWO: Final = (
    "gap", "move", "over", "under", "not over", "not under", "rest", "minus", "rate", "share",
    "both", "within", "suppose",
)  # fmt: skip
#: Tokens from a noun to its participle: « quel budget a-t-on prévu ».
_NEAR: Final = 5


def nearest(fields: Sequence[Field], known: Field) -> Field | None:
    """Return the one of several columns that stands beside a known one, ``None`` for none.

    What is allowed stands before what is spent of it: « Prévu, Consommé, Alloué, Dépensé ».

    Args:
        fields: The columns that may be meant.
        known: The column that is.
    """
    beside = [one for one in fields if abs(one.index - known.index) == 1]
    if len(beside) == 2:
        after = "budget" in known.own_roles
        beside = [one for one in beside if (one.index > known.index) is after]
    return beside[0] if len(beside) == 1 else None


def settled_by_nearness(named: Sequence[Named]) -> list[Named]:
    """Return columns with each word that may name several measures settled by another column."""
    known = [one.fields[0] for one in named if _is_figure(one) and len(one.fields) == 1]
    if len(known) != 1:
        return list(named)
    found: list[Named] = []
    for one in named:
        measures = {each.measure for each in one.fields}
        beside = nearest(one.fields, known[0]) if _is_figure(one) and len(measures) > 1 else None
        found.append(one if beside is None else replace(one, fields=(beside,)))
    return found


def clashes(query: Query) -> bool:
    """Tell whether a noun and its participle name two columns: « budget prévu » of another one.

    Args:
        query: Settled.
    """
    if query.has(*_OF_TWO):
        return False
    figures = [one for one in query.named if _is_figure(one) and not one.each]
    for first, second in pairwise(figures):
        apart = not set(first.fields) & set(second.fields)
        between = query.words[first.place + 1 : second.place]
        near = second.place - first.place <= _NEAR and not {"et", ",", "ou"} & {*between}
        if apart and near and all("budget" in one.fields[0].own_roles for one in (first, second)):
            return True
    return False


def _is_figure(named: Named) -> bool:
    return all(one.kind == FIGURE for one in named.fields)
