"""What the menu *COG* of Calc says: of the whole workbook, and of one cell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from addin.libreoffice.open_documents import calculate_alone, calling_cells, is_formula
from pycog.values import counted
from udfs.explanation import CallExplanation
from udfs.hosts.calc import CalcHost
from udfs.hosts.calc_names import CALLS

#: Command in the address of a service → entry of the menu.
COMMANDS: Final = {
    "recalculate": "Recalculer",
    "check": "Contrôler",
    "explain": "Expliquer la cellule",
    "assistant": "Assistant",
    "annex": "Insérer une annexe",
    "equip": "Équiper",
    "freeze": "Figer",
    "scenario": "Scénarios",
    "verify": "Vérifier",
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


def explanation(document: Any, cell: Any, host: CalcHost) -> str:
    """Say where the value of a cell comes from: arguments, arithmetic, source, assumptions."""
    calls = calls_of(document, cell, host)
    if not calls and is_formula(cell) and CALLS.search(cell.Formula):
        return (
            f"{place_of(cell)} : {cell.String}\n\nCalc n'appelle pas la formule COG_ : une cellule "
            "qu'elle lit est en erreur, ou la condition qui la précède ne mène pas à elle."
        )
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


def calls_of(document: Any, cell: Any, host: CalcHost) -> list[CallExplanation]:
    """Return the explanations of the calls that a cell makes.

    Args:
        document: A document of Calc.
        cell: One of its cells.
        host: What Calc calls.
    """
    if not is_formula(cell):
        return []
    found: list[CallExplanation] = []
    calculate_alone(document, cell, _heard(host, found))
    return found


@contextmanager
def _heard(host: CalcHost, found: list[CallExplanation]) -> Iterator[None]:
    """Keep the explanations of the calls that are made in the block."""
    host.explained = found
    try:
        yield
    finally:
        host.explained = None
