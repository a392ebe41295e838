"""Rows that a typed query keeps expressly: « y compris les gelés », « gelés compris »."""

from __future__ import annotations

from dataclasses import replace

from pycog.dialogue.typed_query.typed_model import Condition, Query


def include(query: Query, made: Condition) -> None:
    """Keep rows among those that are chosen: they are added to others of their column.

    Args:
        query: What was read so far; it is changed.
        made: What would choose these rows alone.
    """
    for at, one in enumerate(query.conditions):
        if one.field is made.field and one.field is not None and not (one.denied or one.state):
            told = f"{one.told}, y compris {made.told.rpartition(' : ')[2]}"
            query.conditions[at] = replace(one, rows=one.rows | made.rows, told=told)
            return
    held = frozenset(one.index for one in query.data.records)
    # Nothing is left out by it: that they are among the rows is told beside what chooses them.
    query.conditions.append(
        Condition(held, f"y compris {made.told}", None, False, made.place, state=True)
    )


def are_among(included: list[Condition], query: Query) -> bool:
    """Tell whether all that is kept expressly is among the rows that a query chooses.

    Args:
        included: What was kept.
        query: As read.
    """
    chosen = {one.index for one in query.rows()}
    return all(one.rows & chosen for one in included)
