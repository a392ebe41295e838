"""What the tests read of an equipped workbook, with a reader that is not the writer's."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl

RESULTS, MAP = "COG - résultats", "Correspondances"


def parts(data: bytes) -> dict[str, bytes]:
    """Return every part of a package, expanded."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(data: bytes, sheet: str = RESULTS, *, formulas: bool = False) -> list[list[object]]:
    """Return the rows of a sheet: values, or formulas."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=not formulas)
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def of_indicator(data: bytes, number: int, year: int = 2013) -> list[object]:
    """Return the row of results of an indicator."""
    [found] = [row for row in rows(data) if row[1] == str(number) and row[3] == year and row[9:]]
    return found


def of_line(data: bytes, label: str) -> list[object]:
    """Return the row of results of a budget line."""
    return next(row for row in rows(data) if row[1] == "FNGA" and row[2] == label)


def controls(data: bytes) -> dict[str, list[object]]:
    """Return what is controlled: cell → row."""
    kinds = {"Total", "Taux saisi", "Statut saisi"}
    return {f"{row[0]}!{row[1]}": row for row in rows(data) if len(row) > 8 and row[8] in kinds}


def with_cells(data: bytes, sheet: str, cells: dict[str, object], folder: Path) -> bytes:
    """Return a workbook with some cells typed over, saved by openpyxl as another program would."""
    book = openpyxl.load_workbook(io.BytesIO(data), keep_vba=False)
    for place, value in cells.items():
        book[sheet][place] = value
    path = folder / "saisi.xlsx"
    book.save(path)
    return path.read_bytes()
