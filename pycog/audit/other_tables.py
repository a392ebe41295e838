"""Audits the tables of a sheet that are neither an annex nor a table of years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Final

from pycog.audit.balance_sheets import check_sides
from pycog.audit.blocks import Block
from pycog.audit.counted_twice import check_counted_twice
from pycog.audit.derived import Misfit, check_derived
from pycog.audit.formula_breaks import check_breaks
from pycog.audit.formula_shapes import shape
from pycog.audit.formula_values import Values
from pycog.audit.gathered import told_apart
from pycog.audit.grid import Grid, Place
from pycog.audit.identities import check_identities
from pycog.audit.series import check_means, check_running, check_stated
from pycog.audit.sums import Difference
from pycog.audit.totals import check_totals
from pycog.audit.unit_slips import check_units
from pycog.audit.year_tables import Table
from pycog.conventions import Finding
from pycog.conventions.facts.schema import CHANGES_A_RESULT

#: What is asked of the figures of a table of years as well.
_OF_YEARS: Final = frozenset({"calcul", "ouverture", "cumul"})


def audit_other_tables(
    document: str,
    grid: Grid,
    tables: Sequence[Table],
    blocks: Sequence[Block],
    values: Values,
) -> Iterator[Finding]:
    """Recompute what any table of a sheet adds up, divides or compares.

    Args:
        document: Name of the workbook, for the findings.
        grid: The filled cells of the sheet.
        tables: The tables of years of the sheet, whose totals and evolutions are
            checked by other rules.
        blocks: Its tables, whatever their headings.
        values: The stored values of the workbook, for formulas that read other sheets.

    Yields:
        One finding per figure that no sensible reading of its table gives.
    """
    checked, amounts = _checked(tables), _amounts(tables)
    found: dict[Place, Misfit] = {}
    for block in blocks:
        for one in _misfits(block):
            at, kind = one.difference.at, one.difference.kind
            if at not in checked and (at not in amounts or kind in _OF_YEARS):
                found.setdefault(at, one)
        for difference in (*check_breaks(block, values), *check_counted_twice(block, values)):
            found.setdefault(difference.at, Misfit(difference, _is_percent(block, difference.at)))
        for difference in check_units(block):
            found.setdefault(difference.at, Misfit(difference, percent=False))
    for difference in check_sides(grid):
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
        if heading.kind in {"total", "evolution"}
        or (heading.kind == "year" and row.role == "total")
    }


def _amounts(tables: Sequence[Table]) -> set[Place]:
    """Return the cells of the years, of which only a few things are asked here."""
    return {
        (row.row, heading.column)
        for table in tables
        for heading in table.of_kind("year")
        for row in table.rows
    }


def _misfits(block: Block) -> list[Misfit]:
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
        unnamed += [Misfit(one, _is_percent(seen, one.at)) for one in check_identities(seen)]
    # What is computed from a wrong total only follows from it.
    wrong = {one.difference.at for one in found if one.difference.kind.startswith("total")}
    following = [one for one in (*derived, *unnamed) if not wrong & set(one.difference.parts)]
    return [one for one in (*found, *following) if not _is_rate(block.grid, one.difference)]


def _is_rate(grid: Grid, one: Difference) -> bool:
    """Tell whether a cell held for a sum divides one figure by another."""
    written = grid.written.get(one.at)
    return (
        one.kind.startswith("total") and written is not None and shape(written.text) == "quotient"
    )


def _differences(block: Block, known: Set[int]) -> set[int]:
    """Return the columns of differences whose formula is known: a total follows it too."""
    return {line.place for line in block.across if line.place in known and line.role == "ecart"}


def _is_percent(block: Block, at: Place) -> bool:
    stored = block.grid.cells.get(at)
    return stored is not None and (stored.percent or stored.text.endswith("%"))


def finding(document: str, grid: Grid, one: Difference, *, rate: bool = False) -> Finding:
    """Return a difference as a finding; ``rate`` tells that its figures are percentages."""
    printed, recomputed = told_apart(one.printed, one.recomputed, rate=rate)
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
