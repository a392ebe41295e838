"""Checks that the two sides of a balance sheet or of a balanced account have one total."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pycog.audit.grid import Grid, Place, Stored, is_year, normal, shown
from pycog.audit.sums import Difference
from pycog.audit.words import is_scaled

_ASSETS: Final = re.compile(r"total( general)?( du| de l'| -| –| :)? ?actif$")
_LIABILITIES: Final = re.compile(r"total( general)?( du| -| –| :)? ?passif$")
_GRAND: Final = re.compile(r"(total|totaux)( general| generaux)?$")
#: Headings of the two sides, and whether they always balance.
_SIDES: Final = (
    (re.compile(r"actif\b"), re.compile(r"passif\b"), True),
    (re.compile(r"(charges|depenses)\b"), re.compile(r"(produits|recettes)\b"), False),
    (re.compile(r"emplois\b"), re.compile(r"ressources\b"), False),
)
#: Lines that make the two sides of an account equal.
_BALANCING: Final = re.compile(
    r"\b(excedent|deficit|benefice|perte|apport|prelevement|equilibre|augmentation|diminution)\b"
)
#: Lines by which a balance sheet is whole.
_OWN_FUNDS: Final = re.compile(r"\b(fonds propres|capitaux|reserves?|resultat|report a nouveau)\b")
#: What tells that a balance sheet need not balance yet.
_OPEN: Final = re.compile(r"\b(provisoires?|hors resultat|en cours|partiel|extraits?|simulation)\b")
#: Where the sides lie further apart than this, the totals are of something else.
_FAR: Final = 0.2
_LONGEST: Final = 400


@dataclass(frozen=True)
class _Side:
    """A total of one side with its figures, left to right."""

    label: str
    at: Place
    figures: tuple[tuple[Place, float], ...]


def check_sides(grid: Grid) -> list[Difference]:
    """Report the total of a side that the other side contradicts."""
    if len(grid.rows()) > _LONGEST:
        return []
    texts = [normal(stored.text) for stored in grid.cells.values() if stored.text]
    if any(_OPEN.search(text) for text in texts):
        return []
    scaled = any(is_scaled(text) for text in texts)
    return [one for pair in _pairs(grid) for one in _compared(grid, *pair, scaled=scaled)]


def _pairs(grid: Grid) -> Iterator[tuple[_Side, _Side]]:
    sides = [
        (_side(grid, at, stored), normal(stored.text))
        for at, stored in sorted(grid.cells.items())
        if stored.text
    ]
    assets = [side for side, text in sides if side and _ASSETS.match(text)]
    others = [side for side, text in sides if side and _LIABILITIES.match(text)]
    if len(assets) == len(others) == 1 and _is_whole(grid, others[0]):
        yield assets[0], others[0]
        return
    grand = [side for side, text in sides if side and _GRAND.match(text)]
    for one in grand:
        beside = [side for side in grand if side.at[0] == one.at[0] and side.at[1] > one.at[1]]
        if len(beside) == 1 and _faces(grid, one, beside[0]):
            yield one, beside[0]


def _side(grid: Grid, at: Place, stored: Stored) -> _Side | None:
    figures = []
    for column, cell in sorted(grid.row(at[0]).items()):
        if column <= at[1]:
            continue
        if cell.text and cell.number is None:
            break
        if cell.number is not None and not cell.percent:
            figures.append(((at[0], column), cell.number))
    return _Side(stored.text, at, tuple(figures)) if figures else None


def _above(grid: Grid, at: Place) -> list[str]:
    """Return the texts above a label, the nearest first."""
    cells = (grid.cells.get((row, at[1])) for row in range(at[0] - 1, -1, -1))
    return [normal(cell.text) for cell in cells if cell is not None and cell.text]


def _is_whole(grid: Grid, side: _Side) -> bool:
    return any(_OWN_FUNDS.search(text) for text in _above(grid, side.at))


def _faces(grid: Grid, one: _Side, other: _Side) -> bool:
    """Tell whether two totals are those of the two sides of one account."""
    left, right = _above(grid, one.at), _above(grid, other.at)
    for first, second, always in _SIDES:
        if any(map(first.match, left)) and any(map(second.match, right)):
            if always:
                return _is_whole(grid, other)
            return any(_BALANCING.search(text) for text in (*left, *right))
    return False


def _compared(grid: Grid, one: _Side, other: _Side, *, scaled: bool) -> Iterator[Difference]:
    net = [figure for figure in one.figures if _says_net(grid, figure[0])]
    left = net if net and len(one.figures) > len(other.figures) else list(one.figures)
    pairs = list(zip(left, other.figures, strict=False))
    if len(left) != len(other.figures) or not all(
        _heading(grid, first[0]) == _heading(grid, second[0]) or len(pairs) == 1 or net
        for first, second in pairs
    ):
        return
    # A rounded unit leaves a few of its last digits between the two sides.
    slack = 2.0 if scaled else 1.0
    wrong = [(first, second) for first, second in pairs if abs(first[1] - second[1]) > slack]
    if len(wrong) != 1 or not wrong[0][0][1] or not wrong[0][1][1]:
        return
    (first, second) = wrong[0]
    if abs(first[1] - second[1]) > _FAR * abs(first[1]):
        return
    yield Difference(
        "equilibre",
        second[0],
        second[1],
        first[1],
        (first[0],),
        f"« {other.label} » : les deux côtés doivent être égaux, et « {one.label} » est de l'autre "
        f"côté, en {shown(first[0])}.",
    )


def _says_net(grid: Grid, at: Place) -> bool:
    return "net" in _heading(grid, at).split()


def _heading(grid: Grid, at: Place) -> str:
    """Return the nearest heading above a figure."""
    for row in range(at[0] - 1, -1, -1):
        cell = grid.cells.get((row, at[1]))
        if cell is None:
            continue
        if cell.text:
            return normal(cell.text)
        if cell.number is not None and is_year(cell.number):
            return str(int(cell.number))
    return ""
