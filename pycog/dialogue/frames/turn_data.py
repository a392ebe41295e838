"""The words of turns that act on the answer before, as data: ``data/value_turns.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from pycog.lazy_patterns import regex

_FILE: Final = Path(__file__).parent.parent / "data" / "value_turns.toml"


@dataclass(frozen=True, slots=True)
class Ask:
    """What may be asked of a subject in other words than those of its document.

    Attributes:
        name: The measure that is asked for.
        means: The turn in plain words.
        keys: Words of which one must be said.
        beside: Words that may stand beside them.
        said: Turns of phrase that ask for it in full.
    """

    name: str
    means: str
    keys: frozenset[str]
    beside: frozenset[str]
    said: tuple[re.Pattern[str], ...]


@lru_cache(maxsize=1)
def _held() -> dict[str, Any]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)


@cache
def carriers() -> frozenset[str]:
    """Return the words that only carry such a turn."""
    return frozenset(_held()["carriers"].split())


@cache
def purposes() -> re.Pattern[str]:
    """Return what opens a clause that says what an answer is wanted for."""
    return regex(_held()["purposes"])


@cache
def asks_of_rows() -> tuple[Ask, ...]:
    """Return what may be asked of a row of a scorecard."""
    return tuple(
        Ask(
            one["name"],
            one["means"],
            frozenset(one["keys"].split()),
            frozenset(one["beside"].split()),
            tuple(map(regex, one.get("said", ()))),
        )
        for one in _held()["ask"]
    )


@cache
def cue(name: str) -> re.Pattern[str]:
    """Return the cues of one operation, as a pattern of normalised text.

    Args:
        name: A key of ``[cues]``.
    """
    return regex(rf"(?<![a-z0-9])(?:{'|'.join(_held()['cues'][name])})(?![a-z0-9])")


@cache
def beside(name: str) -> frozenset[str]:
    """Return the words that may stand beside the cues of one operation.

    Args:
        name: A key of ``[beside]``.
    """
    return frozenset(_held()["beside"][name].split())
