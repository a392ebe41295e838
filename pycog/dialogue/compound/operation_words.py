"""The words of the plain operations on typed numbers, as data: ``data/operations.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Final

from pycog.dialogue.calculations.declared_calculations import Role
from pycog.lazy_patterns import regex

_FILE: Final = Path(__file__).parent.parent / "data" / "operations.toml"
#: Words between a preposition and its number.
_ARTICLES: Final = r"(?: (?:l|le|la|les|un|une|du|de|des|d|a|montant|environ))* ?[(:=]? ?$"
_ANY_UNIT: Final = frozenset(
    {"amount", "number", "percent", "days", "points", "staff", "beneficiaries"}
)


@lru_cache(maxsize=1)
def _file() -> dict[str, dict[str, str]]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)


def _filled(text: str) -> str:
    for name, words in _file()["words"].items():
        text = text.replace(f"<{name}>", words)
    return text


@lru_cache(maxsize=64)
def asks(name: str) -> re.Pattern[str]:
    """Return what asks for an operation, or what may be said around it.

    Args:
        name: Key of the list « asks », or of the list « around ».
    """
    lists = _file()
    text = lists["asks"].get(name) or lists["around"][name]
    return regex(rf"(?<![a-z0-9])(?:{_filled(text)})")


@lru_cache(maxsize=32)
def role(name: str) -> Role:
    """Return what one number is, with the words beside it that say so.

    Args:
        name: Key of the list « roles ».
    """
    lists = _file()
    before = lists["before"].get(name)
    return Role(
        name,
        "",
        _ANY_UNIT,
        regex(rf"(?<![a-z0-9])(?:{_filled(lists['roles'][name])})"),
        None if before is None else regex(rf"(?:{_filled(before)}){_ARTICLES}"),
    )
