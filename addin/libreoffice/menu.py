"""What the menu *COG* of Calc says: of the whole workbook, and of one cell."""

from __future__ import annotations

from typing import Any, Final

from addin.libreoffice.open_documents import calculate_again, calling_cells
from pycog.values import counted
from udfs.explanation import CallExplanation
from udfs.hosts.calc import CalcHost

#: Cells in error that are named one by one.
_MOST: Final = 20
#: Command in the address of a service → entry of the menu.
COMMANDS: Final = {
    "recalculate": "Recalculer",
    "check": "Contrôler",
    "explain": "Expliquer la cellule",
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
    """Name the cells in error, each with its reason."""
    wrong = [cell for cell in calling_cells(document) if cell.getError()]
    if not wrong:
        return "Aucune cellule COG_ n'est en erreur."
    lines = [f"{place_of(cell)} : {_reason(document, cell, host)}" for cell in wrong[:_MOST]]
    if len(wrong) > _MOST:
        lines.append(f"… et {counted(len(wrong) - _MOST, 'autre cellule', 'autres cellules')}.")
    return "\n".join(lines)


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
