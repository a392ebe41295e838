"""Tells whether two words are of one family: « rattachement » and « rattachés »."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Final

#: Letters that two words of one family share at their beginning.
ROOT: Final = 6
#: Letters that the shorter one, without its ending, may have behind them.
_BEHIND: Final = 3
#: Beginnings that words of different meaning share.
_APART: Final = (
    "person", "region", "nation", "contr", "indivi", "inter", "transf", "evalua", "presta",
    "condit", "organi", "informa", "communi", "courri",
)  # fmt: skip


@lru_cache(maxsize=20_000)
def akin(one: str, other: str) -> bool:
    """Tell whether two stems are of one family.

    Args:
        one: A stem.
        other: Another one.
    """
    if one == other:
        return True
    shared = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        shared += 1
    if shared < ROOT or one.startswith(_APART):
        return False
    return min(len(one), len(other)) - shared <= _BEHIND


def kin_of(stem: str, known: Collection[str]) -> str:
    """Return the known stem that is that one or of its family, ``""`` if none."""
    if stem in known:
        return stem
    if len(stem) < ROOT or not known:
        return ""
    found = every_kin(stem, frozenset(known))
    return min(found, key=lambda one: (abs(len(one) - len(stem)), one)) if found else ""


def every_kin(stem: str, known: frozenset[str]) -> list[str]:
    """Return the known stems that are that one or of its family."""
    if len(stem) < ROOT:
        return [stem] if stem in known else []
    return [one for one in _by_root(known).get(stem[:ROOT], ()) if akin(stem, one)]


@lru_cache(maxsize=4_096)
def _by_root(known: frozenset[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in known:
        if len(one) >= ROOT:
            found.setdefault(one[:ROOT], []).append(one)
    return found
