"""Widths of table columns on paper, such that no word and no amount is ever cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pycog.reports.documents.document import Cell, Sparkline, Table
from pycog.reports.documents.status_looks import shown
from pycog.reports.documents.typography import typeset

#: Where a line may be broken; no-break spaces are not among these.
_BREAKS: Final = re.compile(r"[ \t\n\u200b]|(?<=[-/–])(?=[^\d])")
#: Width of letters for one unit of size, in bold, on the safe side of usual fonts.
_WIDTHS: Final = {
    **dict.fromkeys("\u00a0\u202f,.;:'’!|ilIjt()", 0.32),
    **dict.fromkeys("mwMW%€—", 0.9),
}
_LETTER: Final = 0.52
_CAPITAL: Final = 0.68
#: A longer word, such as the digest of a file, may be broken anywhere.
LONGEST_WORD: Final = 24
_BROKEN: Final = 12
#: Space on both sides of a cell, in units of size.
_PADDING: Final = 0.9
#: Width of a small line in a cell, in units of size.
_SPARKLINE: Final = 7.0
#: Sizes of text in points, the most legible first.
SIZES: Final = (9.0, 8.5, 8.0, 7.5, 7.0)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a table fits a width.

    Attributes:
        size: Size of its text, in points.
        widths: Width of each column, in points.
    """

    size: float
    widths: tuple[float, ...]


def fit(table: Table, width: float, sizes: Sequence[float] = SIZES) -> Fit | None:
    """Return the largest size at which the words of a table fit, and its columns.

    Args:
        table: The table.
        width: What there is, in points.
        sizes: Sizes to try, the largest first.

    Returns:
        ``None`` where not even the smallest size fits.
    """
    longest = [_longest(column) for column in _columns(table)]
    for size in sizes:
        least = [size * (length + _PADDING) for length in longest]
        if sum(least) <= width:
            return Fit(size, _shared(table.widths, least, width))
    return None


def narrowest(table: Table, width: float, size: float) -> Fit:
    """Return columns in proportion to their words, where nothing fits."""
    longest = [_longest(column) + _PADDING for column in _columns(table)]
    return Fit(size, tuple(width * length / sum(longest) for length in longest))


def _columns(table: Table) -> Iterable[list[str | None]]:
    """Yield the texts of each column, ``None`` for a small line."""
    for place, heading in enumerate(table.headings):
        cells = [row[place] for row in table.rows]
        yield [heading, *(_text(cell) for cell in cells)]


def _text(cell: Cell | Sparkline) -> str | None:
    return None if isinstance(cell, Sparkline) else shown(cell)


def _longest(texts: Iterable[str | None]) -> float:
    """Return the width of the longest unbreakable word, in units of size."""
    return max((_SPARKLINE if text is None else _word(text) for text in texts), default=1.0)


def _word(text: str) -> float:
    words = _BREAKS.split(typeset(text))
    return max(_length(word[:_BROKEN] if len(word) > LONGEST_WORD else word) for word in words)


def _length(word: str) -> float:
    return sum(_WIDTHS.get(one, _CAPITAL if one.isupper() else _LETTER) for one in word)


def _shared(wanted: Sequence[float], least: Sequence[float], width: float) -> tuple[float, ...]:
    """Share a width as wanted, but give no column less than it needs."""
    fixed: dict[int, float] = {}
    while True:
        free = [place for place in range(len(wanted)) if place not in fixed]
        rest = width - sum(fixed.values())
        total = sum(wanted[place] for place in free) or 1.0
        given = {place: rest * wanted[place] / total for place in free}
        short = {place: least[place] for place in free if given[place] < least[place]}
        if not short:
            return tuple(fixed.get(place, given.get(place, 0.0)) for place in range(len(wanted)))
        fixed |= short
