"""Dot plots of the network workbook, native in Excel: a dot per body, sorted, no map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pycog.annexes.kit.page import Page
from pycog.annexes.kit.styles import NAVY
from pycog.reports.network.network_model import Measure, Spread
from pycog.reports.network.network_tables import DETAIL, Tables, value_format
from pycog.targets import parse_target
from pycog.values import clean

PLOTS: Final = "Graphiques"
MARKS: Final = "Repères"
#: Columns of the values and the places on the sheet of details.
_PLACE, _VALUE, _RATE = 4, 5, 7
_ORANGE: Final = "#C55A11"
_GREY: Final = "#7F7F7F"
#: Lines across a plot: heading, colour, dash, width. Dash and width tell them apart in grey.
_LINES: Final = (
    ("1er quartile", _GREY, "square_dot", 1.25),
    ("Médiane", "#000000", "solid", 1.75),
    ("3e quartile", _GREY, "dash", 1.25),
    ("Objectif", _ORANGE, "long_dash_dot", 2.25),
)
_HEADER: Final = 3
_WIDTH, _HEIGHT = 620, 380
#: Beside this many dots there is room for their names: each takes so much, the rest so much.
_NAMED, _NAME_HEIGHT, _FRAME_HEIGHT = 60, 12, 130
_ROW_HEIGHT: Final = 20
#: Columns that lie between two plots side by side.
_COLUMNS: Final = 10
_TOP, _SCALE = 3, 72
#: Height that a printed page has room for, at this scale.
_PAGE_HEIGHT: Final = 800


def write_plots(tables: Tables, measures: Sequence[Measure]) -> None:
    """Add the sheet of plots, two side by side, and the sheet that holds their lines."""
    network = tables.network
    page = tables.book.page(PLOTS)
    page.value(0, 0, f"Le réseau en {network.year}, indicateur par indicateur", "title")
    page.sheet.set_row(0, 24)
    page.value(
        1,
        0,
        "Un point par organisme, du premier rang (en haut) au dernier. Les lignes verticales sont "
        "les quartiles, la médiane et l'objectif. La feuille « Détail » dit l'organisme de chaque "
        "place.",
        "note",
    )
    marks = tables.book.page(MARKS)
    _title_marks(marks)
    shown = [measure for measure in measures if measure.key in tables.places]
    height = _height(max((_count(tables, measure) for measure in shown), default=0))
    rows = (height + _ROW_HEIGHT) // _ROW_HEIGHT
    for number, measure in enumerate(shown):
        spread = network.spreads[measure.key, network.year]
        row = _HEADER + 1 + 2 * number
        lines = _write_marks(marks, row, measure, spread)
        chart = _plot(tables, measure, row, lines)
        chart.set_size({"width": _WIDTH, "height": height})
        page.sheet.insert_chart(
            _TOP + number // 2 * rows,
            number % 2 * _COLUMNS,
            chart,
            {"object_position": 2, "y_offset": 10, "description": _words(measure, spread)},
        )
    if not shown:
        page.value(_TOP, 0, "Aucun réalisé n'a été rendu pour cette année.", "text")
    page.printing(
        heading=f"Vue du réseau {network.year}",
        source=network.convention,
        repeat=None,
        area=(_TOP + (len(shown) + 1) // 2 * rows, 2 * _COLUMNS - 1),
    )
    # No plot is cut by the end of a page: Excel has no breaks where it fits the pages itself.
    page.sheet.set_print_scale(_SCALE)
    step = rows * max(1, _PAGE_HEIGHT // height)
    page.sheet.set_h_pagebreaks(range(_TOP + step, _TOP + (len(shown) + 1) // 2 * rows, step))


def _count(tables: Tables, measure: Measure) -> int:
    first, last = tables.places[measure.key]
    return last - first + 1


def _height(count: int) -> int:
    """Return the height of every plot: their names need room, where they are few enough."""
    named = _FRAME_HEIGHT + count * _NAME_HEIGHT
    return max(_HEIGHT, -(-named // _ROW_HEIGHT) * _ROW_HEIGHT) if count <= _NAMED else _HEIGHT


def _title_marks(page: Page) -> None:
    page.columns((22, 10, *(14 for _ in _LINES)))
    page.value(0, 0, "Repères des graphiques", "title")
    page.value(1, 0, "Deux points par ligne verticale. Cette feuille n'est pas à saisir.", "note")
    page.headers(_HEADER, ("Mesure", "Place", *(name for name, *_ in _LINES)), height=20)


def _write_marks(page: Page, row: int, measure: Measure, spread: Spread) -> list[int]:
    """Write the two ends of each line; return the columns of the lines that exist."""
    if spread.quartiles is None:
        return []
    target = _target(measure, spread.year)
    figures = (spread.quartiles.first, spread.quartiles.median, spread.quartiles.third, target)
    for down, end in enumerate((0, spread.returned + 1)):
        page.value(row + down, 0, measure.key, "printed")
        page.value(row + down, 1, end, "printed")
        for column, value in enumerate(figures, start=2):
            page.value(row + down, column, value, "printed", value_format(measure))
    return [column for column, value in enumerate(figures, start=2) if value is not None]


def _target(measure: Measure, year: int) -> float | None:
    if measure.is_budget:
        return 1.0
    return parse_target(measure.targets.get(year, "")).value


def _plot(tables: Tables, measure: Measure, row: int, lines: Sequence[int]) -> Any:
    first, last = tables.places[measure.key]
    column = _RATE if measure.is_budget else _VALUE
    chart: Any = tables.book.chart({"type": "scatter", "subtype": "straight"})
    chart.add_series(
        {
            "name": "Organismes",
            "categories": [DETAIL, first, column, last, column],
            "values": [DETAIL, first, _PLACE, last, _PLACE],
            "line": {"none": True},
            "marker": {
                "type": "circle",
                "size": 5,
                "fill": {"color": NAVY},
                "border": {"color": NAVY},
            },
            **_names(tables, measure),
        }
    )
    for place in lines:
        name, colour, dash, width = _LINES[place - 2]
        chart.add_series(
            {
                "name": name,
                "categories": [MARKS, row, place, row + 1, place],
                "values": [MARKS, row, 1, row + 1, 1],
                "line": {"color": colour, "dash_type": dash, "width": width},
                "marker": {"type": "none"},
            }
        )
    _dress(
        chart, measure, tables.network.spreads[measure.key, tables.network.year], last - first + 1
    )
    return chart


def _names(tables: Tables, measure: Measure) -> dict[str, Any]:
    """Return the options that write the body beside its dot, where there is room for it."""
    if (count := _count(tables, measure)) > _NAMED:
        return {}
    bodies = [one.body for one in tables.network.of_year(measure.key)[:count]]
    # XlsxWriter takes what starts with an equals sign for a formula.
    names = [{"value": f"\u00a0{body}" if body.startswith("=") else body} for body in bodies]
    return {
        "data_labels": {
            "value": True,
            "custom": names,
            "position": "right",
            "font": {"size": 7},
        }
    }


def _dress(chart: Any, measure: Measure, spread: Spread, count: int) -> None:
    title = measure.title if measure.is_budget else f"N° {measure.name} – {measure.title}"
    font = {"size": 10, "bold": True, "color": NAVY}
    chart.set_title({"name": clean(title), "name_font": font, "overlay": False})
    what = "Taux d'exécution" if measure.is_budget else "Réalisé"
    top = 1 if spread.quartiles is not None and spread.quartiles.maximum <= 1 else None
    chart.set_x_axis(
        {
            "name": f"{what} {spread.year}",
            "name_font": {"size": 9, "bold": False},
            # A share stays below 100 %, unlike a change; names need the room beyond.
            **({"max": top} if top and measure.unit == "rate" and count > _NAMED else {}),
            "num_format": value_format(measure),
            "num_font": {"size": 9},
            "major_gridlines": {"visible": True, "line": {"color": "#E2E2E2", "width": 0.5}},
            # The first rank is on top: the values then stand at the "high" end.
            "label_position": "high",
        }
    )
    chart.set_y_axis(
        {
            "name": "Place",
            "name_font": {"size": 9, "bold": False},
            "num_font": {"size": 9},
            "min": 0,
            "max": count + 1,
            "reverse": True,
            "num_format": "0",
            "major_gridlines": {"visible": False},
        }
    )
    chart.set_legend({"position": "bottom", "font": {"size": 9}})


def _words(measure: Measure, spread: Spread) -> str:
    """Say in words what a plot shows, for those who do not see it."""
    name = measure.title if measure.is_budget else f"indicateur n° {measure.name}"
    return (
        f"Nuage de points : {name}, {spread.returned} organismes du premier au dernier rang, avec "
        "les quartiles et l'objectif. Les mêmes valeurs sont dans les feuilles « Détail » et "
        "« Indicateurs »."
    )
