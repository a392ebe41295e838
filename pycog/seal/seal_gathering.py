"""Gathers what is sealed: calculates a workbook and takes down all that its figures rest on."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, Protocol

from pycog import __version__
from pycog.default_convention import Default, default, using
from pycog.errors import RefusedFile
from pycog.refresh.calculation.patterns import pattern_of
from pycog.refresh.calculation.recalculation import recalculate
from pycog.refresh.host import FunctionHost
from pycog.refresh.options import Options
from pycog.seal.cell_states import FILLED, defined_names, rank_of, read_cells
from pycog.seal.plain_formulas import plain_formula
from pycog.seal.sealed_assumptions import assumptions_of
from pycog.seal.sealed_content import (
    KEPT,
    READ,
    Agreement,
    CellState,
    Content,
    Rule,
)
from pycog.values import clock_at, counted, date_system
from pycog.xlsx.cells import address
from pycog.xlsx.dependencies import Area, Cell
from pycog.xlsx.package import Package
from pycog.xlsx.structure import WorkbookInfo

if TYPE_CHECKING:
    from pycog.refresh.calculation.state import Recalculation

_QUOTED: Final = re.compile('"[^"]*"')
_CALL: Final = re.compile(r"\b(COG_[A-Z_]+)\(")
#: Stale cells that a refusal names.
_NAMED: Final = 3


class RuleState(Protocol):
    """The version of a rule, from whoever brings the functions."""

    @property
    def name(self) -> str:
        """Excel name."""
        ...

    @property
    def digest(self) -> str:
        """What tells it from another version."""
        ...

    @property
    def source(self) -> str:
        """Document and section, in French."""
        ...

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Ids of all the assumptions that its results may rest on."""
        ...

    @property
    def moves(self) -> bool:
        """Whether its result changes by itself from one day to the next."""
        ...


#: Returns the version of a rule by its Excel name, ``None`` where there is no such one.
Rules = Callable[[str], RuleState | None]


def calculated(package: Package, host: FunctionHost, when: dt.datetime) -> Recalculation:
    """Calculate a workbook as it was or would have been at a moment.

    Args:
        package: The workbook, without its seal.
        host: Offers the functions.
        when: What TODAY() and NOW() give.

    Raises:
        RefusedFile: It cannot be calculated faithfully, or its agreement cannot be had.
    """
    options = Options(clock=when.replace(tzinfo=dt.UTC), convention=default())
    result = recalculate(package, host, options)
    if result.lacking is not None:
        raise RefusedFile(
            result.lacking.code, f"{package.path} : {result.lacking.message}", path=package.path
        )
    return result


def gather(
    package: Package, host: FunctionHost, rules: Rules, when: dt.datetime, author: str
) -> Content:
    """Return the content of the seal of a workbook.

    Args:
        package: The workbook, without a seal.
        host: Offers the functions.
        rules: Gives their versions.
        when: The moment of the sealing, with its time zone.
        author: Who seals, ``""`` to leave that out.

    Raises:
        RefusedFile: ``sans-formule-cog``, ``valeurs-perimees``, or a workbook that cannot be
            calculated faithfully.
    """
    result = calculated(package, host, when)
    cells = read_cells(package, result.info, result.scans)
    for sheet, row, column in {*result.frozen, *result.natives.kept, *result.natives.pinned}:
        states = cells.get(sheet, {})
        at = address(row, column)
        if at in states:
            states[at] = states[at]._replace(mark=KEPT)
    ours = [
        (sheet, *rank_of(at))
        for sheet, states in cells.items()
        for at, one in states.items()
        if one.is_ours
    ]
    if not ours:
        raise RefusedFile(
            "sans-formule-cog",
            f"{package.path} : aucune formule COG_ n'y calcule quoi que ce soit, il n'y a rien à "
            "sceller. Équipez d'abord le classeur : pycog equip.",
            path=str(package.path),
        )
    _refuse_stale(package, result)
    with using(result.meant), date_system(result.info.date_system), clock_at(when):
        _mark_read(result, cells, ours)
        used = {name: rules(name) for name in _called(cells, result.info)}
        possible = {name: one.assumptions for name, one in used.items() if one}
        return Content(
            __version__,
            when.isoformat(timespec="seconds"),
            author,
            package.path.name,
            result.info.date_system,
            tuple(_agreements(result, cells)),
            tuple(
                Rule(name, one.digest, one.source, one.moves) if one else Rule(name, "")
                for name, one in used.items()
            ),
            tuple(assumptions_of(result, host, cells, ours, possible)),
            defined_names(result.info),
            cells,
        )


def _refuse_stale(package: Package, result: Recalculation) -> None:
    changes = [
        f"{sheet}!{address(change.row, change.column)}"
        for sheet, update in result.updates.items()
        for change in update.changes()
    ]
    if changes:
        listed = ", ".join(changes[:_NAMED]) + ("…" if len(changes) > _NAMED else "")
        raise RefusedFile(
            "valeurs-perimees",
            f"{package.path} : {counted(len(changes), 'valeur')} à recalculer ({listed}) : un "
            "bordereau ne peut attester que des valeurs à jour. Recalculez d'abord le classeur : "
            "pycog refresh.",
            path=str(package.path),
        )


def _mark_read(
    result: Recalculation, cells: dict[str, dict[str, CellState]], ours: Iterable[Cell]
) -> None:
    """Mark the cells that our formulas read, directly or through other formulas."""
    assert result.engine is not None
    index = _Index(cells)
    waiting, seen, looked = list(ours), set(ours), set[Area]()
    while waiting:
        cell = waiting.pop()
        areas = _reads(result, cell, cells[cell[0]][address(*cell[1:])].formula)
        # What a formula finds by itself (INDIRECT) may be any cell.
        for one in index.all if areas is None else areas:
            if one in looked:
                continue
            looked.add(one)
            for inside in index.within(one):
                sheet, at = inside[0], address(*inside[1:])
                state = cells[sheet][at]
                if not state.is_read:
                    cells[sheet][at] = state._replace(mark=READ + state.mark)
                if state.formula and inside not in seen:
                    seen.add(inside)
                    waiting.append(inside)


def _reads(result: Recalculation, cell: Cell, formula: str) -> list[Area] | None:
    """Return what a formula reads, ``None`` where that is not known beforehand."""
    assert result.engine is not None
    # Where all that it reads is written out in it, the engine need not be asked.
    written = pattern_of(formula).areas(formula, cell[0]) if formula != FILLED else None
    if written is not None and all(one.sheet in result.scans for one in written):
        return written
    anchor = result.anchor(cell)
    return result.engine.reads(*anchor) if anchor is not None else []


class _Index:
    """The filled cells of a workbook, asked for by area."""

    def __init__(self, cells: Mapping[str, Mapping[str, CellState]]) -> None:
        self._columns: dict[str, dict[int, set[int]]] = {}
        for sheet, states in cells.items():
            columns: dict[int, set[int]] = defaultdict(set)
            for at in states:
                row, column = rank_of(at)
                columns[column].add(row)
            self._columns[sheet] = columns
        whole = (1, 1, 1_048_576, 16_384)
        self.all = [Area(sheet, whole) for sheet in cells]

    def within(self, area: Area) -> Iterator[Cell]:
        """Give the filled cells of an area."""
        top, left, bottom, right = area.range
        columns = self._columns.get(area.sheet, {})
        for column in columns if right - left > len(columns) else range(left, right + 1):
            rows = columns.get(column, ())
            if not rows or not left <= column <= right:
                continue
            few = rows if len(rows) < bottom - top else range(top, bottom + 1)
            for row in few:
                if top <= row <= bottom and row in rows:
                    yield area.sheet, row, column


def _agreements(
    result: Recalculation, cells: Mapping[str, Mapping[str, CellState]]
) -> Iterator[Agreement]:
    """Give the agreement that is meant where none is named, and those that are named."""
    from pycog.conventions import available
    from pycog.conventions.data_digests import data_digest

    written = {
        text
        for states in cells.values()
        for one in states.values()
        for text in (one.text, *re.findall('"([^"]+)"', one.formula))
    }
    wanted = {one.id for one in available() if one.id in written}
    if result.used and isinstance(result.meant, Default):
        wanted.add(result.meant.id)
    for key in sorted(wanted):
        found = data_digest(key)
        yield Agreement(found.id, found.title, found.whole, found.tables)


def _called(cells: Mapping[str, Mapping[str, CellState]], info: WorkbookInfo) -> list[str]:
    """Return the names of our functions that formulas and defined names call."""
    texts = {one.formula for states in cells.values() for one in states.values() if one.is_ours}
    texts.update(plain_formula(one.formula) for one in info.names if "COG_" in one.formula.upper())
    return sorted({name for text in texts for name in _CALL.findall(_QUOTED.sub('""', text))})
