"""What texts of a sheet say: units of amounts, and whether they are sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pycog.dialogue.normalise import normalise_long
from pycog.lazy_patterns import regex

UNIT: Final = regex(
    r"(?:\(|\ben |^|\([^()]*, )(?P<unit>k ?€|m ?€|€|keuros|milliers d euros|euros)(?!\w)"
)
_UNITS: Final = {"milliers d euros": "k€", "keuros": "k€", "euros": "€", "m€": "M€"}
#: Names of rows are shorter than this on average.
_SENTENCE: Final = 80


def is_prose(names: Iterable[str]) -> bool:
    """Tell whether the names of rows are sentences: instructions are no table."""
    lengths = [len(one) for one in names]
    return sum(lengths) > _SENTENCE * max(1, len(lengths))


def unit_of(text: str) -> str:
    """Return the unit of amounts that a heading says, ``""`` for none."""
    match = UNIT.search(normalise_long(text))
    if match is None:
        return ""
    unit = match["unit"].replace(" ", "") if "€" in match["unit"] else match["unit"]
    return _UNITS.get(unit, unit)


_OF_ALL: Final = regex(
    r"(?:(?:tous |toutes )?les )?(?:montants?|sommes?|chiffres?|donnees)?"
    r"(?: (?:sont )?exprime\w*)?"
    r" ?\(?en (?:k ?€|m ?€|€|keuros|milliers d euros|euros)\)?"
)


def unit_of_all(text: str) -> str:
    """Return the unit that a line says of all amounts below it: « montants en k€ »."""
    return unit_of(text) if _OF_ALL.fullmatch(normalise_long(text).strip(" .:*()")) else ""
