"""Adds up again the totals of a budget that an equipped workbook holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pycog.arithmetic import total
from pycog.equip.holdings import Held, Holdings

if TYPE_CHECKING:
    from pycog.conventions import Convention

#: Amounts are compared to the cent of the unit in which they are typed.
_CENT: Final = 0.005


@dataclass(frozen=True, slots=True)
class Total:
    """A total as its lines give it.

    Attributes:
        amount: Sum of its lines, ``None`` while one of them is missing.
        missing: Labels of the lines that have no amount.
        differs: Whether the typed total is another one.
    """

    amount: float | None
    missing: tuple[str, ...]
    differs: bool


def amount_of_total(held: Holdings, convention: Convention, one: Held) -> Total:
    """Add up the lines of a total in the year and role of a typed one.

    Args:
        held: What the workbook holds.
        convention: Its agreement, which says what a total adds up.
        one: The typed total.
    """
    frame = one.subject.frame
    amounts: list[float] = []
    missing: list[str] = []

    def add(key: str) -> None:
        line = convention.funds[frame].line(key)
        if line is None:
            return
        if line.parts:
            for part in line.parts:
                add(part)
            return
        found = held.values.get((("ligne", frame, key), one.role, one.year))
        if found is None or not isinstance(found.value, int | float):
            missing.append(f"« {line.label} »")
        else:
            amounts.append(float(found.value))

    add(one.subject.key)
    if missing:
        return Total(None, tuple(missing), differs=False)
    amount = total(amounts)
    typed = one.value
    differs = isinstance(typed, int | float) and abs(float(typed) - amount) > _CENT
    return Total(amount, (), differs)
