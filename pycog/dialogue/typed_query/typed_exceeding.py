"""Typed queries that compare two columns row by row, or rows with their mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_figures import added, shown
from pycog.dialogue.typed_query.typed_measures import Measuring
from pycog.dialogue.typed_query.typed_model import Condition
from pycog.dialogue.typed_query.typed_resolving import figure_groups, placed_groups
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.values import counted

_SIDES: Final = {"over": "au-dessus de", "under": "au-dessous de"}


class Exceeding(Measuring):
    """One typed query that may compare two columns row by row."""

    #: The two columns that are compared.
    over_by: tuple[Field, Field] | None = None
    #: The column of which the rows above or below the mean are chosen.
    beside_mean: Field | None = None

    def exceeds(self) -> bool:
        """Choose the rows on one side of another column; tell whether it can be."""
        query = self.query
        name = "over" if query.has("over") else "under"
        if query.has("mean"):
            return self._beside_mean(name)
        pair = self._pair(name)
        rest = self.role("rest") if name == "over" else ()
        if pair is not None and not self._is_of_one_kind(*pair):
            return False
        if pair is not None:
            top, bottom = pair
            sign = 1 if name == "over" else -1
            rows, lost = self._sided(top, bottom, sign)
            told = f"« {top.title} » {_SIDES[name]} « {bottom.title} »"
            query.named = [one for one in query.named if one.fields[0].kind != "figure"]
            query.periods = []
            self.over_by = pair
            self.lost = lost
        elif len(rest) == 1 and not figure_groups(query):
            rows = self._rows_where(rest[0], lambda value: value < 0)
            told = f"{rest[0].title} < 0"
        else:
            return False
        denied = query.has(f"not {name}")
        query.conditions.append(Condition(frozenset(rows), told, None, denied, state=True))
        return True

    #: Rows without one of the two values.
    lost: Sequence[Record] = ()

    def _is_of_one_kind(self, top: Field, bottom: Field) -> bool:
        """Tell whether two columns are both rates, or neither is."""
        rates = [
            any(one.cell(field).kind in {"rate", "%"} for one in self.data.records)
            for field in (top, bottom)
        ]
        return rates[0] is rates[1]

    def _pair(self, name: str) -> tuple[Field, Field] | None:
        """Return the column that is above or below, and the one that it is compared with."""
        placed = placed_groups(self.query)
        groups = [group for _, group in placed]
        if len(groups) == 1 and len(self.query.periods) == 2 == len(groups[0]):
            return self._of_periods(groups[0])
        if len(groups) == 2:
            top, bottom = groups
            if placed[0][0] > self.query.ops.get(name, 0):
                # « Sous leur cible en octobre » : what stands behind is what is not reached.
                top, bottom = bottom, top
        elif len(groups) < 2:
            bottom = self.role("budget", groups)
            top = self.role("committed") if not groups or bottom == groups[0] else groups[0]
            top = top or self.role("executed")
        else:
            return None
        if len(top) == len(bottom) == 1 and top != bottom:
            return top[0], bottom[0]
        return None

    def _of_periods(self, group: tuple[Field, ...]) -> tuple[Field, Field] | None:
        """Return the column of the first of two periods, and that of the other: « plus qu'en »."""
        query = self.query
        ordered = sorted(query.periods, key=lambda one: query.period_at.get(one, 0))
        found = [
            [one for one in group if one.period is not None and one.period.is_same(period)]
            for period in ordered
        ]
        if any(len(one) != 1 for one in found):
            return None
        return found[0][0], found[1][0]

    def _sided(
        self, top: Field, bottom: Field, sign: int
    ) -> tuple[set[tuple[str, int]], list[Record]]:
        rows, lost = set(), []
        for one in self.data.records:
            first, second = one.cell(top).number, one.cell(bottom).number
            if first is None or second is None:
                lost.append(one)
            elif sign * (first - second) > 0:
                rows.add(one.index)
        return rows, lost

    def _rows_where(self, field: Field, holds: Callable[[float], bool]) -> set[tuple[str, int]]:
        return {
            one.index
            for one in self.data.records
            if (number := one.cell(field).number) is not None and holds(number)
        }

    def _beside_mean(self, name: str) -> bool:
        """Choose the rows above or below the mean of those that the rest of the query chooses."""
        fields = self.measure()
        if len(fields) != 1:
            return False
        mean = added(self.query.rows(), fields, mean=True)
        if mean is None:
            return False
        sign = 1 if name == "over" else -1
        rows = self._rows_where(fields[0], lambda value: sign * (value - mean.value) > 0)
        told = f"« {fields[0].title} » {_SIDES[name]} la moyenne, {mean.shown}"
        self.query.conditions.append(Condition(frozenset(rows), told, None, state=True))
        self.query.ops.pop("mean")
        self.beside_mean = fields[0]
        return True

    # ------------------------------------------------------------------ answers
    def exceeding(self) -> Answer | None:
        """Tell the rows with what they are above or below by."""
        assert self.over_by is not None
        query = self.query
        records = query.rows()
        chosen = [one for one in query.conditions if not one.state]
        pool = [one for one in query.pool if all(each.keeps(one.index) for each in chosen)]
        if len(pool) == 1 and chosen:
            return self._of_one(pool[0], bool(records))
        missing = [one for one in self.lost if one in pool and not self._is_empty(one)]
        note = ""
        if missing:
            names = enumerated([self.name(one) for one in missing[:8]])
            note = f" Sans l'une des deux valeurs, laissé de côté : {names}."
        if not records:
            return self.said(f"aucune ligne.{note}")
        if query.has("many"):
            names = enumerated([self.name(one) for one in records])
            return self.said(f"{counted(len(records), 'ligne')} : {names}.{note}")
        told = " ; ".join(map(self._gap, records))
        top, bottom = self.over_by
        rows = tuple(
            (self.name(one), one.cell(top).shown, one.cell(bottom).shown) for one in records
        )
        return self.said(f"{told}.{note}", Table(("Ligne", top.title, bottom.title), rows))

    def _is_empty(self, record: Record) -> bool:
        assert self.over_by is not None
        return all(record.cell(one).is_blank for one in self.over_by)

    def _gap(self, record: Record) -> str:
        assert self.over_by is not None
        top, bottom = self.over_by
        first, second = record.cell(top), record.cell(bottom)
        gap = round((first.number or 0) - (second.number or 0), 9)
        kind = first.kind
        text = shown(gap * 100 if kind == "rate" else gap, "number", "points") if kind in {
            "rate", "%",
        } else shown(gap, kind, top.unit)  # fmt: skip
        plus = "+" if gap > 0 else ""
        return (
            f"{self.name(record)} : {plus}{text}"
            f" ({first.shown}, {first.place}, pour {second.shown}, {second.place})"
        )

    def _of_one(self, record: Record, holds: bool) -> Answer | None:
        """Tell of one row whether it is above or below, and by how much."""
        if record in self.lost:
            return None
        answer = "Oui" if holds else "Non"
        self.query.conditions = [one for one in self.query.conditions if not one.state]
        return self.said(f"{answer} : {self._gap(record)}.")
