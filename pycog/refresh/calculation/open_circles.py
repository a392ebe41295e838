"""Calculates what reads itself only in a branch that is not taken: ``IF(A1="v",H3,Z1)``.

The engine knows what a formula may read, not what it reads: it gives ``#CIRC!`` to all cells of
such a circle. Seen from outside the circle, a formula that takes another branch has its value as
in Excel. This value is put in its place, and the others are calculated from it. It is looked at
again whenever anything else was, so that a branch which is taken after all is not missed.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from pycog.errors import CellError, InvalidInput
from pycog.refresh.calculation.engine import CIRCLE, Engine
from pycog.refresh.calculation.patterns import pattern_of
from pycog.refresh.calculation.state import Opened, Recalculation
from pycog.values import Scalar
from pycog.xlsx import formulas
from pycog.xlsx.dependencies import Cell
from pycog.xlsx.formula_tree import JOINS, tree

_CHOOSING: Final = {"IF", "CHOOSE", "IFS", "SWITCH"}
#: Functions that give an error on for what they read, and never hide one.
_OPEN: Final = {
    *_CHOOSING, "AND", "OR", "NOT", "TRUE", "FALSE", "SUM", "MIN", "MAX", "AVERAGE", "ABS",
    "ROUND", "ROUNDUP", "ROUNDDOWN", "INT", "MOD", "LEFT", "RIGHT", "MID", "LEN", "UPPER", "LOWER",
    "TRIM", "DATE", "YEAR", "MONTH", "DAY", "TODAY",
}  # fmt: skip
#: Functions that read ranges as wholes.
_ADDING: Final = {"SUM", "MIN", "MAX", "AVERAGE"}
#: Circles of more cells are left to Excel, and those that do not come to rest.
_MOST, _ROUNDS = 200, 50


def open_circles(result: Recalculation) -> bool:
    """Put the value of formulas that do not read themselves in their place.

    Args:
        result: The calculated workbook; its engine calculates once more where something moved.

    Returns:
        Whether anything moved, so that the sheets are to be updated again.
    """
    engine = result.engine
    assert engine is not None
    result.opened = {cell: one for cell, one in result.opened.items() if one.engine is engine}
    left = {cell for cell in result.circles if cell not in result.opened}
    if len(left) > _MOST:
        left = set()
    any_moved = False
    for _ in range(_ROUNDS):
        moved = _moved(result, engine, left)
        if not moved:
            return any_moved
        any_moved = True
        _put(engine, moved)
        result.opened |= moved
        left = {cell for cell in left - moved.keys() if engine.value(*cell) == CIRCLE}
    # They read one another in turn, and have no value that lasts.
    closed = {cell: replace(one, value=None) for cell, one in result.opened.items()}
    _put(engine, closed)
    result.opened = closed
    return True


def _moved(result: Recalculation, engine: Engine, circles: set[Cell]) -> dict[Cell, Opened]:
    """Return the formulas of circles that have a value, or another one than they had."""
    moved: dict[Cell, Opened] = {}
    for cell, one in result.opened.items():
        if cell in result.natives.pinned or one.value is None:
            continue
        value = _value(engine, cell, one.formula)
        if value != one.value:
            moved[cell] = replace(one, value=value)
    for cell in circles:
        formula = (engine.formula(*cell) or "").removeprefix("=")
        value = _value(engine, cell, formula) if _may_be_open(formula) else None
        if value is not None:
            moved[cell] = Opened(engine, formula, value)
    return moved


def _put(engine: Engine, moved: dict[Cell, Opened]) -> None:
    for cell, one in moved.items():
        engine.pin(*cell, CIRCLE if one.value is None else one.value, formula=one.formula)
    engine.evaluate_again()


def _value(engine: Engine, cell: Cell, formula: str) -> Scalar:
    """Return what a formula gives from outside its circle, ``None`` where it is in it after all."""
    try:
        value = engine.evaluate_elsewhere(formula, cell[0])
    except InvalidInput:
        return None
    if isinstance(value, list | CellError):
        return None
    return 0.0 if value is None else value  # as Excel stores what points at an empty cell


def _may_be_open(formula: str) -> bool:
    """Tell whether a formula chooses what it reads, and is read alike wherever it stands."""
    pattern = pattern_of(formula)
    names = set(pattern.functions)
    if pattern.ours or not names <= _OPEN or not names & _CHOOSING:
        return False
    root = tree(formula)
    whole = {
        id(child)
        for node in root.walk()
        if node.kind == "call" and node.function in _ADDING
        for child in node.children
    }
    return all(
        formulas.cell_reference(node.text) is not None
        or (id(node) in whole and formulas.is_range(node.text.rpartition("!")[2]))
        for node in root.walk()
        if node.kind == "range"
    ) and not any(node.kind == "array" or node.text in JOINS for node in root.walk())
