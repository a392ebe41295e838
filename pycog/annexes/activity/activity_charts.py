"""The sheet of charts, with the values they draw in tables below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pycog.annexes.activity.activity_changes import AFTER, BEFORE, ChangeTable
from pycog.annexes.kit.page import Book, Page
from pycog.annexes.kit.styles import CHART_GRID, CHART_TITLE, SERIES

if TYPE_CHECKING:
    from pycog.annexes.activity.activity_content import Series
    from pycog.annexes.activity.activity_figures import FigureTable

CHARTS: Final = "Graphiques"
_TOP: Final = 4
#: Two charts a row; a chart covers this many rows and columns of the sheet.
_WIDTH, _HEIGHT, _ROWS, _RIGHT = 612, 340, 18, 3
_WIDTHS: Final = (44, 22, 22, 44, 22, 22)
#: What stands before the name of a computed earlier or later value.
_BEFORE, _AFTER = "avant:", "après:"


def write_charts(book: Book, table: FigureTable, changes: ChangeTable, source: str) -> None:
    """Add the sheet."""
    page = book.page(CHARTS)
    report = table.report
    page.columns(_WIDTHS)
    page.title(
        f"{report.title} – graphiques",
        "Les valeurs dessinées sont dans les tableaux sous les graphiques ; elles suivent les "
        "autres feuilles.",
        legend=("computed",),
    )
    header = _TOP + _ROWS * -(-len(report.charts) // 2) + 1
    row = header
    for place, series in enumerate(report.charts):
        if place and not place % 2:
            header = row + 2
        at = (header, _RIGHT * (place % 2))
        row = max(row, _write_values(page, table, changes, series, at))
        _write_chart(page, series, at, place)
    page.quiet((_TOP, 0), (row, len(_WIDTHS) - 1))
    page.sheet.freeze_panes(_TOP, 0)
    page.printing(
        heading=f"{report.title} – graphiques",
        source=source,
        repeat=None,
        area=(row, len(_WIDTHS) - 1),
        one_page=True,
    )


def _write_values(
    page: Page, table: FigureTable, changes: ChangeTable, series: Series, at: tuple[int, int]
) -> int:
    """Write the values of a chart; return the last row."""
    header, left = at
    page.sheet.set_row(header, 20)
    for column, name in enumerate((series.title, *series.names), start=left):
        page.value(header, column, name, "header")
    row = header
    for row, (label, names) in enumerate(series.categories, start=header + 1):
        page.value(row, left, label, "printed", indent=1)
        for column, name in enumerate(names, start=left + 1):
            page.formula(row, column, _ref(table, changes, name), "computed", series.number)
    return row


def _ref(table: FigureTable, changes: ChangeTable, name: str) -> str:
    for prefix, column in ((_BEFORE, BEFORE), (_AFTER, AFTER)):
        if name.startswith(prefix):
            return changes.ref(name.removeprefix(prefix), column)
    return table.ref(name)


def _write_chart(page: Page, series: Series, at: tuple[int, int], place: int) -> None:
    chart = page.book.chart({"type": series.kind})
    header, left = at
    first, last = header + 1, header + len(series.categories)
    for rank, _ in enumerate(series.names):
        column, color = left + 1 + rank, SERIES[2 * rank]
        chart.add_series(
            {
                "name": [CHARTS, header, column],
                "categories": [CHARTS, first, left, last, left],
                "values": [CHARTS, first, column, last, column],
                "fill": {"color": color},
                "border": {"color": "#404040", "width": 0.5},
                "gap": 55,
                "data_labels": {"value": True, "num_format": series.number, "font": {"size": 9}},
            }
        )
    chart.set_title({"name": series.title, "name_font": CHART_TITLE})
    values: dict[str, Any] = {
        "num_format": series.number,
        "major_gridlines": CHART_GRID,
        "min": 0,
        "num_font": {"size": 9},
    }
    names: dict[str, Any] = {"num_font": {"size": 9}}
    if series.kind == "bar":
        # The category axis of a bar chart is the vertical one; reversed, the first is on top.
        chart.set_y_axis({**names, "reverse": True})
        chart.set_x_axis({**values, "label_position": "high"})
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(values)
    if len(series.names) > 1:
        chart.set_legend({"position": "bottom", "font": {"size": 9}})
    else:
        chart.set_legend({"none": True})
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    page.sheet.insert_chart(
        _TOP + _ROWS * (place // 2),
        _RIGHT * (place % 2),
        chart,
        {"x_offset": 6, "y_offset": 4, "object_position": 2, "description": series.description},
    )
