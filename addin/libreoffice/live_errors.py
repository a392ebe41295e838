"""The cells of an open document that are in error, each with its reason, or take VRAI for 1."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, Final

from addin.checking import Remark, error_title
from addin.libreoffice.menu import calls_of, place_of
from addin.libreoffice.open_documents import calling_cells, cells_meant, used_part
from addin.libreoffice.truth_cells import cache_by_place, truth_shown, truths_in
from pycog.errors import native_reason
from pycog.values import capital
from pycog.xlsx.cells import address
from udfs.hosts.calc import ERROR_KINDS, CalcHost
from udfs.hosts.calc_names import CALLS, CELLS_CALL

#: Cells in error that are calculated again for their reason: thousands say no more.
_MOST: Final = 300
_IN_ERROR: Final = 4  # com.sun.star.sheet.FormulaResult
_NOT_OURS: Final = "Si une cellule que cette formule lit est en erreur, corrigez d'abord celle-ci."
_UNEXPLAINED: Final = "« Expliquer la cellule » en donne la raison."
_TRUTH: Final = "VRAI ou FAUX lu comme un nombre"
#: Where a formula tells VRAI from 1, and what is told there: references and names.
_QUOTED: Final = r"'(?:[^']|'')*'"
_TOLD: Final = re.compile(
    rf"(?:ISLOGICAL|{re.escape(CELLS_CALL)})\(((?:{_QUOTED}|\((?:{_QUOTED}|[^()'])*\)|[^()'])+)\)"
)
_PLACES: Final = re.compile(rf"(?:\$?(?:{_QUOTED}|\w+)\.)?\$?[^\W\d]\w*(?:\$\d+)?(?::[\w$.']+)?")


def live_errors(document: Any, host: CalcHost) -> dict[str, list[Remark]]:
    """Return the cells in error, and those that take VRAI for a number, by sheet.

    Args:
        document: A document of Calc.
        host: What Calc calls.
    """
    found: dict[str, list[Remark]] = defaultdict(list)
    for number, cell in enumerate(cells_in_error(document)):
        text = _reason(document, cell, host) if number < _MOST else _UNEXPLAINED
        found[str(cell.Spreadsheet.Name)].append(
            Remark(_address(cell), error_title(error_of(cell)), text)
        )
    shows_truth = cache_by_place(truth_shown(document))
    for cell in calling_cells(document):
        read = _truth_read(document, cell, shows_truth)
        if read is not None:
            text = (
                f"Lit VRAI ou FAUX en {place_of(read)}, que Calc donne comme 1 ou 0. Écrivez "
                "« oui » ou « non »."
            )
            found[str(cell.Spreadsheet.Name)].append(Remark(_address(cell), _TRUTH, text))
    return dict(found)


def cells_in_error(document: Any) -> Iterator[Any]:
    """Yield the cells of a document that are in error, sheet by sheet."""
    for sheet in document.Sheets:
        for area in sheet.queryFormulaCells(_IN_ERROR).RangeAddresses:
            for row in range(area.StartRow, area.EndRow + 1):
                for column in range(area.StartColumn, area.EndColumn + 1):
                    yield sheet.getCellByPosition(column, row)


def error_of(cell: Any) -> str:
    """Return the error of a cell as Excel keeps it, ``Err:504`` where only Calc has it."""
    code = cell.getError()
    return ERROR_KINDS.get(code, f"Err:{code}")


def reason_of(document: Any, cell: Any, host: CalcHost) -> str:
    """Return why a call of ours puts a cell in error, ``""`` where none says so."""
    if not CALLS.search(cell.Formula):
        return ""
    reasons = [one.reason for one in calls_of(document, cell, host) if one.reason]
    return reasons[-1] if reasons else ""


def _reason(document: Any, cell: Any, host: CalcHost) -> str:
    ours = reason_of(document, cell, host)
    return ours or f"{capital(native_reason(error_of(cell)))}. {_NOT_OURS}"


def _address(cell: Any) -> str:
    place = cell.CellAddress
    return address(place.Row + 1, place.Column + 1)


def _truth_read(document: Any, cell: Any, shows_truth: Callable[[Any], bool]) -> Any:
    """Return a cell that a formula reads as a number, and that shows VRAI or FAUX."""
    # Calc counts the cell itself among what it reads.
    told = [*_told(document, cell), cell.RangeAddress]
    for area in cell.queryPrecedents(False).RangeAddresses:
        cells = used_part(document.Sheets.getByIndex(area.Sheet), area)
        if cells is None:
            continue
        for row, column, _ in truths_in(cells, shows_truth):
            read = cells.getCellByPosition(column, row)
            if not any(_is_inside(read.CellAddress, one) for one in told):
                return read
    return None


def _told(document: Any, cell: Any) -> Iterator[Any]:
    """Yield the areas where a formula tells VRAI from 1: it has refused it, or has it as it is."""
    for call in _TOLD.finditer(cell.Formula):
        for text in _PLACES.findall(call[1]):
            cells = cells_meant(document, cell.Spreadsheet, text)
            if cells is not None:
                yield cells.RangeAddress


def _is_inside(place: Any, area: Any) -> bool:
    return bool(
        place.Sheet == area.Sheet
        and area.StartRow <= place.Row <= area.EndRow
        and area.StartColumn <= place.Column <= area.EndColumn
    )
