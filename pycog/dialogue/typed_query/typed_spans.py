"""Typed queries on days to come and on the days between two columns."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from typing import Final

from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.table_query.plain_tables import DAY, TEXT
from pycog.dialogue.typed_query.typed_data import DATA
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_lateness import counted_days, planned_and_done
from pycog.dialogue.typed_query.typed_resolving import group_named
from pycog.dialogue.typed_query.typed_telling import Telling
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.lazy_patterns import regex
from pycog.values import counted, format_date, format_number, serial_of

_CLOSED: Final = regex(DATA["lateness"]["closed"])
_DROPPED: Final = regex(DATA["lateness"]["dropped"])
_BETWEEN: Final = frozenset({
    "many", "much", "list", "mean", "largest", "smallest", "longest", "shortest", "each", "with",
    "both", "gap", "whether", "within", "median", "apart", "lapse",
})  # fmt: skip
_DUE: Final = frozenset({
    "ahead", "list", "many", "much", "when", "who", "oldest", "newest", "both", "within", "with",
})  # fmt: skip
#: Words of what ends of itself.
_EXPIRES: Final = regex(r"echeance|terme|expir|termin|fini|achev")
_MOST_TOLD: Final = 16


class Spans(Telling):
    """One typed query that may ask for the days between two, or for those to come."""

    # ------------------------------------------------------------------ between two days
    @property
    def edges(self) -> tuple[Field, Field] | None:
        """The two columns of days that are named, in the order of the question."""
        days = [one.fields[0] for one in self.query.named if one.fields[0].kind == DAY]
        return (days[0], days[1]) if len(dict.fromkeys(days)) == 2 == len(days) else None

    def asks_span(self) -> bool:
        """Tell whether the days between two columns are asked for."""
        query = self.query
        if self.edges is None or query.has("late", "not late", "intime", "not intime", "when"):
            return False
        words = set(query.words)
        counted_ = bool(words & {"jours", "temps", "delai", "delais", "duree", "durees", "ecart"})
        return query.has("apart") or (counted_ and bool(words & {"entre", "de", "jusqu"}))

    def span(self) -> Answer | None:
        """Tell the days between two columns: of a row, on average, the longest, one by one."""
        query, edges = self.query, self.edges
        if edges is None or set(query.ops) - _BETWEEN or query.has("median"):
            return None
        if query.typed or query.periods or any(self._is_other(one.fields) for one in query.named):
            return None
        records = query.rows()
        if not records:
            return self.none_found()
        held = [(one, days) for one in records if (days := _days_between(one, *edges)) is not None]
        what = f"de « {edges[0].title} » à « {edges[1].title} »"
        if not held:
            return self.said(f"{what} : sans valeur.{self._blank(records, edges)}")
        if (by := group_named(query)) is not None:
            return self._by_group(held, by, what, records, edges)
        if query.has("mean"):
            return self._mean(held, what, records, edges)
        if query.has("largest", "longest", "smallest", "shortest"):
            most = query.has("largest", "longest")
            edge = (max if most else min)(days for _, days in held)
            kept = [one for one in held if one[1] == edge]
            told = " ; ".join(self._told(one, days, edges) for one, days in kept)
            side = "long" if most else "court"
            return self.said(f"le plus {side} {what} : {told}.{self._blank(records, edges)}")
        if len(held) == 1 and len(records) == 1:
            return self._one(*held[0], edges, what)
        told = " ; ".join(self._told(one, days, edges) for one, days in held[:_MOST_TOLD])
        rows = tuple((self.name(one), str(days)) for one, days in held)
        table = Table(("Ligne", "Jours"), rows)
        return self.said(f"{what} : {told}.{self._blank(records, edges)}", table)

    def _is_other(self, fields: Sequence[Field]) -> bool:
        """Tell whether columns are neither days, nor durations, nor names."""
        naming = {*self.name_fields()}
        return not all(
            one.kind in {DAY, TEXT} or one in naming or "duration" in one.own_roles
            for one in fields[:1]
        )

    def _one(self, record: Record, days: int, edges: tuple[Field, Field], what: str) -> Answer:
        first, last = record.cell(edges[0]), record.cell(edges[1])
        return self.said(
            f"{self.name(record)}, {what} : {counted_days(days)} "
            f"({first.shown} en {first.place}, {last.shown} en {last.place})."
        )

    def _told(self, record: Record, days: int, edges: tuple[Field, Field]) -> str:
        first, last = record.cell(edges[0]), record.cell(edges[1])
        return (
            f"{self.name(record)}, {counted_days(days)} "
            f"({first.shown} au {last.shown} ; {first.place}, {last.place})"
        )

    def _blank(self, records: Sequence[Record], edges: tuple[Field, Field]) -> str:
        """Say which rows have not both days."""
        told = []
        for one in records:
            without = [each for each in edges if one.day(each) is None]
            if without:
                cells = ", ".join(f"{each.title} : {one.cell(each).shown}" for each in without)
                told.append(f"{self.name(one)} ({cells})")
        return (
            f" Sans les deux dates, laissé de côté : {enumerated(told[:_MOST_TOLD])}."
            if told
            else ""
        )

    def _mean(
        self, held: Sequence[tuple[Record, int]], what: str, records: Sequence[Record],
        edges: tuple[Field, Field],
    ) -> Answer:  # fmt: skip
        days = [one for _, one in held]
        parts = " + ".join(map(str, days)) if len(days) <= _MOST_TOLD else "somme"
        mean = format_number(sum(days) / len(days), 2)
        return self.said(
            f"moyenne {what}, {counted(len(days), 'ligne')} : {mean} jours "
            f"(({parts}) / {len(days)}).{self._blank(records, edges)}"
        )

    def _by_group(
        self, held: Sequence[tuple[Record, int]], by: Field, what: str,
        records: Sequence[Record], edges: tuple[Field, Field],
    ) -> Answer:  # fmt: skip
        groups: dict[str, list[int]] = {}
        for record, days in held:
            groups.setdefault(record.cell(by).shown, []).append(days)
        told = " ; ".join(
            f"{name} : {format_number(sum(days) / len(days), 2)} jours "
            f"({counted(len(days), 'ligne')})"
            for name, days in groups.items()
        )
        return self.said(
            f"moyenne {what} par « {by.title} » : {told}.{self._blank(records, edges)}"
        )

    # ------------------------------------------------------------------ days to come
    def asks_due(self) -> bool:
        """Tell whether what falls due is asked for."""
        return self.query.has("ahead")

    def due(self) -> Answer | None:
        """Tell the rows that fall due within some time from the day of the question."""
        query = self.query
        field = self._due_field()
        if field is None or set(query.ops) - _DUE or query.limits:
            return None
        if any(one.is_figure for one in query.named):
            return None
        today = self.context.today or dt.date.today()
        last = self._horizon(today)
        if last is None and (query.typed or query.days or query.periods):
            return None
        ahead: list[tuple[dt.date, Record]] = []
        closed: list[str] = []
        pair = planned_and_done(self.data)
        # What is done by another day says nothing of this one.
        done = pair[1] if pair is not None and pair[0] is field else None
        for one in query.rows():
            day = one.day(field)
            if day is None or day < today or (last is not None and day > last):
                continue
            if (done is not None and not one.cell(done).is_missing) or self._is_closed(one):
                closed.append(self.name(one))
                continue
            ahead.append((day, one))
        ahead.sort(key=lambda one: one[0])
        return self._told_due(ahead, closed, field, today, last)

    def _told_due(
        self, ahead: Sequence[tuple[dt.date, Record]], closed: Sequence[str], field: Field,
        today: dt.date, last: dt.date | None,
    ) -> Answer:  # fmt: skip
        query = self.query
        naming = {*self.name_fields()}
        beside = [
            each.fields[0]
            for each in query.named
            if each.fields[0].kind == TEXT and each.fields[0] not in naming
        ]
        if query.has("who"):
            beside += [one for one in self.data.fields if "person" in one.roles][:1]
        single = last is None and not {"echeances", "prochains", "prochaines"} & set(query.words)
        kept = [one for one in ahead if one[0] == ahead[0][0]] if single and ahead else ahead
        told = " ; ".join(
            f"{self.name(one)}, {one.cell(field).shown} "
            f"({one.cell(field).place}, dans {counted_days((day - today).days)})"
            + "".join(f", {each.title} : {one.cell(each).shown}" for each in dict.fromkeys(beside))
            for day, one in kept[:_MOST_TOLD]
        )
        begins = format_date(serial_of(today))
        ends = "" if last is None else format_date(serial_of(last))
        span = f"entre le {begins} et le {ends}" if ends else f"à partir du {begins}"
        lead = f"« {field.title} » {span}"
        rows = tuple((self.name(one), one.cell(field).shown) for _, one in kept)
        table = Table(("Ligne", field.title), rows) if len(rows) > 1 else None
        aside = f" Déjà clos, non compté : {enumerated(closed)}." if closed else ""
        if not kept:
            return self.said(f"{lead} : aucune ligne.{aside}")
        return self.said(f"{lead}, {counted(len(kept), 'ligne')} : {told}.{aside}", table)

    def _due_field(self) -> Field | None:
        """Return the column of days that may fall due, ``None`` where several may be meant."""
        days = [one for one in self.data.of(DAY) if one is not self._done_field()]
        named = {one for each in self.query.named for one in each.fields if one in days}
        days = [one for one in days if one in named] if named else days
        if not named and any(map(_EXPIRES.match, self.query.words)):
            days = [one for one in days if "end" in one.own_roles]
        for role in ("planned", "end"):
            found = [one for one in days if role in one.roles]
            if found:
                others = [one for one in days if "end" in one.roles and one not in found]
                return found[0] if len(found) == 1 and (named or not others) else None
        return days[0] if named and len(days) == 1 else None

    def _done_field(self) -> Field | None:
        pair = planned_and_done(self.data)
        return pair[1] if pair is not None else None

    def _is_closed(self, record: Record) -> bool:
        for one in self.data.of(TEXT):
            if "status" in one.roles:
                said = normalise_long(record.cell(one).shown)
                if _CLOSED.match(said) or _DROPPED.match(said):
                    return True
        return False

    def _horizon(self, today: dt.date) -> dt.date | None:
        """Return the last day that is asked for: « dans les 3 mois », « d'ici fin décembre »."""
        query = self.query
        if query.horizon is not None:
            return query.horizon
        if not query.typed:
            return _end_of(query.words, today)
        if len(query.typed) != 1:
            return None
        one = query.typed[0]
        many = int(one.value)
        words = query.words[one.place : one.place + 4]
        if any(word.startswith("mois") for word in words):
            return _months_on(today, many)
        if any(word.startswith("semaine") for word in words):
            return today + dt.timedelta(weeks=many)
        if any(word in {"an", "ans", "annee", "annees"} for word in words):
            return _months_on(today, 12 * many)
        if any(word in {"j", "jour", "jours"} for word in words):
            return today + dt.timedelta(days=many)
        return None


def _days_between(record: Record, first: Field, last: Field) -> int | None:
    start, end = record.day(first), record.day(last)
    return None if start is None or end is None else (end - start).days


def _end_of(words: Sequence[str], today: dt.date) -> dt.date | None:
    """Return the end of the year, the quarter or the month that is running, where it is said."""
    if "fin" not in words:
        return None
    said = words[words.index("fin") + 1 :][:3]
    if {"annee", "an", "exercice"} & set(said):
        return dt.date(today.year, 12, 31)
    month = today.month if "mois" in said else -(-today.month // 3) * 3
    if not {"mois", "trimestre"} & set(said):
        return None
    return dt.date(today.year, month, calendar.monthrange(today.year, month)[1])


def _months_on(day: dt.date, many: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + many, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
