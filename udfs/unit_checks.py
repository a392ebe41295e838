"""The argument « unités », which several formulas share."""

from __future__ import annotations

from typing import Final

from pycog.plausibility import UNIT_CHECKS
from udfs.catalogue import Argument


def units(refused: str) -> Argument:
    """Return the argument, with what it lets through in French."""
    return Argument(
        "units",
        "unités",
        f"« contrôler » (par défaut) refuse {refused}. « tel quel » les prend comme ils sont "
        "saisis.",
        optional=True,
        choices=UNIT_CHECKS,
        single=True,
    )


#: For formulas that compare a result with a target.
UNITS: Final = units(
    "deux nombres d'échelles différentes : un rapport et des points (0,87 et 86), des milliers et "
    "des unités"
)
#: For formulas that compare two amounts.
AMOUNTS: Final = units("deux montants d'échelles différentes : des milliers et des euros")
