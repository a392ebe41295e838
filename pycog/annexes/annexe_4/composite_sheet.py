"""The sheet where composite indicators are worked out from their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.annexes.annexe_4.indicator_table import (
    ENTRY,
    FIRST,
    HEADER,
    TEXT,
    IndicatorTable,
    actual_format,
    number_cell,
)
from pycog.annexes.kit.page import Book, Page, cell, quoted, span
from pycog.annexes.kit.styles import RATE
from pycog.conventions.facts.schema import OF_ATTAINMENTS
from pycog.plausibility import AS_TYPED

if TYPE_CHECKING:
    from pycog.conventions import Indicator

COMPOSITES: Final = "Composites"
#: Number, label, share.
_WIDTHS: Final = (9, 52, 10)
_YEAR_WIDTH: Final = 15


class CompositeTable:
    """Where the composite indicators and their parts stand on their sheet.

    Args:
        table: The indicators of the convention.
    """

    def __init__(self, table: IndicatorTable) -> None:
        self.table = table
        known = table.convention
        self.parts = {
            number: known.parts_of(number)
            for number, one in known.indicators.items()
            if one.composite
        }
        self.rows: dict[str, int] = {}
        row = FIRST
        for number, parts in self.parts.items():
            self.rows[number] = row
            row += len(parts) + 1
        self.last_row = row - 1

    def value_column(self, year: int) -> int:
        """Column of the values of a year; the shares that count in it follow."""
        return len(_WIDTHS) + 2 * self.table.years.index(year)

    def entry(self, number: str, year: int) -> str:
        """Return the formula of the achieved value of a composite, on the entry sheet."""
        place = f"{COMPOSITES}!{cell(self.rows[number], self.value_column(year))}"
        return f'IF({place}="","",{place})'


def write_composites(book: Book, table: IndicatorTable, title: str, source: str) -> None:
    """Add the sheet of the composite indicators, where there is one."""
    composites = CompositeTable(table)
    if not composites.parts:
        return
    page = book.page(COMPOSITES)
    last = composites.value_column(table.years[-1]) + 1
    page.columns((*_WIDTHS, *((_YEAR_WIDTH, 10) * len(table.years))))
    page.title(
        f"{title} – indicateurs composites",
        "Tout est calculé : saisir les réalisés des parties dans la feuille "
        f"« {ENTRY} ». Un composite reste vide tant qu'une de ses parties manque.",
        legend=("computed", "printed", "total"),
    )
    headings = ["Numéro indicateur", "Libellé indicateur", "Part"]
    for year in table.years:
        headings += [f"Valeur {year}", f"Part comptée {year}"]
    page.headers(HEADER, headings, height=46)
    for number in composites.parts:
        _write_one(page, composites, number)
    page.quiet((FIRST, 0), (composites.last_row, last))
    page.sheet.freeze_panes(FIRST, 2)
    page.printing(
        heading=f"{title} – indicateurs composites",
        source=source,
        repeat=(HEADER, HEADER),
        area=(composites.last_row, last),
    )


def _write_one(page: Page, composites: CompositeTable, number: str) -> None:
    """Write a composite, then its parts below."""
    table, parts = composites.table, composites.parts[number]
    row, indicator = composites.rows[number], table.convention.indicators[number]
    shown, look = number_cell(number)
    page.value(row, 0, shown, "total", look, align="center")
    label = f"{indicator.label}\n{table.convention.composition(number)}"
    page.value(row, 1, label, "total", text_wrap=True)
    page.value(row, 2, None, "total")
    page.height(row, [(_WIDTHS[1], label)], least=30)
    for year in table.years:
        column = composites.value_column(year)
        formula = _mean(composites, indicator, year)
        number_format = actual_format(indicator, indicator.targets[year].target)
        if formula:
            page.formula(row, column, formula, "total", number_format, align="center")
        else:
            page.value(row, column, None, "total")
        page.value(row, column + 1, None, "total")
    for at, part in enumerate(parts, start=row + 1):
        _write_part(page, composites, indicator, part, at)


def _write_part(
    page: Page, composites: CompositeTable, whole: Indicator, part: Indicator, row: int
) -> None:
    table = composites.table
    shown, look = number_cell(part.number)
    page.value(row, 0, shown, "printed", look, align="center")
    page.value(row, 1, part.label, "printed", TEXT, text_wrap=True, indent=1)
    share = float(part.share) if part.share is not None else None
    page.value(row, 2, share, "printed", RATE, align="center")
    page.height(row, [(_WIDTHS[1], part.label)])
    for year in table.years:
        column = composites.value_column(year)
        if table.convention.neutralised(part.number, year):
            page.value(row, column, None, "computed")
            page.value(row, column + 1, None, "printed")
            continue
        formula, number_format = _value(table, whole, part, year)
        page.formula(row, column, formula, "computed", number_format, align="center")
        page.value(row, column + 1, share, "printed", RATE, align="center")


def _value(table: IndicatorTable, whole: Indicator, part: Indicator, year: int) -> tuple[str, str]:
    """Return what a part counts with in a year, and its number format."""
    column = table.actual_column(year)
    if whole.composite == OF_ATTAINMENTS:
        return f"COG_ATTAINMENT({table.arguments(part, year, column)})", RATE
    actual = f"{ENTRY}!{cell(table.rows[part.number], column)}"
    number_format = actual_format(part, part.targets[year].target)
    return f'IF({actual}="","",{actual})', number_format


def _mean(composites: CompositeTable, whole: Indicator, year: int) -> str:
    """Return the formula of a composite; ``""`` for a year in which no part is judged.

    A part that is not judged is left out with its share, as a neutralised indicator is.
    """
    known, parts = composites.table.convention, composites.parts[whole.number]
    if known.neutralised(whole.number, year):
        return ""
    left_out = sum(known.neutralised(part.number, year) is not None for part in parts)
    if left_out == len(parts):
        return ""
    first, last = composites.rows[whole.number] + 1, composites.rows[whole.number] + len(parts)
    column = composites.value_column(year)
    values, shares = (span((first, one), (last, one)) for one in (column, column + 1))
    units = "" if whole.composite == OF_ATTAINMENTS else f",{quoted(AS_TYPED)}"
    mean = f"COG_COMPOSITE({values},{shares}{units})"
    return f'IF(COUNTBLANK({values})>{left_out},"",{mean})'
