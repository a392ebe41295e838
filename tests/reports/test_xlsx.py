"""Reports as workbooks: their formulas give what they show, charts and small lines are Excel's."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pycog.refresh import refresh_file
from pycog.reports.bilan.drawing import draw
from pycog.reports.bilan.layouts import document_of
from pycog.reports.bilan.model import Bilan
from pycog.reports.xlsx import render_dashboard_xlsx, render_xlsx
from tests.reports import sample
from udfs.hosts.engine import EngineHost

YEAR = 2013

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
    assert changed(render_dashboard_xlsx(request.getfixturevalue(name)), tmp_path) == 0


def test_the_dashboard_shows_the_figures_of_the_model(filled: Bilan) -> None:
    sheet = load_workbook(io.BytesIO(render_dashboard_xlsx(filled)), data_only=True)[
        "Tableau de bord"
    ]
    rows = {row[0]: row for row in sheet.iter_rows(min_row=5, max_col=7, values_only=True)}
    for report in filled.indicators:
        result, row = report.of(YEAR), rows[report.number]
        assert row[1] == report.label
        assert row[3] == ("—" if result.actual.value is None else result.actual.value)
        assert row[4] == result.attainment.value
        assert row[6] == result.status.value
    counts = {str(status.value): count.value for status, count in sheet["I5:J11"]}
    assert counts == {status: figure.value for status, figure in filled.summary.counts}
    assert (sheet["I12"].value, sheet["J12"].value) == (
        "Taux d'atteinte moyen", filled.summary.mean.value,
    )  # fmt: skip


def test_the_dashboard_follows_what_is_typed(filled: Bilan, tmp_path: Path) -> None:
    path = tmp_path / "tableau.xlsx"
    path.write_bytes(render_dashboard_xlsx(filled))
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
    with zipfile.ZipFile(io.BytesIO(render_dashboard_xlsx(filled))) as package:
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
        "Présentation", "Synthèse", "Tous les indicateurs", "Fiches", "Budget", "Sources",
        "Données des graphiques",
    ]  # fmt: skip
    assert book["Tous les indicateurs"].max_row >= 60


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render_xlsx(sample.document()) == render_xlsx(sample.document())
