"""Formulas that may read themselves, and do not: they have Excel's value, or are left to Excel."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pycog.refresh import refresh_file
from tests.refresh.calculation.test_guard import kept, made, values
from udfs.hosts.engine import EngineHost

HOST = EngineHost()
#: A formula of the tests: what it is, what it is asked for, what it reads or gives.
Formula = tuple[str, int, tuple["str | int", ...]]
FORMULAS, ASKED = ("A1", "A2", "A3", "A4", "A5"), ("B1", "B2", "B3")


def written(formula: Formula) -> str:
    kind, asked, (first, second) = formula
    return {
        "si": f"=IF(B{asked}=0,{first},{second})",
        "choisir": f"=CHOOSE(B{asked}+1,{first},{second})",
        "si imbriqué": f"=IF(B{asked}=0,{first},IF(B1=1,{second},7))",
        "somme": f"={first}+{second}",
        "total": f"=SUM({first},{second})*2",
    }[kind]


class Circle(Exception):
    """A formula needs its own value."""


def lazily(
    cell: str | int,
    formulas: Mapping[str, Formula],
    inputs: Mapping[str, int],
    left: Collection[str],
    path: tuple[str, ...] = (),
) -> float:
    """Calculate a cell as Excel does, which reads the branch that is taken and no other."""
    if isinstance(cell, int):
        return cell
    if cell in left:
        return 0  # its stored value
    if cell in path:
        raise Circle
    kind, asked, (first, second) = formulas[cell]
    path = (*path, cell)

    def value(operand: str | int) -> float:
        return lazily(operand, formulas, inputs, left, path)

    chosen = inputs[f"B{asked}"]
    if kind in {"somme", "total"}:
        return (value(first) + value(second)) * (2 if kind == "total" else 1)
    if chosen == 0:
        return value(first)
    if kind == "si imbriqué" and inputs["B1"] != 1:
        return 7
    return value(second)


operands = st.one_of(st.sampled_from(FORMULAS), st.integers(1, 9))
formula = st.tuples(
    st.sampled_from(["si", "si", "choisir", "si imbriqué", "somme", "total"]),
    st.integers(1, 3),
    st.tuples(operands, operands),
)


LONG = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NETWORK = given(
    st.fixed_dictionaries(dict.fromkeys(FORMULAS, formula)),
    st.fixed_dictionaries(dict.fromkeys(ASKED, st.integers(0, 1))),
)


@LONG
@NETWORK
def test_a_value_is_that_of_the_branch_taken_or_the_cell_is_listed(
    tmp_path: Path, formulas: dict[str, Formula], inputs: dict[str, int]
) -> None:
    cells = {**inputs, **{cell: written(one) for cell, one in formulas.items()}}
    path = made(tmp_path, cells)
    report = refresh_file(path, HOST)
    expected: dict[str, float | None] = {}
    left = kept(report)
    for cell in FORMULAS:
        try:
            expected[cell] = lazily(cell, formulas, inputs, left)
        except Circle:
            expected[cell] = None
    if report.refused is not None:
        assert report.refused.code == "reference-circulaire"
        assert None in expected.values()  # nothing else is refused
        return
    found = values(path)
    assert {cell: found[cell] for cell in FORMULAS if cell not in left} == {
        cell: value for cell, value in expected.items() if cell not in left
    }


@LONG
@NETWORK
def test_what_excel_found_is_left_as_it_is(
    tmp_path: Path, formulas: dict[str, Formula], inputs: dict[str, int]
) -> None:
    try:
        right = {cell: lazily(cell, formulas, inputs, ()) for cell in FORMULAS}
    except Circle:
        return  # Excel would not have saved it without a word
    cells = {**inputs, **{cell: written(one) for cell, one in formulas.items()}}
    stored = {f"F!{cell}": value for cell, value in right.items()}
    path = made(tmp_path, cells, stored=stored, marked=True)
    before = path.read_bytes()
    report = refresh_file(path, HOST)
    assert report.refused is None and report.disagreements == []
    assert path.read_bytes() == before


def test_a_circle_that_is_open_is_calculated_and_nothing_is_listed(tmp_path: Path) -> None:
    path = made(tmp_path, {"A1": "=IF(C1=0,5,B1)", "B1": "=A1+1", "C1": 0, "D1": "=B1*2"})
    report = refresh_file(path, HOST)
    assert report.refused is None and kept(report) == {}
    found = values(path)
    assert [found[cell] for cell in ("A1", "B1", "D1")] == [5, 6, 12]


@pytest.mark.parametrize("stored", [{"F!A1": 5, "F!B1": 6}, {"F!A1": 4, "F!B1": 5}])
def test_excels_own_values_of_an_open_circle_are_found_again_or_kept(
    tmp_path: Path, stored: dict[str, float]
) -> None:
    cells = {"A1": "=IF(C1=0,5,B1)", "B1": "=A1+1", "C1": 0}
    path = made(tmp_path, cells, stored=stored, marked=True)
    report = refresh_file(path, HOST)
    assert report.refused is None
    assert [values(path)[cell] for cell in ("A1", "B1")] == list(stored.values())


@pytest.mark.parametrize(
    "formula",
    ["=IFERROR(B1,3)", "=IF(C1=0,COUNT(B1:B9),5)", "=IF(C1=1,B1,SUMIF(A:A,1,B:B))"],
)
def test_what_hides_an_error_is_left_to_excel(tmp_path: Path, formula: str) -> None:
    path = made(tmp_path, {"A1": formula, "B1": "=A1+1", "C1": 0}, stored={"F!A1": 8})
    report = refresh_file(path, HOST)
    assert report.refused is not None or "A1" in kept(report)
