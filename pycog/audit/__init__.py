"""Audits a workbook: every total, balance and evolution recomputed from its own cells."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pycog.audit import doubts
from pycog.audit.addition import same
from pycog.audit.annex_tables import check_known, recognise
from pycog.audit.blocks import Block, find_blocks
from pycog.audit.doubtful_entries import check_entries
from pycog.audit.formula_values import Values
from pycog.audit.gathered import blank_totals, error_values, uncalculated, written_apart
from pycog.audit.grid import Grid, Place, holds_cases, shown
from pycog.audit.numbers_as_text import texts_that_are_numbers
from pycog.audit.other_tables import audit_other_tables, finding
from pycog.audit.sheet_copies import check_copies
from pycog.audit.stored_grids import READING, formula_places, read_grids
from pycog.audit.sums import Difference, check_columns, check_evolutions, check_rows
from pycog.audit.worded_rules import check_words
from pycog.audit.year_tables import Table, find_tables
from pycog.conventions import Convention, Finding, load, using
from pycog.conventions.facts.schema import CHANGES_A_RESULT
from pycog.errors import InvalidInput
from pycog.ods import open_package
from pycog.values import format_number, parse_number
from pycog.xlsx.convention_name import convention_of_files
from pycog.xlsx.package import Package


@dataclass(frozen=True)
class _Sheet:
    """A sheet with its tables: those of years, and all of them by their shape."""

    grid: Grid
    tables: list[Table]
    blocks: list[Block]


def audit_workbook(path: Path) -> list[Finding]:
    """Recompute every total, sub-total, balance and evolution of a workbook.

    The tables of annexes 2 and 3 are recognised by their labels, wherever they stand
    and whatever rows, columns and sheets were added; other tables with columns of
    years are read by the place of their totals. Numbers stored as text and error
    values are reported too. Stored values are read: nothing is recalculated before.

    Args:
        path: The workbook; it is not changed.

    Returns:
        One finding per difference, in the order of the sheets; none for a clean file.

    Raises:
        RefusedFile: Not a workbook that can be read.
        NotAvailable: ``convention-inconnue``: that of its name COG_CONVENTION.
    """
    return audit_package(open_package(path, READING))


def audit_package(package: Package, left_out: Collection[str] = ()) -> list[Finding]:
    """Recompute the totals of a workbook that is at hand, see :func:`audit_workbook`.

    Args:
        package: The workbook.
        left_out: Names of sheets that are not looked at.
    """
    grids = [grid for grid in read_grids(package) if grid.name not in left_out]
    name = package.path.name
    with using(convention_of_files([package])):
        convention = load()
    sheets = [_Sheet(grid, find_tables(grid), find_blocks(grid)) for grid in grids]
    values = Values([sheet.grid for sheet in sheets])
    copies = check_copies([(one.grid, one.blocks) for one in sheets if not holds_cases(one.grid)])
    found: list[Finding] = []
    for sheet in sheets:
        here = _audit(name, sheet, values, convention, texts=True)
        known = {one.place for one in here}
        copied = [finding(name, sheet.grid, one) for of, one in copies if of is sheet.grid]
        found += [*here, *(one for one in copied if one.place not in known)]
    return [*found, *_uncalculated(name, sheets, package)]


def _uncalculated(document: str, sheets: Sequence[_Sheet], package: Package) -> Iterator[Finding]:
    """Report the totals that are formulas without a stored value, once for each sheet."""
    blanks = {
        sheet.grid.name: [place for table in sheet.tables for place in blank_totals(table)]
        for sheet in sheets
    }
    if not any(blanks.values()):
        return
    grids = [sheet.grid for sheet in sheets]
    formulas = formula_places(grids, package)
    for grid in grids:
        calculated = formulas.get(grid.name, frozenset())
        yield from uncalculated(document, grid, blanks[grid.name], calculated)


def audit_grid(grid: Grid, document: str) -> list[Finding]:
    """Recompute one sheet that is at hand as values, as :func:`audit_workbook` does a file.

    Numbers stored as text are left to the doctor, who knows the formulas of the sheet.

    Args:
        grid: The filled cells of the sheet.
        document: Name of the workbook, for the findings.
    """
    sheet = _Sheet(grid, find_tables(grid), find_blocks(grid))
    return _audit(document, sheet, Values([grid]), load())


def _audit(
    document: str,
    sheet: _Sheet,
    values: Values,
    convention: Convention,
    *,
    texts: bool = False,
) -> list[Finding]:
    grid, tables, blocks = sheet.grid, sheet.tables, sheet.blocks
    if holds_cases(grid):
        return []
    found = [*error_values(document, grid)]
    if texts:
        found += _texts(document, grid, texts_that_are_numbers(grid, tables, blocks))
    wrong: set[Place] = set()
    for table in tables:
        differences = _differences(table, convention)
        wrong |= {one.at for one in differences}
        found += _told(document, table, differences)
    told = {one.place for one in found}
    others = [
        *audit_other_tables(document, grid, tables, blocks, values, wrong),
        *check_words(document, grid, blocks),
    ]
    known = told | {one.place for one in others}
    others += [
        entry
        for one in check_entries(grid, blocks)
        if (entry := doubts.told(document, grid, one)).place not in known
    ]
    return [*found, *(one for one in others if one.place not in told)]


def _differences(table: Table, convention: Convention) -> list[Difference]:
    known = recognise(table, convention)
    found = check_rows(table, known=known is not None)
    found += check_known(known) if known else check_columns(table)
    return [*found, *check_evolutions(table, known=known is not None)]


def _told(document: str, table: Table, found: list[Difference]) -> Iterator[Finding]:
    """Tell the differences of a table of years, each with what it only follows from."""
    for one in sorted(_unique(found), key=lambda one: one.at):
        cause = _cause(one, found)
        reading = one.reading
        if cause is not None:
            reading += (
                f" Conséquence de l'écart en {shown(cause.at)} : avec "
                f"{_amount(cause.recomputed)} à cette place, ce total est juste."
            )
        printed, recomputed = written_apart(
            one.printed, one.recomputed, rate=one.kind == "evolution"
        )
        yield Finding(
            id=f"{one.kind}/{table.grid.place(one.at)}",
            document=document,
            place=table.grid.place(one.at),
            printed=printed,
            recomputed=recomputed,
            severity=CHANGES_A_RESULT,
            reading=reading,
            derived=True,
        )


def _unique(found: Iterable[Difference]) -> list[Difference]:
    return list({(one.kind, one.at): one for one in found}.values())


def _cause(one: Difference, found: list[Difference]) -> Difference | None:
    """Return another difference that, once corrected, would make this one vanish."""
    for other in found:
        if other.at == one.at or one.kind == "evolution" or other.kind == "evolution":
            continue
        change = other.recomputed - other.printed
        count = one.parts.count(other.at)
        if count and same(one.printed, one.recomputed + count * change):
            return other
    return None


def _texts(document: str, grid: Grid, texts: Mapping[Place, str]) -> Iterator[Finding]:
    """Report the numbers stored as text where figures are expected."""
    for at, text in texts.items():
        try:
            value = format_number(parse_number(text.replace("\u2212", "-")).value)
            reading = "Excel n'additionne pas un nombre enregistré comme texte : convertissez-le."
        except InvalidInput as error:
            value, reading = "", error.message
        yield Finding(
            id=f"nombre-en-texte/{grid.place(at)}",
            document=document,
            place=grid.place(at),
            printed=text,
            recomputed=value,
            severity=CHANGES_A_RESULT,
            reading=reading,
            derived=True,
            verb="lu comme nombre",
        )


def _amount(value: float) -> str:
    return format_number(value, 2)
