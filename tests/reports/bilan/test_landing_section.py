"""The landing in the dashboard: by hand, and nothing where nothing is typed to date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from openpyxl import load_workbook

from pycog.arithmetic import same
from pycog.audit.stored_grids import read_grids
from pycog.cli.main import main
from pycog.reports.bilan.bilan_model import Bilan
from pycog.reports.bilan.dashboard import dashboard_document, exceeding
from pycog.reports.bilan.dashboard_xlsx import dashboard_workbook
from pycog.reports.bilan.drawing import draw
from pycog.reports.documents.document import Paragraph, Section, Table
from pycog.xlsx.package import Package
from tests.reports.bilan.test_bilan_model import ANNEX_1, ANNEX_2, wrong_figures
from tests.reports.conftest import Fill
from udfs.hosts.engine import EngineHost

SHEET = "Atterrissage"
TYPED = {
    "B4": 2013,
    "E4": 9,
    "E8": 10_800_000,
    "E9": 3_600_000,
    "E12": 100_000,
    "E13": 150_000,
}


def drawn(folder: Path, year: int = 2013) -> Bilan:
    return draw([folder], year, drawn=dt.date(2013, 10, 15))


def section(bilan: Bilan) -> Section | None:
    document = dashboard_document(bilan)
    return next((one for one in document.sections if one.anchor == "atterrissage"), None)


def shown(bilan: Bilan) -> dict[str, list[str]]:
    found = section(bilan)
    assert found is not None
    (table,) = [block for block in found.blocks if isinstance(block, Table)]
    return {
        str(row[0]): [cell if isinstance(cell, str) else cell.shown for cell in row[1:]]
        for row in table.rows
    }


def test_the_landing_by_group(fill: Fill, host: EngineHost) -> None:
    bilan = drawn(fill({ANNEX_2: {SHEET: TYPED}}))
    rows = shown(bilan)
    # 10 800 000 × 12 ÷ 9; 3 600 000 × 12 ÷ 9; 250 000 × 12 ÷ 9.
    assert rows["Personnel"] == [
        "14 052 000 €",
        "10 800 000 €",
        "14 400 000 €",
        "−348 000 €",
        "Dépassement de 348 000 €",
    ]
    assert rows["Fonctionnement"] == [
        "5 104 000 €",
        "3 600 000 €",
        "4 800 000 €",
        "+304 000 €",
        "Conforme",
    ]
    assert rows["Investissement"][:4] == [
        "417 000 €",
        "250 000 €",
        "333 333,33 €",
        "+83 666,67 €",
    ]
    # Evaluative credits are not known: no total of all, that of the limitative ones stands.
    assert "Total des dépenses brutes" not in rows
    assert rows["Total des dépenses à caractère limitatif"][2] == "19 533 333,33 €"
    assert exceeding(bilan) == "Dépasseront l'autorisé : Personnel (FNGA, −348 000 €)."
    assert not wrong_figures(bilan, host)


def test_the_sheet_and_the_report_agree(fill: Fill) -> None:
    folder = fill({ANNEX_2: {SHEET: TYPED}})
    page = load_workbook(folder / ANNEX_2, data_only=True)[SHEET]
    landing = next(one.landing for one in drawn(folder).funds if one.id == "FNGA")
    assert landing is not None
    stored = {row[0].value: row[9].value for row in page.iter_rows(min_row=7, max_row=24)}
    for row in landing.rows:
        value, typed = row.landing.value, stored[row.label] or None
        # The sheet adds up floats, the report decimal numbers: 15 digits are the same.
        assert (value is None) is (typed is None), row.label
        assert value is None or same(value, typed), row.label


def test_nothing_is_said_where_nothing_is_typed(fill: Fill) -> None:
    assert section(drawn(fill({ANNEX_2: {SHEET: {"B4": 2013, "E4": 9}}}))) is None


def test_another_year_is_not_told(fill: Fill) -> None:
    assert section(drawn(fill({ANNEX_2: {SHEET: TYPED | {"B4": 2014}}}))) is None


def test_what_cannot_be_computed_is_said(fill: Fill) -> None:
    bilan = drawn(fill({ANNEX_2: {SHEET: TYPED | {"E9": "beaucoup", "H8": "tendance"}}}))
    found = section(bilan)
    assert found is not None
    (note,) = [one for one in found.blocks if isinstance(one, Paragraph)]
    assert "Personnel : La méthode « tendance » n'existe pas." in note.text
    assert "Fonctionnement : Le montant à date « beaucoup » n'est pas un nombre." in note.text
    assert "Personnel" not in shown(bilan)
    assert "Total des dépenses à caractère limitatif" not in shown(bilan)


def test_an_amended_ceiling_counts_and_a_contradiction_is_said(fill: Fill) -> None:
    amended = {ANNEX_2: {SHEET: TYPED | {"C8": 14_500_000}}}
    assert shown(drawn(fill(amended)))["Personnel"][3:] == ["+100 000 €", "Conforme"]


def test_the_workbook_of_the_dashboard_has_it(fill: Fill, tmp_path: Path) -> None:
    bilan = drawn(fill({ANNEX_2: {SHEET: TYPED}}))
    target = tmp_path / "tableau.xlsx"
    target.write_bytes(dashboard_workbook(bilan))
    grids = {grid.name: grid for grid in read_grids(Package.open(target))}
    texts = [cell.text for cell in grids["Tableau de bord"].cells.values()]
    assert "Encore engageable" in texts
    assert texts.count("FNGA – Personnel") == 2


def test_the_command(fill: Fill, tmp_path: Path) -> None:
    folder = fill({ANNEX_2: {SHEET: TYPED}})
    target = tmp_path / "tableau.html"
    command = ["report", "tableau-de-bord", str(folder), "--year", "2013", "--output", str(target)]
    assert main(command) == 0
    text = " ".join(target.read_text(encoding="utf-8").split())
    assert "Dépassement de 348 000 €" in text.replace("\u202f", " ")
    assert (folder / ANNEX_1).exists()
