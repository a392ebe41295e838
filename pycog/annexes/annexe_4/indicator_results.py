"""The sheet of live results: attainment, gap and status of each indicator and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycog.annexes.annexe_4.indicator_table import (
    ENTRY,
    FIRST,
    HEADER,
    LABEL,
    NUMBER_COLUMN,
    RESULTS,
    IndicatorTable,
    gap_format,
)
from pycog.annexes.kit.page import Book, Page, cell, quoted
from pycog.annexes.kit.styles import COUNT, LOOKS_WITH_NEUTRALISED, RATE
from pycog.attainment import NEUTRALISED
from pycog.conventions import DEFAULT

if TYPE_CHECKING:
    from pycog.conventions import Indicator

_STATUS_WIDTH = 14.5
_RATE_WIDTH = 10
_SOURCE_WIDTH = 27


def write_results(book: Book, table: IndicatorTable, title: str, source: str) -> None:
    """Add the sheet of results."""
    page = book.page(RESULTS)
    years = table.years
    page.columns(
        (
            9,
            44,
            *((12, _STATUS_WIDTH) if table.bases else ()),
            *((_RATE_WIDTH, _RATE_WIDTH, _STATUS_WIDTH) * len(years)),
            _SOURCE_WIDTH,
        )
    )
    page.title(
        f"{title} – résultats",
        "Tout est calculé : saisir les réalisés dans la feuille « Indicateurs ». L'écart est "
        "réalisé − objectif, en points pour un taux, en jours pour un délai.",
        legend=("computed",),
    )
    page.headers(HEADER, _headings(table), height=46)
    for indicator in table.convention.indicators.values():
        _line(page, table, indicator)
    for year in table.stages:
        _colour(page, table, table.status_column(year))
    page.quiet((FIRST, 0), (table.last_row, table.source_column))
    page.sheet.freeze_panes(FIRST, 2)
    page.printing(
        heading=f"{title} – résultats",
        source=source,
        repeat=(HEADER, HEADER),
        area=(table.last_row, table.source_column),
        labels=2,
    )


def _headings(table: IndicatorTable) -> list[str]:
    baseline, first = table.convention.baseline_year, table.years[0]
    headings = ["Numéro indicateur", "Libellé indicateur"]
    if table.bases:
        headings += [f"Départ : réalisé {baseline} / objectif {first}", "Statut de départ"]
    for year in table.years:
        headings += [f"Taux d'atteinte {year}", f"Écart {year}", f"Statut {year}"]
    return [*headings, "Source"]


def _line(page: Page, table: IndicatorTable, indicator: Indicator) -> None:
    row = table.rows[indicator.number]
    number = f"{ENTRY}!{cell(row, NUMBER_COLUMN)}"
    page.formula(row, 0, number, "computed", COUNT, align="center")
    page.formula(row, 1, f"{ENTRY}!{cell(row, LABEL)}", "computed", text_wrap=True)
    if table.bases and table.convention.neutralised(indicator.number, table.years[0]):
        page.value(row, 2, None, "computed")
        page.value(row, 3, NEUTRALISED, "computed", align="center")
    elif table.bases:
        start = table.arguments(indicator, table.years[0], table.base_column())
        page.formula(row, 2, f"COG_ATTAINMENT({start})", "computed", RATE)
        page.formula(row, 3, f"COG_STATUS({start})", "computed", align="center")
    for year in table.years:
        if table.convention.neutralised(indicator.number, year):
            _neutralised(page, row, table.result_column(year))
            continue
        column, target = table.result_column(year), indicator.targets[year].target
        both = table.arguments(indicator, year, table.actual_column(year))
        for_gap = table.gap_arguments(indicator, year, table.actual_column(year))
        page.formula(row, column, f"COG_ATTAINMENT({both})", "computed", RATE)
        page.formula(
            row,
            column + 1,
            f"COG_GAP({for_gap})",
            "computed",
            gap_format(indicator, target),
        )
        page.formula(row, column + 2, f"COG_STATUS({both})", "computed", align="center")
    page.formula(
        row,
        table.source_column,
        f"COG_SOURCE({cell(row, 0)}{_named(table)}){_reasons(table, indicator)}",
        "computed",
        font_size=9,
        text_wrap=True,
        align="left",
    )
    wrapping = [(44, indicator.label)]
    if reasons := _reasons(table, indicator):
        wrapping.append((_SOURCE_WIDTH, f"{indicator.citation}{reasons}"))
    page.height(row, wrapping, least=30)


def _neutralised(page: Page, row: int, column: int) -> None:
    """Write a year that is not judged: no attainment and no gap, so that no mean counts it."""
    page.value(row, column, None, "computed")
    page.value(row, column + 1, None, "computed")
    page.value(row, column + 2, NEUTRALISED, "computed", align="center")


def _reasons(table: IndicatorTable, indicator: Indicator) -> str:
    """Return what the formula of the source adds: the years not judged, and why."""
    found = (table.convention.neutralised(indicator.number, year) for year in table.years)
    words = "".join(f" ; {one.words}" for one in found if one is not None)
    return f"&{quoted(words)}" if words else ""


def _named(table: IndicatorTable) -> str:
    """Return the argument that names the convention, where formulas would take another one."""
    convention = table.convention.id
    return "" if convention == DEFAULT else f",{quoted(convention)}"


def _colour(page: Page, table: IndicatorTable, column: int) -> None:
    for status in table.statuses:
        look = LOOKS_WITH_NEUTRALISED[status]
        page.sheet.conditional_format(
            FIRST,
            column,
            table.last_row,
            column,
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{status}"',
                "format": page.book.workbook.add_format(look),
            },
        )
