"""*Contrôler* of a whole workbook: the audit, the doctor, errors that whoever has it open knows."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from addin.checking import Remark
from addin.workbook_checking import check_workbook
from pycog.ods import open_package


def test_each_fault_is_told_once_with_its_repair(tmp_path: Path) -> None:
    path = tmp_path / "fautes.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Quoi ! Déjà")
        sheet.write_row("A1", ("Poste", 2012, 2013))
        sheet.write_row("A2", ("Personnel", 100, 200))
        sheet.write_row("A3", ("Fonctionnement", "50", 60))
        sheet.write_row("A4", ("Total", 150, 265))
        sheet.write_formula("E1", "_xldudf_COG_STATUS(B2:B4,C2:C3)", value="#VALUE!")
        sheet.write_formula("E2", "COG_STATUS(0.5,0.6)", value="Non atteint")
        book.define_name("Statut", "=_xldudf_COG_STATUS(0.5,0.6)")
        sheet.data_validation("F1", {"validate": "custom", "value": "=_xldudf_COG_RATE(1,2)=1"})
    error = Remark("E1", "Valeur d'erreur (#VALEUR!)", "Trois cellules contre deux.")
    found = check_workbook(open_package(path), {"Quoi ! Déjà": [error]})
    assert list(found) == ["Quoi ! Déjà", ""]
    told = [(one.cell, one.title, one.repair) for one in found["Quoi ! Déjà"]]
    assert told == [
        ("E1", "Valeur d'erreur (#VALEUR!)", None),
        ("E2", "Formule à rattacher", None),
        ("F1", "Formule COG_ dans une validation des données", None),
        ("B3", "Nombre enregistré comme texte", {"before": "50", "after": 50.0}),
        ("C4", "Total", None),
        ("E1", "Plages de tailles différentes", None),
    ]
    assert [(one.cell, one.title) for one in found[""]] == [
        ("Statut", "Formule COG_ dans un nom défini")
    ]
    assert not any("pycog" in one.text for remarks in found.values() for one in remarks)


def test_a_sheet_of_cases_shows_its_errors_on_purpose(tmp_path: Path) -> None:
    path = tmp_path / "cas.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Cas")
        sheet.write_row("A1", ("Cas", "Formule", "Obtenu", "Attendu", "Verdict"))
        sheet.write_row("A2", (1, "division", "#DIV/0!", "#DIV/0!", "conforme"))
    error = Remark("C2", "Valeur d'erreur (#DIV/0!)", "Division par zéro.")
    assert check_workbook(open_package(path), {"Cas": [error]}) == {}
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Cas").write_row("A1", ("Nom", "Valeur"))
    assert check_workbook(open_package(path), {"Cas": [error]}) == {"Cas": [error]}
