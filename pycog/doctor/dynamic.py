"""The metadata part that makes a formula a dynamic array, as Excel stores calls of ours."""

from __future__ import annotations

import io
import posixpath
import zipfile
from xml.etree import ElementTree

from pycog.xlsx.package import Package
from pycog.xlsx.structure import WorkbookInfo, relations

_TYPES = "[Content_Types].xml"
_CONTENT = (
    '<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheetMetadata+xml"/>'
)
_RELATION = (
    '<Relationship Id="{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/sheetMetadata" Target="metadata.xml"/>'
)
_METADATA = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">'
    '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" '
    'pasteAll="1" pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" '
    'clearComments="1" assign="1" coerce="1" cellMeta="1"/></metadataTypes>'
    '<futureMetadata name="XLDAPR" count="1"><bk><extLst>'
    '<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}">'
    '<xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext></extLst></bk>'
    '</futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)


def metadata_index(package: Package, info: WorkbookInfo) -> int | None:
    """Return the ``cm`` of a dynamic array in a workbook, ``None`` if it knows none.

    A workbook without metadata gets its part from :func:`with_metadata`; its index is 1.
    """
    part = _part(package, info)
    if part is None:
        return 1 if _can_add(package, info) else None
    try:
        root = ElementTree.fromstring(package.read(part))
    except ElementTree.ParseError:
        return None
    names = [kind.get("name") for kind in root.iterfind("{*}metadataTypes/{*}metadataType")]
    if "XLDAPR" not in names:
        return None
    wanted = str(names.index("XLDAPR") + 1)
    for number, block in enumerate(root.iterfind("{*}cellMetadata/{*}bk"), start=1):
        if [record.get("t") for record in block.iterfind("{*}rc")] == [wanted]:
            return number
    return None


def with_metadata(package: Package, info: WorkbookInfo, changed: dict[str, bytes]) -> bytes:
    """Return the package with changed parts, and a metadata part if it has none."""
    if _part(package, info) is not None:
        return package.rewrite(changed)
    folder = posixpath.dirname(info.part)
    part, rels = f"{folder}/metadata.xml", _relations_part(info)
    types, links = package.read(_TYPES), package.read(rels)
    new = {
        _TYPES: _inserted(types, b"</Types>", _CONTENT.format(part=part)),
        rels: _inserted(links, b"</Relationships>", _RELATION.format(id=_free_id(links))),
    }
    out = io.BytesIO(package.rewrite(changed | new))
    # Excel dates every part to the first day that a zip archive knows; so do we.
    record = zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0))
    record.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(record, _METADATA)
    return out.getvalue()


def _part(package: Package, info: WorkbookInfo) -> str | None:
    for kind, part in relations(package, info.part).values():
        if kind == "sheetMetadata" and part in package:
            return part
    return None


def _can_add(package: Package, info: WorkbookInfo) -> bool:
    folder = posixpath.dirname(info.part)
    return (
        bool(folder)
        and f"{folder}/metadata.xml" not in package
        and _relations_part(info) in package
        and b"</Types>" in package.read(_TYPES)
        and b"</Relationships>" in package.read(_relations_part(info))
    )


def _relations_part(info: WorkbookInfo) -> str:
    folder, name = posixpath.split(info.part)
    return f"{folder}/_rels/{name}.rels"


def _inserted(body: bytes, end: bytes, text: str) -> bytes:
    place = body.rindex(end)
    return body[:place] + text.encode() + body[place:]


def _free_id(links: bytes) -> str:
    number = 1
    while f'"rIdPycog{number}"'.encode() in links:
        number += 1
    return f"rIdPycog{number}"
