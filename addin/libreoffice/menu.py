"""What the menu *COG* of Calc says: of the whole workbook, and of one cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from addin.libreoffice.open_documents import (
    calculate_again,
    calling_cells,
    cells_meant,
    used_part,
)
from addin.libreoffice.truth_cells import cache_by_place, truth_shown, truths_in
from pycog.values import counted
from udfs.explanation import CallExplanation
from udfs.hosts.calc import CalcHost
from udfs.hosts.calc_names import CELLS_CALL

#: Cells in error that are named one by one.
_MOST: Final = 20
#: Where a formula tells VRAI from 1, and what is told there: references and names.
_QUOTED: Final = r"'(?:[^']|'')*'"
_TOLD: Final = re.compile(
    rf"(?:ISLOGICAL|{re.escape(CELLS_CALL)})\(((?:{_QUOTED}|\((?:{_QUOTED}|[^()'])*\)|[^()'])+)\)"
)
_PLACES: Final = re.compile(rf"(?:\$?(?:{_QUOTED}|\w+)\.)?\$?[^\W\d]\w*(?:\$\d+)?(?::[\w$.']+)?")
#: Command in the address of a service → entry of the menu.
COMMANDS: Final = {
    "recalculate": "Recalculer",
    "check": "Contrôler",
    "explain": "Expliquer la cellule",
    "assistant": "Assistant",
    "annex": "Insérer une annexe",
    "equip": "Équiper",
    "freeze": "Figer",
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
    shows_truth = cache_by_place(truth_shown(document))
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
    """Return a cell that a formula reads as a number, and that shows VRAI or FAUX."""
    # Calc counts the cell itself among what it reads.
    told = [*_told(document, cell), cell.RangeAddress]
    for area in cell.queryPrecedents(False).RangeAddresses:
        sheet = document.Sheets.getByIndex(area.Sheet)
        place = (area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
        cells = used_part(sheet.getCellRangeByPosition(*place))
        if cells is None:
            continue
        for row, column, _ in truths_in(cells, shows_truth):
            read = cells.getCellByPosition(column, row)
            if not any(_is_inside(read.CellAddress, one) for one in told):
                return read
    return None


def _told(document: Any, cell: Any) -> Iterator[Any]:
    """Yield the areas where a formula tells VRAI from 1: it has refused it, or has it as it is."""
    for call in _TOLD.finditer(cell.Formula):
        for text in _PLACES.findall(call[1]):
            cells = cells_meant(document, cell.Spreadsheet, text)
            if cells is not None:
                yield cells.RangeAddress


def _is_inside(place: Any, area: Any) -> bool:
    return bool(
        place.Sheet == area.Sheet
        and area.StartRow <= place.Row <= area.EndRow
        and area.StartColumn <= place.Column <= area.EndColumn
    )


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
