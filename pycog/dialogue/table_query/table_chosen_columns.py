"""Chooses the columns of a table that words and periods of a question name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.table_query.plain_tables import DAY, FIGURE, PlainColumn, figures_of
from pycog.dialogue.table_query.table_chosen_rows import TableRows
from pycog.dialogue.table_query.table_conditions import Conditions
from pycog.dialogue.table_query.table_lexis import headed
from pycog.dialogue.table_query.table_periods import Period, is_bare
from pycog.dialogue.table_query.table_request import (
    COUNT,
    FIGURED,
    GAP,
    LIST,
    LOOK,
    MINUS,
    PRODUCT,
    RATE,
    REMAINS,
    SHARE,
    Request,
)
from pycog.dialogue.table_query.table_tokens import Choice, Token
from pycog.dialogue.table_query.table_years import may_be_of
from pycog.lazy_patterns import regex

_TYPED_FIRST: Final = 0.5
_ADDS_UP: Final = regex(r"\b(?:total|cumul|ensemble|annuel)\b")


class TableColumns(TableRows):
    """One question that names columns and periods of one table."""

    def _columns(self, choice: Choice, request: Request) -> list[list[PlainColumn]] | None:
        """Return the columns that words and periods name, group by group."""
        groups: list[set[int]] = []
        weights: list[float] = []
        parted = request.op in {PRODUCT, MINUS, GAP} and self.read_.at >= 0
        for token in choice.columns:
            found = set(token.hit.columns) or {
                one.index for one in headed(self.table, token.concept)
            }
            if parted and token.start > self.read_.at > self._last_start(choice, token):
                groups.append(found)
                weights.append(1)
                continue
            if groups and groups[-1] & found:
                groups[-1] &= found
                weights[-1] += 1
            elif any(one & found for one in groups[:-1]):
                at = next(i for i, one in enumerate(groups) if one & found)
                groups[at] &= found
            else:
                groups.append(found)
                weights.append(1)
        by_index = {one.index: one for one in self.table.columns}
        named = [[by_index[one] for one in sorted(group)] for group in groups]
        if request.op in FIGURED | {RATE, REMAINS}:
            named = [figures_of(group) or group for group in named]
        if parted and len(named) == 2:
            # « ETP x montant par ETP »: what one side is fully called is not the other.
            named[0] = [one for one in named[0] if one not in named[1]] or named[0]
        return self._in_periods(named, request, choice)

    @staticmethod
    def _last_start(choice: Choice, token: Token) -> int:
        before = [one.start for one in choice.columns if one.start < token.start]
        return max(before, default=-1)

    def _in_periods(
        self, groups: list[list[PlainColumn]], request: Request, choice: Choice
    ) -> list[list[PlainColumn]] | None:
        """Keep the columns of the periods that were said; rows take what columns have not."""
        said = {one.stem for one in choice.columns}
        rest: list[Period] = []
        periods = [one.period for one in self.periods]
        if not periods:
            return [self._fullest(one, said) for one in groups]
        if not groups:
            groups = [self._usual(request)]
            implied = True
        else:
            implied = False
        told: list[list[PlainColumn]] = []
        for group in groups:
            fitting: list[PlainColumn] = []
            for period in periods:
                found, summed = self._of_period(
                    group, period, named=not implied and len(groups) > 1
                )
                if not found:
                    if period not in rest:
                        rest.append(period)
                    continue
                request.summed |= summed
                request.score += 1.5
                fitting += [one for one in found if one not in fitting]
                if period in rest:
                    rest.remove(period)
                if period not in request.periods:
                    request.periods.append(period)
            if not fitting and not implied and self._remains_then(request, choice):
                request.periods += [one for one in rest if one not in request.periods]
                return []
            if implied and request.op in {LOOK, COUNT} and self._are_typed_results(fitting):
                # A result as it was typed comes before what another sheet makes of it.
                request.score += _TYPED_FIRST
            if fitting:
                told.append(self._fullest(fitting, said) if not request.summed else fitting)
            elif not implied:
                undated = [one for one in group if self._may_be_of(one, periods)]
                if not undated:
                    # « Exécuté prévisionnel 2011 » is no answer about 2012.
                    return None
                told.append(self._fullest(undated, said))
        if rest and not implied:
            rest = self._beside_undated(groups, rest, request, told, said)
        # What one group of columns has is no period of the rows.
        rest = [one for one in rest if one not in request.periods]
        for period in rest:
            if not self._rows_of_period(request, period, choice):
                return None
        return told

    @staticmethod
    def _may_be_of(column: PlainColumn, periods: Sequence[Period]) -> bool:
        """Tell whether a heading names no year, or every year that was said."""
        named = {
            int(one) for one in re.findall(r"\b(?:19|20)\d\d\b", f"{column.group} {column.own}")
        }
        said = {year for one in periods for year in (one.year, one.until) if year}
        return not named or (bool(said) and said <= named)

    def _are_typed_results(self, columns: Sequence[PlainColumn]) -> bool:
        done = headed(self.table, "fait")
        return any(one in done and not self.table.is_calculated(one) for one in columns)

    def _beside_undated(
        self,
        groups: Sequence[Sequence[PlainColumn]],
        rest: Sequence[Period],
        request: Request,
        told: list[list[PlainColumn]],
        said: set[str],
    ) -> list[Period]:
        """Read « le plafond en juin »: a figure of the whole year, of a table that has the month.

        Where a gap is asked for, the figure of the month is what it is set against.
        """
        figures = [one for one in self.table.of(FIGURE) if one.period is not None]
        if groups and not any(map(figures_of, groups)):
            # A remark, or whose a row is, goes for each of its years.
            known = [one for one in rest if self._of_period(figures, one)[0]]
            request.periods += [one for one in known if one not in request.periods]
            return [one for one in rest if one not in known]
        undated = [group for group in groups if not any(one.period for one in group)]
        # « ETP en mars » is not the ceiling that is in ETP too.
        named = [one for group in undated for one in group if stem(one.own.split()[0]) in said]
        if not undated or not named:
            return list(rest)
        left = []
        for period in rest:
            held, _ = self._of_period(figures, period)
            if period.is_year or len(held) != 1:
                left.append(period)
                continue
            request.periods.append(period)
            if request.op == GAP or self.read_.over:
                told.append(held)
        return left

    def _usual(self, request: Request) -> list[PlainColumn]:
        """Return the columns of figures that a period is of where none is named."""
        figures = self.table.of(FIGURE)
        done = figures_of(headed(self.table, "fait"))
        operated = request.op not in {LOOK, LIST, COUNT}
        return done if done and operated and request.op not in {REMAINS, RATE} else figures

    def _remains_then(self, request: Request, choice: Choice) -> bool:
        """Tell whether what is left at a time is asked for, of which no column says it."""
        done = headed(self.table, "fait")
        fits = all(self._of_period(done, one.period)[0] for one in self.periods)
        if not fits or any(one.concept != "reste" for one in choice.columns):
            return False
        request.op = REMAINS
        return True

    def _of_period(
        self, group: Sequence[PlainColumn], period: Period, *, named: bool = False
    ) -> tuple[list[PlainColumn], bool]:
        """Return the columns of a period, and whether they are its parts, to be added up."""
        year = self.table.year
        if not self.table.of(DAY) and not may_be_of(self.table, period.year):
            return [], False

        def of(one: PlainColumn) -> Period | None:
            if one.period is None or one.period.year is not None or year is None:
                return one.period
            return replace(one.period, year=year)

        dated = [(one, held) for one in group if (held := of(one)) is not None]
        same = [one for one, held in dated if held.is_same(period)]
        if period.ends or period.day:
            ends = [
                one
                for one, held in dated
                if period.holds(held) and held.first == period.first and (held.ends or held.day)
            ]
            exact = [one for one in ends if not period.day or one.period.day == period.day]  # type: ignore[union-attr]
            if exact:
                return exact, False
            if period.day:
                return [], False
        elif same and len({of(one) for one in same}) > 1:
            # A month has its flow and its state at the end: the flow is meant.
            flows = [one for one, held in dated if held.is_same(period) and not held.ends]
            same = flows or same
        if same:
            return same, False
        if period.is_year:
            within = [(one, held) for one, held in dated if period.holds(held)]
            both = {period.year, period.until} - {0}
            if not both <= {held.year for _, held in within}:
                # « De 2012 à 2014 » is of a table that has both years.
                return [], False
            return pieces([one for one, _ in within]), False
        parts = pieces(
            [one for one, held in dated if period.holds(held) and not held.ends and not held.day]
        )
        months = sum(one.period.last - one.period.first + 1 for one in parts if one.period)
        if parts and months == period.last - period.first + 1:
            return parts, True
        if named:
            # What is planned for a year is set against a part of it.
            around = [one for one, held in dated if held.holds(period)]
            if around:
                return around, False
        if period.year is None or period.year == year:
            days = [one for one, held in dated if period.holds(held)]
            if len({of(one) for one in days}) == 1:
                return days, False
        return [], False

    def _rows_of_period(self, request: Request, period: Period, choice: Choice) -> bool:
        """Choose the rows of a period: by their label, else by their day; else the title has it."""
        conditions = Conditions(self, request, choice.columns)
        wide = replace(request, rows=list(self.table.entries), chosen=[])
        if conditions.in_period(period):
            request.score += 1.2
            if request.op == SHARE and request.named:
                # « V07 dans le total de 2025 » is a share of that year's rows.
                Conditions(self, wide, choice.columns).in_period(period)
                request.whole = wide.rows
            return True
        if period.is_year and period.year == self.table.year:
            return True
        title = {int(one) for one in self.lexis.own if one.isdigit() and len(one) == 4}
        return period.is_year and period.year in title

    def _fullest(self, group: list[PlainColumn], said: set[str]) -> list[PlainColumn]:
        """Keep the columns whose heading says what is named and no more, where some do."""
        if len(group) < 2:
            return group
        figures = figures_of(group)
        if figures and self.read_.how_much:
            group = figures
        small = frozenset(["de", "du", "des", "le", "la", "les", "l", "d", "en", "au", "a", "k"])
        full = [
            one
            for one in group
            if {word for word in one.stems - small if not word.isdigit()} <= said
        ]
        return full or group


def pieces(columns: Sequence[PlainColumn]) -> list[PlainColumn]:
    """Leave out the columns that add up others of the same periods: « Cumul S1 » of six months.

    Args:
        columns: The columns.
    """
    dated = [one for one in columns if one.period is not None]
    return [
        one
        for one in columns
        if one.period is None
        or not (
            _ADDS_UP.search(one.own)
            or any(
                other is not one
                and other.period is not None
                and other.group == one.group
                and is_bare(other.own)
                and one.period.holds(other.period)
                and not other.period.holds(one.period)
                for other in dated
            )
        )
        or len(dated) == 1
    ]
