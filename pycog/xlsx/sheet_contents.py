"""Reads what the cells of a small sheet hold, as one text each."""

from __future__ import annotations

from pycog.values import display
from pycog.xlsx.cells import address, stored_value
from pycog.xlsx.package import Package
from pycog.xlsx.sheet_reading import read_sheet, shared_strings
from pycog.xlsx.sheet_scan import formula_text
from pycog.xlsx.structure import SheetPart, WorkbookInfo, parse


def contents(package: Package, info: WorkbookInfo, sheet: SheetPart) -> dict[str, str]:
    """Return address → formula with its equals sign, or the text of the value; no blanks.

    A formula that another cell holds for several reads as ``"="``.

    Raises:
        RefusedFile: The sheet cannot be read with certainty.
    """
    found: dict[str, str] = {}
    strings = shared_strings(package, info)
    root = parse(package, sheet.part)
    for cell in root.iterfind("{*}sheetData/{*}row/{*}c"):
        place = cell.get("r", "")
        kind, value = cell.get("t", "n"), cell.findtext("{*}v")
        if cell.find("{*}f") is not None:
            continue
        if kind == "inlineStr":
            parts = cell.findall("{*}is/{*}t") + cell.findall("{*}is/{*}r/{*}t")
            text = "".join(one.text or "" for one in parts)
        elif kind == "s":
            number = int(value) if value and value.isdecimal() else len(strings)
            text = strings[number] if number < len(strings) else ""
        elif value is None:
            continue
        elif kind == "n":
            text = value
        else:
            text = display(stored_value(f' t="{kind}"'.encode(), value.encode()))
        if text:
            found[place] = text
    for formula in read_sheet(package, info, sheet).cells():
        found[address(formula.row, formula.column)] = f"={formula_text(formula.formula)}"
    return found
