"""The timeline: one bar a measure, from the year it begins to its due date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pycog.annexes.kit.page import Book, Page, cell
from pycog.annexes.kit.styles import CHART_TITLE, COUNT, DATE
from pycog.annexes.milestones.milestone_table import (
    DUE,
    ENTRY,
    FIRST,
    SITUATIONS,
    STATUS,
    TIMELINE,
    MilestoneTable,
)
from pycog.values import serial_of

if TYPE_CHECKING:
    from pycog.conventions import Milestone

_TOP: Final = 4
_BAR: Final = 16
_WIDTH: Final = 700
#: Height of a chart without its bars, and of a row of the sheet, in pixels.
_AROUND, _ROW = 110, 20
_LABEL, _START, _FIRST_BAR = 0, 1, 2
_WIDTHS: Final = (64, 12, *(12,) * len(SITUATIONS))
_YEAR: Final = 365.25
_OTHER_CHART: Final = 4
_LAST_COLUMN: Final = 13


def write_timeline(book: Book, table: MilestoneTable, title: str, source: str) -> None:
    """Add the sheet of the timeline: two charts, and below them what they show."""
    page = book.page(TIMELINE)
    page.columns(_WIDTHS)
    page.title(
        f"{title} – frise",
        "Une barre par mesure, du 1er janvier de l'année où elle commence à sa date limite. Les "
        "durées, en jours, sont dans le tableau sous les graphiques.",
        legend=("computed", "printed"),
    )
    sheets = sorted(
        (item for item in table.items if item.sheet is not None), key=lambda item: item.sheet or 0
    )
    chapters = [item for item in table.convention.milestones if item.sheet is None]
    page.value(_TOP - 1, 0, "Situation au :", "text", align="right", bold=True)
    page.formula(_TOP - 1, 1, table.day, "computed", DATE, align="center", bold=True)
    height = _AROUND + _BAR * max(len(sheets), len(chapters))
    header = _TOP + -(-height // _ROW) + 2
    first = header + 1
    # The invisible bar that the others stand on has no name, so that the legend shows none.
    page.headers(header, ("Mesure", "Commence le", *SITUATIONS), height=30)
    middle = _bars(page, table, first, sheets)
    last = _bars(page, table, middle, chapters)
    frame = _Frame(header, height, _axis(table))
    _chart(page, frame, (first, middle - 1), 0, "Fiches objectif")
    _chart(
        page,
        frame,
        (middle, last - 1),
        _OTHER_CHART,
        "Hors fiches objectif" if sheets else "Échéances",
    )
    page.quiet((first, 0), (last, _FIRST_BAR + len(SITUATIONS)))
    page.sheet.freeze_panes(_TOP, 0)
    page.printing(
        heading=f"{title} – frise",
        source=source,
        repeat=None,
        area=(header - 1, _LAST_COLUMN),
        one_page=True,
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """What both charts share: the row of the headings, the height, the axis of dates."""

    header: int
    height: int
    axis: dict[str, float]


def _axis(table: MilestoneTable) -> dict[str, float]:
    """Return where the axis of dates starts, ends and is marked."""
    first = min(item.due.first.year for item in table.items)
    # One day into the first year: the other marks, 365.25 days apart, then show their year.
    start = serial_of(dt.date(first, 1, 2))
    years = table.years[-1] - first + 1
    return {"min": start, "max": start + _YEAR * years, "major_unit": _YEAR}


def _bars(page: Page, table: MilestoneTable, row: int, items: Sequence[Milestone]) -> int:
    """Write the start and the length of each bar; return the row after the last one."""
    places = {item.key: FIRST + place for place, item in enumerate(table.items)}
    for item in items:
        entry, begins = places[item.key], cell(row, _START)
        page.value(row, _LABEL, _label(item), "printed", font_size=9)
        page.value(row, _START, serial_of(item.due.first), "printed", DATE, align="center")
        status = f"{ENTRY}!{cell(entry, STATUS)}"
        length = f"{ENTRY}!{cell(entry, DUE)}-{begins}+1"
        for column, (wanted, _) in enumerate(SITUATIONS.values(), start=_FIRST_BAR):
            page.formula(
                row, column, f'IF(COUNTIF({status},"{wanted}"),{length},0)', "computed", COUNT
            )
        row += 1
    return row


def _label(item: Milestone) -> str:
    place = f"fiche {item.sheet}" if item.sheet is not None else item.section
    return f"{item.what} ({place})"


def _chart(page: Page, frame: _Frame, rows: tuple[int, int], column: int, title: str) -> None:
    first, last = rows
    chart = page.book.chart({"type": "bar", "subtype": "stacked"})
    names = [TIMELINE, first, _LABEL, last, _LABEL]
    chart.add_series(
        {
            "name": " ",
            "categories": names,
            "values": [TIMELINE, first, _START, last, _START],
            "fill": {"none": True},
            "border": {"none": True},
            "gap": 35,
        }
    )
    for place, (_, color) in enumerate(SITUATIONS.values(), start=_FIRST_BAR):
        chart.add_series(
            {
                "name": [TIMELINE, frame.header, place],
                "categories": names,
                "values": [TIMELINE, first, place, last, place],
                "fill": {"color": color},
                "border": {"none": True},
            }
        )
    chart.set_title({"name": title, "name_font": CHART_TITLE})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 7}, "line": {"color": "#BFC7D5"}})
    chart.set_x_axis(
        {
            **frame.axis,
            "num_format": "yyyy",
            "num_font": {"size": 9},
            "label_position": "high",
            "major_gridlines": {"visible": True, "line": {"color": "#BFC7D5", "width": 0.75}},
        }
    )
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_size({"width": _WIDTH, "height": frame.height})
    page.sheet.insert_chart(
        _TOP,
        column,
        chart,
        {
            "x_offset": 8,
            "object_position": 2,
            "description": f"Frise ({title.lower()}) : une barre par mesure, de l'année où elle "
            "commence à sa date limite, colorée selon sa situation. Les mêmes durées sont dans le "
            "tableau sous les graphiques.",
        },
    )
