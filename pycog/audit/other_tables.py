"""Audits the tables of a sheet that are neither an annex nor a table of years."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Final

from pycog.audit.addition import is_deducted, same
from pycog.audit.balance_sheets import check_sides
from pycog.audit.blocks import Block
from pycog.audit.counted_twice import check_counted_twice
from pycog.audit.derived import Misfit, check_derived
from pycog.audit.formula_breaks import check_breaks
from pycog.audit.formula_shapes import added_places, shape
from pycog.audit.formula_values import Unknown, Values, areas, parsed
from pycog.audit.gathered import written_apart
from pycog.audit.grid import Grid, Place
from pycog.audit.identities import check_identities
from pycog.audit.net_results import check_results
from pycog.audit.series import check_means, check_running, check_stated
from pycog.audit.stock_movements import check_movements
from pycog.audit.successions import check_successions
from pycog.audit.sums import Difference
from pycog.audit.totals import check_totals
from pycog.audit.unit_slips import check_units
from pycog.audit.year_tables import Table
from pycog.conventions import Finding
from pycog.conventions.facts.schema import CHANGES_A_RESULT

#: What is asked of the figures of a table of years as well.
_OF_YEARS: Final = frozenset({"calcul", "ouverture", "cumul", "progression"})


def audit_other_tables(
    document: str,
    grid: Grid,
    tables: Sequence[Table],
    blocks: Sequence[Block],
    values: Values,
    told: Set[Place] = frozenset(),
) -> Iterator[Finding]:
    """Recompute what any table of a sheet adds up, divides or compares.

    Args:
        document: Name of the workbook, for the findings.
        grid: The filled cells of the sheet.
        tables: The tables of years of the sheet, whose totals and evolutions are
            checked by other rules.
        blocks: Its tables, whatever their headings.
        values: The stored values of the workbook, for formulas that read other sheets.
        told: Figures that the rules for tables of years hold for wrong: what is computed
            from one of them only follows.

    Yields:
        One finding per figure that no sensible reading of its table gives.
    """
    checked, amounts = _checked(tables), _amounts(tables)
    found: dict[Place, Misfit] = {}
    for block in blocks:
        broken = _broken(block, values)
        for one in _misfits(block, broken):
            at, kind = one.difference.at, one.difference.kind
            if told & set(one.difference.parts):
                continue
            if at not in checked and (at not in amounts or kind in _OF_YEARS):
                found.setdefault(at, one)
        for at, difference in broken.items():
            found.setdefault(at, Misfit(difference, _is_percent(block, at)))
    for difference in (*check_sides(grid), *check_results(blocks)):
        if not (told | found.keys()) & set(difference.parts):
            found.setdefault(difference.at, Misfit(difference, percent=False))
    for at in sorted(found):
        yield finding(document, grid, found[at].difference, rate=found[at].percent)


def _checked(tables: Sequence[Table]) -> set[Place]:
    """Return the cells that the rules for tables of years check: totals and evolutions."""
    return {
        (row.row, heading.column)
        for table in tables
        for heading in table.headings
        for row in table.rows
        if heading.kind == "total"
        or (heading.kind == "evolution" and (heading.years or _is_of_one_kind(table)))
        or (heading.kind == "year" and row.role == "total")
    }


def _is_of_one_kind(table: Table) -> bool:
    """Tell whether a table has one column a year, so that a change needs no words to be told."""
    return len({heading.prefix for heading in table.of_kind("year")}) <= 1


def _amounts(tables: Sequence[Table]) -> set[Place]:
    """Return the cells of the years, of which only a few things are asked here."""
    return {
        (row.row, heading.column)
        for table in tables
        for heading in table.of_kind("year")
        for row in table.rows
    }


def _broken(block: Block, values: Values) -> dict[Place, Difference]:
    """Return the cells that are wrong by themselves: their formula, their unit."""
    found: dict[Place, Difference] = {}
    for check in (check_breaks, check_counted_twice):
        for one in check(block, values):
            found.setdefault(one.at, one)
    for one in check_units(block):
        found.setdefault(one.at, one)
    return found


def _misfits(block: Block, broken: Mapping[Place, Difference]) -> list[Misfit]:
    """Check a table by its lines and by its columns."""
    derived: list[Misfit] = []
    found: list[Misfit] = []
    unnamed: list[Misfit] = []
    for seen in (block, block.flipped()):
        misfits, known = check_derived(seen)
        derived += misfits
        told = [*check_totals(seen, _differences(seen, known))]
        for check in (check_means, check_running, check_stated):
            told += check(seen)
        found += [Misfit(one, _is_percent(seen, one.at)) for one in told]
        unnamed += [Misfit(one, percent=False) for one in check_movements(seen)]
        unnamed += [Misfit(one, _is_percent(seen, one.at)) for one in check_identities(seen)]
        derived += check_successions(seen)
    found = [one for one in found if not _is_explained(one.difference, (*derived, *unnamed))]
    # What is computed from a wrong total or mean only follows from it.
    wrong = {
        one.difference.at
        for one in found
        if one.difference.kind.startswith("total") or one.difference.kind == "moyenne"
    }
    following = [one for one in (*derived, *unnamed) if not wrong & set(one.difference.parts)]
    totals = {one.difference.at for one in found if one.difference.kind.startswith("total")}
    found = [
        one
        for one in found
        if one.difference.kind != "moyenne" or not totals & set(one.difference.parts)
    ]
    return [one for one in (*found, *following) if not _is_meant(block, one.difference, broken)]


def _is_explained(total: Difference, others: Iterable[Misfit]) -> bool:
    """Tell whether one wrong figure is all that a total lacks, so that it is right itself."""
    if not total.kind.startswith("total"):
        return False
    lacks = total.printed - total.recomputed
    return any(
        one.difference.at in total.parts
        and same(lacks, one.difference.recomputed - one.difference.printed)
        for one in others
    )


def _is_meant(block: Block, one: Difference, broken: Mapping[Place, Difference]) -> bool:
    """Tell whether a figure is right although the rules for stored values do not give it."""
    return (
        _is_rate(block.grid, one)
        or _is_attainment(block.grid, one)
        or _is_operand(block.grid, one)
        or _is_deduction(block, one)
        or _follows(block.grid, one, broken)
    )


def _follows(grid: Grid, one: Difference, broken: Mapping[Place, Difference]) -> bool:
    """Tell whether a figure is only as wrong as another one that it is computed from."""
    if one.at in broken:
        return False
    if broken.keys() & set(_read_by(grid, one.at)):
        return True
    causes = [broken[part] for part in one.parts if part in broken]
    if not causes:
        return False
    gap = math.fsum(cause.recomputed - cause.printed for cause in causes)
    return one.at in (grid.formulas or ()) or same(one.printed, one.recomputed + gap)


def _is_operand(grid: Grid, one: Difference) -> bool:
    """Tell whether a typed figure is read by what is held for its parts: it is no result."""
    if one.at in (grid.formulas or ()):
        return False
    return any(one.at in _read_by(grid, part) for part in one.parts)


def _read_by(grid: Grid, place: Place) -> list[Place]:
    """Return the cells of its sheet that the formula of a cell reads."""
    written = grid.written.get(place)
    node = parsed(written.at(place) or "") if written is not None else None
    try:
        found = areas(node, grid.name) if node is not None else []
    except Unknown:
        return []
    return [at for area in found if area.sheet == grid.name.lower() for at in area.places()]


def _is_deduction(block: Block, one: Difference) -> bool:
    """Tell whether a line that is taken off is taken off by its own formula too."""
    written = block.grid.written.get(one.at)
    labels = [line.label for line in block.lines if line.place == one.at[0]]
    if written is None or not any(map(is_deducted, labels)):
        return False
    try:
        return min(added_places(written.at(one.at) or "", block.grid.name).values()) < 0
    except (Unknown, ValueError):
        return False


def _is_rate(grid: Grid, one: Difference) -> bool:
    """Tell whether a cell held for a sum divides one figure by another."""
    written = grid.written.get(one.at)
    return (
        one.kind.startswith("total") and written is not None and shape(written.text) == "quotient"
    )


def _is_attainment(grid: Grid, one: Difference) -> bool:
    """Tell whether a rate has a rule of its own: a COG_ formula, with its floor and its cap.

    Excel writes these as array formulas, which the grid does not hold.
    """
    if one.kind != "taux" or one.at not in (grid.formulas or ()):
        return False
    written = grid.written.get(one.at)
    return written is None or "COG_" in written.text.upper()


def _differences(block: Block, known: Set[int]) -> set[int]:
    """Return the columns of differences whose formula is known: a total follows it too."""
    return {line.place for line in block.across if line.place in known and line.role == "ecart"}


def _is_percent(block: Block, at: Place) -> bool:
    stored = block.grid.cells.get(at)
    return stored is not None and (stored.percent or stored.text.endswith("%"))


def finding(document: str, grid: Grid, one: Difference, *, rate: bool = False) -> Finding:
    """Return a difference as a finding; ``rate`` tells that its figures are percentages."""
    printed, recomputed = written_apart(one.printed, one.recomputed, rate=rate)
    return Finding(
        id=f"{one.kind}/{grid.place(one.at)}",
        document=document,
        place=grid.place(one.at),
        printed=printed,
        recomputed=recomputed,
        severity=CHANGES_A_RESULT,
        reading=one.reading,
        derived=True,
    )
