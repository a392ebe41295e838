"""Tells what stands in cells that a question names by their addresses: « que vaut F10 ? »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.table_query.plain_tables import PlainTable
from pycog.dialogue.table_query.table_lexis import plain
from pycog.dialogue.workbook.cell_answers import one_cell, said_only
from pycog.dialogue.workbook.open_cells import Cell
from pycog.equip.open_parts import OpenColumn, OpenRow, OpenTable
from pycog.lazy_patterns import regex
from pycog.xlsx.cells import column_letters

if TYPE_CHECKING:
    from pycog.audit.grid import Grid
    from pycog.dialogue.table_query.best_readings import Tables

_ADDRESS: Final = regex(r"\b(?P<said>(?:cellules?|cases?) )?(?P<at>[a-z]{1,2}[1-9]\d{0,3})\b")
#: Quarters and half-years.
_PART: Final = regex(r"[tsq][1-4]")
#: Words around an address that ask for nothing else.
_AROUND: Final = frozenset(
    words(
        "que quel quelle quels quoi est qu y a t il en dans de du la le les l d valeur contenu"
        " contient vaut montre affiche lis lire donne moi feuille onglet sheet cellule case il ya"
        " cellules cases c et dit dis combien au a sur ce se trouve svp stp bonjour merci"
    )
)
_MOST: Final = 6


def told_by_address(question: str, tables: Tables, grids: Sequence[Grid]) -> Answer | None:
    """Return what stands in the cells of a question that asks for nothing else.

    Args:
        question: As typed.
        tables: The tables of the workbook.
        grids: Its sheets.

    Returns:
        The answer, ``None`` where no address is asked for.
    """
    text = plain(question).replace("!", " ")
    found = list(_ADDRESS.finditer(text))
    if not found or len(found) > _MOST:
        return None
    rest = _ADDRESS.sub(" ", text)
    named = [one for one in grids if normalise(one.name) in rest]
    for one in sorted(named, key=lambda one: -len(one.name)):
        rest = rest.replace(normalise(one.name), " ")
    if not set(words(rest)) <= _AROUND:
        return None
    codes = {key for one in tables.lexes for key in one.codes.codes}
    plainly = any(one["said"] for one in found)
    if not plainly and any(one["at"] in codes or _PART.fullmatch(one["at"]) for one in found):
        # « C1 » is a row that is called so, « T2 » a quarter.
        return None
    sheets = [one for one in named or grids if not one.concealed]
    told = [pair for match in found for one in sheets if (pair := _told(match["at"], one, tables))]
    if not told and not plainly:
        return None
    if not told:
        where = f"« {sheets[0].name} »" if len(sheets) == 1 else "aucune feuille"
        lead = "est vide dans" if len(sheets) == 1 else "n'est remplie dans"
        table = OpenTable(sheets[0].name, "", 0, (), (), sheets[0])
        return said_only(f"{found[0]['at'].upper()} {lead} {where}.", table)
    if len(told) == 1:
        said, cell = told[0]
        return one_cell(cell, said)
    return said_only(" ".join(one for one, _ in told), told[0][1].table)


def _told(at: str, grid: Grid, tables: Tables) -> tuple[str, Cell] | None:
    """Return what one cell of a sheet holds, ``None`` where nothing stands in it."""
    match = re.fullmatch(r"([a-z]+)(\d+)", at)
    assert match is not None
    column = 0
    for sign in match[1]:
        column = 26 * column + ord(sign) - 96
    place = (int(match[2]) - 1, column - 1)
    stored = grid.cells.get(place)
    if stored is None or stored.value == "":
        return None
    lead = f"« {grid.name} », {column_letters(column)}{match[2]}"
    for lexis in tables.lexes:
        cell = _of_table(lexis.table, grid.name, place)
        if cell is not None:
            name = lexis.table.name(cell.row)
            of = " – ".join(filter(None, (name, cell.heading)))
            return f"{lead} ({of}) : {cell.shown.rstrip('.')}.", cell
    row, own = OpenRow(place[0], "", ""), OpenColumn(place[1], "")
    cell = Cell(OpenTable(grid.name, "", 0, (own,), (row,), grid), row, own)
    return f"{lead} : {cell.shown.rstrip('.')}.", cell


def _of_table(table: PlainTable, sheet: str, place: tuple[int, int]) -> Cell | None:
    if table.open.sheet != sheet:
        return None
    row = next((one for one in table.rows if one.index == place[0]), None)
    column = next((one for one in table.columns if one.index == place[1]), None)
    return None if row is None or column is None else Cell(table.open, row, column.column)
