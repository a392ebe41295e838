"""Answers a request on a table: what stands in its cells, and formulas on them."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.table_query.table_comparisons import TableComparisons
from pycog.dialogue.table_query.table_days import TableDays
from pycog.dialogue.table_query.table_lookups import TableLookups
from pycog.dialogue.table_query.table_request import (
    ATTAINED,
    BETTER,
    CARRIED,
    CHECK,
    COUNT,
    DAYS,
    EVOLUTION,
    GAP,
    LARGEST,
    LAST,
    LIST,
    LOOK,
    MEAN,
    MINUS,
    NEXT,
    PRODUCT,
    RANK,
    RATE,
    REACHED,
    REMAINS,
    SHARE,
    SMALLEST,
    SUM,
)
from pycog.dialogue.workbook.cell_answers import said_only
from pycog.lazy_patterns import regex

_RATE: Final = regex(r"\btaux\b|%|points")


class TableReply(TableLookups, TableComparisons, TableDays):
    """One request on its way to an answer."""

    def answer(self) -> Answer | None:
        """Return the answer, ``None`` where the request has none."""
        request = self.request
        if not request.rows:
            none = "non, aucune autre ligne" if request.others else "aucune ligne"
            return said_only(f"« {self.sheet.sheet} »{self._by()} : {none}.", self.sheet)
        if request.by is not None:
            return self._by_groups(request.by)
        told = {
            COUNT: self._counted,
            LIST: self._listed,
            LOOK: self._looked_up,
            SUM: self._summed,
            MEAN: self._summed,
            LARGEST: self._extreme,
            SMALLEST: self._extreme,
            RANK: self._ranked,
            SHARE: self._share,
            EVOLUTION: self._gap,
            GAP: self._gap,
            PRODUCT: self._product,
            RATE: self._rate,
            REMAINS: self._remains,
            CHECK: self._checked,
            MINUS: self._minus,
            REACHED: self._reached,
            ATTAINED: self._attained,
            BETTER: self._better,
            CARRIED: self._carried,
            DAYS: self._days,
            LAST: self._at_the_edge,
            NEXT: self._at_the_edge,
        }[request.op]()
        if told is not None and request.unit and not _in_unit(request.unit, told.text):
            # What is asked for in another unit is not told in this one.
            return None
        if told is not None and request.rated and not _RATE.search(told.text.lower()):
            return None
        return told


def _in_unit(unit: str, text: str) -> bool:
    """Tell whether a text gives a figure in a unit: « 12 k€ » gives none in euros."""
    return re.search(rf"(?<![kM]){re.escape(unit)}", text) is not None
