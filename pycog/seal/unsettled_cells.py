"""Tells which stored values say nothing: those that move by themselves, or that hang on an error.

A program that does not know the formulas COG_ stores an error for them when it saves, and what
reads them follows; what hangs on today's date is another value each day. Such values are told by
calculating anew only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from pycog.seal.cell_states import FILLED
from pycog.seal.sealed_content import CellState, Content
from pycog.xlsx import formulas
from pycog.xlsx.cells import address, place_of
from pycog.xlsx.dependencies import Area, Cell, Readers, area

#: What a formula gives where its function is unknown.
UNKNOWN: Final = ("e", "#NAME?")
#: Functions of Excel whose result changes with the day or at each calculation.
_MOVING: Final = frozenset({"TODAY", "NOW", "RAND", "RANDBETWEEN", "RANDARRAY"})
#: Functions that find out by themselves what they read.
_REACHING: Final = frozenset({"INDIRECT", "OFFSET"})
_CALLED: Final = re.compile(r"([A-Z][A-Z0-9_.]*)\(")

_Cells = Mapping[str, Mapping[str, CellState]]


def moving_cells(content: Content) -> set[Cell]:
    """Return the sealed formulas that hang on the day or the moment, directly or not."""
    moving = _MOVING.union(rule.name for rule in content.rules if rule.moves)
    called = re.compile(rf"(?<![A-Z0-9_.])(?:{'|'.join(map(re.escape, sorted(moving)))})\(")
    seeds = _cells_where(content.cells, lambda one: bool(called.search(one.formula)))
    return _reached(content.cells, seeds)


def uncalculated_cells(content: Content, cells: _Cells) -> set[Cell]:
    """Return the formulas that hang on one of ours that a program could not calculate.

    Args:
        content: What was sealed.
        cells: What stands in the workbook.
    """
    unknown = _cells_where(cells, lambda one: one.is_ours and one[:2] == UNKNOWN)
    if all(_sealed(content, cell) == UNKNOWN for cell in unknown):
        return set()
    # Where one is unknown all are, those too that stand inside IFERROR and show no error.
    return _reached(cells, _cells_where(cells, lambda one: one.is_ours))


def unverifiable_cells(content: Content, cells: _Cells, *, by_another: bool) -> set[Cell]:
    """Return the formulas that hang on one that only Excel calculates and that has no value now.

    Args:
        content: What was sealed.
        cells: What stands in the workbook.
        by_another: Whether a program other than Excel saved it, whose values are no evidence.
    """
    kept = _cells_where(content.cells, lambda one: one.is_kept)
    seeds = {cell for cell in kept if by_another or not _kind_now(cells, cell)}
    return _reached(content.cells, seeds)


def _kind_now(cells: _Cells, cell: Cell) -> str:
    state = cells.get(cell[0], {}).get(address(*cell[1:]))
    return "" if state is None else state.kind


def _sealed(content: Content, cell: Cell) -> tuple[str, str]:
    state = content.cells.get(cell[0], {}).get(address(*cell[1:]))
    return ("", "") if state is None else state[:2]


def _cells_where(cells: _Cells, wanted: Callable[[CellState], bool]) -> set[Cell]:
    """Return the formula cells whose state is as wanted."""
    return {
        (sheet, *place)
        for sheet, states in cells.items()
        for at, state in states.items()
        if state.formula and wanted(state) and (place := place_of(at)) is not None
    }


def _formulas(cells: _Cells) -> Iterator[tuple[Cell, CellState]]:
    for sheet, states in cells.items():
        for at, state in states.items():
            place = place_of(at)
            if state.formula and place is not None:
                yield (sheet, *place), state


def _reached(cells: _Cells, seeds: Collection[Cell]) -> set[Cell]:
    """Return some cells and all that read them."""
    if not seeds:
        return set()
    # Which array fills a cell is not kept: it may be one of these.
    filled = {cell for cell, state in _formulas(cells) if state.formula == FILLED}
    readers = Readers({})
    for cell, state in _formulas(cells):
        if state.formula != FILLED:
            readers.add(cell, _areas(state.formula, cell[0]))
    found = {*seeds, *filled}
    return found | readers.reached(found)


def _areas(formula: str, sheet: str) -> list[Area] | None:
    """Return what a formula reads, ``None`` where that is not written in it."""
    if not _REACHING.isdisjoint(_CALLED.findall(formula)):
        return None
    try:
        found = formulas.tokens(formula)
    except formulas.Unsupported:
        return None
    areas = [area(token.text, sheet) for token in found if token.subkind == "range"]
    known = [one for one in areas if one is not None]
    return known if len(known) == len(areas) else None
