"""What is done for an open document: its COG_ formulas are put right, and its files when saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from udfs.hosts.calc_formulas import Needs, renamed, telling
from udfs.hosts.calc_names import CALLS

#: Rounds of writing and calculating at most: one call inside another may doubt only then.
_ROUNDS: Final = 5
_ARRAY: Final = "{="

Change = Callable[[Any, str], str]


def name_formulas(document: Any, spellings: Mapping[str, str]) -> int:
    """Let Calc know the COG_ formulas of a file that an older LibreOffice has read.

    Args:
        document: A document of Calc.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.

    Returns:
        How many cells, or array formulas, were written.
    """
    return _change(document, lambda sheet, formula: renamed(formula, spellings))


def put_right(document: Any, spellings: Mapping[str, str], needs: Needs) -> int:
    """Write formulas so that they tell blanks from zeros and that their texts can be compared.

    Args:
        document: A document of Calc.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.
        needs: What the formulas were handed, or gave on, that they cannot tell.

    Returns:
        How many cells, or array formulas, were written.
    """

    def change(sheet: Any, formula: str) -> str:
        return telling(formula, spellings, needs, lambda text: _may_be_blank(document, sheet, text))

    return _change(document, change)


def settle(document: Any, spellings: Mapping[str, str], needs: Callable[[], Needs]) -> None:
    """Calculate a document until its formulas need nothing more, or nothing more can be done.

    Args:
        document: A document of Calc.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.
        needs: Tells what the formulas needed since it was last asked.
    """
    for _ in range(_ROUNDS):
        document.calculate()
        found = needs()
        if not found or not put_right(document, spellings, found):
            break


def _change(document: Any, change: Change) -> int:
    with _quietly(document):
        return sum(_change_sheet(sheet, change) for sheet in document.Sheets)


def _change_sheet(sheet: Any, change: Change) -> int:
    changed, arrays = 0, set()
    for row, column, formula in _calls(sheet):
        cell = sheet.getCellByPosition(column, row)
        if not is_formula(cell):
            continue
        if formula.startswith(_ARRAY):
            area, target = _array_of(sheet, cell)
            if area in arrays:
                continue
            arrays.add(area)
            plain = formula[1:-1]
            new = change(sheet, plain)
            if new != plain:
                target.setArrayFormula(new)
                changed += 1
            continue
        new = change(sheet, formula)
        if new != formula:
            cell.setFormula(new)
            changed += 1
    return changed


def _calls(sheet: Any) -> Iterator[tuple[int, int, str]]:
    """Return row, column and text of the formulas that may call one of ours."""
    cursor = sheet.createCursor()
    cursor.gotoStartOfUsedArea(False)
    cursor.gotoEndOfUsedArea(True)
    area = cursor.RangeAddress
    for row, line in enumerate(cursor.getFormulaArray(), area.StartRow):
        for column, text in enumerate(line, area.StartColumn):
            if text[:1] in ("=", "{") and CALLS.search(text):
                yield row, column, text


def is_formula(cell: Any) -> bool:
    """Tell whether a cell holds a formula: a text may begin with an equals sign, too."""
    return bool(cell.Type.value == "FORMULA")


def _array_of(sheet: Any, cell: Any) -> tuple[tuple[int, int], Any]:
    """Return where the array formula of a cell begins, and all its cells."""
    cursor = sheet.createCursorByRange(cell)
    cursor.collapseToCurrentArray()
    area = cursor.RangeAddress
    return (area.StartRow, area.StartColumn), cursor


def _may_be_blank(document: Any, sheet: Any, text: str) -> bool:
    """Tell whether the cell of a reference is empty or holds a zero."""
    name, _, place = text.rpartition(".")
    if name:
        name = name.removeprefix("$")
        if name.startswith("'"):
            name = name[1:-1].replace("''", "'")
        if not document.Sheets.hasByName(name):  # of another file
            return True
        sheet = document.Sheets.getByName(name)
    cell = sheet.getCellRangeByName(place).getCellByPosition(0, 0)
    if cell.Type.value in {"EMPTY", "TEXT"}:
        return bool(cell.Type.value == "EMPTY")
    return bool(cell.Value == 0.0 and cell.getError() == 0)


@contextmanager
def _quietly(document: Any) -> Iterator[None]:
    """Change formulas without a step to undo, a redraw each, or a file that counts as changed."""
    modified = document.isModified()
    document.lockControllers()
    document.addActionLock()
    document.UndoManager.lock()
    try:
        yield
    finally:
        document.UndoManager.unlock()
        document.removeActionLock()
        document.unlockControllers()
        document.setModified(modified)
