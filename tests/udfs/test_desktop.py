"""Excel for Windows without a server: xlwings gets every function, and the same values."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import re
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest

from pycog.errors import CellError
from pycog.values import CellValue
from tests.paths import ROOT
from tests.udfs.desktop_excel import MISSING, Cells, Variant
from tests.udfs.literal_calls import calls_of
from tests.udfs.test_hosts import bits
from tests.udfs.validation import load_cases
from udfs.catalogue import catalogue
from udfs.hosts import xlwings_desktop as desktop
from udfs.hosts.xlwings_desktop import desktop_functions, from_excel, to_excel, vba_name

#: Codes that Excel documents for its errors, as COM gives them.
CODES = {
    "#NULL!": -2146826288,
    "#DIV/0!": -2146826281,
    "#VALUE!": -2146826273,
    "#REF!": -2146826265,
    "#NAME?": -2146826259,
    "#NUM!": -2146826252,
    "#N/A": -2146826246,
}
CALLS = [
    (case.id, name, arguments, value)
    for case in load_cases()
    for name, arguments, value in calls_of(case.formula)
]


def com(value: CellValue, as_range: bool) -> Any:
    """Return a cell value as COM would hand it over."""
    if isinstance(value, list):
        rows = tuple(tuple(_com_cell(cell) for cell in row) for row in value)
        return Cells(rows) if as_range else rows
    if as_range:
        return Cells(_com_cell(value))
    return MISSING if value is None else _com_cell(value)


def _com_cell(value: Any) -> Any:
    return CODES[value.kind] if isinstance(value, CellError) else value


def shown(rows: list[list[Any]]) -> CellValue:
    """Return what Excel would show for a result."""
    kinds = {code: kind for kind, code in CODES.items()}
    return [
        [CellError(kinds[cell.value]) if isinstance(cell, Variant) else cell for cell in row]
        for row in rows
    ]


@pytest.fixture(scope="module")
def excel() -> tuple[str, dict[str, Any], list[Any]]:
    """The VBA, the declarations and the results, from xlwings' own code."""
    calls = [
        (name, tuple(com(value, as_range) for value in arguments))
        for as_range in (False, True)
        for _, name, arguments, _ in CALLS
    ]
    done = subprocess.run(
        [sys.executable, "-m", "tests.udfs.desktop_excel"],
        input=pickle.dumps(calls),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
        env={**os.environ, "XLWINGS_LICENSE_KEY": "noncommercial"},
    )
    loaded: tuple[str, dict[str, Any], list[Any]] = pickle.loads(done.stdout)
    return loaded


def test_every_validation_case_has_the_same_bits(excel):
    results = excel[2]
    assert len(results) == 2 * len(CALLS) > 400
    differing = [
        (case, name, arguments)
        for (case, name, arguments, value), result in zip(CALLS * 2, results, strict=True)
        if bits(shown(result)) != bits(value)
    ]
    assert differing == []


def test_every_formula_is_declared_with_its_french_help(excel):
    declared = excel[1]
    assert sorted(declared) == sorted(catalogue())
    for name, formula in catalogue().items():
        assert declared[name]["doc"] == formula.help
        assert declared[name]["category"] == formula.category
        given = [(doc, optional) for _, doc, optional in declared[name]["args"]]
        assert given == [(each.help, each.optional) for each in formula.arguments]


def test_the_generated_vba_has_one_function_per_formula(excel):
    lines = excel[0].replace(" _\n", " ").splitlines()
    found = dict(
        match.groups() for line in lines if (match := re.match(r"Function (\w+)\((.*)\)", line))
    )
    assert sorted(found) == sorted(catalogue())
    for name, formula in catalogue().items():
        arguments = found[name].split(", ") if found[name] else []
        assert [text.startswith("Optional ") for text in arguments] == [
            each.optional for each in formula.arguments
        ]
        names = [text.removeprefix("Optional ").lower() for text in arguments]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"[a-z]\w*", each, re.ASCII) for each in names)
        assert not set(names) & set(desktop._VBA_WORDS.split())
    assert found["COG_STATUS"].startswith("realise, objectif, ")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("date", "date_"),
        ("réalisé", "realise"),
        ("pondération 2", "ponderation_2"),
        ("2e valeur", "arg_2e_valeur"),
        ("taux d’œuvre", "taux_d_oeuvre"),
        ("End", "End_"),
    ],
)
def test_argument_names_suit_vba(label, name):
    assert vba_name(label) == name


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (None, None),
        ("", ""),
        (True, True),
        (0.9, 0.9),
        (3, 3.0),
        (Decimal("12000.5"), 12000.5),
        (dt.datetime(2021, 12, 31, 12, tzinfo=dt.UTC), 44561.5),
        (-2146826246, CellError("#N/A")),
        (-2146826238, CellError("#CALC!")),
        ((), None),
        (((1.0,),), 1.0),
        ((1.0, None), [[1.0, None]]),
        (((1.0,), ("a",)), [[1.0], ["a"]]),
    ],
)
def test_what_com_hands_over(given, value):
    assert from_excel(given) == value


def test_an_object_is_refused_in_french():
    refused = from_excel(object())
    assert isinstance(refused, CellError) and refused.kind == "#VALUE!"
    assert refused.code == "argument-illisible"


@pytest.mark.parametrize(
    ("value", "rows"),
    [
        (None, [[""]]),
        (0.5, [[0.5]]),
        (float("nan"), [[("erreur", CODES["#NUM!"])]]),
        (float("-inf"), [[("erreur", CODES["#NUM!"])]]),
        (CellError("#N/A", "raison"), [[("erreur", CODES["#N/A"])]]),
        (CellError("#FUTURE!"), [[("erreur", CODES["#VALUE!"])]]),
        ([[1.0, None], ["a", True]], [[1.0, ""], ["a", True]]),
    ],
)
def test_what_excel_gets(value, rows):
    assert to_excel(value, lambda code: ("erreur", code)) == rows


def test_functions_are_plain_python_on_other_systems():
    function = desktop_functions(make_error=lambda code: code)["COG_STATUS"]
    assert function(0.05, "<5%") == "Non atteint"
    assert function.__name__ == "COG_STATUS"


def test_unknown_attributes_are_unknown():
    assert {"COG_STATUS", "desktop_functions"} <= set(dir(desktop))
    with pytest.raises(AttributeError):
        _ = desktop.COG_NOTHING
