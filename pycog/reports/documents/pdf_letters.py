"""Finds the letters that no font of the PDF has: PDF/UA refuses a file that shows one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from pycog.reports.documents.libraries import library

#: Stands for a letter that cannot be shown, as an emoji of a comment.
INSTEAD: Final = "□"
#: Letters and signs that the fonts are known to have: French texts ask nothing.
_KNOWN: Final = re.compile("[\n -~\u00a0-\u017f\u2010-\u2026\u202f\u2190-\u2193\u2212\u2264\u2265]")
_FONTS: Final[dict[str, Any]] = {"ignore_system_fonts": True}


def replacements(texts: str, font: str) -> dict[int, str]:
    """Return what to put for each letter of some texts that cannot be shown.

    Args:
        texts: Texts, also with their markup.
        font: Font of the text; others that Typst brings along step in for it.
    """
    asked = "".join(sorted(set(_KNOWN.sub("", texts))))
    return {ord(letter): INSTEAD for letter in _missing(asked, font)}


@lru_cache(maxsize=64)
def _missing(letters: str, font: str) -> str:
    """Return those of some letters that no font has: ask for all, then for each half."""
    if not letters or _shown(letters, font):
        return ""
    if len(letters) == 1:
        return letters
    half = len(letters) // 2
    return _missing(letters[:half], font) + _missing(letters[half:], font)


def _shown(letters: str, font: str) -> bool:
    typst = library("typst", "Écrire un rapport en PDF")
    page = (
        '#set document(title: "lettres")\n'
        f'#set text(font: "{font}", lang: "fr")\n'
        '#for letter in read("letters").clusters() [#letter #h(1pt)]'
    )
    files = {"main": page.encode(), "letters": " ".join(letters).encode()}
    try:
        typst.compile(files, format="pdf", pdf_standards="ua-1", **_FONTS)
    except typst.TypstError:
        return False
    return True
