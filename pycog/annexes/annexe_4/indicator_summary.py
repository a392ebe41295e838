"""The summary of annex 4: indicators by status, mean attainment by objective, chart."""

from __future__ import annotations

from pycog.annexes.annexe_4.indicator_table import (
    ENTRY,
    FIRST,
    RESULTS,
    SUMMARY,
    THEME,
    IndicatorTable,
)
from pycog.annexes.kit.page import Book, Page, cell, quoted, span
from pycog.annexes.kit.styles import CHART_GRID, CHART_TITLE, COUNT, RATE
from pycog.attainment import NEUTRALISED

_STATUS_HEADER = 5
_START = 1
_WIDTH = 12


def write_summary(book: Book, table: IndicatorTable, title: str, source: str) -> None:
    """Add the sheet of the summary."""
    page = book.page(SUMMARY)
    page.columns((58, *(_WIDTH for _ in table.stages), 13, 13))
    page.title(
        f"{title} – synthèse",
        _lead(table),
        legend=("input", "computed", "total"),
    )
    last_status = _statuses(page, table)
    header = last_status + 3
    _means(page, table, header)
    last = header + len(table.themes) + 1
    _chart(page, table, header, last)
    page.quiet((_STATUS_HEADER + 1, 0), (last, _shown_column(table) + 1))
    page.sheet.freeze_panes(_STATUS_HEADER - 1, 1)
    page.printing(
        heading=f"{title} – synthèse",
        source=source,
        repeat=None,
        area=(last + 28, _shown_column(table) + 1),
        one_page=True,
    )


def _lead(table: IndicatorTable) -> str:
    """Say what the columns hold, and what the means leave out."""
    lead = "Les années se remplissent avec les réalisés saisis."
    if table.bases:
        lead = (
            f"Le départ rapporte le réalisé {table.convention.baseline_year} à l'objectif "
            f"{table.years[0]} ; les années se remplissent avec les réalisés saisis."
        )
    if table.convention.neutralisations:
        lead += f" Les taux moyens ne comptent pas ce qui est « {NEUTRALISED} »."
    return lead


def _shown_column(table: IndicatorTable) -> int:
    return _START + len(table.stages)


def _headings(table: IndicatorTable) -> tuple[str, ...]:
    return tuple("Départ" if stage is None else str(stage) for stage in table.stages)


def _first_year(table: IndicatorTable) -> int:
    return _START + table.stages.index(table.years[0])


def _results_range(table: IndicatorTable, column: int) -> str:
    cells = span((FIRST, column), (table.last_row, column), fixed=True)
    return f"{RESULTS}!{cells}"


def _themes_range(table: IndicatorTable) -> str:
    cells = span((FIRST, THEME), (table.last_row, THEME), fixed=True)
    return f"{ENTRY}!{cells}"


def _statuses(page: Page, table: IndicatorTable) -> int:
    """Write the number of indicators by status and year; return the last row."""
    first = _STATUS_HEADER + 1
    headings = ("Nombre d'indicateurs par statut", *_headings(table))
    page.headers(_STATUS_HEADER, headings, height=20)
    row = first
    for row, status in enumerate(table.statuses, start=first):
        page.value(row, 0, status, "printed", indent=1)
        for column, year in enumerate(table.stages, start=_START):
            cells = _results_range(table, table.status_column(year))
            formula = f"COUNTIF({cells},$A{row + 1})"
            page.formula(row, column, formula, "computed", COUNT)
    page.value(row + 1, 0, "Total", "total")
    for column in range(_START, _shown_column(table)):
        cells = span((first, column), (row, column))
        page.formula(row + 1, column, f"SUM({cells})", "total", COUNT)
    return row + 1


def _means(page: Page, table: IndicatorTable, header: int) -> None:
    """Write the mean attainment of each objective."""
    shown = _shown_column(table)
    headings = (
        "Taux d'atteinte moyen par objectif",
        *_headings(table),
        "Année affichée",
        "Nombre d'indicateurs",
    )
    page.value(header - 1, shown - 1, "Année du graphique :", "text", align="right", italic=True)
    page.value(header - 1, shown, table.years[0], "input", align="center", bold=True)
    page.sheet.data_validation(
        header - 1,
        shown,
        header - 1,
        shown,
        {
            "validate": "list",
            "source": list(table.years),
            "error_title": "Année",
            "error_message": f"Choisissez une année de {table.years[0]} à {table.years[-1]}.",
        },
    )
    page.headers(header, headings)
    choice = cell(header - 1, shown, fixed=True)
    for row, theme in enumerate(table.themes, start=header + 1):
        page.value(row, 0, theme, "printed", indent=1)
        key = f"$A{row + 1}"
        counted = f"COUNTIF({_themes_range(table)},{key})"
        page.formula(row, shown + 1, counted, "computed", COUNT)
        for column, year in enumerate(table.stages, start=_START):
            formula = _mean(table, year, f"{_themes_range(table)},{key}")
            page.formula(row, column, formula, "computed", RATE)
        cells = span((row, _first_year(table)), (row, shown - 1))
        picked = f"INDEX({cells},1,{choice}-{table.years[0] - 1})"
        page.formula(row, shown, f"IFERROR({picked},{quoted('')})", "computed", RATE)
    row = header + len(table.themes) + 1
    page.value(row, 0, "Ensemble des indicateurs mesurés", "total")
    counts = span((header + 1, shown + 1), (row - 1, shown + 1))
    page.formula(row, shown + 1, f"SUM({counts})", "total", COUNT)
    for column, year in enumerate(table.stages, start=_START):
        page.formula(row, column, _mean(table, year, ""), "total", RATE)
    cells = span((row, _first_year(table)), (row, shown - 1))
    picked = f"INDEX({cells},1,{choice}-{table.years[0] - 1})"
    page.formula(row, shown, f"IFERROR({picked},{quoted('')})", "total", RATE)


def _mean(table: IndicatorTable, year: int | None, criteria: str) -> str:
    """Average the attainments that exist; error values and blanks are left out."""
    cells = _results_range(table, table.result_column(year))
    more = f",{criteria}" if criteria else ""
    return f'IFERROR(AVERAGEIFS({cells},{cells},">=0"{more}),"")'


def _chart(page: Page, table: IndicatorTable, header: int, last: int) -> None:
    chart = page.book.chart({"type": "bar"})
    first, end, shown = header + 1, last - 1, _shown_column(table)
    name = page.name
    start = (f"Départ (réalisé {table.convention.baseline_year})", _START, "#B4C3DE")
    for title, column, color in (
        *((start,) if table.bases else ()),
        ([name, header - 1, shown], shown, "#1F3864"),
    ):
        chart.add_series(
            {
                "name": title,
                "categories": [name, first, 0, end, 0],
                "values": [name, first, column, end, column],
                "fill": {"color": color},
                "border": {"color": "#1F3864", "width": 0.5},
                "gap": 45,
                "overlap": 0,
            }
        )
    chart.set_title(
        {
            "name": "Taux d'atteinte moyen par objectif (100 % = objectif atteint)",
            "name_font": CHART_TITLE,
        }
    )
    # Reversed, so that the first objective is on top; the values then stand at the "high" end.
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_x_axis(
        {
            "num_format": "0%",
            "min": 0,
            "major_gridlines": CHART_GRID,
            "label_position": "high",
        }
    )
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_size({"width": 1030, "height": 480})
    page.sheet.insert_chart(
        last + 2,
        0,
        chart,
        {
            "x_offset": 8,
            "object_position": 2,
            "description": "Barres horizontales : taux d'atteinte moyen de chaque objectif, "
            f"{'au départ et ' * bool(table.bases)}pour l'année choisie. Les mêmes valeurs sont "
            "dans le tableau au-dessus.",
        },
    )
