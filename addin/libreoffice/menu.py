"""What the menu *COG* of Calc says: of the whole workbook, and of one cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from typing import Any, Final

from addin.libreoffice.open_documents import (
    calculate_again,
    calling_cells,
    cell_of,
    truth_shown,
)
from pycog.values import counted
from udfs.explanation import CallExplanation
from udfs.hosts.calc import CalcHost

#: Cells in error that are named one by one.
_MOST: Final = 20
#: References in a formula where VRAI is told from 1.
_TOLD: Final = re.compile(r"ISLOGICAL\(((?:'(?:[^']|'')*'|[^')])+)\)")
#: Command in the address of a service → entry of the menu.
COMMANDS: Final = {
    "recalculate": "Recalculer",
    "check": "Contrôler",
    "explain": "Expliquer la cellule",
    "assistant": "Assistant",
    "annex": "Insérer une annexe",
    "equip": "Équiper",
    "report": "Bilan",
}


def recalculation(document: Any) -> str:
    """Calculate everything anew, and say what came of it."""
    document.calculateAll()
    cells = list(calling_cells(document))
    errors = sum(cell.getError() != 0 for cell in cells)
    return (
        f"{counted(len(cells), 'cellule COG_ recalculée', 'cellules COG_ recalculées')}, "
        f"{counted(errors, 'en erreur', 'en erreur')}."
    )


def errors_with_reasons(document: Any, host: CalcHost) -> str:
    """Name the cells in error, each with its reason, and those that take VRAI for a number."""
    cells = list(calling_cells(document))
    wrong = [cell for cell in cells if cell.getError()]
    found = [f"{place_of(cell)} : {_reason(document, cell, host)}" for cell in wrong[:_MOST]]
    found = found or ["Aucune cellule COG_ n'est en erreur."]
    if len(wrong) > _MOST:
        found.append(f"… et {counted(len(wrong) - _MOST, 'autre cellule', 'autres cellules')}.")
    shows_truth = truth_shown(document)
    for cell in cells:
        read = _truth_read(document, cell, shows_truth)
        if read is not None:
            found.append(
                f"{place_of(cell)} : lit VRAI ou FAUX en {place_of(read)}, que Calc donne comme 1 "
                "ou 0. Écrivez « oui » ou « non »."
            )
    return "\n".join(found)


def explanation(document: Any, cell: Any, host: CalcHost) -> str:
    """Say where the value of a cell comes from: arguments, arithmetic, source, assumptions."""
    calls = _calls(document, cell, host)
    if not calls:
        return f"{place_of(cell)} ne contient pas de formule COG_."
    lines = [f"{place_of(cell)} : {cell.String or '(vide)'}"]
    for call in calls:
        lines += ["", f"{call.name} = {call.shown or '(vide)'}"]
        lines += [f"• {label} : {shown or '(vide)'}" for label, shown in call.arguments]
        said = (
            ("Motif", call.reason),
            ("Calcul", call.arithmetic),
            ("Source", call.source),
            *(("Hypothèse", f"{one.title}. {one.statement}") for one in call.assumptions),
        )
        lines += [f"{label} : {text}" for label, text in said if text]
    return "\n".join(lines)


def place_of(cell: Any) -> str:
    """Return the address of a cell, ``Feuille!D12``."""
    return str(cell.AbsoluteName).replace("$", "").replace(".", "!", 1)


def _reason(document: Any, cell: Any, host: CalcHost) -> str:
    reasons = [call.reason for call in _calls(document, cell, host) if call.reason]
    return (
        reasons[-1]
        if reasons
        else f"{cell.String}, venue d'une cellule lue ou d'une autre fonction"
    )


def _truth_read(document: Any, cell: Any, shows_truth: Callable[[Any], bool]) -> Any:
    """Return a cell that a formula reads, ranges apart, and that shows VRAI or FAUX."""
    own = cell.CellAddress
    # Where VRAI was told from 1, the formula has refused it, or has taken it for what it is.
    told = [
        one.CellAddress
        for text in _TOLD.findall(cell.Formula)
        if (one := cell_of(document, cell.Spreadsheet, text)) is not None
    ]
    for area in cell.queryPrecedents(False).RangeAddresses:
        rows = range(area.StartRow, area.EndRow + 1)
        columns = range(area.StartColumn, area.EndColumn + 1)
        # Calc adds the cell itself, and joins what stands side by side.
        if len(rows) * len(columns) > _MOST:
            continue
        sheet = document.Sheets.getByIndex(area.Sheet)
        for row, column in product(rows, columns):
            read = sheet.getCellByPosition(column, row)
            if read.CellAddress not in (own, *told) and shows_truth(read):
                return read
    return None


def _calls(document: Any, cell: Any, host: CalcHost) -> list[CallExplanation]:
    """Return the explanations of the calls that a cell makes."""
    if cell.Type.value != "FORMULA":
        return []
    host.explained = []
    try:
        calculate_again(document, cell)
        return host.explained
    finally:
        host.explained = None
