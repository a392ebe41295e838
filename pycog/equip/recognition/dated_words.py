"""Words that head the columns of dates: when a measure is due, when it was done."""

from __future__ import annotations

import re
from typing import Final

DUE: Final = re.compile(
    r"\b(?:echeances?|date limite|limite|delai|prevue?s?|pour le|terme|butoir|a faire avant)\b"
)
DONE: Final = re.compile(
    r"\b(?:realise\w*|realisation|livr\w+|faite?|finie?|termin\w+|achev\w+|effective|effectue\w*|clotur\w*"
    r"|mise? en (?:service|oeuvre|ligne|production)|reelle|reel|cloture)\b"
)
