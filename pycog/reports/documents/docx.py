"""Renders a report as a Word document that officers edit: real styles, headings and tables."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Any

from pycog.reports.documents import document as parts
from pycog.reports.documents.docx_marks import (
    WHAT,
    add_field,
    add_link,
    bookmark,
    border,
    close_field,
    dated_once,
    describe,
    element,
    mark_row,
    mark_table,
    open_field,
    shade,
)
from pycog.reports.documents.figure import Figure
from pycog.reports.documents.libraries import library
from pycog.reports.documents.paper_looks import (
    FILLS,
    FONT,
    HEADINGS,
    INK,
    LISTED,
    MARK,
    MUTED,
    SHORT,
    SIZE,
    SMALL_LINE,
    STYLES,
    TILE,
    WIDTHS,
    on_paper,
)
from pycog.reports.documents.pdf import PICTURE_WIDTH, png_pages
from pycog.reports.documents.status_looks import fill_of, is_bold, shown, status_of
from pycog.reports.documents.typography import typeset


def render_docx(document: parts.Document) -> bytes:
    """Return a report as a Word document.

    Args:
        document: The report.

    Raises:
        InvalidInput: ``rapports-non-installes``.
    """
    writer = _Writer(document)
    writer.write()
    out = io.BytesIO()
    writer.word.save(out)
    return dated_once(out.getvalue())


def _drawn(document: parts.Document) -> Iterator[parts.Picture | parts.Sparkline]:
    for _, section in document.walk():
        for block in section.blocks:
            if isinstance(block, parts.Picture):
                yield block
            elif isinstance(block, parts.Table):
                for row in block.rows:
                    yield from (cell for cell in row if isinstance(cell, parts.Sparkline))


class _Writer:
    """Writes the parts of one report in order."""

    def __init__(self, document: parts.Document) -> None:
        self.document = document
        self.word = library("docx", WHAT).Document()
        self.shared = library("docx.shared", WHAT)
        self.styles: dict[str, str] = {}
        self.marked = 0
        self.sideways = document.one_page
        wanted = list(dict.fromkeys(_drawn(document)))
        self.pictures = dict(zip(wanted, png_pages(wanted), strict=True))

    def write(self) -> None:
        self._properties()
        self._set_styles()
        self._page(self.word.sections[0])
        self._margins()
        self._cover()
        if self.document.summary:
            self._contents()
        for section in self.document.sections:
            self._section(section, 1)

    def _properties(self) -> None:
        known, moment = (
            self.word.core_properties,
            dt.datetime.combine(self.document.date, dt.time()),
        )
        known.title = typeset(f"{self.document.title} – {self.document.body}")
        known.subject, known.author = typeset(self.document.subtitle), typeset(self.document.body)
        known.language, known.comments, known.keywords = "fr-FR", "", self.document.warning
        known.created = known.modified = moment
        known.last_modified_by, known.revision = "pycog", 1

    # --- styles and pages

    def _set_styles(self) -> None:
        styles, size = self.word.styles, self.shared.Pt
        normal = styles["Normal"]
        self._font(normal, SIZE)
        language = element("lang", val="fr-FR", eastAsia="fr-FR", bidi="ar-SA")
        normal.element.get_or_add_rPr().append(language)
        normal.paragraph_format.space_after = size(6)
        for name, points in HEADINGS.items():
            self._font(styles[name], points, INK, bold=True)
            styles[name].paragraph_format.keep_with_next = True
        for name in ("Subtitle", "Header", "Footer"):
            self._font(styles[name], 13 if name == "Subtitle" else 8.5, MUTED)
            # Those of the template of python-docx are for another paper.
            styles[name].paragraph_format.tab_stops.clear_all()
        styles["Caption"].paragraph_format.space_after = size(3)
        kind = library("docx.enum.style", WHAT).WD_STYLE_TYPE.PARAGRAPH
        for name in (*STYLES.values(), "COG Tableau", "COG Chiffre"):
            styles.add_style(name, kind).base_style = normal
        self._font(styles["COG Note"], 9, MUTED)
        self._font(styles["COG Alerte"], SIZE, bold=True)
        self._font(styles["COG Chiffre"], 18, INK, bold=True)
        border(styles["COG Alerte"], MARK, "top", "left", "bottom", "right", width=8)
        border(styles["COG Commentaire"], INK, "left", width=18)
        styles["COG Tableau"].paragraph_format.space_after = size(0)
        styles["COG Chiffre"].paragraph_format.space_after = size(0)

    def _font(self, style: Any, points: float, color: str = "", *, bold: bool = False) -> None:
        style.font.name, style.font.size = FONT, self.shared.Pt(points)
        style.font.bold, style.font.italic = bold, False
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for name in list(fonts.attrib):
            if "Theme" in name:
                del fonts.attrib[name]
        if color:
            style.font.color.rgb = self.shared.RGBColor.from_string(color)

    def _page(self, section: Any) -> None:
        orient = library("docx.enum.section", WHAT).WD_ORIENT
        long, short = self.shared.Mm(297), self.shared.Mm(210)
        sideways = self.sideways
        section.orientation = orient.LANDSCAPE if sideways else orient.PORTRAIT
        section.page_width, section.page_height = (long, short) if sideways else (short, long)
        section.left_margin = section.right_margin = self.shared.Mm(20)
        section.top_margin = section.bottom_margin = self.shared.Mm(22)
        section.header_distance = section.footer_distance = self.shared.Mm(10)

    def _turn(self, sideways: bool) -> None:
        """Start a page the other way round."""
        if sideways != self.sideways:
            self.sideways = sideways
            kind = library("docx.enum.section", WHAT).WD_SECTION.NEW_PAGE
            self._page(self.word.add_section(kind))
            self._margins()

    def _margins(self) -> None:
        """Write the head and the foot of the pages of the last section."""
        section, known = self.word.sections[-1], self.document
        align = library("docx.enum.text", WHAT).WD_TAB_ALIGNMENT.RIGHT
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        for part in (section.header, section.footer):
            line = part.paragraphs[0]
            line.paragraph_format.tab_stops.add_tab_stop(
                self.shared.Pt(WIDTHS[self.sideways]), align
            )
        head = section.header.paragraphs[0]
        head.add_run(typeset(f"{known.body} – {known.title}"))
        if known.warning:
            warning = head.add_run(f"\n{typeset(known.warning)}")
            warning.bold = True
            warning.font.color.rgb = self.shared.RGBColor.from_string(MARK)
        foot = section.footer.paragraphs[0]
        foot.add_run(f"{typeset(known.footer)}\tPage ")
        add_field(foot, "PAGE", "1")
        foot.add_run(" sur ")
        add_field(foot, "NUMPAGES", "1")

    # --- content

    def _cover(self) -> None:
        known = self.document
        self._text(known.body, "Subtitle")
        self._text(known.title, "Title")
        self._text(known.subtitle, "Subtitle")
        if known.warning:
            self._text(known.warning, "COG Alerte")
        self._terms(known.cover)

    def _contents(self) -> None:
        """Write the table of contents: links at once, page numbers when Word updates it."""
        heading = self._text("Sommaire", "Heading 1")
        heading.paragraph_format.page_break_before = True
        entries = [(level - 1, one) for level, one in self.document.walk() if level - 1 <= LISTED]
        line = self.word.add_paragraph()
        open_field(line, f'TOC \\o "1-{LISTED}" \\h \\z \\u')
        for rank, (level, section) in enumerate(entries):
            line = line if not rank else self.word.add_paragraph()
            line.paragraph_format.left_indent = self.shared.Mm(6 * (level - 1))
            line.paragraph_format.space_after = self.shared.Pt(0)
            line.paragraph_format.line_spacing = 1.0
            add_link(line, section.anchor, typeset(section.title))
        close_field(line)

    def _section(self, section: parts.Section, level: int) -> None:
        if not self.document.one_page:
            self._turn(False)
        heading = self._text(section.title, f"Heading {min(level, 4)}")
        if self.document.begins_page(section):
            heading.paragraph_format.page_break_before = True
        self.marked += 1
        bookmark(heading, section.anchor, self.marked)
        for block in section.blocks:
            self._block(block)
        for part in section.parts:
            self._section(part, level + 1)

    def _block(self, block: parts.Block) -> None:
        if isinstance(block, parts.Paragraph):
            self._text(block.text, STYLES.get(block.look, "Normal"))
        elif isinstance(block, parts.Items):
            for text in block.texts:
                self._text(text, "List Bullet")
        elif isinstance(block, parts.Terms):
            self._terms(block)
        elif isinstance(block, parts.Tiles):
            self._tiles(block)
        elif isinstance(block, parts.Picture):
            self._text(block.title, "Caption")
            self._picture(self.word.add_paragraph(), block, PICTURE_WIDTH)
        else:
            self._table(block)

    def _text(self, text: str, style: str) -> Any:
        paragraph = self.word.add_paragraph(typeset(text))
        self._styled(paragraph, style)
        return paragraph

    def _styled(self, paragraph: Any, name: str) -> None:
        """Set the style of a paragraph; python-docx would search all styles every time."""
        if name not in self.styles:
            self.styles[name] = self.word.styles[name].style_id
        paragraph._p.style = self.styles[name]

    def _picture(
        self, paragraph: Any, picture: parts.Picture | parts.Sparkline, width: float
    ) -> None:
        run = paragraph.add_run()
        run.add_picture(io.BytesIO(self.pictures[picture]), width=self.shared.Mm(width))
        describe(run, typeset(picture.alt))

    def _terms(self, terms: parts.Terms) -> None:
        for name, value in terms.pairs:
            line = self.word.add_paragraph()
            line.paragraph_format.space_after = self.shared.Pt(2)
            line.paragraph_format.keep_with_next = True
            line.add_run(typeset(f"{name} : ")).bold = True
            line.add_run(typeset(shown(value)))

    def _tiles(self, tiles: parts.Tiles) -> None:
        """Write the large figures as a table: labels above, figures below."""
        width = WIDTHS[self.sideways] / max(len(tiles.tiles), 1)
        table = self._grid(2, [width] * len(tiles.tiles), "Chiffres clés", False)
        for place, (label, figure) in enumerate(tiles.tiles):
            self._fill(table.cell(0, place), label, 9)
            self._styled(table.cell(1, place).paragraphs[0], "COG Chiffre")
            table.cell(1, place).paragraphs[0].add_run(typeset(figure.shown))
            for row in (0, 1):
                shade(table.cell(row, place), TILE)
        self.word.add_paragraph()

    def _grid(self, rows: int, widths: Sequence[float], title: str, named: bool) -> Any:
        table = self.word.add_table(rows, len(widths), "Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = self.shared.Pt(width)
        mark_table(table, typeset(title), named_by_first=named)
        for rank, row in enumerate(table.rows):
            mark_row(row, heading=not rank)
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = self.shared.Pt(width)
        return table

    def _table(self, table: parts.Table) -> None:
        found, sideways = on_paper(table, self.sideways)
        self._turn(sideways)
        self._text(table.caption, "Caption")
        named = table.header_column == 0
        grid = self._grid(len(table.rows) + 1, found.widths, table.caption, named)
        for cell, heading in zip(grid.rows[0].cells, table.headings, strict=True):
            run = self._fill(cell, heading, found.size)
            run.bold, run.font.color.rgb = True, self.shared.RGBColor.from_string("FFFFFF")
            shade(cell, INK)
        spans = table.spans()
        for rank, row in enumerate(table.rows):
            look = table.looks[rank] if table.looks else ""
            if spans[rank][0] > 1:
                cells = grid.rows[rank + 1].cells
                cells[0].merge(cells[-1])
                row = row[:1]
            for place, (cell, value) in enumerate(
                zip(grid.rows[rank + 1].cells, row, strict=False)
            ):
                self._cell(cell, value, found.size, look, indented=place == table.header_column)
        if len(table.rows) <= SHORT:
            for line in grid.rows[:-1]:
                for cell in line.cells:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True
        self.word.add_paragraph()

    def _cell(
        self,
        cell: Any,
        value: parts.Cell | parts.Sparkline,
        size: float,
        look: str,
        *,
        indented: bool,
    ) -> None:
        if isinstance(value, parts.Sparkline):
            self._picture(cell.paragraphs[0], value, SMALL_LINE)
            self._styled(cell.paragraphs[0], "COG Tableau")
            return
        run = self._fill(cell, shown(value), size)
        status = status_of(value)
        run.bold, run.italic = look in FILLS or is_bold(status), look == "dont"
        if look == "dont" and indented:
            cell.paragraphs[0].paragraph_format.left_indent = self.shared.Mm(3)
        if isinstance(value, Figure) and value.number is not None:
            cell.paragraphs[0].alignment = library("docx.enum.text", WHAT).WD_ALIGN_PARAGRAPH.RIGHT
        if fill := fill_of(status) or FILLS.get(look):
            shade(cell, fill)

    def _fill(self, cell: Any, text: str, size: float) -> Any:
        paragraph = cell.paragraphs[0]
        self._styled(paragraph, "COG Tableau")
        run = paragraph.add_run(typeset(text))
        run.font.size = self.shared.Pt(size)
        return run
