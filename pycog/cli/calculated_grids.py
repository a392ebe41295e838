"""Values of formulas that a file does not keep, calculated in memory as a refresh would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pycog.errors import PycogError

if TYPE_CHECKING:
    import datetime as dt

    from pycog.audit.grid import Grid
    from pycog.refresh.host import FunctionHost
    from pycog.xlsx.package import Package


def lacking_values(grids: Sequence[Grid]) -> int:
    """Return how many formulas have no stored value.

    Args:
        grids: The sheets as read.
    """
    return sum(len(set(grid.formulas or ()) - set(grid.cells)) for grid in grids)


def with_values(
    package: Package,
    grids: Sequence[Grid],
    host: FunctionHost,
    clock: dt.datetime | None = None,
) -> tuple[Sequence[Grid], int]:
    """Return the sheets with calculated values where none is stored, and how many these are.

    Args:
        package: The workbook; it is not changed.
        grids: Its sheets as read.
        host: The functions to offer.
        clock: What TODAY() and NOW() give; the present time when ``None``.

    Returns:
        The sheets as they are where the workbook cannot be calculated.
    """
    from pycog.equip.survey import own_grids
    from pycog.refresh.calculated_copy import calculated_copy

    try:
        copy = calculated_copy(package, host, clock=clock)
    except PycogError:
        return grids, 0
    calculated = {one.name: one for one in own_grids(copy)}
    done, count = [], 0
    for grid in grids:
        other = calculated.get(grid.name)
        lacking = set(grid.formulas or ()) - set(grid.cells)
        found = {at: other.cells[at] for at in lacking if at in other.cells} if other else {}
        count += len(found)
        cells = dict(sorted((grid.cells | found).items()))
        done.append(replace(grid, cells=cells, _rows={}) if found else grid)
    return done, count
