"""Finds numbers that a sheet holds as text, where a number is meant and nowhere else.

A code, a telephone number or a year in a heading is text and stays text. A text is held
for a number only if it is written like one and stands among numbers, or in a column of
amounts that a table adds up, or where a formula adds it up. Our own functions read
numbers written in French, and printed targets are text on purpose: a text given to one
of them is a fault only beside true numbers.

This is the one place of the rule: the audit of a workbook, the doctor and the pane ask it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from pycog.audit.blocks import Block
from pycog.audit.grid import Grid, Place, Stored
from pycog.audit.headings import Heading
from pycog.audit.year_tables import Table
from pycog.errors import InvalidInput
from pycog.values import parse_number

#: Thousands apart, a decimal comma: nobody writes a code like that.
_WRITTEN: Final = re.compile(
    r"[-+\u2212]?(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|\d+,\d+)(?:[ \u00a0\u202f]?€)?"
)
_SPACES: Final = " \u00a0\u202f"
#: Digits alone may be a code: only the company they keep tells.
_DIGITS: Final = re.compile(r"[-+\u2212]?(?:0|[1-9]\d{0,8})")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
#: Numbers that must stand in the same column before digits alone are held for one.
_COMPANY: Final = 3
_LONGEST: Final = 40
_FIRST_SIGNS: Final = frozenset("0123456789-+\u2212" + _SPACES)


def texts_that_are_numbers(
    grid: Grid,
    tables: Sequence[Table],
    blocks: Iterable[Block],
    *,
    added: Callable[[Place], bool] = lambda _: False,
    given: Callable[[Place], bool] = lambda _: False,
) -> dict[Place, str]:
    """Return the numbers of a sheet that are held as text.

    Args:
        grid: The filled cells of the sheet.
        tables: Its tables of years.
        blocks: Its tables, whatever their headings.
        added: Tells whether a formula adds up what stands at a place; without formulas
            at hand, the shape of the tables tells alone.
        given: Tells whether a formula may give what stands at a place to one of ours.

    Returns:
        Place → text, in the order of the cells.
    """
    found = {at: text for block in blocks for at, text in _of_amounts(block)}
    found |= _in_company(grid, added, given)
    # A year heads what stands below, also in the middle of a column.
    found = {at: text for at, text in found.items() if not _YEAR.fullmatch(text.strip(_SPACES))}
    found |= {at: text for table in tables for at, text in _of_years(table)}
    formulas = grid.formulas or frozenset()
    return {at: found[at] for at in sorted(found) if at not in formulas}


@lru_cache(maxsize=1 << 12)
def number_in(text: str) -> float | None:
    """Return the number that a text holds, ``None`` if it is not written as one."""
    plain = text.strip(_SPACES)
    if not (_WRITTEN.fullmatch(plain) or _DIGITS.fullmatch(plain)):
        return None
    try:
        return parse_number(plain.replace("\u2212", "-")).value
    except InvalidInput:
        return None


def _of_years(table: Table) -> Iterator[tuple[Place, str]]:
    """Yield the texts in the columns of years, totals and evolutions of a table that adds up."""
    if not table.adds_up:
        return
    columns = [
        h.column
        for h in table.headings
        if h.kind in {"year", "total"} or (h.kind == "evolution" and not _is_all_text(table, h))
    ]
    for row in table.rows:
        cells = table.grid.row(row.row)
        for column in columns:
            if column in cells and cells[column].text and _is_number(cells[column]):
                yield (row.row, column), cells[column].text


def _is_all_text(table: Table, heading: Heading) -> bool:
    """Tell whether all that a column of evolutions holds is text: it is read, not added up."""
    cells = (table.grid.row(row.row).get(heading.column) for row in table.rows)
    return all(bool(one.text) for one in cells if one is not None and one.number is not None)


def _is_number(stored: Stored) -> bool:
    """Tell whether a text is a number, or one that may be read in two ways."""
    try:
        parse_number(stored.text)
    except InvalidInput as error:
        return error.code == "nombre-ambigu"
    return True


def _of_amounts(block: Block) -> Iterator[tuple[Place, str]]:
    """Yield the texts in columns of numbers that a line of the table adds up."""
    if not any(line.role == "total" for line in block.lines):
        return
    for column in block.across:
        if column.role not in {"ligne", "total"}:
            continue
        stored = [
            (line, cell)
            for line in block.lines
            if line.role in {"ligne", "total"}
            and (cell := block.stored(line, column)) is not None
            and cell.number is not None
        ]
        as_text = [(line, cell) for line, cell in stored if cell.text]
        if 2 * len(as_text) < len(stored):
            yield from (
                (block.at(line, column), cell.text)
                for line, cell in as_text
                if not cell.text.endswith("%")
            )


def _in_company(
    grid: Grid, added: Callable[[Place], bool], given: Callable[[Place], bool]
) -> dict[Place, str]:
    """Return the texts that formulas or their neighbours in the column tell for numbers."""
    columns: dict[int, list[int]] = {}
    for (row, column), stored in grid.cells.items():
        if _may_be_one(stored) and number_in(str(stored.value)) is not None:
            columns.setdefault(column, []).append(row)
    found = {}
    for column, candidates in columns.items():
        for row, above, numbers, texts in _runs(grid, column, set(candidates)):
            at = (row, column)
            text = str(grid.cells[at].value)
            written = _WRITTEN.fullmatch(text.strip(_SPACES)) is not None
            among = numbers >= texts
            if (written and (added(at) or (given(at) and among))) or (
                numbers >= _COMPANY and among and (written or above)
            ):
                found[at] = text
    return found


def _may_be_one(stored: Stored) -> bool:
    value = stored.value
    return (
        isinstance(value, str)
        and not stored.error
        and value[:1] in _FIRST_SIGNS
        and len(value) <= _LONGEST
    )


def _runs(grid: Grid, column: int, candidates: set[int]) -> Iterator[tuple[int, bool, int, int]]:
    """Yield each candidate with its company: the cells up to the next empty one.

    Yields:
        The row, whether a number stands above, the numbers, and the texts like this one.
    """
    seen: set[int] = set()
    for start in sorted(candidates):
        if start in seen:
            continue
        top = start
        while (top - 1, column) in grid.cells:
            top -= 1
        numbers, row = 0, top
        members: list[tuple[int, bool]] = []
        while (stored := grid.cells.get((row, column))) is not None:
            if row in candidates:
                members.append((row, bool(numbers)))
            elif isinstance(stored.value, int | float) and not isinstance(stored.value, bool):
                numbers += 1
            row += 1
        seen.update(row for row, _ in members)
        yield from ((row, above, numbers, len(members)) for row, above in members)
