"""The sheet of the printed figures, which every other sheet of the workbook refers to."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from pycog.annexes.kit.page import Book, Page, cell, quoted
from pycog.annexes.kit.styles import NUMBER

if TYPE_CHECKING:
    from pycog.annexes.activity.activity_content import Report
    from pycog.conventions.facts.figures import KeyFigure

FIGURES: Final = "Chiffres clés"
HEADER: Final = 4
_LABEL, _PERIOD, _VALUE, _UNIT, _PRINTED, _SOURCE, _NOTE, _KEY = range(8)
_WIDTHS: Final = (48, 13, 20, 19, 27, 50, 46, 34)
#: Room for text of nine points, in the width of text of ten.
NINE: Final = 1.15
#: Units shown inside the number; the others count things and have a column of their own.
_SHOWN: Final = ("€", "j", "h", "min", "mois", "ans", "kg", "km", "m²")
_SIGNED: Final = "-evolution"


class FigureTable:
    """Where each figure stands on the sheet.

    Args:
        report: The report.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        convention = report.convention
        self.short_title = convention.short_title
        figures = [item for found in convention.figures.values() for item in found]
        self.themes: list[tuple[str, list[KeyFigure]]] = []
        self.places: dict[tuple[str, str], int] = {}
        themes: dict[str, list[KeyFigure]] = {}
        for item in figures:
            themes.setdefault(item.theme, []).append(item)
        row = HEADER + 1
        for theme, found in themes.items():
            self.themes.append((theme, found))
            row += 1
            for item in found:
                self.places.setdefault((item.key, item.period), row)
                row += 1
        self.last = row - 1

    def ref(self, name: str) -> str:
        """Return the reference of a figure from another sheet."""
        return f"'{FIGURES}'!{cell(self.places[self.report.split(name)], _VALUE, fixed=True)}"


def number_format(figure: KeyFigure, *, signed: bool | None = None) -> str:
    """Return the number format that shows a figure with the decimals it is printed with."""
    exact = Decimal(repr(figure.value)).scaleb(2 if figure.unit in {"%", "points"} else 0)
    exponent = exact.normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    if figure.unit == "€" and decimals:
        decimals = 2
    tail = f".{'0' * decimals}" if decimals else ""
    if figure.unit in {"%", "points"}:
        shown = f"0{tail}%" if figure.unit == "%" else f'0{tail}\\ "pt"'
    else:
        shown = f"#,##0{tail}" + (f'\\ "{figure.unit}"' if figure.unit in _SHOWN else "")
    if signed is None:
        signed = figure.key.endswith(_SIGNED)
    return f"+{shown};-{shown};{shown}" if signed else shown


def period_text(period: str) -> str:
    """Write a period as French readers do: ``12/2021``, ``07/2021 à 12/2021``."""
    return " à ".join("/".join(reversed(part.split("-"))) for part in period.split("/"))


def figure_formula(figure: KeyFigure, convention: str) -> str:
    """Return the live formula of a figure."""
    period = figure.period if figure.period.isdigit() else quoted(figure.period)
    found = f"COG_KEY_FIGURE({quoted(figure.key)},{period},{quoted(convention)})"
    # A difference of rates is a ratio; a number format cannot bring it to points.
    return f"{found}*100" if figure.unit == "points" else found


def write_figures(book: Book, table: FigureTable, source: str) -> None:
    """Add the sheet: one row a printed statement."""
    report = table.report
    page = book.page(FIGURES)
    page.columns(_WIDTHS)
    page.title(
        report.title,
        "Une ligne par chiffre imprimé, avec l'endroit où il l'est. La valeur est une formule ; "
        "un chiffre imprimé une deuxième fois est repris tel quel, pour comparaison.",
        legend=("computed", "printed"),
    )
    page.headers(
        HEADER,
        (
            "Chiffre",
            "Période",
            "Valeur",
            "Unité",
            "Imprimé",
            "Où",
            "Remarque",
            "Clé pour COG_KEY_FIGURE",
        ),
    )
    row = HEADER + 1
    for theme, figures in table.themes:
        for column in range(len(_WIDTHS)):
            page.value(row, column, None if column else theme, "heading")
        row += 1
        for figure in figures:
            _write(page, table, row, figure)
            row += 1
    page.quiet((HEADER + 1, _LABEL), (table.last, _KEY))
    page.sheet.freeze_panes(HEADER + 1, 1)
    page.sheet.autofilter(HEADER, _LABEL, table.last, _KEY)
    page.printing(
        heading=report.title, source=source, repeat=(HEADER, HEADER), area=(table.last, _NOTE)
    )


def _write(page: Page, table: FigureTable, row: int, figure: KeyFigure) -> None:
    number = number_format(figure)
    page.value(row, _LABEL, figure.label, "printed", indent=1, text_wrap=True)
    year = int(figure.period) if figure.period.isdigit() else period_text(figure.period)
    page.value(row, _PERIOD, year, "printed", NUMBER, align="center", text_wrap=True)
    if table.places[figure.key, figure.period] == row:
        page.formula(row, _VALUE, figure_formula(figure, table.report.id), "computed", number)
    else:
        value = figure.value * 100 if figure.unit == "points" else figure.value
        page.value(row, _VALUE, value, "printed", number)
    hidden = figure.unit in {*_SHOWN, "%", "points", "nombre", "rang"}
    page.value(row, _UNIT, None if hidden else figure.unit, "printed", text_wrap=True, indent=1)
    place = figure.citation.removeprefix(f"{table.short_title}, ")
    remark = " ".join(
        filter(
            None, ("Chiffre approché." if figure.approximate else "", figure.reading, figure.note)
        )
    )
    page.value(row, _PRINTED, figure.printed, "printed", text_wrap=True, indent=1)
    page.value(row, _SOURCE, place, "printed", text_wrap=True, font_size=9, indent=1)
    page.value(row, _NOTE, remark or None, "printed", text_wrap=True, font_size=9, indent=1)
    page.value(row, _KEY, figure.key, "printed", font_size=9)
    page.height(
        row,
        (
            (_WIDTHS[_LABEL] - 2, figure.label),
            (_WIDTHS[_PRINTED] - 2, figure.printed),
            (_WIDTHS[_UNIT] - 2, figure.unit),
            ((_WIDTHS[_SOURCE] - 2) * NINE, place),
            ((_WIDTHS[_NOTE] - 2) * NINE, remark),
            (_WIDTHS[_PERIOD], period_text(figure.period)),
        ),
    )
