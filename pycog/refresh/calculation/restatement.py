"""Writes the engine's copy anew for packages that the engine cannot read as they are.

Strict OOXML, UTF-16 parts, part names in another case, 64-bit records: the copy holds
the same sheets, names, texts and stored values of other workbooks, in the form that
Excel writes, and nothing else. Like every engine copy it is never saved.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping
from html import escape, unescape

from pycog.lazy_patterns import regex
from pycog.xlsx.package import Package
from pycog.xlsx.sheet_reading import shared_strings
from pycog.xlsx.structure import WorkbookInfo, transitional

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_NAME = regex(rb"""<definedName\s[^>]*?\bname=["']([^"']+)["'][^>]*>[^<]*</definedName>""")
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="1"><xf/></cellXfs></styleSheet>'
)


def restated(package: Package, info: WorkbookInfo, sheets: Mapping[str, bytes]) -> bytes:
    """Return a package with the given sheet parts and what formulas need beside them.

    Args:
        package: The workbook as it is.
        info: Its structure.
        sheets: Sheets in the usual form, by part name.
    """
    parts: dict[str, tuple[str, str, bytes]] = {
        f"xl/worksheets/sheet{number}.xml": ("worksheet", "worksheet", sheets[sheet.part])
        for number, sheet in enumerate(info.sheets, start=1)
    }
    links = [part for part in info.link_parts if part in package]
    for number, part in enumerate(links, start=1):
        body = transitional(_undeclared(package.text(part).body))
        parts[f"xl/externalLinks/externalLink{number}.xml"] = ("externalLink", "externalLink", body)
    parts["xl/styles.xml"] = ("styles", "styles", _STYLES.encode())
    parts["xl/sharedStrings.xml"] = ("sharedStrings", "sharedStrings", _strings(package, info))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", _content_types(parts))
        archive.writestr("_rels/.rels", _relations({"xl/workbook.xml": "officeDocument"}))
        archive.writestr("xl/workbook.xml", _workbook(info, len(links)))
        targets = {name.removeprefix("xl/"): kind for name, (kind, _, _) in parts.items()}
        archive.writestr("xl/_rels/workbook.xml.rels", _relations(targets))
        for name, (_, _, body) in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def without_names(part: bytes, names: Collection[str]) -> bytes:
    """Drop the defined names that are written out: the engine stumbles over some of them."""

    def kept(match: re.Match[bytes]) -> bytes:
        return b"" if unescape(match[1].decode()).lower() in names else match[0]

    return _NAME.sub(kept, part)


def _undeclared(body: bytes) -> bytes:
    """Drop an XML declaration, which may name another encoding."""
    return body[body.index(b"?>") + 2 :] if body.startswith(b"<?xml") else body


def _content_types(parts: Mapping[str, tuple[str, str, bytes]]) -> str:
    kinds = {f"/{name}": f"{_KIND}{kind}+xml" for name, (_, kind, _) in parts.items()}
    kinds["/xl/workbook.xml"] = f"{_KIND}sheet.main+xml"
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items()
    )
    default = f'<Default Extension="rels" ContentType="{relations}"/>'
    return f'<Types xmlns="{_TYPES}">{default}{overrides}</Types>'


def _relations(targets: Mapping[str, str]) -> str:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{found}</Relationships>'


def _workbook(info: WorkbookInfo, links: int) -> str:
    count = len(info.sheets)
    sheets = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(info.sheets, start=1)
    )
    references = "".join(
        f'<externalReference r:id="rId{number}"/>' for number in range(count + 1, count + links + 1)
    )
    dates = '<workbookPr date1904="1"/>' if info.date_system == "1904" else ""
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{dates}<sheets>{sheets}</sheets>'
        + (f"<externalReferences>{references}</externalReferences>" if links else "")
        + f"<definedNames>{''.join(_names(info))}</definedNames></workbook>"
    )


def _names(info: WorkbookInfo) -> Iterable[str]:
    order = {sheet.name: number for number, sheet in enumerate(info.sheets)}
    for name in info.names:
        if name.scope is not None and name.scope not in order:
            continue  # A name of a chart sheet, which no formula sees.
        scope = f' localSheetId="{order[name.scope]}"' if name.scope is not None else ""
        text = escape(name.formula, quote=False)
        yield f'<definedName name="{escape(name.name)}"{scope}>{text}</definedName>'


def _strings(package: Package, info: WorkbookInfo) -> bytes:
    items = "".join(
        f'<si><t xml:space="preserve">{escape(text, quote=False)}</t></si>'
        for text in shared_strings(package, info)
    )
    return f'<sst xmlns="{_MAIN}">{items}</sst>'.encode()
