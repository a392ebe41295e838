"""The figures of the note of 2007: printed, recomputed, compared."""

from __future__ import annotations

from typing import Any, Final

from pycog.annexes.activity.activity_content import places
from pycog.annexes.activity.activity_figures import figure_formula
from pycog.annexes.kit.page import Book, Page, cell, span
from pycog.annexes.kit.styles import COUNT, DATE, GREEN, RATE, RED
from pycog.annexes.observatory.observatory_layout import (
    AXES,
    BUSINESS,
    ID,
    NOTE,
    PERIMETERS,
    PROCESSES,
    SUPPORT,
)
from pycog.budget.amounts import CONSISTENT
from pycog.conventions import Convention, load
from pycog.values import serial_of

_LABEL, _PROJECTS, _PRINTED, _COMPUTED, _VERDICT, _WHERE = range(6)
_WIDTHS: Final = (50, 13, 15, 15, 34, 58)
_TOP: Final = 4
_SHOWN_SHARE: Final = "0%"
_WRAP: Final[dict[str, Any]] = {"text_wrap": True, "font_size": 9, "indent": 1}


def write_note(book: Book, title: str, source: str) -> None:
    """Add the tables of the note."""
    note = load(ID)
    page = book.page(NOTE)
    page.columns(_WIDTHS)
    page.title(
        f"{title} – note de 2007",
        "Chaque part imprimée est recalculée sur les nombres de projets, et arrondie comme elle "
        "est imprimée.",
        legend=("computed", "printed", "total"),
    )
    by_perimeter = _write_shares(page, note, _TOP, "Périmètre", PERIMETERS)
    by_axis = _write_shares(page, note, by_perimeter + 2, "Axe", AXES)
    axes = {name: by_axis - len(AXES) + place - 1 for place, name in enumerate(AXES)}
    row = _write_processes(page, note, by_axis + 2, by_perimeter - 1, axes)
    last = _write_dates(page, note, row + 2)
    book_formats = page.book.workbook
    for value, color in ((CONSISTENT, GREEN), ("Écart", RED)):
        page.sheet.conditional_format(
            _TOP,
            _VERDICT,
            last,
            _VERDICT,
            {
                "type": "text",
                "criteria": "begins with",
                "value": value,
                "format": book_formats.add_format({"bg_color": color}),
            },
        )
    page.quiet((_TOP, 0), (last, _WHERE))
    page.sheet.freeze_panes(_TOP, 1)
    page.printing(
        heading=f"{title} – note de 2007",
        source=source,
        repeat=None,
        area=(last, _WHERE),
        one_page=True,
    )


def _write_shares(
    page: Page, note: Convention, header: int, heading: str, keys: dict[str, str]
) -> int:
    """Write the parts of the 189 projects, their total and its check; return the last row."""
    page.headers(
        header,
        (heading, "Projets", "Part imprimée", "Part recalculée", "Contrôle", "Où"),
        height=20,
    )
    total, first, last = header + len(keys) + 1, header + 1, header + len(keys)
    whole = cell(total, _PROJECTS, fixed=True)
    for row, (label, key) in enumerate(keys.items(), start=first):
        projects, printed = note.figures[key][0], note.figures[f"{key}-part"][0]
        page.value(row, _LABEL, label, "printed", indent=1)
        page.formula(row, _PROJECTS, figure_formula(projects, ID), "computed", COUNT)
        page.formula(row, _PRINTED, figure_formula(printed, ID), "computed", _SHOWN_SHARE)
        share = f"COG_SHARE({cell(row, _PROJECTS)},{whole})"
        page.formula(row, _COMPUTED, share, "computed", "0.00%")
        check = f"COG_CHECK_TOTAL(ROUND({cell(row, _COMPUTED)},2),{cell(row, _PRINTED)})"
        page.formula(row, _VERDICT, check, "computed", **_WRAP)
        where = places([projects, printed], note.short_title)
        page.value(row, _WHERE, where, "printed", **_WRAP)
    printed_total = note.figures["projets-retenus"][0]
    page.value(total, _LABEL, "Total imprimé", "total")
    page.formula(total, _PROJECTS, figure_formula(printed_total, ID), "total", COUNT)
    for column, number in ((_PRINTED, _SHOWN_SHARE), (_COMPUTED, "0.00%")):
        cells = span((first, column), (last, column))
        page.formula(total, column, f"SUM({cells})", "total", number)
    parts = span((first, _PROJECTS), (last, _PROJECTS))
    page.value(total, _VERDICT, None, "total")
    page.value(total, _WHERE, places([printed_total], note.short_title), "total", font_size=9)
    page.value(total + 1, _LABEL, "Contrôle de la somme", "printed", indent=1)
    page.formula(total + 1, _PROJECTS, f"SUM({parts})", "computed", COUNT)
    page.formula(total + 1, _VERDICT, f"COG_CHECK_TOTAL({parts},{whole})", "computed", **_WRAP)
    for column in (_PRINTED, _COMPUTED, _WHERE):
        page.value(total + 1, column, None, "printed")
    return total + 1


def _write_processes(
    page: Page, note: Convention, header: int, total: int, axes: dict[str, int]
) -> int:
    """Write the processes that the note counts; return the last row."""
    headings = ("Processus compté", "Projets", "Part des 189", "Part de l'axe", "Axe", "Où")
    page.headers(header, headings, height=20)
    counted = [(name, axis, key) for name, (axis, key) in PROCESSES.items() if key]
    row = header
    for row, (name, axis, key) in enumerate(counted, start=header + 1):
        figure = note.figures[key][0]
        page.value(row, _LABEL, name, "printed", indent=1)
        page.formula(row, _PROJECTS, figure_formula(figure, ID), "computed", COUNT)
        for column, below in ((_PRINTED, total), (_COMPUTED, axes[axis])):
            whole = cell(below, _PROJECTS, fixed=True)
            share = f"COG_SHARE({cell(row, _PROJECTS)},{whole})"
            page.formula(row, column, share, "computed", RATE)
        page.value(row, _VERDICT, axis, "printed", **_WRAP)
        page.value(row, _WHERE, places([figure], note.short_title), "printed", **_WRAP)
    first = header + 1
    for label, axis in (("Autres projets métiers", BUSINESS), ("Autres projets supports", SUPPORT)):
        row += 1
        counted_in = f'SUMIF({span((first, _VERDICT), (row - 1, _VERDICT))},"{axis}",'
        projects = span((first, _PROJECTS), (row - 1, _PROJECTS))
        whole = cell(axes[axis], _PROJECTS, fixed=True)
        page.value(row, _LABEL, label, "printed", indent=1)
        page.formula(row, _PROJECTS, f"{whole}-{counted_in}{projects})", "computed", COUNT)
        for column, below in ((_PRINTED, total), (_COMPUTED, axes[axis])):
            under = cell(below, _PROJECTS, fixed=True)
            share = f"COG_SHARE({cell(row, _PROJECTS)},{under})"
            page.formula(row, column, share, "computed", RATE)
        page.value(row, _VERDICT, axis, "printed", **_WRAP)
        page.value(
            row, _WHERE, "Différence : la note n'en donne pas le nombre.", "printed", **_WRAP
        )
    return row


def _write_dates(page: Page, note: Convention, header: int) -> int:
    page.headers(header, ("Échéance de la note", "Date"), height=20)
    row = header
    for row, item in enumerate(note.milestones, start=header + 1):
        page.value(row, _LABEL, item.what, "printed", **_WRAP)
        page.value(row, _PROJECTS, serial_of(item.due.last), "printed", DATE, align="center")
        page.sheet.set_row(row, 28)
    return row
