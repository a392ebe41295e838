"""Targets and deadlines in time: what makes each check fire, and what leaves it silent."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.conventions import load
from pycog.conventions.checks import CHECKS, audit
from pycog.conventions.checks.compare import compounded
from pycog.conventions.loading.loader import load_folder

STATEMENTS = "indicateur;année;lieu;rôle;imprimé;lecture;source\n"
MILESTONES = "clé;mesure;échéance;lecture;source\n"

IN_TIME = {
    "cible-composee", "cible-depassee", "cible-en-recul", "echeance-hors-periode",
    "seuil-au-dela", "echeance-hors-campagne",
}  # fmt: skip


def found(folder) -> list[str]:
    return [item.id for item in audit(load_folder(folder)) if item.check in IN_TIME]


def test_every_check_in_time_is_registered() -> None:
    assert {check.id for check in CHECKS} >= IN_TIME


@pytest.mark.parametrize(
    ("direction", "baseline", "first", "last", "expected"),
    [
        # Higher is better: 90 % then 95 % from 85 %, then from 92 %.
        ("hausse", "85%", "90%", "95%", []),
        ("hausse", "90%", "90%", "95%", []),
        ("hausse", "92%", "90%", "95%", ["cible-depassee/1"]),
        ("hausse", "85%", "90%", "88%", ["cible-en-recul/1/2021"]),
        ("hausse", "97%", "90%", "88%", ["cible-depassee/1", "cible-en-recul/1/2021"]),
        # Lower is better, by the direction of the table or by that of the target.
        ("baisse", "8%", "5%", "4%", []),
        ("baisse", "3%", "5%", "5%", ["cible-depassee/1"]),
        # A ceiling is no step back from what stays under it.
        ("", "3%", "<5%", "<5%", []),
        ("", "6%", "<5%", "<5%", []),
        ("baisse", "12 j", "10 j", "11 j", ["cible-en-recul/1/2021"]),
        # No direction, another kind, a deferred year: nothing can be compared.
        ("", "92%", "90%", "85%", []),
        ("hausse", "92%", "80", "85", []),
        ("hausse", "85%", "90%", "cf. COG CNAMTS", []),
        ("hausse", "85%", "90%", "", []),
        # Changes are measured against the year before, whatever the year before asked.
        ("hausse", "85%", "+3%", "+2%", []),
    ],
)
def test_targets_go_forward_from_the_baseline(
    write_folder, direction: str, baseline: str, first: str, last: str, expected: list[str]
) -> None:
    folder = write_folder(
        indicators_csv="numéro;libellé;unité;sens;source\n1;Essai;u;" + f"{direction};annexe 2\n",
        statements_csv=f"{STATEMENTS}1;2019;annexe;réalisé;{baseline};;annexe 2\n"
        f"1;2020;annexe;cible;{first};;annexe 2\n1;2021;annexe;cible;{last};;annexe 2\n",
    )
    assert found(folder) == expected


@pytest.mark.parametrize(
    ("first", "last", "overall", "expected"),
    [
        # 1,10 x 1,10 = 1,21, and 10 + 10 = 20.
        ("+10%", "+10%", "+20%", ["cible-composee/1"]),
        ("+10%", "+10%", "+21%", []),
        # Nothing to cumulate.
        ("+10%", "", "+10%", []),
        # Rates do not compound.
        ("10%", "20%", "20%", []),
    ],
)
def test_changes_are_added_or_compounded(
    write_folder, first: str, last: str, overall: str, expected: list[str]
) -> None:
    folder = write_folder(
        indicators_csv="numéro;libellé;unité;source\n1;Essai;u;annexe 2\n",
        statements_csv=f"{STATEMENTS}1;2020;annexe;cible;{first};;annexe 2\n"
        f"1;2021;annexe;cible;{last};;annexe 2\n1;;fiche;critère;{overall};;fiche n°1\n",
    )
    assert found(folder) == expected
    # Compounded exactly, the criterion is the yearly changes: no contradiction either.
    ids = [item.id for item in audit(load_folder(folder))]
    assert not [name for name in ids if name.startswith("cible-contredite")]


@given(st.lists(st.floats(0, 1), max_size=6))
def test_what_grows_every_year_grows_more_than_the_sum(changes: list[float]) -> None:
    """(1 + a)(1 + b) - 1 = a + b + ab."""
    assert compounded(changes) >= math.fsum(changes) - 1e-12


@pytest.mark.parametrize(
    ("due", "reading", "fires"),
    [
        ("fin 2021", "", False),
        ("2020/2021", "", False),
        ("2019/2020", "", False),  # begun before, due within
        ("2018/2019", "31/12/2019", True),
        ("période 2020-2022", "2020-2021", True),
        ("30 juin 2022", "30/06/2021", True),
        # A number of documents is not a year.
        ("20 212 dossiers fin 2021", "fin 2021", False),
    ],
)
def test_dated_measures_fall_within_the_period(
    write_folder, due: str, reading: str, fires: bool
) -> None:
    folder = write_folder(milestones_csv=f"{MILESTONES}etude;Étude;{due};{reading};fiche n°1\n")
    assert found(folder) == ["echeance-hors-periode/etude"] * fires


def test_a_report_dates_what_comes_after_it() -> None:
    """The pooling note of 2007 asks for a review by the end of January 2008."""
    found = audit(load("mutualisation-2007"))
    assert [one.id for one in found if one.check.startswith("echeance")] == []


ROWS = """\
catégorie;clé;thème;libellé;cible;seuil;poids;règle;imprimé;statut;preuve;confiance;motif;lecture;source
cpam;essai;qualite;Essai;{target};{floor};1000;{rule};x;retenue;contexte;certaine;Deux.;défaut;2.2
"""


@pytest.mark.parametrize(
    ("target", "floor", "rule", "expected"),
    [
        ("90%", "60%", "lineaire", []),
        ("90%", "95%", "lineaire", ["seuil-au-dela/cpam/essai"]),
        ("80 000", "40 000", "lineaire", []),
        ("40 000", "80 000", "lineaire", ["seuil-au-dela/cpam/essai"]),
        ("<= 8%", "<= 12%", "lineaire", []),
        ("7 j", "8 j", "lineaire", []),
        ("entre 98 % et 102 %", "entre 90 % et 105 %", "intervalle", []),
        ("31/12/2020", "31/03/2021", "lineaire", []),
        ("31/01/2021", "31/03/2021", "lineaire", ["echeance-hors-campagne/cpam/essai"]),
        ("O/N", "", "tout_ou_rien", []),
    ],
)
def test_floors_and_deadlines_of_a_campaign(
    write_folder, target: str, floor: str, rule: str, expected: list[str]
) -> None:
    folder = write_folder(
        indicators_csv=None,
        statements_csv=None,
        budget_lines_csv=None,
        budget_amounts_csv=None,
        convention_toml=("[2020, 2021]", "[2020]"),
        scorecards_csv=ROWS.format(target=target, floor=floor, rule=rule),
    )
    assert found(folder) == expected
