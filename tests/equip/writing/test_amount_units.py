"""Amounts in millions keep their decimals, and a gap of hundreds of thousands is one."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from tests.equip.annex_kit import fill
from tests.equip.writing.reading import RESULTS, controls, of_line


@pytest.fixture(name="annex")
def _annex(tmp_path: Path) -> Path:
    book = Workbook()
    book.remove(book.active)
    fill(
        book.create_sheet("FNGA"),
        "A1",
        [
            ["FNGA 2013, en M€"],
            ["Ligne", "Base COG 2013", "Exécuté 2013", "Statut 2013"],
            ["Personnel", 14.052, 13.74],
            ["Fonctionnement", 5.104, 4.99],
            ["Total personnel et fonctionnement", 19.156, 19.03],
            ["Investissement", 0.417, 0.31],
        ],
    )
    path = tmp_path / "millions.xlsx"
    book.save(path)
    return path


def test_an_amount_in_millions_is_shown_with_its_decimals(annex, run):
    data = run(annex)[1].data
    assert of_line(data, "Investissement")[5] == 0.31
    path = annex.with_name("equipe.xlsx")
    path.write_bytes(data)
    sheet = openpyxl.load_workbook(path)[RESULTS]
    row = next(row for row in sheet.iter_rows() if row[2].value == "Investissement")
    assert {row[column].number_format for column in (4, 5, 7, 9)} == {"#,##0.00"}


def test_a_total_in_millions_that_is_off_by_three_hundred_thousand_is_told(annex, run):
    # 13,74 + 4,99 = 18,73, and 19,03 is typed; 14,052 + 5,104 is the printed total.
    data = run(annex)[1].data
    assert controls(data)["FNGA!C5"][4:8] == [
        19.03, pytest.approx(18.73), pytest.approx(0.3), "Écart",
    ]  # fmt: skip
    assert controls(data)["FNGA!B5"][7] == "Conforme"
    total = of_line(data, "Total personnel et fonctionnement")
    assert total[11].startswith("Ce total n'est pas la somme")


def test_a_status_in_other_words_contradicts_nothing(tmp_path, run):
    book = Workbook()
    book.remove(book.active)
    fill(
        book.create_sheet("Suivi"),
        "A1",
        [
            ["N°", "Indicateur", "Objectif 2013", "Réalisé 2013", "Statut 2013"],
            [2, "Taux d'appels décrochés", 0.9, 0.88, "OK"],
            [4, "Taux d'appels correctement tracés", 0.95, 0.9, "Atteint"],
            [6, "Taux de couverture territoriale des points d'accueil", 0.9, 0.9, "Atteint"],
        ],
    )
    path = tmp_path / "mots.xlsx"
    book.save(path)
    found = controls(run(path)[1].data)
    assert [found[f"Suivi!E{row}"][7] for row in (2, 3, 4)] == [
        "À vérifier", "Différent", "Conforme",
    ]  # fmt: skip
