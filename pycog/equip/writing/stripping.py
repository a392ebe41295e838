"""Takes out of a workbook what was written into it: to the byte, or what is still as written."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from pycog.default_convention import NAME
from pycog.equip.writing.cell_edits import with_cells
from pycog.equip.writing.forgotten import known_of
from pycog.equip.writing.map_sheet import ANSWER, HEADER, HEADINGS, REPLACE
from pycog.equip.writing.memory import CellChange, Memory, drop_memory
from pycog.xlsx.added_sheets import drop_name, drop_sheets
from pycog.xlsx.cells import column_letters
from pycog.xlsx.formulas import quoted
from pycog.xlsx.package import Package
from pycog.xlsx.part_edits import PartEdits
from pycog.xlsx.sheet_contents import contents
from pycog.xlsx.sheet_reading import read_sheet
from pycog.xlsx.sheet_scan import formula_text
from pycog.xlsx.structure import SheetPart, WorkbookInfo, read_workbook, relations

#: Texts of a formula that stand between quotes.
_ANSWERS: Final = tuple(column_letters(column + 1) for column in (ANSWER, REPLACE))
#: What is told of a workbook whose memory was made out again.
MADE_OUT: Final = (
    "enregistré par un programme qui a perdu ce que pycog y avait noté : repris d'après la feuille "
    "« Correspondances », sans les octets d'origine ; le nom COG_CONVENTION y reste"
)
_TEXT: Final = re.compile(r'"(?:[^"]|"")*"')


@dataclass(slots=True)
class Stripped:
    """A workbook without what was written into it.

    Attributes:
        data: Its bytes.
        exact: Whether they are those of the workbook as it was before.
        found: Whether there was anything to take out.
        kept: What was left in place because it was changed or is read elsewhere, in French.
        memory: What the workbook remembered, ``None`` for nothing.
        cells: Cells of the officer in which what stood there before stands again.
    """

    data: bytes
    exact: bool = True
    found: bool = True
    kept: list[str] = field(default_factory=list)
    memory: Memory | None = None
    cells: list[CellChange] = field(default_factory=list)


def strip(package: Package, *, rewriting: bool = False) -> Stripped:
    """Return a workbook without what was written into it.

    Args:
        package: The workbook.
        rewriting: Whether the sheets come back at once: then they go even where formulas read
            them, and answers typed into the sheet of correspondences do not keep it.

    Raises:
        RefusedFile: The workbook cannot be read with certainty.
    """
    info = read_workbook(package)
    memory = known_of(package, info)
    if memory is None:
        return Stripped(package.data, found=False)
    original = memory.original(package)
    if original is not None and are_untouched(package, info, memory):
        return Stripped(original, memory=memory, cells=list(memory.cells))
    result = Stripped(package.data, exact=False, memory=memory)
    if memory.made_out:
        result.kept.append(MADE_OUT)
    edits = PartEdits(package)
    _take_back_cells(edits, info, memory, result)
    _take_out_sheets(edits, info, memory, result, rewriting=rewriting)
    if memory.name:
        drop_name(edits, info, NAME, memory.name)
    drop_memory(edits, info)
    _drop_chain(edits, info)
    result.data = edits.data()
    return result


def are_untouched(package: Package, info: WorkbookInfo, memory: Memory) -> bool:
    """Tell whether every sheet that was written is there and holds what was written."""
    parts = {sheet.name: sheet for sheet in info.sheets}
    return all(
        name in parts and not touched(package, info, parts[name], written)
        for name, written in memory.sheets.items()
    )


def touched(
    package: Package, info: WorkbookInfo, sheet: SheetPart, written: Mapping[str, str]
) -> list[str]:
    """Return the addresses of a sheet that no longer hold, or never held, what was written.

    Answers in a sheet of correspondences are no such thing: they are what it is for.
    """
    now = contents(package, info, sheet)
    free = _ANSWERS if written.get(f"A{HEADER}") == HEADINGS[0] else ()
    return [
        place
        for place, text in now.items()
        if not _same(text, written.get(place, "")) and place.rstrip("0123456789") not in free
    ]


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    if one.startswith("=") and other.startswith("="):
        return _bare(one) == _bare(other)
    try:
        return float(one) == float(other)
    except ValueError:
        return " ".join(one.split()) == " ".join(other.split())


def _bare(formula: str) -> str:
    """Return a formula without the blanks and capitals that programs write as they like."""
    texts = _TEXT.findall(formula)
    plain = re.sub(r"\s", "", _TEXT.sub('""', formula)).casefold()
    return plain + "|".join(texts)


def _take_back_cells(
    edits: PartEdits, info: WorkbookInfo, memory: Memory, result: Stripped
) -> None:
    parts = {sheet.name: sheet for sheet in info.sheets}
    by_sheet: dict[str, list[CellChange]] = {}
    for change in memory.cells:
        by_sheet.setdefault(change.sheet, []).append(change)
    for name, changes in by_sheet.items():
        sheet = parts.get(name)
        if sheet is None:
            result.kept.append(f"feuille « {name} » : elle n'existe plus sous ce nom")
            continue
        now = contents(edits.package, info, sheet)
        back = {}
        for change in changes:
            if _same(now.get(change.place, ""), change.after):
                back[change.place] = (change.before, change.kind)
                result.cells.append(change)
            elif now.get(change.place):
                result.kept.append(f"{name}!{change.place} : modifiée depuis, laissée telle quelle")
        if back:
            edits.bodies[sheet.part] = with_cells(edits.package, sheet, back)


def _take_out_sheets(
    edits: PartEdits, info: WorkbookInfo, memory: Memory, result: Stripped, *, rewriting: bool
) -> None:
    parts = {sheet.name: sheet for sheet in info.sheets}
    going = set()
    for name, written in memory.sheets.items():
        sheet = parts.get(name)
        if sheet is None:
            continue
        if rewriting:
            going.add(name)
            continue
        foreign = touched(edits.package, info, sheet, written)
        readers = readers_of(edits.package, info, name, memory.sheets)
        if foreign:
            listed = ", ".join(foreign[:5]) + ("…" if len(foreign) > 5 else "")
            result.kept.append(
                f"feuille « {name} » : gardée, {listed} y a été saisi ou modifié. Supprimez-la "
                "dans Excel quand vous n'en avez plus besoin"
            )
        elif readers:
            result.kept.append(
                f"feuille « {name} » : gardée, {readers[0]} la lit. Changez cette formule, puis "
                "supprimez la feuille dans Excel"
            )
        else:
            going.add(name)
    if going:
        drop_sheets(edits, info, going)


def readers_of(
    package: Package, info: WorkbookInfo, name: str, ours: Collection[str] = ()
) -> list[str]:
    """Return where formulas of the officer name a sheet.

    Args:
        package: The workbook.
        info: Its structure.
        name: Name of the sheet, which need not exist.
        ours: Sheets whose formulas do not count.
    """
    named = f"{quoted(name)}!".casefold()
    found = []
    for sheet in info.sheets:
        if sheet.name in ours or not _may_name(package.read(sheet.part), name):
            continue
        scanned = read_sheet(package, info, sheet)
        if any(named in formula_text(scanned.example(one)).casefold() for one in scanned.shapes):
            found.append(f"une formule de la feuille « {sheet.name} »")
    found += [
        f"le nom {one.name}"
        for one in info.names
        if one.scope != name and named in one.formula.casefold()  # what it prints goes with it
    ]
    return found


def _may_name(part: bytes, name: str) -> bool:
    """Tell whether a sheet part may hold a name: most do not, and a large one is long to read."""
    plain = re.match(r"[A-Za-z -]*", name)
    assert plain is not None
    start = plain[0].encode().lower()
    return b"\0" in part[:4] or start in part.lower()


def _drop_chain(edits: PartEdits, info: WorkbookInfo) -> None:
    """Take out the order of calculation, which would name cells that have no formula any more.

    Excel makes it anew; a chain that was never written since has no such cell.
    """
    for key, (kind, name) in relations(edits.package, info.part).items():
        if kind == "calcChain" and name in edits.package:
            edits.remove(name)
            edits.unrelate(info.part, {key})
