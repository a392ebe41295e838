"""The sheets of a workbook as they would be with another value in one cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pycog.refresh.calculation.recalculation import recalculate
from pycog.refresh.options import Options
from pycog.reports.scenarios.scenario_inputs import changed_copy
from pycog.reports.scenarios.scenario_words import Assignment, Scenario
from pycog.xlsx.package import Package

if TYPE_CHECKING:
    from pycog.audit.grid import Grid
    from pycog.refresh.host import FunctionHost


def grids_with(
    package: Package,
    change: Assignment,
    hosts: Callable[[], FunctionHost],
    clock: dt.datetime | None = None,
) -> Sequence[Grid]:
    """Calculate a workbook with another value in one cell; the file stays as it is.

    Args:
        package: The workbook.
        change: The cell and what it would hold.
        hosts: Makes the functions to offer, anew for each calculation.
        clock: What TODAY() gives.

    Raises:
        PycogError: The cell cannot be changed, or the workbook not calculated.
    """
    from pycog.equip.survey import own_grids

    options = Options(drop_signature=True, accept_native=True, clock=clock)
    base = recalculate(package, hosts(), options)
    if base.lacking is not None:
        raise base.lacking
    changed = changed_copy(base, Scenario("et si", (change,)))
    then = recalculate(changed, hosts(), options)
    if then.lacking is not None:
        raise then.lacking
    return own_grids(then.copy)
