"""Points, rates and amounts: laws that hold for any values, and every message."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pycog.arithmetic import exact
from pycog.attainment import attainment
from pycog.errors import CellError, NotAvailable, PycogError
from pycog.interessement.distribution import distributed, payable
from pycog.interessement.earning import RULES
from pycog.interessement.levers import required
from pycog.interessement.points import explain_points, points, points_compare
from pycog.interessement.steps import is_steps, parse_steps
from pycog.interessement.success_rates import success_rate, trigger, weighted_rate
from pycog.targets import parse_target

#: Rates as an officer types them: at most two decimals in %.
RATES = st.integers(0, 10_000).map(lambda n: float(Decimal(n).scaleb(-4)))
NUMBERS = st.integers(0, 10**9).map(float)
DAYS = st.integers(40_000, 50_000).map(float)
WEIGHTS = st.integers(1, 1000).map(float)
RULE = st.sampled_from(RULES)


@st.composite
def goals(draw: st.DrawFn) -> tuple[Any, Any, st.SearchStrategy[float]]:
    """A target, a floor and the results that go with them."""
    kind = draw(st.sampled_from(["rate", "count", "date", "interval"]))
    if kind == "date":
        target, floor = draw(st.tuples(DAYS, DAYS).filter(lambda pair: pair[0] < pair[1]))
        return _date(target), _date(floor), DAYS
    if kind == "interval":
        least, low, high, most = sorted(draw(st.tuples(RATES, RATES, RATES, RATES)))
        return _between(low, high), _between(least, most), RATES
    values = RATES if kind == "rate" else NUMBERS
    target, floor = draw(values), draw(values)
    if kind == "rate":
        return _percent(target), _percent(floor), RATES
    return target, floor, NUMBERS


def _date(serial: float) -> str:
    from pycog.values import format_date

    return format_date(serial)


def _percent(rate: float) -> str:
    return f"{Decimal(repr(rate)) * 100:f} %".replace(".", ",")


def _between(low: float, high: float) -> str:
    return f"entre {_percent(low)} et {_percent(high)}"


@given(st.data(), goals(), WEIGHTS, RULE)
def test_points_stay_within_the_weight(data: Any, goal: Any, weight: float, rule: str) -> None:
    target, floor, results = goal
    earned = points(data.draw(results), target, floor, weight, rule, "tel quel")
    assert 0.0 <= earned <= weight


@given(st.data(), goals(), WEIGHTS, RULE)
def test_points_never_fall_when_the_result_improves(
    data: Any, goal: Any, weight: float, rule: str
) -> None:
    target, floor, results = goal
    assume(not str(target).startswith("entre"))
    first, second = sorted([data.draw(results), data.draw(results)])
    low, high = (
        points(value, target, floor, weight, rule, "tel quel") for value in (first, second)
    )
    aim, least = parse_target(target).value, parse_target(floor).value
    # Nothing can be better than a target of zero but zero itself.
    rising = (aim > least or aim == least != 0) and "/" not in str(target)
    assert (low <= high) if rising else (low >= high)


@given(st.data(), goals(), WEIGHTS)
def test_the_line_is_the_attainment_cut_at_one(data: Any, goal: Any, weight: float) -> None:
    target, floor, results = goal
    result = data.draw(results)
    expected = min(1.0, attainment(result, target, floor, None, "tel quel")) * weight
    assert points(result, target, floor, weight, None, "tel quel") == pytest.approx(
        expected, rel=1e-9, abs=1e-9
    )


@given(goals(), WEIGHTS, st.integers(1, 1000), RULE)
def test_what_is_required_earns_what_was_wanted(
    goal: Any, weight: float, thousandths: int, rule: str
) -> None:
    target, floor, _ = goal
    wanted = float(exact(weight) * thousandths / 1000)
    try:
        result = required(wanted, target, floor, weight, rule, "tel quel")
    except NotAvailable:
        assume(False)
    earned = points(result, target, floor, weight, rule, "tel quel")
    assert earned >= wanted or math.isclose(earned, wanted, rel_tol=1e-12)
    whole_days = isinstance(target, str) and "/" in target
    degenerate = target == floor or floor == _percent(0.0) == target
    if rule == "lineaire" and not whole_days and not degenerate:
        most = required(weight, target, floor, weight, None, "tel quel")
        alone = points(most, target, floor, weight, None, "tel quel")
        assert alone == weight
        steps = isinstance(target, str) and target.startswith("entre")
        assert steps or earned == pytest.approx(wanted, rel=1e-6, abs=1e-6)


@given(RATES, RATES, st.integers(1, 999))
def test_on_a_line_there_and_back_is_the_same(target: float, floor: float, share: int) -> None:
    assume(target != floor)
    wanted = float(share)
    result = required(wanted, _percent(target), _percent(floor), 1000.0)
    assert points(result, _percent(target), _percent(floor), 1000.0) == pytest.approx(
        wanted, rel=1e-11
    )


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1))
def test_the_local_rate_is_the_exact_quotient(pairs: list[tuple[int, int]]) -> None:
    earned = [float(Decimal(min(pair)).scaleb(-1)) for pair in pairs]
    weights = [float(Decimal(max(pair)).scaleb(-1)) for pair in pairs]
    total = sum(max(pair) for pair in pairs)
    assume(total)
    assert success_rate(earned, weights) == float(Fraction(sum(map(min, pairs)), total))


#: Two ways to weight three themes.
SHARES = [
    [Fraction(35, 100), Fraction(35, 100), Fraction(30, 100)],
    [Fraction(40, 100), Fraction(40, 100), Fraction(20, 100)],
]


@given(RATES, RATES, RATES)
def test_the_national_rate_is_between_its_themes(a: float, b: float, c: float) -> None:
    for shares in SHARES:
        rate = weighted_rate([a, b, c], shares, ["a", "b", "c"])
        assert rate is not None and min(a, b, c) <= rate <= max(a, b, c)


@given(RATES)
def test_the_trigger_gives_the_rate_or_nothing(rate: float) -> None:
    assert trigger(rate, 0.5) == (rate if rate > 0.5 else 0.0)


@given(RATES, RATES)
def test_a_share_counts_only_above_the_trigger(trn: float, trl: float) -> None:
    expected = Fraction(400) * exact(trigger(trn, 0.5)) + Fraction(600) * exact(trigger(trl, 0.5))
    assert distributed(400.0, trn, 600.0, trl, 0.5, "> 50 %") == float(expected)


@given(st.integers(-(10**12), 10**12))
def test_half_a_cent_moves_away_from_zero(thousandths: int) -> None:
    amount = Decimal(thousandths).scaleb(-3)
    rounded = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert payable(float(amount)) == float(rounded)


def test_half_of_the_way_is_exactly_half_of_the_points() -> None:
    # In floats (0.77 - 0.6) / (0.94 - 0.6) is a little more than a half, which would
    # pass a trigger that is strictly above 50 %.
    assert (0.77 - 0.6) / (0.94 - 0.6) > 0.5
    assert trigger(success_rate([points(0.77, "94%", "60%", 100.0)], [100.0]), 0.5) == 0.0


def test_points_take_arrays() -> None:
    earned = points(np.array([0.7, 0.75, np.nan]), "80%", "70%", np.array([10.0, 10.0, 10.0]))
    assert earned[:2].tolist() == [0.0, 5.0]
    assert np.isnan(earned[2])


def test_a_rule_that_has_no_sense_shows_its_error_in_its_line() -> None:
    rows = points_compare(-5.0, -10.0, -2.0, 100.0)
    assert rows[0] == ["lineaire", 37.5]
    assert isinstance(rows[3][1], CellError)
    assert rows[3][1].code == "cible-negative"


def test_an_explanation_shows_the_numbers() -> None:
    assert explain_points(0.77, "94%", "60%", 100.0) == (
        "(77 % − 60 %) ÷ (94 % − 60 %) = 50 % ; 50 % × 100 = 50"
    )
    assert explain_points(1.2, "80%", None, 75.0).endswith("plafonné à 100 % ; 100 % × 75 = 75")
    assert explain_points(0.79, "80%", "70%", 100.0, "paliers").endswith(
        "dernier quart atteint : 75 % ; 75 % × 100 = 75"
    )
    assert explain_points("B", "100 % si A ; 75 % si B", None, 100.0, "paliers") == (
        "palier « B » : 75 % ; 75 % × 100 = 75"
    )


@pytest.mark.parametrize(
    ("table", "result", "share"),
    [
        ("50 % : 50 % ; 90 % : 100 %", 0.5, "1/2"),
        ("90 % : 100 % ; 50 % : 50 %", 0.89, "1/2"),
        ("31/12/2021 : 100 % ; 31/01/2022 : 50 %", "31/01/2022", "1/2"),
        ("31/12/2021 : 100 % ; 31/01/2022 : 50 %", "01/02/2022", "0"),
        ("31/12/2021 : 100 % ; 31/01/2022 : 50 %", "01/06/2021", "1"),
        ("≤ 3 % : 100 % ; ≤ 6 % : 40 %", "5 %", "2/5"),
        ("0 : 100 % ; 10 : 50 % ; 30 : 0 %", 12.0, "1/2"),
        ("0 : 100 % ; 10 : 50 % ; 30 : 0 %", 30.0, "0"),
        ("100 % si tous en A 75 % si 1 en B 50 % si 1 en C", "C", "1/2"),
        ("100 % si tous en A 75 % si 1 en B 50 % si 1 en C", 0.75, "3/4"),
        ("100 % si tous en A 75 % si 1 en B 50 % si 1 en C", 0.0, "0"),
    ],
)
def test_a_table_of_steps(table: str, result: Any, share: str) -> None:
    steps = parse_steps(table)
    assert is_steps(table)
    assert steps.share(steps.read(result)) == Fraction(share)


@pytest.mark.parametrize(
    ("call", "code", "words"),
    [
        (lambda: parse_steps("rien du tout ; rien"), "paliers-illisibles", "deux colonnes"),
        (lambda: parse_steps([[0.5, 2.0]]), "part-hors-limites", "entre 0 % et 100 %"),
        (lambda: parse_steps([[0.5, 0.5], [0.5, 1.0]]), "paliers-en-desordre", "différente"),
        (lambda: points("D", "100 % si A ; 75 % si B", None, 1.0, "paliers"), "palier-inconnu",
         "« A », « B »"),
        (lambda: points("A", "100 % si A ; 75 % si B", None, 1.0), "regle-sans-objet",
         "table de paliers"),
        (lambda: points(0.8, "90%", "60%", 1.0, "moyenne"), "regle-inconnue", "tout_ou_rien"),
        (lambda: points(0.8, "90%", "7 j", 1.0), "seuil-incompatible", "7 j"),
        (lambda: points(0.8, "cf. COG CNAMTS", None, 1.0), "objectif-renvoye", "autre texte"),
        (lambda: required(2.0, "90%", "60%", 1.0), "points-hors-bareme", "est de 1"),
        (lambda: success_rate([10.0, None], [10.0, 30.0]), "points-manquants",
         "entre 25 % et 100 %"),
        (lambda: trigger(-0.1, 0.5), "valeur-negative", "taux de réussite"),
    ],
)  # fmt: skip
def test_bad_input_says_what_to_do(call: Any, code: str, words: str) -> None:
    with pytest.raises(PycogError) as caught:
        call()
    assert caught.value.code == code
    assert words in caught.value.message
    assert caught.value.message.endswith(".")
