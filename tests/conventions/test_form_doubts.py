"""What loads and yet is probably a slip is told beside the faults, with its cell."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl.workbook import Workbook

from tests.conventions.forms import checked, filled, put

Change = Callable[[Workbook], object]


def _dates(text: str) -> Change:
    return lambda book: put(book["Échéances"], 1, "Échéance", text)


def _budget(row: int, heading: str, text: str | None) -> Change:
    return lambda book: put(book["Budget FA"], row, heading, text)


def _amended_on(day: str) -> Change:
    def change(book: Workbook) -> None:
        cells = {
            "Avenant": "avenant n° 1", "Date": day, "Objet": "cible", "Indicateur": "1",
            "Année": "2025", "Imprimé": "86 %", "Source": "avenant n° 1, article 1",
        }  # fmt: skip
        for heading, text in cells.items():
            put(book["Avenants"], 1, heading, text)

    return change


SLIPS: dict[str, tuple[Change, str, str, str]] = {
    "due long after": (_dates("fin 2034"), "Échéances", "C5", "hors des années"),
    "due long before": (_dates("mars 2012"), "Échéances", "C5", "hors des années"),
    "amended long after": (_amended_on("15/03/2034"), "Avenants", "B5", "15/03/2034"),
    "thousands beside millions": (
        _budget(1, "2024", "1 018 000"), "Budget FA", "F5", "l'échelle des autres années",
    ),
    "millions beside thousands": (_budget(2, "2025", "0,214"), "Budget FA", "G6", "en M€"),
    "one label for two lines": (
        lambda book: (put(book["Budget FA"], 2, "Libellé", "Personnel"),
                      put(book["Budget FA"], 3, "Parties", None)),
        "Budget FA", "A6", "déjà le libellé de A5",
    ),
    "a total unlike its lines": (
        _budget(3, "2025", "1 999,5"), "Budget FA", "G7", "recalculé 1 235,5",
    ),
    "a total of nothing": (_budget(3, "Parties", None), "Budget FA", "A7", "sans « Parties »"),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_remarked_with_its_cell_and_the_form_still_loads(slip: str) -> None:
    change, sheet, cell, words = SLIPS[slip]
    book = filled()
    change(book)
    found = checked(book)
    assert not found.faults
    assert found.convention is not None
    told = [remark.text for remark in found.remarks if (remark.sheet, remark.cell) == (sheet, cell)]
    assert any(words in text for text in told), "\n".join(map(str, found.remarks))


@pytest.mark.parametrize(
    "change",
    [
        _dates("30/06/2027"),  # the evaluation after the last year
        _dates("fin 2023"),  # the base year
        _amended_on("12/01/2027"),
        _budget(2, "2024", "21,5"),  # a tenth is no other unit
        _budget(2, "2024", None),
    ],
    ids=["next year", "base year", "late amendment", "a tenth", "nothing printed"],
)
def test_what_may_well_be_printed_is_not_remarked(change: Change) -> None:
    book = filled()
    change(book)
    found = checked(book)
    assert not found.faults
    # A total over a line that prints nothing, or another amount, may differ: only that is told.
    assert all(remark.cell.startswith("F7") for remark in found.remarks)
