"""Every validation case gives, in Python, the value that an officer signed."""

from __future__ import annotations

from collections import Counter

import pytest

from pycog.values import display
from tests.udfs.literal_calls import evaluate
from tests.udfs.validation import Case, load_cases
from udfs.catalogue import catalogue

CASES = load_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.id} : {case.phrase}")
def test_case(case: Case) -> None:
    shown = evaluate(case.formula)
    assert not case.differs(shown.value)
    if case.shown is not None:
        assert not isinstance(shown.value, list)
        assert display(shown.value, shown.kind) == case.shown


def test_every_formula_has_cases() -> None:
    counted = Counter(case.formula[1:].partition("(")[0] for case in CASES)
    assert set(counted) == set(catalogue())
    assert len(CASES) >= 120


def test_a_wrong_value_would_be_seen() -> None:
    case = next(case for case in CASES if case.id == "atteinte-hausse")
    assert case.differs(0.85)
    assert case.differs("0.8555")
    assert case.differs([[0.77 / 0.9]])
    assert not case.differs(0.77 / 0.9)


def test_an_error_is_compared_by_type_and_code() -> None:
    case = next(case for case in CASES if case.id == "atteinte-objectif-renvoye")
    other = evaluate('=COG_ATTAINMENT(77,"90%")').value
    assert case.differs(other)
    assert not case.differs(evaluate(case.formula).value)
