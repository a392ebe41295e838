"""Kinds of tables that add up in their own way, and errors that hide in them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from pycog.annexes import audit_workbook
from pycog.audit.gathered import areas
from pycog.audit.grid import Grid, Stored
from pycog.audit.number_formats import stored_date, stored_number, year_shown
from tests.audit.test_audit_any_table import Lines, changed, findings

ALTERNATE: Lines = [
    ["Antenne", "2021", "2022"],
    ["Lyon-E", 10, 12], ["Lyon-R", 100, 110],
    ["Paris-E", 20, 21], ["Paris-R", 200, 205],
    ["Total-E", 30, 33], ["Total-R", 300, 315],
]  # fmt: skip
IMMO: Lines = [
    ["Poste", "2021", "2022"],
    ["Valeur brute", 500, 560],
    ["Amortissements", 120, 150],
    ["Valeur nette", 380, 410],
    ["Total", 380, 410],
]
ABOVE: Lines = [
    ["Direction", "2021", "2022"],
    ["Total accueil", 30, 33], ["Physique", 10, 11], ["Téléphone", 20, 22],
    ["Total prestations", 70, 75], ["Soins", 40, 44], ["Rentes", 30, 31],
]  # fmt: skip
CODES: Lines = [
    ["Code", "Libellé", "2021", "2022"],
    ["1", "Légales", 90, 99],
    ["1.1", "Soins", 60, 66], ["1.1.1", "Médecins", 20, 22], ["1.1.2", "Dentistes", 40, 44],
    ["1.2", "Produits", 30, 33], ["1.2.1", "Médicaments", 25, 27], ["1.2.2", "LPP", 5, 6],
    ["2", "Extralégales", 13, 17],
    ["", "Total", 103, 116],
]  # fmt: skip
BALANCE: Lines = [
    ["Ligne", "Base COG 2013", "Exécuté 2013", "Taux", "Solde"],
    ["Personnel", 14052000, 13921450, "", 130550],
    ["Fonctionnement", 5104000, 5170300, "", -66300],
    ["Total personnel et fonctionnement", 19156000, 19091750, "", 64250],
    ["Investissement", 417000, 256000, "", 161000],
    ["Total des dépenses", 19573000, 19347750, "", 225250],
]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(ALTERNATE, id="every second line"),
        pytest.param(IMMO, id="gross, depreciation, net"),
        pytest.param(ABOVE, id="totals above their parts"),
        pytest.param(CODES, id="chapters, articles and lines"),
        pytest.param(BALANCE, id="balance column"),
        pytest.param(
            [["Site", "Occupés", "Libres", "Total des places"],
             ["A", 10, 2, 15], ["B", 20, 1, 21], ["C", 30, 5, 40], ["D", 8, 2, 10],
             ["E", 6, 3, 9], ["F", 4, 3, 7]],
            id="capacity",
        ),
        pytest.param(
            [["Action", "2020", "2021"], ["A", 10.4, 11.3], ["B", 20.3, 21.4], ["C", 5.9, 6.1],
             ["Total", 37, 39]],
            id="total rounded to units",
        ),
        pytest.param(
            [["Poste (k€)", "2020", "2021"], ["A", 104, 113], ["B", 203, 214], ["C", 59, 61],
             ["Total", 367, 387]],
            id="each figure rounded from euros",
        ),
        pytest.param(
            [["Site", "2020", "2021", "Total"], ["Agents", 10, 12, 22], ["Appels", 50, 54, 104],
             ["Coût par appel", 3.2, 3.4, 3.3]],
            id="total of a ratio",
        ),
        pytest.param(
            [["Site", "Délai", "Dossiers"], ["A", 4, 10], ["B", 7, 20], ["C", 9, 60], ["D", 12, 80],
             ["Médiane", 8, 40]],
            id="median of an even count",
        ),
        pytest.param(
            [["Compte", "Entrée débit", "Entrée crédit", "Sortie débit", "Sortie crédit"],
             ["Total I", 5, 0, 7, 0], ["A", 3, 0, 4, 0], ["B", 2, 0, 3, 0],
             ["Total I - II", 3, 4, 1, 0]],
            id="balance of two totals",
        ),
    ],
)  # fmt: skip
def test_no_false_alarm(tmp_path: Path, lines: Lines) -> None:
    assert findings(tmp_path, lines) == []


@pytest.mark.parametrize(
    ("lines", "cell", "wrong", "right"),
    [
        (ALTERNATE, "C6", 39, "33"),
        (ABOVE, "C5", 57, "75"),
        (CODES, "D10", 125, "116"),
        # The sub-total counted with its own lines: 38 439 500 = 2 × 19 091 750 + 256 000.
        (BALANCE, "C6", 38439500, "19 347 750"),
        # Only 0.4 is lost in rounding, not 3.
        ([["Action", "2020", "2021"], ["A", 10.4, 11.3], ["B", 20.3, 21.4], ["C", 5.9, 6.1],
          ["Total", 37, 39]], "C5", 42, "38,8"),
    ],
)  # fmt: skip
def test_a_wrong_total(tmp_path: Path, lines: Lines, cell: str, wrong: float, right: str) -> None:
    found = findings(tmp_path, changed(lines, cell, wrong))
    assert [(at, shown) for kind, at, _, shown in found if kind.startswith("total")] == [
        (cell, right)
    ]


def save(path: Path, lines: Lines, **formats: str) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "F"
    for line in lines:
        sheet.append(line)
    for cell, code in formats.items():
        sheet[cell].number_format = code
    book.save(path)
    return path


@pytest.mark.parametrize(("code", "first"), [
    ('"Budget "yyyy', dt.datetime(2012, 12, 31)), ('"Budget "0', 2012),
    ("yyyy", dt.date(2012, 1, 1)),
])  # fmt: skip
def test_a_year_shown_by_its_number_format_is_a_heading(
    tmp_path: Path, code: str, first: Any
) -> None:
    second = first.replace(year=2013) if isinstance(first, dt.date) else 2013
    lines = [["Poste", first, second, "Total COG"], ["A", 10, 20, 30], ["B", 5, 5, 10]]
    formats = {"B1": code, "C1": code}
    assert audit_workbook(save(tmp_path / "juste.xlsx", lines, **formats)) == []
    lines[1][3] = 20
    [found] = audit_workbook(save(tmp_path / "faux.xlsx", lines, **formats))
    assert (found.place, found.recomputed) == ("F!D2", "30")
    assert "2012 » à « " in found.reading


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ('"Budget "0', 2012, "Budget 2012"), ('0 "€"', 2012, ""), ("#,##0", 2012, ""),
        ("General", 2012, ""), ('"Budget "0', 2012.5, ""), ('"Budget "0', 150, ""),
        ("\\E\\x\\é\\c. yyyy", 2013, "Exéc. 2013"), ('"An "0.0', 2012, ""),
    ],
)  # fmt: skip
def test_what_a_number_format_makes_of_a_year(code: str, value: float, shown: str) -> None:
    assert year_shown(code, value) == shown


def test_dates_that_show_more_than_their_year_stay_dates() -> None:
    day = dt.datetime(2012, 12, 31)
    assert stored_date(day, '[$-40C]"Réalisé "yyyy;@') == Stored("Réalisé 2012")
    assert stored_date(day, "dd/mm/yyyy") == Stored("2012-12-31 00:00:00")
    assert stored_number(41274, '"Budget "yyyy') == Stored("Budget 2012")
    assert stored_number(41274, "#,##0") == Stored(41274)


def test_error_values_are_told_once_for_a_kind_and_a_sheet(tmp_path: Path) -> None:
    lines: Lines = [["a", "b", "c"], *([["#DIV/0!", 1, "#N/A"]] * 300), ["#DIV/0!", "#DIV/0!", 1]]
    found = audit_workbook(save(tmp_path / "erreurs.xlsx", lines))
    assert [(one.place, one.printed) for one in found] == [
        ("F!A2:A302, B302", "#DIV/0!"),
        ("F!C2:C301", "#N/A"),
    ]
    assert found[0].reading.startswith("302 cellules portent une valeur d'erreur.")


def test_areas_are_written_short() -> None:
    assert areas([(0, 0)]) == "A1"
    assert areas([(1, 1), (1, 2), (2, 1), (2, 2), (9, 0)]) == "B2:C3, A10"
    many = areas([(2 * row, 0) for row in range(40)])
    assert many.startswith("A1, A3, ") and many.endswith(" et 28 autres plages")


def test_a_total_whose_part_was_never_calculated_is_left_alone(tmp_path: Path) -> None:
    lines = [["Poste", 2020, 2021], ["A", "=1+1", 3], ["B", 4, 5], ["Total", 6, 8]]
    assert audit_workbook(save(tmp_path / "sans-valeur.xlsx", lines)) == []


def test_the_grid_of_a_sheet_names_its_places() -> None:
    assert Grid("Feuille").place((11, 27)) == "Feuille!AB12"


TRANSFERS: Lines = [
    ["Groupe", "Budget primitif", "Virements", "Crédits ouverts", "Paiements"],
    ["Personnel", 1405, -45, 1360, 1307],
    ["Fonctionnement", 510, 20, 530, 498],
    ["Investissement", 41, 25, 66, 31],
    ["Communication", 77, 3, 80, 64],
    ["Études", 12, 5, 17, 9],
]
TREASURY: Lines = [
    ["", "T1", "T2", "T3", "T4"],
    ["Solde à l'ouverture", 845, 890, 1195, 934],
    ["Encaissements", 1552, 1852, 1624, 1582],
    ["Décaissements", 1507, 1547, 1885, 1180],
    ["Solde à la clôture", 890, 1195, 934, 1336],
]
CALLS: Lines = [
    ["Site", "Appels reçus", "Appels décrochés", "Taux de décroché"],
    ["Nord", 700, 630, 0.9],
    ["Est", 600, 300, 0.5],
    ["Sud", 250, 200, 0.8],
    ["Total", 1550, 1130, 0.729],
]


@pytest.mark.parametrize("lines", [TRANSFERS, TREASURY, CALLS])
def test_clean_relations(tmp_path: Path, lines: Lines) -> None:
    assert findings(tmp_path, lines) == []


@pytest.mark.parametrize(
    ("lines", "cell", "wrong", "expected"),
    [
        # 510 + 20, as the budget and the transfers give on the four other lines.
        (TRANSFERS, "D3", 550, ("calcul", "D3", "550", "530")),
        # 890 + 1 852 - 1 547, as in the three other quarters.
        (TREASURY, "C5", 1159, ("ecart", "C5", "1 159", "1 195")),
        # The third quarter opens with what closed the second.
        (TREASURY, "D2", 1159, ("ouverture", "D2", "1 159", "1 195")),
        # 1 130 / 1 550, and not the mean of 90, 50 and 80 %.
        (CALLS, "D5", 0.733, ("taux", "D5", "73,3 %", "72,9 %")),
    ],
)  # fmt: skip
def test_a_figure_that_breaks_a_relation(
    tmp_path: Path, lines: Lines, cell: str, wrong: float, expected: tuple[str, ...]
) -> None:
    assert expected in findings(tmp_path, changed(lines, cell, wrong))


def test_nothing_is_due_on_some_lines(tmp_path: Path) -> None:
    """What may be carried over is what is left, but for the groups that may not be carried."""
    assert findings(tmp_path, changed(TRANSFERS, "D6", 0)) == []


def test_a_relation_on_too_few_lines_is_no_rule(tmp_path: Path) -> None:
    assert findings(tmp_path, [*TRANSFERS[:3], ["Investissement", 41, 25, 70, 31]]) == []


def test_a_year_typed_as_text_is_a_heading(tmp_path: Path) -> None:
    lines: Lines = [["Recettes", "2023"], ["A", 10.5], ["B", 20.5], ["C", 3.5], ["Total", 34.5]]
    assert findings(tmp_path, lines) == []
    lines += [["Dépenses", "2023"], ["A", 10.5], ["B", 20.5], ["C", 3.5], ["Total", 34.5]]
    assert findings(tmp_path, lines) == []
