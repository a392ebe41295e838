"""The sheet of evolutions: each figure against the earlier one, printed or deduced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pycog.annexes.activity.activity_content import Change, RateChange, places
from pycog.annexes.activity.activity_figures import NINE, number_format, period_text
from pycog.annexes.kit.page import Book, Page, cell
from pycog.annexes.kit.styles import RATE, RED

if TYPE_CHECKING:
    from pycog.annexes.activity.activity_figures import FigureTable
    from pycog.conventions.facts.figures import KeyFigure

CHANGES: Final = "Évolutions"
HEADER: Final = 4
_LABEL, _WHEN, BEFORE, _HOW, AFTER, _GAP, _COMPUTED, _PRINTED, _AGREES, _WHERE = range(10)
_WIDTHS: Final = (44, 11, 15, 13, 15, 13, 13, 13, 11, 50)
_PRINTED_BEFORE, _DEDUCED = "Imprimée", "Déduite"
_SIGNED: Final = "+0.00%;-0.00%;0.00%"
_POINTS: Final = '+0.0\\ "pt";-0.0\\ "pt";0.0\\ "pt"'
_CENTER: Final[dict[str, Any]] = {"align": "center"}


class ChangeTable:
    """Where each evolution stands on the sheet.

    Args:
        figures: The sheet of the figures.
    """

    def __init__(self, figures: FigureTable) -> None:
        self.figures, self.report = figures, figures.report
        self.rows = {
            item.key if isinstance(item, Change) else item.label: row
            for row, item in enumerate(self.report.changes, start=HEADER + 1)
        }
        self.last = HEADER + len(self.report.changes)

    def ref(self, name: str, column: int) -> str:
        """Return the reference of the earlier or later value from another sheet."""
        return f"'{CHANGES}'!{cell(self.rows[name], column, fixed=True)}"


def write_changes(book: Book, table: ChangeTable, source: str) -> None:
    """Add the sheet."""
    page = book.page(CHANGES)
    report = table.report
    page.columns(_WIDTHS)
    page.title(
        f"{report.title} – évolutions",
        "La valeur de comparaison est imprimée, ou déduite de l'évolution ou de l'écart imprimé. "
        "Pour un taux, l'écart est en points.",
        legend=("computed", "printed"),
    )
    page.headers(
        HEADER,
        (
            "Chiffre",
            "Comparé à",
            "Valeur de comparaison",
            "Comparaison",
            "Valeur",
            "Écart",
            "Évolution recalculée",
            "Évolution imprimée",
            "Se retrouve",
            "Où",
        ),
    )
    for item in report.changes:
        if isinstance(item, Change):
            _write_change(page, table, item)
        else:
            _write_rate(page, table, item)
    mark(page, (HEADER + 1, _AGREES), (table.last, _AGREES))
    page.quiet((HEADER + 1, _LABEL), (table.last, _WHERE))
    page.sheet.freeze_panes(HEADER + 1, 1)
    page.printing(
        heading=f"{report.title} – évolutions",
        source=source,
        repeat=(HEADER, HEADER),
        area=(table.last, _WHERE),
    )


def _write_change(page: Page, table: ChangeTable, item: Change) -> None:
    row = table.rows[item.key]
    figure = table.report.figure(item.key)
    number = number_format(figure)
    printed = item.printed and table.report.figure(item.printed)
    by = item.by and table.report.figure(item.by)
    before = item.before and table.report.figure(item.before)
    other = "" if figure.period == table.report.period else f", {period_text(figure.period)}"
    page.value(row, _LABEL, f"{figure.label}{other}", "printed", indent=1, text_wrap=True)
    when = period_text(before.period) if before else str(int(figure.period[:4]) - 1)
    page.value(row, _WHEN, when, "printed", align="center")
    page.value(row, _HOW, _PRINTED_BEFORE if before else _DEDUCED, "printed", align="center")
    page.formula(row, AFTER, table.figures.ref(item.key), "computed", number)
    if before:
        page.formula(row, BEFORE, table.figures.ref(item.before), "computed", number)
    elif by:
        # Points are shown times a hundred.
        gap = table.figures.ref(item.by) + ("/100" if by.unit == "points" else "")
        deduced = (
            f"COG_BASE({cell(row, AFTER)},{gap})"
            if by.unit == "%"
            else (f"{cell(row, AFTER)}-{gap}")
        )
        # A deduced count is no whole number; it is shown as one.
        page.formula(row, BEFORE, deduced, "computed", number)
    rate = figure.unit == "%"
    _write_gap(page, row, "" if rate else number_format(figure, signed=True))
    # An evolution that gives the earlier value cannot be checked with it.
    if rate or (by and by.unit == "%"):
        page.value(row, _COMPUTED, None, "computed")
    else:
        evolution = f"COG_EVOLUTION({cell(row, BEFORE)},{cell(row, AFTER)})"
        page.formula(row, _COMPUTED, evolution, "computed", _SIGNED)
    shown = printed or (by if by and by.unit == "%" else None)
    _write_printed(page, table, row, item.printed or (item.by if shown else ""), bool(printed))
    _write_where(page, table, row, [figure, *(found for found in (before, by, printed) if found)])


def _write_gap(page: Page, row: int, number: str) -> None:
    gap = f"{cell(row, AFTER)}-{cell(row, BEFORE)}"
    if number:
        page.formula(row, _GAP, gap, "computed", number)
    else:
        page.formula(row, _GAP, f"({gap})*100", "computed", _POINTS)


def _write_printed(page: Page, table: ChangeTable, row: int, name: str, compared: bool) -> None:
    """Write the printed evolution, and whether the computed one rounds to it."""
    if not name:
        page.value(row, _PRINTED, None, "printed")
        page.value(row, _AGREES, None, "printed")
        return
    figure = table.report.figure(name)
    number = number_format(figure, signed=True)
    page.formula(row, _PRINTED, table.figures.ref(name), "computed", number)
    if not compared:
        page.value(row, _AGREES, None, "printed")
        return
    decimals = 2 + (len(number.split(";")[0].partition(".")[2].rstrip("%")))
    page.formula(
        row,
        _AGREES,
        agreement(cell(row, _COMPUTED), cell(row, _PRINTED), decimals),
        "computed",
        **_CENTER,
    )


def agreement(computed: str, printed: str, decimals: int) -> str:
    """Return the formula that says whether a result rounds to what is printed."""
    return f'IF(ROUND({computed},{decimals})=ROUND({printed},{decimals}),"Oui","Non")'


def mark(page: Page, first: tuple[int, int], last: tuple[int, int]) -> None:
    """Colour the cells where a result does not round to what is printed."""
    shown = page.book.workbook.add_format({"bg_color": RED})
    page.sheet.conditional_format(
        *first, *last, {"type": "cell", "criteria": "==", "value": '"Non"', "format": shown}
    )


def _write_rate(page: Page, table: ChangeTable, item: RateChange) -> None:
    row = table.rows[item.label]
    above, below = table.rows[item.above], table.rows[item.below]
    page.value(row, _LABEL, item.label, "printed", indent=1, text_wrap=True)
    year = int(table.report.figure(item.above).period[:4])
    page.value(row, _WHEN, str(year - 1), "printed", align="center")
    page.value(row, _HOW, _DEDUCED, "printed", align="center")
    for column in (BEFORE, AFTER):
        rate = f"COG_RATE({cell(above, column)},{cell(below, column)})"
        page.formula(row, column, rate, "computed", RATE)
    _write_gap(page, row, "")
    evolution = f"COG_EVOLUTION({cell(row, BEFORE)},{cell(row, AFTER)})"
    page.formula(row, _COMPUTED, evolution, "computed", _SIGNED)
    _write_printed(page, table, row, item.printed, compared=bool(item.printed))
    figures = [table.report.figure(name) for name in (item.above, item.below)]
    _write_where(page, table, row, figures)


def _write_where(page: Page, table: ChangeTable, row: int, figures: list[KeyFigure]) -> None:
    text = places(figures, table.figures.short_title)
    page.value(row, _WHERE, text, "printed", text_wrap=True, font_size=9, indent=1)
    label = table.report.changes[row - HEADER - 1]
    name = label.label if isinstance(label, RateChange) else figures[0].label
    page.height(row, ((_WIDTHS[_LABEL] - 2, name), ((_WIDTHS[_WHERE] - 2) * NINE, text)))
