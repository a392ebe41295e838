"""Every validation case gives the same bits through HTTP as in Python."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from pycog.errors import CellError
from pycog.values import CellValue
from tests.addin.excel import call, post_batch, post_one, results, value_of
from tests.udfs.literal_calls import calls_of
from tests.udfs.validation import load_cases

CASES = load_cases()
CALLS = {case.id: calls_of(case.formula) for case in CASES}


def bits(value: CellValue) -> Any:
    """Return a value in which floats are equal to the last bit, and errors with their text."""
    if isinstance(value, list):
        return [[bits(cell) for cell in row] for row in value]
    if isinstance(value, CellError):
        return value.kind, value.message
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return struct.pack(">d", float(value))


@pytest.fixture(scope="module")
def through_http(server_url: str) -> dict[str, list[CellValue]]:
    """What the server gave for every call of every case, in batches."""
    flat = [(name, one) for name, calls in CALLS.items() for one in calls]
    given: dict[str, list[CellValue]] = {name: [] for name in CALLS}
    for start in range(0, len(flat), 500):
        some = flat[start : start + 500]
        answer = post_batch(server_url, [call(one[0], one[1]) for _, one in some])
        for (name, _), value in zip(some, results(answer), strict=True):
            given[name].append(value)
    return given


def test_there_is_something_to_compare() -> None:
    values = [value for calls in CALLS.values() for _, _, value in calls]
    assert sum(isinstance(value, float) for value in values) > 50
    assert sum(isinstance(value, CellError) for value in values) > 50
    assert any(isinstance(value, list) for value in values)


@pytest.mark.parametrize("name", CALLS)
def test_the_server_agrees(name: str, through_http: dict[str, list[CellValue]]) -> None:
    assert [bits(value) for value in through_http[name]] == [
        bits(value) for _, _, value in CALLS[name]
    ]


@pytest.mark.parametrize("name", list(CALLS)[::25])
def test_a_single_call_gives_what_a_batch_gives(
    name: str, server_url: str, through_http: dict[str, list[CellValue]]
) -> None:
    function, arguments, _ = CALLS[name][-1]
    answer = post_one(server_url, function, *arguments)
    data = answer.json() if answer.status_code == 200 else answer.text
    assert bits(value_of(answer.status_code, data)) == bits(through_http[name][-1])
