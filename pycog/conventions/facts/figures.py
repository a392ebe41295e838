"""Key figures: what a document prints outside targets and budgets, figure by figure.

A figure printed twice is kept twice: formulas use the first, and the audit compares.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from msgspec import Struct

from pycog.lazy_patterns import regex
from pycog.values import month_end

#: What a figure that is printed as an evolution adds to the key of its quantity.
EVOLUTION_SUFFIX: Final = "-evolution"

_MOMENT = regex(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class KeyFigure(Struct, frozen=True):
    """One printed figure.

    Attributes:
        key: Stable ASCII name of the quantity, the same in every period and place.
        theme: Part of the document.
        label: Short official label.
        period: ``"2021"``, ``"2021-12"``, ``"2021-12-31"``, or two of these with a slash
            between them (``"2020-06/2020-12"``).
        printed: As printed.
        value: As understood; rates and differences of rates are ratios.
        unit: One of :data:`pycog.conventions.facts.schema.FIGURE_UNITS`.
        approximate: Whether it is printed as « environ », « près de », « plus de ».
        citation: Document and place.
        reading: How it is read where that can be discussed, in French, ``""`` if not.
        note: Remark in French, ``""`` if none.
        severity: How much it matters that another place prints another value: one of
            :data:`pycog.conventions.facts.schema.SEVERITIES`, ``""`` where nothing says.
    """

    key: str
    theme: str
    label: str
    period: str
    printed: str
    value: float
    unit: str
    approximate: bool
    citation: str
    reading: str = ""
    note: str = ""
    severity: str = ""

    @property
    def span(self) -> tuple[dt.date, dt.date]:
        """First and last day of its period."""
        return read_period(self.period)

    @property
    def kind(self) -> str:
        """How :func:`pycog.values.display` writes its value."""
        return {"%": "percent", "points": "points", "€": "amount"}.get(self.unit, "number")


def read_period(text: str) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of a period.

    Args:
        text: ``"2021"``, ``"2021-12"``, ``"2021-12-31"``, or two of these with a slash.

    Raises:
        ValueError: It is none of these, or it ends before it begins.
    """
    first, slash, last = text.partition("/")
    begin, end = _moment(first)[0], _moment(last if slash else first)[1]
    if begin > end:
        raise ValueError(text)
    return begin, end


def _moment(text: str) -> tuple[dt.date, dt.date]:
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if day:
        return dt.date(year, month, day), dt.date(year, month, day)
    first = dt.date(year, month or 1, 1)
    return first, month_end(year, month or 12)
