"""Typed queries that add up, average or take the middle of the cells of rows and periods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.dialogue.answers import Answer, Table, unknown
from pycog.dialogue.table_query.table_periods import Period, said_of
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_figures import Figure, middle
from pycog.dialogue.typed_query.typed_lexis import Place
from pycog.dialogue.typed_query.typed_measures import Measuring, by_period
from pycog.dialogue.typed_query.typed_resolving import figure_groups
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.values import counted

_MOST_ROWS: Final = 8
#: Two printed sums that differ by less are the same.
_SAME: Final = 0.005


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
        if len(periods) > 1 and not mean and not query.has("sum", "together"):
            return self._by_periods(periods, fields)
        several = len(fields) > 1 and not mean
        if several and not query.periods and not query.has("sum", "together", "many"):
            return self.rows(records, fields) if len(records) <= _MOST_ROWS else None
        if len(fields) > 1 and len(query.periods) > 1 and not query.has("sum", "together", "mean"):
            return self.rows(records, fields) if len(records) <= _MOST_ROWS else None
        figure = self.amount(records, fields, mean=mean)
        if figure is None:
            return self._no_value(records, fields)
        what = "moyenne de" if mean and figure.many > 1 else "total de" if figure.many > 1 else ""
        lines = f", {counted(len(records), 'ligne')}" if len(records) > 1 else ""
        more = "" if mean else self._against_total(figure, fields)
        return self.figure(figure, f"{what} {self.heading(fields)}{lines}".strip(), more)

    def _middle(self, records: Sequence[Record], fields: Sequence[Field]) -> Answer | None:
        figure = middle(records, fields)
        if figure is None:
            return None
        lines = counted(len(records), "ligne")
        return self.figure(figure, f"médiane de {self.heading(fields)}, {lines}")

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

    def _against_total(self, figure: Figure, fields: Sequence[Field]) -> str:
        """Say where the total that the sheet prints for these rows is another one."""
        if len(fields) != 1 or figure.many < 2:
            return ""
        printed = [one for one in self._printed() if one.cell(fields[0]).number is not None]
        if len(printed) != 1:
            return ""
        cell = printed[0].cell(fields[0])
        label = printed[0].row.label or printed[0].row.number
        if abs((cell.number or 0.0) - figure.value) < _SAME:
            return f" C'est la ligne « {label} » ({cell.place})."
        return f" La ligne « {label} » affiche {cell.shown} ({cell.place})."

    def _printed(self) -> list[Record]:
        """Return the total that adds up just the rows that are chosen."""
        chosen: set[Place] = {one.index for one in self.query.rows()}
        if chosen == {one.index for one in self.data.records}:
            return [one for one in self.data.totals if one.row.role == "total"]
        headings = {one.row.heading for one in self.query.rows()}
        if len(headings) != 1 or not (heading := headings.pop()):
            return []
        held = {one.index for one in self.data.records if one.row.heading == heading}
        sheets = {one[0] for one in chosen}
        if chosen != held:
            return []
        return [
            one
            for one in self.data.totals
            if one.row.heading == heading and one.index[0] in sheets and self._ends(one, held)
        ]

    def _ends(self, total: Record, held: set[Place]) -> bool:
        """Tell whether a total stands right below its rows, with no other total in between."""
        last = max(row for _, row in held)
        between = [
            one
            for one in self.data.totals
            if one.index[0] == total.index[0] and one.row.index > last
        ]
        return bool(between) and min(between, key=lambda one: one.row.index) is total

    def _each_measure(self, groups: Sequence[tuple[Field, ...]]) -> Answer | None:
        records = self.query.rows()
        if len(records) == 1:
            return self.rows(records, [one for group in groups for one in group])
        told = []
        for group in groups:
            figure = self.amount(records, group)
            if figure is None:
                return None
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
