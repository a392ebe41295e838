"""Chooses the rows of a table that the words of a question name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pycog.dialogue.table_query.plain_tables import FIGURE
from pycog.dialogue.table_query.table_request import SUM, Request
from pycog.dialogue.table_query.table_tokens import TOTAL, Choice, TableTokens, Token
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow

_CONNECTED: Final = regex(r"\b(?:et|ou|vs|contre|ni|puis)\b|[,/+]")

_NAMED_BY: Final = regex(
    r"\b(?:indicateur|mesure|action|virement|fiche) (?:n ?°? ?|numero )?(\d{1,3})\b(?! ?(?:%|€))"
)


class TableRows(TableTokens):
    """One question that names rows of one table."""

    def _rows(self, choice: Choice) -> tuple[list[OpenRow], list[list[OpenRow]], float] | None:
        table = self.table
        rows = {one.index: one for one in table.rows}
        positive = [one for one in choice.rows if not one.negative]
        negative = [one for one in choice.rows if one.negative]
        if self.codes:
            coded = list({one.index: one for one in self.codes}.values())
            if positive and not all(
                self._hits(one) & {row.index for row in coded} for one in positive
            ):
                return None
            return coded, [[one] for one in coded], 0.0
        exact = 0.0
        if positive:
            groups = self._grouped(positive)
            if groups is None:
                return None
            kept: set[int] = set()
            told: list[list[OpenRow]] = []
            for tokens, group in groups:
                closest, bonus = self._closest(tokens, group, choice)
                exact += bonus
                kept |= closest
                told.append([rows[one] for one in sorted(closest)])
        else:
            # What is part of a line is filled in, or exceeded, by itself.
            roles = {"ligne", "dont"} if self.read_.lacks or self.read_.over else {"ligne"}
            kept, told = {one.index for one in table.rows if one.role in roles}, []
        kept -= self.apart
        for token in negative:
            if not kept & self._hits(token):
                # « Le personnel hors investissement »: nothing would be left out.
                return None
            kept -= self._hits(token)
        if negative:
            kept -= {one for one in kept if rows[one].role != "ligne"}
        if not kept:
            return None
        return [rows[one] for one in sorted(kept)], told, exact

    def _grouped(self, tokens: Sequence[Token]) -> list[tuple[list[Token], set[int]]] | None:
        """Return the rows that the words name, apart where « et » parts them."""
        common = set.intersection(*map(self._hits, tokens))
        if common:
            return [(list(tokens), common)]
        groups: list[tuple[list[Token], set[int]]] = []
        for token in tokens:
            hits = self._hits(token)
            before = groups[-1] if groups else None
            if before is not None and before[1] & hits:
                before[0].append(token)
                before[1].intersection_update(hits)
            elif before is None or _CONNECTED.search(self.whole[before[0][-1].end : token.start]):
                groups.append(([token], set(hits)))
            else:
                return None
        return groups

    def _closest(
        self, tokens: Sequence[Token], group: set[int], choice: Choice
    ) -> tuple[set[int], float]:
        """Return the rows whose label says what is named and no more, where there are such."""
        said = {one.stem for one in tokens}
        for token in tokens:
            if token.hit.loose:
                said |= {
                    one
                    for row in group
                    for one in self.lexis.named[row]
                    if one.startswith(token.stem)
                }
        roles = {one.index: one.role for one in self.table.rows}
        exact = {row for row in group if self.lexis.tells_all(row, said)}
        wants_total = bool(said & TOTAL) or SUM in choice.operators
        totals = {row for row in exact if roles[row] != "ligne"}
        lines = exact - totals
        if wants_total and totals:
            return totals, 1.5
        if lines:
            return lines, 1.5
        if totals and totals == group:
            return totals, 1.0
        if totals and len(totals) == 1 and len(group) > 2:
            # « Sous-total FNGA » says it of the lines of this fund.
            return (
                (totals, 1.0)
                if self.read_.counts is None and self._asks_one()
                else (group - totals, 0.5)
            )
        plain = {row for row in group if roles[row] == "ligne"}
        if wants_total and said & TOTAL and len(group - plain) == 1:
            return group - plain, 0.8
        return plain or group, 0.0

    def _asks_one(self) -> bool:
        """Tell whether one figure is asked for, not a list or a row that stands out."""
        return (
            not self.read_.lists
            and not self.read_.op
            and not self.read_.which
            and not any(op in {"max", "min", "moyenne"} for _, _, op in self.read_.soft)
            and not self.read_.lacks
        )

    def _hold_numbers(self, request: Request) -> bool:
        """Tell whether the rows that are meant hold every number that was said."""
        named = {float(one) for one in _NAMED_BY.findall(self.whole)}
        if named & set(self.numbers):
            # « L'indicateur 1 » is a row, and no row that holds the figure 1.
            return False
        columns = request.flat or self.table.of(FIGURE)
        held = {self.table.cell(row, one).number for row in request.rows for one in columns}
        return all(held & {one, one / 100, one * 1_000} for one in self.numbers)
