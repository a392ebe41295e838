"""Gathers what is sealed: calculates a workbook and takes down all that its figures rest on."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from pycog import __version__
from pycog.assumptions import Assumption
from pycog.default_convention import Default, default, using
from pycog.errors import PycogError, RefusedFile
from pycog.refresh.calculation.expansion import Expansion
from pycog.refresh.calculation.reasons import argument_value
from pycog.refresh.calculation.recalculation import recalculate
from pycog.refresh.host import FunctionHost
from pycog.refresh.options import Options
from pycog.seal.cell_states import defined_names, plain_formula, read_cells
from pycog.seal.sealed_content import (
    KEPT,
    READ,
    Agreement,
    CellState,
    Content,
    Hypothesis,
    Rule,
)
from pycog.values import clock_at, counted, date_system
from pycog.xlsx import formulas
from pycog.xlsx.cells import address, place_of
from pycog.xlsx.dependencies import Area, Cell
from pycog.xlsx.package import Package
from pycog.xlsx.structure import WorkbookInfo

if TYPE_CHECKING:
    from pycog.refresh.calculation.state import Recalculation

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
    def moves(self) -> bool:
        """Whether its result changes by itself from one day to the next."""
        ...


#: Returns the version of a rule by its Excel name, ``None`` where there is no such one.
Rules = Callable[[str], RuleState | None]


@dataclass(frozen=True, slots=True)
class Calculated:
    """A workbook calculated anew.

    Attributes:
        result: The calculation.
        cells: Every filled cell with its stored value, marks included.
    """

    result: Recalculation
    cells: Mapping[str, Mapping[str, CellState]]

    def value(self, sheet: str, place: str) -> Any:
        """Return the calculated value of a cell."""
        found = place_of(place)
        assert found is not None and self.result.engine is not None
        return self.result.engine.value(sheet, *found)


def calculated(package: Package, host: FunctionHost, when: dt.datetime) -> Calculated:
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
    kept = {*result.frozen, *result.natives.kept, *result.natives.pinned}
    cells = read_cells(package, result.info, result.scans)
    for sheet, row, column in kept:
        states = cells.get(sheet, {})
        at = address(row, column)
        if at in states:
            states[at] = states[at]._replace(mark=KEPT)
    return Calculated(result, cells)


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
    found = calculated(package, host, when)
    result, cells = found.result, {sheet: dict(one) for sheet, one in found.cells.items()}
    ours = [
        (sheet, *place)
        for sheet, states in cells.items()
        for at, one in states.items()
        if one.is_ours and (place := place_of(at))
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
        return Content(
            __version__,
            when.isoformat(timespec="seconds"),
            author,
            package.path.name,
            result.info.date_system,
            tuple(_agreements(result, cells)),
            tuple(_rules(cells, result.info, rules)),
            tuple(_assumptions(result, host, cells, ours)),
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
        anchor = result.anchor(cell)
        areas = result.engine.reads(*anchor) if anchor is not None else []
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


class _Index:
    """The filled cells of a workbook, asked for by area."""

    def __init__(self, cells: Mapping[str, Mapping[str, CellState]]) -> None:
        self._columns: dict[str, dict[int, set[int]]] = {}
        for sheet, states in cells.items():
            columns: dict[int, set[int]] = defaultdict(set)
            for at in states:
                place = place_of(at)
                if place is not None:
                    columns[place[1]].add(place[0])
            self._columns[sheet] = columns
        whole = (1, 1, 1_048_576, 16_384)
        self.all = [Area(sheet, whole) for sheet in cells]

    def within(self, area: Area) -> Iterator[Cell]:
        """Give the filled cells of an area."""
        top, left, bottom, right = area.range
        for column, rows in self._columns.get(area.sheet, {}).items():
            if not left <= column <= right:
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


def _rules(
    cells: Mapping[str, Mapping[str, CellState]], info: WorkbookInfo, rules: Rules
) -> Iterator[Rule]:
    texts = {one.formula for states in cells.values() for one in states.values() if one.is_ours}
    texts.update(plain_formula(one.formula) for one in info.names if "COG_" in one.formula.upper())
    names = {name for text in texts for name in _CALL.findall(re.sub('"[^"]*"', '""', text))}
    for name in sorted(names):
        found = rules(name)
        yield Rule(name, found.digest, found.source, found.moves) if found else Rule(name, "")


def _assumptions(
    result: Recalculation,
    host: FunctionHost,
    cells: Mapping[str, Mapping[str, CellState]],
    ours: Iterable[Cell],
) -> list[Hypothesis]:
    """Return the assumptions that the results rest on, each once."""
    assert result.engine is not None
    found: dict[str, Assumption] = {}
    known: set[str] = set()
    for sheet, row, column in ours:
        state = cells[sheet][address(row, column)]
        if state.is_kept:
            continue
        with suppress(PycogError, formulas.Unsupported):
            text, _ = Expansion(result.info, sheet).expand(state.formula, row, column)
            for call in map(formulas.split_call, formulas.calls_in(text)):
                name = formulas.our_name(call[0]) if call else None
                if call is None or name is None or name not in result.engine.functions:
                    continue
                values = [argument_value(result.engine, sheet, one) for one in call[1]]
                key = f"{name}{values!r}"
                if key not in known:
                    known.add(key)
                    explained = host.explain(name, *values)
                    found.update({one.id: one for one in explained.assumptions})
    return [Hypothesis(key, found[key].title) for key in sorted(found)]
