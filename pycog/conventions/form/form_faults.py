"""Tells the faults of a workbook by sheet and cell, in the words of its sheets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pycog.conventions.facts import schema
from pycog.conventions.form import layout
from pycog.conventions.loading.tables import Fault, Faults

_KEY: Final = re.compile(r"la clé « (\w+) »")
_COLUMN: Final = re.compile(r"la colonne « ([^»]+) »")
_NAMED: Final = re.compile(r"\b(fiche|indicateur) \S+ n'est pas dans")
_FUND: Final = re.compile(r"le fonds n°(\d+)")
#: Columns that the cells of a grid take from their row.
_SHARED: Final = ("indicateur", "source", "fonds", "ligne")
_NOTHING: Final = re.compile(r"le dossier n'a ni .*", re.S)
_NOTHING_HERE: Final = (
    "le classeur n'a ni indicateur, ni ligne de budget, ni barème, ni chiffre clé. Remplissez "
    "l'une des feuilles « Indicateurs », « Budget », « Grilles » ou « Chiffres clés »."
)


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row of a table stands in the workbook.

    Attributes:
        sheet: Title of the sheet.
        main: The cell that stands for the row.
        cells: Column of the table → cell.
        texts: Cell → its text.
        headings: Column of the table → heading of the sheet, where they differ.
    """

    sheet: str
    main: str
    cells: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)


#: A number as a sentence or a cell names it: « l'année 2035 », « 31 32 33 ».
_NUMBER: Final = re.compile(r"(?<![\w,.])\w*\d\w*(?![\w,]|\.\d)")


class FormFaults(Faults):
    """Collects the faults of one workbook.

    Attributes:
        places: (table, line) → where that row stands.
        keys: Key of the description → (sheet, cell).
        funds: Sheet, cell and cell of the unit of each fund, in order.
        remarks: What was left unread on purpose, and is no fault.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.places: dict[tuple[str, int], RowPlace] = {}
        self.keys: dict[str, tuple[str, str]] = {}
        self.funds: list[tuple[str, str, str]] = []
        self.remarks: list[Fault] = []

    def in_cell(self, sheet: str, cell: str, text: str) -> None:
        """Remember a fault of one cell or range; ``""`` for the sheet, or for the workbook."""
        self.found.append(Fault(self.folder.name, None, text, sheet, cell))

    def remark(self, sheet: str, cell: str, text: str) -> None:
        """Remember what an officer may want to know and need not change."""
        self.remarks.append(Fault(self.folder.name, None, text, sheet, cell))

    def add(self, file: str, line: int | None, text: str, column: str = "") -> None:
        """Remember a fault of a table where the workbook has it."""
        if self.is_echo(text):
            return
        place = self.places.get((file, line)) if line is not None else None
        if place is not None and place.headings and column in _SHARED:
            return  # a cell of a grid: told of its own row already
        if place is not None:
            cell = place.cells.get(column) or self._guess(place, text)
            self.in_cell(place.sheet, cell, self._said(text, place))
            return
        sheet, cell = self._described(text) if file == schema.DESCRIPTION else ("", "")
        self.in_cell(sheet, cell, self._said(text, None))

    def at(self, file: str, line: int) -> str:
        """Return where a row stands, after « figure déjà »."""
        place = self.places[file, line]
        return f"en {place.main} de la feuille « {place.sheet} »"

    @staticmethod
    def _guess(place: RowPlace, text: str) -> str:
        """Return the cell that a sentence is about: the column or the text that it quotes."""
        quoted = [cell for cell, said in place.texts.items() if said and f"« {said} »" in text]
        if len(quoted) == 1:
            return quoted[0]
        for name in (*_NAMED.findall(text), *_COLUMN.findall(text)):
            if name in place.cells and not place.headings:
                return place.cells[name]
        numbers = set(_NUMBER.findall(text.partition(".")[0])) if not place.headings else set()
        named = [cell for cell, said in place.texts.items() if numbers & set(_NUMBER.findall(said))]
        return named[0] if len(named) == 1 else place.main

    def _described(self, text: str) -> tuple[str, str]:
        fund = _FUND.search(text)
        if fund and int(fund[1]) <= len(self.funds):
            sheet, cell, unit = self.funds[int(fund[1]) - 1]
            return sheet, unit if "a une unité" in text else cell
        key = _KEY.search(text)
        if key is None and "l'identifiant" in text:
            return self.keys.get("id", (layout.ABOUT, ""))
        if key is None and "l'année de référence" in text:
            return self.keys.get("annee_reference", (layout.ABOUT, ""))
        return self.keys.get(key[1] if key else "", (layout.ABOUT, ""))

    @staticmethod
    def _said(text: str, place: RowPlace | None) -> str:
        text = _NOTHING.sub(_NOTHING_HERE, text)
        text = _KEY.sub(lambda match: f"la ligne « {layout.label_of(match[1])} »", text)
        named = place.headings if place is not None else {}
        text = _COLUMN.sub(lambda match: f"la colonne « {named.get(match[1], match[1])} »", text)
        return in_words_of_sheets(text).replace("[2012, 2013, 2014, 2015]", "2012-2015")


def in_words_of_sheets(text: str) -> str:
    """Return a sentence about the tables in the words of the sheets that hold them."""
    for table in schema.TABLES:
        text = text.replace(table.file, f"la feuille « {_sheet_of(table)} »")
    return text.replace(schema.DESCRIPTION, f"la feuille « {layout.ABOUT} »")


def _sheet_of(table: schema.Table) -> str:
    if table.file == schema.INDICATORS.file:
        return layout.INDICATORS
    if table.file == schema.BUDGET_LINES.file:
        return layout.BUDGET
    return layout.title_of(table)
