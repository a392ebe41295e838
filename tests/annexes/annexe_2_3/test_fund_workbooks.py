"""Annexes 2 and 3: printed figures, live totals, execution, checks."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from pycog.conventions import load
from tests.annexes.conftest import ANNEX_2, ANNEX_3, Fill

FIRST_ROW = 7


def table(path: Path, sheet: str, columns: int) -> dict[str, list[object]]:
    """Return label → amounts of a sheet."""
    page = load_workbook(path, data_only=True)[sheet]
    rows = page.iter_rows(min_row=FIRST_ROW, max_col=columns, values_only=True)
    return {str(row[0]): list(row[1:]) for row in rows if row[0]}


def test_the_headings_are_those_of_the_annex(built: dict[str, Path]) -> None:
    page = load_workbook(built[ANNEX_2])["FNGA"]
    headings = [" ".join(str(cell.value).split()) for cell in page[6][1:8]]
    assert headings == [
        "Exécuté prévisionnel 2011",
        "Base COG 2012",
        "Base COG 2013",
        "Base COG 2014",
        "Base COG 2015",
        "Total COG 2012-2015",
        "Évolution 2015/2011",
    ]


@pytest.mark.parametrize(("name", "fund"), [(ANNEX_2, "FNGA"), (ANNEX_3, "FNGR")])
def test_labels_stand_in_the_printed_order(built: dict[str, Path], name: str, fund: str) -> None:
    page = load_workbook(built[name])[fund]
    lines = load().funds[fund].lines
    labels = [page.cell(FIRST_ROW + place, 1).value for place in range(len(lines))]
    assert labels == [line.label for line in lines]


@pytest.mark.parametrize(("name", "fund"), [(ANNEX_2, "FNGA"), (ANNEX_3, "FNGR")])
def test_live_amounts_are_the_printed_ones(built: dict[str, Path], name: str, fund: str) -> None:
    live = table(built[name], fund, 7)
    different = {}
    for line in load().funds[fund].lines:
        printed = [line.amounts.get(key) for key in ("2011", "2012", "2013", "2014", "2015")]
        printed.append(line.amounts.get("total"))
        if line.role != "titre" and live[line.label] != printed:
            different[line.label] = live[line.label][-1]
    # The years of this line add up to 12 000; the annex prints 0.
    assert different == ({} if fund == "FNGA" else {"Campagnes nationales": 12000})


@pytest.mark.parametrize(
    ("name", "fund", "label", "rate"),
    [
        (ANNEX_2, "FNGA", "Personnel", 854 / 13813),
        (ANNEX_2, "FNGA", "Fonctionnement", -262 / 5299),
        (ANNEX_2, "FNGA", "Total des dépenses brutes", 686 / 24740),
        (ANNEX_2, "FNGA", "Remises de gestion CNAMTS", 0),
        (ANNEX_3, "FNGR", "Total des dépenses régionales", 117 / 258),
        (ANNEX_3, "FNGR", "Total des dépenses nationales", "NS"),
        (ANNEX_2, "FNGA", "Investissement", None),
        (ANNEX_3, "FNGR", "Communication", None),
    ],
)
def test_evolutions(built: dict[str, Path], name: str, fund: str, label: str, rate: object) -> None:
    assert table(built[name], fund, 8)[label][6] == rate


def test_formulas(built: dict[str, Path]) -> None:
    page = load_workbook(built[ANNEX_2])["FNGA"]
    assert page["B8"].value == 13813000
    assert page["B10"].value == "=SUM(B8:B9)"
    assert page["C11"].value == "=SUM(C12:C13)"
    assert page["D14"].value == "=SUM(D10:D11)"
    assert page["E21"].value == "=SUM(E14,E20)"
    assert page["G8"].value == "=SUM(C8:F8)"
    assert page["H8"].value.text == "=_xldudf_COG_EVOLUTION(B8,F8)"
    assert page["C27"].value == "=C26-C21"


def test_the_budget_balances(built: dict[str, Path]) -> None:
    for name, fund in ((ANNEX_2, "FNGA"), (ANNEX_3, "FNGR")):
        assert table(built[name], fund, 7)["Solde (recettes − dépenses brutes)"] == [0] * 6


def test_number_formats(built: dict[str, Path]) -> None:
    page = load_workbook(built[ANNEX_2])["FNGA"]
    assert page["B8"].number_format == '#,##0\\ "€"'
    assert page["H8"].number_format == "0.00%"


def test_nothing_is_executed_before_something_is_typed(built: dict[str, Path]) -> None:
    amounts = table(built[ANNEX_2], "Exécution", 16)
    # Three columns a year: base, executed, rate.
    assert amounts["Personnel"][:3] == [14225000, None, None]
    assert amounts["Total des dépenses brutes"][12:] == [101450000, None, None]


def test_execution(filled: Fill) -> None:
    page = filled(
        ANNEX_2,
        {"Exécution": {"C8": 14082750, "C9": 5185000, "C12": 351000, "F8": 14052000, "C24": 19e6}},
    )["Exécution"]
    # Personnel 2012: 14 082 750 / 14 225 000 = 0.99; staff and running costs: 19 267 750.
    assert page["D8"].value == 14082750 / 14225000
    assert page["C10"].value == 19267750
    assert page["D10"].value == 19267750 / 19410000
    assert page["C11"].value == 351000
    assert page["C14"].value == page["C21"].value == 19618750
    assert page["O8"].value == 28134750
    assert page["P8"].value == 28134750 / 57303000
    # Only one of the two lines of revenue is known: 19 000 000 − 19 618 750.
    assert page["C27"].value == -618750
    assert page["F9"].value is None


def test_a_line_without_base_has_no_execution_rate(filled: Fill) -> None:
    page = filled(ANNEX_2, {"Exécution": {"C19": 1000}})["Exécution"]
    assert page["A19"].value == "Election du conseil d'administration"
    assert page["B19"].value is None
    assert page["D19"].value is None


def test_the_checks_of_annex_2_agree(built: dict[str, Path]) -> None:
    page = load_workbook(built[ANNEX_2], data_only=True)["Contrôles"]
    # 15 lines over their years, 9 evolutions, 6 totals and balances in 6 columns.
    assert (page["B4"].value, page["D4"].value) == (15 + 8 + 36, 0)


def test_the_checks_of_annex_3_show_the_printed_contradiction(built: dict[str, Path]) -> None:
    page = load_workbook(built[ANNEX_3], data_only=True)["Contrôles"]
    verdicts = {
        cell.coordinate: cell.value
        for line in page.iter_rows(min_row=FIRST_ROW)
        for cell in line
        if isinstance(cell.value, str) and cell.value.startswith("Écart")
    }
    assert verdicts == {
        "I10": "Écart de +12 000 : les parties font 12 000, le total indique 0",
        "G21": "Écart de -12 000 : les parties font 516 000, le total indique 528 000",
    }
    assert page["D4"].value == 2
    assert page["G10"].value == 0
    assert page["A21"].value == "Total des dépenses nationales"
