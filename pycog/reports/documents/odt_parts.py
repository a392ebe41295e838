"""What the file of a Writer document is made of beside its text: styles, pages, facts, the zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from pycog.reports.documents.document import Document
from pycog.reports.documents.docx_marks import EPOCH, packed_entry
from pycog.reports.documents.paper_looks import (
    FONT,
    HEADINGS,
    INK,
    LISTED,
    MARK,
    MUTED,
    SIZE,
    STYLES,
    WIDTHS,
)
from pycog.reports.documents.typography import typeset

_MIME: Final = "application/vnd.oasis.opendocument.text"
_SPACES: Final = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
}
#: Names of the pages, upright and on their side.
PAGES: Final = {False: "Portrait", True: "Paysage"}
#: The style of lists.
BULLETS: Final = "COG_20_Puces"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def style_name(name: str) -> str:
    """Return how the markup names a style: ``Heading 1`` is ``Heading_20_1``."""
    return name.replace(" ", "_20_")


def text_markup(text: str) -> str:
    """Return a text as markup, its line breaks and tabs kept."""
    plain = escape(typeset(text))
    return plain.replace("\n", "<text:line-break/>").replace("\t", "<text:tab/>")


def attributes(given: Mapping[str, str]) -> str:
    """Return attributes as markup, each with a space before it."""
    return "".join(f" {name}={quoteattr(value)}" for name, value in given.items())


def whole(root: str, inner: str) -> str:
    """Return a part of the file.

    Args:
        root: Name of its root element, without prefix.
        inner: Its markup.
    """
    spaces = "".join(f' xmlns:{name}="{address}"' for name, address in _SPACES.items())
    return f'{_HEAD}<office:{root}{spaces} office:version="1.3">{inner}</office:{root}>'


def packed(document: Document, content: str, pictures: Mapping[str, str]) -> bytes:
    """Return the file of a document: the same data give the same bytes.

    Args:
        document: The report.
        content: Its ``content.xml``.
        pictures: Path in the file → SVG.
    """
    parts = {
        "content.xml": content,
        "styles.xml": _styles(document),
        "meta.xml": _meta(document),
        **pictures,
    }
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="'
        f'{"image/svg+xml" if path in pictures else "text/xml"}"/>'
        for path in parts
    )
    parts["META-INF/manifest.xml"] = (
        f'{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest'
        f':1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{_MIME}"/>{listed}</manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        # Programs look for the type as the first record, as it is.
        archive.writestr(zipfile.ZipInfo("mimetype", EPOCH), _MIME)
        for path, text in parts.items():
            archive.writestr(packed_entry(path), text)
    return out.getvalue()


def _meta(document: Document) -> str:
    moment = f"{document.date.isoformat()}T00:00:00"
    facts = {
        "dc:title": f"{document.title} – {document.body}",
        "dc:subject": document.subtitle,
        "meta:initial-creator": document.body,
        "dc:creator": document.body,
        "meta:creation-date": moment,
        "dc:date": moment,
        "dc:language": "fr-FR",
    }
    told = "".join(f"<{name}>{escape(typeset(text))}</{name}>" for name, text in facts.items())
    keyword = f"<meta:keyword>{escape(document.warning)}</meta:keyword>" if document.warning else ""
    return whole("document-meta", f"<office:meta>{told}{keyword}</office:meta>")


def _styles(document: Document) -> str:
    lists = (
        f'<text:list-style style:name="{BULLETS}"><text:list-level-style-bullet text:level="1" '
        'text:bullet-char="•"><style:list-level-properties text:list-level-position-and-space-mode='
        '"label-alignment"><style:list-level-label-alignment text:label-followed-by="listtab" '
        'fo:text-indent="-5mm" fo:margin-left="10mm"/></style:list-level-properties>'
        "</text:list-level-style-bullet></text:list-style>"
    )
    layouts = "".join(map(_layout, PAGES))
    masters = "".join(_master(document, sideways) for sideways in PAGES)
    return whole(
        "document-styles",
        f'<office:font-face-decls><style:font-face style:name="{FONT}" svg:font-family="{FONT}" '
        'style:font-family-generic="swiss"/></office:font-face-decls>'
        f"<office:styles>{_named()}{lists}</office:styles>"
        f"<office:automatic-styles>{layouts}{_page_styles()}</office:automatic-styles>"
        f"<office:master-styles>{masters}</office:master-styles>",
    )


def _named() -> str:
    """Return the styles that an officer finds in the list of Writer, and Word under its names."""
    rule = "0.75pt solid"
    default = (
        '<style:default-style style:family="paragraph"><style:paragraph-properties '
        'fo:orphans="2" fo:widows="2" style:tab-stop-distance="10mm"/><style:text-properties '
        f'style:font-name="{FONT}" fo:font-size="{SIZE}pt" fo:language="fr" fo:country="FR"/>'
        "</style:default-style>"
    )
    found = [default, _style("Standard", "", {"fo:margin-bottom": "6pt"}, {})]
    for name, points in HEADINGS.items():
        space = {"fo:margin-top": f"{points * 0.7:g}pt", "fo:margin-bottom": "4pt"}
        if name == "Caption":
            space = {"fo:margin-top": "6pt", "fo:margin-bottom": "3pt"}
        look = {"fo:font-size": f"{points}pt", "fo:font-weight": "bold", "fo:color": f"#{INK}"}
        space["fo:keep-with-next"] = "always"
        found.append(_style(name, "Standard", space, look, name.partition("Heading ")[2]))
    muted = {"fo:color": f"#{MUTED}"}
    found += [
        _style("Contents Heading", "Heading 1", {"fo:break-before": "page"}, {}, "-"),
        _style("Subtitle", "Standard", {}, {"fo:font-size": "13pt", **muted}),
        _style("Header", "Standard", {}, {"fo:font-size": "8.5pt", **muted}),
        _style("Footer", "Standard", {}, {"fo:font-size": "8.5pt", **muted}),
        _style(STYLES["note"], "Standard", {}, {"fo:font-size": "9pt", **muted}),
        _style(
            STYLES["alerte"],
            "Standard",
            {"fo:border": f"{rule} #{MARK}", "fo:padding": "2mm"},
            {"fo:font-weight": "bold"},
        ),
        _style(
            STYLES["commentaire"],
            "Standard",
            {"fo:border-left": f"2.25pt solid #{INK}", "fo:padding-left": "2mm"},
            {},
        ),
        _style("COG Tableau", "Standard", {"fo:margin-bottom": "0mm"}, {}),
        _style(
            "COG Chiffre",
            "Standard",
            {"fo:margin-bottom": "0mm"},
            {"fo:font-size": "18pt", "fo:font-weight": "bold", "fo:color": f"#{INK}"},
        ),
    ]
    for level in range(1, LISTED + 1):
        indent = {"fo:margin-left": f"{6 * (level - 1)}mm", "fo:margin-bottom": "0mm"}
        found.append(_style(f"Contents {level}", "Standard", indent, {}))
    return "".join(found)


def _style(
    name: str, parent: str, paragraph: Mapping[str, str], text: Mapping[str, str], level: str = ""
) -> str:
    """Return a paragraph style; a level of ``-`` takes that of its parent away."""
    known: dict[str, str] = {"style:name": style_name(name), "style:display-name": name}
    known |= {"style:family": "paragraph"}
    if parent:
        known["style:parent-style-name"] = style_name(parent)
    if level:
        known["style:default-outline-level"] = level.removeprefix("-")
    return (
        f"<style:style{attributes(known)}><style:paragraph-properties{attributes(paragraph)}/>"
        f"<style:text-properties{attributes(text)}/></style:style>"
    )


def _layout(sideways: bool) -> str:
    short, long = "210mm", "297mm"
    width, height = (long, short) if sideways else (short, long)
    rooms = "".join(
        f'<style:{part}-style><style:header-footer-properties fo:min-height="10mm" '
        f'fo:margin-{side}="2mm"/></style:{part}-style>'
        for part, side in (("header", "bottom"), ("footer", "top"))
    )
    return (
        f'<style:page-layout style:name="P{PAGES[sideways]}"><style:page-layout-properties '
        f'fo:page-width="{width}" fo:page-height="{height}" style:print-orientation="'
        f'{"landscape" if sideways else "portrait"}" fo:margin-left="20mm" '
        'fo:margin-right="20mm" fo:margin-top="10mm" fo:margin-bottom="10mm"/>'
        f"{rooms}</style:page-layout>"
    )


def _master(document: Document, sideways: bool) -> str:
    warning = ""
    if document.warning:
        warning = (
            f'<text:line-break/><text:span text:style-name="Alerte">'
            f"{text_markup(document.warning)}</text:span>"
        )
    name = PAGES[sideways]
    return (
        f'<style:master-page style:name="{name}" style:page-layout-name="P{name}">'
        f'<style:header><text:p text:style-name="Header">'
        f"{text_markup(f'{document.body} – {document.title}')}{warning}</text:p></style:header>"
        f'<style:footer><text:p text:style-name="Pied{name}">{text_markup(document.footer)}'
        "<text:tab/>Page <text:page-number>1</text:page-number> sur <text:page-count>1"
        "</text:page-count></text:p></style:footer></style:master-page>"
    )


def _page_styles() -> str:
    """Return the automatic styles of heads and feet."""
    feet = "".join(
        f'<style:style style:name="Pied{name}" style:family="paragraph" '
        'style:parent-style-name="Footer"><style:paragraph-properties><style:tab-stops>'
        f'<style:tab-stop style:type="right" style:position="{WIDTHS[sideways]:.1f}pt"/>'
        "</style:tab-stops></style:paragraph-properties></style:style>"
        for sideways, name in PAGES.items()
    )
    return (
        f'{feet}<style:style style:name="Alerte" style:family="text"><style:text-properties '
        f'fo:font-weight="bold" fo:color="#{MARK}"/></style:style>'
    )
