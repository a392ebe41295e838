"""Another result of one indicator: the cell that holds it, and what the workbook then gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pycog.audit.stored_grids import read_grids
from pycog.equip.recognition.recognise import recognise
from pycog.equip.survey import base_of
from pycog.reports.scenarios.scenario_run import run_scenarios
from pycog.reports.scenarios.scenario_words import Assignment, Scenario

if TYPE_CHECKING:
    from pycog.audit.grid import Stored
    from pycog.conventions import Convention
    from pycog.equip.model import Column, Table
    from pycog.refresh.host import FunctionHost
    from pycog.reports.scenarios.scenario_outcome import Outcome
    from pycog.xlsx.package import Package

_ACTUAL: Final = "réalisé"
#: A bare rate above it is one typed in points.
_MOST: Final = 1.5


def try_achieved(
    package: Package,
    convention: Convention,
    hosts: Callable[[], FunctionHost],
    asked: tuple[str, int, str],
) -> Outcome | None:
    """Calculate a workbook with another result of one indicator.

    Args:
        package: The workbook; it is not modified.
        convention: The agreement.
        hosts: Makes the functions to offer.
        asked: Number of the indicator, year, and what it would have achieved, as typed.

    Returns:
        One scenario; ``None`` where :func:`achieved_cell` finds no cell.

    Raises:
        RefusedFile: The workbook cannot be read or calculated.
    """
    change = achieved_cell(package, convention, *asked)
    if change is None:
        return None
    return run_scenarios(package, [Scenario("et si", (change,))], hosts, convention)


def achieved_cell(
    package: Package, convention: Convention, number: str, year: int, value: str
) -> Assignment | None:
    """Return the change of what an indicator achieved in a year, in the unit of its cell.

    Args:
        package: The workbook.
        convention: The agreement.
        number: The indicator.
        year: The year.
        value: What it would have achieved, as typed: ``"80 %"``, ``"12"``.

    Returns:
        ``None`` where no cell, or more than one, is typed for it, or where nothing tells
        whether the cell holds a rate as a ratio or in points.

    Raises:
        RefusedFile: The workbook cannot be read.
    """
    grids = {grid.name: grid for grid in read_grids(base_of(package))}
    found = {
        (table.sheet, row, column.index): column.unit
        for table in recognise(list(grids.values()), convention).tables
        for row, column in _cells(table, number, year)
        if (row, column.index) not in (grids[table.sheet].formulas or ())
    }
    if len(found) != 1:
        return None
    ((sheet, row, place), unit) = found.popitem()
    written = _in_unit(value, unit, grids[sheet].cells.get((row, place)))
    return None if written is None else Assignment(sheet, row + 1, place + 1, written)


def _cells(table: Table, number: str, year: int) -> list[tuple[int, Column]]:
    columns = [
        column
        for column in table.columns
        if column.accepted and column.role == _ACTUAL and column.year == year
    ]
    rows = [
        row.index
        for row, subject in table.accepted()
        if subject.kind == "indicateur" and subject.key == number
    ]
    return [(row, column) for row in rows for column in columns]


def _in_unit(value: str, unit: str, held: Stored | None) -> str | None:
    """Return a value as the cell would hold it; a rate in points where its column is."""
    if "%" not in value or unit == "ratio":
        return value
    if unit == "points":
        return value.replace("%", "").strip()
    if held is not None and isinstance(held.value, str) and "%" in held.value:
        return f'"{value}"'
    number = None if held is None or held.text else held.number
    return value if number is not None and abs(number) <= _MOST else None
