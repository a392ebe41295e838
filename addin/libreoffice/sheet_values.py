"""What every formula cell of a workbook holds in Calc, for a program that asks from outside.

``pycog refresh --verify-with libreoffice`` starts LibreOffice with the extension and names, in a
variable of the environment, a file that says which workbooks to open. Nothing else starts this.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from addin.libreoffice.open_documents import is_formula
from udfs.hosts.calc import ERROR_KINDS
from udfs.hosts.calc_names import CALLS

#: Names the file that holds the request.
REQUEST: Final = "PYCOG_CALC_REQUEST"
_FORMULA: Final = ("=", "{=")


def answer(desktop: Any, hidden: Any, settle: Callable[[Any], None]) -> None:
    """Open the workbooks that are asked for, calculate them and write what their cells hold.

    Args:
        desktop: LibreOffice's own.
        hidden: The property that lets a document open without a window.
        settle: Calculates a document and puts its formulas right.
    """
    named = os.environ.get(REQUEST)
    if not named:
        return
    request = json.loads(Path(named).read_text("utf-8"))
    found = {url: _values_or_none(desktop, hidden, settle, url) for url in request["files"]}
    answered = Path(request["answer"])
    part = answered.with_suffix(".part")
    part.write_text(json.dumps(found), "utf-8")
    part.replace(answered)


def _values_or_none(
    desktop: Any, hidden: Any, settle: Callable[[Any], None], url: str
) -> dict[str, dict[str, Any]] | None:
    try:
        return _values(desktop, hidden, settle, url)
    except Exception:  # protected, damaged, or of a kind that LibreOffice does not know
        return None


def _values(
    desktop: Any, hidden: Any, settle: Callable[[Any], None], url: str
) -> dict[str, dict[str, Any]] | None:
    document = desktop.loadComponentFromURL(url, "_blank", 0, (hidden,))
    if document is None:
        return None
    try:
        document.calculateAll()
        settle(document)
        return values_of(document)
    finally:
        document.close(True)


def values_of(document: Any) -> dict[str, dict[str, Any]]:
    """Return what every formula cell of a document holds, by sheet and place."""
    return {sheet.Name: dict(_cells(sheet)) for sheet in document.Sheets}


def _cells(sheet: Any) -> Iterator[tuple[str, Any]]:
    cursor = sheet.createCursor()
    cursor.gotoStartOfUsedArea(False)
    cursor.gotoEndOfUsedArea(True)
    area = cursor.RangeAddress
    values = cursor.getDataArray()
    for row, line in enumerate(cursor.getFormulaArray()):
        for column, formula in enumerate(line):
            if not formula.startswith(_FORMULA):
                continue
            cell = cursor.getCellByPosition(column, row)
            if is_formula(cell):
                place = f"{area.StartRow + row},{area.StartColumn + column}"
                found = _value(cell, values[row][column])
                yield place, {**found, "cog": bool(CALLS.search(formula))}


def _value(cell: Any, value: Any) -> dict[str, Any]:
    code = cell.getError()
    if code:
        # Errors that Calc alone knows are stored as this one, too.
        return {"error": ERROR_KINDS.get(code, "#VALUE!")}
    # A number is written to its last bit.
    return {"number": value.hex()} if isinstance(value, float) else {"text": value}
