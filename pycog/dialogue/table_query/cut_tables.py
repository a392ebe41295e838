"""Cuts the sheets of an open workbook into tables, by the shape of their cells alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pycog.dialogue.normalise import normalise
from pycog.dialogue.sheet import SheetReader
from pycog.dialogue.table_query.kinds_of_columns import (
    YEARS,
    column_of,
    is_grand_total,
    numbering,
    role_of_total,
    total_in,
)
from pycog.dialogue.table_query.merged_heads import has_other_unit, spans_groups
from pycog.dialogue.table_query.names_of_rows import Naming, naming_of, said_together
from pycog.dialogue.table_query.plain_tables import (
    DAY,
    FIGURE,
    NOTE,
    TEXT,
    PlainColumn,
    PlainTable,
)
from pycog.dialogue.table_query.table_periods import is_bare
from pycog.dialogue.table_query.table_texts import is_prose, unit_of, unit_of_all
from pycog.dialogue.workbook.open_cells import grids_of
from pycog.equip.open_parts import OpenColumn, OpenRow, OpenTable, day_of
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.audit.grid import Grid, Stored

_GAP: Final = regex(r"(?:ecarts?|soldes?|differences?)\b")
#: « Total hors refusés » is none of all rows.
_RESTRICTED: Final = regex(r"\b(?:hors|sauf|sans|dont|non|valide\w*|refuse\w*)\b")
#: Marks of what is missing, among figures.
_MISSING: Final = regex(
    r"n\.?[acdrs]\.?\b|s\.?o\.?\b|-|–|—|\?|en (?:attente|cours)|a (?:venir|definir|voir)|non |nc\b",
    re.I,
)
_LEGEND: Final = regex(r"legende\b")
_LONGEST: Final = 90
_DEEPEST: Final = 2_000
_FEW: Final = 2
#: Columns of which one names the rows of a table that stands beside another.
_FEW_NAMES: Final = 3


def plain_tables(reader: SheetReader) -> Sequence[PlainTable]:
    """Return the tables of an open workbook.

    Args:
        reader: Gives the sheets.

    Raises:
        RefusedFile: The workbook cannot be read.
        InvalidInput: A sheet that was sent cannot be read.
    """
    package = getattr(reader, "package", None)
    file_name = "" if package is None else re.sub(r"[_\W]+", " ", package.path.stem)
    found: list[PlainTable] = []
    for grid in grids_of(reader):
        if not grid.concealed:
            tables = tuple(_Sheet(grid, file_name).tables())
            # What is noted at the foot of a sheet goes for all its tables.
            notes = tuple(dict.fromkeys(note for one in tables for note in one.notes))
            found += [replace(one, notes=notes) for one in tables]
    return tuple(found)


class _Sheet:
    """One sheet, cut into its tables."""

    def __init__(
        self,
        grid: Grid,
        file_name: str = "",
        lines: Mapping[int, Mapping[int, Stored]] | None = None,
        unit: str = "",
    ) -> None:
        self.grid, self.file_name, self.unit = grid, file_name, unit
        self.lines: dict[int, Mapping[int, Stored]] = dict(lines or {})
        if lines is not None:
            return
        for row in grid.rows()[:_DEEPEST]:
            line = {at: one for at, one in grid.row(row).items() if one.value != ""}
            if line:
                self.lines[row] = line

    def tables(self, above: list[str] | None = None) -> Iterator[PlainTable]:
        """Yield the tables from top to bottom.

        Args:
            above: Titles that stand above what is left of the sheet.
        """
        rows = list(self.lines)
        at, above = 0, list(above or ())
        while at < len(rows):
            heads = self._heads(rows, at)
            if heads:
                body, notes, end = self._body(rows, at + len(heads), heads)
                if body:
                    sides = self._sides([*heads, *body])
                    for side in sides:
                        yield from side.tables(above)
                    if not sides:
                        yield from self._made(heads, body, [*above, *notes], above)
                    at, above = end, []
                    continue
            facts = self._facts(rows, at)
            if facts:
                yield from self._pairs(facts, above)
                at += len(facts)
                continue
            told = [one.text for one in self.lines[rows[at]].values() if one.text]
            above += told
            if said := next((u for one in told if (u := unit_of_all(one))), ""):
                # « Montants en k€ » on top of a sheet is said of all its tables.
                self.unit = said
            at += 1

    def _shown(self, row: int, column: int) -> str:
        one = self.lines.get(row, {}).get(column)
        if one is None:
            return ""
        day = day_of(one)
        if day is not None:
            return f"{day:%d/%m/%Y}"
        if isinstance(one.value, float) and one.value == int(one.value):
            return str(int(one.value))
        return one.shown or str(one.value).strip()

    def _is_head(self, row: int) -> bool:
        """Tell whether a row may head columns: texts, years or days, no figure."""
        line = self.lines[row]
        for one in line.values():
            if one.error or isinstance(one.value, bool):
                return False
            if isinstance(one.value, str):
                if len(one.value) > _LONGEST:
                    return False
            elif one.value not in YEARS:
                return False
        return True

    def _heads(self, rows: Sequence[int], at: int) -> list[int]:
        """Return the rows of headings that begin here, the group above them included."""
        row = rows[at]
        if not self._is_head(row) or at + 1 >= len(rows) or rows[at + 1] != row + 1:
            return []
        if _LEGEND.match(normalise(self._shown(row, min(self.lines[row])))):
            return []
        after = rows[at + 1]
        first, below = min(self.lines[row]), min(self.lines[after])
        if first > below and self._is_head(after) and len(self.lines[after]) > len(self.lines[row]):
            more = self._heads(rows, at + 1)
            return [row, *more] if more else []
        wider = set(self.lines[after]) > set(self.lines[row]) and self._is_head(after)
        if wider and len(self.lines[after]) >= len(self.lines[row]) + _FEW:
            # Titles of tables that stand beside one another, else of groups of columns.
            spans = spans_groups(self.grid.merged, row, self.lines[row], self.lines[after])
            return [row, after] if spans else []
        if len(self.lines[row]) < _FEW or all(day_of(one) for one in self.lines[row].values()):
            return []
        texts = [self._shown(row, one) for one in self.lines[row]]
        if below > first and self._is_head(after) and len(self.lines[after]) >= _FEW:
            return [row, after, *self._third(rows, at + 2, first)]
        return [row] if len(set(texts)) > 1 else []

    def _third(self, rows: Sequence[int], at: int, first: int) -> list[int]:
        """Return the third row of headings, where the two above it are groups of groups."""
        if at + 1 >= len(rows) or rows[at] != rows[at - 1] + 1 or rows[at + 1] != rows[at] + 1:
            return []
        row = rows[at]
        line, after = self.lines[row], self.lines[rows[at + 1]]
        deep = min(line) > first >= min(after) and len(line) > len(self.lines[rows[at - 1]])
        return [row] if deep and self._is_head(row) else []

    def _sides(self, rows: Sequence[int]) -> list[_Sheet]:
        """Return the tables that stand beside one another; none where there is one."""
        held = sorted({at for row in rows for at in self.lines[row]})
        parts: list[list[int]] = [[]]
        for at in held:
            if parts[-1] and at > parts[-1][-1] + 1:
                parts.append([])
            parts[-1].append(at)
        if len(parts) < _FEW or not all(self._names_rows(rows, one) for one in parts):
            return []
        return [self._part(rows, one) for one in parts]

    def _names_rows(self, rows: Sequence[int], columns: Sequence[int]) -> bool:
        """Tell whether some columns are a table: headed, with names of rows and figures."""
        if len(columns) < _FEW:
            return False
        lines = [line for row in rows if (line := self._within(row, columns))]
        figures = any(not one.text for line in lines[1:] for one in line.values())
        return (
            columns[0] in lines[0]
            and figures
            and any(
                len(names) >= _FEW and all(names) and len(set(names)) == len(names)
                for at in columns[:_FEW_NAMES]
                if len(names := [line[at].text for line in lines[1:] if at in line])
                == len(lines) - 1
            )
        )

    def _within(self, row: int, columns: Sequence[int]) -> dict[int, Stored]:
        """Return what stands in some columns of a row."""
        line = self.lines[row]
        return {at: line[at] for at in columns if at in line}

    def _part(self, rows: Sequence[int], columns: Sequence[int]) -> _Sheet:
        lines = {row: line for row in rows if (line := self._within(row, columns))}
        return _Sheet(self.grid, self.file_name, lines, self.unit)

    def _body(
        self, rows: Sequence[int], at: int, heads: Sequence[int]
    ) -> tuple[list[int], list[str], int]:
        """Return the rows below headings, what is noted below them, and where they end."""
        columns = set().union(*(self.lines[one] for one in heads))
        body: list[int] = []
        notes: list[str] = []
        before = heads[-1]
        while at < len(rows):
            row = rows[at]
            line = self.lines[row]
            gap = row > before + 1
            alone = next(iter(line.values())).text if len(line) == 1 else ""
            if body and self._begins_anew(rows, at, heads, body):
                break
            section = bool(alone and body and not notes) and self._heads_rows(rows, at, columns)
            if gap and (body or alone) and not section:
                totals = not alone and bool(body) and self._is_total_apart(rows, at, columns)
                if self._heads(rows, at) or (not alone and not totals and self._facts(rows, at)):
                    break
                if alone or not body:
                    notes.append(alone)
                    at, before = at + 1, row
                    continue
            if notes and body and not gap and not alone and self._heads(rows, at):
                # A title of its own, and headings right below it.
                break
            if alone and notes and body and not gap:
                # One note below another.
                notes.append(alone)
                at, before = at + 1, row
                continue
            if not columns & set(line) and not self._is_section(rows, at, columns):
                break
            if notes and gap and len(line) < _FEW:
                break
            body.append(row)
            at, before = at + 1, row
        return body, [one for one in notes if one], at

    def _heads_rows(self, rows: Sequence[int], at: int, columns: set[int]) -> bool:
        """Tell whether a text alone, below a blank row, names the rows right below it."""
        if at + 1 >= len(rows) or rows[at + 1] != rows[at] + 1 or self._heads(rows, at + 1):
            return False
        (place,), below = self.lines[rows[at]], self.lines[rows[at + 1]]
        figures = any(not isinstance(one.value, str) for one in below.values())
        return place <= min(below) and len(columns & set(below)) >= _FEW and figures

    def _begins_anew(
        self, rows: Sequence[int], at: int, heads: Sequence[int], body: Sequence[int]
    ) -> bool:
        """Tell whether another table begins right here, its headings below a title or alone."""
        line = self.lines[rows[at]]
        if len(line) == 1:
            below = at + 1 < len(rows) and rows[at + 1] == rows[at] + 1
            return (
                below
                and len(self.lines[rows[at + 1]]) > 1
                and self._begins_anew(rows, at + 1, heads, body)
            )
        if not self._is_head(rows[at]) or at + 1 >= len(rows) or rows[at + 1] != rows[at] + 1:
            return False
        if total_in(self._shown(rows[at], min(line))):
            return False
        same = [one for one in line if self._shown(rows[at], one) == self._shown(heads[-1], one)]
        figured = [line[one] for one in line if self._is_figured(one, body)]
        headed = all(
            len(one.text) > 1 and not day_of(one) and not _MISSING.match(one.text)
            for one in figured
        )
        return len(same) >= _FEW or (headed and len(figured) >= _FEW)

    def _is_figured(self, column: int, body: Sequence[int]) -> bool:
        """Tell whether a column of the rows so far holds nearly only figures."""
        held = [one for row in body if (one := self.lines[row].get(column)) is not None]
        return len(held) >= _FEW and sum(not one.text for one in held) * 10 >= len(held) * 8

    def _is_total_apart(self, rows: Sequence[int], at: int, columns: set[int]) -> bool:
        """Tell whether a row below a blank one is the total of those above it, of all of them."""
        row, after = rows[at], rows[at + 1] if at + 1 < len(rows) else 0
        said = self._shown(row, min(self.lines[row]))
        if not total_in(said) or _RESTRICTED.search(normalise(said)):
            return False
        alone = after != row + 1 or len(self.lines[after]) == 1
        return alone and set(self.lines[row]) <= columns

    def _is_section(self, rows: Sequence[int], at: int, columns: set[int]) -> bool:
        """Tell whether a row only names those below it, in a column that has no heading."""
        line = self.lines[rows[at]]
        if len(line) != 1 or at + 1 >= len(rows) or rows[at + 1] != rows[at] + 1:
            return False
        (place,) = line
        below = self.lines[rows[at + 1]]
        return place < min(columns) and place in below and bool(columns & set(below))

    def _facts(self, rows: Sequence[int], at: int) -> list[int]:
        """Return the rows of one name and one value each that begin here."""
        found: list[int] = []
        for row in rows[at:]:
            line = self.lines[row]
            if len(line) != _FEW or (found and row > found[-1] + 1):
                break
            (_, name), (_, value) = sorted(line.items())
            held = isinstance(value.value, int | float) or day_of(value) is not None
            if not name.text or not held or day_of(name):
                break
            found.append(row)
        return found

    def _pairs(self, rows: Sequence[int], above: Sequence[str]) -> Iterator[PlainTable]:
        label = min(self.lines[rows[0]])
        value = max(self.lines[rows[0]])
        same = [one for one in rows if set(self.lines[one]) == {label, value}]
        if is_prose(self._shown(one, label) for one in same):
            return
        dated = all(day_of(self.lines[one][value]) for one in same)
        column = OpenColumn(value, "Valeur")
        entries = tuple(OpenRow(one, "", self._shown(one, label)) for one in same)
        table = OpenTable(self.grid.name, " – ".join(above), same[0], (column,), entries, self.grid)
        names = PlainColumn(OpenColumn(label, ""), "", "", TEXT, None)
        held = PlainColumn(column, "valeur", "", DAY if dated else FIGURE, None)
        yield PlainTable(table, (names, held), label, None, (), self.file_name)

    def _made(
        self,
        heads: Sequence[int],
        body: Sequence[int],
        notes: Sequence[str],
        above: Sequence[str],
    ) -> Iterator[PlainTable]:
        title = " – ".join(above)[:300]
        unit = unit_of(title) or self.unit
        main = self._titles(heads)
        for at in {one for row in body for one in self.lines[row] if one < min(main)}:
            main[at] = ("", "")
        columns = []
        owns = [own for own, _ in main.values()]
        for at, (own, group) in sorted(main.items()):
            cells = [self.lines[row][at] for row in body if at in self.lines[row]]
            made = column_of(at, own, group, cells, "" if has_other_unit(group) else unit)
            if group and made.kind != FIGURE and owns.count(own) == 1:
                made = column_of(at, own, "", cells, unit)
            columns.append(made)
        first = min(main)
        numbers = numbering(
            columns,
            [
                self.lines[row][first]
                for row in body
                if first in self.lines[row] and len(self.lines[row]) > 1
            ],
        )
        if numbers is not None:
            columns[0] = numbers
        held = {one.index for one in columns}
        lines = [
            row
            for row in body
            if not self._total_said(row) and len(held & set(self.lines[row])) >= _FEW
        ]
        naming = naming_of(columns, lines, self._shown)
        rows = tuple(self._rows(columns, body, naming))
        if not rows or is_prose(row.label for row in rows):
            return
        opened = OpenTable(
            self.grid.name,
            title,
            heads[-1],
            tuple(one.column for one in columns),
            _with_one_total(rows),
            self.grid,
        )
        label = naming.label
        if naming.keys:
            # The last of the columns of words is what the rows are.
            texts = [one.index for one in columns if one.index in naming.keys and one.kind == TEXT]
            label = texts[-1] if texts else None
        yield PlainTable(
            opened, tuple(columns), label, naming.code, tuple(notes), self.file_name, naming.keys
        )

    @cached_property
    def _merged_from(self) -> frozenset[tuple[int, int]]:
        """Where merged areas begin."""
        return frozenset((top, left) for top, left, _, _ in self.grid.merged)

    def _titles(self, heads: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Return column → its own heading and that of its group."""
        titles: dict[int, tuple[str, str]] = {}
        last = heads[-1]
        columns = set().union(*(self.lines[one] for one in heads))
        for at in columns:
            own = self._shown(last, at)
            up = self._shown(heads[-2], at) if len(heads) > 1 else ""
            titles[at] = (own, "") if own else (up, "")
        if len(heads) < _FEW:
            return titles
        owns = [one for one, _ in titles.values()]
        group, starts = "", -1
        for at in sorted(titles):
            own = self._shown(last, at)
            up = self._shown(heads[-2], at)
            if up:
                group, starts = up, at
            covered = any(
                top <= heads[-2] <= bottom and left <= starts and at <= right
                for top, left, bottom, right in self.grid.merged
            )
            repeats = owns.count(own) > 1 or is_bare(normalise(own))
            # Where nothing is merged, a group goes on to the next one.
            repeats = repeats or (heads[-2], starts) not in self._merged_from
            if own and group and own != group and (up or covered or repeats):
                titles[at] = (own, group)
            elif not up:
                group = ""
        return titles

    def _total_said(self, row: int) -> str:
        texts = [one.text for _, one in sorted(self.lines[row].items()) if one.text]
        # A total may stand beside its amount alone.
        few = texts if len(self.lines[row]) <= _FEW else texts[:1]
        return next(filter(total_in, few), "")

    def _rows(
        self,
        columns: Sequence[PlainColumn],
        body: Sequence[int],
        naming: Naming,
    ) -> Iterator[OpenRow]:
        held = {one.index for one in columns}
        named_in = {one.index for one in columns if one.kind != NOTE}
        section, summed = "", False
        for row in body:
            line = {at: one for at, one in self.lines[row].items() if at in held}
            texts = [self._shown(row, at) for at in sorted(line)]
            if not line:
                continue
            if total := self._total_said(row):
                summed = True
                yield OpenRow(row, "", total, role_of_total(total), section)
                continue
            named = (self._shown(row, at) for at in sorted(line) if at in named_in)
            if part := next((t for t in named if re.match(r"dont\b", normalise(t))), ""):
                yield OpenRow(row, "", part, "dont", section)
                continue
            formulas = self.grid.formulas or ()
            calculated = any((row, at) in formulas for at in held)
            if len(line) == 1 and next(iter(line.values())).text and not calculated:
                section = texts[0]
                continue
            number = "" if naming.code is None else self._shown(row, naming.code)
            name = "" if naming.label is None else self._shown(row, naming.label)
            if naming.keys:
                name = said_together([self._shown(row, at) for at in naming.keys])
            if summed and _GAP.match(normalise(texts[0])):
                yield OpenRow(row, "", texts[0], "écart", section)
                continue
            yield OpenRow(row, number, name, "ligne", section)


def _with_one_total(rows: Sequence[OpenRow]) -> tuple[OpenRow, ...]:
    """Call the totals of parts sub-totals, where another total is that of everything."""
    totals = [one for one in rows if one.role == "total"]
    if len(totals) == 1 and len({one.heading for one in rows}) > 1:
        # The one total of several sections is of none of them.
        return tuple(replace(one, heading="") if one is totals[0] else one for one in rows)
    grand = [one for one in totals if is_grand_total(one.label)]
    if len(totals) < _FEW or len(grand) != 1 or grand[0] is not totals[-1]:
        return tuple(rows)
    return tuple(
        replace(one, heading="")
        if one is grand[0]
        else replace(one, role="sous-total")
        if one in totals
        else one
        for one in rows
    )
