"""Has the engine find again what Excel had found, before its word is taken for anything.

In a workbook that bears Excel's marks every native result was calculated by Excel from the
values that stand in the file, those of our functions included. The engine is given these
values and calculates the natives: where it does not find Excel's result again it is not
trusted for that cell, whatever the reason.
"""

from __future__ import annotations

from pycog.refresh.calculation import native
from pycog.refresh.calculation.evaluation import Calculator, update_all
from pycog.refresh.calculation.expansion import Expansion
from pycog.refresh.calculation.native import Comparison
from pycog.refresh.calculation.patterns import pattern_of
from pycog.refresh.calculation.state import Recalculation
from pycog.xlsx.cells import stored_value
from pycog.xlsx.dependencies import Cell
from pycog.xlsx.sheet_scan import formula_text, shared_index

#: What a formula holds, in capitals, that may call one of ours or tell the time.
_MOVING = (b"COG_", b"TODAY(", b"NOW(", b"RAND")


def settle(result: Recalculation, calculator: Calculator) -> None:
    """Find the natives that the engine does not find again; ``result.natives`` lists them."""
    assert result.engine is not None
    look = Comparison(result, result.engine)
    look.look()
    if not look.native and not result.natives.pinned:
        return
    held = _moving(result) | result.natives.pinned
    copy, engine = calculator.run(held)
    again = Recalculation(
        result.package,
        result.info,
        engine,
        result.scans,
        {},
        copy.frozen,
        children=copy.children,
    )
    again.natives.pinned |= held
    update_all(again)
    for roots in native.settle(again, again.natives.changed, proofs=True):
        again.natives.pinned |= roots
        copy, again.engine = calculator.run(again.natives.pinned)
        again.children = copy.children
        update_all(again)
    natives = result.natives
    natives.pinned |= again.natives.pinned - held - again.natives.noise
    natives.disagreements += again.natives.disagreements
    natives.texts += again.natives.texts
    natives.changed |= again.natives.changed
    natives.doubt = again.natives.doubt


def _moving(result: Recalculation) -> set[Cell]:
    """Return the formulas whose value may change by itself, and those of ours."""
    engine, found = result.engine, set()
    assert engine is not None
    for sheet, scanned in result.scans.items():
        names = Expansion(result.info, sheet)
        moving = [
            name.encode().upper()
            for name, text in names.inlined.items()
            if any(word in text.upper().encode() for word in _MOVING)
        ]
        shapes = {
            shape
            for shape in scanned.shapes
            if any(word in shape.upper() for word in (*_MOVING, *moving))
        }
        shared = {shape for shape in scanned.shapes if b"shared" in shape}
        groups: set[int | None] = set()
        for cell in scanned.cells(shapes | (shared if shapes & shared else set())):
            place, index = (sheet, cell.row, cell.column), shared_index(cell.formula)
            if place in result.frozen or stored_value(cell.attributes, cell.value) is None:
                continue
            if not formula_text(cell.formula):
                if index in groups and index is not None:
                    found.add(place)
                continue
            pattern = pattern_of((engine.formula(*place) or "").removeprefix("="))
            if pattern.ours or pattern.clock:
                found.add(place)
                groups.add(index)
    return found
