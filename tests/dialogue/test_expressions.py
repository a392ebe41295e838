"""A composed formula: what is written, what is computed, and typed text that stays text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.dialogue.answers import compute
from pycog.dialogue.expressions import Ref, call, column, evaluate, in_file, in_french, row
from pycog.refresh import Evaluator
from tests.dialogue.hosts import shared_host


def test_inner_calls_and_omitted_arguments_are_written() -> None:
    target = call("COG_TARGET_TEXT", 7, 2012)
    node = call("COG_STATUS", 0.74, target, None, "baisse", None)
    assert in_file(node) == '=COG_STATUS(0.74,COG_TARGET_TEXT(7,2012),,"baisse")'
    assert in_french(node) == '=COG_STATUS(0,74;COG_TARGET_TEXT(7;2012);;"baisse")'


def test_blocks_are_written_by_rows() -> None:
    node = call("COG_LEVERS", column([None, "100%", 0.5]), "ceir", 2022)
    assert in_file(node) == '=COG_LEVERS({"";"100%";0.5},"ceir",2022)'
    years = call("COG_TARGET_TEXT", 7, row([2012, 2013]))
    assert in_french(years) == "=COG_TARGET_TEXT(7;{2012.2013})"


def test_a_value_of_the_sheet_is_written_as_value_or_as_address() -> None:
    node = call("COG_GAP", Ref("Indicateurs!J13", 0.74), "75%")
    assert in_file(node) == '=COG_GAP(0.74,"75%")'
    assert in_file(node, cells=True) == '=COG_GAP(Indicateurs!J13,"75%")'


def test_the_value_goes_through_the_inner_call() -> None:
    # Annex 2: personnel 14 225 000 in 2012; 14 225 000 − 13 900 000 = 325 000.
    base = call("COG_BUDGET", "Personnel", 2012)
    result = compute(call("COG_CARRYOVER", base, 13_900_000, "Personnel", 2012), shared_host())
    assert (result.value, result.display) == (325_000.0, "325 000 €")
    assert any("14 225 000" in line for line in result.arithmetic)


def test_an_error_is_a_reason_and_no_value() -> None:
    result = compute(call("COG_TARGET", 46, 2013), shared_host())
    assert result.error.startswith("Aucun objectif n'est imprimé pour 2013")


@given(st.text(max_size=60))
def test_typed_text_stays_text(text: str) -> None:
    written = in_file(call("COG_TARGET", text, 2013))
    inside = written.removeprefix('=COG_TARGET("').removesuffix('",2013)')
    assert inside.replace('""', '"') == text
    assert '"' not in inside.replace('""', "")


@pytest.mark.parametrize("number", [0.74, 0.1 + 0.2, 1e-7, 13_900_000.0, 1e14 + 0.5, -0.06])
def test_a_number_is_written_so_that_it_reads_back(number: float) -> None:
    node = call("COG_EVOLUTION", 1e15 - 1, number)
    read = Evaluator(shared_host()).evaluate(in_file(node))
    assert read.value == evaluate(node, shared_host()).value
