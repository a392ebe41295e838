"""Each rule is one line: its two directions agree, and so do all formulas at a strict bound."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pycog.arithmetic import to_float
from pycog.attainment import (
    attainment,
    attainment_assumptions,
    explain_attainment,
    status,
    status_assumptions,
)
from pycog.interessement.earning import RULES, Shape, shape_of
from pycog.interessement.levers import required
from pycog.interessement.points import points, points_assumptions
from pycog.shares import share_of

#: Rates as they are typed, above zero: at most two decimals in %.
RATES = st.integers(1, 9_999).map(lambda n: Decimal(n).scaleb(-4))
SHARES = st.integers(0, 1000).map(lambda n: Fraction(n, 1000))


def percent(rate: Decimal) -> str:
    return f"{rate.scaleb(2):f} %".replace(".", ",")


@given(RATES, RATES, SHARES, st.sampled_from(RULES), st.sampled_from(["", "≤ ", "< ", "> "]))
def test_what_a_share_asks_for_earns_it(
    target: Decimal, floor: Decimal, share: Fraction, rule: str, sign: str
) -> None:
    assume(target != floor)
    assume(not sign or (target > floor) is (sign == "> "))
    form = shape_of(f"{sign}{percent(target)}", percent(floor), rule)
    assert isinstance(form, Shape)
    value = form.rule.back(share)
    if value is None:
        assert share == 0
        return
    assert form.share(to_float(value)) >= share
    assert form.share(float(str(form.required(share)))) >= share


@given(RATES, RATES)
def test_the_line_is_the_exact_quotient(target: Decimal, actual: Decimal) -> None:
    form = shape_of(percent(target), None)
    assert isinstance(form, Shape)
    assert share_of(form.rule, float(actual)) == Fraction(actual) / Fraction(target)


@pytest.mark.parametrize(
    ("target", "floor", "bound"),
    [
        ("> 60%", "> 40%", 0.6),
        ("< 5%", "10 %", 0.05),
        ("< 5%", None, 0.05),
        ("> 60%", None, 0.6),
        ("< 10 jours", "< 30 jours", 10.0),
        ("> 2", None, 2.0),
        ("< 1 000 €", "2 000 €", 1000.0),
        ("plus de 75/100", "50/100", "75/100"),
    ],
)
@pytest.mark.parametrize("rule", RULES)
def test_at_a_strict_bound_all_formulas_agree(
    target: str, floor: Any, bound: Any, rule: str
) -> None:
    assert status(bound, target, floor) != "Atteint"
    assert attainment(bound, target, floor) == 0.999
    earned = points(bound, target, floor, 150.0, rule)
    assert earned == {"tout_ou_rien": 0.0, "paliers": 112.5}.get(rule, 149.85)
    least = required(150.0, target, floor, 150.0, rule)
    assert status(least, target, floor) == "Atteint"
    assert attainment(least, target, floor) >= 1.0
    assert points(least, target, floor, 150.0, rule) == 150.0


@pytest.mark.parametrize(
    ("target", "floor", "least"),
    [
        ("> 60%", "> 40%", 0.601),
        ("< 5%", "10 %", 0.049),
        ("< 0.1%", "< 1%", 0.0009),
        ("< 10 jours", "30 jours", 9.9),
        ("> 75/100", "50/100", 0.751),
        ("> 7 000 000", "1 000 000", 7_000_000.1),
    ],
)
def test_the_value_next_to_an_excluded_bound(target: str, floor: str, least: float) -> None:
    assert required(100.0, target, floor, 100.0) == least
    assert required(100.0, target, floor, 100.0, "tout_ou_rien") == least


def test_short_of_a_strict_bound_nothing_changes() -> None:
    assert points(0.5, ">60%", ">40%", 150.0) == 75.0
    assert required(75.0, ">60%", ">40%", 150.0) == 0.5
    assert attainment(0.5999, ">60%") == 0.999
    assert attainment(0.59, ">60%") == float(Fraction(59, 60))


def test_a_strict_bound_is_explained_with_its_assumption() -> None:
    assert explain_attainment(0.05, "<5%") == (
        "5 % ne passe pas la borne exclue de « < 5 % » : 99,9 %"
    )
    assert attainment_assumptions(0.05, "<5%") == ("rapport-miroir", "borne-exclue")
    assert attainment_assumptions(0.04, "<5%") == ("rapport-miroir",)
    assert "borne-exclue" in points_assumptions(0.6, ">60%", ">40%", 150.0)


@pytest.mark.parametrize("target", ["0 €", "0 %", "0", 0.0, "0 jour", "≤ 0 €"])
def test_zero_without_a_direction_is_a_maximum(target: Any) -> None:
    above = 0.02 if target == "0 %" else 12_000.0
    assert status(0.0, target) == "Atteint"
    assert status(above, target) == "Non atteint"
    assert attainment(above, target) == 0.0
    assert points(above, target, None, 50.0) == 0.0
    assert points(0.0, target, None, 50.0) == 50.0
    assert status(0.1 + 0.2 - 0.3, target) == "Atteint"


def test_zero_keeps_the_direction_that_is_given() -> None:
    assert status(12_000.0, "0 €", None, "hausse") == "Atteint"
    assert status(12_000.0, "≥ 0 €") == "Atteint"
    assert status(-5.0, 0.0, -10.0) == "Partiellement atteint"
    assert status_assumptions(12_000.0, "0 €") == ("objectif-nul", "sens-par-defaut")


def test_an_exact_number_is_met_by_itself_only() -> None:
    assert status(6.0, "= 5") == "Non atteint"
    assert attainment(6.0, "= 5") == 0.0
    assert attainment(5.0, "= 5") == 1.0
