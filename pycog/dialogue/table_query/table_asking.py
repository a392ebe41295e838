"""Reads a question as one request on one table; every word is used, or there is no request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.table_query.plain_tables import FIGURE, figures_of
from pycog.dialogue.table_query.table_chosen_columns import TableColumns
from pycog.dialogue.table_query.table_conditions import Conditions
from pycog.dialogue.table_query.table_lexis import headed
from pycog.dialogue.table_query.table_periods import is_bare
from pycog.dialogue.table_query.table_request import (
    BETTER,
    CHECK,
    COUNT,
    EVOLUTION,
    FIGURED,
    GAP,
    LIST,
    LOOK,
    MEAN,
    RATE,
    REACHED,
    REMAINS,
    SUM,
    Request,
)
from pycog.dialogue.table_query.table_tokens import Choice
from pycog.lazy_patterns import regex

_RATED: Final = regex(r"\b(?:taux|pourcentage)\b|%")
_WORSE: Final = regex(r"\b(?:pire|moins (?:bien|bon)|degrad)")
_SINCE: Final = regex(r"\bdepuis\b")
_EVERY: Final = regex(r"\b(?:tous|toutes|ensemble (?:des|du)|chaque)\b")

#: Figures of a year that are told beside a remark, at most.
_FEW_FIGURES: Final = 3
_NUMBER_OF: Final = frozenset(map(stem, ("nombre", "nb", "nbre", "effectif", "volume")))
#: Stems of what « combien de » asks for without counting rows.
_NEVER_ROWS: Final = frozenset({"non", "rest", "euro", "temp", "jour", "foi", "point", "argent"})


class TableAsking(TableColumns):
    """One question on one table."""

    def requests(self) -> Iterator[Request]:
        """Yield the readings of the question that use every word, none for a table that has not."""
        for choice in self.choices():
            found = self.request(choice)
            if found is not None:
                yield found

    def request(self, choice: Choice) -> Request | None:
        """Return the request that a reading makes, ``None`` where its parts do not fit.

        Args:
            choice: What the words are taken for.
        """
        if not choice.fits:
            return None
        rows = self._rows(choice)
        if rows is None:
            return None
        kept, groups, exact = rows
        request = Request(self.table, kept)
        request.named = bool(choice.rows or self.codes)
        request.groups = groups
        request.words = len(choice.rows) + len(choice.columns) + 2 * self.mentions
        request.score = choice.weight + 3.0 * self.mentions + exact
        request.unit = self.read_.unit
        request.yes_no, request.asks_how_much = self.read_.yes_no, self.read_.how_much
        request.which, request.most = self.read_.which, self.read_.most
        request.least = self.read_.least
        request.over = self.read_.over
        request.rated = _RATED.search(self.whole.split(" . ")[-1]) is not None
        request.worse = _WORSE.search(self.whole.split(" . ")[-1]) is not None
        request.by = self.by
        request.by_value = bool(choice.rows) and not any(one.hit.label for one in choice.rows)
        request.most_of = self._counts_most(choice)
        request.others = bool(self.apart)
        if self.apart:
            left = [self.table.name(one) for one in self.table.rows if one.index in self.apart]
            request.chosen.append(f"hors {' et '.join(left)}")
        request.since = _SINCE.search(self.whole) is not None
        request.every = _EVERY.search(self.whole) is not None
        if choice.rows:
            said = [f"{'hors ' if one.negative else ''}{one.typed}" for one in choice.rows]
            request.chosen.append(f"« {' '.join(said)} »")
        if not self._operation(request, choice):
            return None
        if request.op in FIGURED and any(one.hit.own for one in choice.titles):
            request.words += 1
        columns = self._columns(choice, request)
        if columns is None:
            return None
        request.columns = columns
        if any(one.concept == "pourquoi" for one in choice.columns):
            self._told_why(request)
        if self.states:
            held = set.intersection(*map(self._hits, self.states))
            request.states = [one for one in self.table.rows if one.index in held]
        if request.op == COUNT and self._reads_one(request):
            request.op = LOOK
        if not self._done_fits(choice, request):
            return None
        request.done = any(one.concept == "fait" for one in [*choice.columns, *choice.titles])
        read = Conditions(self, request, choice.columns).applied()
        if read is None or not self._hold_numbers(read):
            return None
        return read if read.rows or read.condition else None

    def _told_why(self, request: Request) -> None:
        """Tell the remark, and the figures of the change that « pourquoi » takes for granted."""
        if request.op in {EVOLUTION, REACHED, GAP, BETTER}:
            request.op = LOOK
        dated = [
            one
            for one in self.table.of(FIGURE)
            if one.period is not None and any(p.is_same(one.period) for p in request.periods)
        ]
        if request.periods and len(dated) <= _FEW_FIGURES and not figures_of(request.flat):
            request.columns.append(dated)

    def _counts_most(self, choice: Choice) -> bool:
        """Tell whether rows are counted by « le plus de mesures »: a noun of what they are."""
        match = re.search(r"\ble (?:plus|moins) (?:de |d )(?=([a-z]+))", self.whole)
        return match is not None and any(
            one.start == match.end() and (one.hit.own or one.stem in self.table.entities)
            for one in choice.titles
        )

    def _operation(self, request: Request, choice: Choice) -> bool:
        """Set the operation; tell whether the operators of the question go together."""
        ops = list(dict.fromkeys(choice.operators))
        read = self.read_
        if read.most and (summed := next((one for one in ops if one in {SUM, MEAN}), "")):
            # « Total des trois plus gros »: of these alone.
            request.op, ops = summed, []
        elif read.op and read.op != LIST:
            request.op = read.op
            ops = [one for one in ops if one not in {read.op, SUM}]
        elif ops:
            # « La somme des plus gros » is none; « le total moyen » neither.
            main = [one for one in ops if one != SUM] or ops
            if CHECK in main:
                main = [CHECK]
            if len(main) > 1:
                return False
            request.op = main[0]
        elif read.op == LIST:
            request.op = LIST
        if (
            request.op in {LOOK, SUM}
            and read.unit == "%"
            and re.search(r"\b(?:sur|rapporte\w* a|/)\b|/", self.whole)
        ):
            request.op = RATE
        if read.counts is not None and self._counts_parts(choice):
            return False
        if read.counts is not None and request.op in {LOOK, LIST}:
            request.op = COUNT if self._counts_rows(choice) else LOOK
        return True

    def _reads_one(self, request: Request) -> bool:
        """Tell whether one figure of a named row is asked for: « combien de plis à Lille ? »."""
        figures = figures_of(request.flat)
        labelled = len(request.rows) == 1 and request.named and not self.read_.lacks
        return labelled and bool(figures or len(self.table.of(FIGURE)) == 1)

    def _done_fits(self, choice: Choice, request: Request) -> bool:
        """Tell whether « payé » or « dépensé » is what the columns of figures hold."""
        said = [one for one in choice.titles if one.concept == "fait" and not one.hit.own]
        if not said or request.op in {RATE, REMAINS, COUNT, LIST}:
            return True
        done = headed(self.table, "fait")
        if any(one in done for one in request.flat):
            return True
        figures = self.table.of(FIGURE)
        periods = [one for one in figures if is_bare(one.own) or is_bare(one.own.split(" ")[0])]
        return bool(periods) and len(periods) >= len(figures) - 1

    def _counts_parts(self, choice: Choice) -> bool:
        """Tell whether what is counted is named by one row: « combien d'antennes » of a measure."""
        assert self.read_.counts is not None
        start = self.read_.counts[1]
        alone = next((one for one in choice.rows if one.start == start), None)
        if alone is None or len(alone.hit.label) != 1 or alone.hit.value:
            return False
        # A row that is called « Nombre de … » is what is asked for.
        (row,) = alone.hit.label
        dated = bool(self.periods or choice.columns)
        if self.periods and all(one.period is not None for one in self.table.of(FIGURE)):
            # Of a table of periods, « nombre de bénéficiaires 2022 » is one of its rows.
            return False
        return not (dated and self.lexis.named[row] & _NUMBER_OF)

    def _counts_rows(self, choice: Choice) -> bool:
        """Tell whether « combien de » counts rows: its noun heads no column of figures."""
        assert self.read_.counts is not None
        start = self.read_.counts[1]
        first = next((one for one in choice.columns if one.start >= start), None)
        noun = re.match(r"[a-z]+", self.whole[start:])
        if noun is None:
            return False
        if first is not None and first.start <= start + len(noun[0]):
            figures = [one for one in self.table.of(FIGURE) if one.index in first.hit.columns]
            if figures:
                return False
        return stem(noun[0]) not in _NEVER_ROWS
