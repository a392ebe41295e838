"""Tables whose measures stand in rows, read with one row for each body and one column a measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.table_query.kinds_of_columns import total_in
from pycog.dialogue.table_query.plain_tables import CODE, FIGURE, TEXT, PlainColumn, PlainTable
from pycog.dialogue.table_query.table_periods import Period
from pycog.dialogue.typed_query.typed_data import DATA
from pycog.dialogue.typed_query.typed_fields import Field, telling_of
from pycog.dialogue.workbook.open_cells import Cell
from pycog.equip.open_parts import OpenColumn, OpenRow
from pycog.lazy_patterns import regex

#: Headings of a column of measures, and those of one that may hold some.
_OF_MEASURES: Final = regex(DATA["pivots"]["measures"])
_MAY_BE: Final = regex(DATA["pivots"]["may_be"])
#: What a row is whose figures are added to none of another kind.
_ALLOWED: Final = regex(DATA["pivots"]["allowed"])
_USED: Final = regex(DATA["pivots"]["used"])
_WHOLE: Final = regex(DATA["pivots"]["whole"])
_RATE: Final = regex(r"(?:taux|tx|part|pourcentage|%|proportion)\b")
_UNIT: Final = regex(r"\((?:en )?(€|k€|M€|%)\)")
_LEVELS: Final = regex(DATA["pivots"]["levels"])
_FEWEST: Final = 2
#: Of the measures of all bodies, so many are there at least.
_FILLED: Final = 0.6
#: Columns of a pivot are none of the sheet: they are numbered behind all of them.
_BEHIND: Final = 10_000
#: Body and measure of a row.
Place = tuple[str, str]


@dataclass(frozen=True, eq=False)
class PivotTable(PlainTable):
    """A table with one row for each body, whose columns are a measure in a period.

    Attributes:
        places: Row and column → the row and the column of the sheet.
        yearly: Columns of a period → that of the whole year of the same measure; words name it
            by no heading.
    """

    places: Mapping[tuple[int, int], tuple[OpenRow, OpenColumn]] = field(default_factory=dict)
    yearly: Mapping[int, PlainColumn] = field(default_factory=dict)

    def cell(self, row: OpenRow, column: PlainColumn) -> Cell:
        """Return the cell of the sheet that holds a measure of a body."""
        held = self.places.get((row.index, column.index))
        if held is None and column.index >= _BEHIND:
            # No row of the sheet has this measure of this body.
            return Cell(self.open, replace(row, index=-1), replace(column.column, index=-1))
        return super().cell(row, column) if held is None else Cell(self.open, *held)


def is_level(field: Field) -> bool:
    """Tell whether a column of a pivot is of levels: one is not added to that of another body."""
    return isinstance(field.table, PivotTable) and _LEVELS.search(field.column.own) is not None


def yearly_of(fields: Sequence[Field]) -> Field | None:
    """Return the column of the whole year of a measure of a pivot, ``None`` where it has none."""
    table = fields[0].table
    if not isinstance(table, PivotTable):
        return None
    found = table.yearly.get(fields[0].index)
    return None if found is None else Field(table, found)


def pivoted(table: PlainTable) -> PlainTable:
    """Return a table whose measures stand in rows as one of bodies; any other as it is.

    Args:
        table: As it stands in the sheet.
    """
    figures = [one for one in table.columns if one.kind == FIGURE]
    periods = [one for one in figures if one.period is not None]
    others = [one for one in table.columns if one not in periods and _WHOLE.match(one.own)]
    bare = all(_is_bare(one) for one in periods)
    if len(periods) < _FEWEST or not bare or set(figures) - {*periods, *others}:
        return table
    texts = [one for one in table.columns if one.kind in {TEXT, CODE} and one not in others]
    said = [one for one in texts if _OF_MEASURES.match(one.own)]
    for measures in said or [one for one in texts if _MAY_BE.match(one.own) or not one.own]:
        for bodies in (*[one for one in texts if one is not measures], None):
            grid = _Grid(table, bodies, measures)
            if grid.is_one([*periods, *others]):
                return grid.made(periods, others)
    return table


def _is_bare(column: PlainColumn) -> bool:
    return not telling_of(column.own) and not telling_of(column.group)


class _Grid:
    """The rows of a table by body and measure.

    Args:
        table: The table.
        bodies: The column of bodies, ``None`` where headings above the rows name them.
        measures: The column of measures.
    """

    def __init__(
        self, table: PlainTable, bodies: PlainColumn | None, measures: PlainColumn
    ) -> None:
        self.table, self.bodies, self.measures = table, bodies, measures
        self.rows: dict[Place, OpenRow] = {}
        self.unique = True
        for row in table.rows:
            body = self._body(row)
            measure = self._measure(row)
            if not body or not measure:
                self.unique = False
                continue
            self.unique = self.unique and (body, measure) not in self.rows
            self.rows[body, measure] = row
        self.names = list(dict.fromkeys(body for body, _ in self.rows))
        self.said = list(dict.fromkeys(measure for _, measure in self.rows))

    def _body(self, row: OpenRow) -> str:
        return self._shown(row, self.bodies) if self.bodies is not None else row.heading

    def _measure(self, row: OpenRow) -> str:
        return self._shown(row, self.measures)

    def _shown(self, row: OpenRow, column: PlainColumn) -> str:
        cell = self.table.cell(row, column)
        return "" if cell.is_missing else cell.shown

    def is_one(self, columns: Sequence[PlainColumn]) -> bool:
        """Tell whether each body has the same few measures, that are none to be added up."""
        many = len(self.names) * len(self.said)
        if not self.unique or min(len(self.names), len(self.said)) < _FEWEST:
            return False
        if len(self.rows) < _FILLED * many:
            return False
        if _OF_MEASURES.match(self.measures.own):
            return True
        plain = [normalise_long(one) for one in self.said]
        if any(map(_ALLOWED.match, plain)) and any(map(_USED.match, plain)):
            return True
        kinds = [self._kinds(one, columns) for one in self.said]
        return all(len(one) < _FEWEST for one in kinds) and (
            any(map(_RATE.match, plain)) or len(set(kinds)) > 1
        )

    def _kinds(self, measure: str, columns: Sequence[PlainColumn]) -> frozenset[str]:
        rows = [row for (_, said), row in self.rows.items() if said == measure]
        cells = [self.table.cell(row, one) for row in rows for one in columns]
        return frozenset(one.kind for one in cells if one.number is not None)

    # ------------------------------------------------------------------ making
    def made(self, periods: Sequence[PlainColumn], others: Sequence[PlainColumn]) -> PivotTable:
        """Return the table of bodies.

        Args:
            periods: Columns of a period.
            others: Columns of the whole year.
        """
        places: dict[tuple[int, int], tuple[OpenRow, OpenColumn]] = {}
        yearly: dict[int, PlainColumn] = {}
        rows = {one: self._row(one) for one in self.names}
        columns = [one for one in self.table.columns if one is self.bodies or self._is_kept(one)]
        for at, measure in enumerate(self.said):
            start = _BEHIND * (at + 1)
            for one in (*periods, *others):
                made = self._column(one, measure, start + one.index, whole=one in others)
                if one in periods:
                    columns.append(made)
                elif len(others) == 1:
                    yearly |= {start + each.index: made for each in periods}
                for name, row in rows.items():
                    if (held := self.rows.get((name, measure))) is not None:
                        places[row.index, made.index] = (
                            replace(held, number="", label=name, is_rate=_is_rate(measure)),
                            replace(made.column, index=one.index),
                        )
        label = None if self.bodies is None else self.bodies.index
        open_ = replace(self.table.open, rows=tuple(rows.values()))
        return PivotTable(
            open_, tuple(columns), label, None, self.table.notes, self.table.file_name, (),
            places, yearly,
        )  # fmt: skip

    def _row(self, name: str) -> OpenRow:
        held = [row for (body, _), row in self.rows.items() if body == name]
        role = "total" if total_in(name) else "ligne"
        return replace(held[0], number="", label=name, role=role, parts=())

    def _is_kept(self, column: PlainColumn) -> bool:
        """Tell whether a text is the same in all rows of a body: its manager, its department."""
        if column.kind != TEXT or column is self.measures:
            return False
        held: dict[str, set[str]] = {}
        for (body, _), row in self.rows.items():
            held.setdefault(body, set()).add(self._shown(row, column))
        return all(len(one) == 1 for one in held.values())

    def _column(self, column: PlainColumn, measure: str, index: int, *, whole: bool) -> PlainColumn:
        unit = _UNIT.search(measure)
        # What it measures stands last, as it does under the heading of a group.
        title = f"{column.column.title} – {measure}"
        opened = OpenColumn(index, title, "", column.column.year, unit[1] if unit else "")
        period: Period | None = None if whole else column.period
        own = f"{normalise_long(measure)} {column.own}"
        return PlainColumn(opened, own, "", FIGURE, period)


def _is_rate(measure: str) -> bool:
    return _RATE.match(normalise_long(measure)) is not None
