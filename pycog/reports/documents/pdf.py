"""Renders a report as PDF: tagged, with bookmarks and alternative texts (PDF/UA-1)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Final

from pycog.reports.documents import document as parts
from pycog.reports.documents.figure import Figure
from pycog.reports.documents.libraries import library
from pycog.reports.documents.paper_looks import MILLIMETRE, WIDTHS
from pycog.reports.documents.pdf_letters import replacements
from pycog.reports.documents.pictures import svg, svg_sparkline
from pycog.reports.documents.status_looks import fill_of, is_bold, shown, status_of
from pycog.reports.documents.table_widths import fit, narrowest
from pycog.reports.documents.typography import typeset

#: The font that Typst brings along: the same letters on every machine.
FONT: Final = "Libertinus Serif"
_FONTS: Final[dict[str, Any]] = {"ignore_system_fonts": True}
_WHAT: Final = "Écrire un rapport en PDF"
#: Width of a picture and of a small line, in millimetres.
PICTURE_WIDTH, _SPARKLINE_WIDTH = 165, 26
#: Kind of a picture → its share of the width: two indicators fit an upright page.
_SHARES: Final = {"trajectoire": 78, "budget": 92}
#: Letters of a cell whose row may go on the next page.
_LONG: Final = 800
_UPRIGHT, _SIDEWAYS = WIDTHS[False], WIDTHS[True]


@dataclass(frozen=True, slots=True)
class _Form:
    """How large a report is set.

    Attributes:
        paper: Name of the paper.
        size: Size of the text, in points.
        columns: Number of columns of text.
        width: Width of a column, in points.
        sizes: Sizes of text in tables, the largest first.
    """

    paper: str = "a4"
    size: float = 10.5
    columns: int = 1
    width: float = _UPRIGHT
    sizes: tuple[float, ...] = (9.0, 8.5, 8.0, 7.5, 7.0)


#: Paper, size of the text and columns, from the most legible to the densest.
_ONE_PAGE: Final = (
    *(("a4", size, columns) for size, columns in ((9.0, 2), (8.5, 3))),
    *(("a3", size, columns) for size, columns in ((10.0, 3), (9.0, 3), (9.0, 2), (8.5, 4))),
)
#: The smallest text of a table on one page: what does not fit then goes on a second page.
_LEAST: Final = 8.0
_LENGTHS: Final = {"a4": 297, "a3": 420}
_MARGINS, _GUTTER = 20, 5


def _one_page_forms() -> Iterator[_Form]:
    """Yield ever denser forms of a report for one page; A3 where A4 is too small."""
    for paper, size, columns in _ONE_PAGE:
        room = _LENGTHS[paper] - _MARGINS - _GUTTER * (columns - 1)
        yield _Form(paper, size, columns, room / columns * MILLIMETRE, (size - 0.5, _LEAST))


def render_pdf(document: parts.Document) -> bytes:
    """Return a report as a PDF file.

    Args:
        document: The report.

    Raises:
        InvalidInput: ``rapports-non-installes``.
    """
    typst = library("typst", _WHAT)
    files = _on_one_page(document) if document.one_page else _files(document, _Maker(_Form()))
    return bytes(typst.compile(files, format="pdf", pdf_standards="ua-1", **_FONTS))


def _on_one_page(document: parts.Document) -> dict[str, bytes]:
    """Return a report in the most legible form in which it is one page and no word is cut.

    Where there is none, it goes over several pages rather than be cut or too small to read.
    """
    typst = library("typst", _WHAT)
    files: dict[str, bytes] = {}
    for form in _one_page_forms():
        maker = _Maker(form)
        tried = _files(document, maker)
        if maker.squeezed and files:
            continue
        files = tried
        pages = int(typst.query(files, "<pages>", field="value", one=True, **_FONTS))
        if pages == 1 and not maker.squeezed:
            break
    return files


def png_pages(
    pictures: Sequence[parts.Picture | parts.Sparkline], *, ppi: float = 200
) -> list[bytes]:
    """Return pictures of a report as PNG, for programs that do not read SVG.

    Args:
        pictures: Pictures and small lines.
        ppi: Pixels an inch, a picture being as wide as the text of an A4 page.

    Raises:
        InvalidInput: ``rapports-non-installes``.
    """
    if not pictures:
        return []
    typst = library("typst", "Dessiner les figures d'un rapport")
    files, pages = {}, []
    for rank, picture in enumerate(pictures):
        if isinstance(picture, parts.Sparkline):
            drawing, width = svg_sparkline(picture, FONT), _SPARKLINE_WIDTH
        else:
            drawing, width = svg(picture, FONT), PICTURE_WIDTH
        files[f"{rank}.svg"] = drawing.encode()
        pages.append(
            f'#page(width: {width}mm, height: auto, margin: 0pt)[#image("{rank}.svg", width: 100%)]'
        )
    files["main"] = "\n".join(pages).encode()
    made = typst.compile(files, format="png", ppi=ppi, **_FONTS)
    return list(made) if isinstance(made, list) else [bytes(made)]


def _files(document: parts.Document, maker: _Maker) -> dict[str, bytes]:
    """Return what Typst reads: the template, the report as JSON, the pictures."""
    form = maker.form
    content = {
        "title": document.title,
        "subtitle": document.subtitle,
        "body": document.body,
        "date": [document.date.year, document.date.month, document.date.day],
        "warning": document.warning,
        "footer": document.footer,
        "one_page": document.one_page,
        "summary": document.summary,
        "paper": form.paper,
        "size": form.size,
        "columns": form.columns,
        "cover": maker.block(document.cover),
        "sections": [maker.section(section) for section in document.sections],
    }
    template = resources.files("pycog.reports.documents").joinpath("templates", "report.typ")
    inputs = {"document.json": json.dumps(_typeset(content), ensure_ascii=False), **maker.pictures}
    replaced = replacements("".join(inputs.values()), FONT)
    return {
        "main": template.read_bytes(),
        **{name: text.translate(replaced).encode() for name, text in inputs.items()},
    }


@dataclass
class _Maker:
    """Turns the parts of a report into JSON, and keeps its pictures as files.

    Attributes:
        form: How large it is set.
        pictures: Name → SVG.
        squeezed: Whether some table is narrower than its words.
    """

    form: _Form
    pictures: dict[str, str] = field(default_factory=dict)
    squeezed: bool = False

    def section(self, section: parts.Section) -> dict[str, Any]:
        return {
            "title": section.title,
            "anchor": section.anchor,
            "new_page": section.new_page,
            "blocks": [self.block(block) for block in section.blocks],
            "parts": [self.section(part) for part in section.parts],
        }

    def block(self, block: parts.Block) -> dict[str, Any]:
        if isinstance(block, parts.Paragraph):
            return {"type": "paragraph", "text": block.text, "look": block.look}
        if isinstance(block, parts.Items):
            return {"type": "items", "texts": list(block.texts)}
        if isinstance(block, parts.Terms):
            pairs = [[name, shown(value)] for name, value in block.pairs]
            return {"type": "terms", "pairs": pairs, "share": 30}
        if isinstance(block, parts.Tiles):
            tiles = [[label, figure.shown] for label, figure in block.tiles]
            across = 3 if self.form.columns > 1 else 4
            return {"type": "tiles", "tiles": tiles, "across": across}
        if isinstance(block, parts.Picture):
            return {
                "type": "picture",
                "title": block.title,
                "alt": block.alt,
                "share": _SHARES.get(block.kind, 100),
                "file": self._kept(svg(block, FONT)),
            }
        return self._table(block)

    def _table(self, table: parts.Table) -> dict[str, Any]:
        found, sideways = fit(table, self.form.width, self.form.sizes), False
        if found is None and self.form.columns == 1:
            found, sideways = fit(table, _SIDEWAYS, self.form.sizes), True
        if found is None:
            width = _SIDEWAYS if sideways else self.form.width
            found = narrowest(table, width, self.form.sizes[-1])
            self.squeezed = True
        return {
            "type": "table",
            "caption": table.caption,
            "headings": list(table.headings),
            "rows": [
                [{**self._cell(cell), "span": span} for cell, span in zip(row, spans, strict=True)]
                for row, spans in zip(table.rows, table.spans(), strict=True)
            ],
            "looks": list(table.looks),
            "header_column": table.header_column,
            "right": [_is_numeric(table, place) for place in range(len(table.headings))],
            "size": found.size,
            "widths": list(found.widths),
            "landscape": sideways,
        }

    def _cell(self, cell: parts.Cell | parts.Sparkline) -> dict[str, Any]:
        if isinstance(cell, parts.Sparkline):
            drawing = self._kept(svg_sparkline(cell, FONT))
            return {"image": drawing, "alt": cell.alt, "long": False}
        text, status = shown(cell), status_of(cell)
        look = {"fill": fill_of(status), "bold": is_bold(status)} if status else {}
        return {"text": text, "long": len(text) > _LONG, **look}

    def _kept(self, drawing: str) -> str:
        name = f"picture-{len(self.pictures)}.svg"
        self.pictures[name] = drawing
        return name


def _typeset(value: Any) -> Any:
    """Keep numbers and signs whole in every text of a JSON value."""
    if isinstance(value, str):
        return typeset(value)
    if isinstance(value, dict):
        return {key: _typeset(item) for key, item in value.items()}
    return [_typeset(item) for item in value] if isinstance(value, list) else value


def _is_numeric(table: parts.Table, place: int) -> bool:
    """Whether the cells of a column are numbers, which stand on the right."""
    cells = [row[place] for row in table.rows]
    figures = [cell for cell in cells if isinstance(cell, Figure)]
    texts = any(isinstance(one.value, str) for one in figures)
    return place != table.header_column and bool(figures) and not texts
