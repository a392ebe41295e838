"""The audit of any table of an officer's workbook: shares, rates, means, totals anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from pycog.annexes import audit_workbook

Lines = list[list[Any]]


def findings(tmp_path: Path, lines: Sequence[Sequence[Any]], **formats: str) -> Any:
    """Audit a sheet made of these lines; return (kind, cell, printed, recomputed)."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "F"
    for line in lines:
        sheet.append(list(line))
    for cell, number_format in formats.items():
        sheet[cell].number_format = number_format
    path = tmp_path / "tableau.xlsx"
    book.save(path)
    return [
        (one.check, one.place.partition("!")[2], one.printed, one.recomputed)
        for one in audit_workbook(path)
    ]


def transposed(lines: Lines) -> Lines:
    return [list(column) for column in zip(*lines, strict=True)]


def changed(lines: Lines, cell: str, value: Any) -> Lines:
    """Return a copy with one figure changed."""
    copy = [list(line) for line in lines]
    copy[int(cell[1:]) - 1]["ABCDEFGHIJ".index(cell[0])] = value
    return copy


SITES: Lines = [
    ["Site", "Femmes", "Hommes", "Total", "Part des femmes"],
    ["Montpellier", 410, 130, 540, 0.759],
    ["Béziers", 160, 60, 220, 0.727],
    ["Sète", 95, 25, 120, 0.792],
    ["Lodève", 30, 18, 48, 0.625],
    ["Ensemble", 695, 233, 928, 0.749],
]
BUDGET: Lines = [
    ["Poste", "Budget", "Exécuté", "Écart", "Taux d'exécution", "% du total"],
    ["Personnel", 1200, 1140, -60, 0.95, 60.2],
    ["Loyers", 300, 300, 0, 1, 15.8],
    ["Fluides", 180, 207, 27, 1.15, 10.9],
    ["Impôts", 250, 246, -4, 0.984, 13],
    ["Total", 1930, 1893, -37, 0.981, 100],
]
MONTHS: Lines = [
    ["Mois", "Appels", "Cumul", "Courriels"],
    ["Janvier", 120, 120, 31],
    ["Février", 95, 215, 44],
    ["Mars", 143, 358, 27],
    ["Avril", 88, 446, 38],
    ["Total", 446, None, 140],
    ["Moyenne", 111.5, None, 35],
]
TOTALS_FIRST: Lines = [
    ["Risque", "Ensemble", "Nord", "Sud"],
    ["Total", 330, 130, 200],
    ["Maladie", 210, 90, 120],
    ["Maternité", 75, 25, 50],
    ["Décès", 45, 15, 30],
]
NUMBERED: Lines = [
    ["En euros", "Siège", "Antennes"],
    ["Salaires", 500.25, 210],
    ["Primes", 40.5, -12],
    ["TOTAL I", 540.75, 198],
    ["Loyers", 30, 90],
    ["Fluides", 12, 33.1],
    ["TOTAL II", 42, 123.1],
    ["TOTAL I + II", 582.75, 321.1],
]
SUMS = {
    "sites": SITES,
    "budget": BUDGET,
    "months": MONTHS,
    "first": TOTALS_FIRST,
    "numbered": NUMBERED,
}


@pytest.mark.parametrize("name", SUMS)
def test_clean_tables(tmp_path: Path, name: str) -> None:
    assert findings(tmp_path, SUMS[name]) == []
    assert findings(tmp_path, transposed(SUMS[name])) == []
    # A title, a blank row and a row of units change nothing.
    width = len(SUMS[name][0])
    units = ["", *["en unités"] * (width - 1)]
    table = [["Tableau de suivi"], [], SUMS[name][0], units, *SUMS[name][1:]]
    assert findings(tmp_path, table) == []
    # Nor do a blank row within, and another table under it.
    table = [*SUMS[name][:3], [], *SUMS[name][3:]]
    assert findings(tmp_path, [*table, [], *TOTALS_FIRST, [], *NUMBERED]) == []


@pytest.mark.parametrize(
    ("name", "cell", "value", "expected"),
    [
        ("sites", "D3", 221, ("total-ligne", "D3", "221", "220")),
        ("sites", "C6", 243, ("total-parties", "C6", "243", "233")),
        ("sites", "E4", 0.729, ("part", "E4", "72,9 %", "79,17 %")),
        ("budget", "D4", 72, ("ecart", "D4", "72", "27")),
        ("budget", "E2", 0.85, ("taux", "E2", "85 %", "95 %")),
        ("budget", "F5", 14, ("part", "F5", "14", "13")),
        ("budget", "B6", 1920, ("total-parties", "B6", "1 920", "1 930")),
        ("months", "C4", 385, ("cumul", "C4", "385", "358")),
        ("months", "D7", 36, ("moyenne", "D7", "36", "35")),
        ("months", "B6", 464, ("total-parties", "B6", "464", "446")),
        ("first", "B2", 303, ("total-parties", "B2", "303", "330")),
        ("first", "B4", 57, ("total-ligne", "B4", "57", "75")),
        ("numbered", "B8", 528.75, ("total-parties", "B8", "528,75", "582,75")),
        ("numbered", "C4", 189, ("total-parties", "C4", "189", "198")),
    ],
)
def test_a_wrong_figure(
    tmp_path: Path, name: str, cell: str, value: float, expected: tuple[str, ...]
) -> None:
    formats = {"E2": "0%"} if cell == "E2" else {}
    found = findings(tmp_path, changed(SUMS[name], cell, value), **formats)
    assert expected in found, found


def with_shares(counts: list[int]) -> Lines:
    whole = sum(counts)
    rows = [[f"Poste {n}", count, round(100 * count / whole, 1)] for n, count in enumerate(counts)]
    return [["Poste", "Montant", "% du total"], *rows, ["Total", whole, 100]]


COUNTS = st.lists(st.integers(100, 10**6), min_size=4, max_size=12)
SLOW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def crossed(counts: list[list[int]]) -> Lines:
    """Return a table with totals, a balance and a rate on each line."""
    lines: Lines = [["Poste", "Budget", "Exécuté", "Disponible", "Taux d'exécution"]]
    for place, (planned, spent) in enumerate(counts):
        lines.append([f"Poste {place}", planned, spent, planned - spent, spent / planned])
    planned, spent = (sum(line[place] for line in counts) for place in (0, 1))
    return [*lines, ["Total", planned, spent, planned - spent, spent / planned]]


PAIRS = st.lists(
    st.lists(st.integers(50, 10**6), min_size=2, max_size=2),
    min_size=5,
    max_size=10,
    unique_by=(lambda pair: pair[0], lambda pair: pair[1], lambda pair: pair[0] - pair[1]),
)


@SLOW
@given(counts=COUNTS)
def test_any_clean_shares(tmp_path: Path, counts: list[int]) -> None:
    assert findings(tmp_path, with_shares(counts)) == []
    assert findings(tmp_path, transposed(with_shares(counts))) == []


@SLOW
@given(counts=PAIRS)
def test_any_clean_budget(tmp_path: Path, counts: list[list[int]]) -> None:
    assert findings(tmp_path, crossed(counts)) == []
    assert findings(tmp_path, transposed(crossed(counts))) == []


@SLOW
@given(counts=PAIRS, data=st.data())
def test_any_wrong_balance_or_total(
    tmp_path: Path, counts: list[list[int]], data: st.DataObject
) -> None:
    lines = crossed(counts)
    row = data.draw(st.integers(1, len(counts) + 1))
    column = data.draw(st.sampled_from([1, 2, 3] if row > len(counts) else [3]))
    lines[row][column] += data.draw(st.integers(1, 40))
    place = f"{'ABCDE'[column]}{row + 1}"
    assert place in [found[1] for found in findings(tmp_path, lines)]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            [
                ["Site", "Agents", "Âge moyen", "Coût par agent", "Dépense"],
                ["Nord", 10, 44.5, 200, 2000],
                ["Sud", 30, 41.5, 300, 9000],
                ["Total", 40, 42.25, 275, 11000],
            ],
            id="a total row with means and ratios",
        ),
        pytest.param(
            [
                ["Indicateur", "Unité", "Valeur"],
                ["Agents", "ETP", 120],
                ["Appels", "appels", 90],
                ["Total des mails", "mails", 250],
            ],
            id="a list of figures of several units",
        ),
        pytest.param(
            [
                ["En milliers d'euros"],
                ["Poste", "2021 (k€)"],
                ["Personnel", 12],
                ["Loyers", 15],
                ["Achats", 19],
                ["Total", 47],
            ],
            id="rounded thousands",
        ),
        pytest.param(
            [
                ["Poste", "Montant"],
                ["Dépenses de personnel", 150],
                ["Salaires", 100],
                ["Charges", 50],
                ["Fonctionnement", 100],
                ["Loyers", 60],
                ["Fluides", 40],
                ["Total", 250],
            ],
            id="lines that are sums of those under them",
        ),
        pytest.param(
            [
                ["Recettes", "Montant", None, "Dépenses", "Montant"],
                ["Dotation", 100, None, "Salaires", 70],
                ["Produits", 20, None, "Achats", 45],
                ["Total", 120, None, "Total", 115],
            ],
            id="two tables side by side",
        ),
        pytest.param(
            [
                ["", "Effectifs", None, "Part (%)", None],
                ["Site", "Femmes", "Hommes", "Femmes", "Hommes"],
                ["Nord", 30, 10, 75, 25],
                ["Sud", 12, 18, 40, 60],
                ["Est", 7, 7, 50, 50],
                ["Total", 49, 35, 58.3, 41.7],
            ],
            id="merged headings",
        ),
        pytest.param(
            [
                ["Perimètre", "Projets", "%"],
                ["National", 43, 23],
                ["Régional", 36, 19],
                ["Local", 110, 58],
                ["Total", 189, 100],
            ],
            id="percentages rounded to the unit",
        ),
        pytest.param(
            [
                ["Compte", "Libellé", "Débit", "Crédit", "Solde"],
                [641, "Salaires", 100, None, 100],
                [706, "Produits", 0, 250, -250],
                [606, "Achats", 40, 10, 30],
                ["Total", None, 140, 260, -120],
            ],
            id="accounts",
        ),
        pytest.param(
            [
                ["Objectif", "Pondération", "Atteinte"],
                ["Accueil", 0.25, 0.9],
                ["Délais", 0.4, 1],
                ["Qualité", 0.35, 0.8],
                ["Total", 1, 0.905],
            ],
            id="weights that total 100 %",
        ),
        pytest.param(
            [
                ["Agent", "Contrat", "Salaire"],
                ["Durand", "CDI", 2100],
                ["Petit", "CDD", None],
                ["Moreau", "CDI", 1900],
                ["Total", "", 4000],
            ],
            id="a line of words in a list",
        ),
    ],
)
def test_no_false_alarm(tmp_path: Path, lines: Lines) -> None:
    assert findings(tmp_path, lines) == []


@pytest.mark.parametrize(("total", "found"), [(300, []), (1000, []), (910, ["B5"])])
def test_hidden_rows_may_be_left_out(tmp_path: Path, total: int, found: list[str]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["Site", "Montant"], ["A", 100], ["B", 700], ["C", 200], ["Total", total]):
        sheet.append(line)
    sheet.row_dimensions[3].hidden = True
    book.save(tmp_path / "filtre.xlsx")
    places = [one.place for one in audit_workbook(tmp_path / "filtre.xlsx")]
    assert [place.partition("!")[2] for place in places] == found


def test_weights_whose_heading_tells_the_total(tmp_path: Path) -> None:
    lines = [["Indicateur", "Points (sur 1 000)"], ["A", 400], ["B", 350], ["C", 250]]
    assert findings(tmp_path, lines) == []
    assert findings(tmp_path, changed(lines, "B4", 240)) == [("ponderation", "B4", "1 000", "990")]


def test_a_number_stored_as_text(tmp_path: Path) -> None:
    lines = changed(NUMBERED, "B5", "30")
    assert findings(tmp_path, lines) == [("nombre-en-texte", "B5", "30", "30")]
