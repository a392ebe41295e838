"""A blank cell never reaches a formula as 0, also in an Excel that hands it over so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.addin.browser import pane, press, put, settled, sheet, wait_for
from tests.addin.test_pane import text

#: Row 1: a blank, row 2: a true zero, row 3: a formula that gives an empty text.
FIGURES = [[None, "<5 %"], [0, "<5 %"], ["x", "<5 %"]]
PARSE = "adresse => import('/static/js/cog/vides.js').then(m => m.lireAdresse(adresse))"


@pytest.fixture(scope="module")
def page(browser: Browser, server_url: str) -> Iterator[Page]:
    with pane(browser, server_url) as opened:
        yield opened


@pytest.fixture(autouse=True)
def as_the_desktop_does(page: Page) -> None:
    page.evaluate("essai.viderAZero(true)")
    page.evaluate("essai.refuserLesLectures(0)")


def calculated(page: Page, *sheets: dict[str, Any]) -> list[dict[str, Any]]:
    """Put a workbook, recalculate it and return the cells of its sheets."""
    put(page, {"feuilles": list(sheets)})
    page.evaluate(
        "Excel.run(async c => { c.workbook.application.calculate('Full'); await c.sync(); })"
    )
    wait_for(
        page,
        "essai.lire().feuilles.every(f => Object.values(f.cellules)"
        ".every(c => !c.f || (c.v !== '#BUSY!' && c.v !== undefined)))",
    )
    return [one["cellules"] for one in page.evaluate("essai.lire().feuilles")]


@pytest.mark.parametrize("as_zero", [True, False])
def test_a_blank_is_not_entered_and_a_zero_is_a_result(page: Page, as_zero: bool) -> None:
    page.evaluate("oui => essai.viderAZero(oui)", as_zero)
    rows = [[*row, f"=COG_STATUS(A{i},B{i})"] for i, row in enumerate(FIGURES[:2], start=1)]
    (cells,) = calculated(page, sheet("Résultats", rows))
    assert [cells["C1"]["v"], cells["C2"]["v"]] == ["Non renseigné", "Atteint"]


def test_a_typed_zero_is_not_looked_up(page: Page) -> None:
    before = page.evaluate("essai.journal.filter(([quoi]) => quoi === 'genres lus').length")
    (cells,) = calculated(page, sheet("F", [['=COG_STATUS(0,"<5 %")'], ['=COG_STATUS(1,"<5 %")']]))
    assert cells["A1"]["v"] == "Atteint"
    after = page.evaluate("essai.journal.filter(([quoi]) => quoi === 'genres lus').length")
    assert after == before


def test_blanks_within_a_range_are_found_one_by_one(page: Page) -> None:
    # Two of four weights are blank beside their results: a blank pair is left out, and a zero
    # is a result: (0,8 × 60 + 0 × 40) / 100.
    rows = [[0.8, 60], [None, None], [0, 40], [None, None]]
    rows[0].append("=COG_COMPOSITE(A1:A4,B1:B4)")
    (cells,) = calculated(page, sheet("Suivi", rows))
    assert cells["C1"]["v"] == pytest.approx(0.48, abs=1e-15)


def test_calls_of_one_recalculation_look_together(page: Page) -> None:
    rows = [[0, "<5 %", f"=COG_STATUS(A{i},B{i})"] for i in range(1, 101)]
    runs = page.evaluate(
        "(() => { const r = Excel.run; globalThis.lectures = 0; "
        "Excel.run = (...d) => { globalThis.lectures += 1; return r(...d); }; "
        "globalThis.rendreExcel = () => { Excel.run = r; }; return 0; })()"
    )
    (cells,) = calculated(page, sheet("Grand", rows))
    runs = page.evaluate("globalThis.lectures")
    page.evaluate("globalThis.rendreExcel()")
    assert {cells[f"C{i}"]["v"] for i in range(1, 101)} == {"Atteint"}
    assert runs < 10, runs


def test_while_a_cell_is_edited_it_looks_again(page: Page) -> None:
    page.evaluate("essai.refuserLesLectures(2)")
    (cells,) = calculated(page, sheet("F", [[None, "<5 %", "=COG_STATUS(A1,B1)"]]))
    assert cells["C1"]["v"] == "Non renseigné"


def test_what_cannot_be_looked_at_is_refused_and_costs_the_others_nothing(page: Page) -> None:
    put(page, {"feuilles": [sheet("F", [[0, "<5 %"]])]})
    lost, kept = page.evaluate(
        "Promise.all([['[autre.xlsx]F!A1', ''], ['F!A1', '']].map(places => "
        "essai.appeler('COG_STATUS', [[[0]], '<5 %'], 'F!C1', places)))"
    )
    assert "cellule vide" in lost["message"] and lost["erreur"] == "#VALUE!"
    assert kept["valeur"] == [["Atteint"]]


@pytest.mark.parametrize(
    ("address", "sheet_name", "row", "column"),
    [
        ("Feuil1!A1", "Feuil1", 0, 0),
        ("Feuil1!$B$3:$D$9", "Feuil1", 2, 1),
        ("'L''année 2013'!AA10", "L'année 2013", 9, 26),
        ("'[suivi 2013.xlsx]Budget'!C2:C4", "Budget", 1, 2),
        ("Feuil1!C:C", "Feuil1", 0, 2),
        ("Feuil1!4:6", "Feuil1", 3, 0),
        ("A1", "", 0, 0),
    ],
)
def test_addresses_as_excel_writes_them(
    page: Page, address: str, sheet_name: str, row: int, column: int
) -> None:
    found = page.evaluate(PARSE, address)
    assert (found["feuille"], found["ligne"], found["colonne"]) == (sheet_name, row, column)


@pytest.mark.parametrize("address", ["", "Feuil1!#REF!", "Feuil1!A0", "Feuil1!A1,Feuil1!B2"])
def test_what_is_no_area_is_none(page: Page, address: str) -> None:
    assert page.evaluate(PARSE, address) is None


def test_the_button_says_that_this_excel_hands_blanks_over_as_zeros(page: Page) -> None:
    put(page, {"feuilles": [sheet("F", [[None, "<5 %", "=COG_STATUS(A1,B1)"]])]})
    press(page, "Recalculer")
    page.get_by_role("button", name="Tout le classeur").click()
    settled(page)
    shown = text(page)
    assert "Recalcul terminé" in shown and "1 relue et traitée comme vide." in shown
    assert page.evaluate("essai.lire().feuilles[0].cellules.C1.v") == "Non renseigné"
