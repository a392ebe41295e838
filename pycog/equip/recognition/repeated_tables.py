"""Tells the tables that say again what another table of the workbook says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from pycog.audit.grid import shown
from pycog.equip.model import RESULTS, Choice, Doubt, Table

#: Share of the subjects of a table that another must have for one to repeat the other.
_MOST: Final = 0.5


def ask_repeated(
    tables: Sequence[Table], concealed: Collection[str]
) -> tuple[list[Table], list[Doubt]]:
    """Ask about the tables of hidden sheets whose results another table gives too.

    Args:
        tables: The tables of a workbook.
        concealed: Names of its hidden sheets.

    Returns:
        The tables, those that repeat another one no longer accepted; and the questions.
    """
    result: list[Table] = []
    doubts: list[Doubt] = []
    shown_ones = [table for table in tables if table.sheet not in concealed]
    for table in tables:
        other = None
        if table.sheet in concealed:
            other = next((one for one in shown_ones if _repeats(table, one)), None)
        if other is not None:
            doubts.append(_question(table, other))
            table = _set_aside(table)
        result.append(table)
    return result, doubts


def _results(table: Table) -> set[tuple[str, int | None]]:
    """Return the results of a table: targets and bases may well stand on several sheets."""
    return {
        (column.role, column.year)
        for column in table.columns
        if column.role in RESULTS and column.accepted
    }


def _repeats(table: Table, other: Table) -> bool:
    own = {subject.identity for _, subject in table.accepted()}
    theirs = {subject.identity for _, subject in other.accepted()}
    same = _results(table) & _results(other)
    return bool(own and same) and len(own & theirs) >= _MOST * len(own)


def _set_aside(table: Table) -> Table:
    rows = tuple(replace(row, accepted=False) for row in table.rows)
    columns = tuple(
        replace(column, sure=False, accepted=False) if column.year is not None else column
        for column in table.columns
    )
    return replace(table, rows=rows, columns=columns, sure=False)


def _question(table: Table, other: Table) -> Doubt:
    column = next(one for one in table.columns if one.role in RESULTS)
    return Doubt(
        "doublon",
        table.sheet,
        shown((table.heading_row, column.index)),
        f"La feuille masquée « {table.sheet} » donne les mêmes résultats que « {other.sheet} ». "
        "Elle est laissée de côté, sauf avis contraire.",
        (),
        (
            Choice(f"Garder « {other.sheet} » seule", "non"),
            Choice(f"Garder « {table.sheet} » à sa place", "oui"),
        ),
    )
