"""Tables of targets of an open workbook as one board: indicators, and for each year their marks.

One table may hold several years side by side, or each year a sheet of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pycog.arithmetic import compare, difference
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, normalise_long, words
from pycog.dialogue.read_once import read_once
from pycog.dialogue.table_query.best_readings import Tables
from pycog.dialogue.table_query.plain_tables import (
    CODE,
    FIGURE,
    NOTE,
    TEXT,
    PlainColumn,
    PlainTable,
)
from pycog.dialogue.target_query.board_columns import (
    FLOOR,
    POINTS,
    RESULT,
    TARGET,
    UNIT,
    WAY,
    WEIGHT,
    long_columns,
    roles_of,
)
from pycog.dialogue.workbook.open_cells import Cell
from pycog.dialogue.workbook.stated_directions import FALL, RISE, UNKNOWN_WAY, stated_direction
from pycog.lazy_patterns import regex
from pycog.values import format_number

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow

_LABEL_UNIT: Final = regex(r"\(([^()]{1,12})\)\s*$")
_COUNTED: Final = frozenset({"nb", "nombre", "nbre", "n", "pts", "points", "unite", "u"})
#: A target that is a text: « ≥ 85 % », « au plus 5 jours ».
_STATED: Final = regex(
    r"\s*(?P<sign>[<>≤≥]=?|au moins|au plus|max(?:imum)?\.?|min(?:imum)?\.?|moins de|plus de)?\s*"
    r"(?P<n>-?\d[\d\s\u202f\xa0]*(?:[.,]\d+)?)\s*(?P<unit>%|[a-zA-Zé€]{0,10})\.?\s*", re.I,
)  # fmt: skip
_DOWN: Final = ("<", "≤", "au plus", "max", "moins de")
_STRICT: Final = frozenset({"<", ">", "moins de", "plus de"})
#: What should fall, where nothing in the table says so; and what makes good of it.
_FALLS: Final = regex(
    r"\b(?:delais?|durees?|absent\w*|absences?|erreurs?|anomalies?|rejets?|abandons?|attente|couts?"
    r"|turnover|accidents?|retards?|plaintes?)\b"
)
_TURNS: Final = regex(
    r"\b(?:trait\w+|recouvr\w+|recuper\w+|detect\w+|control\w+|evit\w+|resolu\w*|respect\w+"
    r"|sous \d+|dans les|reduit\w*|conform\w+)\b"
)
_LIKE: Final = 0.6


@dataclass(slots=True)
class Mark:
    """The cells of one indicator in one year.

    Attributes:
        year: The year.
        table: The table.
        cells: What a cell holds → the cell.
        rate: Whether its numbers are ratios, shown in per cent.
    """

    year: int | None
    table: PlainTable
    cells: dict[str, Cell]
    rate: bool = False

    def number(self, role: str) -> float | None:
        """Return the number of a cell, one that a text states too."""
        cell = self.cells.get(role)
        if cell is None or cell.is_missing:
            return None
        if cell.number is not None:
            return cell.number
        stated = _stated(cell)
        if stated is None:
            return None
        return stated[1] / 100 if self.rate and "%" in str(cell.value) else stated[1]

    def is_blank(self, role: str) -> bool:
        """Tell whether nothing stands in a cell that the table has."""
        cell = self.cells.get(role)
        return cell is not None and cell.is_missing

    @property
    def strict(self) -> bool:
        """Whether the target itself is not enough: « < 5 »."""
        cell = self.cells.get(TARGET)
        stated = None if cell is None else _stated(cell)
        return stated is not None and stated[0] in _STRICT


@dataclass(slots=True)
class Item:
    """One indicator.

    Attributes:
        key: What it is called in every year, in plain form.
        label: What it is called.
        number: Its number, ``""`` where it has none.
        section: The heading above it.
        texts: Heading of a column of text → what it says.
        unit: What it is measured in.
        way: Which way its result should go.
        guessed: Whether nothing but its name says which way.
        notes: Its remarks, each with its cell.
        marks: Year → its cells.
    """

    key: str
    label: str
    number: str
    section: str
    texts: dict[str, str]
    unit: str
    way: str
    guessed: bool
    notes: list[Cell]
    marks: dict[int | None, Mark] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called in an answer."""
        return f"n° {self.number} « {self.label} »" if self.number else f"« {self.label} »"

    @property
    def rate(self) -> bool:
        """Whether its numbers are ratios, shown in per cent."""
        return any(one.rate for one in self.marks.values())

    def numbers(self) -> Iterable[tuple[float, bool]]:
        """Yield its numbers, each with whether its cell is shown in per cent."""
        for mark in self.marks.values():
            for role in (RESULT, TARGET, FLOOR):
                cell = mark.cells.get(role)
                if cell is not None and cell.number is not None:
                    stored = cell.stored
                    yield cell.number, stored is not None and stored.percent

    def _against_target(self, year: int | None) -> tuple[float, float] | None:
        """Return a result and its target, ``None`` where one or the way they go is not known."""
        mark = self.marks.get(year)
        if mark is None or self.way == UNKNOWN_WAY:
            return None
        result, target = mark.number(RESULT), mark.number(TARGET)
        return None if result is None or target is None else (result, target)

    def verdict(self, year: int | None) -> bool | None:
        """Tell whether the target of a year is met; ``None`` where that is not known."""
        pair = self._against_target(year)
        if pair is None:
            return None
        result, target = pair
        side = compare(result, target) * (-1 if self.way == FALL else 1)
        return side > 0 or (side == 0 and not self.marks[year].strict)

    def lead(self, year: int | None) -> float | None:
        """Return by how much a result is better than its target; below zero where it is worse."""
        pair = self._against_target(year)
        if pair is None:
            return None
        result, target = pair
        return difference(target, result) if self.way == FALL else difference(result, target)

    def shown(self, number: float, *, gap: bool = False) -> str:
        """Write a number of it with its unit; a gap of rates is in points."""
        rate = self.rate
        if rate:
            number *= 100
        text = format_number(round(number, 6), 4)
        if rate or self.unit == "%":
            if not gap:
                return f"{text} %"
            return f"{text} point{'s' if abs(number) >= 2 else ''}"
        return text if normalise(self.unit) in _COUNTED or not self.unit else f"{text} {self.unit}"


def _stated_unit(table: PlainTable, row: OpenRow, roles: dict[int, str]) -> str:
    """Return the unit that a target states."""
    for one in table.columns:
        cell = table.cell(row, one)
        if roles.get(one.index) == TARGET and isinstance(cell.value, str):
            match = _STATED.fullmatch(cell.value)
            if match is not None and match["unit"]:
                return match["unit"]
    return ""


def _stated(cell: Cell) -> tuple[str, float] | None:
    """Return the sign and the number that a text states."""
    if not isinstance(cell.value, str):
        return None
    match = _STATED.fullmatch(cell.value)
    if match is None:
        return None
    number = float(re.sub(r"[\s\u202f\xa0]", "", match["n"]).replace(",", "."))
    sign = (match["sign"] or "").lower().strip(". ")
    return sign, number


@dataclass(eq=False)
class Board:
    """Indicators with their marks, of one table or of one sheet a year.

    Attributes:
        tables: Its tables.
        items: Its indicators.
        grouping: Headings of the columns of text that part the indicators.
        noted: The tables of the workbook, whose notes may be about it.
    """

    tables: list[PlainTable]
    items: list[Item]
    grouping: list[str]
    noted: Sequence[PlainTable] = ()

    @cached_property
    def years(self) -> list[int]:
        """The years that it has, in order."""
        return sorted({year for one in self.items for year in one.marks if year is not None})

    @cached_property
    def judged_years(self) -> list[int]:
        """The years of which a result is known."""
        return [y for y in self.years if any(i.verdict(y) is not None for i in self.items)]

    def has(self, role: str) -> bool:
        """Tell whether it has a column of a role."""
        return any(role in mark.cells for one in self.items for mark in one.marks.values())

    def total(self, role: str, year: int | None) -> Cell | None:
        """Return the cell of its total of a role in a year."""
        for table in self.tables:
            if len(self.tables) > 1 and table.year != year:
                continue
            roles = roles_of(table)
            columns = [one for one in table.columns if roles.get(one.index) == role]
            columns = [one for one in columns if _year_of(table, one) in {year, None}] or columns
            if table.total is not None and len(columns) == 1:
                return table.cell(table.total, columns[0])
        return None

    @cached_property
    def stems(self) -> dict[str, set[str]]:
        """Stem → what it names: « l:key » of a label, « s:text » of a section, « t:text »."""
        found: dict[str, set[str]] = {}
        for one in self.items:
            for told in stems_of(f"{one.label} {one.number}"):
                found.setdefault(told, set()).add(f"l:{one.key}")
        return found


def stems_of(text: str) -> frozenset[str]:
    """Return the stems of a text."""
    return frozenset(map(stem, words(normalise_long(text))))


@read_once
def boards_of(tables: Tables) -> Sequence[Board]:
    """Return the boards of a workbook, read once."""
    return tuple(_boards([one.table for one in tables.lexes]))


def _boards(tables: Sequence[PlainTable]) -> Iterable[Board]:
    held = [one for one in tables if _is_board(one)]
    groups: list[list[PlainTable]] = []
    for table in held:
        same = [
            group
            for group in groups
            if table.year is not None and all(_alike(table, other) for other in group)
        ]
        if same:
            same[0].append(table)
        else:
            groups.append([table])
    for group in groups:
        board = _board(group, [one for one in tables if one not in held])
        board.noted = tables
        yield board


def _is_board(table: PlainTable) -> bool:
    if table.label is None and long_columns(table) is None:
        return False
    roles = set(roles_of(table).values())
    return len(table.entries) > 1 and ({TARGET, RESULT} <= roles or {WEIGHT, POINTS} <= roles)


def _alike(one: PlainTable, other: PlainTable) -> bool:
    """Tell whether two tables are of the same indicators in two years."""
    if one.year is None or other.year is None or one.year == other.year:
        return False
    names = [{_key(row.label) for row in table.entries} for table in (one, other)]
    return len(names[0] & names[1]) >= _LIKE * min(map(len, names))


def _key(label: str) -> str:
    return normalise(_LABEL_UNIT.sub("", label))


def _year_of(table: PlainTable, column: PlainColumn) -> int | None:
    if column.period is not None and column.period.is_year:
        return column.period.year
    return table.year


def _board(group: Sequence[PlainTable], others: Sequence[PlainTable]) -> Board:
    items: dict[str, Item] = {}
    grouping: dict[str, None] = {}
    for table in sorted(group, key=lambda one: one.year or 0):
        roles, long = roles_of(table), long_columns(table)
        texts = [
            one
            for one in table.of(TEXT)
            if one.index not in {table.label, table.code}
            and one.index not in roles
            and (long is None or one not in long)
        ]
        for row in table.entries:
            year = None
            if long is not None:
                row, year = _of_year(table, row, long)
            key = _key(row.label)
            if not key:
                continue
            item = items.get(key)
            if item is None:
                item = items[key] = _item(key, table, row, roles, texts, others)
            item.notes += [
                cell
                for one in table.of(NOTE)
                if not (cell := table.cell(row, one)).is_missing and len(group) > 1
            ]
            _add_marks(item, table, row, roles, year)
        grouping |= dict.fromkeys(one.column.title for one in texts)
    board = Board(list(group), [one for one in items.values() if one.marks], list(grouping))
    _read_rates(board.items)
    return board


def _read_rates(items: Sequence[Item]) -> None:
    """Tell which numbers are ratios: shown in per cent, or small where all rates are so."""
    rated = [one for one in items if one.unit == "%"]
    small = all(abs(number) <= 1 for one in rated for number, _ in one.numbers())
    for one in items:
        shown = any(percent for _, percent in one.numbers())
        for mark in one.marks.values():
            mark.rate = shown or (one.unit == "%" and small)


def _of_year(
    table: PlainTable, row: OpenRow, long: tuple[PlainColumn, PlainColumn]
) -> tuple[OpenRow, int | None]:
    """Return a row by its name, and the year that it is of."""
    number = table.cell(row, long[0]).number
    code = next((one for one in table.of(CODE) if one is not long[0]), None)
    named = "" if code is None else table.cell(row, code).shown
    label = table.cell(row, long[1]).shown
    told = re.search(r"\b(?:19|20)\d\d\b", table.cell(row, long[0]).shown)
    year = int(number) if number is not None else int(told[0]) if told else None
    return replace(row, label=label, number=named), year


def _add_marks(
    item: Item, table: PlainTable, row: OpenRow, roles: dict[int, str], of: int | None
) -> None:
    shared: dict[str, Cell] = {}
    years: dict[int | None, dict[str, Cell]] = {}
    for column in table.columns:
        role = roles.get(column.index, "")
        if role in {"", WAY, UNIT}:
            continue
        year = of or _year_of(table, column)
        cell = table.cell(row, column)
        own = years.setdefault(year, {})
        own.setdefault(role, cell)
        if year is None:
            shared.setdefault(role, cell)
    dated = [one for one in years if one is not None]
    for year, cells in years.items():
        if year is None and dated:
            continue
        item.marks[year] = Mark(year, table, {**shared, **cells})


def _item(
    key: str, table: PlainTable, row: OpenRow, roles: dict[int, str],
    texts: Sequence[PlainColumn], others: Sequence[PlainTable],
) -> Item:  # fmt: skip
    said = {one.column.title: shown for one in texts if (shown := _filled_down(table, row, one))}
    unit_column = next((one for one in table.columns if roles.get(one.index) == UNIT), None)
    in_label = _LABEL_UNIT.search(row.label)
    unit = ""
    if unit_column is not None and not (cell := table.cell(row, unit_column)).is_missing:
        unit = cell.shown
    elif in_label is not None:
        unit = in_label[1].strip()
    elif stated := _stated_unit(table, row, roles):
        unit = stated
    elif re.match(r"(?:taux|part)\b", normalise(row.label)):
        unit = "%"
    label = _LABEL_UNIT.sub("", row.label).strip() if in_label and not unit_column else row.label
    way, guessed = _way(table, row, roles)
    notes = [cell for one in table.of(NOTE) if not (cell := table.cell(row, one)).is_missing]
    return Item(
        key, label, row.number, row.heading, {**said, **_joined(said, others)}, unit, way,
        guessed, notes,
    )  # fmt: skip


def _filled_down(table: PlainTable, row: OpenRow, column: PlainColumn) -> str:
    """Return what a cell of text says, that above it where the two are merged."""
    cell = table.cell(row, column)
    if not cell.is_missing:
        return cell.shown
    for top, left, bottom, right in table.open.grid.merged:
        if top <= row.index <= bottom and left <= column.index <= right:
            above = next((one for one in table.rows if one.index == top), None)
            return "" if above is None else table.cell(above, column).shown
    return ""


def _way(table: PlainTable, row: OpenRow, roles: dict[int, str]) -> tuple[str, bool]:
    """Return which way a result should go, and whether its name alone says so."""
    stated = stated_direction(table.open, row)
    if stated is not None and stated != UNKNOWN_WAY:
        return stated, False
    by_role: dict[str, list[Cell]] = {}
    for one in table.columns:
        by_role.setdefault(roles.get(one.index, ""), []).append(table.cell(row, one))
    for cell in by_role.get(TARGET, ()):
        told = _stated(cell)
        if told is not None and told[0]:
            return (FALL if told[0].startswith(_DOWN) else RISE), False
    for floor, target in zip(by_role.get(FLOOR, ()), by_role.get(TARGET, ()), strict=False):
        if floor.number is not None and target.number is not None and floor.number != target.number:
            return (FALL if floor.number > target.number else RISE), False
    if stated is not None:
        return UNKNOWN_WAY, True
    label = normalise(row.label)
    if _FALLS.search(label):
        return (UNKNOWN_WAY if _TURNS.search(label) else FALL), True
    return RISE, True


def _joined(said: dict[str, str], others: Sequence[PlainTable]) -> dict[str, str]:
    """Return what other tables say of a service or a family: who answers for it, by phone."""
    found: dict[str, str] = {}
    for table in others:
        if table.label is None:
            continue
        for row in table.entries:
            if normalise(row.label) not in {normalise(one) for one in said.values()}:
                continue
            for column in table.of(TEXT, FIGURE, CODE):
                cell = table.cell(row, column)
                if column.index != table.label and not cell.is_missing:
                    found.setdefault(column.column.title, cell.shown)
    return found
