"""*Contrôler* in a live Calc: what it lists, where it leads, what it mends and takes back."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from pycog.annexes import audit_workbook
from pycog.conventions.form.exchange import workbook_of
from pycog.doctor import examine, read
from pycog.ods import open_package
from tests.addin.live_calc import seen, type_in
from tests.paths import ROOT
from udfs.catalogue import argument_counts, catalogue

EXAMPLE = ROOT / "workbooks" / "exemple-fictif"
NEW = "private:factory/scalc"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("calc-check")


def used(*steps: list[Any]) -> list[Any]:
    return ["window", "check", *steps]


@pytest.fixture(name="faults")
def _faults(tmp_path: Path) -> Path:
    """A workbook with a fault of most kinds, all of them made up."""
    path = tmp_path / "fautes.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, text = book.add_worksheet("Suivi"), book.add_format({"num_format": "@"})
        sheet.write_row("A1", ("Poste", 2012, 2013, 2014))
        sheet.write_row("A2", ("Personnel", 100, 200, 300))
        sheet.write_row("A3", ("Fonctionnement", 50, 60))
        sheet.write_string("D3", "70", text)
        sheet.write_row("A4", ("Total", 150, 265, 370))
        sheet.write_formula("F2", '_xldudf_COG_ATTAINMENT(77,"90%")')
        sheet.write_formula("F3", "F2+1")
        sheet.write_formula("F4", "_xldudf_COG_STATUTS(0.5,1)")
        sheet.write_formula("F5", "_xldudf_COG_ATTAINMENT(B2:B3,C2:C4)")
        sheet.write_formula("F6", "NOW()")
        sheet.write_formula("F7", "_xldudf_COG_STATUS(F6,0.6)")
        other = book.add_worksheet("L'an dernier")
        other.write_row("A1", ("Poste", 2012, 2013, 2014))
        other.write_row("A2", ("A", 1, 2, 3))
        other.write_row("A3", ("B", 1, "2 000", 3))
        other.write_row("A4", ("Total", 2, 2002, 9))
    return path


def test_it_lists_counts_and_filters_what_it_finds(calc: str, folder: Path, faults: Path) -> None:
    steps = [
        ["show", faults.as_uri()],
        ["command", "check"],
        used(["?", "headline"], ["?", "kinds"], ["?", "lots"], ["?", "said"]),
        used(["kinds", 1], ["?", "lots"], ["?", "text"], ["?", "cells"]),
        ["select", "L'an dernier!A1"],
        used(["only"], ["?", "kinds"], ["?", "lots"], ["only"], ["?", "kinds"]),
    ]
    found, errors, filtered = type_in(calc, folder, steps)
    headline, kinds, lots, said = found
    assert headline == "11 constats dans 2 feuilles, dont 2 que « Corriger » répare."
    assert kinds == [
        "Tous les constats (11)",
        "Valeur d’erreur (#VALEUR!) (3)",
        "Valeur d’erreur (#NOM?) (1)",
        "Formule inconnue (1)",
        "Entrée volatile (1)",
        "Nombre enregistré comme texte (2)",
        "Total (2)",
        "Plages de tailles différentes (1)",
    ]
    assert said == "Rien n’a été modifié."
    same = [line for line in lots if line.startswith("Suivi!D3, L’an dernier!C3 : Nombre")]
    assert len(same) == 1  # what says the same of two cells is one finding
    # The reason of a formula of ours is that of Python; another one is told to look further.
    reason = catalogue()["COG_ATTAINMENT"].evaluate(77.0, "90%").message
    assert errors[0][0] == f"Suivi!F2 : Valeur d’erreur (#VALEUR!). {reason.replace(chr(39), '’')}"
    assert errors[1].endswith(reason.replace("'", "’"))
    assert errors[2] == ["Suivi!F2"]
    assert errors[0][1].startswith("Suivi!F3 : ")
    assert "corrigez d’abord celle-ci" in errors[0][1]
    sheet_only, lines, again = filtered
    assert sheet_only == [
        "Tous les constats (2)",
        "Nombre enregistré comme texte (1)",
        "Total (1)",
    ]
    assert [line.partition(" : ")[0] for line in lines] == ["L’an dernier!C3", "L’an dernier!D4"]
    assert again == kinds


def test_it_finds_what_the_commands_find(calc: str, folder: Path, tmp_path: Path) -> None:
    """On a filled annex, and with errors made in it: the places of audit and doctor."""
    saved = tmp_path / "annexe-3-fngr.xlsx"
    steps = [
        ["show", (EXAMPLE / saved.name).as_uri()],
        ["text", "Contrôles!C9", "528 000"],
        ["keys", "Contrôles!D8", '=COG_STATUS(0.5;"illisible")'],
        ["save", saved.as_uri(), "Calc MS Excel 2007 XML"],
        ["command", "check"],
        used(["?", "lots"], ["?", "cells"]),
    ]
    ((lots, _),) = type_in(calc, folder, steps)
    package = open_package(saved)
    places = {one.place for one in audit_workbook(saved)}
    places |= {one.place for one in examine(read(package), argument_counts())}
    assert places
    assert {line.partition(" : ")[0] for line in lots} == places


def test_it_leads_to_the_cell_mends_it_and_takes_that_back(
    calc: str, folder: Path, faults: Path
) -> None:
    cells = ["Suivi!D3", "L'an dernier!C3"]
    text = used(["kinds", 5], ["?", "cells"], ["cells", 1], ["?", "said"])
    steps = [
        ["show", faults.as_uri()],
        ["command", "check"],
        text,
        ["documents"],
        ["menu", "explain"],
        used(["kinds", 2], ["mend"], ["?", "said"]),
        used(["kinds", 5], ["mend"], ["?", "said"], ["?", "headline"]),
        ["read", *cells],
        used(["undo"], ["?", "said"], ["?", "headline"], ["undo"], ["?", "said"]),
        ["read", *cells],
        used(["kinds", 5], ["mend"]),
        ["undo"],
        ["read", *cells],
        used(["again"], ["kinds", 5]),
        ["keys", "Suivi!D3", "71"],
        ["protect"],
        used(["mend"], ["?", "said"], ["again"], ["?", "kinds"]),
        ["read", *cells],
    ]
    go, _, chosen, person, mended, numbers, back, texts, _, undone, _, left, partly = type_in(
        calc, folder, steps
    )
    assert go == [["Suivi!D3", "L’an dernier!C3"], "Cellule choisie : L’an dernier!C3"]
    assert chosen.startswith("'L''an dernier'!C3")
    assert person == ["Ce constat ne se corrige pas de soi-même : suivez ce qu’il dit."]
    assert "2 cellules corrigées" in mended[0]
    assert mended[1].startswith("9 constats")
    assert [seen(one) for one in numbers] == [70.0, 2000.0]
    assert back[0] == "2 cellules comme avant la correction."
    assert back[1].startswith("11 constats")
    assert back[2] == "Il n’y a pas de correction à annuler."
    assert [seen(one) for one in texts] == [seen(one) for one in undone] == ["70", "2 000"]
    # What an officer typed meanwhile is left, and said to be.
    assert "1 cellule corrigée" in left[0]
    assert "1 cellule laissée" in left[0]
    # The cell is one of text: what is typed there is one again.
    assert "Nombre enregistré comme texte (1)" in left[1]
    assert [seen(one) for one in partly] == ["71", 2000.0]


def test_a_clean_annex_has_no_finding(calc: str, folder: Path) -> None:
    steps = [
        ["show", (EXAMPLE / "annexe-4-indicateurs.xlsx").as_uri()],
        ["command", "check"],
        used(["?", "headline"], ["?", "kinds"], ["?", "lots"], ["cells", 0], ["?", "said"]),
    ]
    ((headline, kinds, lots, said),) = type_in(calc, folder, steps)
    assert headline == "Aucun constat : ni écart de total, ni erreur, ni formule à corriger."
    assert (kinds, lots) == (["Tous les constats (0)"], [])
    assert said == "Rien n’a été modifié."


def test_the_form_of_a_convention_is_checked_as_such(
    calc: str, folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "convention.xlsx"
    content = workbook_of(ROOT / "pycog" / "conventions" / "data" / "herault-2021")
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book["Convention"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Identifiant")
    sheet.cell(cell.row, cell.column + 1).value = "Pas un identifiant"
    book.save(path)
    steps = [
        ["show", path.as_uri()],
        ["command", "check"],
        used(["?", "headline"], ["?", "kinds"], ["?", "lots"]),
        used(["plain"], ["again"], ["?", "headline"]),
    ]
    (form, plain) = type_in(calc, folder, steps)
    assert form[0].startswith("1 anomalie. Corrigez chaque anomalie")
    assert form[1][1] == "Anomalie (1)"
    assert form[2][0].startswith("Convention!")
    assert "anomalie" not in plain[0]


def test_a_convention_that_is_unknown_is_said(calc: str, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "inconnue.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Feuille").write_row("A1", ("Poste", 2013))
        book.define_name("COG_CONVENTION", '="inconnue-2030"')
    steps = [
        ["show", path.as_uri()],
        ["command", "check"],
        used(["?", "said"], ["?", "lots"]),
    ]
    ((said, lots),) = type_in(calc, folder, steps)
    assert "inconnue-2030" in said
    assert lots == []
