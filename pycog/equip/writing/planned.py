"""A sheet as it is planned: its cells, how they look, and its XML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from pycog.xlsx.added_styles import Look
from pycog.xlsx.cells import address, column_letters, number_text, text_bytes
from pycog.xlsx.custom_calls import stored_formula
from pycog.xlsx.formulas import quoted

_NAVY: Final = "1F3864"
PLAIN: Final = Look()
WRAPPED: Final = Look(wrap=True)
CENTERED: Final = Look(align="center")
WRAPPED_CENTERED: Final = Look(wrap=True, align="center")
TITLE: Final = Look(bold=True, color=_NAVY, size=14)
HEADING: Final = Look(bold=True, fill=_NAVY, color="FFFFFF", wrap=True)
INPUT: Final = Look(fill="FFF8D6", wrap=True)
RATE: Final = Look(number="0.0%")
#: The same where a printed target in words may stand instead.
TARGET_RATE: Final = Look(number="0.0%", wrap=True, align="right")
TARGET_NUMBER: Final = Look(wrap=True, align="right")
AMOUNT: Final = Look(number="#,##0")
#: Amounts of another unit: 0,31 M€ is no zero.
_AMOUNTS: Final = {"k€": Look(number="#,##0.0"), "M€": Look(number="#,##0.00")}
#: As it is: « #,##0.## » would show the decimal comma of a whole number alone, « 3, ».
NUMBER: Final = Look()


def amount_look(unit: str) -> Look:
    """Return how amounts of a unit look: decimals where its smallest sums are parts of one.

    Args:
        unit: ``"€"``, ``"k€"``, ``"M€"``, or ``""`` where nothing tells it.
    """
    return _AMOUNTS.get(unit, AMOUNT)


class Live(str):
    """A formula, without an equals sign and with our functions under their own names."""

    __slots__ = ()


class Cell(NamedTuple):
    """A cell: a text, a number or a formula."""

    content: str | float
    look: Look = PLAIN

    @property
    def formula(self) -> str | None:
        """The formula as Excel stores it, without an equals sign; ``None`` for a value."""
        return _stored(self.content) if isinstance(self.content, Live) else None


@lru_cache(maxsize=1 << 13)
def _stored(formula: str) -> str:
    """Return a formula as Excel stores it: each is written, remembered and compared."""
    return stored_formula(formula)


@dataclass(slots=True)
class PlannedSheet:
    """A sheet that is filled from top to bottom.

    Attributes:
        name: As shown.
        widths: Widths of its columns, from the first.
        cells: Row and column, counted from 1, → cell.
        row: The next row to fill.
        frozen: Rows that stay in view.
        titles: First and last row that every printed page repeats.
    """

    name: str
    widths: tuple[float, ...]
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    row: int = 1
    frozen: int = 0
    titles: tuple[int, int] = (1, 1)

    def add(self, cells: Iterable[Cell | None]) -> int:
        """Fill the next row and return its number."""
        row = self.row
        for column, cell in enumerate(cells, 1):
            if cell is not None and cell.content != "":
                self.cells[row, column] = cell
        self.row += 1
        return row

    def heading(self, texts: Iterable[str]) -> int:
        """Fill the next row with the headings of columns."""
        return self.add(Cell(text, HEADING) for text in texts)

    def print_names(self) -> dict[str, str]:
        """Return the names that say what is printed: the area, and the titles of each page."""
        height = max(row for row, _ in self.cells)
        area = f"$A$1:${column_letters(len(self.widths))}${height}"
        first, last = self.titles
        return {
            "_xlnm.Print_Area": f"{quoted(self.name)}!{area}",
            "_xlnm.Print_Titles": f"{quoted(self.name)}!${first}:${last}",
        }

    @property
    def looks(self) -> list[Look]:
        """The looks in use, each once, in the order of the sheet."""
        return list(dict.fromkeys(cell.look for cell in self.cells.values()))

    def contents(self) -> dict[str, str]:
        """Return address → formula with its equals sign, or text of the value."""
        return {
            address(*place): written(cell)
            for place, cell in self.cells.items()
            if cell.content != ""
        }

    def xml(self, styles: Mapping[Look, int], *, views: bool = True) -> str:
        """Return the sheet part.

        Args:
            styles: Rank of the format of each look.
            views: Whether the workbook has a window that the sheet can be seen in.
        """
        rows: dict[int, list[str]] = {}
        for (row, column), cell in sorted(self.cells.items()):
            rows.setdefault(row, []).append(cell_xml(address(row, column), cell, styles))
        data = "".join(f'<row r="{row}">{"".join(cells)}</row>' for row, cells in rows.items())
        columns = "".join(
            f'<col min="{rank}" max="{rank}" width="{width}" customWidth="1"/>'
            for rank, width in enumerate(self.widths, 1)
        )
        pane = (
            f'<pane ySplit="{self.frozen}" topLeftCell="A{self.frozen + 1}" '
            'activePane="bottomLeft" state="frozen"/>'
            if self.frozen
            else ""
        )
        view = f'<sheetView workbookViewId="0">{pane}</sheetView>'
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            + (f"<sheetViews>{view}</sheetViews>" if views else "")
            + '<sheetFormatPr defaultRowHeight="15"/>'
            f"<cols>{columns}</cols><sheetData>{data}</sheetData>"
            '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
            "<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter>"
            "</worksheet>"
        )


def written(cell: Cell) -> str:
    """Return what a cell holds as one text, to tell whether it has changed since."""
    if cell.formula is not None:
        return f"={cell.formula}"
    return (
        cell.content if isinstance(cell.content, str) else number_text(float(cell.content)).decode()
    )


def cell_xml(place: str, cell: Cell, styles: Mapping[Look, int], style: str | None = None) -> str:
    """Return the element of a cell; a formula has no value as yet.

    Args:
        place: Its address.
        cell: What it holds.
        styles: Rank of the format of each look.
        style: Rank of a format that it has already, instead of its look.
    """
    rank = style if style is not None else styles.get(cell.look)
    start = f'<c r="{place}"' + (f' s="{rank}"' if rank else "")
    if cell.formula is not None:
        return f"{start}><f>{text_bytes(cell.formula).decode()}</f></c>"
    if cell.content == "":
        return f"{start}/>"
    if isinstance(cell.content, str):
        text = text_bytes(cell.content).decode()
        return f'{start} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f"{start}><v>{number_text(float(cell.content)).decode()}</v></c>"
