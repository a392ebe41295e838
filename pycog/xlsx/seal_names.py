"""How the seal of a workbook is known in it: shared by what writes it and what passes it over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

#: Name of the sheet that shows a seal, where it is free.
SEAL_SHEET: Final = "COG - bordereau"
SEAL_TITLE: Final = "Bordereau de calcul"
#: How the pieces of a content start.
PIECE: Final = "pycog:contenu:"
#: What only pycog writes, and on no other sheet; part of the note under the title.
SEAL_WORDS: Final = "par pycog seal. Ne changez rien sur cette feuille"


def shows_seal(name: str, texts: Iterable[str]) -> bool:
    """Tell whether a sheet is that of a seal: by what it says, as an officer may use its name.

    Args:
        name: Its name, which may have been changed.
        texts: What its cells show.
    """
    named = name.startswith(SEAL_SHEET)
    return any(
        text.startswith(PIECE) or SEAL_WORDS in text or (named and text == SEAL_TITLE)
        for text in texts
    )
