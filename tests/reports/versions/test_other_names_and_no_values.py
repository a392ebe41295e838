"""Versions whose sheets were renamed, or whose formulas a program saved without their values."""

from __future__ import annotations

import openpyxl
import pytest
import xlsxwriter

from pycog.cli.main import main
from pycog.conventions import load
from pycog.refresh import refresh_file
from pycog.reports.versions.version_comparing import compare_versions
from pycog.xlsx.package import Package
from tests.seal.annex import annex
from udfs.hosts.engine import EngineHost


def version(path, names=("Saisie", "Calcul de l'an", "Note"), rows=6, first=12):
    """Write a version: entries, formulas that read them from another sheet, and a note."""
    entries, results, note = names
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet(entries)
    page.write_row(0, 0, ("Ligne", "Montant"))
    for row in range(1, rows + 1):
        page.write_row(row, 0, (f"Ligne {row}", first + row))
    other = book.add_worksheet(results)
    quoted = f"'{entries}'" if not entries.isalnum() else entries
    for row in range(1, rows + 1):
        other.write_formula(row, 0, f"={quoted}!A{row + 1}")
        other.write_formula(row, 1, f"={quoted}!B{row + 1}*2")
    book.add_worksheet(note).write(0, 0, "À relire")
    book.close()
    assert refresh_file(path, EngineHost()).refused is None
    return path


def told(old, new):
    found = compare_versions(Package.open(old), Package.open(new), load())
    return [(one.kind, one.before, one.after, one.new_place or one.old_place) for one in found]


def test_a_renamed_sheet_is_the_same_sheet(tmp_path) -> None:
    old = version(tmp_path / "a.xlsx")
    new = version(tmp_path / "b.xlsx", ("Mes saisies", "Résultats", "Note"))
    assert sorted(told(old, new), reverse=True) == [
        ("feuille renommée", "Saisie", "Mes saisies", "Mes saisies"),
        ("feuille renommée", "Calcul de l'an", "Résultats", "Résultats"),
    ]


def test_what_changed_in_a_renamed_sheet_is_told(tmp_path) -> None:
    old, new = version(tmp_path / "a.xlsx"), version(tmp_path / "b.xlsx", ("B", "C", "Note"))
    book = openpyxl.load_workbook(new)
    book["B"]["B3"] = 100
    book.save(new)
    refresh_file(new, EngineHost())
    changed = [one for one in told(old, new) if one[0] != "feuille renommée"]
    assert changed == [("saisie", "14", "100", "B!B3"), ("recalcul", "28", "200", "C!B3")]


def test_another_sheet_in_its_place_is_no_renamed_one(tmp_path) -> None:
    old = version(tmp_path / "a.xlsx")
    new = version(tmp_path / "b.xlsx", ("Tout autre", "Calcul de l'an", "Note"), first=900, rows=2)
    kinds = [one[0] for one in told(old, new)]
    assert "feuille ajoutée" in kinds and "feuille retirée" in kinds
    assert "feuille renommée" not in kinds


def test_of_two_sheets_as_near_none_is_taken(tmp_path) -> None:
    for name, sheets in (("a", ("Un",)), ("b", ("Deux", "Trois"))):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for sheet in sheets:
            book.create_sheet(sheet)["A1"] = "pareil"
        book.save(tmp_path / f"{name}.xlsx")
    kinds = [one[0] for one in told(tmp_path / "a.xlsx", tmp_path / "b.xlsx")]
    assert sorted(kinds) == ["feuille ajoutée", "feuille ajoutée", "feuille retirée"]


@pytest.mark.parametrize("order", [0, 1])
def test_formulas_without_values_are_calculated_to_be_compared(tmp_path, capsys, order) -> None:
    old, new = annex(tmp_path / "a.xlsx"), annex(tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(new)  # which keeps no values
    book["Saisie"]["B2"] = 0.95
    book.save(new)
    before = new.read_bytes()
    pair = [str(old), str(new)][:: -1 if order else 1]
    assert main(["diff", *pair]) == 1
    out, err = capsys.readouterr()
    assert err.startswith(f"{new} : 6 formules enregistrées sans résultat, calculées en mémoire")
    assert "Calcul!A1" in out and "→" in out
    assert len([line for line in out.splitlines() if "recalcul" in line]) >= 2
    assert "(vide)" not in out and "ligne retirée" not in out
    assert new.read_bytes() == before
