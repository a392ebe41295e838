"""What an officer is told when a scenario says something else than it seems to."""

from __future__ import annotations

import pytest

from pycog.errors import InvalidInput
from pycog.ods import open_package
from pycog.reports.scenarios.scenario_document import lines, record, summary
from pycog.reports.scenarios.scenario_sheet import scenarios_of
from pycog.reports.scenarios.scenario_words import content_of, read_scenario
from tests.paths import ROOT
from tests.reports.scenarios.test_scenarios import made, tried


def test_an_error_is_told_with_its_reason(tmp_path) -> None:
    path = made(tmp_path / "suivi.xlsx", [0.5, 0.9])
    outcome = tried(
        path, read_scenario("points : Suivi!B2=92"), read_scenario("bon : Suivi!B2=0,92")
    )
    (caution,) = outcome.cautions
    assert caution.startswith(
        "Scénario « points », #VALUE! en Suivi!D2, Suivi!E2 : Le réalisé est un taux saisi en "
        "points"
    )
    assert "saisissez 92 % ou 0,92" in caution and not caution.endswith("..")
    assert f"Attention : {caution}" in lines(outcome)
    assert record(outcome)["cautions"] == [caution]


def test_what_only_passes_an_error_on_is_not_told(tmp_path) -> None:
    annex = ROOT / "workbooks" / "exemple-fictif" / "annexe-2-fnga.xlsx"
    outcome = tried(annex, read_scenario("x : Atterrissage!E4=13 ; Atterrissage!E8=100"))
    (caution,) = outcome.cautions  # the verdict in N8 reads the landing in J8
    assert caution.startswith("Scénario « x », #VALUE! en Atterrissage!J8, Atterrissage!J9, ")
    assert "Le mois atteint « 13 » n'est ni un mois ni une date." in caution
    assert "Atterrissage!N8" in {one.place for one in outcome.results}


def test_an_error_that_was_there_before_is_not_told_again(tmp_path) -> None:
    path = made(tmp_path / "suivi.xlsx", ["abc", 0.9])
    outcome = tried(path, read_scenario("haut : Suivi!B3=0,95"))
    assert outcome.cautions == ()


def test_a_formula_is_no_value(tmp_path) -> None:
    with pytest.raises(InvalidInput, match="est une formule") as refused:
        tried(made(tmp_path / "suivi.xlsx", [0.5]), read_scenario("x : Suivi!B2==1+1"))
    assert refused.value.code == "formule-dans-un-scenario"
    assert content_of("'=1+1") == "=1+1"


def test_a_value_that_stands_there_already_is_told(tmp_path) -> None:
    path = made(tmp_path / "suivi.xlsx", [0.5, None])
    same = tried(path, read_scenario("x : Suivi!B2=50 % ; Suivi!B3="))
    assert summary(same) == "aucun résultat ne change : les cellules contiennent déjà ces valeurs"
    aside = tried(path, read_scenario("x : Suivi!Z9=1"))
    assert "aucune formule ne dépend de ces cellules" in summary(aside)


@pytest.mark.parametrize(
    ("extra", "where"),
    [
        ({"A1": "Cellule", "C1": "haut", "A2": "Suivi!B2", "B2": 0.8, "C2": 0.9}, "Scénarios!B2"),
        ({"A1": "Cellule", "C1": "haut", "A2": "Suivi!B2", "B2": "80 %", "C2": 1}, "Scénarios!B2"),
        ({"A1": "Cellule", "B1": "haut", "A2": "Suivi!B2", "B2": 1, "D2": 0.9}, "Scénarios!D2"),
    ],
)
def test_values_without_the_name_of_a_scenario_are_not_dropped(tmp_path, extra, where) -> None:
    package = open_package(made(tmp_path / "suivi.xlsx", [0.5], extra))
    with pytest.raises(InvalidInput, match=f"{where} une valeur à un scénario sans nom"):
        scenarios_of(package)


def test_a_remark_beside_the_table_needs_no_heading(tmp_path) -> None:
    extra = {"A1": "Cellule", "B1": "haut", "A2": "Suivi!B2", "B2": 1, "D2": "à discuter"}
    package = open_package(made(tmp_path / "suivi.xlsx", [0.5], extra))
    assert [one.name for one in scenarios_of(package)] == ["haut"]
