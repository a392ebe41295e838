"""Typed queries that rank targets: in per cent of them, the best, who reaches the most of them."""

from __future__ import annotations

from collections.abc import Sequence

from pycog.dialogue.answers import Answer
from pycog.dialogue.expressions import Operation
from pycog.dialogue.typed_query.typed_fields import Field
from pycog.dialogue.typed_query.typed_figures import Figure, added
from pycog.dialogue.typed_query.typed_pairs import FALL, Case
from pycog.dialogue.typed_query.typed_targets_told import MOST_TOLD, TargetsTold
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.values import format_number


class TargetsRanked(TargetsTold):
    """One typed query that may rank targets."""

    def _realised(self, cases: Sequence[Case]) -> Answer | None:
        """Tell results in per cent of their targets, as the sheet tells them where it does."""
        if (own := self._own_rate()) is not None:
            periods = [one.pair.period for one in cases if one.pair.period is not None]
            last = max((one.start for pair in self.pairs if (one := pair.period)), default=None)
            if any(one.start != last for one in periods):
                # The column is of the last results, and not of those before.
                return None
            return self.rows(self.query.rows(), [own])
        known = [one for one in cases if one.is_known and one.target]
        if not known:
            return self._unjudged(cases)
        if len(cases) == 1:
            case = known[0]
            if case.goal.number is None or case.got.number is None:
                return self.said(f"{self._lead(cases)}{self._rate_of(case, cases)}.")
            node = Operation(case.got.ref(), "/", case.goal.ref())
            ratio = (case.result or 0.0) / (case.target or 1.0)
            places = f"{case.got.place}, {case.goal.place}"
            told = f"{case.told(case.got)} / {case.told(case.goal)} ; {places}"
            figure = Figure(ratio, node, "rate", "", told)
            note = (
                " La baisse est attendue : au-dessus de 100 %, la cible est manquée."
                if case.way == FALL
                else ""
            )
            return self.figure(
                figure, f"{self._lead(cases)}{self.name(case.record)}, taux de réalisation", note
            )
        told = " ; ".join(self._rate_of(one, cases) for one in known[:MOST_TOLD])
        return self.said(f"{self._lead(cases)}taux de réalisation : {told}.{self._aside(cases)}")

    def _own_rate(self) -> Field | None:
        """Return the column « Taux d'atteinte » of the table."""
        found = [
            one
            for one in self.data.figures
            if any(stem.startswith(("attein", "realis")) for stem in one.measure)
            and ("tau" in one.measure or "%" in one.title)
            and all(one not in (pair.result, pair.target) for pair in self.pairs)
        ]
        return found[0] if len(found) == 1 else None

    def _rate_of(self, case: Case, cases: Sequence[Case]) -> str:
        ratio = 100 * (case.result or 0.0) / (case.target or 1.0)
        return (
            f"{self.case_name(case, cases)} : {format_number(ratio, 2)} % "
            f"({case.told(case.got)} pour {case.told(case.goal)})"
        )

    def _remote(self, cases: Sequence[Case]) -> Answer | None:
        """Tell the target that is missed by most, in per cent of it where indicators differ."""
        missed = [one for one in cases if one.reached is False and one.target]
        if not missed:
            known = any(one.reached is not None for one in cases)
            return (
                self._both(cases, [o for o in cases if o.reached is not None], self._lead(cases))
                if known
                else self._unjudged(cases)
            )
        share = [abs(one.lead) / abs(one.target or 1.0) for one in missed]
        ranked = sorted(zip(share, missed, strict=True), key=lambda one: -one[0])
        kept = [case for size, case in ranked if size == ranked[0][0]]
        told = " ; ".join(
            f"{self._case(one, cases)}, soit {format_number(100 * ranked[0][0], 2)} % de la cible"
            for one in kept
        )
        return self.said(
            f"{self._lead(cases)}le plus loin de la cible, en part de celle-ci : {told}."
            f"{self._aside(cases)}"
        )

    def _best(self, cases: Sequence[Case]) -> Answer | None:
        """Tell the best or the worst results of one indicator, by the way that they should go."""
        known = [one for one in cases if one.reached is not None]
        one_row = len({one.record.index for one in cases}) == 1
        one_column = len({one.pair.result for one in cases}) == 1
        ways = {one.way for one in known}
        if not known:
            return self._unjudged(cases)
        same_label = len({self._indicator(one) for one in cases}) == 1
        if not (one_row or (one_column and (same_label or cases[0].pair.group))) or len(ways) != 1:
            return None
        way = ways.pop() * (1 if self._end() else -1)
        edge = max((one.result or 0.0) * way for one in known)
        kept = [one for one in known if (one.result or 0.0) * way == edge]
        others = sorted(
            (one for one in known if one not in kept), key=lambda one: -(one.result or 0.0) * way
        )
        told = " ; ".join(self._case(one, cases) for one in kept)
        more = ", ".join(
            f"{self.case_name(one, cases)} ({one.told(one.got)})" for one in others[:4]
        )
        word = "meilleur" if self._end() else "moins bon"
        after = f" Ensuite : {more}." if more else ""
        return self.said(
            f"{self._lead(cases)}{word} résultat : {told}.{after}{self._aside(cases)}",
            self._table(known),
        )

    def _indicator(self, case: Case) -> str:
        field = next(
            (one for one in self.data.fields if one.column.own.startswith("indicat")), self.data.key
        )
        return case.record.cell(field).shown if field is not None else ""

    def _by_subject(self, cases: Sequence[Case]) -> Answer | None:
        """Tell who reaches all of its targets, the most or the fewest of them."""
        subject = self._subject(cases)
        held: dict[str, list[Case]] = {}
        for one in cases:
            held.setdefault(subject(one), []).append(one)
        if len(held) < 2:
            return None
        counts = {
            name: (sum(one.reached is self._wants for one in mine), len(mine))
            for name, mine in held.items()
        }
        query = self.query
        told_all = ", ".join(f"{name} {many} sur {of}" for name, (many, of) in counts.items())
        word = "atteintes" if self._wants else "non atteintes"
        if query.has("largest", "smallest"):
            pick = max if query.has("largest") else min
            edge = pick(many for many, _ in counts.values())
            kept = [name for name, (many, _) in counts.items() if many == edge]
            lead = f"le plus de cibles {word}" if pick is max else f"le moins de cibles {word}"
        else:
            kept = [name for name, (many, of) in counts.items() if many == of]
            lead = f"toutes leurs cibles {word}"
        return self.said(
            f"{lead} : {enumerated(kept) if kept else 'aucun'} ({told_all}).{self._aside(cases)}"
        )

    def _sums(self, cases: Sequence[Case]) -> Answer | None:
        """Tell the sum of results against that of their targets, of things that are counted."""
        if any(one.is_rate or one.unit == "%" or not one.is_known for one in cases):
            return None
        if (
            len({one.record.index for one in cases}) > 1
            and len({one.pair.target for one in cases}) > 1
        ):
            return None
        counts = all(
            one.unit in {"", "€", "k€", "M€", "ETP", "MWh", "kWh", "heures", "h"} for one in cases
        )
        if not counts or any(one.goal.number is None for one in cases):
            return None
        records = list(dict.fromkeys(one.record for one in cases))
        results = tuple(dict.fromkeys(one.pair.result for one in cases))
        targets = tuple(dict.fromkeys(one.pair.target for one in cases))
        got, goal = added(records, results), added(records, targets)
        if got is None or goal is None:
            return None
        gap = cases[0].told_gap(got.value - goal.value)
        return self.figure(
            got, f"{self._lead(cases)}total des résultats",
            f" Total des cibles : {goal.shown} ({goal.told}) ; écart : {gap}.", self._table(cases),
        )  # fmt: skip
