"""The way in: what is known of a workbook, the workbook equipped, the workbook as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pycog.audit.grid import Grid
from pycog.audit.stored_grids import read_grids
from pycog.equip.model import Correspondence
from pycog.equip.recognition.recognise import recognise
from pycog.equip.recognition.sheet_view import MOST_ROWS
from pycog.equip.writing.equipping import Calculate, Equipped, Plan, Wishes, equip, plan
from pycog.equip.writing.forgotten import known_of
from pycog.equip.writing.given_answers import answered, unused_of
from pycog.equip.writing.map_reading import Answers, map_sheet, read_map_sheet
from pycog.equip.writing.map_sheet import Line, lines_of
from pycog.equip.writing.stripping import Stripped, strip
from pycog.errors import RefusedFile
from pycog.xlsx.package import Package
from pycog.xlsx.structure import read_workbook

if TYPE_CHECKING:
    from pycog.conventions import Convention


@dataclass(slots=True)
class Survey:
    """What is known of a workbook, nothing written.

    Attributes:
        package: The workbook as it stands.
        found: Its map, answers included; what waits for an answer is not accepted in it.
        answers: Answers in use, of the workbook itself and of a map beside it.
        unknown: Answers that say nothing that is known, in French.
        unused: Answers that nothing in the workbook calls for, in French.
        equipped: Whether the workbook was equipped before.
    """

    package: Package
    found: Correspondence
    answers: Answers
    unknown: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    equipped: bool = False


def survey(
    package: Package,
    convention: Convention,
    lines: list[Line] | None = None,
    grids: Sequence[Grid] | None = None,
) -> Survey:
    """Recognise the tables of a workbook, equipped before or not.

    Args:
        package: The workbook.
        convention: The agreement.
        lines: A map made elsewhere; its answers come before those in the workbook.
        grids: Its sheets, without those that were written into it, where they are read already.

    Raises:
        RefusedFile: It cannot be read, or the map is that of another workbook.
    """
    info = read_workbook(package)
    memory = known_of(package, info)
    own: list[Line] = []
    if memory is not None:
        sheet = map_sheet(info)
        if sheet is not None and sheet.name in memory.sheets:
            own = read_map_sheet(package, info, sheet)
    if grids is None:
        grids = own_grids(package)
    found = recognise(grids, convention)
    answers = Answers(lines or (), own)
    if lines and not Answers(lines).is_of(lines_of(found)):
        raise RefusedFile(
            "correspondances-d-un-autre-classeur",
            f"{package.path} : aucune ligne ni colonne de la table de correspondances ne se trouve "
            "dans ce classeur : elle est celle d'un autre. Donnez la sienne, ou retirez "
            "--correspondances.",
            path=str(package.path),
        )
    result = answered(found, answers, convention)
    return Survey(
        package,
        result.found,
        answers,
        result.unknown,
        unused_of(answers),
        memory is not None,
    )


def own_grids(package: Package) -> list[Grid]:
    """Return the officer's sheets, without what was written into the workbook."""
    return read_grids(base_of(package), MOST_ROWS)


def base_of(package: Package) -> Package:
    """Return a workbook without what was written into it; itself where nothing was."""
    stripped = strip(package, rewriting=True)
    return package.reopen(stripped.data) if stripped.found else package


def equip_package(
    seen: Survey, convention: Convention, calculate: Calculate, *, columns: bool = False
) -> Equipped:
    """Return the workbook of a survey with its sheets of results and of correspondences.

    Raises:
        RefusedFile: It must not be written to, or nothing in it was recognised.
    """
    _require_tables(seen, convention)
    return equip(seen.package, seen.found, convention, calculate, Wishes(seen.answers, columns))


def plan_package(seen: Survey, convention: Convention, *, columns: bool = False) -> Plan:
    """Return what is to be written into the workbook of a survey, which is open in Excel.

    Raises:
        RefusedFile: It must not be written to, or nothing in it was recognised.
    """
    _require_tables(seen, convention)
    return plan(seen.package, seen.found, convention, Wishes(seen.answers, columns))


def _require_tables(seen: Survey, convention: Convention) -> None:
    if not seen.found.tables:
        looked = "; ".join(f"« {one.sheet} » : {one.reason}" for one in seen.found.ignored[:3])
        raise RefusedFile(
            "aucun-tableau",
            f"{seen.package.path} : aucun tableau de {convention.short_title} n'y est reconnu. "
            f"{looked}.",
            path=str(seen.package.path),
        )


def take_back(package: Package) -> Stripped:
    """Return a workbook without what was written into it; see :func:`strip`."""
    return strip(package)
