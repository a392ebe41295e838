"""Sets a total of a grid against what its lines make, and carries a year on at its pace."""

from __future__ import annotations

from typing import Final

from pycog.arithmetic import same
from pycog.dialogue.answers import Answer
from pycog.dialogue.expressions import Call, Operation
from pycog.dialogue.figure_grid.grid_figures import Fault, Figure
from pycog.dialogue.figure_grid.grid_model import LINE, Entity, Place
from pycog.dialogue.figure_grid.grid_operators import GAP, PLAIN
from pycog.dialogue.figure_grid.grid_telling import GridTelling, kind_of
from pycog.dialogue.table_query.table_periods import said_of
from pycog.dialogue.workbook.cell_answers import enumerated, with_formula
from pycog.dialogue.workbook.open_cells import shown_as

_YEAR: Final = 12


class GridChecks(GridTelling):
    """One question about a total, or about what a year will make."""

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
            of = [
                one
                for one in places
                if one.cell.number is not None and same(one.cell.number, claimed)
            ]
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
        return with_formula(summed.node, self.context, text.strip(), sheet, kind=kind_of(summed))

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
        if asked.periods and any(
            one.period and not asked.periods[0].holds(one.period) for one in parts
        ):
            return None
        found = self.figures.added([self.figures.cell(one, line) for one in parts])
        if isinstance(found, Fault):
            return None
        said = enumerated(
            [f"{said_of(one.period)} {one.cell.shown}" for one in parts if one.period]
        )
        return self._verdict(line, totals[0], Figure(found.node, found.number, found.kind, said))

    def _projected(self) -> Answer | None:
        """Tell what a year makes if the months that are missing are like those before."""
        asked = self.asked
        lines, form = asked.summed(), asked.form
        if form.kind != PLAIN or not self._may_add(lines):
            return None
        year = next((one.year for one in asked.periods if one.is_year), self.grid.table.year)
        held = [one for one in self._all_periods(0) if not one.is_year and not one.until]
        held = [one for one in held if one.year in (None, year) and not one.day]
        found = [(one, self._in(lines, one)) for one in held]
        full = [
            (one, figure) for one, figure in found if isinstance(figure, Figure) and figure.number
        ]
        months = sum(one.last - one.first + 1 for one, _ in full)
        if (
            not full
            or (self.read.known and self.read.known != months)
            or months >= _YEAR
            or len({o.last - o.first for o, _ in full}) != 1
        ):
            return None
        if self.grid.is_level(form.first) or full[-1][0].last != months:
            return None
        total = self.figures.added([figure for _, figure in full])
        if isinstance(total, Fault):
            return None
        node = Operation(Operation(total.node, "*", _YEAR), "/", months)
        figure = Figure(node, total.number * _YEAR / months, total.kind, total.told, total.notes)
        subject = (
            f"{self._subject(lines, None)}, {year or 'année'} au rythme des {months} premiers mois"
        )
        return self._told(figure, subject, f"{total.shown} en {months} mois × 12 / {months}")
