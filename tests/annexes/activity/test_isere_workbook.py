"""The workbook of the Isère activity report: bases given back, evolutions, shares."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pycog.annexes.activity.activity_isere import ISERE
from pycog.annexes.activity.activity_workbook import build_report
from pycog.annexes.builder import computed
from udfs.hosts.engine import EngineHost

NAME = "rapport-activite.xlsx"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("isere") / NAME
    target.write_bytes(computed(NAME, partial(build_report, ISERE), EngineHost()))
    return target


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return load_workbook(path, data_only=True)


def row(page: Any, label: str, last: bool = False) -> tuple[Any, ...]:
    """Return the first or the last row that begins with a label."""
    found = [line for line in page.iter_rows(values_only=True) if line[0] == label]
    return found[-1 if last else 0]


def test_no_sheet_is_empty_and_no_cell_in_error(book: Any) -> None:
    assert book.sheetnames == [
        "Lisez-moi",
        "Chiffres clés",
        "Évolutions",
        "Parts",
        "Rapports",
        "Constats",
        "Graphiques",
    ]
    cells = [cell for page in book for line in page.iter_rows() for cell in line]
    assert [cell.coordinate for cell in cells if cell.data_type == "e"] == []
    assert len(cells) > 800


def test_the_referrals_of_2019_are_given_back(book: Any, path: Path) -> None:
    line = row(book["Évolutions"], "Saisines de la médiation")
    assert line[1] == "2019"
    assert line[2] == pytest.approx(435 / 1.0584, rel=1e-15)
    assert (round(line[2]), line[4], line[7]) == (411, 435, 0.0584)
    live = load_workbook(path)["Évolutions"]
    formulas = [
        cell.value.text for line in live.iter_rows() for cell in line if hasattr(cell.value, "text")
    ]
    assert sum("_xldudf_COG_BASE(" in formula for formula in formulas) == 1


@pytest.mark.parametrize(
    ("label", "before", "after", "evolution"),
    [
        ("Essentiels envoyés, toutes catégories", 78, 95, 17 / 78),
        ("Agences ouvertes 5 jours sur 5", 16, 5, -11 / 16),
        ("Zones d'accueil", 4, 3, -1 / 4),
    ],
)
def test_evolutions_of_printed_values(
    book: Any, label: str, before: int, after: int, evolution: float
) -> None:
    line = row(book["Évolutions"], label)
    assert (line[2], line[4], line[5], line[6]) == (before, after, after - before, evolution)


def test_appointments_and_places_are_shared_out(book: Any) -> None:
    page = book["Parts"]
    assert row(page, "Rendez-vous maternité")[1:3] == (739, 739 / 1365)
    assert row(page, "Somme des parties")[1:3] == (1365, 1)
    assert row(page, "Autres motifs")[1:3] == (235, 235 / 435)
    assert row(page, "France services labellisées")[1:3] == (11, 11 / 25)


def test_half_of_the_referrals_is_nearly_half(book: Any) -> None:
    line = row(book["Rapports"], "Saisines sur les revenus de substitution")
    assert pytest.approx(200 / 435) in line
