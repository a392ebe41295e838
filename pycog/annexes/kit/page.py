"""Writes the sheets of one workbook: cells by kind, live formulas, print set-up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from pycog.annexes.kit.filling import FICTITIOUS, Filling
from pycog.annexes.kit.named_styles import with_named_styles
from pycog.annexes.kit.paper import BOTTOM, MARGIN, TOP, Layout, layout
from pycog.annexes.kit.styles import LEGEND, STYLES, Styles
from pycog.default_convention import NAME, default
from pycog.values import Scalar
from pycog.xlsx.cells import address, column_letters
from pycog.xlsx.custom_calls import stored_formula

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

#: (sheet, cell) → value computed by an earlier pass over the same workbook.
Values = Mapping[tuple[str, str], Scalar]

#: Calculation engine of the current Excel: with an older one, Excel would recompute
#: on opening and, where the add-in is absent, replace our values by #NAME?.
_CALC_ID: Final = 191029
#: Written in every file, so that the same data gives the same bytes.
_CREATED: Final = dt.datetime(2012, 1, 1)
#: Height of the highest row that Excel takes, in points.
HIGHEST: Final = 409.0
#: Characters of 10-point text per unit of column width, on the safe side.
_CHARACTERS: Final = 1.2
#: Points of a pixel, in which xlsxwriter counts heights.
_PIXEL: Final = 0.75


def cell(row: int, column: int, *, fixed: bool = False) -> str:
    """Return the address of a zero-based row and column: ``cell(0, 1)`` is ``"B1"``."""
    if fixed:
        return f"${column_letters(column + 1)}${row + 1}"
    return address(row + 1, column + 1)


def span(first: tuple[int, int], last: tuple[int, int], *, fixed: bool = False) -> str:
    """Return the address of a block of cells: ``"B2:D4"``."""
    return f"{cell(*first, fixed=fixed)}:{cell(*last, fixed=fixed)}"


def quoted(text: str) -> str:
    """Return ``text`` as a string constant of a formula."""
    return '"' + text.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks: its kind, its number format, variations of the style."""

    kind: str
    number: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


class Book:
    """One workbook in memory.

    Args:
        title: French title, kept in the document properties.
        subject: French subject.
        values: Results of the formulas, where an earlier pass knows them; they also
            feed the caches of the charts.
        filling: Made-up entries of an example; its titles then say so.
    """

    def __init__(
        self, title: str, subject: str, values: Values, filling: Filling | None = None
    ) -> None:
        import xlsxwriter

        self.values = values
        self.filling = filling
        self._out = BytesIO()
        self.workbook = xlsxwriter.Workbook(
            self._out,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        self.workbook.set_properties(
            {"title": self.named(title), "subject": subject, "author": "pycog", "created": _CREATED}
        )
        self.workbook.set_calc_mode("auto", _CALC_ID)
        self.workbook.calc_on_load = False
        self.workbook.set_size(1600, 950)
        self._meant = default()
        self.asks_pycog = False
        self.styles = Styles(self.workbook)

    def named(self, title: str) -> str:
        """Return a title, which says it where the data are made up."""
        return f"{FICTITIOUS} – {title}" if self.filling else title

    def page(self, name: str) -> Page:
        """Add a sheet."""
        return Page(self, self.workbook.add_worksheet(name), name)

    def chart(self, options: dict[str, str]) -> Chart:
        """Create a native chart; see XlsxWriter's ``add_chart``."""
        chart = self.workbook.add_chart(options)
        if chart is None:
            raise ValueError(f"unknown chart type: {options}")
        return chart

    def content(self) -> bytes:
        """Close the workbook and return the file."""
        # Where a convention was chosen the workbook says which: its formulas name none.
        if self.asks_pycog and self._meant.is_chosen:
            self.workbook.define_name(NAME, f"={quoted(self._meant.id)}")
        self.workbook.close()
        return with_named_styles(self._out.getvalue())


class Page:
    """One sheet, written by kind of cell."""

    def __init__(self, book: Book, sheet: Worksheet, name: str) -> None:
        self.book, self.sheet, self.name = book, sheet, name
        sheet.hide_gridlines(2)
        self._widths: list[float] = []

    def columns(self, widths: Sequence[float]) -> None:
        """Set the widths of the columns, from the first one."""
        self._widths = list(widths)
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def value(
        self, row: int, column: int, value: Scalar, kind: str, number: str = "", **extra: Any
    ) -> None:
        """Write a constant; ``None`` leaves the cell empty but formatted."""
        style = self.book.styles.get(kind, number, **extra)
        filling = self.book.filling
        if filling is not None and kind == "input":
            value = filling.typed.get((self.name, cell(row, column)), value)
        if filling is not None and kind == "title":
            value = self.book.named(str(value))
        if value is None:
            self.sheet.write_blank(row, column, None, style)
        elif isinstance(value, bool):
            self.sheet.write_boolean(row, column, value, style)
        elif isinstance(value, int | float):
            self.sheet.write_number(row, column, value, style)
        else:
            self.sheet.write_string(row, column, str(value), style)

    def formula(
        self,
        row: int,
        column: int,
        formula: str,
        kind: str,
        number: str = "",
        *,
        size: tuple[int, int] = (1, 1),
        **extra: Any,
    ) -> None:
        """Write a live formula, in file syntax.

        Calls of our functions are stored as Excel stores those of an Office add-in:
        prefixed, in a dynamic-array cell. Otherwise Excel would show ``=@COG_…``.

        Args:
            row: Zero-based row.
            column: Zero-based column.
            formula: Without its equals sign.
            kind: Kind of cell.
            number: Number format.
            size: Height and width of the result.
            extra: Variations of the style.
        """
        style = self.book.styles.get(kind, number, **extra)
        known = self.book.values.get((self.name, cell(row, column)), 0)
        stored = stored_formula(formula)
        if stored == formula:
            self.sheet.write_formula(row, column, f"={formula}", style, known)
        else:
            self.book.asks_pycog = True
            last_row, last_column = row + size[0] - 1, column + size[1] - 1
            # XlsxWriter would write "True" for a truth value here, which is no number.
            value = int(known) if isinstance(known, bool) else known
            self.sheet.write_dynamic_array_formula(
                row, column, last_row, last_column, f"={stored}", style, value
            )

    def block(self, row: int, column: int, formula: str, looks: Sequence[Sequence[Look]]) -> None:
        """Write a formula that fills several cells, each with a look of its own.

        Args:
            row: Zero-based row of the first cell.
            column: Zero-based column of the first cell.
            formula: Without its equals sign.
            looks: One look per cell, row by row; they give the size of the result.
        """
        first, size = looks[0][0], (len(looks), len(looks[0]))
        self.formula(row, column, formula, first.kind, first.number, size=size, **first.extra)
        for down, line in enumerate(looks):
            for right, look in enumerate(line):
                if down or right:
                    style = self.book.styles.get(look.kind, look.number, **look.extra)
                    # Only the look matters: the refresh puts the result in.
                    self.sheet.write_number(row + down, column + right, 0, style)

    def table(
        self,
        row: int,
        name: str,
        headings: Sequence[str],
        height: int,
        looks: Sequence[Look],
        content: Sequence[Sequence[Scalar]] = (),
    ) -> None:
        """Write an Excel table from the first column on: the register that an officer fills.

        Args:
            row: Zero-based row of the headings.
            name: Name of the table, for structured references.
            headings: One per column.
            height: Rows below the headings.
            looks: Look of each column.
            content: What stands in the table from the start, row by row.
        """
        header = self.book.styles.get("header")
        self.sheet.add_table(
            row,
            0,
            row + height,
            len(headings) - 1,
            {
                "name": name,
                "autofilter": False,
                "style": None,
                "columns": [{"header": text, "header_format": header} for text in headings],
            },
        )
        for down in range(height):
            line = content[down] if down < len(content) else ()
            for column, look in enumerate(looks):
                value = line[column] if column < len(line) else None
                self.value(row + 1 + down, column, value, look.kind, look.number, **look.extra)

    def title(self, title: str, subtitle: str, *, legend: Sequence[str] = LEGEND) -> int:
        """Write the title, one line of explanation and the legend of the styles.

        Returns:
            The first free row below, one blank row left.
        """
        self.value(0, 0, title, "title")
        self.sheet.set_row(0, 24)
        self.value(1, 0, subtitle, "note")
        self.value(2, 0, "Légende :", "note", align="right")
        for column, kind in enumerate(legend, start=1):
            self.value(2, column, STYLES[kind].legend, kind, align="center", font_size=9)
        return 4

    def headers(self, row: int, labels: Sequence[str], *, height: float = 32) -> None:
        """Write a row of column headings."""
        self.sheet.set_row(row, height)
        for column, label in enumerate(labels):
            self.value(row, column, label, "header")

    def quiet(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Hide Excel's green triangles where the sheet differs from its habits on purpose."""
        area = span(first, last)
        self.sheet.ignore_errors(
            {
                # Targets stay text, so that "98%" and "<5%" keep the form of the annex.
                "number_stored_as_text": area,
                # A total leaves out the reference year; cases expect errors.
                "formula_range": area,
                "formula_differs": area,
                "eval_error": area,
            }
        )

    def height(self, row: int, texts: Iterable[tuple[float, str]], *, least: float = 16) -> float:
        """Make a row high enough for texts that wrap.

        Args:
            row: The row.
            texts: Column width and text of each cell that may wrap.
            least: Height of a row of one line.

        Returns:
            The height, in points.
        """
        lines = max((-(-len(text) // int(width * _CHARACTERS)) for width, text in texts), default=1)
        points = min(HIGHEST, max(least, 4 + 13 * lines))
        self.sheet.set_row(row, points)
        return points

    def printing(
        self,
        *,
        heading: str,
        source: str,
        repeat: tuple[int, int] | None,
        area: tuple[int, int],
        one_page: bool = False,
        labels: int = 0,
    ) -> Layout:
        """Set up A4 landscape, or what can be read, with header and footer; return the layout.

        Args:
            heading: Title in the page header.
            source: Source in the page footer.
            repeat: First and last row repeated on each page; of several pages, the title
                where there is none.
            area: Last row and last column to print.
            one_page: Whether the whole is to be seen at once, where it can still be read.
            labels: First columns that say what a row is, for sheets of several pages in width.
        """
        sheet = self.sheet
        height = self._height(area[0]) if one_page else None
        chosen = layout(self._widths, area[1] + 1, labels, height)
        sheet.set_landscape()
        sheet.set_paper(chosen.paper)
        sheet.set_margins(left=MARGIN, right=MARGIN, top=TOP, bottom=BOTTOM)
        sheet.center_horizontally()
        if chosen.scale is None:
            sheet.fit_to_pages(1, chosen.pages_high)
        else:
            sheet.set_print_scale(chosen.scale)
            sheet.set_v_pagebreaks(chosen.starts)
            if labels:
                sheet.repeat_columns(0, labels - 1)
        sheet.print_area(0, 0, *area)
        if repeat is not None:
            sheet.repeat_rows(*repeat)
        elif not chosen.pages_high:
            # Of several tables no heading holds for every page, but the title does.
            sheet.repeat_rows(0, 0)
        heading = self.book.named(heading)
        # What tells a page stays as large as it is, however small the sheet is printed.
        kept = {"scale_with_doc": False}
        sheet.set_header(f'&L&"Calibri,Bold"{_plain(heading)}&R{_plain(self.name)}', kept)
        sheet.set_footer(f"&L&9Source : {_plain(source)}&R&9Page &P sur &N", kept)
        return chosen

    def _height(self, last: int) -> float:
        """Return the points of the rows down to one, as far as they were set."""
        sizes = self.sheet.row_sizes
        usual = self.sheet.default_row_height
        return float(sum(sizes.get(row, (usual,))[0] for row in range(last + 1))) * _PIXEL


def _plain(text: str) -> str:
    """Escape the one sign that has a meaning in page headers."""
    return text.replace("&", "&&")
