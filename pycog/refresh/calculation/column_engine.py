"""Calculates columns filled down as wholes, and leaves to the engine only what remains.

The engine reads, links and calculates each formula by itself. Where a column has one formula
filled down, made of what :mod:`.row_compiler` can write as Python, its cells are calculated
in one go; the engine gets the workbook without these formulas, for the values of all other
cells and for the formulas that remain. Nothing is guessed: what is not known beforehand to
come out as the engine has it, to the last bit, is the engine's.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from pycog.errors import RefusedFile
from pycog.refresh.calculation.column_plan import Filled, Plan
from pycog.refresh.calculation.column_values import LOOK_UPS, LeftToEngine, remembered
from pycog.refresh.calculation.engine import Engine, scalar
from pycog.refresh.calculation.row_compiler import Box, Column, Compiled, compiled
from pycog.refresh.host import FunctionHost
from pycog.values import CellValue, Scalar
from pycog.xlsx.dependencies import Area, Range
from pycog.xlsx.sheet_pieces import are_consecutive

TypedReader = Callable[[str, Collection[int], int], dict[int, list[Scalar]] | None]

#: Columns so many times as wide apart as they are many are read one by one.
_SPREAD = 3


class Unfit(Exception):
    """A column holds a value of which the engine has the last word."""

    def __init__(self, filled: Filled) -> None:
        super().__init__(filled.form.text)
        self.filled = filled


class ColumnEngine(Engine):
    """An engine that calculates columns filled down by itself.

    It becomes the usual one, with every formula, when it is asked for what that alone can do.
    """

    def __init__(
        self,
        host: FunctionHost,
        plan: Plan,
        whole: Callable[[], Engine],
        typed: TypedReader | None,
        like: ColumnEngine | None = None,
        keep_typed: bool = False,
        **settings: Any,
    ) -> None:
        """Load the workbook without the formulas of its columns, or have that wait.

        Args:
            host: Who brings our functions.
            plan: What is calculated here.
            whole: Calculates the whole workbook with the engine.
            typed: Reads what was typed into columns of a sheet as far as a row, or gives ``None``
                where the engine is to read it; ``None`` where that holds the workbook anyway.
            like: What has calculated the same workbook with other cells held.
            keep_typed: Whether what was typed is likely to be asked for later.
            settings: Those of :class:`Engine`.
        """
        super().__init__(host, **settings)
        self._plan, self._make_whole, self._typed = plan, whole, typed
        self._remembered: dict[str, Callable[..., Any]] = {}
        self._read: dict[str, dict[int, list[Scalar]] | None] = {}
        self._engine: Engine | None = None
        # Where the engine calculates some formulas it gives them anew.
        untouched = like is not None and like._engine is None and not like._plan.remains
        self._like = like if untouched and not plan.remains else None
        self._moved: set[Column] = set()
        self._keep_typed = keep_typed
        self._columns: dict[Column, list[Any]] = {}
        self._filled: dict[tuple[str, int], list[Filled]] = {}
        self._numbers: dict[tuple[Column, int, int], bool] = {}
        self._wanted: dict[str, set[int]] = {}
        self._by_form = {one.form: one for one in plan.filled}
        self._areas: dict[Filled, list[tuple[str, Range, int, int]] | None] = {}
        self._last: dict[str, int] = {}
        for one in plan.filled:
            self._filled.setdefault(one.column, []).append(one)
            for column, offset in (*one.compiled.reads, (one.column, 0)):
                last = max(self._last.get(column.sheet, 0), one.last + offset)
                self._last[column.sheet] = last
                self._wanted.setdefault(column.sheet, set()).add(column.number)

    @property
    def whole(self) -> Engine:
        """The engine with every formula."""
        if self._engine is None:
            self._engine = self._make_whole()
            self._columns.clear()
        return self._engine

    def evaluate_all(self) -> None:
        """Calculate the whole workbook.

        Raises:
            Unfit: A column is to be left to the engine.
            LeftToEngine: The whole workbook is.
        """
        self.host.forget()
        for one in self._plan.filled:
            try:
                self._fill(one)
            except MemoryError:
                raise
            except Exception as error:  # an error value, as a rule
                self._raise_interruption()
                raise Unfit(one) from error
            self._raise_interruption()
        if self._plan.remains:
            for column in self._plan.shown:
                self._show(column)
            self._book.evaluate_all()
            for column in self._plan.mixed:
                self._mix(column)
        self._raise_interruption()
        if self.host.gave_blocks:
            raise LeftToEngine
        if self._keep_typed:
            typed = {
                Column(sheet, number): cells
                for sheet, read in self._read.items()
                for number, cells in (read or {}).items()
            }
            self._columns = {**typed, **self._columns}
        else:
            used = {one.column for one in self._plan.filled}
            self._columns = {one: cells for one, cells in self._columns.items() if one in used}
        self._read.clear()
        self._remembered.clear()
        self._typed = None  # with the texts that it holds
        self._like = None

    def _fill(self, one: Filled) -> None:
        if self._is_like_before(one):
            self._column(one.column)
            return
        self._moved.add(one.column)
        places = one.rows
        target = self._column(one.column)
        for row, value in one.held.items():
            target[row] = value
        if not places:
            return
        written = self._compiled(one, places)
        names = {f"c{place}": self._column(column) for place, column in enumerate(written.columns)}
        names |= self._fixed(written)
        functions = self._functions(written)
        if one.reads_itself:
            for row in places:
                target[row] = written.run("{}", {**names, "r": row}, functions)
                _check([target[row]])
            return
        found = written.run("[{} for r in rows]", {**names, "rows": places}, functions)
        numbers = _check(found)
        if isinstance(places, range):
            self._numbers[one.column, one.first, one.last] = numbers
            target[one.first : one.last + 1] = found
        else:
            for row, value in zip(places, found, strict=True):
                target[row] = value

    def _is_like_before(self, one: Filled) -> bool:
        """Tell whether an engine of before has calculated a column from the same values."""
        before = self._like._by_form.get(one.form) if self._like is not None else None
        return (
            before is not None
            and before.written == one.written
            and before.held == one.held
            and not any(column in self._moved for column, _ in one.compiled.reads)
        )

    def _functions(self, written: Compiled) -> Mapping[str, Callable[..., Any]]:
        """Return our functions; what they gave for the same values is remembered.

        Columns hold the same few targets and rounded rates over and over.
        """
        for name in set(written.ours.values()) - written.spread:
            if name not in self._remembered:
                self._remembered[name] = remembered(self._callables[name])
        return {**self._remembered, **{name: self._callables[name] for name in written.spread}}

    def _compiled(self, one: Filled, places: Sequence[int]) -> Compiled:
        """Write a column anew with what its cells turned out to be."""
        numbers = {
            (column, offset)
            for column, offset in one.compiled.reads
            if column != one.column and self._are_numbers(column, places, offset)
        }
        if not numbers:
            return one.compiled
        sheets = tuple(self._plan.names)
        found = compiled(one.written, one.sheet, one.form.row, sheets, frozenset(numbers))
        return found or one.compiled

    def _are_numbers(self, column: Column, places: Sequence[int], offset: int) -> bool:
        cells, first, last = self._column(column), places[0] + offset, places[-1] + offset
        if (column, first, last) not in self._numbers:
            read = cells[first : last + 1]
            numbers = set(map(type, read)) == {float} and all(map(math.isfinite, read))
            self._numbers[column, first, last] = numbers
        return self._numbers[column, first, last]

    def _fixed(self, written: Compiled) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for place, box in enumerate(written.fixed):
            cells = self._box(box)
            found[f"k{place}_cell"] = cells[0][0]
            found[f"k{place}_table"] = cells
            for name in written.looked_up(place):
                kind = name.rstrip("0123456789")
                found[f"k{place}_{name}"] = LOOK_UPS[kind](cells, int(name[len(kind) :]))
        return found

    def _box(self, box: Box) -> list[list[Any]]:
        """Return the values of fixed cells; no formula gives them."""
        top, left, bottom, right = box.range
        read = self._read_typed(box.sheet)
        if read is None:
            return super().raw_block(box.sheet, *box.range)
        columns = [read[number][top : bottom + 1] for number in range(left, right + 1)]
        return list(map(list, zip(*columns, strict=True)))

    def _read_typed(self, sheet: str) -> dict[int, list[Scalar]] | None:
        """Return what was typed into all columns of a sheet that are needed.

        ``None`` where the engine knows it anyway, or is to read it.
        """
        if self._typed is None:
            return None
        if sheet not in self._read:
            wanted, last = set(self._wanted.get(sheet, ())), self._last.get(sheet, 0)
            for one in self._plan.filled:
                for box in one.compiled.fixed:
                    if box.sheet == sheet:
                        _, left, bottom, right = box.range
                        wanted.update(range(left, right + 1))
                        last = max(last, bottom)
            self._read[sheet] = self._typed(sheet, wanted, last)
        return self._read[sheet]

    def _column(self, column: Column) -> list[Any]:
        """Return the cells of a column by row, those beyond its rows blank."""
        before = self._like._columns.get(column) if self._like is not None else None
        if before is not None and column not in self._columns:
            self._columns[column] = before.copy()
        read = self._read_typed(column.sheet) if column not in self._columns else None
        if read is not None:
            self._columns[column] = read[column.number]
        if column not in self._columns:
            last, wanted = self._last[column.sheet], self._wanted[column.sheet]
            left, right = column.number, column.number
            if max(wanted) - min(wanted) < _SPREAD * len(wanted):
                left, right = min(wanted), max(wanted)
            lines = super().raw_block(column.sheet, 1, left, last, right)
            for number, cells in enumerate(zip(*lines, strict=True), start=left):
                if number in wanted:
                    self._columns.setdefault(Column(column.sheet, number), [None, *cells])
        return self._columns[column]

    def _show(self, column: Column) -> None:
        """Let the formulas that remain read a column."""
        cells, sheet = self._columns[column], self._book.sheet(column.sheet)
        for one in self._filled[column]:
            rows, start = one.form.rows, 0
            for place in range(1, len(rows) + 1):
                if place == len(rows) or rows[place] != rows[place - 1] + 1:
                    first, count = rows[start], place - start
                    block = [[value] for value in cells[first : first + count]]
                    sheet.set_values_batch(first, column.number, count, 1, block)
                    start = place

    def _mix(self, column: Column) -> None:
        """Put what the engine calculated between the cells of a column."""
        cells = self._columns.pop(column)
        mixed = self._column(column)
        for one in self._filled[column]:
            for row in one.form.rows:
                mixed[row] = cells[row]

    def _is_loaded(self) -> bool:
        """Tell whether the engine holds the workbook; where it cannot, :attr:`whole` is there."""
        try:
            return self._book is not None
        except (KeyboardInterrupt, SystemExit, MemoryError, RefusedFile):
            raise
        except BaseException:  # the engine's panics are no Exceptions
            return self.whole is None

    # -- What others ask -----------------------------------------------------------------

    def _form_at(self, sheet: str, row: int, column: int) -> Filled | None:
        for one in self._filled.get((sheet, column), ()):
            place = bisect_left(one.form.rows, row)
            if place < len(one.form.rows) and one.form.rows[place] == row:
                return None if row in one.held else one
        return None

    def pin(
        self, sheet: str, row: int, column: int, value: Scalar, *, formula: str | None = None
    ) -> None:
        self.whole.pin(sheet, row, column, value, formula=formula)

    def evaluate_again(self) -> None:
        self.whole.evaluate_again()

    def column_at(self, sheet: str, row: int, column: int) -> Filled | None:
        return self._form_at(sheet, row, column) if self._engine is None else None

    def first_areas(self, column: Filled) -> list[Area] | None:
        areas = self._areas_of(column)
        return None if areas is None else [Area(sheet, place) for sheet, place, _, _ in areas]

    def _areas_of(self, one: Filled) -> list[tuple[str, Range, int, int]] | None:
        if one not in self._areas:
            self._areas[one] = self._moving_areas(one)
        return self._areas[one]

    def reads(
        self, sheet: str, row: int, column: int, formula: str | None = None
    ) -> list[Area] | None:
        one = self.column_at(sheet, row, column)
        areas = self._areas_of(one) if one is not None else None
        if one is not None and areas is not None:
            down = row - one.form.row
            return [
                Area(of, (top + down * moves, left, bottom + down * ends, right))
                for of, (top, left, bottom, right), moves, ends in areas
            ]
        text = formula or self.formula(sheet, row, column) or ""
        known, written = self._written(text.removeprefix("="), sheet)
        return written if known else self.whole.reads(sheet, row, column, formula)

    def _moving_areas(self, one: Filled) -> list[tuple[str, Range, int, int]] | None:
        """Return what the first formula of a column reads, and by how much the rows move."""
        row = one.form.row
        found = [self._written(one.form.text_at(at), one.sheet) for at in (row, row + 1)]
        if not all(known and areas is not None for known, areas in found):
            return None
        return [
            (first.sheet, first.range, moves, ends)
            for first, second in zip(found[0][1] or (), found[1][1] or (), strict=True)
            for moves, ends in [
                (second.range[0] - first.range[0], second.range[2] - first.range[2])
            ]
        ]

    def value(self, sheet: str, row: int, column: int) -> Scalar:
        return scalar(self.raw(sheet, row, column))

    def raw(self, sheet: str, row: int, column: int) -> Any:
        if self._engine is not None:
            return self._engine.raw(sheet, row, column)
        cells = self._columns.get(Column(sheet, column))
        if cells is not None and row < len(cells):
            return cells[row]
        if not self._is_loaded():
            return self.raw(sheet, row, column)
        return super().raw(sheet, row, column)

    def raw_block(
        self, sheet: str, top: int, left: int, bottom: int, right: int
    ) -> list[list[Any]]:
        if self._engine is not None:
            return self._engine.raw_block(sheet, top, left, bottom, right)
        count = bottom - top + 1
        ours = {
            number: cells[top : bottom + 1]
            for number in range(left, right + 1)
            if (cells := self._columns.get(Column(sheet, number))) is not None
        }
        if len(ours) == right - left + 1 and all(len(cells) == count for cells in ours.values()):
            return list(map(list, zip(*ours.values(), strict=True)))
        if not self._is_loaded():
            return self.raw_block(sheet, top, left, bottom, right)
        lines = super().raw_block(sheet, top, left, bottom, right)
        for number, cells in ours.items():
            for line, value in zip(lines, cells, strict=False):
                line[number - left] = value
        return lines

    def raw_column(self, sheet: str, column: int, rows: Sequence[int]) -> list[Any]:
        cells = self._columns.get(Column(sheet, column)) if self._engine is None else None
        if cells is None or max(rows) >= len(cells):
            return super().raw_column(sheet, column, rows)
        if are_consecutive(rows):
            return cells[rows[0] : rows[-1] + 1]
        return [cells[row] for row in rows]

    def spill(self, sheet: str, row: int, column: int) -> tuple[int, int, int, int] | None:
        if self._engine is not None:
            return self._engine.spill(sheet, row, column)
        if self._form_at(sheet, row, column) is not None:
            return None
        if not self._is_loaded():
            return self.spill(sheet, row, column)
        return super().spill(sheet, row, column)

    def formula(self, sheet: str, row: int, column: int) -> str | None:
        if self._engine is not None:
            return self._engine.formula(sheet, row, column)
        one = self._form_at(sheet, row, column)
        if one is not None:
            return "=" + one.form.text_at(row)
        if not self._is_loaded():
            return self.formula(sheet, row, column)
        return super().formula(sheet, row, column)

    def evaluate(self, formula: str) -> CellValue:
        return self.whole.evaluate(formula)


def _check(values: Sequence[Any]) -> bool:
    """Let nothing but numbers, texts and truth values through.

    Returns:
        Whether all are numbers.

    Raises:
        LeftToEngine: There is something else.
    """
    kinds = set(map(type, values))
    if kinds == {float}:
        if not all(map(math.isfinite, values)):
            raise LeftToEngine
    elif not kinds <= {float, str, bool} or any(
        type(value) is float and value - value != 0.0 for value in values
    ):
        raise LeftToEngine
    return kinds == {float}
