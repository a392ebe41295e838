"""Typed queries on what is above or below what was allowed, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.table_query.plain_tables import CODE, FIGURE, NOTE, TEXT
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_figures import shown
from pycog.dialogue.typed_query.typed_meant_columns import in_periods
from pycog.dialogue.typed_query.typed_model import Condition
from pycog.dialogue.typed_query.typed_resolving import figure_groups
from pycog.dialogue.typed_query.typed_telling import Telling
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.values import counted

_OPS: Final = ("over", "not over", "under", "not under")
#: Operators beside which the rows are told with what they are above.
_BESIDE: Final = frozenset({
    *_OPS, "list", "many", "much", "whether", "gap", "largest", "smallest", "both", "with", "who",
    "within", "minus",
})  # fmt: skip
_MOST_TOLD: Final = 16


@dataclass(frozen=True, eq=False)
class Overrun:
    """A row with what is above or below what it was allowed."""

    record: Record
    gap: float
    told: str


class Overruns(Telling):
    """One typed query that may ask for what is above or below what was allowed."""

    def asks_overrun(self) -> bool:
        """Tell whether rows above or below another column are asked for."""
        return self.query.has(*_OPS) and not self.query.limits

    @property
    def _above(self) -> bool:
        return self.query.has("over", "not under")

    # ------------------------------------------------------------------ the two columns
    def columns(self) -> tuple[Field, Field] | None:
        """Return what is spent with what is allowed, ``None`` where one cannot be told."""
        groups = [one for one in figure_groups(self.query) if len(one) == 1]
        if len(groups) != len(figure_groups(self.query)) or len(groups) > 2:
            return None
        named = [one[0] for one in groups]
        if len(named) == 2:
            first, second = named
            if self._is_allowed(first) and not self._is_allowed(second):
                first, second = second, first
            return (first, second) if self._same_kind(first, second) else None
        allowed = [one for one in named if self._is_allowed(one)]
        spent = [one for one in named if one not in allowed]
        top = spent[0] if spent else self._of_role("committed") or self._of_role("executed")
        bottom = allowed[0] if allowed else self._of_role("budget")
        if top is None or bottom is None or top is bottom or not self._same_kind(top, bottom):
            return None
        return top, bottom

    def _is_allowed(self, field: Field) -> bool:
        return (
            bool(field.own_roles & {"budget", "target", "floor"}) and "rest" not in field.own_roles
        )

    def _is_rate(self, field: Field) -> bool:
        return any(one.cell(field).kind in {"rate", "%"} for one in self.data.records)

    def _same_kind(self, first: Field, second: Field) -> bool:
        return self._is_rate(first) is self._is_rate(second) and first.unit == second.unit

    def _of_role(self, role: str) -> Field | None:
        """Return the one column of a role; a share of another column is none of it."""
        found = [
            one
            for one in self.data.figures
            if role in one.own_roles and not self._is_rate(one) and "rest" not in one.own_roles
        ]
        if role == "budget":
            found = [one for one in found if "executed" not in one.own_roles]
            best = [one for one in found if {"autoris"} & set(one.measure)]
            found = best or found
        else:
            found = [one for one in found if "budget" not in one.own_roles]
        found = list(in_periods(found, self.query.periods))
        if role == "executed" and len(found) > 1:
            # A column that adds up months stands for all of them.
            found = [one for one in found if one.column.own.startswith(("cumul", "total"))]
        return found[0] if len(found) == 1 else None

    def _rest(self) -> Field | None:
        found = [one for one in self.data.figures if "rest" in one.own_roles]
        found = [one for one in found if not self._is_rate(one)]
        return found[0] if len(found) == 1 and not figure_groups(self.query) else None

    # ------------------------------------------------------------------ answers
    def told(self) -> Answer | None:
        """Tell the rows with their gaps, where nothing else is asked for; else ``None``."""
        query = self.query
        if set(query.ops) - _BESIDE or query.typed or self._names_more():
            return None
        found = self._found(query.rows())
        if found is None:
            return None
        kept, blank, what = found
        if query.has("largest", "smallest") and kept:
            pick = max if query.has("largest") else min
            edge = pick(abs(one.gap) for one in kept)
            kept = [one for one in kept if abs(one.gap) == edge]
        aside = f" Non jugé, cellule sans nombre : {enumerated(blank[:8])}." if blank else ""
        if not kept:
            no = "Non : " if query.has("whether") else ""
            return self.said(f"{no}aucune ligne où {what}.{self._where_it_stands()}{aside}")
        told = " ; ".join(self._line(one) for one in kept[:_MOST_TOLD])
        more = f" ; et {len(kept) - _MOST_TOLD} autres" if len(kept) > _MOST_TOLD else ""
        rows = tuple((self.name(one.record), one.told) for one in kept)
        table = Table(("Ligne", "Écart"), rows) if len(rows) > 1 else None
        yes = "Oui : " if query.has("whether") and not query.has("list", "many") else ""
        return self.said(
            f"{yes}{counted(len(kept), 'ligne')} où {what} : {told}{more}.{aside}", table
        )

    def choose(self) -> bool:
        """Choose the rows; tell whether it can be."""
        found = self._found(self.data.records)
        if found is None:
            return False
        kept, _, what = found
        rows = frozenset(one.record.index for one in kept)
        self.query.named = [one for one in self.query.named if one.fields[0].kind != FIGURE]
        self.query.conditions.append(Condition(rows, what, None, state=True))
        for name in _OPS:
            self.query.ops.pop(name, None)
        return True

    def _names_more(self) -> bool:
        pair = set(self.columns() or ())
        return any(
            one.each
            or (one.fields[0].kind not in {TEXT, CODE, NOTE} and not pair & set(one.fields))
            for one in self.query.named
        )

    def _found(self, records: Sequence[Record]) -> tuple[list[Overrun], list[str], str] | None:
        pair = self.columns()
        denied = self.query.has("not over", "not under")
        if pair is None:
            rest = self._rest()
            if rest is None or not self.query.has("over", "not over"):
                return None
            return self._by_rest(records, rest, denied=denied)
        top, bottom = pair
        kept: list[Overrun] = []
        blank: list[str] = []
        for one in records:
            spent, allowed = one.cell(top), one.cell(bottom)
            if spent.number is None or allowed.number is None:
                if spent.number is not None or allowed.number is not None:
                    blank.append(self.name(one))
                continue
            gap = float(Fraction(repr(spent.number)) - Fraction(repr(allowed.number)))
            holds = gap > 0 if self.query.has("over", "not over") else gap < 0
            if holds is not denied:
                text = shown(gap, spent.kind, top.unit)
                sign = "+" if gap > 0 else ""
                places = f"{spent.place}, {allowed.place}"
                kept.append(
                    Overrun(
                        one, gap, f"{sign}{text} ({spent.shown} pour {allowed.shown} ; {places})"
                    )
                )
        side = "au-dessus de" if self.query.has("over", "not over") else "en dessous de"
        no = "n'est pas " if denied else "est "
        return kept, blank, f"« {top.title} » {no}{side} « {bottom.title} »"

    def _by_rest(
        self, records: Sequence[Record], rest: Field, *, denied: bool
    ) -> tuple[list[Overrun], list[str], str]:
        kept = [
            Overrun(one, number, f"{one.cell(rest).shown} ({one.cell(rest).place})")
            for one in records
            if (number := one.cell(rest).number) is not None and (number < 0) is not denied
        ]
        return kept, [], f"« {rest.title} » {'n’est pas' if denied else 'est'} négatif"

    def _line(self, one: Overrun) -> str:
        naming = {*self.name_fields()}
        fields = [
            each.fields[0]
            for each in self.query.named
            if each.fields[0].kind in {TEXT, NOTE} and each.fields[0] not in naming
        ]
        if self.query.has("who"):
            fields += [each for each in self.data.fields if "person" in each.roles][:1]
        beside = "".join(
            f", {each.title} : {one.record.cell(each).shown}" for each in dict.fromkeys(fields)
        )
        return f"{self.name(one.record)}, {one.told}{beside}"

    def _where_it_stands(self) -> str:
        """Say of one row alone how far it is from what is allowed."""
        records, pair = self.query.rows(), self.columns()
        if len(records) != 1 or pair is None:
            return ""
        top, bottom = (records[0].cell(one) for one in pair)
        if top.number is None or bottom.number is None:
            return ""
        gap = round(top.number - bottom.number, 6)
        return (
            f" {self.name(records[0])} : {top.shown} pour {bottom.shown} "
            f"({top.place}, {bottom.place}), écart {shown(gap, top.kind, pair[0].unit)}."
        )
