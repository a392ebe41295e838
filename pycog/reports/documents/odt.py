"""Renders a report as a Writer document (.odt) that officers edit, without any library.

LibreOffice turns it into a Word document, too: the extension of Calc has no package for that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final
from xml.sax.saxutils import quoteattr

from pycog.reports.documents import document as parts
from pycog.reports.documents.figure import Figure
from pycog.reports.documents.odt_parts import (
    BULLETS,
    PAGES,
    attributes,
    packed,
    style_name,
    text_markup,
    whole,
)
from pycog.reports.documents.paper_looks import (
    FILLS,
    INK,
    LISTED,
    RULE,
    SHORT,
    SMALL_LINE,
    STYLES,
    TILE,
    WIDTHS,
    on_paper,
)
from pycog.reports.documents.pdf import PICTURE_WIDTH
from pycog.reports.documents.pictures import svg, svg_sparkline
from pycog.reports.documents.status_looks import fill_of, is_bold, shown, status_of

_BOX: Final = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_SIZE_OF: Final = re.compile(r'width="[\d.]+" height="[\d.]+"')
#: Points of a picture for each unit of it, where it has to be made of points for Word.
_POINTS: Final = 3
#: A rim around letters, drawn before them: Writer draws it over them.
_RIM: Final = re.compile(r' stroke="[^"]*" stroke-width="3" [^>]*paint-order="stroke"')
#: The letters of pictures: a font that comes with LibreOffice, the same on every machine.
_LETTERS: Final = "Liberation Sans"
_NOTHING: Final[Mapping[str, str]] = {}
_BOLD: Final = {"fo:font-weight": "bold"}
_KEPT: Final = {"fo:keep-with-next": "always"}


def render_odt(document: parts.Document) -> bytes:
    """Return a report as a Writer document.

    Args:
        document: The report.
    """
    writer = _Writer(document)
    writer.write()
    made = "".join(
        f'<style:style style:name="{name}" {told}' for told, name in writer.styles.items()
    )
    styles = f"<office:automatic-styles>{made}</office:automatic-styles>"
    body = f"<office:body><office:text>{''.join(writer.body)}</office:text></office:body>"
    return packed(document, whole("document-content", f"{styles}{body}"), writer.pictures)


class _Writer:
    """Writes the parts of one report in order."""

    def __init__(self, document: parts.Document) -> None:
        self.document = document
        self.body: list[str] = []
        #: Styles beside the named ones: what each says, and its name.
        self.styles: dict[str, str] = {}
        self.pictures: dict[str, str] = {}
        self.tables = 0
        self.sideways = document.one_page
        #: Page on which the next paragraph begins, where that is another one.
        self.page = PAGES[self.sideways]

    def write(self) -> None:
        known = self.document
        self._text(known.body, "Subtitle")
        self._text(known.title, "Title")
        self._text(known.subtitle, "Subtitle")
        if known.warning:
            self._text(known.warning, STYLES["alerte"])
        self._terms(known.cover)
        if known.summary:
            self._contents()
        for section in known.sections:
            self._section(section, 1)

    # --- styles

    def _style(
        self,
        parent: str,
        paragraph: Mapping[str, str] = _NOTHING,
        text: Mapping[str, str] = _NOTHING,
    ) -> str:
        """Return the name of a paragraph style: that of its parent where nothing differs."""
        master = {"style:master-page-name": self.page} if self.page else {}
        self.page = ""
        if not paragraph and not text and not master:
            return style_name(parent)
        known = {"style:parent-style-name": style_name(parent), **master}
        inner = (
            f"<style:paragraph-properties{attributes(paragraph)}/>"
            f"<style:text-properties{attributes(text)}/>"
        )
        return self._made("paragraph", known, inner)

    def _made(self, family: str, known: Mapping[str, str], inner: str) -> str:
        """Return the name of a style without one that an officer sees, made at its first use."""
        told = f'style:family="{family}"{attributes(known)}>{inner}</style:style>'
        return self.styles.setdefault(told, f"P{len(self.styles) + 1}")

    def _bold(self, text: str) -> str:
        inner = f"<style:text-properties{attributes(_BOLD)}/>"
        name = self._made("text", _NOTHING, inner)
        return f'<text:span text:style-name="{name}">{text_markup(text)}</text:span>'

    def _turn(self, sideways: bool) -> None:
        """Start a page the other way round."""
        if sideways != self.sideways:
            self.sideways = sideways
            self.page = PAGES[sideways]

    # --- content

    def _text(self, text: str, style: str, **paragraph: str) -> None:
        name = self._style(
            style, {f"fo:{key.replace('_', '-')}": one for key, one in paragraph.items()}
        )
        self.body.append(f'<text:p text:style-name="{name}">{text_markup(text)}</text:p>')

    def _contents(self) -> None:
        """Write the table of contents: links at once, page numbers when it is updated."""
        self._text("Sommaire", "Contents Heading")
        templates = "".join(
            f'<text:table-of-content-entry-template text:outline-level="{level}" '
            f'text:style-name="Contents_20_{level}"><text:index-entry-link-start/>'
            '<text:index-entry-text/><text:index-entry-tab-stop style:type="right" '
            'style:leader-char="."/><text:index-entry-page-number/><text:index-entry-link-end/>'
            "</text:table-of-content-entry-template>"
            for level in range(1, LISTED + 1)
        )
        lines = "".join(
            f'<text:p text:style-name="Contents_20_{level - 1}"><text:a xlink:type="simple" '
            f"xlink:href={quoteattr('#' + section.anchor)}>{text_markup(section.title)}</text:a>"
            "</text:p>"
            for level, section in self.document.walk()
            if level - 1 <= LISTED
        )
        self.body.append(
            '<text:table-of-content text:name="Sommaire"><text:table-of-content-source '
            f'text:outline-level="{LISTED}" text:use-index-marks="false">{templates}'
            f"</text:table-of-content-source><text:index-body>{lines}</text:index-body>"
            "</text:table-of-content>"
        )

    def _section(self, section: parts.Section, level: int) -> None:
        if not self.document.one_page:
            self._turn(False)
        breaks = self.document.begins_page(section) and not self.page
        properties = {"fo:break-before": "page"} if breaks else _NOTHING
        rank = min(level, 4)
        name, anchor = self._style(f"Heading {rank}", properties), quoteattr(section.anchor)
        self.body.append(
            f'<text:h text:style-name="{name}" text:outline-level="{rank}">'
            f"<text:bookmark text:name={anchor}/>{text_markup(section.title)}</text:h>"
        )
        for block in section.blocks:
            self._block(block)
        for part in section.parts:
            self._section(part, level + 1)

    def _block(self, block: parts.Block) -> None:
        if isinstance(block, parts.Paragraph):
            self._text(block.text, STYLES.get(block.look, "Standard"))
        elif isinstance(block, parts.Items):
            self._items(block)
        elif isinstance(block, parts.Terms):
            self._terms(block)
        elif isinstance(block, parts.Tiles):
            self._tiles(block)
        elif isinstance(block, parts.Picture):
            self._text(block.title, "Caption")
            drawn = self._picture(svg(block, _LETTERS), block.alt, PICTURE_WIDTH)
            self.body.append(f'<text:p text:style-name="Standard">{drawn}</text:p>')
        else:
            self._table(block)

    def _items(self, items: parts.Items) -> None:
        lines = "".join(
            f'<text:list-item><text:p text:style-name="Standard">{text_markup(text)}</text:p>'
            "</text:list-item>"
            for text in items.texts
        )
        self.body.append(f'<text:list text:style-name="{BULLETS}">{lines}</text:list>')

    def _terms(self, terms: parts.Terms) -> None:
        style = self._style("Standard", {"fo:margin-bottom": "2pt", **_KEPT})
        for name, value in terms.pairs:
            bold = self._bold(f"{name} : ")
            text = text_markup(shown(value))
            self.body.append(f'<text:p text:style-name="{style}">{bold}{text}</text:p>')

    def _picture(self, drawn: str, alt: str, width: float) -> str:
        """Keep a picture and return the frame that shows it, as wide as it is told (mm)."""
        path = f"Pictures/{len(self.pictures) + 1}.svg"
        box = _BOX.search(drawn)
        assert box is not None  # every picture of ours has one
        across, high = float(box[1]), float(box[2])
        size = f'width="{across * _POINTS:g}" height="{high * _POINTS:g}"'
        self.pictures[path] = _SIZE_OF.sub(size, _RIM.sub("", drawn), count=1)
        height = width * high / across
        return (
            f'<draw:frame draw:name="Image{len(self.pictures)}" text:anchor-type="as-char" '
            f'svg:width="{width:.1f}mm" svg:height="{height:.1f}mm"><draw:image '
            f'xlink:href="{path}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
            f"<svg:desc>{text_markup(alt)}</svg:desc></draw:frame>"
        )

    # --- tables

    def _tiles(self, tiles: parts.Tiles) -> None:
        """Write the large figures as a table: labels above, figures below."""
        width = WIDTHS[self.sideways] / max(len(tiles.tiles), 1)
        small = self._style("COG Tableau", _NOTHING, {"fo:font-size": "9pt"})
        labels, figures = [], []
        for label, figure in tiles.tiles:
            labels.append(self._filled(label, small, TILE))
            figures.append(self._filled(figure.shown, "COG_20_Chiffre", TILE))
        self._grid([width] * len(tiles.tiles), [], [labels, figures], kept=True)

    def _table(self, table: parts.Table) -> None:
        found, sideways = on_paper(table, self.sideways)
        self._turn(sideways)
        self._text(table.caption, "Caption")
        look = {"fo:font-size": f"{found.size}pt", "fo:color": "#FFFFFF", **_BOLD}
        head = self._style("COG Tableau", _NOTHING, look)
        headings = [self._filled(one, head, INK) for one in table.headings]
        spans, rows = table.spans(), []
        for rank, row in enumerate(table.rows):
            kind = table.looks[rank] if table.looks else ""
            cells = []
            for place, (value, span) in enumerate(zip(row, spans[rank], strict=True)):
                if not span:
                    cells.append("<table:covered-table-cell/>")
                    continue
                indented = place == table.header_column
                cells.append(self._cell(value, found.size, kind, span, indented=indented))
            rows.append(cells)
        self._grid(found.widths, headings, rows, kept=len(table.rows) <= SHORT)

    def _grid(
        self,
        widths: Sequence[float],
        headings: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        kept: bool,
    ) -> None:
        self.tables += 1
        properties = {
            "style:width": f"{sum(widths):.1f}pt",
            "table:align": "left",
            "fo:margin-bottom": "8pt",
            "style:may-break-between-rows": "false" if kept else "true",
        }
        style = self._made("table", _NOTHING, f"<style:table-properties{attributes(properties)}/>")
        row_style = self._made(
            "table-row", _NOTHING, '<style:table-row-properties fo:keep-together="always"/>'
        )
        columns = "".join(map(self._column, widths))
        opening = f'<table:table-row table:style-name="{row_style}">'
        body = "".join(f"{opening}{''.join(row)}</table:table-row>" for row in rows)
        head = f"{opening}{''.join(headings)}</table:table-row>"
        repeated = f"<table:table-header-rows>{head}</table:table-header-rows>" if headings else ""
        self.body.append(
            f'<table:table table:name="Tableau{self.tables}" table:style-name="{style}">'
            f"{columns}{repeated}{body}</table:table>"
        )

    def _column(self, width: float) -> str:
        inner = f'<style:table-column-properties style:column-width="{width:.1f}pt"/>'
        name = self._made("table-column", _NOTHING, inner)
        return f'<table:table-column table:style-name="{name}"/>'

    def _cell(
        self,
        value: parts.Cell | parts.Sparkline,
        size: float,
        look: str,
        span: int,
        *,
        indented: bool,
    ) -> str:
        if isinstance(value, parts.Sparkline):
            drawn = self._picture(svg_sparkline(value, _LETTERS), value.alt, SMALL_LINE)
            return self._boxed(f'<text:p text:style-name="COG_20_Tableau">{drawn}</text:p>', "", 1)
        status = status_of(value)
        text = {"fo:font-size": f"{size}pt"}
        if look in FILLS or is_bold(status):
            text |= _BOLD
        if look == "dont":
            text |= {"fo:font-style": "italic"}
        paragraph = {}
        if look == "dont" and indented:
            paragraph["fo:margin-left"] = "3mm"
        if isinstance(value, Figure) and value.number is not None:
            paragraph["fo:text-align"] = "end"
        style = self._style("COG Tableau", paragraph, text)
        return self._filled(shown(value), style, fill_of(status) or FILLS.get(look, ""), span)

    def _filled(self, text: str, style: str, fill: str, span: int = 1) -> str:
        return self._boxed(
            f'<text:p text:style-name="{style}">{text_markup(text)}</text:p>', fill, span
        )

    def _boxed(self, inner: str, fill: str, span: int) -> str:
        properties = {
            "fo:border": f"0.5pt solid #{RULE}",
            "fo:padding-left": "1mm",
            "fo:padding-right": "1mm",
            "fo:padding-top": "0.3mm",
            "fo:padding-bottom": "0.3mm",
        }
        if fill:
            properties["fo:background-color"] = f"#{fill}"
        box = f"<style:table-cell-properties{attributes(properties)}/>"
        style = self._made("table-cell", _NOTHING, box)
        over = f' table:number-columns-spanned="{span}"' if span > 1 else ""
        return (
            f'<table:table-cell table:style-name="{style}"{over} office:value-type="string">{inner}'
            "</table:table-cell>"
        )
