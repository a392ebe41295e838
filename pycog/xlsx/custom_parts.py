"""Custom XML parts: data of ours that Excel carries from one version of a file to the next."""

from __future__ import annotations

from typing import Final

from pycog.xlsx.package import Package
from pycog.xlsx.part_edits import PartEdits, free_part
from pycog.xlsx.structure import WorkbookInfo, relations

_ITEM: Final = "customXml/item{}.xml"
_KIND: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"


def custom_part(package: Package, info: WorkbookInfo, namespace: str) -> str | None:
    """Return the name of the part of a namespace, ``None`` where the workbook has none.

    Args:
        package: The workbook.
        info: Its structure.
        namespace: Namespace of the root element.
    """
    for kind, name in relations(package, info.part).values():
        if kind == "customXml" and name in package and namespace.encode() in package.head(name):
            return name
    return None


def add_custom_part(edits: PartEdits, info: WorkbookInfo, text: str = "") -> str:
    """Add a part to a workbook and return its name."""
    part = free_part(edits.package, _ITEM, edits.texts)
    edits.texts[part] = text
    edits.declare(part, "application/xml")
    edits.relate(info.part, _KIND, part)
    return part


def drop_custom_part(edits: PartEdits, info: WorkbookInfo, part: str) -> None:
    """Take a part out of a workbook, with what says its schema."""
    related = relations(edits.package, info.part)
    keys = {key for key, (_, name) in related.items() if name == part}
    for name in [target for _, target in relations(edits.package, part).values()]:
        if name in edits.package:
            edits.remove(name)
    edits.remove(part)
    edits.unrelate(info.part, keys)
