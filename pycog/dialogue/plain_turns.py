"""Turns of phrase of officers, said plainly: ``data/phrasings.toml``.

Those of ``[[always]]`` mean the same wherever they stand, and are said plainly before anything is
read; those of ``[[phrasing]]`` only where a question was not read as it stands.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).parent / "data" / "phrasings.toml"
_ACTIVE: Final = ("ent", "ons", "ez", "ait", "aient", "era", "eront", "erait", "eraient")
_SPACES: Final = re.compile(r"\s+")

Turns = tuple[tuple[re.Pattern[str], str], ...]


@dataclass(frozen=True, slots=True)
class _Phrasings:
    """Turns of phrase with what they mean, and words that carry a question and mean nothing."""

    always: Turns
    turns: Turns
    carriers: frozenset[str]


@lru_cache(maxsize=2_048)
def said_plainly(text: str) -> str:
    """Return a normalised question without the turns that mean the same everywhere."""
    return _replaced(text, _phrasings().always)


def in_plain_words(text: str) -> str:
    """Return a normalised question, not read as it stands, whose turns are said plainly."""
    return _replaced(text, _phrasings().turns).strip(" ,")


def carriers() -> frozenset[str]:
    """Return the words that only carry a question about something named."""
    return _phrasings().carriers


def _replaced(text: str, turns: Turns) -> str:
    for pattern, means in turns:
        text = pattern.sub(means, text)
    return _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=1)
def _phrasings() -> _Phrasings:
    with _FILE.open("rb") as file:
        data = tomllib.load(file)
    verbs = (form for verb in data["carriers"]["verbs"].split() for form in _active(verb))
    return _Phrasings(
        _compiled(data["always"]),
        _compiled(data["phrasing"]),
        frozenset((*verbs, *data["carriers"]["forms"].split())),
    )


def _compiled(entries: list[dict[str, str]]) -> Turns:
    return tuple(
        (re.compile(pattern), entry["means"]) for entry in entries for pattern in entry["said"]
    )


def _active(infinitive: str) -> Iterator[str]:
    """Yield the forms of a verb that are no participle: « créés » tells some from others."""
    yield infinitive
    if infinitive.endswith("er"):
        yield from (f"{infinitive[:-2]}{ending}" for ending in _ACTIVE)
