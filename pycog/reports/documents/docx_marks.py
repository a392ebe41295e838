"""What Word knows and python-docx does not write: fields, bookmarks, borders, table marks."""

from __future__ import annotations

import io
import zipfile
from typing import Any, Final

from pycog.reports.documents.libraries import library
from pycog.reports.documents.paper_looks import RULE

#: What the renderer says when python-docx is missing.
WHAT: Final = "Écrire un rapport en DOCX"
#: The date of every entry of a file.
EPOCH: Final = (2012, 1, 1, 0, 0, 0)


def element(name: str, /, **attributes: str) -> Any:
    """Return an element of WordprocessingML; attribute names are without their prefix."""
    oxml, qn = library("docx.oxml", WHAT), library("docx.oxml.ns", WHAT).qn
    made = oxml.OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def add_field(paragraph: Any, code: str, shown: str) -> None:
    """Add a field that Word computes, with what it shows until then."""
    open_field(paragraph, code)
    paragraph.add_run(shown)
    close_field(paragraph)


def open_field(paragraph: Any, code: str) -> None:
    """Begin a field; what follows is what it shows."""
    instruction = element("instrText")
    instruction.text = f" {code} "
    instruction.set(library("docx.oxml.ns", WHAT).qn("xml:space"), "preserve")
    run = paragraph.add_run()
    run._r.append(element("fldChar", fldCharType="begin"))
    run._r.append(instruction)
    run._r.append(element("fldChar", fldCharType="separate"))


def close_field(paragraph: Any) -> None:
    """End the field that was opened last."""
    paragraph.add_run()._r.append(element("fldChar", fldCharType="end"))


def bookmark(paragraph: Any, name: str, number: int) -> None:
    """Mark a paragraph as the target of links."""
    first = element("bookmarkStart", id=str(number), name=name)
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, first)
    paragraph._p.append(element("bookmarkEnd", id=str(number)))


def add_link(paragraph: Any, name: str, text: str) -> None:
    """Add a link to a bookmark of the same document."""
    run = paragraph.add_run(text)
    link = element("hyperlink", anchor=name, history="1")
    paragraph._p.replace(run._r, link)
    link.append(run._r)


def border(paragraph_or_style: Any, color: str, *sides: str, width: int = 12) -> None:
    """Draw borders, in eighths of a point, at some sides of a paragraph or style."""
    properties = paragraph_or_style.element.get_or_add_pPr()
    borders = element("pBdr")
    for side in sides:
        borders.append(element(side, val="single", sz=str(width), space="6", color=color))
    # The schema wants borders before shading, tabs, spacing and what follows them.
    properties.insert_element_before(
        borders,
        "w:shd",
        "w:tabs",
        "w:suppressAutoHyphens",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:outlineLvl",
    )


def shade(cell: Any, color: str) -> None:
    """Fill a cell of a table."""
    cell._tc.get_or_add_tcPr().append(element("shd", val="clear", color="auto", fill=color))


def mark_table(table: Any, title: str, *, named_by_first: bool) -> None:
    """Tell readers of the table its title, and which row and column name its cells."""
    properties = table._tbl.tblPr
    for look in properties.findall(library("docx.oxml.ns", WHAT).qn("w:tblLook")):
        properties.remove(look)
    borders = element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(side, val="single", sz="4", space="0", color=RULE))
    # The schema wants the borders before the layout, the margins of cells after it.
    properties.insert_element_before(borders, "w:shd", "w:tblLayout")
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w="60", type="dxa"))
    properties.append(margins)
    properties.append(
        element(
            "tblLook",
            val="04A0" if named_by_first else "0420",
            firstRow="1",
            lastRow="0",
            firstColumn=str(int(named_by_first)),
            lastColumn="0",
            noHBand="1",
            noVBand="1",
        )
    )
    properties.append(element("tblCaption", val=title))


def mark_row(row: Any, *, heading: bool) -> None:
    """Keep a row whole; repeat a row of headings on each page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(element("cantSplit"))
    if heading:
        properties.append(element("tblHeader"))


def describe(run: Any, alt: str) -> None:
    """Give the picture of a run its alternative text."""
    run._r.find(f".//{{{_DRAWING}}}docPr").set("descr", alt)


_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"


def dated_once(content: bytes) -> bytes:
    """Return a package whose entries all have one date: the same data give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            new.writestr(packed_entry(entry.filename), old.read(entry))
    return out.getvalue()


def packed_entry(name: str) -> zipfile.ZipInfo:
    """Return the entry of a compressed part, with the date of every entry."""
    found = zipfile.ZipInfo(name, EPOCH)
    found.compress_type = zipfile.ZIP_DEFLATED
    found.external_attr = 0o600 << 16
    return found
