"""What a table of an open workbook is made of: fields of one type, records, their periods."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.table_query.initials import SMALL, WORD
from pycog.dialogue.table_query.plain_tables import (
    CODE,
    DAY,
    FIGURE,
    NOTE,
    TEXT,
    PlainColumn,
    PlainTable,
)
from pycog.dialogue.table_query.table_periods import Period, is_bare, period_of, periods_in
from pycog.dialogue.typed_query.typed_data import DATA
from pycog.dialogue.workbook.open_cells import Cell
from pycog.equip.open_parts import OpenRow, day_of
from pycog.lazy_patterns import regex

#: What the cells of a column may be, by a word of its heading.
_ROLES: Final = {name: regex(rf"\b(?:{text})") for name, text in DATA["roles"].items()}
_UNIT: Final = regex(r"\((?:en )?([^()]{1,12})\)")
_SAID_UNITS: Final = DATA["units"]
_OF_PERIODS: Final = regex(r"(?:mois|annees?|exercices?|trimestres?|periodes?|semestres?)\b")
#: Nouns of what is allowed.
ALLOWED_NOUNS: Final[tuple[str, ...]] = tuple(DATA["allowance"]["nouns"])
_ALLOWED_BY: Final[tuple[str, ...]] = tuple(DATA["allowance"]["headings"])
#: Words of names that are written short.
SPELLED: Final = {"st": "saint", "ste": "sainte"}
#: What only says that a column holds names, before what it names.
_NAMING: Final = frozenset(map(stem, DATA["words"]["naming"].split()))
_PART: Final = regex(r"dont\b|- |> ")


@dataclass(frozen=True, eq=False)
class Field:
    """One column of a table as a query uses it.

    Attributes:
        table: The table.
        column: The column.
        timeless: Whether the periods of its heading are relative to that of its sheet.
    """

    table: PlainTable
    column: PlainColumn
    timeless: bool = False

    @property
    def kind(self) -> str:
        """What it holds: figures, days, texts, codes or notes."""
        return self.column.kind

    @property
    def index(self) -> int:
        """Zero-based column of the sheet."""
        return self.column.index

    @cached_property
    def title(self) -> str:
        """Its heading as shown, without its period where a query says it."""
        return self.column.column.title

    @cached_property
    def bare_title(self) -> str:
        """Its own heading as shown, without that of its group; ``""`` for a period alone."""
        return self.title.rpartition(" – ")[2] if self.measure else ""

    @cached_property
    def said(self) -> str:
        """Its heading in plain form, with that of its group."""
        return f"{self.column.group} {self.column.own}".strip()

    @cached_property
    def measure(self) -> tuple[str, ...]:
        """The stems of its own heading without period, unit and small words: what it measures."""
        return telling_of(self.column.own)

    @cached_property
    def group(self) -> tuple[str, ...]:
        """The stems of the heading above its own, without period: a site, a kind of amounts."""
        return telling_of(self.column.group)

    @property
    def period(self) -> Period | None:
        """The period that its heading names; a column of days or texts has none."""
        return self.column.period if self.kind == FIGURE and not self.timeless else None

    @cached_property
    def unit(self) -> str:
        """The unit of its figures that a formula does not know: « j », « kWh »; else ``""``."""
        match = _UNIT.search(self.title)
        said = match[1].strip() if match else ""
        return _SAID_UNITS.get(normalise_long(said), "") if said else ""

    @cached_property
    def roles(self) -> frozenset[str]:
        """What its heading says that it holds."""
        return frozenset(name for name, pattern in _ROLES.items() if pattern.search(self.said))

    @cached_property
    def own_roles(self) -> frozenset[str]:
        """What its own heading says that it holds, without that of its group."""
        own = self.column.own
        return frozenset(name for name, pattern in _ROLES.items() if pattern.search(own))


def telling_of(heading: str) -> tuple[str, ...]:
    """Return the stems of a heading without its period, its unit and small words."""
    text = _UNIT.sub(" ", heading)
    for one in reversed(periods_in(text, days=True)):
        text = f"{text[: one.start]} {text[one.end :]}"
    found = [stem(SPELLED.get(word, word)) for word in WORD.findall(text)]
    return tuple(dict.fromkeys(one for one in found if one not in SMALL and len(one) > 1))


def naming_noun(field: Field) -> frozenset[str]:
    """Return what rows are called by the heading of their names: « Intitulé du poste »."""
    first, *rest = field.measure or ("",)
    named = first in _NAMING and field.kind in {TEXT, CODE}
    return frozenset(rest) if named and len(rest) == 1 else frozenset()


@dataclass(frozen=True, eq=False)
class Record:
    """One row of a table as a query uses it."""

    table: PlainTable
    row: OpenRow
    period: Period | None = None

    @property
    def index(self) -> tuple[str, int]:
        """Its sheet and its zero-based row."""
        return self.table.open.sheet, self.row.index

    def cell(self, field: Field) -> Cell:
        """Return the cell of a column; of the same column of its own sheet in one of several."""
        if field.table is self.table:
            return self.table.cell(self.row, field.column)
        column = next(one for one in self.table.columns if one.index == field.index)
        return self.table.cell(self.row, column)

    def day(self, field: Field) -> dt.date | None:
        """Return the day of a cell, ``None`` where it holds none."""
        stored = self.cell(field).stored
        return None if stored is None else day_of(stored)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.table.name(self.row)


class Dataset:
    """One table with its fields and records, or several sheets of one form as one table.

    Args:
        tables: The table; several where they are of one form, each of its own year.
    """

    def __init__(self, *tables: PlainTable) -> None:
        self.table = tables[0]
        self.tables = tables
        timeless = len(tables) > 1
        self.fields = tuple(Field(self.table, one, timeless) for one in self.table.columns)
        self.by_index = {one.index: one for one in self.fields}
        self.records: tuple[Record, ...] = ()
        self.totals: tuple[Record, ...] = ()
        self.asides: tuple[Record, ...] = ()
        for one in tables:
            self._read(one, Period(one.year) if timeless and one.year else None)

    def _read(self, table: PlainTable, period: Period | None) -> None:
        summed = [one for one in _summed(table) if one.role == "ligne"]
        held = {one.index for one in summed}
        periods = _Periods(table)
        self.records += tuple(Record(table, one, period or periods.of(one)) for one in summed)
        self.totals += tuple(
            Record(table, one, period) for one in table.rows if one.role != "ligne"
        )
        self.asides += tuple(
            Record(table, one, period)
            for one in table.rows
            if one.role == "ligne" and one.index not in held
        )

    @property
    def is_several(self) -> bool:
        """Whether it is several sheets of one form."""
        return len(self.tables) > 1

    @property
    def sheet(self) -> str:
        """The name of its sheet, or of its sheets."""
        return ", ".join(dict.fromkeys(one.open.sheet for one in self.tables))

    @cached_property
    def key(self) -> Field | None:
        """The field that names its records."""
        for index in (self.table.label, self.table.code):
            if index is not None:
                return self.by_index.get(index)
        return next((one for one in self.fields if one.kind not in {FIGURE, DAY, NOTE}), None)

    def of(self, *kinds: str) -> list[Field]:
        """Return the fields of some kinds."""
        return [one for one in self.fields if one.kind in kinds]

    @cached_property
    def figures(self) -> list[Field]:
        """The fields of figures, without numbers that only name."""
        return self.of(FIGURE)

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Every period of a heading or of a record."""
        found = [one.period for one in self.figures if one.period is not None]
        found += [one.period for one in self.records if one.period is not None]
        return tuple(dict.fromkeys(found))

    @cached_property
    def year(self) -> int | None:
        """The one year that its sheet or its title names."""
        return None if self.is_several else self.table.year


class _Periods:
    """The periods that the rows of a table are of."""

    def __init__(self, table: PlainTable) -> None:
        self.table = table
        self.column = next(
            (
                one
                for one in table.columns
                if one.kind not in {FIGURE, NOTE, DAY} and _OF_PERIODS.match(one.own)
            ),
            None,
        ) or next((one for one in table.columns if _is_of_years(table, one)), None)

    def of(self, row: OpenRow) -> Period | None:
        """Return the period of a row: its label is one, or a column says it."""
        label = normalise_long(row.label)
        if is_bare(label):
            return period_of(label)
        if self.column is None:
            return None
        return period_of(normalise_long(self.table.cell(row, self.column).shown))


def _is_of_years(table: PlainTable, column: PlainColumn) -> bool:
    """Tell whether a column of codes holds years alone."""
    if column.kind != CODE or not table.entries:
        return False
    shown = [table.cell(row, column).shown for row in table.entries]
    return all(re.fullmatch(r"(?:19|20)\d\d", one) for one in shown)


def _summed(table: PlainTable) -> Sequence[OpenRow]:
    """Return the rows that a total adds up: none of those that are noted below the last total."""
    totals = [at for at, one in enumerate(table.rows) if one.role == "total"]
    lines = [at for at, one in enumerate(table.rows) if one.role == "ligne"]
    rows = table.rows
    if totals and lines and sum(at < totals[-1] for at in lines) > len(lines) / 2:
        rows = rows[: totals[-1]]
    return [one for one in rows if not _PART.match(normalise_long(one.label))]


def families(tables: Sequence[PlainTable]) -> list[tuple[PlainTable, ...]]:
    """Return the tables that are sheets of one form: the same headings, each of its own year."""
    held: dict[tuple[str, ...], list[PlainTable]] = {}
    for one in tables:
        if one.year is not None:
            held.setdefault(_form(one), []).append(one)
    return [
        tuple(found)
        for found in held.values()
        if len(found) > 1 and len({one.year for one in found}) == len(found)
    ]


def _form(table: PlainTable) -> tuple[str, ...]:
    return tuple(
        f"{one.index} {re.sub(r'(?:19|20)[0-9]{2}', '', one.own)}" for one in table.columns
    )


def is_day(field: Field) -> bool:
    """Tell whether a field holds days."""
    return field.kind == DAY


def allowed_fields(word: str, data: Dataset) -> tuple[Field, ...]:
    """Return the one column of what is allowed, where a noun of it heads none: « le budget ».

    Args:
        word: In plain form.
        data: The table.
    """
    if word not in ALLOWED_NOUNS and word.rstrip("s") not in ALLOWED_NOUNS:
        return ()
    pool = [
        one
        for one in data.figures
        if one.own_roles & {"budget"} and not one.own_roles & {"executed", "committed", "rest"}
    ]
    for beginning in _ALLOWED_BY:
        found = [one for one in pool if any(stem.startswith(beginning) for stem in one.measure)]
        if found:
            # Of several, none is meant before another.
            return tuple(found) if len({one.measure for one in found}) == 1 else ()
    return ()
