"""Writes what *Équiper* plans into the open document, and takes it out: each one step to undo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from com.sun.star.table import CellAddress

from addin.insertion import described_areas
from addin.libreoffice.formula_writing import in_cell, number_format, one_step
from addin.libreoffice.open_documents import runs
from pycog.default_convention import NAME
from pycog.xlsx.cells import column_number

#: Hundredths of a millimetre in a point.
_POINT: Final = 2540 / 72
_BOLD: Final = 150.0  # com.sun.star.awt.FontWeight
#: All that a cell may hold and look like: com.sun.star.sheet.CellFlags.
_EVERYTHING: Final = 1023
_GENERAL: Final = "General"


def write(document: Any, plan: Mapping[str, Any], spellings: Mapping[str, str]) -> None:
    """Write the planned sheets, name and cells into a document.

    Args:
        document: A document of Calc.
        plan: As :func:`addin.equipping.equipping` gives it with ``write``.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.
    """
    with one_step(document, "COG : équiper"), _at_once(document):
        if plan["convention"]:
            _name_convention(document, plan["convention"])
        # All sheets first: the formulas of one may read another.
        for described in plan["sheets"]:
            _made(document, described["name"])
        for described in plan["sheets"]:
            _fill(document, document.Sheets.getByName(described["name"]), described, spellings)
        for one in plan["cells"]:
            sheet = document.Sheets.getByName(one["sheet"])
            _type(document, sheet.getCellRangeByName(one["cell"]), one["content"], spellings)
    _freeze(document, plan["sheets"])


def take_out(document: Any, found: Mapping[str, Any], spellings: Mapping[str, str]) -> None:
    """Take out of a document what was written into it.

    Args:
        document: A document of Calc.
        found: As :func:`addin.equipping.taking_back` gives it.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.
    """
    with one_step(document, "COG : retirer"), _at_once(document):
        for one in found["cells"]:
            sheet = document.Sheets.getByName(one["sheet"])
            _type(document, sheet.getCellRangeByName(one["cell"]), one["content"], spellings)
        for name in found["sheets"]:
            document.Sheets.removeByName(name)
        if found["name"]:
            document.NamedRanges.removeByName(NAME)


@contextmanager
def _at_once(document: Any) -> Iterator[None]:
    """Let Calc draw and calculate once, at the end."""
    automatic = document.isAutomaticCalculationEnabled()
    document.enableAutomaticCalculation(False)
    document.lockControllers()
    document.addActionLock()
    try:
        yield
    finally:
        document.removeActionLock()
        document.unlockControllers()
        document.enableAutomaticCalculation(automatic)


def _name_convention(document: Any, convention: str) -> None:
    names = document.NamedRanges
    if names.hasByName(NAME):
        names.getByName(NAME).setContent(f'"{convention}"')
    else:
        names.addNewByName(NAME, f'"{convention}"', CellAddress(), 0)


def _made(document: Any, name: str) -> None:
    """Make a sheet at the end; one that is there is emptied, so that what reads it goes on."""
    sheets = document.Sheets
    if not sheets.hasByName(name):
        sheets.insertNewByName(name, sheets.Count)
        return
    cursor = sheets.getByName(name).createCursor()
    cursor.gotoEndOfUsedArea(True)
    cursor.gotoStartOfUsedArea(True)
    cursor.clearContents(_EVERYTHING)


def _fill(
    document: Any, sheet: Any, described: Mapping[str, Any], spellings: Mapping[str, str]
) -> None:
    rows: Sequence[Sequence[str | float]] = described["cells"]
    sheet.getCellRangeByName(described["range"]).setDataArray(
        tuple(tuple(map(_data, line)) for line in rows)
    )
    formulas = {
        (column, row): in_cell(document, sheet.getCellByPosition(column, row), str(text), spellings)
        for row, line in enumerate(rows)
        for column, text in enumerate(line)
        if _is_formula(text)
    }
    for column, first, texts in runs(formulas):
        cells = sheet.getCellRangeByPosition(column, first, column, first + len(texts) - 1)
        cells.setFormulaArray(tuple((text,) for text in texts))
    for area in described["styles"]:
        _dress(sheet.getCellRangeByName(area["range"]), area["style"])
    looks = [[{"format": one} for one in line] for line in described["formats"]]
    for area in described_areas(looks):
        code = area["style"]["format"]
        if code != _GENERAL:
            cells = sheet.getCellRangeByName(area["range"])
            cells.NumberFormat = number_format(document, code)
    for columns, width in described["columns"]:
        column = sheet.Columns.getByIndex(column_number(columns.partition(":")[0]) - 1)
        column.Width = round(width * _POINT)
    sheet.Rows.OptimalHeight = True


def _type(document: Any, cell: Any, content: Any, spellings: Mapping[str, str]) -> None:
    """Put into a cell what an officer would type."""
    if _is_formula(content):
        cell.setFormula(in_cell(document, cell, content, spellings))
    elif isinstance(content, str):
        cell.setString(_data(content))
    else:
        cell.setValue(float(content))


def _is_formula(content: object) -> bool:
    return isinstance(content, str) and content.startswith("=")


def _data(content: str | float) -> str | float:
    """Return what a cell without a formula holds: a text without the mark that it is one."""
    if isinstance(content, str):
        return "" if _is_formula(content) else content.removeprefix("'")
    return float(content)


def _dress(cells: Any, style: Mapping[str, Any]) -> None:
    if "fill" in style:
        cells.CellBackColor = _color(style["fill"])
    if "color" in style:
        cells.CharColor = _color(style["color"])
    if style.get("bold"):
        cells.CharWeight = _BOLD
    if style.get("wrap"):
        cells.IsTextWrapped = True
    if "size" in style:
        cells.CharHeight = float(style["size"])


def _color(text: str) -> int:
    return int(text.removeprefix("#"), 16)


def _freeze(document: Any, sheets: Sequence[Mapping[str, Any]]) -> None:
    """Keep the headings of the new sheets in view, and show the first of them."""
    controller = document.CurrentController
    if controller is None:
        return
    for described in reversed(sheets):
        controller.setActiveSheet(document.Sheets.getByName(described["name"]))
        if described["frozen"]:
            controller.freezeAtPosition(0, int(described["frozen"].partition(":")[2]))
