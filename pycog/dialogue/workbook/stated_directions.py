"""Which way a result should go, as a table of the open workbook says it of each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.dialogue.normalise import normalise
from pycog.dialogue.workbook.open_cells import Cell
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow, OpenTable

RISE, FALL, UNKNOWN_WAY = "hausse", "baisse", "?"
#: What heads the column of directions, and what it says.
_HEADED: Final = regex(
    r"(?:sens|direction|orientation|tendance)(?: (?:attendue?|voulue?|souhaitee?|favorable"
    r"|de l (?:indicateur|objectif)|d evolution|evolution))*(?: ?\(.*\))?"
)
_FALLS: Final = regex(
    r"\b(?:baiss|min(?:imis|i?\b)|decroi|dimin|redui|reduct|descend|inferieur|au plus|plafond)"
    r"|^[-<≤]|[↓↘]"
)
_RISES: Final = regex(
    r"\b(?:hauss|max(?:imis|i?\b)|augment|croi[st]|progress|mont|superieur|au moins|plancher)"
    r"|^[+>≥]|[↑↗]"
)


def stated_direction(table: OpenTable, row: OpenRow) -> str | None:
    """Return which way the result of a row should go.

    Args:
        table: The table.
        row: One of its rows.

    Returns:
        ``"hausse"``, ``"baisse"``, ``"?"`` where the column says neither; ``None`` where the table
        has no such column.
    """
    column = next((one for one in table.columns if _HEADED.fullmatch(normalise(one.title))), None)
    if column is None:
        return None
    shown = Cell(table, row, column).shown
    plain = normalise(shown)
    for way, pattern in ((FALL, _FALLS), (RISE, _RISES)):
        if pattern.search(plain) or pattern.search(shown.strip()):
            return way
    return UNKNOWN_WAY
