"""Finds out in which language a workbook's texts are made: « 0,5 » or « 0.5 ».

A file holds formulas in English but format codes as they were typed, and the texts that
Excel made from numbers. A French Excel writes the decimal comma; where a workbook that
Excel has not calculated tells nothing, its readers' Excel is a French one.
"""

from __future__ import annotations

from collections.abc import Mapping

from pycog.lazy_patterns import regex
from pycog.refresh.calculation.functions.formats import language_of
from pycog.xlsx import cells, formulas
from pycog.xlsx.formula_tree import tree
from pycog.xlsx.sheet_scan import SheetScan, formula_text

_POINT = regex(r"\d\.\d")


def of_codes(scans: Mapping[str, SheetScan]) -> bool | None:
    """Tell whether the codes of ``TEXT`` are French, ``None`` where they do not say."""
    found: set[bool] = set()
    for scanned in scans.values():
        for shape in scanned.shapes:
            if b"TEXT(" in shape.upper():
                found |= _languages(formula_text(scanned.example(shape)))
    return found.pop() if len(found) == 1 else None


def _languages(formula: str) -> set[bool]:
    try:
        calls = [one for one in tree(formula).walk() if one.kind == "call"]
    except formulas.Unsupported:
        return set()
    codes = [
        call.children[1].inner
        for call in calls
        if call.function == "TEXT" and len(call.children) == 2
    ]
    spoken = {
        language_of(code.text[1:-1].replace('""', '"')) for code in codes if code.kind == "text"
    }
    return {one for one in spoken if one is not None}


def stores_points(scans: Mapping[str, SheetScan]) -> bool:
    """Tell whether formulas have stored texts with a decimal point."""
    return any(
        isinstance(value := cells.stored_value(cell.attributes, cell.value), str)
        and b't="str"' in cell.attributes
        and _POINT.search(value)
        for scanned in scans.values()
        for cell in scanned.cells()
    )
