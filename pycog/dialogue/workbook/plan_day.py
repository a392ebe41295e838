"""The day that a plan says it shows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from pycog.dialogue.normalise import normalise
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenTable

_AS_OF: Final = regex(
    r"\b(?:situation|etat|arretee?|date|mise a jour|a jour|maj|point)\b ?(?:au|du|le)?"
)
_DATED: Final = regex(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


def as_of(table: OpenTable) -> dt.date | None:
    """Return the day that a sheet says it shows: « Situation au 31/03/2013 »."""
    from pycog.equip.open_parts import day_of

    grid = table.grid
    for row in range(table.header + 1):
        cells = grid.row(row)
        for column, stored in cells.items():
            told = _AS_OF.search(normalise(stored.text))
            if told is None:
                continue
            if found := _DATED.search(stored.text):
                return day_of(found[0])
            after = cells.get(column + 1)
            if after is not None and (day := day_of(after)):
                return day
    return None
