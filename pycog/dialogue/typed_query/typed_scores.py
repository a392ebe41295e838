"""Typed queries on scorecards: what indicators weigh, the points they bring and those they lose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.expressions import Node, Operation, call
from pycog.dialogue.typed_query.typed_fields import Field
from pycog.dialogue.typed_query.typed_figures import Figure, less, shown
from pycog.dialogue.typed_query.typed_meant_columns import in_periods
from pycog.dialogue.typed_query.typed_measures import Measuring
from pycog.dialogue.typed_query.typed_model import Limit, Query
from pycog.dialogue.typed_query.typed_pairs import pairs_of
from pycog.lazy_patterns import regex
from pycog.values import format_number

_POINTS: Final = regex(r"points?\b|pts?\b")
_OBTAINED: Final = regex(r"\b(?:obten|acqui|marqu|realis|gagn|attribu|score|note finale)")
_WEIGHS: Final = ("pes", "poid", "ponder", "compt", "val", "rapport")
_LOSES: Final = ("perd", "perte", "manqu", "laiss")
_SHARES: Final = frozenset({"part", "proportion", "pourcentage", "%", "pourcent"})
#: Two numbers of points that differ by less are the same.
_SAME: Final = 0.006


class Scores(Measuring):
    """One typed query that may ask of the points of a scorecard."""

    # ------------------------------------------------------------------ columns
    def _one(self, fields: Sequence[Field]) -> Field | None:
        return fields[0] if len(fields) == 1 else None

    @cached_property
    def obtained(self) -> Field | None:
        """The one column of points that were obtained."""
        return self._one([
            one for one in self.data.figures
            if _POINTS.search(one.said) and _OBTAINED.search(one.said)
        ])  # fmt: skip

    @cached_property
    def weight(self) -> Field | None:
        """The one column of what each row may bring."""
        found = [
            one for one in self.data.figures
            if "weight" in one.own_roles and not _OBTAINED.search(one.said)
        ]  # fmt: skip
        return self._one(found)

    def speaks_of_points(self, query: Query) -> bool:
        """Tell whether a query speaks of points, by their name or by the column that has them."""
        named = [field for one in query.named for field in one.fields]
        return any(_POINTS.fullmatch(one) for one in query.words) or self.obtained in named

    def _says(self, beginnings: tuple[str, ...]) -> bool:
        return any(one.startswith(beginnings) for one in self.query.words)

    # ------------------------------------------------------------------ answers
    def told(self) -> Answer | None:
        """Return the points that are asked for, ``None`` where the query asks for others."""
        query = self.query
        weight, obtained = self.weight, self.obtained
        if weight is None or not self.speaks_of_points(query) or query.typed or query.limits:
            return None
        if query.has("effect", "lacking", "empty") and obtained is not None:
            return self._lost(weight, obtained) if self._says(_LOSES) else None
        asks = query.has("much", "many") or "quel" in query.words
        if query.has("share") and asks and not _SHARES & set(query.words):
            return self._weighs(weight)
        return None

    def _weighs(self, weight: Field) -> Answer | None:
        """Tell what rows weigh: « pèsent combien de points » is no share."""
        if not self._says(_WEIGHS[:3]) or not self.query.conditions:
            return None
        figure = self.amount(self.query.rows(), (weight,))
        if figure is None:
            return None
        total = self._printed(weight)
        return self.figure(replace(figure, unit=""), f"« {weight.title} »", total)

    def _lost(self, weight: Field, obtained: Field) -> Answer | None:
        """Tell the points that are lost: what rows weigh less what they brought."""
        records = self.query.rows()
        whole = self.amount(records, (weight,))
        got = self.amount(records, (obtained,))
        if whole is None or got is None or whole.many != got.many:
            return None
        if self.query.has("list", "largest", "smallest") or any(
            one.each for one in self.query.named
        ):
            return None
        gap = less(_plain(whole), _plain(got))
        gap = replace(gap, value=round(gap.value, 9))
        what = f"points perdus, « {weight.title} » moins « {obtained.title} »"
        return self.figure(gap, what)

    def _printed(self, field: Field) -> str:
        totals = [one for one in self.data.totals if one.row.role == "total"]
        cells = [one.cell(field) for one in totals if one.cell(field).number is not None]
        return f" Sur {cells[0].shown} au total ({cells[0].place})." if len(cells) == 1 else ""

    # ------------------------------------------------------------------ between floor and target
    def reached(self, value: Limit) -> Answer | None:
        """Tell what another result would have brought, where the sheet proves how points are given.

        Args:
            value: The result that is supposed.
        """
        records = self.query.rows()
        fields = self._scale
        if len(records) != 1 or fields is None or not self._is_linear(*fields):
            return None
        row = records[0]
        weight, floor, target, _ = (row.cell(one) for one in fields)
        if weight.number is None or floor.number is None or target.number is None:
            return None
        supposed = value.value
        if value.unit == "percent" and floor.kind != "rate":
            supposed *= 100
        elif value.unit != "percent" and floor.kind == "rate":
            return None
        part = _clamped(supposed, floor.number, target.number)
        bottom = Operation(floor.ref(), "-", target.ref())
        node: Node = Operation(Operation(floor.ref(), "-", supposed), "/", bottom)
        node = call("MAX", 0, call("MIN", 1, node))
        points = Figure(
            round(weight.number * part, 9), Operation(weight.ref(), "*", node), "number", "",
            f"{shown(weight.number, 'number')} × {format_number(100 * part, 2)} %",
        )  # fmt: skip
        told = shown(supposed, floor.kind)
        what = (
            f"{self.name(row)}, avec un résultat de {told} : atteinte "
            f"{format_number(100 * part, 2)} % (plancher {floor.shown}, cible {target.shown} ; "
            f"{floor.place}, {target.place}), points"
        )
        return self.figure(points, what)

    @cached_property
    def _scale(self) -> tuple[Field, Field, Field, Field] | None:
        """The columns of the weight, the floor, the target and the result."""
        floors = [one for one in self.data.figures if "floor" in one.own_roles]
        pairs = [one for one in pairs_of(self.data) if "floor" not in one.target.own_roles]
        results = [one.result for one in pairs]
        chosen = list(in_periods(results, self.query.periods))
        dated = sorted(
            (one for one in chosen if one.period),
            key=lambda one: one.period.start if one.period else (0, 0),
        )
        results = dated[-1:] or chosen
        targets = {one.target for one in pairs}
        if self.weight is None or len(floors) != 1 or len(targets) != 1 or len(results) != 1:
            return None
        return self.weight, floors[0], targets.pop(), results[0]

    def _is_linear(self, weight: Field, floor: Field, target: Field, result: Field) -> bool:
        """Tell whether the points of every row follow a line from its floor to its target."""
        if self.obtained is None:
            return False
        proved = 0
        for one in self.data.records:
            fields = (weight, floor, target, result, self.obtained)
            numbers = [one.cell(each).number for each in fields]
            if any(each is None for each in numbers):
                continue
            worth, low, high, got, points = (each or 0.0 for each in numbers)
            if low == high or abs(worth * _clamped(got, low, high) - points) > _SAME:
                return False
            proved += 0 < points < worth
        return proved > 1


def _clamped(value: float, floor: float, target: float) -> float:
    """Return where a result stands between its floor and its target, within 0 and 1."""
    return min(1.0, max(0.0, (value - floor) / (target - floor)))


def _plain(figure: Figure) -> Figure:
    """Return points as a number: a row of rates shows none of them in per cent."""
    return replace(figure, kind="number", unit="")
