"""What the tests read of an equipped workbook, with a reader that is not the writer's."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree as etree

import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple

from pycog.xlsx.package import Package
from pycog.xlsx.structure import read_workbook

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
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


def with_cells(data: bytes, sheet: str, cells: dict[str, object]) -> bytes:
    """Return a workbook with some cells typed over and all else kept, as Excel would save it."""
    package = Package(Path("classeur.xlsx"), data)
    part = next(one.part for one in read_workbook(package).sheets if one.name == sheet)
    root = etree.fromstring(package.read(part))
    for place, value in cells.items():
        number = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        row = root.find(f"{{{_MAIN}}}sheetData/{{{_MAIN}}}row[@r='{number}']")
        cell = next((one for one in row if one.get("r") == place), None)
        if cell is None:
            cell = etree.SubElement(row, f"{{{_MAIN}}}c", {"r": place})
            row[:] = sorted(row, key=lambda one: coordinate_to_tuple(one.get("r"))[1])
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if isinstance(value, str):
            cell.set("t", "str")
        etree.SubElement(cell, f"{{{_MAIN}}}v").text = str(value)
    etree.register_namespace("", _MAIN)
    return package.rewrite({part: etree.tostring(root, encoding="UTF-8", xml_declaration=True)})
