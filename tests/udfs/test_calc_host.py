"""What Calc hands over, and what it is given back."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.errors import CellError
from udfs.hosts.calc import ERROR_KINDS, ZERO_OR_BLANK, CalcHost, from_calc, to_calc


def test_a_lone_zero_is_never_taken_for_a_value() -> None:
    host = CalcHost()
    shown = host.compute("COG_ATTAINMENT", [0.0, "90%"])
    assert shown.value is ZERO_OR_BLANK
    assert "vide" in ZERO_OR_BLANK.message
    assert host.needs().blanks == {("COG_ATTAINMENT", 0)}
    assert not host.needs()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (((0.0,),), 0.0),
        ((("",),), None),
        ("", None),
        (None, None),
        (0.5, 0.5),
        ("90%", "90%"),
        (((1.0, ""), ("a", 2.0)), [[1.0, None], ["a", 2.0]]),
        # What tells VRAI from 1 in a range, and an error from an empty cell; « VRAI » is a text.
        ((("\ue000VRAI",), ("\ue000FAUX",), ("VRAI",)), [[True], [False], ["VRAI"]]),
        ((("\ue000#N/A",), (2.0,)), [[CellError("#N/A")], [2.0]]),
        ((("\ue000VRAI",),), True),
    ],
)
def test_what_calc_hands_over(given: object, expected: object) -> None:
    assert from_calc(given) == expected


def test_a_one_or_a_zero_among_several_cells_may_be_a_truth_value() -> None:
    host = CalcHost()
    host.call("COG_CHECK_TOTAL", [((12.0,), (3.0,)), 15.0])
    assert not host.needs().truths
    host.call("COG_CHECK_TOTAL", [((12.0,), (0.0,)), 12.0])
    assert host.needs().truths == {("COG_CHECK_TOTAL", 0)}


@pytest.mark.parametrize("kind", sorted(ERROR_KINDS.values()))
def test_errors_go_both_ways(kind: str) -> None:
    number = to_calc(CellError(kind))
    assert number != number  # Calc reads the code in the low half of what is no number
    assert ERROR_KINDS[struct.unpack("<II", struct.pack("<d", number))[0]] == kind
    assert from_calc(((number,),)) == CellError(kind)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_keep_every_bit(value: float) -> None:
    assert struct.pack("<d", to_calc(value)) == struct.pack("<d", value)
    assert from_calc(((value,),)) == value


def test_several_cells_and_their_texts_are_noted() -> None:
    host = CalcHost()
    rows = host.call("COG_STATUS", [((0.9,), (0.1,)), "90%"])
    assert rows == (("Atteint",), ("Non atteint",))
    needs = host.needs()
    assert (needs.texts, needs.tables) == ({"COG_STATUS"}, frozenset())
    host.call("COG_MILESTONES", [])
    assert host.needs().tables == {"COG_MILESTONES"}
    host.call("COG_ATTAINMENT", [((0.9,), (0.1,)), "90%"])
    assert not host.needs()


def test_arguments_left_out_at_the_end_do_not_count() -> None:
    host = CalcHost()
    given = [0.77, "90%", None, None, None, None]
    assert host.call("COG_ATTAINMENT", given) == host.call("COG_ATTAINMENT", given[:2])
    assert host.compute("COG_BASE", [1.0]).value == CellError(
        "#VALUE!", host.compute("COG_BASE", [1.0]).value.message, "nombre-d-arguments"
    )
