"""The numbers of indicators: text as printed (``1``, ``1.1``, ``2a``, ``R12``).

The one place that says what such a number may look like, how it is read from a cell,
in which order numbers come, and what a cell holds for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex
from pycog.values import Scalar, capital, clean, display, excerpt, is_blank

#: Ends every message about a number that cannot be read.
EXPECTED: Final = (
    "Écrivez le numéro imprimé : un nombre (7), un sous-numéro (1.1), un nombre et une lettre "
    "(2a, 7bis) ou des lettres et un nombre (R12)."
)

#: What officers write before a number: « Ind. 7 », « indicateur n° 7 ».
_LEAD: Final = regex(
    r"(?:(?:indicateur|indic|ind)(?:\. ?| |(?=n ?[°º]|[0-9])))?"
    r"(?:n ?[°º]\.? ?|№ ?|(?:num[ée]ro|num|no)(?:\. ?| |(?=[0-9])))?",
    re.IGNORECASE,
)
_NUMBER: Final = regex(
    r"(?:(?P<letters>[A-Z]{1,4})(?P<joint>[.-]?) ?)?"
    r"(?P<digits>[0-9]{1,6}(?:[.,][0-9]{1,4}){0,3})"
    r"(?: ?(?P<suffix>bis|ter|quater|[.-]?[A-Z]))?\.?",
    re.IGNORECASE,
)
#: A number that a cell holds as a number without losing anything of it.
_WHOLE: Final = regex(r"0|[1-9][0-9]{0,5}")
#: A number that a careless cell may hold as a decimal: 1.10 becomes 1.1.
_DECIMAL: Final = regex(r"[0-9]+(?:\.[0-9]+)?")
#: Excel keeps 15 digits.
_DIGITS: Final = ".15g"
_LATIN: Final = ("bis", "ter", "quater")
#: More numbers than these are not listed in a message.
_LISTED: Final = 15

SortKey = tuple[str, tuple[int, ...], tuple[int, str], str]


class _Parts(NamedTuple):
    letters: str
    joint: str
    groups: tuple[str, ...]
    suffix: str


def read_number(value: Scalar, what: str = "le numéro de l'indicateur") -> str:
    """Read the number of an indicator from a cell value.

    Args:
        value: A number (7, 1.1) or a text (``"1,1"``, ``"Ind. 7"``, ``"n° 2A"``), not blank.
        what: How to name the value in the error message.

    Returns:
        The number as text, in the capitals that were typed, without spaces, with a point
        between its parts: ``"1.1"``.

    Raises:
        InvalidInput: ``numero-illisible``; the message says what can be written.
    """
    text = clean(value) if isinstance(value, str) else _number_text(value)
    lead = _LEAD.match(text)
    match = _NUMBER.fullmatch(text, lead.end() if lead else 0)
    if match is None:
        raise InvalidInput(
            "numero-illisible",
            f"{capital(what)} « {excerpt(display(value))} » n'est pas un numéro d'indicateur. "
            f"{EXPECTED}",
            value=value,
        )
    return "".join(
        (
            match["letters"] or "",
            match["joint"] or "",
            match["digits"].replace(",", "."),
            match["suffix"] or "",
        )
    )


def _number_text(value: Scalar) -> str:
    """Return a number as text; nothing, which is no number, for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return format(value, _DIGITS)


def identity(number: str) -> str:
    """Return what two spellings of one number share.

    Capitals and leading zeros are free, a hyphen is a point.

    Args:
        number: A number that :func:`read_number` gave.

    Returns:
        ``"2a"`` for ``2A``, ``"r1"`` for ``R01``; ``1.1``, ``1.10`` and ``1.01`` differ.
    """
    parts = _parts(number)
    first, *others = parts.groups
    digits = ".".join((first.lstrip("0") or "0", *others))
    return f"{parts.letters}{parts.joint}{digits}{parts.suffix}".replace("-", ".")


def sort_key(number: str) -> SortKey:
    """Return the key of the natural order: 1, 1.1, 1.2, 1.10, 2, 2a, 2b, 10, R1, R12.

    Args:
        number: A number that :func:`read_number` gave.

    Returns:
        A key; equal for two spellings of one number only.
    """
    parts = _parts(number)
    suffix = parts.suffix.lstrip(".-")
    rank = _LATIN.index(suffix) + 2 if suffix in _LATIN else min(len(suffix), 1)
    return parts.letters, tuple(map(int, parts.groups)), (rank, suffix), identity(number)


def in_order(numbers: Iterable[str]) -> list[str]:
    """Return numbers in their natural order."""
    return sorted(numbers, key=sort_key)


@lru_cache(maxsize=4096)
def _parts(number: str) -> _Parts:
    match = _NUMBER.fullmatch(number)
    if match is None:
        raise ValueError(f"not the number of an indicator: {number!r}")
    return _Parts(
        (match["letters"] or "").lower(),
        match["joint"] or "",
        tuple(match["digits"].split(".")),
        (match["suffix"] or "").lower(),
    )


def find_number(value: Scalar, numbers: Iterable[str]) -> str | None:
    """Return the number that a cell value names among those of an agreement.

    A number typed in a cell has lost its last zeros: 1.10 is 1.1. It is taken only where
    no other number can have been meant.

    Args:
        value: A cell value, as for :func:`read_number`.
        numbers: The numbers of the agreement, as it writes them.

    Returns:
        The number as the agreement writes it; ``None`` for a blank, and where the value
        is no number of an indicator or none that the agreement has.

    Raises:
        InvalidInput: ``numero-ambigu``: typed as a number, it may stand for another one.
    """
    if is_blank(value) or isinstance(value, bool):
        return None
    known, decimals = _index(tuple(numbers))
    try:
        read = read_number(value)
    except InvalidInput:
        return None
    found = known.get(identity(read))
    if isinstance(value, str):
        return found
    meant = decimals.get(Decimal(read), ())
    if len(meant) > 1 or (meant and found is None):
        raise InvalidInput(
            "numero-ambigu",
            f"Le nombre {display(value)} peut désigner l'indicateur {_either(meant, read)} : un "
            "nombre perd ses derniers zéros. Saisissez le numéro comme texte : "
            f'"{meant[-1]}" dans une formule, \'{meant[-1]} dans une cellule.',
            value=value,
        )
    return found


def _either(meant: tuple[str, ...], read: str) -> str:
    return " ou ".join(dict.fromkeys((*meant, read) if len(meant) == 1 else meant))


@lru_cache(maxsize=64)
def _index(
    numbers: tuple[str, ...],
) -> tuple[Mapping[str, str], Mapping[Decimal, tuple[str, ...]]]:
    decimals: dict[Decimal, tuple[str, ...]] = {}
    for number in numbers:
        if _DECIMAL.fullmatch(number):
            value = Decimal(number)
            decimals[value] = (*decimals.get(value, ()), number)
    return {identity(number): number for number in numbers}, decimals


def cell_value(number: str) -> int | str:
    """Return what a cell holds for a number: a whole number as such, any other as text.

    Args:
        number: A number that :func:`read_number` gave.

    Returns:
        ``7`` for ``"7"``; ``"1.10"``, ``"07"`` and ``"R12"`` as they are, since a cell would
        make 1.1, 7 and an error of them.
    """
    return int(number) if _WHOLE.fullmatch(number) else number


def in_formula(number: str) -> str:
    """Return a number as a formula has it: ``7``, ``"1.1"`` between quotes.

    Args:
        number: A number that :func:`read_number` gave.

    Returns:
        A constant in file syntax.
    """
    value = cell_value(number)
    return str(value) if isinstance(value, int) else f'"{value}"'


def anchor_of(number: str) -> str:
    """Return the name that a number gives to links, sheets and bookmarks: ``1-1`` for ``1.1``.

    Args:
        number: A number that :func:`read_number` gave.

    Returns:
        ASCII letters, digits and hyphens; two numbers of an agreement have two of them.
    """
    return identity(number).replace(".", "-")


def parent_of(number: str, numbers: Iterable[str]) -> str:
    """Return the closest number that a number is printed under: ``1`` for ``1.1``.

    Args:
        number: A number that :func:`read_number` gave.
        numbers: The numbers of the agreement.

    Returns:
        The number as the agreement writes it, ``""`` where it has none above.
    """
    known, _ = _index(tuple(numbers))
    above = identity(number)
    while "." in above:
        above = above.rpartition(".")[0]
        if above in known:
            return known[above]
    return ""


def span_in_french(numbers: Iterable[str]) -> str:
    """Return which numbers there are, to be read after « un numéro »."""
    ordered = in_order(numbers)
    if not ordered:
        return "de 0"
    if all(map(_WHOLE.fullmatch, ordered)):
        return f"de {ordered[0]} à {ordered[-1]}"
    shown = ordered if len(ordered) <= _LISTED else [*ordered[: _LISTED - 1], "…", ordered[-1]]
    return f"parmi {', '.join(shown)}"
