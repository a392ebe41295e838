"""Reads the seal of a workbook from the two places where it stands, and tells if they agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from typing import Final

from pycog.seal.cell_states import read_cells
from pycog.seal.seal_part import NAMESPACE, read_part
from pycog.seal.seal_sheet import (
    Carried,
    is_seal_sheet,
    plan_seal,
    read_pieces,
    read_texts,
    texts_digest,
    texts_of,
)
from pycog.seal.sealed_content import CellState, Content, Damaged, unpacked
from pycog.values import excerpt
from pycog.xlsx.custom_parts import custom_part
from pycog.xlsx.package import Package
from pycog.xlsx.seal_names import PIECE, SEAL_SHEET, SEAL_WORDS
from pycog.xlsx.sheet_reading import shared_strings
from pycog.xlsx.structure import WorkbookInfo

#: Changed lines of the sheet that are told one by one.
_MOST_TOLD: Final = 5
_MARKS: Final = (PIECE.encode(), SEAL_WORDS.encode())


@dataclass(slots=True)
class Reading:
    """What was found of a seal.

    Attributes:
        info: Structure of the workbook.
        cells: Its filled cells, without those of the seal.
        sheets: The names of the sheets of the seal, whatever they are called now.
        is_sealed: Whether anything of a seal is there.
        carried: The seal, ``None`` where none can be read.
        lost_part: Whether the sheet alone carries it: a program other than Excel saved the file.
        faults: What is wrong with the seal itself, in French.
        notes: What is worth knowing and no fault, in French.
    """

    info: WorkbookInfo
    cells: dict[str, dict[str, CellState]]
    sheets: frozenset[str] = frozenset()
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


def may_be_sealed(package: Package, info: WorkbookInfo) -> bool:
    """Tell without reading its cells whether a workbook may hold anything of a seal.

    Raises:
        RefusedFile: It cannot be read with certainty.
    """
    return (
        any(sheet.name.startswith(SEAL_SHEET) for sheet in info.sheets)
        or custom_part(package, info, NAMESPACE) is not None
        or any(PIECE in text or SEAL_WORDS in text for text in shared_strings(package, info))
        or any(mark in package.read(sheet.part) for sheet in info.sheets for mark in _MARKS)
    )


def read_seal(package: Package, info: WorkbookInfo) -> Reading:
    """Read the seal of a workbook, and its cells.

    Raises:
        RefusedFile: The workbook cannot be read with certainty.
    """
    cells = read_cells(package, info)
    own = {name: states for name, states in cells.items() if is_seal_sheet(name, states)}
    rest = {name: one for name, one in cells.items() if name not in own}
    result = Reading(info, rest, frozenset(own))
    unpack = cache(unpacked)  # the two places carry the same
    part = _part(package, info, result, unpack)
    sheet = _sheets(own, result, unpack)
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


def _part(
    package: Package, info: WorkbookInfo, result: Reading, unpack: Callable[[bytes], Content]
) -> Carried | None:
    try:
        return read_part(package, info, unpack)
    except Damaged as error:
        result.faults.append(f"la partie XML du bordereau est illisible : {error}")
        return None


def _sheets(
    own: Mapping[str, Mapping[str, CellState]],
    result: Reading,
    unpack: Callable[[bytes], Content],
) -> Carried | None:
    """Return what the one sheet of the seal carries."""
    if len(own) > 1:
        listed = ", ".join(f"« {name} »" for name in own)
        result.faults.append(f"plusieurs feuilles portent un bordereau : {listed}")
    for name, states in own.items():
        try:
            return read_pieces(states, unpack)
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
