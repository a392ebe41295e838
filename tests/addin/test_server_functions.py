"""The functions as Excel is told of them, and the values as Excel sends and takes them."""

from __future__ import annotations

import re
import struct
import threading
import time
from pathlib import Path
from typing import Any, NoReturn

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin import calls
from addin.calculation import Calculators
from pycog.errors import CellError, InvalidInput
from tests.addin import asking
from tests.addin.loops import complete
from tests.addin.server import ROOT
from tests.udfs.literal_calls import calls_of
from tests.udfs.validation import load_cases
from tests.waiting import PATIENCE, until
from udfs.catalogue import Argument, Formula, catalogue
from udfs.hosts.xlwings_server import (
    ERROR_TYPES,
    from_excel,
    offered_choices,
    parameter_name,
    to_excel,
)


@pytest.fixture(scope="module")
def metadata(server_url: str) -> dict[str, Any]:
    """What Excel reads of the functions."""
    answer = asking.get(f"{server_url}/xlwings/custom-functions-meta.json").json()
    assert answer["allowErrorForDataTypeAny"] is True
    return dict(answer)


def test_every_formula_is_offered_under_its_exact_name(metadata: dict[str, Any]) -> None:
    offered = {one["name"]: one["id"] for one in metadata["functions"]}
    assert offered == {name: name for name in catalogue()}


def test_functions_and_arguments_are_described_in_french(
    metadata: dict[str, Any], server_url: str
) -> None:
    for one in metadata["functions"]:
        formula = catalogue()[one["name"]]
        assert one["description"] == formula.help
        assert one["helpUrl"] == f"{server_url}/aide/{formula.name}"
        assert one["result"] == {"dimensionality": "matrix", "type": "any"}
        assert one["options"].get("volatile", False) is formula.volatile
        for parameter, argument in zip(one["parameters"], formula.arguments, strict=True):
            assert parameter["name"] == parameter_name(argument.label)
            assert parameter["description"].startswith(argument.help)
            assert parameter.get("optional", False) is argument.optional


def test_closed_lists_are_offered_and_ranges_stay_ranges(metadata: dict[str, Any]) -> None:
    lists = {
        one["id"]: [entry["stringValue"] for entry in one["values"]] for one in metadata["enums"]
    }
    seen = 0
    for one in metadata["functions"]:
        for parameter, argument in zip(
            one["parameters"], catalogue()[one["name"]].arguments, strict=True
        ):
            if choices := offered_choices(argument):
                seen += 1
                assert not argument.whole
                assert (parameter["dimensionality"], parameter["type"]) == ("scalar", "string")
                assert lists[parameter["customEnumId"]] == list(choices)
            else:
                assert (parameter["dimensionality"], parameter["type"]) == ("matrix", "any")
    assert seen == 18
    assert lists["COG_ATTAINMENT.SENS"] == ["hausse", "baisse"]


def test_no_case_gives_a_range_where_excel_offers_a_list() -> None:
    for case in load_cases():
        for name, given_values, _ in calls_of(case.formula):
            for argument, value in zip(catalogue()[name].arguments, given_values, strict=False):
                assert not (offered_choices(argument) and isinstance(value, list)), case.id


def test_no_annex_gives_a_range_where_excel_offers_a_list() -> None:
    seen = 0
    # The validation workbook holds the cases, which the test above goes through.
    for path in sorted((ROOT / "workbooks").glob("*/*.xlsx")):
        for name, arguments in _calls_in(path):
            formula = catalogue()[name]
            for argument, text in zip(formula.arguments, arguments, strict=False):
                if offered_choices(argument):
                    seen += 1
                    assert ":" not in text and "{" not in text, (path.name, name, text)
    assert seen > 100


def _calls_in(path: Path) -> list[tuple[str, list[str]]]:
    """Return the innermost COG_ calls of a workbook, arguments as text."""
    found = []
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                text = str(getattr(cell.value, "text", cell.value))
                for name, inside in re.findall(r"(COG_[A-Z_]+)\(([^()]*)\)", text):
                    found.append((name, re.sub(r'"[^"]*"', "texte", inside).split(",")))
    return found


def test_names_of_parameters() -> None:
    assert parameter_name("groupe d'origine") == "groupe_d_origine"
    assert parameter_name("jusqu'au") == "jusqu_au"
    assert parameter_name("réalisé") == "réalisé"
    for formula in catalogue().values():
        names = [parameter_name(argument.label) for argument in formula.arguments]
        assert len(set(names)) == len(names)
        assert all(name.isidentifier() for name in names)


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        (None, None),
        ("", ""),
        ("90%", "90%"),
        (True, True),
        (90, 90.0),
        (0.1, 0.1),
        ([1, 2], [[1.0, 2.0]]),
        ([[1], ["a"]], [[1.0], ["a"]]),
        ([[None, ""]], [[None, ""]]),
        ({"type": "Empty", "basicValue": ""}, None),
        ({"type": "Double", "basicValue": 41639, "numberFormat": "dd/mm/yyyy"}, 41639.0),
        ({"type": "FormattedNumber", "basicValue": 0.9, "numberFormat": "0 %"}, 0.9),
        ({"type": "String", "basicValue": "x"}, "x"),
        ({"type": "Boolean", "basicValue": False}, False),
        ({"type": "Error", "errorType": "Div0", "basicValue": "#DIV/0!"}, CellError("#DIV/0!")),
        ({"type": "Error", "basicValue": "#N/A"}, CellError("#N/A")),
        (
            {"type": "Error", "errorType": "NotAvailable", "errorMessage": "renvoyé"},
            CellError("#N/A", "renvoyé"),
        ),
        ({"type": "Error", "errorType": 3, "basicValue": "<b>"}, CellError("#VALUE!")),
    ],
)
def test_what_excel_sends_is_read(sent: Any, value: Any) -> None:
    read = from_excel(sent)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (float("nan"), "nombre-infini"),
        (10**400, "nombre-infini"),
        ({"type": "Entity", "text": "Action"}, "type-de-donnees"),
        ({"type": "Double", "basicValue": None}, "type-de-donnees"),
        ({}, "type-de-donnees"),
        ("__xlwings_not_an_object_handle__", "type-de-donnees"),
        ([[1], 2], "argument-illisible"),
    ],
)
def test_what_no_formula_can_read_is_an_error_with_its_reason(sent: Any, code: str) -> None:
    read = from_excel(sent)
    assert isinstance(read, CellError)
    assert read.code == code
    assert read.message.endswith(".")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_bit_of_a_number_is_lost(number: float) -> None:
    (back,) = to_excel(number, rich=True, refuse=ValueError)[0]
    assert struct.pack(">d", from_excel(back)) == struct.pack(">d", number)


@pytest.mark.parametrize("kind", ERROR_TYPES.values())
def test_an_error_cell_comes_back_unchanged(kind: str) -> None:
    error = CellError(kind)
    (given_back,) = to_excel(error, rich=True, refuse=ValueError)[0]
    assert from_excel(given_back) == error


def test_errors_as_excel_takes_them() -> None:
    refusal = CellError("#VALUE!", "À corriger.")
    missing = CellError("#N/A", "Renvoyé.")
    with pytest.raises(ValueError, match=r"À corriger\."):
        to_excel(refusal, rich=True, refuse=ValueError)
    with pytest.raises(ValueError, match=r"Renvoyé\."):
        to_excel(missing, rich=False, refuse=ValueError)
    assert to_excel([[refusal, missing, None]], rich=False, refuse=ValueError) == [
        ["#VALUE!", "#N/A", ""]
    ]
    assert to_excel([[refusal, float("inf")]], rich=True, refuse=ValueError) == [
        [
            {"type": "Error", "errorType": "Value", "errorMessage": "À corriger."},
            {"type": "Error", "errorType": "Num"},
        ]
    ]


def _formula(function: Any) -> Formula:
    return Formula(
        "COG_ESSAI", function, "Essai.", (Argument("x", "x", "Valeur."),), "number", "essai", "", ""
    )


def test_an_unexpected_exception_gets_a_reference_and_shows_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fails(value: Any) -> NoReturn:
        raise KeyError(f"secret {value}")

    result = complete(calls.calculate(_formula(fails), ("4217",)))
    assert isinstance(result, CellError)
    reference = re.search(r"référence ([0-9A-F]{8})", result.message)
    assert reference and reference[1] in caplog.text
    assert "KeyError" in caplog.text and "fails" in caplog.text
    for text in (result.message, caplog.text):
        assert "4217" not in text and "secret" not in text
    with pytest.raises(ValueError, match="Erreur interne"):
        to_excel(result, rich=True, refuse=ValueError)


def test_a_refusal_of_the_formula_is_no_incident(caplog: pytest.LogCaptureFixture) -> None:
    def refuses(value: Any) -> NoReturn:
        raise InvalidInput("essai", "Non.")

    result = complete(calls.calculate(_formula(refuses), (1.0,)))
    assert result == CellError("#VALUE!", "Non.", "essai")
    assert not caplog.records


def test_a_calculation_that_never_ends_is_stopped() -> None:
    turns = [0]

    async def endless() -> None:
        while True:
            turns[0] += 1

    async def quick() -> str:
        return "fait"

    async def main() -> None:
        threads = Calculators(count=1)
        with pytest.raises(TimeoutError):
            await threads.run(endless, 0.2)
        assert await threads.run(quick, PATIENCE) == "fait"
        threads.close()

    complete(main())
    until(
        lambda: all(thread.name != "calcul" for thread in threading.enumerate()),
        "the end of the thread",
    )
    before = turns[0]
    time.sleep(0.05)
    assert turns[0] == before > 0
