"""Typed queries that ask in which periods a measure keeps a bound: « quels mois sous 80 % »."""

from __future__ import annotations

from pycog.dialogue.answers import Answer
from pycog.dialogue.typed_query.typed_bounds import fits, holds, shown_bound
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_measures import Measuring
from pycog.dialogue.typed_query.typed_resolving import bare_fields, figure_groups
from pycog.dialogue.workbook.cell_answers import enumerated


class BoundedPeriods(Measuring):
    """One typed query that may ask for periods."""

    def bounded_periods(self) -> Answer | None:
        """Tell for each row the periods whose cell keeps the bound."""
        query = self.query
        groups = figure_groups(query) or [tuple(bare_fields(query))]
        fields = groups[0]
        dated = len(fields) > 1 and all(one.period is not None for one in fields)
        limit = query.limits[0]
        if len(groups) != 1 or not dated or not all(fits(limit, one, query) for one in fields):
            return None
        records = query.rows()
        told = [self._row_kept(one, fields) for one in records]
        if not records or not any(told):
            return self.said(f"aucune période, {self._bound()}.") if records else self.none_found()
        self.noted.keep([one for one, text in zip(records, told, strict=True) if text], fields)
        lost = [
            f"{self.name(one)}, {each.title} ({cell.shown})"
            for one in records
            for each in fields
            if (cell := one.cell(each)).number is None and not cell.is_blank
        ]
        more = f" Sans valeur, laissé de côté : {enumerated(lost[:8])}." if lost else ""
        return self.said(f"{self._bound()} : {' | '.join(one for one in told if one)}.{more}")

    def _bound(self) -> str:
        limit = self.query.limits[0]
        return f"{limit.sign} {shown_bound(limit)}"

    def _row_kept(self, record: Record, fields: tuple[Field, ...]) -> str:
        limit = self.query.limits[0]
        kept = [
            one
            for one in fields
            if (number := record.cell(one).number) is not None and holds(number, limit, one, record)
        ]
        cells = [
            f"{one.title} ({record.cell(one).shown}, {record.cell(one).place})" for one in kept
        ]
        return f"{self.name(record)}, {enumerated(cells)}" if kept else ""
