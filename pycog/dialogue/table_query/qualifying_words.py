"""Words of headings that only say of what kind a row's word is: « service RH »."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

from pycog.dialogue.table_query.codes_of_rows import A_YEAR
from pycog.dialogue.table_query.plain_tables import CODE, TEXT, PlainTable
from pycog.dialogue.table_query.table_lexis import Lexis


class Chosen(Protocol):
    """What each word of a question is taken for."""

    rows: list[Any]
    columns: list[Any]
    fits: bool


def qualify(choice: Chosen, table: PlainTable, lexis: Lexis, whole: str) -> None:
    """Leave out a heading that only says of what kind a row's word is: « service RH ».

    Args:
        choice: What the words are taken for.
        table: The table.
        lexis: Its words.
        whole: The question.
    """
    for token in list(choice.columns):
        after = next((one for one in choice.rows if one.start >= token.end), None)
        if after is None or not token.hit.columns:
            continue
        between = whole[token.end : after.start].split()
        small = {"de", "du", "des", "la", "le", "les", "l", "d"}
        texts = [
            one
            for one in table.of(TEXT, CODE)
            if one.index in token.hit.columns and one.index != table.label
        ]
        held = {
            row.index
            for one in texts
            for row in table.rows
            if after.stem in lexis.stems_in(row, one)
        }
        dated = A_YEAR.fullmatch(after.typed) is not None
        if set(between) <= small and after.typed[0].isdigit() and not (held or dated):
            # « La fiche 16 » of a table of which no such column says 16.
            choice.fits = False
        if set(between) <= small and held and held <= set(after.hit.label | after.hit.value):
            choice.columns.remove(token)
            if held < set(after.hit.label | after.hit.value):
                # « L'axe RH » is of this column alone.
                narrowed = replace(
                    after.hit, label=frozenset(), value=frozenset(held), note=frozenset()
                )
                choice.rows[choice.rows.index(after)] = replace(after, hit=narrowed)
