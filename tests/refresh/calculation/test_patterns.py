"""What is read off the text of a formula is what the engine says that it reads."""

from __future__ import annotations

import formualizer as fz
import pytest

from pycog.refresh.calculation.patterns import pattern_of
from pycog.xlsx.dependencies import area

WRITTEN = [
    "ROUND(A1 / B12, 2)",
    "SUM($A$1:B3) + LOG10(C4)",
    "'Autre feuille'!A1 & \"A9\"",
    "IF(A1 >= 0.9, Feuil2!$C$3, -B2)",
]
ASKED = ["SUM(A:A)", "Total + A1", "A1:INDEX(B1:B9, 3)", "SUM(A1:A3 B1:B2)", "ANCHORARRAY(A1)"]


@pytest.mark.parametrize("formula", WRITTEN)
def test_the_references_in_a_text_are_those_of_the_engine(formula: str) -> None:
    book = fz.Workbook()
    for sheet in ("Feuil1", "Feuil2", "Autre feuille"):
        book.add_sheet(sheet)
    book.set_formula("Feuil1", 50, 50, "=" + formula)
    precedents = book.precedents("Feuil1!AX50", max_links=100).to_dict()["precedents"]
    addresses = [one["reference"]["address"] or one["reference"]["resolved"] for one in precedents]
    expected = {area(place, "Feuil1") for place in addresses}
    assert set(pattern_of(formula).areas(formula, "Feuil1") or ()) == expected


@pytest.mark.parametrize("formula", ASKED)
def test_what_is_not_written_out_is_left_to_the_engine(formula: str) -> None:
    assert pattern_of(formula).areas(formula, "Feuil1") is None


def test_formulas_that_differ_in_digits_only_share_a_pattern() -> None:
    assert pattern_of("COG_RATE(A1, B1)") is pattern_of("COG_RATE(A7, B2)")
    assert pattern_of("COG_RATE(A7, B2)").ours and not pattern_of("SUM(A7, B2)").ours
    assert pattern_of("SUM(A7, B2) * 2").plain and not pattern_of("ROUND(A7, 2)").plain
    assert pattern_of("TODAY() + 1").clock and pattern_of("INDIRECT(A1)").anywhere
