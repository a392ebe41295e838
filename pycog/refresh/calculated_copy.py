"""A copy of a workbook in memory with the values that its formulas give now."""

from __future__ import annotations

import datetime as dt

from pycog.default_convention import Default
from pycog.refresh.calculation.recalculation import recalculate
from pycog.refresh.host import FunctionHost
from pycog.refresh.options import Options
from pycog.xlsx.package import Package


def calculated_copy(
    package: Package,
    host: FunctionHost,
    convention: Default | None = None,
    clock: dt.datetime | None = None,
) -> Package:
    """Calculate a workbook in memory, whose stored results prove nothing: it may have none.

    Args:
        package: The workbook; it is not changed.
        host: The functions to offer.
        convention: As in :class:`~pycog.refresh.options.Options`.
        clock: What TODAY() and NOW() give; the present time when ``None``.

    Returns:
        The copy.

    Raises:
        PycogError: It cannot be calculated, or lacks the convention that its formulas need.
    """
    options = Options(drop_signature=True, accept_native=True, convention=convention, clock=clock)
    result = recalculate(package, host, options)
    if result.lacking is not None:
        raise result.lacking
    return result.copy
