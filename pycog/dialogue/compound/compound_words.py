"""The words that change nothing beside an operand, as data: ``data/compound.toml``."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Final

from pycog.dialogue.calculations.declared_calculations import declared_calculations
from pycog.dialogue.lexicon import stem
from pycog.dialogue.vocabulary import Vocabulary

_FILE: Final = Path(__file__).parent.parent / "data" / "compound.toml"


@lru_cache(maxsize=16)
def compound_words(name: str) -> frozenset[str]:
    """Return the stems of one list of the file.

    Args:
        name: Key of the list.
    """
    return frozenset(map(stem, _lists()[name].split()))


@lru_cache(maxsize=8)
def changing_words(known: Vocabulary) -> frozenset[str]:
    """Return the words that change a calculation where none of its patterns uses them.

    Args:
        known: The vocabulary.
    """
    declared = declared_calculations(known.weighted).operators
    return compound_words("changing") | declared | known.qualifying | {"fois"}


def body_words() -> list[str]:
    """Return the words that name a kind of body, as they are typed."""
    return _lists()["body"].split()


@lru_cache(maxsize=1)
def _lists() -> dict[str, str]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)
