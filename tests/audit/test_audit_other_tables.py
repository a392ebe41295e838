"""The audit of tables it does not know: only their shape tells what adds up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from pycog.annexes import audit_workbook
from pycog.audit.grid import Stored, normal
from pycog.audit.headings import header_row, read_heading

Line = Sequence[Any]


def findings(tmp_path: Path, lines: Sequence[Line], formats: dict[str, str] | None = None) -> Any:
    """Audit a sheet made of these lines; return (cell, printed, recomputed)."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "F"
    for line in lines:
        sheet.append(list(line))
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    path = tmp_path / "tableau.xlsx"
    book.save(path)
    return [(one.place, one.printed, one.recomputed) for one in audit_workbook(path)]


CLEAN = [
    ["En euros", 2020, 2021, 2022, "Total"],
    ["Salaires", 100, 110, 120, 330],
    ["dont primes", 10, 11, 12, 33],
    ["Charges", 50, 55, 60, 165],
    ["Sous-total personnel", 150, 165, 180, 495],
    ["Loyers", 30, 30, 30, 90],
    ["Fluides", 5, 6, 7, 18],
    ["Sous-total locaux", 35, 36, 37, 108],
    ["Total général", 185, 201, 217, 603],
]


def changed(cell: str, value: object) -> list[list[object]]:
    """Return the clean table with one figure changed."""
    lines = [list(line) for line in CLEAN]
    lines[int(cell[1:]) - 1]["ABCDE".index(cell[0])] = value
    return lines


def test_a_clean_table(tmp_path: Path) -> None:
    assert findings(tmp_path, CLEAN) == []


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("E2", 331, [("F!E2", "331", "330")]),
        ("E7", 19, [("F!E7", "19", "18")]),
        ("C9", 200, [("F!C9", "200", "201")]),
    ],
)
def test_a_wrong_total(tmp_path: Path, cell: str, value: float, expected: object) -> None:
    found = findings(tmp_path, changed(cell, value))
    assert found[0] == expected[0]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            [["", "2020", "2021"], ["A", 1, 2], ["B", 3, 4], ["Total", 4, 6]],
            id="no column of totals",
        ),
        pytest.param(
            [
                ["", "Budget 2020", "Budget 2021", "Total"],
                ["Recettes", None, None, None],
                ["Dotation", 10, 20, 30],
                ["Total des recettes", 10, 20, 30],
                ["Dépenses", None, None, None],
                ["Achats", 4, 8, 12],
                ["Études", 6, 12, 18],
                ["Total des dépenses", 10, 20, 30],
            ],
            id="two blocks that do not add up together",
        ),
        pytest.param(
            [
                ["", "Budget 2020", "Exécuté 2020", "Budget 2021", "Exécuté 2021",
                 "Total budget", "Total exécuté"],
                ["A", 10, 9, 20, 18, 30, 27],
                ["B", 1, 2, 3, 4, 4, 6],
                ["Total", 11, 11, 23, 22, 34, 33],
            ],
            id="two series side by side",
        ),
        pytest.param(
            [["", "2020", "2021", "Total"], ["Taux A", 0.5, 0.7, 0.6], ["Taux B", 0.1, 0.3, 0.2]],
            id="rates have no total",
        ),
        pytest.param(
            [
                ["Effectifs", "2019", "2020", "2021", "Total moyen"],
                ["Siège", 10, 20, 30, 20],
                ["Région", 1, 2, 3, 2],
                ["Antennes", 4, 4, 4, 4],
            ],
            id="a column of means is not understood and left alone",
        ),
        pytest.param(
            [
                ["", "2020", "2021", "Évolution"],
                ["A", 100, 110, 0.1],
                ["B", 50, 25, -0.5],
                ["C", 0, 5, "NS"],
            ],
            id="evolutions without years",
        ),
        pytest.param(
            [
                ["", "2020", "2021", "Variation 2021/2020"],
                ["A", 100, 110, 10],
                ["B", 50, 25, -25],
            ],
            id="evolutions in euros",
        ),
        pytest.param(
            [["", "2020", "2021"], ["Total des antennes", 5, 6], ["Total du siège", 7, 8],
             ["Total", 12, 14]],
            id="totals without lines",
        ),
        pytest.param(
            [["Réunion du 12/03/2020 reportée en 2021"], ["voir 2020 et 2021", 2020, 3]],
            id="no table at all",
        ),
    ],
)  # fmt: skip
def test_no_false_alarm(tmp_path: Path, lines: list[Line]) -> None:
    assert findings(tmp_path, lines) == []


def test_headings_over_two_rows(tmp_path: Path) -> None:
    lines = [
        ["", "Base COG", None, "Total"],
        ["", 2020, 2021, None],
        ["A", 1, 2, 3],
        ["B", 3, 4, 8],
        ["Total", 4, 6, 11],
    ]
    # The total of totals is the sum of the lines above it, but not of its own years.
    assert findings(tmp_path, lines) == [("F!D4", "8", "7"), ("F!D5", "11", "10")]


def test_two_tables_side_by_side(tmp_path: Path) -> None:
    lines = [
        ["", 2020, 2021, "Total", "", "", 2020, 2021, "Total"],
        ["A", 1, 2, 3, None, "C", 10, 20, 30],
        ["B", 3, 4, 7, None, "D", 30, 40, 71],
    ]
    assert findings(tmp_path, lines) == [("F!I3", "71", "70")]


def test_a_wrong_evolution(tmp_path: Path) -> None:
    lines = [
        ["", "2020", "2021", "Évolution 2021/2020"],
        ["A", 100, 110, 0.1],
        ["B", 50, 25, -0.4],
        ["C", 30, 31, 0.033],
    ]
    assert findings(tmp_path, lines) == [("F!D3", "-40 %", "-50 %")]


def test_a_figure_stored_as_text_is_only_sought_where_figures_add_up(tmp_path: Path) -> None:
    lines = [["", 2020, 2021, "Total"], ["A", "1 000", 2000, 3000], ["B", 1, 1, 2]]
    assert findings(tmp_path, lines) == [("F!B2", "1 000", "1 000")]
    targets = [["Indicateur", "Objectif 2020", "Objectif 2021"], ["A", "98%", "99%"]]
    assert findings(tmp_path, targets) == []


def test_percentages_are_not_added(tmp_path: Path) -> None:
    lines = [["", 2020, 2021, "Total"], ["A", 1, 2, 3], ["Part", 0.5, 0.5, 0.9], ["B", 1, 1, 2]]
    formats = {"B3": "0%", "C3": "0%", "D3": "0%"}
    assert findings(tmp_path, lines, formats) == []


@pytest.mark.parametrize(
    ("text", "kind", "years"),
    [
        ("Base COG 2012", "year", (2012,)),
        ("Total COG\n2012-2015", "total", (2012, 2013, 2014, 2015)),
        ("Total", "total", ()),
        ("Évolution 2015/2011", "evolution", (2015, 2011)),
        ("Taux d'exécution 2012", "other", (2012,)),
        ("Réalisé 2011 / objectif 2012", "other", (2011, 2012)),
        ("Gestionnaire", "other", ()),
    ],
)
def test_headings(text: str, kind: str, years: tuple[int, ...]) -> None:
    heading = read_heading(0, Stored(text))
    assert (heading.kind, heading.years) == (kind, years)


def test_figures_that_look_like_years_are_no_headings() -> None:
    row = {0: Stored("Ligne"), 1: Stored(2012), 2: Stored(2013), 3: Stored(45000)}
    assert header_row(row) == []


def test_labels_are_compared_without_accents_and_spaces() -> None:
    assert normal("  Évaluation\n:") == normal("EVALUATION")
    assert normal("Remise  de\u00a0gestion") == "remise de gestion"


AMOUNTS = st.lists(st.integers(1, 10**7), min_size=3, max_size=3)
BLOCKS = st.lists(st.lists(AMOUNTS, min_size=2, max_size=4), min_size=1, max_size=4)


def nested(blocks: list[list[list[int]]]) -> list[list[Any]]:
    """Return a table of blocks with their sub-totals and a grand total."""
    lines: list[list[Any]] = [["", "2020", "2021", "2022", "Total 2020-2022"]]
    grand = [0, 0, 0]
    for number, block in enumerate(blocks):
        lines.append([f"Groupe {number}", None, None, None, None])
        for place, amounts in enumerate(block):
            lines.append([f"Ligne {number}.{place}", *amounts, sum(amounts)])
        sums = [sum(column) for column in zip(*block, strict=True)]
        lines.append([f"Total groupe {number}", *sums, sum(sums)])
        grand = [one + other for one, other in zip(grand, sums, strict=True)]
    return [*lines, ["Total général", *grand, sum(grand)]]


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(blocks=BLOCKS)
def test_any_nested_table_that_adds_up_is_clean(tmp_path: Path, blocks: Any) -> None:
    assert findings(tmp_path, nested(blocks)) == []


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(blocks=BLOCKS, data=st.data())
def test_any_wrong_total_is_found(tmp_path: Path, blocks: Any, data: st.DataObject) -> None:
    lines = nested(blocks)
    totals = [
        (row, column)
        for row, line in enumerate(lines)
        for column in range(1, 5)
        if line[column] is not None and row and (column == 4 or str(line[0]).startswith("Total"))
    ]
    row, column = data.draw(st.sampled_from(totals))
    lines[row][column] += 1
    place = f"F!{'ABCDE'[column]}{row + 1}"
    assert place in [found[0] for found in findings(tmp_path, lines)]
