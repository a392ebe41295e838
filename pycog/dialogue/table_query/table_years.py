"""Which years a table may be of, where its periods name none."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from pycog.dialogue.table_query.plain_tables import PlainTable
from pycog.lazy_patterns import regex

_YEAR: Final = regex(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def may_be_of(table: PlainTable, year: int | None) -> bool:
    """Tell whether a table may be of a year: it names that one, or none at all.

    Args:
        table: The table.
        year: The year that is said, ``None`` for none.
    """
    named = _years_named(table) if year is not None else frozenset()
    return not named or str(year) in named


@lru_cache(maxsize=64)
def _years_named(table: PlainTable) -> frozenset[str]:
    heads = " ".join(f"{one.group} {one.column.title}" for one in table.columns)
    labels = " ".join(f"{one.label} {one.number}" for one in table.rows)
    told = f"{table.open.sheet} {table.open.title} {heads} {labels} {table.file_name}"
    return frozenset(_YEAR.findall(told))
