"""Typed queries that add up, average or take the middle of the cells of rows and periods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.dialogue.answers import Answer, Table, unknown
from pycog.dialogue.expressions import Operation
from pycog.dialogue.table_query.table_periods import Period, said_of
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_figures import Figure, middle
from pycog.dialogue.typed_query.typed_measures import Measuring, by_period
from pycog.dialogue.typed_query.typed_pivots import is_level
from pycog.dialogue.typed_query.typed_resolving import figure_groups
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.values import counted

_MOST_ROWS: Final = 8
#: Words of all the years that sheets of one form are of.
_YEARS: Final = frozenset({"annees", "exercices", "ans"})


class Summing(Measuring):
    """One typed query that may add up."""

    def summed(self) -> Answer | None:
        """Return the sum, the mean or the median of the measure that is asked for."""
        query = self.query
        groups = figure_groups(query)
        mean = query.has("mean", "median")
        if len(groups) > 1:
            return None if mean else self._each_measure(groups)
        fields = self.measure()
        if not fields:
            return None
        records = query.rows()
        if query.has("median"):
            return self._middle(records, fields)
        periods = by_period(records)
        dated = any(one.dated for one in query.conditions) or bool(_YEARS & set(query.words))
        apart = not query.has("sum", "together") or (self.data.is_several and not dated)
        if len(periods) > 1 and not mean and apart:
            return self._by_periods(periods, fields)
        several = len(fields) > 1 and not mean
        if several and not query.periods and not query.has("sum", "together", "many"):
            return self.rows(records, fields) if len(records) <= _MOST_ROWS else None
        if len(fields) > 1 and len(query.periods) > 1 and not query.has("sum", "together", "mean"):
            return self.rows(records, fields) if len(records) <= _MOST_ROWS else None
        if mean and len(fields) > 1 and len({one.measure for one in fields}) > 1:
            # Asked, granted and paid are no periods of one amount.
            return None
        if mean and len(fields) > 1 and len(records) > 1:
            return self._mean_of_periods(records, fields)
        if query.has("perperiod") and not mean and len(fields) > 1:
            return self._by_columns(records, fields)
        if len(fields) > 1 and not mean and self._is_of_years(fields):
            # What two years come to together is asked for as that.
            return self._by_columns(records, fields)
        figure = self.amount(records, fields, mean=mean)
        if figure is None and is_level(fields[0]) and not query.has("sum", "together"):
            # « Le délai au T1, tous les sites » is that of each.
            return self.rows(records, fields) if len(records) <= _MOST_ROWS else None
        if figure is None:
            return self._no_value(records, fields)
        what = "moyenne de" if mean and figure.many > 1 else "total de" if figure.many > 1 else ""
        lines = f", {counted(len(records), 'ligne')}" if len(records) > 1 else ""
        more = "" if mean else self.against_total(figure, fields, records, same=True)
        return self.figure(figure, f"{what} {self.heading(fields)}{lines}".strip(), more)

    def _is_of_years(self, fields: Sequence[Field]) -> bool:
        """Tell whether columns are each of one year, and no years are spoken of."""
        query = self.query
        years = {one.period.year for one in fields if one.period is not None and one.period.is_year}
        spoken = query.periods or query.has("together") or _YEARS & set(query.words)
        return len(years - {None}) == len(fields) and not spoken

    def _middle(self, records: Sequence[Record], fields: Sequence[Field]) -> Answer | None:
        figure = middle(records, fields)
        if figure is None:
            return None
        lines = counted(len(records), "ligne")
        return self.figure(figure, f"médiane de {self.heading(fields)}, {lines}")

    def _mean_of_periods(self, records: Sequence[Record], fields: Sequence[Field]) -> Answer | None:
        """Return the mean over periods of what the rows add up to in each."""
        filled = [one for one in fields if self.is_filled(one)]
        figures = [self.amount(records, (one,)) for one in filled]
        held = [one for one in figures if one is not None]
        if len(held) < max(len(filled), 2) or len({one.kind for one in held}) > 1:
            return None
        node = held[0].node
        for one in held[1:]:
            node = Operation(node, "+", one.node)
        value = sum(one.value for one in held) / len(held)
        missing = tuple(cell for one in held for cell in one.missing)
        told = " ; ".join(
            f"{each.title} : {one.shown}" for each, one in zip(filled, held, strict=True)
        )
        figure = Figure(
            value, Operation(node, "/", len(held)), held[0].kind, held[0].unit, told, missing
        )
        lines = counted(len(records), "ligne")
        return self.figure(figure, f"moyenne sur {len(held)} périodes du total de {lines}")

    def _by_columns(self, records: Sequence[Record], fields: Sequence[Field]) -> Answer | None:
        """Tell a figure column by column, each of its period."""
        figures = [(one, self.amount(records, (one,))) for one in fields if self.is_filled(one)]
        if not figures or any(one is None for _, one in figures):
            return None
        told = " ; ".join(f"{one.title} : {each.shown}" for one, each in figures if each)
        notes = "".join(dict.fromkeys(each.note for _, each in figures if each))
        rows = tuple((one.title, each.shown) for one, each in figures if each)
        return self.said(f"{told}.{notes}", Table(("Période", "Valeur"), rows))

    def _by_periods(
        self, periods: dict[Period, list[Record]], fields: Sequence[Field]
    ) -> Answer | None:
        """Tell a figure period by period."""
        if len(fields) != 1:
            return None
        told = []
        for period, records in periods.items():
            figure = self.amount(records, fields)
            if figure is None:
                return None
            self.noted.figures.append(figure)
            told.append((said_of(period), f"{figure.shown} ({figure.told})", figure.shown))
        rows = tuple((name, value) for name, _, value in told)
        text = " ; ".join(f"{name} : {value}" for name, value, _ in told)
        return self.said(
            f"{self.heading(fields)} : {text}.", Table(("Période", fields[0].title), rows)
        )

    def _each_measure(self, groups: Sequence[tuple[Field, ...]]) -> Answer | None:
        records = self.query.rows()
        if len(records) == 1:
            return self.rows(records, [one for group in groups for one in group])
        told = []
        for group in groups:
            figure = self.amount(records, group)
            if figure is None:
                return None
            self.noted.figures.append(figure)
            told.append(f"{self.heading(group)} : {figure.shown}{figure.note}")
        return self.said(f"totaux de {counted(len(records), 'ligne')} : {' ; '.join(told)}.")

    def _no_value(self, records: Sequence[Record], fields: Sequence[Field]) -> Answer | None:
        if not records or any(
            one.cell(each).number is not None for one in records for each in fields
        ):
            return None
        shown = [f"{self.name(one)} : {one.cell(fields[0]).shown}" for one in records[:_MOST_ROWS]]
        return unknown(
            f"Je ne donne pas de valeur : {self.head()}, aucune n'est inscrite dans "
            f"{self.heading(fields)} ({enumerated(shown)})."
        )
