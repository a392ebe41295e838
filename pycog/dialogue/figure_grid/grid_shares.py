"""Tells which share some lines of a grid are of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.figure_grid.grid_figures import Fault, Figure, Form, Lines
from pycog.dialogue.figure_grid.grid_measures import done, planned
from pycog.dialogue.figure_grid.grid_operators import PLAIN, RANK, RATE, SMALLEST
from pycog.dialogue.figure_grid.grid_rankings import GridRankings
from pycog.dialogue.figure_grid.grid_telling import in_period, value_told
from pycog.dialogue.table_query.table_periods import Period, said_of
from pycog.dialogue.workbook.cell_answers import said_only

_MOST: Final = 12


class GridShares(GridRankings):
    """One question about a share."""

    def _share(self) -> Answer | None:
        """Tell which share some lines, or a part of the year, are of the whole."""
        asked = self.asked
        if asked.form.kind != PLAIN or (self.grid.is_level(asked.form.first) and not asked.lines):
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
        if asked.of_year and len(asked.lines) == 1 and not asked.periods[0].is_year:
            return self._share_of_year(part)
        if any(one.role == "total" or one is whole for one in asked.lines):
            return None
        if len(periods) > 1:
            rates = [(one, self._share_in(part, base, one)) for one in periods if one]
            held = [(one, rate) for one, rate in rates if isinstance(rate, Figure)]
            if len(held) < 2:
                return None
            told = " ; ".join(f"{said_of(one)} : {value_told(rate)}" for one, rate in held)
            told += self._share_of_all(part, base, periods)
            sheet = self.grid.table.open
            text = f"« {sheet.sheet} » – part de {part.name}{self._form_name()} : {told}."
            return said_only(text, sheet)
        period = periods[0] if periods else None
        rate = self._share_in(part, base, period)
        if isinstance(rate, Fault):
            return self._fault(rate)
        if rate.number > 1:
            return None
        return self._told(rate, f"part de {part.name} dans {base.name}{in_period(period)}")

    def _share_of_all(self, part: Lines, base: Lines, periods: Sequence[Period | None]) -> str:
        """Say which share is had of all periods together."""
        first, last = (
            self.figures.added([self.figures.of(one, self.asked.form, p) for p in periods])
            for one in (part, base)
        )
        if isinstance(first, Fault) or isinstance(last, Fault):
            return ""
        rate = self.figures.between(first, last, RATE)
        return f" ; ensemble : {rate.shown}" if isinstance(rate, Figure) else ""

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
        return self._told(rate, f"part{self._form_name()}{in_period(period)}")

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
        return self._told(rate, f"part de {said_of(parts[0])} dans l'année, {base.name}")

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
        return self._told(rate, f"part de {part.name} dans {base.name}{in_period(period)}")

    def _share_in(self, part: Lines, base: Lines, period: Period | None) -> Figure | Fault:
        form = self.asked.form
        first, last = (self.figures.of(one, form, period) for one in (part, base))
        if isinstance(first, Fault):
            return first
        return last if isinstance(last, Fault) else self.figures.between(first, last, RATE)
