"""Says where in a workbook an unexpected error arose."""

from __future__ import annotations

from pycog.xlsx.cells import address
from pycog.xlsx.sheet_scan import FormulaCell


def place_of(error: BaseException) -> str:
    """Return the cell that was worked on, ``Feuil1!D12``, or the sheet; empty if unknown.

    The functions that handle one cell hold it and its sheet in their variables, so the
    innermost call that has one tells.
    """
    sheet, cell = "", ""
    trace = error.__traceback__
    while trace is not None:
        known = trace.tb_frame.f_locals
        named = known.get("sheet", getattr(known.get("self"), "sheet", None))
        if isinstance(name := getattr(named, "name", named), str) and name != sheet:
            sheet, cell = name, ""
        for value in known.values():
            if isinstance(value, FormulaCell):
                cell = address(value.row, value.column)
        trace = trace.tb_next
    return f"{sheet}!{cell}" if sheet and cell else sheet or cell
