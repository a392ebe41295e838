"""Bodies of several branches: means, envelopes, compensation."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pycog.errors import PycogError
from pycog.interessement.branches import (
    compensation,
    envelopes,
    explain_compensation,
    mean,
)

#: Amounts to the cent and staff to the hundredth.
HUNDREDTHS = st.integers(0, 10**8).map(lambda n: float(Decimal(n).scaleb(-2)))
PAIRS = st.lists(st.tuples(HUNDREDTHS, HUNDREDTHS), min_size=1, max_size=6)


def decimals(values: list[float]) -> list[Decimal]:
    return [Decimal(repr(value)) for value in values]


@given(PAIRS)
def test_compensation_sums_to_zero_to_the_cent(pairs: list[tuple[float, float]]) -> None:
    amounts, fte = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    assume(sum(fte))
    moved = decimals(compensation(amounts, fte))
    assert sum(moved) == 0
    assert all(amount == amount.quantize(Decimal("0.01")) for amount in moved)
    total = sum(Fraction(repr(n)) for n in fte)
    each = sum(Fraction(repr(a)) * Fraction(repr(n)) for a, n in pairs) / total
    for (amount, staff), cell in zip(pairs, moved, strict=True):
        own = (Fraction(repr(amount)) - each) * Fraction(repr(staff))
        assert abs(Fraction(cell) - own) < Fraction(1, 100)


@given(PAIRS, HUNDREDTHS)
def test_envelopes_pay_every_member_of_the_staff(
    pairs: list[tuple[float, float]], farmers: float
) -> None:
    amounts, fte = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    assume(sum(fte))
    staff = sum(Fraction(repr(n)) for n in fte)
    each = sum(Fraction(repr(a)) * Fraction(repr(n)) for a, n in pairs) / staff
    paid = sum(decimals(envelopes(amounts, fte, farmers)), Decimal(0))
    # Half a cent moves away from zero: the sum is that of the exact amounts, to the cent.
    exact = each * (staff + Fraction(repr(farmers)))
    assert paid == Decimal(floor(exact * 100 + Fraction(1, 2))).scaleb(-2)


@given(PAIRS)
def test_a_mean_is_between_the_amounts(pairs: list[tuple[float, float]]) -> None:
    counted = [amount for amount, staff in pairs if staff]
    assume(counted)
    found = mean([pair[0] for pair in pairs], [pair[1] for pair in pairs])
    assert found is not None
    assert min(counted) <= found <= max(counted)


def test_two_branches() -> None:
    """(500 × 30 + 700 × 10) ÷ 40 = 550: 50 less for 30 and 150 more for 10."""
    own, fte = [500.0, 700.0], [30.0, 10.0]
    assert mean(own, fte) == 550.0
    assert envelopes(own, fte) == [16_500.0, 5_500.0]
    assert compensation(own, fte) == [-1_500.0, 1_500.0]


def test_the_others_pay_for_the_agricultural_staff() -> None:
    """500 each for 20, 20 and none, and for 4 more, half and half."""
    assert envelopes([500.0] * 3, [20.0, 20.0, 0.0], 4.0) == [11_000.0, 11_000.0, 0.0]
    assert compensation([500.0] * 3, [20.0, 20.0, 0.0]) == [0.0, 0.0, 0.0]


def test_blank_cells_stay_blank_and_keep_their_place() -> None:
    assert compensation([[500.0], [None], [700.0]], [[30.0], [None], [10.0]]) == [
        [-1500.0],
        [None],
        [1500.0],
    ]
    assert compensation([None], [None]) == [None]
    assert explain_compensation([None], [None]).startswith("Aucune branche")


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: mean([500.0, -1.0], [1.0, 1.0]), "valeur-negative"),
        (lambda: mean([500.0, 600.0], [1.0, None]), "effectif-manquant"),
        (lambda: envelopes([500.0], [1.0], -2.0), "valeur-negative"),
    ],
)
def test_what_cannot_be_worked_out_is_refused(call: Any, code: str) -> None:
    with pytest.raises(PycogError) as caught:
        call()
    assert caught.value.code == code
