"""Typed queries that compare two periods, two measures or two rows."""

from __future__ import annotations

from collections.abc import Sequence

from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.expressions import Operation
from pycog.dialogue.table_query.table_periods import Period, said_of
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_figures import Figure, added, less, shown
from pycog.dialogue.typed_query.typed_resolving import figure_groups, texts_named
from pycog.dialogue.typed_query.typed_telling import Telling
from pycog.values import format_number

_FALL = ("baiss", "diminu", "recul", "chut")
_RISE = ("hauss", "augment", "progress", "grimp", "mont", "crois")


class Comparing(Telling):
    """One typed query that may compare."""

    def measure(self) -> tuple[Field, ...]:
        """Return the one measure that is asked for."""
        raise NotImplementedError

    def _moved(self) -> Answer | None:
        query = self.query
        groups = figure_groups(query)
        if query.has("minus") and not query.has("gap", "move") and len(groups) != 2:
            return None
        if len(groups) == 2 and all(len(one) == 1 for one in groups):
            return self._between_measures(groups[0][0], groups[1][0])
        fields = self.measure()
        dated = [one for one in fields if one.period is not None]
        if len(dated) >= 2:
            return self._between_periods(dated)
        if fields and len(fields) == 1:
            return self._between_rows(fields[0]) or self._between_dated(fields[0])
        return None

    def whole(self) -> list[Record]:
        """Return the one total of the whole, of the period that is named; none where rows are."""
        query = self.query
        named = [one for one in query.conditions if one.field is not None or not one.state]
        totals = [one for one in self.data.totals if one.row.role == "total"]
        if named or len(totals) != len(self.data.tables):
            return []
        rows = {one.index[0] for one in query.rows()}
        return [one for one in totals if one.index[0] in rows]

    def _between_dated(self, field: Field) -> Answer | None:
        """Tell how a figure moved from rows of one period to rows of another."""
        periods = by_period(self.query.rows())
        if len(periods) < 2:
            return None
        names = list(periods)
        first, last = names[0], names[-1]
        before, after = added(periods[first], (field,)), added(periods[last], (field,))
        if before is None or after is None or before.kind != after.kind:
            return None
        if before.kind in {"rate", "%"} and max(before.many, after.many) > 1:
            return None
        return self._change(
            before, after, f"« {field.title} » de {said_of(first)} à {said_of(last)}"
        )

    def _between_measures(self, first: Field, second: Field) -> Answer | None:
        records = self.query.rows()
        top, bottom = added(records, (first,)), added(records, (second,))
        if top is None or bottom is None or top.kind != bottom.kind:
            return None
        gap = less(top, bottom)
        return self.figure(gap, f"« {first.title} » moins « {second.title} »")

    def _between_periods(self, dated: Sequence[Field]) -> Answer | None:
        """Tell how a figure moved from its first period to its last, or which rows moved."""
        ordered = sorted(dated, key=lambda one: one.period.start if one.period else (0, 0))
        first, last = ordered[0], ordered[-1]
        if len(ordered) > 2 and self.query.periods and len(self.query.periods) != 1:
            return None
        if self.lists_rows():
            return self._rows_moved(first, last)
        records = self.whole() or self.query.rows()
        before, after = added(records, (first,)), added(records, (last,))
        if before is None or after is None or before.kind != after.kind:
            return None
        return self._change(before, after, _periods(first, last))

    def lists_rows(self) -> bool:
        """Tell whether the rows that moved are asked for."""
        query = self.query
        if query.has("largest", "smallest"):
            return False
        return (
            query.has("list")
            and not query.conditions
            and (
                query.own
                or bool(texts_named(query))
                or any(one.startswith("lesquel") for one in query.words)
            )
        )

    def _change(self, before: Figure, after: Figure, what: str) -> Answer | None:
        gap = less(after, before)
        sign = "+" if gap.value > 0 else ""
        verdict = verdict_on(self.query.words, gap.value)
        rate = ""
        node = Operation(after.node, "-", before.node)
        if before.value and before.kind not in {"rate", "%"}:
            share = gap.value / abs(before.value)
            rate = f", soit {'+' if share > 0 else ''}{format_number(share * 100, 2)} %"
        text = f"{verdict}{what} : {sign}{gap.shown}{rate} ({before.shown} puis {after.shown}).{before.note or after.note}"
        figure = Figure(gap.value, node, gap.kind, gap.unit)
        answer = self.figure(figure, "")
        from dataclasses import replace

        return replace(answer, text=f"{self.head()} – {text}")

    def _rows_moved(self, first: Field, last: Field) -> Answer | None:
        words = self.query.words
        fell = any(one.startswith(_FALL) for one in words)
        rose = any(one.startswith(_RISE) for one in words)
        moved: list[tuple[Record, float]] = []
        for one in self.query.rows():
            start, end = one.cell(first).number, one.cell(last).number
            if start is None or end is None:
                continue
            gap = round(end - start, 9)
            if (gap > 0 and (rose or not fell)) or (gap < 0 and (fell or not rose)):
                moved.append((one, gap))
        if not moved:
            return self.said(f"aucune ligne, {_periods(first, last)}.")
        self.noted.keep(one for one, _ in moved)
        told = " ; ".join(
            f"{self.name(one)} : {'+' if gap > 0 else ''}{shown(gap, one.cell(first).kind, first.unit)}"
            f" ({one.cell(first).shown} puis {one.cell(last).shown})"
            for one, gap in sorted(moved, key=lambda one: -abs(one[1]))
        )
        rows = tuple(
            (self.name(one), one.cell(first).shown, one.cell(last).shown) for one, _ in moved
        )
        return self.said(
            f"{_periods(first, last)} : {told}.", Table(("Ligne", first.title, last.title), rows)
        )

    def _between_rows(self, field: Field) -> Answer | None:
        """Tell the gap of two rows that are named."""
        named = [one for one in self.query.conditions if one.names and not one.denied]
        if len(named) != 1 or len(named[0].rows) != 2:
            return None
        records = self.query.rows()
        if len(records) != 2:
            return None
        first, second = added(records[:1], (field,)), added(records[1:], (field,))
        if first is None or second is None or first.kind != second.kind:
            return None
        if first.value < second.value:
            first, second = second, first
            records = records[::-1]
        gap = less(first, second)
        return self.figure(
            gap, f"« {field.title} », {self.name(records[0])} moins {self.name(records[1])}"
        )


def verdict_on(words: Sequence[str], gap: float) -> str:
    """Return « Non : » where a question says that a figure moved the other way."""
    fell = any(one.startswith(_FALL) for one in words)
    rose = any(one.startswith(_RISE) for one in words)
    if fell and not rose and gap > 0:
        return "Non, c'est une hausse : "
    if rose and not fell and gap < 0:
        return "Non, c'est une baisse : "
    return ""


def by_period(records: Sequence[Record]) -> dict[Period, list[Record]]:
    """Return records by their period, in order; nothing where some have none."""
    found: dict[Period, list[Record]] = {}
    for one in records:
        if one.period is None:
            return {}
        found.setdefault(one.period, []).append(one)
    return dict(sorted(found.items(), key=lambda one: one[0].start))


def _periods(first: Field, last: Field) -> str:
    periods: list[Period] = [one.period for one in (first, last) if one.period is not None]
    return f"« {first.column.own or first.title} » de {' à '.join(map(said_of, periods))}"
