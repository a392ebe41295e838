"""Reads the seal of a workbook from the two places where it stands, and tells if they agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from pycog.seal.cell_states import read_cells
from pycog.seal.seal_part import read_part
from pycog.seal.seal_sheet import (
    Carried,
    is_seal_sheet,
    plan_seal,
    read_pieces,
    read_texts,
    texts_digest,
    texts_of,
)
from pycog.seal.sealed_content import CellState, Content, Damaged
from pycog.values import excerpt
from pycog.xlsx.package import Package
from pycog.xlsx.seal_names import PIECE, SEAL_SHEET, SEAL_WORDS
from pycog.xlsx.sheet_reading import shared_strings
from pycog.xlsx.structure import WorkbookInfo

#: Changed lines of the sheet that are told one by one.
_MOST_TOLD: Final = 5


@dataclass(slots=True)
class Reading:
    """What was found of a seal.

    Attributes:
        info: Structure of the workbook.
        cells: Its filled cells, without those of the seal.
        is_sealed: Whether anything of a seal is there.
        carried: The seal, ``None`` where none can be read.
        lost_part: Whether the sheet alone carries it: a program other than Excel saved the file.
        faults: What is wrong with the seal itself, in French.
        notes: What is worth knowing and no fault, in French.
    """

    info: WorkbookInfo
    cells: dict[str, dict[str, CellState]]
    is_sealed: bool = False
    carried: Carried | None = None
    lost_part: bool = False
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def content(self) -> Content | None:
        """What is sealed, ``None`` where it cannot be read."""
        return None if self.carried is None else self.carried.content

    @property
    def is_signed(self) -> bool:
        """Whether a signature is there; whether it holds is another matter."""
        return self.carried is not None and bool(self.carried.signature)


def seal_sheets(package: Package, info: WorkbookInfo) -> set[str]:
    """Return the names of the sheets of a seal, whatever they are called now.

    Raises:
        RefusedFile: A sheet cannot be read with certainty.
    """
    inside = {
        sheet.name
        for sheet in info.sheets
        if any(mark.encode() in package.read(sheet.part) for mark in (PIECE, SEAL_WORDS))
    }
    named = any(sheet.name.startswith(SEAL_SHEET) for sheet in info.sheets)
    shared = shared_strings(package, info)
    if not named and not any(text.startswith(PIECE) or SEAL_WORDS in text for text in shared):
        return inside
    cells = read_cells(package, info)
    return inside | {name for name, states in cells.items() if is_seal_sheet(name, states)}


def read_seal(package: Package, info: WorkbookInfo) -> Reading:
    """Read the seal of a workbook, and its cells.

    Raises:
        RefusedFile: The workbook cannot be read with certainty.
    """
    cells = read_cells(package, info)
    own = {name: states for name, states in cells.items() if is_seal_sheet(name, states)}
    result = Reading(info, {name: one for name, one in cells.items() if name not in own})
    part = _part(package, info, result)
    sheet = _sheets(own, result)
    result.is_sealed = bool(own) or part is not None or bool(result.faults)
    if not result.is_sealed:
        return result
    if not own:
        result.faults.append("la feuille du bordereau a été supprimée ou vidée")
    if part is not None and sheet is not None and part != sheet:
        result.faults.append(
            "la feuille et la partie XML ne portent pas le même bordereau : l'une des deux a été "
            "remplacée"
        )
    result.lost_part = part is None and sheet is not None
    if result.lost_part and not result.faults:
        result.notes.append(
            "le programme qui a enregistré le classeur n'a pas gardé la partie XML : le bordereau "
            "est lu dans sa feuille"
        )
    result.carried = part or sheet
    if sheet is not None and result.carried is not None:
        _compare_texts(own, sheet.content, result)
    return result


def _part(package: Package, info: WorkbookInfo, result: Reading) -> Carried | None:
    try:
        return read_part(package, info)
    except Damaged as error:
        result.faults.append(f"la partie XML du bordereau est illisible : {error}")
        return None


def _sheets(own: Mapping[str, Mapping[str, CellState]], result: Reading) -> Carried | None:
    """Return what the one sheet of the seal carries."""
    if len(own) > 1:
        listed = ", ".join(f"« {name} »" for name in own)
        result.faults.append(f"plusieurs feuilles portent un bordereau : {listed}")
    for name, states in own.items():
        try:
            return read_pieces(states)
        except Damaged as error:
            result.faults.append(f"la feuille « {name} » est tronquée ou retouchée : {error}")
    return None


def _compare_texts(
    own: Mapping[str, Mapping[str, CellState]], content: Content, result: Reading
) -> None:
    """Tell which lines of the sheet do not say what is sealed."""
    name, states = next(iter(own.items()))
    found = read_texts(states)
    if texts_digest(text for _, text in found) == content.sheet:
        return
    planned = texts_of(plan_seal(content))
    if texts_digest(planned) != content.sheet:
        # Another version of pycog lays the sheet out in another way.
        result.faults.append(f"la feuille « {name} » a été retouchée : elle ne dit plus ce qui est")
        return
    told = _differences([_even(text) for _, text in found], list(map(_even, planned)), found)
    more = f" ; et {len(told) - _MOST_TOLD} autres" if len(told) > _MOST_TOLD else ""
    result.faults.append(
        f"la feuille « {name} » a été retouchée : {' ; '.join(told[:_MOST_TOLD])}{more}"
    )


def _even(text: str) -> str:
    return " ".join(text.split())


def _differences(now: list[str], before: list[str], places: list[tuple[str, str]]) -> list[str]:
    told = []
    for kind, start, end, first, last in SequenceMatcher(None, before, now, False).get_opcodes():
        if kind == "equal":
            continue
        old, new = before[start:end], now[first:last]
        for rank in range(max(len(old), len(new))):
            was = f"« {excerpt(old[rank])} »" if rank < len(old) else "rien"
            if rank < len(new):
                told.append(
                    f"{places[first + rank][0]} dit « {excerpt(new[rank])} » au lieu de {was}"
                )
            else:
                told.append(f"il manque {was}")
    return told
