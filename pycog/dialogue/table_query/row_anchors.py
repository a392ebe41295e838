"""Rows of the open workbook that are known by their place: « @Budget!7;2024:F »."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pycog.dialogue.table_query.best_readings import Tables
from pycog.dialogue.table_query.table_asking import TableAsking
from pycog.dialogue.table_query.table_lexis import Hit, Lexis
from pycog.dialogue.table_query.table_tokens import Choice, Token
from pycog.dialogue.table_query.turn_slots import is_alike
from pycog.lazy_patterns import regex
from pycog.xlsx.cells import column_letters

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow

#: Begins what was asked where only the row is known that was told: « @Budget!7;2024 ».
OF_ROW: Final = "@"
ROW_TOLD: Final = regex(
    r"@(?P<sheet>.+)!(?P<row>\d{1,7})(?P<more>(?:,\d{1,7})*)(?:;(?P<year>(?:19|20)\d\d))?"
    r"(?::(?P<column>[A-Z]{1,3}(?:,[A-Z]{1,3})*))?"
)


def row_at(told: re.Match[str], tables: Tables) -> tuple[Lexis, OpenRow] | None:
    """Return the row of a place and what its table says, ``None`` where it is gone."""
    for lexis in tables.lexes:
        if lexis.table.open.sheet != told["sheet"]:
            continue
        for row in lexis.table.rows:
            if row.index == int(told["row"]):
                return lexis, row
    return None


def of_row(
    text: str, tables: Tables
) -> Iterator[tuple[Lexis, frozenset[str], list[tuple[TableAsking, Choice]]]]:
    """Yield a question on one row that is known by its place, on its table and on others.

    Another table may hold what is asked of the same row.
    """
    told = ROW_TOLD.fullmatch(text)
    assert told is not None
    own = row_at(told, tables)
    if own is None:
        return
    first, named = own
    same = [
        (lexis, row)
        for lexis in tables.lexes
        for row in lexis.table.rows
        if lexis is not first and named.label and row.label == named.label
    ]
    for lexis, row in [own, *same]:
        elsewhere = tables.elsewhere(lexis)
        asking = TableAsking(told["year"] or "", lexis, elsewhere)
        more = set(map(int, told["more"].split(",")[1:])) if lexis is first else set()
        asking.codes = [row, *(one for one in lexis.table.rows if one.index in more)]
        told_in = [
            one
            for one in lexis.table.columns
            if lexis is first and column_letters(one.index + 1) in (told["column"] or "").split(",")
        ]
        # The same of other years is headed so too.
        columns = [
            one.index for one in lexis.table.columns for other in told_in if is_alike(one, other)
        ]
        meant = [of_columns(columns)] if columns else []
        choices = [replace(one, columns=list(meant)) for one in asking.choices()]
        yield lexis, elsewhere, [(asking, one) for one in choices]


def of_columns(indexes: Iterable[int]) -> Token:
    """Return a word that would name some columns."""
    nothing: frozenset[int] = frozenset()
    hit = Hit(nothing, nothing, nothing, frozenset(indexes), own=False)
    return Token(0, 0, "", "", hit, False)
