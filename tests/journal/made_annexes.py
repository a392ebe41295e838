"""Small annexes made by hand for the journal: what is typed, and the formulas on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl import load_workbook

HEADINGS = ("Indicateur", "Réalisé", "Objectif", "Taux")
#: Label, result, target.
ROWS: Sequence[tuple[str, Any, Any]] = (
    ("Appels décrochés", 86, 100),
    ("Courriels traités", 45, 50),
    ("Dossiers à jour", 7, 10),
)


def annex(path: Path, rows: Sequence[tuple[str, Any, Any]] = ROWS) -> Path:
    """Write an annex: sheet « Saisie », with a rate a row by COG_RATE, and « Synthèse ».

    ``Synthèse!B1`` is the mean of the rates, ``Synthèse!B2`` their number.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path)
    percent = book.add_format({"num_format": "0%"})
    page, sums = book.add_worksheet("Saisie"), book.add_worksheet("Synthèse")
    page.write_row(0, 0, HEADINGS)
    for at, row in enumerate(rows, 1):
        page.write_row(at, 0, row)
        page.write_formula(at, 3, f"=COG_RATE(B{at + 1},C{at + 1})", percent, 0)
    last = len(rows) + 1
    sums.write_row(0, 0, ("Taux moyen",))
    sums.write_formula(0, 1, f"=AVERAGE(Saisie!D2:D{last})", percent, 0)
    sums.write_row(1, 0, ("Nombre de taux",))
    sums.write_formula(1, 1, f"=COUNT(Saisie!D2:D{last})", None, 0)
    book.close()
    return path


def typed(path: Path, entries: Mapping[str, Any], sheet: str = "Saisie") -> None:
    """Type values into cells, as an officer does; the formulas stay."""
    book = load_workbook(path)
    for cell, value in entries.items():
        book[sheet][cell] = value
    book.save(path)
    book.close()
