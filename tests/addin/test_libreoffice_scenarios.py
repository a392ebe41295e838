"""*Scénarios* in a live Calc gives what ``pycog scenario`` gives, and changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import load_workbook

from addin.french_text import typographic
from addin.pane_words import for_pane
from pycog.conventions import load
from pycog.reports.scenarios.scenario_document import lines
from pycog.reports.scenarios.scenario_run import run_scenarios
from pycog.reports.scenarios.scenario_words import Scenario, read_assignment
from pycog.xlsx.package import Package
from tests.addin.live_calc import seen, type_in
from tests.paths import ROOT
from udfs.hosts.engine import EngineHost

NEW = "private:factory/scalc"
SIMULATION = ROOT / "workbooks" / "simulation-mtid.xlsx"
ANNEX = ROOT / "workbooks" / "exemple-fictif" / "annexe-4-indicateurs.xlsx"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("calc-scenarios")


def used(*steps: list[Any]) -> list[Any]:
    return ["window", "scenario", *steps]


def tried(scenarios: Mapping[str, Mapping[str, str]]) -> list[list[Any]]:
    """Type the changes of some scenarios."""
    return [
        step
        for name, changes in scenarios.items()
        for cell, value in changes.items()
        for step in (["cell", cell], ["value", value], ["name", name], ["add"])
    ]


def expected(path: Path, scenarios: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return what the command says of some scenarios."""
    asked = [
        Scenario(name, tuple(read_assignment(f"{cell}={value}") for cell, value in changes.items()))
        for name, changes in scenarios.items()
    ]
    outcome = run_scenarios(Package.open(path), asked, EngineHost, load())
    return [typographic(for_pane(one)) for one in lines(outcome)]


@pytest.mark.parametrize(
    ("source", "scenarios"),
    [
        (
            SIMULATION,
            {
                "bas": {"Organisme!B13": "0,5", "Organisme!B22": "100"},
                "vide": {"Organisme!B13": ""},
                "illisible": {"Organisme!B13": "beaucoup"},
            },
        ),
        (
            ANNEX,
            {
                "mieux": {"Indicateurs!J7": "99 %", "Indicateurs!J8": "0,95"},
                "sans": {"Indicateurs!J7": "", "Indicateurs!K8": "n.d."},
            },
        ),
    ],
    ids=["simulation", "annexe-4"],
)
def test_calc_gives_what_the_command_gives(
    calc: str,
    folder: Path,
    tmp_path: Path,
    source: Path,
    scenarios: Mapping[str, Mapping[str, str]],
) -> None:
    path = Path(shutil.copyfile(source, tmp_path / source.name))
    steps = [
        ["show", path.as_uri()],
        ["command", "scenario"],
        used(*tried(scenarios), ["?", "changes"], ["compare"], ["?", "results"], ["?", "said"]),
        used(["write"], ["?", "said"]),
        ["documents"],
    ]
    (changes, results, said), (written,), _ = type_in(calc, folder, steps)
    assert len(changes) == sum(map(len, scenarios.values()))
    wanted = expected(path, scenarios)
    assert results.splitlines() == wanted
    assert len(wanted) > 5
    assert said.endswith("Le classeur n’a pas changé.")
    assert path.read_bytes() == source.read_bytes()
    file = tmp_path / f"{path.stem}-scenarios.xlsx"
    assert written == f"Comparaison écrite : {file}"
    texts = {cell.value for sheet in load_workbook(file) for row in sheet.rows for cell in row}
    assert set(scenarios) <= texts


def test_what_cannot_change_is_said_and_nothing_changes(
    calc: str, folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "suivi.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("L'an dernier")
        sheet.write_row("A1", ("Indicateur", "Objectif", "Réalisé", "Statut"))
        sheet.write_row("A2", ("Taux", 0.9, 0.8))
        sheet.write_formula("D2", "_xldudf_COG_STATUS(C2,B2)")
        sheet.write_formula("E2", "NOW()")
        sheet.write_formula("F2", "C2+E2*0")
        sheet.merge_range("A4:B5", "titre")
        sheet.write_formula("G2", '=IF(ISLOGICAL(H2),"logique","autre")')
    where = "'L''an dernier'!"

    def refused(cell: str, value: str) -> list[Any]:
        change = tried({"essai": {cell: value}})
        return used(["empty"], *change, ["compare"], ["?", "said"], ["?", "results"])

    steps = [
        ["show", path.as_uri()],
        ["menu", "recalculate"],  # what wrote the file calculated nothing
        ["select", "L'an dernier!C2"],
        ["command", "scenario"],
        used(["compare"], ["?", "said"], ["cell", "C2"], ["add"], ["?", "said"]),
        used(["take"], ["?", "cell"], ["value", "1.234"], ["add"], ["?", "said"]),
        refused(f"{where}D2", "1"),
        refused(f"{where}B5", "1"),
        refused("Ailleurs!A1", "1"),
        refused(f"{where}C2", "0,95"),
        refused(f"{where}H2", "VRAI"),
        used(["changes", 0], ["write"], ["?", "said"]),
        ["read", "L'an dernier!C2", "L'an dernier!D2"],
        ["documents"],
    ]
    _, nothing, chosen, formula, merged, unknown, tried_now, truth, _, kept, documents = type_in(
        calc, folder, steps
    )
    assert "Ajoutez une cellule" in nothing[0]
    assert "« C2 » n’est pas une cellule" in nothing[1]
    assert chosen[0] == f"{where}C2"
    assert "1.234" in chosen[1]
    assert "est calculée (=COG_STATUS(C2" in formula[0]
    assert "pycog" not in formula[0]
    assert "Changez L’an dernier!A4" in merged[0]
    assert "la feuille « Ailleurs » n’existe pas" in unknown[0]
    assert [one[1] for one in (formula, merged, unknown)] == [""] * 3
    assert "autre → logique" in truth[1]
    # What moves by itself is no result of a scenario.
    results = tried_now[1].splitlines()
    assert any("Non atteint → Atteint" in line for line in results)
    assert any("0,8 → 0,95" in line and "F2" in line for line in results)
    assert not any("E2 –" in line for line in results)
    assert [seen(one) for one in kept] == [0.8, "Non atteint"]
    assert "suivi-scenarios.xlsx" in {one["title"] for one in documents}
