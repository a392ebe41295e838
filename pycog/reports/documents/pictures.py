"""The pictures of every report as SVG text, in one visual language.

What was achieved is a solid dark line or bar with round marks; the target or the limit is a
dashed line with hollow diamonds, or a pale outlined bar. No picture relies on colour alone:
form, hatching and lightness tell the same, so that a grey print and a colour-blind reader
lose nothing. Values are written at their place, in French, so that there is no scale to read.

A picture holds no identifier and no font, so that a page can hold many, in its own letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from pycog.attainment import DEFERRED, MET, NO_TARGET, NOT_FILLED, NOT_MET, PARTLY_MET
from pycog.reports.documents import dots
from pycog.reports.documents.document import Picture, Series, Sparkline
from pycog.reports.documents.figure import NOTHING
from pycog.reports.documents.typography import typeset

#: Lightness of 23, 44, 85 and 94 of 100: apart in grey.
INK: Final = "#1F3864"
MARK: Final = "#B34A00"
PALE: Final = "#C9D7EE"
FAINT: Final = "#E9EFF7"
TEXT: Final = "#262626"
MUTED: Final = "#5F5F5F"
RULE: Final = "#BFC7D5"

#: Status → fill, hatching (``"/"``, ``"x"`` or none), edge, colour of the number on it.
STATUS_LOOKS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    MET: (INK, "", INK, "#FFFFFF"),
    PARTLY_MET: (PALE, "/", INK, TEXT),
    NOT_MET: (MARK, "", MARK, "#FFFFFF"),
    NOT_FILLED: ("#FFFFFF", "", MUTED, TEXT),
    NO_TARGET: ("#E4E4E4", "", MUTED, TEXT),
    DEFERRED: ("#E4E4E4", "x", MUTED, TEXT),
}
_OTHER_STATUS: Final = ("#FFFFFF", "x", MUTED, TEXT)

#: Width of a picture in its own units; an A4 page shows one unit as a little less than a point.
WIDTH: Final = 520
_SIZE: Final = 10.5
#: Width of a letter for one unit of size: more than the mean of usual fonts, on the safe side.
_LETTER: Final = 0.52
_DASH: Final = "5 3"


def svg(picture: Picture, font: str = "") -> str:
    """Return a picture as SVG.

    Args:
        picture: What to draw.
        font: Name of a font; without it, the picture takes that of the page around it.

    Raises:
        ValueError: The picture is of a kind that nobody can draw.
    """
    draw = {
        "trajectoire": _trajectory,
        "statuts": _statuses,
        "budget": _budget,
        "points": _points,
    }.get(picture.kind)
    if draw is None:
        raise ValueError(f"unknown kind of picture: {picture.kind!r}")
    canvas = draw(picture)
    return canvas.svg(picture.alt, font)


def svg_sparkline(line: Sparkline, font: str = "") -> str:
    """Return a line the size of a word as SVG: what was achieved, targets as short strokes."""
    width, height, edge = 96.0, 24.0, 5.0
    canvas = _Canvas(width, height)
    scale = _scale((*line.values, *line.target), height - edge, edge)
    step = width / max(len(line.years), 1)
    for place, target in enumerate(line.target):
        if target is not None:
            y = scale(target)
            canvas.line(step * (place + 0.12), y, step * (place + 0.88), y, MARK, 1.6)
    points = [
        None if value is None else (step * (place + 0.5), scale(value))
        for place, value in enumerate(line.values)
    ]
    canvas.path(points, INK, 2)
    known = [point for point in points if point]
    for point in known:
        canvas.disc(*point, 3.6 if point is known[-1] else 1.8, INK)
    if not known:
        canvas.text(width / 2, height / 2 + 5, NOTHING, size=14, fill=MUTED)
    return canvas.svg(line.alt, font)


class _Scale:
    """Gives the height of a value on the picture, the highest value on top."""

    def __init__(self, low: float, high: float, bottom: float, top: float) -> None:
        self.low, self.span, self.bottom, self.top = low, high - low, bottom, top

    def __call__(self, value: float) -> float:
        if not self.span:
            return (self.bottom + self.top) / 2
        return self.bottom + (value - self.low) / self.span * (self.top - self.bottom)


def _scale(values: Sequence[float | None], bottom: float, top: float) -> _Scale:
    known = [value for value in values if value is not None] or [0.0]
    return _Scale(min(known), max(known), bottom, top)


@dataclass
class _Canvas:
    """Collects the parts of one picture."""

    width: float
    height: float

    def __post_init__(self) -> None:
        self.parts: list[str] = []

    def svg(self, alt: str, font: str) -> str:
        family = f' font-family="{escape(font)}"' if font else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(self.width)} '
            f'{_n(self.height)}" width="{_n(self.width)}" height="{_n(self.height)}" role="img" '
            f'aria-label="{escape(typeset(alt))}"{family}>{"".join(self.parts)}</svg>'
        )

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        color: str,
        width: float = 1.0,
        dash: str = "",
    ) -> None:
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" stroke="{color}" '
            f'stroke-width="{_n(width)}"{dashed}/>'
        )

    def path(
        self, points: Sequence[tuple[float, float] | None], color: str, width: float, dash: str = ""
    ) -> None:
        """Draw a line through the points, broken where one is missing."""
        steps, begun = [], False
        for point in points:
            if point:
                steps.append(f"{'L' if begun else 'M'}{_n(point[0])} {_n(point[1])}")
            begun = point is not None
        if steps:
            dashed = f' stroke-dasharray="{dash}"' if dash else ""
            self.parts.append(
                f'<path d="{"".join(steps)}" fill="none" stroke="{color}" '
                f'stroke-width="{_n(width)}"{dashed}/>'
            )

    def disc(self, x: float, y: float, radius: float, color: str) -> None:
        self.parts.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{color}"/>')

    def diamond(self, x: float, y: float, half: float, color: str) -> None:
        corners = ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
        points = " ".join(f"{_n(a)},{_n(b)}" for a, b in corners)
        self.parts.append(
            f'<polygon points="{points}" fill="#FFFFFF" stroke="{color}" stroke-width="1.5"/>'
        )

    def box(
        self, x: float, y: float, width: float, height: float, fill: str, edge: str, hatch: str = ""
    ) -> None:
        """Draw a rectangle, hatched by lines that end at its edges."""
        frame = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
        self.parts.append(f'<rect {frame} fill="{fill}"/>')
        strokes = [stroke for sign in hatch for stroke in _hatching(x, y, width, height, sign)]
        if strokes:
            self.parts.append(f'<path d="{"".join(strokes)}" stroke="{edge}" stroke-width="0.7"/>')
        self.parts.append(f'<rect {frame} fill="none" stroke="{edge}" stroke-width="0.9"/>')

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = _SIZE,
        fill: str = TEXT,
        anchor: str = "middle",
        bold: bool = False,
        halo: str = "#FFFFFF",
    ) -> None:
        weight = ' font-weight="bold"' if bold else ""
        around = (
            f' stroke="{halo}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
            if halo
            else ""
        )
        self.parts.append(
            f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" text-anchor="{anchor}" '
            f'fill="{fill}"{weight}{around}>{escape(typeset(text))}</text>'
        )


def _n(value: float) -> str:
    """Write a length with two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _hatching(x: float, y: float, width: float, height: float, sign: str) -> Iterator[str]:
    """Yield slanting strokes that fill a rectangle and stay inside it."""
    for way in ("/", "\\") if sign == "x" else (sign,):
        offset = -height + 5
        while offset < width:
            first, last = max(offset, 0.0), min(offset + height, width)
            low, high = y + height - (first - offset), y + height - (last - offset)
            if way == "\\":
                low, high = 2 * y + height - low, 2 * y + height - high
            yield f"M{_n(x + first)} {_n(low)}L{_n(x + last)} {_n(high)}"
            offset += 5


def _room(text: str, size: float) -> float:
    return len(text) * size * _LETTER


def _fitting(text: str, room: float) -> float:
    """Return the size at which a text fits its room, from the usual one down to 7."""
    return max(7.0, min(_SIZE, room / max(len(text) * _LETTER, 1)))


def wrapped(text: str, room: float, size: float = _SIZE) -> list[str]:
    """Cut a text into lines that fit; no word is lost."""
    lines: list[str] = []
    for word in typeset(text).split(" "):
        if lines and _room(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


# --- trajectories


def _trajectory(picture: Picture) -> _Canvas:
    """Lines over the years: first series what was achieved, second the targets."""
    top, bottom = 52.0, 128.0
    canvas = _Canvas(WIDTH, 166)
    step = WIDTH / max(len(picture.categories), 1)
    scale = _scale([v for series in picture.series for v in series.values], bottom, top)
    places = [step * (rank + 0.5) for rank in range(len(picture.categories))]
    for x, category in zip(places, picture.categories, strict=True):
        canvas.line(x, top - 14, x, bottom + 18, FAINT, 1)
        canvas.text(x, 160, category, fill=MUTED)
    canvas.line(0, bottom + 20, WIDTH, bottom + 20, RULE, 1)
    courses = [
        [None if v is None else (x, scale(v)) for x, v in zip(places, series.values, strict=True)]
        for series in picture.series[:2]
    ]
    for rank, points in reversed(list(enumerate(courses))):
        canvas.path(points, (INK, MARK)[rank], (2.4, 1.6)[rank], ("", _DASH)[rank])
        for point in filter(None, points):
            if rank:
                canvas.diamond(*point, 4.6, MARK)
            else:
                canvas.disc(*point, 4, INK)
    for place in range(len(places)):
        _values(canvas, picture, [points[place] for points in courses], place, step)
    if not any(point for points in courses for point in points):
        canvas.text(WIDTH / 2, (top + bottom) / 2, "Aucune valeur connue", fill=MUTED)
    _legend(canvas, picture)
    return canvas


def _values(
    canvas: _Canvas,
    picture: Picture,
    points: Sequence[tuple[float, float] | None],
    place: int,
    step: float,
) -> None:
    """Write the values of a year: the higher one above its mark, the lower one below."""
    for rank, point in enumerate(points):
        if point is None:
            continue
        other = points[1 - rank] if len(points) > 1 else None
        above = other is None or point[1] < other[1] or (point[1] == other[1] and not rank)
        text = picture.series[rank].texts[place]
        size = _SIZE if _room(text, _SIZE) <= step - 6 else 9.0
        lines = wrapped(text, step - 6, size)
        first = -9 - 11 * (len(lines) - 1) if above else 17
        for down, line in enumerate(lines):
            y = point[1] + first + 11 * down
            canvas.text(point[0], y, line, size=size, fill=(INK, MARK)[rank], bold=not rank)


def _legend(canvas: _Canvas, picture: Picture) -> None:
    x = 6.0
    for rank, series in enumerate(picture.series[:2]):
        canvas.line(x, 10, x + 26, 10, (INK, MARK)[rank], (2.4, 1.6)[rank], ("", _DASH)[rank])
        if rank:
            canvas.diamond(x + 13, 10, 4.6, MARK)
        else:
            canvas.disc(x + 13, 10, 4, INK)
        canvas.text(x + 32, 13.5, series.name, anchor="start")
        x += 32 + _room(series.name, _SIZE) + 20


# --- dots


def _points(picture: Picture) -> _Canvas:
    """One dot per body of a network: see :mod:`pycog.reports.documents.dots`."""
    canvas = _Canvas(WIDTH, 0)
    dots.draw(canvas, picture)
    return canvas


# --- bars


def _labels(canvas: _Canvas, labels: Sequence[str], room: float, top: float) -> list[float]:
    """Write the names of the bars on as many lines as they need; return the middle of each."""
    middles = []
    y = top
    for label in labels:
        lines = wrapped(label, room)
        height = max(24.0, 13.0 * len(lines) + 8)
        for rank, line in enumerate(lines):
            down = (rank - (len(lines) - 1) / 2) * 12.5
            canvas.text(room + 6, y + height / 2 + down + 3.5, line, anchor="end", halo="")
        middles.append(y + height / 2)
        y += height
    canvas.height = y + 6
    return middles


def _statuses(picture: Picture) -> _Canvas:
    """Stacked bars: one bar per category, one piece per status, its number on it."""
    canvas = _Canvas(WIDTH, 0)
    room = 200.0
    used = [series for series in picture.series if any(series.values)]
    middles = _labels(canvas, picture.categories, room, _status_legend(canvas, used))
    left, right = room + 14, WIDTH - 6.0
    most = max((sum(v or 0 for v in column) for column in _columns(picture)), default=0) or 1
    for rank, middle in enumerate(middles):
        x = left
        for series in used:
            value = series.values[rank] or 0
            if not value:
                continue
            fill, hatch, edge, ink = STATUS_LOOKS.get(series.name, _OTHER_STATUS)
            length = (right - left) * value / most
            canvas.box(x, middle - 8, length, 16, fill, edge, hatch)
            text = series.texts[rank]
            if _room(text, 10) <= length + 2:
                halo = "" if ink == "#FFFFFF" else fill
                canvas.text(x + length / 2, middle + 3.5, text, fill=ink, size=10, halo=halo)
            x += length
    return canvas


def _columns(picture: Picture) -> Iterator[list[float | None]]:
    for rank in range(len(picture.categories)):
        yield [series.values[rank] for series in picture.series]


def _status_legend(canvas: _Canvas, used: Sequence[Series]) -> float:
    """Write which look stands for which status; return the height below."""
    x, y = 6.0, 12.0
    for series in used:
        name = series.name
        fill, hatch, edge, _ = STATUS_LOOKS.get(name, _OTHER_STATUS)
        width = 24 + _room(name, _SIZE) + 14
        if x + width > WIDTH:
            x, y = 6.0, y + 18
        canvas.box(x, y - 8, 18, 11, fill, edge, hatch)
        canvas.text(x + 24, y + 1.5, name, anchor="start", halo="")
        x += width
    return y + 12


def _budget(picture: Picture) -> _Canvas:
    """Dark bars of what was spent within pale ones of what could be."""
    canvas = _Canvas(WIDTH, 0)
    room, right = 150.0, WIDTH - 150.0
    left = room + 14
    allowed = [series for series in picture.series if "autoris" in series.name.lower()]
    spent = [series for series in picture.series if series not in allowed]
    middles = _labels(canvas, picture.categories, room, _budget_legend(canvas, picture))
    known = [v for series in picture.series for v in series.values if v is not None]
    most = max((*known, 0.0)) or 1.0
    for rank, middle in enumerate(middles):
        end, texts = left, []
        for series, half in (*((s, 9.0) for s in allowed), *((s, 4.5) for s in spent)):
            value = series.values[rank]
            if value is None:
                continue
            length = (right - left) * max(value, 0.0) / most
            pale = half > 5
            canvas.box(left, middle - half, length, 2 * half, FAINT if pale else INK, INK)
            end = max(end, left + length)
            texts.append(series.texts[rank])
        shown = " sur ".join(reversed(texts))
        if not any(series.values[rank] is not None for series in spent):
            shown = f"non renseigné{f' sur {shown}' if shown else ''}"
        size = _fitting(shown, WIDTH - end - 8) if len(shown) > 18 else _SIZE
        canvas.text(end + 6, middle + 3.5, shown, anchor="start", halo="", size=size)
    return canvas


def _budget_legend(canvas: _Canvas, picture: Picture) -> float:
    x = 6.0
    for series in picture.series:
        pale = "autoris" in series.name.lower()
        canvas.box(x, 4 if pale else 6, 18, 11 if pale else 7, FAINT if pale else INK, INK)
        canvas.text(x + 24, 13, series.name, anchor="start", halo="")
        x += 24 + _room(series.name, _SIZE) + 14
    return 22.0
