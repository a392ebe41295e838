"""Every validation case gives the same bits through the real server and the real JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from pycog.errors import CellError
from pycog.values import CellValue
from tests.addin.browser import pane
from tests.udfs.literal_calls import calls_of, evaluate
from tests.udfs.test_hosts import bits
from tests.udfs.validation import load_cases
from udfs.hosts.xlwings_server import ERROR_TYPES

CASES = load_cases()


@pytest.fixture(scope="module")
def in_chromium(browser: Browser, server_url: str) -> dict[str, CellValue]:
    """Results of all cases, asked for at once, as Excel does on a recalculation."""
    calls = [(name, [_sent(value) for value in values]) for name, values in _calls()]
    with pane(browser, server_url) as page:
        answers = page.evaluate(
            "appels => Promise.all(appels.map(([nom, valeurs]) => essai.appeler(nom, valeurs)))",
            calls,
        )
        counted = page.evaluate("cogCompteurs()")
    # They did travel together.
    assert counted["appels"] == len(CASES) > 100 * counted["requetes"]
    return {case.id: _received(answer) for case, answer in zip(CASES, answers, strict=True)}


def _calls() -> list[tuple[str, list[CellValue]]]:
    return [calls_of(case.formula)[-1][:2] for case in CASES]


def _sent(value: Any) -> Any:
    """Write an argument as the stub takes it: an error by what Excel shows."""
    if isinstance(value, list):
        return [[_sent(cell) for cell in row] for row in value]
    return value.kind if isinstance(value, CellError) else value


def _received(answer: dict[str, Any]) -> CellValue:
    if "erreur" in answer:
        return CellError(answer["erreur"], answer["message"])
    return [[_cell(value) for value in row] for row in answer["valeur"]]


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return CellError(ERROR_TYPES[value["errorType"]], value.get("errorMessage", ""))
    return value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_excel_agrees_with_python(case: Any, in_chromium: dict[str, CellValue]) -> None:
    assert bits(in_chromium[case.id]) == bits(evaluate(case.formula).value)


def test_errors_arrive_with_their_french_reason(in_chromium: dict[str, CellValue]) -> None:
    given = [value for value in map(in_chromium.get, _refused()) if isinstance(value, CellError)]
    assert len(given) > 20
    assert all(error.message.endswith(".") for error in given)


def _refused() -> list[str]:
    return [
        case.id
        for case in CASES
        if isinstance(case.expected, CellError) and case.expected.kind == "#VALUE!"
    ]
