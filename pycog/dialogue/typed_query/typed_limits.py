"""The numbers and periods of a question as bounds of a typed query."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.spans import Entity
from pycog.dialogue.table_query.plain_tables import DAY
from pycog.dialogue.table_query.table_periods import Period, said_of
from pycog.dialogue.typed_query.typed_claims import FILLS, HEADING, OWN, Claim, Segmented
from pycog.dialogue.typed_query.typed_fields import Dataset
from pycog.dialogue.typed_query.typed_meant_columns import (
    first_day,
    last_day,
    periods_from,
    shown_day,
)
from pycog.dialogue.typed_query.typed_model import Condition, DayLimit, Limit, Query

#: Tokens between two numbers of one bound.
_NEAR: Final = 4
_EQUALLING: Final = frozenset({"de", "d", "a", "est", "egale", "egal"})
#: Operators of rankings.
RANKINGS: Final = frozenset({
    "largest", "smallest", "costly", "cheap", "longest", "shortest", "oldest", "newest",
})  # fmt: skip


class Limiting:
    """One question on its way to a query, with the bounds that it says."""

    def __init__(self, cut: Segmented, data: Dataset, words: Sequence[str], text: str) -> None:
        self.cut, self.data, self.words = cut, data, tuple(words)
        self.query = Query(data, text, cut.score, words=self.words)
        self.denied = self.excepted = self.each = self.asked = False
        self.sans = False
        #: Whether « y compris » waits for what it keeps, and what was kept.
        self.includes = False
        self.included: list[Condition] = []
        #: Token behind the exception that is still open.
        self.excepts = -1
        self.bound: tuple[str, int] | None = None
        self.time: tuple[str, int] | None = None
        #: The lower number of « entre … et … ».
        self.within: tuple[int, float] | None = None
        self.pending_days: list[tuple[Period, int]] = []
        self.last: str = ""
        #: The operator that a negation behind it denies, with its end.
        self.deniable: tuple[str, int] = ("", -1)
        #: Token behind the last row that was chosen, and behind the last bound.
        self.behind = 0
        self.limited = 0
        #: Whether something was said that makes no query.
        self.failed = False

    def settle_bound(self) -> None:
        """Take « plus que » without a number as a comparison of two columns."""
        if self.bound is None:
            return
        sign, place = self.bound
        figures = [one for one in self.query.named if one.is_figure]
        behind = any(one.place > place for one in figures) or bool(self.query.periods)
        if sign.startswith("="):
            self.query.ops.setdefault("as", place)
            self.bound = None
        elif behind or self.query.has("mean"):
            self.query.ops.setdefault("over" if sign.startswith(">") else "under", place)
            self.bound = None

    def read_period(self, claim: Claim) -> None:
        """Take a period, or a day that a bound waits for."""
        assert claim.period is not None
        period, query = claim.period, self.query
        if self.time is not None or period.day:
            self.pending_days.append((period, claim.start))
            if self.time is None:
                self.time = ("at", claim.start)
            return
        query.periods.append(period)
        query.period_at.setdefault(period, claim.start)

    def read_number(self, claim: Claim, at: int) -> None:
        """Take a number: how many rows, a bound, or one to reckon with."""
        assert claim.number is not None
        number: Entity = claim.number
        value = float(number.value) if isinstance(number.value, int | float) else 0.0
        unit = "" if number.kind == "number" else number.kind
        query = self.query
        following = next(
            (one for one in self.cut.claims[at + 1 :] if one.kind not in {FILLS}), None
        )
        if not unit and 1 < value <= 20 and value % 1 == 0:
            before = {name for name, place in query.ops.items() if place < claim.start}
            if "ones" in before or (following is not None and following.name in RANKINGS):
                query.most = int(value)
                return
        if self.time is not None and self.time[0] == "between" and self.bound is None:
            # « Entre 50 et 150 »: the first number is the lower one.
            sign = ">=" if self.within is None else "<="
            if sign == "<=" and unit and not query.limits[-1].unit:
                # « Entre 100 et 400 k€ »: both are of one unit.
                query.limits[-1] = _in_unit(query.limits[-1], number, value, unit)
            self.within = (self.time[1], value)
            query.limits.append(Limit(sign, value, unit, claim.end))
            if sign == "<=":
                self.time = self.within = None
            return
        if self.bound is None and query.limits and self._same_bound(claim.start):
            self.bound = (query.limits[-1].sign, claim.start)
        if self.bound is not None:
            query.limits.append(Limit(self.bound[0], value, unit, claim.end))
            self.bound = None
            self.limited = claim.end
            return
        said = query.named[-1] if query.named else None
        if (
            said is not None
            and said.is_figure
            and self.last == HEADING
            and set(self.words[said.place + 1 : claim.start]) <= _EQUALLING
        ):
            # « Une pénalité de 4 500 € ».
            query.limits.append(Limit("=", value, unit, claim.start))
            return
        if unit == "amount" and self.last == OWN and query.nouns:
            between = self.words[query.nouns[-1] + 1 : claim.start]
            if between and set(between) <= _EQUALLING and not query.has("whether"):
                # « Le virement de 60 000 € » is the one of that amount.
                query.limits.append(Limit("=", value, unit, claim.start))
                return
        query.typed.append(Limit("", value, unit, claim.start))

    def _same_bound(self, start: int) -> bool:
        """Tell whether a number is bounded as the one before: « plus de 2 jours et 500 € »."""
        between = self.words[self.limited : start]
        return between[-1:] == ("et",) and len(between) <= _NEAR

    def settle_days(self) -> None:
        """Make bounds of days out of the periods that stand behind « avant », « depuis »."""
        if not self.pending_days or self.time is None:
            # « Après » what is no day says something all the same.
            left = self.time is not None and self.time[0] in {"before", "after"}
            self.failed = self.failed or left
            return
        name, place = self.time
        query = self.query
        if not self.data.of(DAY):
            said = [one for one, _ in self.pending_days]
            if name in {"after", "before"} and len(said) == 1 and not query.has("move", "gap"):
                # « Depuis 2022 » is each year from then on.
                out = self._says("apres" if name == "after" else "avant")
                said = periods_from(said[0], self.data.periods, after=name == "after", out=out)
                self.failed = self.failed or not said
            query.periods += said
            return
        year = self._year()
        spans = [
            (first_day(one, year), last_day(one, year), one, at) for one, at in self.pending_days
        ]
        if name == "between" and len(spans) > 1:
            told = f"du {shown_day(spans[0][0])} au {shown_day(spans[1][1])}"
            query.days.append(DayLimit(spans[0][0], spans[1][1], told, place))
            return
        for first, last, period, at in spans:
            if name == "before":
                edge = last if period.ends or self._says("fin") else first - dt.timedelta(1)
                query.days.append(DayLimit(None, edge, f"jusqu'au {shown_day(edge)}", at))
            elif name == "after":
                edge = last + dt.timedelta(1) if self._says("apres") else first
                query.days.append(DayLimit(edge, None, f"à partir du {shown_day(edge)}", at))
            else:
                query.days.append(DayLimit(first, last, f"au {said_of(period)}", at))

    def _says(self, word: str) -> bool:
        return word in self.words

    def _year(self) -> int:
        """Return the year that days are of where none is said."""
        if self.data.year is not None:
            return self.data.year
        years = [
            day.year
            for field in self.data.of(DAY)
            for one in self.data.records
            if (day := one.day(field)) is not None
        ]
        return max(set(years), key=years.count) if years else dt.date.today().year


def _in_unit(limit: Limit, number: Entity, value: float, unit: str) -> Limit:
    """Return a bound in the unit of the number behind it."""
    digits = re.match(r"[\d ]+(?:[.,]\d+)?", number.text)
    typed = float(digits[0].replace(" ", "").replace(",", ".")) if digits else 0.0
    scale = value / typed if typed else 1.0
    return replace(limit, value=limit.value * scale, unit=unit)
