"""Years that stand in for those that a description does not say as it should.

That they are missing or do not follow each other is told; the tables are then read against
the years that they name themselves, so that their own faults are told at the same time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from pycog.conventions.facts import schema
from pycog.conventions.loading.description import Described
from pycog.conventions.loading.tables import Row
from pycog.lazy_patterns import regex

_YEAR: Final = regex(r"(?:19|20)\d\d")
#: More years than this are no agreement, but a year that is typed wrong.
_MOST: Final = 60
#: Where no table names a year, any will do: there is nothing to hold against it.
_ANY: Final = 2000


def with_years(about: Described, tables: Mapping[str, list[Row]]) -> Described:
    """Return a description without years with those that its tables name.

    Args:
        about: The description, whose years are told to be wrong.
        tables: Table → rows.
    """
    aims, achieved = set[int](), set[int]()
    for row in tables[schema.STATEMENTS.file]:
        named = achieved if row["rôle"] == schema.ACTUAL else aims
        named.update(year for year in row["année"] or () if year)
    aims = aims - achieved or set(_others(tables))
    span = range(min(aims), max(aims) + 1) if aims else range(_ANY, _ANY + 1)
    years = tuple(span if len(span) <= _MOST else sorted(aims))
    return replace(
        about, years=years, baseline_years=tuple(year for year in sorted(achieved - set(years)))
    )


def _others(tables: Mapping[str, list[Row]]) -> Iterator[int]:
    """Yield the years of the amounts, the campaigns, the amendments and the periods."""
    places = (
        (schema.BUDGET_AMOUNTS, "colonne"),
        (schema.SCORECARDS, "campagne"),
        (schema.AMENDMENTS, "année"),
        (schema.NEUTRALISATIONS, "année"),
    )
    for table, column in places:
        for row in tables[table.file]:
            yield from (int(year) for year in _YEAR.findall(str(row[column])))
