"""How targets and their results are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final

from pycog.dialogue.answers import Answer, Table, unknown
from pycog.dialogue.table_query.plain_tables import CODE, NOTE, TEXT
from pycog.dialogue.table_query.table_periods import said_of
from pycog.dialogue.typed_query.typed_fields import Field
from pycog.dialogue.typed_query.typed_pairs import UNKNOWN_WAY, Case, Pair, pairs_of
from pycog.dialogue.typed_query.typed_telling import Telling
from pycog.dialogue.workbook.cell_answers import enumerated

_GOOD: Final = ("meilleur", "bon", "bonne", "bons", "bonnes")
_BAD: Final = ("pire", "pires", "mauvais", "mauvaise", "mauvaises")
#: How many targets an answer tells one by one.
MOST_TOLD: Final = 16


class TargetsTold(Telling):
    """One typed query on targets with what its answer is made of."""

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The columns of targets of the table, each with its results."""
        return pairs_of(self.data)

    @cached_property
    def _misses_said(self) -> bool:
        """Whether « n'atteint pas » was said as one word."""
        query = self.query
        at = query.ops.get("under")
        return at is not None and any(one.startswith("attei") for one in query.words[at : at + 3])

    @cached_property
    def _wants(self) -> bool | None:
        """Whether those reached or those missed are asked for; ``None`` for all."""
        query = self.query
        if query.has("missed", "not reach") or self._misses_said:
            return False
        if query.has("not missed", "reach"):
            return True
        return None

    def _end(self) -> bool | None:
        """Tell whether the best or the worst is asked for, ``None`` for neither."""
        words = self.query.words
        if any(one.startswith(_GOOD[:1]) or one in _GOOD for one in words):
            return True
        return False if any(one in _BAD for one in words) else None

    def _subject(self, cases: Sequence[Case]) -> Callable[[Case], str]:
        """Return what tells those that have targets apart: a column, a heading, the row."""
        for one in self.query.named:
            field = one.fields[0]
            if one.asked and field.kind in {TEXT, CODE}:
                return lambda case: case.record.cell(field).shown
        if len({one.pair.group for one in cases}) > 1:
            return lambda case: case.pair.group
        return lambda case: self.name(case.record)

    # ------------------------------------------------------------------ words
    def case_name(self, case: Case, cases: Sequence[Case]) -> str:
        """Return what a target is of: the row and the heading, where there are several."""
        row = self._row_name(case)
        if not case.pair.group:
            return row
        if len({one.record.index for one in cases}) == 1 and len(cases) > 1:
            return case.pair.group
        if len({one.pair.group for one in cases}) == 1:
            return row
        return f"{row}, {case.pair.group}"

    def _row_name(self, case: Case) -> str:
        """Return the name of a row, with what tells it from others of the same name."""
        name = self.name(case.record)
        same = [one for one in self.data.records if self.name(one) == name]
        if len(same) < 2:
            return name
        texts = [one for one in self.data.fields if one.kind == TEXT and one.column.own != "sens"]
        shown = [case.record.cell(one).shown for one in texts[:2]]
        return ", ".join(dict.fromkeys((*shown, name)))

    def _case(self, case: Case, cases: Sequence[Case]) -> str:
        beside = "".join(
            f", {one.title} : {case.record.cell(one).shown}" for one in self._asked_beside
        )
        return f"{self.case_name(case, cases)} : {self._figures(case)}{beside}"

    def _figures(self, case: Case) -> str:
        """Return a result, its target, the gap and where they stand."""
        got = case.told(case.got) if case.is_known else case.got.shown
        goal = (
            f"de {case.told(case.goal)}"
            if case.goal.number is not None
            else f"« {case.goal.shown} »"
        )
        gap = f"écart {case.told_gap()} ; " if case.is_known and case.gap else ""
        return f"{got} pour une cible {goal} ({gap}{case.got.place}, {case.goal.place})"

    @cached_property
    def _asked_beside(self) -> list[Field]:
        """The columns that are asked for beside the verdict: « qui pilote les manqués »."""
        chosen = {one.field for one in self.query.conditions}
        naming = {one.index for one in self.name_fields()} | set(self.data.table.keys)
        held = [one for each in self.query.named for one in each.fields[:1]]
        if self.query.has("who"):
            held += [one for one in self.data.fields if "person" in one.roles][:1]
        return [
            one
            for one in dict.fromkeys(held)
            if one not in chosen
            and one.kind in {TEXT, CODE, NOTE}
            and one.index not in naming
            and "target" not in one.own_roles
            and not any(each.asked and one in each.fields for each in self.query.named)
        ]

    def _lead(self, cases: Sequence[Case]) -> str:
        """Return what the cases have in common that the conditions do not say."""
        groups = {one.pair.group for one in cases}
        parts = []
        if len(groups) == 1 and len(self.pairs) > 1 and (group := next(iter(groups))):
            parts.append(group)
        periods = {one.pair.period for one in cases}
        if len(periods) == 1 and not self.query.periods:
            period = next(iter(periods))
            if period is not None:
                parts.append(said_of(period))
        return f"{', '.join(parts)} : " if parts else ""

    def _aside(self, cases: Sequence[Case]) -> str:
        """Say which targets have no verdict, and why."""
        blank = [one for one in cases if not one.is_known]
        open_ways = [one for one in cases if one.is_known and one.way == UNKNOWN_WAY]
        text = ""
        if blank:
            told = [f"{self.case_name(one, cases)} ({one.got.shown})" for one in blank]
            text += f" Sans résultat connu, non jugé : {enumerated(told)}."
        if open_ways:
            told = [self._case(one, cases) for one in open_ways]
            text += (
                f" Le tableau ne dit pas si plus ou moins est mieux, non jugé : {' ; '.join(told)}."
            )
        return text

    def _no_target(self, pairs: Sequence[Pair]) -> Answer | None:
        records = self.query.rows()
        if not records:
            return self.none_found()
        names = enumerated([self.name(one) for one in records[:8]])
        cells = [records[0].cell(one.target) for one in pairs[:8]]
        shown = ", ".join(f"{one.shown} en {one.place}" for one in cells)
        return unknown(
            "Je ne dis pas si la cible est atteinte : "
            f"aucune n'est inscrite pour {names} ({shown})."
        )

    def _table(self, cases: Sequence[Case]) -> Table | None:
        if len(cases) < 2:
            return None
        words = {True: "atteinte", False: "non atteinte", None: "non jugée"}
        rows = tuple(
            (self.case_name(one, cases), one.told(one.got), one.told(one.goal), words[one.reached])
            for one in cases
        )
        return Table(("Cible", "Résultat", "Cible fixée", "Verdict"), rows)

    def _unjudged(self, cases: Sequence[Case]) -> Answer:
        return unknown(
            f"{self.head()} – {self._lead(cases)}je ne donne pas de verdict.{self._aside(cases)}"
        )

    def _both(self, cases: Sequence[Case], known: Sequence[Case], lead: str) -> Answer:
        parts = []
        for reached, word in ((True, "atteintes"), (False, "non atteintes")):
            kept = [one for one in known if one.reached is reached]
            told = " ; ".join(self._case(one, cases) for one in kept[:MOST_TOLD]) or "aucune"
            parts.append(f"{word} ({len(kept)} sur {len(known)}) : {told}")
        return self.said(f"{lead}{'. '.join(parts)}.{self._aside(cases)}", self._table(cases))
