"""Which way the figures of a row should go: as its table says, or its floor and its target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.dialogue.normalise import normalise
from pycog.dialogue.table_query.plain_tables import FIGURE, PlainColumn, PlainTable
from pycog.dialogue.table_query.table_lexis import headed
from pycog.dialogue.workbook.stated_directions import FALL, RISE, UNKNOWN_WAY, stated_direction
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow

_LESS_IS_MORE: Final = regex(
    r"\b(?:delais?|duree|invalid\w*|rejet\w*|erreurs?|absent\w*|retards?|anomalies?|indus?|fraudes?"
    r"|couts?|pertes?|abandon\w*|reclam\w*|stocks?|accidents?|attente|turnover|rotation|fautes?)"
)
_FLOOR: Final = regex(r"\bseuils?\b")


def is_floor(column: PlainColumn) -> bool:
    """Tell whether a column holds the floors below which a result earns nothing."""
    return _FLOOR.search(column.own) is not None


def way_of(table: PlainTable, row: OpenRow) -> str:
    """Return which way the result of a row should go.

    Args:
        table: The table.
        row: One of its rows.

    Returns:
        ``"hausse"``, ``"baisse"``, or ``"?"`` where neither the table nor the label says it.
    """
    stated = stated_direction(table.open, row)
    if stated is not None:
        return stated
    floors = [one for one in table.of(FIGURE) if is_floor(one)]
    targets = [one for one in headed(table, "objectif") if one.kind == FIGURE]
    if len(floors) == 1 and len(targets) == 1:
        floor, target = (table.cell(row, one).number for one in (floors[0], targets[0]))
        if floor is not None and target is not None and floor != target:
            return FALL if floor > target else RISE
    return UNKNOWN_WAY if _LESS_IS_MORE.search(normalise(row.label)) else RISE
