"""Figures that a typed query names beside another one: what divides it, what is taken off it."""

from __future__ import annotations

from collections.abc import Sequence

from pycog.dialogue.table_query.plain_tables import FIGURE
from pycog.dialogue.typed_query.typed_fields import Field
from pycog.dialogue.typed_query.typed_model import Query


def is_divisor(query: Query, words: Sequence[str], start: int, fields: Sequence[Field]) -> bool:
    """Tell whether another figure is told by this one: « le coût au m² ».

    Args:
        query: What was read so far.
        words: The tokens of the question.
        start: The token at which the figure is named.
        fields: Its columns.
    """
    if (
        query.has("gap", "move", "rate", "share", "minus", "rest", "lacking")
        or fields[0].kind != FIGURE
    ):
        return False
    before = tuple(words[max(0, start - 2) : start])
    if "rapport" in words[max(0, start - 4) : start]:
        # « Par rapport au budget » sets against it, and does not divide by it.
        return False
    return (before[-1:] == ("au",) or before == ("a", "l")) and any(
        one.is_figure for one in query.named
    )


def is_taken_off(query: Query, fields: Sequence[Field]) -> bool:
    """Tell whether a figure that is denied is taken off one that is named before it.

    Args:
        query: What was read so far.
        fields: The columns of the figure.
    """
    if fields[0].kind != FIGURE or query.has("list", "many", "empty"):
        return False
    named = [one for one in query.named if one.is_figure]
    # « ETP de conseillers » names one column twice.
    return len({one.fields for one in named}) == 1 and not any(one.each for one in named)
