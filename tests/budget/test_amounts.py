"""Evolution, execution and checks of printed totals."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.budget.amounts import (
    CONSISTENT,
    check_total,
    compare_total,
    evolution,
    execution,
    explain_check_total,
    explain_evolution,
    explain_execution,
)
from pycog.errors import InvalidInput

AMOUNTS = st.integers(0, 10**9).map(float)
CENTS = st.integers(-(10**11), 10**11).map(lambda cents: float(Decimal(cents).scaleb(-2)))

#: Lines of annexes 2 and 3: executed 2011, base 2015, printed evolution.
PRINTED = [
    (13_813_000, 14_667_000, "6.18"),
    (5_299_000, 5_037_000, "-4.94"),
    (19_112_000, 19_704_000, "3.10"),
    (19_404_000, 19_853_000, "2.31"),
    (5_336_000, 5_573_000, "4.44"),
    (24_740_000, 25_426_000, "2.77"),
    (6_000_000, 6_000_000, "0.00"),
    (18_740_000, 19_426_000, "3.66"),
    (258_000, 375_000, "45.35"),
    (288_000, 507_000, "76.04"),
]


@pytest.mark.parametrize(("start", "end", "printed"), PRINTED)
def test_printed_evolutions_are_found_again(start: int, end: int, printed: str) -> None:
    value = evolution(float(start), float(end))
    assert Decimal(repr(value * 100)).quantize(Decimal("0.01")) == Decimal(printed)


@given(AMOUNTS, AMOUNTS)
def test_an_evolution_is_the_exact_quotient_once_rounded(start: float, end: float) -> None:
    if start == 0:
        with pytest.raises(InvalidInput):
            evolution(start, end, "tel quel")
    else:
        assert evolution(start, end, "tel quel") == float(Fraction(int(end - start), int(start)))


@given(AMOUNTS, st.integers(1, 10**9).map(float))
def test_an_execution_is_the_exact_quotient_once_rounded(spent: float, allowed: float) -> None:
    share = execution(spent, allowed, "tel quel")
    assert share == float(Fraction(int(spent), int(allowed)))
    assert (share <= 1) is (spent <= allowed)


@given(AMOUNTS.filter(bool))
def test_what_does_not_move_has_no_evolution(amount: float) -> None:
    assert evolution(amount, amount) == 0.0
    assert execution(amount, amount) == 1.0


@given(st.lists(CENTS, max_size=30))
def test_a_total_of_cents_is_exact(parts: list[float]) -> None:
    total = float(sum((Decimal(repr(part)) for part in parts), Decimal(0)))
    assert check_total(parts, total) == CONSISTENT


@given(st.lists(CENTS, min_size=1, max_size=30), st.integers(1, 10**6))
def test_one_cent_is_seen(parts: list[float], cents: int) -> None:
    total = sum((Decimal(repr(part)) for part in parts), Decimal(0))
    wrong = float(total + Decimal(cents).scaleb(-2))
    compared = compare_total(parts, wrong)
    assert compared.difference == -Decimal(cents).scaleb(-2)
    assert compared.verdict.startswith("Écart de -")
    assert check_total(parts, wrong, cents / 100) == CONSISTENT


def test_a_total_that_excel_shows_as_equal_is_equal() -> None:
    assert check_total([0.1, 0.2], 0.1 + 0.2) == CONSISTENT
    assert check_total([0.1, 0.2], 0.3) == CONSISTENT


def test_the_difference_is_written_in_a_sentence() -> None:
    assert check_total([[12000.0, 0.0, 0.0, 0.0]], 0.0) == (
        "Écart de +12 000 : les parties font 12 000, le total indique 0"
    )


def test_blanks_are_no_parts() -> None:
    assert check_total([None, "", 5.0], 5.0) == CONSISTENT
    assert check_total([], 0.0) == CONSISTENT
    assert check_total([1.0], None) is None
    assert evolution(None, 5.0) is None
    assert execution(5.0, None) is None


def test_the_arithmetic_is_written_in_french() -> None:
    assert explain_evolution(13_813_000.0, 14_667_000.0) == (
        "(14 667 000 − 13 813 000) ÷ 13 813 000 = 6,18 %"
    )
    assert explain_execution(208_500.0, 417_000.0) == "208 500 ÷ 417 000 = 50 %"
    assert explain_check_total([1.0, 2.0], 3.0) == "1 + 2 = 3, total de 3 : Conforme"
    assert explain_evolution(None, 1.0) == (
        "Un des deux montants n'est pas renseigné : pas de résultat"
    )
    assert explain_check_total([1.0], None) == "Le total n'est pas renseigné : rien à contrôler"


def test_columns_are_computed_at_once() -> None:
    starts, ends = np.array([100.0, 200.0]), np.array([110.0, 150.0])
    assert evolution(starts, ends).tolist() == [0.1, -0.25]


def test_a_zero_divisor_is_named() -> None:
    with pytest.raises(InvalidInput) as caught:
        execution(5.0, 0.0)
    assert str(caught.value) == (
        "Le montant autorisé vaut zéro : la division est impossible. Vérifiez la valeur saisie."
    )
