"""Reads the sheet « Scénarios »: a row a cell, a column a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pycog.audit.grid import Grid, Stored
from pycog.audit.stored_grids import read_grids
from pycog.errors import InvalidInput
from pycog.reports.scenarios.scenario_words import (
    EMPTIED,
    SHEET,
    Assignment,
    Scenario,
    place_in,
    require_names,
)
from pycog.values import fold, format_number
from pycog.xlsx.package import Package

#: Headings of columns that are for the reader alone.
_REMARKS: Final = frozenset(
    {"libelle", "note", "notes", "commentaire", "remarque", "valeur actuelle", "actuel", "unite"}
)
_CELLS: Final = frozenset({"cellule", "cellules", "cellule a changer"})


def scenarios_of(package: Package) -> list[Scenario]:
    """Return the scenarios of the sheet « Scénarios » of a workbook.

    Raises:
        InvalidInput: ``aucun-scenario``, ``scenarios-illisibles``.
        RefusedFile: It cannot be read.
    """
    found = read_sheet(read_grids(package))
    if not found:
        raise InvalidInput(
            "aucun-scenario",
            f"{package.path} : aucun scénario. Donnez --set 'Feuille!D12=0,92' ou --scenario 'nom "
            f": Feuille!D12=0,92', ou ajoutez au classeur une feuille « {SHEET} ».",
        )
    return found


def read_sheet(grids: Sequence[Grid]) -> list[Scenario]:
    """Return the scenarios of a workbook, in the order of their columns.

    Args:
        grids: Its sheets.

    Returns:
        None where it has no such sheet.

    Raises:
        InvalidInput: ``scenarios-illisibles``: no heading, no scenario, or a cell that is none;
            ``scenario-en-double``, ``cellule-en-double``.
    """
    grid = next((one for one in grids if fold(one.name) == fold(SHEET)), None)
    if grid is None:
        return []
    head, first = _heading(grid)
    names = {
        column: cell.text or _typed(cell)
        for column, cell in sorted(grid.row(head).items())
        if column > first and fold(cell.text or _typed(cell)) not in _REMARKS | {""}
    }
    rows = [row for row in grid.rows() if row > head and first in grid.row(row)]
    _require_named(grid, head, rows, names)
    found = [
        Scenario(name, changes)
        for column, name in names.items()
        if (changes := tuple(_changes(grid, rows, first, column)))
    ]
    if not found:
        raise _unreadable(grid, "ne donne aucune valeur à une cellule")
    require_names(found)
    return found


def _require_named(grid: Grid, head: int, rows: Sequence[int], names: Mapping[int, str]) -> None:
    """Refuse values of a scenario without a name; remarks beside the table may have none."""
    for row in rows:
        for column, cell in grid.row(row).items():
            unnamed = column not in grid.row(head) and column > min(grid.row(head))
            inside = column < max(names, default=0)
            if unnamed and (inside or not isinstance(cell.value, str)) and _typed(cell).strip():
                where = grid.place((row, column))
                raise _unreadable(grid, f"donne en {where} une valeur à un scénario sans nom")


def _heading(grid: Grid) -> tuple[int, int]:
    for row in grid.rows():
        for column, cell in grid.row(row).items():
            if fold(cell.text) in _CELLS:
                return row, column
    raise _unreadable(grid, "n'a pas d'en-tête « Cellule »")


def _changes(grid: Grid, rows: Sequence[int], first: int, column: int) -> list[Assignment]:
    changes = []
    for row in rows:
        cells = grid.row(row)
        value = _typed(cells[column]) if column in cells else ""
        if not value.strip():
            continue
        place = place_in(cells[first].text)
        if place is None:
            where = grid.place((row, first))
            raise _unreadable(grid, f"ne nomme pas de cellule en {where} : « {cells[first].text} »")
        changes.append(Assignment(*place, "" if fold(value) == EMPTIED else value))
    return changes


def _typed(cell: Stored) -> str:
    """Return a value as it would be typed."""
    if isinstance(cell.value, bool):
        return "VRAI" if cell.value else "FAUX"
    if isinstance(cell.value, str):
        return cell.value
    return format_number(float(cell.value))


def _unreadable(grid: Grid, why: str) -> InvalidInput:
    return InvalidInput(
        "scenarios-illisibles",
        f"La feuille « {grid.name} » {why}. Écrivez une ligne d'en-têtes « Cellule » puis le nom "
        "de chaque scénario, et dessous une ligne par cellule (Résultats!D12) avec sa valeur dans "
        f"chaque scénario ; une case vide laisse la cellule comme elle est, « {EMPTIED} » la vide.",
    )
