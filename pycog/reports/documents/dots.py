"""Dot plots: one dot per body of a network, with quartiles, median and target across them.

Few bodies stand one below the other with their names, the first rank on top. Many would fill
pages: their dots are heaped where their values are, and the tables name them. The median is
a solid line, the quartiles are dashed, the target is a dashed line with a hollow diamond.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pycog.reports.documents.document import Picture, Series

#: Names of the series beside the first one, whose values are the dots.
FIRST, MEDIAN, THIRD, TARGET = "1er quartile", "Médiane", "3e quartile", "Objectif"
#: Up to so many dots are named.
NAMED: Final = 50

_WIDTH, _NAMES, _VALUES = 520.0, 150.0, 56.0
_STEP, _SIZE, _SMALL = 12.0, 9.0, 8.0
_HEAP, _RADIUS = 90.0, 2.6
_INK, _MARK, _MUTED, _FAINT = "#1F3864", "#B34A00", "#5F5F5F", "#E9EFF7"
#: Series → colour, width, dashes: dashes and width tell them apart in grey.
_LINES: Final[Mapping[str, tuple[str, float, str]]] = {
    FIRST: (_MUTED, 1.0, "2 2"),
    MEDIAN: (_INK, 1.8, ""),
    THIRD: (_MUTED, 1.0, "6 3"),
    TARGET: (_MARK, 1.8, "8 3 2 3"),
}


def draw(canvas: Any, picture: Picture) -> None:
    """Draw a picture of kind ``"points"`` and give the canvas its height.

    Args:
        canvas: Where to draw (see :mod:`pycog.reports.documents.pictures`).
        picture: Its first series has the values of the categories, best first; every other
            one, named as in this module, has a single value.
    """
    dots, marks = picture.series[0], [one for one in picture.series[1:] if one.values]
    top = _legend(canvas, [one.name for one in marks])
    known = [value for series in (dots, *marks) for value in series.values if value is not None]
    named = len(picture.categories) <= NAMED
    left, right = (_NAMES + 8, _WIDTH - _VALUES - 8) if named else (30.0, _WIDTH - 30.0)
    low, high = min(known, default=0.0), max(known, default=1.0)
    span = high - low or 1.0

    def place(value: float) -> float:
        return left + (value - low) / span * (right - left) if high > low else (left + right) / 2

    bottom = top + (_STEP * len(picture.categories) if named else _HEAP) + 6
    _rows(canvas, picture, (left, right), top) if named else None
    for mark in marks:
        _line(canvas, mark, place, top, bottom)
    if named:
        for rank, value in enumerate(dots.values):
            if value is not None:
                canvas.disc(place(value), top + _STEP * (rank + 0.5), 3, _INK)
    else:
        _heap(canvas, [place(value) for value in dots.values if value is not None], bottom)
    canvas.height = _scale(canvas, marks, place, bottom)


def _legend(canvas: Any, names: Sequence[str]) -> float:
    """Write what each sign stands for; return the height below."""
    canvas.disc(10, 10, 3, _INK)
    canvas.text(18, 13.5, "Un organisme", anchor="start", halo="", size=_SIZE)
    x = 96.0
    for name in names:
        color, width, dash = _LINES[name]
        canvas.line(x, 10, x + 26, 10, color, width, dash)
        if name == TARGET:
            canvas.diamond(x + 13, 10, 4, color)
        canvas.text(x + 31, 13.5, name, anchor="start", halo="", size=_SIZE)
        x += 31 + len(name) * _SIZE * 0.52 + 18
    return 30.0


def _rows(canvas: Any, picture: Picture, sides: tuple[float, float], top: float) -> None:
    """Write the name and the value of each body on its row."""
    dots = picture.series[0]
    for rank, (name, text) in enumerate(zip(picture.categories, dots.texts, strict=True)):
        y = top + _STEP * (rank + 0.5)
        canvas.line(*(sides[0], y, sides[1], y), _FAINT, 1)
        shown = _cut(name, _NAMES, _SMALL)
        canvas.text(_NAMES, y + 2.8, shown, anchor="end", halo="", size=_SMALL)
        canvas.text(_WIDTH - 2, y + 2.8, text, anchor="end", halo="", size=_SMALL)


def _cut(name: str, room: float, size: float) -> str:
    """Return a name that fits; the tables have it whole."""
    most = int(room / (size * 0.52))
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _line(canvas: Any, mark: Series, place: Any, top: float, bottom: float) -> None:
    value = mark.values[0]
    if value is None:
        return
    color, width, dash = _LINES[mark.name]
    canvas.line(place(value), top - 4, place(value), bottom, color, width, dash)
    if mark.name == TARGET:
        canvas.diamond(place(value), top - 4, 4, color)


def _heap(canvas: Any, places: Sequence[float], bottom: float) -> None:
    """Put each dot above those that stand where it does."""
    heaps: dict[int, int] = {}
    for x in places:
        heaps[round(x / (2 * _RADIUS))] = heaps.get(round(x / (2 * _RADIUS)), 0) + 1
    step = min(2 * _RADIUS, (_HEAP - 4) / max(heaps.values(), default=1))
    for column, count in heaps.items():
        for level in range(count):
            y = bottom - _RADIUS - 1 - level * step
            canvas.disc(column * 2 * _RADIUS, y, _RADIUS - 0.3, _INK)


def _scale(canvas: Any, marks: Sequence[Series], place: Any, bottom: float) -> float:
    """Write the values of the lines below them, on as many rows as they need."""
    canvas.line(0, bottom, _WIDTH, bottom, _MUTED, 0.8)
    ends: list[float] = []
    for mark in sorted(marks, key=lambda one: one.values[0] or 0.0):
        value = mark.values[0]
        if value is None:
            continue
        text = f"{mark.name} {mark.texts[0]}"
        half = len(text) * _SMALL * 0.52 / 2
        x = min(max(place(value), half), _WIDTH - half)
        row = next((n for n, end in enumerate(ends) if x - half > end + 6), len(ends))
        ends[row : row + 1] = [x + half]
        color = _LINES[mark.name][0]
        canvas.text(x, bottom + 12 + 11 * row, text, size=_SMALL, fill=color, halo="")
    return bottom + 16 + 11 * max(len(ends) - 1, 0) + 4
