"""Text as French prints it on the pages of the server; the pane does the same for its own."""

from __future__ import annotations

import re
from typing import Final

_APOSTROPHE: Final = re.compile(r"(?<=[^\W\d_])'(?=[^\W_]|«)")
_NUMBER: Final = re.compile(r"\b([nN])°[ \u00a0]?(?=\d)")


def typographic(text: str) -> str:
    """Return a text with typographic apostrophes, and « n° » apart from its number.

    >>> typographic("l'indicateur n°12")
    'l’indicateur n°\\xa012'
    """
    return _NUMBER.sub("\\1°\u00a0", _APOSTROPHE.sub("’", text))
