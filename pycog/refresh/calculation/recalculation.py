"""Recalculates one workbook in memory: scan, engine copy, evaluation, new parts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

import formualizer as fz

from pycog.errors import CellError, RefusedFile
from pycog.refresh.calculation import engine_copy, native, spills, trust
from pycog.refresh.calculation.engine import Engine, scalar
from pycog.refresh.calculation.state import Natives, Recalculation
from pycog.refresh.host import FunctionHost
from pycog.refresh.options import Options
from pycog.refresh.writing import sheet_update
from pycog.refresh.writing.sheet_update import Update, Values
from pycog.values import Scalar, clock_at, date_system
from pycog.xlsx.cells import address
from pycog.xlsx.package import Package, refused
from pycog.xlsx.sheet_reading import read_sheets, unusual
from pycog.xlsx.sheet_scan import SheetScan, UnreadableSheet
from pycog.xlsx.structure import WorkbookInfo, read_workbook

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


_DEFAULTS = Options()


def recalculate(
    package: Package, host: FunctionHost, options: Options = _DEFAULTS
) -> Recalculation:
    """Calculate the formulas of a workbook.

    Args:
        package: The workbook; it is not modified.
        host: The functions to offer.
        options: What TODAY() gives, and which native results stand.

    Raises:
        RefusedFile: The workbook cannot be recalculated faithfully.
    """
    info = read_workbook(package)
    scans = read_sheets(package, info)
    result = Recalculation(package, info, None, scans)
    if result.formulas == 0:
        return result
    known = host.callables()
    copy = engine_copy.prepare(package, info, scans, known)
    result.frozen, result.children = copy.frozen, copy.children
    with date_system(info.date_system), clock_at(options.clock):
        result.engine = _evaluate(package, info, copy, host, options.clock)
        _update_all(result)
        _settle(result, options)
        if result.natives.doubt and result.natives.pinned:
            # Pinned before the proof that the values of the file are stale.
            result.natives = Natives(doubt=result.natives.doubt)
            result.engine = _evaluate(package, info, copy, host, options.clock)
            _update_all(result)
    return result


def _settle(result: Recalculation, options: Options) -> None:
    """Let Excel's own results stand where they must."""
    if options.only_cog:
        rounds = native.settle_only_ours(result)
    elif options.accept_native:
        return
    else:
        result.natives.doubt = trust.doubt(result.package, result.info.part)
        if result.natives.doubt:
            return
        rounds = native.settle(result)
    engine = result.engine
    assert engine is not None
    for roots in rounds:
        result.natives.pinned |= roots
        for place, value in native.stored_values(result, roots).items():
            engine.pin(*place, value)
        engine.evaluate_again()
        _update_all(result)


def _update_all(result: Recalculation) -> None:
    for name, scanned in result.scans.items():
        if scanned.count:
            result.updates[name] = _update(result, name, scanned)


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


def _update(result: Recalculation, sheet: str, scanned: SheetScan) -> Update:
    engine, package = result.engine, result.package
    assert engine is not None
    kept = (*result.frozen, *result.natives.pinned)
    keep = {(row, column) for name, row, column in kept if name == sheet}
    circular: list[str] = []

    def normalise(value: Any) -> Scalar:
        clean = scalar(value)
        if isinstance(clean, CellError):
            if clean.kind == "#CIRC!":
                circular.append(sheet)
            return _LASTING.get(clean.kind, clean)
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
            _resize(package, result.info, engine, sheet, update, arrays, normalise)
        sheet_update.check_well_formed(update.fragments)
    except UnreadableSheet as error:
        raise unusual(package, sheet, error) from error
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
    top, left, bottom, right = scanned.box
    if (bottom - top + 1) * (right - left + 1) > 20 * scanned.count:
        return _OneByOne(engine, sheet)
    return _Block(engine, sheet, scanned.box)


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
