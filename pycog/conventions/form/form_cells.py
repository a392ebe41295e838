"""Opens the workbook of a convention: its filled cells as text, its merged ranges.

Read by openpyxl, since the format of a cell says what its number means. The package is
looked at first with the suspicion of every workbook that pycog opens.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from pycog.conventions.form.cell_text import CellText, text_of
from pycog.errors import RefusedFile
from pycog.xlsx.cells import address
from pycog.xlsx.opening import Limits, Opening
from pycog.xlsx.package import Package, refused

#: A form is typed by hand: beyond these sizes it is something else.
_LIMITS: Final = Limits(part_bytes=64 << 20, package_bytes=128 << 20, parts=2_000)
_SHEET_PART: Final = re.compile(r"xl/worksheets/[^/]+\.xml", re.I)
_FORMULA: Final = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_NO_VALUE: Final = (
    "la cellule contient une formule dont la valeur n'est pas enregistrée. Ouvrez le classeur "
    "dans Excel et enregistrez-le, ou remplacez la formule par ce qui est imprimé."
)


@dataclass
class FormSheet:
    """One sheet of the workbook.

    Attributes:
        title: As its tab shows it.
        cells: (row, column), from 1 → text, filled cells only.
        merged: Merged ranges: first row, first column, last row, last column.
    """

    title: str
    cells: dict[tuple[int, int], CellText] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def row(self, number: int) -> dict[int, CellText]:
        """Return column → text of a row, in the order of the columns."""
        return self.rows.get(number, {})

    @cached_property
    def rows(self) -> dict[int, dict[int, CellText]]:
        """Return row → column → text, in their order."""
        found: dict[int, dict[int, CellText]] = {}
        for (row, column), cell in sorted(self.cells.items()):
            found.setdefault(row, {})[column] = cell
        return found

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell, ``""`` where there is none."""
        cell = self.cells.get((row, column))
        return cell.text if cell else ""


def open_form(path: Path, data: bytes) -> list[FormSheet]:
    """Return the sheets of a workbook in their order.

    Args:
        path: Where it stands, for messages.
        data: Its bytes.

    Raises:
        RefusedFile: Not a workbook, protected by a password, or one that nothing can read.
    """
    package = Package(path, data, Opening(drop_signature=True, limits=_LIMITS))
    parts = [name for name in package.names if _SHEET_PART.fullmatch(name)]
    has_formulas = any(_FORMULA.search(package.read(name)) for name in parts)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns, in English, of what it leaves out
            stored = _opened(package.data, data_only=True)
            typed = _opened(package.data, data_only=False) if has_formulas else None
    except RefusedFile:
        raise
    except Exception as error:
        # openpyxl fails in many ways on what other programs write; none of them is ours.
        raise refused(
            path,
            "classeur-illisible",
            "ne se lit pas comme un classeur Excel. Ouvrez-le dans Excel et enregistrez-le au "
            "format .xlsx",
        ) from error
    return [
        _sheet(sheet, typed[sheet.title] if typed is not None else None)
        for sheet in stored.worksheets
    ]


def _opened(data: bytes, *, data_only: bool) -> Any:
    import openpyxl

    return openpyxl.load_workbook(BytesIO(data), data_only=data_only)


def _sheet(stored: Any, typed: Any) -> FormSheet:
    sheet = FormSheet(stored.title)
    for cell in _filled(stored):
        sheet.cells[cell.row, cell.column] = _text(cell)
    for cell in _filled(typed) if typed is not None else ():
        if cell.data_type == "f":
            place = cell.row, cell.column
            if place not in sheet.cells:
                sheet.cells[place] = CellText("", _NO_VALUE)
    for area in stored.merged_cells.ranges:
        sheet.merged.append((area.min_row, area.min_col, area.max_row, area.max_col))
    return sheet


def _filled(sheet: Any) -> Iterator[Any]:
    # Its public iterators would make every cell up to the last one, a million rows away.
    for cell in sheet._cells.values():
        if cell.value is not None and cell.value != "":
            yield cell


def _text(cell: Any) -> CellText:
    if cell.data_type == "e":
        return CellText(
            "",
            f"la cellule contient l'erreur {cell.value}. Remplacez-la par ce qui est imprimé.",
        )
    return text_of(cell.value, cell.number_format)


def place(row: int, column: int) -> str:
    """Return ``E7``."""
    return address(row, column)


def range_of(area: tuple[int, int, int, int]) -> str:
    """Return ``C5:C8``."""
    top, left, bottom, right = area
    return f"{address(top, left)}:{address(bottom, right)}"
