"""The sheet of shares: each part of a total, and the printed total against the sum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.annexes.activity.activity_content import Shares, places
from pycog.annexes.activity.activity_figures import number_format
from pycog.annexes.kit.page import Book, Page, cell, span

if TYPE_CHECKING:
    from pycog.annexes.activity.activity_figures import FigureTable

SHARES: Final = "Parts"
_TOP: Final = 4
_LABEL, _VALUE, _SHARE, _WHERE = range(4)
_WIDTHS: Final = (58, 24, 14, 60)
_RATE: Final = "0.00%"


def write_shares(book: Book, table: FigureTable, source: str) -> None:
    """Add the sheet: one block a total."""
    page = book.page(SHARES)
    report = table.report
    page.columns(_WIDTHS)
    page.title(
        f"{report.title} – parts",
        "Chaque total est comparé à la somme de ses parties. La part est rapportée au total "
        "imprimé s'il y en a un.",
        legend=("computed", "total", "printed"),
    )
    row = _TOP
    for shares in report.shares:
        row = _write_block(page, table, shares, row) + 2
    page.quiet((_TOP, _LABEL), (row, _WHERE))
    page.sheet.freeze_panes(_TOP, 1)
    page.printing(
        heading=f"{report.title} – parts", source=source, repeat=None, area=(row - 2, _WHERE)
    )


def _write_block(page: Page, table: FigureTable, shares: Shares, header: int) -> int:
    """Write the parts of one total; return the last row."""
    page.headers(header, (shares.title, "Valeur", "Part", "Où"), height=20)
    first = header + 1
    last = header + len(shares.parts)
    # The printed total stands below the computed one; what is left over needs only one total.
    total = last + 1 + (shares.total != "")
    whole = cell(total, _VALUE, fixed=True)
    number = ""
    for row, name in enumerate(shares.parts, start=first):
        figure = table.report.figure(name)
        number = number_format(figure)
        page.value(row, _LABEL, figure.label, "printed", indent=1)
        page.formula(row, _VALUE, table.ref(name), "computed", number)
        page.formula(row, _SHARE, f"COG_SHARE({cell(row, _VALUE)},{whole})", "computed", _RATE)
        page.value(
            row, _WHERE, places([figure], table.short_title), "printed", font_size=9, indent=1
        )
    parts = span((first, _VALUE), (last, _VALUE))
    if shares.rest:
        page.value(last + 1, _LABEL, shares.rest, "printed", indent=1)
        page.formula(last + 1, _VALUE, f"{whole}-SUM({parts})", "computed", number)
    else:
        page.value(last + 1, _LABEL, "Somme des parties", "total")
        page.formula(last + 1, _VALUE, f"SUM({parts})", "total", number)
    kind = "computed" if shares.rest else "total"
    # Not COG_SHARE: a sum of cents may exceed its total by a rounding of the sixteenth digit.
    page.formula(last + 1, _SHARE, f"{cell(last + 1, _VALUE)}/{whole}", kind, _RATE)
    page.value(last + 1, _WHERE, None, "printed" if shares.rest else "total")
    if not shares.total:
        return last + 1
    return _write_total(page, table, shares, total, parts)


def _write_total(page: Page, table: FigureTable, shares: Shares, row: int, parts: str) -> int:
    figure = table.report.figure(shares.total)
    page.value(row, _LABEL, f"Total imprimé : {figure.label}", "printed_total")
    number = number_format(figure)
    page.formula(row, _VALUE, table.ref(shares.total), "computed", number, bold=True)
    page.value(row, _SHARE, None, "printed_total")
    page.value(row, _WHERE, places([figure], table.short_title), "printed", font_size=9, indent=1)
    if shares.rest:
        return row
    page.value(row + 1, _LABEL, "Contrôle", "printed", indent=1)
    check = f"COG_CHECK_TOTAL({parts},{cell(row, _VALUE)})"
    page.formula(row + 1, _VALUE, check, "computed", align="center", text_wrap=True)
    for column in (_SHARE, _WHERE):
        page.value(row + 1, column, None, "printed")
    return row + 1
