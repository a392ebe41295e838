"""One value of a report, with the formula that gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pycog.values import Scalar

#: What stands where there is nothing to show.
NOTHING: Final = "—"


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of a report with the formula that gives it.

    Attributes:
        value: Number, text, or ``None`` where there is nothing to show.
        shown: The value as an officer reads it, in French; ``"—"`` for nothing.
        kind: How it is shown (see :func:`pycog.values.display`), also its unit.
        formula: Formula in file syntax, ``""`` where :attr:`value` is ``None``.
    """

    value: Scalar
    shown: str
    kind: str
    formula: str

    @property
    def number(self) -> float | None:
        """The value where it is a number, for pictures."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            return None
        return float(self.value)


EMPTY: Final = Figure(None, NOTHING, "text", "")
