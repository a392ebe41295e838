"""Gives a bare printed number the unit of its indicator: « 28,4 » in a column of M€."""

from __future__ import annotations

import re
from typing import Final

from msgspec.structs import replace

from pycog.conventions.facts.models import Printed
from pycog.errors import InvalidInput
from pycog.targets import DELAY_UNITS, parse_target
from pycog.values import clean

_MONEY: Final = frozenset({"€", "c€"})
#: A rate is written in per cent from 1 on; « 0,85 » may be either.
_LEAST_RATE: Final = 0.01


def in_unit(printed: Printed, unit: str) -> Printed:
    """Return a value read in the unit of its indicator, where the text prints none.

    Args:
        printed: A value of the annex.
        unit: Unit of the indicator, as printed.

    Returns:
        The value as it is unless it is a bare number, and its unit an amount of money, a rate
        or a delay: the reading then has the unit.
    """
    target = printed.target
    if target.kind not in {"count", "interval"} or target.unit or not unit.strip():
        return printed
    unit = "%" if re.fullmatch(r"(?:en )?%|pourcentage", clean(unit).lower()) else clean(unit)
    try:
        read = parse_target(f"{target.text} {unit}")
    except InvalidInput:
        return printed
    money = read.unit in _MONEY
    rate = read.unit == "%" and read.value is not None and read.value >= _LEAST_RATE
    delay = read.kind == "delay" and read.unit in DELAY_UNITS
    alike = money or rate or delay or (read.kind == "interval" and read.unit in DELAY_UNITS)
    return replace(printed, target=read) if alike else printed
