"""Answers a typed query: what is done with its rows and its columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.expressions import Operation
from pycog.dialogue.lexicon import stem
from pycog.dialogue.table_query.plain_tables import CODE, DAY, FIGURE, NOTE, TEXT
from pycog.dialogue.table_query.table_periods import Period, said_of
from pycog.dialogue.typed_query.typed_comparing import Comparing, by_period
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_figures import Figure, added, divided
from pycog.dialogue.typed_query.typed_model import Condition
from pycog.dialogue.typed_query.typed_ranking import Ranking
from pycog.dialogue.typed_query.typed_resolving import (
    divisor_named,
    figure_groups,
    group_named,
    money_fields,
    texts_named,
)
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.values import counted

_MOST_ROWS: Final = 8
#: Letters that a verb shares with the noun of who does it.
_VERB: Final = 5
#: Operators that no list of rows and no total answers.
_ELSEWHERE: Final = ("reach", "not reach", "share", "suppose")
#: Words that ask for rows whatever is told of them.
_OF_ROWS: Final = frozenset({
    "lesquels", "lesquelles", "laquelle", "lequel", "quels", "quelles", "liste", "listes", "lister",
    "listez", "cite", "citez", "enumere", "enumerez", "detail", "montre", "affiche", "sors", "sortez",
})  # fmt: skip
_MOST_LISTED: Final = 60
_ROLE_OF: Final = {"who": ("person",), "where": ("place",), "why": ("reason",)}


class TypedAnswers(Ranking, Comparing):
    """One typed query on its way to an answer."""

    def answer(self) -> Answer | None:
        """Return the answer, ``None`` where the query has none."""
        query = self.query
        if query.has("suppose"):
            return None
        if query.has("share") and (found := self._share()) is not None:
            return found
        if divisor_named(query) and (found := self._ratio()) is not None:
            return found
        if query.has("rate") and (found := self._rate()) is not None:
            return found
        if query.has("late", "not late", "intime") and not self._late():
            return None
        if query.has("over") and not query.limits and not self._over():
            return None
        if query.has("gap", "move", "minus") and (found := self._moved()) is not None:
            return found
        if self.ranks():
            return self.ranked()
        if (by := group_named(query)) is not None:
            return self.grouped(by)
        if query.conditions and not query.rows():
            return self.none_found()
        if query.has(*_ELSEWHERE) or (query.has("under") and not query.limits):
            # What a state of figures asks for is answered above, or not at all.
            return None
        if query.has("many"):
            return self._counted()
        if query.has("mean", "median", "sum", "together"):
            return self._summed()
        return self._told()

    # ------------------------------------------------------------------ counting
    def _counted(self) -> Answer | None:
        """Count rows, or add up the figure that counts what is asked for."""
        query = self.query
        groups = figure_groups(query)
        if groups:
            return self._summed()
        texts = texts_named(query)
        if query.has("distinct") and texts:
            return self._distinct(texts[0].fields[0])
        if not (query.own or query.conditions or texts):
            return None
        records = query.rows()
        names = [self.name(one) for one in records]
        told = f" : {enumerated(names)}" if 0 < len(records) <= 2 * _MOST_ROWS else ""
        rows = Table(("Ligne",), tuple((one,) for one in names)) if len(names) > 1 else None
        answer = self.said(f"{counted(len(records), 'ligne')}{told}.", rows)
        return answer

    def _distinct(self, field: Field) -> Answer | None:
        held = {cell.shown for one in self.query.rows() if not (cell := one.cell(field)).is_missing}
        names = sorted(held)
        return self.said(
            f"{counted(len(names), 'valeur')} dans « {field.title} » : {enumerated(names)}."
        )

    # ------------------------------------------------------------------ figures
    def measure(self) -> tuple[Field, ...]:
        """Return the one measure that is asked for: named, or the only one that may be meant."""
        query = self.query
        groups = figure_groups(query)
        if len(groups) == 1:
            return groups[0]
        if groups:
            return ()
        figures = query.data.figures
        bare = [one for one in figures if not one.measure and one.period is not None]
        for found in (money_fields(query), bare, figures):
            if found and len({one.measure for one in found}) == 1:
                from pycog.dialogue.typed_query.typed_resolving import in_periods

                return in_periods(found, query.periods)
        return ()

    def _summed(self) -> Answer | None:
        query = self.query
        groups = figure_groups(query)
        if len(groups) > 1 and not query.has("mean", "median"):
            return self._each_measure(groups)
        fields = self.measure()
        if not fields:
            return None
        records = query.rows()
        if query.has("median"):
            return None
        mean = query.has("mean")
        periods = by_period(records)
        if len(periods) > 1 and not mean and not query.has("sum", "together"):
            return self._by_periods(periods, fields)
        if len(fields) > 1 and not query.periods and not mean and not query.has("sum"):
            return self.rows(records, fields) if len(records) <= _MOST_ROWS else None
        figure = added(records, fields, mean=mean)
        if figure is None:
            return self._no_value(records, fields)
        if figure.kind in {"rate", "%"} and not mean and figure.many > 1:
            return None
        what = "moyenne de" if mean else "total de" if figure.many > 1 else ""
        title = self._title(fields)
        lines = f", {counted(len(records), 'ligne')}" if len(records) > 1 else ""
        each = None
        if 1 < len(records) <= _MOST_LISTED and len(fields) == 1:
            lead = tuple((self.name(one), one.cell(fields[0]).shown) for one in records)
            each = Table(("Ligne", fields[0].title), lead)
        return self.figure(
            figure, f"{what} {title}{lines}".strip(), self._against_total(figure, fields), each
        )

    def _by_periods(
        self, periods: dict[Period, list[Record]], fields: Sequence[Field]
    ) -> Answer | None:
        """Tell a figure period by period."""
        if len(fields) != 1:
            return None
        told = []
        for period, records in periods.items():
            figure = added(records, fields)
            if figure is None or (figure.kind in {"rate", "%"} and figure.many > 1):
                return None
            self.noted.figures.append(figure)
            told.append((said_of(period), f"{figure.shown} ({figure.told})", figure.shown))
        rows = tuple((name, value) for name, _, value in told)
        text = " ; ".join(f"{name} : {value}" for name, value, _ in told)
        return self.said(
            f"{self._title(fields)} : {text}.", Table(("Période", fields[0].title), rows)
        )

    def _title(self, fields: Sequence[Field]) -> str:
        if len(fields) == 1:
            return f"« {fields[0].title} »"
        periods = [said_of(one.period) for one in fields if one.period]
        return f"« {fields[0].column.own or fields[0].title} »{f' ({enumerated(periods)})' if periods else ''}"

    def _against_total(self, figure: Figure, fields: Sequence[Field]) -> str:
        """Say where the total that the sheet prints is another one."""
        total = self.data.table.total
        if self.query.conditions or total is None or self.query.has("mean") or len(fields) != 1:
            return ""
        printed = Record(self.data.table, total).cell(fields[0])
        if printed.number is None or abs(printed.number - figure.value) < 0.005:
            return ""
        return f" La ligne « {total.label or total.number} » affiche {printed.shown} ({printed.place})."

    def _each_measure(self, groups: Sequence[tuple[Field, ...]]) -> Answer | None:
        records = self.query.rows()
        if len(records) == 1:
            return self.rows(records, [one for group in groups for one in group])
        told = []
        for group in groups:
            figure = added(records, group)
            if figure is None or (figure.kind in {"rate", "%"} and figure.many > 1):
                return None
            self.noted.figures.append(figure)
            told.append(f"{self._title(group)} : {figure.shown}")
        return self.said(f"totaux de {counted(len(records), 'ligne')} : {' ; '.join(told)}.")

    def _no_value(self, records: Sequence[Record], fields: Sequence[Field]) -> Answer | None:
        from pycog.dialogue.answers import unknown

        shown = [f"{self.name(one)} : {one.cell(fields[0]).shown}" for one in records[:_MOST_ROWS]]
        return unknown(
            f"Je ne donne pas de valeur : aucune n'est inscrite dans {self._title(fields)} "
            f"({enumerated(shown)})."
        )

    # ------------------------------------------------------------------ shares and rates
    def _share(self) -> Answer | None:
        """Tell a part of a whole: of rows, of an amount, or of one measure in another."""
        query = self.query
        groups = figure_groups(query)
        at = query.ops.get("within", 10_000)
        inner = [one for one in query.conditions if one.place < at or one.names]
        outer = [one for one in query.conditions if one not in inner]
        part = query.rows()
        whole = [one for one in query.pool if all(each.keeps(one.index) for each in outer)]
        if len(groups) == 2:
            first, second = added(part, groups[0]), added(part, groups[1])
            return self._divided(
                first, second, f"{self._title(groups[0])} / {self._title(groups[1])}"
            )
        if not inner or len(groups) > 2:
            return None
        if groups or self._asks_amount():
            fields = self.measure()
            if not fields:
                return None
            if not part:
                return self.none_found()
            if all(one.row.role != "ligne" for one in part):
                whole = [one for one in self.data.records if all(e.keeps(one.index) for e in outer)]
            return self._divided(
                added(part, fields), added(whole, fields), f"part dans {self._title(fields)}"
            )
        if not whole:
            return None
        counted_part, counted_whole = Figure(len(part), len(part)), Figure(len(whole), len(whole))
        node = Operation(len(part), "/", len(whole))
        figure = Figure(
            counted_part.value / counted_whole.value, node, "rate", "",
            f"{counted(len(part), 'ligne')} sur {len(whole)}",
        )  # fmt: skip
        return self.figure(figure, "part des lignes")

    def _asks_amount(self) -> bool:
        """Tell whether an amount is shared out and not a number of rows."""
        words = set(self.query.words)
        if words & {
            "montant",
            "montants",
            "budget",
            "cout",
            "depenses",
            "depense",
            "total",
            "euros",
        }:
            return True
        return (
            bool(self.data.figures)
            and not self.query.own
            and any(one.names for one in self.query.conditions)
        )

    def _divided(self, first: Figure | None, second: Figure | None, what: str) -> Answer | None:
        if first is None or second is None:
            return None
        figure = divided(first, second)
        return None if figure is None else self.figure(figure, what)

    def _ratio(self) -> Answer | None:
        """Tell one measure by another: « coût par agent formé »."""
        fields, by = self.measure(), divisor_named(self.query)
        if not fields or len(by) != len(fields):
            return None
        records = self.query.rows()
        top, bottom = added(records, fields), added(records, by)
        if top is None or bottom is None:
            return None
        figure = divided(top, bottom, top.kind, top.unit)
        if figure is None:
            return None
        return self.figure(figure, f"{self._title(fields)} par {self._title(by)}")

    def _rate(self) -> Answer | None:
        """Tell the rate of what is spent of what is allowed."""
        query = self.query
        if any("taux" in one.measure for named in query.named for one in named.fields):
            return None
        groups = figure_groups(query)
        if len(groups) == 2:
            top, bottom = groups
        else:
            top = self._role("executed", groups)
            bottom = self._role("budget", groups)
        if not top or not bottom or top == bottom:
            return None
        records = self.whole() or query.rows()
        return self._divided(
            added(records, top),
            added(records, bottom),
            f"{self._title(top)} / {self._title(bottom)}",
        )

    def _role(self, role: str, groups: Sequence[tuple[Field, ...]]) -> tuple[Field, ...]:
        """Return the one measure of a role; where several are, the one that says the word whole."""
        from pycog.dialogue.typed_query.typed_resolving import in_periods

        named = [one for group in groups for one in group if role in one.roles]
        found = named or [one for one in self.data.figures if role in one.roles]
        if role == "budget":
            found = [one for one in found if "executed" not in one.roles] or found
            best = [one for one in found if {"autoris"} & set(one.measure)]
            found = best or found
        measures = list(dict.fromkeys(one.measure for one in found))
        if len(measures) != 1:
            return ()
        return in_periods(found, self.query.periods)

    # ------------------------------------------------------------------ rows by a state
    def _late(self) -> bool:
        """Choose the rows that are late, of a planned day and a real one; tell whether it can be."""
        days = self.data.of(DAY)
        done = [one for one in days if "done" in one.roles]
        planned = [one for one in days if "planned" in one.roles and one not in done]
        if len(planned) != 1 or len(done) > 1:
            return False
        today = self.context.today or dt.date.today()
        rows = set()
        for one in self.data.records:
            due = one.day(planned[0])
            real = one.day(done[0]) if done else None
            if due is not None and (real or (today if not self._is_closed(one) else due)) > due:
                rows.add(one.index)
        denied = self.query.has("not late", "intime")
        told = f"en retard ({planned[0].title})"
        self.query.conditions.append(
            Condition(frozenset(rows), told, planned[0], denied, state=True)
        )
        return True

    def _is_closed(self, record: Record) -> bool:
        """Tell whether a row is done or given up, as its state says."""
        from pycog.dialogue.normalise import normalise

        said = [
            normalise(record.cell(one).shown) for one in self.data.of(TEXT) if "status" in one.roles
        ]
        return any(
            one.startswith(("termin", "annul", "abandon", "clos", "clotur", "solde", "livre"))
            for one in said
        )

    def _over(self) -> bool:
        """Choose the rows where what is spent is above what is allowed; tell whether it can be."""
        groups = figure_groups(self.query)
        if len(groups) == 2:
            top, bottom = groups
        else:
            top = self._of_role("committed") or self._role("executed", groups)
            bottom = self._role("budget", groups)
        rest = self._of_role("rest")
        if top and bottom and len(top) == len(bottom) == 1 and top != bottom:
            rows = {
                one.index
                for one in self.data.records
                if (spent := one.cell(top[0]).number) is not None
                and (allowed := one.cell(bottom[0]).number) is not None
                and spent > allowed
            }
            told = f"« {top[0].title} » au-dessus de « {bottom[0].title} »"
            self.query.named = [one for one in self.query.named if one.fields[0].kind != FIGURE]
            self.over_by = (top[0], bottom[0])
        elif len(rest) == 1:
            rows = {
                one.index
                for one in self.data.records
                if (left := one.cell(rest[0]).number) is not None and left < 0
            }
            told = f"{rest[0].title} < 0"
        else:
            return False
        denied = self.query.has("not over")
        self.query.conditions.append(Condition(frozenset(rows), told, None, denied, state=True))
        return True

    def _of_role(self, role: str) -> tuple[Field, ...]:
        from pycog.dialogue.typed_query.typed_resolving import in_periods

        found = [one for one in self.data.figures if role in one.roles]
        if len({one.measure for one in found}) != 1:
            return ()
        return in_periods(found, self.query.periods)

    # ------------------------------------------------------------------ cells
    def _told(self) -> Answer | None:
        """Tell cells of rows: those of the columns that are named or asked for by « qui », « quand »."""
        query = self.query
        records = query.rows()
        fields = self._wanted()
        if fields is None:
            return None
        lists = query.has("list") or any(one.state for one in query.conditions) or query.own
        if self._asks_sum(records, fields) and (total := self._summed()) is not None:
            return total
        if fields and not query.conditions and len(records) > 1 and not lists:
            return self._summed() if all(one.kind == FIGURE for one in fields) else None
        if query.has("whether"):
            return self._whether(records, fields)
        if (
            query.has("much")
            and fields
            and all(one.kind == FIGURE for one in fields)
            and len(records) > 1
        ):
            return self._summed()
        if query.has("much") and not fields:
            return self._summed()
        if self.over_by is not None and records:
            return self._exceeding(records)
        if fields or lists or len(records) == 1:
            if not query.conditions and not fields:
                return None
            if not fields and len(records) == 1 and not lists:
                fields = [
                    one for one in self.telling_fields() if not records[0].cell(one).is_missing
                ]
            return self.rows(records, fields)
        return None

    def _asks_sum(self, records: Sequence[Record], fields: Sequence[Field]) -> bool:
        """Tell whether one figure of several chosen rows is asked for, and not the rows."""
        query = self.query
        if len(records) < 2 or not query.conditions or not fields or query.has("when", "who"):
            return False
        figures = [one for one in fields if one.kind == FIGURE]
        if len(figures) != len(fields) or len({one.measure for one in figures}) != 1:
            return False
        return query.has("much") or not set(query.words) & _OF_ROWS

    def _exceeding(self, records: Sequence[Record]) -> Answer:
        assert self.over_by is not None
        top, bottom = self.over_by
        told = []
        for one in records:
            gap = (one.cell(top).number or 0) - (one.cell(bottom).number or 0)
            from pycog.dialogue.typed_query.typed_figures import shown

            told.append(
                f"{self.name(one)} : +{shown(round(gap, 6), one.cell(top).kind, top.unit)}"
                f" ({one.cell(top).shown} pour {one.cell(bottom).shown})"
            )
        return self.said(f"{' ; '.join(told)}.")

    def _wanted(self) -> list[Field] | None:
        """Return the columns that are asked for; ``None`` where one is and cannot be told."""
        query = self.query
        found = [one for group in figure_groups(query) for one in group]
        found += [one for named in texts_named(query) for one in named.fields[:1]]
        if not found and query.periods:
            found += self.measure()
        held = {one.field for one in query.conditions if one.field is not None and not one.state}
        found = [one for one in found if one not in held or one.kind == FIGURE]
        for name in _ROLE_OF:
            if not query.has(name):
                continue
            filled = self._of_role_asked(name, held)
            if not filled and not any(one.kind != FIGURE for one in found):
                return None
            found += filled
        if query.has("when") and not any(one.kind == DAY for one in found):
            days = [one for one in query.data.of(DAY) if one not in held]
            if not days:
                return None
            found += days
        naming = self.name_fields()
        told = [one for one in found if one not in naming]
        return list(dict.fromkeys(told or found))

    def _of_role_asked(self, name: str, held: set[Field]) -> list[Field]:
        """Return the filled columns that « qui », « où », « pourquoi » ask for."""
        query = self.query
        asked = [
            one
            for one in query.data.fields
            if set(_ROLE_OF[name]) & one.roles
            and one.kind in {TEXT, NOTE, CODE}
            and (name == "why" or one not in held)
        ]
        rows = query.rows()
        filled = [one for one in asked if any(not each.cell(one).is_missing for each in rows)]
        if name == "why":
            return filled
        stems = [stem(one) for one in query.words]
        akin = [one for one in filled if any(_verb_of(each, one) for each in stems)]
        return (akin or filled)[:1]

    def _whether(self, records: Sequence[Record], fields: Sequence[Field]) -> Answer | None:
        if not self.query.conditions:
            return None
        if fields and records:
            return self.rows(records, fields)
        names = enumerated([self.name(one) for one in records])
        return self.said(f"Oui : {counted(len(records), 'ligne')}, {names}.")


def _verb_of(word: str, field: Field) -> bool:
    """Tell whether a word is the verb of what heads a column: « conduit », « Conducteur »."""
    if len(word) < _VERB:
        return False
    return any(word[:_VERB] == one[:_VERB] for one in field.measure)
