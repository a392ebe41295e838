"""What a workbook says of itself: sheets, names, tables, date system, links."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from weakref import WeakKeyDictionary
from xml.etree import ElementTree

from msgspec import Struct

from pycog.lazy_patterns import regex
from pycog.xlsx.cells import area_of
from pycog.xlsx.package import Package, refused

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_ROOT = b"http://purl.oclc.org/ooxml/"
_ENCODING = regex(rb"""^\W*<\?xml[^>]*\sencoding=["']([^"']+)""")
_DECLARATION = regex(rb"^\s*<\?xml\s[^>]*\?>")
_DIGITS = regex("[0-9]+")
_UTF8 = (b"utf-8", b"us-ascii")
#: Kinds of the parts that the engine reads beside the sheets.
_READ_BESIDE = ("sharedStrings", "styles")
_NAMESPACES = (
    (
        _STRICT_ROOT + b"spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        _STRICT_ROOT + b"officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        _STRICT_ROOT + b"drawingml/main",
        b"http://schemas.openxmlformats.org/drawingml/2006/main",
    ),
)


class SheetPart(Struct, frozen=True):
    """A worksheet: its name as shown and the part that holds it."""

    name: str
    part: str


class DefinedName(Struct, frozen=True):
    """A defined name; ``scope`` is a sheet name, or ``None`` for the workbook."""

    name: str
    scope: str | None
    formula: str


class Table(Struct, frozen=True):
    """An Excel table: its rows and columns (1-based, inclusive) and its headings.

    ``filtered`` tells that a filter of its own hides some of its rows.
    """

    name: str
    sheet: str
    first_row: int
    first_column: int
    last_row: int
    last_column: int
    columns: tuple[str, ...]
    header_rows: int
    total_rows: int
    filtered: bool = False

    @property
    def range(self) -> tuple[int, int, int, int]:
        """First row, first column, last row, last column."""
        return self.first_row, self.first_column, self.last_row, self.last_column


class WorkbookInfo(Struct, frozen=True):
    """The structure of a workbook, read once.

    ``links`` gives, for each other workbook that formulas may point to, the names in
    lower case of its sheets whose values Excel stored here; ``link_parts`` where.
    ``restated`` tells that the engine's copy must be written anew, since the engine cannot
    find or read the parts as they are. ``as_displayed`` tells that Excel calculates with
    numbers rounded to what their cells show.
    """

    part: str
    sheets: tuple[SheetPart, ...]
    names: tuple[DefinedName, ...]
    tables: tuple[Table, ...]
    date_system: str
    links: tuple[frozenset[str], ...]
    iterative: bool
    link_parts: tuple[str, ...] = ()
    restated: bool = False
    as_displayed: bool = False


def read_workbook(package: Package) -> WorkbookInfo:
    """Read the structure of a workbook.

    Raises:
        RefusedFile: Not a spreadsheet, or damaged XML.
    """
    part = _workbook_part(package)
    root = parse(package, part)
    targets = relations(package, part)
    order = [
        (sheet.get("name", ""), targets.get(sheet.get(_RELATION, ""), ("", "")))
        for sheet in root.iter(f"{_MAIN}sheet")
    ]
    sheets = tuple(SheetPart(name, target) for name, (kind, target) in order if kind == "worksheet")
    for sheet in sheets:
        if sheet.part not in package:
            raise refused(
                package.path, "partie-absente", f"ne contient pas la feuille « {sheet.name} »"
            )
    _check_declared(package, sheets)
    properties = root.find(f"{_MAIN}workbookPr")
    is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    links = tuple(_link_parts(root, targets))
    calculation = root.find(f"{_MAIN}calcPr")
    iterative = calculation is not None and calculation.get("iterate") in ("1", "true")
    return WorkbookInfo(
        part,
        sheets,
        tuple(_names(root, [name for name, _ in order])),
        tuple(table for sheet in sheets for table in _tables(package, sheet)),
        "1904" if is_1904 else "1900",
        tuple(_stored_sheets(package, part) for part in links),
        iterative,
        links,
        _needs_restating(package, part, list(targets.values())),
        calculation is not None and calculation.get("fullPrecision") in ("0", "false"),
    )


def hidden_sheets(package: Package) -> frozenset[str]:
    """Return the names of the sheets that a workbook hides.

    Raises:
        RefusedFile: Not a spreadsheet, or damaged XML.
    """
    root = parse(package, _workbook_part(package))
    return frozenset(
        sheet.get("name", "")
        for sheet in root.iter(f"{_MAIN}sheet")
        if sheet.get("state") in ("hidden", "veryHidden")
    )


def _check_declared(package: Package, sheets: tuple[SheetPart, ...]) -> None:
    """Make sure that the package declares its sheets, without which Excel cannot open it.

    Raises:
        RefusedFile: The list of parts is missing, damaged or without a sheet.
    """
    root = parse(package, "[Content_Types].xml")
    kinds = {
        (entry.get("PartName") or f".{entry.get('Extension')}").lower(): entry.get("ContentType")
        for entry in root
    }
    for sheet in sheets:
        part = "/" + sheet.part.lower()
        kind = kinds.get(part) or kinds.get("." + part.rpartition(".")[2]) or ""
        if not kind.lower().endswith("worksheet+xml"):
            raise refused(
                package.path,
                "fichier-endommage",
                f"est endommagé : il ne déclare pas la feuille « {sheet.name} ». Reprenez une "
                "copie saine",
            )


def _needs_restating(package: Package, part: str, targets: list[tuple[str, str]]) -> bool:
    """Tell whether the engine would miss parts, or read them wrongly.

    Args:
        package: The workbook.
        part: Its workbook part.
        targets: Kind and name of the parts that the workbook part points at.
    """
    if not package.has_usual_names:
        return True
    if any(kind in _READ_BESIDE and name not in package for kind, name in targets):
        return True  # a relation may lead to nothing; the engine insists on the part
    read = [part, "[Content_Types].xml"]
    read += [name for _, name in targets if name in package and name.endswith(".xml")]
    sheets = {name for kind, name in targets if kind == "worksheet"}
    for name in read:
        if name not in sheets:  # those are read whole before the engine reads them
            package.check(name)
        head = package.head(name)
        if name != package.name_of(name) or _STRICT_ROOT in head or not _is_utf8(head):
            return True
    return False


def _is_utf8(head: bytes) -> bool:
    declared = _ENCODING.search(head[:128])
    return b"\0" not in head[:4] and (declared is None or declared[1].lower() in _UTF8)


def relations(package: Package, part: str) -> Mapping[str, tuple[str, str]]:
    """Return the internal relations of a part: id → (kind, target part)."""
    known = _relations.setdefault(package, {})
    if part not in known:
        known[part] = _read_relations(package, part)
    return known[part]


#: They are asked for again and again while a workbook is read.
_relations: WeakKeyDictionary[Package, dict[str, dict[str, tuple[str, str]]]]
_relations = WeakKeyDictionary()


def _read_relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}
    if rels not in package:
        return found
    for relation in parse(package, rels):
        if relation.get("TargetMode") == "External":
            continue
        target = relation.get("Target", "")
        full = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        kind = relation.get("Type", "").rsplit("/", 1)[-1]
        found[relation.get("Id", "")] = (kind, posixpath.normpath(full))
    return found


def _link_parts(root: ElementTree.Element, targets: Mapping[str, tuple[str, str]]) -> list[str]:
    found = [reference.get(_RELATION, "") for reference in root.iter(f"{_MAIN}externalReference")]
    return [targets[key][1] if key in targets else "" for key in found]


def _stored_sheets(package: Package, part: str) -> frozenset[str]:
    if part not in package:
        return frozenset()
    root = parse(package, part)
    names = [name.get("val", "").lower() for name in root.iter(f"{_MAIN}sheetName")]
    filled = {
        _number(data.get("sheetId"), -1)
        for data in root.iter(f"{_MAIN}sheetData")
        if data.find(f"{_MAIN}row") is not None
    }
    return frozenset(name for number, name in enumerate(names) if number in filled)


def _workbook_part(package: Package) -> str:
    for kind, target in relations(package, "").values():
        if kind == "officeDocument" and target in package:
            name = target
            break
    else:
        raise refused(
            package.path,
            "format-inconnu",
            "n'est pas un classeur Excel. Enregistrez-le au format « Classeur Excel (*.xlsx) »",
        )
    if b"workbook" not in package.text(name).body[:4096]:
        raise refused(
            package.path,
            "format-inconnu",
            "est un document Office mais pas un classeur Excel",
        )
    return name


def _names(root: ElementTree.Element, sheets: list[str]) -> list[DefinedName]:
    names = []
    for element in root.iter(f"{_MAIN}definedName"):
        scope = element.get("localSheetId")
        number = _number(scope, -1)
        local = sheets[number] if 0 <= number < len(sheets) else None
        if scope is not None and local is None:
            continue  # the name of a sheet that is gone: print titles, areas
        names.append(DefinedName(element.get("name", ""), local, element.text or ""))
    return names


def _tables(package: Package, sheet: SheetPart) -> list[Table]:
    tables = []
    for kind, target in relations(package, sheet.part).values():
        if kind != "table" or target not in package:
            continue
        root = parse(package, target)
        columns = tuple(element.get("name", "") for element in root.iter(f"{_MAIN}tableColumn"))
        tables.append(
            Table(
                root.get("displayName", root.get("name", "")),
                sheet.name,
                *split_range(root.get("ref", "")),
                columns,
                _number(root.get("headerRowCount", "1"), 1),
                _number(root.get("totalsRowCount", "0"), 0),
                next(root.iter(f"{_MAIN}filterColumn"), None) is not None,
            )
        )
    return tables


def split_range(text: str) -> tuple[int, int, int, int]:
    """Return first row, first column, last row, last column of ``A1:D9``, ``$`` or not.

    A reference that names no cells gives a range before the first row.
    """
    return area_of(text) or (0, 0, 0, 0)


def _number(text: str | None, usual: int) -> int:
    """Return a count or an index; the usual one for what is none."""
    return int(text) if text and len(text) < 10 and _DIGITS.fullmatch(text) else usual


def parse(package: Package, part: str) -> ElementTree.Element:
    """Parse a part, Strict namespaces taken for the usual ones.

    Raises:
        RefusedFile: ``partie-absente``, ``fichier-endommage``, ``xml-interdit``.
    """
    data = xml_of(package, part)
    try:
        return ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise refused(
            package.path,
            "fichier-endommage",
            f"est endommagé : la partie « {part} » n'est pas lisible",
        ) from error


def xml_of(package: Package, part: str) -> bytes:
    """Return a part as XML that is safe to parse: UTF-8, undeclared, in the usual namespaces.

    Raises:
        RefusedFile: ``partie-absente``, ``fichier-endommage``, ``xml-interdit``.
    """
    data = _DECLARATION.sub(b"", transitional(package.text(part).body), count=1)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise refused(
            package.path, "xml-interdit", f"contient une déclaration XML interdite dans « {part} »"
        )
    return data


def transitional(data: bytes) -> bytes:
    """Return XML with the namespaces of Strict OOXML replaced by the usual ones."""
    if _STRICT_ROOT not in data:
        return data
    for strict, usual in _NAMESPACES:
        data = data.replace(strict, usual)
    return data
