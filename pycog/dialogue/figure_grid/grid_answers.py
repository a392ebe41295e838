"""Answers what is asked of a grid: sums, means, gaps, rates, shares, changes and rankings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pycog.arithmetic import compare, same
from pycog.dialogue.answers import Answer, Table, compute
from pycog.dialogue.expressions import Call, Operation, call
from pycog.dialogue.figure_grid.grid_figures import Fault, Figure, Figures, Form, Lines, shorter
from pycog.dialogue.figure_grid.grid_model import LINE, Entity, Place
from pycog.dialogue.figure_grid.grid_operators import (
    CHECK,
    EVOLUTION,
    GAP,
    LARGEST,
    MEAN,
    PLAIN,
    PROJECTED,
    RANK,
    RATE,
    SHARE,
    SMALLEST,
    SUM,
    Limit,
)
from pycog.dialogue.figure_grid.grid_reading import Asked
from pycog.dialogue.figure_grid.grid_words import done, planned
from pycog.dialogue.table_query.table_periods import Period, said_of
from pycog.dialogue.workbook.cell_answers import enumerated, not_computed, said_only, with_formula
from pycog.dialogue.workbook.open_cells import shown_as
from pycog.values import counted, display

if TYPE_CHECKING:
    from pycog.dialogue.expressions import Computed
    from pycog.dialogue.turn import Context

_MOST: Final = 12
#: What is the worse the more there is of it.
_BAD: Final = re.compile(r"\b(?:absen|retard|depass|abandon|rejet|erreur|anomal|litige|impaye|reclam)\w*")
_YEAR: Final = 12


class GridAnswers:
    """One question on one grid on its way to an answer.

    Args:
        asked: The question.
        context: The formulas.
        figures: The figures of the grid.
    """

    def __init__(self, asked: Asked, context: Context, figures: Figures | None = None) -> None:
        self.asked, self.context = asked, context
        self.grid, self.read = asked.grid, asked.read
        self.figures = figures or Figures(asked.grid, context)

    def answer(self) -> Answer | None:
        """Return the answer, ``None`` where the question has none on this grid."""
        read, asked = self.read, self.asked
        if read.has(CHECK):
            return self._checked() if not read.has(EVOLUTION, RANK, SHARE, PROJECTED) else None
        if asked.claimed is not None:
            return None
        if read.has(PROJECTED):
            return self._projected()
        if read.worst and not self._settle_worst():
            return None
        if read.limits or read.counted:
            return self._limited(read.limits[0]) if len(read.limits) == 1 else None
        if read.has(EVOLUTION) or (read.gap and asked.form.kind == PLAIN):
            return self._moved()
        if read.has(SHARE):
            return self._share()
        if read.has(RANK, LARGEST, SMALLEST):
            return self._ranked()
        if read.which or (asked.named.asked and not asked.named.each):
            return None
        if asked.named.each and (not asked.lines or asked.lines[0].lines):
            return self._each_line()
        return self._figure()

    def _settle_worst(self) -> bool:
        """Take the worst for the largest of absences, the smallest of rates; tell whether it is."""
        form = self.asked.form
        if form.kind == RATE and not form.pair:
            self.read.ops = [SMALLEST if one == LARGEST else one for one in self.read.ops]
            return True
        said = f"{self.grid.title} {form.first}"
        return form.kind == PLAIN and _BAD.search(said) is not None

    # -- one figure ------------------------------------------------------------------

    def _figure(self) -> Answer | None:
        """Tell a figure: in one period, or in several, added up or averaged where that is said."""
        asked, read = self.asked, self.read
        periods = self._several()
        if periods is None:
            return None
        lines = asked.summed()
        if not self._may_add(lines):
            return None
        if asked.named.nouns and not asked.lines and not read.has(SUM, MEAN):
            return None
        if read.has(MEAN) and not asked.lines and asked.named.nouns and len(periods) <= 1:
            return self._mean_of_lines(periods[0] if periods else None)
        if len(periods) > 1 and read.has(SUM, MEAN):
            return self._over_periods(lines, periods)
        if len(periods) > 1:
            return self._each_period(lines, periods)
        period = periods[0] if periods else None
        if read.has(MEAN) and (found := self._mean_within(lines, period)) is not None:
            return found
        found = self.figures.of(lines, asked.form, period)
        if isinstance(found, Fault):
            return self._fault(found)
        return self._told(found, self._subject(lines, period))

    def _several(self) -> list[Period | None] | None:
        """Return the periods of a figure; ``None`` where those that are said are not there."""
        asked, read = self.asked, self.read
        found: list[Period | None] = list(asked.periods)
        if not found and read.all_periods:
            held = self._all_periods(read.every)
            if read.count and len(held) != read.count:
                return None
            return list(held)
        if found and read.all_periods and read.every:
            # « Par trimestre en 2025 ».
            held = [
                one
                for one in self._all_periods(read.every)
                if any(period and period.holds(one) for period in found)
            ]
            return list(held) or None
        if len(found) == 1 and found[0] is not None and found[0].until:
            period = found[0]
            return [
                one
                for one in self._all_periods(_YEAR)
                if period.holds(one)
            ]
        if not found and len(self._all_periods(0)) > 1 and self._spans_years():
            return list(self._all_periods(_YEAR))
        return found

    def _spans_years(self) -> bool:
        return len({one.year for one in self._all_periods(0)}) > 1

    def _all_periods(self, months: int) -> list[Period]:
        """Return the periods of the figure, those of a length where one is given."""
        form = self.asked.form
        held = self.grid.periods(form.first)
        if form.last is not None:
            other = self.grid.periods(form.last)
            held = [one for one in held if one in other]
        held = [self.grid.dated(one) for one in held]
        held = [one for one in held if not any(out.holds(one) for out in self.asked.apart)]
        if months:
            return [one for one in held if not one.day and not one.until and one.last - one.first + 1 == months]
        return held

    def _over_periods(self, lines: Lines, periods: Sequence[Period | None]) -> Answer | None:
        found = [self.figures.of(lines, self.asked.form, one) for one in periods]
        means = self.read.has(MEAN)
        held = [one for one in found if isinstance(one, Figure)]
        if not means and (self.asked.form.kind == RATE or self.grid.is_level(self.asked.form.first)):
            return None
        if means and self.read.has(SUM) and len(held) < len(found):
            return None
        total = self.figures.added(found, mean=means)
        if isinstance(total, Fault):
            return self._fault(total)
        parts = enumerated(
            [
                f"{said_of(period)} : {one.shown}"
                for period, one in zip(periods, found, strict=True)
                if isinstance(one, Figure) and period
            ]
        )
        what = "moyenne" if means else "total"
        subject = f"{self._subject(lines, None)}, {what} de {counted(len(held), 'période')}"
        return self._told(total, subject, parts)

    def _each_period(self, lines: Lines, periods: Sequence[Period | None]) -> Answer | None:
        """Tell a figure period by period."""
        found = [(one, self.figures.of(lines, self.asked.form, one)) for one in periods]
        held = [(period, one) for period, one in found if isinstance(one, Figure) and period]
        if not held or len(held) < len(found) and len(self.asked.periods) > 1:
            return None
        told = " ; ".join(f"{said_of(period)} : {_value_told(one)}" for period, one in held)
        notes = " ".join(dict.fromkeys(note for _, one in held for note in one.notes))
        rows = tuple((said_of(period), one.shown) for period, one in held)
        together = self._together([one for _, one in found]) if self.read.all_periods else ""
        text = f"« {self.grid.table.open.sheet} » – {self._subject(lines, None)} : {told}.{together}"
        table = Table(("Période", "Valeur"), rows)
        return said_only(f"{text} {notes}".strip(), self.grid.table.open, table)

    def _together(self, found: Sequence[Figure | Fault]) -> str:
        """Say what several periods make together, where their figures add up."""
        if self.asked.form.kind == RATE or self.grid.is_level(self.asked.form.first):
            return ""
        total = self.figures.added(found)
        return f" Ensemble : {total.shown}." if isinstance(total, Figure) else ""

    def _mean_within(self, lines: Lines, period: Period | None) -> Answer | None:
        """Average the parts of a period: the months of a quarter, the quarters of a year."""
        held = self._all_periods(0)
        if period is not None:
            held = [one for one in held if period.holds(one) and not one.is_same(period)]
        lengths = {one.last - one.first for one in held}
        if len(held) < 2 or len(lengths) != 1:
            return None
        return self._over_periods(lines, held)

    def _mean_of_lines(self, period: Period | None) -> Answer | None:
        found = [
            self.figures.of(Lines((one,)), self.asked.form, period) for one in self.asked.all_lines
        ]
        mean = self.figures.added(found, mean=True)
        if isinstance(mean, Fault):
            return self._fault(mean)
        held = sum(isinstance(one, Figure) for one in found)
        return self._told(mean, f"moyenne de {counted(held, 'ligne')}{_in(period)}")

    def _may_add(self, lines: Lines) -> bool:
        """Tell whether several lines may be told as one figure."""
        if self.asked.form.pair:
            return True
        if not self.asked.lines and self.grid.whole is None:
            return self.read.has(SUM, MEAN) or self.asked.named.whole
        return len(lines.entities) < 2 or self.read.has(SUM, MEAN) or len(self.asked.lines) != len(
            lines.entities
        )

    # -- changes ---------------------------------------------------------------------

    def _moved(self) -> Answer | None:
        """Tell by how much a figure moved from one period to another, or two lines differ."""
        asked, read = self.asked, self.read
        if read.which and not asked.lines:
            return None
        if len(asked.lines) == 2 and len(asked.periods) <= 1 and not self._seeks():
            return self._two_lines()
        pair = self._two_periods()
        if pair is None:
            return None
        if self._seeks() and not read.which:
            return self._most_moved(*pair)
        lines = asked.summed()
        if not self._may_add(lines):
            return None
        first, last = (self._in(lines, one) for one in pair)
        if isinstance(first, Fault) or isinstance(last, Fault):
            return self._fault(first if isinstance(first, Fault) else last)
        names = tuple(said_of(one) for one in pair)
        return self._change(first, last, names, self._subject(lines, None), said=read.evolution_said)

    def _in(self, lines: Lines, period: Period) -> Figure | Fault:
        return self.figures.of(lines, self.asked.form, period)

    def _seeks(self) -> bool:
        """Tell whether the line that moved most is sought."""
        return (self.read.has(RANK, LARGEST, SMALLEST) or self.asked.named.asked) and (
            not self.asked.lines or len(self.asked.all_lines) > 1
        )

    def _two_periods(self) -> tuple[Period, Period] | None:
        asked = self.asked
        periods = list(asked.periods)
        if len(periods) == 1 and periods[0].until and periods[0].year:
            return Period(periods[0].year), Period(periods[0].until)
        held = self._all_periods(0)
        if len(periods) == 2:
            if periods[0].year is None or periods[1].year is None:
                periods = [self.grid.dated(one) for one in periods]
            first, last = periods
            backward = first.start > last.start
            return (last, first) if backward else (first, last)
        years = [one for one in held if one.is_year]
        if len(periods) == 1 and asked.since:
            same_length = [one for one in held if one.last - one.first == periods[0].last - periods[0].first]
            later = [one for one in same_length if one.start > self.grid.dated(periods[0]).start]
            return (self.grid.dated(periods[0]), later[-1]) if later else None
        if len(periods) == 1 and periods[0].is_year:
            before = [one for one in years if one.year == (periods[0].year or 0) - 1]
            return (before[0], periods[0]) if before else None
        if not periods and len(years) > 1 and len(years) == len(held):
            return years[0], years[-1]
        if not periods and len(held) > 1 and len({one.last - one.first for one in held}) == 1:
            return held[0], held[-1]
        return None

    def _change(
        self, first: Figure, last: Figure, names: Sequence[str], subject: str, said: str = ""
    ) -> Answer | None:
        """Tell the gap of two figures in value and in per cent, or in points."""
        gap = self.figures.between(last, first, GAP)
        if isinstance(gap, Fault):
            return None
        told = f"{names[0]} : {_value_told(first)} ; {names[1]} : {_value_told(last)}"
        head = f"« {self.grid.table.open.sheet} » – {subject} : "
        notes = " ".join(gap.notes)
        sheet = self.grid.table.open
        if gap.kind == "points":
            return self._points(gap, head, told, notes)
        rate = Operation(gap.node, "/", first.node) if first.number else None
        shown = ""
        if rate is not None:
            change = compute(rate, self.context.host).value
            shown = display(change, "evolution") if isinstance(change, float) else ""
        by = f"{_signed(gap.number)}{gap.shown}"
        if self.read.unit == "%" and rate is not None:
            text = f"{head}{{value}}, soit {by} ({told}). {notes}"
            return with_formula(rate, self.context, text.strip(), sheet, kind="rate")
        percent = f", soit {shown}" if shown else ""
        text = f"{head}{by}{percent} ({told}). {notes}"
        assert isinstance(gap.node, Call | Operation)
        return with_formula(gap.node, self.context, text.strip(), sheet, kind=_kind(gap))

    def _points(self, gap: Figure, head: str, told: str, notes: str) -> Answer:
        number = shown_as(round(gap.number, 2), "number")
        text = f"{head}{_signed(gap.number)}{number} points ({told}). {notes}".strip()
        assert isinstance(gap.node, Call | Operation)
        return with_formula(gap.node, self.context, text, self.grid.table.open)

    def _two_lines(self) -> Answer | None:
        """Tell the gap of two lines in one period."""
        asked = self.asked
        period = asked.periods[0] if asked.periods else None
        first, last = (
            self.figures.of(Lines((one,)), asked.form, period) for one in asked.lines
        )
        if isinstance(first, Fault) or isinstance(last, Fault):
            return self._fault(first if isinstance(first, Fault) else last)
        names = tuple(one.name for one in asked.lines)
        return self._change(first, last, names, f"écart{self._form_name()}{_in(period)}")

    def _most_moved(self, first: Period, last: Period) -> Answer | None:
        """Tell which lines moved most from one period to another."""
        asked, read = self.asked, self.read
        found: list[tuple[Entity, Figure, Figure, Figure]] = []
        left = []
        for one in asked.all_lines:
            ends = [self._in(Lines((one,)), period) for period in (first, last)]
            if not (isinstance(ends[0], Figure) and isinstance(ends[1], Figure)):
                left.append(one.name)
                continue
            gap = self.figures.between(ends[1], ends[0], GAP)
            if isinstance(gap, Figure):
                found.append((one, ends[0], ends[1], gap))
        if len(found) < 2:
            return None
        relative = read.unit == "%"

        def weight(one: tuple[Entity, Figure, Figure, Figure]) -> float:
            return one[3].number / one[1].number if relative and one[1].number else one[3].number

        least = read.falls or (read.has(SMALLEST) and not read.rises)
        if not (read.falls or read.rises) and read.has(LARGEST):
            found.sort(key=lambda one: -abs(weight(one)))
        else:
            found.sort(key=weight, reverse=not least)
        if read.falls and weight(found[0]) >= 0:
            return said_only(f"« {self.grid.table.open.sheet} » : aucune ligne n'a baissé.", self.grid.table.open)
        if read.rises and weight(found[0]) <= 0:
            return said_only(f"« {self.grid.table.open.sheet} » : aucune ligne n'a augmenté.", self.grid.table.open)
        if read.falls or read.rises:
            found = [one for one in found if (weight(one) < 0) is read.falls and weight(one)]
        many = read.most or (1 if read.has(LARGEST, SMALLEST) and not read.has(RANK) else len(found))
        told = [
            f"{one.name} ({_moved_told(a, b, gap)})" for one, a, b, gap in found[: max(1, many)]
        ]
        tail = f" Sans les deux valeurs, laissé de côté : {enumerated(left)}." if left else ""
        text = (
            f"« {self.grid.table.open.sheet} » – évolution{self._form_name()} de {said_of(first)} à "
            f"{said_of(last)} : {enumerated(told)}.{tail}"
        )
        rows = tuple((one.name, a.shown, b.shown, gap.shown) for one, a, b, gap in found)
        table = Table(("Ligne", said_of(first), said_of(last), "Écart"), rows)
        return said_only(text, self.grid.table.open, table)

    # -- shares ----------------------------------------------------------------------

    def _share(self) -> Answer | None:
        """Tell which share some lines, or a part of the year, are of the whole."""
        asked = self.asked
        if asked.form.kind != PLAIN or self.grid.is_level(asked.form.first) and not asked.lines:
            return None
        periods = self._several()
        if periods is None or len(periods) > _MOST:
            return None
        whole = asked.within or self.grid.whole
        if whole is None and self.grid.turned:
            return None
        base = Lines((whole,)) if whole else Lines(tuple(self.grid.lines))
        if self._seeks():
            return self._share_of_edge(base, periods)
        if not asked.lines and asked.named.measures:
            return self._share_of_natures(base, periods[0] if len(periods) == 1 else None)
        if not asked.lines:
            return self._share_of_year(base)
        part = Lines(tuple(asked.lines), tuple(asked.without))
        if any(one.role == "total" or one is whole for one in asked.lines):
            return None
        if len(periods) > 1:
            rates = [(one, self._share_in(part, base, one)) for one in periods if one]
            held = [(one, rate) for one, rate in rates if isinstance(rate, Figure)]
            if len(held) < 2:
                return None
            told = " ; ".join(f"{said_of(one)} : {_value_told(rate)}" for one, rate in held)
            text = f"« {self.grid.table.open.sheet} » – part de {part.name}{self._form_name()} : {told}."
            return said_only(text, self.grid.table.open)
        period = periods[0] if periods else None
        rate = self._share_in(part, base, period)
        if isinstance(rate, Fault):
            return self._fault(rate)
        if rate.number > 1:
            return None
        return self._told(rate, f"part de {part.name} dans {base.name}{_in(period)}")

    def _share_of_edge(self, base: Lines, periods: Sequence[Period | None]) -> Answer | None:
        """Tell which share the line that stands out is of the whole."""
        found = self._by_line()
        if found is None or self.read.has(RANK) or len(periods) > 1:
            return None
        held = [(n, one) for n, one in enumerate(f for _, f in found) if isinstance(one, Figure)]
        if len(held) < 2:
            return None
        least = self.read.has(SMALLEST)
        best = (min if least else max)(one.number for _, one in held)
        edge = [n for n, one in held if one.number == best]
        if len(edge) != 1:
            return None
        part = Lines((self.asked.all_lines[edge[0]],))
        period = periods[0] if periods else None
        rate = self._share_in(part, base, period)
        if isinstance(rate, Fault):
            return self._fault(rate)
        return self._told(rate, f"part de {part.name} dans {base.name}{_in(period)}")

    def _share_in(self, part: Lines, base: Lines, period: Period | None) -> Figure | Fault:
        form = self.asked.form
        first, last = (self.figures.of(one, form, period) for one in (part, base))
        if isinstance(first, Fault):
            return first
        return last if isinstance(last, Fault) else self.figures.between(first, last, RATE)

    def _share_of_natures(self, base: Lines, period: Period | None) -> Answer | None:
        """Tell which share one column is of all those that add up: sickness of all absences."""
        keys = self.grid.plain_measures
        if set(keys) & {*planned(self.grid), *done(self.grid)} or len(keys) < 2:
            return None
        first = self.figures.of(base, self.asked.form, period)
        last = self.figures.of(base, Form(PLAIN, keys[0], added=tuple(keys)), period)
        if isinstance(first, Fault) or isinstance(last, Fault):
            return self._fault(first if isinstance(first, Fault) else last)
        rate = self.figures.between(first, last, RATE)
        if isinstance(rate, Fault):
            return None
        return self._told(rate, f"part{self._form_name()}{_in(period)}")

    def _share_of_year(self, base: Lines) -> Answer | None:
        periods = self.asked.periods
        parts = [one for one in periods if not one.is_year]
        if len(parts) != 1 or len(periods) > 2:
            return None
        year = Period(self.grid.dated(parts[0]).year)
        first, last = (self._in(base, one) for one in (parts[0], year))
        if isinstance(first, Fault) or isinstance(last, Fault):
            return self._fault(first if isinstance(first, Fault) else last)
        rate = self.figures.between(first, last, RATE)
        if isinstance(rate, Fault):
            return None
        return self._told(rate, f"part de {said_of(parts[0])} dans l'année")

    # -- rankings --------------------------------------------------------------------

    def _ranked(self) -> Answer | None:
        asked, read = self.asked, self.read
        by_period = bool(read.which) or (
            (read.all_periods or len(asked.periods) > 1) and len(asked.lines) == 1
        )
        by_period |= len(asked.lines) == 1 and not asked.lines[0].lines
        by_period |= bool(read.all_periods and read.has(RANK) and not asked.named.nouns)
        found = self._by_period() if by_period else self._by_line()
        if found is None or len(found) < 2:
            return None
        least = read.has(SMALLEST) or read.least
        held = sorted(
            ((name, one) for name, one in found if isinstance(one, Figure)),
            key=lambda one: one[1].number,
            reverse=not least,
        )
        if len(held) < 2 or len({one.kind for _, one in held}) > 1:
            return None
        left = [name for name, one in found if isinstance(one, Fault)]
        many = read.most or (len(held) if read.has(RANK) else 1)
        if read.skipped:
            # « Et le suivant ? »: those told are told no more.
            held_then, many = held[read.skipped * many :], many
            if not held_then:
                return None
            shown = held_then[:many]
            told = enumerated([f"{name} ({_value_told(one)})" for name, one in shown])
            return self._rank_told(held, told, shown, left, least)
        shown = held[:many] + [
            one for one in held[many:] if same(one[1].number, held[min(many, len(held)) - 1][1].number)
        ]
        told = enumerated([f"{name} ({_value_told(one)})" for name, one in shown])
        return self._rank_told(held, told, shown, left, least)

    def _each_line(self) -> Answer | None:
        """Tell a figure line by line."""
        found = self._by_line()
        held = [(name, one) for name, one in found or () if isinstance(one, Figure)]
        if len(held) < 2:
            return None
        left = [name for name, one in found or () if isinstance(one, Fault)]
        told = enumerated([f"{name} : {_value_told(one)}" for name, one in held])
        tail = f" Sans valeur, laissé de côté : {enumerated(left)}." if left else ""
        text = f"« {self.grid.table.open.sheet} » – {self._subject_only()} : {told}.{tail}"
        rows = tuple((name, one.shown) for name, one in held)
        return said_only(text, self.grid.table.open, Table(("Ligne", "Valeur"), rows))

    def _rank_told(
        self,
        held: Sequence[tuple[str, Figure]],
        told: str,
        shown: Sequence[tuple[str, Figure]],
        left: Sequence[str],
        least: bool,
    ) -> Answer:
        edge = "le plus faible" if least else "le plus élevé"
        order = edge if len(shown) == 1 else f"{edge} d'abord"
        tail = f" Sans valeur, laissé de côté : {enumerated(list(left))}." if left else ""
        notes = "".join(f" {one}" for one in dict.fromkeys(n for _, f in shown for n in f.notes))
        subject = self._subject_only()
        text = f"« {self.grid.table.open.sheet} » – {subject}, {order} : {told}.{tail}{notes}"
        rows = tuple((str(n), name, one.shown) for n, (name, one) in enumerate(held, 1))
        table = Table(("Rang", "Ligne", "Valeur"), rows)
        return said_only(text, self.grid.table.open, table)

    def _by_period(self) -> list[tuple[str, Figure | Fault]] | None:
        asked, read = self.asked, self.read
        lines = asked.summed()
        if len(asked.lines) > 1 and not read.has(SUM):
            return None
        length = read.which or read.every
        held = self._all_periods(length)
        if asked.periods:
            held = [one for one in held if any(p.holds(one) for p in asked.periods)]
        if not length and len({one.last - one.first for one in held}) > 1:
            return None
        if read.count and not asked.periods and len(held) != read.count:
            return None
        return [(said_of(one), self._in(lines, one)) for one in held]

    def _by_line(self) -> list[tuple[str, Figure | Fault]] | None:
        asked = self.asked
        if len(asked.periods) > 1 and not self.read.has(SUM, MEAN):
            return None
        periods = self._several()
        if periods is None or (len(periods) > 1 and not self.read.has(SUM, MEAN)):
            return None
        found: list[tuple[str, Figure | Fault]] = []
        for one in asked.all_lines:
            each = [self.figures.of(Lines((one,)), asked.form, p) for p in periods or [None]]
            figure = each[0] if len(each) == 1 else self.figures.added(each, mean=self.read.has(MEAN))
            found.append((one.name, figure))
        return found

    def _limited(self, limit: Limit) -> Answer | None:
        """Tell which lines or periods are beyond a bound."""
        asked = self.asked
        if self.read.has(EVOLUTION, SHARE, RANK, LARGEST, SMALLEST):
            return None
        one_line = len(asked.lines) == 1 and not asked.lines[0].lines
        found = self._by_period() if self.read.which or one_line else self._by_line()
        if not found:
            return None
        held = [(name, one) for name, one in found if isinstance(one, Figure)]
        kinds = {one.kind for _, one in held}
        if len(kinds) != 1 or not _fits_unit(limit, kinds.copy().pop()):
            return None
        inside = [(name, one) for name, one in held if _is_within(one, limit)]
        left = [name for name, one in found if isinstance(one, Fault)]
        tail = f" Sans valeur, laissé de côté : {enumerated(left)}." if left else ""
        told = enumerated([f"{name} ({_value_told(one)})" for name, one in inside])
        many = counted(len(inside), "ligne" if found is None or not self.read.which else "période")
        text = (
            f"« {self.grid.table.open.sheet} » – {self._subject_only()}, {limit.said} : {many}"
            f"{f' : {told}' if told else ''}.{tail}"
        )
        rows = tuple((name, one.shown) for name, one in inside)
        table = Table(("Ligne", "Valeur"), rows) if rows else None
        return said_only(text, self.grid.table.open, table)

    # -- checks and projections ------------------------------------------------------

    def _checked(self) -> Answer | None:
        """Set a total against what its lines make."""
        asked = self.asked
        if (across := self._checked_across()) is not None:
            return across
        total = asked.lines[0] if len(asked.lines) == 1 else self.grid.whole
        if len(asked.lines) > 1 or total is None or asked.form.kind != PLAIN or asked.without:
            return None
        period = asked.periods[0] if len(asked.periods) == 1 else None
        if len(asked.periods) > 1 or (asked.claimed is not None and total.role == LINE):
            return None
        places = self.grid.at(total, asked.form.first, period)
        if not places and period and period.is_year and period.year == self.grid.table.year:
            places = self.grid.at(total, asked.form.first, None)
        if asked.claimed is not None:
            claimed = asked.claimed
            of = [one for one in places if one.cell.number is not None and same(one.cell.number, claimed)]
            if not of and not (asked.named.measures or asked.named.own):
                return None
            asked.score += 2.0 if of else -2.0
            places = of or places
        places = [one for one in places if one.cell.number is not None]
        if len(places) != 1 or total.role == LINE:
            return None
        summed = self.figures.summed_lines(total, places[0])
        number = places[0].cell.number
        if summed is None or number is None:
            return None
        return self._verdict(total, places[0], summed)

    def _verdict(self, total: Entity, place: Place, summed: Figure) -> Answer | None:
        """Tell whether a sum that stands in a cell, or that is claimed, is what its parts make."""
        number, kind = place.cell.number or 0.0, place.cell.kind
        claimed = number if self.asked.claimed is None else self.asked.claimed
        right = same(summed.number, claimed)
        gap = self.figures.between(Figure(place.cell.ref(), number, kind, ""), summed, GAP)
        by = "" if same(summed.number, number) or isinstance(gap, Fault) else f", écart {gap.shown}"
        said = "" if same(claimed, number) else f" Vous dites {shown_as(claimed, kind)}."
        head = place.cell.row.label if self.grid.turned else place.cell.heading
        text = (
            f"{'Oui' if right else 'Non'} : « {self.grid.table.open.sheet} », {total.name}, "
            f"{head} : {place.cell.shown} ({place.cell.place}) ; somme : "
            f"{{value}}{by} ({summed.told}).{said} {' '.join(summed.notes)}"
        )
        assert isinstance(summed.node, Call | Operation)
        sheet = self.grid.table.open
        return with_formula(summed.node, self.context, text.strip(), sheet, kind=_kind(summed))

    def _checked_across(self) -> Answer | None:
        """Set the sum of the periods of a line against what they make."""
        asked, key = self.asked, self.grid.sum_key
        if len(asked.lines) != 1 or not key or asked.form.kind != PLAIN:
            return None
        if any(not one.is_year for one in asked.periods) or len(asked.periods) > 1:
            return None
        line = asked.lines[0]
        totals = self.grid.at(line, key, None)
        parts = [one for one in self.grid.at(line, "", None) if one.cell.number is not None]
        if len(totals) != 1 or totals[0].cell.number is None or len(parts) < 2:
            return None
        if asked.periods and any(one.period and not asked.periods[0].holds(one.period) for one in parts):
            return None
        found = self.figures.added([self.figures.cell(one, line) for one in parts])
        if isinstance(found, Fault):
            return None
        said = enumerated(
            [f"{said_of(one.period)} {one.cell.shown}" for one in parts if one.period]
        )
        return self._verdict(line, totals[0], Figure(found.node, found.number, found.kind, said))

    def _projected(self) -> Answer | None:
        """Tell what a year makes where the months that are missing are like those that are there."""
        asked = self.asked
        lines, form = asked.summed(), asked.form
        if form.kind != PLAIN or not self._may_add(lines):
            return None
        year = next((one.year for one in asked.periods if one.is_year), self.grid.table.year)
        held = [one for one in self._all_periods(0) if not one.is_year and not one.until]
        held = [one for one in held if one.year in (None, year) and not one.day]
        found = [(one, self._in(lines, one)) for one in held]
        full = [(one, figure) for one, figure in found if isinstance(figure, Figure) and figure.number]
        months = sum(one.last - one.first + 1 for one, _ in full)
        if not full or (self.read.known and self.read.known != months) or months >= _YEAR or len({o.last - o.first for o, _ in full}) != 1:
            return None
        if self.grid.is_level(form.first) or full[-1][0].last != months:
            return None
        total = self.figures.added([figure for _, figure in full])
        if isinstance(total, Fault):
            return None
        node = Operation(Operation(total.node, "*", _YEAR), "/", months)
        figure = Figure(node, total.number * _YEAR / months, total.kind, total.told, total.notes)
        subject = f"{self._subject(lines, None)}, {year or 'année'} au rythme des {months} premiers mois"
        return self._told(figure, subject, f"{total.shown} en {months} mois × 12 / {months}")

    # -- what is told ----------------------------------------------------------------

    def _told(self, figure: Figure, subject: str, parts: str = "") -> Answer | None:
        unit = self.read.unit
        if unit and not _in_unit(unit, figure.kind):
            return None
        notes = f" {' '.join(figure.notes)}" if figure.notes else ""
        told = parts or shorter(figure.told)
        text = f"« {self.grid.table.open.sheet} » – {subject} : {{value}} ({told}).{notes}"
        node = figure.node
        if not isinstance(node, Call | Operation):
            node = call("SUM", node)
        return with_formula(node, self.context, text, self.grid.table.open, kind=_kind(figure))

    def _fault(self, fault: Fault | Figure) -> Answer | None:
        if isinstance(fault, Figure) or not fault.cells:
            return None
        return not_computed(fault.cells)

    def _form_name(self) -> str:
        form = self.asked.form
        titles = [self._title(one) for one in (form.first, form.last or "")]
        if form.pair:
            sign = "/" if form.kind == RATE else "moins"
            return f"{form.pair[0].name} {sign} {form.pair[1].name}"
        if form.added:
            return f", {' + '.join(map(self._title, form.added))}"
        if form.kind == RATE:
            return f", taux {titles[0]} / {titles[1]}"
        if form.kind == GAP:
            return f", {titles[0]} moins {titles[1]}"
        return f", {titles[0]}" if titles[0] else ""

    def _title(self, key: str) -> str:
        """Return the heading of a measure as it reads within a sentence."""
        title = self.grid.measures[key].title if key in self.grid.measures and key else ""
        return title[:1].lower() + title[1:] if title[1:2].islower() else title

    def _subject(self, lines: Lines, period: Period | None) -> str:
        if self.asked.form.pair:
            return f"{self._form_name()}{_in(period)}"
        return f"{lines.name}{self._form_name()}{_in(period)}"

    def _subject_only(self) -> str:
        asked = self.asked
        name = asked.summed().name if asked.lines else "lignes"
        if asked.form.pair:
            name = ""
        periods = ", ".join(said_of(one) for one in asked.periods)
        return f"{name}{self._form_name()}{f', {periods}' if periods else ''}"


def _in(period: Period | None) -> str:
    return f", {said_of(period)}" if period else ""


def _value_told(figure: Figure) -> str:
    """Return a figure with what gives it, where that is more than one cell."""
    if figure.kind == "rate" or " ; " in figure.told:
        return f"{figure.shown} : {shorter(figure.told)}"
    place = figure.told.rpartition("(")[2].rstrip(")")
    return f"{figure.shown} ({place})" if place and len(place) < 7 else figure.shown


def _moved_told(first: Figure, last: Figure, gap: Figure) -> str:
    rate = ""
    if first.number and gap.kind != "points":
        rate = f", {display(gap.number / first.number, 'evolution')}"
    unit = " points" if gap.kind == "points" else ""
    number = gap.shown if gap.kind != "points" else shown_as(round(gap.number, 2), "number")
    return f"{_signed(gap.number)}{number}{unit}{rate} : {first.shown} puis {last.shown}"


def _signed(number: float) -> str:
    return "+" if number > 0 else ""


def _kind(figure: Figure) -> str:
    return "" if figure.kind in {"number", "points"} else figure.kind


def _in_unit(unit: str, kind: str) -> bool:
    asked = set(unit.split("+")) - {"valeur", "jours"}
    if not asked:
        return True
    return asked == {"%"} if kind in {"rate", "%"} else asked == {kind} or (
        asked == {"point"} and kind == "points"
    )


def _fits_unit(limit: Limit, kind: str) -> bool:
    if limit.unit in {"%", "pour cent"}:
        return kind in {"rate", "%"}
    if limit.unit in {"€", "k€", "m€", "euro", "euros"}:
        return kind in {"€", "k€", "M€"}
    return kind not in {"rate", "%"} or limit.unit == ""


def _is_within(figure: Figure, limit: Limit) -> bool:
    scale = {"k€": 0.001, "M€": 0.000001}.get(figure.kind, 1.0) if "€" in limit.unit or "euro" in limit.unit else 1.0
    scale = 0.01 if figure.kind == "rate" else scale
    for bound, wanted in ((limit.low, 1), (limit.high, -1)):
        if bound is None:
            continue
        side = compare(figure.number, bound * scale)
        if side != wanted and not (limit.closed and side == 0):
            return False
    return True
