"""Quartiles, ranks and quarters: worked out by hand, and the laws they keep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.reports.network.quartiles import quarter, quartiles, ranks

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # Rank 1 + 4 × p: the values themselves.
        ([50, 10, 40, 20, 30], (10, 20, 30, 40, 50)),
        # Ranks 1,75, 2,5 and 3,25 of 1, 2, 4, 8: 1 + 0,75 ; 2 + 0,5 × 2 ; 4 + 0,25 × 4.
        ([8, 1, 4, 2], (1, 1.75, 3, 5, 8)),
        # Ranks 1,25, 1,5 and 1,75 of two values.
        ([10, 20], (10, 12.5, 15, 17.5, 20)),
        # Ranks 1,5, 2 and 2,5 of three values.
        ([0, 6, 2], (0, 1, 2, 4, 6)),
        ([7], (7, 7, 7, 7, 7)),
        ([0.1, 0.1, 0.1, 0.1], (0.1, 0.1, 0.1, 0.1, 0.1)),
    ],
)
def test_quartiles_by_hand(values: list[float], expected: tuple[float, ...]) -> None:
    spread = quartiles(values)
    assert spread is not None
    assert spread.all == expected


def test_no_value_has_no_quartile() -> None:
    assert quartiles([]) is None


def test_a_zero_counts_and_a_blank_does_not() -> None:
    with_zero, without = quartiles([0, 10, 20]), quartiles([10, 20])
    assert with_zero is not None and without is not None
    assert (with_zero.median, without.median) == (10, 15)


@given(NUMBERS)
def test_quartiles_are_those_of_numpy(values: list[float]) -> None:
    spread = quartiles(values)
    assert spread is not None
    wanted = np.quantile(values, [0, 0.25, 0.5, 0.75, 1], method="linear")
    # Two ways to round the same straight line.
    assert spread.all == pytest.approx(list(wanted), rel=1e-9, abs=1e-6)
    assert list(spread.all) == sorted(spread.all)


@pytest.mark.parametrize(
    ("values", "higher_first", "expected"),
    [
        ([0.9, 0.7, 0.9, 0.8], True, [1, 4, 1, 3]),
        ([0.9, 0.7, 0.9, 0.8], False, [3, 1, 3, 2]),
        ([5.0, 5.0, 5.0], True, [1, 1, 1]),
        ([], True, []),
    ],
)
def test_ranks_by_hand(values: list[float], higher_first: bool, expected: list[int]) -> None:
    assert ranks(values, higher_first=higher_first) == expected


@given(NUMBERS, st.booleans())
def test_a_rank_counts_the_better_ones(values: list[float], higher_first: bool) -> None:
    for value, rank in zip(values, ranks(values, higher_first=higher_first), strict=True):
        better = [other for other in values if (other > value if higher_first else other < value)]
        assert rank == 1 + len(better)


@pytest.mark.parametrize(
    ("value", "up", "down"),
    # Quartiles 20, 30 and 40: a value on a quartile is in the better quarter.
    [(50, 1, 4), (40, 1, 3), (35, 2, 3), (30, 2, 2), (25, 3, 2), (20, 3, 1), (10, 4, 1)],
)
def test_quarters_by_hand(value: float, up: int, down: int) -> None:
    spread = quartiles([10, 20, 30, 40, 50])
    assert spread is not None
    assert quarter(value, spread, higher_first=True) == up
    assert quarter(value, spread, higher_first=False) == down
