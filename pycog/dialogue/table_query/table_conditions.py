"""Conditions of a question on the rows of a table: blank, beyond a limit, dated, compared."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pycog.arithmetic import compare
from pycog.dialogue.normalise import normalise
from pycog.dialogue.table_query.plain_tables import DAY, FIGURE, NOTE, TEXT, PlainColumn, figures_of
from pycog.dialogue.table_query.table_lexis import headed
from pycog.dialogue.table_query.table_periods import Period, period_of, said_of
from pycog.dialogue.table_query.table_request import COUNT, GAP, LIST, LOOK, Request
from pycog.dialogue.table_query.table_ways import is_floor, way_of
from pycog.dialogue.workbook.stated_directions import FALL
from pycog.equip.open_parts import day_of
from pycog.lazy_patterns import regex
from pycog.values import month_end

if TYPE_CHECKING:
    from pycog.dialogue.table_query.table_operators import Limit
    from pycog.dialogue.table_query.table_tokens import TableTokens, Token
    from pycog.dialogue.workbook.open_cells import Cell
    from pycog.equip.open_parts import OpenRow

_BEFORE: Final = regex(
    r"\b(?:avant|anterieure?s? (?:a|au)|jusqu (?:a|au|en))(?: (?:le|la|l|fin))*$"
)
_AFTER: Final = regex(
    r"\b(?:apres|posterieure?s? (?:a|au)|depuis|a partir (?:de|du|d))(?: (?:le|la|l))*$"
)


_YES: Final = frozenset({"oui", "o", "x", "ok", "fait", "vrai"})
_NO: Final = frozenset({"non", "n", "pas fait", "faux"})
#: The units of a bound, as they are said.
_PER_CENT: Final = frozenset({"%", "pour cent", "pour cents"})
_EUROS: Final = frozenset({"€", "k€", "m€", "euro", "euros"})
_SEVERAL: Final = 2
_PARTS: Final = regex(r"\b(?:mensuel|trimestriel)\w*")
#: Letters between a participle and the period that is said of it.
_NEAR: Final = 20


class Conditions:
    """The conditions of one request.

    Args:
        asking: The question as it is read.
        request: The request so far.
        tokens: The words that name columns.
    """

    def __init__(self, asking: TableTokens, request: Request, tokens: Sequence[Token]) -> None:
        self.asking, self.request, self.tokens = asking, request, tokens
        self.table = request.table

    def applied(self) -> Request | None:
        """Return the request with its rows chosen, ``None`` where a condition is not understood."""
        read = self.asking.read_
        if not self._filled():
            return None
        if read.lacks and not self._lacking():
            return None
        if read.over and not self._compared():
            return None
        return self.request if all(map(self._limited, read.limits)) else None

    def keep(self, fits: Callable[[OpenRow], bool], said: str) -> None:
        """Keep the rows that fit, and say what they were chosen by."""
        self.request.rows = [row for row in self.request.rows if fits(row)]
        self.request.condition = True
        if said:
            self.request.chosen.append(said)

    def _filled(self) -> bool:
        """Choose the rows of which a day is told, or is not: « clos », « pas encore livrés »."""
        request, asking = self.request, self.asking
        if asking.read_.lacks:
            return True
        days = {one.index: one for one in self.table.of(DAY)}
        for token in self.tokens:
            denies = token.negative and token.concept != "reste"
            columns = [days[one] for one in token.hit.columns if one in days]
            if not columns:
                if request.named and len(request.rows) < _SEVERAL:
                    continue
                if self._ticked(token):
                    continue
                if denies and not self._denied_heading(token):
                    return False
                continue
            several = len(request.rows) > 1
            states = any(one.own.split()[0].startswith(token.stem) for one in columns)
            dated = any(
                token.start - 3 <= one.start and one.start - token.end < _NEAR
                for one in asking.periods
            )
            if len(columns) > 1 or not (several and states) or dated:
                if denies:
                    return False
                continue
            if re.search(r"\b(?:quand|date|dates|jour)\b", asking.whole):
                continue
            column = columns[0]
            blank = token.negative

            def fits(row: OpenRow, column: PlainColumn = column, blank: bool = blank) -> bool:
                return row.role == "ligne" and self.table.cell(row, column).is_missing is blank

            self.keep(fits, f"« {column.column.title} » {'sans' if blank else 'avec'} date")
            request.score += 0.5
            for group in list(request.columns):
                if group == [column]:
                    request.columns.remove(group)
            if request.op == LOOK:
                request.op = LIST
        return True

    def _ticked(self, token: Token) -> bool:
        """Choose the rows by a column of yes and no: « facturés », « PV non approuvés »."""
        request = self.request
        columns = [
            one
            for one in self.table.of(TEXT)
            if one.index in token.hit.columns and self._says_yes_or_no(one)
        ]
        if len(columns) != 1 or len(request.rows) < _SEVERAL:
            return False
        (column,) = columns
        wanted = not any(one.negative for one in self.tokens if column.index in one.hit.columns)
        if f"« {column.column.title} » : {'oui' if wanted else 'non'}" in request.chosen:
            return True

        def fits(row: OpenRow) -> bool:
            cell = self.table.cell(row, column)
            if row.role != "ligne" or cell.is_missing:
                return False
            return (normalise(cell.shown) in _YES) is wanted

        self.keep(fits, f"« {column.column.title} » : {'oui' if wanted else 'non'}")
        request.columns = [group for group in request.columns if group != [column]]
        if request.op == LOOK:
            request.op = LIST
        return True

    def _says_yes_or_no(self, column: PlainColumn) -> bool:
        held = {
            normalise(cell.shown)
            for row in self.table.entries
            if not (cell := self.table.cell(row, column)).is_missing
        }
        return bool(held) and held <= _YES | _NO

    def _denied_heading(self, token: Token) -> bool:
        return any(
            re.search(rf"\b(?:non|sans|hors) (?:\w+ )?{token.stem}", f"{one.group} {one.own}")
            for one in self.table.columns
            if one.index in token.hit.columns
        )

    def _lacking(self) -> bool:
        """Choose the rows with a blank cell in the columns that are named."""
        request = self.request
        columns = request.flat or [one for one in self.table.of(FIGURE) if not request.named]
        if request.named and len(request.rows) == 1 and any(one.kind == NOTE for one in columns):
            # « Pourquoi n'a-t-on pas l'affranchissement ? » asks for the remark.
            return True
        if not request.flat and (said := _PARTS.search(self.asking.whole)) is not None:
            span = 0 if said[0].startswith("mensuel") else 2
            columns = [
                one for one in columns if one.period and one.period.last - one.period.first == span
            ]
        # What is calculated is not for anybody to fill in.
        columns = [one for one in columns if not self.table.is_calculated(one)]
        if not columns:
            return False
        request.blank = columns
        request.columns = []
        one_row = request.named and len(request.rows) == 1
        if self.asking.read_.filled and (not one_row or request.op not in {LOOK, LIST}):
            return False
        if one_row and request.op in {LOOK, LIST}:
            # « V3 n'a pas d'information ? » asks of this row.
            request.columns = [columns]
            request.yes_no = True
            return True
        titles = " ou ".join(dict.fromkeys(f"« {one.column.title} »" for one in columns))
        self.keep(
            lambda row: (
                row.role in {"ligne", "dont"}
                and any(self.table.cell(row, one).is_missing for one in columns)
            ),
            f"{titles} sans valeur",
        )
        if request.op == LOOK:
            request.op = LIST
        return True

    def _compared(self) -> bool:
        """Choose the rows in which one column is beyond another."""
        request, sign = self.request, self.asking.read_.over
        flat = request.columns
        if request.op not in {LOOK, LIST, COUNT, GAP} or len(flat) > 2:
            return False
        done = headed(self.table, "fait")
        planned = headed(self.table, "prévu") + headed(self.table, "objectif")
        planned += [one for one in self.table.of(FIGURE) if is_floor(one)]
        first = next((g for g in flat if any(c in done for c in g)), None)
        last = next((g for g in flat if any(c in planned for c in g)), None)
        if len(flat) == 2 and first is None and last is not None:
            # What is set against a ceiling is the other one.
            first = next(group for group in flat if group is not last)
        elif len(flat) == 2 and (first is None or last is None or first is last):
            first, last = flat
        if len(flat) == 1 and first is None and last is None:
            return False
        first = first or self._of_years(done)
        last = last or self._of_years(planned)
        if not first or len(last or ()) != 1 or first == last:
            return False
        other = last[0]
        request.columns = [list(first), [other]]

        def fits(row: OpenRow) -> bool:
            bound = self.table.cell(row, other).number
            numbers = [self.table.cell(row, column).number for column in first]
            if row.role not in {"ligne", "dont"} or bound is None:
                return False
            sides = [compare(one, bound) for one in numbers if one is not None]
            # A delay above its floor is below it in what counts.
            falls = is_floor(other) and way_of(self.table, row) == FALL
            above = (sign == ">") is not falls
            return any(side > 0 if above else side < 0 for side in sides)

        if len(first) > 1 and request.named and len(request.rows) == 1:
            return False
        if request.named and len(request.rows) == 1:
            request.yes_no = True
            return True
        word = "supérieur" if sign == ">" else "inférieur"
        titles = " ou ".join(f"« {one.column.title} »" for one in first)
        self.keep(fits, f"{titles} {word} à « {other.column.title} »")
        request.op = COUNT if request.op == COUNT else LIST
        return True

    def _of_years(self, columns: Sequence[PlainColumn]) -> list[PlainColumn]:
        periods = self.request.periods
        return [
            one
            for one in columns
            if one.kind == FIGURE
            and (
                not periods
                or (one.period is not None and any(p.holds(one.period) for p in periods))
            )
        ]

    def _limited(self, limit: Limit) -> bool:
        """Choose the rows whose figure is within a bound."""
        request = self.request
        named = figures_of(request.flat)
        if request.which and request.named and len(request.rows) == 1:
            beyond = self._beyond(limit)
            request.beyond = limit.said, beyond
            return True
        figures = named or self._by_unit(limit.unit)
        if len(named) > 1:
            figures = [one for one in self._by_unit(limit.unit) if one in named]
            request.columns = [figures]
        if len(figures) != 1:
            return False
        column = figures[0]
        if not named:
            request.columns.append([column])

        ratios = [
            n for row in self.table.rows if (n := self.table.cell(row, column).number) is not None
        ]
        if limit.unit in _PER_CENT and all(abs(n) <= 1 for n in ratios):
            # Ratios without a format of per cent.
            low, high = (None if n is None else n / 100 for n in (limit.low, limit.high))
            if all(self.table.cell(row, column).kind != "rate" for row in self.table.rows):
                limit = replace(limit, low=low, high=high)
        beyond = self._beyond(limit)

        def fits(row: OpenRow) -> bool:
            return row.role == "ligne" and beyond(self.table.cell(row, column))

        self.keep(fits, f"« {column.column.title} » {limit.said}")
        if request.op == LOOK:
            request.op = LIST
        return True

    @staticmethod
    def _beyond(limit: Limit) -> Callable[[Cell], bool]:
        def beyond(cell: Cell) -> bool:
            if cell.number is None:
                return False
            scale = 0.01 if cell.kind == "rate" else 1.0
            if limit.unit in _EUROS and cell.column.unit == "k€":
                scale = 0.001
            for bound, wanted in ((limit.low, 1), (limit.high, -1)):
                if bound is None:
                    continue
                side = compare(cell.number, bound * scale)
                if side != wanted and not (limit.closed and side == 0):
                    return False
            return True

        return beyond

    def _by_unit(self, unit: str) -> list[PlainColumn]:
        figures = self._of_years(self.table.of(FIGURE))
        if unit in _PER_CENT:
            return [
                one
                for one in figures
                if any(self.table.cell(row, one).kind in {"rate", "%"} for row in self.table.rows)
            ]
        if unit in _EUROS:
            return [one for one in figures if one.column.unit]
        if unit:
            return [one for one in figures if unit.rstrip("s") in one.own]
        return figures

    def in_period(self, period: Period) -> bool:
        """Choose the rows of a period, by their labels or by their days.

        Args:
            period: The period that was said.

        Returns:
            Whether the table has rows of periods or days.
        """
        labelled = {
            row.index: held
            for row in self.table.rows
            if (held := period_of(normalise(row.label))) is not None
        }
        if len(labelled) * 2 >= len(self.table.entries) and labelled:
            return self._labelled(labelled, period)
        return self._dated(period)

    def _labelled(self, labelled: dict[int, Period], period: Period) -> bool:
        year = self.table.year
        if period.year is not None and year not in (None, period.year):
            return False
        whole = [
            row for row in self.table.rows if (h := labelled.get(row.index)) and h.is_same(period)
        ]
        parts = [
            row for row in self.table.entries if (h := labelled.get(row.index)) and period.holds(h)
        ]
        if period.is_year and not whole:
            held = {h.year for h in labelled.values()}
            if held == {None}:
                return year == period.year
        found = whole or parts
        if not found:
            return False
        kept = {row.index for row in found}
        if self.request.named:
            self.request.rows = [row for row in self.request.rows if row.index in kept]
        else:
            self.request.rows = [row for row in self.table.rows if row.index in kept]
        self.request.named = True
        self.request.summed |= not whole and len(found) > 1
        self.request.chosen.append(said_of(period))
        return bool(self.request.rows)

    def _dated(self, period: Period) -> bool:
        days = self.table.of(DAY)
        named = [one for one in days if self._is_named(one)]
        column = named[0] if named else self._main(days)
        if column is None:
            return False
        start = next(one.start for one in self.asking.periods if one.period == period)
        before = self.asking.whole[:start].rstrip()
        held = self._years(column)
        if period.year is None:
            # « En mai », of days of several years, is of none of them.
            of = self.table.year or (min(held) if len(held) == 1 else None)
            if of is None:
                return False
            period = replace(period, year=of)
        try:
            first, last = _bounds(period)
        except ValueError:
            # « Le 31 avril » is no day.
            return False
        low: dt.date | None = first
        high: dt.date | None = last
        said = said_of(period)
        if _BEFORE.search(before):
            low, high, said = None, first - dt.timedelta(days=1), f"avant {said}"
            if "jusqu" in before[-12:]:
                high = last
        elif _AFTER.search(before):
            low, high, said = last + dt.timedelta(days=1), None, f"après {said}"
            if "depuis" in before[-12:] or "partir" in before[-20:]:
                low = first
        if period.is_year and period.year == self.table.year and len(held) < _SEVERAL:
            return True

        def fits(row: OpenRow) -> bool:
            day = day_of(self.table.cell(row, column).stored)
            if day is None:
                return False
            return (low is None or day >= low) and (high is None or day <= high)

        self.keep(fits, f"{column.column.title} : {said}")
        return True

    def _years(self, column: PlainColumn) -> set[int]:
        """Return the years of the days of a column."""
        days = [day_of(self.table.cell(row, column).stored) for row in self.table.rows]
        return {one.year for one in days if one is not None}

    def _is_named(self, column: PlainColumn) -> bool:
        if any(
            column.index in one.hit.columns
            or (one.concept not in {"", "quand"} and column in headed(self.table, one.concept))
            for one in self.tokens
        ):
            return True
        return any(
            word in self.asking.whole.split() for word in column.own.split() if len(word) > 3
        )

    @staticmethod
    def _main(days: Sequence[PlainColumn]) -> PlainColumn | None:
        plain = [one for one in days if re.match(r"date\b|jour\b|echeance|le\b", one.own)]
        return plain[0] if plain else days[0] if len(days) == 1 else None


def _bounds(period: Period) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of a period whose year is known.

    Raises:
        ValueError: Its day is none of the calendar.
    """
    assert period.year is not None
    of = period.year
    if period.day:
        day = dt.date(of, period.first, period.day)
        return day, day
    return dt.date(of, period.first, 1), month_end(period.until or of, period.last)
