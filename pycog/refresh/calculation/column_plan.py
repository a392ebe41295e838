"""Decides which columns of a workbook are calculated as wholes, and in which order."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field

from pycog.lazy_patterns import regex
from pycog.refresh.calculation.areas import Grid
from pycog.refresh.calculation.expansion import Expansion
from pycog.refresh.calculation.patterns import pattern_of
from pycog.refresh.calculation.row_compiler import Column, Compiled, compiled
from pycog.refresh.calculation.translation import Beyond, Translator
from pycog.values import Scalar
from pycog.xlsx import formulas
from pycog.xlsx.cells import column_letters, stored_value
from pycog.xlsx.dependencies import Area, Cell
from pycog.xlsx.row_forms import Form, Forms
from pycog.xlsx.sheet_pieces import pieces_of_rows
from pycog.xlsx.sheet_scan import SheetScan, formula_text
from pycog.xlsx.structure import WorkbookInfo

#: Cells below which a form is left to the engine, and with all forms together.
FEWEST, LEAST = 8, 60
#: Remaining formulas that may read columns: the engine takes long to be told values by many.
_MOST_READERS = 40
#: One call of ours, the only array formula that may stay beside: whether it gave a block is known.
_ALONE = regex(rb"<f[^>:]*>(?:_xldudf_|_xll\.|_xludf\.)?COG_[A-Z_]+\([^()]*\)</f>")
_FORMULA = regex(rb"<f(?=[\s/>])[^>]*+(?:(?<=/)>|>[^<]*+</f>)(?:<v[^>]*+(?:(?<=/)>|>[^<]*+</v>)|)")
_OMITTED = regex(r"[(,]\s*,|,\s*\)")


#: Sheet, column and formula of a column filled down.
Key = tuple[str, int, str]


class Filled(Struct, eq=False):
    """A column filled down, and what it reads.

    Attributes:
        sheet: Its sheet.
        form: Its cells.
        written: The formula of the form as the engine would read it.
        compiled: The same as Python.
        first: Its first row.
        last: Its last row.
        held: Cells of it that have their stored value, by row.
    """

    sheet: str
    form: Form
    written: str
    compiled: Compiled
    first: int
    last: int
    held: dict[int, Scalar] = field(default_factory=dict)

    @property
    def rows(self) -> Sequence[int]:
        """The rows that are calculated."""
        if not self.held and len(self.form.rows) == self.last - self.first + 1:
            return range(self.first, self.last + 1)
        return [row for row in self.form.rows if row not in self.held]

    @property
    def key(self) -> Key:
        """What tells it from the others of the workbook."""
        return self.sheet, self.form.column, self.form.text

    @property
    def column(self) -> Column:
        """The column that it fills."""
        return Column(self.sheet, self.form.column)

    @property
    def reads_itself(self) -> bool:
        """Whether a cell of it reads one above."""
        return any(column == self.column for column, _ in self.compiled.reads)

    def overlaps(self, column: Column, first: int, last: int) -> bool:
        """Tell whether some of its cells are among others of a column."""
        return column == self.column and first <= self.last and self.first <= last


class Plan(Struct):
    """How a workbook is calculated.

    Attributes:
        filled: Columns to be calculated as wholes, in the order in which they can be.
        names: Those of all sheets.
        left: Gives the sheets without the formulas of these columns.
        remains: Whether any formula is left to the engine.
        shown: Those of their columns that the remaining formulas read.
        mixed: Those of their columns that hold remaining formulas too.
        held: Remaining formulas that have their stored value.
    """

    filled: list[Filled]
    names: Sequence[str]
    left: Callable[[], dict[str, SheetScan]]
    remains: bool
    shown: set[Column]
    mixed: set[Column]
    held: set[Cell]


def plan(
    info: WorkbookInfo,
    scans: Mapping[str, SheetScan],
    grid: Grid,
    known: Mapping[str, Callable[..., Any]],
    *,
    errors: bool = False,
    held: Collection[Cell] = (),
    stored: Mapping[Cell, Scalar] = MappingProxyType({}),
    unfit: Collection[Key] = (),
) -> Plan | None:
    """Find what can be calculated as wholes, ``None`` where it is not worth it.

    Args:
        info: The structure of the workbook.
        scans: Its sheets.
        grid: What they look like.
        known: Our functions as the engine calls them.
        errors: Whether cells hold errors, as the translation is to know.
        held: Formula cells that are to have their stored value.
        stored: The stored values of some of them, where they have been read.
        unfit: Columns that are to be left to the engine.
    """
    if info.iterative or info.as_displayed or info.restated:
        return None
    if sum(scanned.count for scanned in scans.values()) < LEAST or any(
        map(_spreads, scans.values())
    ):
        return None
    planner = _Planner(info, scans, grid, known, errors)
    planner.find(unfit)
    while planner.leave_out():
        pass
    return planner.plan(held, stored)


def _spreads(scanned: SheetScan) -> bool:
    """Tell whether a formula of a sheet fills other cells."""
    return any(
        b"dataTable" in shape or (b"array" in shape and b":" in shape.partition(b">")[0])
        for shape in scanned.shapes
    )


_written: dict[tuple[str, str, int, bool, bool, bool], str] = {}
_MOST_WRITTEN = 5_000


class _Planner:
    def __init__(
        self,
        info: WorkbookInfo,
        scans: Mapping[str, SheetScan],
        grid: Grid,
        known: Mapping[str, Callable[..., Any]],
        errors: bool,
    ) -> None:
        self._info, self._scans, self._grid, self._known = info, scans, grid, known
        self._errors = errors
        self._names = tuple(sheet.name for sheet in info.sheets)
        self._forms: dict[str, Forms] = {}
        self._filled: list[Filled] = []
        self._by_column: dict[Column, list[Filled]] = {}

    def find(self, unfit: Collection[Key]) -> None:
        """Find the forms that can be written as Python."""
        for sheet in self._info.sheets:
            scanned = self._scans[sheet.name]
            if not scanned.count:
                continue
            forms = self._forms[sheet.name] = scanned.forms.copied()
            names = Expansion(self._info, sheet.name)
            translator = Translator(sheet.name, self._grid, names.areas, errors=self._errors)
            for form in list(forms.forms):
                filled = self._made(sheet.name, form, names, translator)
                if filled is None or filled.key in unfit:
                    forms.give_up(form)
                else:
                    self._filled.append(filled)

    def _made(
        self, sheet: str, form: Form, names: Expansion, translator: Translator
    ) -> Filled | None:
        text, rows = form.text, form.rows
        if len(rows) < FEWEST or not form.in_order:
            return None
        if names.concerns(text.encode()) or names.tells_apart(text.encode()):
            return None
        if "cog_" in text.lower() and _OMITTED.search(text):
            return None
        written = self._written(sheet, form, translator)
        found = compiled(written, sheet, form.row, self._names) if written else None
        if written is None or found is None:
            return None
        if not all(name in self._known for name in found.ours.values()):
            return None
        first, last = rows[0], rows[-1]
        if any(first + offset < 1 for _, offset in found.reads):
            return None
        return Filled(sheet, form, written, found, first, last)

    def _written(self, sheet: str, form: Form, translator: Translator) -> str | None:
        """Return the formula of a form as the engine would read it, ``None`` if that varies."""
        key = sheet, form.text, form.row, form.is_array, self._grid.texts, self._errors
        if key not in _written:
            try:
                template = translator.template(form.text, array=form.is_array)
            except (Beyond, formulas.Unsupported):
                return None
            if template is not None and template.placed:
                return None  # on where it stands, and on how large the sheets are
            if len(_written) >= _MOST_WRITTEN:
                _written.clear()
            text = form.text
            _written[key] = template.apply(text, form.row, form.column) if template else text
        return _written[key]

    def leave_out(self) -> bool:
        """Leave out what reads formulas that the engine calculates, or itself.

        Returns:
            Whether anything was left out: what reads that is to be left out next.
        """
        self._by_column = {}
        for one in self._filled:
            self._by_column.setdefault(one.column, []).append(one)
        out = {one for one in self._filled if not self._stands(one)}
        if not out:
            self._filled, out = self._ordered()
        for one in out:
            self._forms[one.sheet].give_up(one.form)
        self._filled = [one for one in self._filled if one not in out]
        return bool(out)

    def _stands(self, one: Filled) -> bool:
        for column, offset in one.compiled.reads:
            first, last = one.first + offset, one.last + offset
            if self._meets_others(column, first, last):
                return False
            if offset >= 0 and one.overlaps(column, first, last):
                return False
        for box in one.compiled.fixed:
            top, left, bottom, right = box.range
            for number in range(left, right + 1):
                column = Column(box.sheet, number)
                if self._meets_others(column, top, bottom):
                    return False
                if any(one.overlaps(column, top, bottom) for one in self._at(column)):
                    return False
        return True

    def _meets_others(self, column: Column, first: int, last: int) -> bool:
        forms = self._forms.get(column.sheet)
        span = forms.others.get(column.number) if forms else None
        return span is not None and span[0] <= last and first <= span[1]

    def _at(self, column: Column) -> Sequence[Filled]:
        return self._by_column.get(column, ())

    def _ordered(self) -> tuple[list[Filled], set[Filled]]:
        """Return the columns in an order in which they can be calculated, and those without."""
        waits = {one: self._read_by(one) for one in self._filled}
        readers: dict[Filled, list[Filled]] = {}
        for one, read in waits.items():
            for other in read:
                readers.setdefault(other, []).append(one)
        found = [one for one, read in waits.items() if not read]
        for one in found:  # it grows as others are free
            for reader in readers.get(one, ()):
                waits[reader].discard(one)
                if not waits[reader]:
                    found.append(reader)
        return found, set(self._filled).difference(found)

    def _read_by(self, one: Filled) -> set[Filled]:
        return {
            other
            for column, offset in one.compiled.reads
            for other in self._at(column)
            if other is not one and other.overlaps(column, one.first + offset, one.last + offset)
        }

    def plan(self, held: Collection[Cell], stored: Mapping[Cell, Scalar]) -> Plan | None:
        """Return the plan, ``None`` if little is left of it."""
        if sum(len(one.form.rows) for one in self._filled) < LEAST:
            return None
        left = self._hold(held, stored)
        if left is None:
            return None
        if not any(forms.others for forms in self._forms.values()):
            return Plan(self._filled, self._names, self._left, False, set(), set(), left)
        scans = self._left()
        for scanned in scans.values():
            if any(b"array" in shape and not _ALONE.fullmatch(shape) for shape in scanned.shapes):
                return None  # it may come to fill other cells
        columns = {one.column for one in self._filled}
        mixed = {one for one in columns if one.number in self._forms[one.sheet].others}
        count, shown = sum(one.count for one in scans.values()), set(_shown(scans, columns))
        if shown and count > _MOST_READERS:
            return None
        return Plan(self._filled, self._names, lambda: scans, bool(count), shown, mixed, left)

    def _left(self) -> dict[str, SheetScan]:
        scans = dict(self._scans)
        for name, forms in self._forms.items():
            if forms.forms:
                scans[name] = without(scans[name], forms)
        return scans

    def _hold(self, held: Collection[Cell], known: Mapping[Cell, Scalar]) -> set[Cell] | None:
        """Give cells of columns their stored value.

        Returns:
            The cells that are in none of the columns; ``None`` where one has no value.
        """
        stored: dict[tuple[str, int], dict[int, Scalar]] = {}
        unread: dict[str, set[tuple[int, int]]] = {}
        for cell in held:
            name, row, number = cell
            if cell in known:
                stored.setdefault((name, number), {})[row] = known[cell]
            else:
                unread.setdefault(name, set()).add((row, number))
        for name, places in unread.items():
            for found in self._scans[name].cells_at(places):
                value = stored_value(found.attributes, found.value)
                stored.setdefault((name, found.column), {})[found.row] = value
        left = set(held)
        for one in self._filled:
            values = stored.get(one.column)
            if values:
                one.held = {row: values[row] for row in one.form.rows if row in values}
                if not set(map(type, one.held.values())) <= {float, str, bool}:
                    return None
                left.difference_update((one.sheet, row, one.form.column) for row in one.held)
        return left


def _shown(scans: Mapping[str, SheetScan], columns: Collection[Column]) -> Iterator[Column]:
    """Give those columns that remaining formulas may read."""
    read: list[Area] = []
    for sheet, scanned in scans.items():
        for shape in scanned.shapes:
            text = formula_text(scanned.example(shape))
            pattern = pattern_of(text)
            areas = None if pattern.anywhere or b"shared" in shape else pattern.areas(text, sheet)
            if areas is None:
                yield from columns
                return
            read += areas
    for column in columns:
        for one in read:
            _, left, _, right = one.range
            if one.sheet.lower() == column.sheet.lower() and left <= column.number <= right:
                yield column
                break


def without(scanned: SheetScan, forms: Forms) -> SheetScan:
    """Return a sheet without the formulas of some forms and their values."""
    part, pieces = scanned.part, io.BytesIO()
    start, end = part.find(b"<sheetData"), part.rfind(b"</sheetData>")
    if not forms.others:
        pieces.write(part[:start])
        for first, last in pieces_of_rows(part, start, end):
            pieces.write(_FORMULA.sub(b"", part[first:last]) + part[last : last + 1])
        pieces.write(part[end + 1 :])
        return scanned.changed(pieces.getvalue(), start, start)
    rows: dict[bytes, set[int]] = {}
    for form in forms.forms:
        rows.setdefault(column_letters(form.column).encode(), set()).update(form.rows)
    position = 0
    for match in scanned.matches():
        if int(match[2]) in rows.get(match[1], ()):
            found = _FORMULA.match(part, match.start(4))
            assert found is not None  # as the pattern of the scan found it
            pieces.write(part[position : found.start()])
            position = found.end()
    pieces.write(part[position:])
    new = pieces.getvalue()
    return scanned.changed(new, new.find(b"<sheetData"), new.rfind(b"</sheetData>"))
