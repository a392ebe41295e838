"""Draws the plan of the house for docs/architecture.md; run by ``make generated``.

The plan is :data:`tests.house.ARROWS`, which a test holds against every import.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Final

from tests.house import ARROWS, GROUND
from tests.house_walk import floors, room, sources

ROOT: Final = Path(__file__).resolve().parent.parent
PICTURE: Final = Path(__file__).with_name("images") / "house.svg"
DOCUMENT: Final = Path(__file__).with_name("architecture.md")
#: Lines of the document between which the layers stand.
BEGIN: Final = "<!-- layers: written by make generated -->\n"
END: Final = "<!-- end of the layers -->\n"

_WIDE, _HIGH, _GAP_X, _GAP_Y, _MARGIN, _ROW = 176, 34, 14, 40, 24, 8
_FILLS: Final = {"pycog": "#E9EFF7", "udfs": "#E8F3EA", "addin": "#FBEFDD"}
_INK: Final = "#1F3864"


def _plan() -> list[list[str]]:
    """Return the rooms floor by floor, the ground lowest, wide floors in several rows."""
    above = {
        name: {other for other in allowed if other not in GROUND}
        for name, allowed in ARROWS.items()
        if name not in GROUND
    }
    rows = [[name] for name in GROUND[1:]]
    for floor in floors(above):
        rows += [floor[start : start + _ROW] for start in range(0, len(floor), _ROW)]
    return rows


def _needed(name: str) -> list[str]:
    """Return the arrows of a room that no longer way implies."""

    def below(other: str) -> set[str]:
        found = set(ARROWS[other])
        return found.union(*map(below, found))

    return [
        other
        for other in ARROWS[name]
        if not any(other in below(via) for via in ARROWS[name] if via != other)
    ]


def picture() -> str:
    """Return the plan as SVG: a box per room, arrows down to what it uses directly."""
    rows = _plan()
    width = 2 * _MARGIN + _ROW * (_WIDE + _GAP_X) - _GAP_X
    height = 2 * _MARGIN + len(rows) * (_HIGH + _GAP_Y) - _GAP_Y
    places: dict[str, tuple[float, float]] = {}
    for number, row in enumerate(reversed(rows)):
        left = (width - len(row) * (_WIDE + _GAP_X) + _GAP_X) / 2
        for rank, name in enumerate(row):
            places[name] = (left + rank * (_WIDE + _GAP_X), _MARGIN + number * (_HIGH + _GAP_Y))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="DejaVu Sans, Arial, sans-serif" font-size="12" role="img">',
        "<title>The rooms of pycog, each above the rooms that it uses</title>",
        f'<rect width="{width}" height="{height}" fill="#FFFFFF"/>',
    ]
    for name in ARROWS:
        for other in _needed(name):
            if other not in GROUND and name not in GROUND:
                parts.append(_arrow(places[name], places[other]))
    parts += [_box(name, place) for name, place in places.items()]
    return "\n".join([*parts, "</svg>\n"])


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    x1, y1 = start[0] + _WIDE / 2, start[1] + _HIGH
    x2, y2 = end[0] + _WIDE / 2, end[1]
    bend = (y2 - y1) / 2
    return (
        f'<path d="M{x1:g} {y1:g}C{x1:g} {y1 + bend:g} {x2:g} {y2 - bend:g} {x2:g} {y2:g}" '
        'fill="none" stroke="#9AA7BD" stroke-width="0.9"/>'
    )


def _box(name: str, place: tuple[float, float]) -> str:
    x, y = place
    fill = _FILLS[name.partition(".")[0]]
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{_WIDE}" height="{_HIGH}" rx="5" fill="{fill}" '
        f'stroke="{_INK}"/><text x="{x + _WIDE / 2:g}" y="{y + _HIGH / 2 + 4:g}" '
        f'text-anchor="middle" fill="{_INK}">{escape(name.removeprefix("pycog."))}</text>'
    )


def layers() -> str:
    """Return the rooms floor by floor as a Markdown table, with what each holds."""
    files: dict[str, list[str]] = {}
    about: dict[str, str] = {}
    for module, path in sources(ROOT).items():
        name = room(module)
        if name is None or name == "pycog":
            continue
        if module == name:
            about[name] = (
                path.read_text(encoding="utf-8").split('"""')[1].split("\n")[0].rstrip(".")
            )
        if path.name != "__init__.py" and module != name:
            files.setdefault(name, []).append(path.stem)
    lines = ["| Floor | Room | What it holds | Modules |", "|---|---|---|---|"]
    for number, floor in enumerate(_numbered(), start=1):
        for name in floor:
            modules = ", ".join(f"`{one}`" for one in files.get(name, []))
            lines.append(f"| {number} | `{name}` | {about[name]} | {modules} |")
    return "\n".join(lines) + "\n"


def _numbered() -> list[list[str]]:
    above = {
        name: {other for other in allowed if other not in GROUND}
        for name, allowed in ARROWS.items()
        if name not in GROUND
    }
    return [*([name] for name in GROUND[1:]), *floors(above)]


def document(text: str) -> str:
    """Return the architecture with its layers written anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{layers()}{END}{after}"
