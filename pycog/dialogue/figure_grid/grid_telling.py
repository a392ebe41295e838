"""The parts of an answer about the figures of a grid: its periods, its lines, its words."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.expressions import Call, Operation, call
from pycog.dialogue.figure_grid.grid_figures import Fault, Figure, Figures, Lines, shorter
from pycog.dialogue.figure_grid.grid_operators import GAP, LARGEST, MEAN, RANK, RATE, SMALLEST, SUM
from pycog.dialogue.figure_grid.grid_reading import Asked
from pycog.dialogue.table_query.table_periods import Period, said_of
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.cell_answers import not_computed, with_formula

_YEAR: Final = 12


class GridTelling:
    """One question on one grid with what its answer is made of.

    Args:
        asked: The question.
        context: The formulas.
        figures: The figures of the grid.
    """

    def __init__(self, asked: Asked, context: Context, figures: Figures | None = None) -> None:
        self.asked, self.context = asked, context
        self.grid, self.read = asked.grid, asked.read
        self.figures = figures or Figures(asked.grid, context)

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
            return [one for one in self._all_periods(_YEAR) if period.holds(one)]
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
            return [
                one
                for one in held
                if not one.day and not one.until and one.last - one.first + 1 == months
            ]
        return held

    def _in(self, lines: Lines, period: Period) -> Figure | Fault:
        return self.figures.of(lines, self.asked.form, period)

    def _seeks(self) -> bool:
        """Tell whether the line that moved most is sought."""
        return (self.read.has(RANK, LARGEST, SMALLEST) or self.asked.named.asked) and (
            not self.asked.lines or len(self.asked.all_lines) > 1
        )

    def _may_add(self, lines: Lines) -> bool:
        """Tell whether several lines may be told as one figure."""
        if self.asked.form.pair or self.asked.together:
            return True
        if not self.asked.lines and self.grid.whole is None:
            return self.read.has(SUM, MEAN) or self.asked.named.whole
        return (
            len(lines.entities) < 2
            or self.read.has(SUM, MEAN)
            or len(self.asked.lines) != len(lines.entities)
        )

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
        return with_formula(node, self.context, text, self.grid.table.open, kind=kind_of(figure))

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
            return f"{self._form_name()}{in_period(period)}"
        return f"{lines.name}{self._form_name()}{in_period(period)}"

    def _subject_only(self) -> str:
        asked = self.asked
        name = asked.summed().name if asked.lines else "lignes"
        if asked.form.pair:
            name = ""
        periods = ", ".join(said_of(one) for one in asked.periods)
        return f"{name}{self._form_name()}{f', {periods}' if periods else ''}"


def in_period(period: Period | None) -> str:
    """Return a period as it goes on with a subject."""
    return f", {said_of(period)}" if period else ""


def value_told(figure: Figure) -> str:
    """Return a figure with what gives it, where that is more than one cell."""
    if figure.kind == "rate" or " ; " in figure.told:
        return f"{figure.shown} : {shorter(figure.told)}"
    place = figure.told.rpartition("(")[2].rstrip(")")
    return f"{figure.shown} ({place})" if place and len(place) < 7 else figure.shown


def kind_of(figure: Figure) -> str:
    """Return how the result of a formula is shown, as the kind of a cell."""
    return "" if figure.kind in {"number", "points"} else figure.kind


def _in_unit(unit: str, kind: str) -> bool:
    asked = set(unit.split("+")) - {"valeur", "jours"}
    if not asked:
        return True
    return (
        asked == {"%"}
        if kind in {"rate", "%"}
        else asked == {kind} or (asked == {"point"} and kind == "points")
    )
