"""Forms filled by hand, cell by cell, found by what the cells of the empty form say."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pycog.conventions.form.exchange import new_form
from pycog.conventions.form.form_check import Checked, check

YEARS = [2024, 2025, 2026]
#: Indicator → unit, then the value of 2023 and the targets.
VALUES = {
    "1": ("%", "82 %", "84 %", "≥ 85 %", "88%"),
    "2": ("jours", "12 j", "10 j", "9 jours", "≤ 8 jours"),
    "3": ("contrôles", None, "30 000", "31 000", "32 000"),
}
LINES = (
    ("Personnel", "limitatif", "ligne", "1 012,4", "1 018,0", "1 021,5", "1 019"),
    ("Fonctionnement", "limitatif", "ligne", "210", "215", "214", "213"),
    ("Total", None, "total", "1 222,4", "1 233,0", "1 235,5", "1 232"),
)


def empty(identity: str = "essai-2024", funds: tuple[str, ...] = ("FA",)) -> Workbook:
    """Return the empty form, opened."""
    return openpyxl.load_workbook(BytesIO(_written(identity, funds)))


@lru_cache
def _written(identity: str, funds: tuple[str, ...]) -> bytes:
    return new_form(identity, YEARS, 2023, list(funds))


def at(sheet: Worksheet, text: str) -> Cell:
    """Return the first cell that says ``text``."""
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert found, f"no {text!r} on {sheet.title}"
    return found[0]


def describe(book: Workbook, **texts: Any) -> None:
    """Fill the sheet « Convention »; ``_`` stands for a space."""
    sheet = book["Convention"]
    for label, text in texts.items():
        cell = at(sheet, label.replace("_", " "))
        sheet.cell(cell.row, cell.column + 1).value = text


def put(sheet: Worksheet, row: int, heading: str, value: Any, number_format: str = "") -> Cell:
    """Type a value under a heading; row 1 is the first one below it."""
    header = at(sheet, heading)
    cell = sheet.cell(header.row + row, header.column)
    cell.value = value
    if number_format:
        cell.number_format = number_format
    return cell


def filled(identity: str = "essai-2024") -> Workbook:
    """Return a form with three indicators, a fund of three lines and a milestone."""
    book = empty(identity)
    describe(
        book,
        Titre="Convention d'essai 2024-2026",
        Titre_court="COG ESSAI",
        Signataires="État ; Organisme",
        Document="Convention d'essai",
        Annexe_des_indicateurs="annexe 2",
    )
    about = book["Convention"]
    fund = at(about, "FA")
    for column, text in enumerate(("Fonds d'essai", "annexe 1", "M€"), start=fund.column + 1):
        about.cell(fund.row, column).value = text
    sheet = book["Indicateurs"]
    headings = ("Unité", "Réalisé 2023", "Cible 2024", "Cible 2025", "Cible 2026")
    for row, (number, texts) in enumerate(VALUES.items(), start=1):
        put(sheet, row, "N°", number)
        put(sheet, row, "Libellé", f"Indicateur numéro {number}")
        for heading, text in zip(headings, texts, strict=True):
            put(sheet, row, heading, text)
    budget = book["Budget FA"]
    headings = ("Libellé", "Nature", "Rôle", "2023", "2024", "2025", "2026")
    for row, texts in enumerate(LINES, start=1):
        for heading, text in zip(headings, texts, strict=True):
            put(budget, row, heading, text)
    put(budget, 3, "Parties", "Personnel ; Fonctionnement")
    dates = book["Échéances"]
    put(dates, 1, "Mesure", "Ouvrir le portail")
    put(dates, 1, "Échéance", "fin 2025")
    put(dates, 1, "Source", "fiche 1")
    return book


def content(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def checked(book: Workbook | bytes) -> Checked:
    """Check a form under the name ``c.xlsx``."""
    return check(Path("c.xlsx"), book if isinstance(book, bytes) else content(book))


def said(book: Workbook | bytes) -> list[tuple[str, str, str]]:
    """Return (sheet, cell, sentence) of every fault."""
    return [(fault.sheet, fault.cell, fault.text) for fault in checked(book).faults]
