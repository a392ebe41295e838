"""Leaves out the courtesies around a question: whoever asks politely asks the same."""

from __future__ import annotations

import re
from typing import Final

from pycog.lazy_patterns import regex

_BEFORE: Final = regex(
    r"^\s*(?:(?:bonjour|bonsoir|bjr|slt|salut|coucou|hello)(?:\s+à\s+(?:tous|toutes))?[\s,.!;:]+"
    r"|(?:pouvez|pourriez|peux|pourrais)[- ](?:vous|tu)\s+(?:me\s+|nous\s+)?dire[\s,:]+)+"
    r"(?=\S+\s+\S)",
    re.IGNORECASE,
)
_BEHIND: Final = regex(
    r"(?<=\S)[\s,.!;:]+(?:s['’]il (?:te|vous) pla[iî]t|svp|stp"
    r"|merci(?: beaucoup| bien)?(?: d['’]avance)?)[\s.!]*$",
    re.IGNORECASE,
)
_FEW: Final = 2


def without_courtesy(question: str) -> str:
    """Return a question without a greeting before it and thanks behind it.

    Args:
        question: As typed; one that is nothing but polite stays as it is.
    """
    bare = _BEHIND.sub("", _BEFORE.sub("", question))
    return bare if len(bare.split()) >= _FEW else question
