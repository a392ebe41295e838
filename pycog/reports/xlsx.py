"""Renders a report as a workbook: one sheet a section, its figures live formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pycog.annexes.page import Book, Page, cell, span
from pycog.annexes.styles import AMOUNT, DATE, DAYS, EVOLUTION, NUMBER, RATE
from pycog.errors import CellError
from pycog.reports import document as parts
from pycog.reports.bilan.model import Bilan, Figure
from pycog.reports.figures import INK, MARK, STATUS_LOOKS
from pycog.values import Scalar

#: Kind of a figure → number format in Excel.
NUMBERS: Final = {
    "rate": RATE, "evolution": EVOLUTION, "amount": AMOUNT, "days": DAYS, "date": DATE,
    "number": NUMBER,
}  # fmt: skip
_LOOKS: Final = {"total": "total", "titre": "heading"}
_TEXTS: Final[dict[str, dict[str, Any]]] = {
    "alerte": {"bold": True, "font_color": MARK}, "commentaire": {"indent": 1},
}  # fmt: skip
_COVER, _DRAWN = "Présentation", "Données des graphiques"
#: Width of a sheet, in characters, of its narrowest and widest columns.
_WIDTH, _LEAST, _MOST = 150.0, 11.0, 60.0
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\']")
_ROW: Final = 20


def render_xlsx(document: parts.Document) -> bytes:
    """Return a report as an Excel workbook.

    Args:
        document: The report.
    """
    return _Writer(document).written()


def render_dashboard_xlsx(bilan: Bilan) -> bytes:
    """Return the dashboard as a live Excel workbook; see :mod:`.dashboard_xlsx`."""
    from pycog.reports.dashboard_xlsx import written

    return written(bilan)


def known(figure: Figure) -> Scalar:
    """Return the value of a figure as a workbook stores it."""
    return figure.value.kind if isinstance(figure.value, CellError) else figure.value


class LiveBook(Book):
    """A workbook whose formulas come with the values that are already known."""

    def __init__(self, title: str, subject: str) -> None:
        self.known: dict[tuple[str, str], Scalar] = {}
        super().__init__(title, subject, self.known)

    def live(
        self, page: Page, place: tuple[int, int], formula: str, value: Scalar, kind: str,
        number: str = "", **extra: Any,
    ) -> None:  # fmt: skip
        """Write a formula with its value."""
        self.known[page.name, cell(*place)] = "" if value is None else value
        page.formula(*place, formula, kind, number, **extra)

    def figure(
        self, page: Page, place: tuple[int, int], figure: Figure, kind: str = "computed",
        **extra: Any,
    ) -> None:  # fmt: skip
        """Write a figure as its formula; nothing to show stays a dash."""
        if figure.value is None:
            page.value(*place, figure.shown, kind, align="center", **extra)
            return
        number = NUMBERS.get(figure.kind, "")
        align = {} if figure.number is not None else {"text_wrap": True, "align": "left"}
        self.live(page, place, figure.formula, known(figure), kind, number, **align, **extra)


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
        told = (self.document.body, self.document.warning)
        page.value(1, 0, " – ".join(filter(None, told)), "note", bold=bool(self.document.warning))
        sheet = _Sheet(self, page, widths, 3)
        for block in (*section.blocks, *more):
            sheet.block(block)
        for part in section.parts:
            sheet.part(part, 1)
        page.quiet((0, 0), (sheet.row, len(widths)))
        page.printing(
            heading=f"{self.document.title} – {self.document.body}", source=self.document.footer,
            repeat=None, area=(sheet.row, len(widths) - 1),
        )  # fmt: skip

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


def _columns(section: parts.Section) -> list[float]:
    """Return widths that suit the tables of a sheet: the widest that any of them asks for."""
    widths: list[float] = [_LEAST * 2, _MOST]
    for block in _blocks(section):
        if isinstance(block, parts.Tiles):
            widths += [_LEAST] * (len(block.tiles) - len(widths))
        if isinstance(block, parts.Table):
            total = sum(block.widths)
            widths += [_LEAST] * (len(block.widths) - len(widths))
            for place, width in enumerate(block.widths):
                asked = min(_MOST, _WIDTH * width / total)
                widths[place] = max(widths[place], asked)
    return widths


def _blocks(section: parts.Section) -> Iterator[parts.Block]:
    yield from section.blocks
    for part in section.parts:
        yield from _blocks(part)


class _Sheet:
    """Writes blocks below one another."""

    def __init__(self, writer: _Writer, page: Page, widths: Sequence[float], row: int) -> None:
        self.writer, self.page, self.widths, self.row = writer, page, widths, row
        self.book = writer.book

    def part(self, section: parts.Section, depth: int) -> None:
        self.row += 1
        size = 13 if depth == 1 else 11
        self.page.value(self.row, 0, section.title, "text", bold=True, font_size=size,
                        font_color=INK)  # fmt: skip
        self.row += 1
        for block in section.blocks:
            self.block(block)
        for part in section.parts:
            self.part(part, depth + 1)

    def block(self, block: parts.Block) -> None:
        if isinstance(block, parts.Paragraph):
            self._text(block.text, block.look)
        elif isinstance(block, parts.Items):
            for text in block.texts:
                self._text(f"• {text}", "")
        elif isinstance(block, parts.Terms):
            for name, value in block.pairs:
                self.page.value(self.row, 0, name, "heading")
                self._cell((self.row, 1), value, "printed")
                self.page.height(self.row, ((self.widths[1], _shown(value)),))
                self.row += 1
        elif isinstance(block, parts.Tiles):
            for place, (label, figure) in enumerate(block.tiles):
                self.page.value(self.row, place, label, "header")
                self.book.figure(self.page, (self.row + 1, place), figure, bold=True, font_size=14)
            self.page.sheet.set_row(self.row, 32)
            self.row += 2
        elif isinstance(block, parts.Table):
            self._table(block)
        else:
            self._picture(block)
        self.row += 1

    def _text(self, text: str, look: str) -> None:
        last, width = len(self.widths) - 1, sum(self.widths)
        extra: dict[str, Any] = {"text_wrap": True, "valign": "top", **_TEXTS.get(look, {})}
        style = self.book.styles.get("note" if look == "note" else "text", **extra)
        self.page.sheet.merge_range(self.row, 0, self.row, last, "", style)
        self.page.sheet.write_string(self.row, 0, text, style)
        lines = sum(1 + len(line) // max(int(width), 1) for line in text.split("\n"))
        self.page.sheet.set_row(self.row, 4 + 13 * lines)
        self.row += 1

    def _cell(self, place: tuple[int, int], value: parts.Cell, kind: str, **extra: Any) -> None:
        if isinstance(value, str):
            self.page.value(*place, value, kind, text_wrap=True, **extra)
        else:
            self.book.figure(self.page, place, value, "computed" if kind == "printed" else kind,
                             **extra)  # fmt: skip

    def _table(self, table: parts.Table) -> None:
        self.page.value(self.row, 0, table.caption, "text", bold=True, font_color=INK)
        self.page.headers(self.row + 1, table.headings, height=34)
        first = self.row + 2
        for rank, row in enumerate(table.rows):
            look = table.looks[rank] if table.looks else ""
            extra = {"italic": True} if look == "dont" else {}
            wrapping = []
            for column, value in enumerate(row):
                place = (first + rank, column)
                if isinstance(value, parts.Sparkline):
                    self._sparkline(place, value)
                    continue
                self._cell(place, value, _LOOKS.get(look, "printed"), **extra)
                wrapping.append((self.widths[column], _shown(value)))
            self.page.height(first + rank, wrapping)
        self.row = first + len(table.rows)

    def _sparkline(self, place: tuple[int, int], line: parts.Sparkline) -> None:
        where = self.writer.keep(line.alt, line.values)
        self.page.value(*place, None, "printed")
        self.page.sheet.add_sparkline(
            *place,
            {
                "range": f"'{_DRAWN}'!{span((where[1], where[2]), (where[3], where[4]))}",
                "markers": True, "series_color": INK, "markers_color": INK, "weight": 1.5,
            },
        )  # fmt: skip

    def _picture(self, picture: parts.Picture) -> None:
        lines = picture.kind == "trajectoire"
        kinds = {"trajectoire": {"type": "line"}, "statuts": {"type": "bar", "subtype": "stacked"}}
        chart = self.book.chart(kinds.get(picture.kind, {"type": "bar"}))
        names = self.writer.keep(picture.title, picture.categories)
        for rank, series in enumerate(picture.series):
            values = self.writer.keep(f"{picture.title} – {series.name}", series.values)
            look = _line_look(rank) if lines else _bar_look(rank, series.name, picture.kind)
            chart.add_series({"name": series.name, "categories": names, "values": values, **look})
        height = 260 if lines else 130 + 34 * len(picture.categories)
        finish(chart, picture.title, picture.unit, horizontal=not lines, size=(900, height))
        self.page.sheet.insert_chart(
            self.row, 0, chart,
            {"description": picture.alt, "object_position": 2, "x_offset": 6},
        )  # fmt: skip
        self.row += -(-height // _ROW) + 1


def _shown(cell: parts.Cell) -> str:
    return cell if isinstance(cell, str) else cell.shown


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
                "border": border, "gap": 45,
            }  # fmt: skip
        return {"fill": {"color": fill}, "border": border, "gap": 45}
    fill = ("#E9EFF7", INK)["autoris" not in name.lower()]
    return {"fill": {"color": fill}, "border": {"color": INK, "width": 0.75}, "gap": 60}


def finish(chart: Any, title: str, unit: str, *, horizontal: bool, size: tuple[int, int]) -> None:
    """Give a chart its title, its axes in French formats, its legend and its size."""
    number = {"taux": "0%", "montant": AMOUNT}.get(unit, "General")
    values = {
        "num_format": number, "num_font": {"size": 9}, "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}},
    }  # fmt: skip
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
