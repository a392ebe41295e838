"""A question as one request on one table: rows, columns, periods, conditions, one operation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pycog.dialogue.table_query.plain_tables import PlainColumn, PlainTable
from pycog.dialogue.table_query.table_periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable

    from pycog.dialogue.workbook.open_cells import Cell
    from pycog.equip.open_parts import OpenRow

LOOK, COUNT, SUM, MEAN, LARGEST, SMALLEST = "lire", "compter", "somme", "moyenne", "max", "min"
RANK, SHARE, EVOLUTION, GAP, PRODUCT = "classer", "part", "évolution", "écart", "produit"
RATE, REMAINS, CHECK, LIST = "taux", "reste", "contrôle", "lister"
MINUS, REACHED, DAYS, LAST, NEXT = "moins", "atteint", "jours", "dernier", "prochain"
ATTAINED, BETTER, CARRIED = "taux d'atteinte", "mieux", "report"
#: Operations of which the figures are amounts that add up.
FIGURED: Final = frozenset(
    {SUM, MEAN, LARGEST, SMALLEST, RANK, SHARE, EVOLUTION, GAP, PRODUCT, CHECK, MINUS, BETTER}
)


@dataclass(slots=True)
class Request:
    """A question as it was read on one table.

    Attributes:
        table: The table.
        rows: The rows that are meant, in their order.
        named: Whether words chose among the rows.
        groups: Rows that were named apart: « l'accueil et le courrier ».
        chosen: What the rows were chosen by, in French.
        columns: Groups of columns, each of one thing that was named.
        periods: The periods that were said.
        whole: The rows of which a share is asked for, all of them where it is empty.
        summed: Whether a column group covers a period in parts that are to be added up.
        op: The operation.
        which: What is asked for, where that is a period: « quel mois ».
        most: How many rows of a ranking are asked for, 0 for all.
        least: Whether the ranking begins with the smallest.
        over: The comparison of two columns: ``">"`` or ``"<"``, ``""`` for none.
        yes_no: Whether it is asked whether something is so.
        asks_how_much: Whether « combien » or an amount is asked for.
        unit: The unit that is asked for.
        score: How well the words fit.
        words: How many words chose rows or columns.
        condition: Whether a condition chose among the rows.
        blank: The columns of which a blank cell is asked for.
        states: The rows that are as it is asked, where that is asked of one row: « terminé ? ».
        done: Whether what was done, spent or reached is asked for.
        every: Whether all rows are said.
        rated: Whether a rate is said.
        by: The column of which each value is told apart, ``None`` for none.
        by_value: Whether what cells say, and no name of a row, chose among the rows.
        most_of: Whether rows are counted: « le plus de mesures ».
        others: Whether other rows than the one that was told are asked for.
        worse: Whether it is asked if something got worse.
        since: Whether the last figure there is ends the change: « depuis janvier ».
        beyond: A limit and what tells whether a cell is beyond it, where periods are asked for.
    """

    table: PlainTable
    rows: list[OpenRow]
    whole: list[OpenRow] = field(default_factory=list)
    named: bool = False
    groups: list[list[OpenRow]] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    columns: list[list[PlainColumn]] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    summed: bool = False
    op: str = LOOK
    which: str = ""
    most: int = 0
    least: bool = False
    over: str = ""
    yes_no: bool = False
    asks_how_much: bool = False
    unit: str = ""
    score: float = 0.0
    words: int = 0
    condition: bool = False
    blank: list[PlainColumn] = field(default_factory=list)
    states: list[OpenRow] | None = None
    done: bool = False
    every: bool = False
    rated: bool = False
    by: PlainColumn | None = None
    by_value: bool = False
    most_of: bool = False
    others: bool = False
    worse: bool = False
    since: bool = False
    beyond: tuple[str, Callable[[Cell], bool]] | None = None

    @property
    def flat(self) -> list[PlainColumn]:
        """Every column that was named."""
        return [one for group in self.columns for one in group]
