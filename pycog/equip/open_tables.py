"""The tables of an open workbook as anybody may ask about them: rows, columns, cells.

The recognition says what a column and a row are; a workbook that was equipped is read through
its map. A table that belongs to no agreement, such as a register, is read by its headings alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from pycog.audit.grid import Grid, Stored, normal
from pycog.conventions import Convention
from pycog.conventions.facts.numbering import find_number
from pycog.equip.model import DATED, RESULTS, Correspondence, Subject, Table, TotalColumn
from pycog.equip.open_parts import ALL_FUNDS, OpenColumn, OpenRow, OpenTable
from pycog.equip.open_registers import as_register, read_register, registers
from pycog.equip.recognition.budget_roles import MONTHS
from pycog.equip.recognition.column_roles import year_told
from pycog.equip.recognition.fund_columns import funds_apart
from pycog.equip.recognition.heading_words import read_words, unit_in
from pycog.equip.recognition.labels_alike import likeness, same_words
from pycog.equip.recognition.recognise import recognise
from pycog.equip.recognition.regions import Headed, Region, find_regions
from pycog.equip.recognition.sheet_view import View, is_figure
from pycog.equip.recognition.subject_frames import frames_of
from pycog.equip.recognition.table_frames import Knowledge
from pycog.equip.recognition.table_lines import Line, Places, find_places, read_lines
from pycog.equip.recognition.total_rows import role_by_label, summed_rows
from pycog.errors import CellError, InvalidInput
from pycog.values import Scalar

#: Names that so few differ of are those of groups.
_GROUPED: Final = 0.6
#: Labels of one subject are at least so alike, beside the same number.
_ALIKE: Final = 60.0
_NAMED: Final = rf"\b(?:{MONTHS})[a-z]*\b"
#: A forecast of the months that are left is no budget: « Prévision nov-déc ».
_REST_OF_YEAR: Final = re.compile(rf"\bprev\w*\b.*{_NAMED}")
#: What one month spent, and not what was spent up to it: « fin oct », « au 31 octobre ».
_MONTH: Final = re.compile(rf"^(?!.*\b(?:fin|cumul\w*|au|jusqu\w*|a)\b).*{_NAMED}")
_FEWEST_MONTHS: Final = 3


def read_open_tables(
    grids: Sequence[Grid], convention: Convention, found: Correspondence | None = None
) -> list[OpenTable]:
    """Return the tables of a workbook, the active sheet first.

    Args:
        grids: Its sheets, the active one first.
        convention: The agreement that it follows.
        found: Its map with the officer's answers; recognised anew where it has none.
    """
    known = Knowledge.of(convention, frames_of(convention))
    found = recognise(grids, convention) if found is None else found
    return [table for grid in grids for table in _of_sheet(View(grid), known, found)]


def grid_of(name: str, rows: Sequence[Sequence[Scalar]]) -> Grid:
    """Return values from A1 on as a sheet without formats."""
    grid = Grid(name)
    for row, line in enumerate(rows):
        for column, value in enumerate(line):
            if value is not None and value != "":
                if isinstance(value, CellError):
                    grid.cells[row, column] = Stored(value.kind, error=True)
                else:
                    grid.cells[row, column] = Stored(value)
    return grid


def _of_sheet(view: View, known: Knowledge, found: Correspondence) -> Iterator[OpenTable]:
    regions = find_regions(view, known.terms) or list(registers(view))
    for region in regions:
        mapped = [
            table
            for table in found.tables
            if table.kind != DATED
            and table.sheet == view.grid.name
            and table.header
            and table.header[-1] in region.header
        ]
        parts = list(funds_apart(region, known))
        for part in parts:
            own = [one for one in mapped if part.fund in ("", one.frame)]
            table = _table(part, known, own)
            if table.rows and table.columns:
                yield table
        if len(parts) > 1:
            yield from _of_all_funds(region, parts, known, found)


def _of_all_funds(
    region: Region, parts: Sequence[Region], known: Knowledge, found: Correspondence
) -> Iterator[OpenTable]:
    """Yield the table of the columns that add up the funds which stand side by side."""
    totals = {
        one.index: one
        for one in found.totals
        if (one.sheet, one.header) == (region.view.grid.name, region.header[-1])
        and one.accepted
        and one.over.startswith("fonds")
    }
    if not totals:
        return
    shared = set.intersection(*({one.index for one in part.columns} for part in parts))
    kept = tuple(one for one in region.columns if one.index in shared | totals.keys())
    table = _table(replace(region, columns=kept), known, ())
    columns = tuple(
        OpenColumn(one.index, one.title, _role_of_total(total), total.year, total.unit)
        if (total := totals.get(one.index))
        else one
        for one in table.columns
    )
    yield replace(table, columns=columns, frame=ALL_FUNDS)


def _role_of_total(total: TotalColumn) -> str:
    """Return the role of a total of funds; one of several years is added to none of these."""
    return total.role if total.over == "fonds" else "cumul"


def _table(region: Region, known: Knowledge, mapped: Sequence[Table]) -> OpenTable:
    register = as_register(region)
    if register is not None and not mapped:
        return read_register(register)
    places = find_places(region, known.labels, known.numbers)
    if places.number is None and places.label in _numbering(region):
        places = replace(places, number=places.label, label=None)
    places = _finer(region, places)
    lines = read_lines(region, places, known.funds, known.labels)
    taken = {places.number, places.label, places.year}
    columns = [_column(region, one, mapped) for one in region.columns if one.index not in taken]
    columns = _without_months(_with_years(region, columns, known.years))
    return OpenTable(
        region.view.grid.name,
        region.title,
        region.header[-1],
        tuple(columns),
        tuple(_rows(region, lines, mapped, known.convention)),
        region.view.grid,
        _frame_of(mapped),
        _in_points(mapped),
    )


def _finer(region: Region, places: Places) -> Places:
    """Call rows by the column that tells them apart, where a group names several of them."""
    if places.label is None or places.theme is not None:
        return places
    view = region.view

    def texts(column: int) -> list[str]:
        cells = [(view.text(row, column), view.stored(row, column)) for row in region.body]
        return [text for text, stored in cells if text and not is_figure(stored)]

    groups = texts(places.label)
    if len(set(groups)) > _GROUPED * len(groups):
        return places
    for column in region.columns:
        told = texts(column.index)
        alone = len(set(told)) == len(told) and len(told) > _GROUPED * len(region.body)
        if alone and column.index > places.label and column.words.role in {"", "libellé"}:
            return replace(places, label=column.index, theme=places.label)
    return places


def _frame_of(mapped: Sequence[Table]) -> str:
    """Return the only fund or scorecard that certain tables are of, ``""`` for several."""
    frames = {table.frame if table.sure else "" for table in mapped}
    return frames.pop() if len(frames) == 1 else ""


def _in_points(mapped: Sequence[Table]) -> frozenset[tuple[int, int]]:
    """Return the rates typed in points, in columns of which the officer said so."""
    said = {
        (table.key, one.index)
        for table in mapped
        for one in table.columns
        if one.accepted and one.unit in ("points", "mixte")
    }
    return frozenset(
        (one.row, one.column)
        for table in mapped
        for one in table.readings
        if one.reading == "points" and one.number is not None and (table.key, one.column) in said
    )


def _numbering(region: Region) -> set[int]:
    return {one.index for one in region.columns if one.words.role == "numéro"}


def _column(region: Region, headed: Headed, mapped: Sequence[Table]) -> OpenColumn:
    """Return what a column is: as its map says, else by its heading and its dates."""
    words = headed.words
    year = words.years[0] if len(words.years) == 1 else None
    unit = words.unit or unit_in(region.title)
    told = next(
        (one for table in mapped for one in table.columns if one.index == headed.index), None
    )
    role = words.role
    if told is not None and told.accepted and told.role != "autre":
        role, year = told.role, told.year or year
        unit = {"": words.unit, "ratio": "", "mixte": ""}.get(told.unit, told.unit)
    if role == "voté" and _REST_OF_YEAR.search(normal(headed.heading)):
        role = ""
    return OpenColumn(headed.index, headed.heading, role, year, unit)


def _without_months(columns: list[OpenColumn]) -> list[OpenColumn]:
    """Leave what each month spent out of the budget of a year, where a column adds months up."""
    spent = [one for one in columns if one.role in RESULTS]
    months = [one for one in spent if _MONTH.search(normal(one.title))]
    others = [one for one in spent if one not in months]
    if (
        not any(one.role == "voté" for one in columns)
        or len(months) < _FEWEST_MONTHS
        or len(others) != 1
    ):
        return columns
    years = {one.year for one in months} | {one.year for one in others if one.year}
    if len(years) != 1:
        return columns
    (year,) = years
    added = replace(others[0], year=year)
    return [
        replace(one, role="") if one in months else added if one == others[0] else one
        for one in columns
    ]


def _with_years(
    region: Region, columns: list[OpenColumn], years: Sequence[int]
) -> list[OpenColumn]:
    """Give the year of the title or of the sheet to columns of figures that tell none."""
    if any(one.year is not None for one in columns):
        return columns
    told = year_told(region.view.grid.name, region.title, years)
    if told is None:
        named = set(read_words(f"{region.title[:80]} {region.view.grid.name}").years)
        told = named.pop() if len(named) == 1 else None
    return [replace(one, year=told) if one.role not in _UNDATED else one for one in columns]


_UNDATED: Final = frozenset(
    {"commentaire", "unité", "thème", "fonds", "groupe", "autre", "libellé", "numéro"}
)


def _rows(
    region: Region, lines: Sequence[Line], mapped: Sequence[Table], convention: Convention
) -> Iterator[OpenRow]:
    known = {row.index: row for table in mapped for row in table.rows}
    figures = [one for table in mapped for one in table.columns]
    for line in lines:
        told = known.get(line.row)
        if line.is_heading or not (line.label or line.number):
            continue
        # A group of the agreement is no total of a table that has its lines not, once a year.
        role = role_by_label(line.label) if told is None or line.year is not None else told.role
        parts = told.parts if told is not None else summed_rows(region.view, line.row, figures)
        subject = told.subject if told is not None and told.accepted else None
        subject = subject or _by_number(line, convention)
        heading = line.theme or line.fund
        indicators = convention.indicators
        rate = (
            subject is not None
            and subject.kind == "indicateur"
            and (indicators[subject.key].unit == "%")
        )
        yield OpenRow(
            line.row, line.number, line.label, role, heading, subject, line.year, parts,
            line.value, rate,
        )  # fmt: skip


def _by_number(line: Line, convention: Convention) -> Subject | None:
    """Return the indicator that a row is numbered as, where its label is not another's."""
    if not line.number:
        return None
    try:
        key = find_number(line.value, convention.indicators)
    except InvalidInput:
        return None
    if key is None:
        return None
    printed = convention.indicators[key].label
    if line.label and likeness(line.label, printed) < _ALIKE and not _within(line.label, printed):
        return None
    return Subject("indicateur", key, "", printed)


def _within(label: str, printed: str) -> bool:
    """Tell whether a label is a short form of a printed one: the same words, fewer of them."""
    words = same_words(label).split()
    return len(words) > 1 and set(words) <= set(same_words(printed).split())
