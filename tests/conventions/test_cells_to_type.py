"""How much an officer types: the same agreement as a workbook and as tables."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest

from pycog.conventions.form.exchange import new_form
from pycog.conventions.form.form_check import check
from pycog.conventions.loading.loader import load_folder
from tests.cli.test_three_agreements import type_form
from tests.made_up import BRUME, CIRRUS, MadeUp

YEARS = range(2023, 2028)
LINES = ("personnel", "achats", "missions", "immobilier", "informatique", "intervention")


def _indicators() -> str:
    rows = [
        f"{number};Indicateur inventé {number};Thème {number % 4};%;hausse;annexe 2, n° {number}"
        for number in range(1, 25)
    ]
    return "numéro;libellé;thème;unité;sens;source\n" + "\n".join(rows) + "\n"


def _statements() -> str:
    rows = [
        f"{number};{year};annexe;{'réalisé' if year == 2022 else 'cible'};"
        f"{60 + number + (year - 2022)} %;annexe 2, n° {number}"
        for number in range(1, 25)
        for year in (2022, *YEARS)
    ]
    return "indicateur;année;lieu;rôle;imprimé;source\n" + "\n".join(rows) + "\n"


def _lines() -> str:
    rows = [f"FG;{key};{key.title()};limitatif;{key};ligne;;annexe 3" for key in LINES]
    rows.append(f"FG;ensemble;Ensemble;;;total;{' '.join(LINES)};annexe 3")
    return "fonds;clé;libellé;nature;groupe;rôle;parties;source\n" + "\n".join(rows) + "\n"


def _amounts() -> str:
    rows = [f"FG;{key};{year};100" for key in LINES for year in (2022, *YEARS)]
    rows += [f"FG;ensemble;{year};{100 * len(LINES)}" for year in (2022, *YEARS)]
    return "fonds;ligne;colonne;imprimé\n" + "\n".join(rows) + "\n"


#: The usual shape: 24 indicators over a base year and five years, and one fund.
USUAL = MadeUp(
    "usuel-2023-2027",
    {
        "convention.toml": """\
id = "usuel-2023-2027"
titre = "Convention inventée"
titre_court = "COG inventée 2023-2027"
parties = ["État", "Caisse"]
annees = [2023, 2024, 2025, 2026, 2027]
annee_reference = 2022
document = "COG inventée, annexes"
statut = "en vigueur"
version = "1"

[[fonds]]
id = "FG"
titre = "Fonds de gestion"
annexe = "annexe 3"
unite = "M€"
""",
        "indicators.csv": _indicators(),
        "statements.csv": _statements(),
        "budget_lines.csv": _lines(),
        "budget_amounts.csv": _amounts(),
    },
    (),
)


def cells_of(folder: Path) -> int:
    """Return how many cells the tables hold, and values the description."""
    found = 0
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            _, *rows = csv.reader(file, delimiter=";")
        found += sum(bool(cell) for row in rows for cell in row)
    about = tomllib.loads((folder / "convention.toml").read_text("utf-8"))
    return found + len(about) - 1 + sum(map(len, about.get("fonds", ())))


@pytest.mark.parametrize("own", [USUAL, BRUME, CIRRUS], ids=lambda own: own.id)
def test_the_workbook_asks_for_fewer_cells(own: MadeUp, tmp_path: Path) -> None:
    folder = own.write(tmp_path / "tables") / own.id
    known = load_folder(folder)
    form = tmp_path / "convention.xlsx"
    form.write_bytes(
        new_form(own.id, list(known.years), list(known.baseline_years), list(known.funds))
    )
    typed, tables = type_form(own, form, folder), cells_of(folder)
    assert check(form).faults == ()
    # A third where the agreement has its usual size; a short one has more headings than values.
    assert typed * (3 if own is USUAL else 1.5) <= tables, (typed, tables)
