"""Reports as workbooks: their formulas give what they show, charts and small lines are Excel's."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pycog.refresh import refresh_file
from pycog.reports.bilan.bilan_model import Bilan
from pycog.reports.bilan.dashboard_xlsx import dashboard_workbook
from pycog.reports.bilan.drawing import draw
from pycog.reports.documents.document import Items, Paragraph, Section
from pycog.reports.documents.xlsx import render_xlsx
from pycog.reports.documents.xlsx_pages import breaks
from pycog.reports.making import document_of
from tests.reports import sample
from tests.reports.conftest import Fill
from udfs.hosts.engine import EngineHost

YEAR = 2013
ANNEX_4 = "annexe-4-indicateurs.xlsx"

# openpyxl says that it does not keep them; it only reads here.
pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension")


@pytest.fixture(scope="module")
def filled(exemple: Path) -> Bilan:
    """What the made-up annexes tell."""
    return draw([exemple], YEAR)


@pytest.fixture(scope="module")
def empty(blank: Path) -> Bilan:
    """What blank annexes tell."""
    return draw([blank], YEAR)


def changed(content: bytes, folder: Path) -> int:
    """Return how many cells a refresh changes."""
    path = folder / "rapport.xlsx"
    path.write_bytes(content)
    report = refresh_file(path, EngineHost())
    assert report.refused is None
    assert not report.errors
    assert report.cog_formulas > 100
    return report.changed


@pytest.mark.parametrize("kind", ["bilan", "evaluation"])
@pytest.mark.parametrize("name", ["filled", "empty"])
def test_a_refresh_changes_nothing(
    kind: str, name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    bilan = request.getfixturevalue(name)
    assert changed(render_xlsx(document_of(kind, bilan)), tmp_path) == 0


@pytest.mark.parametrize("name", ["filled", "empty"])
def test_a_refresh_changes_nothing_of_the_dashboard(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    assert changed(dashboard_workbook(request.getfixturevalue(name)), tmp_path) == 0


def test_the_dashboard_shows_the_figures_of_the_model(filled: Bilan) -> None:
    sheet = load_workbook(io.BytesIO(dashboard_workbook(filled)), data_only=True)["Tableau de bord"]
    rows = {row[0]: row for row in sheet.iter_rows(min_row=5, max_col=7, values_only=True)}
    for report in filled.indicators:
        result, row = report.of(YEAR), rows[int(report.number)]
        assert row[1] == report.label
        assert row[3] == ("—" if result.actual.value is None else result.actual.value)
        assert row[4] == result.attainment.value
        assert row[6] == result.status.value
    counts = {str(status.value): count.value for status, count in sheet["I5:J11"]}
    assert counts == {status: figure.value for status, figure in filled.summary.counts}
    assert (sheet["I12"].value, sheet["J12"].value) == (
        "Taux d'atteinte moyen",
        filled.summary.mean.value,
    )


def test_the_dashboard_follows_what_is_typed(filled: Bilan, tmp_path: Path) -> None:
    path = tmp_path / "tableau.xlsx"
    path.write_bytes(dashboard_workbook(filled))
    book = load_workbook(path)
    data = book["Données"]
    headings = [one.value for one in data[4]]
    row = next(row for row in data.iter_rows(min_row=5) if row[0].value == 2)
    # Indicator 2 aims at 90 %: 45 % is half of it.
    row[headings.index("Réalisé 2013")].value = 0.45
    # Both sheets begin in the same row.
    place = f"E{row[0].row}"
    book.save(path)
    assert refresh_file(path, EngineHost()).refused is None
    board = load_workbook(path, data_only=True)["Tableau de bord"]
    assert board[place].value == 0.5
    assert board[place.replace("E", "G")].value == "Non atteint"


def test_charts_and_small_lines_are_native(filled: Bilan) -> None:
    with zipfile.ZipFile(io.BytesIO(dashboard_workbook(filled))) as package:
        names = package.namelist()
        board = package.read("xl/worksheets/sheet1.xml").decode()
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    assert sum(name.startswith("xl/charts/chart") for name in names) == 2
    assert not [name for name in names if name.startswith("xl/media")]
    assert len(re.findall(r"<x14:sparkline>", board)) == len(filled.indicators)
    assert len(re.findall(r' descr="Barres', drawing)) == 2


def test_comments_are_text_and_never_formulas() -> None:
    book = load_workbook(io.BytesIO(render_xlsx(sample.document())))
    found = [
        cell
        for row in book["Fiches"].iter_rows()
        for cell in row
        if sample.HOSTILE in str(cell.value)
    ]
    assert len(found) == 2
    assert all(cell.data_type == "s" for cell in found)


def test_every_section_has_its_sheet() -> None:
    book = load_workbook(io.BytesIO(render_xlsx(sample.document())))
    assert book.sheetnames == [
        "Présentation",
        "Synthèse",
        "Tous les indicateurs",
        "Fiches",
        "Budget",
        "Sources",
        "Données des graphiques",
    ]
    assert book["Tous les indicateurs"].max_row >= 60


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render_xlsx(sample.document()) == render_xlsx(sample.document())


def test_a_page_cuts_no_part_that_fits_it() -> None:
    # At 91 %, a page holds 485 points. Rows 0 to 99 come first; the last part is longer than
    # a page and begins where it stands.
    heights = dict.fromkeys(range(1300), 1.0)
    assert breaks([100, 400, 500, 600], 1200, heights, 91, 9) == [400]
    assert breaks([0, 300], 400, heights, 91, 9) == []


def test_the_pages_of_the_bilan_suit_a_printer(filled: Bilan) -> None:
    book = load_workbook(io.BytesIO(render_xlsx(document_of("bilan", filled))))
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape", sheet.title
        assert sheet.print_area, sheet.title
    changes, sheets = book["Ce qui a bougé depuis 2012"], book["Fiches thématiques"]
    first = int(changes.print_title_rows.split("$")[1].rstrip(":"))
    assert changes.cell(first, 1).value == "N°"
    # Every page of the sheets begins with the heading of a sheet or of an indicator.
    begins = [sheets.cell(one.id + 1, 1).value for one in sheets.row_breaks.brk]
    assert 20 < len(begins) < 40
    assert all(str(one).startswith(("Fiche ", "Indicateur ", "Échéances")) for one in begins), (
        begins
    )
    findings = book["Constats du contrôle"]
    assert (findings["A6"].value, findings.freeze_panes) == ("Endroit", "A7")
    # As many pictures as trajectories, none over a cell of its table.
    drawn = {chart.anchor._from.col for chart in sheets._charts}
    assert drawn <= {6}


def test_what_excel_cannot_hold_as_a_formula_is_a_value(fill: Fill) -> None:
    said = "illisible " * 200
    folder = fill({ANNEX_4: {"Indicateurs": {"K8": said, "O9": "x" * 32_767, "K9": 0.5}}})
    content = render_xlsx(document_of("bilan", draw([folder], YEAR)))
    typed = []
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            formula = getattr(cell.value, "text", cell.value)
            if str(formula).startswith("="):
                assert len(formula) <= 8_192
                assert not re.search(r'"(?:[^"]|""){256,}"', formula)
            typed.append(str(formula))
    assert said.strip() in [one.strip() for one in typed]
    # A comment as long as a cell can be stands whole, over several rows.
    assert sum(one.count("x") for one in typed if "x" * 100 in one) == 32_767


@pytest.mark.parametrize("text", ["\x01 gras", "\ud83d seul", "\ufffe", "\U0001f600 \u202e abc"])
def test_any_text_can_be_stored(text: str) -> None:
    document = replace(
        sample.document(),
        sections=(Section("Textes", "textes", (Paragraph(text), Items((text,)))),),
    )
    book = load_workbook(io.BytesIO(render_xlsx(document)))
    assert book["Textes"].max_row > 3
