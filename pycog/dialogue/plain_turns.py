"""Turns of phrase of officers, said plainly: ``data/phrasings.toml``.

Those of ``[[always]]`` mean the same wherever they stand, and are said plainly before anything is
read; those of ``[[phrasing]]`` only where a question was not read as it stands.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pycog.lazy_patterns import regex

_FILE: Final = Path(__file__).parent / "data" / "phrasings.toml"
_ACTIVE: Final = ("ent", "ons", "ez", "ait", "aient", "era", "eront", "erait", "eraient")
_SPACES: Final = regex(r"\s+")

Turns = tuple[tuple[re.Pattern[str], str], ...]


@lru_cache(maxsize=2_048)
def said_plainly(text: str) -> str:
    """Return a normalised question without the turns that mean the same everywhere."""
    return _replaced(text, _turns("always"))


@lru_cache(maxsize=2_048)
def in_plain_words(text: str) -> str:
    """Return a normalised question, not read as it stands, whose turns are said plainly."""
    return _replaced(text, _turns("phrasing")).strip(" ,")


@lru_cache(maxsize=1)
def carriers() -> frozenset[str]:
    """Return the words that only carry a question about something named."""
    data = _data()["carriers"]
    verbs = (form for verb in data["verbs"].split() for form in _active(verb))
    return frozenset((*verbs, *data["forms"].split()))


def _replaced(text: str, turns: Turns) -> str:
    for pattern, means in turns:
        text = pattern.sub(means, text)
    return _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=2)
def _turns(name: str) -> Turns:
    """Return the turns of one kind; those that most questions do not need are made when needed."""
    return tuple(
        (regex(pattern), entry["means"]) for entry in _data()[name] for pattern in entry["said"]
    )


def _active(infinitive: str) -> Iterator[str]:
    """Yield the forms of a verb that are no participle: « créés » tells some from others."""
    yield infinitive
    if infinitive.endswith("er"):
        yield from (f"{infinitive[:-2]}{ending}" for ending in _ACTIVE)
