"""A question as one query on one table of printed facts."""

from __future__ import annotations

from dataclasses import dataclass, field

from pycog.dialogue.composed.row_asked import Asked
from pycog.dialogue.composed.typed_tables import TableRow
from pycog.dialogue.query.query_words import Said


@dataclass(slots=True)
class Query:
    """A question as a query.

    Attributes:
        asked: Its scan, years, measures and conditions.
        said: Its operators.
        rows: The rows that it is about, before the conditions.
        groups: The same by what the question lists, each in its order; empty where it names none.
        excluded: Rows that it leaves out.
        bodies: Funds, categories or documents said.
        whole: Whether a total over all years is said.
        every: Whether each year is wanted.
        valued: Whether a condition states a value.
        noun: Whether the things of the table are said: « indicateurs », « lignes ».
        cued: Whether a word says the table.
        named_words: How many words name the rows.
        dropped: Words of a dated measure that its label has not; the answer names them.
        counted: How many things are said to be named: « les deux »; 0 where it is not said.
    """

    asked: Asked
    said: Said
    rows: list[TableRow]
    groups: list[list[TableRow]] = field(default_factory=list)
    excluded: list[TableRow] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    whole: bool = False
    every: bool = False
    valued: bool = False
    noun: bool = False
    cued: bool = False
    named_words: int = 0
    counted: int = 0
    dropped: list[str] = field(default_factory=list)

    @property
    def table(self) -> str:
        """The table of the rows."""
        return self.asked.table
