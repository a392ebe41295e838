"""A scorecard that an agreement prints for several campaigns is that of the year told."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pycog import conventions
from pycog.audit.grid import Grid, Stored
from pycog.conventions.facts.convention import Convention
from pycog.equip.model import Correspondence
from pycog.equip.recognition.recognise import recognise
from tests.equip.annex_kit import CAMIEG, CAMPAIGN


def two_campaigns() -> Convention:
    """Return an agreement whose CPAM scorecard is the same in 2021 and in 2022."""
    found = conventions.load(CAMPAIGN)
    card = found.scorecards[2021]["cpam"]
    later = replace(card, terms=replace(card.terms, campaign=2022))
    return replace(found, scorecards={2021: {"cpam": card}, 2022: {"cpam": later}})


def recognised(title: str, heading: str = "Résultat") -> Correspondence:
    grid = Grid("Barème", formulas=frozenset())
    if title:
        grid.cells[0, 0] = Stored(title)
    for column, text in enumerate(("Indicateur", "Cible", "Points max", heading)):
        grid.cells[2, column] = Stored(text)
    for place, row in enumerate(two_campaigns().scorecards[2021]["cpam"].rows, start=3):
        for column, value in enumerate((row.label, row.target, row.weight)):
            if value != "":
                grid.cells[place, column] = Stored(value)
    return recognise([grid], two_campaigns())


@pytest.mark.parametrize("year", [2021, 2022])
@pytest.mark.parametrize("title", ["Intéressement {} – part locale CPAM", "Campagne {}"])
def test_the_title_tells_the_campaign(title: str, year: int) -> None:
    (table,) = recognised(title.format(year)).tables
    assert table.frame == f"{year}/cpam"
    assert list(table.years("réalisé")) == [year]
    assert {subject.frame for _, subject in table.accepted()} == {f"{year}/cpam"}


def test_a_heading_tells_the_campaign() -> None:
    (table,) = recognised("", "Résultat 2022").tables
    assert table.frame == "2022/cpam"


@pytest.mark.parametrize("title", ["", "Part locale CPAM"])
def test_without_a_year_the_campaign_is_asked_for(title: str) -> None:
    found = recognised(title)
    assert [doubt.code for doubt in found.doubts if doubt.blocking] == ["fonds-incertain"]
    assert list(found.tables[0].accepted()) == []
    assert [choice.value for choice in found.doubts[0].choices] == ["2021/cpam", "2022/cpam"]


def test_another_campaign_than_those_of_the_agreement_is_asked_about() -> None:
    found = recognised("Intéressement 2023 – part locale CPAM")
    assert [doubt.code for doubt in found.doubts if doubt.blocking][:1] == ["accord-incertain"]
    assert list(found.tables[0].accepted()) == []


def test_years_that_the_agreement_does_not_have_are_asked_about() -> None:
    grid = Grid("Indicateurs", formulas=frozenset())
    rows = (
        ("N°", "Indicateur", "Réalisé 2018"),
        (2, "Taux d'appels décrochés", "91 %"),
        (3, "Taux d'appels traités en niveau 1", "88 %"),
        (4, "Taux d'appels correctement tracés", "93 %"),
    )
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            grid.cells[row, column] = Stored(value)
    found = recognise([grid], conventions.load(CAMIEG))
    assert [doubt.code for doubt in found.doubts] == ["accord-incertain"]
    assert "2018" in found.doubts[0].message
    assert list(found.tables[0].accepted()) == []
