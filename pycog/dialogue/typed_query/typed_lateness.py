"""Typed queries on days that are kept or missed: lateness, delays with a limit, what falls due."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pycog.dialogue.answers import Answer, Table, unknown
from pycog.dialogue.expressions import Operation
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.table_query.plain_tables import DAY, FIGURE, TEXT
from pycog.dialogue.typed_query.typed_data import DATA
from pycog.dialogue.typed_query.typed_fields import Dataset, Field, Record
from pycog.dialogue.typed_query.typed_figures import Figure, divided
from pycog.dialogue.typed_query.typed_model import Condition
from pycog.dialogue.typed_query.typed_telling import Telling
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.dialogue.workbook.open_cells import Cell
from pycog.lazy_patterns import regex
from pycog.values import counted, format_date, format_number, serial_of

_CLOSED: Final = regex(DATA["lateness"]["closed"])
_DROPPED: Final = regex(DATA["lateness"]["dropped"])
_LIMIT: Final = regex(DATA["lateness"]["limit"])
_OF_DAYS: Final = frozenset({"jour", "jours", "semaine", "semaines", "temps", "quel", "quels"})
_MOST_TOLD: Final = 16
#: Words that any column of days has.
_NO_NAMES: Final = frozenset(map(stem, ("date", "dates", "jour", "prevu", "prevue", "reel")))
#: Operators beside which rows that are late are told with their days.
_BESIDE: Final = frozenset({
    "late", "not late", "intime", "not intime", "list", "many", "much", "whether", "gap", "with",
    "both", "largest", "smallest", "longest", "shortest", "mean", "sum", "together", "within",
    "share", "rate", "reach", "pending", "fulfilled",
})  # fmt: skip


@dataclass(frozen=True, eq=False)
class Term:
    """A row with what it had to keep.

    Attributes:
        record: The row.
        over: Days above what was allowed, below zero where it was kept; ``None`` where not known.
        told: What that is made of.
        open: Whether it is not done yet.
        why: Why no days are known.
    """

    record: Record
    over: float | None
    told: str
    open: bool = False
    why: str = ""

    @property
    def is_late(self) -> bool:
        """Whether it is late."""
        return self.over is not None and self.over > 0

    @property
    def in_time(self) -> bool:
        """Whether it is done and was in time."""
        return self.over is not None and self.over <= 0 and not self.open


class Lateness(Telling):
    """One typed query that may ask whether days were kept."""

    def asks_late(self) -> bool:
        """Tell whether rows that are late or in time are asked for."""
        return self.query.has("late", "not late", "intime", "not intime")

    # ------------------------------------------------------------------ what had to be kept
    @cached_property
    def terms(self) -> list[Term] | None:
        """Every row with the days that it kept or missed; ``None`` where the table tells none."""
        found = self._planned()
        if found is not None:
            return [self._term(one, *found) for one in self.data.records]
        limited = self._limited()
        if limited is not None:
            field, days, _ = limited
            return [self._measured_term(one, field, days) for one in self.data.records]
        return None

    @property
    def _today(self) -> dt.date:
        return self.query.asof or self.context.today or dt.date.today()

    def _planned(self) -> tuple[Field, Field | None] | None:
        """Return the column of planned days with that of real ones."""
        named = {field for one in self.query.named for field in one.fields if field.kind == DAY}
        return planned_and_done(self.data, named)

    def _limited(self) -> tuple[Field, float, str] | None:
        """Return the column of durations with the days that are allowed, and where that is said."""
        found = [one for one in self.data.figures if _is_of_days(one)]
        if len(found) != 1:
            return None
        typed = [one.value for one in (*self.query.typed, *self.query.limits)]
        if typed:
            return (found[0], typed[0], "la question") if len(typed) == 1 else None
        open_ = self.data.table.open
        places = {
            "l'en-tête de la colonne": found[0].title,
            "le titre du tableau": open_.title,
            "une note du tableau": " ; ".join(self.data.table.notes),
        }
        for place, text in places.items():
            said = {float(one[1] or one[2]) for one in _LIMIT.finditer(normalise_long(text))}
            if len(said) == 1:
                return found[0], said.pop(), place
            if said:
                return None
        return None

    def _term(self, record: Record, planned: Field, done: Field | None) -> Term:
        due, cell = record.day(planned), record.cell(planned)
        if due is None:
            return Term(record, None, "", why=f"{planned.title} : {cell.shown}")
        plan = f"{planned.title} {cell.shown}"
        if done is not None:
            real, held = record.day(done), record.cell(done)
            if real is not None and (self.query.asof is None or real <= self.query.asof):
                places = f"{cell.place}, {held.place}"
                return Term(
                    record, (real - due).days, f"{plan}, {done.title} {held.shown} ; {places}"
                )
            if real is None and not held.is_missing:
                return Term(record, None, "", why=f"{done.title} : {held.shown}")
            if real is not None:
                # It was done later than the day that is asked for, whatever its state is now.
                return self._open_term(record, due, cell, plan)
        if state := self._state(record):
            return Term(record, None, "", why=state)
        return self._open_term(record, due, cell, plan)

    def _open_term(self, record: Record, due: dt.date, cell: Cell, plan: str) -> Term:
        day = format_date(serial_of(self._today))
        return Term(
            record, (self._today - due).days, f"{plan} ({cell.place}), pas fait au {day}", open=True
        )

    def _measured_term(self, record: Record, field: Field, days: float) -> Term:
        cell = record.cell(field)
        if cell.number is None:
            return Term(record, None, "", why=f"{field.title} : {cell.shown}")
        return Term(record, cell.number - days, f"{field.title} {cell.shown} ; {cell.place}")

    def _state(self, record: Record) -> str:
        """Return the state of a row that is closed or given up, without a day for it."""
        for one in self.data.of(TEXT):
            if "status" in one.roles:
                shown = record.cell(one).shown
                if _CLOSED.match(normalise_long(shown)) or _DROPPED.match(normalise_long(shown)):
                    return f"{one.title} : {shown}"
        return ""

    # ------------------------------------------------------------------ answers
    def told(self) -> Answer | None:
        """Tell the days, where they or the rows alone are asked for; else ``None``."""
        if self.terms is None or set(self.query.ops) - _BESIDE or self._names_more():
            return None
        if self._counts_groups():
            return None
        if self.query.typed and self._planned() is not None:
            return None
        rows = {one.index for one in self.query.rows()}
        terms = [one for one in self.terms if one.record.index in rows]
        if self.query.has("fulfilled"):
            terms = [one for one in terms if not one.open]
        if not terms:
            return self.none_found()
        query = self.query
        if query.has("share", "rate"):
            return self._rate_of_terms(terms)
        if query.has("largest", "longest", "smallest", "shortest"):
            return self._latest(terms)
        if query.has("mean", "sum", "together") and not query.has("many"):
            return self._mean(terms)
        if len(terms) == 1 and query.conditions:
            return self._one(terms[0])
        if query.has("sum") or (self._asks_days() and query.has("mean")):
            return self._mean(terms)
        return self._rows_of_terms(terms)

    def choose_late(self) -> bool:
        """Choose the rows that are late or in time; tell whether the table says which are."""
        terms = self.terms
        if terms is None or (self.query.typed and self._planned() is not None):
            return False
        if self.query.has("fulfilled"):
            terms = [one for one in terms if not one.open]
        kept = frozenset(one.record.index for one in terms if self._is_wanted(one))
        told = f"{self._word()}{self._source()}"
        if self._counts_groups():
            self.query.ops.setdefault("many", 0)
        self.query.conditions.append(Condition(kept, told, None, state=True))
        for name in ("late", "not late", "intime", "not intime"):
            self.query.ops.pop(name, None)
        self.query.typed.clear()
        used = set(self._planned() or ()) | {one[0] for one in (self._limited(),) if one}
        self.query.named = [
            one for one in self.query.named if not used & set(one.fields) or one.asked
        ]
        return True

    def _counts_groups(self) -> bool:
        """Tell whether late rows are counted: « quel service a le plus d'actions en retard ? »."""
        query = self.query
        at = query.ops.get("late", query.ops.get("intime", -1))
        if at < 0 or not query.has("largest", "smallest") or query.words[at] not in {"en", "hors"}:
            return False
        naming = {*self.name_fields()}
        return any(
            one.asked and one.fields[0].kind == TEXT and one.fields[0] not in naming
            for one in query.named
        )

    def _names_more(self) -> bool:
        """Tell whether other columns are asked for than those of the days."""
        used = set(self._planned() or ()) | (
            {limited[0]} if (limited := self._limited()) else set()
        )
        naming = {*self.name_fields()}
        for one in self.query.named:
            mine = set(one.fields)
            rows = one.asked or one.fields[0] in naming
            if not mine & used and not (rows and one.fields[0].kind not in {DAY, FIGURE}):
                return True
        return False

    def _asks_days(self) -> bool:
        return bool(_OF_DAYS & set(self.query.words))

    # ------------------------------------------------------------------ words
    def _is_wanted(self, term: Term) -> bool:
        query = self.query
        if query.has("not late"):
            return term.over is not None and not term.is_late
        if query.has("late", "not intime"):
            return term.is_late
        if "avance" in query.words:
            return term.in_time and (term.over or 0) < 0
        return term.in_time

    def _word(self) -> str:
        query = self.query
        if query.has("not late"):
            return "pas en retard" if self._planned() else "pas hors délai"
        if query.has("late", "not intime"):
            return "en retard" if self._planned() else "hors délai"
        return "en avance" if "avance" in query.words else "dans les délais"

    def _source(self) -> str:
        """Say what is compared with what."""
        planned = self._planned()
        if planned is not None:
            due, done = planned
            against = f"« {done.title} »" if done is not None else ""
            day = format_date(serial_of(self._today))
            return f", {against or f'au {day}'} contre « {due.title} »"
        limited = self._limited()
        assert limited is not None
        field, days, place = limited
        return f", « {field.title} » contre {counted_days(days)} d'après {place}"

    def _days(self, term: Term) -> str:
        over = term.over
        if over is None:
            return f"non jugé ({term.why})"
        if self._planned() is None:
            size = counted_days(abs(over))
            side = f"{size} au-delà de la limite" if over > 0 else f"{size} avant la limite"
            return f"{side if over else 'à la limite'} ({term.told})"
        if over > 0:
            return f"{counted_days(over)} de retard ({term.told})"
        if term.open and not over:
            return f"échoit ce jour ({term.told})"
        if term.open:
            return f"pas encore échu, dans {counted_days(-over)} ({term.told})"
        if not over:
            return f"à la date prévue ({term.told})"
        return f"{counted_days(-over)} d'avance ({term.told})"

    def _line(self, term: Term) -> str:
        naming = {*self.name_fields()}
        asked = [one.fields[0] for one in self.query.named if one.asked]
        beside = [one for one in asked if one.kind == TEXT and one not in naming]
        told = "".join(f", {one.title} : {term.record.cell(one).shown}" for one in beside)
        return f"{self.name(term.record)}, {self._days(term)}{told}"

    def _unknown(self, terms: Sequence[Term]) -> str:
        blank = [one for one in terms if one.over is None]
        if not blank:
            return ""
        told = [f"{self.name(one.record)} ({one.why})" for one in blank]
        return f" Non jugé : {enumerated(told[:_MOST_TOLD])}."

    def _head_of(self) -> str:
        return f"{self._word()}{self._source()}"

    # ------------------------------------------------------------------ kinds
    def _one(self, term: Term) -> Answer:
        """Tell the days of one row, and whether what the question says of it holds."""
        days, query = self._days(term), self.query
        if term.over is None:
            return unknown(
                f"{self.head()} – je ne dis pas le retard de {self.name(term.record)}, {days}."
            )
        lead = ""
        if query.has("whether") and not self._asks_days():
            lead = "Oui : " if self._is_wanted(term) else "Non : "
        elif query.has("late") and not term.is_late:
            lead = "Aucun retard : "
        return self.said(f"{lead}{self.name(term.record)}, {days}.{self._limit_told()}")

    def _limit_told(self) -> str:
        limited = self._limited() if self._planned() is None else None
        if limited is None:
            return ""
        return f" Limite : {counted_days(limited[1])} d'après {limited[2]}."

    def _rows_of_terms(self, terms: Sequence[Term]) -> Answer:
        kept = [one for one in terms if self._is_wanted(one)]
        told = " ; ".join(self._line(one) for one in kept[:_MOST_TOLD])
        more = f" ; et {counted(len(kept) - _MOST_TOLD, 'autre')}" if len(kept) > _MOST_TOLD else ""
        shown = f" : {told}{more}" if kept else ""
        rows = tuple((self.name(one.record), self._days(one)) for one in kept)
        table = Table(("Ligne", "Délai"), rows) if len(rows) > 1 else None
        many = f"{counted(len(kept), 'ligne')} sur {len(terms)} {self._head_of()}"
        return self.said(f"{many}{shown}.{self._ahead_of(terms)}{self._unknown(terms)}", table)

    def _ahead_of(self, terms: Sequence[Term]) -> str:
        """Say which rows are not due yet, where those in time are asked for."""
        if self.query.has("late", "not intime", "not late"):
            return ""
        waits = [one for one in terms if one.open and not one.is_late]
        names = [self.name(one.record) for one in waits]
        return f" Pas encore échu : {enumerated(names)}." if names else ""

    def _latest(self, terms: Sequence[Term]) -> Answer | None:
        """Tell the rows that are the most or the least late, or the earliest."""
        query = self.query
        early = query.has("intime")
        if early and "avance" not in query.words:
            return None
        pool = [one for one in terms if (one.in_time if early else one.is_late)]
        if early:
            pool = [one for one in pool if one.over]
        if not pool:
            return self._rows_of_terms(terms)
        most = query.has("largest", "longest")
        ranked = sorted(pool, key=lambda one: abs(one.over or 0), reverse=most)
        edge = abs(ranked[min(query.most or 1, len(ranked)) - 1].over or 0)
        kept = [
            one
            for one in ranked
            if (abs(one.over or 0) >= edge if most else abs(one.over or 0) <= edge)
        ]
        told = " ; ".join(self._line(one) for one in kept)
        side = "le plus" if most else "le moins"
        word = "en avance" if early else self._word()
        return self.said(f"{side} {word} : {told}.{self._limit_told()}{self._unknown(terms)}")

    def _mean(self, terms: Sequence[Term]) -> Answer | None:
        """Tell the mean or the sum of the days late."""
        if self.query.has("intime", "not intime", "not late"):
            return None
        late = [one for one in terms if one.is_late]
        if not late:
            return self._rows_of_terms(terms)
        days = sum(one.over or 0 for one in late)
        parts = " + ".join(format_number(one.over or 0) for one in late[:_MOST_TOLD])
        names = enumerated(
            [f"{self.name(one.record)} {self._days(one)}" for one in late[:_MOST_TOLD]]
        )
        if not self.query.has("mean"):
            return self.said(
                f"{counted_days(days)} de retard en tout ({parts}) : {names}.{self._unknown(terms)}"
            )
        mean = f"{format_number(days / len(late), 2)} jours"
        known = [one for one in terms if one.over is not None and not one.open]
        every = ""
        if known and len(known) != len(late):
            total = sum(one.over or 0 for one in known)
            every = (
                f" Sur les {len(known)} lignes faites, avances déduites : "
                f"{format_number(total / len(known), 2)} jours."
            )
        return self.said(
            f"retard moyen des {counted(len(late), 'ligne')} en retard : {mean} "
            f"(({parts}) / {len(late)})"
            f" : {names}.{every}{self._unknown(terms)}"
        )

    def _rate_of_terms(self, terms: Sequence[Term]) -> Answer | None:
        """Tell the share of rows that are late or in time, of those that are known."""
        known = [one for one in terms if one.over is not None and (one.is_late or not one.open)]
        if not known:
            return None
        kept = [one for one in known if self._is_wanted(one)]
        first, second = Figure(len(kept), len(kept)), Figure(len(known), len(known))
        figure = divided(first, second)
        if figure is None or not isinstance(figure.node, Operation):
            return None
        rows = f"{counted(len(kept), 'ligne')} sur {len(known)}"
        figure = Figure(figure.value, figure.node, "rate", "", rows)
        return self.figure(
            figure, f"part {self._head_of()}", f"{self._ahead_of(terms)}{self._unknown(terms)}"
        )


def planned_and_done(
    data: Dataset, named: Collection[Field] = ()
) -> tuple[Field, Field | None] | None:
    """Return the column of planned days with that of real ones, ``None`` where one is not sure.

    Args:
        data: The table.
        named: Columns of days that a question names.
    """
    days = data.of(DAY)
    planned = [one for one in days if "planned" in one.roles]
    others = [one for one in days if one not in planned]
    if len(planned) > 1:
        planned = [one for one in planned if one in named] or _alike(planned, others)
    if len(planned) != 1:
        return None
    done = _alike(others, planned)
    if len(done) != 1:
        done = [one for one in done or others if "done" in one.roles]
    if len(done) > 1:
        done = [one for one in done if one in named]
        return (planned[0], done[0]) if len(done) == 1 else None
    if not done and any("start" not in one.roles for one in others):
        return None
    return planned[0], done[0] if done else None


def _alike(fields: Sequence[Field], others: Sequence[Field]) -> list[Field]:
    """Return the columns that share a word with others: « fin prévue », « fin réelle »."""
    words = {word for one in others for word in one.measure if word not in _NO_NAMES}
    return [one for one in fields if words & set(one.measure)]


def _is_of_days(field: Field) -> bool:
    unit = field.unit == "j" or re.search(r"\bjours?\b|\(j\)|\bnb j\b", field.said) is not None
    return "duration" in field.own_roles and (unit or not field.unit)


def counted_days(days: float) -> str:
    """Write a number of days."""
    return f"{format_number(days, 2)} jour{'s' if abs(days) >= 2 else ''}"
