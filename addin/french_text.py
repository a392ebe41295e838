"""Text as French prints it on the pages of the server; the pane does the same for its own."""

from __future__ import annotations

import re
from typing import Final

_APOSTROPHE: Final = re.compile(r"(?<=[^\W\d_])'(?=[^\W_]|«)")
#: Spaces at which a line must not end: inside « », before high signs, inside a number.
_TIED: Final = re.compile(r"(?<=«) | (?=[»:;?!%€÷×])|(?<=\d) (?=\d{3}(?!\d))")
_NUMBER: Final = re.compile(r"\b([nN])°[ \u00a0]?(?=\d)")


def typographic(text: str) -> str:
    """Return a text with typographic apostrophes, and « n° » apart from its number.

    >>> typographic("l'indicateur n°12")
    'l’indicateur n°\\xa012'
    """
    return _NUMBER.sub("\\1°\u00a0", _APOSTROPHE.sub("’", text))


def printed(text: str) -> str:
    """Return a text as a page sets it: besides, no sign is torn from its word.

    >>> printed("« tel quel » : 14 225 000 €")
    '«\\xa0tel quel\\xa0»\\xa0: 14\\xa0225\\xa0000\\xa0€'
    """
    return _TIED.sub("\u00a0", typographic(text))
