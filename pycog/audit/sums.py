"""Recomputes the totals of a table from its own cells: rows, columns, evolutions.

Where the structure is not known beforehand, every sensible reading is tried. The
one that most cells agree with is elected; a cell is reported only when no reading
adds up. A table that fits no reading anywhere is left alone: it was not understood.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pycog.audit.addition import (
    alternating,
    balances,
    is_balance_of,
    is_sum,
    may_change_by,
    namesakes,
    outer,
)
from pycog.audit.grid import Place, Stored
from pycog.audit.headings import Heading
from pycog.audit.year_tables import Row, Table

_HIGHEST_RATE = 1.5
#: Decimals that no rate is typed with.
_UNROUNDED = 10
#: How far a rate lies at least from what is computed, where the others are kept as computed.
_VISIBLE = 1e-5
#: How many of the latest lines and sub-totals a total is tried against, one by one.
_DEEPEST = 100
#: With this many lines and not one that fits, the column does not mean what we think.
_ENOUGH = 3
#: How many lines below a total are looked at.
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Difference:
    """A printed figure that its own table contradicts.

    Attributes:
        kind: ``"total-ligne"``, ``"total-parties"``, ``"equilibre"`` or ``"evolution"``.
        at: Where the figure stands.
        printed: The figure.
        recomputed: What the other cells give.
        parts: The cells that were added up.
        reading: What was computed, in French.
    """

    kind: str
    at: Place
    printed: float
    recomputed: float
    parts: tuple[Place, ...]
    reading: str


def check_rows(table: Table, *, known: bool) -> list[Difference]:
    """Check every column of totals against the years of each line."""
    found = []
    for total in table.of_kind("total"):
        readings = [
            tuple(heading.column for heading in reading) for reading in _year_sets(table, total)
        ]
        rows = [
            row
            for row in table.rows
            if row.role != "titre"
            and total.column in row.figures
            and not any(column in row.unknown for column in row.figures)
            and (known or not _rates(row, total.column))
        ]

        elected, wrong = _elect(table, rows, readings, total.column, known=known)
        for row in wrong:
            names = [table.column_name(column) for column in elected]
            found.append(
                Difference(
                    "total-ligne",
                    (row.row, total.column),
                    row.figures[total.column],
                    math.fsum(_of_columns(row, elected)),
                    tuple((row.row, column) for column in elected),
                    f"« {row.label} », {table.column_name(total.column)} : somme de « {names[0]} » "
                    f"à « {names[-1]} ».",
                )
            )
    return found


def _elect(
    table: Table,
    rows: Sequence[Row],
    readings: Sequence[tuple[int, ...]],
    column: int,
    *,
    known: bool,
) -> tuple[tuple[int, ...], list[Row]]:
    """Return the reading that most lines agree with, and the lines that fit none."""
    telling = [row for row in rows if row.figures[column] or any(row.figures.values())]

    def fits(row: Row, reading: tuple[int, ...]) -> bool:
        return is_sum(row.figures[column], _of_columns(row, reading), rounded=table.scaled)

    def agreeing(reading: tuple[int, ...]) -> int:
        return sum(fits(row, reading) for row in telling)

    if not readings or not telling:
        return (), []
    elected = max(readings, key=agreeing)
    agreed = agreeing(elected)
    understood = known or agreed * 3 >= len(telling) or (not agreed and len(telling) < _ENOUGH)
    if not understood:
        return elected, []
    return elected, [row for row in rows if not any(fits(row, reading) for reading in readings)]


def _of_columns(row: Row, columns: Iterable[int]) -> list[float]:
    return [row.figures.get(column, 0.0) for column in columns]


def _rates(row: Row, total: int) -> bool:
    """Tell whether a line holds rates rather than amounts: years of those do not add up."""
    figures = row.figures.values()
    if row.soft or (
        any(figure % 1 for figure in figures)
        and all(abs(figure) <= _HIGHEST_RATE for figure in figures)
    ):
        return True
    years = [figure for column, figure in row.figures.items() if column != total]
    mean = len(years) > 1 and min(years) <= row.figures[total] <= max(years)
    return mean and all(figure % 1 for figure in years)


def _year_sets(table: Table, total: Heading) -> list[list[Heading]]:
    """Return the sets of years that a total may add up, the likeliest first."""
    years = [heading for heading in table.of_kind("year") if heading.column < total.column]
    if not years:
        return []
    previous = max(
        (found.column for found in table.of_kind("total") if found.column < total.column),
        default=-1,
    )
    words = set(total.prefix.split()) - {"total"}
    prefixes = dict.fromkeys(heading.prefix for heading in reversed(years))
    ranked = sorted(prefixes, key=lambda prefix: not words & set(prefix.split()))
    sets = [
        [heading for heading in years if heading.prefix == prefix and _within(heading, total)]
        for prefix in ranked
    ]
    nearest = [heading for heading in years if heading.column > previous]
    sets += [[heading for heading in nearest if _within(heading, total)], nearest, years]
    unique = {tuple(h.column for h in found): found for found in sets if len(found) > 1}
    return list(unique.values())


def _within(heading: Heading, total: Heading) -> bool:
    return not total.years or heading.years[0] in total.years


def check_columns(table: Table, rows: Sequence[Row] | None = None) -> list[Difference]:
    """Check the lines of totals by their place: what stands above, or below, is added up.

    Args:
        table: The table.
        rows: Lines of totals to check; all of them if omitted. The others still count
            as sub-totals of what follows.
    """
    found: list[Difference] = []
    pending: list[Row] = []
    since_heading: list[Row] = []
    for place, row in enumerate(table.rows):
        if row.role == "titre":
            since_heading = []
        elif row.role in {"ligne", "hors somme"}:
            for group in (pending, since_heading):
                group.append(row)
        elif row.role == "total":
            readings = _line_sets(table, place, pending, since_heading)
            alone = len(_of(pending, "ligne", "total")) < 2
            elected, differences = _check_total(table, row, readings, alone=alone)
            if rows is None or row in rows:
                found += differences
            added = {one.row for one in elected}
            pending = [one for one in pending if one.row not in added] + [row]
            since_heading = []
    return found


def _line_sets(
    table: Table, place: int, pending: Sequence[Row], block: Sequence[Row]
) -> list[list[Row]]:
    """Return the sets of lines that a total may add up, the likeliest first."""
    before, after = table.rows[:place], table.rows[place + 1 : place + 1 + _LONGEST]
    starts = [0, *range(max(1, len(pending) - _DEEPEST), len(pending))] if pending else []
    suffixes = [list(pending[start:]) for start in starts]
    lines = _firm(before, "ligne")
    # Nearest first: the lines since the last heading, then wider and wider nestings.
    near = [list(block), *reversed(suffixes), _of(before, "ligne")]
    sets = [_of(one, "ligne", "total") for one in near]
    if any(row.soft or row.role == "hors somme" for row in before):
        # A line about a rate or a balance may be counted, or stand beside the sum.
        sets += [_firm(one, "ligne", "total") for one in near] + near
    until = next((at for at, row in enumerate(after) if row.role in {"total", "titre"}), len(after))
    sets += [_of(after[:until], "ligne"), _of(after, "ligne"), _of(after, "total")]
    sets += [_of(after, "ligne", "total"), _of(before, "total")]
    sets += [namesakes(table.rows[place].label, lines, lambda row: row.label)]
    sets += [*alternating(_firm(pending, "ligne")), *alternating(lines)]
    unique = {tuple(row.row for row in found): found for found in sets if found}
    return list(unique.values())


def _of(rows: Sequence[Row], *roles: str) -> list[Row]:
    return [row for row in rows if row.role in roles]


def _firm(rows: Sequence[Row], *roles: str) -> list[Row]:
    return [row for row in rows if row.role in roles and not row.soft]


def _check_total(
    table: Table, total: Row, readings: list[list[Row]], *, alone: bool
) -> tuple[list[Row], list[Difference]]:
    """Return the lines that a total adds up, and its columns that do not fit.

    Args:
        table: The table.
        total: The line of the total.
        readings: The sets of lines that it may add up.
        alone: Whether no lines stand above that it could add up.
    """
    columns = [heading.column for heading in table.amounts if heading.column in total.figures]
    telling = [column for column in columns if total.figures[column]]
    if not readings or not columns:
        return [], []

    def agreeing(reading: list[Row]) -> int:
        return sum(_adds_up(table, total, reading, column) for column in telling)

    elected = max(readings, key=agreeing)
    # A total right under its heading has no lines of its own: it is a line itself.
    if not agreeing(elected) and (len(telling) >= _ENOUGH or alone or len(readings[0]) < 2):
        return [], []
    wrong = [
        column
        for column in columns
        if not any(column in row.unknown for row in elected)
        and not any(_fits(table, total, reading, column) for reading in readings)
    ]
    return elected, [difference(table, total, elected, column) for column in wrong]


def _adds_up(table: Table, total: Row, reading: Sequence[Row], column: int) -> bool:
    values = [row.figures.get(column, 0.0) for row in reading]
    return is_sum(total.figures[column], values, rounded=table.scaled)


def _fits(table: Table, total: Row, reading: Sequence[Row], column: int) -> bool:
    """Tell whether lines give a total, added up or with their deductions taken off."""
    if _adds_up(table, total, reading, column):
        return True
    printed = total.figures[column]
    labelled = [(row.label, row.figures[column]) for row in reading if column in row.figures]
    values = [value for _, value in labelled]
    if balances(printed, labelled) or is_balance_of(total.label, printed, values):
        return True
    kept = outer(values)
    return len(kept) < len(values) <= _DEEPEST and is_sum(printed, kept, rounded=table.scaled)


def difference(table: Table, total: Row, parts: Sequence[Row], column: int) -> Difference:
    """Describe a total that is not the sum of some lines."""
    labels = ", ".join(f"« {row.label} »" for row in parts)
    return Difference(
        "total-parties",
        (total.row, column),
        total.figures[column],
        math.fsum(row.figures.get(column, 0.0) for row in parts),
        tuple((row.row, column) for row in parts),
        f"« {total.label} », {table.column_name(column)} : somme de {labels}.",
    )


def check_evolutions(table: Table, *, known: bool) -> list[Difference]:
    """Check the columns of evolutions, at the precision they are printed with."""
    found = []
    for heading in table.of_kind("evolution"):
        ends = _ends(table, heading)
        if ends is None:
            continue
        first, last = ends
        wrong: list[Difference] = []
        fitting = 0
        told = list(_told(table, heading, first, last))
        exact = sum(is_unrounded(rate) and _kept(rate, values) for _, _, rate, values in told)
        for row, stored, rate, values in told:
            inexact = exact >= _ENOUGH and is_unrounded(rate) and not _kept(rate, values, _VISIBLE)
            ends_of = (row.figures[first.column], row.figures[last.column])
            rounded = table.scaled and may_change_by(rate, *ends_of)
            if rounded or (any(close(stored, value) for value in values) and not inexact):
                fitting += 1
                continue
            reading = (
                f"« {row.label} » : de « {table.column_name(first.column)} » à "
                f"« {table.column_name(last.column)} »."
            )
            places = ((row.row, first.column), (row.row, last.column))
            at = (row.row, heading.column)
            wrong.append(Difference("evolution", at, rate, values[0], places, reading))
        if known or fitting or len(wrong) < _ENOUGH:
            found += wrong
    return found


def _told(
    table: Table, heading: Heading, first: Heading, last: Heading
) -> Iterator[tuple[Row, Stored, float, list[float]]]:
    """Yield the lines that tell an evolution: as stored, as a figure, and what it may be."""
    for row in table.rows:
        stored = table.grid.row(row.row).get(heading.column)
        start, end = row.figures.get(first.column), row.figures.get(last.column)
        rate = stored.number if stored is not None else None
        if stored is not None and rate is not None and start and end is not None:
            yield row, stored, rate, _evolutions(start, end, first, last)


def _kept(rate: float, values: Sequence[float], slack: float = 1e-9) -> bool:
    """Tell whether a rate is what is computed, to the last digit."""
    return any(abs(rate - value) <= slack * abs(value) for value in values)


def _ends(table: Table, heading: Heading) -> tuple[Heading, Heading] | None:
    """Return the columns an evolution starts from and leads to."""
    years = table.of_kind("year")
    if len(heading.years) == 2:
        low, high = sorted(heading.years)
        starts = [found for found in years if found.years == (low,)]
        ends = [found for found in years if found.years == (high,)]
        return (starts[0], ends[0]) if starts and ends else None
    return (years[0], years[-1]) if len({found.prefix for found in years}) == 1 else None


def _evolutions(start: float, end: float, first: Heading, last: Heading) -> list[float]:
    """Return what "evolution" may mean: rate, difference, mean yearly rate."""
    values = [(end - start) / start, end - start]
    years = last.years[0] - first.years[0]
    if years > 1 and end / start > 0:
        values.append(float((end / start) ** (1 / years) - 1))
    return values


def close(stored: Stored, computed: float) -> bool:
    """Tell whether a rate equals a computed one, at the precision it is written with."""
    number = stored.number
    if number is None:
        return False
    digits = -int(Decimal(repr(number)).normalize().as_tuple().exponent)
    # From whole per cents to hundredths of one: no rate is printed more coarsely or finely.
    unit = 10.0 ** -min(max(digits, 2), 4)
    return abs(number - computed) <= unit / 2 + 1e-9


def is_unrounded(number: float) -> bool:
    """Tell whether a rate has the digits of a division, which nobody types."""
    return -int(Decimal(repr(number)).normalize().as_tuple().exponent) >= _UNROUNDED
