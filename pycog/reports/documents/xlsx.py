"""Renders a report as a workbook: one sheet a section, its figures live formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pycog.annexes.kit.page import HIGHEST, Page, span
from pycog.reports.documents import document as parts
from pycog.reports.documents.figure import NOTHING
from pycog.reports.documents.live_book import LiveBook, finish_chart, held
from pycog.reports.documents.pictures import INK, MARK, STATUS_LOOKS
from pycog.reports.documents.status_looks import SIGNS, colour_statuses, shown, status_of
from pycog.reports.documents.typography import legal
from pycog.reports.documents.xlsx_pages import breaks, pixels, scale
from pycog.values import Scalar

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

_LOOKS: Final = {"total": "total", "titre": "heading"}
_TEXTS: Final[dict[str, dict[str, Any]]] = {
    "alerte": {"bold": True, "font_color": MARK},
    "commentaire": {"indent": 1},
}
_COVER, _DRAWN = "Présentation", "Données des graphiques"
#: Width of a table, in characters, of its narrowest and widest columns.
_WIDTH, _LEAST, _MOST = 150.0, 7.0, 76.0
#: Widths of the columns of a sheet without any table; room for a picture beside a table.
_PLAIN: Final = (30.0, 100.0)
_BESIDE: Final = 58.0
#: Letters that one row of text shows.
_PART = 4_000
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\']")
#: Height of a usual row, in pixels and in points, and of a pixel.
_ROW, _POINTS, _POINT = 20, 15.0, 0.75
#: Headings in one of these rows stay in view; lower down they would fill the screen.
_NEAR: Final = 8


def render_xlsx(document: parts.Document) -> bytes:
    """Return a report as an Excel workbook.

    Args:
        document: The report.
    """
    return _Writer(document).written()


class _Writer:
    """Writes the sections of one report, each on a sheet."""

    def __init__(self, document: parts.Document) -> None:
        self.document = document
        self.book = LiveBook(f"{document.title} – {document.body}", document.subtitle)
        self.names: set[str] = set()
        self.drawn: list[tuple[str, Sequence[Scalar]]] = []

    def written(self) -> bytes:
        self._section(
            parts.Section(_COVER, "presentation", (self.document.cover,)),
            (
                parts.Paragraph(self.document.subtitle),
                parts.Paragraph(self.document.footer, "note"),
            ),
        )
        for section in self.document.sections:
            self._section(section)
        if self.drawn:
            self._data()
        return self.book.content()

    def _name(self, title: str) -> str:
        """Return a name of a sheet that Excel takes and that no other sheet has."""
        base = _FORBIDDEN.sub(" ", title).strip()[:31] or "Feuille"
        name, rank = base, 2
        while name.lower() in self.names:
            suffix = f" ({rank})"
            name, rank = base[: 31 - len(suffix)] + suffix, rank + 1
        self.names.add(name.lower())
        return name

    def _section(self, section: parts.Section, more: Sequence[parts.Block] = ()) -> None:
        page = self.book.page(self._name(section.title))
        widths = _columns(section)
        page.columns(widths)
        heading = self.document.title if more else section.title
        page.value(0, 0, heading, "title")
        page.sheet.set_row(0, 24)
        heads = (self.document.body, self.document.warning)
        page.value(1, 0, " – ".join(filter(None, heads)), "note", bold=bool(self.document.warning))
        sheet = _Sheet(self, page, widths, 3)
        several = sum(isinstance(block, parts.Table) for block in section.blocks) > 1
        for block in (*section.blocks, *more):
            if several and isinstance(block, parts.Table):
                sheet.starts.append(sheet.row)
            sheet.block(block)
        for part in section.parts:
            sheet.part(part, 1)
        page.quiet((0, 0), (sheet.row, len(widths)))
        self._print(section, sheet)

    def _print(self, section: parts.Section, sheet: _Sheet) -> None:
        """Set up the print: headings repeated where there is one table, no part cut in two."""
        page, widths = sheet.page, sheet.widths
        ended = bool(section.blocks) and isinstance(section.blocks[-1], parts.Table)
        alone = sheet.tables[0] if len(sheet.tables) == 1 and ended else None
        chosen = page.printing(
            heading=f"{self.document.title} – {self.document.body}",
            source=self.document.footer,
            repeat=None if alone is None else (alone, alone),
            area=(sheet.row, len(widths) - 1),
        )
        # A page fitted by Excel itself would not heed where pages begin.
        percent = chosen.scale or scale(widths, chosen.paper)
        page.sheet.set_print_scale(percent)
        if sheet.starts:
            begins = breaks(sheet.starts, sheet.row, sheet.heights, percent, chosen.paper)
            page.sheet.set_h_pagebreaks(begins)
        near = alone is not None and alone <= _NEAR
        page.sheet.freeze_panes(alone + 1 if near and alone is not None else 2, 0)

    def keep(self, name: str, values: Sequence[Scalar]) -> list[Any]:
        """Keep a row of numbers for a chart; return where it will stand."""
        self.drawn.append((name, values))
        row = len(self.drawn)
        return [_DRAWN, row, 1, row, len(values)]

    def _data(self) -> None:
        page = self.book.page(_DRAWN)
        page.columns((60, *(16,) * max(len(values) for _, values in self.drawn)))
        page.value(0, 0, "Ce que les graphiques des autres feuilles montrent", "note")
        for row, (name, values) in enumerate(self.drawn, start=1):
            page.value(row, 0, name, "printed")
            for column, value in enumerate(values, start=1):
                page.value(row, column, value, "printed")
        page.printing(
            heading=_DRAWN,
            source=self.document.footer,
            repeat=(0, 0),
            area=(len(self.drawn), max(len(values) for _, values in self.drawn)),
        )


def _columns(section: parts.Section) -> list[float]:
    """Return widths that suit the tables of a sheet: the widest that any of them asks for."""
    widths: list[float] = []
    tables = [block for block in _blocks(section) if isinstance(block, parts.Table)]
    for table in tables:
        total = sum(table.widths)
        widths += [_LEAST] * (len(table.widths) - len(widths))
        for place, width in enumerate(table.widths):
            asked = min(_MOST, _WIDTH * width / total)
            widths[place] = max(widths[place], asked)
    drawn = [one for one in _blocks(section) if _is_course(one)]
    if drawn and tables:
        # Courses stand beside the tables of years, whose columns need little.
        beside = min(len(one.headings) for one in tables)
        widths[:beside] = [36.0, *(min(width, 18.0) for width in widths[1:beside])]
        widths += [_BESIDE] * (beside + 1 - len(widths))
        widths[beside] = max(widths[beside], _BESIDE)
    return widths or list(_PLAIN)


def _is_course(block: parts.Block) -> bool:
    return isinstance(block, parts.Picture) and block.kind == "trajectoire"


def _blocks(section: parts.Section) -> Iterator[parts.Block]:
    yield from section.blocks
    for part in section.parts:
        yield from _blocks(part)


class _Sheet:
    """Writes blocks below one another.

    Attributes:
        row: Next free row.
        starts: Rows where a part begins that a page should not cut.
        heights: Row → height in points, where it is not the usual one.
        tables: Rows of the headings of the tables.
        beside: Where a picture of the last table may stand: row and column.
    """

    def __init__(self, writer: _Writer, page: Page, widths: Sequence[float], row: int) -> None:
        self.writer, self.page, self.widths, self.row = writer, page, widths, row
        self.book = writer.book
        self.starts: list[int] = []
        self.heights: dict[int, float] = {0: 24}
        self.tables: list[int] = []
        self.beside: tuple[int, int] | None = None

    def part(self, section: parts.Section, depth: int, *, begins: bool = True) -> None:
        self.row += 1
        size = 13 if depth == 1 else 11
        if begins:
            self.starts.append(self.row)
        self.page.value(
            self.row, 0, section.title, "text", bold=True, font_size=size, font_color=INK
        )
        self.row += 1
        for block in section.blocks:
            if isinstance(block, parts.Terms):
                self._text(" ; ".join(f"{name} : {shown(one)}" for name, one in block.pairs), "")
            else:
                self.block(block)
        for rank, part in enumerate(section.parts):
            # The heading of a part goes with what it first holds.
            self.part(part, depth + 1, begins=rank > 0)

    def block(self, block: parts.Block) -> None:
        if isinstance(block, parts.Picture):
            self._picture(block)
            return
        self.beside = None
        if isinstance(block, parts.Paragraph):
            self._text(block.text, block.look)
        elif isinstance(block, parts.Items):
            for text in block.texts:
                self._text(f"• {text}", "")
        elif isinstance(block, parts.Terms):
            self._terms(block)
        elif isinstance(block, parts.Tiles):
            self._tiles(block)
        else:
            self._table(block)
        if not isinstance(block, parts.Paragraph):
            self.row += 1

    def _tall(self, row: int, points: float) -> None:
        self.heights[row] = points = min(HIGHEST, points)
        self.page.sheet.set_row(row, points)

    def _terms(self, terms: parts.Terms) -> None:
        last, room = len(self.widths) - 1, sum(self.widths[1:])
        for name, value in terms.pairs:
            self.page.value(self.row, 0, name, "heading")
            self._across(self.row, 1, last, held(shown(value)), "printed", {"text_wrap": True})
            self.heights[self.row] = self.page.height(self.row, ((room, shown(value)),))
            self.row += 1

    def _across(
        self, row: int, first: int, last: int, text: str, kind: str, extra: Mapping[str, Any]
    ) -> None:
        """Write a text over several columns."""
        style = self.book.styles.get(kind, **extra)
        if last > first:
            self.page.sheet.merge_range(row, first, row, last, "", style)
        self.page.sheet.write_string(row, first, text, style)

    def _tiles(self, tiles: parts.Tiles) -> None:
        for place, (label, figure) in enumerate(tiles.tiles):
            self.page.value(self.row, place, label, "header")
            look: dict[str, Any] = {"bold": True, "font_size": 14, "align": "center"}
            self.book.figure(self.page, (self.row + 1, place), figure, **look)
        self._tall(self.row, 32)
        self._tall(self.row + 1, 22)
        self.row += 2

    def _text(self, text: str, look: str) -> None:
        """Write a text over the width of the sheet, a very long one in several rows."""
        last, width = len(self.widths) - 1, sum(self.widths)
        extra: dict[str, Any] = {"text_wrap": True, "valign": "top", **_TEXTS.get(look, {})}
        known = legal(text)
        for start in range(0, max(len(known), 1), _PART):
            part = known[start : start + _PART]
            kind = "note" if look == "note" else "text"
            self._across(self.row, 0, last, part, kind, extra)
            lines = sum(1 + len(line) // max(int(width), 1) for line in part.split("\n"))
            self._tall(self.row, 4 + 13 * lines)
            self.row += 1

    def _cell(self, place: tuple[int, int], value: parts.Cell, kind: str, **extra: Any) -> None:
        if isinstance(value, str):
            # A text beside a number on the right keeps away from it.
            look = {"text_wrap": True, **({"indent": 1} if place[1] else {}), **extra}
            if value == NOTHING:
                look["align"] = "center"
            self.page.value(place[0], place[1], held(value), kind, **look)
        else:
            self.book.figure(
                self.page, place, value, "computed" if kind == "printed" else kind, **extra
            )

    def _table(self, table: parts.Table) -> None:
        self.page.value(self.row, 0, table.caption, "text", bold=True, font_color=INK)
        self.page.headers(self.row + 1, table.headings, height=34)
        self.heights[self.row + 1] = 34
        self.tables.append(self.row + 1)
        self.beside = (self.row, len(table.headings))
        first = self.row + 2
        for rank, (row, spans) in enumerate(zip(table.rows, table.spans(), strict=True)):
            look = table.looks[rank] if table.looks else ""
            if spans[0] > 1:
                self._across(first + rank, 0, spans[0] - 1, str(row[0]), "heading", {})
                continue
            self._row(first + rank, row, look)
        self.row = first + len(table.rows)
        for column, found in enumerate(zip(*table.rows, strict=True)):
            if any(map(status_of, found)):
                area = (first, column, self.row - 1, column)
                colour_statuses(self.page, area, SIGNS)

    def _row(self, number: int, row: Sequence[parts.Cell | parts.Sparkline], look: str) -> None:
        extra: dict[str, Any] = {"italic": True} if look == "dont" else {}
        wrapping = []
        for column, value in enumerate(row):
            if isinstance(value, parts.Sparkline):
                self._sparkline((number, column), value)
                continue
            self._cell((number, column), value, _LOOKS.get(look, "printed"), **extra)
            wrapping.append((self.widths[column], shown(value)))
        self.heights[number] = self.page.height(number, wrapping)

    def _sparkline(self, place: tuple[int, int], line: parts.Sparkline) -> None:
        where = self.writer.keep(line.alt, line.values)
        self.page.value(*place, None, "printed")
        self.page.sheet.add_sparkline(
            *place,
            {
                "range": f"'{_DRAWN}'!{span((where[1], where[2]), (where[3], where[4]))}",
                "markers": True,
                "series_color": INK,
                "markers_color": INK,
                "weight": 1.5,
            },
        )

    def _picture(self, picture: parts.Picture) -> None:
        """Draw a course beside the table of its years, other pictures below."""
        chart = self._chart(picture)
        options = {"description": picture.alt, "object_position": 2, "x_offset": 6}
        if _is_course(picture) and self.beside:
            top, column = self.beside
            height = sum(self.heights.get(row, _POINTS) for row in range(top, self.row)) / _POINT
            size = (pixels(self.widths[column:]) - 12, int(height))
            at = (top, column)
            self.beside = None
        else:
            bars = 130 + 34 * len(picture.categories)
            height = 260 if _is_course(picture) else bars
            size = (min(900, pixels(self.widths) - 12), int(height))
            self.starts.append(self.row)
            at = (self.row, 0)
            self.row += -(-size[1] // _ROW) + 1
        finish_chart(
            chart, picture.title, picture.unit, horizontal=not _is_course(picture), size=size
        )
        self.page.sheet.insert_chart(*at, chart, options)

    def _chart(self, picture: parts.Picture) -> Chart:
        kinds = {"trajectoire": {"type": "line"}, "statuts": {"type": "bar", "subtype": "stacked"}}
        chart = self.book.chart(kinds.get(picture.kind, {"type": "bar"}))
        names = self.writer.keep(picture.title, picture.categories)
        for rank, series in enumerate(picture.series):
            values = self.writer.keep(f"{picture.title} – {series.name}", series.values)
            course = _is_course(picture)
            look = _line_look(rank) if course else _bar_look(rank, series.name, picture.kind)
            chart.add_series({"name": series.name, "categories": names, "values": values, **look})
        return chart


def _line_look(rank: int) -> dict[str, Any]:
    color, dash, mark = ((INK, "solid", "circle"), (MARK, "dash", "diamond"))[min(rank, 1)]
    fill = {"color": INK} if not rank else {"color": "#FFFFFF"}
    return {
        "line": {"color": color, "width": 2.25 if not rank else 1.5, "dash_type": dash},
        "marker": {"type": mark, "size": 7, "fill": fill, "border": {"color": color}},
    }


def _bar_look(rank: int, name: str, kind: str) -> dict[str, Any]:
    """Return the fill of a bar; a status that is hatched elsewhere is hatched here."""
    if kind == "statuts" and name in STATUS_LOOKS:
        fill, hatch, edge, _ = STATUS_LOOKS[name]
        border = {"color": edge, "width": 0.75}
        if hatch:
            pattern = "wide_upward_diagonal" if hatch == "/" else "outlined_diamond"
            return {
                "pattern": {"pattern": pattern, "fg_color": edge, "bg_color": fill},
                "border": border,
                "gap": 45,
            }
        return {"fill": {"color": fill}, "border": border, "gap": 45}
    fill = ("#E9EFF7", INK)["autoris" not in name.lower()]
    return {"fill": {"color": fill}, "border": {"color": INK, "width": 0.75}, "gap": 60}
