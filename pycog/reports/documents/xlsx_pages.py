"""How the sheets of a report are printed: their scale, and pages that cut no part in two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pycog.annexes.kit.paper import A3

#: What margins leave of a page on its side, in points: width and height of A4, then of A3.
_A4_ROOM: Final = (784.0, 485.0)
_A3_ROOM: Final = (1133.0, 732.0)
#: Share of it that is counted on: LibreOffice draws columns some 5 % wider than Excel.
_SAFE: Final = 0.91
_PIXEL: Final = 0.75
#: Height of a row of which nothing is said, in points.
_ROW: Final = 15.0
_SMALLEST: Final = 40


def pixels(widths: Sequence[float]) -> int:
    """Return how wide columns are on a screen, their widths being in characters."""
    return sum(int(7 * width + 5) for width in widths)


def scale(widths: Sequence[float], paper: int) -> int:
    """Return the scale, in per cent, at which columns fit the width of a page.

    Args:
        widths: Widths of the columns, in characters.
        paper: Excel's number of the paper.
    """
    fitting = 100 * _SAFE * _room(paper)[0] / (pixels(widths) * _PIXEL)
    return max(_SMALLEST, min(100, int(fitting)))


def _room(paper: int) -> tuple[float, float]:
    return _A3_ROOM if paper == A3 else _A4_ROOM


def breaks(
    starts: Sequence[int], last: int, heights: Mapping[int, float], percent: int, paper: int
) -> list[int]:
    """Return the rows before which a page begins.

    Args:
        starts: Rows where a part begins, in order; a part that fits a page is not cut.
        last: Row after the last part.
        heights: Row → height in points, where it is not the usual one.
        percent: Scale of the print.
        paper: Excel's number of the paper.
    """
    room = 100 * _SAFE * _room(paper)[1] / percent
    found: list[int] = []
    used = sum(heights.get(row, _ROW) for row in range(starts[0])) if starts else 0.0
    for start, end in zip(starts, (*starts[1:], last), strict=True):
        needed = sum(heights.get(row, _ROW) for row in range(start, end))
        if used and used + needed > room >= needed:
            found.append(start)
            used = 0.0
        # A part longer than a page ends somewhere on its last page.
        used = (used + needed) % room if used + needed > room else used + needed
    return found
