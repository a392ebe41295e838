"""Audits the tables of a sheet that are neither an annex nor a table of years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from pycog.audit.blocks import Block
from pycog.audit.derived import Misfit, check_derived
from pycog.audit.grid import Grid, Place
from pycog.audit.series import check_means, check_running, check_stated
from pycog.audit.totals import check_totals
from pycog.audit.year_tables import Table
from pycog.conventions import Finding
from pycog.conventions.facts.schema import CHANGES_A_RESULT
from pycog.values import display, format_number


def audit_other_tables(
    document: str, grid: Grid, tables: Sequence[Table], blocks: Sequence[Block]
) -> Iterator[Finding]:
    """Recompute what any table of a sheet adds up, divides or compares.

    Args:
        document: Name of the workbook, for the findings.
        grid: The filled cells of the sheet.
        tables: The tables of years of the sheet, whose totals and evolutions are
            checked by other rules.
        blocks: Its tables, whatever their headings.

    Yields:
        One finding per figure that no sensible reading of its table gives.
    """
    taken = _taken(tables)
    found: dict[Place, Misfit] = {}
    for block in blocks:
        for one in _misfits(block):
            if one.difference.at not in taken:
                found.setdefault(one.difference.at, one)
    for at in sorted(found):
        yield _finding(document, grid, found[at])


def _taken(tables: Sequence[Table]) -> set[Place]:
    """Return the cells that the rules for tables of years look at."""
    return {
        (row.row, heading.column)
        for table in tables
        for heading in table.headings
        if heading.kind in {"year", "total", "evolution"}
        for row in table.rows
    }


def _misfits(block: Block) -> list[Misfit]:
    """Check a table by its lines and by its columns."""
    derived: list[Misfit] = []
    found: list[Misfit] = []
    for seen in (block, block.flipped()):
        misfits, known = check_derived(seen)
        derived += misfits
        told = [*check_totals(seen, _differences(seen, known))]
        for check in (check_means, check_running, check_stated):
            told += check(seen)
        found += [Misfit(one, _is_percent(seen, one.at)) for one in told]
    # What is computed from a wrong total only follows from it.
    wrong = {one.difference.at for one in found if one.difference.kind.startswith("total")}
    return [*(one for one in derived if not wrong & set(one.difference.parts)), *found]


def _differences(block: Block, known: Set[int]) -> set[int]:
    """Return the columns of differences whose formula is known: a total follows it too."""
    return {line.place for line in block.across if line.place in known and line.role == "ecart"}


def _is_percent(block: Block, at: Place) -> bool:
    stored = block.grid.cells.get(at)
    return stored is not None and (stored.percent or stored.text.endswith("%"))


def _finding(document: str, grid: Grid, misfit: Misfit) -> Finding:
    one = misfit.difference
    return Finding(
        id=f"{one.kind}/{grid.place(one.at)}",
        document=document,
        place=grid.place(one.at),
        printed=_shown(one.printed, percent=misfit.percent),
        recomputed=_shown(one.recomputed, percent=misfit.percent),
        severity=CHANGES_A_RESULT,
        reading=one.reading,
        derived=True,
    )


def _shown(value: float, *, percent: bool) -> str:
    return display(value, "evolution") if percent else format_number(value, 2)
