"""What the rows of a table are called: by one column, by a code, or by several together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from pycog.dialogue.normalise import normalise
from pycog.dialogue.table_query.kinds_of_columns import CALLED
from pycog.dialogue.table_query.plain_tables import CODE, FIGURE, TEXT, PlainColumn
from pycog.dialogue.table_query.table_periods import is_bare
from pycog.lazy_patterns import regex

_CODES: Final = regex(r"[a-z]{0,6}(?:[ ./-]?\d{1,6})(?:[./-]\d{1,6})*[a-z]?", re.I)
_NAMED: Final = regex(
    r"(?:libelles?|intitules?|indicateurs?|mesures?|actions?|designations?|objets?|postes?|lignes?"
    r"|noms?)\b"
)
_NO_NAME: Final = regex(
    r"(?:sources?|unites?|statuts?|etats?|verdicts?|methodes?|controles?|qui|porteurs?|pilotes?"
    r"|responsables?|on (?:prend|met)|origine|destination|depuis|vers|de$|date|decid\w+)\b"
)
_FEW: Final = 2
_MOST_KEYS: Final = 3


@dataclass(frozen=True, slots=True)
class Naming:
    """The columns that name the rows of a table.

    Attributes:
        label: Index of the column of names, ``None`` where none tells the rows apart.
        code: Index of the column of numbers or codes.
        keys: Indices of columns that only together tell the rows apart: « 2023, Personnel ».
    """

    label: int | None = None
    code: int | None = None
    keys: tuple[int, ...] = ()


def naming_of(
    columns: Sequence[PlainColumn], lines: Sequence[int], shown: Callable[[int, int], str]
) -> Naming:
    """Return the columns that name the rows.

    Args:
        columns: The columns.
        lines: The rows that are no totals and no headings.
        shown: What stands in a row and a column.
    """
    code = next(
        (one.index for one in columns if one.kind == CODE and not CALLED.fullmatch(one.own)), None
    )
    first = columns[0]
    for one in sorted(columns, key=lambda one: one is not first and bool(_NO_NAME.match(one.own))):
        told = [shown(row, one.index) for row in lines]
        filled = [text for text in told if text]
        named = one.kind in {TEXT, CODE}
        if named and code is None and filled and all(map(_CODES.fullmatch, filled)):
            code = one.index
            continue
        apart = len(set(filled)) == len(filled) and len(filled) * 10 >= len(lines) * 8
        if one.kind == TEXT and apart and filled:
            return Naming(one.index, code)
        mostly = len(set(filled)) * 10 >= len(lines) * 8
        if one.kind == TEXT and code is not None and mostly and _NAMED.match(one.own):
            # Of rows that are numbered, two may be called the same.
            return Naming(one.index, code)
    if code is not None and len({shown(row, code) for row in lines}) == len(lines):
        return Naming(None, code)
    keys = _keys(columns, lines, shown)
    return Naming(None, None, keys) if keys else Naming(None, code)


def _keys(
    columns: Sequence[PlainColumn], lines: Sequence[int], shown: Callable[[int, int], str]
) -> tuple[int, ...]:
    """Return the fewest columns before the first of figures that together tell the rows apart."""
    first = next((one.index for one in columns if one.kind == FIGURE), None)
    before = [
        one for one in columns if one.kind in {TEXT, CODE} and (first is None or one.index < first)
    ]
    if len(lines) < _FEW:
        return ()
    for size in range(_FEW, _MOST_KEYS + 1):
        for some in combinations(before, size):
            told = [tuple(shown(row, one.index) for one in some) for row in lines]
            if len(set(told)) == len(told) and all(map(all, told)):
                return tuple(one.index for one in some)
    return ()


def said_together(texts: Sequence[str]) -> str:
    """Return what a row is called by several cells: a period stands behind what it is of."""
    periods = [one for one in texts if is_bare(normalise(one))]
    return ", ".join([*(one for one in texts if one not in periods), *periods])
