"""The sheet where a rate is typed as its numerator and denominator, and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.annexes.annexe_4.indicator_table import (
    ENTRY,
    FIRST,
    HEADER,
    IndicatorTable,
    number_cell,
)
from pycog.annexes.kit.page import Book, Page, cell, quoted, span
from pycog.annexes.kit.styles import GREEN, ORANGE, RATE, RED

if TYPE_CHECKING:
    from pycog.conventions import Indicator

RATES: Final = "Calcul des taux"
#: Number, label, what is counted, what it is compared with.
_WIDTHS: Final = (9, 40, 30, 30)
#: Numerator, denominator, rate and check of a year.
_GROUP: Final = 4
_YEAR_WIDTHS: Final = (12, 12, 10, 16)
_NOT_NAMED: Final = "non précisé par la convention"

MATCHES: Final = "Concordant"
ROUNDED: Final = "Arrondi"
DIFFERS: Final = "Écart"
TO_TYPE: Final = "Réalisé à saisir"
#: A result shown to a tenth of a point is the rate; one typed to the point is a rounding of it.
TENTH_OF_A_POINT: Final = 0.0005
POINT: Final = 0.005
#: Digits that decide, so that the last bits of a difference do not.
DIGITS: Final = 9
_COLOURS: Final = {MATCHES: GREEN, ROUNDED: ORANGE, TO_TYPE: ORANGE, DIFFERS: RED}


class RatioTable:
    """Where the rates stand on their sheet."""

    def __init__(self, table: IndicatorTable) -> None:
        self.table = table
        known = table.convention
        self.indicators: tuple[Indicator, ...] = tuple(
            one
            for one in known.indicators.values()
            # A composite is worked out from its parts, never from two numbers.
            if (one.unit == "%" and not one.composite) or one.number in known.ratios
        )
        self.rows = {one.number: FIRST + rank for rank, one in enumerate(self.indicators)}

    def numerator(self, year: int) -> int:
        """Column of the numerator of a year; the denominator, the rate and the check follow."""
        return len(_WIDTHS) + _GROUP * self.table.years.index(year)

    @property
    def last_column(self) -> int:
        """Last column of the table."""
        return len(_WIDTHS) + _GROUP * len(self.table.years) - 1

    @property
    def last_row(self) -> int:
        """Row of the last rate."""
        return FIRST + len(self.indicators) - 1


def write_ratios(book: Book, table: IndicatorTable, title: str, source: str) -> None:
    """Add the sheet of the rates, where there is a rate."""
    ratios = RatioTable(table)
    if not ratios.indicators:
        return
    page = book.page(RATES)
    page.columns((*_WIDTHS, *(_YEAR_WIDTHS * len(table.years))))
    page.title(
        f"{title} – calcul des taux",
        "Facultatif : saisir le numérateur et le dénominateur d'un taux. Il est calculé et comparé "
        f"au réalisé saisi dans la feuille « {ENTRY} ».",
        legend=("input", "computed", "printed"),
    )
    page.headers(HEADER, _headings(table), height=46)
    for indicator in ratios.indicators:
        _line(page, ratios, indicator)
    _colour(page, ratios)
    page.quiet((FIRST, 0), (ratios.last_row, ratios.last_column))
    page.sheet.freeze_panes(FIRST, 2)
    page.printing(
        heading=f"{title} – calcul des taux",
        source=source,
        repeat=(HEADER, HEADER),
        area=(ratios.last_row, ratios.last_column),
        labels=2,
    )


def _headings(table: IndicatorTable) -> list[str]:
    headings = ["Numéro indicateur", "Libellé indicateur", "Ce qui est compté", "Rapporté à"]
    for year in table.years:
        headings += [
            f"Numérateur {year}",
            f"Dénominateur {year}",
            f"Taux calculé {year}",
            f"Contrôle {year}",
        ]
    return headings


def _line(page: Page, ratios: RatioTable, indicator: Indicator) -> None:
    row = ratios.rows[indicator.number]
    known = ratios.table.convention.ratios.get(indicator.number)
    parts = (known.numerator, known.denominator) if known else (_NOT_NAMED, _NOT_NAMED)
    number, look = number_cell(indicator.number)
    page.value(row, 0, number, "printed", look, align="center")
    page.value(row, 1, indicator.label, "printed", text_wrap=True)
    for column, text in enumerate(parts, start=2):
        page.value(row, column, text, "printed", text_wrap=True, italic=known is None)
    for year in ratios.table.years:
        first = ratios.numerator(year)
        above, below = cell(row, first), cell(row, first + 1)
        page.value(row, first, None, "input", align="center")
        page.value(row, first + 1, None, "input", align="center")
        page.formula(row, first + 2, f"COG_RATE({above},{below})", "computed", RATE)
        page.formula(row, first + 3, _check(ratios, indicator, year), "computed", align="center")
    texts = (indicator.label, *parts)
    page.height(row, tuple(zip(_WIDTHS[1:], texts, strict=True)), least=30)


def _check(ratios: RatioTable, indicator: Indicator, year: int) -> str:
    """Return the formula that compares the computed rate with the typed result."""
    table, row = ratios.table, ratios.rows[indicator.number]
    rate = cell(row, ratios.numerator(year) + 2)
    if indicator.unit != "%":
        # The result of such an indicator is a number, not the rate that its label announces.
        return f'IF(ISERROR({rate}),"À corriger",IF({rate}="","","Compté en {indicator.unit}"))'
    actual = f"{ENTRY}!{cell(table.rows[indicator.number], table.actual_column(year))}"
    gap = f"ROUND(ABS(COG_GAP({rate},{actual})),{DIGITS})"
    compared = (
        f"IF({gap}<={TENTH_OF_A_POINT},{quoted(MATCHES)},"
        f"IF({gap}<={POINT},{quoted(ROUNDED)},{quoted(DIFFERS)}))"
    )
    return (
        f'IF(ISERROR({rate}),"À corriger",IF({rate}="","",IF({actual}="",{quoted(TO_TYPE)},'
        f'IFERROR({compared},"Réalisé à corriger"))))'
    )


def _colour(page: Page, ratios: RatioTable) -> None:
    for year in ratios.table.years:
        column = ratios.numerator(year) + 3
        for word, color in _COLOURS.items():
            page.sheet.conditional_format(
                span((FIRST, column), (ratios.last_row, column)),
                {
                    "type": "cell",
                    "criteria": "==",
                    "value": quoted(word),
                    "format": page.book.workbook.add_format({"bg_color": color}),
                },
            )
