"""Tables of one row a year have live results too, each row compared in its own year."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from pycog.equip.writing.map_sheet import DOUBT, lines_of
from pycog.equip.writing.stripping import strip
from pycog.xlsx.package import Package
from tests.equip.annex_kit import fill
from tests.equip.writing.reading import of_indicator, rows

PICKED, TRACED = "Taux d'appels décrochés", "Taux d'appels correctement tracés"


@pytest.fixture(name="annex")
def _annex(tmp_path: Path) -> Path:
    book = Workbook()
    book.remove(book.active)
    fill(
        book.create_sheet("Croisé"),
        "A1",
        [
            ["Année", None, f"2 - {PICKED}", f"4 - {TRACED}"],
            [2012, "Objectif", 0.9, 0.95],
            [2012, "Réalisé", 0.87, 0.96],
            [2013, "Objectif", 0.91, 0.95],
            [2013, "Réalisé", 0.905, None],
        ],
    )
    fill(
        book.create_sheet("FNGA"),
        "A1",
        [
            ["FNGA (k€)"],
            ["Exercice", None, "Personnel", "Fonctionnement"],
            [2012, "BP", 14_300, 5_185],
            [2012, "Exécuté", 14_068, 5_224],
            [2013, "BP", 14_052, 5_104],
            [2013, "Exécuté", 13_737, 4_994],
        ],
    )
    fill(
        book.create_sheet("Fiche"),
        "A1",
        [
            ["Indicateur 28 : Taux d'adhérents au compte assurés Ameli"],
            ["Année", "Objectif", "Réalisé"],
            [2013, "45 %", "46 %"],
            [2014, "46 %", "45 %"],
        ],
    )
    path = tmp_path / "suivi.xlsx"
    book.save(path)
    return path


def test_the_target_of_another_row_is_compared(annex, run):
    data = run(annex)[1].data
    # 0,87 / 0,9 ; 0,96 / 0,95
    first = of_indicator(data, 2, 2012)
    assert first[4:6] == [0.9, 0.87]
    assert first[6] == pytest.approx(0.87 / 0.9)
    assert first[8] == "Non atteint"
    assert of_indicator(data, 4, 2012)[6] == pytest.approx(0.96 / 0.95)


def test_a_target_unlike_the_agreement_s_is_told_and_the_printed_one_compared(annex, run):
    row = of_indicator(run(annex)[1].data, 2, 2013)
    # Typed 0,91 where the agreement prints 90 %: 0,905 / 0,9.
    assert row[6] == pytest.approx(0.905 / 0.9)
    assert "0,91" in row[11]


def test_a_result_not_yet_typed_stays_unknown(annex, run):
    row = of_indicator(run(annex)[1].data, 4, 2013)
    assert row[5:9] == [None, None, None, "Non renseigné"]


def test_the_budget_of_another_row_is_what_may_be_spent(annex, run):
    found = {(row[2], row[3]): row[4:7] for row in rows(run(annex)[1].data) if row[1] == "FNGA"}
    assert found["Personnel", 2012] == [14_300, 14_068, pytest.approx(14_068 / 14_300)]
    assert found["Fonctionnement", 2013] == [5_104, 4_994, pytest.approx(4_994 / 5_104)]


def test_columns_beside_a_table_hold_the_rate_of_the_year_of_each_row(annex, run):
    data = run(annex, columns=True)[1].data
    path = annex.with_name("colonnes.xlsx")
    path.write_bytes(data)
    sheet = openpyxl.load_workbook(path, data_only=True)["Fiche"]
    assert [cell.value for cell in sheet[2]] == [
        "Année", "Objectif", "Réalisé", "Taux d'atteinte (COG)", "Statut (COG)",
    ]  # fmt: skip
    assert [sheet["D3"].value, sheet["E3"].value] == [pytest.approx(46 / 45), "Atteint"]
    assert [sheet["D4"].value, sheet["E4"].value] == [pytest.approx(45 / 46), "Non atteint"]
    # Beside an indicator that others stand next to, nothing would say whose rate it is.
    crossed = openpyxl.load_workbook(path, data_only=True)["Croisé"]
    assert crossed.max_column == 4


def test_a_second_run_changes_nothing_and_all_is_given_back(annex, run):
    before = annex.read_bytes()
    done = run(annex, columns=True)[1]
    again = run(annex, done.data, columns=True)[1]
    assert not again.changed
    stripped = strip(Package(annex, done.data))
    assert stripped.exact and stripped.data == before


def test_the_answer_to_a_column_of_one_subject_accepts_its_rows(tmp_path, run):
    """« Ind. 2 » alone heads the column: one answer, and every year of it has its results."""
    book = Workbook()
    book.remove(book.active)
    fill(
        book.create_sheet("Historique"),
        "A1",
        [
            ["Historique des réalisés"],
            ["Exercice", "Ind. 2", "Ind. 4"],
            [2012, "86 %", "93 %"],
            [2013, "89 %", "95 %"],
        ],
    )
    path = tmp_path / "numeros.xlsx"
    book.save(path)
    seen, first = run(path)
    assert not [row for row in rows(first.data) if row[3] == 2013]
    lines = [
        line._replace(answer="1" if line.cell == "B2" else "2") if line.element == DOUBT else line
        for line in lines_of(seen.found)
    ]
    data = run(path, None, lines)[1].data
    # 0,89 / 0,9; the other column was left aside.
    assert of_indicator(data, 2, 2013)[6] == pytest.approx(0.89 / 0.9)
    assert not [row for row in rows(data) if row[1] == "4"]
