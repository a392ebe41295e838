"""Typed queries that compare two periods, two measures or two rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.expressions import Operation
from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.table_query.table_periods import Period, said_of
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_figures import Figure, less, shown
from pycog.dialogue.typed_query.typed_measures import Measuring, by_period
from pycog.dialogue.typed_query.typed_model import Condition
from pycog.dialogue.typed_query.typed_resolving import figure_groups, placed_groups, texts_named
from pycog.dialogue.workbook.open_cells import MONEY
from pycog.lazy_patterns import regex
from pycog.values import counted, format_number

#: Columns that hold a change and no state.
_CHANGE: Final = regex(
    r"(?:dm\b|decisions? modif|virements?\b|ajustements?\b|avenants?\b|variations?\b|mouvements?\b)"
)
_FALL = ("baiss", "diminu", "recul", "chut")
_GROUND = frozenset({"poids", "terrain", "ampleur", "importance"})
_GOT = ("pris", "pren", "gagn")
_RISE = ("hauss", "augment", "progress", "grimp", "mont", "crois")


class Comparing(Measuring):
    """One typed query that may compare."""

    def moved(self) -> Answer | None:
        query = self.query
        groups = figure_groups(query)
        if query.has("minus") and not query.has("gap", "move") and len(groups) != 2:
            return self._between_rows(self.measure())
        if len(groups) == 2 and query.has("move") and query.days:
            # A figure moves from one day to another: no two figures of the same rows tell it.
            return None
        if len(groups) == 2:
            return self._between_measures(groups[0], groups[1])
        fields = self.measure()
        dated = [one for one in fields if one.period is not None]
        if len(dated) >= 2:
            return self._between_periods(dated)
        if fields and len(fields) == 1:
            return self._between_dated(fields[0]) or self._between_rows(fields)
        return None

    def lacks(self) -> Answer | None:
        """Tell what is missing to another figure: « il manque combien sur l'autorisé »."""
        query = self.query
        at, against = query.ops["lacking"], query.ops.get("within", -1)
        placed = placed_groups(query)
        if len(placed) != 2 or not (at < placed[0][0] < against < placed[1][0]):
            return None
        (_, held), (_, wanted) = placed
        records, lost = self.paired((*held, *wanted))
        top, bottom = self.amount(records, wanted), self.amount(records, held)
        if top is None or bottom is None or top.kind != bottom.kind:
            return None
        gap = less(top, bottom)
        no = "rien ne manque, " if gap.value <= 0 else ""
        return self.figure(gap, f"{no}{self.heading(wanted)} moins {self.heading(held)}", lost)

    def _between_dated(self, field: Field) -> Answer | None:
        """Tell how a figure moved from rows of one period to rows of another."""
        periods = by_period(self.query.rows())
        if len(periods) < 2:
            return None
        names = list(periods)
        first, last = names[0], names[-1]
        if self.lists_rows():
            return None
        before, after = self.amount(periods[first], (field,)), self.amount(periods[last], (field,))
        before, after = _of_one_kind(before, after)
        if before is None or after is None or before.kind != after.kind:
            return None
        told = f"« {field.title} » de {said_of(first)} à {said_of(last)}"
        return self._change(before, after, told)

    def _between_measures(
        self, first: tuple[Field, ...], second: tuple[Field, ...]
    ) -> Answer | None:
        changes = [
            bool(_CHANGE.match(normalise_long(one[0].column.own))) for one in (first, second)
        ]
        if any(changes) and not self.query.has("minus"):
            # « De combien la DM augmente-t-elle le budget » is no gap between both.
            return None
        records, lost = self.paired((*first, *second))
        top, bottom = self.amount(records, first), self.amount(records, second)
        if top is None or bottom is None or top.kind != bottom.kind:
            return None
        if self.query.has("empty") and top.value > bottom.value:
            # « Il manque combien pour atteindre la cible »
            top, bottom, first, second = bottom, top, second, first
        gap = less(top, bottom)
        return self.figure(gap, f"{self.heading(first)} moins {self.heading(second)}", lost)

    def _between_periods(self, dated: Sequence[Field]) -> Answer | None:
        """Tell how a figure moved from its first period to its last, or which rows moved."""
        ordered = sorted(dated, key=lambda one: one.period.start if one.period else (0, 0))
        if not self.query.periods:
            ordered = [one for one in ordered if self.is_filled(one)]
        if len(ordered) < 2:
            return None
        first, last = ordered[0], ordered[-1]
        if len(ordered) > 2 and self.query.periods and len(self.query.periods) != 1:
            return None
        if self.lists_rows():
            return self._rows_moved(first, last)
        records, lost = self.paired((first, last))
        before, after = self.amount(records, (first,)), self.amount(records, (last,))
        if before is None or after is None or before.kind != after.kind:
            return None
        return self._change(before, after, _periods(first, last), lost)

    def moves_of(self) -> tuple[Field, Field] | None:
        """Return the first and the last column of one measure between which rows moved."""
        dated = [one for one in self.measure() if one.period is not None]
        ordered = sorted(dated, key=lambda one: one.period.start if one.period else (0, 0))
        if not self.query.periods:
            ordered = [one for one in ordered if self.is_filled(one)]
        if len(ordered) < 2 or (len(ordered) > 2 and len(self.query.periods) > 1):
            return None
        return ordered[0], ordered[-1]

    def most_moved(self, *, largest: bool) -> Answer | None:
        """Tell the rows that moved most, in amount, or in per cent where that is said."""
        pair = self.moves_of()
        if pair is None:
            return None
        first, last = pair
        fell, rose = self._ways()
        rated = bool({"%", "pourcentage", "relatif", "pourcent"} & set(self.query.words))
        moved: list[tuple[Record, float]] = []
        for one in self.query.rows():
            start, end = one.cell(first).number, one.cell(last).number
            if start is None or end is None or (rated and not start):
                continue
            gap = round(end - start, 9)
            moved.append((one, gap / abs(start) if rated else gap))
        if not moved:
            return None
        down = fell and not rose
        moved.sort(key=lambda one: one[1] if down == largest else -one[1])
        edge = moved[min(self.query.most or 1, len(moved)) - 1][1]
        if largest and (edge >= 0 if down else edge <= 0):
            way = "baisse" if down else "hausse"
            return self.said(f"{_periods(first, last)} : aucune {way}.")
        kept = [one for one in moved if (one[1] <= edge if down == largest else one[1] >= edge)]
        self.noted.keep(one for one, _ in kept)
        told = " ; ".join(self._told_move(one, first, last) for one, _ in kept)
        way = "variation" if not (fell or rose) else "baisse" if down else "hausse"
        side = "la plus forte" if largest else "la plus faible"
        return self.said(f"{_periods(first, last)}, {way} {side} : {told}.")

    def _told_move(self, record: Record, first: Field, last: Field) -> str:
        start, end = record.cell(first), record.cell(last)
        gap = round((end.number or 0.0) - (start.number or 0.0), 9)
        plus = "+" if gap > 0 else ""
        rate = ""
        if start.kind in {"rate", "%"}:
            told = shown(gap * 100 if start.kind == "rate" else gap, "number", "points")
        else:
            told = shown(gap, start.kind, first.unit)
            if start.number:
                rate = f", soit {plus}{format_number(gap / abs(start.number) * 100, 2)} %"
        return (
            f"{self.name(record)}, {plus}{told}{rate}"
            f" ({start.shown}, {start.place}, puis {end.shown}, {end.place})"
        )

    def _ways(self) -> tuple[bool, bool]:
        """Tell whether the question speaks of a fall, and whether of a rise."""
        return _ways_of(self.query.words)

    def lists_rows(self) -> bool:
        """Tell whether the rows that moved are asked for."""
        query = self.query
        if query.has("largest", "smallest"):
            return False
        return (
            query.has("list", "many")
            and not any(one.names for one in query.conditions)
            and (
                query.own
                or bool(texts_named(query))
                or any(one.startswith("lesquel") for one in query.words)
            )
        )

    def _change(self, before: Figure, after: Figure, what: str, more: str = "") -> Answer | None:
        gap = less(after, before)
        sign = "+" if gap.value > 0 else ""
        verdict = verdict_on(self.query.words, gap.value)
        rate = ""
        node = Operation(after.node, "-", before.node)
        if before.value and before.kind not in {"rate", "%"}:
            share = gap.value / abs(before.value)
            rate = f", soit {'+' if share > 0 else ''}{format_number(share * 100, 2)} %"
        text = f"{verdict}{what} : {sign}{gap.shown}{rate} ({before.shown} puis {after.shown})."
        note = more or after.note or before.note
        answer = self.figure(Figure(gap.value, node, gap.kind, gap.unit), "")
        return replace(answer, text=f"{self.head()} – {text}{note}")

    def _rows_moved(self, first: Field, last: Field) -> Answer | None:
        fell, rose = self._ways()
        moved: list[tuple[Record, float]] = []
        for one in self.query.rows():
            start, end = one.cell(first).number, one.cell(last).number
            if start is None or end is None:
                continue
            gap = round(end - start, 9)
            if (gap > 0 and (rose or not fell)) or (gap < 0 and (fell or not rose)):
                moved.append((one, gap))
        _, lost = self.paired((first, last))
        if not moved:
            return self.said(f"aucune ligne, {_periods(first, last)}.{lost}")
        self.noted.keep(one for one, _ in moved)
        moved.sort(key=lambda one: -abs(one[1]))
        self.noted.keep(one for one, _ in moved)
        told = " ; ".join(self._told_move(one, first, last) for one, _ in moved)
        rows = tuple(
            (self.name(one), one.cell(first).shown, one.cell(last).shown) for one, _ in moved
        )
        many = f"{counted(len(moved), 'ligne')}, " if self.query.has("many") else ""
        table = Table(("Ligne", first.title, last.title), rows)
        return self.said(f"{many}{_periods(first, last)} : {told}.{lost}", table)

    def _between_rows(self, fields: Sequence[Field]) -> Answer | None:
        """Tell the gap of what two values choose: two rows, recruitments and departures."""
        parted = [one for one in self.query.conditions if len(one.parts) > 1 and not one.denied]
        if len(parted) != 1 or len(parted[0].parts) != 2 or len(fields) != 1:
            return None
        records = self.query.rows()
        held = [[one for one in records if one.index in rows] for rows in parted[0].parts]
        if not all(held) or {one.index for one in held[0]} & {one.index for one in held[1]}:
            return None
        figures = [self.amount(rows, fields) for rows in held]
        first, second = figures
        if first is None or second is None or first.kind != second.kind:
            return None
        if any(one.missing for one in figures if one is not None):
            return None
        names = self._parts_said(parted[0], held)
        if first.value < second.value and not self.query.has("minus"):
            first, second, names = second, first, names[::-1]
        gap = less(first, second)
        return self.figure(gap, f"{self.heading(fields)}, {names[0]} moins {names[1]}")

    def _parts_said(self, condition: Condition, held: Sequence[Sequence[Record]]) -> list[str]:
        """Return how two values are told: the rows by their names, others by what was said."""
        if all(len(one) == 1 for one in held) and condition.names:
            return [self.name(one[0]) for one in held]
        return condition.told.partition(" : ")[2].split(", ", 1)


def _of_one_kind(
    before: Figure | None, after: Figure | None
) -> tuple[Figure | None, Figure | None]:
    """Return two figures of one column in the unit that only one of their titles says."""
    if before is None or after is None:
        return before, after
    if before.kind == "number" and after.kind in MONEY:
        return replace(before, kind=after.kind), after
    if after.kind == "number" and before.kind in MONEY:
        return before, replace(after, kind=before.kind)
    return before, after


def _ways_of(words: Sequence[str]) -> tuple[bool, bool]:
    """Tell whether words speak of a fall, and whether of a rise: « pris du poids »."""
    got = [words[at] for at in range(len(words) - 2) if words[at + 2] in _GROUND]
    return (
        any(one.startswith(_FALL) for one in words) or any(one.startswith("perd") for one in got),
        any(one.startswith(_RISE) for one in words) or any(one.startswith(_GOT) for one in got),
    )


def verdict_on(words: Sequence[str], gap: float) -> str:
    """Return « Non : » where a question says that a figure moved the other way."""
    fell, rose = _ways_of(words)
    if fell and not rose and gap > 0:
        return "Non, c'est une hausse : "
    if rose and not fell and gap < 0:
        return "Non, c'est une baisse : "
    return ""


def _periods(first: Field, last: Field) -> str:
    periods: list[Period] = [one.period for one in (first, last) if one.period is not None]
    name = f"« {first.bare_title} » " if first.bare_title else ""
    return f"{name}de {' à '.join(map(said_of, periods))}"
