"""Reads one workbook of a network: which annex it is, whose, what it holds, what differs."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from pycog.audit.grid import Grid, normal
from pycog.audit.stored_grids import formula_places, read_grids
from pycog.default_convention import NAME
from pycog.errors import PycogError, RefusedFile, system_reason
from pycog.ods import equip_option, open_package
from pycog.reports.network.equipped_bodies import read_equipped
from pycog.reports.network.network_columns import Remark
from pycog.reports.network.network_funds import FundForm
from pycog.reports.network.network_indicators import INDICATORS, IndicatorForm
from pycog.reports.network.network_model import (
    BLOCKING,
    NOTE,
    TO_CHECK,
    Difference,
    Entry,
    Key,
    Reading,
)
from pycog.seal.seal_state import CHANGED, FORGED, state_of
from pycog.values import fold
from pycog.xlsx.convention_name import convention_of_files
from pycog.xlsx.opening import Limits, Opening
from pycog.xlsx.package import Package

if TYPE_CHECKING:
    from pycog.conventions import Convention

#: Words of a file name that name the annex, and not the body.
_ANNEX_WORDS: Final = r"annexes? ?-?_? ?\d?|indicateurs?|budget|suivi|echeances"
_EDGES: Final = " -_.,()"
#: What bodies send for a workbook, and cannot be read as one.
NO_WORKBOOKS: Final = frozenset({".csv", ".tsv", ".numbers", ".zip", ".rar", ".7z"})
#: An annex takes less than a mebibyte unpacked; what takes a hundred times as much is none, and
#: would fill the memory of several processes. A signature forbids to write, not to read.
READING: Final = Opening(
    drop_signature=True, limits=Limits(part_bytes=64 << 20, package_bytes=128 << 20)
)

_NOT_READ: Final = (
    "ce fichier n'est pas un classeur Excel : il n'est pas lu. Si c'est une annexe, demandez-la au "
    "format .xlsx."
)
_ENCRYPTED: Final = (
    "le fichier est protégé par un mot de passe. Demandez-le sans mot de passe (dans Excel : "
    "Fichier, Informations, Protéger le classeur)."
)


def body_of(path: PurePath, convention: Convention) -> str:
    """Return the body that a file belongs to, from its path below the consolidated folder.

    In a sub-folder it is the name of the first folder. Otherwise it is the name of the file
    without the words that name the annex: ``annexe-4-indicateurs_CPAM-34.xlsx`` is of
    ``CPAM-34``. The words are those of every annex, and what the convention calls its own.
    """
    if len(path.parts) > 1:
        return path.parts[0]
    stem = path.stem
    # Matched without accents and capitals, cut from the name as it stands.
    plain = fold(stem)
    if len(plain) == len(stem):
        for match in reversed(list(_annex_words(convention).finditer(plain))):
            stem = f"{stem[: match.start()]} {stem[match.end() :]}"
    left = re.sub(r"[\s_-]*\s[\s_-]*", " ", stem).strip(_EDGES)
    return left or path.stem


def _annex_words(convention: Convention) -> re.Pattern[str]:
    funds = convention.funds.values()
    own = {*convention.texts.values(), *(name for one in funds for name in (one.annex, one.id))}
    # A file name separates words as it likes.
    written = (r"[ _-]*".join(map(re.escape, fold(name).split())) for name in own)
    words = "|".join([*sorted(written, key=len, reverse=True), _ANNEX_WORDS])
    return re.compile(rf"(?<![a-z])(?:{words})(?![a-z])")


def readable(path: Path) -> Path:
    """Return a path whose name can be written: bytes that are no text become a mark."""
    return Path(os.fsencode(path).decode("utf-8", "replace"))


def same_body(name: str) -> str:
    """Return a name without what does not tell bodies apart: capitals, accents, separators."""
    return re.sub(r"[\s_.-]+", " ", fold(name)).strip()


def read_annex(folder: Path, path: Path, convention: Convention) -> Reading:
    """Read one workbook; what is wrong with it is told, never raised.

    The own workbook of a body, once equipped, may stand for several annexes.

    Args:
        folder: The folder that is consolidated.
        path: The workbook, inside it.
        convention: The convention that the annexes follow.
    """
    inside = readable(path.relative_to(folder))
    name, body = inside.as_posix(), body_of(inside, convention)
    if path.suffix.lower() in NO_WORKBOOKS:
        fault = Difference(name, body, "format-non-lu", "", _NOT_READ, TO_CHECK)
        return Reading(name, body, "", differences=(fault,))
    try:
        package = open_package(path, READING)
        grids = read_grids(package)
        _check_convention(package, convention)
        found, remarks = _read_any(package, grids, convention)
        seal = state_of(package)
    except PycogError as error:
        reason = _ENCRYPTED if error.code == "fichier-chiffre" else error.message
        reason = reason.removeprefix(f"{path} : ")
        fault = Difference(name, body, error.code, "", reason, BLOCKING)
        return Reading(name, body, "", differences=(fault,))
    except OSError as error:
        reason = f"le fichier ne peut pas être lu ({system_reason(error)})."
        fault = Difference(name, body, "lecture-impossible", "", reason, BLOCKING)
        return Reading(name, body, "", differences=(fault,))
    if seal.kind in (CHANGED, FORGED):
        told = f"{seal.text}. « pycog verify » dit ce qui a changé."
        remarks.append(("bordereau-non-intact", "", told, TO_CHECK))
    differences = tuple(
        Difference(name, body, code, place, message, weight)
        for code, place, message, weight in remarks
    )
    annexes = [Reading(name, body, annex, entries) for annex, entries in found.items()]
    first, *others = annexes or [Reading(name, body, "")]
    return replace(first, differences=differences, others=tuple(others), seal=seal.kind)


def _check_convention(package: Package, convention: Convention) -> None:
    """Make sure that an annex names no other convention.

    Raises:
        RefusedFile: ``autre-convention``, ``convention-du-classeur``.
    """
    named = convention_of_files([package])
    if named is not None and named.id != convention.id:
        raise RefusedFile(
            "autre-convention",
            f"cette annexe suit la convention « {named.id} » par son nom {NAME}, et non "
            f"« {convention.id} ». Réunissez les annexes de chaque convention à part.",
            path=str(package.path),
        )


def _read_any(
    package: Package, grids: list[Grid], convention: Convention
) -> tuple[Mapping[str, Mapping[Key, Entry]], list[Remark]]:
    """Return annex → entries, of an equipped workbook or of one of our annexes."""
    own = read_equipped(package, convention)
    if own is None:
        annex, entries, remarks = _read(package, grids, convention)
        if entries:
            remarks += _uncalculated(package, grids, entries)
        return {annex: entries}, remarks
    found, remarks = own
    remarks += _fictitious(grids)
    if not found:
        remarks.append(_nothing(package.path, grids, convention))
    return found, remarks


def _read(
    package: Package, grids: list[Grid], convention: Convention
) -> tuple[str, Mapping[Key, Entry], list[Remark]]:
    indicators = IndicatorForm(convention, grids)
    entries = indicators.read()
    if entries is not None:
        return convention.annex_of(INDICATORS), entries, [*indicators.remarks, *_fictitious(grids)]
    funds = FundForm(convention, grids)
    entries = funds.read()
    if entries is not None and funds.fund is not None:
        annex = convention.annex_of("budget", funds.fund.id)
        return annex, entries, [*funds.remarks, *_fictitious(grids)]
    return "", {}, [_nothing(package.path, grids, convention)]


def _nothing(path: Path, grids: list[Grid], convention: Convention) -> Remark:
    """Return what is told of a workbook in which nothing is read."""
    names = ", ".join(f"« {grid.name} »" for grid in grids)
    other = _is_other_annex(grids, convention)
    way = (
        ""
        if other
        else (
            " Si c'est l'annexe de l'organisme, équipez-la (« pycog equip FICHIER "
            f"{equip_option([path])} ») et recommencez."
        )
    )
    return (
        "annexe-non-reconnue",
        "",
        f"ni tableau d'indicateurs ni montants exécutés {convention.of} dans ce "
        f"classeur. Feuilles : {names or 'aucune'}.{way}",
        NOTE if other else TO_CHECK,
    )


def _is_other_annex(grids: list[Grid], convention: Convention) -> bool:
    """Tell whether the workbook is one of ours that is not consolidated."""
    budget = normal(convention.name_of("budget"))
    ours = re.compile(
        rf"(?:{re.escape(budget)}|.*\bsuivi budgetaire|suivi des echeances|interessement \d{{4}})\b"
    )
    return any(ours.match(normal(grid.cells[0, 0].text)) for grid in grids if (0, 0) in grid.cells)


def _fictitious(grids: list[Grid]) -> list[Remark]:
    for grid in grids:
        first = grid.cells.get((0, 0))
        if first is not None and "donnees fictives" in normal(first.text):
            return [
                (
                    "donnees-fictives",
                    grid.name,
                    "l'annexe porte des données fictives. Elle est comptée comme les autres : "
                    "retirez-la d'une vraie consolidation.",
                    TO_CHECK,
                )
            ]
    return []


def _uncalculated(
    package: Package, grids: list[Grid], entries: Mapping[Key, Entry]
) -> list[Remark]:
    """Tell where an actual is a formula that was never calculated: it reads as a blank."""
    blank = {entry.place for entry in entries.values() if entry.actual is None}
    if not blank:
        return []
    formulas = formula_places(grids, package)
    # A formula that gives an empty text is a cell too: that one was calculated.
    bare = (grid.place(at) for grid in grids for at in formulas[grid.name] if at not in grid.cells)
    found = sorted(blank.intersection(bare))
    if not found:
        return []
    return [
        (
            "formule-sans-valeur",
            found[0],
            f"{len(found)} réalisés sont des formules sans valeur enregistrée : ils comptent "
            "comme non rendus. Lancez « pycog refresh » sur ce classeur.",
            TO_CHECK,
        )
    ]
