"""Large workbooks are read within bounds, and what was left out is told."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pycog import conventions
from pycog.audit.grid import Grid, Stored
from pycog.audit.stored_grids import read_grids
from pycog.equip.recognition.recognise import recognise
from pycog.equip.recognition.sheet_view import MOST_COLUMNS, MOST_ROWS
from pycog.xlsx.package import Package
from tests.equip.annex_kit import CAMIEG, Annex
from tests.equip.indicator_annexes import INDICATORS


def annex(name: str = "Indicateurs") -> Grid:
    grid = Grid(name, formulas=frozenset())
    for column, heading in enumerate(("N°", "Indicateur", "Objectif 2013", "Réalisé 2013")):
        grid.cells[0, column] = Stored(heading)
    for row, one in enumerate(conventions.load(CAMIEG).indicators.values(), start=1):
        cells = (Stored(int(one.number)), Stored(one.label), Stored(one.targets[2013].text))
        for column, cell in enumerate((*cells, Stored(0.9, percent=True))):
            if cell.value != "":
                grid.cells[row, column] = cell
    return grid


def test_an_annex_takes_less_than_a_second() -> None:
    convention = conventions.load(CAMIEG)
    recognise([annex()], convention)
    start = time.process_time()
    found = recognise([annex()], convention)
    assert time.process_time() - start < 1.0
    assert len(list(found.tables[0].accepted())) == 55


def test_two_hundred_sheets() -> None:
    grids = [annex(f"Feuille {number}") for number in range(200)]
    found = recognise(grids, conventions.load(CAMIEG))
    assert len(found.tables) == 200
    assert {sum(row.accepted for row in table.rows) for table in found.tables} == {55}


def test_what_stands_too_far_is_told() -> None:
    grid = annex()
    for row in range(56, MOST_ROWS + 1000):
        grid.cells[row, 0] = Stored(row)
        grid.cells[row, 1] = Stored(f"Dossier {row}")
    grid.cells[0, MOST_COLUMNS + 5] = Stored("loin")
    found = recognise([grid], conventions.load(CAMIEG))
    assert len(found.truncated) == 1
    assert found.truncated[0].startswith("Indicateurs : seules les 5000 premières lignes")
    table = found.tables[0]
    assert len(list(table.accepted())) == 55
    assert len(found.doubts) < 20


@pytest.mark.parametrize("most", [None, 3])
def test_no_more_rows_are_read_than_asked_for(most: int | None) -> None:
    found: Annex = INDICATORS[0]
    grids = read_grids(Package(Path("a.xlsx"), found.data()), most)
    assert [max(grid.rows()) for grid in grids] == [9 if most is None else 2]
    assert [grid.cut for grid in grids] == [most is not None]


def test_an_empty_workbook_has_no_table() -> None:
    found = recognise([Grid("Vide", formulas=frozenset())], conventions.load(CAMIEG))
    assert found.tables == ()
    assert [one.sheet for one in found.ignored] == ["Vide"]
    assert "en-têtes" in found.ignored[0].reason
