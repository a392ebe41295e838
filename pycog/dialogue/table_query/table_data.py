"""How officers write their questions on tables: words that are data."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

from pycog.dialogue.normalise import words

_FILE: Final = Path(__file__).parents[1] / "data" / "table_words.toml"
DATA: Final[dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
#: Words that name another document than the workbook.
DOCUMENTS: Final = tuple(words(DATA["documents"]))
