"""Finds what iterative calculation does not bring to rest."""

from __future__ import annotations

from collections.abc import Mapping

from pycog.refresh.calculation.engine import Engine
from pycog.refresh.calculation.state import Recalculation
from pycog.values import Scalar
from pycog.xlsx.dependencies import Area, Cell, Members

UNSETTLED = "le calcul itératif ne se stabilise pas : chaque calcul d'Excel donne un autre résultat"

#: The change between two calculations at which Excel stops, unless the workbook says otherwise.
_REST = 0.001
#: Formulas of which the circles are told from what depends on them.
_MOST_TRACED = 2_000


def unsettled(result: Recalculation) -> set[Cell]:
    """Return the formulas of circles that one more calculation changes.

    Args:
        result: The calculated workbook, which allows iterative calculation. Its engine
            calculates once more.
    """
    engine = result.engine
    assert engine is not None
    before = _numbers(result, engine)
    engine.evaluate_again()
    after = _numbers(result, engine)
    moved = {cell for cell, value in before.items() if abs(after.get(cell, value) - value) > _REST}
    if not moved or len(moved) > _MOST_TRACED:
        return moved
    return _circles({cell: engine.reads(*cell) for cell in moved})


def _numbers(result: Recalculation, engine: Engine) -> dict[Cell, float]:
    found: dict[Cell, float] = {}
    for sheet, scanned in result.scans.items():
        for one in scanned.cells():
            place = (sheet, one.row, one.column)
            if place in result.frozen or place in result.natives.pinned:
                continue
            value: Scalar = engine.value(*place)
            if isinstance(value, float | int) and not isinstance(value, bool):
                found[place] = float(value)
    return found


def _circles(reads: Mapping[Cell, list[Area] | None]) -> set[Cell]:
    """Take off what reads none of the others, as RAND, and what none of them reads."""
    left = set(reads)
    while left:
        members = Members(left)
        fed = {
            cell for cell in left if (areas := reads[cell]) is None or any(map(members.meet, areas))
        }
        wanted = [one for cell in fed for one in reads[cell] or ()]
        unknown = any(reads[cell] is None for cell in fed)
        kept = {cell for cell in fed if unknown or any(one.holds(cell) for one in wanted)}
        if kept == left:
            return left
        left = kept
    return left
