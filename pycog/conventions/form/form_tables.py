"""Lays rows of the tables out on the grids of a form; what does not fit is kept apart.

The reverse of :mod:`pycog.conventions.form.grid_sheets`: what is laid out here is read back
there as the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from pycog.conventions.facts import schema
from pycog.conventions.form import layout

#: One row of a table as text, filled cells only.
Cells: TypeAlias = dict[str, str]
Tables: TypeAlias = Mapping[str, Sequence[Cells]]

_KINDS: Final = {schema.ACTUAL: layout.BASELINE, schema.TARGET: layout.AIM}
_ON_GRID: Final = {"indicateur", "année", "lieu", "rôle", "imprimé", "lecture", "source"}
_AMOUNT: Final = {"fonds", "ligne", "colonne", "imprimé"}


@dataclass(slots=True)
class Grid:
    """What stands in one grid.

    Attributes:
        columns: Keys of its columns of values, in order.
        cells: (row key, column key) → text.
        readings: (row key, column key) → reading.
        others: Rows that do not fit.
    """

    columns: list[str] = field(default_factory=list)
    cells: dict[tuple[str, str], str] = field(default_factory=dict)
    readings: dict[tuple[str, str], str] = field(default_factory=dict)
    others: list[Cells] = field(default_factory=list)


def base_years_of(description: Mapping[str, Any]) -> list[int]:
    """Return the years of reference of a description."""
    found: list[int] = []
    for key, value in description.items():
        if key.startswith("annee") and key != "annees":
            found.extend(value if isinstance(value, list) else [value])
    return found


def indicator_grid(description: Mapping[str, Any], tables: Tables) -> Grid:
    """Lay the values of the indicators out, one column per year."""
    sources = {
        row.get("numéro", ""): row.get("source", "")
        for row in tables.get(schema.INDICATORS.file, ())
    }
    allowed = {
        schema.ACTUAL: set(base_years_of(description)),
        schema.TARGET: set(description["annees"]),
    }
    grid = Grid()
    for row in tables.get(schema.STATEMENTS.file, ()):
        key = _column_of(row, sources, allowed)
        place = row.get("indicateur", ""), key
        if key and place not in grid.cells:
            grid.cells[place] = row.get("imprimé", "")
            grid.readings[place] = row.get("lecture", "")
        else:
            grid.others.append(row)
    _hide_covered(grid, sources)
    grid.columns = _columns({key for _, key in grid.cells}, allowed)
    owned = {
        (row.get("indicateur", ""), f"{_KINDS.get(row.get('rôle', ''))} {row.get('année')}")
        for row in grid.others
        if row.get("lieu") == schema.ANNEX
    }
    _mark_absent(grid, sources, owned)
    return grid


def _column_of(row: Cells, sources: Cells, allowed: Mapping[str, set[int]]) -> str:
    """Return the column that a statement fills, ``""`` when it fits none."""
    number, role, text = row.get("indicateur", ""), row.get("rôle", ""), row.get("année", "")
    years = layout.years_of(text)
    fits = (
        set(row) <= _ON_GRID
        and row.get("lieu") == schema.ANNEX
        and role in _KINDS
        and number in sources
        and row.get("source", "") == sources[number]
        and row.get("imprimé") != layout.ABSENT
        and years is not None
        and layout.span(*years) == text
        and set(range(years[0], years[1] + 1)) <= allowed[role]
    )
    return f"{_KINDS[role]} {text}" if fits else ""


def _overlaps(one: str, other: str) -> bool:
    """Tell whether two different columns hold values of the same kind for a common year."""
    if one == other or one.split()[0] != other.split()[0]:
        return False
    first, second = layout.years_of(one.split()[1]), layout.years_of(other.split()[1])
    assert first is not None and second is not None  # made by _column_of
    return first[0] <= second[1] and second[0] <= first[1]


def covered(key: str, filled: Iterable[str]) -> bool:
    """Tell whether a column is empty because another one of the row gives its years."""
    return any(_overlaps(key, other) for other in filled)


def _filled(grid: Grid, number: str) -> list[str]:
    return [
        key
        for (one, key), text in grid.cells.items()
        if one == number and (text or grid.readings.get((one, key)))
    ]


def _hide_covered(grid: Grid, numbers: Iterable[str]) -> None:
    """Put apart the empty cells that would not be read beside those that cover them."""
    for number in numbers:
        filled = _filled(grid, number)
        for place in [place for place in grid.cells if place[0] == number]:
            if place[1] not in filled and covered(place[1], filled):
                del grid.cells[place]
                kind, years = place[1].split()
                role = schema.TARGET if kind == layout.AIM else schema.ACTUAL
                grid.others.append(
                    {"indicateur": number, "année": years, "lieu": schema.ANNEX, "rôle": role}
                )


def _columns(used: set[str], allowed: Mapping[str, set[int]]) -> list[str]:
    """Return the columns in order: every year of a kind that has one, then longer spans."""
    found: list[str] = []
    for role, kind in _KINDS.items():
        mine = {key for key in used if key.startswith(f"{kind} ")}
        if not mine:
            continue
        single = [f"{kind} {year}" for year in sorted(allowed[role])]
        if kind == layout.BASELINE:
            single = [key for key in single if key in mine]
        found += [*single, *sorted(mine - set(single))]
    return found


def _mark_absent(
    grid: Grid, rows: Iterable[str], owned: set[tuple[str, str]], silent: Iterable[str] = ()
) -> None:
    quiet = set(silent)
    for number in rows:
        filled = _filled(grid, number)
        for key in grid.columns:
            place = number, key
            if place in grid.cells or place in owned or number in quiet:
                continue
            if " " not in key or not covered(key, filled):
                grid.cells[place] = layout.ABSENT


def fund_grid(fund: str, description: Mapping[str, Any], tables: Tables) -> Grid:
    """Lay the amounts of one fund out, one column per year."""
    lines = {
        row.get("clé", ""): row.get("rôle", "")
        for row in tables.get(schema.BUDGET_LINES.file, ())
        if row.get("fonds") == fund
    }
    base = [str(year) for year in base_years_of(description)]
    years = [str(year) for year in description["annees"]]
    known = [*base, *years, schema.TOTAL, schema.EVOLUTION]
    grid = Grid()
    for row in tables.get(schema.BUDGET_AMOUNTS.file, ()):
        if row.get("fonds") != fund:
            continue
        place = row.get("ligne", ""), row.get("colonne", "")
        text = row.get("imprimé", "")
        fits = (
            set(row) <= _AMOUNT
            and place[0] in lines
            and place[1] in known
            and place not in grid.cells
            and text != layout.ABSENT
            and (text or lines[place[0]] != "titre")
        )
        if fits:
            grid.cells[place] = text
        else:
            grid.others.append(row)
    used = {column for _, column in grid.cells}
    if used:
        grid.columns = [column for column in known if column in used or column in years]
    owned = {(row.get("ligne", ""), row.get("colonne", "")) for row in grid.others}
    titles = [key for key, role in lines.items() if role == "titre"]
    _mark_absent(grid, lines, owned, titles)
    return grid
