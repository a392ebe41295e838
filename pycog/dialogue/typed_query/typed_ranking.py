"""Typed queries that rank: the largest, the oldest, the first three, by row or by group."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.table_query.plain_tables import CODE, DAY, FIGURE, TEXT
from pycog.dialogue.table_query.table_periods import said_of
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_figures import Figure, added, divided, shown
from pycog.dialogue.typed_query.typed_meant_columns import in_periods, money_fields
from pycog.dialogue.typed_query.typed_measures import Measuring, by_period
from pycog.dialogue.typed_query.typed_pairs import FALL, UNKNOWN_WAY, way_of_name
from pycog.dialogue.typed_query.typed_pivots import is_level
from pycog.dialogue.typed_query.typed_resolving import (
    bare_fields,
    figure_groups,
    group_named,
    texts_named,
)
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.values import counted

_RANKS: Final = {
    "largest": True, "smallest": False, "costly": True, "cheap": False, "longest": True,
    "shortest": False, "oldest": False, "newest": True, "frequent": True, "best": True,
    "worst": False,
}  # fmt: skip
_OF_DAYS: Final = frozenset({"oldest", "newest"})
#: Units of times.
DAYS: Final = frozenset({"j", "jours", "h", "min"})
_OF_TIME: Final = frozenset({"longest", "shortest"})


class Ranking(Measuring):
    """One typed query that may rank."""

    def most_moved(self, *, largest: bool) -> Answer | None:
        """Tell the rows that moved most."""
        raise NotImplementedError

    def ranks(self) -> bool:
        """Tell whether a ranking is asked for."""
        return self.query.has(*_RANKS)

    def ranked(self) -> Answer | None:
        """Return the rows or the groups at one end of a ranking."""
        query = self.query
        name = next(one for one in _RANKS if one in query.ops)
        largest = _RANKS[name]
        if query.nth and name in {*_OF_DAYS, *_OF_TIME}:
            return None
        if name in _OF_DAYS:
            return self._by_day(newest=largest)
        if self.query.has("move"):
            return self.most_moved(largest=largest)
        group = self._grouping()
        if name == "frequent" and group is None:
            return None
        records = query.rows()
        if not records:
            return self.none_found()
        fields = () if name == "frequent" else self._ranking_measure(name)
        if name in {"best", "worst"} or self._says_good(name):
            way = way_of_name(fields[0].said) if fields else UNKNOWN_WAY
            if way == UNKNOWN_WAY and fields and fields[0].unit in DAYS:
                # Of a time, less is better.
                way = FALL
            if way == UNKNOWN_WAY:
                # Whether more is better is not said by its name.
                return None
            largest = largest if way != FALL else not largest
        if len({one.measure for one in fields}) > 1 and not query.periods:
            # Asked, granted and paid are three amounts, and no one of them.
            return None
        if group is not None and not fields and name != "frequent" and not self._ranks_rows():
            # « Qui a obtenu le plus ? » is of an amount: of which, nothing says.
            return None
        if group is not None:
            worth = self._worth(group, records, fields)
            return (
                None if worth is None else self._first_groups(worth, group, fields, largest=largest)
            )
        if query.nth and (query.has("whichperiod") or len(fields) != 1):
            return None
        if query.has("whichperiod"):
            fields = fields or tuple(bare_fields(query))
            return self._first_period(records, fields, largest=largest)
        if len(fields) > 1 and len(records) == 1:
            return self._best_period(records[0], fields, largest=largest)
        if name in _OF_TIME and not fields:
            return self._by_span(records, largest=largest)
        if len(fields) > 1:
            return self._first_of_periods(records, fields, largest=largest)
        if len(fields) != 1:
            return None
        return self._first_rows(records, fields[0], largest=largest)

    def _ranks_rows(self) -> bool:
        """Tell whether it is how many rows there are that is ranked: « le plus de dossiers »."""
        query = self.query
        if query.has("many") or not money_fields(query):
            return True
        words = query.words
        return any(
            words[at] in {"plus", "moins"} and words[at + 1] in {"de", "d", "souvent", "nombreux"}
            for at in range(len(words) - 1)
        ) or bool({"nombre", "nombreux", "nombreuses"} & set(words))

    def _says_good(self, name: str) -> bool:
        """Tell whether « meilleur », « pire » is said, and not how large."""
        return self.query.words[self.query.ops[name]].startswith(("meilleur", "pire"))

    def _first_of_periods(
        self, records: Sequence[Record], fields: Sequence[Field], *, largest: bool
    ) -> Answer | None:
        """Rank rows by a measure of several periods: added up, or the cell where it is a level."""
        if len({one.measure for one in fields}) > 1 or not all(one.period for one in fields):
            return None
        key = self.data.key
        if key is None:
            return None
        rates = any(one.cell(each).kind in {"rate", "%"} for one in records for each in fields)
        if not (rates or is_level(fields[0]) or self.is_stock(fields)):
            worth = {self.name(one): added([one], fields) for one in records}
            held = {name: one for name, one in worth.items() if one is not None}
            if len(held) < len(records) or any(one.missing for one in held.values()):
                return None
            return self._first_groups(held, key, fields, largest=largest)
        cells = [
            (one, each, number)
            for one in records
            for each in fields
            if (number := one.cell(each).number) is not None
        ]
        if not cells:
            return None
        edge = (max if largest else min)(number for _, _, number in cells)
        kept = [(one, each) for one, each, number in cells if number == edge]
        self.noted.keep([one for one, _ in kept], [each for _, each in kept])
        told = " ; ".join(
            f"{self.name(one)}, {each.title}, {one.cell(each).shown} ({one.cell(each).place})"
            for one, each in kept
        )
        side = "élevé" if largest else "faible"
        return self.said(f"{self.heading(fields)}, le plus {side} d'une période : {told}.")

    def _ranking_measure(self, name: str) -> tuple[Field, ...]:
        query = self.query
        groups = figure_groups(query)
        if len(groups) == 1:
            return groups[0]
        if groups:
            return ()
        if query.has("rest"):
            return self.role("rest")
        if name in {"costly", "cheap"}:
            return in_periods(money_fields(query), query.periods)
        if name in _OF_TIME:
            found = [one for one in query.data.figures if "duration" in one.roles]
            if not found and len(query.rows()) == 1:
                # The row itself is a delay: « Délai de règlement »
                return self.measure()
            return tuple(found) if len({one.measure for one in found}) == 1 else ()
        return self.measure() if not self.query.has("many") else ()

    def _grouping(self) -> Field | None:
        """Return the column whose values are ranked, ``None`` where rows are."""
        query = self.query
        if (by := group_named(query)) is not None:
            return by
        for one in texts_named(query):
            field = one.fields[0]
            if field.kind not in {TEXT, CODE} or not one.asked:
                continue
            shown_ = [each.cell(field).shown for each in query.data.records]
            if len(set(shown_)) < len(shown_) and not self._names_rows(field):
                return field
        return None

    def _names_rows(self, field: Field) -> bool:
        """Tell whether a column names rows that a code numbers beside it: « S05, Agence »."""
        table = self.data.table
        return table.label is None and table.code is not None and field.index == table.code + 1

    def _worth(
        self, group: Field, records: Sequence[Record], fields: Sequence[Field]
    ) -> dict[str, Figure] | None:
        held: dict[str, list[Record]] = {}
        for one in records:
            cell = one.cell(group)
            if not cell.is_missing:
                held.setdefault(cell.shown, []).append(one)
        found: dict[str, Figure] = {}
        for name, rows in held.items():
            if not fields:
                found[name] = Figure(float(len(rows)), float(len(rows)), unit="", many=len(rows))
                continue
            mean = self.query.has("mean")
            figure = added(rows, fields, mean=mean)
            if figure is None:
                continue
            if figure.kind in {"rate", "%"} and figure.many > 1 and not mean:
                return None
            found[name] = figure
        return found or None

    def grouped(self, by: Field) -> Answer | None:
        """Tell a figure, or how many rows, for each value of a column."""
        query = self.query
        fields = figure_groups(query)
        if len(fields) > 1:
            return None
        chosen = fields[0] if fields else ()
        if not chosen and not query.has("many"):
            chosen = self.measure()
            if not chosen:
                return None
        worth = self._worth(by, query.rows(), chosen)
        if worth is None:
            return None
        what = f"« {chosen[0].title} »" if chosen else "lignes"
        lead = "moyenne de " if query.has("mean") else ""
        ranked = sorted(worth.items(), key=lambda one: -one[1].value)
        self.noted.figures = [figure for _, figure in ranked]
        told = " ; ".join(f"{name} : {figure.shown}" for name, figure in ranked)
        rows = tuple((name, figure.shown) for name, figure in ranked)
        heads = (by.title, chosen[0].title if chosen else "Nombre")
        return self.said(f"{lead}{what} par « {by.title} » : {told}.", Table(heads, rows))

    def _first_groups(
        self, worth: dict[str, Figure], group: Field, fields: Sequence[Field], *, largest: bool
    ) -> Answer:
        ranked = sorted(worth.items(), key=lambda one: -one[1].value if largest else one[1].value)
        most = self.query.most or 1
        edge = ranked[min(most, len(ranked)) - 1][1].value
        kept = [
            one for one in ranked if (one[1].value >= edge if largest else one[1].value <= edge)
        ]
        if self.query.nth:
            edge = ranked[min(self.query.nth, len(ranked)) - 1][1].value
            kept = [one for one in ranked if one[1].value == edge]
        self._note_groups(kept, group, fields)
        what = self.heading(fields) if fields else "nombre de lignes"
        rows_ = self.query.rows()
        told = enumerated(
            [f"{name} ({figure.shown}{self._part(figure, rows_, fields)})" for name, figure in kept]
        )
        nth = self.query.nth
        after = [one for one in ranked if one not in kept] if nth else ranked[len(kept) :]
        others = enumerated([f"{name} ({figure.shown})" for name, figure in after[:3]])
        more = f" {'Les autres' if nth else 'Ensuite'} : {others}." if others else ""
        rows = tuple((name, figure.shown) for name, figure in ranked)
        side = "élevé" if largest else "faible"
        return self.said(
            f"{what} le {self._place()}plus {side} par « {group.title} » : {told}.{more}",
            Table((group.title, self._headed(fields)), rows),
        )

    def _headed(self, fields: Sequence[Field]) -> str:
        if not fields:
            return "Nombre"
        return fields[0].title if len(fields) == 1 else fields[0].bare_title or "Total"

    def _note_groups(
        self, kept: Sequence[tuple[str, Figure]], group: Field, fields: Sequence[Field]
    ) -> None:
        names = {name for name, _ in kept}
        self.noted.keep(one for one in self.query.rows() if one.cell(group).shown in names)
        self.noted.figures = [figure for _, figure in kept]
        self.noted.fields = tuple(fields)
        if len(kept) == 1:
            self.noted.group = (group, kept[0][0])

    def _first_rows(
        self, records: Sequence[Record], field: Field, *, largest: bool
    ) -> Answer | None:
        held = [(one, number) for one in records if (number := one.cell(field).number) is not None]
        if not held:
            return None
        held.sort(key=lambda one: -one[1] if largest else one[1])
        most = self.query.most or 1
        edge = held[min(most, len(held)) - 1][1]
        kept = [one for one, number in held if (number >= edge if largest else number <= edge)]
        if self.query.nth:
            edge = held[min(self.query.nth, len(held)) - 1][1]
            kept = [one for one, number in held if number == edge]
        self.noted.keep(kept, (field,))
        beside = [
            each.fields[0]
            for each in texts_named(self.query)
            if each.fields[0].index not in {self.data.table.label, self.data.table.code}
        ]
        side = "élevé" if largest else "faible"
        zeros = ""
        if not largest and edge == 0:
            above = [(one, number) for one, number in held if number > 0]
            if above:
                first = above[0]
                zeros = (
                    f" Au-dessus de zéro : {self.name(first[0])} ({first[0].cell(field).shown})."
                )
        told = " ; ".join(
            f"{self.name(one)}, {one.cell(field).shown} ({one.cell(field).place})"
            + self._part(added([one], (field,)), records, (field,))
            + "".join(f", {each.title} : {one.cell(each).shown}" for each in beside)
            for one in kept
        )
        rows = tuple((self.name(one), one.cell(field).shown) for one in kept)
        table = Table(("Ligne", field.title), rows) if len(rows) > 1 else None
        return self.said(f"« {field.title} » le {self._place()}plus {side} : {told}.{zeros}", table)

    def _place(self) -> str:
        """Return which of the ranking is told: « 2e »."""
        return f"{self.query.nth}e " if self.query.nth else ""

    def _part(
        self, figure: Figure | None, records: Sequence[Record], fields: Sequence[Field]
    ) -> str:
        """Return which part of all the rows a figure is, where « en % du total » asks for it."""
        if figure is None or not self.query.has("share"):
            return ""
        whole = (
            self.amount(records, fields)
            if fields
            else Figure(float(len(records)), float(len(records)))
        )
        part = divided(figure, whole) if whole is not None else None
        return "" if part is None else f", soit {part.shown} ({part.told})"

    def _first_period(
        self, records: Sequence[Record], fields: Sequence[Field], *, largest: bool
    ) -> Answer | None:
        """Tell the period of which the columns or the rows add up to most."""
        worth: dict[str, Figure | None] = {}
        if len(fields) > 1 and all(one.period is not None for one in fields):
            worth = {one.title: added(records, (one,)) for one in fields if self.is_filled(one)}
        elif len(fields) == 1:
            worth = {
                said_of(period): added(rows, fields) for period, rows in by_period(records).items()
            }
        held = {name: one for name, one in worth.items() if one is not None}
        rates = any(one.kind in {"rate", "%"} and one.many > 1 for one in held.values())
        if len(held) < 2 or rates or len({one.kind for one in held.values()}) > 1:
            return None
        ranked = sorted(held.items(), key=lambda one: -one[1].value if largest else one[1].value)
        kept = [one for one in ranked if one[1].value == ranked[0][1].value]
        told = enumerated([f"{name} ({one.shown})" for name, one in kept])
        others = enumerated([f"{name} ({one.shown})" for name, one in ranked[len(kept) :]])
        notes = "".join(dict.fromkeys(one.note for one in held.values()))
        side = "élevée" if largest else "faible"
        what = f"« {fields[0].bare_title} », " if fields[0].bare_title else ""
        more = f" Les autres : {others}." if others else ""
        rows = tuple((name, one.shown) for name, one in ranked)
        return self.said(
            f"{what}période la plus {side} : {told}.{more}{notes}",
            Table(("Période", "Valeur"), rows),
        )

    def _best_period(
        self, record: Record, fields: Sequence[Field], *, largest: bool
    ) -> Answer | None:
        held = [(one, number) for one in fields if (number := record.cell(one).number) is not None]
        if not held:
            return None
        edge = (max if largest else min)(number for _, number in held)
        kept = [one for one, number in held if number == edge]
        self.noted.keep([record], kept)
        told = enumerated(
            [f"{one.title} ({record.cell(one).shown}, {record.cell(one).place})" for one in kept]
        )
        return self.said(
            f"{self.name(record)}, le plus {'élevé' if largest else 'faible'} : {told}."
        )

    # ------------------------------------------------------------------ days
    def _by_day(self, *, newest: bool) -> Answer | None:
        field = self._day()
        if field is None:
            return None
        held = [(one, day) for one in self.query.rows() if (day := one.day(field)) is not None]
        if not held:
            return self.none_found()
        edge = (max if newest else min)(day for _, day in held)
        kept = [one for one, day in held if day == edge]
        self.noted.keep(kept)
        told = " ; ".join(
            f"{self.name(one)}, {one.cell(field).shown} ({one.cell(field).place})" for one in kept
        )
        return self.said(
            f"« {field.title} » la plus {'récente' if newest else 'ancienne'} : {told}."
        )

    def _day(self) -> Field | None:
        named = [
            one.fields[0] for one in self.query.named if one.fields[0].kind == DAY and not one.each
        ]
        days = self.data.of(DAY)
        starts = [one for one in days if "start" in one.roles]
        return next(iter((*named, *starts, *days)), None)

    def _by_span(self, records: Sequence[Record], *, largest: bool) -> Answer | None:
        """Rank by the days between the first column of days and the last one."""
        days = self.data.of(DAY)
        if len(days) != 2:
            return None
        first, last = days
        held: list[tuple[Record, int]] = []
        for one in records:
            start, end = one.day(first), one.day(last)
            if isinstance(start, dt.date) and isinstance(end, dt.date):
                held.append((one, (end - start).days))
        if not held:
            return None
        edge = (max if largest else min)(span for _, span in held)
        self.noted.keep(one for one, span in held if span == edge)
        told = enumerated(
            [f"{self.name(one)} ({counted(span, 'jour')})" for one, span in held if span == edge]
        )
        side = "long" if largest else "court"
        return self.said(f"le plus {side} de « {first.title} » à « {last.title} » : {told}.")


__all__ = ["FIGURE", "Ranking", "shown"]
