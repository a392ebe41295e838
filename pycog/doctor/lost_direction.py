"""Finds targets whose direction a formula loses: « ≤ 5 % » given to a verdict as the number 0,05.

``COG_TARGET`` gives a number; a verdict takes a number for what has to be reached. Of a ceiling or
of a delay it would say the contrary of what is printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pycog.doctor import formula_calls
from pycog.doctor.diagnosis import Finding, Place, Sheet, Workbook
from pycog.xlsx import formulas
from pycog.xlsx.cells import address
from pycog.xlsx.dependencies import area
from pycog.xlsx.formula_tree import Node, tree

#: Functions that judge a result against a target.
_VERDICTS: Final = ("COG_STATUS", "COG_ATTAINMENT")
#: Places of their target and of what tells its direction: floor and direction.
_TARGET, _TELLING = 1, slice(2, 4)
_GIVER: Final = "COG_TARGET"


def lost_directions(workbook: Workbook, sheet: Sheet, place: Place, formula: str) -> list[Finding]:
    """Return what a formula judges against a target without its direction.

    Args:
        workbook: The workbook, for targets that stand in a cell of their own.
        sheet: The sheet of the formula.
        place: Its cell.
        formula: The formula, without its equals sign.
    """
    if not any(name in formula.upper() for name in _VERDICTS):
        return []
    try:
        root = tree(formula)
    except formulas.Unsupported:
        return []
    return [_finding(sheet, place, formula, name) for name in _losing(workbook, sheet, root)]


def _losing(workbook: Workbook, sheet: Sheet, root: Node) -> Iterator[str]:
    for node in root.walk():
        name, given = _ours(node), node.children
        if name not in _VERDICTS or len(given) <= _TARGET:
            continue
        told = any(one.kind != "omitted" for one in given[_TELLING])
        if not told and _is_number(workbook, sheet, given[_TARGET]):
            yield name


def _ours(node: Node) -> str:
    found = formula_calls.called(node.text) if node.kind == "call" else None
    return found[1] if found else ""


def _is_number(workbook: Workbook, sheet: Sheet, target: Node) -> bool:
    """Tell whether a target is what COG_TARGET gives, here or in the cell that is named."""
    inner = target.inner
    if _ours(inner) == _GIVER:
        return True
    one = area(inner.text, sheet.name) if inner.kind == "range" else None
    if one is None or one.range[:2] != one.range[2:]:
        return False
    there = next((found for found in workbook.sheets if found.name == one.sheet), None)
    cell = there.cells.get(one.range[:2]) if there else None
    if cell is None or _GIVER not in cell.formula.upper():
        return False
    try:
        return _ours(tree(cell.formula).inner) == _GIVER
    except formulas.Unsupported:
        return False


def _finding(sheet: Sheet, place: Place, formula: str, name: str) -> Finding:
    return Finding(
        "sens-perdu",
        sheet.name,
        address(*place),
        f"={formula}",
        f"COG_TARGET ne rend qu'un nombre : {name} le lit comme un minimum à atteindre, même si "
        "l'objectif est un plafond (« ≤ 5 % ») ou un délai.",
        "Remplacez COG_TARGET par COG_TARGET_TEXT, qui garde le sens, ou donnez le sens "
        "(« hausse » ou « baisse ») en quatrième argument.",
    )
