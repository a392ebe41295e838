"""What is done for an open document: its COG_ formulas are put right, and its files when saved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

from addin.libreoffice.truth_cells import SheetTruths, area_of
from udfs.hosts.calc_formulas import Needs, renamed, telling
from udfs.hosts.calc_names import CALLS

#: Rounds of writing and calculating at most: one call inside another may doubt only then.
_ROUNDS: Final = 5
_ARRAY: Final = "{="
_FORMULA: Final = ("=", _ARRAY)
#: What stands before the cells of a reference to another sheet.
_SHEET: Final = re.compile(r"\$?(?P<name>'(?:[^']|'')+'|[^.:'$]+)\.")

Change = Callable[[Any, str], str]


def name_formulas(document: Any, spellings: Mapping[str, str]) -> int:
    """Let Calc know the COG_ formulas of a file that an older LibreOffice has read.

    Args:
        document: A document of Calc.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.

    Returns:
        How many cells, or array formulas, were written.
    """
    named = sum(_name_definitions(one.NamedRanges, spellings) for one in document.Sheets)
    named += _name_definitions(document.NamedRanges, spellings)
    return named + _change(document, lambda sheet, formula: renamed(formula, spellings))


def _name_definitions(names: Any, spellings: Mapping[str, str]) -> int:
    """Do the same for defined names that hold a formula."""
    changed = 0
    for name in map(names.getByName, names.ElementNames):
        new = renamed(name.Content, spellings)
        if new != name.Content:
            name.setContent(new)
            changed += 1
    return changed


def put_right(document: Any, spellings: Mapping[str, str], needs: Needs) -> int:
    """Write formulas so that they tell blanks from zeros and that their texts can be compared.

    Args:
        document: A document of Calc.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.
        needs: What the formulas were handed, or gave on, that they cannot tell.

    Returns:
        How many cells, or array formulas, were written.
    """

    shows_truth = _shows_truth(document)

    def change(sheet: Any, formula: str) -> str:
        return telling(
            formula,
            spellings,
            needs,
            lambda text: _may_be_blank(cell_of(document, sheet, text)),
            lambda text: shows_truth(sheet, text),
        )

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


def calling_cells(document: Any) -> Iterator[Any]:
    """Return the cells of a document whose formula calls one of ours, sheet by sheet."""
    for sheet in document.Sheets:
        for row, column, _ in _calls(sheet):
            cell = sheet.getCellByPosition(column, row)
            if is_formula(cell):
                yield cell


def calculate_alone(document: Any, cell: Any, heard: AbstractContextManager[None]) -> None:
    """Let Calc calculate one cell, or the array formula that it belongs to, anew.

    What moves by itself (``NOW()``) is calculated with every change of a formula, and all that
    reads it: the calls of such cells are no calls of this one.

    Args:
        document: A document of Calc.
        cell: A cell with a formula.
        heard: Entered while the calls are those of the cell alone.
    """
    automatic = document.isAutomaticCalculationEnabled()
    formula, own = str(cell.Formula), cell
    with _quietly(document):
        document.enableAutomaticCalculation(False)
        try:
            if formula.startswith(_ARRAY):
                _, own = _array_of(cell.Spreadsheet, cell)
                own.setArrayFormula(formula[1:-1])
            else:
                cell.setFormula(formula)
            document.enableAutomaticCalculation(True)
            for area in cell.queryPrecedents(True).RangeAddresses:
                _look_at(document.Sheets.getByIndex(area.Sheet), area, own.RangeAddress)
            with heard:
                cell.getError()  # looking at it calculates it
        finally:
            document.enableAutomaticCalculation(automatic)


def _look_at(sheet: Any, area: Any, but: Any) -> None:
    """Calculate the cells of an area, those of another one apart."""
    cells = used_part(sheet, area)
    if cells is None:
        return
    found = sheet.getCellRangeByPosition(
        but.StartColumn, but.StartRow, but.EndColumn, but.EndRow
    ).queryIntersection(cells.RangeAddress)
    if area.Sheet != but.Sheet or not found.Count:
        cells.getDataArray()
        return
    inside = cells.RangeAddress
    for row in range(inside.StartRow, inside.EndRow + 1):
        for column in range(inside.StartColumn, inside.EndColumn + 1):
            apart = but.StartRow <= row <= but.EndRow and but.StartColumn <= column <= but.EndColumn
            if not apart:
                sheet.getCellByPosition(column, row).getError()


def _change(document: Any, change: Change) -> int:
    with _quietly(document):
        return sum(_change_sheet(sheet, change) for sheet in document.Sheets)


def _change_sheet(sheet: Any, change: Change) -> int:
    arrays: set[tuple[int, int]] = set()
    single: dict[tuple[int, int], str] = {}
    changed = 0
    for row, column, formula in _calls(sheet):
        cell = sheet.getCellByPosition(column, row)
        if not is_formula(cell):
            continue
        if not formula.startswith(_ARRAY):
            new = change(sheet, formula)
            if new != formula:
                single[column, row] = new
            continue
        area, target = _array_of(sheet, cell)
        if area not in arrays:
            arrays.add(area)
            new = change(sheet, formula[1:-1])
            if new != formula[1:-1]:
                target.setArrayFormula(new)
                changed += 1
    for column, first, formulas in runs(single):
        cells = sheet.getCellRangeByPosition(column, first, column, first + len(formulas) - 1)
        cells.setFormulaArray(tuple((formula,) for formula in formulas))
    return changed + len(single)


def runs(formulas: Mapping[tuple[int, int], str]) -> Iterator[tuple[int, int, list[str]]]:
    """Return formulas that stand below one another: Calc takes a column at once far quicker.

    Args:
        formulas: By column and row.

    Returns:
        Column, first row, and the formulas from there on.
    """
    run: list[str] = []
    start = (-1, -1)
    for column, row in sorted(formulas):
        if (column, row) != (start[0], start[1] + len(run)):
            if run:
                yield *start, run
            start, run = (column, row), []
        run.append(formulas[column, row])
    if run:
        yield *start, run


def _calls(sheet: Any) -> Iterator[tuple[int, int, str]]:
    """Return row, column and text of the formulas that may call one of ours."""
    return (one for one in formula_texts(sheet) if CALLS.search(one[2]))


def formula_texts(sheet: Any) -> Iterator[tuple[int, int, str]]:
    """Yield row, column and text of what may be a formula: a text may look like one."""
    cursor = sheet.createCursor()
    cursor.gotoStartOfUsedArea(False)
    cursor.gotoEndOfUsedArea(True)
    area = cursor.RangeAddress
    for row, line in enumerate(cursor.getFormulaArray(), area.StartRow):
        for column, text in enumerate(line, area.StartColumn):
            if text.startswith(_FORMULA):
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


def cell_of(document: Any, sheet: Any, text: str) -> Any:
    """Return the cell of a reference, ``None`` for one of another file.

    Args:
        document: A document of Calc.
        sheet: Where the reference stands.
        text: The reference as programs write it: ``A7``, ``$'Feuille 2'.A7``.
    """
    sheet, place = _sheet_and_place(document, sheet, text)
    return None if sheet is None else sheet.getCellRangeByName(place).getCellByPosition(0, 0)


def _sheet_and_place(document: Any, sheet: Any, text: str) -> tuple[Any, str]:
    """Return the sheet of a reference, ``None`` where it is of another file, and what follows."""
    found = _SHEET.match(text)
    if found is None:
        return sheet, text
    name = found["name"]
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    sheets = document.Sheets
    return sheets.getByName(name) if sheets.hasByName(name) else None, text[found.end() :]


def _may_be_blank(cell: Any) -> bool:
    """Tell whether a cell is empty or holds a zero, or may."""
    if cell is None:
        return True
    if cell.Type.value in {"EMPTY", "TEXT"}:
        return bool(cell.Type.value == "EMPTY")
    return bool(cell.Value == 0.0 and cell.getError() == 0)


def cells_meant(document: Any, sheet: Any, text: str) -> Any:
    """Return the cells of a reference, or of a name that stands for some; ``None`` without any.

    Args:
        document: A document of Calc.
        sheet: Where the text stands.
        text: As programs write it: ``A7``, ``$'Feuille 2'.A7:B9``, ``Taux``.
    """
    for names in (sheet.NamedRanges, document.NamedRanges):
        if names.hasByName(text):
            return names.getByName(text).ReferredCells
    found, place = _sheet_and_place(document, sheet, text)
    try:
        return None if found is None else found.getCellRangeByName(place)
    except Exception:  # a name that is none of this document, or a place over several sheets
        return None


def _shows_truth(document: Any) -> Callable[[Any, str], bool]:
    """Return what tells, of a text in a sheet, whether a cell that it means shows VRAI or FAUX.

    It is for one look at a document: each sheet is read once, and each cell asked once.
    """
    known: dict[str, SheetTruths] = {}

    def tells(sheet: Any, text: str) -> bool:
        found, place = _sheet_and_place(document, sheet, text)
        area = area_of(place) if found is not None else None
        if area is None:
            cells = cells_meant(document, sheet, text)
            if cells is None:
                return False
            found, asked = cells.Spreadsheet, cells.RangeAddress
            area = asked.StartRow, asked.StartColumn, asked.EndRow, asked.EndColumn
        name = str(found.Name)
        if name not in known:
            known[name] = SheetTruths(document, found)
        return known[name].any_in(*area)

    return tells


def used_part(sheet: Any, area: Any) -> Any:
    """Return the cells of an area as far as anything stands there: a column is mostly empty.

    Args:
        sheet: A sheet of Calc.
        area: A place in it.

    Returns:
        ``None`` where all of it is empty.
    """
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress
    row, column = min(area.EndRow, last.EndRow), min(area.EndColumn, last.EndColumn)
    if row < area.StartRow or column < area.StartColumn:
        return None
    return sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, column, row)


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
