"""The words of typed queries as data: ``data/typed_query.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).parent.parent / "data" / "typed_query.toml"


def _read() -> dict[str, Any]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)


DATA: Final = _read()
