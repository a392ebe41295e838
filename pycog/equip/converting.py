"""Reads annexes that are no Excel workbooks and makes workbooks of them on request."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Final, NamedTuple

from pycog.errors import RefusedFile
from pycog.ods import SUFFIXES, as_excel
from pycog.values import parse_number
from pycog.xlsx.saved_text import read_text

#: Files that are read, and may be converted.
FOREIGN: Final = (*SUFFIXES, ".csv")
#: Name of the sheet that says where a converted workbook comes from.
MARK: Final = "Conversion"
_NUMBER: Final = re.compile(r"-?(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:,\d+)?")
_DECIMAL: Final = re.compile(r"(?<=\d),(?=\d)")
#: Lines of a .csv file in which its separator is looked for.
_HEAD: Final = 20
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")


class Read(NamedTuple):
    """A cell that was read: a number or a text, and whether it shows a percentage."""

    value: float | str
    percent: bool = False


def converted(path: Path) -> bytes:
    """Return an OpenDocument or .csv file as an Excel workbook, marked as converted.

    Values, percentages, dates, merged cells and the formulas of OpenDocument come over, looks do
    not; the sheet « Conversion » says so.

    Raises:
        RefusedFile: It cannot be read.
    """
    notes = [
        f"Classeur converti de « {path.name} » par pycog.",
        "La mise en forme n'a pas été reprise : gardez l'original.",
    ]
    if path.suffix.lower() in SUFFIXES:
        return as_excel(path, MARK, notes)
    return _workbook(path, notes)


def _workbook(path: Path, notes: list[str]) -> bytes:
    import xlsxwriter

    cells = _csv(path)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    percent = book.add_format({"num_format": "0.0%"})
    name = _FORBIDDEN.sub(" ", path.stem).strip("' ")[:31] or "Feuille"
    sheet = book.add_worksheet(name if name.casefold() != MARK.casefold() else f"{name} (2)")
    for (row, column), cell in sorted(cells.items()):
        look = percent if cell.percent else None
        if isinstance(cell.value, str):
            sheet.write_string(row, column, cell.value, look)
        else:
            sheet.write_number(row, column, cell.value, look)
    mark = book.add_worksheet(MARK)
    for row, line in enumerate(notes):
        mark.write_string(row, 0, line)
    book.close()
    return out.getvalue()


def _csv(path: Path) -> dict[tuple[int, int], Read]:
    text = read_text(path)
    mark = _separator(text)
    cells = {}
    for row, line in enumerate(csv.reader(io.StringIO(text), delimiter=mark)):
        for column, value in enumerate(line):
            if value.strip():
                cells[row, column] = _typed(value.strip())
    if not cells:
        raise RefusedFile("fichier-vide", f"{path} : est vide.", path=str(path))
    return cells


def _separator(text: str) -> str:
    """Return what stands between the cells of a line.

    A comma between two digits is that of a decimal, and one now and then that of a sentence:
    a file of one column has no separator at all.
    """
    lines = [line for line in text.splitlines() if line.strip()][:_HEAD]
    for mark in ";\t,":
        if 2 * sum(mark in _DECIMAL.sub("", line) for line in lines) >= len(lines):
            return mark
    return max(";\t", key=lambda one: sum(line.count(one) for line in lines))


def _typed(text: str) -> Read:
    """Return a number where a text is nothing but one, written as in French."""
    percent = text.endswith("%")
    leading = len(text) > 1 and text[0] == "0" and text[1].isdigit()
    if _NUMBER.fullmatch(text.removesuffix("%").strip()) and (percent or not leading):
        return Read(parse_number(text).value, percent=percent)
    return Read(text)
