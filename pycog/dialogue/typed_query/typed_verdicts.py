"""Typed queries on targets: which are reached, by whom, by how much they are missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.expressions import Operation
from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.table_query.plain_tables import CODE, NOTE, TEXT
from pycog.dialogue.typed_query.typed_figures import Figure
from pycog.dialogue.typed_query.typed_meant_columns import in_periods
from pycog.dialogue.typed_query.typed_model import Named
from pycog.dialogue.typed_query.typed_pairs import FALL, Case, Pair, cases_of
from pycog.dialogue.typed_query.typed_targets_ranked import TargetsRanked
from pycog.dialogue.typed_query.typed_targets_told import MOST_TOLD
from pycog.values import counted, format_number

#: Operators that only targets answer.
_OF_TARGETS: Final = frozenset({"reach", "not reach", "missed", "not missed", "realised", "remote"})
#: Operators that targets answer where one is named.
_WITH_TARGET: Final = frozenset({"over", "under", "not over", "not under", "gap", "lacking"})
#: Operators that say nothing against a verdict.
_BESIDE: Final = frozenset({
    "list", "many", "much", "whether", "why", "where", "who", "sum", "together", "largest",
    "smallest", "with", "within", "both", "measured", "share", "rest", "empty", "minus",
})  # fmt: skip
_TARGET_WORDS: Final = frozenset(
    {"cible", "cibles", "objectif", "objectifs", "obj", "seuil", "seuils"}
)
#: Words of cells that are filled or not: « quelles cases ne sont pas remplies ? ».
_CELLS: Final = frozenset({"cases", "case", "cellules", "cellule"})
_RANKS: Final = ("largest", "smallest")
_ALL: Final = frozenset({"tous", "toutes", "tout", "toute"})


class Verdicts(TargetsRanked):
    """One typed query that may ask of targets."""

    @property
    def _names_goals(self) -> bool:
        """Whether « la cible » names the row that holds the targets."""
        row = self.pairs[0].row if self.pairs else None
        return row is not None and any(row.index in one.rows for one in self.query.conditions)

    def _leave_goals(self) -> None:
        """Let « la cible » choose no row: those that have a target are asked for."""
        row = self.pairs[0].row
        if row is None:
            return
        kept = []
        for one in self.query.conditions:
            if row.index in one.rows and not one.denied and not one.state:
                told = ", ".join(
                    part for part in one.told.split(", ") if not part.endswith(row.row.label)
                )
                lead = f"{one.field.title} : " if one.field is not None else ""
                told = told if told.startswith(lead) else f"{lead}{told}"
                one = replace(one, rows=one.rows - {row.index}, told=told)
            if one.rows:
                kept.append(one)
        self.query.conditions = kept

    def asks_verdict(self) -> bool:
        """Tell whether the query can only be answered by targets and results."""
        query = self.query
        if _CELLS & set(query.words):
            return False
        if query.has(*_OF_TARGETS):
            return True
        if not self.pairs:
            return False
        named = bool(set(query.words) & _TARGET_WORDS)
        if query.has(*_WITH_TARGET) and named and not query.limits:
            return True
        if query.has("sum") and named and self._names("target"):
            return True
        if query.has("whether") and self._names_goals:
            return True
        if query.has("whether") and not query.has("list", "much", "many") and self._names("target"):
            return not self._names("result") or query.has("reach")
        return query.has("largest", "smallest") and self._end() is not None

    def judged(self) -> Answer | None:
        """Return the answer, ``None`` where the table has no such targets."""
        query = self.query
        if not self.pairs or query.limits or query.typed or query.days:
            return None
        if set(query.ops) - _OF_TARGETS - _WITH_TARGET - _BESIDE:
            return None
        if {"aucun", "aucune", "ni"} & set(query.words):
            return None
        self._leave_goals()
        pairs = self._chosen()
        if not pairs:
            return None
        held = cases_of(self.data, query.rows(), pairs)
        cases = self._measured(held)
        if held and not cases:
            return None
        if not cases:
            return self._no_target(pairs)
        if len(cases) > 1 and self._means_one():
            return None
        return self._asked(cases)

    def _asked(self, cases: Sequence[Case]) -> Answer | None:
        query = self.query
        if query.has("realised"):
            return self._realised(cases)
        if query.has("remote"):
            return self._remote(cases)
        if self._asks_many_reached():
            return self._by_subject(cases)
        if query.has("sum", "together") and not query.has(*_OF_TARGETS):
            return self._sums(cases)
        if query.has("largest", "smallest") and self._end() is not None:
            return self._best(cases)
        if query.has("why"):
            return self._why(cases)
        if query.has("lacking") or (
            (query.has("gap") or query.has("over", "under"))
            and (query.has("much", "many", "gap") and not self._misses_said)
        ):
            return self._gaps(cases)
        if query.has("over", "under") and not self._misses_said:
            return self._beyond(cases)
        if query.has("many"):
            return self._counted_cases(cases)
        return self._listed(cases)

    # ------------------------------------------------------------------ what is asked
    def _names(self, role: str) -> bool:
        return any(role in one.own_roles for each in self.query.named for one in each.fields)

    def _means_one(self) -> bool:
        """Tell whether one target is meant and not said which: « la cible est atteinte ? »."""
        query = self.query
        if query.conditions or query.has("list", "many", "who", "sum", "remote", *_RANKS):
            return False
        chosen = [one for one in query.named if not self._is_target_word(one)]
        return not chosen and bool({"cible", "objectif"} & set(query.words))

    def _is_target_word(self, named: Named) -> bool:
        return all("target" in one.own_roles for one in named.fields) and not any(
            stem_ in named.word
            for stem_ in (normalise_long(one.group) for one in self.pairs)
            if stem_
        )

    def _asks_many_reached(self) -> bool:
        """Tell whether those are asked for that reach all or the most of their targets."""
        query = self.query
        if self._wants is None or not query.has("list", "who", "many"):
            return False
        every = bool(_ALL & set(query.words)) and query.has("list", "who")
        return every or query.has("largest", "smallest")

    def _chosen(self) -> list[Pair]:
        """Return the columns that the query is about; none where it names others."""
        query = self.query
        held = list(self.pairs)
        for one in query.named:
            mine = [each for each in held if {each.target, each.result} & set(one.fields)]
            if mine:
                held = mine
            elif one.each or any(field.kind not in {TEXT, CODE, NOTE} for field in one.fields):
                return []
        if query.periods:
            results = in_periods([one.result for one in held], query.periods)
            return [one for one in held if one.result in results]
        held = [one for one in held if not one.partial]
        periods = [one.period for one in held if one.period is not None]
        if len(set(periods)) > 1:
            last = max(periods, key=lambda one: one.start)
            held = [one for one in held if one.period == last]
        return held

    def _measured(self, cases: list[Case]) -> list[Case]:
        """Keep the targets of the unit that is said: « combien de minutes au-dessus »."""
        at = self.query.ops.get("measured")
        if at is None:
            return cases
        unit = self.query.words[at][:3]
        if unit in {"poi", "pts"}:
            return [one for one in cases if one.is_rate or one.unit == "%"]
        return [one for one in cases if one.unit[:3].lower() == unit]

    # ------------------------------------------------------------------ answers
    def _listed(self, cases: Sequence[Case]) -> Answer:
        """Tell which targets are reached or not; of one alone, whether it is."""
        known = [one for one in cases if one.reached is not None]
        if not known:
            return self._unjudged(cases)
        lead = self._lead(cases)
        if len(cases) == 1:
            case = cases[0]
            yes = "Oui, cible atteinte" if case.reached else "Non, cible non atteinte"
            if self._wants is False or not (self._wants or self.query.has("whether")):
                yes = "cible atteinte" if case.reached else "cible non atteinte"
            return self.said(f"{lead}{yes} – {self._case(case, cases)}.")
        wants = self._wants
        kept = [one for one in known if wants is None or one.reached is wants]
        word = "atteinte" if wants else "non atteinte"
        if wants is None or (self.query.has("whether") and not self.query.has("list")):
            return self._both(cases, known, lead)
        told = " ; ".join(self._case(one, cases) for one in kept[:MOST_TOLD]) or "aucune"
        many = f"{counted(len(kept), f'cible {word}', _many(word))} sur {len(known)} : "
        if self.query.has("share"):
            many = f"{format_number(100 * len(kept) / len(known), 2)} %, {many}"
        return self.said(f"{lead}{many}{told}.{self._aside(cases)}", self._table(kept))

    def _counted_cases(self, cases: Sequence[Case]) -> Answer | None:
        """Count the targets that are reached or not."""
        if self._wants is None:
            return None
        known = [one for one in cases if one.reached is not None]
        subject = self._subject(cases)
        asks_subject = any(
            one.asked and one.fields[0].kind in {TEXT, CODE} for one in self.query.named
        )
        if asks_subject and len({subject(one) for one in cases}) < len(cases):
            # Of one that has several targets, some are reached and some are not.
            return None
        if not asks_subject and not self._counts_targets(cases):
            return None
        if not known:
            return self._unjudged(cases)
        return self._listed(cases) if len(cases) > 1 else None

    def _counts_targets(self, cases: Sequence[Case]) -> bool:
        """Tell whether what is counted has one target each, or is the targets."""
        one_row = len({one.record.index for one in cases}) == 1
        one_group = len({one.pair.target for one in cases}) == 1
        at = self.query.ops["many"]
        said = set(self.query.words[at : at + 6]) & {*_TARGET_WORDS, "indicateurs", "indicateur"}
        return one_row or one_group or bool(said)

    def _gaps(self, cases: Sequence[Case]) -> Answer | None:
        """Tell the gap to the target, which side it is on, and whether the target is reached."""
        known = [one for one in cases if one.is_known]
        if not known:
            return self._unjudged(cases)
        lead = self._lead(cases)
        if len(cases) == 1:
            return self._gap(known[0], lead)
        if self.query.has("lacking"):
            known = [one for one in known if one.reached is False]
        told = " ; ".join(self._case(one, cases) for one in known[:MOST_TOLD])
        return self.said(
            f"{lead}{told or 'rien ne manque'}.{self._aside(cases)}", self._table(known)
        )

    def _gap(self, case: Case, lead: str) -> Answer:
        """Tell the gap of one target."""
        query, gap = self.query, case.gap
        side = "au-dessus" if gap > 0 else "en dessous"
        size = case.told_gap(abs(gap), signed=False)
        told = f"{size} {side} de la cible" if gap else "à la cible, sans écart"
        denied = query.has("not over", "not under")
        wrong = (query.has("over") and gap <= 0) or (query.has("under") and gap >= 0)
        wrong = wrong and not denied
        if query.has("lacking"):
            wrong = case.reached is True
            if not wrong and case.reached is False:
                told = f"il manque {size}" if case.way != FALL else f"{size} de trop"
        verdict = {True: "cible atteinte", False: "cible non atteinte"}.get(case.reached or False)
        if case.reached is None:
            verdict = "le tableau ne dit pas si plus ou moins est mieux"
        no = "Non : " if wrong else ""
        node = Operation(case.got.ref(), "-", case.goal.ref())
        figure = Figure(gap, node)
        text = f"{lead}{no}{self.name(case.record)}, {told} – {self._figures(case)} ; {verdict}."
        if case.goal.number is None or case.got.number is None:
            return self.said(text)
        answer = self.figure(figure, "")
        return replace(answer, text=f"{self.head()} – {text}", display=case.told_gap())

    def _beyond(self, cases: Sequence[Case]) -> Answer | None:
        """Tell the results above their target, or below it, as figures stand."""
        query = self.query
        known = [one for one in cases if one.is_known]
        if not known:
            return self._unjudged(cases)
        denied = query.has("not over", "not under")
        above = query.has("over")
        if len(cases) == 1:
            case = known[0]
            holds = (case.gap > 0 if above else case.gap < 0) is not denied
            lead = self._lead(cases)
            if query.has("whether") and not denied and holds:
                lead = f"{lead}Oui : "
            return self._gap(case, lead)
        kept = [one for one in known if (one.gap > 0 if above else one.gap < 0) is not denied]
        side = "au-dessus" if above else "en dessous"
        no = "qui ne sont pas " if denied else ""
        told = " ; ".join(self._case(one, cases) for one in kept[:MOST_TOLD]) or "aucun"
        lead = f"{self._lead(cases)}{counted(len(kept), 'résultat')} {no}{side} de la cible : "
        blank = [one for one in cases if not one.is_known]
        return self.said(f"{lead}{told}.{self._aside(blank)}", self._table(kept))

    def _why(self, cases: Sequence[Case]) -> Answer | None:
        """Say why a target is missed as the remarks do; that it is not, where it is not."""
        known = [one for one in cases if one.reached is not None]
        if not known:
            return self._unjudged(cases)
        wants = self._wants
        against = [one for one in known if one.reached is not wants]
        lead = self._lead(cases)
        if len(against) == len(known):
            word = "atteinte" if wants is False else "non atteinte"
            told = " ; ".join(self._case(one, cases) for one in known)
            return self.said(f"{lead}Non, la cible est {word} – {told}.")
        kept = [one for one in known if one.reached is wants]
        notes = [one for one in self.data.fields if one.kind == NOTE or "reason" in one.roles]
        lines: list[str] = []
        for case in kept:
            cells = [case.record.cell(one) for one in notes]
            said = " ; ".join(
                f"{one.column.title} : {one.shown} ({one.place})"
                for one in cells
                if not one.is_missing
            )
            lines.append(
                f"{self._case(case, cases)} – {said or 'le tableau n’en dit pas la raison'}"
            )
        return self.said(f"{lead}{' | '.join(lines)}.")


def _many(word: str) -> str:
    return f"cibles {word}s"
