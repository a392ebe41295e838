"""The two sides of a transfer in a table: « vers le personnel », « pris sur les loyers »."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pycog.dialogue.table_query.plain_tables import (
    DESTINATION,
    ORIGIN,
    TEXT,
    PlainColumn,
    PlainTable,
)
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.table_query.table_lexis import Hit, Lexis
    from pycog.equip.open_parts import OpenRow

_TO: Final = regex(
    r"\b(?:vers|(?:a destination|au profit|en faveur) (?:de|du))(?: (?:le|la|les|l))? ?$"
)
_FROM: Final = regex(
    r"\b(?:depuis|provenan\w+ (?:de|du)|venant (?:de|du)|sorti\w* (?:de|du)|pris\w* (?:sur|a|au)"
    r"|preleve\w* sur)(?: (?:le|la|les|l))? ?$"
)


def sides_of(table: PlainTable) -> tuple[list[PlainColumn], list[PlainColumn]]:
    """Return the columns that say where something went, and from where.

    Args:
        table: The table.
    """
    into, out = (
        [one for one in table.of(TEXT) if pattern.search(f"{one.group} {one.own}")]
        for pattern in (DESTINATION, ORIGIN)
    )
    return into, out


def on_side(lexis: Lexis, hit: Hit, plain: str, before: str) -> Hit:
    """Choose by the side of a transfer that is said: « vers le personnel ».

    Args:
        lexis: The words of the table.
        hit: What the word means in it.
        plain: The stem of the word.
        before: The question before it.
    """
    goes = _TO.search(before) is not None
    if not hit.value or not (goes or _FROM.search(before)):
        return hit
    both = sides_of(lexis.table)
    sides, others = both if goes else both[::-1]
    if not sides or not others:
        return hit

    def has(row: OpenRow, columns: Sequence[PlainColumn]) -> bool:
        return any(plain in lexis.stems_in(row, one) for one in columns)

    # What stays within goes nowhere.
    held = frozenset(
        row.index for row in lexis.table.rows if has(row, sides) and not has(row, others)
    )
    return replace(hit, value=held, label=frozenset()) if held else hit
