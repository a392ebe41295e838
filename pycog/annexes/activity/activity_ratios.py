"""The sheet of ratios: rates, means, averages per working day, densities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pycog.annexes.activity.activity_changes import agreement, mark
from pycog.annexes.activity.activity_content import WORKING_DAYS, Ratio, RatioGroup, places
from pycog.annexes.activity.activity_figures import NINE, number_format
from pycog.annexes.kit.page import Book, Page, cell, span
from pycog.annexes.kit.styles import COUNT, DATE
from pycog.budget.approval import public_holidays
from pycog.values import serial_of

if TYPE_CHECKING:
    from pycog.annexes.activity.activity_figures import FigureTable

RATIOS: Final = "Rapports"
_POPULATION_ROW, _DAYS_ROW, _TOP = 4, 5, 7
_LABEL, _ABOVE, _BELOW, _RESULT, _PRINTED, _AGREES, _WHERE = range(7)
_WIDTHS: Final = (62, 17, 17, 18, 13, 13, 62)
_RATE: Final = "0.00%"
_PER: Final = 100_000
_CENTER: Final[dict[str, Any]] = {"align": "center"}


def write_ratios(book: Book, table: FigureTable, source: str) -> None:
    """Add the sheet: what is typed, the groups of ratios, the densities, the holidays."""
    page = book.page(RATIOS)
    report = table.report
    page.columns(_WIDTHS)
    page.title(
        f"{report.title} – rapports",
        "Taux, moyennes, moyennes par jour ouvré et densités. « Se retrouve » : le résultat "
        "s'arrondit au chiffre imprimé.",
        legend=("input", "computed", "printed"),
    )
    row = _TOP
    for group in report.ratios:
        row = _write_group(page, table, group, row) + 2
    if report.densities:
        row = _write_densities(page, table, row) + 2
    last = _write_parameters(page, table, row)
    mark(page, (_TOP, _AGREES), (last, _AGREES))
    page.quiet((_TOP, _LABEL), (last, _WHERE))
    page.sheet.freeze_panes(_TOP - 1, 1)
    page.printing(
        heading=f"{report.title} – rapports", source=source, repeat=None, area=(last, _WHERE)
    )


def _write_parameters(page: Page, table: FigureTable, first: int) -> int:
    """Write population and working days on top, the public holidays at the bottom."""
    report = table.report
    if report.population:
        page.value(_POPULATION_ROW, _LABEL, report.population, "printed", indent=1)
        page.value(_POPULATION_ROW, _ABOVE, None, "input", "#,##0")
    page.value(_DAYS_ROW, _LABEL, f"Jours ouvrés de {report.year}", "printed", indent=1)
    days = sorted(public_holidays(report.year))
    holidays = span((first + 1, _ABOVE), (first + len(days), _ABOVE), fixed=True)
    bounds = f"DATE({report.year},1,1),DATE({report.year},12,31)"
    page.formula(_DAYS_ROW, _ABOVE, f"NETWORKDAYS({bounds},{holidays})", "computed", COUNT)
    page.headers(
        first, ("Jours ouvrés : du lundi au vendredi, hors jours fériés", "Jours fériés"), height=32
    )
    for row, day in enumerate(days, start=first + 1):
        page.value(row, _LABEL, None, "printed")
        page.value(row, _ABOVE, serial_of(day), "printed", DATE, **_CENTER)
    return first + len(days)


def _write_group(page: Page, table: FigureTable, group: RatioGroup, header: int) -> int:
    page.headers(
        header,
        (group.title, "Numérateur", "Dénominateur", "Résultat", "Imprimé", "Se retrouve", "Où"),
        height=20,
    )
    row = header
    for row, ratio in enumerate(group.ratios, start=header + 1):
        _write_ratio(page, table, ratio, row)
    return row


def _write_ratio(page: Page, table: FigureTable, ratio: Ratio, row: int) -> None:
    report = table.report
    above = report.figure(ratio.above)
    figures = [above]
    page.value(row, _LABEL, ratio.label, "printed", indent=1, text_wrap=True)
    page.formula(row, _ABOVE, table.ref(ratio.above), "computed", number_format(above))
    if ratio.below == WORKING_DAYS:
        page.formula(row, _BELOW, cell(_DAYS_ROW, _ABOVE, fixed=True), "computed", '0\\ "jours"')
    else:
        below = report.figure(ratio.below)
        figures.append(below)
        page.formula(row, _BELOW, table.ref(ratio.below), "computed", number_format(below))
    terms = f"{cell(row, _ABOVE)},{cell(row, _BELOW)}"
    if ratio.unit == "%":
        page.formula(row, _RESULT, f"COG_RATE({terms})", "computed", _RATE, bold=True)
    else:
        tail = f".{'0' * ratio.decimals}" if ratio.decimals else ""
        unit = f'\\ "{ratio.unit}"' if ratio.unit else ""
        mean = terms.replace(",", "/")
        page.formula(row, _RESULT, mean, "computed", f"#,##0{tail}{unit}", bold=True)
    if ratio.printed:
        figures.append(report.figure(ratio.printed))
    _write_printed(page, table, ratio, row)
    where = places(figures, table.short_title)
    page.value(row, _WHERE, where, "printed", text_wrap=True, font_size=9, indent=1)
    page.height(row, ((_WIDTHS[_LABEL] - 2, ratio.label), ((_WIDTHS[_WHERE] - 2) * NINE, where)))


def _write_printed(page: Page, table: FigureTable, ratio: Ratio, row: int) -> None:
    if not ratio.printed:
        page.value(row, _PRINTED, None, "printed")
        page.value(row, _AGREES, None, "printed")
        return
    number = number_format(table.report.figure(ratio.printed))
    page.formula(row, _PRINTED, table.ref(ratio.printed), "computed", number)
    decimals = len(number.partition(".")[2].partition("%")[0].partition("\\")[0])
    if ratio.unit == "%":
        decimals += 2
    page.formula(
        row,
        _AGREES,
        agreement(cell(row, _RESULT), cell(row, _PRINTED), decimals),
        "computed",
        **_CENTER,
    )


def _write_densities(page: Page, table: FigureTable, header: int) -> int:
    """Write the figures for 100 000 inhabitants; blank until a population is typed."""
    report = table.report
    title = "Densités pour 100 000 habitants"
    page.headers(
        header,
        (title, "Nombre", "Population", "Densité", "", "", "Où"),
        height=20,
    )
    population = cell(_POPULATION_ROW, _ABOVE, fixed=True)
    row = header
    for row, name in enumerate(report.densities, start=header + 1):
        figure = report.figure(name)
        page.value(row, _LABEL, figure.label, "printed", indent=1)
        page.formula(row, _ABOVE, table.ref(name), "computed", number_format(figure))
        page.formula(row, _BELOW, f'IF({population}="","",{population})', "computed", "#,##0")
        density = f'IF({population}="","",{cell(row, _ABOVE)}/{population}*{_PER})'
        page.formula(row, _RESULT, density, "computed", "#,##0.0", bold=True)
        for column in (_PRINTED, _AGREES):
            page.value(row, column, None, "printed")
        page.value(
            row, _WHERE, places([figure], table.short_title), "printed", font_size=9, indent=1
        )
    return row
