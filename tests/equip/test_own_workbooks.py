"""The workbooks that pycog builds are recognised by the code that recognises an officer's."""

from __future__ import annotations

from pathlib import Path

import pytest

from pycog import conventions
from pycog.audit.stored_grids import read_grids
from pycog.equip.model import Correspondence, Table
from pycog.equip.recognition.recognise import recognise
from pycog.xlsx.package import Package
from tests.paths import ROOT

CAMIEG = "camieg-2012-2015"
CARDS = sorted((ROOT / "workbooks").glob("interessement-*/*.xlsx"))


def recognised(path: Path, convention: str) -> Correspondence:
    return recognise(read_grids(Package.open(path)), conventions.load(convention))


def on(sheet: str, found: Correspondence) -> Table:
    return next(table for table in found.tables if table.sheet == sheet)


@pytest.mark.parametrize("folder", [CAMIEG, "exemple-fictif"])
def test_annex_4_leaves_no_question(folder: str) -> None:
    found = recognised(ROOT / "workbooks" / folder / "annexe-4-indicateurs.xlsx", CAMIEG)
    assert found.open_doubts() == ()
    table = on("Indicateurs", found)
    numbers = [subject.key for _, subject in table.accepted()]
    assert numbers == list(conventions.load(CAMIEG).indicators)
    assert sorted(table.years("objectif")) == [2012, 2013, 2014, 2015]
    assert sorted(table.years("réalisé")) == [2011, 2012, 2013, 2014, 2015]
    assert all(row.number == subject.key for row, subject in table.accepted())


@pytest.mark.parametrize("folder", [CAMIEG, "exemple-fictif"])
@pytest.mark.parametrize(
    ("name", "fund"), [("annexe-2-fnga.xlsx", "FNGA"), ("annexe-3-fngr.xlsx", "FNGR")]
)
def test_the_annexes_of_funds_leave_no_question(folder: str, name: str, fund: str) -> None:
    found = recognised(ROOT / "workbooks" / folder / name, CAMIEG)
    assert found.open_doubts() == ()
    lines = conventions.load(CAMIEG).funds[fund].lines
    table = on("Exécution", found)
    assert table.frame == fund
    keys = [subject.key for _, subject in table.accepted()]
    assert keys == [line.key for line in lines if line.role != "titre"]
    for role in ("base", "exécuté"):
        assert sorted(table.years(role)) == [2012, 2013, 2014, 2015]
        assert {column.unit for column in table.years(role).values()} <= {"€", ""}


@pytest.mark.parametrize("path", CARDS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_scorecard_is_recognised(path: Path) -> None:
    year = int(path.parent.name[-4:])
    category = path.stem.rpartition("-")[2]
    convention = f"interessement-maladie-{year}"
    card = conventions.load(convention).scorecards[year][category]
    wanted = []
    for row in card.rows:
        wanted.append(row.key)
        wanted += [f"{row.key}/{place}" for place, _ in enumerate(row.components, start=1)]
    table = on("Barème", recognised(path, convention))
    assert table.frame == f"{year}/{category}"
    # The workbook files its rows by theme, the agreement as printed.
    assert sorted(subject.key for _, subject in table.accepted()) == sorted(wanted)
    assert all(row.label == subject.label for row, subject in table.accepted())
    assert table.column("poids") is not None
    assert table.column("réalisé") is not None


def test_registers_and_activity_reports_are_no_annex() -> None:
    for name in ("isere-2020/rapport-activite.xlsx", "mutualisation-2007/observatoire.xlsx"):
        assert recognised(ROOT / "workbooks" / name, CAMIEG).tables == ()
