"""The files of the network view: the workbook with live quartiles and plots, CSV, Parquet."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from openpyxl import load_workbook

from pycog.refresh import refresh_file
from pycog.reports.network import consolidate
from pycog.reports.network.network_model import Network
from pycog.reports.network.network_workbook import workbook
from pycog.reports.network.records import COLUMNS, comma_separated, parquet, require_parquet
from tests.reports.network import network_folder as made
from udfs.hosts.engine import EngineHost

#: Indicator 2 in 2013, target 90 %; quartiles 0,75, 0,875 and 0,95.
VALUES = {"A": 0.95, "B": 0.80, "C": 0.95, "D": 0.6}


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    folder = tmp_path_factory.mktemp("annexes")
    annex = made.blank_annex()
    for body, value in VALUES.items():
        actuals: dict[tuple[int, int], float | str] = {(2, 2013): value, (3, 2012): 0.5}
        if body == "B":
            actuals[4, 2013] = "=1+1"
        (folder / f"annexe-4_{body}.xlsx").write_bytes(made.fill(annex, actuals))
    (folder / "annexe-4_=E.xlsx").write_bytes(annex)
    return consolidate(folder, workers=1)


@pytest.fixture(scope="module")
def content(network: Network) -> bytes:
    return workbook(network)


@pytest.fixture(scope="module")
def book(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content), data_only=True)


def row_of(page: Any, column: str, value: object) -> int:
    (found,) = (cell.row for cell in page[column] if cell.value == value)
    return int(found)


def test_the_sheets(book: Any) -> None:
    assert book.sheetnames == [
        "Synthèse",
        "À appeler",
        "Indicateurs",
        "Réseau",
        "Organismes",
        "Formes",
        "Détail",
        "Graphiques",
        "Repères",
    ]


def test_every_indicator_by_body(book: Any) -> None:
    page = book["Réseau"]
    headings = [cell.value for cell in page[5]]
    assert headings == ["Organisme", *(f"N° {number}" for number in range(1, 56))]
    found = {row[0].value: row[2].value for row in page.iter_rows(min_row=6)}
    # A body that returned nothing has an empty cell, not a zero.
    assert found == {**VALUES, "=E": None}


def test_quartiles_are_live_and_stored(content: bytes, book: Any, tmp_path: Path) -> None:
    row = row_of(book["Indicateurs"], "A", 2)
    stored = [cell.value for cell in book["Indicateurs"][row]]
    assert stored[4] == 4
    assert stored[5:10] == pytest.approx([0.6, 0.75, 0.875, 0.95, 0.95], abs=1e-15)
    assert stored[10:] == [2, 0, 2]
    live = load_workbook(io.BytesIO(content))["Indicateurs"].cell(row, 7).value
    assert (
        live == "=IF(COUNT('Réseau'!$C$6:$C$10)=0,\"\",_xlfn.QUARTILE.INC('Réseau'!$C$6:$C$10,1))"
    )
    # Recalculated by the engine, the workbook keeps every value.
    path = tmp_path / "reseau.xlsx"
    path.write_bytes(content)
    report = refresh_file(path, EngineHost())
    assert report.refused is None
    # XlsxWriter stores nothing where a formula gives an empty text.
    assert {(change.before, change.after) for change in report.changes} <= {(None, "")}
    assert f"G{row}" not in {change.cell for change in report.changes}


def test_details_are_in_the_order_of_the_ranks(book: Any) -> None:
    rows = [[cell.value for cell in row] for row in book["Détail"].iter_rows(min_row=6)]
    found = [row for row in rows if row[1] == 2]
    assert [(row[3], row[4], row[10], row[12]) for row in found] == [
        ("A", 1, 1, "Premier quart"),
        ("C", 2, 1, "Premier quart"),
        ("B", 3, 3, "Troisième quart"),
        ("D", 4, 4, "Dernier quart"),
        ("=E", None, None, None),
    ]
    assert found[2][5:10] == [
        0.8,
        "90%",
        pytest.approx(0.8 / 0.9),
        pytest.approx(-0.1),
        "Non atteint",
    ]


def test_a_dot_plot_with_its_values_and_lines(content: bytes, book: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        charts = [name for name in package.namelist() if re.search(r"charts/chart\d+\.xml$", name)]
        drawing = package.read("xl/drawings/drawing1.xml").decode()
        chart = package.read("xl/charts/chart1.xml").decode()
    # Only indicator 2 has values in 2013.
    assert len(charts) == 1
    assert "Nuage de points : indicateur n° 2, 4 organismes" in drawing
    dots = chart.partition("</c:ser>")[0]
    assert re.findall(r"<c:v>([\d.]+)</c:v>", dots) == [
        "0.95",
        "0.95",
        "0.8",
        "0.6",
        "1",
        "2",
        "3",
        "4",
    ]
    assert [cell.value for cell in book["Repères"][5]][2:] == pytest.approx(
        [0.75, 0.875, 0.95, 0.9]
    )
    assert chart.count("<c:ser>") == 5


def test_calls_and_forms_are_listed(book: Any) -> None:
    calls = [cell.value for cell in book["À appeler"]["A"]][3:]
    assert set(calls) == {"A", "B", "C", "D", "=E"}
    forms = [cell.value for cell in book["Formes"]["D"]][3:]
    assert forms.count("valeurs-non-recalculees") == 4
    assert forms.count("valeur-illisible") == 1


def test_nothing_typed_becomes_a_formula(content: bytes) -> None:
    book = load_workbook(io.BytesIO(content))
    live = {
        page.title
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert live == {"Indicateurs"}


def test_csv_holds_every_year_and_blank(network: Network) -> None:
    rows = list(csv.DictReader(io.StringIO(comma_separated(network))))
    assert len(rows) == 55 * 2 * 5
    found = {(row["body"], row["year"]): row for row in rows if row["measure"] == "4/2"}
    assert found["B", "2013"] == {
        "convention": "COG CAMIEG 2012-2015",
        "year": "2013",
        "annex": "annexe 4",
        "measure": "4/2",
        "label": "Taux d'appels décrochés",
        "body": "B",
        "typed": "0,8",
        "value": "0.8",
        "target": "90%",
        "attainment": repr(8 / 9),
        "gap": "-0.1",
        "status": "Non atteint",
        "rank": "3",
        "ranked": "4",
        "quarter": "3",
        "place": "annexe-4_B.xlsx, Indicateurs!K8",
    }
    # What a spreadsheet would calculate stays text.
    assert found["'=E", "2013"]["value"] == ""
    (typed,) = (row["typed"] for row in rows if row["status"] == "Illisible")
    assert typed == "'=1+1"


def test_parquet_says_the_same(network: Network, tmp_path: Path) -> None:
    path = tmp_path / "reseau.parquet"
    path.write_bytes(parquet(network))
    table = pyarrow.parquet.read_table(path)
    assert table.column_names == list(COLUMNS)
    rows = table.to_pylist()
    assert len(rows) == 55 * 2 * 5
    (found,) = (
        row for row in rows if (row["body"], row["measure"], row["year"]) == ("B", "4/2", 2013)
    )
    assert (found["value"], found["rank"], found["gap"]) == (0.8, 3, -0.1)
    assert sum(row["value"] is None for row in rows) == 55 * 2 * 5 - 8


def test_parquet_without_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from pycog.errors import InvalidInput

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InvalidInput) as refused:
        require_parquet()
    assert refused.value.code == "parquet-non-installe"
    assert 'pip install "pycog[parquet]"' in refused.value.message


def test_the_same_folder_gives_the_same_bytes(network: Network, content: bytes) -> None:
    assert workbook(network) == content
