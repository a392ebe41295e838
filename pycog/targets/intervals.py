"""Reads two bounds, or a value and its tolerance: « 85 à 90 % », « ]80 % ; 90 %[ », « 85 ± 2 »."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from pycog.arithmetic import exact, to_float
from pycog.lazy_patterns import regex
from pycog.targets.printed import Target
from pycog.targets.qualifiers import compared, stripped
from pycog.targets.quantities import Quantity, convert, is_rate_unit, read_quantity

#: Between two bounds in brackets; a comma among digits only where it can be no decimal one.
_APART = r"(?:[;–—-]|,(?!\d)|(?<!\d),|,(?=\d+[^\d;,–—-]*[\[\]]))"
_INTERVAL = regex(
    r"(?:compris(?:e)? )?entre (?P<low>\d.*?) et (?P<high>\d.*)"
    r"|(?:de )?(?P<low2>\d.*?) à (?P<high2>\d.*)"
    rf"|\[ ?(?P<low3>\d.*?) ?{_APART} ?(?P<high3>\d.*?) ?\]"
    r"|(?P<low4>\d[\d ,.]*?(?: ?%)?) ?[–—-] ?(?P<high4>\d.*)"
)
_EXCLUDED = regex(
    r"(?:strictement (?:compris(?:e)? )?entre (?P<low>\d.*?) et (?P<high>\d.*)"
    r"|(?:compris(?:e)? )?entre (?P<low2>\d.*?) et (?P<high2>\d.*?),? "
    r"\(?(?:bornes )?exclue?s\)?)"
)
_BRACKETS = regex(
    rf"(?P<left>[\[\]]) ?(?P<low>\d.*?) ?{_APART} ?(?P<high>\d.*?) ?(?P<right>[\[\]])"
    r"(?P<unit> ?[^\d\[\]]+)?"
)
#: A name between its bounds: « 80 % ≤ x < 90 % ».
_AROUND = regex(
    r"(?P<low>\d[^<≤]*?) ?(?P<left><=|[<≤]) ?[^\W\d_][^\d<≤]{0,30}? ?(?P<right><=|[<≤]) ?"
    r"(?P<high>\d.*)"
)
_ABOVE: Final = (">", ">=")
_BELOW: Final = ("<", "<=")
_TOLERANCE = regex(
    r"(?P<value>\d.*?) ?\(?(?:±|\+ ?/ ?-|\+ ou -|plus ou moins"
    r"|à (?:±|\+ ?/ ?-)?(?= ?\d[\d,]* .* près)|à (?:±|\+ ?/ ?-)) ?"
    r"(?P<margin>\d.*?)(?: près)?\)?"
)
_UNIT_TAIL = regex(r"\d[\d ]*(?:[.,]\d+)? ?(.*)")
_YEAR = regex(r"20\d\d")
_PERCENT: Final = 100


def read_interval(plain: str, what: str) -> Target | None:
    """Read two bounds; each meets the target unless its sign or bracket leaves it out.

    Args:
        plain: A lower-case text.
        what: How to name the value in an error message.

    Returns:
        The target; ``None`` where the text is no interval.
    """
    around = stripped(plain)
    bounds = None if around.base else _bounds(around.core)
    if bounds is None:
        return None
    low_text, high_text, open_low, open_high = bounds
    high = read_quantity(high_text, what, words=True)
    if high is None or _is_no_bound(low_text, high_text):
        return None
    low = read_quantity(low_text, what)
    if low is not None and not low.unit and high.unit:
        # « 85 à 90 % »: the unit is printed once, after both bounds.
        unit = (found := _UNIT_TAIL.fullmatch(high_text)) and found[1]
        low = read_quantity(f"{low_text} {unit}", what, words=True)
    if low is None or low.unit != high.unit or low.value > high.value:
        return None
    if (open_low or open_high) and low.value == high.value:
        return None
    return Target(
        plain,
        "interval",
        low.value,
        unit=low.unit,
        upper=high.value,
        scope=f"{high.scope} {around.scope}".strip(),
        open_low=open_low,
        open_high=open_high,
    )


def _bounds(core: str) -> tuple[str, str, bool, bool] | None:
    """Return both bounds as written, and whether each is left out."""
    if match := _EXCLUDED.fullmatch(core):
        low, high = match["low"] or match["low2"], match["high"] or match["high2"]
        return low, high, True, True
    if match := _INTERVAL.fullmatch(core):
        low, high = (text.strip() for text in match.groups() if text is not None)
        return low, high, False, False
    if match := _BRACKETS.fullmatch(core):
        high = f"{match['high']}{match['unit'] or ''}"
        return match["low"], high, match["left"] == "]", match["right"] == "["
    if match := _AROUND.fullmatch(core):
        return match["low"], match["high"], match["left"] == "<", match["right"] == "<"
    sides = [compared(part) for part in core.split(" et ")]
    if len(sides) != 2:
        return None
    (one, low), (other, high) = sides
    if one in _BELOW and other in _ABOVE:
        (one, low), (other, high) = (other, high), (one, low)
    if one not in _ABOVE or other not in _BELOW:
        return None
    return low, high, one == ">", other == "<"


def _is_no_bound(low: str, high: str) -> bool:
    """Tell whether « a-b » is two years, or digits of a date: « 2014-2015 », « 01-02 »."""
    if not (low.isdecimal() and high.isdecimal()):
        return False
    return any((text[0] == "0" and len(text) > 1) or _YEAR.fullmatch(text) for text in (low, high))


def read_tolerance(plain: str, what: str) -> Target | None:
    """Read a value and what it may differ by; ``None`` where the text is none."""
    around = stripped(plain)
    match = _TOLERANCE.fullmatch(around.core)
    if not match or around.base:
        return None
    value = read_quantity(match["value"], what)
    margin = read_quantity(match["margin"], what)
    half = _half_width(value, margin) if value and margin else None
    if value is None or half is None:
        return None
    low, high = exact(value.value) - half, exact(value.value) + half
    if low < 0:
        return None
    bounds = to_float(low), to_float(high)
    return Target(
        plain, "interval", bounds[0], unit=value.unit, upper=bounds[1], scope=around.scope
    )


def _half_width(value: Quantity, margin: Quantity) -> Fraction | None:
    """Return a tolerance in the unit of its value: bare, in points or in the same unit."""
    size = exact(margin.value)
    if value.unit == "%" and margin.unit in {"", "points"}:
        return size / 100
    if is_rate_unit(value.unit):
        return size if margin.unit == value.unit else None
    if margin.unit == "%":
        if not value.unit and value.value <= _PERCENT:
            return None  # « 80 ± 2 % »: of points of a rate, or of the number itself
        return size * exact(value.value)
    converted = convert(margin.value, margin.unit, value.unit) if margin.unit else margin.value
    return None if converted is None else exact(converted)
