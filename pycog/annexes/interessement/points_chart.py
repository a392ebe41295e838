"""The bars that show the points of each theme: what is earned, and what is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pycog.annexes.kit.styles import CHART_GRID, CHART_TITLE

if TYPE_CHECKING:
    from pycog.annexes.kit.page import Page


@dataclass(frozen=True, slots=True)
class PointsChart:
    """What the bars show.

    Attributes:
        title: Heading of the chart.
        description: What it shows, for those who do not see it.
        header: Row of the headings; the themes are below, in the first column.
        themes: How many there are.
        colors: Column of points → its colour, in the order of the bars.
        size: Width and height in pixels.
    """

    title: str
    description: str
    header: int
    themes: int
    colors: Mapping[int, str]
    size: tuple[int, int]


def insert_points(page: Page, row: int, points: PointsChart) -> None:
    """Put the chart on the sheet of its table, from a row on."""
    chart = page.book.chart({"type": "bar", "subtype": "stacked"})
    first, last = points.header + 1, points.header + points.themes
    for column, color in points.colors.items():
        chart.add_series(
            {
                "name": [page.name, points.header, column],
                "categories": [page.name, first, 0, last, 0],
                "values": [page.name, first, column, last, column],
                "fill": {"color": color},
                "border": {"color": "#404040", "width": 0.5},
                "gap": 45,
            }
        )
    chart.set_title({"name": points.title, "name_font": CHART_TITLE})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_x_axis(
        {"num_format": "0", "min": 0, "major_gridlines": CHART_GRID, "label_position": "high"}
    )
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_size({"width": points.size[0], "height": points.size[1]})
    page.sheet.insert_chart(
        row, 0, chart, {"x_offset": 8, "object_position": 2, "description": points.description}
    )
