"""A typed query: which rows, which columns, which periods, and what is done with them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from pycog.dialogue.table_query.plain_tables import FIGURE
from pycog.dialogue.table_query.table_periods import Period
from pycog.dialogue.typed_query.typed_entries import Place
from pycog.dialogue.typed_query.typed_fields import Dataset, Field, Record
from pycog.dialogue.typed_query.typed_told import Told


@dataclass(frozen=True, slots=True)
class Condition:
    """What chooses rows.

    Attributes:
        rows: Indices of the rows that meet it; those that do not, where it is denied.
        told: How it is said: « Service : Informatique ».
        field: The column, ``None`` for a section or several columns.
        denied: Whether the rows are left out.
        place: Where it stands in the question, as the number of a token.
        names: Whether it names the rows themselves: their label or their code.
        state: Whether it is a state that was worked out: empty, late, above.
    """

    rows: frozenset[Place]
    told: str
    field: Field | None = None
    denied: bool = False
    place: int = 0
    names: bool = False
    state: bool = False
    #: Whether it is the period of rows.
    dated: bool = False
    #: The rows of each of several values that are told together: « recrutements et départs ».
    parts: tuple[frozenset[Place], ...] = ()

    def keeps(self, index: Place) -> bool:
        """Tell whether a row is kept."""
        return (index in self.rows) is not self.denied


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound that was typed: ``sign`` is ``">"``, ``">="``, ``"<"``, ``"<="`` or ``"="``."""

    sign: str
    value: float
    unit: str
    place: int


@dataclass(frozen=True, slots=True)
class DayLimit:
    """A bound of days, both included; ``None`` is open; of any year where none is said."""

    first: dt.date | None
    last: dt.date | None
    told: str
    place: int
    any_year: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """Columns that words of a question name, best of several.

    Attributes:
        fields: The columns, more than one where the words do not tell.
        place: Where they stand in the question.
        whole: Whether a heading was said whole.
        word: The word that names them.
        denied: Whether a negation stands before it.
        excepted: Whether « sans », « hors » stands before it.
        each: Whether « par » stands before it.
        asked: Whether « quel » stands before it.
    """

    fields: tuple[Field, ...]
    place: int
    whole: bool
    word: str
    denied: bool = False
    excepted: bool = False
    each: bool = False
    asked: bool = False

    @property
    def is_figure(self) -> bool:
        """Whether the columns hold figures."""
        return self.fields[0].kind == FIGURE

    @property
    def is_measure(self) -> bool:
        """Whether the columns hold figures, and rows are not told by them: « par ETP »."""
        return self.is_figure and not self.each


@dataclass(slots=True)
class Query:
    """One typed query on one table.

    Attributes:
        data: The table.
        text: The question in plain form.
        score: How well its words fit the table.
        conditions: What chooses rows, in the order of the question.
        periods: The periods that are named and are those of columns or rows.
        named: Columns that are named, in order.
        ops: Operator → first token of it.
        limits: Bounds on figures.
        days: Bounds of days.
        most: How many of a ranking are asked for, 0 where that is not said.
        nth: Which of a ranking is asked for: 2 for « le deuxième », 0 for its end.
        typed: Numbers that are no bounds: claimed values, changes in per cent.
        own: Whether the table or its records are named.
        nouns: Tokens at which they are.
        unread: What was said and is not in the table: a period that no column has.
        dated: Whether a period that is named is that of the sheet or of rows.
    """

    data: Dataset
    text: str
    score: float = 0.0
    conditions: list[Condition] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    #: Where each of them stands in the question.
    period_at: dict[Period, int] = field(default_factory=dict)
    named: list[Named] = field(default_factory=list)
    ops: dict[str, int] = field(default_factory=dict)
    limits: list[Limit] = field(default_factory=list)
    days: list[DayLimit] = field(default_factory=list)
    most: int = 0
    nth: int = 0
    #: Bounds on the days between two columns: « plus de 30 jours entre … et … ».
    spans: list[Limit] = field(default_factory=list)
    typed: list[Limit] = field(default_factory=list)
    own: bool = False
    nouns: list[int] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    dated: bool = False
    #: The day that states are told of: « en retard au 30 juin »; ``None`` for today.
    asof: dt.date | None = None
    #: The last day of what falls due: « d'ici fin décembre ».
    horizon: dt.date | None = None
    #: Tokens of the question.
    words: tuple[str, ...] = ()
    #: It before it was settled, and what its answer told: turns go on with them.
    before: Query | None = None
    noted: Told = field(default_factory=Told)

    def has(self, *names: str) -> bool:
        """Tell whether one of some operators is said."""
        return any(name in self.ops for name in names)

    @property
    def asks_cells(self) -> bool:
        """Whether blank cells are asked for, and not the rows of which one is blank."""
        return self.has("empty") and bool({"cases", "case", "cellules", "cellule"} & {*self.words})

    def has_all(self, *names: str) -> bool:
        """Tell whether all of some operators are said."""
        return all(name in self.ops for name in names)

    def rows(self, *, but: Condition | None = None) -> list[Record]:
        """Return the records that meet every condition.

        Args:
            but: A condition that is left out.
        """
        held = [one for one in self.conditions if one is not but]
        pool = self.pool
        return [one for one in pool if all(each.keeps(one.index) for each in held)]

    @property
    def pool(self) -> tuple[Record, ...]:
        """The records that may be chosen: totals and rows aside only where they are named."""
        named: set[Place] = set()
        for one in self.conditions:
            if one.names and not one.denied:
                named |= one.rows
        held = {one.index for one in self.data.records}
        if named and not named & held:
            return (*self.data.totals, *self.data.asides)
        return self.data.records


def copied(query: Query) -> Query:
    """Return a query of which nothing was told yet, and that may be changed alone."""
    held: dict[str, Any] = {
        one.name: value.copy()
        for one in dataclasses.fields(query)
        if isinstance(value := getattr(query, one.name), list | dict)
    }
    return replace(query, before=None, noted=Told(), **held)
