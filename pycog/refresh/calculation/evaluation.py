"""Calculates a workbook once: its engine copy, the evaluation, the new parts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any
from xml.parsers import expat

from msgspec import Struct, field
from msgspec.structs import replace

from pycog.errors import CellError, RefusedFile
from pycog.refresh.calculation import engine_copy, spills
from pycog.refresh.calculation.column_engine import ColumnEngine, TypedReader, Unfit
from pycog.refresh.calculation.column_plan import Key, plan
from pycog.refresh.calculation.copied import Care, EngineCopy
from pycog.refresh.calculation.engine import CIRCLE, Engine, scalar
from pycog.refresh.calculation.open_circles import open_circles
from pycog.refresh.calculation.state import Recalculation
from pycog.refresh.host import FunctionHost
from pycog.refresh.writing import sheet_update
from pycog.refresh.writing.piece_update import LONGEST_TEXT, Values
from pycog.refresh.writing.sheet_update import Update
from pycog.values import Scalar
from pycog.xlsx.cells import address
from pycog.xlsx.dependencies import Cell
from pycog.xlsx.package import Package, refused
from pycog.xlsx.sheet_reading import unusual
from pycog.xlsx.sheet_scan import SheetScan, UnreadableSheet
from pycog.xlsx.structure import WorkbookInfo
from pycog.xlsx.typed_columns import NotPlain, TypedColumns

#: Values that only live while Excel calculates; in a file they are ``#VALUE!``.
_LASTING = {
    "#SPILL!": CellError(
        "#VALUE!",
        "le résultat remplit plusieurs cellules et l'une d'elles n'est pas vide ; libérez la place",
    ),
    "#CALC!": CellError("#VALUE!", "calcul matriciel impossible"),
    "#BUSY!": CellError("#VALUE!"),
    "#GETTING_DATA": CellError("#VALUE!"),
}


class EngineFailed(Exception):
    """The engine gave up on the whole workbook; ``str()`` is what it said."""


class Unloadable(EngineFailed):
    """The engine cannot read the package as it is."""


class _NotByColumns(Exception):
    """The engine is to calculate every formula."""


_MOST_CARE = 2
#: Columns given up one by one; each time the workbook is calculated anew.
_MOST_UNFIT = 3


class Calculator(Struct):
    """Calculates one workbook, as often as needed, with more and more care.

    Attributes:
        care: How carefully the engine's copy is made.
        compares: Whether results are held against those of Excel.
        held: Formula cells that have their stored value in the copy.
        by_columns: Whether columns filled down may be calculated as wholes.
        unfit: Columns filled down that are not to be calculated as wholes.
    """

    package: Package
    info: WorkbookInfo
    scans: dict[str, SheetScan]
    host: FunctionHost
    clock: dt.datetime | None
    compares: bool = False
    care: Care = field(default_factory=Care)
    held: set[Cell] = field(default_factory=set)
    by_columns: bool = True
    unfit: set[Key] = field(default_factory=set)

    def run(
        self,
        held: Collection[Cell] = (),
        stored: Mapping[Cell, Scalar] = MappingProxyType({}),
        like: Engine | None = None,
    ) -> tuple[EngineCopy, Engine]:
        """Calculate, with more formulas at their stored value.

        Args:
            held: Formula cells that have their stored value besides.
            stored: The stored values of some of them, where they have been read.
            like: What has calculated the workbook with other ones held: columns that read none
                of them keep its values.

        Raises:
            RefusedFile: ``moteur-refus``: the engine cannot calculate the workbook.
        """
        if self.by_columns and not self.care.ranges:
            try:
                while len(self.unfit) <= _MOST_UNFIT:
                    found = self._run_by_columns({*self.held, *held}, stored, like)
                    if found is not None:
                        return found
            except _NotByColumns:
                pass
            self.by_columns = False
        return self.run_whole(held)

    def _run_by_columns(
        self, held: set[Cell], stored: Mapping[Cell, Scalar], like: Engine | None
    ) -> tuple[EngineCopy, Engine] | None:
        """Calculate columns filled down as wholes, ``None`` where one is found to be unfit.

        Raises:
            _NotByColumns: The workbook is to be calculated in another way.
        """
        known = self.host.callables()
        grid = engine_copy.careful_grid(self.package, self.info, self.scans, self.care)
        planned = plan(
            self.info,
            self.scans,
            grid,
            known,
            errors=self.care.errors,
            held=held,
            stored=stored,
            unfit=self.unfit,
        )
        if planned is None:
            raise _NotByColumns

        def prepared() -> EngineCopy:
            return engine_copy.prepare(
                self.package, self.info, planned.left(), known, self.care, planned.held, grid
            )

        # Where no formula remains the engine is not needed, as a rule.
        copy = prepared() if planned.remains else EngineCopy(b"", texts=grid.texts)
        if copy.frozen or copy.children:
            raise _NotByColumns
        try:
            engine = ColumnEngine(
                self.host,
                planned,
                lambda: self.run_whole(held)[1],
                None if planned.remains else self._typed_reader(),
                like=like if isinstance(like, ColumnEngine) else None,
                keep_typed=self.compares,
                data=copy.data if planned.remains else lambda: prepared().data,
                spellings=copy.spellings,
                date_system=self.info.date_system,
                clock=self.clock,
                names=None if planned.remains else planned.names,
            )
            copy.data = b""
            if planned.remains:
                planned.left().clear()  # the engine has them
            engine.evaluate_all()
        except (KeyboardInterrupt, SystemExit, MemoryError, RefusedFile):
            raise
        except Unfit as found:
            self.unfit.add(found.filled.key)
            return None
        except BaseException as error:  # the engine's panics are no Exceptions
            raise _NotByColumns from error
        return copy, engine

    def run_whole(self, held: Collection[Cell]) -> tuple[EngineCopy, Engine]:
        """Calculate every formula with the engine.

        Args:
            held: Formula cells that have their stored value besides.

        Raises:
            RefusedFile: ``moteur-refus``.
        """
        while True:
            try:
                return self._run({*self.held, *held})
            except Unloadable as failed:
                if self.info.restated:
                    raise self._refused(failed) from failed
                self.info = replace(self.info, restated=True)
            except EngineFailed as failed:
                if self.care.ranges == _MOST_CARE:
                    raise self._refused(failed) from failed
                self.care = replace(self.care, ranges=self.care.ranges + 1)

    def _typed_reader(self) -> TypedReader:
        """Return what reads the columns of all sheets, and the texts that they share once."""
        typed = TypedColumns(self.package, self.info)

        def read(sheet: str, columns: Collection[int], last: int) -> dict[int, list[Scalar]] | None:
            try:
                return typed.read(self.scans[sheet], columns, last)
            except NotPlain:
                return None

        return read

    def _refused(self, failed: EngineFailed) -> RefusedFile:
        return refused(
            self.package.path,
            "moteur-refus",
            f"n'a pas pu être calculé par le moteur ({failed}). Recalculez-le dans Excel, ou "
            "signalez-le",
        )

    def _run(self, held: set[Cell]) -> tuple[EngineCopy, Engine]:
        known = self.host.callables()
        copy = engine_copy.prepare(self.package, self.info, self.scans, known, self.care, held)
        try:
            engine = Engine(
                self.host,
                data=copy.data,
                spellings=copy.spellings,
                date_system=self.info.date_system,
                iterative=self.info.iterative,
                clock=self.clock,
            )
        except (ValueError, OSError, RuntimeError) as error:
            raise Unloadable(str(error)) from error
        try:
            engine.evaluate_all()
        except (KeyboardInterrupt, SystemExit, MemoryError, RefusedFile):
            raise
        except BaseException as error:  # the engine's panics are not Exceptions
            raise EngineFailed(str(error) or type(error).__name__) from error
        return copy, engine


def update_all(result: Recalculation) -> None:
    """Put the calculated values into the sheets."""
    _update_sheets(result)
    if (result.circles or result.opened) and open_circles(result):
        _update_sheets(result)


def _update_sheets(result: Recalculation) -> None:
    result.circles.clear()
    for name, scanned in result.scans.items():
        if scanned.count:
            result.updates[name] = _update(result, name, scanned)


def _update(result: Recalculation, sheet: str, scanned: SheetScan) -> Update:
    engine, package = result.engine, result.package
    assert engine is not None
    kept = (*result.frozen, *result.natives.pinned)
    keep = {(row, column) for name, row, column in kept if name == sheet}
    keep |= {
        place
        for place, anchor in result.children.get(sheet, {}).items()
        if (anchor.row, anchor.column) in keep
    }
    circular: list[str] = []

    def normalise(value: Any) -> Scalar:
        clean = scalar(value)
        if isinstance(clean, CellError):
            if clean.kind == "#CIRC!":
                circular.append(sheet)
            return _LASTING.get(clean.kind, clean)
        if isinstance(clean, str) and len(clean) > LONGEST_TEXT:
            return CellError("#VALUE!", "le texte dépasse les 32 767 caractères d'une cellule")
        # Excel stores 0 for a formula that points at an empty cell.
        return 0.0 if clean is None else clean

    arrays = result.arrays[sheet] = spills.find_arrays(engine, sheet, scanned, keep)
    children = {
        place: normalise(spills.child_value(engine, sheet, place, anchor, arrays))
        for place, anchor in result.children.get(sheet, {}).items()
        if (anchor.row, anchor.column) not in arrays.resized
        and (anchor.row, anchor.column) not in keep
    }
    values = _values(engine, sheet, scanned)
    try:
        update = sheet_update.update(scanned, values, normalise, keep, children)
        if arrays.resized or update.missing:
            _resize(result, sheet, update, arrays, normalise)
        sheet_update.check_well_formed(update.fragments)
    except UnreadableSheet as error:
        raise unusual(package, sheet, error) from error
    except expat.ExpatError as error:
        raise refused(
            package.path, "ecriture-mal-formee", f"donnerait une feuille illisible ({error})"
        ) from error
    if circular:
        result.circles |= _circular(engine, sheet, scanned, keep)
    return update


def _circular(
    engine: Engine, sheet: str, scanned: SheetScan, keep: Collection[tuple[int, int]]
) -> set[Cell]:
    return {
        (sheet, cell.row, cell.column)
        for cell in scanned.cells()
        if (cell.row, cell.column) not in keep
        and engine.value(sheet, cell.row, cell.column) == CIRCLE
    }


class _Sheet:
    """Values of a sheet, read as they are asked for."""

    def __init__(self, engine: Engine, sheet: str, box: tuple[int, int, int, int]) -> None:
        self._engine, self._sheet, self._box = engine, sheet, box

    @cached_property
    def _lines(self) -> list[list[Any]]:
        return self._engine.raw_block(self._sheet, *self._box)

    def value(self, row: int, column: int) -> Any:
        return self._lines[row - self._box[0]][column - self._box[1]]

    def column(self, column: int, rows: Sequence[int]) -> list[Any]:
        return self._engine.raw_column(self._sheet, column, rows)


class _SparseSheet(_Sheet):
    """Values of a sheet of which a block would be mostly blanks."""

    def value(self, row: int, column: int) -> Any:
        return self._engine.raw(self._sheet, row, column)


def _values(engine: Engine, sheet: str, scanned: SheetScan) -> Values:
    top, left, bottom, right = scanned.box
    sparse = (bottom - top + 1) * (right - left + 1) > 20 * scanned.count
    return (_SparseSheet if sparse else _Sheet)(engine, sheet, scanned.box)


def _resize(
    result: Recalculation,
    sheet: str,
    update: Update,
    arrays: spills.Arrays,
    normalise: Callable[[Any], Scalar],
) -> None:
    """Let dynamic arrays grow or shrink in the part.

    Raises:
        RefusedFile: An array would reach into merged cells or a table, where Excel
            allows none.
    """
    engine = result.engine
    assert engine is not None
    barriers = spills.merged_ranges(update.part)
    barriers += [table.range for table in result.info.tables if table.sheet == sheet]
    values: dict[tuple[int, int], Scalar] = {}
    for first, (_, now) in arrays.resized.items():
        if now[:2] != now[2:] and any(spills.overlap(now, barrier) for barrier in barriers):
            raise refused(
                result.package.path,
                "debordement-bloque",
                f"contient en {sheet}!{address(*first)} une formule dont le résultat déborderait "
                "sur des cellules fusionnées ou un tableau. Déplacez-la ou libérez la place",
            )
        top, left, bottom, right = now
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != first:
                    values[row, column] = normalise(engine.raw(sheet, row, column))
    spills.resize(update, arrays, values)
