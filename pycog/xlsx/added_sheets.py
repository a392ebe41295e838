"""Adds sheets and a defined name at the end of a workbook, and takes sheets out again.

What stands before keeps its place: names that are limited to a sheet count sheets from the
first, so a sheet is only ever added after the last one.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final, NamedTuple

from pycog.xlsx.markup import attributes, elements, quoted
from pycog.xlsx.part_edits import PartEdits, free_part, unexpected
from pycog.xlsx.structure import WorkbookInfo, relations

_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_USUAL: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_MAIN: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_BOUND: Final = re.compile(rf"""xmlns:([\w.-]+)=["'](?:{_USUAL}|{_STRICT})["']""")
_ROOT: Final = re.compile(r"<(?:[\w.-]+:)?workbook[\s>][^>]*>?")
_SHEET_IDS: Final = re.compile(r"""\ssheetId=["'](\d+)["']""")
#: What may stand between the sheets and the defined names, the last first.
_BEFORE_NAMES: Final = ("externalReferences", "functionGroups", "sheets")
#: Longest name of a sheet.
LONGEST_NAME: Final = 31


class NewSheet(NamedTuple):
    """A sheet to add: its name as shown and its part, in the usual namespaces."""

    name: str
    body: str


def free_name(info: WorkbookInfo, wanted: str, others: Collection[str] = ()) -> str:
    """Return a sheet name that the workbook does not have: the one wanted, or ``… (2)``.

    Args:
        info: The workbook.
        wanted: A name that Excel accepts.
        others: Names of its sheets that are no worksheets (charts), which count too.
    """
    taken = {name.casefold() for name in (*others, *(sheet.name for sheet in info.sheets))}
    name, number = wanted, 1
    while name.casefold() in taken:
        number += 1
        end = f" ({number})"
        name = wanted[: LONGEST_NAME - len(end)] + end
    return name


def sheet_names(edits: PartEdits, info: WorkbookInfo) -> list[str]:
    """Return the names of all sheets, chart sheets included, in the order of the workbook."""
    found = elements(edits.text(info.part), "sheet")
    return [attributes(element).get("name", "") for element in found]


def add_sheet(edits: PartEdits, info: WorkbookInfo, sheet: NewSheet) -> str:
    """Add a sheet after the last one and return the name of its part.

    Raises:
        RefusedFile: ``partie-inattendue``: the workbook cannot be completed.
    """
    text = edits.text(info.part)
    strict = _STRICT_MAIN in text
    part = free_part(edits.package, "xl/worksheets/sheet{}.xml", edits.texts)
    edits.texts[part] = sheet.body.replace(_MAIN, _STRICT_MAIN) if strict else sheet.body
    edits.declare(part, _SHEET_TYPE)
    namespace = _STRICT if strict else _USUAL
    key = edits.relate(info.part, f"{namespace}/worksheet", part)
    number = max((int(one) for one in _SHEET_IDS.findall(text)), default=0) + 1
    root = _ROOT.search(text)
    bound = _BOUND.search(root[0]) if root else None
    reference = f"{bound[1]}:id" if bound else f"xmlns:r={quoted(namespace)} r:id"
    facts = f'name={quoted(sheet.name)} sheetId="{number}" {reference}="{key}"'
    edits.add(info.part, "sheets", f"<{{0}}sheet {facts}/>")
    return part


def add_name(
    edits: PartEdits, info: WorkbookInfo, name: str, formula: str, sheet: str = ""
) -> None:
    """Define a name for the whole workbook, or for one sheet.

    Args:
        edits: Where the workbook is edited.
        info: The workbook.
        name: The name.
        formula: What it stands for, without an equals sign.
        sheet: Name of the sheet that it is limited to, ``""`` for none.

    Raises:
        RefusedFile: ``partie-inattendue``: the workbook cannot be completed.
    """
    text = edits.text(info.part)
    content = formula.replace("&", "&amp;").replace("<", "&lt;")
    scope = f' localSheetId="{sheet_names(edits, info).index(sheet)}"' if sheet else ""
    own = f"<{{0}}definedName name={quoted(name)}{scope}>{content}</{{0}}definedName>"
    if re.search(r"</(?:[\w.-]+:)?definedNames\s*>", text):
        edits.add(info.part, "definedNames", own)
        return
    empty = re.search(r"<((?:[\w.-]+:)?)definedNames\s*/>", text)
    if empty:
        whole = f"<{{0}}definedNames>{own}</{{0}}definedNames>".replace("{0}", empty[1])
        edits.texts[info.part] = text.replace(empty[0], whole, 1)
        return
    for parent in _BEFORE_NAMES:
        end = re.search(rf"</((?:[\w.-]+:)?){parent}\s*>", text)
        if end:
            whole = f"<{{0}}definedNames>{own}</{{0}}definedNames>".replace("{0}", end[1])
            edits.texts[info.part] = text[: end.end()] + whole + text[end.end() :]
            return
    raise unexpected(edits.package, info.part)


def drop_name(edits: PartEdits, info: WorkbookInfo, name: str, formula: str) -> bool:
    """Take the definition of a name of the whole workbook out, if it still says the same."""
    text = edits.text(info.part)
    for element in elements(text, "definedName"):
        facts = attributes(element)
        inner = element[element.index(">") + 1 : element.rindex("</")]
        same = inner.replace("&quot;", '"').strip() == formula
        if facts.get("name") == name and "localSheetId" not in facts and same:
            text = text.replace(element, "", 1)
            edits.texts[info.part] = _without_empty_names(text)
            return True
    return False


def drop_sheets(edits: PartEdits, info: WorkbookInfo, names: Collection[str]) -> None:
    """Take sheets out, with what the workbook says of them by their rank.

    Args:
        edits: Where the workbook is edited.
        info: The workbook.
        names: Names of the sheets.
    """
    order = sheet_names(edits, info)
    gone = [rank for rank, name in enumerate(order) if name in names]
    related = relations(edits.package, info.part)
    text = edits.text(info.part)
    keys = []
    for element in list(elements(text, "sheet")):
        facts = attributes(element)
        if facts.get("name") in names:
            text = text.replace(element, "", 1)
            keys += [value for key, value in facts.items() if key.endswith(":id")]
    for element in list(elements(text, "definedName")):
        scope = attributes(element).get("localSheetId", "")
        if not scope.isdecimal():
            continue
        new = "" if int(scope) in gone else _ranked(element, "localSheetId", gone)
        text = text.replace(element, new, 1)
    for element in list(elements(text, "workbookView")):
        text = text.replace(element, _viewed(element, gone, len(order) - len(gone)), 1)
    edits.texts[info.part] = _without_empty_names(text)
    edits.unrelate(info.part, keys)
    for key in keys:
        if key in related:
            edits.remove(related[key][1])


def _ranked(element: str, attribute: str, gone: Collection[int]) -> str:
    """Return an element whose rank of a sheet is counted without the sheets that go."""

    def moved(match: re.Match[str]) -> str:
        rank = int(match[2])
        return f"{match[1]}{rank - sum(one < rank for one in gone)}{match[3]}"

    return re.sub(rf"""(\s{attribute}=["'])(\d+)(["'])""", moved, element, count=1)


def _viewed(element: str, gone: Collection[int], left: int) -> str:
    for attribute in ("activeTab", "firstSheet"):
        element = _ranked(element, attribute, gone)
        found = re.search(rf"""\s{attribute}=["'](\d+)["']""", element)
        if found and int(found[1]) >= left:
            element = element.replace(found[0], "", 1)
    return element


def _without_empty_names(text: str) -> str:
    return re.sub(r"<((?:[\w.-]+:)?)definedNames\s*>\s*</\1definedNames\s*>", "", text)
