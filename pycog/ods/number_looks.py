"""How an OpenDocument workbook shows its numbers, for the text beside each value.

LibreOffice shows a number by its style and looks at no text; other readers and previews take
the text. Styles with conditions or fractions are shown plainly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

from pycog.ods.content_scan import NUMBER, STYLE
from pycog.values import format_number

_KINDS: Final = ("number-style", "percentage-style", "currency-style")
_MOMENTS: Final = {"date-style": "date", "time-style": "time"}
_NUMBER: Final = f"{{{NUMBER}}}"
_STYLE: Final = f"{{{STYLE}}}"


@dataclass(frozen=True, slots=True)
class Look:
    """How one style shows a number.

    Attributes:
        percentage: Whether it is shown times 100.
        decimals: Digits after the comma.
        before: Text before it, such as a currency.
        after: Text after it.
    """

    percentage: bool
    decimals: int
    before: str = ""
    after: str = ""


class Looks:
    """The looks of the cell styles of a document."""

    def __init__(self, *roots: ElementTree.Element) -> None:
        """Read the styles of the given parts, the later ones first."""
        self._data: dict[str, Look] = {}
        self._moments: dict[str, str] = {}
        self._of_cells: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        for root in roots:
            for element in root.iter():
                self._note(element)

    def _note(self, element: ElementTree.Element) -> None:
        space, _, local = element.tag.rpartition("}")
        if f"{space}}}" == _NUMBER and local in _KINDS:
            self._data[element.get(f"{_STYLE}name", "")] = _look(element, local)
        elif f"{space}}}" == _NUMBER and local in _MOMENTS:
            self._moments[element.get(f"{_STYLE}name", "")] = _MOMENTS[local]
        elif element.tag == f"{_STYLE}style" and element.get(f"{_STYLE}family") == "table-cell":
            name = element.get(f"{_STYLE}name", "")
            self._of_cells[name] = element.get(f"{_STYLE}data-style-name", "")
            self._parents[name] = element.get(f"{_STYLE}parent-style-name", "")

    def _data_style(self, style: str) -> str:
        """Return the number style of a cell style, its own or that of a parent."""
        for _ in range(20):  # parents of parents end somewhere, unless the file is faulty
            data = self._of_cells.get(style, "")
            if data or not style:
                return data
            style = self._parents.get(style, "")
        return ""

    def kind(self, style: str) -> str:
        """Return the type of value that a cell style is made for: ``float``, ``date``…"""
        data = self._data_style(style)
        if data in self._moments:
            return self._moments[data]
        look = self._data.get(data)
        return "percentage" if look is not None and look.percentage else "float"

    def shown(self, value: float, style: str, kind: str) -> str:
        """Return a number as a cell of that style shows it in French."""
        look = self._data.get(self._data_style(style))
        if look is None:
            if kind == "percentage":
                return f"{format_number(value * 100, 2)} %"
            return format_number(value)
        text = format_number(value * 100 if look.percentage else value, look.decimals)
        whole, _, digits = text.partition(",")
        if look.decimals:
            text = f"{whole},{digits:0<{look.decimals}}"
        return f"{look.before}{text}{look.after}"


def _look(element: ElementTree.Element, local: str) -> Look:
    """Read a number style: its one number, and the texts before and after it."""
    decimals, before, after, seen = 0, "", "", False
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name in ("number", "scientific-number"):
            decimals = int(child.get(f"{_NUMBER}decimal-places", "0"))
            seen = True
        elif name in ("text", "currency-symbol"):
            text = child.text or ""
            before, after = (before, after + text) if seen else (before + text, after)
    return Look(local == "percentage-style", decimals, before, after)
