"""``pycog score`` reads the scorecard of an equipped workbook through its map."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from pycog.cli.main import main
from tests.paths import ROOT

#: Label, floor, target and result: the printed ones but where said.
ROWS: tuple[tuple[Any, ...], ...] = (
    ("Délai d'instruction des demandes C2S (9ème décile)", "45j", "31j", 100, "38 j"),
    ("Nombre d'assistants médicaux", 20, 40, 50, 30),  # the body's own share of the nation's
    ("Contact tracing : délai de traitement des PO", "1j", "0,40 j", 75, None),
    ("Validation des comptes", 0, 1, 100, "neutralisé : crise"),
    ("Index égalité professionnelle", None, "75/100", 100, "80/100"),
)
HEADS = ("Indicateurs", "Socle", "Cible", "Points max", "Résultat")
OPTION = ("--convention", "interessement-maladie-2021")


@pytest.fixture(name="card")
def _card(tmp_path):
    """A scorecard as an officer keeps it, equipped, with the body's own target let stand."""
    book = Workbook()
    sheet = book.active
    sheet.title = "CPAM"
    sheet["A1"] = "Intéressement 2021 - Part locale CPAM"
    for row, cells in enumerate((HEADS, *ROWS), 3):
        for column, value in enumerate(cells, 1):
            sheet.cell(row, column).value = value
    sheet["A9"], sheet["D9"] = "Total", "=SUM(D4:D8)"
    path = tmp_path / "cpam.xlsx"
    book.save(path)
    return path


@pytest.fixture(name="pycog")
def _pycog(capsys):
    def run(*words):
        code = main([*map(str, words)])
        written = capsys.readouterr()
        return code, written.out, written.err

    return run


@pytest.fixture(name="answered")
def _answered(card, pycog):
    """The scorecard equipped, the officer having said that the typed bounds are the body's."""
    table = card.with_name("table.csv")
    pycog("equip", card, *OPTION, "--exporter", table)
    with table.open(encoding="utf-8-sig", newline="") as stream:
        heads, *lines = csv.reader(stream, delimiter=";")
    own = [line for line in lines if (line[0], line[2]) in {("Doute", "B5"), ("Doute", "C5")}]
    assert len(own) == 2
    for line in own:
        line[heads.index("Votre réponse")] = "saisi"
    with table.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([heads, *lines])
    equipped = card.with_name("equipe.xlsx")
    pycog("equip", card, *OPTION, "--correspondances", table, "--output", equipped)
    return equipped


def test_the_results_are_scored_with_the_own_share(answered, pycog):
    code, out, _ = pycog("score", answered, "--json")
    record = json.loads(out)
    found = {row["key"]: row["points"] for row in record["rows"] if row["component"] == ""}
    assert (code, record["category"], record["campaign"]) == (0, "cpam", 2021)
    # 45 − 38 of 45 − 31 days, half of 100 points; 30 − 20 of 40 − 20 people, half of 50.
    assert (found["delai_c2s"], found["assistants_medicaux"]) == (50.0, 25.0)
    assert (found["index_egalite"], found["comptes"]) == (100.0, None)
    # 1 000 − 100 that are neutralised; 100 + 50 + 100 of them have a result.
    assert record["total"] == {"earned": 175.0, "open": 650.0, "possible": 900.0}


def test_without_an_answer_the_typed_target_is_not_the_own_one(card, pycog):
    equipped = card.with_name("equipe.xlsx")
    pycog("equip", card, *OPTION, "--output", equipped)
    code, out, err = pycog("score", equipped)
    assert code == 0
    assert "Nombre d'assistants médicaux : — / 50 (Objectif national (2500)" in out
    assert "cpam.xlsx" not in err and "CPAM!C5 : « Nombre d'assistants médicaux »" in err
    assert "Total" not in err


def test_a_workbook_that_is_not_equipped_is_refused(card, pycog):
    code, out, err = pycog("score", card)
    assert (code, out) == (2, "") and "n'est pas équipé" in err


def test_another_scorecard_is_refused(answered, pycog):
    code, _, err = pycog("score", answered, "--category", "cpam", "--campaign", "2030")
    assert code == 2 and "2030" in err


def test_a_folder_mixes_lists_and_workbooks(answered, card, pycog):
    card.rename(card.with_name("x.avant.xlsx"))
    answered.with_name("table.csv").unlink()
    answered.with_name("liste.csv").write_text("indicateur;résultat\ncomptes;50 %\n", "utf-8")
    code, out, _ = pycog(
        "score", answered.parent, "--category", "cpam", "--campaign", "2021", *OPTION
    )
    names = [line.split()[:2] for line in out.splitlines()[1:]]
    assert (code, names) == (0, [["equipe", "175"], ["liste", "50"], ["2", "organismes."]])


def test_the_sheet_of_results_says_what_is_neutralised(answered):
    sheet = load_workbook(answered, data_only=True)["COG - résultats"]
    rows = {row[2].value: row for row in sheet.iter_rows() if row[2].value}
    own = rows["Validation des comptes"]
    assert (own[7].value or "", own[11].value) == ("", "Neutralisé : hors des points possibles")


@pytest.mark.filterwarnings("ignore:Sparkline Group")
def test_the_dashboard_takes_the_rates_of_an_equipped_workbook(answered, card, pycog):
    """Earned 175 of 900, 650 open: from 19,44 % to 91,67 %, live in the workbook."""
    equipped = card.with_name("camieg.xlsx")
    book = Workbook()
    book.active.title = "Suivi 2013"
    for row in (
        ("N°", "Indicateur", "Objectif 2013", "Réalisé 2013"),
        (2, "Taux d'appels décrochés", "90 %", "91 %"),
        (3, "Taux d'appels traités en niveau 1", "90 %", "91 %"),
    ):
        book.active.append(row)
    book.save(equipped)
    pycog("equip", equipped, "--convention", "camieg-2012-2015", "--en-place", "--sans-copie")
    output = card.with_name("tableau.xlsx")
    words = ("--interessement", answered, "--output", output)
    code, _, err = pycog("report", "tableau-de-bord", "--year", 2013, equipped, *words)
    assert code == 0, err
    board = load_workbook(output, data_only=True)["Tableau de bord"]
    rates = {row[8].value: row[9].value for row in board.iter_rows() if row[8].value}
    assert rates["Minimum"] == pytest.approx(175 / 900)
    assert rates["Maximum"] == pytest.approx(825 / 900)
    live = load_workbook(output)["Tableau de bord"]
    assert any("COG_SCORE" in str(getattr(row[9].value, "text", "")) for row in live.iter_rows())


def test_a_scorecard_of_ours_gives_the_points_that_it_shows(pycog, tmp_path):
    source = ROOT / "workbooks" / "interessement-2021" / "cas-herault-cpam.xlsx"
    shown = {
        row[0].value: row
        for row in load_workbook(source, data_only=True)["Synthèse"].iter_rows()
        if row[0].value
    }
    equipped = tmp_path / "equipe.xlsx"
    pycog("equip", source, *OPTION, "--output", equipped)
    record = json.loads(pycog("score", equipped, "--json")[1])
    low, high = shown["Taux de réussite local (TRL)"][1:3]
    assert (record["minimum"], record["maximum"]) == pytest.approx((low.value, high.value))
    assert record["total"]["earned"] == pytest.approx(shown["Total"][1].value)
