"""Recalculates one workbook in memory: scan, engine copy, evaluation, new parts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

import formualizer as fz

from pycog.errors import CellError, RefusedFile
from pycog.refresh import engine_copy, sheet_update, spills
from pycog.refresh.cells import address, column_number
from pycog.refresh.engine import Engine, scalar
from pycog.refresh.host import FunctionHost
from pycog.refresh.package import Package, refused
from pycog.refresh.sheet_scan import (
    SheetScan,
    UnreadableSheet,
    scan,
)
from pycog.refresh.sheet_update import Update, Values
from pycog.refresh.workbook import WorkbookInfo, read_workbook
from pycog.values import Scalar, clock_at, date_system

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


@dataclass
class Recalculation:
    """A calculated workbook and what has to change in its package."""

    package: Package
    info: WorkbookInfo
    engine: Engine | None
    scans: dict[str, SheetScan]
    updates: dict[str, Update] = field(default_factory=dict)
    frozen: dict[tuple[str, int, int], engine_copy.Frozen] = field(default_factory=dict)

    @property
    def formulas(self) -> int:
        """Number of formula cells."""
        return sum(len(scanned.matches) for scanned in self.scans.values())

    @property
    def changed_parts(self) -> dict[str, bytes]:
        """New bytes of the parts that hold a changed value."""
        return {
            sheet.part: self.updates[sheet.name].part
            for sheet in self.info.sheets
            if sheet.name in self.updates and len(self.updates[sheet.name])
        }

    def check_values(self) -> None:
        """Read every formula value in the new parts and compare it with the calculated one.

        Raises:
            RefusedFile: A value is not where it should be.
        """
        for name, update in self.updates.items():
            if not len(update):
                continue
            if sheet_update.read_back(update.part) != update.expected or (
                not update.plain_as_expected()
            ):
                raise self._not_as_written(name)

    def check_written(self, data: bytes) -> None:
        """Compare the changed parts of a written package with what was to be written.

        Raises:
            RefusedFile: A part differs.
        """
        written = Package(self.package.path, data)
        for part, body in self.changed_parts.items():
            if written.read(part) != body:
                raise self._not_as_written(part)

    def _not_as_written(self, place: str) -> RefusedFile:
        return refused(
            self.package.path,
            "relecture-differente",
            f"relu après écriture ne porte pas les valeurs calculées ({place})",
        )


def recalculate(
    package: Package, host: FunctionHost, *, clock: dt.datetime | None = None
) -> Recalculation:
    """Calculate every formula of a workbook.

    Args:
        package: The workbook; it is not modified.
        host: The functions to offer.
        clock: What TODAY() and NOW() give; the present time when ``None``.

    Raises:
        RefusedFile: The workbook cannot be recalculated faithfully.
    """
    info = read_workbook(package)
    scans = {sheet.name: _scan(package, sheet.name, sheet.part) for sheet in info.sheets}
    result = Recalculation(package, info, None, scans)
    if result.formulas == 0:
        return result
    known = host.callables()
    copy = engine_copy.prepare(package, info, scans, known)
    result.frozen = copy.frozen
    with date_system(info.date_system), clock_at(clock):
        result.engine = _evaluate(package, info, copy, host, clock)
        for name, scanned in scans.items():
            if scanned.matches:
                result.updates[name] = _update(result, name, scanned, copy)
    return result


def _scan(package: Package, sheet: str, part: str) -> SheetScan:
    try:
        return scan(package.read(part))
    except UnreadableSheet as error:
        raise _unusual(package, sheet, error) from error


def _unusual(package: Package, sheet: str, error: UnreadableSheet) -> RefusedFile:
    return refused(
        package.path,
        "feuille-inhabituelle",
        f"a une feuille « {sheet} » écrite d'une façon que pycog ne gère pas encore "
        f"({error}). Ouvrez-le dans Excel et enregistrez-le, puis recommencez",
    )


def _evaluate(
    package: Package,
    info: WorkbookInfo,
    copy: engine_copy.EngineCopy,
    host: FunctionHost,
    clock: dt.datetime | None,
) -> Engine:
    try:
        engine = Engine(
            host,
            data=copy.data,
            spellings=copy.spellings,
            date_system=info.date_system,
            iterative=info.iterative,
            clock=clock,
        )
        engine.evaluate_all()
    except (ValueError, OSError, RuntimeError, fz.FormualizerHostError) as error:
        raise refused(
            package.path,
            "moteur-refus",
            f"n'a pas pu être calculé par le moteur ({error})",
        ) from error
    return engine


def _update(
    result: Recalculation, sheet: str, scanned: SheetScan, copy: engine_copy.EngineCopy
) -> Update:
    engine, package = result.engine, result.package
    assert engine is not None
    keep = {(row, column) for name, row, column in copy.frozen if name == sheet}
    circular: list[str] = []

    def normalise(value: Any) -> Scalar:
        clean = scalar(value)
        if isinstance(clean, CellError):
            if clean.kind == "#CIRC!":
                circular.append(sheet)
            return _LASTING.get(clean.kind, clean)
        # Excel stores 0 for a formula that points at an empty cell.
        return 0.0 if clean is None else clean

    arrays = spills.find_arrays(engine, sheet, scanned, keep)
    children = {
        place: normalise(spills.child_value(engine, sheet, place, anchor, arrays))
        for place, anchor in copy.children.get(sheet, {}).items()
        if (anchor.row, anchor.column) not in arrays.resized
    }
    values = _values(engine, sheet, scanned)
    try:
        update = sheet_update.update(scanned, values, normalise, keep, children)
        if arrays.resized:
            _resize(package, result.info, engine, sheet, update, arrays, normalise)
        sheet_update.check_well_formed(update.fragments)
    except UnreadableSheet as error:
        raise _unusual(package, sheet, error) from error
    except expat.ExpatError as error:
        raise refused(
            package.path, "ecriture-mal-formee", f"donnerait une feuille illisible ({error})"
        ) from error
    if circular:
        raise _circular(package, engine, sheet, scanned)
    return update


class _Block:
    """Values of a dense sheet, read at once."""

    def __init__(self, engine: Engine, sheet: str, box: tuple[int, int, int, int]) -> None:
        self.top, self.left = box[:2]
        self._lines = engine.raw_block(sheet, *box)

    def row(self, number: int) -> list[Any]:
        return self._lines[number - self.top]


class _OneByOne:
    """Values of a sparse sheet, of which a block would be mostly blanks."""

    left = 0

    def __init__(self, engine: Engine, sheet: str) -> None:
        self._engine, self._sheet, self._row = engine, sheet, 0

    def row(self, number: int) -> _OneByOne:
        self._row = number
        return self

    def __getitem__(self, column: int) -> Any:
        return self._engine.raw(self._sheet, self._row, column)


def _values(engine: Engine, sheet: str, scanned: SheetScan) -> Values:
    rows = [int(match[2]) for match in scanned.matches]
    columns = [column_number(letters) for letters in {m[1] for m in scanned.matches}]
    top, left, bottom, right = min(rows), min(columns), max(rows), max(columns)
    if (bottom - top + 1) * (right - left + 1) > 20 * len(rows):
        return _OneByOne(engine, sheet)
    return _Block(engine, sheet, (top, left, bottom, right))


def _resize(
    package: Package,
    info: WorkbookInfo,
    engine: Engine,
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
    barriers = spills.merged_ranges(update.part)
    barriers += [table.range for table in info.tables if table.sheet == sheet]
    values: dict[tuple[int, int], Scalar] = {}
    for first, (_, now) in arrays.resized.items():
        if now[:2] != now[2:] and any(spills.overlap(now, barrier) for barrier in barriers):
            raise refused(
                package.path,
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


def _circular(package: Package, engine: Engine, sheet: str, scanned: SheetScan) -> RefusedFile:
    places = [
        address(cell.row, cell.column)
        for cell in scanned.cells()
        if engine.value(sheet, cell.row, cell.column) == CellError("#CIRC!")
    ]
    shown = ", ".join(places[:5]) + ("…" if len(places) > 5 else "")
    return refused(
        package.path,
        "reference-circulaire",
        f"contient une référence circulaire : {sheet}!{shown}. Corrigez ces formules, ou activez "
        "le calcul itératif dans Excel (Fichier, Options, Formules)",
    )
