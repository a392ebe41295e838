"""The summary of the register: counts and shares, beside those of 2007."""

from __future__ import annotations

from typing import Final

from pycog.annexes.activity.activity_figures import figure_formula
from pycog.annexes.kit.page import Book, Page, cell, span
from pycog.annexes.kit.styles import CHART_GRID, CHART_TITLE, COUNT, RATE, SERIES
from pycog.annexes.observatory.observatory_layout import (
    AXES,
    AXIS,
    CHECK,
    ENTRIES,
    ID,
    LIST_FIRST,
    LIST_PROCESS,
    LIST_REGION,
    LIST_STAKE,
    LIST_STATUS,
    LISTS,
    PERIMETER,
    PERIMETERS,
    PROCESS,
    PROCESSES,
    REGION,
    STAKE,
    STATUS,
    SUMMARY,
    column_of,
    list_range,
    list_rows,
)
from pycog.conventions import load

_LABEL, _COUNT, _SHARE, _COUNT_2007, _SHARE_2007, _GAP = range(6)
#: First column of the blocks that the note says nothing of, beside the others.
_RIGHT: Final = 7
_WIDTHS: Final = (44, 11, 11, 11, 11, 11, 2, 36, 11, 11)
_FILTER_ROW: Final = 3
_TOTAL_ROW: Final = 5
_TOP: Final = 7
_POINTS: Final = '+0.0\\ "pt";-0.0\\ "pt";0.0\\ "pt"'
_HEADINGS: Final = ("Projets", "Part", "Projets 2007", "Part 2007", "Écart")
_BELOW_CHART: Final = 26


def write_summary(book: Book, title: str, source: str) -> None:
    """Add the summary."""
    page = book.page(SUMMARY)
    page.columns(_WIDTHS)
    page.title(
        f"{title} – synthèse",
        "Tout suit le registre. Les colonnes 2007 reprennent les projets retenus de la note.",
        legend=("input", "computed", "printed", "total"),
    )
    _write_filter(page)
    row = _write_block(page, _TOP, "Périmètre", tuple(PERIMETERS), PERIMETER, dict(PERIMETERS))
    row = _write_block(page, row + 2, "Axe", tuple(AXES), AXIS, dict(AXES))
    left = _write_list(page, (row + 2, 0), "Processus", PROCESS, LIST_PROCESS)
    right = _BELOW_CHART - 2
    for heading, column, choices in (
        ("Statut", STATUS, LIST_STATUS),
        ("Enjeu", STAKE, LIST_STAKE),
        ("Région", REGION, LIST_REGION),
    ):
        right = _write_list(page, (right + 2, _RIGHT), heading, column, choices)
    _write_chart(page)
    last = max(left, right)
    page.quiet((_FILTER_ROW, 0), (last, _RIGHT + _SHARE))
    page.sheet.freeze_panes(_TOP, 1)
    page.printing(
        heading=f"{title} – synthèse", source=source, repeat=None, area=(last, _RIGHT + _SHARE)
    )


def _write_filter(page: Page) -> None:
    page.value(_FILTER_ROW, 0, "Statut compté (vide : tous) :", "text", align="right")
    page.value(_FILTER_ROW, _COUNT, None, "input", align="center")
    page.sheet.data_validation(
        _FILTER_ROW,
        _COUNT,
        _FILTER_ROW,
        _COUNT,
        {
            "validate": "list",
            "source": f"={list_range(LIST_STATUS)}",
            "error_type": "warning",
            "error_title": "Statut",
            "error_message": "Choisissez un statut de la liste.",
        },
    )
    page.value(_TOTAL_ROW, 0, "Projets du registre", "total")
    page.formula(_TOTAL_ROW, _COUNT, _counted(f'{column_of(CHECK)},"?*"'), "total", COUNT)
    page.value(_TOTAL_ROW, _SHARE, None, "total")
    _write_2007(page, _TOTAL_ROW, "projets-retenus", "total")
    page.value(_TOTAL_ROW, _SHARE_2007, None, "total")
    page.value(_TOTAL_ROW, _GAP, None, "total")


def _counted(criteria: str) -> str:
    """Return the count of the rows that meet criteria, of the chosen status if there is one."""
    chosen = cell(_FILTER_ROW, _COUNT, fixed=True)
    return f'IF({chosen}="",COUNTIFS({criteria}),COUNTIFS({criteria},{column_of(STATUS)},{chosen}))'


def _write_block(
    page: Page,
    header: int,
    heading: str,
    labels: tuple[str, ...],
    column: int,
    keys: dict[str, str],
) -> int:
    """Write counts and shares of fixed labels, then what has none; return the last row."""
    page.headers(header, (heading, *_HEADINGS), height=20)
    for row, label in enumerate(labels, start=header + 1):
        page.value(row, _LABEL, label, "printed", indent=1)
        _write_line(page, (row, 0), column)
        _write_then(page, row, keys[label])
    return _write_rest(page, (header, 0), header + len(labels))


def _write_list(page: Page, at: tuple[int, int], heading: str, column: int, choices: int) -> int:
    """Write counts and shares of the entries of a list, an officer's own included."""
    header, left = at
    headings = (heading, *_HEADINGS)
    for place, text in enumerate(headings if left == 0 else headings[: _SHARE + 1]):
        page.value(header, left + place, text, "header")
    entries = ENTRIES[choices]
    for place in range(list_rows(choices)):
        row = header + 1 + place
        entry = f"{LISTS}!{cell(LIST_FIRST + place, choices, fixed=True)}"
        page.formula(row, left, f'IF({entry}="","",{entry})', "computed", indent=1)
        _write_line(page, (row, left), column)
        if left == 0:
            name = entries[place] if place < len(entries) else ""
            _write_then(page, row, PROCESSES[name][1] if name else "")
    return _write_rest(page, at, header + list_rows(choices))


def _write_line(page: Page, at: tuple[int, int], column: int) -> None:
    row, left = at
    label, count = cell(row, left), cell(row, left + _COUNT)
    counted = _counted(f"{column_of(column)},{label}")
    page.formula(row, left + _COUNT, f'IF({label}="","",{counted})', "computed", COUNT)
    total = cell(_TOTAL_ROW, _COUNT, fixed=True)
    share = f'IF(OR({count}="",{total}=0),"",COG_SHARE({count},{total}))'
    page.formula(row, left + _SHARE, share, "computed", RATE)


def _write_then(page: Page, row: int, key: str) -> None:
    """Write what the note counts, and how far the register is from it."""
    if not key:
        for other in (_COUNT_2007, _SHARE_2007, _GAP):
            page.value(row, other, None, "printed")
        return
    _write_2007(page, row, key, "computed")
    whole = cell(_TOTAL_ROW, _COUNT_2007, fixed=True)
    share = f"COG_SHARE({cell(row, _COUNT_2007)},{whole})"
    page.formula(row, _SHARE_2007, share, "computed", RATE)
    mine, then = cell(row, _SHARE), cell(row, _SHARE_2007)
    page.formula(row, _GAP, f'IF({mine}="","",({mine}-{then})*100)', "computed", _POINTS)


def _write_2007(page: Page, row: int, key: str, kind: str) -> None:
    figure = load(ID).figures[key][0]
    page.formula(row, _COUNT_2007, figure_formula(figure, ID), kind, COUNT)


def _write_rest(page: Page, at: tuple[int, int], last: int) -> int:
    """Write how many projects the lines above leave out."""
    header, left = at
    row = last + 1
    counts = span((header + 1, left + _COUNT), (last, left + _COUNT))
    total = cell(_TOTAL_ROW, _COUNT, fixed=True)
    page.value(row, left, "Non renseigné ou hors liste", "total")
    page.formula(row, left + _COUNT, f"{total}-SUM({counts})", "total", COUNT)
    for column in range(_SHARE, _GAP + 1 if left == 0 else _SHARE + 1):
        page.value(row, left + column, None, "total")
    return row


def _write_chart(page: Page) -> None:
    chart = page.book.chart({"type": "column"})
    first, end = _TOP + 1, _TOP + len(PERIMETERS)
    for place, (name, column) in enumerate((("Registre", _SHARE), ("2007", _SHARE_2007))):
        chart.add_series(
            {
                "name": name,
                "categories": [SUMMARY, first, _LABEL, end, _LABEL],
                "values": [SUMMARY, first, column, end, column],
                "fill": {"color": SERIES[2 * place]},
                "border": {"color": "#404040", "width": 0.5},
                "gap": 60,
                "data_labels": {"value": True, "num_format": "0%", "font": {"size": 9}},
            }
        )
    chart.set_title({"name": "Part des projets par périmètre", "name_font": CHART_TITLE})
    chart.set_y_axis({"num_format": "0%", "min": 0, "major_gridlines": CHART_GRID})
    chart.set_x_axis({"num_font": {"size": 9}})
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_size({"width": 405, "height": 380})
    page.sheet.insert_chart(
        _TOTAL_ROW,
        _RIGHT,
        chart,
        {
            "x_offset": 4,
            "object_position": 2,
            "description": "Colonnes : part des projets de chaque périmètre, dans le registre et "
            "dans la note de 2007. Les mêmes parts sont dans le premier tableau.",
        },
    )
