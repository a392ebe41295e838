"""Findings that are told once for a whole sheet: error values, formulas without a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Final

from pycog.audit.grid import Grid, Place, shown
from pycog.audit.year_tables import Table
from pycog.conventions import Finding
from pycog.conventions.facts.schema import CHANGES_A_RESULT, TO_BE_SETTLED
from pycog.values import display, format_number

#: How many areas are named one by one.
_MOST_AREAS: Final = 12


def error_values(document: str, grid: Grid) -> Iterator[Finding]:
    """Report the error values of a sheet, once for each kind of error."""
    kinds: dict[str, list[Place]] = {}
    for at, stored in sorted(grid.cells.items()):
        if stored.error:
            kinds.setdefault(str(stored.value), []).append(at)
    for kind, places in kinds.items():
        yield Finding(
            id=f"valeur-d-erreur/{grid.place(places[0])}",
            document=document,
            place=f"{grid.name}!{areas(places)}",
            printed=kind,
            recomputed="",
            severity=CHANGES_A_RESULT,
            reading=f"{_counted(places, 'porte', 'portent')} une valeur d'erreur. "
            "« pycog explain » en donne la raison si elle vient d'une formule COG_.",
            derived=True,
        )


def uncalculated(
    document: str, grid: Grid, blanks: Iterable[Place], formulas: Set[Place]
) -> Iterator[Finding]:
    """Report the totals of a sheet that are formulas without a stored value, once."""
    places = sorted(set(blanks) & formulas)
    if places:
        yield Finding(
            id=f"formule-sans-valeur/{grid.place(places[0])}",
            document=document,
            place=f"{grid.name}!{areas(places)}",
            printed="rien",
            recomputed="",
            severity=TO_BE_SETTLED,
            reading=f"{_counted(places, 'est une formule', 'sont des formules')} sans valeur "
            "enregistrée : lancez « pycog refresh », ou ouvrez puis enregistrez le classeur dans "
            "Excel.",
            derived=True,
        )


def written_apart(printed: float, recomputed: float, *, rate: bool) -> tuple[str, str]:
    """Write two figures that differ, with as many digits as it takes to see it."""
    kinds = ("evolution", "percent") if rate else ()
    told = [(display(printed, kind), display(recomputed, kind)) for kind in kinds]
    for digits in () if rate else (2, 4):
        told.append((format_number(printed, digits), format_number(recomputed, digits)))
    return next((pair for pair in told if pair[0] != pair[1]), told[-1])


def blank_totals(table: Table) -> Iterator[Place]:
    """Yield the empty cells where a total should stand."""
    totals = table.of_kind("total")
    for row in table.rows:
        for heading in totals if row.role != "total" else table.amounts:
            if row.role != "titre" and (row.row, heading.column) not in table.grid.cells:
                yield row.row, heading.column


def _counted(places: Sequence[Place], one: str, several: str) -> str:
    if len(places) == 1:
        return f"Cette cellule {one}"
    return f"{format_number(len(places))} cellules {several}"


def areas(places: Iterable[Place]) -> str:
    """Write cells as areas: ``"E9:E11, E13"``; the last ones are counted where there are many."""
    left = set(places)
    found: list[str] = []
    while left:
        top, start = min(left)
        end = start
        while (top, end + 1) in left:
            end += 1
        bottom = top
        while all((bottom + 1, column) in left for column in range(start, end + 1)):
            bottom += 1
        left -= {(row, col) for row in range(top, bottom + 1) for col in range(start, end + 1)}
        first, last = shown((top, start)), shown((bottom, end))
        found.append(first if first == last else f"{first}:{last}")
    more = len(found) - _MOST_AREAS
    named = ", ".join(found[:_MOST_AREAS])
    return f"{named} et {format_number(more)} autres plages" if more > 1 else ", ".join(found)
