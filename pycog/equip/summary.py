"""What was found in an annex, in a few French words: for the command and for the pane."""

from __future__ import annotations

from collections import Counter
from typing import Final

from pycog.equip.model import Column, Correspondence, Row, Table, TotalColumn
from pycog.equip.writing.map_sheet import meaning_of, total_meaning
from pycog.xlsx.cells import address, column_letters

_STATES: Final = ("sûre", "confirmée", "à confirmer", "sans correspondance")


def table_line(table: Table) -> str:
    """Return where a table stands and what it is."""
    top = table.header[0] if table.header else table.first
    left = min((column.index for column in table.columns), default=0)
    right = max((column.index for column in table.columns), default=0)
    area = f"{address(top + 1, left + 1)}:{address(table.last + 1, right + 1)}"
    kind = " ".join(part for part in (table.kind, table.frame) if part)
    return f"{table.sheet}!{area} : {kind}{'' if table.sure else ' (à confirmer)'}"


def figures(table: Table) -> list[Column]:
    """Return the columns that hold something known."""
    return [column for column in table.columns if column.role != "autre"]


def column_words(column: Column) -> str:
    """Return a column in a few words: its letter, role, year, unit."""
    letter = column_letters(column.index + 1)
    return f"{letter} {meaning_of(column)}{'' if column.accepted else ' (à confirmer)'}"


def columns_words(found: Correspondence, table: Table) -> list[str]:
    """Return the columns of a table in a few words, with those that add up others.

    The total of several funds is told with the last of their tables.

    Args:
        found: The map of the workbook.
        table: One of its tables.
    """
    own = {one.index: one for one in found.totals if one.stands_beside(table)}
    words = []
    for column in figures(table):
        total = own.pop(column.index, None)
        words.append(column_words(column) if total is None else _total_words(total, column))
    here = (table.sheet, table.heading_row)
    beside = [one for one in found.tables if (one.sheet, one.heading_row) == here]
    known = {column.index for one in beside for column in one.columns}
    left = [one for one in own.values() if one.index not in known]
    return words + [_total_words(one) for one in left if beside[-1] is table]


def _total_words(total: TotalColumn, column: Column | None = None) -> str:
    letter = column_letters(total.index + 1)
    asked = "" if total.accepted else " (à confirmer)"
    return f"{letter} {total_meaning(total, column)}{asked}"


def state_of(row: Row) -> str:
    """Return how sure the subject of a row is."""
    if row.subject is None:
        return _STATES[3]
    return _STATES[0] if row.sure and row.accepted else _STATES[1] if row.accepted else _STATES[2]


def rows_words(table: Table) -> str:
    """Return how many rows are how sure."""
    counts = Counter(state_of(row) for row in table.rows if row.role != "titre")
    words = []
    for state in _STATES:
        if counts[state]:
            plural = state if state.startswith(("à", "sans")) else f"{state}s"
            words.append(f"{counts[state]} {state if counts[state] < 2 else plural}")
    return ", ".join(words) or "aucune"
