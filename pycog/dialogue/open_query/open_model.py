"""A question as one query on a table of an open workbook."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.open_query.open_domain import Domain
from pycog.dialogue.query.query_words import Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from pycog.dialogue.workbook.open_cells import Cell
    from pycog.equip.open_parts import OpenColumn, OpenRow

#: Columns of what an agreement prints too.
_PRINTED: Final = frozenset({"objectif", "seuil", "poids", "base", "échéance", "voté", "date"})


@dataclass(slots=True)
class OpenQuery:
    """A question as a query on one table.

    Attributes:
        domain: The table.
        scan: The question.
        said: Its operators.
        rows: The rows that are meant.
        chosen: What they were chosen by, in French.
        columns: The columns that are named.
        years: The years that are named.
        cued: Whether the question says that the workbook is meant.
        named: Whether it names rows: by a code, a number or words.
        coded: Whether a code of the table is said.
        agrees: Whether the agreement is asked beside it.
        adds: Whether a total is set against the lines that it adds up.
        beyond: The columns of which the first is beyond the second, where one is said to be.
        minus: The columns of which the second is taken from the first.
        limit: A limit as it was said, and what tells whether a cell is beyond it, where a
            year is asked for.
        whole: Whether all that stands in a row is asked for.
        every: Whether all years are said.
        counts: Whether rows are to be counted.
        filtered: Whether a condition chose among the rows.
        unit: The unit that is asked for, ``"€"`` or ``"%"``; ``""`` for none.
        refused: Why the table has no answer, ``""`` where it may have.
    """

    domain: Domain
    scan: Scan
    said: Said
    rows: list[OpenRow]
    chosen: list[str] = field(default_factory=list)
    columns: list[OpenColumn] = field(default_factory=list)
    years: tuple[int, ...] = ()
    cued: bool = False
    named: bool = False
    coded: bool = False
    agrees: bool = False
    adds: bool = False
    beyond: tuple[OpenColumn, OpenColumn] | None = None
    minus: tuple[OpenColumn, OpenColumn] | None = None
    limit: tuple[str, Callable[[Cell], bool]] | None = None
    whole: bool = False
    every: bool = False
    counts: bool = False
    filtered: bool = False
    unit: str = ""
    refused: str = ""

    @property
    def is_of_workbook(self) -> bool:
        """Whether only a workbook has what is asked: a code, a result, whoever is in charge."""
        columns = [*self.columns, *(self.beyond or ()), *(self.minus or ())]
        own = any(one.role not in _PRINTED for one in columns)
        return self.cued or self.agrees or self.adds or self.coded or own
