"""What the words of a turn choose, against those of the question before."""

from __future__ import annotations

from dataclasses import replace

from pycog.dialogue.table_query.plain_tables import PlainColumn
from pycog.dialogue.table_query.table_asking import TableAsking
from pycog.dialogue.table_query.table_lexis import headed
from pycog.dialogue.table_query.table_periods import is_bare
from pycog.dialogue.table_query.table_tokens import Token


def columns_of(asking: TableAsking, tokens: list[Token]) -> set[int]:
    """Return the columns that words are of, by their headings or by what they hold."""
    return {
        index
        for one in tokens
        for index in (
            one.hit.columns or {held.index for held in headed(asking.table, one.concept)}
            if one.hit.columns or one.concept
            else ()
        )
    }


def same_slot(asking: TableAsking, one: Token, new: Token) -> bool:
    """Tell whether two words choose rows by the same thing: their name, or one column."""
    if new.negative:
        return False
    return bool(slots_of(asking, one) & slots_of(asking, new))


def slots_of(asking: TableAsking, token: Token) -> set[int]:
    """Return by what a word chooses rows: -1 for their names, else columns."""
    table = asking.table
    if token.hit.label:
        return {-1}
    found = set()
    for column in table.columns:
        if column.index == table.label:
            continue
        for row in table.rows:
            if row.index in token.hit.value and token.stem in asking.lexis.stems_in(row, column):
                found.add(column.index)
                break
    return found


def moved_by(token: Token, shift: int) -> Token:
    """Return a word further on in a text."""
    return replace(token, start=token.start + shift, end=token.end + shift)


def is_alike(one: PlainColumn, other: PlainColumn) -> bool:
    """Tell whether two columns are of the same thing, in the same period or in another."""
    if one.index == other.index:
        return True
    return one.kind == other.kind and _bare(one) == _bare(other)


def _bare(column: PlainColumn) -> list[str]:
    return [
        word
        for word in f"{column.group} {column.own}".split()
        if not is_bare(word) and not any(sign.isdigit() for sign in word)
    ]
