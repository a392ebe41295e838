"""Finds columns that mix percentages, proportions and points: « 98% », 0,98 and 86.

A column may well hold rates, delays and numbers line by line; only a figure that stands
for a rate is held for one told in points: by the label of its line, by the heading of its
column, or by a neighbour on the same line that is told as a proportion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pycog.audit.blocks import Block, Line, find_blocks
from pycog.audit.gathered import areas
from pycog.audit.grid import Grid, normal
from pycog.doctor.diagnosis import Finding
from pycog.values import format_number

#: A rate is seldom above, and points seldom below.
_HIGHEST_RATIO: Final = 1.5
_HIGHEST_POINTS: Final = 100.0
#: Under a heading of rates, what is lower may be ten times a target.
_LOWEST_POINTS: Final = 10.0
#: Fewest proportions that make a column one of rates.
_FEWEST: Final = 2
#: How far two rates of one line may lie apart.
_APART: Final = 5.0
_RATE: Final = re.compile(r"(taux|part|proportion|pourcentage|%)\b")
#: Columns that tell nothing of the scale of another one on their line.
_BESIDE: Final = frozenset({"evolution", "ecart", "poids", "identifiant", "imprime"})
_LONGEST: Final = 5000


def mixed_scales(grid: Grid) -> Iterator[Finding]:
    """Report the columns of a sheet that tell some rates as proportions and some in points."""
    for block in find_blocks(grid):
        if len(block.lines) > _LONGEST:
            continue
        for column in block.across:
            if column.role in _BESIDE:
                continue
            lines = [line for line in block.lines if _is_ratio(block.figure(line, column))]
            points = _in_points(block, column, lines)
            if len(lines) >= _FEWEST and points and len(points) < len(lines):
                yield _finding(block, column, lines, points)


def _in_points(block: Block, column: Line, ratios: Sequence[Line]) -> list[Line]:
    siblings = [
        other
        for other in block.across
        if other.place != column.place
        and other.role not in _BESIDE
        and sum(_near(block, line, column, other, 1.0) for line in ratios) >= _FEWEST
    ]
    return [
        line
        for line in block.lines
        if _in_range(block.figure(line, column))
        and not block.is_percent(line, column)
        and _is_rate(block, line, column, siblings)
    ]


def _is_rate(block: Block, line: Line, column: Line, siblings: Sequence[Line]) -> bool:
    """Tell whether a figure stands for a rate, by its label or by its neighbours."""
    told_alike = any(
        _in_range(block.figure(line, other)) and not block.is_percent(line, other)
        for other in block.across
        if other.place != column.place and other.role not in _BESIDE
    )
    named = not told_alike and (
        bool(_RATE.match(normal(line.label))) or _is_headed(block, line, column)
    )
    return named or _is_odd(block, line, column, siblings)


def _is_headed(block: Block, line: Line, column: Line) -> bool:
    """Tell whether the heading says that a column holds rates, and a figure is no proportion."""
    heading, value = normal(column.label), block.figure(line, column)
    return bool(_RATE.match(heading)) and value is not None and value >= _LOWEST_POINTS


def _in_range(value: float | None) -> bool:
    return value is not None and _HIGHEST_RATIO < value <= _HIGHEST_POINTS


def _is_odd(block: Block, line: Line, column: Line, siblings: Sequence[Line]) -> bool:
    """Tell whether a figure is a hundred times its neighbours, which mostly are proportions."""
    beside = [value for other in siblings if (value := block.figure(line, other)) is not None]
    ratios = sum(map(_is_ratio, beside))
    return 2 * ratios > len(beside) and any(
        _near(block, line, column, other, 100.0) for other in siblings
    )


def _is_ratio(value: float | None) -> bool:
    return value is not None and 0 < value <= _HIGHEST_RATIO and value % 1 != 0


def _near(block: Block, line: Line, column: Line, other: Line, scale: float) -> bool:
    """Tell whether two figures of a line are rates of one size, the first told ``scale`` times."""
    value, beside = block.figure(line, column), block.figure(line, other)
    if value is None or beside is None or not _is_ratio(beside):
        return False
    return 1 / _APART <= value / (scale * beside) <= _APART


def _finding(block: Block, column: Line, ratios: Sequence[Line], points: Sequence[Line]) -> Finding:
    texts = [line for line in ratios if _text(block, line, column).endswith("%")]
    plain = [line for line in ratios if line not in texts]
    kinds = [
        (f"des pourcentages en texte ({_shown(block, texts[0], column)})" if texts else ""),
        (f"des proportions ({_shown(block, plain[0], column)})" if plain else ""),
        f"des points ({_shown(block, points[0], column)})",
    ]
    told = [kind for kind in kinds if kind]
    shown = _shown(block, points[0], column)
    ratio = format_number(round((block.figure(points[0], column) or 0.0) / 100, 6))
    return Finding(
        "echelles-melees",
        block.grid.name,
        areas(block.at(line, column) for line in (*texts, *points)),
        ", ".join(_shown(block, group[0], column) for group in (texts, plain, points) if group),
        f"La colonne « {column.label} » mêle {', '.join(told[:-1])} et {told[-1]} : dans un "
        "calcul, l'un vaut cent fois l'autre.",
        f"Saisissez tous les taux de la même façon, en pourcentage : {shown} % (soit {ratio}) au "
        f"lieu de {shown}.",
    )


def _text(block: Block, line: Line, column: Line) -> str:
    cell = block.stored(line, column)
    return cell.text if cell is not None else ""


def _shown(block: Block, line: Line, column: Line) -> str:
    text = _text(block, line, column)
    if text:
        return f"« {text} »" if text.endswith("%") else text
    return format_number(round(block.figure(line, column) or 0.0, 4))
