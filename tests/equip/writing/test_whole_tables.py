"""Answers about a table as a whole: another agreement's form, the hidden copy of a sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from pycog.audit.stored_grids import read_grids
from pycog.conventions import Convention
from pycog.equip.holdings import holdings_of
from pycog.equip.model import Correspondence
from pycog.equip.recognition.recognise import recognise
from pycog.equip.writing.given_answers import answered
from pycog.equip.writing.map_reading import Answers
from pycog.equip.writing.map_sheet import DOUBT, TABLE, lines_of
from pycog.xlsx.package import Package

SHEET = "Indicateurs 2013"


@pytest.fixture(name="hidden_copy")
def _hidden_copy(annex: Path) -> Path:
    """The annex with a hidden copy of its indicators, whose second result is another."""
    book = load_workbook(annex)
    copy = book.copy_worksheet(book[SHEET])
    copy.title, copy.sheet_state = "Ancien", "hidden"
    copy["D5"] = 0.5
    book.save(annex)
    return annex


def told(found: Correspondence, code: str, element: str, answer: str) -> Answers:
    """Return the answer to the doubt of a code, on its own line or on that of its table."""
    doubt = next(one for one in found.doubts if one.code == code)
    lines = lines_of(found)
    line = next(
        line
        for line in lines
        if line.element == element
        and line.sheet == doubt.sheet
        and (element == TABLE or line.cell == doubt.cell)
    )
    return Answers([one._replace(answer=answer) if one is line else one for one in lines])


def results(path: Path, agreement: Convention, element: str, answer: str) -> dict[str, object]:
    """Return sheet of the result of indicator 2 and its value, after an answer."""
    grids = read_grids(Package.open(path))
    found = recognise(grids, agreement)
    answers = told(found, "doublon", element, answer) if answer else Answers([])
    held = holdings_of(answered(found, answers, agreement).found, grids, agreement)
    return {
        one.place.partition("!")[0]: one.value
        for key, one in held.values.items()
        if key == (("indicateur", "", "2"), "réalisé", 2013)
    }


@pytest.mark.parametrize(
    ("element", "answer", "expected"),
    [
        (DOUBT, "", {SHEET: "86 %"}),
        (DOUBT, "1", {SHEET: "86 %"}),
        (DOUBT, "2", {"Ancien": 0.5}),
        (DOUBT, "oui", {"Ancien": 0.5}),
        (TABLE, "oui", {"Ancien": 0.5}),
        (TABLE, "non", {SHEET: "86 %"}),
    ],
)
def test_a_hidden_copy_is_read_only_in_place_of_the_other(
    hidden_copy: Path,
    agreement: Convention,
    element: str,
    answer: str,
    expected: dict[str, object],
) -> None:
    assert results(hidden_copy, agreement, element, answer) == expected


@pytest.mark.parametrize(("answer", "count"), [("", 0), ("1", 7), ("2", 0)])
def test_a_table_of_other_years_waits_for_the_word_of_the_officer(
    annex: Path, agreement: Convention, answer: str, count: int
) -> None:
    book = load_workbook(annex)
    del book["FNGA 2013"]
    sheet = book[SHEET]
    sheet.title = "Indicateurs"
    sheet["C3"], sheet["D3"] = "Objectif 2019", "Réalisé 2019"
    book.save(annex)
    found = recognise(read_grids(Package.open(annex)), agreement)
    assert "accord-incertain" in {one.code for one in found.doubts}
    answers = told(found, "accord-incertain", DOUBT, answer) if answer else Answers([])
    result = answered(found, answers, agreement)
    assert sum(1 for table in result.found.tables for _ in table.accepted()) == count
    assert not result.unknown
