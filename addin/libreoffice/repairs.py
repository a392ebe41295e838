"""Mends the cells of an open document that *Contrôler* can mend, and takes that back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from addin.libreoffice.formula_writing import in_cell, one_step

_TEXT: Final = 256  # com.sun.star.util.NumberFormat
_STANDARD: Final = 0


@dataclass(frozen=True, slots=True)
class Repair:
    """What a cell holds and what it would hold.

    Attributes:
        sheet: Name of its sheet.
        cell: Its address.
        before: Its text, or its formula, as files of Excel write one.
        after: A number, or a formula.
    """

    sheet: str
    cell: str
    before: str
    after: float | str


@dataclass(frozen=True, slots=True)
class Mended:
    """A cell that was mended.

    Attributes:
        cell: The cell.
        before: What it held: a text, or a formula.
        look: Its number format of before.
        after: What it holds since, as Calc writes formulas.
    """

    cell: Any
    before: str
    look: int
    after: str


def mend(document: Any, repairs: Iterable[Repair], spellings: Mapping[str, str]) -> list[Mended]:
    """Mend cells, as one step to undo; those that changed or are protected are left.

    Args:
        document: A document of Calc.
        repairs: What to do.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.
    """
    done = []
    with one_step(document, "COG : corriger"):
        for one in repairs:
            cell = _cell(document, one)
            if cell is None or not _may_change(cell) or not _holds(document, cell, one, spellings):
                continue
            look = cell.NumberFormat
            before = str(cell.String if cell.Type.value == "TEXT" else cell.Formula)
            if document.NumberFormats.getByKey(look).Type & _TEXT:
                cell.NumberFormat = _STANDARD  # a number typed there later would be a text again
            if isinstance(one.after, str):
                cell.setFormula(in_cell(document, cell, one.after, spellings))
            else:
                cell.setValue(one.after)
            done.append(Mended(cell, before, look, str(cell.Formula)))
    return done


def take_back(document: Any, mended: Iterable[Mended]) -> int:
    """Put back what cells held that nobody has changed since, and return how many."""
    count = 0
    with one_step(document, "COG : annuler la correction"):
        for one in mended:
            if str(one.cell.Formula) == one.after and _may_change(one.cell):
                one.cell.NumberFormat = one.look
                if one.before.startswith("="):
                    one.cell.setFormula(one.before)
                else:
                    one.cell.setString(one.before)
                count += 1
    return count


def _cell(document: Any, repair: Repair) -> Any:
    sheets = document.Sheets
    if not sheets.hasByName(repair.sheet):
        return None
    return sheets.getByName(repair.sheet).getCellRangeByName(repair.cell).getCellByPosition(0, 0)


def _may_change(cell: Any) -> bool:
    return not (cell.Spreadsheet.isProtected() and cell.CellProtection.IsLocked)


def _holds(document: Any, cell: Any, repair: Repair, spellings: Mapping[str, str]) -> bool:
    """Tell whether a cell is as it was when it was checked."""
    if repair.before.startswith("="):
        return str(cell.Formula) == in_cell(document, cell, repair.before, spellings)
    return bool(cell.Type.value == "TEXT" and str(cell.String) == repair.before)
