"""Annex 4 hands the value of an earlier year to the targets that start from it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pycog.annexes.annexe_4.indicator_table import IndicatorTable
from pycog.conventions import load
from pycog.targets import parse_target

CONVENTION = load("camieg-2012-2015")
TABLE = IndicatorTable(CONVENTION)
#: The third year of the convention, and the columns of the annex as Excel names them.
YEAR = CONVENTION.years[2]


def _arguments(text: str, direction: str = "baisse") -> list[str]:
    found = next(iter(CONVENTION.indicators.values()))
    printed = replace(found.targets[YEAR], text=text, target=parse_target(text))
    indicator = replace(found, direction=direction, targets={**found.targets, YEAR: printed})
    return TABLE.arguments(indicator, YEAR, TABLE.actual_column(YEAR)).split(",")


def _column(reference: str) -> str:
    return reference.partition("!")[2].rstrip("0123456789")


@pytest.mark.parametrize(
    ("text", "column"),
    [
        # A number to E columns, then the targets of four years (F to I), then the results.
        ("en baisse", "K"),
        ("N-1 + 2 pts", "K"),
        ("-5 % par an", "K"),
        ("-5 % par rapport à 2012", "J"),
        ("-5 % par rapport à 2011", "E"),
        ("-15 % sur la période", "E"),
    ],
)
def test_the_earlier_value_is_the_sixth_argument(text: str, column: str) -> None:
    found = _arguments(text)
    assert len(found) == 6
    assert _column(found[5]) == column


def test_a_trend_without_a_direction_takes_that_of_the_indicator() -> None:
    assert _arguments("stable")[3] == '"baisse"'
    assert _arguments("en baisse")[3] == ""


def test_other_targets_are_handed_over_as_before() -> None:
    assert len(_arguments("< 5 %")) == 2
    assert len(_arguments("+3 %")) == 2
