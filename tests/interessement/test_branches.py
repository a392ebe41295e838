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
    Branch,
    compensation,
    envelopes,
    explain_compensation,
    mean,
    settle,
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


def test_a_carsat() -> None:
    done = settle("carsat", [Branch("retraite", 300, 200, 30), Branch("maladie", 400, 300, 10)])
    assert (done.national, done.local, done.total) == (325.0, 225.0, 550.0)
    assert done.envelopes == {"retraite": 16_500.0, "maladie": 5_500.0}
    assert done.compensation == {"retraite": -1_500.0, "maladie": 1_500.0}


def test_a_cgss_with_agricultural_staff() -> None:
    branches = [
        Branch("retraite", 300, 200, 20),
        Branch("maladie", 300, 200, 20),
        Branch("recouvrement", 300, 200, 0),
    ]
    done = settle("cgss", branches, agricultural_fte=4)
    assert done.total == 500.0
    assert done.envelopes == {"retraite": 11_000.0, "maladie": 11_000.0, "recouvrement": 0.0}
    assert set(done.compensation.values()) == {0.0}


def test_lozere_averages_the_local_amount_only_and_the_cnam_pays() -> None:
    branches = [
        Branch("famille", 0, 100, 10),
        Branch("maladie", 400, 200, 10),
        Branch("recouvrement", 0, 300, 20),
    ]
    done = settle("ccss", branches)
    assert (done.national, done.local, done.total) == (400.0, 225.0, 625.0)
    assert done.envelopes == {"maladie": 25_000.0}
    assert done.compensation == {}


def test_mayotte_has_three_branches() -> None:
    branches = [Branch(name, 100, 50, 5) for name in ("maladie", "retraite", "recouvrement")]
    assert settle("mayotte", branches).total == 150.0


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
        (lambda: settle("cramif", []), "regle-sans-objet"),
        (lambda: settle("carsat", [Branch("retraite", 1, 1, 1)]), "branches-inattendues"),
        (lambda: settle("mayotte", [Branch(name, 1, 1, 1) for name in
                                    ("retraite", "maladie", "recouvrement")], 5.0),
         "regle-sans-objet"),
        (lambda: mean([500.0, -1.0], [1.0, 1.0]), "valeur-negative"),
        (lambda: mean([500.0, 600.0], [1.0, None]), "effectif-manquant"),
        (lambda: envelopes([500.0], [1.0], -2.0), "valeur-negative"),
    ],
)  # fmt: skip
def test_what_cannot_be_settled_is_refused(call: Any, code: str) -> None:
    with pytest.raises(PycogError) as caught:
        call()
    assert caught.value.code == code
