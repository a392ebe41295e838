"""Puts the officer's answers into the columns that add up others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from pycog.equip.model import Correspondence, Doubt, TotalColumn
from pycog.equip.writing.map_sheet import COLUMN, NO, YES, Line
from pycog.values import fold
from pycog.xlsx.cells import address, place_of

#: Doubts about the figures of a column of totals, which go with it.
_OF_FIGURES: Final = frozenset(
    {"total-different", "somme-incomplete", "sous-total-compte-deux-fois"}
)


def totals_answered(
    found: Correspondence, given: Sequence[tuple[Line, Line]], doubts: Sequence[Doubt]
) -> list[TotalColumn]:
    """Return the columns of totals as the officer answered, those that are none left out.

    Args:
        found: The map as recognised.
        given: Lines of the map with the lines that answer them.
        doubts: The doubts with their answers.
    """
    result = []
    for total in found.totals:
        said = _said(total, given, doubts)
        if said in ("", YES):
            result.append(replace(total, accepted=total.accepted or said == YES))
    return result


def unknown_answers(
    found: Correspondence, given: Sequence[tuple[Line, Line]]
) -> Iterator[tuple[Line, str]]:
    """Yield the answers about columns of totals that say nothing that is known, with their lines.

    Columns that a table has too take the answers of any column.

    Args:
        found: The map as recognised.
        given: Lines of the map with the lines that answer them.
    """
    in_tables = {
        (table.sheet, table.heading_row, column.index)
        for table in found.tables
        for column in table.columns
    }
    apart = [one for one in found.totals if one.place not in in_tables]
    for total in apart:
        for line, own in given:
            if _is_of(line, total) and fold(own.answer) not in (YES, NO):
                yield line, own.answer


def is_dropped(doubt: Doubt, before: Sequence[TotalColumn], after: Sequence[TotalColumn]) -> bool:
    """Tell whether a doubt is about a column that the officer said is no total.

    Args:
        doubt: The doubt.
        before: The columns of totals as recognised.
        after: Those that are left.
    """
    place = place_of(doubt.cell)
    if doubt.code not in _OF_FIGURES or place is None:
        return False
    kept = {one.place for one in after}
    return any(
        one.sheet == doubt.sheet
        and one.index == place[1] - 1
        and any(row == place[0] - 1 for row, _ in one.rows)
        and one.place not in kept
        for one in before
    )


def _said(total: TotalColumn, given: Sequence[tuple[Line, Line]], doubts: Sequence[Doubt]) -> str:
    for line, own in given:
        if _is_of(line, total):
            return fold(own.answer)
    cell = address(total.header + 1, total.index + 1)
    return next(
        (
            one.chosen
            for one in doubts
            if (one.sheet, one.cell, one.code) == (total.sheet, cell, "colonne-inconnue")
        ),
        "",
    )


def _is_of(line: Line, total: TotalColumn) -> bool:
    cell = address(total.header + 1, total.index + 1)
    return (line.element, line.sheet, line.cell) == (COLUMN, total.sheet, cell)
