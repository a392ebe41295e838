"""The open document as the assistant reads it: all its sheets, the active one first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from addin.libreoffice.menu import explanation, place_of
from pycog.default_convention import Default
from pycog.dialogue.sheet import Selection
from pycog.dialogue.workbook.stored_workbook import StoredWorkbook
from pycog.errors import InvalidInput
from pycog.xlsx.package import Package
from udfs.hosts.calc import CalcHost


class OpenWorkbook(StoredWorkbook):
    """A document of Calc, and the cell that is chosen in it."""

    def __init__(
        self,
        document: Any,
        package: Package,
        convention: Default | InvalidInput | None,
        host: CalcHost,
    ) -> None:
        self._document = document
        self._host = host
        super().__init__(package, active_cell(document).Spreadsheet.Name, convention)

    def selection(self) -> Selection | None:
        """Return the chosen cell with its explanation, by the call that Calc makes."""
        cell = active_cell(self._document)
        formula = str(cell.FormulaLocal) if cell.Type.value == "FORMULA" else ""
        lines = explanation(self._document, cell, self._host).splitlines()
        return Selection(place_of(cell), str(cell.String), formula, tuple(lines))

    def check(self) -> Sequence[str]:
        """Recompute the totals of the active sheet."""
        from pycog.annexes import audit_opened

        inside = f"{self.sheet}!"
        return [one.text for one in audit_opened(self.package) if one.place.startswith(inside)]


def active_cell(document: Any) -> Any:
    """Return the chosen cell of a document, the first one where several are chosen."""
    selected = document.CurrentSelection
    if hasattr(selected, "RangeAddress"):
        return selected.getCellByPosition(0, 0)
    if hasattr(selected, "RangeAddresses") and selected.RangeAddresses:
        return selected.getByIndex(0).getCellByPosition(0, 0)
    controller = document.CurrentController
    sheet = document.Sheets.getByIndex(0) if controller is None else controller.ActiveSheet
    return sheet.getCellByPosition(0, 0)
