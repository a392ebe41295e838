"""Tells by how much figures of a grid moved, or differ."""

from __future__ import annotations

from collections.abc import Sequence

from pycog.dialogue.answers import Answer, Table, compute
from pycog.dialogue.expressions import Call, Operation
from pycog.dialogue.figure_grid.grid_figures import Fault, Figure, Lines
from pycog.dialogue.figure_grid.grid_model import Entity
from pycog.dialogue.figure_grid.grid_operators import GAP, LARGEST, RANK, SMALLEST
from pycog.dialogue.figure_grid.grid_telling import GridTelling, in_period, kind_of, value_told
from pycog.dialogue.table_query.table_periods import Period, said_of
from pycog.dialogue.workbook.cell_answers import enumerated, said_only, with_formula
from pycog.dialogue.workbook.open_cells import shown_as
from pycog.values import display


class GridChanges(GridTelling):
    """One question about what moved."""

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
        return self._change(
            first, last, names, self._subject(lines, None), said=read.evolution_said
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
            same_length = [
                one for one in held if one.last - one.first == periods[0].last - periods[0].first
            ]
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
        told = f"{names[0]} : {value_told(first)} ; {names[1]} : {value_told(last)}"
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
        return with_formula(gap.node, self.context, text.strip(), sheet, kind=kind_of(gap))

    def _points(self, gap: Figure, head: str, told: str, notes: str) -> Answer:
        number = shown_as(round(gap.number, 2), "number")
        text = f"{head}{_signed(gap.number)}{number} points ({told}). {notes}".strip()
        assert isinstance(gap.node, Call | Operation)
        return with_formula(gap.node, self.context, text, self.grid.table.open)

    def _two_lines(self) -> Answer | None:
        """Tell the gap of two lines in one period."""
        asked = self.asked
        period = asked.periods[0] if asked.periods else None
        first, last = (self.figures.of(Lines((one,)), asked.form, period) for one in asked.lines)
        if isinstance(first, Fault) or isinstance(last, Fault):
            return self._fault(first if isinstance(first, Fault) else last)
        names = tuple(one.name for one in asked.lines)
        return self._change(first, last, names, f"écart{self._form_name()}{in_period(period)}")

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
            return said_only(
                f"« {self.grid.table.open.sheet} » : aucune ligne n'a baissé.", self.grid.table.open
            )
        if read.rises and weight(found[0]) <= 0:
            return said_only(
                f"« {self.grid.table.open.sheet} » : aucune ligne n'a augmenté.",
                self.grid.table.open,
            )
        if read.falls or read.rises:
            found = [one for one in found if (weight(one) < 0) is read.falls and weight(one)]
        many = read.most or (
            1 if read.has(LARGEST, SMALLEST) and not read.has(RANK) else len(found)
        )
        told = [
            f"{one.name} ({_moved_told(a, b, gap)})" for one, a, b, gap in found[: max(1, many)]
        ]
        tail = f" Sans les deux valeurs, laissé de côté : {enumerated(left)}." if left else ""
        text = (
            f"« {self.grid.table.open.sheet} » – évolution{self._form_name()} de "
            f"{said_of(first)} à {said_of(last)} : {enumerated(told)}.{tail}"
        )
        rows = tuple((one.name, a.shown, b.shown, gap.shown) for one, a, b, gap in found)
        table = Table(("Ligne", said_of(first), said_of(last), "Écart"), rows)
        return said_only(text, self.grid.table.open, table)


def _moved_told(first: Figure, last: Figure, gap: Figure) -> str:
    rate = ""
    if first.number and gap.kind != "points":
        rate = f", {display(gap.number / first.number, 'evolution')}"
    unit = " points" if gap.kind == "points" else ""
    number = gap.shown if gap.kind != "points" else shown_as(round(gap.number, 2), "number")
    return f"{_signed(gap.number)}{number}{unit}{rate} : {first.shown} puis {last.shown}"


def _signed(number: float) -> str:
    return "+" if number > 0 else ""
