"""Printed variations: what is to be gained or lost from an earlier year.

``"+3 %"`` is relative and ``"+2 pts"`` adds to a rate. A number with another unit is a
variation only where the text says so: « N-1 + 3 jours », « baisse de 250 ETP ».
"""

from __future__ import annotations

from typing import Final

from pycog.lazy_patterns import regex
from pycog.targets.printed import HIGHER, LOWER, Target
from pycog.targets.qualifiers import REFERENCE, compared, stripped
from pycog.targets.quantities import DELAY_UNITS, Quantity, read_quantity
from pycog.values import fold

_SIGNED = regex(r"([+-]) ?(\d.*)")
_DOWN: Final = "baisse|diminution|reduction|recul|diminuer|reduire|baisser"
_UP: Final = "hausse|augmentation|progression|croissance|augmenter"
_GAINED: Final = "gain"
_WORDED = regex(rf"(?:en )?({_DOWN}|{_UP}|{_GAINED}) (?:d'au moins |de (?:plus de )?|d')(\d.*)")
_TURNED = regex(rf"(\d.*?) (?:de |d'|en )({_DOWN}|moins|{_UP}|plus)")
_FROM = regex(rf"({REFERENCE}) ?([+-]) ?(\d.*)")
#: Quantities that cannot be negative by themselves, so that a sign tells a variation.
_MONEY: Final = frozenset({"€", "c€"})


def read_variation(plain: str, what: str) -> Target | None:
    """Read a variation, relative or in points or units.

    Args:
        plain: A lower-case text without its footnote marks.
        what: How to name the target in the error message.

    Returns:
        The target; ``None`` where the text is no variation, or where nothing tells
        « +3 » from a value.

    Raises:
        InvalidInput: ``nombre-ambigu``.
    """
    around = stripped(plain)
    bound, from_year = compared(around.core)
    match = _FROM.fullmatch(from_year)
    counted = match is not None
    if match:
        base, down, figure, told = match[1], match[2] == "-", match[3], True
        if bound not in {None, *(("<=", "<") if down else (">=", ">"))}:
            return None  # « ≤ N-1 + 2 pts » is a limit to a rise, which no variation says
    elif match := _SIGNED.fullmatch(around.core):
        base, down, figure, told = around.base, match[1] == "-", match[2], bool(around.base)
    elif worded := _worded(around.core):
        base, told = around.base, True
        down, figure = worded
    else:
        return None
    size = read_quantity(figure, what, words=True)
    if size is None:
        return None
    kind = _kind(size, told, from_reference=counted)
    if kind is None or (base.isdecimal() and not size.unit):  # « 2014-2015 » is two years
        return None
    if size.unit != "points" and around.core.startswith(_GAINED):
        return None  # a gain of two days takes two days off, one of 5 % may be saved: nothing tells
    scope = f"{size.scope} {around.scope}".strip()
    value, comparator, direction = (
        (-size.value, "<=", LOWER) if down else (size.value, ">=", HIGHER)
    )
    return Target(
        plain,
        kind,
        value,
        bound if counted and bound else comparator,
        size.unit,
        direction,
        imposed=True,
        base=base,
        scope=scope,
    )


def _worded(core: str) -> tuple[bool, str] | None:
    """Return whether a worded variation goes down, and its figure as printed."""
    folded = fold(core)
    if len(folded) != len(core):
        return None
    if match := _WORDED.fullmatch(folded):
        return match[1] in _DOWN.split("|"), core[match.start(2) : match.end(2)]
    if match := _TURNED.fullmatch(folded):
        return match[2] in {*_DOWN.split("|"), "moins"}, core[match.start(1) : match.end(1)]
    return None


def _kind(size: Quantity, told: bool, *, from_reference: bool) -> str | None:
    if size.unit == "%":
        # « N-1 + 2 % » adds to a rate or multiplies it: it has two readings.
        return None if from_reference else "change"
    if size.unit == "points":
        return "shift"
    if size.unit == "‰" or size.unit.startswith("/"):
        return None
    if not size.unit:
        return "shift" if from_reference else None
    alone = size.unit not in DELAY_UNITS | _MONEY
    return "shift" if told or alone else None
