"""Holds the cells of a table against what the agreement prints."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pycog.audit.grid import Stored, normal
from pycog.errors import InvalidInput
from pycog.targets import Target, parse_target
from pycog.values import AMOUNT_UNITS

#: Two printed figures are equal within the noise of their writing.
_NOISE: Final = 1e-9
_POINTS: Final = 100.0
#: No target that can be compared is longer.
_LONGEST: Final = 60


@dataclass(slots=True)
class Agreement:
    """How the figures of a row go with what is printed of a subject.

    Attributes:
        same: Cells that say what is printed.
        other: Cells that say something else.
        telling: Cells of ``same`` whose figure few other subjects share.
        sharp: Cells of ``telling`` whose amount has digits enough to be no round one.
    """

    same: int = 0
    other: int = 0
    telling: int = 0
    sharp: int = 0

    @property
    def holds(self) -> bool:
        """Whether all that can be compared is the same."""
        return self.same > 0 and not self.other


def same_target(stored: Stored, printed: str) -> bool | None:
    """Tell whether a cell says a printed target; ``None`` where it cannot be compared.

    Args:
        stored: The cell.
        printed: As the agreement prints it.

    Returns:
        Whether they say the same, a rate in points included (98 for « 98 % »).
    """
    if stored.error or isinstance(stored.value, bool) or stored.value == "":
        return None
    if isinstance(stored.value, str) and normal(stored.value) == normal(printed):
        return True
    meant = _target(printed)
    said = _target(stored.value)
    if meant is None or said is None:
        return None
    if meant.value is None or said.value is None:
        return None if not (meant.is_set and said.is_set) else meant.kind == said.kind
    if said.kind not in {"count", "rate", meant.kind} and not {said.kind, meant.kind} <= _PLAIN:
        return False
    if meant.delay != said.delay and said.delay is not None:
        return False
    if _equal(said.value, meant.value):
        return True
    return said.kind == "count" and meant.is_ratio and _equal(said.value, meant.value * _POINTS)


_PLAIN: Final = frozenset({"count", "rate", "amount", "change", "delay"})


def _target(value: float | int | str | bool) -> Target | None:
    if isinstance(value, str):
        # The same words that are no target come row after row; prose is none.
        return _read(value) if len(value) <= _LONGEST else None
    try:
        return parse_target(value)
    except InvalidInput:
        return None


@lru_cache(maxsize=1 << 12)
def _read(text: str) -> Target | None:
    try:
        return parse_target(text)
    except InvalidInput:
        return None


def _equal(first: float, second: float) -> bool:
    return abs(first - second) <= _NOISE * max(abs(first), abs(second), 1e-12)


def same_amount(number: float, printed: float, unit: str, printed_unit: str) -> bool:
    """Tell whether an amount is the printed one, rounded to its own unit at most.

    Args:
        number: The amount of a cell.
        printed: The amount as printed.
        unit: Unit of the cell, one of :data:`pycog.values.AMOUNT_UNITS`.
        printed_unit: Unit of the printed amount.
    """
    factor = 10.0 ** AMOUNT_UNITS[unit]
    meant = printed * 10.0 ** AMOUNT_UNITS[printed_unit]
    if _equal(number * factor, meant):
        return True
    # 14 225 k€ rounds to 14,2 M€: half of the last decimal that the cell shows, at most.
    decimals = len(f"{number:.6f}".rstrip("0").partition(".")[2])
    slack = factor * 10.0**-decimals / 2
    return factor > 1 and bool(number) and abs(number * factor - meant) <= slack * (1 + _NOISE)
