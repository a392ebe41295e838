"""The words of a cell: blank or not, without odd spaces, short enough to quote, to compare."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

#: Spaces that French Excel and word processors put inside numbers and before "%".
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-", "\t": " "})


def is_blank(value: object) -> bool:
    """Tell whether a cell value counts as empty: nothing, or text made of spaces only."""
    return value is None or (isinstance(value, str) and not value.translate(_SPACES).strip())


def clean(text: str) -> str:
    """Return ``text`` with ordinary single spaces, a plain minus sign and no edge space."""
    return " ".join(text.translate(_SPACES).split())


def excerpt(text: str) -> str:
    """Return ``text`` on one line and short enough to be quoted in a message.

    Args:
        text: Any text, as typed.

    Returns:
        At most 80 characters, the last an ellipsis where some are left out.
    """
    plain = clean(text)
    return plain if len(plain) <= 80 else f"{plain[:79]}…"


def fold(text: str) -> str:
    """Return ``text`` without case, accents or superfluous spaces, to compare words.

    Args:
        text: Any text, as typed.

    Returns:
        Lower-case words without accents, between single spaces.
    """
    # Labels are compared over and over; long texts are not kept.
    return _folded(text) if len(text) <= _SHORT else _folded.__wrapped__(text)


#: Characters of a text that :func:`fold` keeps.
_SHORT: Final = 200


@lru_cache(maxsize=4_096)
def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", clean(text).replace("’", "'").casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def capital(what: str) -> str:
    """Return ``what`` with a capital first letter, to open a sentence."""
    return what[:1].upper() + what[1:]
