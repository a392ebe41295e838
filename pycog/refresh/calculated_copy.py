"""A copy of a workbook in memory with the values that its formulas give now."""

from __future__ import annotations

import datetime as dt

from pycog.errors import PycogError
from pycog.refresh.calculation.recalculation import recalculate
from pycog.refresh.host import FunctionHost
from pycog.refresh.options import Options
from pycog.xlsx.package import Package


def calculated_copy(
    package: Package, host: FunctionHost, clock: dt.datetime | None = None
) -> Package | None:
    """Calculate a workbook in memory, whose stored results prove nothing: it may have none.

    Args:
        package: The workbook; it is not changed.
        host: The functions to offer.
        clock: What TODAY() and NOW() give; the present time when ``None``.

    Returns:
        The copy, ``None`` where the workbook cannot be calculated.
    """
    try:
        options = Options(drop_signature=True, accept_native=True, clock=clock)
        result = recalculate(package, host, options)
        return result.copy if result.lacking is None else None
    except PycogError:
        return None
