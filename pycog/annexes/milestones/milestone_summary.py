"""The summary of the follow-up: measures by situation and year, due against done."""

from __future__ import annotations

import datetime as dt
from typing import Final

from pycog.annexes.kit.page import Book, Page, cell, span
from pycog.annexes.kit.styles import CHART_GRID, CHART_TITLE, COUNT, DATE
from pycog.annexes.milestones.milestone_table import (
    DUE,
    FINISHED,
    SITUATIONS,
    STATUS,
    SUMMARY,
    MilestoneTable,
)
from pycog.values import month_end, serial_of

_HEADER: Final = 5
_FIRST: Final = _HEADER + 1
_WIDTHS: Final = (30, *(16.5,) * len(SITUATIONS), 11)
_TOTAL: Final = 1 + len(SITUATIONS)


def write_summary(book: Book, table: MilestoneTable, title: str, source: str) -> None:
    """Add the sheet of the summary."""
    page = book.page(SUMMARY)
    page.columns(_WIDTHS)
    page.title(
        f"{title} – synthèse",
        "Tout est calculé, à la date de situation de la feuille « Échéances ».",
        legend=("computed", "printed", "total"),
    )
    page.value(3, 0, "Situation au :", "text", align="right", bold=True)
    page.formula(3, 1, table.day, "computed", DATE, align="center", bold=True)
    last = _situations(page, table)
    _situation_chart(page, table, last + 2)
    header = last + 21
    end = _pace(page, table, header)
    _pace_chart(page, header, end)
    page.quiet((_FIRST, 0), (end, _TOTAL))
    page.sheet.freeze_panes(_FIRST, 1)
    page.printing(
        heading=f"{title} – synthèse", source=source, repeat=None, area=(end, _TOTAL), one_page=True
    )


def _situations(page: Page, table: MilestoneTable) -> int:
    """Write the number of measures by year and situation; return the row of the total."""
    page.headers(_HEADER, ("Année d'échéance", *SITUATIONS, "Mesures"), height=30)
    dues, statuses = table.column(DUE), table.column(STATUS)
    row = _HEADER
    for row, year in enumerate(table.years, start=_FIRST):
        page.value(row, 0, year, "printed", COUNT, align="left", indent=1)
        within = f'{dues},">="&DATE($A{row + 1},1,1),{dues},"<="&DATE($A{row + 1},12,31)'
        for column, (wanted, _) in enumerate(SITUATIONS.values(), start=1):
            formula = f'COUNTIFS({within},{statuses},"{wanted}")'
            page.formula(row, column, formula, "computed", COUNT)
        cells = span((row, 1), (row, _TOTAL - 1))
        page.formula(row, _TOTAL, f"SUM({cells})", "total", COUNT)
    total = row + 1
    page.value(total, 0, "Ensemble", "total")
    for column in range(1, _TOTAL + 1):
        cells = span((_FIRST, column), (row, column))
        page.formula(total, column, f"SUM({cells})", "total", COUNT)
    return total


def _situation_chart(page: Page, table: MilestoneTable, row: int) -> None:
    chart = page.book.chart({"type": "column", "subtype": "stacked"})
    last = _FIRST + len(table.years) - 1
    for column, (_, color) in enumerate(SITUATIONS.values(), start=1):
        chart.add_series(
            {
                "name": [SUMMARY, _HEADER, column],
                "categories": [SUMMARY, _FIRST, 0, last, 0],
                "values": [SUMMARY, _FIRST, column, last, column],
                "fill": {"color": color},
                "border": {"color": "#FFFFFF", "width": 0.5},
                "gap": 60,
            }
        )
    chart.set_title({"name": "Mesures par année d'échéance", "name_font": CHART_TITLE})
    chart.set_y_axis({"major_gridlines": CHART_GRID, "line": {"none": True}, "num_format": "0"})
    chart.set_legend({"position": "right", "font": {"size": 9}})
    chart.set_size({"width": 850, "height": 340})
    page.sheet.insert_chart(
        row,
        0,
        chart,
        {
            "x_offset": 8,
            "object_position": 2,
            "description": "Colonnes empilées : nombre de mesures de chaque année d'échéance, par "
            "situation. Les mêmes nombres sont dans le tableau au-dessus.",
        },
    )


def _pace(page: Page, table: MilestoneTable, header: int) -> int:
    """Write, quarter by quarter, the measures due and done so far; return the last row."""
    page.headers(header, ("Fin de trimestre", "Échues (cumul)", "Réalisées (cumul)"), height=30)
    row = header
    for row, day in enumerate(_quarters(table), start=header + 1):
        page.value(row, 0, serial_of(day), "printed", DATE, align="left", indent=1)
        here = f"$A{row + 1}"
        page.formula(row, 1, f'COUNTIFS({table.column(DUE)},"<="&{here})', "computed", COUNT)
        done = f'COUNTIFS({table.column(FINISHED)},"<="&MIN({here},{cell(3, 1, fixed=True)}))'
        page.formula(row, 2, done, "computed", COUNT)
    return row


def _quarters(table: MilestoneTable) -> list[dt.date]:
    first, last = table.items[0].due.last, table.items[-1].due.last
    ends = [month_end(year, month) for year in table.years for month in (3, 6, 9, 12)]
    # One quarter more than needed, so that the last measure is within the curve.
    after = next(place for place, day in enumerate(ends) if day >= last) + 1
    return [day for day in ends[:after] if day >= first]


def _pace_chart(page: Page, header: int, end: int) -> None:
    chart = page.book.chart({"type": "line"})
    for column, color, dash in ((1, "#8A8A8A", "dash"), (2, "#1F3864", "solid")):
        chart.add_series(
            {
                "name": [SUMMARY, header, column],
                "categories": [SUMMARY, header + 1, 0, end, 0],
                "values": [SUMMARY, header + 1, column, end, column],
                "line": {"color": color, "width": 2.25, "dash_type": dash},
            }
        )
    chart.set_title({"name": "Mesures échues et réalisées, en cumul", "name_font": CHART_TITLE})
    chart.set_x_axis({"num_format": "mm/yyyy", "text_axis": True, "num_font": {"rotation": -45}})
    chart.set_y_axis(
        {"major_gridlines": CHART_GRID, "line": {"none": True}, "num_format": "0", "min": 0}
    )
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_size({"width": 420, "height": 20 * (end - header) + 30})
    page.sheet.insert_chart(
        header,
        3,
        chart,
        {
            "x_offset": 16,
            "object_position": 2,
            "description": "Deux courbes : mesures échues et mesures réalisées à la fin de chaque "
            "trimestre. Les mêmes nombres sont dans le tableau à gauche.",
        },
    )
