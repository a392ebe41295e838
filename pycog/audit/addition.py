"""When a printed total is the sum of its parts, and which parts a total may have.

A total is only held for wrong when no sensible addition gives it; what is sensible
beyond a plain sum stands here: rounding, deductions, every second line, lines named
like their total.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final, TypeVar

from pycog.audit.grid import normal

#: A hundredth of the smallest unit shown, and the noise of binary sums.
_CENT: Final = 0.005
_NOISE: Final = 1e-9
#: What is taken off although it is printed without a sign.
_DEDUCTED: Final = re.compile(
    r"\b(amortissements?|depreciations?|a deduire|deductions?|moins|remises?|attenuations?|"
    r"reprises?|annulations?|minoration|retenues?|trop[- ]percus?)\b|^\(?[-–]\)? "
)
_RECEIVED: Final = re.compile(
    r"\b(produits?|recettes?|ressources?|remises?|dotations?(?! aux)|subventions?|"
    r"cotisations?|ventes?)\b"
)
#: A result of a deduction, which is no further part beside what it comes from.
_NET: Final = re.compile(r"\b(net|nets|nette|nettes)\b")
_WORDS: Final = re.compile(r"[a-z0-9]+")
_OF_A_TOTAL: Final = frozenset(
    {"total", "totaux", "totale", "totales", "sous", "s", "t", "general", "generale", "ensemble"}
    | {"de", "des", "du", "la", "le", "les", "l", "d", "a", "au", "aux", "en", "et", "pour"}
)
_WIDEST_STEP: Final = 4
#: Longest list in which every second line is looked for.
_LONGEST: Final = 400

Item = TypeVar("Item")


def same(printed: float, recomputed: float) -> bool:
    """Tell whether two amounts are equal to the cent, binary noise aside."""
    return abs(printed - recomputed) <= _CENT + _NOISE * max(abs(printed), abs(recomputed))


@lru_cache(maxsize=1 << 12)
def decimals(value: float) -> int:
    """Return how many decimals a figure has."""
    if value % 1 == 0:
        return 0
    # Fifteen digits are what Excel shows: what follows is the noise of binary sums.
    return max(0, -int(Decimal(f"{value:.15g}").normalize().as_tuple().exponent))


def is_sum(printed: float, values: Sequence[float], *, rounded: bool = False) -> bool:
    """Tell whether figures add up to a printed total, as they are rounded.

    Args:
        printed: The total.
        values: Its parts.
        rounded: Whether the figures are told in a rounded unit (thousands, millions),
            so that they need not add up to the last digit.
    """
    recomputed = math.fsum(values)
    gap = abs(printed - recomputed)
    if same(printed, recomputed):
        # Tiny figures are equal to the cent whatever they are.
        return abs(printed) >= 1 or gap <= 1e-4 or printed == recomputed
    if gap > (len(values) + 1) / 2 + _NOISE:
        return False
    coarse, fine = decimals(printed), max(map(decimals, values), default=0)
    if coarse < fine and gap <= 0.5 * 10.0**-coarse + _NOISE * abs(printed):
        return True  # the total is rounded, its parts are not
    if not rounded and max(coarse, fine) != 1:
        return False
    unit = 10.0 ** -min(max(coarse, fine), 4)
    return gap <= unit * (len(values) + 1) / 2 + _NOISE


def may_change_by(rate: float, start: float, end: float) -> bool:
    """Tell whether a rate may be the change of two figures before they were rounded."""
    if start <= 0 or end <= 0:
        return False
    one, other = (10.0 ** -min(decimals(value), 4) / 2 for value in (start, end))
    if start <= one:
        return False
    low, high = (end - other) / (start + one) - 1, (end + other) / (start - one) - 1
    return low - _NOISE <= rate <= high + _NOISE


def is_deducted(label: str) -> bool:
    """Tell whether a line is usually taken off what stands above it."""
    return bool(_DEDUCTED.search(normal(label)))


def is_received(label: str) -> bool:
    """Tell whether a line is about receipts, whose differences may be taken the other way."""
    return bool(_RECEIVED.search(normal(label)))


def is_net(label: str) -> bool:
    """Tell whether a label names what is left after a deduction."""
    return bool(_NET.search(normal(label)))


def balances(printed: float, labelled: Sequence[tuple[str, float]]) -> bool:
    """Tell whether gross amounts less deductions give a total, with or without the net lines.

    Args:
        printed: The total.
        labelled: Its lines: label and figure.
    """
    if not any(is_deducted(label) or is_net(label) for label, _ in labelled):
        return False
    lines = [(label, value) for label, value in labelled if not is_net(label)]
    signed = [-value if is_deducted(label) else value for label, value in lines]
    gross = [value for label, value in lines if not is_deducted(label)]
    net = [value for label, value in labelled if is_net(label)]
    return any(one and is_sum(printed, one) for one in (signed, gross, net))


def is_balance_of(label: str, printed: float, values: Sequence[float]) -> bool:
    """Tell whether a net total is its first part less the others."""
    if not is_net(label) or len(values) < 2:
        return False
    return is_sum(printed, [values[0], *(-value for value in values[1:])])


def outer(values: Sequence[float]) -> list[float]:
    """Return the figures left once those that a figure before them adds up are taken out.

    A figure may add up others that add up others again: chapters, articles and lines.
    """
    kept: list[float] = []  # from the last one on, so that details are known before their sum
    for value in reversed(values):
        running = 0.0
        for count, part in enumerate(reversed(kept), start=1):
            running += part
            if count > 1 and value and same(running, value):
                del kept[-count:]
                break
        kept.append(value)
    return kept[::-1]


def namesakes(total: str, lines: Sequence[Item], label: Callable[[Item], str]) -> list[Item]:
    """Return the lines whose label has the words of their total: « Total-E » of « Lyon-E »."""
    words = set(_WORDS.findall(normal(total))) - _OF_A_TOTAL
    if not words or len(words) > 3:
        return []
    return [line for line in lines if words <= set(_WORDS.findall(normal(label(line))))]


def alternating(lines: Sequence[Item]) -> Iterator[list[Item]]:
    """Yield every second line, every third and so on, from each start."""
    if len(lines) > _LONGEST:
        return
    for step in range(2, _WIDEST_STEP + 1):
        for start in range(step):
            found = list(lines[start::step])
            if len(found) > 1 and len(lines) >= 2 * step:
                yield found
