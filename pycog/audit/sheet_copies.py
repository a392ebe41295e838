"""Finds the figure that was copied wrongly from one sheet of a workbook to another.

Two sheets may well differ: a budget and its amendment, what was planned and what was done.
A figure is reported only where the sheets agree in all the rest, line by line, and where the
two figures are a slip of the keyboard apart: two digits exchanged, a sign, a nought.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from pycog.audit.addition import decimals, same
from pycog.audit.blocks import Block
from pycog.audit.grid import Grid, Place, normal
from pycog.audit.sums import Difference
from pycog.xlsx.formulas import quoted

#: Fewest figures that two sheets have alike before another one is held for a copy.
_ENOUGH: Final = 8
_THOUSAND: Final = 1000.0
_MOST_SHEETS: Final = 40
_LONGEST: Final = 400
_COPIED: Final = frozenset({"ligne", "total", "total possible", "dont"})


@dataclass(frozen=True, slots=True)
class _Entry:
    """A figure of a table: where it stands, and whether its line adds others up."""

    at: Place
    value: float
    total: bool
    name: str


_Entries = Mapping[tuple[str, str], _Entry]


def check_copies(sheets: Sequence[tuple[Grid, Sequence[Block]]]) -> list[tuple[Grid, Difference]]:
    """Report the figures that break a copy, or a sum, of other sheets.

    Args:
        sheets: The sheets of a workbook with their tables.
    """
    known = [(grid, _entries(blocks)) for grid, blocks in sheets[:_MOST_SHEETS]]
    known = [(grid, entries) for grid, entries in known if len(entries) > _ENOUGH]
    found = [
        (later, difference)
        for (first, ours), (later, theirs) in combinations(known, 2)
        for difference in _copied(first, ours, theirs)
    ]
    for at, (grid, entries) in enumerate(known):
        others = [one for place, (_, one) in enumerate(known) if place != at]
        found += [(grid, one) for one in _added_up(entries, others)]
    return found


def _entries(blocks: Sequence[Block]) -> _Entries:
    """Return the figures of a sheet by the words of their line and column, where these tell."""
    found: dict[tuple[str, str], _Entry] = {}
    twice: set[tuple[str, str]] = set()
    for block in blocks:
        if len(block.lines) > _LONGEST:
            continue
        for line in block.lines:
            for column in block.across:
                value = block.figure(line, column)
                key = (normal(line.label), normal(column.label))
                if value is None or not all(key) or line.role == "titre":
                    continue
                if column.role not in _COPIED or block.is_percent(line, column):
                    continue
                twice |= {key} & found.keys()
                total = line.role not in {"ligne", "dont"}
                found[key] = _Entry(block.at(line, column), value, total, block.name(line, column))
    return {key: entry for key, entry in found.items() if key not in twice}


def _copied(first: Grid, ours: _Entries, theirs: _Entries) -> Iterator[Difference]:
    keys = [key for key in ours if key in theirs and ours[key].value and theirs[key].value]
    for scale in (1.0, _THOUSAND, 1 / _THOUSAND):
        pairs = [(ours[key].value / scale, theirs[key]) for key in keys]
        told = _lone(pairs)
        if told is not None:
            expected, entry = told
            source = next(ours[key] for key in keys if theirs[key] is entry)
            yield Difference(
                "recopie",
                entry.at,
                entry.value,
                expected,
                (),
                f"{entry.name} : la feuille {quoted(first.name)} porte un autre montant pour "
                f"{source.name}, alors que leurs autres montants communs sont les mêmes.",
            )


def _added_up(entries: _Entries, others: Sequence[_Entries]) -> Iterator[Difference]:
    """Check a sheet that adds up all the others of its form."""
    alike = [one for one in others if len(one.keys() & entries.keys()) >= _ENOUGH]
    keys = [key for key in entries if all(key in one for one in alike)]
    if len(alike) < 2 or len(keys) <= _ENOUGH:
        return
    pairs = [(math.fsum(one[key].value for one in alike), entries[key]) for key in keys]
    told = _lone([pair for pair in pairs if pair[0] and pair[1].value])
    if told is not None:
        expected, entry = told
        yield Difference(
            "recopie",
            entry.at,
            entry.value,
            expected,
            (),
            f"{entry.name} : les {len(alike)} autres feuilles de même forme font ensemble un autre "
            "montant, alors que leur somme est juste partout ailleurs.",
        )


def _lone(pairs: Sequence[tuple[float, _Entry]]) -> tuple[float, _Entry] | None:
    """Return the only figure that is a slip away from what it copies, and what it should be."""
    odd = [(expected, entry) for expected, entry in pairs if not _alike(expected, entry.value)]
    lines = [one for one in odd if not one[1].total]
    if len(lines) != 1 or len(pairs) - len(odd) < _ENOUGH:
        return None
    expected, entry = lines[0]
    gap = entry.value - expected
    follow = all(
        same(one.value - right, gap) and one.at[1] == entry.at[1] for right, one in odd if one.total
    )
    whole = round(expected) if same(expected, round(expected)) else expected
    return (expected, entry) if follow and is_slip(entry.value, whole) else None


def _alike(expected: float, value: float) -> bool:
    unit = 10.0 ** -min(decimals(value), 2)
    return same(expected, value) or (
        not same(expected, round(expected, decimals(value))) and abs(expected - value) <= unit / 2
    )


def is_slip(value: float, meant: float) -> bool:
    """Tell whether one figure is the other with two digits exchanged, a sign or a nought."""
    if not value or not meant:
        return False
    if same(value, -meant):
        return True
    if any(same(value, meant * 10**power) for power in (-3, -2, -1, 1, 2, 3)):
        return True
    one, other = (f"{abs(figure):.15g}" for figure in (value, meant))
    apart = [at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]]
    return (
        len(one) == len(other)
        and len(apart) == 2
        and apart[1] - apart[0] == 1
        and (one[apart[0]], one[apart[1]]) == (other[apart[1]], other[apart[0]])
        and (value > 0) == (meant > 0)
    )
