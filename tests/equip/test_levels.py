"""A level beside a printed variation is told as what it is, in the year of the variation only."""

from __future__ import annotations

import pytest

from pycog import conventions
from pycog.audit.grid import Grid, Stored
from pycog.equip.model import Correspondence
from pycog.equip.recognition.recognise import recognise
from tests.equip.annex_kit import CAMIEG

#: The agreement prints « Baisse de 14 % » for indicator 51 in 2012, and nothing for 2013.
ROWS = (
    (40, "Nombre de PML mis en place par an", 2, 3),
    (51, "Quantité de feuillets A4 achetés", None, 701_200),
    (2, "Taux d'appels décrochés", "90 %", "91 %"),
)


def recognised(year: int) -> Correspondence:
    grid = Grid("Suivi", formulas=frozenset())
    heads = ("N°", "Indicateur", f"Objectif {year}", f"Réalisé {year}")
    for row, cells in enumerate((heads, *ROWS)):
        for column, value in enumerate(cells):
            if value is not None:
                grid.cells[row, column] = Stored(value)
    return recognise([grid], conventions.load(CAMIEG))


def test_without_a_target_a_level_is_a_number() -> None:
    found = recognised(2013)
    assert [one.cell for one in found.doubts if one.code == "valeur-illisible"] == []
    readings = {(one.row, one.column): one for one in found.tables[0].readings}
    assert (readings[2, 3].reading, readings[2, 3].number) == ("nombre", 701_200)


def test_beside_a_variation_it_is_told_to_be_of_another_unit() -> None:
    (told,) = [one for one in recognised(2012).doubts if one.code == "valeur-illisible"]
    assert told.cell == "D3"
    assert "n'est pas dans l'unité de l'objectif" in told.message


@pytest.mark.parametrize("text", ["voir fiche", "à revoir"])
def test_words_do_not_read_at_all(text: str) -> None:
    grid = Grid("Suivi", formulas=frozenset())
    rows = (("N°", "Indicateur", "Objectif 2013", "Réalisé 2013"), *ROWS[:1], ROWS[2])
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            grid.cells[row, column] = Stored(text if (row, column) == (2, 3) else value)
    found = recognise([grid], conventions.load(CAMIEG))
    (told,) = [one for one in found.doubts if one.code == "valeur-illisible"]
    assert "ne se lit pas" in told.message
