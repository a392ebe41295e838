"""Words of one idea: « délivrer » and « délivrance », « reçu » and « réception »."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pycog.dialogue.kinship import kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.lazy_patterns import regex

_PLACES: Final = Path(__file__).parent / "data" / "places"
_YEAR: Final = regex(r"-(?:19|20)\d\d$")
_FILE: Final = Path(__file__).parent / "data" / "families.toml"


@lru_cache(maxsize=1)
def family_data() -> Mapping[str, Any]:
    """Return the file: the groups, and what is said of amounts."""
    with _FILE.open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=1)
def _groups() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for place, group in enumerate(family_data()["groups"]):
        for word in words(normalise(group)):
            found.setdefault(stem(word), set()).add(f"#{place}")
    return {one: frozenset(groups) for one, groups in found.items()}


@lru_cache(maxsize=1)
def restricting() -> frozenset[str]:
    """Return the stems of words that keep some of what is counted: « femmes », « CDI »."""
    return _listed("restricting")


@lru_cache(maxsize=1)
def changing() -> frozenset[str]:
    """Return the stems of words that make another fact of what is printed: « remboursé »."""
    return _listed("changing")


def _listed(name: str) -> frozenset[str]:
    """Return the stems of a list of words of the file."""
    return frozenset(map(stem, words(" ".join(map(normalise, family_data()[name].split())))))


def ideas_of(one: str) -> frozenset[str]:
    """Return what a stem may be matched by: itself and its families.

    Args:
        one: A stem.
    """
    return _groups().get(one, frozenset()) | {one}


def widened(stems: Iterable[str]) -> frozenset[str]:
    """Return some stems and their families."""
    return frozenset(idea for one in stems for idea in ideas_of(one))


def says(one: str, known: Collection[str]) -> bool:
    """Tell whether a stem, one of its family or of its kin is among known ones.

    Args:
        one: A stem.
        known: Stems and families, of :func:`widened`.
    """
    return not ideas_of(one).isdisjoint(known) or bool(kin_of(one, known))


@lru_cache(maxsize=16)
def _place_file(document: str) -> Mapping[str, Any]:
    path = _PLACES / f"{document}.toml"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return tomllib.load(file)


def family_of_document(document: str) -> str:
    """Return the id of a document without its year: what is printed once for several years.

    Args:
        document: Its id, as ``bareme-2022``.
    """
    return _YEAR.sub("", document)


def place_data(document: str, table: str) -> Mapping[str, str]:
    """Return the words of the places of a document, by the key of what stands there.

    Args:
        document: Its id.
        table: ``figures``, ``indicators``, ``names``, ``said``, ``alone``, ``rows``…
    """
    found: Mapping[str, str] = _place_file(document).get(table, {})
    return found


def nickname_data(document: str) -> Sequence[Mapping[str, Any]]:
    """Return the other words for what a document prints.

    Args:
        document: Its id.
    """
    found: Sequence[Mapping[str, Any]] = _place_file(document).get("nickname", ())
    return found
