"""Puts the cells of a scenario into a copy of the workbook; the file itself is not touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycog.audit.quick_grids import merged_areas
from pycog.audit.stored_grids import READING, read_grids
from pycog.equip.writing.cell_edits import Content, with_cells
from pycog.refresh.calculation.state import Recalculation
from pycog.reports.scenarios.scenario_refusals import (
    calculated_cell,
    covered_cell,
    in_a_seal,
    shown_formula,
    unknown_sheet,
)
from pycog.reports.scenarios.scenario_words import Assignment, Scenario, content_of
from pycog.xlsx.cells import address, number_text
from pycog.xlsx.package import Package
from pycog.xlsx.sheet_scan import formula_text

if TYPE_CHECKING:
    from pycog.xlsx.dependencies import Cell
    from pycog.xlsx.structure import SheetPart


def changed_copy(base: Recalculation, scenario: Scenario) -> Package:
    """Return a copy of a workbook with the cells of a scenario, not yet calculated.

    Args:
        base: The workbook as calculated.
        scenario: What changes.

    Raises:
        NotAvailable: ``feuille-inconnue``.
        InvalidInput: ``cellule-du-bordereau``, ``cellule-calculee``, ``cellule-fusionnee``,
            ``nombre-ambigu``.
        RefusedFile: ``feuille-inhabituelle``.
    """
    package = base.package
    wanted: dict[str, dict[str, Content]] = {}
    parts = {sheet.name: sheet for sheet in base.info.sheets}
    unsealed = {grid.name for grid in read_grids(package, 2)}  # which leave the seal out
    for one in scenario.assignments:
        name = one.sheet.casefold()
        sheet = next((part for part in parts.values() if part.name.casefold() == name), None)
        if sheet is None:
            raise unknown_sheet(package.path, one, parts)
        if sheet.name not in unsealed:
            raise in_a_seal(package.path, one)
        _require_typed(base, sheet, one)
        content = _content(one)
        wanted.setdefault(sheet.name, {})[address(one.row, one.column)] = content
    changed = {
        parts[name].part: with_cells(package, parts[name], cells) for name, cells in wanted.items()
    }
    return Package(package.path, package.plain(changed), READING)


def _require_typed(base: Recalculation, sheet: SheetPart, one: Assignment) -> None:
    """Refuse a cell that a formula fills, or that another covers.

    Raises:
        InvalidInput: ``cellule-calculee``, ``cellule-fusionnee``.
    """
    anchor = base.anchor((sheet.name, one.row, one.column))
    if anchor is not None:
        raise calculated_cell(base.package.path, one, shown_formula(_written(base, anchor)))
    for top, left, bottom, right in merged_areas(base.package.read(sheet.part)):
        inside = top < one.row <= bottom + 1 and left < one.column <= right + 1
        if inside and (one.row, one.column) != (top + 1, left + 1):
            raise covered_cell(one, f"{sheet.name}!{address(top + 1, left + 1)}")


def _written(base: Recalculation, anchor: Cell) -> str:
    """Return a formula as the file has it; one that is shared, as the engine writes it."""
    sheet, row, column = anchor
    found = next(base.scans[sheet].cells_at({(row, column)}), None)
    if found is not None and (text := formula_text(found.formula)):
        return f"={text}"
    return (base.engine.formula(*anchor) if base.engine is not None else None) or ""


def _content(one: Assignment) -> Content:
    value = content_of(one.value) if one.value.strip() else ""
    if isinstance(value, bool):
        return ("1" if value else "0"), "b"
    if isinstance(value, str):
        return value, "str" if value else ""
    return number_text(float(value)).decode(), "n"
