"""Writes the sheets of an equipped workbook into its package, values included."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pycog.default_convention import NAME
from pycog.equip.model import Correspondence
from pycog.equip.writing.cell_edits import ranks_beside, with_cells
from pycog.equip.writing.companion import RESULTS, plan_results
from pycog.equip.writing.controls import Controls
from pycog.equip.writing.map_reading import Answers
from pycog.equip.writing.map_sheet import CONTROL, MAP, Line, lines_of, plan_map
from pycog.equip.writing.memory import CellChange, Memory, keep_memory, parts_to_remember
from pycog.equip.writing.permission import check_permission
from pycog.equip.writing.planned import Live, PlannedSheet
from pycog.equip.writing.replacing import cells_in, ticked, with_elements
from pycog.equip.writing.row_heights import with_heights
from pycog.equip.writing.side_columns import plan_columns
from pycog.equip.writing.stripping import (
    MADE_OUT,
    Stripped,
    are_untouched,
    readers_of,
    strip,
    touched,
)
from pycog.errors import InvalidInput, RefusedFile
from pycog.xlsx.added_sheets import NewSheet, add_name, add_sheet, free_name, sheet_names
from pycog.xlsx.added_styles import add_looks, with_number
from pycog.xlsx.cells import address
from pycog.xlsx.convention_name import named
from pycog.xlsx.custom_calls import stored_formula
from pycog.xlsx.package import Package
from pycog.xlsx.part_edits import PartEdits
from pycog.xlsx.structure import WorkbookInfo, read_workbook

if TYPE_CHECKING:
    from pycog.conventions import Convention

#: Takes a workbook in memory and gives it back with its formulas calculated.
Calculate = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the officer wants beside the two sheets.

    Attributes:
        answers: Answers and ticks that were given, ``None`` without any.
        columns: Whether results are also written at the right of the tables.
    """

    answers: Answers | None = None
    columns: bool = False


@dataclass(slots=True)
class Equipped:
    """A workbook with what is written into it.

    Attributes:
        data: Its bytes.
        changed: Whether they differ from those given.
        sheets: Names of the sheets added.
        formulas: Number of formulas written.
        notes: What was left out and why, in French.
    """

    data: bytes
    changed: bool
    sheets: tuple[str, ...] = ()
    formulas: int = 0
    notes: list[str] = field(default_factory=list)


def equip(
    package: Package,
    found: Correspondence,
    convention: Convention,
    calculate: Calculate,
    wishes: Wishes | None = None,
) -> Equipped:
    """Return a workbook with the sheets of results and of correspondences.

    Args:
        package: The workbook, equipped before or not.
        found: Its map, answers included.
        convention: Its agreement.
        calculate: Calculates the formulas of a workbook.
        wishes: What else is wanted.

    Raises:
        RefusedFile: It must not be written to, or follows another agreement.
    """
    writing, before = _prepared(package, found, convention, wishes or Wishes())
    data = writing.done(calculate)
    same = data == package.data or _is_same(package, before, writing)
    return Equipped(
        package.data if same else data, not same, writing.names, writing.formulas, writing.notes
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written into a workbook that another program has open.

    Attributes:
        sheets: The sheets, as they are to read.
        there: Names of those that are there already and are written anew.
        convention: Id that the name ``COG_CONVENTION`` is given, ``""`` where it is there.
        cells: Cells of the officer to write to; ``after``, of the type ``kind``, is what is to
            stand there.
        changed: Whether the workbook differs from what is to be written.
        formulas: Number of formulas in the sheets.
        notes: What was left out and why, in French.
        memory: The part that remembers it, without which nothing can be taken back.
        columns: Whether results are also written at the right of the tables, as asked for now or
            earlier.
        beside: Number formats of the cells at the right of the tables, by sheet and place.
    """

    sheets: tuple[PlannedSheet, ...]
    there: frozenset[str]
    convention: str
    cells: tuple[CellChange, ...]
    changed: bool
    formulas: int
    notes: tuple[str, ...]
    memory: str
    columns: bool = False
    beside: Mapping[tuple[str, str], str] = field(default_factory=dict)


def plan(
    package: Package, found: Correspondence, convention: Convention, wishes: Wishes | None = None
) -> Plan:
    """Return what :func:`equip` would write, for whoever has the workbook open.

    Its bytes of before cannot be given back later: the other program writes the file anew.

    Raises:
        RefusedFile: As :func:`equip`.
    """
    writing, before = _prepared(package, found, convention, wishes or Wishes())
    there = {sheet.name for sheet in read_workbook(package).sheets}
    places = {(one.sheet, one.place) for one in writing.changes}
    former = before.memory.cells if before.memory is not None else ()
    back = [
        replace(one, after=one.before) for one in former if (one.sheet, one.place) not in places
    ]
    memory = writing.memory({})
    return Plan(
        tuple(writing.sheets),
        frozenset(there.intersection(writing.names)),
        convention.id if writing.name and not _has_name(package) else "",
        (*back, *(replace(one, kind="str") for one in writing.changes)),
        not _is_same(package, before, writing),
        writing.formulas,
        tuple(writing.notes),
        memory.xml(),
        writing.wishes.columns,
        writing.beside,
    )


def _has_name(package: Package) -> bool:
    return any(one.name.upper() == NAME for one in read_workbook(package).names)


def _prepared(
    package: Package, found: Correspondence, convention: Convention, wishes: Wishes
) -> tuple[_Writing, Stripped]:
    before = strip(package, rewriting=True)
    if before.found:
        _refuse_loss(package, before)
    if before.memory is not None and before.memory.columns:
        wishes = replace(wishes, columns=True)  # asked for once, kept as long as not taken back
    base = package if not before.found else package.reopen(before.data)
    info = read_workbook(base)
    check_permission(base, info)
    name = _name_to_add(base, info, convention)
    names = tuple(before.memory.sheets) if before.memory is not None else ()
    names = names or tuple(_unread(base, info, wanted) for wanted in (RESULTS, MAP))
    writing = _Writing(base, info, convention, found, wishes, name, names)
    if before.memory is not None and before.memory.made_out:
        writing.notes.append(MADE_OUT)
    return writing, before


def _is_same(package: Package, before: Stripped, writing: _Writing) -> bool:
    """Tell whether a workbook saved by another program holds all that would be written."""
    memory = before.memory
    if memory is None or memory.convention != writing.found.convention:
        return False
    if {sheet.name: sheet.contents() for sheet in writing.sheets} != dict(memory.sheets):
        return False
    if writing.changes != memory.cells:
        return False
    return are_untouched(package, read_workbook(package), memory)


def _refuse_loss(package: Package, before: Stripped) -> None:
    """Refuse to write a sheet anew in which somebody typed.

    Raises:
        RefusedFile: ``saisie-dans-les-resultats``.
    """
    if before.exact or before.memory is None:
        return
    info = read_workbook(package)
    parts = {sheet.name: sheet for sheet in info.sheets}
    for name, written in before.memory.sheets.items():
        if name not in parts:
            continue
        foreign = touched(package, info, parts[name], written)
        if foreign:
            listed = ", ".join(foreign[:5]) + ("…" if len(foreign) > 5 else "")
            raise RefusedFile(
                "saisie-dans-les-resultats",
                f"{package.path} : la feuille « {name} » contient des saisies que sa mise à jour "
                f"effacerait ({listed}). Déplacez-les sur une autre feuille et recommencez.",
                path=str(package.path),
            )


def _unread(base: Package, info: WorkbookInfo, wanted: str) -> str:
    """Return a sheet name that no formula of the officer names, though no such sheet exists."""
    name, number = wanted, 1
    while readers_of(base, info, name):
        number += 1
        name = f"{wanted} ({number})"
    return name


def _name_to_add(base: Package, info: WorkbookInfo, convention: Convention) -> str:
    """Return the definition of the name of the agreement, ``""`` where it is there.

    Raises:
        RefusedFile: ``autre-convention``, ``convention-du-classeur``.
    """
    meant = named(base, info)
    if meant is None:
        return f'"{convention.id}"'
    if isinstance(meant, InvalidInput):
        raise RefusedFile(meant.code, f"{base.path} : {meant.message}", path=str(base.path))
    if meant.id != convention.id:
        raise RefusedFile(
            "autre-convention",
            f"{base.path} suit la convention « {meant.id} » par son nom {NAME}, et non "
            f"« {convention.id} ». Donnez --convention {meant.id}, ou changez ce nom dans le "
            "gestionnaire de noms.",
            path=str(base.path),
        )
    return ""


class _Writing:
    """One workbook while it is written."""

    def __init__(
        self,
        base: Package,
        info: WorkbookInfo,
        convention: Convention,
        found: Correspondence,
        wishes: Wishes,
        name: str,
        names: tuple[str, ...],
    ) -> None:
        self.base, self.info, self.found, self.wishes = base, info, found, wishes
        self.convention, self.name = convention, name
        self.notes: list[str] = []
        self._info_parts = {sheet.name: sheet for sheet in info.sheets}
        self._looks: dict[tuple[str, str], tuple[int, str]] = {}
        controls = Controls()
        others = sheet_names(PartEdits(base), info)
        results = plan_results(found, convention, controls, free_name(info, names[0], others))
        lines = lines_of(found, controls.found, wishes.answers.of if wishes.answers else None)
        self.changes = tuple(self._replaced(controls, lines))
        if wishes.columns:
            self.changes += tuple(self._beside())
        former = {(one.sheet, one.place): one.before for one in self.changes if one.before}
        lines = [
            line._replace(former=former.get((line.sheet, line.cell), ""))
            if line.element == CONTROL
            else line
            for line in lines
        ]
        mapped = plan_map(lines, convention.short_title, free_name(info, names[1], others))
        self.sheets: Sequence[PlannedSheet] = (results, mapped)

    def _replaced(self, controls: Controls, lines: Sequence[Line]) -> list[CellChange]:
        """Return the cells that were ticked, with what stands there now."""
        own = lines[len(lines) - len(controls.found) :]
        result = ticked(self.base, self.info, zip(controls.found, own, strict=True))
        self.notes += result.notes
        return result.changes

    def _beside(self) -> list[CellChange]:
        """Return the cells of new columns beside the tables, and note how they look."""
        changes = []
        for side in plan_columns(self.base, self.info, self.found, self.convention):
            if side.note:
                self.notes.append(side.note)
            ranks = ranks_beside(self.base.read(side.sheet.part)) if side.cells else {}
            for cell in side.cells:
                place = address(cell.row, cell.column)
                self._looks[side.sheet.name, place] = (ranks.get(cell.row, 0), cell.number)
                live = isinstance(cell.content, Live)
                text = f"={stored_formula(cell.content)}" if live else str(cell.content)
                changes.append(CellChange(side.sheet.name, place, "", "", text))
        return changes

    def done(self, calculate: Calculate) -> bytes:
        """Return the bytes of the workbook, values included."""
        edits, parts = self._edits()
        calculated = self.base.reopen(calculate(edits.data()))
        edits.bodies.update(
            {
                part: with_heights(calculated.read(part), sheet)
                for part, sheet in zip(parts, self.sheets, strict=True)
            }
        )
        for part in parts:
            edits.texts.pop(part, None)
        for part, places in self._places().items():
            cells = cells_in(calculated.read(part), places)
            edits.bodies[part] = with_elements(edits.bodies[part], cells)
        keep_memory(edits, self.info, self.memory(self._earlier(edits)), parts)
        return edits.data()

    @property
    def beside(self) -> dict[tuple[str, str], str]:
        """Number formats of the cells at the right of the tables, ``""`` for the general one."""
        return {place: number for place, (_, number) in self._looks.items()}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the sheets."""
        return tuple(sheet.name for sheet in self.sheets)

    @property
    def formulas(self) -> int:
        """Number of formulas in the sheets."""
        return sum(cell.formula is not None for one in self.sheets for cell in one.cells.values())

    def memory(self, earlier: dict[str, object]) -> Memory:
        """Return what the workbook is to remember.

        Args:
            earlier: What gives its earlier bytes back, empty where nothing does.
        """
        return Memory(
            self.found.convention,
            earlier,
            {sheet.name: sheet.contents() for sheet in self.sheets},
            self.name,
            self.changes,
            self.wishes.columns,
        )

    def _earlier(self, edits: PartEdits) -> dict[str, object]:
        from pycog.xlsx.earlier_bytes import remembered

        return remembered(self.base.data, parts_to_remember(edits))

    def _edits(self) -> tuple[PartEdits, list[str]]:
        edits = PartEdits(self.base)
        looks = [look for sheet in self.sheets for look in sheet.looks]
        styles = add_looks(edits, self.info, looks)
        views = "workbookView " in edits.text(self.info.part)
        parts = []
        for sheet in self.sheets:
            body = sheet.xml(styles, views=views)
            parts.append(add_sheet(edits, self.info, NewSheet(sheet.name, body)))
            for name, formula in sheet.print_names().items():
                add_name(edits, self.info, name, formula, sheet.name)
        if self.name:
            add_name(edits, self.info, NAME, self.name)
        self._edit_cells(edits)
        return edits, parts

    def _edit_cells(self, edits: PartEdits) -> None:
        """Write into the officer's own cells what was asked for."""
        known: dict[tuple[int, str], int] = {}
        by_sheet: dict[str, dict[str, tuple[str, str]]] = {}
        styles: dict[str, dict[str, int]] = {}
        for change in self.changes:
            kind = "" if change.after.startswith("=") else "str"
            by_sheet.setdefault(change.sheet, {})[change.place] = (change.after, kind)
            look = self._looks.get((change.sheet, change.place))
            if look is None:
                continue
            if look[1] and look not in known:
                known[look] = with_number(edits, self.info, *look)
            styles.setdefault(change.sheet, {})[change.place] = known.get(look, look[0])
        for name, wanted in by_sheet.items():
            sheet = self._info_parts[name]
            edits.bodies[sheet.part] = with_cells(self.base, sheet, wanted, styles.get(name))

    def _places(self) -> dict[str, set[str]]:
        """Return part → addresses of the formulas written into the officer's own sheets."""
        found: dict[str, set[str]] = {}
        for change in self.changes:
            if change.after.startswith("="):
                found.setdefault(self._info_parts[change.sheet].part, set()).add(change.place)
        return found


def calculator(path: Path, host: object) -> Calculate:
    """Return what calculates a workbook as ``pycog refresh`` would.

    Args:
        path: The workbook, whose name messages use.
        host: Offers the functions.
    """
    from pycog.refresh import refresh_file

    def calculate(data: bytes) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / path.name
            copy.write_bytes(data)
            report = refresh_file(copy, host)  # type: ignore[arg-type]
            if report.refused is not None:
                raise RefusedFile(
                    report.refused.code,
                    report.refused.message.replace(str(copy), str(path)),
                    path=str(path),
                )
            return copy.read_bytes()

    return calculate
