"""Makes out again what was written into a workbook whose memory another program threw away.

LibreOffice keeps the sheets and the name, and drops the part that says what was written. The
sheets tell it: their headings are ours, and the map holds what stood in the cells that were
replaced. The bytes of before are lost for good.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from pycog.default_convention import Default
from pycog.equip.writing.companion import RESULTS, TITLES
from pycog.equip.writing.map_reading import read_map_sheet
from pycog.equip.writing.map_sheet import CONTROL, HEADER, HEADINGS, MAP
from pycog.equip.writing.memory import CellChange, Memory, memory_of
from pycog.errors import RefusedFile
from pycog.xlsx.cells import address, place_of
from pycog.xlsx.convention_name import named
from pycog.xlsx.package import Package
from pycog.xlsx.sheet_contents import contents
from pycog.xlsx.sheet_reading import read_sheet
from pycog.xlsx.sheet_scan import formula_text
from pycog.xlsx.structure import SheetPart, WorkbookInfo

_OURS: Final = re.compile(r"cog_\w+\(", re.I)
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?(?:E[+-]?\d+)?")
#: Rows of the sheet of results above its first table.
_HEAD: Final = 2


def known_of(package: Package, info: WorkbookInfo) -> Memory | None:
    """Return what a workbook remembers, or what can be made out; ``None`` where it is not ours.

    Raises:
        RefusedFile: ``memoire-illisible``; ``memoire-perdue``: what was written into the
            officer's own sheets cannot be told apart, or the agreement is not named.
    """
    memory = memory_of(package, info)
    return memory if memory is not None else _made_out(package, info)


def _made_out(package: Package, info: WorkbookInfo) -> Memory | None:
    """Return what the sheets tell, ``None`` where the map is not there."""
    sheets: dict[str, Mapping[str, str]] = {}
    for sheet in info.sheets:
        if not sheet.name.startswith((MAP, RESULTS)):
            continue
        texts = contents(package, info, sheet)
        if _is_map(texts):
            sheets = {**sheets, sheet.name: texts}
            mapped = sheet
        elif _is_results(texts):
            sheets = {sheet.name: texts, **sheets}
    if not any(name.startswith(MAP) for name in sheets):
        return None
    meant = named(package, info)
    cells = tuple(_replaced(package, info, mapped))
    own = {(one.sheet, one.place) for one in cells}
    others = [sheet for sheet in info.sheets if sheet.name not in sheets]
    if not isinstance(meant, Default) or _written_elsewhere(package, info, others, own):
        raise _lost(package)
    if len(sheets) != len({MAP, RESULTS}) or any(map(_typed_into, sheets.values())):
        raise _lost(package)
    return Memory(meant.id, {}, sheets, cells=cells, made_out=True)


def _lost(package: Package) -> RefusedFile:
    return RefusedFile(
        "memoire-perdue",
        f"{package.path} : équipé par pycog, puis enregistré par un programme qui a perdu ce que "
        "pycog y avait noté. Copiez-le, supprimez-y les feuilles de pycog dans votre tableur, puis "
        "équipez-le de nouveau ; --correspondances avec la copie reprend vos réponses.",
        path=str(package.path),
    )


def _is_map(texts: Mapping[str, str]) -> bool:
    row = [texts.get(address(HEADER, column)) for column in range(1, len(HEADINGS) + 1)]
    return row == list(HEADINGS)


def _is_results(texts: Mapping[str, str]) -> bool:
    return texts.get("A1", "").startswith(TITLES)


def _typed_into(texts: Mapping[str, str]) -> bool:
    """Tell whether a sheet holds what we never write: beyond our columns, or in a new row."""
    places = [place for place in map(place_of, texts) if place is not None]
    started = {row for row, column in places if column == 1}
    return any(
        column > len(HEADINGS) or (row > _HEAD and row not in started) for row, column in places
    )


def _replaced(package: Package, info: WorkbookInfo, mapped: SheetPart) -> Iterator[CellChange]:
    """Yield the cells that a tick replaced, from what the map keeps of them."""
    parts = {sheet.name: sheet for sheet in info.sheets}
    known: dict[str, dict[str, str]] = {}
    for line in read_map_sheet(package, info, mapped):
        if line.element != CONTROL or not line.former or line.sheet not in parts:
            continue
        now = known.setdefault(line.sheet, contents(package, info, parts[line.sheet]))
        kind = "" if line.former.startswith("=") else "str"
        if _NUMBER.fullmatch(line.former):
            kind = "n"
        after = now.get(line.cell, "")
        if after.startswith("="):
            yield CellChange(line.sheet, line.cell, line.former, kind, after)


def _written_elsewhere(
    package: Package, info: WorkbookInfo, sheets: list[SheetPart], own: set[tuple[str, str]]
) -> bool:
    """Tell whether formulas of ours stand in the officer's sheets, which nobody noted."""
    for sheet in sheets:
        if b"cog_" not in package.read(sheet.part).lower():
            continue
        for cell in read_sheet(package, info, sheet).cells():
            place = address(cell.row, cell.column)
            if (sheet.name, place) not in own and _OURS.search(formula_text(cell.formula)):
                return True
    return False
