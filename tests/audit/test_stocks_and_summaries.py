"""What a stock is in the end, summaries told against one another, changes told in short."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.audit.test_audit_any_table import Lines, changed, findings, transposed

STOCK: Lines = [
    ["Dossiers", "Janv.", "Févr.", "Mars"],
    ["Stock initial", 100, 110, 95],
    ["Entrées", 60, 50, 70],
    ["Sorties", 50, 65, 60],
    ["dont traités en 48 h", 20, 30, 25],
    ["Stock final", 110, 95, 105],
]
BODIES: Lines = [
    ["Caisse", "Délai moyen (jours)", "Taux de décroché"],
    ["Ain", 12.5, 0.91],
    ["Gard", 9, 0.88],
    ["Hérault", 15, 0.93],
    ["Lozère", 8, 0.97],
    ["Aude", 11, 0.9],
    ["Moyenne", 11.1, 0.918],
    ["Médiane", 11, 0.91],
    ["Minimum", 8, 0.88],
    ["Maximum", 15, 0.97],
]
CHANGES: Lines = [
    ["Agrégat (k€)", 2021, 2022, 2023, "Évol. 22/21", "Évol. 23/22"],
    ["Soins", 1000, 1050, 1100, "+5,0 %", "+4,8 %"],
    ["Prévention", 500, 480, 470, "-4,0 %", "-2,1 %"],
    ["Total", 1500, 1530, 1570, "+2,0 %", "+2,6 %"],
]


@pytest.mark.parametrize("lines", [STOCK, transposed(STOCK), BODIES, CHANGES])
def test_a_table_that_adds_up_says_nothing(tmp_path: Path, lines: Lines) -> None:
    assert findings(tmp_path, lines) == []


@pytest.mark.parametrize(
    ("lines", "cell", "value", "wanted"),
    [
        (STOCK, "B6", 120, ("stock", "B6", "120", "110")),
        (STOCK, "D2", 105, ("stock", "D6", "105", "115")),
        (STOCK, "C3", 80, ("stock", "C6", "95", "125")),
        (BODIES, "B8", 12, ("moyenne", "B8", "12", "11")),
        (BODIES, "C9", 0.9, ("moyenne", "C9", "0,9", "0,88")),
        (BODIES, "B10", 12.5, ("moyenne", "B10", "12,5", "15")),
        (CHANGES, "E2", "+7,0 %", ("evolution", "E2", "7 %", "5 %")),
        (CHANGES, "F3", "+2,1 %", ("evolution", "F3", "2,1 %", "-2,08 %")),
    ],
)
def test_the_one_figure_that_does_not_follow_is_told(
    tmp_path: Path, lines: Lines, cell: str, value: Any, wanted: tuple[str, ...]
) -> None:
    assert findings(tmp_path, changed(lines, cell, value)) == [wanted]


@pytest.mark.parametrize(
    "lines",
    [
        # A movement that no word tells: the rule is not known.
        [line if line[0] != "Sorties" else ["Mutations", 40, 65, 60] for line in STOCK],
        # Every period fails: the table follows another rule.
        [*STOCK[:5], ["Stock final", 1, 2, 3]],
        # A median of all bodies, of which the table shows some.
        [line if line[0] != "Médiane" else ["Médiane nationale", 14, 0.8] for line in BODIES],
        # A mean that weighs the rates.
        [line if line[0] != "Moyenne" else ["Moyenne", 11.1, 0.925] for line in BODIES],
    ],
)
def test_what_follows_another_rule_is_left_alone(tmp_path: Path, lines: Lines) -> None:
    assert findings(tmp_path, lines) == []


def test_a_text_among_true_rates_of_change_is_told(tmp_path: Path) -> None:
    lines = [list(line) for line in CHANGES]
    lines[1][4], lines[2][4] = 0.05, -0.04
    assert ("nombre-en-texte", "E4", "+2,0 %", "0,02") in findings(tmp_path, lines)
