"""Turns that go on in a table of the same headings: « et le V25-06 ? », on the sheet of 2025."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from pycog.dialogue.table_query.plain_tables import PlainTable
from pycog.dialogue.table_query.row_anchors import of_columns
from pycog.dialogue.table_query.table_asking import TableAsking
from pycog.dialogue.table_query.table_lexis import Lexis
from pycog.dialogue.table_query.table_request import (
    COUNT,
    LARGEST,
    LIST,
    LOOK,
    MEAN,
    RANK,
    SMALLEST,
    SUM,
    Request,
)
from pycog.dialogue.table_query.turn_patterns import LEAD

if TYPE_CHECKING:
    from pycog.dialogue.table_query.best_readings import Tables
    from pycog.equip.open_parts import OpenRow

_MOST_CHOICES: Final = 4
_OPS: Final = frozenset({LOOK, LARGEST, SMALLEST, SUM, MEAN, COUNT, RANK, LIST})
#: Headings of two tables of one kind, of those of the larger one.
_ALIKE: Final = 0.8


def siblings_of(table: PlainTable, tables: Tables) -> list[Lexis]:
    """Return the tables of other sheets that have the same headings.

    Args:
        table: The table.
        tables: The tables of the workbook.
    """
    own = {_undated(one.own) for one in table.columns}
    found = []
    for lexis in tables.lexes:
        other = {_undated(one.own) for one in lexis.table.columns}
        if lexis.table.open.sheet == table.open.sheet or len(own) < 3:
            continue
        if len(own & other) >= _ALIKE * max(len(own), len(other)):
            found.append(lexis)
    return found


def _undated(heading: str) -> str:
    return " ".join(re.sub(r"\b(?:19|20)\d\d\b", " ", heading).split())


def in_siblings(text: str, last: Request, tables: Tables) -> Iterator[Request]:
    """Yield what a turn asks of a table with the same headings as the one before.

    Args:
        text: The turn, as :func:`.table_lexis.plain` gives it.
        last: What was asked last.
        tables: The tables of the workbook.
    """
    if last.op not in _OPS or last.condition or (last.op != LOOK and last.named):
        return
    bare = LEAD.sub("", text)
    for lexis in siblings_of(last.table, tables):
        table = lexis.table
        heads = {_undated(one.own) for one in last.flat}
        columns = [one.index for one in table.columns if _undated(one.own) in heads]
        turn = TableAsking(bare, lexis, tables.elsewhere(lexis))
        years = {one.period.year for one in turn.periods if one.period.is_year}
        of_sheet = table.year in years
        if years and not of_sheet:
            continue
        for said in islice(turn.choices(), _MOST_CHOICES):
            if said.columns or said.operators or turn.read_.op or turn.read_.counts:
                continue
            named = bool(said.rows or turn.codes)
            if not named and not of_sheet:
                continue
            if named and not _only_here(turn, said.rows, last):
                continue
            turn.periods = []
            if not named and last.op == LOOK:
                turn.codes = _same_rows(table, last)
                if not turn.codes:
                    continue
            turn.read_.op = "" if last.op == LOOK else last.op
            meant = [of_columns(columns)] if columns else []
            made = turn.request(replace(said, columns=meant, operators=[]))
            if made is not None and not (named and last.op != LOOK):
                made.op = last.op
                yield made


def _only_here(turn: TableAsking, rows: Sequence[object], last: Request) -> bool:
    """Tell whether what a turn names is one row of this table and none of the one before."""
    labels = {one.number or one.label for one in last.table.rows}
    codes = [one for one in turn.codes if (one.number or one.label) not in labels]
    return bool(codes) and len(codes) == len(turn.codes) and not rows


def _same_rows(table: PlainTable, last: Request) -> list[OpenRow]:
    """Return the rows that are called as those that were told."""
    names = {one.label for one in last.rows if one.label}
    found = [one for one in table.rows if one.label in names]
    return found if len(found) == len(last.rows) else []
