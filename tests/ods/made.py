"""OpenDocument workbooks written by hand, with what real ones hold around their cells."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
    'xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
_STYLES = (
    '<number:percentage-style style:name="N1"><number:number number:decimal-places="1" '
    'number:min-integer-digits="1"/><number:text> %</number:text></number:percentage-style>'
    '<number:number-style style:name="N2"><number:number number:decimal-places="2" '
    'number:grouping="true"/><number:text> €</number:text></number:number-style>'
    '<style:style style:name="pct" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="euro" style:family="table-cell" style:data-style-name="N2"/>'
    '<style:style style:name="bold" style:family="table-cell" style:parent-style-name="euro"/>'
)
TYPE = "application/vnd.oasis.opendocument.spreadsheet"
LIBREOFFICE = "LibreOffice/24.8.4.2$Linux_X86_64"


def number(value: float | str, *, style: str = "", times: int = 1) -> str:
    """Return a typed number."""
    look = f' table:style-name="{style}"' if style else ""
    repeat = f' table:number-columns-repeated="{times}"' if times > 1 else ""
    return (
        f'<table:table-cell{look}{repeat} office:value-type="float" office:value="{value}" '
        f'calcext:value-type="float"><text:p>{value}</text:p></table:table-cell>'
    )


def text(value: str) -> str:
    """Return a typed text."""
    return (
        '<table:table-cell office:value-type="string" calcext:value-type="string">'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


def formula(meaning: str, stored: str = "", *, extra: str = "", inside: str = "") -> str:
    """Return a formula cell: the number that it had, and what else it holds."""
    value = f' office:value-type="float" office:value="{stored}"' if stored else ""
    shown = f"<text:p>{stored}</text:p>" if stored else ""
    body = f">{inside}{shown}</table:table-cell>" if inside or shown else "/>"
    return f"<table:table-cell{extra} table:formula={_quoted(meaning)}{value}{body}"


def _quoted(formula: str) -> str:
    return '"of:=' + escape(formula, {'"': "&quot;"}) + '"'


def unknown(call: str) -> str:
    """Return a cell as LibreOffice stores a formula that it does not know."""
    return (
        f'<table:table-cell table:formula={_quoted(call)} office:value-type="string" '
        'office:string-value="" calcext:value-type="error"><text:p>#NAME?</text:p>'
        "</table:table-cell>"
    )


EMPTY = "<table:table-cell/>"


def row(*cells: str, extra: str = "") -> str:
    """Return a row."""
    return f"<table:table-row{extra}>{''.join(cells)}</table:table-row>"


def sheet(name: str, *rows: str) -> str:
    """Return a sheet."""
    return f'<table:table table:name="{name}"><table:table-column/>{"".join(rows)}</table:table>'


def content(*sheets: str, settings: str = "", after: str = "") -> str:
    """Return the text of a workbook."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {_SPACES}>'
        f"<office:automatic-styles>{_STYLES}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{settings}{''.join(sheets)}{after}</office:spreadsheet>"
        "</office:body></office:document-content>"
    )


def flat(*sheets: str) -> bytes:
    """Return a flat workbook."""
    whole = content(*sheets).replace("document-content", "document")
    meta = f"<office:meta><meta:generator>{LIBREOFFICE}</meta:generator></office:meta>"
    return whole.replace("<office:automatic-styles>", f"{meta}<office:automatic-styles>").encode()


def zipped(body: str, *, generator: str = LIBREOFFICE, more: dict[str, str] | None = None) -> bytes:
    """Return an .ods file that holds a text."""
    out = io.BytesIO()
    meta = (
        f"<office:document-meta {_SPACES}><office:meta><meta:generator>{generator}"
        "</meta:generator></office:meta></office:document-meta>"
    )
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), TYPE)
        parts = {"Thumbnails/thumbnail.png": "image", "meta.xml": meta, **(more or {})}
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo("content.xml"), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def written(path: Path, *sheets: str, **options: str) -> Path:
    """Write a workbook and return its path."""
    body = flat(*sheets) if path.suffix == ".fods" else zipped(content(*sheets, **options))
    path.write_bytes(body)
    return path


def body_of(path: Path) -> str:
    """Return the text that holds the sheets of a file."""
    if path.suffix == ".fods":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as archive:
        return archive.read("content.xml").decode()
