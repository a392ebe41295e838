"""Why a cell cannot change in a scenario, said alike wherever the workbook is calculated."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pycog.errors import InvalidInput, NotAvailable
from pycog.reports.scenarios.scenario_words import Assignment
from pycog.values import excerpt
from pycog.xlsx.french import to_french

#: A formula is shown up to this length.
_FORMULA_SHOWN: Final = 80


def unreadable_cell(text: str) -> InvalidInput:
    """Return the refusal of what is no cell of a sheet."""
    return InvalidInput(
        "cellule-illisible",
        f"« {excerpt(text)} » n'est pas une cellule. Écrivez la feuille, un point "
        "d'exclamation et la cellule, par exemple Résultats!D12, ou prenez la cellule choisie.",
    )


def unknown_sheet(path: Path, one: Assignment, sheets: Iterable[str]) -> NotAvailable:
    """Return the refusal of a cell whose sheet is not in the workbook."""
    return NotAvailable(
        "feuille-inconnue",
        f"{path} : la feuille « {one.sheet} » n'existe pas, {one.place} ne peut pas "
        f"changer. Feuilles du classeur : {', '.join(sheets)}.",
        sheet=one.sheet,
    )


def in_a_seal(path: Path, one: Assignment) -> InvalidInput:
    """Return the refusal of a cell of a seal."""
    return InvalidInput(
        "cellule-du-bordereau",
        f"{path} : {one.place} est dans le bordereau de calcul, qui n'est pas une "
        "saisie et dont rien ne dépend. Donnez une cellule saisie de l'annexe.",
        sheet=one.sheet,
    )


def calculated_cell(path: Path, one: Assignment, formula: str) -> InvalidInput:
    """Return the refusal of a cell that a formula fills, as Excel shows it in French."""
    return InvalidInput(
        "cellule-calculee",
        f"{one.place} est calculée ({formula}) : un scénario change des cellules saisies, et "
        "elle sera recalculée. Changez une de celles qu'elle lit ; « pycog explain "
        f"'{path.name}!{one.place}' » les montre.",
        place=one.place,
    )


def covered_cell(one: Assignment, first: str) -> InvalidInput:
    """Return the refusal of a cell that a merged one covers, ``Feuille!A1``."""
    return InvalidInput(
        "cellule-fusionnee",
        f"{one.place} est couverte par une cellule fusionnée. Changez "
        f"{first}, qui porte sa valeur.",
        place=one.place,
    )


def shown_formula(formula: str) -> str:
    """Return a formula of a file as a French Excel shows it, shortened where it is long."""
    try:
        text = to_french(formula.replace("_XLDUDF_", "").replace("_xldudf_", ""))
    except InvalidInput:
        text = formula
    return shortened(text)


def shortened(formula: str) -> str:
    """Return a formula as far as a sentence has room for it."""
    return formula if len(formula) <= _FORMULA_SHOWN else f"{formula[:_FORMULA_SHOWN]}…"
