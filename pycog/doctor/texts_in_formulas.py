"""Asks the one rule for numbers held as text, with what the formulas of the workbook tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Final

from pycog.audit import numbers_as_text as rule
from pycog.audit.blocks import find_blocks
from pycog.audit.grid import Grid
from pycog.audit.grid import Place as ZeroBased
from pycog.audit.year_tables import find_tables
from pycog.doctor import formula_calls
from pycog.doctor.diagnosis import Place, Workbook
from pycog.xlsx import formulas
from pycog.xlsx.dependencies import Area, area, written_areas

#: Functions that add up, and leave text out without a word.
_ADDING: Final = {"SUM", "AVERAGE", "SUMPRODUCT", "MIN", "MAX", "SUBTOTAL"}
#: A range that is larger says nothing of its cells.
_LARGEST_AREA: Final = 100_000


def texts_that_are_numbers(
    workbook: Workbook, grids: list[Grid]
) -> Iterator[tuple[int, Place, str]]:
    """Give (number of the sheet, place, text) of every number held as text.

    Args:
        workbook: The workbook.
        grids: The values of its sheets, in the same order.
    """
    added, given = _areas(workbook, _added), _areas(workbook, _given)
    for number, grid in enumerate(grids):
        found = rule.texts_that_are_numbers(
            grid,
            find_tables(grid),
            find_blocks(grid),
            added=_within(grid.name, added[grid.name]),
            given=_within(grid.name, given[grid.name]),
        )
        yield from ((number, (row + 1, column + 1), text) for (row, column), text in found.items())


def _within(sheet: str, areas: list[Area]) -> Callable[[ZeroBased], bool]:
    return lambda at: any(one.holds((sheet, at[0] + 1, at[1] + 1)) for one in areas)


def _areas(
    workbook: Workbook, of_formula: Callable[[str, str], list[Area]]
) -> dict[str, list[Area]]:
    """Return what formulas read in one way, by sheet."""
    found: dict[str, set[Area]] = defaultdict(set)
    for sheet in workbook.sheets:
        for cell in sheet.cells.values():
            for one in of_formula(cell.formula, sheet.name) if cell.formula else ():
                top, left, bottom, right = one.range
                if (bottom - top + 1) * (right - left + 1) <= _LARGEST_AREA:
                    found[one.sheet].add(one)
    return defaultdict(list, {name: list(areas) for name, areas in found.items()})


def _given(formula: str, sheet: str) -> list[Area]:
    """Return what a formula may give to one of ours."""
    return written_areas(formula, sheet) if formula_calls.calls_in(formula) else []


def _added(formula: str, sheet: str) -> list[Area]:
    """Return what a formula adds up itself, not what it looks up to do so."""
    upper = formula.upper()
    if not any(f"{name}(" in upper for name in _ADDING):
        return []
    try:
        tokens = formulas.tokens(formula)
    except formulas.Unsupported:
        return []
    found: list[Area] = []
    inside: list[bool] = []
    for token in tokens:
        if token.subkind == "open":
            adds = token.kind == "func" and token.text.rstrip()[:-1].upper() in _ADDING
            inside.append(adds or (token.kind != "func" and bool(inside) and inside[-1]))
        elif token.subkind == "close" and inside:
            inside.pop()
        elif token.subkind == "range" and inside and inside[-1]:
            one = area(token.text, sheet)
            found += [one] if one is not None else []
    return found
