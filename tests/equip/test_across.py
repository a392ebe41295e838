"""Indicators across and years down: read as a table a column, with what tells them apart."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl import Workbook

from pycog import conventions
from pycog.equip.holdings import Holdings, holdings_of
from pycog.equip.model import Correspondence
from pycog.equip.recognition.recognise import recognise
from tests.equip.annex_kit import CAMIEG, fill, grids_of, saved

OPENED = "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00"
PICKED, HAPPY = "Taux d'appels décrochés", "Taux de satisfaction"


def read(sheet: str, rows: list[list[Any]], at: str = "A1") -> tuple[Correspondence, Holdings]:
    book = Workbook()
    book.remove(book.active)
    fill(book.create_sheet(sheet), at, rows)
    convention = conventions.load(CAMIEG)
    grids = grids_of(saved(book))
    found = recognise(grids, convention)
    return found, holdings_of(found, grids, convention)


def values(held: Holdings) -> dict[tuple[str, str, int], object]:
    return {(key, role, year): one.value for ((_, _, key), role, year), one in held.values.items()}


def test_the_sheet_says_that_they_are_results() -> None:
    found, held = read(
        "Réalisé",
        [
            ["Année", f"1 - {OPENED}", f"7 - {HAPPY}"],
            [2012, "97 %", "74 %"],
            [2013, "98 %", "n.d."],
            ["Moyenne", "97,5 %", "74 %"],
            [2014, None, "76 %"],
            ["Lyon", "99 %", "77 %"],
            ["2015 Lyon", "99 %", "77 %"],
            ["Source : enquête", 12, 13],
        ],
    )
    assert found.open_doubts() == ()
    assert values(held) == {
        ("1", "réalisé", 2012): "97 %",
        ("1", "réalisé", 2013): "98 %",
        ("7", "réalisé", 2012): "74 %",
        ("7", "réalisé", 2013): None,
        ("7", "réalisé", 2014): "76 %",
        ("1", "réalisé", 2014): None,
    }


def test_each_row_says_its_role_under_a_year_of_several_rows() -> None:
    _, held = read(
        "Croisé",
        [
            ["Année", "Valeur", PICKED, HAPPY],
            [2012, "Cible", "90 %", "75 %"],
            [None, "Réalisé", "88 %", "74 %"],
            [2013, "Cible", "90 %", "76,5 %"],
            [None, "Réalisé", "91 %", "75 %"],
            [None, "Écart", "1 pt", "-1,5 pt"],
            ["T1 2014", "Réalisé", "80 %", "70 %"],
        ],
        "C4",
    )
    found = values(held)
    assert (found["2", "objectif", 2013], found["2", "réalisé", 2013]) == ("90 %", "91 %")
    assert found["7", "réalisé", 2012] == "74 %"
    assert {year for _, _, year in found} == {2012, 2013}
    assert len(found) == 8
    assert held.values[("indicateur", "", "2"), "réalisé", 2013].place == "Croisé!E8"


def test_what_they_are_is_asked_where_nothing_says_it() -> None:
    found, held = read(
        "Historique", [["Année", f"1 - {OPENED}", f"2 - {PICKED}"], [2012, 0.97, 0.88]]
    )
    assert [(one.code, one.cell) for one in found.open_doubts()] == [
        ("colonne-inconnue", "B1"),
        ("colonne-inconnue", "C1"),
    ]
    assert values(held) == {}


@pytest.mark.parametrize(
    ("picked", "target", "sure"), [(PICKED, "90 %", True), (PICKED, "50 %", False)]
)
def test_a_label_alone_is_not_enough(picked: str, target: str, sure: bool) -> None:
    rows = [
        ["Année", picked, f"7 - {HAPPY}"],
        ["Objectif 2013", target, "76,5 %"],
        ["Réalisé 2013", "91 %", "75 %"],
    ]
    found, held = read("Suivi", rows)
    own = [row for table in found.tables for row in table.rows if row.subject]
    assert {row.sure for row in own if row.label == picked} == {sure}
    assert (("2", "réalisé", 2013) in values(held)) is sure
    assert values(held)["7", "réalisé", 2013] == "75 %"


def test_the_label_of_two_indicators_heads_nothing() -> None:
    rows = [["Année", "Fiabilité des réponses téléphoniques", f"7 - {HAPPY}"], [2013, 0.9, 0.75]]
    found, _ = read("Réalisé", rows)
    assert found.tables == ()


def test_lines_of_a_budget_across_are_told_with_what_to_do() -> None:
    found, _ = read(
        "FNGA", [["Année", "Personnel", "Fonctionnement"], [2013, 14_052_000, 5_104_000]]
    )
    (told,) = found.ignored
    assert "en colonnes" in told.reason and "Transposer" in told.reason


def test_numbers_alone_head_columns_only_where_the_officer_says_so() -> None:
    found, held = read(
        "Historique",
        [
            ["Historique des réalisés"],
            [],
            ["Exercice", "Ind. 2", "Ind. 4", "Effectif"],
            [2012, "86 %", "93 %", 320],
            [2013, "89 %", "95 %", 318],
        ],
    )
    assert [(one.code, one.cell) for one in found.open_doubts()] == [
        ("numero-seul", "B3"),
        ("numero-seul", "C3"),
    ]
    assert values(held) == {}
    assert [{row.subject.key for row in table.rows} for table in found.tables] == [{"2"}, {"4"}]
    assert not any(row.accepted for table in found.tables for row in table.rows)


def test_numbers_alone_are_certain_with_their_own_targets() -> None:
    found, held = read(
        "Historique",
        [
            ["Exercice", None, "Ind. 2", "Ind. 6"],
            [2012, "Objectif", "90 %", "88 %"],
            [2012, "Réalisé", "86 %", "87 %"],
            [2013, "Objectif", "90 %", "90 %"],
            [2013, "Réalisé", "89 %", "91 %"],
        ],
    )
    assert found.open_doubts() == ()
    assert values(held)["6", "réalisé", 2013] == "91 %"
