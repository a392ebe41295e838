"""The numbers of indicators: how they are read, in which order they come, what cells hold."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.conventions.facts import numbering
from pycog.errors import InvalidInput

#: The natural order, as a reader of an annex goes through it.
ORDER = (
    "1", "1a", "1.1", "1.2", "1.2.1", "1.10", "2", "2a", "2b", "2bis", "2ter", "2quater", "3",
    "10", "R1", "R2", "R12", "RSE1",
)  # fmt: skip

_LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=1)
NUMBERS = st.builds(
    lambda letters, groups, suffix: f"{letters}{'.'.join(map(str, groups))}{suffix}",
    st.sampled_from(["", "R", "A", "RSE"]),
    st.lists(st.integers(0, 1200), min_size=1, max_size=4),
    st.one_of(st.just(""), st.sampled_from(["bis", "ter", "quater"]), _LETTERS),
)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (1.0, "1"),
        (7, "7"),
        (1.1, "1.1"),
        (0.1 + 0.2, "0.3"),
        ("1,1", "1.1"),
        (" 1.1 ", "1.1"),
        ("1.10", "1.10"),
        ("1.1.2", "1.1.2"),
        ("Ind. 7", "7"),
        ("ind7", "7"),
        ("INDICATEUR 7", "7"),
        ("indicateur n° 7", "7"),
        ("n° 7", "7"),
        ("n°R12", "R12"),
        ("No. 7", "7"),
        ("Numéro 7", "7"),
        ("indicateur 1,1", "1.1"),
        ("2A", "2A"),
        ("2 a", "2a"),
        ("7 bis", "7bis"),
        ("R 12", "R12"),
        ("R\N{NO-BREAK SPACE}12", "R12"),
        ("1.", "1"),
        ("07", "07"),
    ],
)
def test_a_number_is_read_from_what_officers_write(value: Any, number: str) -> None:
    assert numbering.read_number(value) == number


@pytest.mark.parametrize(
    "value",
    [
        None, "", "x", "R", "1 2", "1;2", "1-2", "31/32", "fiche 16", "annexe 3", "7 %", -1.0,
        1.5e20, 1e-9, True, "1.1.1.1.1", "Ⅶ", "٧", "7 jours",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_what_can_be_written(value: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        numbering.read_number(value, "le numéro de la ligne 3")
    assert caught.value.code == "numero-illisible"
    assert caught.value.message.startswith("Le numéro de la ligne 3 « ")
    for example in ("7", "1.1", "2a", "7bis", "R12"):
        assert example in caught.value.message


def test_numbers_come_in_their_natural_order() -> None:
    mixed = list(ORDER)
    random.Random(4).shuffle(mixed)
    assert numbering.in_order(mixed) == list(ORDER)


@given(NUMBERS)
def test_a_number_reads_back_as_written(number: str) -> None:
    assert numbering.read_number(number) == number
    assert numbering.identity(numbering.read_number(f"Indicateur n° {number.upper()}")) == (
        numbering.identity(number)
    )


@given(NUMBERS)
def test_a_cell_gives_back_the_number_that_it_holds(number: str) -> None:
    value = numbering.cell_value(number)
    held = float(value) if isinstance(value, int) else value
    assert numbering.find_number(held, [number]) == number
    assert numbering.read_number(held) == number
    assert numbering.in_formula(number) == (number if number.isdigit() else f'"{number}"')


@given(NUMBERS, NUMBERS)
def test_the_order_is_total_and_blind_to_spelling_only(one: str, other: str) -> None:
    first, second = numbering.sort_key(one), numbering.sort_key(other)
    assert (first == second) == (numbering.identity(one) == numbering.identity(other))
    assert (numbering.anchor_of(one) == numbering.anchor_of(other)) == (first == second)
    assert (first < second) != (second < first) or first == second


@given(st.integers(0, 999_999), st.integers(0, 999_999))
def test_whole_numbers_come_as_numbers_do(one: int, other: int) -> None:
    keys = numbering.sort_key(str(one)), numbering.sort_key(str(other))
    assert (keys[0] < keys[1]) == (one < other)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (1.0, "1"), ("1", "1"), ("01", "1"), ("1.1", "1.1"), ("1,10", "1.10"), ("1.10", "1.10"),
        ("2A", "2a"), ("r12", "R12"), ("ind. R12", "R12"), (3.2, "3.2"), (2.0, None), ("2", None),
        (1.2, None), ("1.01", None), (None, None), ("", None), (True, None), ("accueil", None),
    ],
)  # fmt: skip
def test_a_number_is_found_among_those_of_the_agreement(value: Any, found: str | None) -> None:
    assert numbering.find_number(value, ("1", "1.1", "1.10", "2a", "R12", "3.2")) == found


@pytest.mark.parametrize(
    ("value", "numbers", "meant"),
    [
        (1.1, ("1", "1.1", "1.10"), "1.1 ou 1.10"),
        # 1.1 is none of them, and may be 1.10 badly typed: the officer says which.
        (1.1, ("1", "1.10"), "1.10 ou 1.1"),
        (2.0, ("2", "2.0"), "2 ou 2.0"),
    ],
)
def test_a_number_that_may_have_lost_a_zero_is_refused(
    value: float, numbers: tuple[str, ...], meant: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        numbering.find_number(value, numbers)
    assert caught.value.code == "numero-ambigu"
    assert meant in caught.value.message
    assert "comme texte" in caught.value.message


@pytest.mark.parametrize(
    ("number", "parent"),
    [
        ("1.1", "1"), ("1.1.2", "1.1"), ("1.2.1", "1"), ("2a", ""), ("3.1", ""), ("1", ""),
        ("R1.1", "R1"), ("1.a", "1"),
    ],
)  # fmt: skip
def test_a_number_is_printed_under_the_closest_one(number: str, parent: str) -> None:
    assert numbering.parent_of(number, ("1", "1.1", "2", "R1")) == parent


@pytest.mark.parametrize(
    ("number", "value"),
    [("7", 7), ("0", 0), ("55", 55), ("07", "07"), ("1.1", "1.1"), ("1.10", "1.10"), ("2a", "2a")],
)
def test_only_a_whole_number_stands_as_a_number_in_a_cell(number: str, value: int | str) -> None:
    found = numbering.cell_value(number)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (("2", "1", "10"), "de 1 à 10"),
        (("R12", "1.10", "1.2"), "parmi 1.2, 1.10, R12"),
        (map("R{}".format, range(1, 31)),
         "parmi R1, R2, R3, R4, R5, R6, R7, R8, R9, R10, R11, R12, R13, R14, …, R30"),
    ],
)  # fmt: skip
def test_a_message_says_which_numbers_there_are(numbers: Any, said: str) -> None:
    assert numbering.span_in_french(list(numbers)) == said
