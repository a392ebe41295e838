"""Columns of a table of credits that a question or the sheet itself says more of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.arithmetic import same
from pycog.dialogue.answers import compute
from pycog.dialogue.expressions import Computed
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.open_cells import Cell
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenTable


def own_heading(table: OpenTable, text: str) -> bool:
    """Tell whether a question names a column of figures that is no part of a budget: « Engagé »."""
    said = {stem(one) for one in words(text)}
    heads = [words(normalise(one.title))[:1] for one in table.columns[1:] if not one.role]
    return any(head and len(head[0]) > _SHORTEST and stem(head[0]) in said for head in heads)


_SHORTEST: Final = 4
_REST_COLUMN: Final = regex(r"(?:disponibles?|restes?|restant|solde|non consommes?)\b.*")


def typed_rest(pair: tuple[Cell, Cell], node: Computed, context: Context) -> str:
    """Quote what a column of the sheet holds as left, where it is another amount."""
    executed = pair[1]
    found = [
        one
        for one in executed.table.columns
        if _REST_COLUMN.fullmatch(normalise(one.title)) and one.year in (None, executed.year)
    ]
    if len(found) != 1:
        return ""
    cell = Cell(executed.table, executed.row, found[0])
    value = compute(node, context.host).value
    if cell.number is None or not isinstance(value, float) or same(cell.number, value):
        return ""
    return (
        f" Exécuté : colonne « {executed.column.title} ». La colonne « {found[0].title} » porte "
        f"{cell.shown} ({cell.place})."
    )
