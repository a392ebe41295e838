"""Text as reports print it: nothing that a file may not hold, French spaces kept whole."""

from __future__ import annotations

import re
from typing import Final

_NO_BREAK: Final = "\u00a0"
_NARROW: Final = "\u202f"
#: What neither a Word file nor an SVG picture may hold, and a cell of Excel may.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: A number in groups of three digits.
_NUMBER: Final = re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)")
#: Letters of a number that no line can hold: it is left to be broken.
_ENDLESS: Final = 30
#: Between a number and its unit, before and inside French punctuation.
_JOINED: Final = re.compile(r"(?<=\d) (?=[€%]|j\b|points?\b)|(?<=\S) (?=[:;?!»])|(?<=«) ")


def typeset(text: str) -> str:
    """Return a text without control characters, numbers and signs whole at the end of a line.

    >>> ascii(typeset("13 984 000 € : 7 j"))
    "'13\\\\u202f984\\\\u202f000\\\\xa0\\\\u20ac\\\\xa0: 7\\\\xa0j'"
    """
    return _JOINED.sub(_NO_BREAK, _NUMBER.sub(_whole, legal(text)))


def legal(text: str) -> str:
    """Return a text without control characters, its lines ended in one way."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _whole(number: re.Match[str]) -> str:
    return number[0] if len(number[0]) > _ENDLESS else number[0].replace(" ", _NARROW)
