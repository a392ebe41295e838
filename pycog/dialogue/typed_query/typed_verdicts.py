"""Typed queries on targets: which are reached, by whom, by how much they are missed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from pycog.dialogue.answers import Answer, Table, unknown
from pycog.dialogue.expressions import Operation
from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.table_query.plain_tables import CODE, NOTE, TEXT
from pycog.dialogue.table_query.table_periods import said_of
from pycog.dialogue.typed_query.typed_fields import Field
from pycog.dialogue.typed_query.typed_figures import Figure, added
from pycog.dialogue.typed_query.typed_model import Named
from pycog.dialogue.typed_query.typed_pairs import FALL, UNKNOWN_WAY, Case, Pair, cases_of, pairs_of
from pycog.dialogue.typed_query.typed_resolving import in_periods
from pycog.dialogue.typed_query.typed_telling import Telling
from pycog.dialogue.workbook.cell_answers import enumerated
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
_TARGET_WORDS: Final = frozenset({"cible", "cibles", "objectif", "objectifs", "obj"})
_RANKS: Final = ("largest", "smallest")
_GOOD: Final = ("meilleur", "bon", "bonne", "bons", "bonnes")
_BAD: Final = ("pire", "pires", "mauvais", "mauvaise", "mauvaises")
_ALL: Final = frozenset({"tous", "toutes", "tout", "toute"})
_MOST_TOLD: Final = 16


class Verdicts(Telling):
    """One typed query that may ask of targets."""

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The columns of targets of the table, each with its results."""
        return pairs_of(self.data)

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
        if {"aucun", "aucune"} & set(query.words):
            return None
        self._leave_goals()
        pairs = self._chosen()
        if not pairs:
            return None
        cases = self._measured(cases_of(self.data, query.rows(), pairs))
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
        if (
            query.has("lacking")
            or ((query.has("gap") or query.has("over", "under"))
            and (query.has("much", "many", "gap") and not self._misses_said))
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

    def _end(self) -> bool | None:
        """Tell whether the best or the worst is asked for, ``None`` for neither."""
        words = self.query.words
        if any(one.startswith(_GOOD[:1]) or one in _GOOD for one in words):
            return True
        return False if any(one in _BAD for one in words) else None

    def _asks_many_reached(self) -> bool:
        """Tell whether those that reach all, the most or the fewest of their targets are asked for."""
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
        periods = [one.period for one in held if one.period is not None]
        if len(set(periods)) > 1:
            last = max(periods, key=lambda one: one.start)
            held = [one for one in held if one.period == last]
        return held

    def _measured(self, cases: list[Case]) -> list[Case]:
        """Keep the targets of the unit that is said: « combien de minutes au-dessus de la cible »."""
        at = self.query.ops.get("measured")
        if at is None:
            return cases
        unit = self.query.words[at][:3]
        if unit in {"poi", "pts"}:
            return [one for one in cases if one.is_rate or one.unit == "%"]
        return [one for one in cases if one.unit[:3].lower() == unit]

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
        """The columns that are asked for beside the verdict: « qui pilote les indicateurs manqués »."""
        naming = {one.index for one in self.name_fields()} | set(self.data.table.keys)
        held = [one for each in self.query.named for one in each.fields[:1]]
        if self.query.has("who"):
            held += [one for one in self.data.fields if "person" in one.roles][:1]
        return [
            one
            for one in dict.fromkeys(held)
            if one.kind in {TEXT, CODE, NOTE}
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
            f"Je ne dis pas si la cible est atteinte : aucune n'est inscrite pour {names} ({shown})."
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

    # ------------------------------------------------------------------ answers
    def _unjudged(self, cases: Sequence[Case]) -> Answer:
        return unknown(
            f"{self.head()} – {self._lead(cases)}je ne donne pas de verdict.{self._aside(cases)}"
        )

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
        told = " ; ".join(self._case(one, cases) for one in kept[:_MOST_TOLD]) or "aucune"
        many = f"{counted(len(kept), f'cible {word}', _many(word))} sur {len(known)} : "
        return self.said(f"{lead}{many}{told}.{self._aside(cases)}", self._table(kept))

    def _both(self, cases: Sequence[Case], known: Sequence[Case], lead: str) -> Answer:
        parts = []
        for reached, word in ((True, "atteintes"), (False, "non atteintes")):
            kept = [one for one in known if one.reached is reached]
            told = " ; ".join(self._case(one, cases) for one in kept[:_MOST_TOLD]) or "aucune"
            parts.append(f"{word} ({len(kept)} sur {len(known)}) : {told}")
        return self.said(f"{lead}{'. '.join(parts)}.{self._aside(cases)}", self._table(cases))

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
        told = " ; ".join(self._case(one, cases) for one in known[:_MOST_TOLD])
        return self.said(
            f"{lead}{told or 'rien ne manque'}.{self._aside(cases)}", self._table(known)
        )

    def _gap(self, case: Case, lead: str) -> Answer:
        """Tell the gap of one target."""
        query, gap = self.query, case.gap
        side = "au-dessus" if gap > 0 else "en dessous"
        size = case.told_gap(abs(gap), signed=False)
        told = f"{size} {side} de la cible" if gap else "à la cible, sans écart"
        wrong = (query.has("over") and gap <= 0) or (query.has("under") and gap >= 0)
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
        if len(cases) == 1:
            above = query.has("over", "not under")
            case = known[0]
            holds = case.gap > 0 if above else case.gap < 0
            if query.has("whether"):
                lead = f"{self._lead(cases)}{'Oui' if holds else 'Non'} : "
                return self._gap(case, lead) if holds else self._gap(case, self._lead(cases))
            return self._gap(case, self._lead(cases))
        above = query.has("over", "not under")
        kept = [one for one in known if (one.gap > 0 if above else one.gap < 0)]
        side = "au-dessus" if above else "en dessous"
        told = " ; ".join(self._case(one, cases) for one in kept[:_MOST_TOLD]) or "aucun"
        lead = f"{self._lead(cases)}{counted(len(kept), 'résultat')} {side} de la cible : "
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

    def _realised(self, cases: Sequence[Case]) -> Answer | None:
        """Tell results in per cent of their targets."""
        known = [one for one in cases if one.is_known and one.target]
        if not known:
            return self._unjudged(cases)
        if len(cases) == 1:
            case = known[0]
            if case.goal.number is None or case.got.number is None:
                return self.said(f"{self._lead(cases)}{self._rate_of(case, cases)}.")
            node = Operation(case.got.ref(), "/", case.goal.ref())
            ratio = (case.result or 0.0) / (case.target or 1.0)
            told = f"{case.told(case.got)} / {case.told(case.goal)} ; {case.got.place}, {case.goal.place}"
            figure = Figure(ratio, node, "rate", "", told)
            note = (
                " La baisse est attendue : au-dessus de 100 %, la cible est manquée."
                if case.way == FALL
                else ""
            )
            return self.figure(
                figure, f"{self._lead(cases)}{self.name(case.record)}, taux de réalisation", note
            )
        told = " ; ".join(self._rate_of(one, cases) for one in known[:_MOST_TOLD])
        return self.said(f"{self._lead(cases)}taux de réalisation : {told}.{self._aside(cases)}")

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


def _many(word: str) -> str:
    return f"cibles {word}s"
