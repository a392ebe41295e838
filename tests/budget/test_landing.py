"""The landing: laws of its methods, and what is refused."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.budget.landing import (
    AS_GIVEN,
    LINEAR,
    METHODS,
    SAME_SHARE,
    elapsed_months,
    explain_forecast,
    forecast,
    forecast_assumptions,
)
from pycog.errors import InvalidInput

CENTS = st.integers(0, 10**11).map(lambda cents: float(Decimal(cents).scaleb(-2)))
MONTHS = st.integers(1, 12)
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31))


@given(CENTS)
def test_the_last_month_lands_on_the_amount_itself(amount: float) -> None:
    assert forecast(amount, 12) == amount
    assert forecast(amount, "31/12/2013") == amount


@given(CENTS, MONTHS)
def test_the_linear_landing_is_exact_and_rounded_once(amount: float, month: int) -> None:
    assert forecast(amount, month) == float(Fraction(repr(amount)) * 12 / month)


@given(st.integers(0, 10**8), MONTHS, st.integers(1, 1000))
def test_twice_the_amount_lands_twice_as_far(amount: int, month: int, times: int) -> None:
    once = Fraction(amount * 12, month)
    assert forecast(float(amount * times), month) == float(once * times)


@given(CENTS, MONTHS, MONTHS)
def test_the_earlier_an_amount_is_reached_the_higher_it_lands(
    amount: float, first: int, second: int
) -> None:
    early, late = sorted((first, second))
    assert forecast(amount, early) >= forecast(amount, late) >= amount


@given(DAYS)
def test_a_month_end_counts_as_the_whole_month_and_days_move_forward(day: dt.date) -> None:
    end = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    months = elapsed_months(f"{day:%d/%m/%Y}")
    assert elapsed_months(f"{end:%d/%m/%Y}") == end.month
    assert months is not None
    assert day.month - 1 < months <= day.month


@given(st.integers(0, 10**8), st.integers(1, 10**8), st.integers(1, 10**8))
def test_the_share_of_last_year_is_kept(done: int, last: int, more: int) -> None:
    full = last + more
    landing = forecast(float(done), 6, SAME_SHARE, float(last), float(full), None, "tel quel")
    assert landing == float(Fraction(done * full, last))


@given(CENTS.filter(bool), CENTS)
def test_a_year_like_the_last_lands_on_the_last(done: float, more: float) -> None:
    full = float(Decimal(repr(done)) + Decimal(repr(more)))
    assert forecast(done, 6, SAME_SHARE, done, full) == full


@given(CENTS)
def test_what_is_given_is_taken_as_it_is(given_value: float) -> None:
    assert forecast(None, None, AS_GIVEN, None, None, given_value) == given_value


@pytest.mark.parametrize("method", METHODS)
def test_a_blank_is_never_zero(method: str) -> None:
    assert forecast(None, 9, method) is None
    assert "pas de résultat" in explain_forecast("", 9, method)


@pytest.mark.parametrize(
    "reached", [0, 13, -1, 6.5, True, "13", "0", "trimestre", 400, 2013, "31/02/2013"]
)
def test_what_is_no_month_is_refused(reached: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        forecast(100.0, reached)
    assert refused.value.code in {"mois-attendu", "date-annee-seule", "date-illisible"}


def test_a_refusal_says_what_to_write() -> None:
    with pytest.raises(InvalidInput) as refused:
        forecast(100.0, 13)
    assert str(refused.value) == (
        "Le mois atteint « 13 » n'est ni un mois ni une date. Écrivez le nombre de mois écoulés, "
        "de 1 à 12, un mois en toutes lettres ou une date : 9, septembre ou 30/09/2013."
    )


@pytest.mark.parametrize("method", [LINEAR, SAME_SHARE])
def test_a_rate_does_not_add_up(method: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        forecast("45 %", 6, method, 40.0, 80.0)
    assert refused.value.code == "taux-non-cumulable"
    assert forecast("45 %", 6, AS_GIVEN, None, None, 0.9) == 0.9


@given(MONTHS)
def test_last_year_beyond_its_own_total_is_refused(month: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        forecast(10.0, month, SAME_SHARE, 100.01, 100.0)
    assert refused.value.code == "part-superieure-a-l-annee"


@given(st.integers(2, 10**6), MONTHS)
def test_arrays_give_what_single_values_give(amount: int, month: int) -> None:
    values = [float(amount), float(amount + 1)]
    assert list(forecast(values, month)) == [forecast(value, month) for value in values]


def test_the_assumption_and_the_arithmetic_are_shown() -> None:
    assert forecast_assumptions(1.0, 9, SAME_SHARE) == ("atterrissage-meme-part",)
    assert forecast_assumptions(1.0, 9) == ("atterrissage-lineaire",)
    assert explain_forecast(10668750.0, 9) == (
        "Méthode « linéaire » : 10 668 750 × 12 ÷ 9 mois = 14 225 000"
    )
    assert explain_forecast(3300000.0, 9, SAME_SHARE, 3000000.0, 4000000.0) == (
        "Méthode « même part que l'an dernier » : 3 300 000 × 4 000 000 ÷ 3 000 000 = 4 400 000 "
        "(l'an dernier, 75 % de l'année à la même date)"
    )
    assert explain_forecast(1.0, 9, AS_GIVEN, None, None, 5.0) == (
        "Méthode « saisi » : 5, tel que saisi"
    )


@pytest.mark.parametrize("reached", ["fin sept.", "T3", "9 mois", "abc"])
def test_a_text_that_is_no_date_is_told_what_a_month_looks_like(reached: str) -> None:
    with pytest.raises(InvalidInput, match="n'est ni un mois ni une date") as refused:
        forecast(9000.0, reached)
    assert refused.value.code == "mois-attendu"
