"""Writes formulas into the officer's own cells: those that were ticked, or empty ones beside."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pycog.equip.writing.cell_edits import is_editable
from pycog.equip.writing.controls import Control
from pycog.equip.writing.map_sheet import Line
from pycog.equip.writing.memory import CellChange
from pycog.equip.writing.permission import is_sheet_protected
from pycog.values import fold
from pycog.xlsx.cells import TYPE, address
from pycog.xlsx.custom_calls import stored_formula
from pycog.xlsx.package import Package
from pycog.xlsx.sheet_contents import contents
from pycog.xlsx.sheet_reading import read_sheet
from pycog.xlsx.sheet_scan import ANY_CELL, array_range
from pycog.xlsx.structure import SheetPart, WorkbookInfo

#: What an officer ticks with.
_TICKS: Final = {"x", "oui", "1", "vrai"}


def is_ticked(text: str) -> bool:
    """Tell whether a cell of the column « Remplacer » asks for a replacement."""
    return fold(text) in _TICKS


@dataclass(slots=True)
class Replacements:
    """Cells of the officer that are to hold a formula.

    Attributes:
        changes: The cells, with what stands there now.
        notes: Cells that were asked for and left as they are, in French.
    """

    changes: list[CellChange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def ticked(
    package: Package, info: WorkbookInfo, pairs: Iterable[tuple[Control, Line]]
) -> Replacements:
    """Return the replacements that were ticked.

    Args:
        package: The workbook.
        info: Its structure.
        pairs: What may be replaced, and its line of the map.
    """
    result = Replacements()
    wanted: dict[str, list[Control]] = {}
    for control, line in pairs:
        if is_ticked(line.replace):
            wanted.setdefault(control.sheet, []).append(control)
    parts = {sheet.name: sheet for sheet in info.sheets}
    for name, controls in wanted.items():
        sheet = parts[name]
        why = closed(package, sheet)
        if why:
            result.notes.append(why)
            continue
        texts, kinds = contents(package, info, sheet), _kinds(package, sheet)
        bound = _bound(package, info, sheet)
        for control in controls:
            place = (control.row + 1, control.column + 1)
            at = address(*place)
            if place in bound:
                result.notes.append(
                    f"{name}!{at} : laissée telle quelle, sa formule vaut pour plusieurs cellules"
                )
                continue
            before = texts.get(at, "")
            kind = "" if not before or before.startswith("=") else kinds.get(at, "n")
            after = f"={stored_formula(control.own)}"
            result.changes.append(CellChange(name, at, before, kind, after))
    return result


def closed(package: Package, sheet: SheetPart) -> str:
    """Return why the cells of a sheet must not be written to, in French; ``""`` if they may."""
    if is_sheet_protected(package, sheet):
        return (
            f"feuille « {sheet.name} » : protégée, aucune de ses cellules n'a été écrite. Ôtez la "
            "protection (Révision, Ôter la protection de la feuille) et recommencez"
        )
    if not is_editable(package.read(sheet.part)):
        return (
            f"feuille « {sheet.name} » : d'une forme que pycog ne sait pas compléter cellule par "
            "cellule. Enregistrez le classeur dans Excel et recommencez"
        )
    return ""


def _kinds(package: Package, sheet: SheetPart) -> dict[str, str]:
    """Return address → type of the value of each plain cell; texts of any kind are ``str``."""
    found = {}
    for match in ANY_CELL.finditer(package.read(sheet.part)):
        place = re.search(rb"""\sr=["']([A-Z]+\d+)["']""", match[1])
        kind = TYPE.search(match[1])
        name = kind[1].decode() if kind else "n"
        if place:
            found[place[1].decode()] = "str" if name in ("s", "inlineStr") else name
    return found


def _bound(package: Package, info: WorkbookInfo, sheet: SheetPart) -> set[tuple[int, int]]:
    """Return the cells whose formula is shared with, or fills, other cells."""
    found = set()
    for cell in read_sheet(package, info, sheet).cells():
        area = array_range(cell.formula)
        if area is not None:
            found |= {
                (row, column)
                for row in range(area[0], area[2] + 1)
                for column in range(area[1], area[3] + 1)
            }
        if b"shared" in cell.formula or b"dataTable" in cell.formula:
            found.add((cell.row, cell.column))
    return found


def cells_in(part: bytes, places: Collection[str]) -> dict[str, bytes]:
    """Return address → the whole element of some cells of a sheet part."""
    return {
        name: match[0]
        for match in ANY_CELL.finditer(part)
        if (place := re.search(rb"""\sr=["']([A-Z]+\d+)["']""", match[1]))
        and (name := place[1].decode()) in places
    }


def with_elements(part: bytes, cells: Mapping[str, bytes]) -> bytes:
    """Return a sheet part with the elements of some of its cells put in place of its own."""
    out, position = [], 0
    for match in ANY_CELL.finditer(part):
        place = re.search(rb"""\sr=["']([A-Z]+\d+)["']""", match[1])
        name = place[1].decode() if place else ""
        if name in cells:
            out += [part[position : match.start()], cells[name]]
            position = match.end()
    return b"".join([*out, part[position:]])
