"""Turns on what another table says of a cell of the row that was told: « et le responsable ? »."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise
from pycog.dialogue.table_query.plain_tables import DAY, TEXT, PlainColumn, PlainTable
from pycog.dialogue.table_query.row_anchors import OF_ROW
from pycog.dialogue.table_query.rows_listed import written
from pycog.dialogue.table_query.table_lexis import CONCEPTS, headed
from pycog.dialogue.workbook.cell_answers import one_cell
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.table_query.best_readings import Tables
    from pycog.dialogue.table_query.rows_listed import Listed
    from pycog.equip.open_parts import OpenRow

#: Asks one thing of the row: « son responsable ? », « qui le pilote ? ».
_ASKS: Final = regex(
    r"(?:(?:c est )?(?:qui|quel(?:le)?)(?: (?:est|c est|etait))? )?(?:le|la|l|son|sa|leur|ses)?"
    r" ?(?P<noun>[a-z]+)(?: (?:c est|est)(?: (?:qui|quoi|combien))?)?"
    r"|qui (?:(?:en )?est (?:charge|responsable)|s en (?:occupe|charge)"
    r"|(?:le|la|l|les) ?(?P<verb>[a-z]+))|c est qui|qui ca|qui"
)
_PERSON: Final = regex(
    r"(?:qui|responsables?|pilote\w*|porte\w*|suit|gere|referents?|occupe|charge|dirige|anime)"
)
_STATE: Final = regex(r"\b(?:etat|statut|situation|ou (?:on )?en est|avancement)\b")
#: What sees to something and is nobody.
_UNIT: Final = regex(r"\b(?:services?|directions?|poles?|unites?|equipes?|departements?)\b")


def linked(text: str, held: Sequence[Listed], tables: Tables) -> tuple[Answer, str] | None:
    """Answer from the row of another table that a cell of the row names; ``None`` else.

    Args:
        text: The turn.
        held: The rows that were told.
        tables: The tables of the workbook.

    Returns:
        The answer, and ``""``: turns go on with the same row.
    """
    match = _ASKS.fullmatch(text)
    rows = [(one, row) for one in held for row in one.rows]
    if match is None or len(rows) != 1:
        return None
    ((one, row),) = rows
    table = one.lexis.table
    word = match["noun"] or match["verb"] or "qui"
    if (own := _own_cell(match["noun"] or "", row, table)) is not None:
        return own
    if any(stem(word) in column.stems for column in table.columns):
        return None
    who = headed(table, "qui")
    if any(not _UNIT.search(column.own) for column in who) and _PERSON.fullmatch(word):
        return None
    found = [
        (other, there, column)
        for other, there in _named_in(row, table, tables)
        for column in _columns_of(word, other)
    ]
    if len(found) != 1:
        return None
    other, there, column = found[0]
    cell = other.cell(there, column)
    said = (
        f"« {other.open.sheet} », {other.name(there)} (de {table.name(row)}) – "
        f"{cell.heading} : {cell.shown} ({cell.place})."
    )
    return one_cell(cell, said), ""


def _own_cell(noun: str, row: OpenRow, table: PlainTable) -> tuple[Answer, str] | None:
    """Answer from the one column of a table that a noun heads: « le service ? »."""
    columns = [one for one in table.of(TEXT, DAY) if noun == "etat" and _STATE.search(one.own)] or [
        one
        for one in table.of(TEXT, DAY)
        if noun and one.index != table.label and one.own and stem(one.own.split()[0]) == stem(noun)
    ]
    if len(columns) != 1:
        return None
    cell = table.cell(row, columns[0])
    said = (
        f"« {table.open.sheet} », {table.name(row)} – {cell.heading} : {cell.shown} ({cell.place})."
    )
    return one_cell(cell, said), OF_ROW + written(table.open.sheet, [row], columns)


def _named_in(row: OpenRow, table: PlainTable, tables: Tables) -> list[tuple[PlainTable, OpenRow]]:
    """Return the rows of other tables that are called as a cell of a row."""
    said = {
        normalise(cell.shown)
        for column in table.of(TEXT)
        if column.index != table.label and not (cell := table.cell(row, column)).is_missing
    }
    return [
        (lexis.table, other)
        for lexis in tables.lexes
        if lexis.table is not table
        for other in lexis.table.entries
        if normalise(other.label) in said
    ]


def _columns_of(word: str, table: PlainTable) -> list[PlainColumn]:
    """Return the columns of a table that a word heads, or that say who."""
    named = [one for one in table.columns if one.index != table.label and stem(word) in one.stems]
    if named:
        return named
    asks_who = _PERSON.fullmatch(word) and CONCEPTS["qui"]
    return [one for one in headed(table, "qui") if one.index != table.label] if asks_who else []
