"""Writes into a workbook which add-in serves its COG_ functions, and takes it out again.

Only the web-extension parts, the package relations and the content types change; every
other record is copied as it stands.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from pycog.errors import PycogError
from pycog.office_addin import FILE_PREFIX
from pycog.xlsx import atomic
from pycog.xlsx import webextension as parts
from pycog.xlsx.markup import attributes, elements
from pycog.xlsx.package import Package
from pycog.xlsx.part_edits import (
    ROOT_RELATIONS,
    TYPES,
    PartEdits,
    free_id,
    relations_of,
    unexpected,
)
from pycog.xlsx.placing import check_place, put_in_place
from pycog.xlsx.sheet_reading import read_sheets
from pycog.xlsx.structure import read_workbook, relations
from pycog.xlsx.webextension import AddinReference

_CALL = re.compile(
    rb"(?<![A-Za-z0-9.])(?:_xldudf_|_xludf\.|_xll\.)?(COG_[A-Z_]+)\s*\(", re.IGNORECASE
)
_TEXT = re.compile(rb'"(?:[^"]|"")*"')


@dataclass(slots=True)
class BindReport:
    """What was done to one workbook.

    Attributes:
        path: The workbook.
        functions: The functions now bound to the add-in; empty once taken out.
        written: Whether the file changed.
        refused: Why it was left as it was.
    """

    path: Path
    functions: tuple[str, ...] = ()
    written: bool = False
    refused: PycogError | None = None


def bind_file(path: Path, reference: AddinReference | None, known: Collection[str]) -> BindReport:
    """Bind a workbook to an add-in, or take the binding out.

    Args:
        path: The workbook, replaced whole or left as it was.
        reference: The add-in; ``None`` takes the binding out.
        known: Names of the functions that the add-in serves.

    Returns:
        The report; a faulty file is told there, so that a batch goes on. A workbook
        without such a function is left as it is.
    """
    report = BindReport(path)
    try:
        check_place(path, path)
        seen = atomic.Stamp.of(path)
        package = Package.open(path)
        data, report.functions = _bound(package, reference, known)
        if data != package.data:
            _check(path, data, package, reference)
            put_in_place(path, path, data, seen)
            report.written = True
    except PycogError as error:
        report.refused = error
    return report


def bind_bytes(path: Path, data: bytes, reference: AddinReference, known: Collection[str]) -> bytes:
    """Return a workbook in memory bound to an add-in; see :func:`bind_file`.

    Raises:
        RefusedFile: The workbook is not one that pycog handles.
    """
    return _bound(Package(path, data), reference, known)[0]


def functions_used(package: Package, known: Collection[str]) -> tuple[str, ...]:
    """Return the functions that the formulas and names of a workbook call, in order of name.

    Raises:
        RefusedFile: A sheet is written in a way that pycog cannot be sure of.
    """
    info = read_workbook(package)
    found: set[str] = set()
    for scanned in read_sheets(package, info).values():
        for shape in scanned.shapes:
            found.update(_calls(scanned.example(shape)))
    for name in info.names:
        found.update(_calls(name.formula.encode()))
    return tuple(sorted(found & set(known)))


def _calls(formula: bytes) -> Iterator[str]:
    plain = _TEXT.sub(b'""', formula.replace(b"&quot;", b'"'))
    for match in _CALL.finditer(plain):
        yield match[1].decode("ascii").upper()


def _bound(
    package: Package, reference: AddinReference | None, known: Collection[str]
) -> tuple[bytes, tuple[str, ...]]:
    ours = _ours(package, reference, known)
    if reference is None:
        return _without(package, ours).data, ()
    names = functions_used(package, known)
    if not names:
        return _without(package, ours).data, ()
    if not ours:
        return _with_new(package, reference, names), names
    first, *others = ours
    package = _without(package, others)
    old = _text(package, first)
    new = parts.edited_extension(old, reference, names)
    if new is None:
        raise unexpected(package, first)
    return package.data if new == old else package.rewrite({first: new.encode()}), names


def _with_new(package: Package, reference: AddinReference, names: tuple[str, ...]) -> bytes:
    edit = PartEdits(package)
    panes = _panes(package)
    folder = posixpath.dirname(panes or parts.PANES_PART)
    number = 1
    while (part := f"{folder}/webextension{number}.xml") in package:
        number += 1
    target = posixpath.basename(part)
    edit.texts[part] = parts.new_extension(reference, names)
    if panes is None:
        panes = parts.PANES_PART
        edit.texts[panes] = parts.new_panes("rId1")
        edit.texts[relations_of(panes)] = parts.new_relations("rId1", target)
        edit.add(TYPES, "Types", parts.override(panes, parts.PANES_TYPE))
        own = parts.relation_to(free_id(edit.text(ROOT_RELATIONS)), parts.PANES_RELATION, panes)
        edit.add(ROOT_RELATIONS, "Relationships", own)
    else:
        relation = free_id(edit.text(relations_of(panes)))
        shown = parts.add_pane(edit.text(panes), relation)
        if shown is None:
            raise unexpected(package, panes)
        edit.texts[panes] = shown
        own = parts.relation_to(relation, parts.EXTENSION_RELATION, target)
        edit.add(relations_of(panes), "Relationships", own)
    edit.add(TYPES, "Types", parts.override(part, parts.EXTENSION_TYPE))
    return edit.data()


def _without(package: Package, ours: list[str]) -> Package:
    """Return the package without some web extensions, and without panes if none is left."""
    panes = _panes(package)
    if not ours or panes is None:
        return package
    edit = PartEdits(package)
    related = {key: target for key, (_, target) in relations(package, panes).items()}
    gone = {key for key, target in related.items() if target in ours}
    for part in ours:
        edit.remove(part)
    if set(related) == gone:
        edit.remove(panes)
        for element in elements(edit.text(ROOT_RELATIONS), "Relationship"):
            if attributes(element).get("Type") == parts.PANES_RELATION:
                edit.drop(ROOT_RELATIONS, element)
    else:
        for element in elements(edit.text(relations_of(panes)), "Relationship"):
            if attributes(element).get("Id") in gone:
                edit.drop(relations_of(panes), element)
        for element in elements(edit.text(panes), "taskpane"):
            if any(f'r:id="{key}"' in element for key in gone):
                edit.drop(panes, element)
    return Package(package.path, edit.data())


def _ours(package: Package, reference: AddinReference | None, known: Collection[str]) -> list[str]:
    """Return the web-extension parts that name our add-in, or serve our functions."""
    panes = _panes(package)
    if panes is None:
        return []
    ids = {f"{FILE_PREFIX}{name}" for name in known}
    found = []
    for kind, target in relations(package, panes).values():
        if kind != "webextension" or target not in package:
            continue
        text = _text(package, target)
        same = reference is not None and parts.reference_id(text) == reference.manifest_id
        if same or ids & set(parts.function_ids(text)):
            found.append(target)
    return found


def _panes(package: Package) -> str | None:
    for kind, target in relations(package, "").values():
        if kind == "webextensiontaskpanes" and target in package:
            return target
    return None


def _text(package: Package, name: str) -> str:
    try:
        return package.read(name).decode("utf-8")
    except UnicodeDecodeError as error:
        raise unexpected(package, name) from error


def _check(path: Path, written: bytes, before: Package, reference: AddinReference | None) -> None:
    """Read the new file back: what must not change is the same, what changes is readable."""
    after = Package(path, written)
    own = {TYPES, ROOT_RELATIONS}
    own.update(
        name for name in {*before.names, *after.names} if name.startswith(_own_folder(before))
    )
    for name in {*before.names, *after.names} - own:
        if name not in before or name not in after or before.read(name) != after.read(name):
            raise unexpected(before, name)
    panes = _panes(after)
    for part in ("", *([panes] if panes else [])):
        missing = [target for _, target in relations(after, part).values() if target not in after]
        known = (
            {target for _, target in relations(before, part).values()} if part in before else set()
        )
        if set(missing) - known:
            raise unexpected(before, missing[0])
    if reference is not None and not _ours(after, reference, ()):
        raise unexpected(before, panes or parts.PANES_PART)


def _own_folder(package: Package) -> str:
    return f"{posixpath.dirname(_panes(package) or parts.PANES_PART)}/"
