"""Prepares the copy of a workbook that the calculation engine can read.

The engine leaves gaps, most of them silent: it takes an omitted argument for a
zero, the old values of a spill for obstacles, does not load tables, drops names
that hold formulas and gives ``#NAME?`` for functions it does not know.
The copy has these rewritten, sheet by sheet (:mod:`pycog.refresh.calculation.sheet_copy`);
it is only ever calculated, never saved.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec.structs import replace

from pycog.refresh.calculation.areas import Grid
from pycog.refresh.calculation.copied import Care, EngineCopy
from pycog.refresh.calculation.expansion import Expansion
from pycog.refresh.calculation.grids import grid_of
from pycog.refresh.calculation.restatement import restated, without_names
from pycog.refresh.calculation.sheet_copy import SheetCopy
from pycog.xlsx import formulas
from pycog.xlsx.dependencies import Cell
from pycog.xlsx.package import Package
from pycog.xlsx.sheet_scan import SheetScan
from pycog.xlsx.structure import WorkbookInfo

_USUAL = Care()


def careful_grid(
    package: Package, info: WorkbookInfo, scans: Mapping[str, SheetScan], care: Care
) -> Grid:
    """Return what the sheets of a workbook look like to a copy that is made with some care."""
    grid = grid_of(package, info, scans)
    return replace(grid, texts=True) if care.texts else grid


def prepare(
    package: Package,
    info: WorkbookInfo,
    scans: Mapping[str, SheetScan],
    known: Collection[str],
    care: Care = _USUAL,
    held: Collection[Cell] = (),
    grid: Grid | None = None,
) -> EngineCopy:
    """Make the engine's copy of a workbook.

    Args:
        package: The workbook as it is.
        info: Its structure.
        scans: The scan of every worksheet, by sheet name.
        known: Names (``COG_X``) of the functions that will be registered.
        care: How carefully.
        held: Formula cells to be given their stored value.
        grid: What the sheets look like, where that is known.
    """
    grid = grid or careful_grid(package, info, scans, care)
    copy = EngineCopy(b"", texts=grid.texts)
    sheets: dict[str, SheetCopy] = {}
    for sheet in info.sheets:
        one = SheetCopy(scans[sheet.name], info, Expansion(info, sheet.name), grid, known, care)
        one.hold({cell[1:] for cell in held if cell[0] == sheet.name})
        sheets[sheet.part] = one
        one.freeze(copy)
        for definition in one.names.inlined.values():
            if "cog_" in definition.lower():
                copy.spellings |= set(formulas.functions_in(definition))
    # A formula may point at what a frozen formula of another sheet fills.
    changed = {part: body for part, one in sheets.items() if (body := one.finish(copy)) is not None}
    inlined = {name for one in sheets.values() for name in one.names.inlined}
    if info.restated:
        names = tuple(name for name in info.names if name.name.lower() not in inlined)
        plain = replace(info, names=names)
        bodies = {part: changed.get(part, one.scanned.part) for part, one in sheets.items()}
        copy.data = restated(package, plain, bodies)
    else:
        if inlined:
            changed[info.part] = without_names(package.read(info.part), inlined)
        copy.data = package.plain(changed)
    copy.spellings = {name for name in copy.spellings if formulas.our_name(name)}
    return copy
