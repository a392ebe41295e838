"""Speaks to a server as Excel does: the same JSON in, the same JSON out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx

from pycog.errors import CellError
from pycog.values import CellValue
from tests.addin import asking
from udfs.catalogue import catalogue
from udfs.hosts.xlwings_server import ERROR_TYPES, offered_choices

#: What the add-in's JavaScript sends with every call.
COMMON = {
    "client": "Office.js",
    "session_id": "essai",
    "culture_info_name": "fr-FR",
    "date_format": "jj/mm/aaaa",
    "version": "0",
    "runtime": "1.4",
}
_SHOWN = {shown: name for name, shown in ERROR_TYPES.items()}


def call(name: str, arguments: Sequence[CellValue]) -> dict[str, Any]:
    """Return a call as Excel makes it, for one entry of a batch."""
    formula = catalogue()[name]
    args = [
        _single(value) if offered_choices(argument) else _matrix(value)
        for argument, value in zip(formula.arguments, arguments, strict=False)
    ]
    args += [_matrix(value) for value in arguments[len(args) :]]
    return {"func_name": name, "args": args, "caller_address": "[essai.xlsx]Feuil1!A1"}


def _matrix(value: CellValue) -> Any:
    if value is None:
        return None
    return [
        [_cell(cell) for cell in row] for row in (value if isinstance(value, list) else [[value]])
    ]


def _single(value: CellValue) -> Any:
    """Return an argument that Excel passes as one text."""
    assert not isinstance(value, list), "Excel has no range where it offers a list"
    if value is None or isinstance(value, str):
        return value
    return str(_cell(value))


def _cell(value: Any) -> Any:
    if isinstance(value, CellError):
        return {
            "type": "Error",
            "basicType": "Error",
            "basicValue": value.kind,
            "errorType": _SHOWN[value.kind],
        }
    # JavaScript writes a whole number without its decimal point.
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return int(value)
    return value


def value_of(status: int, data: Any) -> CellValue:
    """Return what Excel shows for an answer: a refusal is ``#VALUE!`` with its text."""
    if status == 400:
        return CellError("#VALUE!", data)
    assert status == 200, (status, data)
    rows = [[_shown(cell) for cell in row] for row in data["result"]]
    return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows


def _shown(cell: Any) -> Any:
    if isinstance(cell, dict):
        assert set(cell) <= {"type", "errorType", "errorMessage"}
        return CellError(ERROR_TYPES[cell["errorType"]], cell.get("errorMessage", ""))
    return cell


def post_batch(
    url: str, calls: Sequence[Any], *, common: dict[str, Any] | None = None, **options: Any
) -> httpx.Response:
    """Send calls as one batch."""
    body = {"shared": COMMON if common is None else common, "calls": list(calls)}
    return asking.post(f"{url}/cog/lot", json=body, **options)


def results(answer: httpx.Response) -> list[CellValue]:
    """Return what Excel shows for each call of a batch."""
    assert answer.status_code == 200, answer.text
    return [value_of(one["status"], one["data"]) for one in answer.json()["results"]]


def post_one(url: str, name: str, *arguments: CellValue, **options: Any) -> httpx.Response:
    """Send one call as the shipped client does."""
    body = {**COMMON, **call(name, arguments)}
    return asking.post(f"{url}/xlwings/custom-functions-call", json=body, **options)
