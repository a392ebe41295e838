"""One step of a conversation of typed queries: what was asked, and what it told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.table_query.table_periods import Period, said_of
from pycog.dialogue.turn import Context
from pycog.dialogue.typed_query.typed_answers import TypedAnswers
from pycog.dialogue.typed_query.typed_fields import Dataset, Field, Record
from pycog.dialogue.typed_query.typed_figures import Figure, Unreadable
from pycog.dialogue.typed_query.typed_lexis import TypedLexis
from pycog.dialogue.typed_query.typed_model import Query, copied
from pycog.dialogue.typed_query.typed_resolving import settle
from pycog.dialogue.workbook.cell_answers import INTENT

#: Does an operation behind another step.
Redo = Callable[["Step"], "Step | None"]


@dataclass(frozen=True, eq=False)
class Step:
    """A question or a turn that was answered.

    Attributes:
        lexis: The words of its table.
        query: As folded, before it was settled.
        answers: As answered, with what it noted.
        answer: The answer.
        figure: The figure that an operation on told figures gave.
        redo: Does the same operation behind another step.
        base: The step that the operation was done behind.
    """

    lexis: TypedLexis
    query: Query
    answers: TypedAnswers
    answer: Answer
    figure: Figure | None = None
    redo: Redo | None = None
    base: Step | None = None

    @property
    def data(self) -> Dataset:
        """The table."""
        return self.lexis.data

    @property
    def settled(self) -> Query:
        """The query as answered."""
        return self.answers.query

    @property
    def records(self) -> list[Record]:
        """The rows that were told."""
        noted = self.answers.noted.records
        return self.settled.rows() if noted is None else noted

    @property
    def chooses(self) -> bool:
        """Whether it told some of the rows and not all of them."""
        return bool(self.settled.conditions) or self.answers.noted.records is not None

    @property
    def many(self) -> int:
        """How many things it told: one group, or so many rows."""
        return 1 if self.answers.noted.group is not None else len(self.records)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns of the figure that was told."""
        return self.answers.noted.fields or self.answers.measure()

    @property
    def counts(self) -> bool:
        """Whether rows were counted."""
        return self.query.has("many") and not self.answers.noted.figures

    def figures(self) -> list[Figure]:
        """Return the figures that were told; none where one of them has an error."""
        if self.figure is not None:
            return [self.figure]
        if self.counts:
            number = float(len(self.records))
            return [Figure(number, len(self.records), "number", "", "")]
        try:
            return self.answers.noted.all_figures()
        except Unreadable:
            return []

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods that it was asked of."""
        return tuple(self.query.periods)

    def label(self) -> str:
        """Say what its figure is of: what chose the rows, and the periods."""
        told = [one.told.rpartition(" : ")[2] for one in self.settled.conditions]
        if self.answers.ranks() and self.many == 1:
            # Of a ranking, the one that it told.
            group = self.answers.noted.group
            told.append(group[1] if group else self.answers.name(self.records[0]))
        fields = () if self.counts else self.fields
        one = fields[0] if fields else None
        title = (one.bare_title or one.title if len(fields) > 1 else one.title) if one else ""
        title = f"« {title} »" if title else ""
        periods = map(said_of, self.settled.periods)
        told += [one for one in periods if one not in told and one not in title]
        told += [title] if title else []
        return ", ".join(dict.fromkeys(told))


def step_of(lexis: TypedLexis, query: Query, context: Context) -> Step | None:
    """Answer a query, ``None`` where it has no answer.

    Args:
        lexis: The words of its table.
        query: Not settled yet; it is not changed.
        context: Computes formulas; says which day it is.
    """
    settled = settle(copied(query), context.today or dt.date.today())
    if settled is None:
        return None
    answers = TypedAnswers(settled, context)
    try:
        answer = answers.answer()
    except Unreadable:
        return None
    if answer is None or answer.kind != ANSWERED:
        return None
    return Step(lexis, query, answers, replace(answer, intent=INTENT))


def step_from(
    settled: Query, answer: Answer, lexes: Sequence[TypedLexis], context: Context
) -> Step | None:
    """Return a question that was answered as the first step of a conversation.

    Args:
        settled: Its query as answered.
        answer: The answer.
        lexes: The tables of the workbook.
        context: Computes formulas.
    """
    lexis = next((one for one in lexes if one.data is settled.data), None)
    if lexis is None:
        return None
    return Step(lexis, settled.before or settled, TypedAnswers(settled, context), answer)
