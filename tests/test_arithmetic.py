"""Numbers that carry the noise of a calculation give the verdict of exact decimals."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import reduce

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pycog.arithmetic import (
    add,
    cents,
    compare,
    difference,
    divided,
    exact,
    is_stored_form,
    noise,
    same,
    to_float,
    total,
    whole_cents,
)
from pycog.attainment import attainment, gap, status
from pycog.budget.amounts import CONSISTENT, check_total
from pycog.errors import InvalidInput
from pycog.interessement.distribution import distributed
from pycog.interessement.points import points
from pycog.interessement.success_rates import trigger

#: Rates as they are typed: at most two decimals in %.
RATES = st.integers(0, 10_000).map(lambda n: Decimal(n).scaleb(-4))
#: Amounts to the cent.
AMOUNTS = st.integers(0, 10**10).map(lambda n: Decimal(n).scaleb(-2))
#: The least of two rates that an officer tells apart, in %.
STEP = Decimal("0.0001")
EXACT = Context(prec=200)


def summed(parts: list[Decimal]) -> float:
    """What a spreadsheet makes of a sum: one float addition after the other."""
    return reduce(float.__add__, map(float, parts), 0.0)


def mean(parts: list[Decimal]) -> float:
    return summed(parts) / len(parts)


def written(rate: Decimal) -> str:
    return f"{rate.scaleb(2):f} %".replace(".", ",")


def assert_verdicts(actual: float, value: Fraction) -> None:
    """Hold the status of a calculated rate against targets at, above and below it."""
    bound = Decimal(value.numerator) / Decimal(value.denominator)
    assume(2 * STEP < bound <= Decimal("1.4"))
    assert Fraction(bound) == value
    assert status(actual, written(bound)) == "Atteint"
    assert status(actual, f"≤ {written(bound)}") == "Atteint"
    assert status(actual, f"< {written(bound)}") == "Non atteint"
    assert status(actual, f"> {written(bound)}") == "Non atteint"
    assert status(actual, float(bound)) == "Atteint"
    assert status(actual, written(bound + STEP)) == "Non atteint"
    assert status(actual, f"> {written(bound - STEP)}") == "Atteint"
    assert attainment(actual, written(bound)) == 1.0
    assert gap(actual, written(bound)) == 0.0
    assert points(actual, written(bound), None, 75.0, "tout_ou_rien") == 75.0
    assert attainment(actual, "150 %", written(bound)) == 0.0


@given(st.lists(RATES, min_size=2, max_size=12))
def test_a_sum_of_rates(parts: list[Decimal]) -> None:
    shares = [part / 10 for part in parts]
    assert_verdicts(summed(shares), Fraction(sum(shares)))


@given(
    st.lists(st.integers(8500, 9499).map(lambda n: Decimal(n).scaleb(-4)), min_size=11, max_size=11)
)
@example([Decimal("0.91")] * 11)
def test_a_mean_of_twelve_months_that_is_90_percent(parts: list[Decimal]) -> None:
    last = Decimal("10.8") - sum(parts)
    assume(0 <= last <= 1)
    assert status(mean([*parts, last]), "90 %") == "Atteint"
    assert points(mean([*parts, last]), "90 %", "60 %", 100.0) == 100.0


@given(st.data(), st.sampled_from([2, 4, 5, 8, 10, 20, 25, 40, 50]))
def test_a_mean(data: st.DataObject, count: int) -> None:
    parts = data.draw(st.lists(RATES, min_size=count, max_size=count))
    assert_verdicts(mean(parts), Fraction(sum(parts)) / count)


@given(RATES, RATES)
@example(Decimal(1), Decimal("0.07"))
@example(Decimal(1), Decimal("0.95"))
@example(Decimal("0.3"), Decimal("0.25"))
@example(Decimal(1), Decimal("0.9999"))
@example(Decimal("0.0840"), Decimal("0.0754"))  # its float has 15 digits only
@example(Decimal("0.0700"), Decimal("0.0602"))
def test_a_difference(first: Decimal, second: Decimal) -> None:
    assume(first > second)
    assert_verdicts(float(first) - float(second), Fraction(first - second))


@given(AMOUNTS, st.integers(1, 10**6).map(lambda n: Decimal(n).scaleb(-2)))
def test_a_small_difference_of_large_amounts(first: Decimal, apart: Decimal) -> None:
    left = float(first + apart) - float(first)
    assert compare(left, float(apart)) == 0
    assert status(left, f"{apart:f} €", None, "baisse", "tel quel") == "Atteint"
    assert compare(left, float(apart + Decimal("0.01"))) == -1
    assert compare(left, float(apart - Decimal("0.01"))) == 1


@given(RATES, RATES)
@example(Decimal("0.4"), Decimal("1.03"))
def test_a_product(first: Decimal, second: Decimal) -> None:
    assert_verdicts(float(first) * float(second), Fraction(EXACT.multiply(first, second)))


@given(RATES)
@example(Decimal("0.57"))
def test_a_rate_turned_into_points(rate: Decimal) -> None:
    assume(rate >= Decimal("0.03"))
    target = rate.scaleb(2)
    assert points(float(rate) * 100, float(target), 1.0, 75.0, "tout_ou_rien") == 75.0
    assert attainment(float(rate) * 100, float(target)) == 1.0


@given(RATES, st.integers(-2, 2))
@example(Decimal("0.6"), 0)
def test_the_trigger_is_strictly_above_half(second: Decimal, above: int) -> None:
    first = second + Decimal("0.5") + above * STEP
    assert bool(trigger(float(first) - float(second), 0.5)) is (above > 0)


@pytest.mark.parametrize(("rate", "paid"), [(1.1 - 0.6, 0.0), (1.1001 - 0.6, 200.04)])
def test_exactly_half_pays_nothing(rate: float, paid: float) -> None:
    # 0.4 × 600 is above its own trigger or not: 0.4 is not, so only 400 × rate may pay.
    assert distributed(400.0, rate, 600.0, 0.4, 0.5, 0.5) == paid


@given(st.lists(AMOUNTS, min_size=1, max_size=40))
def test_a_sum_is_exact_and_a_printed_total_agrees_with_it(parts: list[Decimal]) -> None:
    assert total(map(float, parts)) == float(sum(parts))
    assert add(*map(float, parts)) == float(sum(parts))
    assert check_total([float(part) for part in parts], summed(parts)) == CONSISTENT


@given(AMOUNTS, AMOUNTS)
def test_a_difference_of_amounts_is_exact(first: Decimal, second: Decimal) -> None:
    assert difference(float(first), float(second)) == float(first - second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # Typed numbers of 12 to 15 digits differ where they differ.
        (0.89999999999999, 0.9),
        (0.899999999999999, 0.9),
        (0.9000000000001, 0.9),
        (0.0500000000000001, 0.05),
        (123456789012.345, 123456789012.346),
        # Calculated ones too, beyond the noise of their calculation.
        (0.9 - 1e-12 / 3, 0.9),
        (1 / 3, 0.33333333333333),
        (0.5 + 2**-17, 0.5),
    ],
)
def test_real_differences_stay(first: float, second: float) -> None:
    assert not same(first, second)
    assert compare(first, second) == -compare(second, first) != 0


@pytest.mark.parametrize(
    ("first", "second"),
    [(1 / 3, 0.333333333333333), (2 / 3, 0.666666666666667), (1e15 / 3, 333333333333333.0)],
)
def test_numbers_that_show_the_same_fifteen_digits_are_equal(first: float, second: float) -> None:
    assert same(first, second)


@pytest.mark.parametrize(
    ("number", "meant"),
    [(0.1 + 0.2, "3/10"), (1 - 0.07, "93/100"), (734512.31 - 734500.11, "61/5"), (0.1, "1/10")],
)
def test_the_decimal_that_a_calculation_means(number: float, meant: str) -> None:
    assert exact(number) == Fraction(meant)


def test_what_is_no_decimal_is_kept() -> None:
    assert exact(1 / 3) == Fraction(repr(1 / 3))
    assert noise(0.25) == noise(123456.78) == 0.0
    assert total([1 / 3, 1 / 3, 1 / 3]) == pytest.approx(1.0, abs=1e-15)
    assert status(total([1 / 3, 1 / 3, 1 / 3]), "100 %") == "Atteint"


@given(st.floats(-2e-16, 2e-16))
def test_a_residue_far_below_any_amount_is_nothing(residue: float) -> None:
    assert compare(residue, 0.0) == 0
    assert status(residue, "0 €") == "Atteint"


def test_a_small_amount_is_an_amount() -> None:
    assert status(1e-12, "0 €") == "Non atteint"


@given(st.integers(-(10**13), 10**13), st.integers(3, 6))
def test_cents_are_rounded_half_up_on_the_decimals(number: int, decimals: int) -> None:
    amount = Decimal(number).scaleb(-decimals)
    rounded = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert cents(float(amount)) == float(rounded)
    assert whole_cents(-float(amount)) == -whole_cents(float(amount))
    assert cents(Fraction(amount)) == float(rounded)


@pytest.mark.parametrize("make", [lambda: 3 * 0.335, lambda: 1.1 - 0.095, lambda: 0.67 * 1.5])
def test_half_a_cent_that_was_calculated_is_half_a_cent(make: Callable[[], float]) -> None:
    assert cents(make()) == 1.01


@pytest.mark.parametrize(
    ("stored", "value", "expected"),
    [
        # As LibreOffice stored it: the 16th digit is a five, and the binary number just below.
        (0.921491228070176, 0.9214912280701755, True),
        (0.921491228070175, 0.9214912280701755, True),
        (0.921491228070177, 0.9214912280701755, False),
        (0.9, 0.9, True),
        (1.0, 2.0, False),
        (1e-300, 1.1e-300, False),
    ],
)
def test_a_number_stored_with_fifteen_digits_is_known(stored, value, expected):
    assert is_stored_form(stored, value) is expected


@given(st.floats(-1e15, 1e15), st.floats(-1e15, 1e15).filter(bool))
def test_a_quotient_needs_no_lowest_terms(above, below):
    try:
        wanted = to_float(exact(above) / exact(below))
    except InvalidInput as refusal:
        with pytest.raises(InvalidInput, match=re.escape(refusal.message)):
            divided(exact(above), exact(below))
        return
    found = divided(exact(above), exact(below))
    assert (found, math.copysign(1.0, found)) == (wanted, math.copysign(1.0, wanted))
