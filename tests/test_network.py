"""Shares, useful size and merger conditions; the base of an evolution."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog import mergers, network
from pycog.budget import amounts
from pycog.conventions import load
from pycog.errors import InvalidInput
from pycog.values import Block, Scalar

COUNTS = st.integers(0, 10**7)

#: Projects of each group, and the share printed beside them.
PRINTED = [(44, 23), (36, 19), (109, 58), (114, 60), (75, 40)]


@pytest.mark.parametrize(("projects", "printed"), PRINTED)
def test_printed_shares_are_the_rounded_quotients(projects: int, printed: int) -> None:
    value = network.share([float(projects)], 189.0)
    assert Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal(printed) / 100


@given(st.lists(COUNTS, min_size=1, max_size=8))
def test_the_shares_of_a_total_add_up_to_one(parts: list[int]) -> None:
    whole = float(sum(parts))
    if whole == 0:
        with pytest.raises(InvalidInput) as caught:
            network.share([[float(part)] for part in parts], whole)
        assert caught.value.code == "division-par-zero"
        return
    assert network.share([[float(part)] for part in parts], whole) == 1.0
    exact = sum(Fraction(network.share(float(part), whole)) for part in parts)
    assert abs(exact - 1) < Fraction(len(parts), 2**52)


@given(COUNTS, COUNTS, st.integers(1, 10**7))
def test_a_share_does_not_depend_on_how_its_parts_are_laid_out(a: int, b: int, rest: int) -> None:
    whole = float(a + b + rest)
    one = network.share([[float(a), float(b)]], whole)
    assert one == network.share([[float(b)], [float(a)]], whole)
    assert one == network.share(pd.Series([a, b]), whole)
    assert one == float(Fraction(a + b, a + b + rest))


def test_a_share_shows_its_arithmetic() -> None:
    assert network.explain_share([[44.0], [36.0]], 189.0) == "(44 + 36) ÷ 189 = 42,3 %"
    assert network.explain_share([[44.0]], 189.0) == "44 ÷ 189 = 23,3 %"
    assert network.explain_share([[None]], 189.0) == (
        "La part ou le total n'est pas renseigné : pas de résultat"
    )


def test_a_part_above_its_total_is_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        network.share([44.0, 36.0, 119.0], 189.0)
    assert caught.value.message == (
        "La part vaut 199, plus que le total de 189. Vérifiez la plage et le total."
    )


# Base of an evolution


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_base_and_its_evolution_give_the_value_back(before: int, after: int) -> None:
    change = amounts.evolution(float(before), float(after), "tel quel")
    if after == 0:
        with pytest.raises(InvalidInput):
            amounts.base(0.0, change)
    elif change is not None and abs(change) <= 1.5:
        assert amounts.base(float(after), change) == pytest.approx(before, rel=1e-9)


def test_the_base_of_the_referrals_of_2019() -> None:
    value = amounts.base(435.0, "+5,84 %")
    assert round(value) == 411
    assert amounts.evolution(411.0, 435.0) == float(Fraction(24, 411))
    assert amounts.explain_base(435.0, "+5,84 %") == "435 ÷ (1 + 5,84 %) = 410,9977"
    assert amounts.explain_base(5.0, -0.6875) == "5 ÷ (1 − 68,75 %) = 16"


def test_a_base_works_on_columns() -> None:
    bases = amounts.base(np.array([435.0, 5.0]), np.array([0.0, -0.6875]))
    assert list(bases) == [435.0, 16.0]


# Useful size


def test_the_thresholds_are_those_that_the_note_prints() -> None:
    figures = load("mutualisation-2007").figures
    printed = {key: items[0].value for key, items in figures.items()}
    assert printed["taille-utile-beneficiaires"] == network.USEFUL_BENEFICIARIES
    assert printed["taille-utile-agents"] == network.USEFUL_STAFF
    assert printed["rapprochement-beneficiaires"] == mergers.MERGER_BENEFICIARIES
    assert printed["rapprochement-salaries"] == mergers.MERGER_STAFF


@given(st.integers(0, 500_000), st.integers(0, 500))
def test_the_useful_size_needs_both_thresholds(covered: int, employed: int) -> None:
    verdict = network.useful_size(float(covered), float(employed))
    assert verdict is not None
    assert ("bénéficiaires sur 200 000" in verdict) == (covered < 200_000)
    assert ("agents sur 200" in verdict) == (employed < 200)
    assert (verdict == network.REACHED) == (covered >= 200_000 and employed >= 200)


def test_the_useful_size_shows_what_it_compares() -> None:
    assert network.explain_useful_size(150_000.0, 230.0) == (
        "150 000 < 200 000 bénéficiaires ; 230 ≥ 200 agents : Taille utile non atteinte : 150 000 "
        "bénéficiaires sur 200 000"
    )
    assert network.explain_useful_size(None, 230.0) == (
        "Les bénéficiaires ou l'effectif ne sont pas renseignés : pas de résultat"
    )


# Mergers


def verdict_on(label: str, value: Scalar, tolerance: Scalar = None) -> Scalar:
    rows = mergers.check_merger([["Critère", "Valeur"], [label, value]], tolerance)
    return next(row[2] for row in rows if row[0] == label)


def every(value: Scalar = "Oui", **other: Scalar) -> Block:
    sizes: dict[int | None, Scalar] = {
        mergers.MERGER_BENEFICIARIES: other.get("beneficiaries", 1_000_000.0),
        mergers.MERGER_STAFF: other.get("staff", 1_000.0),
        None: value,
    }
    return [[item.label, sizes[item.around]] for item in mergers.CRITERIA]


@pytest.mark.parametrize(
    ("label", "value", "tolerance", "verdict"),
    [
        ("Bénéficiaires gérés", 900_000.0, None, "Rempli"),
        ("Bénéficiaires gérés", 1_100_000.0, None, "Rempli"),
        ("Bénéficiaires gérés", 899_999.0, None, "Non rempli : moins de 900 000 bénéficiaires"),
        ("Bénéficiaires gérés", 1_100_001.0, None, "Non rempli : plus de 1 100 000 bénéficiaires"),
        ("Bénéficiaires gérés", 800_000.0, "20 %", "Rempli"),
        ("Bénéficiaires gérés", "950 000", None, "Rempli"),
        ("Salariés employés", 999.0, 0.0, "Non rempli : moins de 1 000 salariés"),
        ("Salariés employés", 1_000.0, 0.0, "Rempli"),
        ("Salariés employés", -1.0, None,
         "Le nombre vaut -1 : une valeur négative n'a pas de sens ici. Vérifiez le signe."),
        ("Salariés employés", "un millier", None,
         "Le nombre « un millier » n'est pas un nombre. Écrivez par exemple 12 000, 0,9, 90 %, "
         "7 j ou 1 200 €."),
        ("Proximité géographique", True, None, "Rempli"),
        ("Proximité géographique", "n", None, "Non rempli"),
        ("Proximité géographique", " ", None, "Non renseigné"),
    ],
)  # fmt: skip
def test_a_condition_is_judged(label: str, value: Scalar, tolerance: Scalar, verdict: str) -> None:
    assert verdict_on(label, value, tolerance) == verdict


@given(st.integers(0, 2_000_000), st.integers(0, 99))
def test_a_wider_tolerance_never_refuses_what_a_narrower_one_admits(size: int, per: int) -> None:
    narrow = verdict_on("Bénéficiaires gérés", float(size), per / 100)
    if narrow == mergers.MET:
        assert verdict_on("Bénéficiaires gérés", float(size), (per + 0.5) / 100) == mergers.MET
    assert (narrow == mergers.MET) == (abs(size - 1_000_000) <= per * 10_000)


def test_a_plan_that_meets_everything() -> None:
    rows = mergers.check_merger(every())
    assert rows[0] == ["Critère", "Situation", "Verdict"]
    assert [row[2] for row in rows[1:-1]] == ["Rempli"] * len(mergers.CRITERIA)
    assert rows[-1] == ["Ensemble", "", "Tous les critères sont remplis"]


def test_the_order_of_the_entries_does_not_matter() -> None:
    assert mergers.check_merger(every()[::-1]) == mergers.check_merger(every())
    frame = pd.DataFrame(every(), columns=["Condition", "Situation"])
    assert mergers.check_merger(frame) == mergers.check_merger(every())


def test_nothing_given_is_nothing_met() -> None:
    rows = mergers.check_merger([["Critère", "Valeur"], [None, None]])
    assert {row[2] for row in rows[1:-1]} == {"Non renseigné"}
    assert rows[-1][2] == f"{len(mergers.CRITERIA)} critères non renseignés"


def test_a_refusal_counts_in_the_overall_verdict() -> None:
    assert mergers.check_merger(every("Non"))[-1][2] == (
        "10 critères non remplis, 1 critère hors priorité"
    )
    assert mergers.check_merger(every(staff=700.0))[-1][2] == "1 critère non rempli"


def test_entries_not_understood_are_shown_after_the_conditions() -> None:
    table = [*every(), ["Météo", "Oui"], ["aucun licenciement", "Non"], [None, "Oui"]]
    rows = mergers.check_merger(table)
    assert rows[-4:] == [
        ["Météo", "Oui", "Ligne 14 de la plage : ce critère n'est pas dans la liste"],
        ["Aucun licenciement", "Non", "Ligne 15 de la plage : ce critère est déjà donné plus haut"],
        ["", "Oui", "Ligne 16 de la plage : ce critère n'est pas dans la liste"],
        ["Ensemble", "", "3 entrées à corriger"],
    ]


def test_a_number_beyond_excel_is_shown_and_refused() -> None:
    assert verdict_on("Salariés employés", float("inf")) == (
        "Le nombre « #NUM! » n'est pas un nombre. Écrivez par exemple 12 000, 0,9, 90 %, 7 j ou "
        "1 200 €."
    )
    rows = mergers.check_merger([["Météo", float("inf")]])
    assert rows[-2][:2] == ["Météo", "#NUM!"]


@pytest.mark.parametrize("tolerance", [1.0, 10.0, "150 %"])
def test_a_tolerance_of_the_whole_is_refused(tolerance: Scalar) -> None:
    with pytest.raises(InvalidInput) as caught:
        mergers.check_merger(every(), tolerance)
    assert caught.value.code == "tolerance-hors-limites"
    assert caught.value.message.endswith("par exemple 10 % ou 0,1.")


def test_a_list_without_values_is_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        mergers.check_merger([["Critère", "Date"], ["Proximité géographique", "2007"]])
    assert caught.value.message == (
        "La liste des critères n'a pas de colonne « valeur ». Ajoutez-la : la première ligne de "
        "la plage porte les titres des colonnes."
    )
