"""Numbers of the same 15 digits: their bounds, and criteria taken to the last bit."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.refresh.calculation.functions import criteria, nearness
from pycog.refresh.calculation.functions.coercion import digits15

NUMBERS = st.one_of(
    st.floats(-1e9, 1e9, allow_nan=False),
    st.decimals(-1000, 1000, places=2, allow_nan=False).map(float),
    st.integers(-10_000, 10_000).map(float),
)
STEPS = st.integers(-60, 60)


@given(NUMBERS, STEPS)
def test_the_bounds_hold_the_numbers_of_the_same_digits_and_no_other(
    amount: float, steps: int
) -> None:
    least, most = nearness.bounds(amount)
    other = digits15(amount)
    for _ in range(abs(steps)):
        other = math.nextafter(other, math.copysign(math.inf, steps))
    assert (least <= other <= most) == (digits15(other) == digits15(amount))


@given(NUMBERS, STEPS, st.sampled_from(["<", ">", "<=", ">="]))
def test_a_criterion_of_order_to_the_last_bit_is_the_one_of_15_digits(
    amount: float, steps: int, sign: str
) -> None:
    written = f"{sign}{format(digits15(amount), '.15g')}"
    near = digits15(amount)
    for _ in range(abs(steps)):
        near = math.nextafter(near, math.copysign(math.inf, steps))
    ours = criteria.holds(written)
    asked = nearness.ordered(written)
    bound = float(asked.lstrip("<>="))
    exact = {"<": near < bound, ">": near > bound, "<=": near <= bound, ">=": near >= bound}[sign]
    assert ours(near) == exact or "e" in written


@pytest.mark.parametrize(
    ("criterion", "whole", "asks"),
    [
        (0.82, False, True),
        (2023.0, False, False),
        (2023.0, True, True),
        ("=0.82", False, True),
        ("<>0.5", True, True),
        (">0.5", True, False),
        ("abc", True, False),
        (True, True, False),
        (None, True, False),
    ],
)
def test_equality_with_a_number_is_known(criterion: object, whole: bool, asks: bool) -> None:
    assert nearness.asks_equality(criterion, whole) is asks
