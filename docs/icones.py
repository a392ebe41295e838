"""Draws the icons of the Excel add-in: ``python docs/icones.py``.

Each icon is a few shapes on a field of 32 units, sampled for every size that Excel asks
for. One blue reads on the light and on the dark ribbon (contrast above 3 on both).
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "addin" / "static" / "images" / "icones"
SIZES = (16, 20, 24, 32, 40, 48, 64, 80)
BLUE, PALE, WHITE = (0x4F, 0x74, 0xB3), (0xD3, 0xDE, 0xED), (0xFF, 0xFF, 0xFF)

Shape = Callable[[float, float], bool]
Layer = tuple[Shape, tuple[int, int, int]]

_SAMPLES = [(2 * step + 1) / 8 for step in range(4)]


def disc(x: float, y: float, radius: float) -> Shape:
    """Return a filled circle."""
    return lambda u, v: math.hypot(u - x, v - y) <= radius


def box(left: float, top: float, right: float, bottom: float) -> Shape:
    """Return a filled rectangle."""
    return lambda u, v: left <= u <= right and top <= v <= bottom


def ring(x: float, y: float, radius: float, width: float, start: int = 0, end: int = 360) -> Shape:
    """Return a circle line, or the part of it between two angles (0 right, 90 down)."""

    def inside(u: float, v: float) -> bool:
        angle = math.degrees(math.atan2(v - y, u - x)) % 360
        return abs(math.hypot(u - x, v - y) - radius) <= width / 2 and start <= angle <= end

    return inside


def line(*points: tuple[float, float], width: float = 3) -> Shape:
    """Return a broken line with round ends."""

    def inside(u: float, v: float) -> bool:
        return any(
            _distance(u, v, *first, *second) <= width / 2 for first, second in pairwise(points)
        )

    return inside


def triangle(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> Shape:
    """Return a filled triangle."""

    def side(p: tuple[float, float], q: tuple[float, float], u: float, v: float) -> float:
        return (q[0] - p[0]) * (v - p[1]) - (q[1] - p[1]) * (u - p[0])

    def inside(u: float, v: float) -> bool:
        sides = [side(a, b, u, v), side(b, c, u, v), side(c, a, u, v)]
        return min(sides) >= 0 or max(sides) <= 0

    return inside


def gear(x: float, y: float) -> Shape:
    """Return a wheel of eight teeth."""

    def inside(u: float, v: float) -> bool:
        angle = math.degrees(math.atan2(v - y, u - x)) % 45
        return math.hypot(u - x, v - y) <= (14.5 if 10 <= angle <= 35 else 11)

    return inside


def _distance(u: float, v: float, x: float, y: float, z: float, w: float) -> float:
    length = (z - x) ** 2 + (w - y) ** 2
    along = max(0.0, min(1.0, ((u - x) * (z - x) + (v - y) * (w - y)) / length))
    return math.hypot(u - x - along * (z - x), v - y - along * (w - y))


_SHEET: list[Layer] = [(box(5, 2, 27, 30), BLUE), (box(7.5, 4.5, 24.5, 27.5), WHITE)]

ICONS: dict[str, list[Layer]] = {
    "cog": [
        (gear(16, 16), BLUE),
        (disc(16, 16, 8), WHITE),
        (box(11.5, 15, 14, 20), BLUE),
        (box(14.8, 11, 17.2, 20), BLUE),
        (box(18, 13, 20.5, 20), BLUE),
    ],
    "cog-recalculer": [
        (ring(16, 16, 10.5, 4, 0, 290), BLUE),
        (triangle((15, 0), (15, 11), (24, 5.5)), BLUE),
    ],
    "cog-figer": [
        (line((16, 2), (16, 30)), BLUE),
        (line((3.9, 9), (28.1, 23)), BLUE),
        (line((3.9, 23), (28.1, 9)), BLUE),
        (line((11, 4), (16, 9), (21, 4), width=2.5), BLUE),
        (line((11, 28), (16, 23), (21, 28), width=2.5), BLUE),
    ],
    "cog-inserer": [
        *_SHEET,
        (box(14, 9, 18, 23), BLUE),
        (box(9, 14, 23, 18), BLUE),
    ],
    "cog-equiper": [
        *_SHEET,
        (line((12, 6), (12, 11), width=3), BLUE),
        (line((20, 6), (20, 11), width=3), BLUE),
        (box(9, 11, 23, 15), BLUE),
        (disc(16, 15, 7), BLUE),
        (line((16, 20), (16, 29), width=3), BLUE),
    ],
    "cog-controler": [*_SHEET, (line((10, 16.5), (14.5, 21), (22, 11), width=3.6), BLUE)],
    "cog-sceller": [
        *_SHEET,
        (box(10, 8, 22, 10), BLUE),
        (triangle((12, 18), (20, 18), (11, 29)), BLUE),
        (triangle((12, 18), (20, 18), (21, 29)), BLUE),
        (disc(16, 18, 6.5), BLUE),
        (disc(16, 18, 3.2), WHITE),
    ],
    "cog-verifier": [
        (disc(16, 16, 14), BLUE),
        (disc(16, 16, 11), WHITE),
        (line((10.5, 16.5), (14.5, 20.5), (21.5, 12), width=3.6), BLUE),
    ],
    "cog-bilan": [
        *_SHEET,
        (box(10, 17, 13, 24), BLUE),
        (box(14.5, 12.5, 17.5, 24), BLUE),
        (box(19, 8, 22, 24), BLUE),
    ],
    "cog-expliquer": [
        (line((19, 19), (28, 28), width=4.5), BLUE),
        (disc(13, 13, 11), BLUE),
        (disc(13, 13, 7.5), WHITE),
        (line((9.5, 11.5), (16.5, 11.5), width=2), BLUE),
        (line((9.5, 15), (16.5, 15), width=2), BLUE),
    ],
    "cog-assistant": [
        (box(2, 4, 30, 28), BLUE),
        (box(4.5, 9, 18.5, 25.5), WHITE),
        (box(20.5, 9, 27.5, 25.5), PALE),
    ],
    "cog-aide": [
        (disc(16, 16, 14), BLUE),
        (ring(16, 12, 4.6, 3.2, 180, 360), WHITE),
        (line((20.6, 12), (16, 17), (16, 19), width=3.2), WHITE),
        (disc(16, 24, 2.1), WHITE),
    ],
}


def draw(layers: list[Layer], size: int) -> bytes:
    """Return an icon as a PNG with a transparent ground."""
    rows = bytearray()
    for row in range(size):
        rows.append(0)
        for column in range(size):
            rows += bytes(_pixel(layers, column, row, 32 / size))
    header = struct.pack(">2L5B", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def _pixel(layers: list[Layer], column: int, row: int, scale: float) -> tuple[int, ...]:
    hits = []
    for down in _SAMPLES:
        for right in _SAMPLES:
            u, v = (column + right) * scale, (row + down) * scale
            colour = next((ink for shape, ink in reversed(layers) if shape(u, v)), None)
            if colour is not None:
                hits.append(colour)
    if not hits:
        return 0, 0, 0, 0
    mean = [round(sum(part) / len(hits)) for part in zip(*hits, strict=True)]
    return *mean, round(255 * len(hits) / len(_SAMPLES) ** 2)


def main() -> None:
    """Write every icon in every size."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, layers in ICONS.items():
        for size in (*SIZES, 64) if name == "cog" else SIZES:
            (FOLDER / f"{name}-{size}.png").write_bytes(draw(layers, size))


if __name__ == "__main__":
    main()
