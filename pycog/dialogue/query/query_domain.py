"""Which rows a query is about: those it names, else the lines that its operation needs."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.composed.typed_tables import LINES, TableRow
from pycog.dialogue.query.query_model import Query
from pycog.dialogue.query.query_words import COUNT, GAP, ORDER, RATE
from pycog.lazy_patterns import regex

_LINES_SAID: Final = regex(r"\b(?:lignes?|postes?|rubriques?|depenses?)\b")
_SPENDING: Final = regex(r"\bdepenses?\b")


def moving(query: Query) -> bool:
    """Tell whether the only condition is a course over the years."""
    said = query.asked.said
    return len(said) == 1 and said[0].startswith(("qui changent", "en hausse", "en baisse"))


def domain(query: Query) -> list[TableRow]:
    """Return the rows that a query is about: those named, else all of its table."""
    rows = list(dict.fromkeys(row for group in query.groups for row in group))
    if query.table == LINES and not query.groups:
        rows = _lines_meant(query)
    if not query.groups and query.table != LINES:
        rows = query.rows
    return [row for row in rows if row not in query.excluded]


def _lines_meant(query: Query) -> list[TableRow]:
    """Return the lines meant where none is named: the gross total, or all that hold no other."""
    pointed = bool(query.said.extreme or query.said.has(ORDER, GAP, RATE) or query.said.moves)
    one_by_one = (
        query.said.extreme or query.said.lists or query.said.has(COUNT, ORDER) or query.asked.tests
    )
    if len(query.bodies) > 1 and pointed and not query.asked.scan.has(_LINES_SAID):
        # Of two funds it is their totals that are compared.
        return [row for row in query.rows if row.line is not None and row.line.key == "total_brut"]
    stated = query.said.yes_no and (query.valued or moving(query)) and not query.said.lists
    if query.excluded or not one_by_one or stated:
        return [row for row in query.rows if row.line is not None and row.line.key == "total_brut"]
    detailed = {(row.body, row.line.group) for row in query.rows
                if row.line is not None and row.line.role == "ligne"}  # fmt: skip
    roles = {"ligne"} if query.said.extreme else {"ligne", "dont"}
    if not query.said.extreme and not _SPENDING.search(query.asked.scan.text):
        roles.add("recette")
    # A spending that is printed as a total alone holds no other line.
    return [
        row
        for row in query.rows
        if row.line is not None
        and (
            row.line.role in roles
            or (
                row.line.role == "sous-total"
                and bool(row.line.group)
                and (row.body, row.line.group) not in detailed
            )
        )
    ]
