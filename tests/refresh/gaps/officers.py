"""Formulas as finance officers write them, over one small annex; the values are counted by hand."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.refresh.gaps.case import Value, case

_FORMULAS = Path(__file__).with_name("officers_formulas.tsv")
_HEADINGS = ("Caisse", "Date", "Montant", "Taux", "Code", "Note")
#: Accents, a text date, text numbers, blanks, an empty text and a truth value.
_ROWS: tuple[tuple[Value | None, ...], ...] = (
    ("Hérault", 44576, 300, 0.5, "34", "oui"),
    ("Gard", 44621, 250.5, 0.98, "30", None),
    ("Ain", 44742, 400, 0.05, "1", "non"),
    ("hérault", 44927, -120, 0.333, "034", '=""'),
    ("Éure", 45291, 0, 1, 27, "OUI"),
    ("Cher*", 45351, None, 0.125, "18", None),
    ("Île-de-France", 45366, 1000, 0.25, "75", "x"),
    ("ardèche", 44561, 75, 0.9, "07", "' "),
    ("Zone", "15/01/2022", "12,5", 0.6, None, "TRUE"),
    ("Œuvre", 43956, 33, 0.42, "69", True),
)
_STEPS: tuple[tuple[str, tuple[Value, ...]], ...] = (
    ("A", (0, 0.5, 0.7, 0.9, 1)),
    ("B", ("A", "B", "C", "D", "E")),
    ("D", (0, 250, 500, 1000, 5000)),
    ("E", ("bas", "moyen", "haut", "plus", "max")),
    ("G", (1, 0.8, 0.5, 0.2)),
    ("L", (10, "=1/0", 20, 30)),
    ("M", (1, 1, 0, 1)),
    ("O", ("Caisse", "hérault")),
)


def _annex() -> dict[str, Value]:
    cells: dict[str, Value] = dict(zip((f"{c}1" for c in "ABCDEF"), _HEADINGS, strict=True))
    for number, row in enumerate(_ROWS, start=2):
        for letter, value in zip("ABCDEF", row, strict=True):
            if value is not None:
                cells[f"{letter}{number}"] = value
    return cells


def _steps() -> dict[str, Value]:
    return {
        f"{letter}{row}": value
        for letter, values in _STEPS
        for row, value in enumerate(values, start=1)
    }


def _families() -> Iterator[tuple[str, list[tuple[str, Value]]]]:
    found: dict[str, list[tuple[str, Value]]] = defaultdict(list)
    with _FORMULAS.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        for row in rows:
            formula = f"={row['formula']}"
            written = f"{{{formula}}}" if row["kind"] == "array" else formula
            found[row["family"]].append((written, json.loads(row["expected"])))
    yield from found.items()


for family, formulas in _families():
    case(
        f"formulas of finance officers: {family}",
        "https://support.microsoft.com/fr-fr/office/5f91f4e9-7b42-46d2-9bd1-63f26a86c0eb",
        sheets={
            "D": _annex(),
            "L": _steps(),
            "F": {f"B{row}": formula for row, (formula, _) in enumerate(formulas, start=20)},
        },
        expected={f"F!B{row}": value for row, (_, value) in enumerate(formulas, start=20)},
        # In the language of a workbook that Excel has not calculated the French codes tell.
        names={"Taux_ref": "0.05", "Annees": "{2021,2022,2023}"},
    )
