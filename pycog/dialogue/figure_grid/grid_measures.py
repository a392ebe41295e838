"""What is measured in a grid: what was planned, and what was done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pycog.dialogue.figure_grid.grid_model import Grid
from pycog.dialogue.table_query.table_lexis import headed
from pycog.lazy_patterns import regex

_FINAL: Final = regex(r"\b(?:pay|mandat|regl|decaiss|liquid)")
_DONE: Final = regex(r"\b(?:execut|consomm|realis|depens)")
_ENGAGED: Final = regex(r"\bengag")
_PLAN: Final = regex(
    r"\b(?:bp|budgets?|budgete\w*|budgetaires?|vot\w+|autoris\w+|allou\w+|prevu\w*"
    r"|previsions?|credits?|enveloppes?|dotations?"
    r"|notifi\w+|ouverts?|ouvertes?|plafonds?|base)\b"
)
_NO_PLAN: Final = regex(
    r"\b(?:non|reste|restant|ecart|marge|taux|execut\w*|depens\w*|consomm\w*|mandat\w*"
    r"|paye\w*|engag\w*|realis\w*)\b|%"
)


def final_of(keys: Iterable[str]) -> list[str]:
    """Return, of what was done, what was done last: paid, then executed, then engaged."""
    held = list(keys)
    for pattern in (_FINAL, _DONE, _ENGAGED):
        found = [one for one in held if pattern.search(one)]
        if found:
            return found
    return held


def planned(grid: Grid) -> list[str]:
    """Return the measures of what was voted, allowed or aimed at."""
    if grid.turned:
        return []
    return [key for key in grid.measures if _PLAN.search(key) and not _NO_PLAN.search(key)]


def done(grid: Grid) -> list[str]:
    """Return the measures of what was engaged, paid or reached."""
    columns = {one.index for one in headed(grid.table, "fait")}
    found = _keys(grid, columns)
    if not found and "" in grid.measures and planned(grid) and not grid.turned:
        # What is spent quarter by quarter, of a table that has what was planned.
        return [""]
    return found


def _keys(grid: Grid, columns: set[int]) -> list[str]:
    if grid.turned:
        return []
    return sorted({one.measure for one in grid.places if one.cell.column.index in columns})


def engaged(keys: Iterable[str]) -> list[str]:
    """Return those of some measures that are of what was engaged."""
    return [one for one in keys if _ENGAGED.search(one)]
