"""``CONVERT``: the units of time, length, mass, volume, area, energy and temperature.

Those of other quantities are left to Excel: what the engine does not know it calls ``#N/A``,
and so would Excel for a unit that does not exist.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from pycog.refresh.calculation.functions.coercion import UNSURE, Fault, number, text

_INCH: Final = 0.0254
_POUND: Final = 453.59237
#: What one unit is of the first of its kind, by kind.
_KINDS: Final = (
    {"sec": 1.0, "s": 1.0, "min": 60.0, "mn": 60.0, "hr": 3600.0, "day": 86_400.0, "d": 86_400.0,
     "yr": 31_557_600.0},
    {"m": 1.0, "in": _INCH, "ft": 12 * _INCH, "yd": 36 * _INCH, "mi": 63_360 * _INCH,
     "Nmi": 1852.0},
    {"g": 1.0, "lbm": _POUND, "ozm": _POUND / 16, "ton": 2000 * _POUND},
    {"l": 1.0, "L": 1.0, "lt": 1.0, "m3": 1000.0, "m^3": 1000.0},
    {"m2": 1.0, "m^2": 1.0, "ha": 10_000.0, "ar": 100.0},
    {"J": 1.0, "Wh": 3600.0, "wh": 3600.0, "cal": 4.1868},
    {"byte": 8.0, "bit": 1.0},
)  # fmt: skip
#: Units that take the prefixes of the metric system.
_METRIC: Final = {"sec", "s", "m", "g", "l", "L", "lt", "J", "Wh", "wh", "cal", "byte", "bit"}
_PREFIXES: Final = {
    "P": 1e15, "T": 1e12, "G": 1e9, "M": 1e6, "k": 1e3, "h": 1e2, "da": 10.0, "e": 10.0,
    "d": 1e-1, "c": 1e-2, "m": 1e-3, "u": 1e-6, "n": 1e-9, "p": 1e-12,
}  # fmt: skip
_CELSIUS, _KELVIN = (Fraction(0), Fraction(1)), (Fraction(-27_315, 100), Fraction(1))
_FAHRENHEIT: Final = (Fraction(-160, 9), Fraction(5, 9))
#: Degrees Celsius at zero, and of one degree, by scale.
_SCALES: Final = {
    "C": _CELSIUS, "cel": _CELSIUS, "F": _FAHRENHEIT, "fah": _FAHRENHEIT, "K": _KELVIN,
    "kel": _KELVIN,
}  # fmt: skip


def converted(value: Any, given: Any, wanted: Any) -> float:
    """Return an amount in another unit.

    Raises:
        Fault: ``Na`` for units of two kinds, ``NImpl`` for one that is not known here.
    """
    amount, one, other = number(value), text(given), text(wanted)
    if one in _SCALES and other in _SCALES:
        (zero, degree), (other_zero, other_degree) = _SCALES[one], _SCALES[other]
        exact = Fraction(f"{amount:.15g}")
        return float((zero + exact * degree - other_zero) / other_degree)
    sizes = [_sized(unit) for unit in (one, other)]
    (kind, size), (other_kind, other_size) = sizes
    if kind != other_kind:
        raise Fault("Na")
    return amount * size / other_size


def _sized(unit: str) -> tuple[int, float]:
    """Return the kind of a unit and its size."""
    for kind, units in enumerate(_KINDS):
        if unit in units:
            return kind, units[unit]
    for kind, units in enumerate(_KINDS):
        for prefix, factor in _PREFIXES.items():
            base = unit.removeprefix(prefix)
            if base != unit and base in units and base in _METRIC:
                return kind, factor * units[base]
    raise Fault(UNSURE)
