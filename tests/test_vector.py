"""Arrays give, bit for bit, what a loop over their elements gives."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.errors import InvalidInput, PycogError
from pycog.indicators import attainment, delay, gap, rate, status
from pycog.values import Block
from pycog.vector import elementwise, flatten, like, shape
from udfs.catalogue import catalogue

NUMBERS = st.floats(-1.5, 1.5)
TEXTS = st.sampled_from(["90%", "<5%", "≤ 0,5 %", "+3%", "Baisse de 14 %", "75/100", ""])


def loop(actuals: list[Any], targets: list[Any]) -> list[float | None]:
    return [attainment(a, t) for a, t in zip(actuals, targets, strict=True)]


def same(left: Any, right: Any) -> bool:
    """Tell whether two lists of numbers are the same bits, NaN standing for blank."""
    pairs = zip(left, right, strict=True)
    return all((b is None and a != a) or (type(b) is float and a == b) for a, b in pairs)


@given(st.lists(st.tuples(NUMBERS, TEXTS), min_size=1))
def test_numpy_arrays_equal_the_loop(rows: list[tuple[float, str]]) -> None:
    actuals, targets = map(list, zip(*rows, strict=True))
    result = attainment(np.array(actuals), np.array(targets, dtype=object))
    assert isinstance(result, np.ndarray)
    assert result.dtype == float
    assert same(result, loop(actuals, targets))


@given(st.lists(st.tuples(NUMBERS, TEXTS), min_size=1))
def test_pandas_series_equal_the_loop_and_keep_their_index(rows: list[tuple[float, str]]) -> None:
    actuals, targets = map(list, zip(*rows, strict=True))
    index = [f"ligne {number}" for number in range(len(rows))]
    result = attainment(pd.Series(actuals, index=index), pd.Series(targets, index=index))
    assert list(result.index) == index
    assert same(result, loop(actuals, targets))


@given(st.lists(NUMBERS, min_size=1, max_size=5), st.lists(TEXTS, min_size=1, max_size=5))
def test_a_column_and_a_row_equal_the_double_loop(actuals: list[float], targets: list[str]) -> None:
    column, row = [[actual] for actual in actuals], [targets]
    expected = [[attainment(actual, target) for target in targets] for actual in actuals]
    grid = attainment(np.array(column, dtype=object), np.array(row, dtype=object))
    assert grid.shape == (len(actuals), len(targets))
    assert all(same(*pair) for pair in zip(grid, expected, strict=True))
    block = catalogue()["COG_ATTAINMENT"].evaluate(column, row)
    cells = [["" if cell is None else cell for cell in line] for line in expected]
    assert block == (cells[0][0] if len(cells) == len(cells[0]) == 1 else cells)


@given(st.lists(st.lists(NUMBERS, min_size=3, max_size=3), min_size=2, max_size=4))
def test_a_block_of_cells_equals_the_loop(block: Block) -> None:
    expected = [[attainment(cell, "90%") for cell in row] for row in block]
    assert catalogue()["COG_ATTAINMENT"].evaluate(block, "90%") == expected


def test_lists_and_keywords_are_accepted() -> None:
    result = attainment([0.45, 0.9], target="90%", direction="hausse")
    assert list(result) == [0.5, 1.0]


def test_texts_come_back_as_objects() -> None:
    result = status(np.array([0.95, np.nan, 0.5]), "90%")
    assert list(result) == ["Atteint", "Non renseigné", "Non atteint"]


def test_blanks_of_every_sort_are_blank() -> None:
    frame = pd.DataFrame(
        {"a": [0.45, None, 0.9], "b": pd.array([None, 0.9, 0.45], dtype="Float64")}
    )
    assert attainment(frame["a"], "90%").isna().tolist() == [False, True, False]
    assert attainment(frame["b"], "90%").isna().tolist() == [True, False, False]


def test_a_frame_keeps_its_rows_and_columns() -> None:
    frame = pd.DataFrame([[0.45, 0.9]], index=["2"], columns=["2012", "2013"])
    expected = pd.DataFrame([[0.5, 1.0]], index=["2"], columns=["2012", "2013"])
    pd.testing.assert_frame_equal(attainment(frame, "90%"), expected)


def test_dates_of_pandas_and_numpy_are_dates() -> None:
    starts = pd.Series(pd.to_datetime(["2012-11-25 18:30", None]))
    assert delay(starts, "02/12/2012").tolist()[0] == 7.0
    assert np.isnan(delay(starts, "02/12/2012").tolist()[1])
    assert delay(np.datetime64("2012-11-25T10:00:00.000000000"), dt.date(2012, 12, 2)) == 7.0
    assert delay(pd.Timestamp("2012-11-25 10:00"), dt.datetime(2012, 12, 2, 8)) == 7.0
    assert delay(pd.NaT, "02/12/2012") is None


def test_durations_of_pandas_are_days() -> None:
    assert flatten(pd.Series(pd.to_timedelta(["36h", None]))) == [1.5, None]


def test_numpy_scalars_are_scalars() -> None:
    assert attainment(np.float64(0.45), np.str_("90%")) == 0.5
    assert rate(np.int64(45), np.int64(50)) == 0.9
    assert gap(pd.NA, "90%") is None


def test_the_position_of_the_first_fault_is_told() -> None:
    with pytest.raises(InvalidInput) as caught:
        attainment(np.array([[0.45, 77.0]]), "90%")
    assert caught.value.fields["position"] == (0, 1)


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="broadcast"):
        attainment([0.1, 0.2, 0.3], ["90%", "80%"])
    with pytest.raises(ValueError, match="index"):
        attainment(pd.Series([0.1], index=["a"]), pd.Series(["90%"], index=["b"]))


def test_uneven_lists_are_refused() -> None:
    with pytest.raises(PycogError) as caught:
        attainment([[0.1, 0.2], [0.3]], "90%")
    assert caught.value.code == "plage-irreguliere"


@pytest.mark.parametrize(
    ("values", "cells", "form"),
    [
        (5.0, [5.0], ()),
        ([1.0, None], [1.0, None], (2,)),
        ([[1.0, "x"], [True, None]], [1.0, "x", True, None], (2, 2)),
        (np.array([[1.0], [np.nan]]), [1.0, None], (2, 1)),
        ([[]], [], (1, 0)),
        ([], [], (0,)),
    ],
)
def test_ranges_are_read_row_by_row(values: Any, cells: list[Any], form: tuple[int, ...]) -> None:
    assert flatten(values) == cells
    assert shape(values) == form


def test_results_are_laid_out_as_their_range() -> None:
    assert like([[1, 2], [3, 4]], [5, 6, 7, 8]) == [[5, 6], [7, 8]]
    assert like([1, 2], [5, 6]) == [5, 6]


def test_a_rule_that_is_wrapped_keeps_its_name() -> None:
    @elementwise
    def twice(value: float) -> float:
        """Double."""
        return value * 2

    assert (twice.__name__, twice.__doc__) == ("twice", "Double.")
    assert twice(np.array([1.5])).tolist() == [3.0]
