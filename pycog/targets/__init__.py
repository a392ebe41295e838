"""The grammar of printed targets: ``"< 5 %"``, ``"90 % sous 48 h"``, ``"N-1 + 2 pts"``…

A target is read as it is printed or refused with the reason and with what can be written;
nothing is guessed. :mod:`~pycog.targets.quantities` reads a number and its unit,
:mod:`~pycog.targets.qualifiers` what stands around it (a comparator, a year, a footnote),
:mod:`~pycog.targets.wordings` what has no figure, :mod:`~pycog.targets.variations` what is
measured from an earlier year, and :mod:`~pycog.targets.grammar` puts them together.
"""

from __future__ import annotations

from pycog.targets.grammar import parse_target, to_direction
from pycog.targets.printed import (
    EMPTY,
    EXAMPLES,
    HIGHER,
    KINDS,
    LOWER,
    RATIO_KINDS,
    RELATIVE,
    UNSET,
    Target,
)
from pycog.targets.quantities import (
    DELAY_UNITS,
    Quantity,
    convert,
    denominator,
    is_count_of_things,
    is_rate_unit,
    read_quantity,
)

__all__ = [
    "DELAY_UNITS",
    "EMPTY",
    "EXAMPLES",
    "HIGHER",
    "KINDS",
    "LOWER",
    "RATIO_KINDS",
    "RELATIVE",
    "UNSET",
    "Quantity",
    "Target",
    "convert",
    "denominator",
    "is_count_of_things",
    "is_rate_unit",
    "parse_target",
    "read_quantity",
    "to_direction",
]
