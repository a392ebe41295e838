"""Workbooks whose formulas were saved without values, calculated in memory to be compared.

Programs that write formulas do not always calculate them, and those that do not know ours store an
error for them. Rows that such a formula names would look as if they were gone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pycog.default_convention import default
from pycog.errors import CellError, PycogError

if TYPE_CHECKING:
    from pycog.refresh.host import FunctionHost
    from pycog.xlsx.package import Package
    from pycog.xlsx.sheet_scan import FormulaCell


def with_values(
    package: Package, hosts: Callable[[], FunctionHost]
) -> tuple[Package, int, PycogError | None]:
    """Return a workbook with the values that its formulas lack; the file is not touched.

    Args:
        package: The workbook.
        hosts: Makes the functions to offer.

    Returns:
        The workbook, how many formulas had no value, and why they could not be calculated.

    Raises:
        RefusedFile: It cannot be read.
    """
    from pycog.refresh.calculated_copy import calculated_copy
    from pycog.xlsx.sheet_reading import read_sheets
    from pycog.xlsx.structure import read_workbook

    scans = read_sheets(package, read_workbook(package))
    lacking = sum(_lacks_value(cell) for scanned in scans.values() for cell in scanned.cells())
    if not lacking:
        return package, 0, None
    meant = default()
    try:
        return calculated_copy(package, hosts(), meant), lacking, None
    except PycogError as error:
        return package, lacking, error


def _lacks_value(cell: FormulaCell) -> bool:
    """Tell whether a formula has no value, or what a program stores that does not know it."""
    from pycog.xlsx.cells import stored_value

    value = stored_value(cell.attributes, cell.value)
    unknown = isinstance(value, CellError) and value.kind == "#NAME?"
    return value is None or (unknown and b"COG_" in cell.formula.upper())
