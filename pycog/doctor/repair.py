"""Mends what can be mended without a doubt, and says every change.

Only the bytes of the cells at fault change; a metadata part is added where formulas
become dynamic arrays and the workbook has none. The file itself is never touched: the
repaired bytes go beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import NamedTuple

from pycog.audit.numbers_as_text import number_in
from pycog.doctor import formula_calls
from pycog.doctor.diagnosis import Finding, Place, Signatures
from pycog.doctor.doctor_reading import read
from pycog.doctor.dynamic import metadata_index, with_metadata
from pycog.doctor.rules import examine
from pycog.errors import system_reason
from pycog.refresh.calculation import spills
from pycog.refresh.writing.cell_writing import cell_xml
from pycog.refresh.writing.sheet_update import check_well_formed
from pycog.values import display
from pycog.xlsx import atomic, cells, formulas
from pycog.xlsx.package import Package, refused
from pycog.xlsx.sheet_reading import read_sheets
from pycog.xlsx.sheet_scan import FormulaCell, SheetScan, find_cells, formula_text
from pycog.xlsx.structure import WorkbookInfo, read_workbook

_FORMULA = re.compile(rb"<f(\s[^>]*)?>([^<]*)</f>")
_SPELLINGS = {"appel-abime", "appel-non-rattache"}


@dataclass(frozen=True, slots=True)
class Change:
    """One cell before and after, as text."""

    sheet: str
    cell: str
    before: str
    after: str


class Repair(NamedTuple):
    """A repaired workbook.

    Attributes:
        data: The bytes of the repaired copy.
        changes: Every change, in the order of the sheets.
        left: What is still wrong in the copy.
    """

    data: bytes
    changes: list[Change]
    left: list[Finding]


def repair(package: Package, findings: Iterable[Finding], signatures: Signatures) -> Repair:
    """Mend the findings that are repairable; the package itself is not modified.

    Raises:
        RefusedFile: ``reparation-incomplete``: the copy is not as it was meant to be.
    """
    info = read_workbook(package)
    scans = read_sheets(package, info)
    faults: dict[str, dict[Place, Finding]] = {}
    for finding in findings:
        place = formulas.cell_reference(finding.cell)
        if finding.repairable and place is not None:
            faults.setdefault(finding.sheet, {})[place[1:]] = finding
    mender = _Mender(package, info)
    parts = {
        sheet.part: mender.mend(sheet.name, scans[sheet.name], faults[sheet.name])
        for sheet in info.sheets
        if sheet.name in faults
    }
    data = with_metadata(package, info, parts) if mender.dynamic else package.rewrite(parts)
    copy = Package(package.path, data)
    left = examine(read(copy), signatures)
    if any(finding.repairable for finding in left) or not _same_elsewhere(package, copy, parts):
        raise refused(
            package.path,
            "reparation-incomplete",
            "n'a pas pu être réparé : la copie ne serait pas celle attendue. Signalez-le avec le "
            "message",
        )
    return Repair(data, mender.changes, left)


def _same_elsewhere(package: Package, copy: Package, changed: Iterable[str]) -> bool:
    """Tell whether every part that was not to change is as it was."""
    free = {package.name_of(name) for name in changed} | {"[Content_Types].xml"}
    return all(
        copy.read(name) == package.read(name)
        for name in package.names
        if name not in free and not name.endswith("/") and not name.endswith("workbook.xml.rels")
    )


class _Mender:
    """Rewrites the cells at fault and keeps the list of changes."""

    def __init__(self, package: Package, info: WorkbookInfo) -> None:
        self.changes: list[Change] = []
        self.dynamic = False
        self._index = metadata_index(package, info)
        self._tables: dict[str, list[spills.Range]] = {}
        for table in info.tables:
            self._tables.setdefault(table.sheet, []).append(table.range)

    def mend(self, sheet: str, scanned: SheetScan, faults: dict[Place, Finding]) -> bytes:
        """Return the part of a sheet without its repairable faults."""
        part = scanned.part
        barriers = spills.merged_ranges(part) + self._tables.get(sheet, [])
        found = {
            (one.row, one.column): one for one in scanned.cells() if (one.row, one.column) in faults
        }
        found |= find_cells(part, set(faults) - set(found))
        pieces: list[bytes] = []
        fragments: list[bytes] = []
        position = 0
        for place, one in sorted(found.items(), key=lambda entry: entry[1].start):
            raw = part[one.start : one.end]
            if faults[place].code in _SPELLINGS:
                free = not any(spills.overlap((*place, *place), barrier) for barrier in barriers)
                new = self._respelled(sheet, one, raw, free)
            else:
                new = self._number(sheet, one, raw, faults[place].found)
            pieces += [part[position : one.start], new]
            fragments.append(new)
            position = one.end
        check_well_formed(fragments)
        return b"".join([*pieces, part[position:]])

    def _respelled(self, sheet: str, cell: FormulaCell, raw: bytes, free: bool) -> bytes:
        """Spell the calls of a formula as Excel stores them, in a dynamic array if it may."""
        before = formula_text(cell.formula)
        after = formula_calls.healed(before)
        match = _FORMULA.fullmatch(cell.formula)
        assert match is not None  # it has the text just read
        attributes, opening = match[1] or b"", raw[: raw.index(b">")]
        new_opening = opening
        if b"t=" not in attributes and free and self._index is not None:
            where = cells.address(cell.row, cell.column).encode()
            attributes = b' t="array" ref="' + where + b'"' + attributes
            if b" cm=" not in opening:
                new_opening += b' cm="%d"' % self._index
            self.dynamic = True
        formula = b"<f" + attributes + b">" + escape(after, quote=False).encode() + b"</f>"
        self._note(sheet, cell, f"={before}", f"={after}")
        return new_opening + raw[len(opening) :].replace(cell.formula, formula, 1)

    def _number(self, sheet: str, cell: FormulaCell, raw: bytes, text: str) -> bytes:
        """Store a number as one; the format of the cell stays."""
        value = number_in(text)
        assert value is not None  # the rule read the same text
        self._note(sheet, cell, f"« {text} » (texte)", display(value))
        opening = raw[: raw.index(b">")].rstrip(b"/")
        return cell_xml(opening, b"", b"n", cells.number_text(value), cell.tail)

    def _note(self, sheet: str, cell: FormulaCell, before: str, after: str) -> None:
        where = cells.address(cell.row, cell.column)
        self.changes.append(Change(sheet, where, before, after))


def write_copy(mended: Repair, source: Path, target: Path) -> None:
    """Write a repaired copy, whole or not at all; the source keeps its bytes.

    Raises:
        RefusedFile: ``ecriture-impossible``.
    """
    try:
        atomic.replace_file(target, mended.data, model=source, seen=atomic.Stamp.of(target))
    except (OSError, atomic.Altered, atomic.Misread) as error:
        reason = system_reason(error) if isinstance(error, OSError) else "il a changé entre-temps"
        raise refused(
            source, "ecriture-impossible", f"n'a pas de copie réparée : {target}, {reason}"
        ) from error
