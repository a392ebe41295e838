"""Headings that are merged above groups of columns of one table."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from pycog.lazy_patterns import regex

#: A unit above some columns that is none of the amounts of the others: « Charge (JH) ».
_OTHER_UNIT: Final = regex(r"\((?![^)]*(?:€|[Ee]uro|HT|TTC))(?:en )?[^()]{1,8}\)")
_FEW: Final = 2


def spans_groups(
    merged: Iterable[tuple[int, int, int, int]],
    row: int,
    heads: Collection[int],
    below: Collection[int],
) -> bool:
    """Tell whether merged headings stand side by side above those of one table.

    Args:
        merged: Merged areas: top, left, bottom, right.
        row: The row of the headings of groups.
        heads: Its columns that are filled.
        below: Those of the row right below it.
    """
    spans = [
        (left, right)
        for top, left, bottom, right in merged
        if top == bottom == row and left < right and set(range(left, right + 1)) <= set(below)
    ]
    whole = set(below) == set(range(min(below), max(below) + 1))
    return whole and len(spans) >= _FEW and min(heads) == min(below)


def has_other_unit(group: str) -> bool:
    """Tell whether the heading of a group says a unit that is no money."""
    return _OTHER_UNIT.search(group) is not None
