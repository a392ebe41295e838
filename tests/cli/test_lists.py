"""``pycog functions``, ``conventions``, ``assumptions`` and ``build``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pycog.assumptions import ASSUMPTIONS
from pycog.conventions.form.exchange import workbook_of
from tests.made_up import CIRRUS
from udfs.catalogue import catalogue

Command = Callable[..., Any]


def test_functions_are_listed_with_their_french_arguments(command: Command) -> None:
    code, out, err = command("functions")
    assert (code, err) == (0, "")
    assert all(f"  {name}(" in out for name in catalogue())
    assert "COG_ATTAINMENT(réalisé ; objectif ; [seuil] ; [sens] ; [unités] ; [référence])" in out
    assert out.endswith(f"{len(catalogue())} formules.\n")


def test_functions_as_json(command: Command) -> None:
    records = [json.loads(line) for line in command("functions", "--json").out.splitlines()]
    assert [record["name"] for record in records] == list(catalogue())
    assert all(record["help"] and record["source"] and record["example"] for record in records)


def test_conventions_are_listed(command: Command) -> None:
    code, out, err = command("conventions")
    assert (code, err) == (0, "")
    assert out.startswith("camieg-2012-2015 : ")
    assert out.endswith("6 conventions.\n")


def test_assumptions_are_listed_with_the_other_reading(command: Command) -> None:
    code, out, err = command("assumptions")
    assert (code, err) == (0, "")
    assert all(assumption.statement in out for assumption in ASSUMPTIONS)
    assert out.count("Autre lecture : ") == len(ASSUMPTIONS)


def test_build_writes_workbooks_that_are_up_to_date(command: Command, annexes: Path) -> None:
    written = sorted(path.relative_to(annexes).as_posix() for path in annexes.rglob("*.xlsx"))
    assert [name for name in written if not name.startswith("interessement-")] == [
        "camieg-2012-2015/annexe-1-budget.xlsx",
        "camieg-2012-2015/annexe-2-fnga.xlsx",
        "camieg-2012-2015/annexe-3-fngr.xlsx",
        "camieg-2012-2015/annexe-4-indicateurs.xlsx",
        "camieg-2012-2015/suivi-echeances.xlsx",
        "exemple-fictif/annexe-1-budget.xlsx",
        "exemple-fictif/annexe-2-fnga.xlsx",
        "exemple-fictif/annexe-3-fngr.xlsx",
        "exemple-fictif/annexe-4-indicateurs.xlsx",
        "exemple-fictif/suivi-echeances.xlsx",
        "herault-2021/rapport-activite.xlsx",
        "isere-2020/rapport-activite.xlsx",
        "mutualisation-2007/observatoire.xlsx",
        "recette.xlsx",
        "simulation-mtid.xlsx",
    ]
    assert command("refresh", "--check", annexes).code == 0


def test_build_lists_what_it_wrote(command: Command, annexes: Path) -> None:
    before = {path: path.read_bytes() for path in annexes.rglob("*.xlsx")}
    code, out, err = command("build", annexes)
    assert (code, err) == (0, "")
    assert out.endswith("36 classeurs fabriqués.\n")
    assert all(str(path) in out for path in before)
    assert {path: path.read_bytes() for path in annexes.rglob("*.xlsx")} == before


def test_two_conventions_of_one_id_are_marked_and_named(command: Command, tmp_path: Path) -> None:
    form = workbook_of(CIRRUS.write(tmp_path / "tables") / CIRRUS.id)
    both = tmp_path / "classeurs"
    both.mkdir()
    for name in ("a.xlsx", "b.xlsx"):
        (both / name).write_bytes(form)
    code, out, err = command("conventions", "--conventions", both)
    assert code == 1
    assert out.count(f"{CIRRUS.id} : ") == out.count("[identifiant en double]") == 2
    assert str(both / "a.xlsx") in err and str(both / "b.xlsx") in err
