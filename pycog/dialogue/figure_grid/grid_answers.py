"""Answers what is asked of a grid: sums, means, gaps, rates, shares, changes and rankings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.figure_grid.grid_changes import GridChanges
from pycog.dialogue.figure_grid.grid_checks import GridChecks
from pycog.dialogue.figure_grid.grid_figures import Fault, Figure, Lines
from pycog.dialogue.figure_grid.grid_operators import (
    CHECK,
    EVOLUTION,
    LARGEST,
    MEAN,
    PLAIN,
    PROJECTED,
    RANK,
    RATE,
    SHARE,
    SMALLEST,
    SUM,
)
from pycog.dialogue.figure_grid.grid_shares import GridShares
from pycog.dialogue.figure_grid.grid_telling import in_period, value_told
from pycog.dialogue.table_query.table_periods import Period, said_of
from pycog.dialogue.workbook.cell_answers import enumerated, said_only
from pycog.lazy_patterns import regex
from pycog.values import counted

_OF_TIME: Final = regex(r"\b(?:delais?|durees?|temps|jours|attente)\b")
_BAD: Final = regex(
    r"\b(?:absen|retard|depass|abandon|rejet|erreur|anomal|litige|impaye|reclam)\w*"
)

#: Words of money, which a number of things does not answer.
_MONEY: Final = regex(
    r"\b(?:couts?|coute\w*|depenses?|montants?|budgets?|credits?|euros?|argent|sommes?)\b|€"
)
_NUMBERS: Final = regex(r"(?:nb|nbre|nombre|effectifs?|etp|volume|quantites?|qte)\b")


class GridAnswers(GridShares, GridChanges, GridChecks):
    """One question on one grid on its way to an answer."""

    def answer(self) -> Answer | None:
        """Return the answer, ``None`` where the question has none on this grid."""
        read, asked = self.read, self.asked
        if read.has(CHECK):
            return self._checked() if not read.has(EVOLUTION, RANK, SHARE, PROJECTED) else None
        if asked.claimed is not None or self._counts_what_costs():
            return None
        if read.has(PROJECTED):
            return self._projected()
        if read.worst and not self._settle_worst():
            return None
        if read.speed and not _OF_TIME.search(f"{self.grid.title} {asked.form.first}"):
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

    def _counts_what_costs(self) -> bool:
        """Tell whether money is asked of a grid that holds numbers of things."""
        named = self.asked.named
        counts = _NUMBERS.match(self.asked.form.first) is not None
        return counts and not named.measures and _MONEY.search(named.text) is not None

    def _settle_worst(self) -> bool:
        """Take the worst for the largest of absences, the smallest of rates; tell whether it is."""
        form = self.asked.form
        if form.kind == RATE and not form.pair:
            self.read.ops = [SMALLEST if one == LARGEST else one for one in self.read.ops]
            return True
        said = f"{self.grid.title} {form.first}"
        return form.kind == PLAIN and _BAD.search(said) is not None

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
        if read.has(MEAN) and (mean := self._mean_within(lines, period)) is not None:
            return mean
        found = self.figures.of(lines, asked.form, period)
        if isinstance(found, Fault):
            return self._fault(found)
        return self._told(found, self._subject(lines, period))

    def _over_periods(self, lines: Lines, periods: Sequence[Period | None]) -> Answer | None:
        found = [self.figures.of(lines, self.asked.form, one) for one in periods]
        means = self.read.has(MEAN)
        held = [one for one in found if isinstance(one, Figure)]
        if not means and (
            self.asked.form.kind == RATE or self.grid.is_level(self.asked.form.first)
        ):
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
        if not held or (len(held) < len(found) and len(self.asked.periods) > 1):
            return None
        told = " ; ".join(f"{said_of(period)} : {value_told(one)}" for period, one in held)
        notes = " ".join(dict.fromkeys(note for _, one in held for note in one.notes))
        rows = tuple((said_of(period), one.shown) for period, one in held)
        together = self._together([one for _, one in found]) if self.read.all_periods else ""
        text = (
            f"« {self.grid.table.open.sheet} » – {self._subject(lines, None)} : {told}.{together}"
        )
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
        return self._told(mean, f"moyenne de {counted(held, 'ligne')}{in_period(period)}")
