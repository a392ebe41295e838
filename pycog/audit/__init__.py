"""Audits a workbook: every total, balance and evolution recomputed from its own cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pycog.audit.addition import same
from pycog.audit.annex_tables import check_known, recognise
from pycog.audit.blocks import Block, find_blocks
from pycog.audit.gathered import blank_totals, error_values, uncalculated
from pycog.audit.grid import Grid, Place, Stored, normal, shown
from pycog.audit.numbers_as_text import texts_that_are_numbers
from pycog.audit.other_tables import audit_other_tables
from pycog.audit.stored_grids import READING, formula_places, read_grids
from pycog.audit.sums import Difference, check_columns, check_evolutions, check_rows
from pycog.audit.year_tables import Table, find_tables
from pycog.conventions import Convention, Finding, load, using
from pycog.conventions.facts.schema import CHANGES_A_RESULT
from pycog.errors import InvalidInput
from pycog.values import display, format_number, parse_number
from pycog.xlsx.convention_name import convention_of_files
from pycog.xlsx.package import Package

#: Headings of a sheet of validation cases, where errors stand on purpose.
_CASES = {"formule", "attendu", "verdict"}


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
    found: list[Finding] = []
    blanks: dict[str, list[Place]] = {}
    package = Package.open(path, READING)
    with using(convention_of_files([package])):
        convention = load()
    grids = read_grids(package)
    for grid in grids:
        tables = find_tables(grid)
        found += _audit(path.name, grid, tables, find_blocks(grid), convention, texts=True)
        empty = [place for table in tables for place in blank_totals(table)]
        if empty:
            blanks[grid.name] = empty
    if blanks:
        formulas = formula_places(grids, package)
        for grid in grids:
            calculated = formulas.get(grid.name, frozenset())
            found += uncalculated(path.name, grid, blanks.get(grid.name, ()), calculated)
    return found


def audit_grid(grid: Grid, document: str) -> list[Finding]:
    """Recompute one sheet that is at hand as values, as :func:`audit_workbook` does a file.

    Numbers stored as text are left to the doctor, who knows the formulas of the sheet.

    Args:
        grid: The filled cells of the sheet.
        document: Name of the workbook, for the findings.
    """
    return _audit(document, grid, find_tables(grid), find_blocks(grid), load())


def _audit(
    document: str,
    grid: Grid,
    tables: Sequence[Table],
    blocks: Sequence[Block],
    convention: Convention,
    *,
    texts: bool = False,
) -> list[Finding]:
    if any(_is_case_header(grid.row(row).values()) for row in grid.rows()):
        return []
    found = [*error_values(document, grid)]
    if texts:
        found += _texts(document, grid, texts_that_are_numbers(grid, tables, blocks))
    for table in tables:
        found += _differences(document, table, convention)
    found += audit_other_tables(document, grid, tables, blocks)
    return found


def _differences(document: str, table: Table, convention: Convention) -> Iterator[Finding]:
    known = recognise(table, convention)
    found = check_rows(table, known=known is not None)
    found += check_known(known) if known else check_columns(table)
    found += check_evolutions(table, known=known is not None)
    for one in sorted(_unique(found), key=lambda one: one.at):
        cause = _cause(one, found)
        reading = one.reading
        if cause is not None:
            reading += (
                f" Conséquence de l'écart en {shown(cause.at)} : avec "
                f"{_amount(cause.recomputed)} à cette place, ce total est juste."
            )
        rate = one.kind == "evolution"
        yield Finding(
            id=f"{one.kind}/{table.grid.place(one.at)}",
            document=document,
            place=table.grid.place(one.at),
            printed=display(one.printed, "evolution") if rate else _amount(one.printed),
            recomputed=display(one.recomputed, "evolution") if rate else _amount(one.recomputed),
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


def _is_case_header(cells: Iterable[Stored]) -> bool:
    words = {normal(stored.text) for stored in cells}
    return words >= _CASES


def _amount(value: float) -> str:
    return format_number(value, 2)
