"""The tables of an open workbook as anybody may ask about them: rows, columns, cells.

The recognition says what a column and a row are; a workbook that was equipped is read through
its map. A table that belongs to no agreement, such as a register, is read by its headings alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pycog.audit.grid import Grid, Stored, normal
from pycog.conventions import Convention
from pycog.conventions.facts.numbering import find_number
from pycog.equip.model import DATED, ENTRIES, Correspondence, Subject, Table, TotalColumn
from pycog.equip.recognition.column_roles import year_told
from pycog.equip.recognition.dated_words import DONE, DUE
from pycog.equip.recognition.fund_columns import funds_apart
from pycog.equip.recognition.heading_words import LONGEST, read_words, unit_in
from pycog.equip.recognition.labels_alike import likeness, same_words
from pycog.equip.recognition.recognise import recognise
from pycog.equip.recognition.regions import Headed, Region, find_regions
from pycog.equip.recognition.sheet_view import View, is_figure, shown_text
from pycog.equip.recognition.subject_frames import frames_of
from pycog.equip.recognition.table_frames import Knowledge
from pycog.equip.recognition.table_lines import Line, find_places, read_lines
from pycog.equip.recognition.total_rows import role_by_label, summed_rows
from pycog.errors import CellError, InvalidInput
from pycog.values import Scalar

#: Headings of a register, at least; a register stands near the top of its sheet.
_TITLES: Final = 3
_DEEPEST: Final = 40
#: What stands apart below a register, such as « Mesures réalisées : 8 », fills no more cells.
_BESIDE: Final = 2
_DAY: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: 00:00:00)?|(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
#: The frame of a table of the totals of all funds.
ALL_FUNDS: Final = "tous fonds"
#: Headings of a register of transfers → role.
_MOVED: Final = (
    ("origine", re.compile(r"(?:de|du|depuis|(?:groupe |ligne )?(?:d )?origine|source)\b.*")),
    ("destination", re.compile(r"(?:vers|a|au|(?:groupe |ligne )?(?:de )?destination)\b.*")),
    ("montant", re.compile(r"(?:montants?|sommes?)\b.*")),
)
#: Labels of one subject are at least so alike, beside the same number.
_ALIKE: Final = 60.0
_LABELLED: Final = re.compile(
    r"(?:mesures?|actions?|libelles?|intitules?|projets?|chantiers?|taches?|objets?|livrables?"
    r"|jalons?|etapes?)\b.*"
)
_STATE: Final = re.compile(
    r"(?:statut|etat|situation|faite?|realisee?|terminee?|livree?"
    r"|soldee?)(?: ?\(?o(?:ui)?/n(?:on)?\)?| \?)?"
)
_NUMBER: Final = re.compile(r"(?:n ?[°º]?|no|num(?:ero)?|ref(?:erence)?|id|code|rang)(?: .*)?")


@dataclass(frozen=True, slots=True)
class OpenColumn:
    """One column of a table.

    Attributes:
        index: Zero-based column of the sheet.
        title: Its heading as shown.
        role: One of :data:`pycog.equip.model.COLUMN_ROLES`, else ``"échéance"``, ``"fait le"``,
            ``"date"``, ``"origine"``, ``"destination"`` or ``"montant"``.
        year: Year that it holds, ``None`` where nothing tells one.
        unit: ``"€"``, ``"k€"``, ``"M€"``, ``"%"``, ``"points"`` or ``""``.
    """

    index: int
    title: str
    role: str = ""
    year: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One row of a table.

    Attributes:
        index: Zero-based row of the sheet.
        number: Its number, ``""`` where it has none.
        label: What it is about.
        role: One of :data:`pycog.equip.model.ROW_ROLES`.
        heading: The heading above it, its theme or its fund.
        subject: What it is of the agreement, where that is certain.
        year: Its year, in a table of one row a year.
        parts: Zero-based rows that its formulas add up.
        typed: What its number cell holds.
        is_rate: Whether its subject is measured in per cent.
    """

    index: int
    number: str
    label: str
    role: str = "ligne"
    heading: str = ""
    subject: Subject | None = None
    year: int | None = None
    parts: tuple[int, ...] = ()
    typed: Scalar = None
    is_rate: bool = False


@dataclass(frozen=True, slots=True)
class OpenTable:
    """One table of an open workbook.

    Attributes:
        sheet: Name of its sheet.
        title: Text above it.
        header: Zero-based last row of its headings.
        columns: Its columns besides the labels and the numbers.
        rows: Its rows, headings of parts left out.
        grid: The cells.
        frame: Fund or scorecard that it is about, :data:`ALL_FUNDS`, or ``""`` where nothing
            tells one.
        in_points: Cells of rates that the officer said to be typed in points (86 for 86 %).
    """

    sheet: str
    title: str
    header: int
    columns: tuple[OpenColumn, ...]
    rows: tuple[OpenRow, ...]
    grid: Grid = field(repr=False, compare=False)
    frame: str = ""
    in_points: frozenset[tuple[int, int]] = frozenset()

    def stored(self, row: OpenRow, column: OpenColumn) -> Stored | None:
        """Return what stands in a cell, ``None`` where it is blank."""
        found = self.grid.cells.get((row.index, column.index))
        return None if found is None or found.value == "" else found

    def is_formula(self, row: OpenRow, column: OpenColumn) -> bool:
        """Tell whether a formula stands in a cell."""
        return (row.index, column.index) in (self.grid.formulas or ())

    def of(self, *roles: str) -> list[OpenColumn]:
        """Return the columns of some roles, from left to right."""
        return [one for one in self.columns if one.role in roles]

    @property
    def entries(self) -> tuple[OpenRow, ...]:
        """Its rows without those that add up others: what a register lists."""
        return tuple(one for one in self.rows if one.role in ENTRIES)


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


def day_of(stored: Stored | Scalar) -> dt.date | None:
    """Return the day that a cell holds, ``None`` where it holds no date alone."""
    value = stored.value if isinstance(stored, Stored) else stored
    match = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    parts = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
    try:
        return dt.date(*map(int, parts))
    except ValueError:
        return None


def _of_sheet(view: View, known: Knowledge, found: Correspondence) -> Iterator[OpenTable]:
    regions = find_regions(view, known.years, known.words_of_funds) or list(_registers(view))
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


def _registers(view: View) -> Iterator[Region]:
    """Yield the register of a sheet: one row of different texts, entries below."""
    rows = view.rows()
    for at, row in enumerate(rows[:_DEEPEST]):
        texts = {column: shown_text(stored) for column, stored in view.row(row).items()}
        filled = {column: text for column, text in texts.items() if text}
        plain = [
            stored is not None and isinstance(stored.value, str) and day_of(stored) is None
            for column, stored in view.row(row).items()
            if column in filled
        ]
        if len(filled) < _TITLES or not all(plain) or len(set(filled.values())) < len(filled):
            continue
        if max(map(len, filled.values())) > LONGEST or not rows[at + 1 :]:
            continue
        headed = tuple(Headed(one, text, read_words(text)) for one, text in sorted(filled.items()))
        title = " – ".join(
            text
            for above in rows[:at]
            for stored in view.row(above).values()
            if (text := shown_text(stored)) and not is_figure(stored)
        )
        yield Region(view, (row,), headed, tuple(rows[at + 1 :]), title[:300])
        return


def _table(region: Region, known: Knowledge, mapped: Sequence[Table]) -> OpenTable:
    register = _as_register(region)
    if register is not None and not mapped:
        return _register(register)
    places = find_places(region, known.labels, known.numbers)
    if places.number is None and places.label in _numbering(region):
        places = replace(places, number=places.label, label=None)
    lines = read_lines(region, places, known.funds, known.labels)
    taken = {places.number, places.label, places.year}
    columns = [_column(region, one, mapped) for one in region.columns if one.index not in taken]
    columns = _with_years(region, columns, known.years)
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


def _as_register(region: Region) -> Region | None:
    """Return a region whose entries have dates, headed by the last of its heading rows alone."""
    view, row = region.view, region.header[-1]
    columns = tuple(
        replace(one, heading=text, words=read_words(text))
        for one in region.columns
        if (text := view.text(row, one.index))
    )
    narrowed = replace(region, header=(row,), columns=columns)
    dated = [one for one in columns if _role_in_register(narrowed, one) in _DATED]
    return narrowed if dated else None


def _register(region: Region) -> OpenTable:
    columns = [
        OpenColumn(
            one.index, one.heading, _role_in_register(region, one), None, unit_in(one.heading)
        )
        for one in region.columns
    ]
    number = next((one for one in columns if one.role == "numéro"), None)
    label = next((one for one in columns if one.role == "libellé"), None)
    rows = tuple(_entry(region, row, number, label) for row in _entry_rows(region))
    kept = tuple(one for one in columns if one not in (number, label))
    view = region.view
    return OpenTable(view.grid.name, region.title, region.header[-1], kept, rows, view.grid)


def _entry_rows(region: Region) -> Iterator[int]:
    """Yield the rows of a register: what stands apart below it is none of its entries."""
    view, before = region.view, region.header[-1]
    apart = False
    for row in region.body:
        filled = sum(view.is_filled(row, one.index) for one in region.columns)
        apart = apart or (row > before + 1 and before > region.header[-1])
        before = row
        if filled > (_BESIDE if apart else 1):
            yield row


def _entry(
    region: Region, row: int, number: OpenColumn | None, label: OpenColumn | None
) -> OpenRow:
    """Return one entry of a register, or its total: « Total » stands where the others are named."""
    view = region.view
    code = "" if number is None else view.text(row, number.index)
    said = "" if label is None else view.text(row, label.index)
    texts = [text for one in region.columns if (text := view.text(row, one.index))]
    named = texts[:1] if _is_dated(region, row) or code else texts
    total = next((text for text in named if role_by_label(text) not in ENTRIES), "")
    if total:
        return OpenRow(row, "", total, role_by_label(total))
    return OpenRow(row, code, said)


def _is_dated(region: Region, row: int) -> bool:
    cells = region.view.row(row)
    return any(day_of(cells[one.index]) for one in region.columns if one.index in cells)


def _role_in_register(region: Region, headed: Headed) -> str:
    plain = normal(headed.heading).replace("'", " ")
    if _holds_dates(region, headed.index):
        return "fait le" if DONE.search(plain) else "échéance" if DUE.search(plain) else "date"
    if _NUMBER.fullmatch(plain):
        return "numéro"
    moved = next((name for name, words in _MOVED if words.fullmatch(plain)), "")
    if moved:
        return moved
    if _LABELLED.fullmatch(plain):
        return "libellé"
    if re.match(r"echeances?|date (?:limite|prevue|d echeance)", plain):
        return "échéance"
    if re.match(r"(?:realise|livre|fait|termine)e? le", plain):
        return "fait le"
    return "statut" if _STATE.fullmatch(plain) else ""


_DATED: Final = frozenset({"échéance", "fait le", "date"})


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
    return OpenColumn(headed.index, headed.heading, role, year, unit)


def _holds_dates(region: Region, column: int) -> bool:
    filled = [
        stored
        for row in region.body
        if (stored := region.view.row(row).get(column)) is not None and stored.value != ""
    ]
    return bool(filled) and sum(day_of(one) is not None for one in filled) * 2 > len(filled)


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
        role = told.role if told is not None else role_by_label(line.label)
        if line.year is not None:
            # A group of the agreement is no total of a table that has its lines not, once a year.
            role = role_by_label(line.label)
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
