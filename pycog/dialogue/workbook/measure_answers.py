"""The measures of an open plan: done or not, late, early, by whom."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.expressions import Array, Operation, Ref, call
from pycog.dialogue.normalise import normalise
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.cell_answers import enumerated, listed, said_only, with_formula
from pycog.dialogue.workbook.measure_words import (
    ASKED,
    DROPPED,
    DUE_LATER,
    EVERY,
    GIVEN_UP,
    IN_TIME,
    IS_DONE,
    LATE,
    LATE_DONE,
    STATED,
    UNDATED,
    UNREAD,
)
from pycog.dialogue.workbook.open_cells import Cell, joined
from pycog.dialogue.workbook.plan_day import as_of
from pycog.dialogue.workbook.register_rows import (
    REMARK_COLUMN,
    Entries,
    choose,
    day_in,
    day_ref,
)
from pycog.dialogue.workbook.sheet_asking import Asked
from pycog.lazy_patterns import regex
from pycog.values import counted, display, format_date, serial_of

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenColumn, OpenRow, OpenTable

_DAYS: Final = regex(
    r"\b(?:(?:avec |de |en |depuis )?combien de (?:jours?|temps)(?: (?:de |d ))?(?:retard|avance)?"
    r"|retard de combien(?: de jours)?|combien de retard|quel(?:le)? (?:retard|avance)"
    r"|nombre de jours(?: de | d )?(?:retard|avance)?|d avance|en avance)\b"
)
_LONGEST: Final = regex(
    r"\b(?:(?:et )?(?:la|le|l)?quelle?s? )?(?:est )?(?:en retard )?(?:depuis )?(?:le |la )?plus"
    r" (?:longtemps|ancienn?e?s?|vieux|vieille|en retard|gros(?:se)?|tardive?)(?: retard)?\b"
    r"|\bplus (?:gros|grand|long) retard\b"
)
_ONE_ASKED: Final = regex(
    r"(?:et |alors )*(?:la|le|laquelle|lequel|quel(?:le)? (?!mesures|actions|jalons)[a-z]+)\b"
)
#: Words of lateness beside those that say which measures are meant.
_REASON: Final = regex(r"\bpourquoi\b|\b(?:cause|raison|explique\w*|explication)s?\b")
_SPOKEN: Final = regex(r"\bretards?\b|\bdepuis\b")
_BY: Final = regex(r"\bpar (?=service|responsable|pilote|direction|fiche|referent|equipe)")
_MEAN: Final = regex(r"\b(?:en moyenne|moyenne?s?|moyen)\b")
_EARLY: Final = regex(r"\b(?:avec )?(?:le |la )?plus (?:d avance|en avance|tot)\b")
_RATE: Final = regex(
    r"\b(?:taux|part|pourcentage|proportion|%)(?: (?:de|des|d))?(?: (?:mesures?|actions?|jalons?))?"
)
_DONE_RATE: Final = regex(
    r"\b(?:taux|part|pourcentage|%) (?:de |d )?(?:cloture|realisation|achevement|traitement"
    r"|resolution)s?\b"
)
_MOST: Final = regex(
    r"\b(?:a|ont|cumule\w*|compte\w*)? ?le plus (?:de |d )?(?=retards?|mesures?|actions?|jalons?)"
)
#: Asks about one measure that was named before.
_ABOUT_ONE: Final = regex(r"\bqui (?:la|le|l) \w+|\bs en occupe")
#: One alone is asked for: « la prochaine échéance », not « les prochaines ».
_NEXT_ONE: Final = regex(r"\bprochaine?\b")
_IN_PER_CENT: Final = regex(r"\ben ?(?:%|pour ?cents?)")
_AMONG: Final = regex(r"\b(?:parmi|lequel|laquelle|l a ete)\b")
_NEVER: Final = 10**7
#: « Sont-ils tous réalisés à temps ? »
_ALL: Final = regex(
    r"\b(?:ils |elles )?(?:sont|ont)(?: (?:t )?(?:ils|elles|ete|bien))* (?:tous|toutes)\b"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A measure with its situation on a day.

    Attributes:
        row: The measure.
        status: Where it stands.
        days: Days between the due day and the day that it was done, or the day of the plan;
            negative where it was done before.
    """

    row: OpenRow
    status: str
    days: int


def measures_answer(asked: Asked, context: Context) -> Answer | None:
    """Answer a question about the measures of an open plan; ``None`` for any other.

    Args:
        asked: The question.
        context: The formulas and the day of the question.
    """
    for table in asked.book.tables:
        due = _column(table, "échéance")
        done = _column(table, "fait le") or _column(table, "statut")
        if due is not None and done is not None:
            return _Plan(asked, context, table, due, done).answer()
    return None


def _column(table: OpenTable, role: str) -> OpenColumn | None:
    return next(iter(table.of(role)), None)


class _Plan:
    """One plan with a question about it."""

    def __init__(
        self, asked: Asked, context: Context, table: OpenTable, due: OpenColumn, done: OpenColumn
    ) -> None:
        self.asked, self.context, self.table = asked, context, table
        self.due, self.done = due, done
        self.day = as_of(table) or context.today
        self.asks_longest = False

    def _day_said(self) -> dt.date | None:
        """Read the day on which it is asked how things stand: « en retard au 30/09/2013 »."""
        for one in self.asked.question.of("date"):
            before = self.asked.text[: one.start].split()[-1:]
            if before == ["au"] or not before:
                self.asked.spans.append((one.start, one.end))
                return dt.date.fromisoformat(str(one.value))
        return None

    def answer(self) -> Answer | None:
        asked = self.asked
        if asked.question.has("unit") or asked.question.has("change"):
            return None
        days = asked.take(_DAYS)
        longest = asked.take(_LONGEST)
        self.asks_longest = longest is not None and _ONE_ASKED.match(asked.text) is not None
        done_rate = asked.take(_DONE_RATE)
        rate = asked.take(_RATE) or done_rate
        most = asked.take(_MOST) or asked.take(_BY)
        mean, early = asked.take(_MEAN), asked.take(_EARLY)
        if rate:
            asked.take(_IN_PER_CENT)
        wanted: tuple[str, ...] = ()
        for statuses, pattern in ASKED:
            if asked.take(pattern):
                wanted = statuses
                break
        if wanted:
            asked.take(_SPOKEN)
            self.day = self._day_said() or self.day
        if days:
            asked.take(IS_DONE)
        if done_rate and not wanted:
            wanted = ASKED[-1][0]
        if longest:
            asked.take(_AMONG)
        if longest and not wanted:
            wanted = (LATE,)
        how_many = re.search(r"\bcombien\b", asked.text) is not None
        entries = choose(asked, self.table, ("échéance",))
        if entries is None:
            return None
        if not (wanted or days or early or entries.said or entries.columns):
            return None
        if not entries.rows:
            return said_only(
                f"Aucune mesure de « {self.table.sheet} » ne répond à{entries.chosen}.", self.table
            )
        if entries.columns and not entries.said and _ABOUT_ONE.search(asked.text):
            return None
        if mean and entries.columns:
            # Of a column, and not of days: the query on the table averages it.
            return None
        if entries.columns and not (wanted or days) and not most:
            return _projected(entries)
        if self.day is None:
            return None
        judged = self._judge(entries)
        if longest and len(wanted) > 1:
            # « Parmi les jalons réalisés, le plus gros retard »: the worst of them alone.
            late = [one for one in judged if one.status in wanted and one.days > 0]
            worst = max((one.days for one in late), default=0)
            first = [one for one in late if one.days == worst]
            return self._days(first[0], entries) if len(first) == 1 else None
        if days and len(entries.rows) == 1:
            return self._days(judged[0], entries)
        if most and entries.columns:
            counted_by = _BY.search(asked.text) is not None
            return self._most(judged, entries, wanted or (EVERY if counted_by else (LATE,)))
        if mean and wanted:
            return self._mean(judged, wanted, entries)
        if early:
            return self._earliest(judged, entries)
        if rate and wanted:
            return self._share(judged, wanted, entries)
        if wanted == (DUE_LATER,) and _NEXT_ONE.search(asked.text):
            return self._next(judged, entries)
        if not wanted and entries.said:
            wanted = EVERY
        return self._told(judged, wanted, entries, how_many) if wanted else None

    def _judge(self, entries: Entries) -> list[Judged]:
        """Judge each measure by the formula of the catalogue."""
        assert self.day is not None
        host = self.context.host
        judged = []
        for row in entries.rows:
            due, done = entries.cell(row, self.due), entries.cell(row, self.done)
            state = done if self.done.role == "statut" else self._state(row)
            if state is not None and done.is_missing | (state is done):
                told = normalise(state.shown)
                if STATED.fullmatch(told):
                    judged.append(Judged(row, UNDATED, 0))
                    continue
                if GIVEN_UP.match(told):
                    judged.append(Judged(row, DROPPED, 0))
                    continue
            shown = host.show(
                "COG_MILESTONE_STATUS", _worth(due), self._done_on(done), float(serial_of(self.day))
            )
            text = shown.value if isinstance(shown.value, str) else ""
            found = re.search(r"(\d[\d\s\u202f\xa0]*) jour", text)
            days = int(re.sub(r"\D", "", found[1])) if found else 0
            status = UNREAD
            if text.startswith("Réalisée"):
                status = LATE_DONE if days else IN_TIME
                first, last = day_in(due), day_in(done)
                if not days and first and last:
                    days = (last - first).days
            elif text:
                status = LATE if days else DUE_LATER
            judged.append(Judged(row, status, days))
        return judged

    def _state(self, row: OpenRow) -> Cell | None:
        """Return what a column of states says of a measure beside the day that it was done."""
        column = _column(self.table, "statut")
        return None if column is None else Cell(self.table, row, column)

    def _done_on(self, done: Cell) -> float | str | None:
        """Return when a measure was done; what a column of states says is no date."""
        return None if self.done.role == "statut" else _worth(done)

    def _formula(self, entries: Entries) -> tuple[Ref | Array, Ref | Array, float]:
        due = [_worth(entries.cell(row, self.due)) for row in entries.rows]
        done = [self._done_on(entries.cell(row, self.done)) for row in entries.rows]
        assert self.day is not None
        return (
            _block([entries.cell(row, self.due) for row in entries.rows], due),
            _block([entries.cell(row, self.done) for row in entries.rows], done),
            float(serial_of(self.day)),
        )

    def _told(
        self, judged: list[Judged], wanted: Sequence[str], entries: Entries, how_many: bool
    ) -> Answer:
        """Say the measures of each situation, those late for the longest time first."""
        found = sorted(
            (one for one in judged if one.status in wanted),
            key=lambda one: (
                wanted.index(one.status),
                self._due_on(one) if one.status == DUE_LATER else -one.days,
                one.row.index,
            ),
        )
        parts = []
        for status in wanted:
            names = [self._named(one) for one in found if one.status == status]
            if names or len(wanted) == 1:
                parts.append(f"{status} : {len(names)}{', ' if names else ''}{enumerated(names)}")
        assert self.day is not None
        count = f"{counted(len(found), 'mesure')} sur {len(judged)}" if how_many else ""
        head = f"« {self.table.sheet} »{entries.chosen}, au {format_date(serial_of(self.day))}"
        longest = ""
        if list(wanted) == [LATE] and len(found) > 1:
            first = [one for one in found if one.days == found[0].days]
            longest = f" Depuis le plus longtemps : {enumerated([self._named(o) for o in first])}."
        text = f"{head} : {'; '.join(filter(None, (count, ' ; '.join(parts))))}.{longest}"
        text = f"{self._whether_all(judged, wanted)}{text}"
        if longest and self.asks_longest and not how_many:
            return self._late_longest(found, head)
        if len(judged) == 1 and not found:
            text = f"{head} : non, {self._named(judged[0])} – {judged[0].status}."
        text += self._unread(judged, entries) + self._remarks(found)
        rows = tuple(self._line(one, entries) for one in found)
        headings = ("Ligne", "Mesure", "Échéance", "Situation", "Jours")
        listed_ = Table(headings, rows) if rows else None
        if self.done.role == "statut":
            return said_only(text, self.table, listed_)
        node = call("COG_MILESTONE_STATUS", *self._formula(entries))
        return with_formula(node, self.context, text, self.table, listed_)

    def _late_longest(self, found: Sequence[Judged], head: str) -> Answer:
        """Say which of the late measures is so for the longest time, and no other."""
        first = [one for one in found if one.days == found[0].days]
        places = ", ".join(Cell(self.table, one.row, self.due).place for one in first)
        names = enumerated([self._named(one) for one in first])
        text = f"{head}, en retard depuis le plus longtemps : {names} ({places})."
        return said_only(f"{text}{self._remarks(first)}", self.table)

    def _whether_all(self, judged: list[Judged], wanted: Sequence[str]) -> str:
        """Say whether all measures are as a question asks, and which are not."""
        if _ALL.search(self.asked.text) is None or not judged:
            return ""
        others = [one for one in judged if one.status not in wanted]
        if not others:
            return "Oui, toutes. "
        names = enumerated([f"{self._named(one)} – {one.status}" for one in others])
        return f"Non : {len(judged) - len(others)} sur {len(judged)} ; les autres : {names}. "

    def _remarks(self, found: Sequence[Judged]) -> str:
        """Quote what the plan notes of the measures, where it is asked why; no cause is made up."""
        if _REASON.search(self.asked.text) is None or not found:
            return ""
        columns = [
            one for one in self.table.columns if REMARK_COLUMN.fullmatch(normalise(one.title))
        ]
        cells = [Cell(self.table, one.row, column) for one in found for column in columns]
        told = [f"« {one.shown} » ({one.place})" for one in cells if not one.is_missing]
        if not told:
            return " La cause n'est pas indiquée dans le classeur."
        return f" Le classeur porte : {enumerated(told)}."

    def _next(self, judged: list[Judged], entries: Entries) -> Answer:
        """Say what is due next after the day of the plan, all of that day."""
        assert self.day is not None
        after = format_date(serial_of(self.day))
        coming = [one for one in judged if one.status == DUE_LATER and self._due_on(one) < _NEVER]
        if not coming:
            text = f"Aucune échéance{entries.chosen} de « {self.table.sheet} » après le {after}."
            return said_only(text + self._unread(judged, entries), self.table)
        first = min(self._due_on(one) for one in coming)
        found = [one for one in coming if self._due_on(one) == first]
        names = enumerated([self._named(one) for one in found])
        text = f"Prochaine échéance de « {self.table.sheet} » après le {after} : {names}."
        text += self._unread(judged, entries)
        if self.done.role == "statut":
            return said_only(text, self.table)
        node = call(
            "COG_MILESTONE_STATUS", *self._formula(Entries(self.table, [one.row for one in found]))
        )
        shown = with_formula(node, self.context, text, self.table)
        return replace(shown, display=entries.cell(found[0].row, self.due).shown)

    def _due_on(self, one: Judged) -> int:
        day = day_in(Cell(self.table, one.row, self.due))
        return day.toordinal() if day is not None else _NEVER

    def _mean(self, judged: list[Judged], wanted: Sequence[str], entries: Entries) -> Answer | None:
        """Say the mean delay of the measures in some situations."""
        found = [one for one in judged if one.status in wanted and one.days > 0]
        if not found:
            return None
        ends = [self._end(one, entries) for one in found]
        due = [day_ref(entries.cell(one.row, self.due)) for one in found]
        gaps = [Operation(end, "-", start) for end, start in zip(ends, due, strict=True)]
        names = enumerated([f"{entries.name(o.row)} ({counted(o.days, 'jour')})" for o in found])
        text = f"Retard moyen de {counted(len(found), 'mesure')} : {{value}} jours. {names}."
        return with_formula(call("AVERAGE", *gaps), self.context, text, self.table)

    def _end(self, one: Judged, entries: Entries) -> Operation | Ref | float:
        """Return the day that a measure was done, or the day of the plan."""
        assert self.day is not None
        if one.status == LATE:
            return float(serial_of(self.day))
        return day_ref(entries.cell(one.row, self.done))

    def _earliest(self, judged: list[Judged], entries: Entries) -> Answer | None:
        """Say which measure was done the longest before its due day."""
        found = [one for one in judged if one.status == IN_TIME and one.days < 0]
        if not found:
            return said_only("Aucune mesure n'a été faite en avance.", self.table)
        most = min(one.days for one in found)
        first = [one for one in found if one.days == most]
        if len(first) == 1:
            return self._days(first[0], entries)
        names = enumerated([entries.name(one.row) for one in first])
        return said_only(f"{counted(-most, 'jour')} d'avance : {names}.", self.table)

    def _named(self, one: Judged) -> str:
        due = Cell(self.table, one.row, self.due).shown
        name = Entries(self.table, []).name(one.row)
        late = f", {counted(one.days, 'jour')} de retard" if one.days > 0 else ""
        done = Cell(self.table, one.row, self.done)
        dated = one.status in (IN_TIME, LATE_DONE) and self.done.role == "fait le"
        when = f", faite le {done.shown}" if dated else ""
        return f"{name} (échéance {due}{when}{late})"

    def _line(self, one: Judged, entries: Entries) -> tuple[str, ...]:
        due = entries.cell(one.row, self.due).shown
        days = str(one.days) if one.days > 0 else ""
        return str(one.row.index + 1), one.row.label, due, one.status, days

    def _unread(self, judged: list[Judged], entries: Entries) -> str:
        names = [entries.name(one.row) for one in judged if one.status == UNREAD]
        if not names:
            return ""
        return f" Sans échéance ou date lisible, donc non comptées : {enumerated(names)}."

    def _days(self, one: Judged, entries: Entries) -> Answer | None:
        """Say how many days a measure was late or early."""
        if one.status in (UNREAD, DUE_LATER, UNDATED):
            return said_only(f"{entries.name(one.row)} : {one.status}.", self.table)
        due = day_ref(entries.cell(one.row, self.due))
        end = self._end(one, entries)
        if one.days >= 0:
            node, way = Operation(end, "-", due), "de retard"
        else:
            node, way = Operation(due, "-", end), "d'avance"
        done = entries.cell(one.row, self.done).shown
        told = f"{counted(abs(one.days), 'jour')} {way}" if one.days else "aucun jour de retard"
        text = (
            f"{entries.name(one.row)} : {told} (échéance {entries.cell(one.row, self.due).shown}, "
            f"{f'faite le {done}' if one.status != LATE else 'pas encore faite'})."
        )
        return with_formula(node, self.context, text, self.table)

    def _most(self, judged: list[Judged], entries: Entries, wanted: Sequence[str]) -> Answer:
        """Say which value of a column has the most measures in some situations."""
        column = entries.columns[0]
        counts = Counter(
            entries.cell(one.row, column).shown for one in judged if one.status in wanted
        )
        if not counts:
            return said_only(f"Aucune mesure n'est {wanted[0]}.", self.table)
        most = max(counts.values())
        first = [name for name, count in counts.items() if count == most]
        rest = enumerated([f"{name} ({count})" for name, count in counts.most_common()])
        what = "mesures" if tuple(wanted) == EVERY else f"mesures {wanted[0]}"
        text = (
            f"{column.title} avec le plus de {what} : {enumerated(first)} ({most}). "
            f"Par {column.title.lower()} : {rest}.{self._unread(judged, entries)}"
        )
        return said_only(text, self.table)

    def _share(self, judged: list[Judged], wanted: Sequence[str], entries: Entries) -> Answer:
        """Say which share of the measures is in some situations."""
        done = set(wanted) <= {IN_TIME, LATE_DONE, UNDATED}
        # Whether something is done does not depend on when it is due.
        read = [one for one in judged if one.status != UNREAD or done]
        found = [one for one in read if one.status in wanted]
        node = Operation(len(found), "/", len(read))
        aside = "" if done else self._unread(judged, entries)
        text = (
            f"{display(len(found) / len(read), 'evolution')} : {len(found)} sur {len(read)} "
            f"mesures de « {self.table.sheet} »{entries.chosen}.{aside}"
        )
        return with_formula(node, self.context, text, self.table)


def _worth(cell: Cell) -> float | str | None:
    day = day_in(cell)
    if day is not None:
        return float(serial_of(day))
    value = cell.value
    return value if isinstance(value, float | str) else None


def _block(cells: Sequence[Cell], values: Sequence[float | str | None]) -> Ref | Array:
    block = Array(tuple((one,) for one in values))
    place = joined(cells)
    return Ref(place.address, block) if isinstance(place, Ref) else block


def _projected(entries: Entries) -> Answer:
    """Say what stands in the columns that were named, entry by entry."""
    return listed(entries.table, entries.rows, entries.columns, entries.name, entries.chosen)
