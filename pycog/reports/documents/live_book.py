"""A workbook of figures: each a live formula, stored with the value that the report shows."""

from __future__ import annotations

import re
from typing import Any, Final

from pycog.annexes.kit.page import Book, Page, cell
from pycog.annexes.kit.styles import AMOUNT, DATE, DAYS, EVOLUTION, NUMBER, RATE, amount_format
from pycog.errors import CellError
from pycog.reports.documents.figure import Figure
from pycog.reports.documents.pictures import INK
from pycog.reports.documents.typography import legal
from pycog.values import Scalar

#: Kind of a figure → number format in Excel.
NUMBERS: Final = {
    "rate": RATE,
    "evolution": EVOLUTION,
    "amount": AMOUNT,
    "k€": amount_format("k€", 1),
    "M€": amount_format("M€", 1),
    "days": DAYS,
    "date": DATE,
    "number": NUMBER,
}
#: Letters that a cell holds.
_HELD: Final = 32_000
#: Excel takes neither a longer formula nor a longer text constant in one.
_FORMULA, _CONSTANT = 8_000, re.compile(r'"(?:[^"]|""){256,}"')


def known(figure: Figure) -> Scalar:
    """Return the value of a figure as a workbook stores it."""
    return figure.value.kind if isinstance(figure.value, CellError) else figure.value


class LiveBook(Book):
    """A workbook whose formulas come with the values that are already known."""

    def __init__(self, title: str, subject: str) -> None:
        self.known: dict[tuple[str, str], Scalar] = {}
        super().__init__(title, subject, self.known)

    def live(
        self,
        page: Page,
        place: tuple[int, int],
        formula: str,
        value: Scalar,
        kind: str,
        number: str = "",
        **extra: Any,
    ) -> None:
        """Write a formula with its value."""
        self.known[page.name, cell(*place)] = "" if value is None else value
        page.formula(*place, formula, kind, number, **extra)

    def figure(
        self,
        page: Page,
        place: tuple[int, int],
        figure: Figure,
        kind: str = "computed",
        **extra: Any,
    ) -> None:
        """Write a figure as its formula; nothing to show stays a dash."""
        if figure.value is None:
            page.value(*place, figure.shown, kind, **{"align": "center", **extra})
            return
        number = NUMBERS.get(figure.kind, "")
        look = dict(extra)
        if figure.number is None:
            look |= {"text_wrap": True, "align": "left", "indent": 1}
        value = known(figure)
        if _is_constant(figure):
            value = held(value) if isinstance(value, str) else value
            page.value(place[0], place[1], value, kind, number, **look)
        else:
            self.live(page, place, figure.formula, value, kind, number, **look)


def _is_constant(figure: Figure) -> bool:
    """Tell whether a figure stands as its value: a constant, or what no formula can hold."""
    typed = not re.search(r"[A-Z]\(|\{|\)-\(", figure.formula.partition('"')[0])
    return typed or len(figure.formula) > _FORMULA or bool(_CONSTANT.search(figure.formula))


def held(text: str) -> str:
    """Return a text without what a workbook cannot hold: no sign is lost unsaid."""
    known = legal(text)
    return known if len(known) <= _HELD else f"{known[:_HELD]} […]"


def finish_chart(
    chart: Any, title: str, unit: str, *, horizontal: bool, size: tuple[int, int]
) -> None:
    """Give a chart its title, its axes in French formats, its legend and its size."""
    number = {"taux": "0%", "montant": AMOUNT}.get(unit, "General")
    values = {
        "num_format": number,
        "num_font": {"size": 9},
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}},
    }
    names: dict[str, Any] = {"num_font": {"size": 9}, "line": {"color": "#BFC7D5"}}
    if horizontal:
        chart.set_y_axis({**names, "reverse": True})
        chart.set_x_axis({**values, "label_position": "high"})
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(values)
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": True, "color": INK}})
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.show_blanks_as("gap")
    chart.set_size({"width": size[0], "height": size[1]})
