"""Workbooks whose formulas are really calculated, and what the audit finds in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from pycog.annexes import audit_workbook
from pycog.refresh import refresh_file
from udfs.hosts.engine import EngineHost

Lines = list[list[Any]]
Book = dict[str, Lines]


def book_of(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """Save a workbook of these lines with its formulas calculated; ``"%"`` cells show rates.

    A pair of a value and ``"%"`` is a cell shown as a percentage.
    """
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for row, line in enumerate(lines, 1):
            for column, value in enumerate(line, 1):
                shown, code = value if isinstance(value, tuple) else (value, None)
                if shown is None or shown == "":
                    continue
                cell = sheet.cell(row, column, shown)
                if code:
                    cell.number_format = "0.0%" if code == "%" else code
    book.save(path)
    formulas = [
        value[0] if isinstance(value, tuple) else value
        for lines in sheets.values()
        for line in lines
        for value in line
    ]
    if any(isinstance(value, str) and value.startswith("=") for value in formulas):
        refresh_file(path, EngineHost())
    return path


def found(tmp_path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> list[tuple[str, ...]]:
    """Audit a workbook of these sheets; return (kind, place, printed, recomputed)."""
    path = book_of(tmp_path / "classeur.xlsx", sheets)
    return [(one.check, one.place, one.printed, one.recomputed) for one in audit_workbook(path)]


def typed(sheets: Book, **cells: Any) -> Book:
    """Return a copy with some cells changed: ``F_B2=12`` for B2 of the sheet F."""
    copy = {name: [list(line) for line in lines] for name, lines in sheets.items()}
    for key, value in cells.items():
        name, _, cell = key.rpartition("_")
        copy[name][int(cell[1:]) - 1]["ABCDEFGHIJKLMNO".index(cell[0])] = value
    return copy
