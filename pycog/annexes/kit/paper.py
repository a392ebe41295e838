"""How a sheet is laid on paper so that it can be read: A4, else A3, else several pages wide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: Points of a millimetre.
_POINTS: Final = 72 / 25.4
#: Left and right margin, in inches.
MARGIN: Final = 0.4
#: Upper and lower margin, in inches: header and footer stand in them.
TOP: Final = 0.75
BOTTOM: Final = 0.7
#: Excel's number of a paper, and the points of its longer and shorter side between the margins.
A3: Final = 8
_A4: Final = (9, 297 * _POINTS - 2 * MARGIN * 72, 210 * _POINTS - (TOP + BOTTOM) * 72)
_A3: Final = (A3, 420 * _POINTS - 2 * MARGIN * 72, 297 * _POINTS - (TOP + BOTTOM) * 72)
#: Below this scale the smallest text of our sheets, of 9 points, prints below 7.
_LEAST: Final = 0.78
#: The scale, in percent, of a sheet that takes several pages in width.
_SCALE: Final = 78
#: Repeated columns may take this part of a page.
_MOST_REPEATED: Final = 0.6
#: Width of a column in characters where nothing sets one.
_USUAL: Final = 8.43


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is printed, in landscape.

    Attributes:
        paper: Excel's number of the paper.
        scale: Percent where the sheet takes several pages in width; else it is fitted to one.
        starts: Zero-based columns with which the second and later pages begin.
        pages_high: Pages that it is fitted to in height, 0 for as many as it takes.
    """

    paper: int
    scale: int | None = None
    starts: tuple[int, ...] = ()
    pages_high: int = 0


def layout(
    widths: Sequence[float], columns: int, repeated: int = 0, height: float | None = None
) -> Layout:
    """Choose how a sheet is printed.

    Args:
        widths: Widths of its first columns in characters, as Excel counts them.
        columns: How many columns are printed.
        repeated: How many of the first columns stand on each page.
        height: Points of the rows of a sheet that is to be one page, where that can be read;
            ``None`` for one of any number of pages.
    """
    points = [points_of(widths[n] if n < len(widths) else _USUAL) for n in range(columns)]
    for paper, room, high in (_A4, _A3):
        fits = height is None or high / height >= _LEAST
        if fits and room / sum(points) >= _LEAST:
            return Layout(paper, pages_high=0 if height is None else 1)
    if height is not None:
        return layout(widths, columns, repeated)
    paper, room, _ = _A3
    room = room * 100 / _SCALE
    kept = sum(points[:repeated])
    if kept > _MOST_REPEATED * room:
        kept = 0.0
    return Layout(paper, _SCALE, tuple(_starts(points, room, kept, repeated if kept else 0)))


def points_of(width: float) -> float:
    """Return the width of a column in points: a character has seven pixels at 96 dpi."""
    return (width * 7 + 5) * 0.75


def _starts(points: Sequence[float], room: float, kept: float, repeated: int) -> list[int]:
    """Return where pages begin so that each is as full as can be."""
    starts: list[int] = []
    used = 0.0
    for column, width in enumerate(points):
        if used and used + width > room and column >= repeated:
            starts.append(column)
            used = kept
        used += width
    return starts
