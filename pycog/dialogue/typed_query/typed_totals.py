"""Totals that a typed query names among rows: « les charges » of which rows are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.typed_query.typed_entries import Place
from pycog.dialogue.typed_query.typed_fields import Record
from pycog.dialogue.typed_query.typed_model import Condition, Query

#: A total is that of rows that add up to as much.
_SAME: Final = 0.001


def drop_totals(query: Query) -> None:
    """Take the total of all rows as the rows that it adds up, where rows are asked for."""
    totals = {one.index: one for one in query.data.totals}
    summed = [one for one in query.conditions if one.rows and one.rows <= totals.keys()]
    if not summed or query.has("share"):
        return
    lines = any(not one.state and one not in summed for one in query.conditions)
    rows = query.has("list", "many", "over", "under", "largest", "smallest", "each")
    if not (rows or lines or query.limits or "lignes" in query.words):
        return
    kept: list[Condition] = []
    for one in query.conditions:
        if one not in summed:
            kept.append(one)
        elif len(one.rows) > 1:
            # « Quel pôle » ranks the totals of the poles.
            kept.append(one)
        elif held := _added_by([totals[index] for index in sorted(one.rows)], query):
            kept.append(replace(one, rows=held, names=False))
    query.conditions = kept


def _added_by(totals: Sequence[Record], query: Query) -> frozenset[Place]:
    """Return the rows that sub-totals add up, none where they add up all."""
    found: set[Place] = set()
    for one in totals:
        if _adds_all(one, query) or not one.row.heading:
            return frozenset()
        found |= {
            each.index
            for each in query.data.records
            if each.row.heading == one.row.heading and each.table is one.table
        }
    return frozenset(found)


def _adds_all(total: Record, query: Query) -> bool:
    """Tell whether a total is that of every row of its sheet."""
    rows = [one for one in query.data.records if one.table is total.table]
    for field in query.data.figures:
        printed = total.cell(field).number
        if printed:
            held = [one.cell(field).number or 0.0 for one in rows]
            return abs(sum(held) - printed) < _SAME * max(1.0, abs(printed))
    return False
