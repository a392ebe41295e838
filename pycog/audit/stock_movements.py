"""Recomputes what a stock is in the end: what it was, plus what came in, less what went out.

The labels tell the rule, so that one period which keeps it is enough to hold the others to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pycog.audit.addition import is_sum
from pycog.audit.blocks import Block, Line
from pycog.audit.grid import normal
from pycog.audit.sums import Difference

_STOCK: Final = r"(?:stock|solde|encours|en-cours|reserves?|tresorerie|effectif|portefeuille)s?"
_OPENING: Final = re.compile(
    rf"^{_STOCK} (?:initiale?s?|d'ouverture|en debut|au debut|de debut|d'entree|au 1er janvier|"
    r"au 0?1/0?1)\b"
)
_CLOSING: Final = re.compile(
    rf"^{_STOCK} (?:finale?s?|de cloture|en fin|a la fin|de fin|de sortie|au 31 decembre|"
    r"au 31/12)\b"
)
_IN: Final = re.compile(
    r"^[+ ]*(?:entrees?|arrivees?|recus|recues|receptions?|nouveaux|nouvelles|ouvertures?|"
    r"encaissements?|dotations?|versements?|alimentations?|augmentations?|recrutements?|creations?)\b"
)
_OUT: Final = re.compile(
    r"^[-– ]*(?:sorties?|departs?|traites|traitees|liquides|liquidees|clos|closes|soldes|"
    r"clotures?|decaissements?|depenses?|prelevements?|utilisations?|diminutions?|suppressions?)\b"
)


@dataclass(frozen=True)
class _Movement:
    """Consecutive lines of a stock: its opening, what moves it, its closing."""

    opening: Line
    moves: tuple[tuple[Line, int], ...]
    closing: Line


def check_movements(block: Block) -> Iterator[Difference]:
    """Yield the closing stocks that their movements do not give.

    Args:
        block: The table, whose lines or columns are a stock and its movements.
    """
    for one in _movements(block.lines):
        yield from _checked(block, one)


def _movements(lines: Sequence[Line]) -> Iterator[_Movement]:
    opening: Line | None = None
    moves: list[tuple[Line, int]] = []
    for line in lines:
        if line.role == "dont":
            continue
        label = normal(line.label)
        if _OPENING.match(label):
            opening, moves = line, []
        elif opening is not None and _CLOSING.match(label):
            if {sign for _, sign in moves} == {1, -1}:
                yield _Movement(opening, tuple(moves), line)
            opening = None
        elif opening is not None and (sign := bool(_IN.match(label)) - bool(_OUT.match(label))):
            moves.append((line, sign))
        else:
            opening = None  # another line moves the stock, in a way that no word tells


def _checked(block: Block, one: _Movement) -> Iterator[Difference]:
    kept, failed = 0, []
    for column in block.across:
        figures = [block.figure(line, column) for line in (one.opening, one.closing)]
        moved = [(block.figure(line, column), sign) for line, sign in one.moves]
        if None in figures or all(figure is None for figure, _ in moved):
            continue
        start, end = (figure or 0.0 for figure in figures)
        # What goes out may be printed with its sign.
        signed = [-abs(figure or 0.0) if sign < 0 else figure or 0.0 for figure, sign in moved]
        if is_sum(end, [start, *signed], rounded=block.scaled):
            kept += 1
        else:
            failed.append((column, start, end, signed))
    if len(failed) != 1 or not kept:
        return
    ((column, start, end, signed),) = failed
    if start + sum(signed) < 0 < end or not end:
        return
    told = " ".join(
        f"{'plus' if sign > 0 else 'moins'} « {line.label} »" for line, sign in one.moves
    )
    yield Difference(
        "stock",
        block.at(one.closing, column),
        end,
        start + sum(signed),
        tuple(block.at(line, column) for line in (one.opening, *(line for line, _ in one.moves))),
        f"{block.name(one.closing, column)} : « {one.opening.label} » {told}.",
    )
