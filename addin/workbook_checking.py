"""What *Contrôler* finds in a whole workbook: the audit, the doctor, ranges that do not match.

The pane of Excel has one sheet at a time at hand, see :mod:`addin.checking`; LibreOffice has the
workbook, so that sheets which read one another are checked together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from addin.checking import (
    ERROR_VALUE,
    Remark,
    figure_remark,
    formula_remark,
    is_error_value,
    shape_remarks,
    told_once,
)
from pycog import doctor
from pycog.annexes import audit_opened
from pycog.audit.grid import holds_cases
from pycog.audit.stored_grids import read_grids
from pycog.errors import CellError
from pycog.xlsx import formulas
from pycog.xlsx.cells import address
from pycog.xlsx.package import Package
from udfs.catalogue import argument_counts

#: Remarks by sheet; what is not of one sheet, such as a defined name, is under ``""``.
Found = Mapping[str, Sequence[Remark]]


def check_workbook(package: Package, errors: Found) -> dict[str, list[Remark]]:
    """Return what is found in a workbook, by sheet, in their order.

    Args:
        package: The workbook, its values up to date.
        errors: Its error values, each with the reason that only whoever has it open knows: they
            take the place of what the audit says of them.

    Raises:
        RefusedFile: It cannot be read with certainty.
        NotAvailable: ``convention-inconnue``: that of its name COG_CONVENTION.
    """
    read = doctor.read(package)
    sheets = {sheet.name: sheet for sheet in read.sheets}
    meant = {grid.name for grid in read_grids(package) if holds_cases(grid)}
    found: dict[str, list[Remark]] = defaultdict(list)
    for name, told in errors.items():
        found[name] += () if name in meant else told
    for one in doctor.examine(read, argument_counts()):
        if not is_error_value(one):
            content = _content(sheets.get(one.sheet), one.cell)
            found[one.sheet].append(formula_remark(one, content))
    # After the doctor, who knows how a number stored as text is mended.
    for figure in audit_opened(package):
        if figure.check != ERROR_VALUE:
            name = _sheet_of(figure.place, sheets)
            found[name].append(figure_remark(figure, name))
    for sheet in read.sheets:
        for place, cell in sheet.cells.items():
            found[sheet.name] += shape_remarks(address(*place), cell.formula)
    order = [name for name in (*sheets, "") if found.get(name)]
    return {name: told_once(found[name]) for name in order}


def _sheet_of(place: str, sheets: Mapping[str, object]) -> str:
    """Return the sheet of a place; its name may hold an exclamation mark."""
    name = place.rpartition("!")[0]
    return name if name in sheets else ""


def _content(sheet: doctor.Sheet | None, cell: str) -> Any:
    """Return what a cell holds: its formula with equals sign, or its value."""
    place = formulas.cell_reference(cell)
    one = sheet.cells.get(place[1:]) if sheet is not None and place is not None else None
    if one is None:
        return None
    if one.formula:
        return f"={one.formula}"
    return None if isinstance(one.value, CellError) else one.value
