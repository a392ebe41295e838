"""Which rows a query is about: those it names, else the lines that its operation needs."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.composed.typed_tables import LINES, TableRow
from pycog.dialogue.query.query_model import Query
from pycog.dialogue.query.query_words import COUNT, ORDER

_SPENDING: Final = re.compile(r"\bdepenses?\b")


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
    one_by_one = (
        query.said.extreme or query.said.lists or query.said.has(COUNT, ORDER) or query.asked.tests
    )
    stated = query.said.yes_no and (query.valued or moving(query)) and not query.said.lists
    if query.excluded or not one_by_one or stated:
        return [row for row in query.rows if row.line is not None and row.line.key == "total_brut"]
    roles = {"ligne"} if query.said.extreme else {"ligne", "dont"}
    if not query.said.extreme and not _SPENDING.search(query.asked.scan.text):
        roles.add("recette")
    return [row for row in query.rows if row.line is not None and row.line.role in roles]
