"""Rounding by floats, where that is sure, gives what rounding by decimals does."""

from __future__ import annotations

import struct
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pycog.refresh.calculation.functions import callables
from pycog.refresh.calculation.functions.numeric import FUNCTIONS, rounded_to

_KINDS = {"ROUND": ROUND_HALF_UP, "ROUNDDOWN": ROUND_DOWN, "ROUNDUP": ROUND_UP}
_TYPED = st.integers(-(10**9), 10**9).flatmap(
    lambda whole: st.integers(0, 9).map(lambda places: whole / 10**places)
)
_NUMBERS = st.one_of(
    _TYPED,
    st.floats(-1e15, 1e15),
    st.tuples(_TYPED, _TYPED).map(lambda pair: pair[0] * pair[1]),
    st.tuples(_TYPED, st.sampled_from([0.5, 0.05, 0.005, 0.0005])).map(sum),
)


def _by_decimals(value: float, places: int, rounding: str) -> float:
    with localcontext() as context:
        context.prec = 400
        unit = Decimal(1).scaleb(-places)
        units = (Decimal(f"{value:.15g}") / unit).quantize(Decimal(1), rounding)
        return float(units * unit)


@pytest.mark.parametrize("name", sorted(_KINDS))
@given(value=_NUMBERS, places=st.integers(-4, 17))
@example(value=2.675, places=2)
@example(value=-1.005, places=2)
@example(value=0.285, places=2)
@example(value=-0.0004, places=2)
@example(value=-0.0, places=0)
@example(value=999_999_999_999.995, places=2)
def test_floats_round_as_decimals_do(name, value, places):
    found = callables()[f"PYCOG_{name}"](value, float(places))
    wanted = _by_decimals(value, places, _KINDS[name])
    assert struct.pack("d", found) == struct.pack("d", wanted)


@pytest.mark.parametrize("name", sorted(_KINDS))
@given(value=_NUMBERS, places=st.floats(-1.5, 17))
@example(value=2.675, places=2.0)
@example(value=0.15000000000000002, places=1.0)
@example(value=-0.0, places=0.0)
def test_rounding_to_known_places_is_rounding(name: str, value: float, places: float):
    quick = rounded_to(name, places)
    assert (quick is None) == (not 0 <= int(places) <= 15)
    if quick is not None:
        assert struct.pack(">d", quick(value)) == struct.pack(">d", FUNCTIONS[name](value, places))
