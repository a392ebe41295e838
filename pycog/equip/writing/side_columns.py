"""Results in new columns at the right of a table, only where nothing stands and nothing reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Final, NamedTuple

from pycog.equip.model import Correspondence, Row, Table
from pycog.equip.writing.budget_rows import authorised, own_rate
from pycog.equip.writing.indicator_rows import measure
from pycog.equip.writing.planned import Live
from pycog.equip.writing.replacing import closed
from pycog.equip.writing.year_rows import Spots, has_year_rows, years_of
from pycog.xlsx.cells import address, area_of
from pycog.xlsx.dependencies import Area, written_areas
from pycog.xlsx.markup import elements
from pycog.xlsx.package import Package
from pycog.xlsx.sheet_contents import contents
from pycog.xlsx.sheet_reading import read_sheets
from pycog.xlsx.sheet_scan import formula_text
from pycog.xlsx.structure import SheetPart, WorkbookInfo

if TYPE_CHECKING:
    from pycog.conventions import Convention

_TEXT, _RATE = "", "0.0%"
#: Columns of the smallest table of one subject.
_ALONE: Final = 2
_RANGES: Final = re.compile(r"""\s(?:ref|sqref)=["']([^"']*)["']""")
#: Cells of the conditional formats and validations that later versions of Excel added.
_LISTED: Final = re.compile(r"<(?:\w+:)?sqref>([^<]*)</")
_CHART_CELLS: Final = re.compile(rb"<(?:\w+:)?f>([^<]*)</(?:\w+:)?f>")


class SideCell(NamedTuple):
    """A cell to write beside a table: its place, counted from 1, and what it is to hold."""

    row: int
    column: int
    content: Live | str
    number: str


class SideColumns(NamedTuple):
    """The cells beside one table, or why there are none."""

    sheet: SheetPart
    cells: tuple[SideCell, ...]
    note: str


def plan_columns(
    package: Package, info: WorkbookInfo, found: Correspondence, convention: Convention
) -> Iterator[SideColumns]:
    """Yield the columns beside each table.

    Args:
        package: The workbook without what was written into it.
        info: Its structure.
        found: Its map.
        convention: Its agreement.
    """
    parts = {sheet.name: sheet for sheet in info.sheets}
    read = _Read(package, info)
    spots = Spots([one for table in found.tables for one in years_of(table)])
    for table in found.tables:
        columns = list(_columns(table, convention, spots))
        if not columns:
            continue
        sheet = parts[table.sheet]
        left = max(column.index for column in table.columns) + 2
        top = table.header[-1] if table.header else table.first - 1
        area = (top + 1, left, table.last + 1, left + len(columns) - 1)
        why = closed(package, sheet) or (
            "pas de ligne d'en-têtes" if not table.header else read.taken(sheet, area)
        )
        if why:
            where = f"{table.sheet}!{address(*area[:2])}:{address(*area[2:])}"
            yield SideColumns(sheet, (), f"colonnes de {where} non écrites : {why}")
            continue
        cells = []
        for rank, (heading, number, formulas) in enumerate(columns):
            cells.append(SideCell(top + 1, left + rank, heading, _TEXT))
            for row, formula in formulas:
                cells.append(SideCell(row + 1, left + rank, formula, number))
        yield SideColumns(sheet, tuple(cells), "")


def _columns(
    table: Table, convention: Convention, spots: Spots
) -> Iterator[tuple[str, str, list[tuple[int, Live]]]]:
    """Yield heading, number format, and zero-based row and formula of each new column."""
    if has_year_rows(table):
        yield from _of_every_year(table, convention, spots)
    elif table.kind == "indicateurs":
        for year in sorted(table.years("réalisé")):
            rows = [
                (row.index, measure(table, row, indicator, year, typed))
                for row, subject in table.accepted()
                if (indicator := convention.indicators.get(subject.key)) is not None
                and (
                    (typed := spots.of(table, row, subject, "objectif", year)) is not None
                    or year in indicator.targets
                )
            ]
            if rows:
                rates = [(row, one.attainment()) for row, one in rows]
                yield f"Taux d'atteinte {year} (COG)", _RATE, rates
                yield f"Statut {year} (COG)", _TEXT, [(row, one.status()) for row, one in rows]
    elif table.kind == "budget":
        for year in sorted(table.years("exécuté")):
            executed = [
                (
                    row.index,
                    own_rate(
                        table, row, subject, year, authorised(spots, table, row, subject, year)
                    ),
                )
                for row, subject in table.accepted()
                if row.role != "titre"
            ]
            if executed:
                yield f"Taux d'exécution {year} (COG)", _RATE, executed


def _of_every_year(
    table: Table, convention: Convention, spots: Spots
) -> Iterator[tuple[str, str, list[tuple[int, Live]]]]:
    """Yield the new columns of a table of one row a year: each row has those of its year.

    A column alone is that of one subject among others that stand beside it: nothing beside it
    would say whose rate it is.
    """
    if len(table.columns) < _ALONE:
        return
    joined: dict[tuple[str, str], list[tuple[int, Live]]] = {}
    for one in years_of(table):
        years = {row.year for row in one.rows}
        for heading, number, cells in _columns(replace(one, rows=_undated(one)), convention, spots):
            plain = next((heading.replace(f" {year}", "") for year in years), heading)
            joined.setdefault((plain, number), []).extend(cells)
    for (heading, number), cells in joined.items():
        yield heading, number, sorted(cells)


def _undated(table: Table) -> tuple[Row, ...]:
    """Return the rows of the table of one year, which its columns tell."""
    return tuple(replace(row, year=None) for row in table.rows)


class _Read:
    """What of a workbook reads, shows or holds cells."""

    def __init__(self, package: Package, info: WorkbookInfo) -> None:
        self._package, self._info = package, info
        self._areas: list[tuple[Area, str]] | None = None

    def taken(self, sheet: SheetPart, area: tuple[int, int, int, int]) -> str:
        """Return why a block of cells is not free, in French; ``""`` where it is."""
        if area[3] > 16_384:
            return "il n'y a plus de colonne"
        filled = contents(self._package, self._info, sheet)
        for place in filled:
            own = area_of(place)
            if own and _meet(own, area):
                return f"{place} n'est pas vide"
        for table in self._info.tables:
            if table.sheet == sheet.name and _meet(table.range, area):
                return f"le tableau Excel « {table.name} » s'y trouve"
        tail = self._package.text(sheet.part).body.decode("utf-8").partition("<sheetData")[2]
        for name, said in _BLOCKS.items():
            for element in elements(tail, name):
                texts = _RANGES.search(element)
                for text in (texts[1] if texts else "").split():
                    own = area_of(text)
                    if own and _meet(own, area):
                        return f"{said} ({text})"
        for text in " ".join(_LISTED.findall(tail)).split():
            own = area_of(text)
            if own and _meet(own, area):
                return f"une mise en forme ou une validation s'y applique ({text})"
        for one, who in self._read_areas():
            if one.sheet.casefold() == sheet.name.casefold() and _meet(one.range, area):
                return f"{who} lit ces cellules"
        return ""

    def _read_areas(self) -> list[tuple[Area, str]]:
        if self._areas is not None:
            return self._areas
        found: list[tuple[Area, str]] = []
        for name, scanned in read_sheets(self._package, self._info).items():
            for cell in scanned.cells():
                who = f"la formule {name}!{address(cell.row, cell.column)}"
                found += [(one, who) for one in written_areas(formula_text(cell.formula), name)]
        for defined in self._info.names:
            if defined.name.startswith("_xlnm.") and defined.name != "_xlnm.Print_Area":
                continue  # repeated titles read nothing, and filters are looked at as such
            scope = defined.scope or ""
            who = (
                "la zone d'impression"
                if defined.name == "_xlnm.Print_Area"
                else f"le nom {defined.name}"
            )
            found += [(one, who) for one in written_areas(defined.formula, scope)]
        for part in self._package.names:
            if "/charts/" in part and part.endswith(".xml"):
                for match in _CHART_CELLS.finditer(self._package.text(part).body):
                    text = unescape(match[1].decode("utf-8"))
                    found += [(one, "un graphique") for one in written_areas(text, "")]
        self._areas = found
        return found


#: Elements of a sheet that hold a block of cells → what is said of them.
_BLOCKS: Final = {
    "mergeCell": "des cellules y sont fusionnées",
    "autoFilter": "un filtre s'y étend",
    "conditionalFormatting": "une mise en forme conditionnelle s'y applique",
    "dataValidation": "une validation de saisie s'y applique",
}


def _meet(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
