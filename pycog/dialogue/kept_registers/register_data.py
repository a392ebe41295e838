"""The words of questions on registers: ``data/register_words.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

DATA: Final[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "data" / "register_words.toml").read_text("utf-8")
)
