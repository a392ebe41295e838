"""Reads annexes that are no Excel workbooks (.ods, .csv) and makes workbooks of them on request."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree import ElementTree

from pycog.errors import RefusedFile
from pycog.values import excerpt, parse_number
from pycog.xlsx.saved_text import read_bytes, read_text

#: Files that are read, and may be converted.
FOREIGN: Final = (".ods", ".csv")
#: Name of the sheet that says where a converted workbook comes from.
MARK: Final = "Conversion"
_MOST_BYTES: Final = 256 << 20
_MOST_REPEATED: Final = 16_384
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_NUMBER: Final = re.compile(r"-?(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:,\d+)?")
_DECIMAL: Final = re.compile(r"(?<=\d),(?=\d)")
#: Lines of a .csv file in which its separator is looked for.
_HEAD: Final = 20
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")


class Read(NamedTuple):
    """A cell that was read.

    Attributes:
        value: Number, text, or a date as text.
        percent: Whether it shows a percentage.
        formula: Whether a formula gave it, which is not converted.
    """

    value: float | str | bool
    percent: bool = False
    formula: bool = False


class ReadSheet(NamedTuple):
    """A sheet that was read: its cells by zero-based place, and its merged areas."""

    name: str
    cells: dict[tuple[int, int], Read]
    merged: list[tuple[int, int, int, int]]


def converted(path: Path) -> bytes:
    """Return an .ods or .csv file as an Excel workbook, marked as converted.

    Values, percentages and merged cells come over; formulas come over as their values, and the
    sheet « Conversion » says so.

    Raises:
        RefusedFile: It cannot be read.
    """
    import xlsxwriter

    sheets = _ods(path) if path.suffix.lower() == ".ods" else [_csv(path)]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"comments": f"Converti de {path.name} par pycog"})
    percent, name = book.add_format({"num_format": "0.0%"}), ""
    formulas = 0
    taken = {MARK.casefold()}
    for read in sheets:
        name = _free(_FORBIDDEN.sub(" ", read.name).strip("' ")[:31] or "Feuille", taken)
        sheet = book.add_worksheet(name)
        for (row, column), cell in sorted(read.cells.items()):
            look = percent if cell.percent else None
            if isinstance(cell.value, str):
                sheet.write_string(row, column, cell.value, look)
            else:
                sheet.write(row, column, cell.value, look)
            formulas += cell.formula
        for top, left, bottom, right in read.merged:
            own = read.cells.get((top, left))
            sheet.merge_range(top, left, bottom, right, own.value if own else "")
    mark = book.add_worksheet(MARK)
    mark.write_string(0, 0, f"Classeur converti de « {path.name} » par pycog.")
    lost = (
        f"{formulas} formules y sont devenues des valeurs."
        if formulas
        else "Le fichier ne contenait pas de formule."
    )
    mark.write_string(1, 0, f"{lost} La mise en forme n'a pas été reprise : gardez l'original.")
    book.close()
    return out.getvalue()


def _free(name: str, taken: set[str]) -> str:
    found, number = name, 1
    while found.casefold() in taken:
        number += 1
        found = f"{name[:26]} ({number})"
    taken.add(found.casefold())
    return found


def _csv(path: Path) -> ReadSheet:
    text = read_text(path)
    mark = _separator(text)
    cells = {}
    for row, line in enumerate(csv.reader(io.StringIO(text), delimiter=mark)):
        for column, value in enumerate(line):
            if value.strip():
                cells[row, column] = _typed(value.strip())
    if not cells:
        raise RefusedFile("fichier-vide", f"{path} : est vide.", path=str(path))
    return ReadSheet(path.stem, cells, [])


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


def _ods(path: Path) -> list[ReadSheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(read_bytes(path))) as archive:
            info = archive.getinfo("content.xml")
            if info.file_size > _MOST_BYTES:
                raise ValueError("trop grand")
            body = archive.read(info)
        if b"<!DOCTYPE" in body[:4096] or b"<!ENTITY" in body:
            raise ValueError("déclaration XML interdite")
        root = ElementTree.fromstring(body)
    except (zipfile.BadZipFile, KeyError, ValueError, ElementTree.ParseError) as error:
        raise RefusedFile(
            "fichier-endommage",
            f"{path} : n'est pas un classeur .ods lisible ({excerpt(str(error))}). Ouvrez-le dans "
            "LibreOffice et enregistrez-le au format .xlsx.",
            path=str(path),
        ) from error
    return [_ods_sheet(table) for table in root.iter(f"{_TABLE}table")]


def _ods_sheet(table: ElementTree.Element) -> ReadSheet:
    found = ReadSheet(table.get(f"{_TABLE}name", "Feuille"), {}, [])
    row = 0
    for line in _rows(table):
        repeated = int(line.get(f"{_TABLE}number-rows-repeated", "1"))
        column, filled = 0, False
        for cell in line:
            times = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            read = _ods_cell(cell)
            if read is not None:
                filled = True
                for at in range(min(times, _MOST_REPEATED)):
                    found.cells[row, column + at] = read
                high = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
                wide = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
                if (high, wide) != (1, 1):
                    found.merged.append((row, column, row + high - 1, column + wide - 1))
            column += times
        for again in range(1, min(repeated, _MOST_REPEATED) if filled else 1):
            for at, read in [(at, one) for (own, at), one in found.cells.items() if own == row]:
                found.cells[row + again, at] = read
        row += repeated
    return found


def _rows(table: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for child in table:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in (
            f"{_TABLE}table-row-group",
            f"{_TABLE}table-rows",
            f"{_TABLE}table-header-rows",
        ):
            yield from _rows(child)


def _ods_cell(cell: ElementTree.Element) -> Read | None:
    kind = cell.get(f"{_OFFICE}value-type", "")
    formula = cell.get(f"{_TABLE}formula") is not None
    if kind in ("float", "currency", "percentage"):
        number = float(cell.get(f"{_OFFICE}value", "0"))
        return Read(number, kind == "percentage", formula)
    if kind == "boolean":
        return Read(cell.get(f"{_OFFICE}boolean-value") == "true", False, formula)
    texts = ["".join(one.itertext()) for one in cell.findall(f"{_TEXT}p")]
    text = "\n".join(texts)
    return Read(text, False, formula) if text else None
