"""The same results once in our annexes, once in the workbook of an officer of many years."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from pycog.equip.files import EquipOptions, equip_file
from udfs.hosts.engine import EngineHost

ANNEX_2, ANNEX_4 = "annexe-2-fnga.xlsx", "annexe-4-indicateurs.xlsx"
#: Number, label, target and result of 2013 as the officer types them, result as annex 4 has it.
INDICATORS: tuple[tuple[int, str, Any, Any, Any], ...] = (
    (1, "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00", "98 %", 0.982, 0.982),
    (2, "Taux d'appels décrochés", 0.9, "86 %", 0.86),
    (3, "Taux d'appels traités en niveau 1", 0.9, 0.91, 0.91),
    (7, "Taux de satisfaction", "76,50 %", "n.d.", None),
    (16, "Taux de saisies invalidées", "<5%", 0.042, 0.042),
    (40, "Nombre de PML mis en place par an", 2, 3, 3),
)
COMMENT = "Pic d'appels en septembre"
#: Label, base and executed amount of 2013 in thousands of euros, as the officer types them.
BUDGET: tuple[tuple[str, float, float], ...] = (
    ("Personnel", 14_052, 13_921.45),
    ("Fonctionnement", 5_104, 5_170.3),
    ("Total personnel et fonctionnement", 19_156, 19_091.75),
    ("Dotation aux amortissements et provisions", 465, 402.1),
    ("Charges exceptionnelles", 17, 0),
    ("Remise de gestion CPAM et carte Vitale", 5_000, 4_876.543),
)


def officer_annex(path: Path, *, points: bool = False, shift: float = 0.0) -> Path:
    """Write the officer's workbook.

    Args:
        path: Where.
        points: Whether the result of indicator 2 is typed in points, which has to be asked.
        shift: Added to the result of indicator 3, for bodies that differ.
    """
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Suivi"
    sheet["B1"] = "Suivi des indicateurs de la COG"
    heads = ("N°", "Indicateur", "Objectif 2013", "Réalisé 2013", "Commentaire")
    for column, head in enumerate(heads, 2):
        sheet.cell(3, column).value = head
    for row, (number, label, target, actual, _) in enumerate(INDICATORS, 4):
        typed = 86 if points and number == 2 else actual
        typed = typed + shift if number == 3 else typed
        for column, value in enumerate((number, label, target, typed), 2):
            sheet.cell(row, column).value = value
    sheet["F5"] = COMMENT
    budget = book.create_sheet("Budget FNGA")
    budget["A1"] = "FNGA, exécution 2013"
    for column, head in enumerate(("Ligne", "Base COG 2013 (k€)", "Exécuté 2013 (k€)"), 1):
        budget.cell(3, column).value = head
    for row, line in enumerate(BUDGET, 4):
        for column, entry in enumerate(line, 1):
            budget.cell(row, column).value = entry
    book.save(path)
    return path


def equip(path: Path, host: EngineHost) -> Path:
    """Equip a workbook in place."""
    report = equip_file(path, path, host, EquipOptions(write=True, keep=False))
    assert report.refused is None
    return path


def of_2014(path: Path, results: dict[str, object]) -> Path:
    """Write the workbook of the next year: its own columns, and 2013 once more beside them."""
    book = load_workbook(officer_annex(path))
    sheet, budget = book["Suivi"], book["Budget FNGA"]
    sheet["G3"], sheet["H3"] = "Objectif 2014", "Réalisé 2014"
    budget["D3"], budget["E3"] = "Base COG 2014 (k€)", "Exécuté 2014 (k€)"
    for place, value in results.items():
        name, _, cell = place.partition("!")
        book[name][cell] = value
    book.save(path)
    return path


def typed_in_ours(folder: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """Return what to type into our blank annexes for the same results: file → sheet → cell."""
    indicators: dict[str, Any] = {}
    sheet = load_workbook(folder / ANNEX_4)["Indicateurs"]
    places = {str(sheet.cell(row, 1).value): row for row in range(7, sheet.max_row + 1)}
    for number, *_, actual in INDICATORS:
        if actual is not None:
            indicators[f"K{places[str(number)]}"] = actual
    indicators[f"O{places['2']}"] = COMMENT
    amounts: dict[str, Any] = {}
    fund = load_workbook(folder / ANNEX_2)["Exécution"]
    lines = {fund.cell(row, 1).value: row for row in range(7, fund.max_row + 1)}
    for label, _, thousands in BUDGET:
        if not label.startswith("Total"):
            amounts[f"F{lines[label]}"] = round(thousands * 1000)
    return {ANNEX_4: {"Indicateurs": indicators}, ANNEX_2: {"Exécution": amounts}}
