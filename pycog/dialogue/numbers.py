"""Reads numbers, rates, amounts and delays in a normalised question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from pycog.dialogue.spans import Entity
from pycog.lazy_patterns import regex

#: « 12 000,50 », « 74 », « 3,5 »; never a part of a longer number, nor of « A4 » or « C2S ».
NUMBER: Final = (
    r"(?<![\d.,])(?<!\b[a-z])(?<!\b[a-z]{2})(?:\d{1,3}(?: \d{3})+|\d+)(?:[.,]\d+)*(?![\d])"
)
_SIGNED: Final = rf"(?:(?<![\w)%€])[+-] ?)?{NUMBER}"

#: Unit as typed → power of ten of an amount in euros.
_EUROS: Final = {
    r"mds? ?(?:€|eur\w*|d'? ?euros)?\b|milliards?(?: d'? ?euros?| €| eur\w*)?": 9,
    r"m€|m eur\w*|meur\w*|millions?(?: d'? ?euros?| d €| €| eur\w*)?|m(?= |$)": 6,
    r"k€|k eur\w*|keur\w*|ke\b|kilo ?euros?|milliers? d'? ?euros?|k(?= |$|[?.,;!])": 3,
    r"€|euros?\b|eur\b": 0,
}
_PERCENT: Final = regex(
    rf"(?P<n>{_SIGNED}) ?(?:%|pct\b|prct\b|pour ?cents?\b|pourcents?\b|pour 100\b)"
)
_AMOUNTS: Final = tuple(
    (regex(rf"(?P<n>{_SIGNED}) ?(?:{unit})"), power) for unit, power in _EUROS.items()
)
_DAYS: Final = regex(
    rf"(?P<n>{NUMBER}) ?(?:jours?|jrs?|j(?! (?:ai|en|y|avais"
    rf"|aurai\w*)\b))\b(?P<kind> (?:calendaires?|ouvres?|ouvrables?))?"
)
#: Durations that no target has: read, so that their number is not taken for another.
_DURATION: Final = regex(rf"(?P<n>{NUMBER}) ?(?:semaines?|mois|heures?|h|ans?|minutes?)\b")
#: What is counted, as typed behind its number.
_COUNTED: Final = (
    (
        "beneficiaries",
        regex(rf"(?P<n>{NUMBER}) (?:de )?(?:beneficiaires?|benef\w*|assures?)\b"),
    ),
    (
        "staff",
        regex(rf"(?P<n>{NUMBER}) (?:agents?|salaries?|etp|personnes|employes?|collaborateurs?)\b"),
    ),
    ("points", regex(rf"(?P<n>{NUMBER}) (?:points?|pts?)\b")),
)
_PLAIN: Final = regex(_SIGNED)
_MILLION: Final = 6
_AMBIGUOUS: Final = regex(r"[1-9]\d{0,2}\.\d{3}")


# Each room reads the numbers of the same question.
@lru_cache(maxsize=256)
def find_numbers(text: str) -> tuple[Entity, ...]:
    """Return rates, amounts, delays, counts and plain numbers, those with a unit first."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[Entity]:
    for match in _PERCENT.finditer(text):
        yield _entity("percent", match, -2)
    for pattern, power in _AMOUNTS:
        for match in pattern.finditer(text):
            yield _entity("amount", match, power)
    for match in _DAYS.finditer(text):
        yield _entity("days", match, 0)
    for match in _DURATION.finditer(text):
        yield _entity("duration", match, 0)
    for kind, pattern in _COUNTED:
        for match in pattern.finditer(text):
            yield _entity(kind, match, 0)
    for match in _PLAIN.finditer(text):
        yield _entity("number", match, 0)


def _entity(kind: str, match: re.Match[str], power: int) -> Entity:
    typed = match["n"] if "n" in match.re.groupindex else match[0]
    value = read_number(typed, power)
    if value is None:
        return Entity("ambiguous", typed, match[0], *match.span())
    return Entity(kind, value, match[0], *match.span())


def read_number(typed: str, power: int = 0) -> float | None:
    """Read a number as typed, ``None`` where it can be read in two ways.

    ``1.234`` is a thousand or a little more than one, ``1,2,3`` is no French number: the
    officer is asked. ``1.234.567`` and ``1.234,50`` have one meaning, in ``normalise``.
    """
    digits = typed.replace(" ", "")
    plain = digits.lstrip("+-")
    # « 14.359 M€ » is no amount of thousands of millions.
    in_doubt = power < _MILLION and _AMBIGUOUS.fullmatch(plain)
    if in_doubt or len(re.findall("[.,]", plain)) > 1:
        return None
    # Read with its exponent, 74 % is the float that 0.74 is.
    value = float(f"{digits.replace(',', '.')}e{power}")
    return value if abs(value) < 1e15 else None
