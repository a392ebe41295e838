"""The look of the workbooks: one palette, a few kinds of cells, French number formats.

Colours are chosen so that a black-and-white print still tells the kinds apart:
input cells have a dashed frame, totals a darker ground and bold type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pycog.attainment import (
    DEFERRED,
    MET,
    NEUTRALISED,
    NO_TARGET,
    NOT_FILLED,
    NOT_MET,
    PARTLY_MET,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

#: Excel localises these codes: a French Excel shows "12 000 €" and "85,6 %".
AMOUNT: Final = '#,##0\\ "€"'
RATE: Final = "0.0%"
EVOLUTION: Final = "0.00%"
DAYS: Final = '0.0\\ "j"'
DATE: Final = "dd/mm/yyyy"
NUMBER: Final = "General"
GAP_AMOUNT: Final = '+#,##0\\ "€";-#,##0\\ "€";0\\ "€"'
GAP: Final = "+General;-General;0"
GAP_RATE: Final = "+0.0%;-0.0%;0.0%"
GAP_DAYS: Final = '+0.0\\ "j";-0.0\\ "j";0\\ "j"'
COUNT: Final = "0"


def amount_format(unit: str, decimals: int = 0, *, gap: bool = False) -> str:
    """Return the number format of amounts.

    Args:
        unit: ``"€"``, ``"k€"``, ``"M€"``, or ``""`` for amounts whose unit stands elsewhere.
        decimals: Decimals that the agreement prints; euros are shown without any.
        gap: Whether the sign is shown as well.
    """
    places = f".{'0' * decimals}" if decimals and unit != "€" else ""
    shown = f'#,##0{places}\\ "{unit}"' if unit else "#,##0.00####"
    nothing = f'0\\ "{unit}"' if unit else "0"
    return f"+{shown};-{shown};{nothing}" if gap else shown


NAVY: Final = "#1F3864"
PALE_BLUE: Final = "#E9EFF7"
MID_BLUE: Final = "#D3DEED"
YELLOW: Final = "#FFF8D6"
GREY: Final = "#8A8A8A"
GREEN: Final = "#DDEFD9"
ORANGE: Final = "#FBE3CC"
RED: Final = "#F2C4BE"
#: Series of a stacked chart, dark to light, so that grey levels stay distinct.
SERIES: Final = ("#1F3864", "#4F74B3", "#8FAADC", "#C9D7EE", "#7F7F7F", "#D0CECE")
#: Font of the title of a chart, and the lines behind its values.
CHART_TITLE: Final = {"size": 12, "bold": True, "color": NAVY}
CHART_GRID: Final = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}

#: Status of an indicator → look, in the order of the summary.
STATUS_LOOKS: Final[Mapping[str, dict[str, Any]]] = {
    MET: {"bg_color": GREEN},
    PARTLY_MET: {"bg_color": ORANGE},
    NOT_MET: {"bg_color": RED, "bold": True},
    NOT_FILLED: {"font_color": GREY, "italic": True},
    NO_TARGET: {"font_color": GREY, "italic": True},
    DEFERRED: {"font_color": GREY, "italic": True},
}
#: The same, with that of a year that is not judged.
LOOKS_WITH_NEUTRALISED: Final[Mapping[str, dict[str, Any]]] = {
    **STATUS_LOOKS,
    NEUTRALISED: {"font_color": GREY, "italic": True},
}

_BASE: Final = {"font_name": "Calibri", "font_size": 10, "valign": "vcenter"}
_GRID: Final = {"border": 1, "border_color": "#BFC7D5"}


@dataclass(frozen=True, slots=True)
class NamedStyle:
    """A cell style under its French name in Excel's style gallery.

    Attributes:
        name: As Excel lists it.
        legend: What the style tells the reader, in French.
        look: XlsxWriter properties.
    """

    name: str
    legend: str
    look: Mapping[str, Any] = field(default_factory=dict)


#: Kind → style. The order is the order of the ``xfId`` in the file, after "Normal".
STYLES: Final[dict[str, NamedStyle]] = {
    "input": NamedStyle(
        "COG Saisie", "À saisir", {"bg_color": YELLOW, "border": 3, "border_color": "#7F6000"}
    ),
    "computed": NamedStyle("COG Calcul", "Calculé", {"bg_color": PALE_BLUE, **_GRID}),
    "printed": NamedStyle("COG Référence", "Imprimé", {**_GRID}),
    "total": NamedStyle(
        "COG Total", "Total calculé", {"bg_color": MID_BLUE, "bold": True, **_GRID, "top": 2}
    ),
    "printed_total": NamedStyle("COG Total imprimé", "Total imprimé", {"bold": True, **_GRID}),
    "header": NamedStyle(
        "COG En-tête",
        "En-tête",
        {
            "bg_color": NAVY, "font_color": "#FFFFFF", "bold": True, "align": "center",
            "text_wrap": True, "border": 1, "border_color": "#FFFFFF",
        },
    ),
    "heading": NamedStyle(
        "COG Rubrique", "Rubrique", {"bold": True, "bg_color": "#F2F2F2", **_GRID}
    ),
    "title": NamedStyle("COG Titre", "Titre", {"bold": True, "font_size": 15, "font_color": NAVY}),
    "note": NamedStyle("COG Note", "Note", {"italic": True, "font_color": "#404040"}),
}  # fmt: skip

#: Kinds shown in the legend at the top of each sheet.
LEGEND: Final = ("input", "computed", "printed", "total")


class Styles:
    """The formats of one workbook, each created once.

    Args:
        book: The workbook that will own the formats.
    """

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._formats: dict[tuple[Any, ...], Format] = {}

    def get(self, kind: str, number: str = "", **extra: Any) -> Format:
        """Return the format of a kind of cell, with a number format and variations.

        Args:
            kind: A key of :data:`STYLES`, or ``"text"`` for plain text.
            number: An Excel number format code.
            extra: XlsxWriter properties that vary from the named style.
        """
        key = (kind, number, *sorted(extra.items()))
        if key not in self._formats:
            look = dict(STYLES[kind].look) if kind in STYLES else {}
            properties = {**_BASE, **look, **({"num_format": number} if number else {}), **extra}
            made = self._book.add_format(properties)
            made.xf_id = 1 + list(STYLES).index(kind) if kind in STYLES else 0
            self._formats[key] = made
        return self._formats[key]
